//! The audit log: everything that changed something or read personal data.

use hamdel_domain::Instant;
use sqlx::{AnyConnection, Row as _};

use crate::Store;
use crate::error::StoreError;
use crate::rows::Param;

/// Something to be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Instant,
    /// Who: `user:1`, `system`, `command-line`.
    pub actor: String,
    /// What was done: `customer.read`, `source.created`.
    pub action: String,
    /// To whom or what: `customer:17`, `source:2`.
    pub subject: String,
    /// The rest, as the text of a JSON object.
    pub detail: String,
}

/// An entry with its number; younger ones have greater ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its number.
    pub id: i64,
    /// What was logged.
    pub entry: AuditEntry,
}

/// Logs inside the transaction that does what is logged.
///
/// # Errors
/// When the database fails.
pub async fn append(connection: &mut AnyConnection, entry: &AuditEntry) -> Result<(), StoreError> {
    append_numbered(connection, entry).await.map(|_| ())
}

/// Logs like [`append`], and gives the number of the entry, by which what it tells can be taken back.
///
/// # Errors
/// When the database fails.
pub async fn append_numbered(connection: &mut AnyConnection, entry: &AuditEntry) -> Result<i64, StoreError> {
    let sql = "INSERT INTO audit (at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5) RETURNING audit_id";
    let query = sqlx::query(sql).bind(entry.at.micros());
    let row = [&entry.actor, &entry.action, &entry.subject, &entry.detail]
        .into_iter()
        .fold(query, |query, text| Param::Text(text).bind_to(query))
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

/// The entry of a number, in a transaction.
///
/// # Errors
/// When the database fails.
pub async fn entry_of(connection: &mut AnyConnection, id: i64) -> Result<Option<AuditEntry>, StoreError> {
    let sql = "SELECT audit_id, at, actor, action, subject, detail FROM audit WHERE audit_id = $1";
    let row: Option<Row> = sqlx::query_as(sql).bind(id).fetch_optional(connection).await?;
    Ok(row.map(|row| record(row).entry))
}

type Row = (i64, i64, String, String, String, String);

fn record((id, at, actor, action, subject, detail): Row) -> AuditRecord {
    AuditRecord { id, entry: AuditEntry { at: Instant::from_micros(at), actor, action, subject, detail } }
}

impl Store {
    /// Logs what needs no transaction of its own, such as a read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let mut connection = self.state.writer().acquire().await?;
        append(&mut connection, entry).await
    }

    /// A page of the log, youngest first: of one subject or of all; `before` is the number of the last entry
    /// seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_log(
        &self,
        subject: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let query = match subject {
            Some(subject) => sqlx::query_as(
                "SELECT audit_id, at, actor, action, subject, detail FROM audit
                 WHERE audit_id < $1 AND subject = $3 ORDER BY audit_id DESC LIMIT $2",
            )
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .bind(subject),
            None => sqlx::query_as(
                "SELECT audit_id, at, actor, action, subject, detail FROM audit
                 WHERE audit_id < $1 ORDER BY audit_id DESC LIMIT $2",
            )
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit)),
        };
        let rows: Vec<Row> = query.fetch_all(self.state.reader()).await?;
        Ok(rows.into_iter().map(record).collect())
    }
}
