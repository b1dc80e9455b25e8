//! Whether a rule speaks of an interaction, and why.

use hamdel_domain::Interaction;
use hamdel_domain::alerts::{AlertWhen, KeptRule};
use hamdel_store::customers::ProfileRecord;
use hamdel_text::Understood;
use hamdel_text::sentiment::Label;
use hamdel_text::themes::{Theme, ThemeError, ThemeSet};
use hamdel_text::urgency::{FURIOUS_FROM, Level};

use super::body::Why;
use super::condition;

/// A rule, with the phrases it watches for ready to be found.
pub(super) struct Prepared {
    /// The rule.
    pub(super) kept: KeptRule,
    phrases: ThemeSet,
}

impl Prepared {
    /// Prepares a rule.
    pub(super) fn of(kept: KeptRule) -> Self {
        let phrases = match &kept.rule.when {
            AlertWhen::Words { phrases } => watched(phrases).unwrap_or_default(),
            _ => ThemeSet::default(),
        };
        Self { kept, phrases }
    }
}

/// Why a rule speaks of an interaction; `None` when it does not.
pub(super) fn speaks(
    prepared: &Prepared,
    interaction: &Interaction,
    understood: Option<&Understood>,
    themes: &ThemeSet,
    customer: Option<&ProfileRecord>,
) -> Option<Why> {
    let rule = &prepared.kept;
    let why = why(prepared, interaction, understood, themes)?;
    match condition::is_met(&rule.rule.condition, interaction, understood, customer) {
        Ok(true) => Some(why),
        Ok(false) => None,
        Err(problem) => {
            tracing::warn!(rule = rule.id, %problem, "the condition of an alert rule cannot be worked out");
            None
        }
    }
}

fn why(
    prepared: &Prepared,
    interaction: &Interaction,
    understood: Option<&Understood>,
    themes: &ThemeSet,
) -> Option<Why> {
    match &prepared.kept.rule.when {
        AlertWhen::LowScore { metric, .. } => Some(Why::LowScore { metric: metric.clone(), score: interaction.score? }),
        AlertWhen::Fury => (understood?.urgency.fury >= FURIOUS_FROM).then_some(Why::Fury),
        AlertWhen::Urgency { at_once } => {
            let urgency = &understood?.urgency;
            let least = if *at_once { Level::Now } else { Level::Soon };
            let reasons = || urgency.reasons.iter().map(|found| found.reason.as_str().to_owned()).collect();
            (urgency.level >= least).then(|| Why::Urgency { reasons: reasons() })
        }
        AlertWhen::Blame { subject } => {
            let blamed = |of: &hamdel_text::facets::SpokenOf| {
                of.sentiment.label == Label::Negative
                    && format!("{}:{}", of.subject.kind.as_str(), of.subject.key) == *subject
            };
            understood?.facets.iter().any(blamed).then(|| Why::Blame { subject: subject.clone() })
        }
        AlertWhen::Words { .. } => {
            let found = prepared.phrases.matches(interaction.text.as_deref()?);
            let phrase = |place: u32| prepared.phrases.themes().get(place as usize).map(|held| held.key.clone());
            let found: Vec<String> = found.iter().filter_map(|found| phrase(found.theme)).collect();
            (!found.is_empty()).then_some(Why::Words { phrases: found })
        }
        AlertWhen::Theme { theme } => {
            let place = |key: &String| themes.themes().iter().position(|held| held.key == *key);
            let below = |key: &String| {
                let Some(place) = place(key) else { return key == theme };
                let mut way = themes.lineage(place as u32);
                way.any(|above| themes.themes().get(above as usize).is_some_and(|held| held.key == *theme))
            };
            understood?.themes.iter().any(below).then(|| Why::Theme { theme: theme.clone() })
        }
        AlertWhen::NewTheme => None,
    }
}

/// Phrases as themes, each by its own name.
///
/// # Errors
/// When one of them holds no word, or stands there twice.
pub(super) fn watched(phrases: &[String]) -> Result<ThemeSet, ThemeError> {
    let theme = |phrase: &String| Theme {
        key: phrase.clone(),
        name_fa: String::new(),
        name_en: String::new(),
        parent: None,
        include: vec![phrase.clone()],
        exclude: Vec::new(),
    };
    ThemeSet::new(phrases.iter().map(theme).collect())
}
