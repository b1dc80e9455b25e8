//! What somebody says a comment means, where it was understood wrongly.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::feedback::{Heard, learned};
use hamdel_app::words::{self, Correction, SubjectMeant};
use hamdel_text::facets::{Facets, Subject};
use hamdel_text::sentiment::Label;

use crate::error::Failure;
use crate::pages::voice::{Voice, subject_of, subject_written};
use crate::params::{Params, own_address};
use crate::reader::Signed;
use crate::state::WebState;

/// The form, as the comment is understood now.
#[derive(Serialize)]
pub(crate) struct CorrectionForm {
    /// `itself` or `same_words` where somebody corrected it.
    pub(crate) corrected: Option<&'static str>,
    /// Who did.
    pub(crate) by: String,
    /// Sentiments to choose from, by their names in the locales.
    pub(crate) labels: Vec<LabelChoice>,
    pub(crate) themes: Vec<Named>,
    /// What it speaks of.
    pub(crate) subjects: Vec<SubjectChoice>,
    /// What it may speak of besides.
    pub(crate) others: Vec<Named>,
}

/// A sentiment to choose.
#[derive(Serialize)]
pub(crate) struct LabelChoice {
    pub(crate) name: &'static str,
    pub(crate) chosen: bool,
}

/// Something to choose, by its value.
#[derive(Serialize)]
pub(crate) struct Named {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// What a comment speaks of, and how.
#[derive(Serialize)]
pub(crate) struct SubjectChoice {
    pub(crate) value: String,
    pub(crate) name: String,
    /// How, by its name in the locales.
    pub(crate) sentiment: &'static str,
    pub(crate) labels: Vec<LabelChoice>,
}

fn labels(chosen: Label) -> Vec<LabelChoice> {
    Label::ALL.iter().rev().map(|label| LabelChoice { name: label.as_str(), chosen: *label == chosen }).collect()
}

impl CorrectionForm {
    /// The form of a comment.
    pub(super) fn of(voice: &Voice<'_>, held: &Heard) -> Self {
        let understood = &held.understood;
        let facets = Facets::default();
        let spoken = |subject: &Subject| understood.facets.iter().any(|of| of.subject == *subject);
        Self {
            corrected: held
                .corrected
                .as_ref()
                .map(|corrected| if corrected.interaction == held.comment.id { "itself" } else { "same_words" }),
            by: held.corrected.as_ref().map(|corrected| voice.actor(&corrected.by)).unwrap_or_default(),
            labels: labels(understood.sentiment.label),
            themes: voice
                .hierarchy
                .themes
                .iter()
                .map(|theme| Named {
                    value: theme.key.clone(),
                    name: voice.theme(theme),
                    chosen: understood.themes.contains(&theme.key),
                })
                .collect(),
            subjects: understood
                .facets
                .iter()
                .map(|of| SubjectChoice {
                    value: subject_written(&of.subject),
                    name: voice.subject(&of.subject),
                    sentiment: of.sentiment.label.as_str(),
                    labels: labels(of.sentiment.label),
                })
                .collect(),
            others: facets
                .subjects()
                .iter()
                .filter(|subject| !spoken(subject))
                .map(|subject| Named { value: subject_written(subject), name: voice.subject(subject), chosen: false })
                .collect(),
        }
    }
}

/// `POST /voice/feedback/{interaction}/correction`: `sentiment`, `theme` (each a key), `subject` (each
/// `facet:staff=negative`), `add_subject` with `add_sentiment`, `was` (what of these it was before: only what differs
/// is corrected), `next`; `do=take_back` leaves the comment as it is understood again.
pub(crate) async fn correct(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let correction = if form.get("do") == Some("take_back") {
        Correction::default()
    } else {
        let before = learned(&state.app).await?.corrections.kept(&interaction);
        read(&form, before)?
    };
    words::correct(&state.app, &interaction, &correction, &signed.user).await?;
    Ok(Redirect::to(own_address(form.get("next"))).into_response())
}

/// The correction that a form says, on top of one that is kept.
fn read(form: &Params, before: Correction) -> Result<Correction, AppError> {
    let mut correction = before;
    let list = |name: &str| {
        let mut values: Vec<String> = form.list(name).map(str::to_owned).collect();
        values.sort_unstable();
        values
    };
    let was = |part: &str| {
        let prefix = format!("{part}|");
        let mut values: Vec<String> =
            form.list("was").filter_map(|held| held.strip_prefix(&prefix)).map(str::to_owned).collect();
        values.sort_unstable();
        values
    };
    let sentiment = list("sentiment");
    if let [chosen] = &sentiment[..]
        && sentiment != was("sentiment")
    {
        let label = Label::parse(chosen).ok_or_else(|| AppError::invalid("sentiment", "is none of those there are"))?;
        correction.sentiment = Some(label);
    }
    let themes = list("theme");
    if themes != was("theme") {
        correction.themes = Some(themes);
    }
    let mut subjects = list("subject");
    if let Some(subject) = form.get("add_subject") {
        subjects.push(format!("{subject}={}", form.get("add_sentiment").unwrap_or("negative")));
        subjects.sort_unstable();
    }
    if subjects != was("subject") {
        let meant: Option<Vec<SubjectMeant>> = subjects.iter().map(|text| subject(text)).collect();
        let meant = meant.ok_or_else(|| AppError::invalid("subjects", "holds what is no subject"))?;
        correction.subjects = Some(meant);
    }
    Ok(correction)
}

/// A subject and how it is spoken of, such as `facet:staff=negative`.
fn subject(text: &str) -> Option<SubjectMeant> {
    let (subject, label) = text.split_once('=')?;
    Some(SubjectMeant { subject: subject_of(subject)?, sentiment: Label::parse(label)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Params {
        Params::of(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn only_what_differs_is_corrected() {
        let was = [("was", "sentiment|positive"), ("was", "theme|theme-1"), ("was", "subject|facet:staff=negative")];
        let same = [("sentiment", "positive"), ("theme", "theme-1"), ("subject", "facet:staff=negative")];
        let read_of =
            |changed: &[(&str, &str)]| read(&form(&[&was[..], changed].concat()), Correction::default()).unwrap();
        assert!(read_of(&same).is_empty());
        let sentiment = read_of(&[("sentiment", "negative"), same[1], same[2]]);
        assert_eq!(sentiment, Correction { sentiment: Some(Label::Negative), ..Correction::default() });
        let none = read_of(&[same[0], same[1], ("subject", "")]);
        assert_eq!(none.subjects, Some(Vec::new()));
        let more = read_of(&[same[0], same[2], ("add_subject", "facet:price"), ("add_sentiment", "mixed")]);
        assert_eq!((more.subjects.unwrap().len(), more.themes), (2, Some(Vec::new())));
    }

    #[test]
    fn what_was_corrected_before_stays_corrected() {
        let before = Correction { sentiment: Some(Label::Mixed), ..Correction::default() };
        let fields = [("was", "sentiment|mixed"), ("sentiment", "mixed"), ("theme", "theme-2")];
        let now = read(&form(&fields), before).unwrap();
        assert_eq!((now.sentiment, now.themes), (Some(Label::Mixed), Some(vec!["theme-2".to_owned()])));
        assert!(read(&form(&[("sentiment", "furious")]), Correction::default()).is_err());
        assert!(read(&form(&[("subject", "facet:staff")]), Correction::default()).is_err());
    }
}
