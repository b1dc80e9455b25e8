//! Statements of which the parts depend on the question.

use std::fmt::Write;

use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use hamdel_domain::Standing;

use super::{Besides, CustomerFilter, CustomerOrder, FoundBy};
use crate::Store;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::rows::Param;

/// Greater than whatever follows a prefix, compared byte by byte.
const PREFIX_END: char = '\u{10FFFF}';

/// A value to bind later.
pub(super) enum Owned {
    Integer(i64),
    Text(String),
}

/// A statement of which the parts depend on the question.
pub(super) struct Statement {
    sql: String,
    values: Vec<Owned>,
}

impl Statement {
    pub(super) fn new(sql: String) -> Self {
        Self { sql, values: Vec::new() }
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(super) fn bind(&mut self, value: Owned) {
        self.values.push(value);
        // Writing into a String cannot fail.
        let _ = write!(self.sql, "${}", self.values.len());
    }

    /// A page of the customers of today that meet the filter, in its order.
    pub(super) fn list_of(
        &mut self,
        columns: &str,
        filter: &CustomerFilter,
        dialect: Dialect,
        offset: i64,
        limit: i64,
    ) {
        let (column, index) = match filter.order {
            CustomerOrder::LastSeen => ("c.last_seen", Some("customers_by_last_seen")),
            CustomerOrder::Name => ("c.sort_name", Some("customers_by_name")),
            CustomerOrder::Value => ("c.value", Some("customers_by_value")),
            CustomerOrder::Interactions => ("c.interactions", None),
        };
        let index = match filter.found_by {
            FoundBy::Order => index,
            FoundBy::Standing | FoundBy::Units => None,
            FoundBy::LastSeen => Some("customers_by_last_seen"),
        };
        let walked = index.map(|index| dialect.indexed_by(index)).unwrap_or_default();
        self.push(&format!("SELECT {columns} FROM customers c{walked} WHERE c.today = c.customer_id"));
        self.narrow(filter);
        let direction = if filter.ascending { "ASC" } else { "DESC" };
        // The same number as the customer's, and one that the index of last contacts is ordered by.
        let then = if filter.order == CustomerOrder::LastSeen { "c.today" } else { "c.customer_id" };
        self.push(&format!(" ORDER BY {column} {direction} NULLS LAST, {then} DESC LIMIT "));
        self.bind(Owned::Integer(limit));
        self.push(" OFFSET ");
        self.bind(Owned::Integer(offset));
    }

    pub(super) fn narrow(&mut self, filter: &CustomerFilter) {
        if let Some(standing) = filter.standing {
            self.push(" AND c.standing = ");
            self.bind(Owned::Text(standing.as_str().to_owned()));
        }
        if let Some(stage) = &filter.stage {
            if filter.found_by == FoundBy::Standing && filter.standing.is_none() {
                // The index that finds a stage begins with the standing.
                self.push(" AND c.standing IN ");
                let both = [Standing::Known, Standing::Anonymous];
                self.list(both.into_iter().map(|standing| Owned::Text(standing.as_str().to_owned())));
            }
            self.push(" AND c.stage = ");
            self.bind(Owned::Text(stage.clone()));
        }
        if let Some(since) = filter.seen_since {
            self.push(" AND c.last_seen >= ");
            self.bind(Owned::Integer(since.micros()));
        }
        if !filter.readings.is_empty() {
            self.push(" AND ");
            self.any_reading(&filter.readings);
        }
        if !filter.names.is_empty() {
            self.push(" AND c.sort_name IN ");
            self.list(filter.names.iter().cloned().map(Owned::Text));
        }
        if let Some(units) = &filter.units {
            if filter.found_by == FoundBy::Units {
                self.push(
                    " AND c.customer_id IN (SELECT m.today FROM customer_units u
                        JOIN customers m ON m.customer_id = u.customer_id WHERE",
                );
                self.of_units(units);
                self.push(")");
            } else {
                self.push(
                    " AND EXISTS (SELECT 1 FROM customers m JOIN customer_units u ON u.customer_id = m.customer_id
                        WHERE m.today = c.customer_id AND",
                );
                self.of_units(units);
                self.push(" LIMIT 1)");
            }
        }
        self.leave_out(&filter.besides);
    }

    fn leave_out(&mut self, besides: &Besides) {
        if !besides.names.is_empty() {
            self.push(" AND (c.sort_name IS NULL OR c.sort_name NOT IN ");
            self.list(besides.names.iter().cloned().map(Owned::Text));
            self.push(")");
        }
        if !besides.customers.is_empty() {
            self.push(" AND c.customer_id NOT IN ");
            self.list(besides.customers.iter().map(|customer| Owned::Integer(customer.0)));
        }
    }

    /// `((EXISTS … AND EXISTS …) OR (…))`: every term of one of the readings, the last one as the start of a word.
    fn any_reading(&mut self, readings: &[Vec<String>]) {
        for (number, reading) in readings.iter().enumerate() {
            self.push(if number == 0 { "((" } else { ") OR (" });
            for (place, term) in reading.iter().enumerate() {
                self.push(if place == 0 { "EXISTS" } else { " AND EXISTS" });
                self.push(" (SELECT 1 FROM customer_terms o WHERE o.customer_id = c.customer_id AND ");
                self.term("o", term, place + 1 == reading.len());
                // Without a limit SQLite 3.51 makes a join of it, whose OFFSET counts a customer once for each term.
                self.push(" LIMIT 1)");
            }
        }
        self.push("))");
    }

    /// `($1, $2, …)`; of nothing `(NULL)`, which nothing is in.
    pub(super) fn list(&mut self, values: impl Iterator<Item = Owned>) {
        self.push("(");
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(if self.values.len() > before { ")" } else { "NULL)" });
    }

    pub(super) fn term(&mut self, table: &str, term: &str, prefix: bool) {
        if prefix {
            self.push(&format!("{table}.term >= "));
            self.bind(Owned::Text(term.to_owned()));
            self.push(&format!(" AND {table}.term < "));
            self.bind(Owned::Text(prefix_end(term)));
        } else {
            self.push(&format!("{table}.term = "));
            self.bind(Owned::Text(term.to_owned()));
        }
    }

    pub(super) async fn fetch(&self, store: &Store) -> Result<Vec<AnyRow>, StoreError> {
        let query =
            self.values.iter().fold(sqlx::query(AssertSqlSafe(self.sql.as_str())), |query, value| match value {
                Owned::Integer(number) => Param::Integer(*number).bind_to(query),
                Owned::Text(text) => Param::Text(text).bind_to(query),
            });
        Ok(query.fetch_all(store.state().reader()).await?)
    }
}

pub(super) fn prefix_end(start: &str) -> String {
    format!("{start}{PREFIX_END}")
}
