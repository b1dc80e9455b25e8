//! Canned answers.

use hamdel_domain::Instant;
use hamdel_domain::canned::CannedAnswer;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::Store;
use crate::error::{StoreError, name_clash};
use crate::rows::Param;

/// A canned answer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCanned {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub answer: CannedAnswer,
    /// When it was last changed.
    pub changed_at: Instant,
    /// By whom, as in the audit log.
    pub changed_by: String,
}

fn params<'a>(answer: &'a CannedAnswer, now: Instant, by: &'a str) -> [Param<'a>; 6] {
    [
        Param::Text(&answer.name),
        Param::OptText(answer.unit.as_deref()),
        Param::Text(&answer.text_fa),
        Param::Text(&answer.text_en),
        Param::Integer(now.micros()),
        Param::Text(by),
    ]
}

/// Keeps a canned answer; gives its number.
///
/// # Errors
/// [`StoreError::Conflict`] when its name is taken.
pub async fn add_canned(
    connection: &mut AnyConnection,
    answer: &CannedAnswer,
    now: Instant,
    by: &str,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO canned_answers (name, unit, text_fa, text_en, changed_at, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING canned_id";
    let query = params(answer, now, by).into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query));
    let row = query.fetch_one(connection).await;
    Ok(row.map_err(|error| name_clash(error, || format!("the canned answer {}", answer.name)))?.try_get(0)?)
}

/// Changes a canned answer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that number, [`StoreError::Conflict`] when its name is taken.
pub async fn change_canned(
    connection: &mut AnyConnection,
    id: i64,
    answer: &CannedAnswer,
    now: Instant,
    by: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE canned_answers SET name = $1, unit = $2, text_fa = $3, text_en = $4, changed_at = $5,
         changed_by = $6 WHERE canned_id = $7";
    let query = params(answer, now, by).into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query));
    let done = query.bind(id).execute(connection).await;
    let done = done.map_err(|error| name_clash(error, || format!("the canned answer {}", answer.name)))?;
    if done.rows_affected() == 0 { Err(StoreError::not_found(format!("the canned answer {id}"))) } else { Ok(()) }
}

/// Takes a canned answer away.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that number.
pub async fn remove_canned(connection: &mut AnyConnection, id: i64) -> Result<(), StoreError> {
    let done = sqlx::query("DELETE FROM canned_answers WHERE canned_id = $1").bind(id).execute(connection).await?;
    if done.rows_affected() == 0 { Err(StoreError::not_found(format!("the canned answer {id}"))) } else { Ok(()) }
}

impl Store {
    /// Every canned answer, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canned_answers(&self) -> Result<Vec<KeptCanned>, StoreError> {
        let sql = "SELECT canned_id, name, unit, text_fa, text_en, changed_at, changed_by FROM canned_answers
             ORDER BY name";
        sqlx::query(sql).fetch_all(self.state().reader()).await?.iter().map(canned).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canned_answer(&self, id: i64) -> Result<Option<KeptCanned>, StoreError> {
        let sql = "SELECT canned_id, name, unit, text_fa, text_en, changed_at, changed_by FROM canned_answers
             WHERE canned_id = $1";
        sqlx::query(sql).bind(id).fetch_optional(self.state().reader()).await?.as_ref().map(canned).transpose()
    }
}

fn canned(row: &AnyRow) -> Result<KeptCanned, StoreError> {
    Ok(KeptCanned {
        id: row.try_get(0)?,
        answer: CannedAnswer {
            name: row.try_get(1)?,
            unit: row.try_get(2)?,
            text_fa: row.try_get(3)?,
            text_en: row.try_get(4)?,
        },
        changed_at: Instant::from_micros(row.try_get(5)?),
        changed_by: row.try_get(6)?,
    })
}
