//! Canned answers: texts that are written again and again, with places for what differs.
//!
//! A place is written `{{name}}`. Which places there are is a closed list: an unknown one is an error where the text is
//! written, not a hole in front of a customer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest text, in characters.
const LONGEST_TEXT: usize = 10_000;

/// What a place stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placeholder {
    /// How the customer wants to be addressed.
    Name,
    /// The number the customer holds.
    Reference,
    /// Who answers.
    Agent,
    /// The unit that answers.
    Unit,
    /// What the customer wants to be done.
    Remedy,
}

impl Placeholder {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Name, Self::Reference, Self::Agent, Self::Unit, Self::Remedy];

    /// As it stands between the braces, and in the locales (`placeholder-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Reference => "reference",
            Self::Agent => "agent",
            Self::Unit => "unit",
            Self::Remedy => "remedy",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// A canned answer as somebody writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedAnswer {
    /// Its name for colleagues.
    pub name: String,
    /// The unit that uses it; the whole company where none is named.
    #[serde(default)]
    pub unit: Option<String>,
    /// For customers who are written to in Persian; empty where it is not for them.
    #[serde(default)]
    pub text_fa: String,
    /// For customers who are written to in English; empty where it is not for them.
    #[serde(default)]
    pub text_en: String,
}

/// What is wrong with a canned answer, with the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannedFault {
    /// The field.
    pub field: &'static str,
    /// The reason, by its name in the locales after `why-`.
    pub why: &'static str,
    /// What the reason speaks of: a place that is unknown; empty for nothing.
    pub about: String,
}

impl CannedAnswer {
    /// The text in a language, or in the other where there is none: `fa` or `en`.
    #[must_use]
    pub fn text(&self, language: &str) -> &str {
        let (first, second) =
            if language == "en" { (&self.text_en, &self.text_fa) } else { (&self.text_fa, &self.text_en) };
        if first.trim().is_empty() { second } else { first }
    }

    /// Looks for what is wrong.
    ///
    /// # Errors
    /// The first field that is.
    pub fn check(&self) -> Result<(), CannedFault> {
        let fault = |field, why, about: &str| Err(CannedFault { field, why, about: about.to_owned() });
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            return fault("name", "canned-name", "");
        }
        if self.text_fa.trim().is_empty() && self.text_en.trim().is_empty() {
            return fault("text_fa", "canned-empty", "");
        }
        for (field, text) in [("text_fa", &self.text_fa), ("text_en", &self.text_en)] {
            if text.chars().count() > LONGEST_TEXT {
                return fault(field, "canned-too-long", "");
            }
            if let Err(unknown) = parts(text) {
                return fault(field, "canned-placeholder", &unknown);
            }
        }
        Ok(())
    }
}

/// A stretch of a text.
enum Stretch<'t> {
    Words(&'t str),
    Place(Placeholder),
}

/// The stretches of a text, or what stands between braces and is no place.
fn parts(text: &str) -> Result<Vec<Stretch<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            return Err(after.chars().take(30).collect());
        };
        let place = Placeholder::parse(name.trim()).ok_or_else(|| name.trim().chars().take(30).collect::<String>())?;
        found.extend([Stretch::Words(words), Stretch::Place(place)]);
        rest = after;
    }
    found.push(Stretch::Words(rest));
    Ok(found)
}

/// A text with its places filled. A place for which nothing is known is left empty, and named beside the text: whoever
/// sends it sees what is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// The places that stayed empty.
    pub missing: Vec<Placeholder>,
}

/// Fills the places of a text that was checked; one that is unknown all the same is left as it stands.
#[must_use]
pub fn fill(text: &str, values: &BTreeMap<Placeholder, String>) -> Filled {
    let Ok(parts) = parts(text) else { return Filled { text: text.to_owned(), missing: Vec::new() } };
    let mut filled = Filled::default();
    for part in parts {
        match part {
            Stretch::Words(words) => filled.text.push_str(words),
            Stretch::Place(place) => match values.get(&place).filter(|value| !value.trim().is_empty()) {
                Some(value) => filled.text.push_str(value),
                None if filled.missing.contains(&place) => {}
                None => filled.missing.push(place),
            },
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canned(text_fa: &str) -> CannedAnswer {
        CannedAnswer { name: "sorry".to_owned(), text_fa: text_fa.to_owned(), ..CannedAnswer::default() }
    }

    #[test]
    fn places_are_filled_and_what_is_missing_is_named() {
        let values = BTreeMap::from([(Placeholder::Name, "سارا".to_owned()), (Placeholder::Agent, " ".to_owned())]);
        let filled = fill("سلام {{name}}، {{ name }}! {{agent}}{{agent}}", &values);
        assert_eq!(filled.text, "سلام سارا، سارا! ");
        assert_eq!(filled.missing, [Placeholder::Agent]);
    }

    #[test]
    fn an_unknown_place_is_an_error_at_its_field() {
        assert_eq!(canned("{{name}}").check(), Ok(()));
        let fault = canned("سلام {{nmae}}").check().unwrap_err();
        assert_eq!((fault.field, fault.why, fault.about.as_str()), ("text_fa", "canned-placeholder", "nmae"));
        let english = CannedAnswer { text_en: "{{name".to_owned(), ..canned("سلام") };
        assert_eq!(english.check().unwrap_err().field, "text_en");
        assert_eq!(canned(" ").check().unwrap_err().field, "text_fa");
        assert_eq!(CannedAnswer { name: " ".to_owned(), ..canned("x") }.check().unwrap_err().field, "name");
    }

    #[test]
    fn the_other_language_stands_in() {
        let both = CannedAnswer { text_en: "sorry".to_owned(), ..canned("ببخشید") };
        assert_eq!((both.text("fa"), both.text("en")), ("ببخشید", "sorry"));
        assert_eq!(canned("ببخشید").text("en"), "ببخشید");
    }

    proptest! {
        #[test]
        fn any_text_is_checked_and_filled_without_harm(text in "[{}a-z ]{0,40}") {
            let held = CannedAnswer { text_en: text.clone(), ..canned("x") };
            let filled = fill(&text, &BTreeMap::new());
            if held.check().is_err() {
                prop_assert_eq!(filled.text, text);
            }
        }

        #[test]
        fn values_are_not_read_for_places(value in "\\{\\{[a-z]{1,9}\\}\\}") {
            let filled = fill("{{name}}", &BTreeMap::from([(Placeholder::Name, value.clone())]));
            prop_assert_eq!(filled.text, value);
        }
    }
}
