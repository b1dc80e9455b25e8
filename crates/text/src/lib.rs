//! Persian and English text, pure: repair and search keys, the two calendars, dates as people and
//! programs write them, numbers and dates as pages show them, the national code; and the understanding of comments: words,
//! language, sentiment, facets, urgency and themes, the names that texts call for, and what
//! recurs among them.
//!
//! Nothing here reads a clock, a file or a locale of the machine: language, zone and the present
//! moment are handed in.

pub mod calendar;
mod clauses;
pub mod dates;
pub mod facets;
pub mod format;
mod hash;
pub mod language;
pub mod lexicon;
pub mod naming;
pub mod national_code;
pub mod normalise;
pub mod patterns;
mod phrases;
mod scan;
pub mod sentiment;
pub mod themes;
pub mod understand;
pub mod urgency;
pub mod words;

pub use calendar::{JalaliDate, Zone};
pub use dates::{DateError, DateFormat, guess_format, parse_when};
pub use format::{DateStyle, Language};
pub use national_code::{NationalCode, NationalCodeError};
pub use normalise::{normalise, search_key, search_readings, search_terms};
pub use understand::{Understanding, Understood, understand, understand_with};
