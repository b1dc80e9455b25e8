//! An interaction history in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use hamdel_domain::lake::{Lake, LakeError, LakeSize, PendingBatch, QueryResult, TimelineRequest};
use hamdel_domain::{Position, RecordedInteraction};

/// An interaction history in memory. It answers timelines; a query it refuses.
#[derive(Debug, Default)]
pub struct FakeLake {
    rows: Mutex<Vec<RecordedInteraction>>,
    through: Mutex<Position>,
}

impl FakeLake {
    /// A history of these interactions.
    #[must_use]
    pub fn holding(rows: Vec<RecordedInteraction>) -> Self {
        Self { rows: Mutex::new(rows), through: Mutex::default() }
    }

    /// Adds interactions.
    pub fn add(&self, rows: impl IntoIterator<Item = RecordedInteraction>) {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).extend(rows);
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
        Err(LakeError::Query(format!("the history in memory answers no query: {sql}")))
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
