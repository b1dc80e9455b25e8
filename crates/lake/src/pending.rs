//! The freshest interactions, kept as columns and by customer for as long as they are in no file.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use datafusion::arrow::array::RecordBatch;
use hamdel_domain::customer::{CustomerId, Position};
use hamdel_domain::interaction::RecordedInteraction;
use hamdel_domain::lake::{LakeError, PendingBatch};

use crate::errors::storage;
use crate::rows::encode;

/// A pending batch with what has been made of it.
pub(crate) struct Prepared {
    batch: PendingBatch,
    columns: OnceLock<RecordBatch>,
    customers: OnceLock<HashMap<CustomerId, Vec<usize>>>,
}

impl Prepared {
    /// Its rows as columns of the stored schema.
    pub(crate) fn columns(&self) -> Result<RecordBatch, LakeError> {
        if let Some(columns) = self.columns.get() {
            return Ok(columns.clone());
        }
        let columns = encode(self.batch.rows.iter()).map_err(storage)?;
        Ok(self.columns.get_or_init(|| columns).clone())
    }

    /// Its rows of one customer, with their places.
    pub(crate) fn of(&self, customer: CustomerId) -> impl Iterator<Item = (usize, &RecordedInteraction)> {
        let customers = self.customers.get_or_init(|| {
            let mut places: HashMap<CustomerId, Vec<usize>> = HashMap::new();
            for (place, row) in self.batch.rows.iter().enumerate() {
                if let Some(customer) = row.customer {
                    places.entry(customer).or_default().push(place);
                }
            }
            places
        });
        customers.get(&customer).into_iter().flatten().filter_map(|place| Some((*place, self.row(*place)?)))
    }

    /// The row at a place.
    pub(crate) fn row(&self, place: usize) -> Option<&RecordedInteraction> {
        self.batch.rows.get(place)
    }
}

/// Keeps what was prepared until the batch is no longer pending.
#[derive(Default)]
pub(crate) struct PendingCache {
    prepared: Mutex<HashMap<Position, Arc<Prepared>>>,
}

impl PendingCache {
    /// The batches after a position, prepared; those that are no longer in the list are forgotten.
    pub(crate) fn after(&self, filed_through: Position, pending: &[PendingBatch]) -> Vec<Arc<Prepared>> {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = std::mem::take(&mut *prepared);
        let fresh = pending.iter().filter(|batch| batch.through > filed_through);
        let list: Vec<_> = fresh
            .map(|batch| match known.remove(&batch.through) {
                Some(same) if same.batch.rows.len() == batch.rows.len() => same,
                _ => Arc::new(Prepared { batch: batch.clone(), columns: OnceLock::new(), customers: OnceLock::new() }),
            })
            .collect();
        prepared.extend(list.iter().map(|one| (one.batch.through, Arc::clone(one))));
        list
    }
}
