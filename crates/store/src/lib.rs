//! Operational state and journal on SQLite or PostgreSQL.
//!
//! A file for each aggregate, every one of them methods of [`Store`]. SQL is written once, in the subset both
//! databases share; what differs is in [`dialect`]. Times are handed in, and so are hashes: the store never
//! sees a key or a token in clear. One contract suite (`tests/contract/`) runs on both databases.
//!
//! In a folder, state and journal are two SQLite files: SQLite has one writer a file, and the acknowledgement
//! of intake must not wait behind a transaction of the projector. That the projector's effects are exactly
//! once does not need them together, for its cursor lives with the state.

pub mod alerts;
pub mod asking;
pub mod audit;
pub mod canned;
pub mod cases;
pub mod causes;
pub mod clocks;
pub mod coaching;
pub mod codec;
pub mod contact;
pub mod customers;
pub mod database;
pub mod dialect;
pub mod error;
pub mod feedback;
pub mod freshness;
pub mod hourly;
pub mod imports;
pub mod improvement;
pub mod indices;
pub mod invitations;
pub mod jobs;
pub mod journal;
pub mod kiosks;
pub mod leases;
pub mod lending;
pub mod mail;
pub mod messages;
mod migrations;
pub mod outbox;
pub mod pending;
pub mod people;
pub mod projection;
pub mod responses;
pub mod results;
pub mod routing;
pub mod rows;
pub mod second_readings;
pub mod seen;
pub mod segments;
pub mod sessions;
pub mod settings;
pub mod shares;
pub mod source_health;
pub mod sources;
pub mod surveys;
pub mod themes;
pub mod touchpoints;
pub mod units;
pub mod users;
pub mod webhooks;

use std::path::{Path, PathBuf};

pub use codec::{EncodedBatch, decode_recorded, decode_state, encode_batch, encode_recorded, encode_state};
pub use database::{Database, Transaction};
pub use dialect::Dialect;
use dialect::TableSet;
pub use error::StoreError;

/// Where a store lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreLocation {
    /// Two SQLite files in a folder, which is created when it does not exist.
    Folder(PathBuf),
    /// A PostgreSQL database, by its URL.
    Postgres(String),
}

/// The operational state and the journal; clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    state: Database,
    journal: Database,
}

impl Store {
    /// Opens a store and brings its tables up to date. Several processes may do so at once.
    ///
    /// # Errors
    /// When the folder cannot be written, the server cannot be reached, or a migration fails.
    pub async fn open(location: &StoreLocation) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        match location {
            StoreLocation::Folder(folder) => Self::open_folder(folder).await,
            StoreLocation::Postgres(url) => {
                let database = Database::postgres(url).await?;
                Self { state: database.clone(), journal: database }.migrated().await
            }
        }
    }

    async fn open_folder(folder: &Path) -> Result<Self, StoreError> {
        tokio::fs::create_dir_all(folder).await?;
        // SQLite's migrator takes no lock of its own; this one goes with the file when it is closed.
        let path = folder.join("store.lock");
        let _lock = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::create(path)?;
            file.lock()?;
            Ok::<_, std::io::Error>(file)
        })
        .await
        .map_err(std::io::Error::other)??;
        let state = Database::sqlite(&folder.join("store.sqlite"), TableSet::State).await?;
        let journal = Database::sqlite(&folder.join("journal.sqlite"), TableSet::Journal).await?;
        Self { state, journal }.migrated().await
    }

    async fn migrated(self) -> Result<Self, StoreError> {
        migrations::run(&self.state, TableSet::State).await?;
        migrations::run(&self.journal, TableSet::Journal).await?;
        Ok(self)
    }

    /// The database of the state.
    #[must_use]
    pub fn state(&self) -> &Database {
        &self.state
    }

    /// The database of the journal; with PostgreSQL the same as [`Store::state`].
    #[must_use]
    pub fn journal_database(&self) -> &Database {
        &self.journal
    }

    /// Closes every connection once it is idle; SQLite then folds its write-ahead log into the file.
    pub async fn close(&self) {
        self.state.close().await;
        self.journal.close().await;
    }
}
