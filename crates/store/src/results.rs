//! Responses as results are made of them: narrowed, with what is known of those who gave them.

use std::collections::HashMap;

use hamdel_domain::clock::DAY;
use hamdel_domain::invitations::InvitationPlace;
use hamdel_domain::surveys::{ResponseId, SurveyId};
use hamdel_domain::{CustomerId, Identifier, Instant, ProfileState};
use sqlx::{AssertSqlSafe, Row};

use crate::Store;
use crate::codec::decode_state;
use crate::error::StoreError;
use crate::responses::{COLUMNS, Response, response};
use crate::rows::{Param, select_in};

/// Which responses of a survey are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Of this survey.
    pub survey: SurveyId,
    /// Only those that were submitted and count, or only those that were not submitted.
    pub submitted: bool,
    /// Only those to this version.
    pub version: Option<i64>,
    /// Only those on this channel.
    pub channel: Option<String>,
    /// Only those about this touchpoint.
    pub touchpoint: Option<String>,
    /// Only those about this unit.
    pub unit: Option<String>,
    /// Only those in this language.
    pub language: Option<String>,
    /// Only those submitted, or last saved, at this moment or later.
    pub from: Option<Instant>,
    /// Only those before this moment.
    pub until: Option<Instant>,
}

/// How many responses came about in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayCount {
    /// The version.
    pub version: i64,
    /// The language.
    pub language: String,
    /// The channel.
    pub channel: Option<String>,
    /// The touchpoint.
    pub touchpoint: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// How many submitted responses.
    pub responses: i64,
}

/// The five steps of [`InvitationSteps`] in the order of its fields, of `invitations i`.
const STEPS: &str = "COUNT(*), COUNT(COALESCE(i.delivered_at, i.opened_at, i.started_at, i.answered_at)),
    CAST(COALESCE(SUM(CASE WHEN i.state = 'bounced' THEN 1 ELSE 0 END), 0) AS BIGINT),
    COUNT(COALESCE(i.opened_at, i.started_at, i.answered_at)), COUNT(i.answered_at)";

fn steps(row: &sqlx::any::AnyRow) -> Result<InvitationSteps, StoreError> {
    Ok(InvitationSteps {
        sent: row.try_get(0)?,
        delivered: row.try_get(1)?,
        bounced: row.try_get(2)?,
        opened: row.try_get(3)?,
        answered: row.try_get(4)?,
    })
}

/// How far invitations came; a later step counts for every earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvitationSteps {
    /// Handed over.
    pub sent: i64,
    /// Known to have arrived.
    pub delivered: i64,
    /// Came back.
    pub bounced: i64,
    /// Their link was followed.
    pub opened: i64,
    /// Answered to the end.
    pub answered: i64,
}

/// Invitations that are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationGroup {
    /// The survey they ask for.
    pub survey: SurveyId,
    /// The channel that carried them.
    pub channel: String,
    /// Where they are about.
    pub place: InvitationPlace,
    /// Whom they ask, as known today; `None` where that was not asked for.
    pub customer: Option<CustomerId>,
}

impl InvitationSteps {
    /// Takes other invitations in.
    pub fn add(&mut self, others: &Self) {
        self.sent += others.sent;
        self.delivered += others.delivered;
        self.bounced += others.bounced;
        self.opened += others.opened;
        self.answered += others.answered;
    }
}

impl Narrowed {
    /// The conditions behind `WHERE`, with their values; `first` is the number of the first parameter.
    fn conditions(&self, first: usize) -> (String, Vec<Param<'_>>) {
        let state = if self.submitted { "= 'submitted' AND r.over_quota IS NULL" } else { "<> 'submitted'" };
        let at = if self.submitted { "r.submitted_at" } else { "r.last_saved_at" };
        let mut sql = format!("r.state {state}");
        let mut values = Vec::new();
        let mut add = |condition: &str, value| {
            sql.push_str(&format!(" AND {condition} ${}", first + values.len()));
            values.push(value);
        };
        add("r.survey_id =", Param::Integer(self.survey.0));
        if let Some(version) = self.version {
            add("r.version =", Param::Integer(version));
        }
        let named = [
            ("channel", &self.channel),
            ("touchpoint", &self.touchpoint),
            ("unit", &self.unit),
            ("language", &self.language),
        ];
        for (column, name) in named {
            if let Some(name) = name {
                add(&format!("r.{column} ="), Param::Text(name));
            }
        }
        if let Some(from) = self.from {
            add(&format!("{at} >="), Param::Integer(from.micros()));
        }
        if let Some(until) = self.until {
            add(&format!("{at} <"), Param::Integer(until.micros()));
        }
        (sql, values)
    }
}

impl Store {
    /// Responses in the order they began, behind one of them. Those that came when a quota was full do not count
    /// and are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn responses_narrowed(
        &self,
        narrowed: &Narrowed,
        after: ResponseId,
        limit: u32,
    ) -> Result<Vec<Response>, StoreError> {
        let (conditions, values) = narrowed.conditions(3);
        let sql = format!(
            "SELECT {COLUMNS} FROM responses r WHERE r.response_id > $1 AND {conditions} ORDER BY r.response_id LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(after.0).bind(i64::from(limit));
        let query = values.into_iter().fold(query, |query, value| value.bind_to(query));
        query.fetch_all(self.state().reader()).await?.iter().map(response).collect()
    }

    /// How many responses to a survey came about in which ways, the most first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn response_ways(&self, survey: SurveyId) -> Result<Vec<WayCount>, StoreError> {
        let sql = "SELECT version, language, channel, touchpoint, unit, COUNT(*) FROM responses
            WHERE survey_id = $1 AND state = 'submitted' AND over_quota IS NULL
            GROUP BY version, language, channel, touchpoint, unit ORDER BY 6 DESC, 1 DESC";
        let rows = sqlx::query(sql).bind(survey.0).fetch_all(self.state().reader()).await?;
        let way = |row: &sqlx::any::AnyRow| {
            Ok(WayCount {
                version: row.try_get(0)?,
                language: row.try_get(1)?,
                channel: row.try_get(2)?,
                touchpoint: row.try_get(3)?,
                unit: row.try_get(4)?,
                responses: row.try_get(5)?,
            })
        };
        rows.iter().map(way).collect()
    }

    /// How far the invitations to a survey came that were sent in a stretch of time; of all surveys for `None`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_steps(
        &self,
        survey: Option<SurveyId>,
        channel: Option<&str>,
        (from, until): (Instant, Instant),
    ) -> Result<InvitationSteps, StoreError> {
        let sql = format!(
            "SELECT {STEPS} FROM invitations i
            WHERE sent_at >= $1 AND sent_at < $2 AND (survey_id = $3 OR $3 = 0) AND (channel = $4 OR $4 = '')"
        );
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(from.micros())
            .bind(until.micros())
            .bind(survey.map_or(0, |survey| survey.0))
            .bind(channel.unwrap_or_default().to_owned())
            .fetch_one(self.state().reader())
            .await?;
        steps(&row)
    }

    /// How far the invitations came that were sent in a stretch of time, by where they are about; by whom they ask too
    /// where `by_customer` says so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_steps_by_place(
        &self,
        (from, until): (Instant, Instant),
        by_customer: bool,
    ) -> Result<Vec<(InvitationGroup, InvitationSteps)>, StoreError> {
        let (customer, join) = if by_customer {
            ("COALESCE(c.today, i.customer_id)", "LEFT JOIN customers c ON c.customer_id = i.customer_id")
        } else {
            ("CAST(NULL AS BIGINT)", "")
        };
        let sql = format!(
            "SELECT {STEPS}, i.survey_id, i.channel, i.touchpoint, i.stage, i.unit, i.employee, {customer}
            FROM invitations i {join} WHERE i.sent_at >= $1 AND i.sent_at < $2 GROUP BY 6, 7, 8, 9, 10, 11, 12"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(from.micros()).bind(until.micros());
        let rows = query.fetch_all(self.state().reader()).await?;
        let group = |row: &sqlx::any::AnyRow| {
            Ok::<_, StoreError>(InvitationGroup {
                survey: SurveyId(row.try_get(5)?),
                channel: row.try_get(6)?,
                place: InvitationPlace {
                    touchpoint: row.try_get(7)?,
                    stage: row.try_get(8)?,
                    unit: row.try_get(9)?,
                    employee: row.try_get(10)?,
                },
                customer: row.try_get::<Option<i64>, _>(11)?.map(CustomerId),
            })
        };
        rows.iter().map(|row| Ok((group(row)?, steps(row)?))).collect()
    }

    /// How often a survey was opened on days that touch a stretch of time; days are those of UTC.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_openings(
        &self,
        survey: SurveyId,
        version: Option<i64>,
        (from, until): (Instant, Instant),
    ) -> Result<i64, StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(opened), 0) AS BIGINT) FROM survey_counts
            WHERE survey_id = $1 AND (version = $2 OR $2 = 0) AND day >= $3 AND day <= $4";
        let counted = sqlx::query_scalar(sql)
            .bind(survey.0)
            .bind(version.unwrap_or(0))
            .bind(from.micros().div_euclid(DAY))
            .bind((until.micros() - 1).div_euclid(DAY));
        Ok(counted.fetch_one(self.state().reader()).await?)
    }

    /// Who these customers are today, and what is known of them.
    ///
    /// # Errors
    /// When the database fails, or a profile is damaged.
    pub async fn states_of(
        &self,
        customers: &[CustomerId],
    ) -> Result<HashMap<CustomerId, (CustomerId, ProfileState)>, StoreError> {
        let mut connection = self.state().reader().acquire().await?;
        let keys: Vec<[Param<'_>; 1]> = customers.iter().map(|customer| [Param::Integer(customer.0)]).collect();
        let head = "SELECT customer_id, today FROM customers WHERE customer_id IN";
        let mut today: HashMap<CustomerId, CustomerId> = HashMap::new();
        for row in select_in(&mut connection, head, &keys, "").await? {
            today.insert(CustomerId(row.try_get(0)?), CustomerId(row.try_get(1)?));
        }
        let mut wanted: Vec<i64> = today.values().map(|customer| customer.0).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let keys: Vec<[Param<'_>; 1]> = wanted.iter().map(|customer| [Param::Integer(*customer)]).collect();
        let head = "SELECT today, customer_id, state FROM customers WHERE today IN";
        let mut members: HashMap<CustomerId, ProfileState> = HashMap::new();
        let mut seen = std::collections::HashSet::new();
        for row in select_in(&mut connection, head, &keys, "").await? {
            // The last key of a group fills it up, so that its rows may come twice.
            if seen.insert(row.try_get::<i64, _>(1)?) {
                let state = decode_state(&row.try_get::<Vec<u8>, _>(2)?)?;
                members.entry(CustomerId(row.try_get(0)?)).or_default().join(&state);
            }
        }
        let whole = |(customer, today)| Some((customer, (today, members.get(&today)?.clone())));
        Ok(today.into_iter().filter_map(whole).collect())
    }

    /// The customers to whom an invitation to a survey went out, each once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invited_customers(&self, survey: SurveyId) -> Result<Vec<CustomerId>, StoreError> {
        let sql = "SELECT DISTINCT customer_id FROM invitations WHERE survey_id = $1 AND sent_at IS NOT NULL
            ORDER BY customer_id";
        let rows: Vec<i64> = sqlx::query_scalar(sql).bind(survey.0).fetch_all(self.state().reader()).await?;
        Ok(rows.into_iter().map(CustomerId).collect())
    }

    /// Which customers of today these identifiers belong to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_of(
        &self,
        identifiers: &[Identifier],
    ) -> Result<HashMap<Identifier, CustomerId>, StoreError> {
        let mut connection = self.state().reader().acquire().await?;
        let keys: Vec<[Param<'_>; 1]> = identifiers.iter().map(|held| [Param::Text(held.value())]).collect();
        let head = "SELECT kind, value, customer_id FROM identifiers WHERE customer_id <> 0 AND value IN";
        let mut found = HashMap::new();
        for row in select_in(&mut connection, head, &keys, "").await? {
            let identifier = Identifier::from_storage(&row.try_get::<String, _>(0)?, row.try_get(1)?);
            found.insert(identifier, CustomerId(row.try_get(2)?));
        }
        Ok(found)
    }
}
