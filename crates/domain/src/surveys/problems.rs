//! What can be wrong with an answer.

use serde::Serialize;

use super::keys::QuestionKey;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $text:literal;)+) => {
        /// What is wrong with an answer; the locales say it (`answer-` and this name).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum AnswerProblem {
            $($(#[$doc])* $name),+
        }

        impl AnswerProblem {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name in JSON and locales.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

codes! {
    /// An answer is needed.
    Required => "required";
    /// The choice of one's own has no words.
    OtherEmpty => "other-empty";
    /// Not one of the choices; `found` is what came.
    NotAChoice => "not-a-choice";
    /// Fewer choices than `bound`.
    TooFew => "too-few";
    /// More choices than `bound`.
    TooMany => "too-many";
    /// Not a number.
    NotANumber => "not-a-number";
    /// A number with a fraction where whole ones are asked for.
    NotWhole => "not-whole";
    /// Less than `bound`.
    TooLow => "too-low";
    /// More than `bound`.
    TooHigh => "too-high";
    /// More characters than `bound`; `found` is how many.
    TooLong => "too-long";
    /// Not a day of either calendar.
    NotADay => "not-a-day";
    /// Before `bound`.
    TooEarly => "too-early";
    /// After `bound`.
    TooLate => "too-late";
    /// Not an e-mail address.
    NotAnEmail => "not-an-email";
    /// Not a telephone number.
    NotAPhone => "not-a-phone";
    /// Two have the same rank, or one has none.
    NotAllRanked => "not-all-ranked";
    /// Points that sum to `found` and not to `bound`.
    PointsSum => "points-sum";
}

/// Something wrong with a field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The question.
    pub question: QuestionKey,
    /// The name of the field, as the form posts it.
    pub field: String,
    /// What is wrong.
    pub code: AnswerProblem,
    /// The bound that was passed, where there is one.
    pub bound: Option<String>,
    /// What came instead, shortened, where it helps.
    pub found: Option<String>,
}

impl FieldProblem {
    /// A problem of a field.
    #[must_use]
    pub fn new(question: &QuestionKey, field: impl Into<String>, code: AnswerProblem) -> Self {
        Self { question: question.clone(), field: field.into(), code, bound: None, found: None }
    }

    /// With the bound that was passed.
    #[must_use]
    pub fn bound(mut self, bound: &impl ToString) -> Self {
        self.bound = Some(bound.to_string());
        self
    }

    /// With what came instead.
    #[must_use]
    pub fn found(mut self, found: &impl ToString) -> Self {
        self.found = Some(found.to_string().chars().take(60).collect());
        self
    }
}
