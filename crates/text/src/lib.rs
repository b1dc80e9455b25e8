//! Persian and English text, pure: repair and search keys, the two calendars, dates as people and
//! programs write them, numbers and dates as pages show them, the national code.
//!
//! Nothing here reads a clock, a file or a locale of the machine: language, zone and the present
//! moment are handed in.

pub mod calendar;
pub mod dates;
pub mod format;
pub mod national_code;
pub mod normalise;
mod scan;

pub use calendar::{JalaliDate, Zone};
pub use dates::{DateError, DateFormat, guess_format, parse_when};
pub use format::{DateStyle, Language};
pub use national_code::{NationalCode, NationalCodeError};
pub use normalise::{normalise, search_key, search_readings, search_terms};
