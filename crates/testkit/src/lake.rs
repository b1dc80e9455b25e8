//! An interaction history in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use hamdel_domain::lake::{Cell, Lake, LakeError, LakeSize, PendingBatch, QueryResult, TimelineRequest};
use hamdel_domain::{Position, RecordedInteraction};

/// An interaction history in memory. It answers timelines, and queries with what it was told to; others it refuses.
#[derive(Debug, Default)]
pub struct FakeLake {
    rows: Mutex<Vec<RecordedInteraction>>,
    through: Mutex<Position>,
    answers: Mutex<Vec<(String, Vec<Vec<Cell>>)>>,
}

impl FakeLake {
    /// A history of these interactions.
    #[must_use]
    pub fn holding(rows: Vec<RecordedInteraction>) -> Self {
        Self { rows: Mutex::new(rows), ..Self::default() }
    }

    /// Adds interactions.
    pub fn add(&self, rows: impl IntoIterator<Item = RecordedInteraction>) {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).extend(rows);
    }

    /// Answers queries that hold this text with these rows from now on; where several do, the last one told counts.
    pub fn answer(&self, part_of_query: &str, rows: Vec<Vec<Cell>>) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push((part_of_query.to_owned(), rows));
    }

    /// All interactions in the order they came in.
    #[must_use]
    pub fn rows(&self) -> Vec<RecordedInteraction> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Lake for FakeLake {
    async fn filed_through(&self) -> Result<Position, LakeError> {
        Ok(*self.through.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn file(&self, batches: &[PendingBatch]) -> Result<(), LakeError> {
        let mut through = self.through.lock().unwrap_or_else(PoisonError::into_inner);
        for batch in batches.iter().filter(|batch| batch.through > *through) {
            self.add(batch.rows.iter().cloned());
        }
        *through = batches.iter().map(|batch| batch.through).max().unwrap_or_default().max(*through);
        Ok(())
    }

    async fn query(&self, sql: &str) -> Result<QueryResult, LakeError> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let told = answers.iter().rev().find(|(part, _)| sql.contains(part.as_str()));
        told.map(|(_, rows)| QueryResult { columns: Vec::new(), rows: rows.clone() })
            .ok_or_else(|| LakeError::Query(format!("the history in memory was told no answer to: {sql}")))
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<Vec<RecordedInteraction>, LakeError> {
        let place = |row: &RecordedInteraction| (row.interaction.occurred_at, row.interaction.id);
        let mut rows = self.rows();
        rows.retain(|row| row.customer.is_some_and(|customer| request.customers.contains(&customer)));
        rows.retain(|row| request.before.is_none_or(|before| place(row) < before));
        rows.sort_by_key(|row| std::cmp::Reverse(place(row)));
        rows.truncate(request.limit);
        Ok(rows)
    }

    async fn compact(&self) -> Result<u64, LakeError> {
        Ok(0)
    }

    async fn vacuum(&self, _keep_micros: i64) -> Result<u64, LakeError> {
        Ok(0)
    }

    async fn size(&self) -> Result<LakeSize, LakeError> {
        Ok(LakeSize { rows: self.rows().len() as u64, ..LakeSize::default() })
    }
}
