//! Changes of drafts, taken back and done again.

use hamdel_domain::Instant;
use hamdel_domain::surveys::SurveyId;

use super::DraftChange;
use crate::error::StoreError;
use crate::rows::storable;
use crate::{Store, Transaction};

/// What can be taken back.
pub(super) const DONE: i64 = 0;
/// What was taken back, and can be done again.
const UNDONE: i64 = 1;
/// Most changes of one draft that can be taken back.
const MOST: i64 = 100;

/// Which way a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepBack {
    /// The last change is taken back.
    Undo,
    /// What was taken back last is done again.
    Redo,
}

impl StepBack {
    fn taken_from(self) -> i64 {
        if self == Self::Undo { DONE } else { UNDONE }
    }

    fn kept_as(self) -> i64 {
        if self == Self::Undo { UNDONE } else { DONE }
    }
}

/// How many steps there are each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DraftSteps {
    /// Changes that can be taken back.
    pub undo: i64,
    /// Changes that were taken back.
    pub redo: i64,
}

impl Store {
    /// How many steps back and forth a draft has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draft_steps(&self, survey: SurveyId) -> Result<DraftSteps, StoreError> {
        let rows: Vec<(i64, i64)> =
            sqlx::query_as("SELECT undone, COUNT(*) FROM survey_draft_steps WHERE survey_id = $1 GROUP BY undone")
                .bind(survey.0)
                .fetch_all(self.state.reader())
                .await?;
        let of = |wanted: i64| rows.iter().find(|(undone, _)| *undone == wanted).map_or(0, |(_, count)| *count);
        Ok(DraftSteps { undo: of(DONE), redo: of(UNDONE) })
    }

    /// The draft that a step leads to, as JSON text; `None` where there is no such step.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draft_beside(&self, survey: SurveyId, way: StepBack) -> Result<Option<String>, StoreError> {
        let sql =
            "SELECT definition FROM survey_draft_steps WHERE survey_id = $1 AND undone = $2 ORDER BY step DESC LIMIT 1";
        let query = sqlx::query_scalar(sql).bind(survey.0).bind(way.taken_from());
        Ok(query.fetch_optional(self.state.reader()).await?)
    }

    /// Takes a step: `change` holds the draft it leads to, as [`Store::draft_beside`] gave it. Gives the new edition.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the draft is of another edition by now.
    pub async fn step_draft(&self, change: DraftChange<'_>, way: StepBack, now: Instant) -> Result<i64, StoreError> {
        let mut transaction = self.state.begin().await?;
        keep(&mut transaction, change.survey, change.edition, way.kept_as()).await?;
        sqlx::query(
            "DELETE FROM survey_draft_steps WHERE survey_id = $1 AND undone = $2 AND step =
                 (SELECT MAX(step) FROM survey_draft_steps WHERE survey_id = $1 AND undone = $2)",
        )
        .bind(change.survey.0)
        .bind(way.taken_from())
        .execute(&mut *transaction)
        .await?;
        let edition = replace(&mut transaction, change, now).await?;
        transaction.commit().await?;
        Ok(edition)
    }
}

/// Keeps the draft as it is, before it changes; the oldest steps go. Nothing is kept of an edition that is not there,
/// and what follows is refused.
pub(super) async fn keep(
    transaction: &mut Transaction,
    survey: SurveyId,
    edition: i64,
    undone: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO survey_draft_steps (survey_id, undone, step, definition)
         SELECT survey_id, $3, edition, definition FROM survey_drafts WHERE survey_id = $1 AND edition = $2
         ON CONFLICT (survey_id, undone, step) DO NOTHING",
    )
    .bind(survey.0)
    .bind(edition)
    .bind(undone)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "DELETE FROM survey_draft_steps WHERE survey_id = $1 AND undone = $2 AND step NOT IN
             (SELECT step FROM survey_draft_steps WHERE survey_id = $1 AND undone = $2 ORDER BY step DESC LIMIT $3)",
    )
    .bind(survey.0)
    .bind(undone)
    .bind(MOST)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Forgets what was taken back: another change was made instead.
pub(super) async fn forget(transaction: &mut Transaction, survey: SurveyId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM survey_draft_steps WHERE survey_id = $1 AND undone = $2")
        .bind(survey.0)
        .bind(UNDONE)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Puts another draft in the place of that edition, and gives the new one.
pub(super) async fn replace(
    transaction: &mut Transaction,
    change: DraftChange<'_>,
    now: Instant,
) -> Result<i64, StoreError> {
    let edition: Option<i64> = sqlx::query_scalar(
        "UPDATE survey_drafts SET edition = edition + 1, definition = $3, changed_at = $4, changed_by = $5
         WHERE survey_id = $1 AND edition = $2 RETURNING edition",
    )
    .bind(change.survey.0)
    .bind(change.edition)
    .bind(storable(change.definition))
    .bind(now.micros())
    .bind(change.by)
    .fetch_optional(&mut **transaction)
    .await?;
    let edition = edition.ok_or_else(|| StoreError::conflict("the draft"))?;
    sqlx::query("UPDATE surveys SET changed_at = $2, audience = $3 WHERE survey_id = $1")
        .bind(change.survey.0)
        .bind(now.micros())
        .bind(change.audience.as_str())
        .execute(&mut **transaction)
        .await?;
    Ok(edition)
}
