//! The units that customers met, for those who see only their units' customers.

use std::collections::{BTreeSet, HashSet};

use hamdel_domain::CustomerId;
use sqlx::{AnyConnection, Row};

use super::statement::{Owned, Statement};
use super::{CustomerFilter, CustomerTotal, total};
use crate::Store;
use crate::error::StoreError;
use crate::rows::{Param, insert_many};

/// Customers asked for in one statement.
const ASKED: usize = 500;

/// Keeps that customers met units; what is known already stays.
///
/// # Errors
/// When the database fails.
pub async fn keep_customer_units(
    connection: &mut AnyConnection,
    met: &BTreeSet<(CustomerId, String)>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> =
        met.iter().map(|(customer, unit)| [Param::Integer(customer.0), Param::Text(unit)]).collect();
    insert_many(connection, "INSERT INTO customer_units (customer_id, unit)", &rows, " ON CONFLICT DO NOTHING").await?;
    Ok(())
}

impl Statement {
    /// ` u.unit IN ($1, $2, …)`.
    pub(super) fn of_units(&mut self, units: &BTreeSet<String>) {
        self.push(" u.unit IN ");
        self.list(units.iter().cloned().map(Owned::Text));
    }
}

impl Store {
    /// Those of the customers of today that met one of the units, they themselves or who is linked to them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_that_met(
        &self,
        customers: &[CustomerId],
        units: &BTreeSet<String>,
    ) -> Result<HashSet<CustomerId>, StoreError> {
        let mut found = HashSet::new();
        for part in customers.chunks(ASKED) {
            let mut statement = Statement::new(
                "SELECT DISTINCT m.today FROM customers m JOIN customer_units u ON u.customer_id = m.customer_id
                 WHERE m.today IN "
                    .to_owned(),
            );
            statement.list(part.iter().map(|customer| Owned::Integer(customer.0)));
            statement.push(" AND");
            statement.of_units(units);
            for row in statement.fetch(self).await? {
                found.insert(CustomerId(row.try_get(0)?));
            }
        }
        Ok(found)
    }

    /// How many customers written for met one of the units, one that met two counted twice, up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn met_count(&self, units: &BTreeSet<String>, most: i64) -> Result<i64, StoreError> {
        let mut statement = Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM customer_units u WHERE".to_owned());
        statement.of_units(units);
        statement.push(" LIMIT ");
        statement.bind(Owned::Integer(most));
        statement.push(") AS met");
        let rows = statement.fetch(self).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.try_get(0))?)
    }

    /// How many customers of today meet the filter, by standing and stage.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_totals_of(&self, filter: &CustomerFilter) -> Result<Vec<CustomerTotal>, StoreError> {
        let mut statement = Statement::new(
            "SELECT c.standing, c.stage, COUNT(*) FROM customers c WHERE c.today = c.customer_id".to_owned(),
        );
        statement.narrow(filter);
        statement.push(" GROUP BY c.standing, c.stage");
        statement.fetch(self).await?.iter().map(total).collect()
    }
}
