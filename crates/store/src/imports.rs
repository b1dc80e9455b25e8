//! Imports: how far each has come, and the rows it left out.

use hamdel_domain::{Instant, SourceId};

use crate::Store;
use crate::error::{StoreError, name_clash};
use crate::rows::{Param, insert_many};

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// It goes on, or was cut off and may be resumed.
    Running,
    /// A person stopped it; it may be resumed.
    Stopped,
    /// Every row was read.
    Finished,
    /// The file could not be read on.
    Failed,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// Rows read so far.
    pub rows_read: u64,
    /// Rows that entered.
    pub rows_good: u64,
    /// Rows that were left out.
    pub rows_bad: u64,
    /// Where in the file to read on, in bytes of its unpacked form.
    pub byte_offset: u64,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its name; follows from the file and its map, so that the same import is found again.
    pub id: String,
    /// The name of the file.
    pub file_name: String,
    /// The source its interactions carry.
    pub source: SourceId,
    /// Where it stands.
    pub state: ImportState,
    /// How far it has come.
    pub progress: ImportProgress,
    /// How columns became fields, as text.
    pub map: String,
    /// When it began.
    pub started_at: Instant,
    /// When it ended.
    pub finished_at: Option<Instant>,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Its number in the file, from 1.
    pub row_number: u64,
    /// The field in which it was bad.
    pub field: String,
    /// What was wrong.
    pub reason: String,
    /// The row as it came.
    pub raw: String,
}

impl ImportState {
    /// The name used in the database and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
            Self::Failed => "failed",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        match text {
            "running" => Ok(Self::Running),
            "stopped" => Ok(Self::Stopped),
            "finished" => Ok(Self::Finished),
            "failed" => Ok(Self::Failed),
            _ => Err(StoreError::corrupt("the state of an import")),
        }
    }
}

impl ImportProgress {
    fn columns(self) -> [i64; 4] {
        [self.rows_read, self.rows_good, self.rows_bad, self.byte_offset]
            .map(|number| i64::try_from(number).unwrap_or(i64::MAX))
    }
}

type Row = (String, String, i64, String, i64, i64, i64, i64, String, i64, Option<i64>);

fn import(
    (id, file_name, source, state, read, good, bad, offset, map, started, finished): Row,
) -> Result<Import, StoreError> {
    Ok(Import {
        id,
        file_name,
        source: SourceId(source),
        state: ImportState::parse(&state)?,
        progress: ImportProgress {
            rows_read: read.unsigned_abs(),
            rows_good: good.unsigned_abs(),
            rows_bad: bad.unsigned_abs(),
            byte_offset: offset.unsigned_abs(),
        },
        map,
        started_at: Instant::from_micros(started),
        finished_at: finished.map(Instant::from_micros),
    })
}

impl Store {
    /// Begins an import.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one of that name began before.
    pub async fn start_import(&self, import: &Import) -> Result<(), StoreError> {
        let [read, good, bad, offset] = import.progress.columns();
        sqlx::query(
            "INSERT INTO imports (import_id, file_name, source_id, state, rows_read, rows_good, rows_bad,
                 byte_offset, map, started_at, finished_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(import.id.as_str())
        .bind(import.file_name.as_str())
        .bind(import.source.0)
        .bind(import.state.as_str())
        .bind(read)
        .bind(good)
        .bind(bad)
        .bind(offset)
        .bind(import.map.as_str())
        .bind(import.started_at.micros())
        .bind(import.finished_at.map(Instant::micros))
        .execute(self.state.writer())
        .await
        .map_err(|error| name_clash(error, || format!("the import {}", import.id)))?;
        Ok(())
    }

    /// An import by its name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import(&self, id: &str) -> Result<Option<Import>, StoreError> {
        let row = sqlx::query_as(
            "SELECT import_id, file_name, source_id, state, rows_read, rows_good, rows_bad, byte_offset, map,
                 started_at, finished_at FROM imports WHERE import_id = $1",
        )
        .bind(id)
        .fetch_optional(self.state.reader())
        .await?;
        row.map(import).transpose()
    }

    /// Every import, youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn imports(&self) -> Result<Vec<Import>, StoreError> {
        sqlx::query_as(
            "SELECT import_id, file_name, source_id, state, rows_read, rows_good, rows_bad, byte_offset, map,
                 started_at, finished_at FROM imports ORDER BY started_at DESC, import_id",
        )
        .fetch_all(self.state.reader())
        .await?
        .into_iter()
        .map(import)
        .collect()
    }

    /// Records how far an import has come, with the rows left out since the last time, in one transaction. A
    /// row that is known to be bad is recorded once, however often the import is resumed before it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such import.
    pub async fn record_import(&self, id: &str, progress: ImportProgress, bad: &[BadRow]) -> Result<(), StoreError> {
        let mut transaction = self.state.begin().await?;
        let [read, good, worse, offset] = progress.columns();
        let changed = sqlx::query(
            "UPDATE imports SET rows_read = $2, rows_good = $3, rows_bad = $4, byte_offset = $5 WHERE import_id = $1",
        )
        .bind(id)
        .bind(read)
        .bind(good)
        .bind(worse)
        .bind(offset)
        .execute(&mut *transaction)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(StoreError::not_found(format!("the import {id}")));
        }
        let rows: Vec<_> = bad
            .iter()
            .map(|row| {
                let number = i64::try_from(row.row_number).unwrap_or(i64::MAX);
                let texts = [&row.field, &row.reason, &row.raw].map(|text| Param::Text(text));
                [Param::Text(id), Param::Integer(number), texts[0], texts[1], texts[2]]
            })
            .collect();
        let head = "INSERT INTO import_bad_rows (import_id, row_number, field, reason, raw)";
        insert_many(&mut transaction, head, &rows, "ON CONFLICT (import_id, row_number) DO NOTHING").await?;
        Ok(transaction.commit().await?)
    }

    /// Changes where an import stands; `at` is when it ended, `None` while it goes on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such import.
    pub async fn set_import_state(&self, id: &str, state: ImportState, at: Option<Instant>) -> Result<(), StoreError> {
        let changed = sqlx::query("UPDATE imports SET state = $2, finished_at = $3 WHERE import_id = $1")
            .bind(id)
            .bind(state.as_str())
            .bind(at.map(Instant::micros))
            .execute(self.state.writer())
            .await?;
        if changed.rows_affected() == 0 {
            return Err(StoreError::not_found(format!("the import {id}")));
        }
        Ok(())
    }

    /// The next rows that an import left out, in the order of the file: `after` is the number of the last one
    /// seen, 0 to begin.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_bad_rows(&self, id: &str, after: u64, limit: u32) -> Result<Vec<BadRow>, StoreError> {
        let rows: Vec<(i64, String, String, String)> = sqlx::query_as(
            "SELECT row_number, field, reason, raw FROM import_bad_rows WHERE import_id = $1 AND row_number > $2
             ORDER BY row_number LIMIT $3",
        )
        .bind(id)
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.state.reader())
        .await?;
        let bad = |(row_number, field, reason, raw): (i64, String, String, String)| BadRow {
            row_number: row_number.unsigned_abs(),
            field,
            reason,
            raw,
        };
        Ok(rows.into_iter().map(bad).collect())
    }
}
