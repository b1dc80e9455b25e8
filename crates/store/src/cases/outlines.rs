//! Cases as figures see them: which are asked for, how many there are, and each without its words.

use std::collections::BTreeSet;

use hamdel_domain::cases::{CaseClock, CaseId, CaseReference, CaseState, Decision, Matter, Severity};
use hamdel_domain::people::UserId;
use hamdel_domain::{CustomerId, Instant};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::Store;
use crate::contact::from_json;
use crate::error::StoreError;
use crate::rows::Param;

/// What of a case's cause is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CauseAsked {
    /// Any, and none.
    #[default]
    All,
    /// One of these.
    OneOf(BTreeSet<String>),
    /// None is named.
    Unnamed,
}

/// Which cases are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasesAsked {
    /// Received from this moment on.
    pub from: Option<Instant>,
    /// Received before this moment.
    pub until: Option<Instant>,
    /// Of one of these units; of any and of none where it is not said.
    pub units: Option<BTreeSet<String>>,
    /// Complaints, requests or recoveries.
    pub matter: Option<Matter>,
    /// Of this kind.
    pub kind: Option<String>,
    /// By cause.
    pub cause: CauseAsked,
    /// Hanging on this problem.
    pub problem: Option<i64>,
    /// Owned by this person.
    pub owner: Option<UserId>,
}

/// A case without its words.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseOutline {
    /// Its number.
    pub id: CaseId,
    /// The number the customer holds.
    pub reference: CaseReference,
    /// Whose it is, as it was written.
    pub customer: Option<CustomerId>,
    /// Complaint, request or recovery.
    pub matter: Matter,
    /// The kind.
    pub kind: Option<String>,
    /// The touchpoint it is about.
    pub touchpoint: Option<String>,
    /// The unit it belongs to.
    pub unit: Option<String>,
    /// In a few words.
    pub title: String,
    /// How severe it is.
    pub severity: Option<Severity>,
    /// Where it stands.
    pub state: CaseState,
    /// Who has it.
    pub owner: Option<UserId>,
    /// Its cause.
    pub cause: Option<String>,
    /// The problem it hangs on.
    pub problem: Option<i64>,
    /// When it reached the company.
    pub received_at: Instant,
    /// When the customer was told that it was received.
    pub acknowledged_at: Option<Instant>,
    /// When the customer was first answered with a decision.
    pub answered_at: Option<Instant>,
    /// The last decision.
    pub decision: Option<Decision>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// How often it was opened again.
    pub reopened: u32,
    /// Its clocks.
    pub clocks: Vec<CaseClock>,
}

/// A case by its words, for what recurs among many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseWords {
    /// Its number.
    pub id: CaseId,
    /// When it reached the company.
    pub received_at: Instant,
    /// The unit it belongs to.
    pub unit: Option<String>,
    /// The touchpoint it is about.
    pub touchpoint: Option<String>,
    /// Its cause.
    pub cause: Option<String>,
    /// The problem it hangs on.
    pub problem: Option<i64>,
    /// The customer's words.
    pub text: String,
}

const COLUMNS: &str = "case_id, reference, customer_id, matter, kind, touchpoint, unit, title, severity, state, owner_id, cause, problem_id, received_at, acknowledged_at, answered_at, decision, closed_at, reopened, clocks";

/// A condition with its parameters, numbered from 1.
struct Condition<'a> {
    sql: String,
    params: Vec<Param<'a>>,
}

impl<'a> Condition<'a> {
    fn of(asked: &'a CasesAsked) -> Self {
        let mut held = Self { sql: String::new(), params: Vec::new() };
        held.one("received_at >=", asked.from.map(|from| Param::Integer(from.micros())));
        held.one("received_at <", asked.until.map(|until| Param::Integer(until.micros())));
        held.one("matter =", asked.matter.map(|matter| Param::Text(matter.as_str())));
        held.one("kind =", asked.kind.as_deref().map(Param::Text));
        held.one("problem_id =", asked.problem.map(Param::Integer));
        held.one("owner_id =", asked.owner.map(|owner| Param::Integer(owner.0)));
        if let Some(units) = &asked.units {
            held.any("unit", units);
        }
        match &asked.cause {
            CauseAsked::All => {}
            CauseAsked::OneOf(causes) => held.any("cause", causes),
            CauseAsked::Unnamed => held.and("cause IS NULL"),
        }
        held
    }

    fn and(&mut self, part: &str) {
        self.sql.push_str(if self.sql.is_empty() { " WHERE " } else { " AND " });
        self.sql.push_str(part);
    }

    fn one(&mut self, part: &str, param: Option<Param<'a>>) {
        if let Some(param) = param {
            self.params.push(param);
            self.and(&format!("{part} ${}", self.params.len()));
        }
    }

    /// One of these; of none nothing is.
    fn any(&mut self, column: &str, names: &'a BTreeSet<String>) {
        if names.is_empty() {
            return self.and("1 = 0");
        }
        let places: Vec<String> = names
            .iter()
            .map(|name| {
                self.params.push(Param::Text(name));
                format!("${}", self.params.len())
            })
            .collect();
        self.and(&format!("{column} IN ({})", places.join(", ")));
    }
}

fn outline(row: &AnyRow) -> Result<CaseOutline, StoreError> {
    let damaged = |what: &str| StoreError::corrupt(format!("the {what} of a case"));
    let words = |column: &str| -> Result<Option<String>, StoreError> { Ok(row.try_get(column)?) };
    let moment = |column: &str| -> Result<Option<Instant>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Instant::from_micros))
    };
    Ok(CaseOutline {
        id: CaseId(row.try_get("case_id")?),
        reference: CaseReference::parse(&row.try_get::<String, _>("reference")?).ok_or_else(|| damaged("reference"))?,
        customer: row.try_get::<Option<i64>, _>("customer_id")?.map(CustomerId),
        matter: Matter::parse(&row.try_get::<String, _>("matter")?).ok_or_else(|| damaged("matter"))?,
        kind: words("kind")?,
        touchpoint: words("touchpoint")?,
        unit: words("unit")?,
        title: row.try_get("title")?,
        severity: words("severity")?.as_deref().and_then(Severity::parse),
        state: CaseState::parse(&row.try_get::<String, _>("state")?).ok_or_else(|| damaged("state"))?,
        owner: row.try_get::<Option<i64>, _>("owner_id")?.map(UserId),
        cause: words("cause")?,
        problem: row.try_get("problem_id")?,
        received_at: Instant::from_micros(row.try_get("received_at")?),
        acknowledged_at: moment("acknowledged_at")?,
        answered_at: moment("answered_at")?,
        decision: words("decision")?.as_deref().and_then(Decision::parse),
        closed_at: moment("closed_at")?,
        reopened: u32::try_from(row.try_get::<i64, _>("reopened")?).unwrap_or(u32::MAX),
        clocks: from_json(&row.try_get::<String, _>("clocks")?, "the clocks of a case")?,
    })
}

impl Store {
    /// How many of these cases each cause has, by its name; those without one under `None`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases_by_cause(&self, asked: &CasesAsked) -> Result<Vec<(Option<String>, u64)>, StoreError> {
        let condition = Condition::of(asked);
        let sql = format!("SELECT cause, COUNT(*) AS held FROM cases{} GROUP BY cause", condition.sql);
        let query =
            condition.params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
        let rows = query.fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)?.unsigned_abs()))).collect()
    }

    /// These cases by their words, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_words(&self, asked: &CasesAsked, limit: u32) -> Result<Vec<CaseWords>, StoreError> {
        let mut condition = Condition::of(asked);
        condition.params.push(Param::Integer(i64::from(limit)));
        let sql = format!(
            "SELECT case_id, received_at, unit, touchpoint, cause, problem_id, text FROM cases{}
             ORDER BY received_at DESC, case_id DESC LIMIT ${}",
            condition.sql,
            condition.params.len()
        );
        let query =
            condition.params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
        let rows = query.fetch_all(self.state().reader()).await?;
        let words = |row: &AnyRow| -> Result<CaseWords, StoreError> {
            Ok(CaseWords {
                id: CaseId(row.try_get("case_id")?),
                received_at: Instant::from_micros(row.try_get("received_at")?),
                unit: row.try_get("unit")?,
                touchpoint: row.try_get("touchpoint")?,
                cause: row.try_get("cause")?,
                problem: row.try_get("problem_id")?,
                text: row.try_get("text")?,
            })
        };
        rows.iter().map(words).collect()
    }

    /// How many of these cases there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_cases(&self, asked: &CasesAsked) -> Result<u64, StoreError> {
        let condition = Condition::of(asked);
        let sql = format!("SELECT COUNT(*) FROM cases{}", condition.sql);
        let query =
            condition.params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
        Ok(query.fetch_one(self.state().reader()).await?.try_get::<i64, _>(0)?.unsigned_abs())
    }

    /// These cases without their words, the youngest first.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn case_outlines(
        &self,
        asked: &CasesAsked,
        limit: u32,
        skip: u64,
    ) -> Result<Vec<CaseOutline>, StoreError> {
        let mut condition = Condition::of(asked);
        condition.params.push(Param::Integer(i64::from(limit)));
        condition.params.push(Param::Integer(i64::try_from(skip).unwrap_or(i64::MAX)));
        let last = condition.params.len();
        let sql = format!(
            "SELECT {COLUMNS} FROM cases{} ORDER BY received_at DESC, case_id DESC LIMIT ${} OFFSET ${last}",
            condition.sql,
            last - 1
        );
        let query =
            condition.params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
        query.fetch_all(self.state().reader()).await?.iter().map(outline).collect()
    }

    /// The kinds that cases have, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kinds_of_cases(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT kind FROM cases WHERE kind IS NOT NULL ORDER BY kind LIMIT 200";
        Ok(sqlx::query_scalar(sql).fetch_all(self.state().reader()).await?)
    }
}
