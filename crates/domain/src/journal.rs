//! What the journal keeps: whole intake batches, in order.

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::customer::{Position, SourceId};
use crate::drop_reason::DropReason;
use crate::interaction::Interaction;

/// An event that intake left out, kept aside with its reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    /// Why.
    pub reason: DropReason,
    /// Which field, and what was wrong with it.
    pub detail: String,
    /// The event as it came, cut at 32 KiB.
    pub payload: String,
}

/// What one call of a source brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalBatch {
    /// Who sent it.
    pub source: SourceId,
    /// When the server received it.
    pub received_at: Instant,
    /// What it let in.
    pub interactions: Vec<Interaction>,
    /// What it left out.
    pub rejections: Vec<Rejection>,
}

/// A batch with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalEntry {
    /// Its place in the journal.
    pub position: Position,
    /// The batch.
    pub batch: JournalBatch,
}
