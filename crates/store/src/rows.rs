//! Many rows in one statement, and lists of keys.
//!
//! A connection keeps its prepared statements by their text, so the texts must be few: rows go in groups of
//! 500, 50 and 1, and a list of keys is filled up to such a size by repeating its last key. What stands before
//! and after the rows has no parameters of its own.

use std::fmt::Write;

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AnyConnection, AssertSqlSafe, query::Query};

use crate::dialect::Dialect;
use crate::error::StoreError;

/// Rows in a statement. 500 rows of [`MOST_COLUMNS`] stay under SQLite's 32,766 parameters a statement
/// (PostgreSQL has 65,535).
const GROUPS: [usize; 3] = [500, 50, 1];
/// Columns a row may have.
const MOST_COLUMNS: usize = 65;

/// A value to bind. There is none for floating point: a null of that type cannot be bound through sqlx's
/// `Any` driver on PostgreSQL without changing the type of the parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Param<'a> {
    /// A BIGINT.
    Integer(i64),
    /// A BIGINT or null.
    OptInteger(Option<i64>),
    /// A TEXT. A NUL character, which PostgreSQL cannot keep, is written as U+FFFD on both databases.
    Text(&'a str),
    /// A TEXT or null.
    OptText(Option<&'a str>),
    /// A BLOB or BYTEA.
    Blob(&'a [u8]),
}

impl Param<'_> {
    /// Binds this value as the next parameter of a query.
    pub fn bind_to(self, query: Query<'_, Any, AnyArguments>) -> Query<'_, Any, AnyArguments> {
        match self {
            Self::Integer(value) => query.bind(value),
            Self::OptInteger(value) => query.bind(value),
            Self::Text(value) => query.bind(storable(value)),
            Self::OptText(value) => query.bind(value.map(storable)),
            Self::Blob(value) => query.bind(value.to_vec()),
        }
    }
}

/// The text as both databases can keep it.
pub(crate) fn storable(text: &str) -> String {
    if text.as_bytes().contains(&0) { text.replace('\0', "\u{fffd}") } else { text.to_owned() }
}

/// Inserts rows in as few statements as possible: `head` is `INSERT INTO table (columns)`, `tail` what
/// follows the values (`ON CONFLICT ...`, or nothing). Gives the number of rows written. Two rows of one
/// call must not have the same key when the tail updates: PostgreSQL refuses to change a row twice.
///
/// # Errors
/// When the database refuses; rows of earlier groups are then in the transaction already.
pub async fn insert_many<const N: usize>(
    connection: &mut AnyConnection,
    head: &str,
    rows: &[[Param<'_>; N]],
    tail: &str,
) -> Result<u64, StoreError> {
    const { assert!(N > 0 && N <= MOST_COLUMNS) };
    let dialect = Dialect::of(connection);
    let mut written = 0;
    let mut rest = rows;
    for size in GROUPS {
        if rest.len() < size {
            continue;
        }
        let sql = statement(dialect, &format!("{head} VALUES "), size, N, tail);
        while rest.len() >= size {
            let (group, others) = rest.split_at(size);
            let query = bind_all(sqlx::query(AssertSqlSafe(sql.as_str())), group);
            written += query.execute(&mut *connection).await?.rows_affected();
            rest = others;
        }
    }
    Ok(written)
}

/// Reads the rows of many keys: `head` ends where the list of keys begins (`SELECT ... WHERE key IN`, or
/// `... WHERE (one, two) IN`), `tail` is what follows it. Rows come in no order, and those of a key that is
/// given twice may come twice.
///
/// # Errors
/// When the database refuses.
pub async fn select_in<const N: usize>(
    connection: &mut AnyConnection,
    head: &str,
    keys: &[[Param<'_>; N]],
    tail: &str,
) -> Result<Vec<AnyRow>, StoreError> {
    const { assert!(N > 0 && N <= MOST_COLUMNS) };
    let dialect = Dialect::of(connection);
    let mut rows = Vec::new();
    let mut rest = keys;
    while let Some(last) = rest.last() {
        let size = GROUPS.into_iter().rev().find(|&size| size >= rest.len()).unwrap_or(GROUPS[0]);
        let (group, others) = rest.split_at(size.min(rest.len()));
        let sql = list_statement(dialect, head, size, N, tail);
        let mut query = bind_all(sqlx::query(AssertSqlSafe(sql)), group);
        for _ in group.len()..size {
            query = last.iter().fold(query, |query, param| param.bind_to(query));
        }
        rows.append(&mut query.fetch_all(&mut *connection).await?);
        rest = others;
    }
    Ok(rows)
}

fn bind_all<'q, const N: usize>(
    query: Query<'q, Any, AnyArguments>,
    rows: &[[Param<'_>; N]],
) -> Query<'q, Any, AnyArguments> {
    rows.iter().flatten().fold(query, |query, param| param.bind_to(query))
}

/// `head ($1,$2),($3,$4) tail`. On SQLite the parameters have no numbers: sqlx asks for the name of each, and
/// SQLite looks a name up by walking through all of them, which made 3,000 of them six times slower.
fn statement(dialect: Dialect, head: &str, rows: usize, columns: usize, tail: &str) -> String {
    let mut sql = String::with_capacity(head.len() + tail.len() + rows * (columns * 7 + 3));
    sql.push_str(head);
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            number += 1;
            sql.push_str(if column == 0 { "" } else { "," });
            match dialect {
                Dialect::Sqlite => sql.push('?'),
                Dialect::Postgres => {
                    // Writing into a String cannot fail.
                    let _ = write!(sql, "${number}");
                }
            }
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    sql
}

/// `head ($1,$2) tail` for simple keys, `head (VALUES ($1,$2),($3,$4)) tail` for composed ones.
fn list_statement(dialect: Dialect, head: &str, rows: usize, columns: usize, tail: &str) -> String {
    if columns == 1 {
        return statement(dialect, &format!("{head} "), 1, rows, tail);
    }
    statement(dialect, &format!("{head} (VALUES "), rows, columns, &format!(") {tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_written_as_each_database_likes_them() {
        let insert = |dialect| statement(dialect, "INSERT INTO t (a, b) VALUES ", 2, 2, "ON CONFLICT DO NOTHING");
        assert_eq!(insert(Dialect::Postgres), "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4) ON CONFLICT DO NOTHING");
        assert_eq!(insert(Dialect::Sqlite), "INSERT INTO t (a, b) VALUES (?,?),(?,?) ON CONFLICT DO NOTHING");
        let list = |columns| list_statement(Dialect::Postgres, "SELECT a FROM t WHERE a IN", 2, columns, "ORDER BY a");
        assert_eq!(list(1), "SELECT a FROM t WHERE a IN ($1,$2) ORDER BY a");
        assert_eq!(list(2), "SELECT a FROM t WHERE a IN (VALUES ($1,$2),($3,$4) ) ORDER BY a");
    }
}
