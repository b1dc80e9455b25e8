//! Everything in which SQLite and PostgreSQL differ.

use std::io;

use sqlx::AnyConnection;

/// The database behind a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A file in the data folder.
    Sqlite,
    /// A server, or what speaks its protocol.
    Postgres,
}

/// What one database holds; in PostgreSQL the two sets share one database, in SQLite each has its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableSet {
    /// The operational state.
    State,
    /// The journal.
    Journal,
}

/// What a failure means to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No room left on the disk.
    Full,
    /// A lock, a deadlock or a pool that is used up.
    Busy,
    /// Anything else.
    Other,
}

/// Size of SQLite's cache of pages for the one connection that writes the state, in KiB: the projector's
/// working set of customers, identifiers and seen messages.
const STATE_WRITER_CACHE: u32 = 40 * 1024;
/// The same for every other connection, in KiB.
const SMALL_CACHE: u32 = 16 * 1024;

impl Dialect {
    /// The database behind a connection.
    #[must_use]
    pub fn of(connection: &AnyConnection) -> Self {
        if connection.backend_name() == "SQLite" { Self::Sqlite } else { Self::Postgres }
    }

    /// The statement that starts a transaction that will write. SQLite takes its write lock at once: a
    /// transaction that reads first and then wants to write would fail if another wrote in between.
    #[must_use]
    pub fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// What ends a query whose row will be written in the same transaction. SQLite's writing transaction has no other
    /// beside it.
    #[must_use]
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// Closes a `SELECT` of rows that the same transaction will change, so that no two take the same row.
    /// SQLite has one writer, which began with the write lock.
    #[must_use]
    pub fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Follows a table's name in a `SELECT` that must walk an index in its order. Without statistics SQLite
    /// rather sorts every row that a condition leaves, even where only the first fifty are wanted.
    #[must_use]
    pub(crate) fn indexed_by(self, index: &str) -> String {
        match self {
            Self::Sqlite => format!(" INDEXED BY {index}"),
            Self::Postgres => String::new(),
        }
    }

    /// All values of a column of whole numbers as one text, with commas between them, in the order of the rows.
    pub(crate) fn packed(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("group_concat({column})"),
            Self::Postgres => format!("string_agg(CAST({column} AS TEXT), ',')"),
        }
    }

    /// A query of the bytes the table `journal` takes, as one BIGINT.
    pub(crate) fn journal_size_query(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT (SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count)
                    * (SELECT page_size FROM pragma_page_size)"
            }
            Self::Postgres => "SELECT pg_total_relation_size('journal')",
        }
    }

    /// How many connections write. SQLite has one writer a file anyway; waiting for the one connection is
    /// fair, whereas waiting for its file lock is not.
    pub(crate) fn writers(self) -> u32 {
        match self {
            Self::Sqlite => 1,
            Self::Postgres => 8,
        }
    }

    /// The statements that prepare a fresh connection.
    pub(crate) fn on_connect(self, set: TableSet, writes: bool) -> String {
        if self == Self::Postgres {
            return "SET TIME ZONE 'UTC'".to_owned();
        }
        let page_size = match set {
            TableSet::State => 4096,
            // Payloads of 10 to 100 KiB: larger pages mean fewer of them in a chain.
            TableSet::Journal => 16384,
        };
        let cache = if writes && set == TableSet::State { STATE_WRITER_CACHE } else { SMALL_CACHE };
        let mut pragmas = format!(
            "PRAGMA busy_timeout = 10000; PRAGMA page_size = {page_size}; PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{cache};
             PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA journal_size_limit = 67108864;
             PRAGMA wal_autocheckpoint = {};",
            16 * 1024 * 1024 / page_size
        );
        if !writes {
            pragmas.push_str(" PRAGMA query_only = ON;");
        }
        pragmas
    }
}

/// Reads the meaning of a failure from its code: SQLite's result codes (sqlite.org/rescode.html),
/// PostgreSQL's SQLSTATE (its manual, appendix A).
pub(crate) fn trouble(error: &sqlx::Error) -> Trouble {
    match error {
        sqlx::Error::PoolTimedOut => Trouble::Busy,
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::StorageFull => Trouble::Full,
        sqlx::Error::Database(error) => error.code().map_or(Trouble::Other, |code| trouble_of_code(&code)),
        _ => Trouble::Other,
    }
}

fn trouble_of_code(code: &str) -> Trouble {
    if code.len() == 5 {
        return match code {
            "53100" => Trouble::Full,
            "40001" | "40P01" | "53300" | "55P03" | "57P03" => Trouble::Busy,
            _ => Trouble::Other,
        };
    }
    // The low byte is the primary code. SQLITE_IOERR_SHMSIZE: the shared-memory file could not grow.
    match code.parse::<u32>() {
        Ok(4874) => Trouble::Full,
        Ok(code) if code & 0xff == 13 => Trouble::Full,
        Ok(code) if matches!(code & 0xff, 5 | 6) => Trouble::Busy,
        _ => Trouble::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_the_manuals_say() {
        for (code, meaning) in [
            ("13", Trouble::Full),
            ("53100", Trouble::Full),
            ("4874", Trouble::Full),
            ("5", Trouble::Busy),
            ("517", Trouble::Busy),
            ("6", Trouble::Busy),
            ("40P01", Trouble::Busy),
            ("2067", Trouble::Other),
            ("23505", Trouble::Other),
            ("1", Trouble::Other),
        ] {
            assert_eq!(trouble_of_code(code), meaning, "{code}");
        }
    }
}
