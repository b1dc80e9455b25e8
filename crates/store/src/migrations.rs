//! The migrations, embedded, and their run when a store is opened.
//!
//! A change comes in two releases, expand and then contract, so that the program before and the one after it
//! work on the same database: a migration that this program does not know is therefore no error.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

use crate::database::Database;
use crate::dialect::{Dialect, TableSet};
use crate::error::StoreError;

/// One migration: its file name, and its text for each database.
struct Text {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($set:literal: $($name:literal),+ $(,)?) => {
        &[$(Text {
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $set, "/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $set, "/", $name, ".sql")),
        }),+]
    };
}

const STATE: &[Text] = migrations!["state":
    "0001_first", "0002_customer_lists", "0003_surveys", "0004_contact", "0005_people", "0006_clocks", "0007_cases",
    "0008_alerts", "0009_sharing", "0010_asking", "0011_improvement", "0012_search", "0013_draft_steps", "0014_mail",
    "0015_ways_to_answer", "0016_themes", "0017_segments", "0018_sessions", "0020_case_inbox", "0021_taking_down",
    "0022_routing", "0023_second_readings", "0024_files_of_events", "0025_messages_in_html", "0026_place_of_invitations",
];
const JOURNAL: &[Text] = migrations!["journal": "0001_first"];

/// Brings a database up to this program's tables. Two processes may do so at once: PostgreSQL's migrator
/// takes an advisory lock, a folder is locked by its file (see [`crate::Store::open`]).
pub(crate) async fn run(database: &Database, set: TableSet) -> Result<(), StoreError> {
    let (texts, table) = match set {
        TableSet::State => (STATE, "migrations_state"),
        TableSet::Journal => (JOURNAL, "migrations_journal"),
    };
    let mut migrator = Migrator::with_migrations(migrations(texts, database.dialect())?);
    migrator.set_ignore_missing(true);
    migrator.dangerous_set_table_name(table);
    let mut connection = database.writer().acquire().await?;
    migrator.run_direct(None, &mut *connection, false).await?;
    Ok(())
}

fn migrations(texts: &'static [Text], dialect: Dialect) -> Result<Vec<Migration>, StoreError> {
    texts
        .iter()
        .map(|text| {
            let (number, name) = text.name.split_once('_').unwrap_or_default();
            let version = number.parse().map_err(|_| StoreError::corrupt(format!("the migration {}", text.name)))?;
            let sql = match dialect {
                Dialect::Sqlite => text.sqlite,
                Dialect::Postgres => text.postgres,
            };
            let sql = sqlx::SqlSafeStr::into_sql_str(sql);
            Ok(Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn files(dialect: &str, set: &str) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(dialect).join(set);
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".sql", ""))
            .collect()
    }

    #[test]
    fn every_migration_exists_for_both_databases_and_is_embedded() {
        for (set, texts) in [("state", STATE), ("journal", JOURNAL)] {
            let embedded: BTreeSet<String> = texts.iter().map(|text| text.name.to_owned()).collect();
            assert_eq!(files("sqlite", set), embedded, "{set}");
            assert_eq!(files("postgres", set), embedded, "{set}");
        }
    }

    #[test]
    fn versions_rise() {
        for texts in [STATE, JOURNAL] {
            let versions: Vec<i64> =
                migrations(texts, Dialect::Sqlite).unwrap().iter().map(|migration| migration.version).collect();
            assert!(versions.is_sorted_by(|one, next| one < next) && versions.first() == Some(&1), "{versions:?}");
        }
    }
}
