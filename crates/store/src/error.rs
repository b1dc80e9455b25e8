//! What can go wrong in the store.

use crate::dialect;

/// A failure of the store. The text of a cause is not repeated in the text of the error; follow `source`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    /// The disk of the database has no room left; nothing of the transaction was kept.
    #[error("the disk of the database is full")]
    Full(#[source] sqlx::Error),
    /// Somebody else holds what was asked for; the same call may succeed a moment later.
    #[error("the database is busy")]
    Busy(#[source] sqlx::Error),
    /// Something that was stored cannot be read back.
    #[error("{what} is damaged")]
    Corrupt {
        /// What was being read.
        what: String,
    },
    /// Nothing of that name exists.
    #[error("{what} does not exist")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// It exists already, or has changed in the meantime.
    #[error("{what} is taken or has changed")]
    Conflict {
        /// What clashed.
        what: String,
    },
}

impl StoreError {
    /// Whether a full disk caused it.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Something stored that cannot be read back.
    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// Something asked for that does not exist.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }

    /// Something that is taken already.
    pub fn conflict(what: impl Into<String>) -> Self {
        Self::Conflict { what: what.into() }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match dialect::trouble(&error) {
            dialect::Trouble::Full => Self::Full(error),
            dialect::Trouble::Busy => Self::Busy(error),
            dialect::Trouble::Other => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Database(sqlx::Error::Migrate(Box::new(other))),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        sqlx::Error::Io(error).into()
    }
}

/// Names the clash when a unique key is taken already, and leaves other errors as they are.
pub(crate) fn name_clash(error: sqlx::Error, what: impl FnOnce() -> String) -> StoreError {
    if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation) {
        return StoreError::conflict(what());
    }
    error.into()
}
