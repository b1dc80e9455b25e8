//! Files of cases; their bytes lie in the object store.

use hamdel_domain::Instant;
use hamdel_domain::cases::CaseId;
use sqlx::{AnyConnection, Row as _};

use crate::Store;
use crate::error::StoreError;
use crate::rows::Param;

/// A file of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its number.
    pub id: i64,
    /// Of which case.
    pub case: CaseId,
    /// What it came with, by number; none for files that were kept before that was noted.
    pub event: Option<i64>,
    /// The name of its bytes: SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its own name, cleaned.
    pub name: String,
    /// What it is: `image/jpeg`.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Whether the customer sent it.
    pub by_customer: bool,
    /// Whether the customer sees it.
    pub visible: bool,
    /// Since when it is there.
    pub at: Instant,
}

type Row = (i64, i64, Option<i64>, String, String, String, i64, i64, i64, i64);

fn attachment((id, case, event, sha256, name, media_type, size, by_customer, visible, at): Row) -> Attachment {
    Attachment {
        id,
        case: CaseId(case),
        event,
        sha256,
        name,
        media_type,
        size,
        by_customer: by_customer == 1,
        visible: visible == 1,
        at: Instant::from_micros(at),
    }
}

const ATTACHMENTS: &str =
    "SELECT attachment_id, case_id, event_id, sha256, name, media_type, size, by_customer, visible, at
     FROM case_attachments";

/// Keeps a file of a case whose bytes are in the object store already; its number is given, whatever `new.id` says.
///
/// # Errors
/// When the database fails.
pub async fn add_attachment(connection: &mut AnyConnection, new: &Attachment) -> Result<i64, StoreError> {
    let sql =
        "INSERT INTO case_attachments (case_id, event_id, sha256, name, media_type, size, by_customer, visible, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING attachment_id";
    let params = [
        Param::Integer(new.case.0),
        Param::OptInteger(new.event),
        Param::Text(&new.sha256),
        Param::Text(&new.name),
        Param::Text(&new.media_type),
        Param::Integer(new.size),
        Param::Integer(i64::from(new.by_customer)),
        Param::Integer(i64::from(new.visible)),
        Param::Integer(new.at.micros()),
    ];
    let query = params.into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query));
    Ok(query.fetch_one(connection).await?.try_get(0)?)
}

/// How many files a case has.
///
/// # Errors
/// When the database fails.
pub async fn count_attachments(connection: &mut AnyConnection, case: CaseId) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM case_attachments WHERE case_id = $1";
    let count: i64 = sqlx::query(sql).bind(case.0).fetch_one(connection).await?.try_get(0)?;
    Ok(count.unsigned_abs())
}

/// The newest event of a case that did something, by its number.
///
/// # Errors
/// When the database fails.
pub async fn newest_event(connection: &mut AnyConnection, case: CaseId, did: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT MAX(event_id) FROM case_events WHERE case_id = $1 AND did = $2";
    Ok(sqlx::query(sql).bind(case.0).bind(did.to_owned()).fetch_one(connection).await?.try_get(0)?)
}

impl Store {
    /// The files of a case, oldest first; `visible` leaves out what its customer does not see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_attachments(&self, id: CaseId, visible: bool) -> Result<Vec<Attachment>, StoreError> {
        let sql = format!("{ATTACHMENTS} WHERE case_id = $1 AND visible >= $2 ORDER BY attachment_id");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(id.0)
            .bind(i64::from(visible))
            .fetch_all(self.state().reader())
            .await?;
        Ok(rows.into_iter().map(attachment).collect())
    }

    /// A file by its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_attachment(&self, id: i64) -> Result<Option<Attachment>, StoreError> {
        let sql = format!("{ATTACHMENTS} WHERE attachment_id = $1");
        let row: Option<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(self.state().reader()).await?;
        Ok(row.map(attachment))
    }
}
