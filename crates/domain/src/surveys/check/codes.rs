//! What can be wrong with a survey.

use serde::Serialize;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $text:literal;)+) => {
        /// What is wrong; the locales say it (`survey-problem-` and this name).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum CheckCode {
            $($(#[$doc])* $name),+
        }

        impl CheckCode {
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
    /// Not of the form of a survey.
    Malformed => "malformed";
    /// Something that needs a key has none.
    NoKey => "no-key";
    /// A key of another form than `a` to `z`, `0` to `9` and `_`.
    BadKey => "bad-key";
    /// Two of the same key.
    DuplicateKey => "duplicate-key";
    /// More than a survey may have.
    TooLarge => "too-large";
    /// No language is offered.
    NoLanguage => "no-language";
    /// A language is offered twice.
    LanguageTwice => "language-twice";
    /// A text is missing in a language that is offered.
    MissingText => "missing-text";
    /// Nothing is asked.
    NoQuestions => "no-questions";
    /// A section without questions.
    EmptySection => "empty-section";
    /// Too few to choose from.
    TooFewChoices => "too-few-choices";
    /// The least is more than the most, or the low end above the high one.
    LeastAboveMost => "least-above-most";
    /// More must be chosen than there are.
    MoreThanThereAre => "more-than-there-are";
    /// A rating with fewer than 3 or more than 10 steps.
    BadSteps => "bad-steps";
    /// A step that does not fit into the range.
    BadStep => "bad-step";
    /// A bound that is no day.
    BadDay => "bad-day";
    /// A limit of zero, or above the greatest.
    BadLimit => "bad-limit";
    /// The same is asked for twice.
    Twice => "twice";
    /// No dimension of SERVQUAL.
    UnknownDimension => "unknown-dimension";
    /// A colour that is not `#rrggbb`.
    BadColour => "bad-colour";
    /// An address that no link may lead to.
    BadAddress => "bad-address";
    /// A condition or formula that cannot be read.
    BadCondition => "bad-condition";
    /// It names a question or value that is not there, or is gone.
    UnknownQuestion => "unknown-question";
    /// It looks at a question that comes later.
    LooksForward => "looks-forward";
    /// It looks at itself.
    LooksAtItself => "looks-at-itself";
    /// It looks at a question that gives no value.
    NoValue => "no-value";
    /// A question without a score where one is needed.
    NoScore => "no-score";
    /// A closing screen that is not there.
    UnknownClosing => "unknown-closing";
    /// A condition compares with nothing.
    NoComparedValue => "no-compared-value";
    /// A condition compares a number with something that is none.
    NotANumber => "not-a-number";
    /// A condition compares a day with something that is none.
    NotADay => "not-a-day";
    /// A condition compares yes or no with something else.
    NotATruth => "not-a-truth";
    /// A condition names a choice that is not there, or is gone.
    UnknownChoice => "unknown-choice";
}

/// Something that keeps a survey from being published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckProblem {
    /// Where: a JSON pointer into the definition.
    pub place: String,
    /// What.
    pub code: CheckCode,
    /// The name, number or words it is about; may be empty.
    pub detail: String,
}
