//! Profiles take interactions in; customers that became one are summed up as one.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use tokio::sync::mpsc;

use hamdel_domain::{CustomerId, ProfileState, RecordedInteraction, Standing};
use hamdel_store::projection::{self, CustomerRow, Listed, Summary};
use hamdel_store::{StoreError, Transaction, encode_state};
use hamdel_text::normalise::{search_key, search_terms};

use super::cache::{Cache, Cluster};
use super::identities::Moved;

/// Rows of customers that are written while the next ones are summed up.
const PART: usize = 2_048;

pub(super) struct Profiles<'a> {
    tx: &'a mut Transaction,
    cache: &'a mut Cache,
    /// Customers made in this transaction.
    made: Vec<CustomerId>,
}

impl<'a> Profiles<'a> {
    pub(super) fn new(tx: &'a mut Transaction, cache: &'a mut Cache) -> Self {
        Self { tx, cache, made: Vec::new() }
    }

    /// Takes rows in, each into the customer it is written for.
    ///
    /// Summing profiles up has a thread of its own, so that the database writes meanwhile
    /// and no thread that answers requests is held up. The cache is without its profiles until that is done.
    pub(super) async fn take_in(mut self, rows: Arc<Vec<RecordedInteraction>>, moved: Moved) -> Result<(), StoreError> {
        self.load(&rows, &moved).await?;
        let sums = Sums {
            clusters: std::mem::take(&mut self.cache.clusters),
            today: std::mem::take(&mut self.cache.today),
            changed: self.made.iter().copied().collect(),
            summed: self.made.iter().copied().collect(),
            stale: Vec::new(),
            terms: Vec::new(),
        };
        let (parts, mut written) = mpsc::channel(2);
        let summing = tokio::task::spawn_blocking(move || sums.run(&rows, &moved, &parts));
        while let Some(part) = written.recv().await {
            projection::put_customers(self.tx, &part).await?;
        }
        let sums = summing.await.map_err(|_| StoreError::corrupt("profiles being summed up"))??;
        self.cache.clusters = sums.clusters;
        self.cache.today = sums.today;
        projection::replace_terms(self.tx, &sums.stale, &sums.terms).await
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
                cluster.standing = Some(own.listed.standing);
                cluster.listed = Some(own.listed);
            }
            *cluster.state_mut(own.customer)? = own.state;
        }
        for customer in unknown {
            if self.cache.today.contains_key(&customer) {
                continue;
            }
            // Made in this transaction.
            self.cache.today.insert(customer, customer);
            let cluster = self.cache.clusters.entry(customer).or_default();
            *cluster.state_mut(customer)? = ProfileState::default();
            self.made.push(customer);
        }
        Ok(())
    }
}

/// The profiles at hand, away from the database.
struct Sums {
    clusters: HashMap<CustomerId, Cluster>,
    today: HashMap<CustomerId, CustomerId>,
    /// Customers whose own row changes.
    changed: BTreeSet<CustomerId>,
    /// Customers of today whose summary changes.
    summed: BTreeSet<CustomerId>,
    /// Customers whose search words are out of date.
    stale: Vec<CustomerId>,
    /// The search words of customers that have new ones.
    terms: Vec<(CustomerId, Vec<String>)>,
}

impl Sums {
    fn run(
        mut self,
        rows: &[RecordedInteraction],
        moved: &Moved,
        parts: &mpsc::Sender<Vec<CustomerRow>>,
    ) -> Result<Self, StoreError> {
        self.follow(moved)?;
        for row in rows {
            let Some(customer) = row.customer else { continue };
            let Some(today) = self.today.get(&customer).copied() else { continue };
            let cluster = self.clusters.entry(today).or_default();
            cluster.state_mut(customer)?.observe(&row.interaction);
            self.changed.insert(customer);
            self.summed.insert(today);
        }
        self.hand_over(parts)?;
        Ok(self)
    }

    /// Moves own states to the customers of today that identity found.
    fn follow(&mut self, moved: &Moved) -> Result<(), StoreError> {
        for (customer, new) in &moved.today {
            let old = self.today.insert(*customer, *new).unwrap_or(*customer);
            if old == *new {
                continue;
            }
            let state = self.clusters.get_mut(&old).map(|cluster| cluster.take(*customer)).transpose()?.flatten();
            *self.clusters.entry(*new).or_default().state_mut(*customer)? = state.unwrap_or_default();
            self.changed.insert(*customer);
            self.summed.extend([old, *new]);
        }
        for (customer, standing) in &moved.standing {
            let cluster = self.clusters.entry(*customer).or_default();
            if cluster.standing != Some(*standing) {
                cluster.standing = Some(*standing);
                self.summed.insert(*customer);
            }
        }
        Ok(())
    }

    /// Hands over the rows to write, in the order of the table.
    fn hand_over(&mut self, parts: &mpsc::Sender<Vec<CustomerRow>>) -> Result<(), StoreError> {
        let summed = std::mem::take(&mut self.summed);
        let changed = std::mem::take(&mut self.changed);
        let mut part = Vec::with_capacity(PART);
        for customer in summed.union(&changed) {
            let row = match summed.contains(customer) {
                true => self.summed_row(*customer)?,
                false => None,
            };
            let row = match row {
                None if changed.contains(customer) => self.linked_row(*customer)?,
                row => row,
            };
            part.extend(row);
            if part.len() == PART {
                let full = std::mem::replace(&mut part, Vec::with_capacity(PART));
                if parts.blocking_send(full).is_err() {
                    // Writing failed; who waits for this says why.
                    return Ok(());
                }
            }
        }
        // As above.
        let _ = parts.blocking_send(part);
        Ok(())
    }

    /// The row of a customer that is another today; `None` for one that is itself.
    fn linked_row(&mut self, customer: CustomerId) -> Result<Option<CustomerRow>, StoreError> {
        let today = self.today.get(&customer).copied().unwrap_or(customer);
        if today == customer {
            return Ok(None);
        }
        let Some(cluster) = self.clusters.get_mut(&today) else { return Ok(None) };
        let row = |state| CustomerRow { customer, today, state, summary: linked_summary(), only_counts: false };
        Ok(cluster.pack(customer)?.map(row))
    }

    /// The row of a customer of today; `None` for one that is linked to another now.
    fn summed_row(&mut self, today: CustomerId) -> Result<Option<CustomerRow>, StoreError> {
        let is_today = self.today.get(&today) == Some(&today);
        let Some(cluster) = self.clusters.get_mut(&today) else { return Ok(None) };
        let named = |cluster: &Cluster| cluster.listed.as_ref().is_some_and(|listed| listed.name.is_some());
        if !is_today {
            if named(cluster) {
                self.stale.push(today);
            }
            self.clusters.remove(&today);
            return Ok(None);
        }
        let standing = cluster.standing.unwrap_or(Standing::Anonymous);
        let summary = cluster.look(|state| summarised(state, standing))?;
        let indexed = cluster.listed.as_ref().and_then(|listed| listed.name.as_deref());
        if summary.listed.name.as_deref() != indexed {
            if indexed.is_some() {
                self.stale.push(today);
            }
            if let Some(name) = &summary.listed.name {
                self.terms.push((today, search_terms(name)));
            }
        }
        let only_counts = cluster.listed.as_ref() == Some(&summary.listed);
        if !only_counts {
            cluster.listed = Some(summary.listed.clone());
        }
        let state = match cluster.pack(today)? {
            Some(own) => own,
            None => encode_state(&ProfileState::default())?,
        };
        Ok(Some(CustomerRow { customer: today, today, state, summary, only_counts }))
    }
}

fn summarised(state: &ProfileState, standing: Standing) -> Summary {
    let name = state.display_name();
    Summary {
        sort_name: name.as_deref().map(search_key),
        listed: Listed { standing, name, stage: state.stage.as_ref().map(|placed| placed.stage.clone()) },
        first_seen: state.first_seen,
        last_seen: state.last_seen,
        interactions: i64::try_from(state.interactions).unwrap_or(i64::MAX),
        value: state.total_value().ten_thousandths(),
    }
}

/// A linked customer is read through today's; its own row summarises nothing.
fn linked_summary() -> Summary {
    Summary {
        listed: Listed { standing: Standing::Anonymous, name: None, stage: None },
        sort_name: None,
        first_seen: None,
        last_seen: None,
        interactions: 0,
        value: 0,
    }
}
