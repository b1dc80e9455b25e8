//! Estimators, pure: no input or output, no clock, and no randomness: where chance is drawn, the seed is fixed, so that
//! the same answers always give the same result.
//!
//! Whatever is published leaves as an [`Estimate`](interval::Estimate), which carries its n and its interval,
//! or as [`Published`](interval::Published), which below the minimum n says how many answers are missing.
//! Most estimators take counts or sums, because the answers come from the database already grouped: they cost
//! the same for ten answers and for ten million, and partial results merge in any order.
//!
//! - The vocabulary: [`interval`], [`error`].
//! - What is counted: [`answers`] (answers per score), [`mean`] (sums), [`proportion`] (a share).
//! - Scores: [`nps`], [`enps`], [`csat`], [`ces`], [`servqual`], [`index`].
//! - Judgement: [`compare`], [`anomaly`], [`kendall`], [`shrinkage`], [`reliability`], [`weighting`], [`classify`],
//!   [`matched`], [`rhythm`], [`rates`], [`median`], [`scan`].

pub mod anomaly;
pub mod answers;
pub mod ces;
pub mod classify;
pub mod compare;
pub mod contingency;
pub mod csat;
pub mod enps;
pub mod error;
pub mod index;
pub mod interval;
mod joint;
pub mod kendall;
pub mod matched;
pub mod mean;
pub mod median;
pub mod nps;
pub mod proportion;
mod quantile;
pub mod rates;
pub mod reliability;
pub mod rhythm;
mod sampler;
pub mod scan;
pub mod servqual;
pub mod shrinkage;
pub mod weighting;
