//! What the lake asks of the store: the freshest interactions, the links of identity, tables lent to a query.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use hamdel_domain::lake::{LakeContext, LakeError, LentTable, PendingBatch};
use hamdel_domain::{CustomerId, Position};
use hamdel_store::lending::{empty_customers, empty_identifiers};
use hamdel_store::{Store, StoreError};

type Links = Arc<HashMap<CustomerId, CustomerId>>;

/// The store, as the lake sees it. What was decoded once is remembered.
pub struct StoreContext {
    store: Store,
    links: Mutex<Option<(i64, Links)>>,
    pending: Mutex<HashMap<Position, PendingBatch>>,
}

impl StoreContext {
    /// The context of this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, links: Mutex::default(), pending: Mutex::default() }
    }
}

fn failed(problem: &StoreError) -> LakeError {
    LakeError::Pending(problem.to_string())
}

#[async_trait]
impl LakeContext for StoreContext {
    async fn pending(&self) -> Result<Vec<PendingBatch>, LakeError> {
        let places = self.store.pending_places().await.map_err(|problem| failed(&problem))?;
        let mut held = {
            let mut remembered = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            remembered.retain(|through, _| places.contains(through));
            remembered.clone()
        };
        let mut batches = Vec::with_capacity(places.len());
        for through in places {
            if let Some(batch) = held.remove(&through) {
                batches.push(batch);
                continue;
            }
            // One that was filed and deleted meanwhile is in the lake's files by now.
            let Some(stored) = self.store.pending_batch(through).await.map_err(|problem| failed(&problem))? else {
                continue;
            };
            let rows = stored.decode().map_err(|problem| failed(&problem))?;
            let batch = PendingBatch { through, rows: Arc::new(rows) };
            self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(through, batch.clone());
            batches.push(batch);
        }
        Ok(batches)
    }

    async fn links(&self) -> Result<Links, LakeError> {
        let version = self.store.links_version().await.map_err(|problem| failed(&problem))?;
        if let Some((held, links)) = &*self.links.lock().unwrap_or_else(PoisonError::into_inner)
            && *held == version
        {
            return Ok(links.clone());
        }
        let links = Arc::new(self.store.links().await.map_err(|problem| failed(&problem))?);
        *self.links.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, links.clone()));
        Ok(links)
    }

    fn lendable(&self) -> Vec<(&'static str, LentTable)> {
        vec![("customers", empty_customers()), ("identifiers", empty_identifiers())]
    }

    async fn lend(&self, name: &str) -> Result<LentTable, LakeError> {
        let table = match name {
            "customers" => self.store.lend_customers().await,
            "identifiers" => self.store.lend_identifiers().await,
            other => return Err(LakeError::Query(format!("there is no table {other}"))),
        };
        table.map_err(|problem| failed(&problem))
    }
}
