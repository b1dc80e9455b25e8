//! Lists of customers whom words name, walked by their numbers alone.

use std::collections::HashSet;
use std::sync::Arc;

use hamdel_domain::CustomerId;
use hamdel_store::customers::{CustomerFilter, LastTerm};

use super::find::MOST_RANKED;
use crate::App;
use crate::error::AppError;

/// Most customers of a word that are gathered as a set, of eight bytes each.
const MOST_GATHERED: i64 = 100_000;
/// Customers of the first piece of a walk; each piece after it is twice as long, up to the second number.
const PIECES: (i64, i64) = (2_048, 65_536);

/// Customers that have every term of any one of some readings.
pub(super) struct Matches {
    /// Those that are gathered, by number.
    gathered: Vec<CustomerId>,
    /// Readings of which so many customers have every term that each is asked for them.
    frequent: Vec<Vec<String>>,
    last: LastTerm,
}

impl Matches {
    pub(super) async fn find(app: &App, readings: &[Vec<String>], last: LastTerm) -> Result<Self, AppError> {
        let mut matches = Self { gathered: Vec::new(), frequent: Vec::new(), last };
        for reading in readings.iter().filter(|reading| !reading.is_empty()) {
            match app.store.customers_matching(reading, last, MOST_GATHERED).await? {
                Some(mut found) => matches.gathered.append(&mut found),
                None => {
                    let mut found = app.store.customers_with_terms(reading, last, MOST_RANKED + 1).await?;
                    match found.len() as i64 > MOST_RANKED {
                        true => matches.frequent.push(reading.clone()),
                        false => matches.gathered.append(&mut found),
                    }
                }
            }
        }
        matches.gathered.sort_unstable();
        matches.gathered.dedup();
        Ok(matches)
    }

    /// All of them, by number; `None` where they are too many, more than [`MOST_RANKED`] at least.
    pub(super) fn all(&self) -> Option<&[CustomerId]> {
        self.frequent.is_empty().then_some(&self.gathered)
    }

    /// Which of the customers are among them.
    async fn among(&self, app: &App, customers: &[CustomerId]) -> Result<HashSet<CustomerId>, AppError> {
        let mut found: HashSet<CustomerId> =
            customers.iter().copied().filter(|customer| self.gathered.binary_search(customer).is_ok()).collect();
        for reading in &self.frequent {
            let others: Vec<CustomerId> =
                customers.iter().copied().filter(|customer| !found.contains(customer)).collect();
            found.extend(app.store.customers_matching_among(&others, reading, self.last).await?);
        }
        Ok(found)
    }
}

/// A list of customers in the order of an index, of whom some are left out.
#[derive(Default)]
pub(super) struct Walk {
    /// Which list, and its order; words in it do not count.
    pub(super) filter: CustomerFilter,
    /// Only these.
    pub(super) wanted: Option<Arc<Matches>>,
    /// Without these.
    pub(super) unwanted: Option<Arc<Matches>>,
    /// Without these, who were shown before.
    pub(super) shown: HashSet<CustomerId>,
}

impl Walk {
    /// The next customers of the list, `most` at most, after as many as `left_out` says; it is counted down.
    pub(super) async fn take(&self, app: &App, left_out: &mut i64, most: usize) -> Result<Vec<CustomerId>, AppError> {
        let mut taken = Vec::with_capacity(most);
        let (mut walked, mut piece) = (0, PIECES.0);
        loop {
            let customers = app.store.customer_walk(&self.filter, walked, piece).await?;
            let ended = (customers.len() as i64) < piece;
            walked += piece;
            piece = (piece * 2).min(PIECES.1);
            for customer in self.left_in(app, customers).await? {
                if *left_out > 0 {
                    *left_out -= 1;
                } else if taken.len() < most {
                    taken.push(customer);
                }
            }
            if ended || taken.len() == most {
                return Ok(taken);
            }
        }
    }

    async fn left_in(&self, app: &App, mut customers: Vec<CustomerId>) -> Result<Vec<CustomerId>, AppError> {
        customers.retain(|customer| !self.shown.contains(customer));
        if let Some(wanted) = &self.wanted {
            let among = wanted.among(app, &customers).await?;
            customers.retain(|customer| among.contains(customer));
        }
        if let Some(unwanted) = &self.unwanted {
            let among = unwanted.among(app, &customers).await?;
            customers.retain(|customer| !among.contains(customer));
        }
        if let Some(units) = &self.filter.units {
            let met = app.store.customers_that_met(&customers, units).await?;
            customers.retain(|customer| met.contains(customer));
        }
        Ok(customers)
    }
}
