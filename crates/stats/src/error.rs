//! What an estimator refuses.

use std::fmt;

/// Why an estimator refuses its input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StatsError {
    /// A level of confidence that is not strictly between 0 and 1.
    LevelOutOfRange {
        /// The level given.
        level: f64,
    },
    /// A minimum n below 2, with which an interval could be missing.
    MinimumTooLow {
        /// The minimum given.
        minimum: u64,
    },
    /// An answer outside its scale.
    OutOfScale {
        /// The answer given.
        value: f64,
        /// The lowest answer of the scale.
        low: f64,
        /// The highest answer of the scale.
        high: f64,
    },
    /// A scale whose high end is not above its low end.
    EmptyScale {
        /// The low end given.
        low: f64,
        /// The high end given.
        high: f64,
    },
    /// A weight that is not positive and finite; for items of an index and points of importance, not zero or above.
    BadWeight {
        /// The weight given.
        weight: f64,
    },
    /// A value that is infinite or not a number.
    NotFinite,
    /// Counts or sums that no set of answers can have, such as more successes than trials.
    InconsistentSums,
    /// A list of another length than its definition asks for.
    WrongLength {
        /// The length asked for.
        expected: usize,
        /// The length given.
        given: usize,
    },
    /// Points of importance that do not sum to 100.
    ImportanceSum {
        /// Their sum.
        sum: f64,
    },
    /// Shares of a population that do not sum to 1, or one that is not above 0.
    BadShares {
        /// Their sum.
        sum: f64,
    },
    /// An item, level or class that the definition does not have, has twice or leaves out.
    BadReference {
        /// Its number.
        number: usize,
    },
    /// Every value is the same, so that there is nothing to measure chance with.
    NoSpread,
    /// Fewer answers, items or groups than the estimate needs.
    TooFew {
        /// How many there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
}

impl fmt::Display for StatsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LevelOutOfRange { level } => write!(out, "a level of confidence is between 0 and 1, not {level}"),
            Self::MinimumTooLow { minimum } => write!(out, "the minimum number of answers is 2 or more, not {minimum}"),
            Self::OutOfScale { value, low, high } => write!(out, "{value} is outside the scale {low} to {high}"),
            Self::EmptyScale { low, high } => write!(out, "a scale cannot go from {low} to {high}"),
            Self::BadWeight { weight } => write!(out, "{weight} is no weight"),
            Self::NotFinite => out.write_str("a value is infinite or not a number"),
            Self::InconsistentSums => out.write_str("no set of answers has these counts and sums"),
            Self::WrongLength { expected, given } => write!(out, "{expected} values are asked for, {given} were given"),
            Self::ImportanceSum { sum } => write!(out, "points of importance sum to 100, not {sum}"),
            Self::BadShares { sum } => write!(out, "shares are above 0 and sum to 1, not {sum}"),
            Self::BadReference { number } => write!(out, "number {number} is missing, unknown or there twice"),
            Self::NoSpread => out.write_str("every value is the same"),
            Self::TooFew { have, need } => write!(out, "{need} are needed, there are {have}"),
        }
    }
}

impl std::error::Error for StatsError {}
