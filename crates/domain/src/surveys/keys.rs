//! Names inside a survey: short, lower case, and fit to stand in a condition.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest key, in bytes; the names of interactions that are made of keys stay under their 100 characters.
pub const LONGEST_KEY: usize = 40;

/// Words that conditions use themselves, so that no answer may be called by them.
const TAKEN: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "customer",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
    "int",
    "uint",
    "double",
    "string",
    "bool",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
    "optional",
];

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has another form.
    #[error("needs 1 to 40 of a to z, 0 to 9 and _")]
    Form,
    /// Conditions use the word themselves.
    #[error("is a word of the language of conditions")]
    Taken,
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_KEY
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn variable(text: &str) -> Result<(), KeyError> {
    if !is_slug(text) || !text.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Err(KeyError::Form);
    }
    if TAKEN.contains(&text) { Err(KeyError::Taken) } else { Ok(()) }
}

fn label(text: &str) -> Result<(), KeyError> {
    if is_slug(text) && !text.starts_with('_') { Ok(()) } else { Err(KeyError::Form) }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident by $rule:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks a text.
            ///
            /// # Errors
            /// When it has another form than a key.
            pub fn new(text: impl Into<String>) -> Result<Self, KeyError> {
                let text = text.into();
                $rule(&text)?;
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::new(text.as_str()).map_err(|problem| format!("the key \"{text}\" {problem}"))
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )+};
}

keys! {
    /// Names a question, and its answer in conditions.
    QuestionKey by variable;
    /// Names a section.
    SectionKey by label;
    /// Names a choice of a question, a column of a matrix, a row of it, or an item of SERVQUAL.
    ChoiceKey by label;
    /// Names a quota.
    QuotaKey by label;
    /// Names a closing screen.
    ClosingKey by label;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_and_fit_to_stand_in_a_condition() {
        for good in ["nps", "why_not", "q2", &"a".repeat(LONGEST_KEY)] {
            assert!(QuestionKey::new(good).is_ok(), "{good}");
        }
        for bad in ["", "2q", "_q", "Nps", "a-b", "نمره", &"a".repeat(LONGEST_KEY + 1)] {
            assert_eq!(QuestionKey::new(bad), Err(KeyError::Form), "{bad}");
        }
        assert_eq!(QuestionKey::new("customer"), Err(KeyError::Taken));
        assert!(ChoiceKey::new("18_24").is_ok());
        assert!(ChoiceKey::new("_other").is_err(), "stands for the other option in forms");
        let read = serde_json::from_str::<QuestionKey>("\"in\"").unwrap_err().to_string();
        assert!(read.contains("\"in\" is a word"), "{read}");
    }
}
