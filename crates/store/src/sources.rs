//! Sources of interactions and their write keys; the store sees a key's hash, never the key.

use hamdel_domain::{Instant, SourceId};

use crate::Store;
use crate::error::{StoreError, name_clash};

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A client of the Segment HTTP Tracking API, with a write key.
    Segment,
    /// A file that was imported.
    Import,
    /// The program itself.
    System,
}

/// A source as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its number.
    pub id: SourceId,
    /// Its name, of which there is one.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// The part of its write key that may be shown; `None` where it has no key.
    pub write_key_hint: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// Since when it sends no more.
    pub retired_at: Option<Instant>,
}

/// A write key as the store may know it.
#[derive(Clone, Copy, Debug)]
pub struct WriteKey<'a> {
    /// Its hash.
    pub hash: &'a str,
    /// The part of it that may be shown.
    pub hint: &'a str,
}

impl SourceKind {
    /// The name used in the database and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Import => "import",
            Self::System => "system",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        match text {
            "segment" => Ok(Self::Segment),
            "import" => Ok(Self::Import),
            "system" => Ok(Self::System),
            _ => Err(StoreError::corrupt("the kind of a source")),
        }
    }
}

type Row = (i64, String, String, Option<String>, i64, Option<i64>);

fn source((id, name, kind, write_key_hint, created_at, retired_at): Row) -> Result<Source, StoreError> {
    Ok(Source {
        id: SourceId(id),
        name,
        kind: SourceKind::parse(&kind)?,
        write_key_hint,
        created_at: Instant::from_micros(created_at),
        retired_at: retired_at.map(Instant::from_micros),
    })
}

impl Store {
    /// Makes a source.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name or the key is taken.
    pub async fn create_source(
        &self,
        name: &str,
        kind: SourceKind,
        key: Option<WriteKey<'_>>,
        now: Instant,
    ) -> Result<Source, StoreError> {
        let row = sqlx::query_as(
            "INSERT INTO sources (name, kind, write_key_hash, write_key_hint, created_at) VALUES ($1, $2, $3, $4, $5)
             RETURNING source_id, name, kind, write_key_hint, created_at, retired_at",
        )
        .bind(name)
        .bind(kind.as_str())
        .bind(key.map(|key| key.hash.to_owned()))
        .bind(key.map(|key| key.hint.to_owned()))
        .bind(now.micros())
        .fetch_one(self.state.writer())
        .await
        .map_err(|error| name_clash(error, || format!("the source {name}")))?;
        source(row)
    }

    /// The source of that name; made without a key when there is none, such as for an import.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_or_create_source(
        &self,
        name: &str,
        kind: SourceKind,
        now: Instant,
    ) -> Result<Source, StoreError> {
        sqlx::query("INSERT INTO sources (name, kind, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(kind.as_str())
            .bind(now.micros())
            .execute(self.state.writer())
            .await?;
        let row = sqlx::query_as(
            "SELECT source_id, name, kind, write_key_hint, created_at, retired_at FROM sources WHERE name = $1",
        )
        .bind(name)
        .fetch_one(self.state.writer())
        .await?;
        source(row)
    }

    /// The source a write key belongs to, unless it is retired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source_by_key_hash(&self, hash: &str) -> Result<Option<Source>, StoreError> {
        let row = sqlx::query_as(
            "SELECT source_id, name, kind, write_key_hint, created_at, retired_at FROM sources
             WHERE write_key_hash = $1 AND retired_at IS NULL",
        )
        .bind(hash)
        .fetch_optional(self.state.reader())
        .await?;
        row.map(source).transpose()
    }

    /// The source of that number, retired or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source(&self, id: SourceId) -> Result<Option<Source>, StoreError> {
        let row = sqlx::query_as(
            "SELECT source_id, name, kind, write_key_hint, created_at, retired_at FROM sources WHERE source_id = $1",
        )
        .bind(id.0)
        .fetch_optional(self.state.reader())
        .await?;
        row.map(source).transpose()
    }

    /// Every source in the order of making, retired ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        sqlx::query_as(
            "SELECT source_id, name, kind, write_key_hint, created_at, retired_at FROM sources ORDER BY source_id",
        )
        .fetch_all(self.state.reader())
        .await?
        .into_iter()
        .map(source)
        .collect()
    }

    /// Ends a source: its key opens nothing any more, its interactions stay.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no such source is in use.
    pub async fn retire_source(&self, id: SourceId, now: Instant) -> Result<(), StoreError> {
        let retired = sqlx::query("UPDATE sources SET retired_at = $2 WHERE source_id = $1 AND retired_at IS NULL")
            .bind(id.0)
            .bind(now.micros())
            .execute(self.state.writer())
            .await?;
        found(retired.rows_affected(), id)
    }

    /// Gives a source another key; the former opens nothing from now on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no such source is in use, [`StoreError::Conflict`] when the key is taken.
    pub async fn rotate_write_key(&self, id: SourceId, key: WriteKey<'_>) -> Result<(), StoreError> {
        let rotated = sqlx::query(
            "UPDATE sources SET write_key_hash = $2, write_key_hint = $3 WHERE source_id = $1 AND retired_at IS NULL",
        )
        .bind(id.0)
        .bind(key.hash)
        .bind(key.hint)
        .execute(self.state.writer())
        .await
        .map_err(|error| name_clash(error, || "the write key".to_owned()))?;
        found(rotated.rows_affected(), id)
    }
}

fn found(rows: u64, id: SourceId) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::not_found(format!("the source {id}"))) } else { Ok(()) }
}
