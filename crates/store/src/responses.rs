//! Responses: answers on their way, and submitted once.

use hamdel_domain::clock::DAY;
use hamdel_domain::invitations::InvitationState;
use hamdel_domain::surveys::{ResponseId, ResponseWay, SurveyId};
use hamdel_domain::{Channel, CustomerId, Instant};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::Store;
use crate::error::StoreError;
use crate::invitations::move_on;
use crate::jobs::{NewJob, enqueue};
use crate::rows::{Param, storable};
use crate::surveys::{Taken, take_quotas};

/// The job that tells a response to the journal; its payload is `{"response": 1}`.
pub const TELL_RESPONSE: &str = "surveys.tell";

/// Where a response stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseState {
    /// Being answered.
    Started,
    /// Left; what was answered was told to the journal. It can still be submitted.
    Partial,
    /// Submitted; it does not change any more.
    Submitted,
}

impl ResponseState {
    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Partial => "partial",
            Self::Submitted => "submitted",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Started, Self::Partial, Self::Submitted].into_iter().find(|state| state.as_str() == name)
    }
}

/// Where and how a response came about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponsePlace {
    /// On which channel.
    pub channel: Option<Channel>,
    /// The touchpoint it is about.
    pub touchpoint: Option<String>,
    /// The unit it is about.
    pub unit: Option<String>,
    /// The employee who served.
    pub employee: Option<String>,
    /// By which way.
    pub way: ResponseWay,
    /// Through whom: `user:3` who interviewed, `kiosk:2`, `import:paper.csv`; `None` where nobody stood between.
    pub taken_by: Option<String>,
}

/// A response as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Its number.
    pub id: ResponseId,
    /// The survey.
    pub survey: SurveyId,
    /// The version it answers.
    pub version: i64,
    /// The invitation it follows.
    pub invitation: Option<i64>,
    /// Who answers, when an invitation says so.
    pub customer: Option<CustomerId>,
    /// What else points at who answers, as JSON text.
    pub identifiers: String,
    /// The language it is answered in, `fa` or `en`.
    pub language: String,
    /// Where it stands.
    pub state: ResponseState,
    /// Its answers, as JSON text.
    pub answers: String,
    /// How many questions are answered.
    pub answered: i64,
    /// From which its orders follow.
    pub seed: i64,
    /// The page that is shown next; `None` before the first.
    pub page: Option<String>,
    /// The quota that was full when it was submitted.
    pub over_quota: Option<String>,
    /// Where and how it came about.
    pub place: ResponsePlace,
    /// When it began.
    pub started_at: Instant,
    /// When it last changed.
    pub last_saved_at: Instant,
    /// When it was submitted.
    pub submitted_at: Option<Instant>,
    /// Rises with every change.
    pub revision: i64,
}

/// A response to be begun.
#[derive(Clone, Debug)]
pub struct NewResponse<'a> {
    /// The survey.
    pub survey: SurveyId,
    /// The version it answers.
    pub version: i64,
    /// The invitation it follows.
    pub invitation: Option<i64>,
    /// Who answers.
    pub customer: Option<CustomerId>,
    /// What else points at who answers, as JSON text.
    pub identifiers: &'a str,
    /// The language it is answered in.
    pub language: &'a str,
    /// From which its orders follow.
    pub seed: i64,
    /// The hash of the token that opens it.
    pub token_hash: &'a str,
    /// Where and how it comes about.
    pub place: ResponsePlace,
}

/// A page that was saved.
#[derive(Clone, Copy, Debug)]
pub struct Saved<'a> {
    /// The response.
    pub response: ResponseId,
    /// The revision it was read at.
    pub revision: i64,
    /// All its answers, as JSON text.
    pub answers: &'a str,
    /// How many questions are answered.
    pub answered: i64,
    /// The page that is shown next.
    pub page: Option<&'a str>,
    /// The language it goes on in.
    pub language: &'a str,
}

/// What became of a response that was collected elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collected {
    /// It is in.
    Taken(ResponseId),
    /// It was in before.
    Before(ResponseId),
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submission {
    /// This call submitted it.
    Submitted,
    /// It was submitted before, or has changed since it was read: read it again.
    Changed,
}

pub(crate) const COLUMNS: &str =
    "r.response_id, r.survey_id, r.version, r.invitation_id, r.customer_id, r.identifiers, r.language,
    r.state, r.answers, r.answered, r.seed, r.page, r.over_quota, r.channel, r.touchpoint, r.unit, r.employee,
    r.started_at, r.last_saved_at, r.submitted_at, r.revision, r.way, r.taken_by";

pub(crate) fn response(row: &AnyRow) -> Result<Response, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt(format!("the {what} of a response"));
    let channel: Option<String> = row.try_get(13)?;
    let instant = |column: usize| row.try_get::<i64, _>(column).map(Instant::from_micros);
    Ok(Response {
        id: ResponseId(row.try_get(0)?),
        survey: SurveyId(row.try_get(1)?),
        version: row.try_get(2)?,
        invitation: row.try_get(3)?,
        customer: row.try_get::<Option<i64>, _>(4)?.map(CustomerId),
        identifiers: row.try_get(5)?,
        language: row.try_get(6)?,
        state: ResponseState::parse(&row.try_get::<String, _>(7)?).ok_or_else(|| corrupt("state"))?,
        answers: row.try_get(8)?,
        answered: row.try_get(9)?,
        seed: row.try_get(10)?,
        page: row.try_get(11)?,
        over_quota: row.try_get(12)?,
        place: ResponsePlace {
            channel: channel.map(|name| Channel::parse(&name).ok_or_else(|| corrupt("channel"))).transpose()?,
            touchpoint: row.try_get(14)?,
            unit: row.try_get(15)?,
            employee: row.try_get(16)?,
            way: ResponseWay::parse(&row.try_get::<String, _>(21)?).ok_or_else(|| corrupt("way"))?,
            taken_by: row.try_get(22)?,
        },
        started_at: instant(17)?,
        last_saved_at: instant(18)?,
        submitted_at: row.try_get::<Option<i64>, _>(19)?.map(Instant::from_micros),
        revision: row.try_get(20)?,
    })
}

impl Store {
    /// Begins a response, or finds the one that the token or the invitation has begun already: however often
    /// and at however many places at once it is called, there is one. The token opens it from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start_response(&self, new: &NewResponse<'_>, now: Instant) -> Result<Response, StoreError> {
        if let Some(known) = self.response_by_token(new.token_hash).await? {
            return Ok(known);
        }
        let mut transaction = self.state.begin().await?;
        let begun = insert(&mut transaction, new, now).await?;
        let id = match begun {
            Some(id) => id,
            // Only an invitation can stand in the way.
            None => {
                sqlx::query_scalar("SELECT response_id FROM responses WHERE invitation_id = $1")
                    .bind(new.invitation)
                    .fetch_one(&mut *transaction)
                    .await?
            }
        };
        let token = sqlx::query(
            "INSERT INTO response_tokens (token_hash, response_id) VALUES ($1, $2) ON CONFLICT (token_hash) DO NOTHING",
        )
        .bind(new.token_hash)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        if token.rows_affected() == 1 {
            if begun.is_some() {
                count(&mut transaction, new.survey, new.version, Step::Started, now).await?;
            }
            transaction.commit().await?;
        } else {
            // Another call with this token was first; what was inserted here goes.
            transaction.rollback().await?;
        }
        let known = self.response_by_token(new.token_hash).await?;
        known.ok_or_else(|| StoreError::not_found("the response that was begun"))
    }

    /// The response that a token opens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn response_by_token(&self, token_hash: &str) -> Result<Option<Response>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM responses r JOIN response_tokens t ON t.response_id = r.response_id
             WHERE t.token_hash = $1"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(token_hash).fetch_optional(self.state.reader()).await?;
        row.as_ref().map(response).transpose()
    }

    /// Lets a further token open a response, such as that of a reminder.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_response_token(&self, id: ResponseId, token_hash: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO response_tokens (token_hash, response_id) VALUES ($1, $2) ON CONFLICT (token_hash) DO NOTHING",
        )
        .bind(token_hash)
        .bind(id.0)
        .execute(self.state.writer())
        .await?;
        Ok(())
    }

    /// The response of that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn response(&self, id: ResponseId) -> Result<Option<Response>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM responses r WHERE r.response_id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id.0).fetch_optional(self.state.reader()).await?;
        row.as_ref().map(response).transpose()
    }

    /// The response that follows an invitation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn response_of_invitation(&self, invitation: i64) -> Result<Option<Response>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM responses r WHERE r.invitation_id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(invitation).fetch_optional(self.state.reader()).await?;
        row.as_ref().map(response).transpose()
    }

    /// Responses of a survey in the order they began, behind one of them; of every version or of one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn responses_of_survey(
        &self,
        survey: SurveyId,
        state: Option<ResponseState>,
        after: ResponseId,
        limit: u32,
    ) -> Result<Vec<Response>, StoreError> {
        let narrowed = if state.is_some() { "AND r.state = $4" } else { "" };
        let sql = format!(
            "SELECT {COLUMNS} FROM responses r WHERE r.survey_id = $1 AND r.response_id > $2 {narrowed}
             ORDER BY r.response_id LIMIT $3"
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(survey.0).bind(after.0).bind(i64::from(limit));
        if let Some(state) = state {
            query = query.bind(state.as_str());
        }
        query.fetch_all(self.state.reader()).await?.iter().map(response).collect()
    }

    /// Keeps the answers of a page. `false` when the response is submitted or has changed since it was read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_response(&self, saved: Saved<'_>, now: Instant) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE responses SET answers = $3, answered = $4, page = $5, language = $6, last_saved_at = $7,
                 revision = revision + 1
             WHERE response_id = $1 AND revision = $2 AND state <> 'submitted'",
        );
        let kept = bind_saved(query, saved).bind(now.micros()).execute(self.state.writer()).await?;
        Ok(kept.rows_affected() == 1)
    }

    /// Submits a response, in one transaction: its last answers, the state of its invitation, a place in every
    /// quota that counts it, the count of the survey, and the job that tells it to the journal. Where a quota is full the response is
    /// submitted all the same and says which one. `quotas` are names and limits, sorted by name.
    ///
    /// # Errors
    /// When the database fails; the response is then as it was.
    pub async fn submit_response(
        &self,
        saved: Saved<'_>,
        quotas: &[(String, i64)],
        now: Instant,
    ) -> Result<Submission, StoreError> {
        let mut transaction = self.state.begin().await?;
        let query = sqlx::query(
            "UPDATE responses SET answers = $3, answered = $4, page = $5, language = $6, last_saved_at = $7,
                 submitted_at = $7, state = 'submitted', revision = revision + 1
             WHERE response_id = $1 AND revision = $2 AND state <> 'submitted'
             RETURNING survey_id, version, invitation_id",
        );
        let row = bind_saved(query, saved).bind(now.micros()).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(Submission::Changed) };
        let (survey, version) = (SurveyId(row.try_get(0)?), row.try_get(1)?);
        if let Some(invitation) = row.try_get(2)? {
            move_on(&mut transaction, invitation, InvitationState::Answered, &[], now).await?;
        }
        if let Taken::Full(quota) = take_quotas(&mut transaction, survey, quotas).await? {
            sqlx::query("UPDATE responses SET over_quota = $2 WHERE response_id = $1")
                .bind(saved.response.0)
                .bind(quota)
                .execute(&mut *transaction)
                .await?;
        }
        count(&mut transaction, survey, version, Step::Submitted, now).await?;
        tell(&mut transaction, saved.response, now).await?;
        transaction.commit().await?;
        Ok(Submission::Submitted)
    }

    /// Keeps a response that was collected elsewhere, submitted at `at`, with the job that tells it to the journal; in no
    /// count and no quota. Of one token there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn collect_response(
        &self,
        new: &NewResponse<'_>,
        answers: &str,
        answered: i64,
        at: Instant,
        now: Instant,
    ) -> Result<Collected, StoreError> {
        if let Some(known) = self.response_by_token(new.token_hash).await? {
            return Ok(Collected::Before(known.id));
        }
        let mut transaction = self.state.begin().await?;
        let id = insert(&mut transaction, new, at).await?.ok_or_else(|| StoreError::conflict("an invitation"))?;
        let token = sqlx::query(
            "INSERT INTO response_tokens (token_hash, response_id) VALUES ($1, $2) ON CONFLICT (token_hash) DO NOTHING",
        )
        .bind(new.token_hash)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        if token.rows_affected() == 0 {
            // Another call with this token was first; what was inserted here goes.
            transaction.rollback().await?;
            let known = self.response_by_token(new.token_hash).await?;
            return known
                .map(|known| Collected::Before(known.id))
                .ok_or_else(|| StoreError::not_found("the response that was collected"));
        }
        let sql =
            "UPDATE responses SET answers = $2, answered = $3, submitted_at = $4, state = 'submitted', revision = 2
             WHERE response_id = $1";
        sqlx::query(sql)
            .bind(id)
            .bind(storable(answers))
            .bind(answered)
            .bind(at.micros())
            .execute(&mut *transaction)
            .await?;
        tell(&mut transaction, ResponseId(id), now).await?;
        transaction.commit().await?;
        Ok(Collected::Taken(ResponseId(id)))
    }

    /// Makes responses partial that have answers and were last saved before an instant, together with the jobs
    /// that tell them to the journal. Gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave_responses(&self, saved_before: Instant, limit: u32, now: Instant) -> Result<u64, StoreError> {
        let mut transaction = self.state.begin().await?;
        let sql = format!(
            "UPDATE responses SET state = 'partial' WHERE response_id IN (
                 SELECT response_id FROM responses WHERE state = 'started' AND answered > 0 AND last_saved_at < $1
                 ORDER BY last_saved_at LIMIT $2{}
             ) RETURNING response_id",
            self.state.dialect().skip_locked()
        );
        let left: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(saved_before.micros())
            .bind(i64::from(limit))
            .fetch_all(&mut *transaction)
            .await?;
        for id in &left {
            tell(&mut transaction, ResponseId(*id), now).await?;
        }
        transaction.commit().await?;
        Ok(left.len() as u64)
    }

    /// Counts that a survey was opened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_opened(&self, survey: SurveyId, version: i64, now: Instant) -> Result<(), StoreError> {
        let mut connection = self.state.writer().acquire().await?;
        count(&mut connection, survey, version, Step::Opened, now).await
    }

    /// How far those who opened a survey came, of all its versions or of one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_funnel(&self, survey: SurveyId, version: Option<i64>) -> Result<SurveyFunnel, StoreError> {
        // Sums of BIGINT are of another type in PostgreSQL.
        let (opened, started, submitted): (i64, i64, i64) = sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(opened), 0) AS BIGINT), CAST(COALESCE(SUM(started), 0) AS BIGINT),
                 CAST(COALESCE(SUM(submitted), 0) AS BIGINT)
             FROM survey_counts WHERE survey_id = $1 AND (version = $2 OR $2 = 0)",
        )
        .bind(survey.0)
        .bind(version.unwrap_or(0))
        .fetch_one(self.state.reader())
        .await?;
        let left: Vec<(String, i64)> = sqlx::query_as(
            "SELECT COALESCE(page, ''), COUNT(*) FROM responses
             WHERE survey_id = $1 AND state <> 'submitted' AND (version = $2 OR $2 = 0)
             GROUP BY COALESCE(page, '') ORDER BY 2 DESC, 1",
        )
        .bind(survey.0)
        .bind(version.unwrap_or(0))
        .fetch_all(self.state.reader())
        .await?;
        Ok(SurveyFunnel { opened, started, submitted, left })
    }
}

/// How far those who opened a survey came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurveyFunnel {
    /// Times it was opened.
    pub opened: i64,
    /// Responses begun.
    pub started: i64,
    /// Responses submitted.
    pub submitted: i64,
    /// Responses not submitted, by the page they are at (empty: the first), the most first.
    pub left: Vec<(String, i64)>,
}

#[derive(Clone, Copy)]
enum Step {
    Opened,
    Started,
    Submitted,
}

async fn count(
    connection: &mut AnyConnection,
    survey: SurveyId,
    version: i64,
    step: Step,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO survey_counts (survey_id, version, day, opened, started, submitted)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (survey_id, version, day) DO UPDATE SET opened = survey_counts.opened + excluded.opened,
             started = survey_counts.started + excluded.started,
             submitted = survey_counts.submitted + excluded.submitted",
    )
    .bind(survey.0)
    .bind(version)
    .bind(now.micros().div_euclid(DAY))
    .bind(i64::from(matches!(step, Step::Opened)))
    .bind(i64::from(matches!(step, Step::Started)))
    .bind(i64::from(matches!(step, Step::Submitted)))
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert(
    connection: &mut AnyConnection,
    new: &NewResponse<'_>,
    now: Instant,
) -> Result<Option<i64>, StoreError> {
    let query = sqlx::query(
        "INSERT INTO responses (survey_id, version, invitation_id, customer_id, identifiers, language, state,
             answers, answered, seed, channel, touchpoint, unit, employee, started_at, last_saved_at, revision, way, taken_by)
         VALUES ($1, $2, $3, $4, $5, $6, 'started', '{}', 0, $7, $8, $9, $10, $11, $12, $12, 1, $13, $14)
         ON CONFLICT (invitation_id) DO NOTHING RETURNING response_id",
    );
    let values = [
        Param::Integer(new.survey.0),
        Param::Integer(new.version),
        Param::OptInteger(new.invitation),
        Param::OptInteger(new.customer.map(|customer| customer.0)),
        Param::Text(new.identifiers),
        Param::Text(new.language),
        Param::Integer(new.seed),
        Param::OptText(new.place.channel.map(Channel::as_str)),
        Param::OptText(new.place.touchpoint.as_deref()),
        Param::OptText(new.place.unit.as_deref()),
        Param::OptText(new.place.employee.as_deref()),
        Param::Integer(now.micros()),
        Param::Text(new.place.way.as_str()),
        Param::OptText(new.place.taken_by.as_deref()),
    ];
    let query = values.into_iter().fold(query, |query, value| value.bind_to(query));
    let row = query.fetch_optional(connection).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

fn bind_saved<'q>(query: Query<'q>, saved: Saved<'_>) -> Query<'q> {
    let query = query.bind(saved.response.0).bind(saved.revision).bind(storable(saved.answers)).bind(saved.answered);
    query.bind(saved.page.map(str::to_owned)).bind(saved.language.to_owned())
}

/// Enqueues the telling of a response in the transaction that makes it true.
async fn tell(connection: &mut AnyConnection, response: ResponseId, now: Instant) -> Result<(), StoreError> {
    let payload = serde_json::json!({ "response": response.0 }).to_string();
    enqueue(connection, NewJob { kind: TELL_RESPONSE, payload: &payload, run_at: now, dedup_key: None }).await?;
    Ok(())
}
