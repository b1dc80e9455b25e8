//! A store of its own for each test.

use hamdel_domain::Instant;
use hamdel_domain::clock::SECOND;
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::folder;
use hamdel_testkit::postgres::{self, PostgresDatabase};
use hamdel_testkit::skip;

/// A store with what it lives in.
pub struct Place {
    pub store: Store,
    pub location: StoreLocation,
    _keep: Keep,
}

#[expect(dead_code, reason = "held for their drop alone")]
enum Keep {
    Folder(tempfile::TempDir),
    Postgres(PostgresDatabase),
}

impl Place {
    pub async fn folder() -> Self {
        let folder = folder::temporary().unwrap();
        // Characters that a URL would misread.
        let location = StoreLocation::Folder(folder.path().join("a folder? 100% #1 پوشه"));
        Self { store: Store::open(&location).await.unwrap(), location, _keep: Keep::Folder(folder) }
    }

    /// `None` where PostgreSQL is not installed.
    pub async fn postgres() -> Option<Self> {
        let Some(database) = tokio::task::spawn_blocking(postgres::database).await.unwrap().unwrap() else {
            skip("PostgreSQL is not installed");
            return None;
        };
        let location = StoreLocation::Postgres(database.url().to_owned());
        Some(Self { store: Store::open(&location).await.unwrap(), location, _keep: Keep::Postgres(database) })
    }
}

/// A moment, in seconds after the year 1405 began.
pub fn at(seconds: i64) -> Instant {
    Instant::from_micros(1_774_051_200_000_000 + seconds * SECOND)
}
