//! Surveys: a draft that changes, and versions that never do.

mod steps;

use hamdel_domain::Instant;
use hamdel_domain::surveys::{Audience, SurveyId};
use sqlx::AnyConnection;

pub use steps::{DraftSteps, StepBack};

use crate::error::{StoreError, name_clash};
use crate::rows::storable;
use crate::{Store, Transaction};

/// Where a survey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SurveyState {
    /// Being built; nobody can answer.
    Draft,
    /// Its last version can be answered.
    Published,
    /// Put away; nobody can begin to answer.
    Archived,
}

impl SurveyState {
    /// The name used in the database, the API and the locales (`survey-state-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Draft, Self::Published, Self::Archived].into_iter().find(|state| state.as_str() == name)
    }
}

/// A survey as it is stored, without its definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Its number.
    pub id: SurveyId,
    /// What those who build it call it.
    pub name: String,
    /// Where it stands.
    pub state: SurveyState,
    /// Who is asked.
    pub audience: Audience,
    /// The part of its public link that names it.
    pub public_token: String,
    /// The version that is published; 0 before the first.
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
    /// When its draft or state last changed.
    pub changed_at: Instant,
}

/// A survey to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewSurvey<'a> {
    /// What those who build it call it.
    pub name: &'a str,
    /// Who is asked.
    pub audience: Audience,
    /// The part of its public link that names it.
    pub public_token: &'a str,
    /// Its first draft, as JSON text.
    pub definition: &'a str,
    /// Who makes it.
    pub by: &'a str,
}

/// The draft of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyDraft {
    /// Rises with every change; a change names the edition it was made on.
    pub edition: i64,
    /// As JSON text.
    pub definition: String,
    /// When it last changed.
    pub changed_at: Instant,
    /// Who changed it.
    pub changed_by: String,
}

/// A published version of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyVersion {
    /// Its number, from 1.
    pub version: i64,
    /// As JSON text.
    pub definition: String,
    /// When it was published.
    pub published_at: Instant,
    /// Who published it.
    pub published_by: String,
}

/// A change of a draft.
#[derive(Clone, Copy, Debug)]
pub struct DraftChange<'a> {
    /// Of which survey.
    pub survey: SurveyId,
    /// The edition it was made on.
    pub edition: i64,
    /// The new draft, as JSON text.
    pub definition: &'a str,
    /// Who is asked, as the draft says.
    pub audience: Audience,
    /// Who changes it.
    pub by: &'a str,
}

type Row = (i64, String, String, String, String, i64, i64, String, i64);

const COLUMNS: &str = "survey_id, name, state, audience, public_token, version, created_at, created_by, changed_at";

fn survey(row: Row) -> Result<Survey, StoreError> {
    let (id, name, state, audience, public_token, version, created_at, created_by, changed_at) = row;
    Ok(Survey {
        id: SurveyId(id),
        name,
        state: SurveyState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of a survey"))?,
        audience: if audience == Audience::Employees.as_str() { Audience::Employees } else { Audience::Customers },
        public_token,
        version,
        created_at: Instant::from_micros(created_at),
        created_by,
        changed_at: Instant::from_micros(changed_at),
    })
}

impl Store {
    /// Makes a survey with its first draft, which is edition 1.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the public token is taken.
    pub async fn create_survey(&self, new: NewSurvey<'_>, now: Instant) -> Result<Survey, StoreError> {
        let mut transaction = self.state.begin().await?;
        let sql = format!(
            "INSERT INTO surveys (name, state, audience, public_token, version, created_at, created_by, changed_at)
             VALUES ($1, 'draft', $2, $3, 0, $4, $5, $4) RETURNING {COLUMNS}"
        );
        let row = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(storable(new.name))
            .bind(new.audience.as_str())
            .bind(new.public_token)
            .bind(now.micros())
            .bind(new.by)
            .fetch_one(&mut *transaction)
            .await
            .map_err(|error| name_clash(error, || "the public link".to_owned()))?;
        let survey = survey(row)?;
        sqlx::query(
            "INSERT INTO survey_drafts (survey_id, edition, definition, changed_at, changed_by)
             VALUES ($1, 1, $2, $3, $4)",
        )
        .bind(survey.id.0)
        .bind(storable(new.definition))
        .bind(now.micros())
        .bind(new.by)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(survey)
    }

    /// Every survey, the one changed last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn surveys(&self) -> Result<Vec<Survey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM surveys ORDER BY changed_at DESC, survey_id DESC");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(self.state.reader()).await?;
        rows.into_iter().map(survey).collect()
    }

    /// The survey of that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey(&self, id: SurveyId) -> Result<Option<Survey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM surveys WHERE survey_id = $1");
        let row: Option<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(self.state.reader()).await?;
        row.map(survey).transpose()
    }

    /// The survey of that public link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_by_token(&self, token: &str) -> Result<Option<Survey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM surveys WHERE public_token = $1");
        let row: Option<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(token).fetch_optional(self.state.reader()).await?;
        row.map(survey).transpose()
    }

    /// Calls a survey otherwise.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such survey.
    pub async fn rename_survey(&self, id: SurveyId, name: &str, now: Instant) -> Result<(), StoreError> {
        let renamed = sqlx::query("UPDATE surveys SET name = $2, changed_at = $3 WHERE survey_id = $1")
            .bind(id.0)
            .bind(storable(name))
            .bind(now.micros())
            .execute(self.state.writer())
            .await?;
        found(renamed.rows_affected(), id)
    }

    /// Moves a survey between published and archived; one that was never published goes back to draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such survey.
    pub async fn archive_survey(&self, id: SurveyId, archived: bool, now: Instant) -> Result<(), StoreError> {
        let moved = sqlx::query(
            "UPDATE surveys SET state = CASE WHEN $2 = 1 THEN 'archived' WHEN version > 0 THEN 'published' ELSE 'draft' END,
                 changed_at = $3
             WHERE survey_id = $1",
        )
        .bind(id.0)
        .bind(i64::from(archived))
        .bind(now.micros())
        .execute(self.state.writer())
        .await?;
        found(moved.rows_affected(), id)
    }

    /// The draft of a survey.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such survey.
    pub async fn survey_draft(&self, id: SurveyId) -> Result<SurveyDraft, StoreError> {
        let row: Option<(i64, String, i64, String)> = sqlx::query_as(
            "SELECT edition, definition, changed_at, changed_by FROM survey_drafts WHERE survey_id = $1",
        )
        .bind(id.0)
        .fetch_optional(self.state.reader())
        .await?;
        let (edition, definition, changed_at, changed_by) = row.ok_or_else(|| missing(id))?;
        Ok(SurveyDraft { edition, definition, changed_at: Instant::from_micros(changed_at), changed_by })
    }

    /// Changes a draft, and gives its new edition.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the draft is of another edition by now, or there is none.
    pub async fn change_draft(&self, change: DraftChange<'_>, now: Instant) -> Result<i64, StoreError> {
        let mut transaction = self.state.begin().await?;
        steps::keep(&mut transaction, change.survey, change.edition, steps::DONE).await?;
        steps::forget(&mut transaction, change.survey).await?;
        let edition = steps::replace(&mut transaction, change, now).await?;
        transaction.commit().await?;
        Ok(edition)
    }

    /// Publishes the draft of that edition as the next version, and gives its number. A survey whose draft
    /// is published twice has two versions.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the draft is of another edition by now, or there is none.
    pub async fn publish_draft(&self, id: SurveyId, edition: i64, by: &str, now: Instant) -> Result<i64, StoreError> {
        let mut transaction = self.state.begin().await?;
        // The row of the survey stays locked to the end, so that two at once get two numbers.
        let version: Option<i64> = sqlx::query_scalar(
            "UPDATE surveys SET version = version + 1, state = 'published', changed_at = $2 WHERE survey_id = $1
             RETURNING version",
        )
        .bind(id.0)
        .bind(now.micros())
        .fetch_optional(&mut *transaction)
        .await?;
        let version = version.ok_or_else(|| missing(id))?;
        let frozen = sqlx::query(
            "INSERT INTO survey_versions (survey_id, version, definition, published_at, published_by)
             SELECT survey_id, $3, definition, $4, $5 FROM survey_drafts WHERE survey_id = $1 AND edition = $2",
        )
        .bind(id.0)
        .bind(edition)
        .bind(version)
        .bind(now.micros())
        .bind(by)
        .execute(&mut *transaction)
        .await?;
        if frozen.rows_affected() == 0 {
            return Err(StoreError::conflict("the draft"));
        }
        transaction.commit().await?;
        Ok(version)
    }

    /// A published version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_version(&self, id: SurveyId, version: i64) -> Result<Option<SurveyVersion>, StoreError> {
        let row: Option<VersionRow> = sqlx::query_as(
            "SELECT version, definition, published_at, published_by FROM survey_versions
             WHERE survey_id = $1 AND version = $2",
        )
        .bind(id.0)
        .bind(version)
        .fetch_optional(self.state.reader())
        .await?;
        Ok(row.map(version_of))
    }

    /// Every published version, the first first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_versions(&self, id: SurveyId) -> Result<Vec<SurveyVersion>, StoreError> {
        let rows: Vec<VersionRow> = sqlx::query_as(
            "SELECT version, definition, published_at, published_by FROM survey_versions
             WHERE survey_id = $1 ORDER BY version",
        )
        .bind(id.0)
        .fetch_all(self.state.reader())
        .await?;
        Ok(rows.into_iter().map(version_of).collect())
    }
}

type VersionRow = (i64, String, i64, String);

fn version_of((version, definition, published_at, published_by): VersionRow) -> SurveyVersion {
    SurveyVersion { version, definition, published_at: Instant::from_micros(published_at), published_by }
}

/// What became of places in quotas.
pub(crate) enum Taken {
    /// All were taken.
    All,
    /// This one is full, and none was taken.
    Full(String),
}

/// Takes a place in each of these quotas or in none, inside a transaction. The names must be sorted: two
/// transactions then never wait for each other.
pub(crate) async fn take_quotas(
    transaction: &mut Transaction,
    survey: SurveyId,
    quotas: &[(String, i64)],
) -> Result<Taken, StoreError> {
    for (number, (quota, limit)) in quotas.iter().enumerate() {
        sqlx::query(
            "INSERT INTO survey_quotas (survey_id, quota, taken) VALUES ($1, $2, 0)
             ON CONFLICT (survey_id, quota) DO NOTHING",
        )
        .bind(survey.0)
        .bind(quota.as_str())
        .execute(&mut **transaction)
        .await?;
        // The comparison and the count are one statement, which both databases apply to the newest row.
        let taken = sqlx::query(
            "UPDATE survey_quotas SET taken = taken + 1 WHERE survey_id = $1 AND quota = $2 AND taken < $3",
        )
        .bind(survey.0)
        .bind(quota.as_str())
        .bind(*limit)
        .execute(&mut **transaction)
        .await?;
        if taken.rows_affected() == 0 {
            give_back(transaction, survey, &quotas[..number]).await?;
            return Ok(Taken::Full(quota.clone()));
        }
    }
    Ok(Taken::All)
}

async fn give_back(
    connection: &mut AnyConnection,
    survey: SurveyId,
    quotas: &[(String, i64)],
) -> Result<(), StoreError> {
    for (quota, _) in quotas {
        sqlx::query("UPDATE survey_quotas SET taken = taken - 1 WHERE survey_id = $1 AND quota = $2")
            .bind(survey.0)
            .bind(quota.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

impl Store {
    /// How many places of each quota are taken; a quota nobody met is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn quotas_taken(&self, survey: SurveyId) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(sqlx::query_as("SELECT quota, taken FROM survey_quotas WHERE survey_id = $1 ORDER BY quota")
            .bind(survey.0)
            .fetch_all(self.state.reader())
            .await?)
    }
}

fn missing(id: SurveyId) -> StoreError {
    StoreError::not_found(format!("the survey {id}"))
}

fn found(rows: u64, id: SurveyId) -> Result<(), StoreError> {
    if rows == 0 { Err(missing(id)) } else { Ok(()) }
}
