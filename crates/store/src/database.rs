//! One database: a connection or few that write, and a pool that reads.

use std::path::Path;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Connection, Executor};

use crate::dialect::{Dialect, TableSet};
use crate::error::StoreError;

/// A transaction that writes; dropped without `commit` it leaves nothing.
pub type Transaction = sqlx::Transaction<'static, sqlx::Any>;

/// How long a caller waits for a connection before the database counts as busy.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// How many connections read.
const READERS: u32 = 8;

/// A database with its pools; clones share them.
#[derive(Clone, Debug)]
pub struct Database {
    dialect: Dialect,
    writer: AnyPool,
    reader: AnyPool,
}

impl Database {
    /// Opens a SQLite file, which is created when it does not exist.
    pub(crate) async fn sqlite(path: &Path, set: TableSet) -> Result<Self, StoreError> {
        let url = sqlite_url(path)?;
        let writer = pool(Dialect::Sqlite, set, true).connect(&format!("{url}?mode=rwc")).await?;
        let reader = pool(Dialect::Sqlite, set, false).connect(&format!("{url}?mode=rw")).await?;
        Ok(Self { dialect: Dialect::Sqlite, writer, reader })
    }

    /// Connects to a PostgreSQL database.
    pub(crate) async fn postgres(url: &str) -> Result<Self, StoreError> {
        let writer = pool(Dialect::Postgres, TableSet::State, true).connect(url).await?;
        let reader = pool(Dialect::Postgres, TableSet::State, false).connect(url).await?;
        Ok(Self { dialect: Dialect::Postgres, writer, reader })
    }

    /// Which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Starts a transaction that writes.
    ///
    /// # Errors
    /// When no connection becomes free in time, or the database fails.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(self.writer.begin_with(self.dialect.begin()).await?)
    }

    /// Connections that read; on SQLite they cannot write.
    #[must_use]
    pub fn reader(&self) -> &AnyPool {
        &self.reader
    }

    /// Connections that write; for a single statement, which is a transaction of its own.
    #[must_use]
    pub fn writer(&self) -> &AnyPool {
        &self.writer
    }

    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

fn pool(dialect: Dialect, set: TableSet, writes: bool) -> AnyPoolOptions {
    let options = AnyPoolOptions::new()
        .max_connections(if writes { dialect.writers() } else { READERS })
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(dialect.on_connect(set, writes)))).await?;
                Ok(())
            })
        })
        .after_release(|connection, _| Box::pin(is_free(connection)));
    match dialect {
        // A file does not hang up, and a connection kept keeps its cache of pages.
        Dialect::Sqlite => options.test_before_acquire(false).idle_timeout(None).max_lifetime(None),
        Dialect::Postgres => options,
    }
}

/// Whether a connection that comes back can be used again; otherwise a fresh one takes its place. SQLite ends
/// a transaction by itself when the disk is full, and the rollback that follows fails; sqlx then counts the
/// transaction as open for ever, and nothing could be written after room was made.
async fn is_free(connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // A rollback may still be on its way.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// The URL of a file, with whatever a URL would misread in its path escaped.
fn sqlite_url(path: &Path) -> Result<String, StoreError> {
    let unreadable = || StoreError::not_found(format!("a folder with a name in UTF-8 at {}", path.display()));
    let text = path.to_str().ok_or_else(unreadable)?;
    let mut url = "sqlite://".to_owned();
    for character in text.chars() {
        match character {
            '%' | '?' | '#' | '\\' | ' ' => url.push_str(&format!("%{:02X}", character as u32)),
            other => url.push(other),
        }
    }
    Ok(url)
}
