//! Profiles take interactions in; customers that became one are summed up as one.

use std::collections::{BTreeSet, HashMap, HashSet};

use hamdel_domain::{CustomerId, ProfileState, RecordedInteraction, Standing};
use hamdel_store::projection::{self, CustomerRow, Summary};
use hamdel_store::{StoreError, Transaction};
use hamdel_text::normalise::{search_key, search_terms};

use super::cache::{Cache, Cluster};
use super::identities::Moved;

pub(super) struct Profiles<'a> {
    tx: &'a mut Transaction,
    cache: &'a mut Cache,
    /// Customers whose own row changes.
    changed: BTreeSet<CustomerId>,
    /// Customers of today whose summary changes.
    summed: BTreeSet<CustomerId>,
    /// Customers whose search words are out of date.
    stale: Vec<CustomerId>,
}

impl<'a> Profiles<'a> {
    pub(super) fn new(tx: &'a mut Transaction, cache: &'a mut Cache) -> Self {
        Self { tx, cache, changed: BTreeSet::new(), summed: BTreeSet::new(), stale: Vec::new() }
    }

    /// Takes rows in, each into the customer it is written for.
    pub(super) async fn take_in(mut self, rows: &[RecordedInteraction], moved: Moved) -> Result<(), StoreError> {
        self.load(rows, &moved).await?;
        self.follow(&moved);
        for row in rows {
            let Some(customer) = row.customer else { continue };
            let Some(today) = self.cache.today.get(&customer).copied() else { continue };
            let cluster = self.cache.clusters.entry(today).or_default();
            cluster.states.entry(customer).or_default().observe(&row.interaction);
            self.changed.insert(customer);
            self.summed.insert(today);
        }
        self.write().await
    }

    async fn load(&mut self, rows: &[RecordedInteraction], moved: &Moved) -> Result<(), StoreError> {
        let touched = rows
            .iter()
            .filter_map(|row| row.customer)
            .chain(moved.today.iter().flat_map(|(customer, today)| [*customer, *today]));
        let unknown: HashSet<CustomerId> =
            touched.filter(|customer| !self.cache.today.contains_key(customer)).collect();
        let mut unknown: Vec<CustomerId> = unknown.into_iter().collect();
        unknown.sort_unstable();
        let stored: Vec<CustomerId> =
            unknown.iter().copied().filter(|customer| !moved.created.contains(customer)).collect();
        for own in projection::states_with(self.tx, &stored).await? {
            self.cache.today.insert(own.customer, own.today);
            let cluster = self.cache.clusters.entry(own.today).or_default();
            if own.customer == own.today {
                cluster.standing = Some(own.standing);
                cluster.indexed_name = own.name;
            }
            cluster.states.insert(own.customer, own.state);
        }
        for customer in unknown {
            if self.cache.today.contains_key(&customer) {
                continue;
            }
            // Made in this transaction.
            self.cache.today.insert(customer, customer);
            let cluster = self.cache.clusters.entry(customer).or_default();
            cluster.states.insert(customer, ProfileState::default());
            self.changed.insert(customer);
            self.summed.insert(customer);
        }
        Ok(())
    }

    /// Moves own states to the customers of today that identity found.
    fn follow(&mut self, moved: &Moved) {
        for (customer, new) in &moved.today {
            let old = self.cache.today.insert(*customer, *new).unwrap_or(*customer);
            if old == *new {
                continue;
            }
            let state = self
                .cache
                .clusters
                .get_mut(&old)
                .and_then(|cluster| cluster.states.remove(customer))
                .unwrap_or_default();
            self.cache.clusters.entry(*new).or_default().states.insert(*customer, state);
            self.changed.insert(*customer);
            self.summed.extend([old, *new]);
        }
        for (customer, standing) in &moved.standing {
            let cluster = self.cache.clusters.entry(*customer).or_default();
            if cluster.standing != Some(*standing) {
                cluster.standing = Some(*standing);
                self.summed.insert(*customer);
            }
        }
    }

    async fn write(&mut self) -> Result<(), StoreError> {
        let mut rows: HashMap<CustomerId, CustomerRow> = HashMap::new();
        let mut terms = Vec::new();
        for today in std::mem::take(&mut self.summed) {
            if let Some(row) = self.summed_row(today, &mut terms)? {
                rows.insert(today, row);
            }
        }
        for customer in std::mem::take(&mut self.changed) {
            let today = self.cache.today.get(&customer).copied().unwrap_or(customer);
            if today == customer {
                continue;
            }
            let Some(state) = self.cache.clusters.get(&today).and_then(|cluster| cluster.states.get(&customer)) else {
                continue;
            };
            rows.insert(customer, CustomerRow { customer, today, state: as_json(state)?, summary: linked_summary() });
        }
        let mut rows: Vec<CustomerRow> = rows.into_values().collect();
        rows.sort_by_key(|row| row.customer);
        projection::put_customers(self.tx, &rows).await?;
        projection::replace_terms(self.tx, &self.stale, &terms).await
    }

    /// The row of a customer of today; `None` for one that is linked to another now.
    fn summed_row(
        &mut self,
        today: CustomerId,
        terms: &mut Vec<(CustomerId, Vec<String>)>,
    ) -> Result<Option<CustomerRow>, StoreError> {
        let is_today = self.cache.today.get(&today) == Some(&today);
        let Some(cluster) = self.cache.clusters.get_mut(&today) else { return Ok(None) };
        if !is_today {
            if cluster.indexed_name.take().is_some() {
                self.stale.push(today);
            }
            self.cache.clusters.remove(&today);
            return Ok(None);
        }
        let summary = summary_of(cluster);
        if summary.name != cluster.indexed_name {
            if cluster.indexed_name.is_some() {
                self.stale.push(today);
            }
            if let Some(name) = &summary.name {
                terms.push((today, search_terms(name)));
            }
            cluster.indexed_name.clone_from(&summary.name);
        }
        let own = cluster.states.get(&today);
        let state = own.map_or_else(|| as_json(&ProfileState::default()), as_json)?;
        Ok(Some(CustomerRow { customer: today, today, state, summary }))
    }
}

fn summary_of(cluster: &Cluster) -> Summary {
    let standing = cluster.standing.unwrap_or(Standing::Anonymous);
    let mut states = cluster.states.values();
    match (states.next(), cluster.states.len()) {
        (Some(only), 1) => summarised(only, standing),
        _ => {
            let mut whole = ProfileState::default();
            cluster.states.values().for_each(|state| whole.join(state));
            summarised(&whole, standing)
        }
    }
}

fn summarised(state: &ProfileState, standing: Standing) -> Summary {
    let name = state.display_name();
    Summary {
        standing,
        sort_name: name.as_deref().map(search_key),
        name,
        first_seen: state.first_seen,
        last_seen: state.last_seen,
        interactions: i64::try_from(state.interactions).unwrap_or(i64::MAX),
        value: state.total_value().ten_thousandths(),
        stage: state.stage.as_ref().map(|placed| placed.stage.clone()),
    }
}

/// A linked customer is read through today's; its own row summarises nothing.
fn linked_summary() -> Summary {
    Summary {
        standing: Standing::Anonymous,
        name: None,
        sort_name: None,
        first_seen: None,
        last_seen: None,
        interactions: 0,
        value: 0,
        stage: None,
    }
}

fn as_json(state: &ProfileState) -> Result<String, StoreError> {
    serde_json::to_string(state)
        .map_err(|problem| StoreError::corrupt(format!("a profile that cannot be written: {problem}")))
}
