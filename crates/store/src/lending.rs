//! What the lake borrows for a query: links between customers, and whole tables of the state.

use std::collections::HashMap;

use sqlx::Row;

use hamdel_domain::lake::{ColumnValues, LentTable};
use hamdel_domain::{CustomerId, Instant, Position};

use crate::Store;
use crate::error::StoreError;
use crate::pending::PendingBatch;

/// The counter that moves whenever a customer is linked to another.
pub const LINKS: &str = "links";

impl Store {
    /// A number that changes whenever [`Store::links`] does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links_version(&self) -> Result<i64, StoreError> {
        let version: Option<i64> = sqlx::query_scalar("SELECT value FROM counters WHERE name = $1")
            .bind(LINKS.to_owned())
            .fetch_optional(self.state().reader())
            .await?;
        Ok(version.unwrap_or(0))
    }

    /// For each customer that is another customer today: which one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links(&self) -> Result<HashMap<CustomerId, CustomerId>, StoreError> {
        let rows: Vec<(i64, i64)> =
            sqlx::query_as("SELECT customer_id, today FROM customers WHERE today <> customer_id")
                .fetch_all(self.state().reader())
                .await?;
        Ok(rows.into_iter().map(|(customer, today)| (CustomerId(customer), CustomerId(today))).collect())
    }

    /// `customers` as queries see it: a row for each customer of today.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lend_customers(&self) -> Result<LentTable, StoreError> {
        let sql = "SELECT customer_id, standing, name, first_seen, last_seen, interactions, value, stage FROM customers WHERE today = customer_id ORDER BY customer_id";
        let mut columns = empty_customers().columns;
        for row in sqlx::query(sql).fetch_all(self.state().reader()).await? {
            for (index, (_, values)) in columns.iter_mut().enumerate() {
                push_cell(values, &row, index)?;
            }
        }
        Ok(LentTable { columns })
    }

    /// `identifiers` as queries see it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lend_identifiers(&self) -> Result<LentTable, StoreError> {
        let sql = "SELECT kind, value, customer_id FROM identifiers WHERE customer_id <> 0 ORDER BY identifier_id";
        let mut columns = empty_identifiers().columns;
        for row in sqlx::query(sql).fetch_all(self.state().reader()).await? {
            for (index, (_, values)) in columns.iter_mut().enumerate() {
                push_cell(values, &row, index)?;
            }
        }
        Ok(LentTable { columns })
    }
}

impl Store {
    /// The places of the batches that wait for the lake, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_places(&self) -> Result<Vec<Position>, StoreError> {
        let places: Vec<i64> = sqlx::query_scalar("SELECT through FROM pending_batches ORDER BY through")
            .fetch_all(self.state().reader())
            .await?;
        Ok(places.into_iter().map(Position).collect())
    }

    /// The batch that waits at this place; `None` when it waits no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_batch(&self, through: Position) -> Result<Option<PendingBatch>, StoreError> {
        let found = self.pending_batches(Position(through.0 - 1), 1).await?.pop();
        Ok(found.filter(|batch| batch.through == through))
    }
}

/// The columns of `customers`, without rows.
#[must_use]
pub fn empty_customers() -> LentTable {
    let column = |name: &str, values| (name.to_owned(), values);
    LentTable {
        columns: vec![
            column("customer_id", ColumnValues::Integers(Vec::new())),
            column("standing", ColumnValues::Texts(Vec::new())),
            column("name", ColumnValues::Texts(Vec::new())),
            column("first_seen", ColumnValues::Instants(Vec::new())),
            column("last_seen", ColumnValues::Instants(Vec::new())),
            column("interactions", ColumnValues::Integers(Vec::new())),
            column("value", ColumnValues::Amounts(Vec::new())),
            column("stage", ColumnValues::Texts(Vec::new())),
        ],
    }
}

/// The columns of `identifiers`, without rows.
#[must_use]
pub fn empty_identifiers() -> LentTable {
    let column = |name: &str, values| (name.to_owned(), values);
    LentTable {
        columns: vec![
            column("kind", ColumnValues::Texts(Vec::new())),
            column("value", ColumnValues::Texts(Vec::new())),
            column("customer_id", ColumnValues::Integers(Vec::new())),
        ],
    }
}

fn push_cell(values: &mut ColumnValues, row: &sqlx::any::AnyRow, index: usize) -> Result<(), StoreError> {
    match values {
        ColumnValues::Integers(held) | ColumnValues::Amounts(held) => held.push(row.try_get(index)?),
        ColumnValues::Floats(held) => held.push(row.try_get(index)?),
        ColumnValues::Texts(held) => held.push(row.try_get(index)?),
        ColumnValues::Instants(held) => held.push(row.try_get::<Option<i64>, _>(index)?.map(Instant::from_micros)),
    }
    Ok(())
}
