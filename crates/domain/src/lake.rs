//! The port to the interaction history, and what passes through it.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::clock::Instant;
use crate::customer::{CustomerId, Position};
use crate::interaction::{InteractionId, RecordedInteraction};

/// Why the history could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// The query is wrong; the text says where.
    #[error("{0}")]
    Query(String),
    /// The reader stopped it, or it passed its limit of time or memory.
    #[error("the query was stopped: {0}")]
    Stopped(String),
    /// A file could not be read or written, or the table is damaged.
    #[error("interaction history: {0}")]
    Storage(String),
    /// What is still to be filed could not be read.
    #[error("freshest interactions: {0}")]
    Pending(String),
}

/// A cell of a query's result.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating number.
    Float(f64),
    /// An exact decimal number, as text.
    Decimal(String),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(String),
    /// A moment.
    Instant(Instant),
}

/// A query's result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueryResult {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table that lives in the store and is lent to a query.
#[derive(Clone, Debug)]
pub enum ColumnValues {
    /// BIGINT.
    Integers(Vec<Option<i64>>),
    /// DOUBLE.
    Floats(Vec<Option<f64>>),
    /// DECIMAL(18,4), in ten-thousandths.
    Amounts(Vec<Option<i64>>),
    /// TEXT.
    Texts(Vec<Option<String>>),
    /// TIMESTAMP in UTC.
    Instants(Vec<Option<Instant>>),
}

/// A table that lives in the store and is lent to a query.
#[derive(Clone, Debug)]
pub struct LentTable {
    /// Its columns, all of one length.
    pub columns: Vec<(String, ColumnValues)>,
}

/// Interactions projected together and not yet in a file.
#[derive(Clone, Debug)]
pub struct PendingBatch {
    /// The last journal position in it; it names the batch.
    pub through: Position,
    /// Its interactions.
    pub rows: Arc<Vec<RecordedInteraction>>,
}

/// What the history asks of the rest: the freshest interactions, the links of identity, and the
/// tables of the store that a query names.
#[async_trait]
pub trait LakeContext: Send + Sync {
    /// Batches not yet removed from the store, in order; those that a file already holds may be among them.
    async fn pending(&self) -> Result<Vec<PendingBatch>, LakeError>;
    /// For each customer that is another customer today: which one.
    async fn links(&self) -> Result<Arc<HashMap<CustomerId, CustomerId>>, LakeError>;
    /// Names of the tables that can be lent, with the columns' names and, in an empty table, their types.
    fn lendable(&self) -> Vec<(&'static str, LentTable)>;
    /// The table of that name, whole.
    async fn lend(&self, name: &str) -> Result<LentTable, LakeError>;
}

/// One page of a customer's history, newest first.
#[derive(Clone, Debug)]
pub struct TimelineRequest {
    /// The customers whose interactions belong to it: today's and those linked to it.
    pub customers: Vec<CustomerId>,
    /// Only what is before this one.
    pub before: Option<(Instant, InteractionId)>,
    /// At most so many.
    pub limit: usize,
}

/// How large the history is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LakeSize {
    /// Files of the present version.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Their rows.
    pub rows: u64,
    /// The version of the table.
    pub version: u64,
}

/// The interaction history.
#[async_trait]
pub trait Lake: Send + Sync {
    /// The journal position through which files hold everything; 0 for an empty table.
    async fn filed_through(&self) -> Result<Position, LakeError>;
    /// Writes batches as one commit whose application transaction is the last position. Batches that
    /// a commit already holds are skipped, so that doing it twice is doing it once.
    async fn file(&self, batches: &[PendingBatch]) -> Result<(), LakeError>;
    /// Runs a query over `interactions`, freshest rows included, and the lent tables.
    async fn query(&self, sql: &str) -> Result<QueryResult, LakeError>;
    /// A page of a customer's history, freshest rows included, newest first.
    async fn timeline(&self, request: &TimelineRequest) -> Result<Vec<RecordedInteraction>, LakeError>;
    /// Joins small files into larger ones, sorted by customer and time; says how many files it replaced.
    async fn compact(&self) -> Result<u64, LakeError>;
    /// Deletes files that no version younger than `keep_micros` uses; says how many.
    async fn vacuum(&self, keep_micros: i64) -> Result<u64, LakeError>;
    /// How large the history is.
    async fn size(&self) -> Result<LakeSize, LakeError>;
}
