//! Analyses of a file, without a server: scores, SERVQUAL, indices, reliability, sentiment and kinds.
//!
//! Each gives JSON with n, interval and method named. What cannot be counted is left out and counted by its reason:
//! a number that says nothing of what it leaves out is not to be trusted.

mod figure;
mod index;
mod kinds;
mod labels;
mod reliability;
mod scores;
mod sentiment;
mod servqual;
mod table;

#[cfg(test)]
mod tests;

pub use index::{IndexRequest, index};
pub use kinds::{KindsRequest, kinds};
pub use reliability::{ReliabilityRequest, reliability};
pub use scores::{Score, ScoreRequest, scores};
pub use sentiment::{SentimentRequest, sentiment};
pub use servqual::{ServqualRequest, servqual};
pub use table::TableFile;
