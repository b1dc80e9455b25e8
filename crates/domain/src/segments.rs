//! Segments: named conditions on customers.

use serde::{Deserialize, Serialize};

/// Longest name of a segment, in characters.
pub const LONGEST_NAME: usize = 80;

/// The number of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SegmentId(pub i64);

impl std::fmt::Display for SegmentId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// Its number.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
    /// Who is in it, in the Common Expression Language.
    pub condition: String,
    /// Whether it is put away.
    pub retired: bool,
}
