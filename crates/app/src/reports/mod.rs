//! Reports on cases: a month of the company, or of a unit and those below it, as it is printed.

mod figures;
mod files;
mod month;
#[cfg(test)]
mod tests;

pub use figures::{CauseLine, Report, report};
pub use files::{ReportWords, report_csv, report_workbook};
pub use month::Month;
