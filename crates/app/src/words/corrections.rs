//! What people say a comment means, where it was understood wrongly: kept for this comment, taken for every comment
//! of the same words, and learned from.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use hamdel_domain::rights::Right;
use hamdel_store::themes::StoredCorrection;
use hamdel_text::facets::{Facets, SpokenOf, Subject};
use hamdel_text::sentiment::{Label, Method, Sentiment};
use hamdel_text::{Understood, search_key};

use super::Hierarchy;
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::feedback::{self, Comment, learned};

/// Corrections that are read with, the newest.
const MOST_READ: u32 = 50_000;
/// Most themes and subjects of one comment.
const MOST: usize = 40;

/// A subject as somebody says it is spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectMeant {
    /// Facet or touchpoint.
    #[serde(flatten)]
    pub subject: Subject,
    /// How.
    pub sentiment: Label,
}

/// What a person says a comment means. What is `None` is left as it is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// What it says on the whole.
    pub sentiment: Option<Label>,
    /// The keys of its themes, all of them.
    pub themes: Option<Vec<String>>,
    /// What it speaks of, all of it.
    pub subjects: Option<Vec<SubjectMeant>>,
}

/// A correction, and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The comment that was corrected, as its interaction.
    pub interaction: String,
    /// Its words.
    pub text: String,
    /// What they mean.
    pub correction: Correction,
    /// Who said so, such as `user:1`.
    pub by: String,
}

/// Corrections by their comments and by their words.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    all: Vec<Arc<Corrected>>,
    by_comment: HashMap<String, Arc<Corrected>>,
    by_words: HashMap<String, Arc<Corrected>>,
}

impl Corrections {
    /// The corrections that are kept.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn read(app: &App) -> Result<Self, AppError> {
        let mut corrections = Self::default();
        for stored in app.store.corrections(MOST_READ).await? {
            let Some(corrected) = corrected(stored).map(Arc::new) else { continue };
            corrections.by_comment.insert(corrected.interaction.clone(), corrected.clone());
            // They come from the newest, which counts.
            corrections.by_words.entry(search_key(&corrected.text)).or_insert_with(|| corrected.clone());
            corrections.all.push(corrected);
        }
        Ok(corrections)
    }

    /// Every correction, from the newest.
    pub(crate) fn all(&self) -> &[Arc<Corrected>] {
        &self.all
    }

    /// What is kept of a comment by its interaction; nothing corrected where nobody did.
    #[must_use]
    pub fn kept(&self, interaction: &str) -> Correction {
        self.by_comment.get(interaction).map(|held| held.correction.clone()).unwrap_or_default()
    }

    /// What was said of this comment, or of another of the same words.
    #[must_use]
    pub fn of(&self, comment: &Comment) -> Option<Arc<Corrected>> {
        if self.all.is_empty() {
            return None;
        }
        self.by_comment.get(&comment.id).or_else(|| self.by_words.get(&search_key(&comment.text))).cloned()
    }
}

impl Correction {
    /// Whether nothing is corrected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts what was said in the place of what was understood.
    pub(crate) fn apply(&self, understood: &mut Understood, hierarchy: &Hierarchy) {
        if let Some(label) = self.sentiment {
            understood.sentiment = meant(label);
        }
        if let Some(themes) = &self.themes {
            understood.themes = themes.iter().filter(|key| hierarchy.get(key).is_some()).cloned().collect();
        }
        if let Some(subjects) = &self.subjects {
            let spoken = |held: &SubjectMeant| SpokenOf {
                subject: held.subject.clone(),
                sentiment: meant(held.sentiment),
                mentions: 1,
            };
            understood.facets = subjects.iter().map(spoken).collect();
        }
    }
}

fn meant(label: Label) -> Sentiment {
    let polarity = match label {
        Label::Negative => -1.0,
        Label::Neutral | Label::Mixed => 0.0,
        Label::Positive => 1.0,
    };
    Sentiment { polarity, label, confidence: 1.0, method: Method::Corrected }
}

fn corrected(stored: StoredCorrection) -> Option<Corrected> {
    let list = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    let correction = Correction {
        sentiment: stored.sentiment.as_deref().and_then(Label::parse),
        themes: list(stored.themes),
        subjects: stored.subjects.and_then(|text| serde_json::from_str(&text).ok()),
    };
    let StoredCorrection { interaction, text, by, .. } = stored;
    (!correction.is_empty()).then_some(Corrected { interaction, text, correction, by })
}

/// Keeps what somebody says a comment means; an empty correction leaves it as it is understood again.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such comment within their reach, [`AppError::Invalid`] when a theme or a
/// subject is not there.
pub async fn correct(app: &App, interaction: &str, correction: &Correction, who: &SignedIn) -> Result<(), AppError> {
    let comment = feedback::comment_of(app, interaction, None).await?;
    let within = |right: Right| who.scope(right).holds_unit(comment.unit.as_deref());
    if !within(Right::ReadFeedback) || !within(Right::EditWords) {
        return Err(AppError::NotFound("comment"));
    }
    let held = learned(app).await?;
    if let Some(themes) = &correction.themes
        && (themes.len() > MOST || themes.iter().any(|key| held.hierarchy.get(key).is_none()))
    {
        return Err(AppError::invalid("themes", "holds a theme that is not there"));
    }
    let known = |subject: &Subject| Facets::default().subjects().contains(subject);
    if let Some(subjects) = &correction.subjects
        && (subjects.len() > MOST || !subjects.iter().all(|meant| known(&meant.subject)))
    {
        return Err(AppError::invalid("subjects", "holds a subject that is not there"));
    }
    let unwritable = |_| AppError::invalid("themes", "could not be written");
    let stored = StoredCorrection {
        interaction: interaction.to_owned(),
        text: comment.text,
        sentiment: correction.sentiment.map(|label| label.as_str().to_owned()),
        themes: correction.themes.as_ref().map(serde_json::to_string).transpose().map_err(unwritable)?,
        subjects: correction.subjects.as_ref().map(serde_json::to_string).transpose().map_err(unwritable)?,
        by: who.actor(),
    };
    Ok(app.store.correct_comment(&stored, app.clock.now()).await?)
}
