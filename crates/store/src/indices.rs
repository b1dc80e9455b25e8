//! Indices of the company's own: weighted items of one survey.

use hamdel_domain::Instant;
use hamdel_domain::surveys::SurveyId;

use crate::Store;
use crate::error::{StoreError, name_clash};
use crate::rows::storable;

/// An index as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRow {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The survey whose questions are its items.
    pub survey: SurveyId,
    /// Its items and their weights, as JSON text.
    pub definition: String,
    /// Who made it.
    pub created_by: String,
    /// When it last changed.
    pub changed_at: Instant,
    /// When it was put away.
    pub retired_at: Option<Instant>,
}

type Row = (i64, String, i64, String, String, i64, Option<i64>);

fn index((id, name, survey, definition, created_by, changed_at, retired_at): Row) -> IndexRow {
    IndexRow {
        id,
        name,
        survey: SurveyId(survey),
        definition,
        created_by,
        changed_at: Instant::from_micros(changed_at),
        retired_at: retired_at.map(Instant::from_micros),
    }
}

impl Store {
    /// Makes an index, and gives its number.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name is taken.
    pub async fn add_index(
        &self,
        name: &str,
        survey: SurveyId,
        definition: &str,
        by: &str,
        now: Instant,
    ) -> Result<i64, StoreError> {
        sqlx::query_scalar(
            "INSERT INTO indices (name, survey_id, definition, created_at, created_by, changed_at)
             VALUES ($1, $2, $3, $4, $5, $4) RETURNING index_id",
        )
        .bind(storable(name))
        .bind(survey.0)
        .bind(storable(definition))
        .bind(now.micros())
        .bind(storable(by))
        .fetch_one(self.state().writer())
        .await
        .map_err(|error| name_clash(error, || format!("the index {name}")))
    }

    /// Every index, by its name; those put away last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn indices(&self) -> Result<Vec<IndexRow>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT index_id, name, survey_id, definition, created_by, changed_at, retired_at FROM indices
             ORDER BY CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END, name",
        )
        .fetch_all(self.state().reader())
        .await?;
        Ok(rows.into_iter().map(index).collect())
    }

    /// The index of that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn index(&self, id: i64) -> Result<Option<IndexRow>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT index_id, name, survey_id, definition, created_by, changed_at, retired_at FROM indices
             WHERE index_id = $1",
        )
        .bind(id)
        .fetch_optional(self.state().reader())
        .await?;
        Ok(row.map(index))
    }

    /// Changes what an index consists of and is called.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name is taken, [`StoreError::NotFound`] when there is no such index.
    pub async fn change_index(&self, id: i64, name: &str, definition: &str, now: Instant) -> Result<(), StoreError> {
        let changed = sqlx::query("UPDATE indices SET name = $2, definition = $3, changed_at = $4 WHERE index_id = $1")
            .bind(id)
            .bind(storable(name))
            .bind(storable(definition))
            .bind(now.micros())
            .execute(self.state().writer())
            .await
            .map_err(|error| name_clash(error, || format!("the index {name}")))?;
        found(changed.rows_affected(), id)
    }

    /// Puts an index away, or takes it out again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such index.
    pub async fn retire_index(&self, id: i64, retired: bool, now: Instant) -> Result<(), StoreError> {
        let changed = sqlx::query("UPDATE indices SET retired_at = $2, changed_at = $3 WHERE index_id = $1")
            .bind(id)
            .bind(retired.then(|| now.micros()))
            .bind(now.micros())
            .execute(self.state().writer())
            .await?;
        found(changed.rows_affected(), id)
    }
}

fn found(rows: u64, id: i64) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::not_found(format!("the index {id}"))) } else { Ok(()) }
}
