//! Customers that words name, as sets of their numbers; and lists of which only the numbers are walked.
//!
//! A row that goes through the driver costs as much as fifty that the database counts by itself. So whole sets
//! come packed, as one text of numbers, and are cut with each other here.

use sqlx::Row;

use hamdel_domain::CustomerId;

use super::statement::{Owned, Statement};
use super::{CustomerFilter, LastTerm};
use crate::Store;
use crate::error::StoreError;

/// Customers of one term that are looked up one by one in those of the others.
const FEW: i64 = 1_000;
/// Customers looked up in one statement.
const PROBED: usize = 500;

impl Store {
    /// Customers that have every term of the reading, by number; `None` where one of its terms is so frequent, with
    /// more than `most`, and the others are not so rare, that cutting them would take long.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_matching(
        &self,
        reading: &[String],
        last: LastTerm,
        most: i64,
    ) -> Result<Option<Vec<CustomerId>>, StoreError> {
        let mut terms: Vec<(i64, &String, bool)> = Vec::with_capacity(reading.len());
        for (place, term) in reading.iter().enumerate() {
            let is_start = last == LastTerm::Start && place + 1 == reading.len();
            let count =
                if reading.len() == 1 { 0 } else { self.customers_of_term(term, is_start, FEW + 1).await?.len() };
            terms.push((count as i64, term, is_start));
        }
        terms.sort_by_key(|(count, ..)| *count);
        let mut matching: Option<Vec<CustomerId>> = None;
        let mut unread = Vec::new();
        for (_, term, is_start) in terms {
            if matching.as_ref().is_some_and(|few| few.len() as i64 <= FEW) {
                unread.push((term, is_start));
                continue;
            }
            let of_term = self.customers_of_term(term, is_start, most + 1).await?;
            if of_term.len() as i64 > most {
                unread.push((term, is_start));
                continue;
            }
            matching = Some(match matching {
                Some(before) => common(&before, &of_term),
                None => of_term,
            });
        }
        let Some(mut matching) = matching else { return Ok(None) };
        if !unread.is_empty() && matching.len() as i64 > FEW {
            return Ok(None);
        }
        for (term, is_start) in unread {
            matching = self.customers_among(&matching, term, is_start).await?;
        }
        Ok(Some(matching))
    }

    /// Those of the customers that have every term of the reading, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_matching_among(
        &self,
        customers: &[CustomerId],
        reading: &[String],
        last: LastTerm,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let mut left = customers.to_vec();
        for (place, term) in reading.iter().enumerate() {
            left = self.customers_among(&left, term, last == LastTerm::Start && place + 1 == reading.len()).await?;
        }
        Ok(left)
    }

    /// The numbers of a list's customers in its order; the readings and units of the filter do not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_walk(
        &self,
        filter: &CustomerFilter,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let dialect = self.state().dialect();
        let wordless = CustomerFilter { readings: Vec::new(), units: None, ..filter.clone() };
        let mut statement = Statement::new(format!("SELECT {} FROM (", dialect.packed("customer_id")));
        statement.list_of("c.customer_id", &wordless, dialect, offset, limit);
        statement.push(") AS walked");
        statement.fetch_packed(self).await
    }

    /// Customers of one term, by number; the first so many of them.
    async fn customers_of_term(&self, term: &str, is_start: bool, limit: i64) -> Result<Vec<CustomerId>, StoreError> {
        let packed = self.state().dialect().packed("customer_id");
        let mut statement =
            Statement::new(format!("SELECT {packed} FROM (SELECT t.customer_id FROM customer_terms t WHERE "));
        statement.term("t", term, is_start);
        statement.push(" LIMIT ");
        statement.bind(Owned::Integer(limit));
        statement.push(") AS having_it");
        let mut found = statement.fetch_packed(self).await?;
        // A customer may have several words that begin so.
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Those of the customers that have the term, in the order given.
    async fn customers_among(
        &self,
        customers: &[CustomerId],
        term: &str,
        is_start: bool,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let dialect = self.state().dialect();
        let (packed, by_customer) = (dialect.packed("customer_id"), dialect.indexed_by("customer_terms_by_customer"));
        let mut left = Vec::new();
        for group in customers.chunks(PROBED) {
            let mut statement = Statement::new(format!(
                "SELECT {packed} FROM (SELECT t.customer_id FROM customer_terms t{by_customer} WHERE "
            ));
            statement.term("t", term, is_start);
            statement.push(" AND t.customer_id IN ");
            let last = group.last().copied();
            // Filled up, so that there is one statement for groups of any size.
            let filled = group.iter().copied().chain(last.into_iter().cycle()).take(PROBED);
            statement.list(filled.map(|customer| Owned::Integer(customer.0)));
            statement.push(") AS having_it");
            let mut having = statement.fetch_packed(self).await?;
            having.sort_unstable();
            left.extend(group.iter().filter(|customer| having.binary_search(customer).is_ok()));
        }
        Ok(left)
    }
}

/// What two sets by number have in common.
fn common(one: &[CustomerId], other: &[CustomerId]) -> Vec<CustomerId> {
    let (fewer, more) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut rest = more;
    let mut common = Vec::new();
    for customer in fewer {
        rest = &rest[rest.partition_point(|other| other < customer)..];
        if rest.first() == Some(customer) {
            common.push(*customer);
        }
    }
    common
}

impl Statement {
    /// Fetches one packed list of numbers.
    async fn fetch_packed(&self, store: &Store) -> Result<Vec<CustomerId>, StoreError> {
        let rows = self.fetch(store).await?;
        let packed: Option<String> = rows.first().map_or(Ok(None), |row| row.try_get(0))?;
        let numbers = packed.as_deref().unwrap_or_default().split_terminator(',');
        let number = |text: &str| text.parse().map(CustomerId).map_err(|_| StoreError::corrupt("a list of customers"));
        numbers.map(number).collect()
    }
}
