//! Intake: the steps between a source's call and its acknowledgement.
//!
//! 1. [`body`]: bounded decompression, UTF-8, depth, size.
//! 2. [`segment`]: the call's shape, one of the API's seven.
//! 3. [`event`]: each event checked and stamped, or left out with a reason.
//! 4. [`queue`]: into the journal with others' batches, in one durable commit; only then the answer.

pub mod body;
pub mod event;
pub mod queue;
pub mod segment;

mod object;
mod receive;

pub use receive::{Intake, IntakeAnswer, IntakeCall, IntakeRefusal};

#[cfg(test)]
mod tests;
