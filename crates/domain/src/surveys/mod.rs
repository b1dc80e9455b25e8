//! Surveys: what is asked, and what was answered.
//!
//! A [`SurveyDefinition`] is built, checked ([`check`]) and published; a published version never changes. A
//! response walks through it page by page: a form is read ([`reading`]), the answers are settled ([`flow`]),
//! and at the end give scores ([`scores`]). Nothing here evaluates a condition itself: that is the port
//! [`ConditionReader`].

pub mod answers;
pub mod check;
pub mod clean;
pub mod complete;
pub mod conditions;
pub mod definition;
pub mod embed;
pub mod facets;
pub mod flow;
pub mod ids;
pub mod keys;
pub mod kiosk;
pub mod library;
pub mod piping;
pub mod problems;
pub mod question;
pub mod reading;
pub mod rename;
pub mod scores;
pub mod shuffle;
pub mod texts;
pub mod way;
pub mod words;

#[cfg(test)]
mod tests;

pub use answers::{AnswerValue, Answers, Chosen, FacetRating, ServqualAnswer};
pub use check::{CheckCode, CheckProblem, check, read_definition};
pub use conditions::{ConditionReader, Value, Values};
pub use definition::{Audience, Calculated, Closing, Look, NextStep, Quota, Section, SurveyDefinition};
pub use embed::{Embed, EmbedFault, EmbedShape, EmbedSide};
pub use facets::{Dimension, Facet, ResponseKind};
pub use flow::{Progress, Settled, ShownSection, settle};
pub use ids::{ResponseId, SurveyId};
pub use keys::{ChoiceKey, ClosingKey, KeyError, QuestionKey, QuotaKey, SectionKey};
pub use kiosk::{IDLE_SECONDS, Kiosk, KioskFault, is_pin};
pub use piping::Piping;
pub use problems::{AnswerProblem, FieldProblem};
pub use question::{Choice, ContactField, ContactKind, Question, QuestionKind, RatingLook, ServqualItem};
pub use reading::{DayReader, Form, FormTooLarge, Reading, read_form};
pub use rename::{is_variable, rename};
pub use scores::{GivenScore, Scored, scores};
pub use way::ResponseWay;
pub use words::{SurveyLanguage, Words};
