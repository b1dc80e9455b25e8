//! Cases in brief, for lists: the open ones to be held in memory, the closed ones by their end, and which changed.

use std::collections::BTreeSet;

use hamdel_domain::cases::{CaseClock, CaseId, CaseState, Matter, Severity};
use hamdel_domain::people::UserId;
use hamdel_domain::{Channel, CustomerId, Instant};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::Store;
use crate::contact::from_json;
use crate::error::StoreError;
use crate::rows::{Param, select_in};

/// What a list shows of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Its number.
    pub id: CaseId,
    /// The sixteen digits its customer holds.
    pub reference: String,
    /// Whose it is, as it was written.
    pub customer: Option<CustomerId>,
    /// How the customer is called, where they said so.
    pub name: Option<String>,
    /// Complaint, request or recovery.
    pub matter: Matter,
    /// Its kind, by name.
    pub kind: Option<String>,
    /// Its touchpoint, by name.
    pub touchpoint: Option<String>,
    /// Its unit, by name.
    pub unit: Option<String>,
    /// How severe it is.
    pub severity: Option<Severity>,
    /// 3 for what comes first, 0 for what can wait.
    pub priority: i64,
    /// In a few words.
    pub title: String,
    /// How it reached the company.
    pub channel: Channel,
    /// Where it stands.
    pub state: CaseState,
    /// Who has it.
    pub owner: Option<UserId>,
    /// When it reached the company.
    pub received_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Since when the customer is waited for.
    pub waiting_since: Option<Instant>,
    /// How often it was changed.
    pub revision: i64,
    /// What its clocks say; of one that is closed only whether one ran out.
    pub open: OpenFacts,
}

/// What the clocks of a case say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenFacts {
    /// When the first of its running clocks runs out, or ran out.
    pub due_at: Option<Instant>,
    /// From when on it is at risk: the first warning of a running clock, or its end where it never warns.
    pub risk_at: Option<Instant>,
    /// Whether one of its clocks ran out, the ended ones included.
    pub breached: bool,
}

/// Where a page of closed cases goes on: those that were closed before, or at the same moment with a smaller number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedKey {
    /// When the last one was closed.
    pub closed_at: Instant,
    /// Its number.
    pub id: CaseId,
}

/// Which closed cases are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedQuestion {
    /// Of these units; all where none are named.
    pub units: Option<BTreeSet<String>>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this severity.
    pub severity: Option<Severity>,
    /// Of this owner; `Some(None)` for nobody's.
    pub owner: Option<Option<UserId>>,
    /// That came this way.
    pub channel: Option<Channel>,
}

impl ClosedQuestion {
    /// Whether anything but the unit is asked for.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.kind.is_some() || self.severity.is_some() || self.owner.is_some() || self.channel.is_some()
    }
}

/// The columns of [`Brief`].
const COLUMNS: &str = "case_id, reference, customer_id, contact, matter, kind, touchpoint, unit, severity, priority, title, channel, state, owner_id, received_at, changed_at, closed_at, waiting_since, revision, clocks, due_at, breached";

fn brief(row: &AnyRow) -> Result<Brief, StoreError> {
    let moment = |column: &str| -> Result<Option<Instant>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Instant::from_micros))
    };
    let damaged = |what: &str| StoreError::corrupt(format!("the {what} of a case"));
    let closed_at = moment("closed_at")?;
    let risk_at = match closed_at {
        Some(_) => None,
        None => risk_of(&from_json::<Vec<CaseClock>>(&row.try_get::<String, _>("clocks")?, "the clocks of a case")?),
    };
    let contact: hamdel_domain::cases::Contact =
        from_json(&row.try_get::<String, _>("contact")?, "the contact of a case")?;
    Ok(Brief {
        id: CaseId(row.try_get("case_id")?),
        reference: row.try_get("reference")?,
        customer: row.try_get::<Option<i64>, _>("customer_id")?.map(CustomerId),
        name: contact.name,
        matter: Matter::parse(&row.try_get::<String, _>("matter")?).ok_or_else(|| damaged("matter"))?,
        kind: row.try_get("kind")?,
        touchpoint: row.try_get("touchpoint")?,
        unit: row.try_get("unit")?,
        severity: row.try_get::<Option<String>, _>("severity")?.as_deref().and_then(Severity::parse),
        priority: row.try_get("priority")?,
        title: row.try_get("title")?,
        channel: Channel::parse(&row.try_get::<String, _>("channel")?).ok_or_else(|| damaged("channel"))?,
        state: CaseState::parse(&row.try_get::<String, _>("state")?).ok_or_else(|| damaged("state"))?,
        owner: row.try_get::<Option<i64>, _>("owner_id")?.map(UserId),
        received_at: Instant::from_micros(row.try_get("received_at")?),
        changed_at: Instant::from_micros(row.try_get("changed_at")?),
        closed_at,
        waiting_since: moment("waiting_since")?,
        revision: row.try_get("revision")?,
        open: OpenFacts { due_at: moment("due_at")?, risk_at, breached: row.try_get::<i64, _>("breached")? == 1 },
    })
}

/// From when on the clocks of a case say that it is at risk. A clock that stands is none.
fn risk_of(clocks: &[CaseClock]) -> Option<Instant> {
    let of = |clock: &CaseClock| {
        let state = &clock.state;
        if state.has_warned() { Some(state.started_at()) } else { state.next_at().or(state.due_at()) }
    };
    clocks.iter().filter(|clock| clock.state.is_open() && clock.state.due_at().is_some()).filter_map(of).min()
}

impl Store {
    /// Open cases in brief, from that number on.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn open_cases(&self, after: CaseId, limit: u32) -> Result<Vec<Brief>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM cases WHERE closed_at IS NULL AND case_id > $1 ORDER BY case_id LIMIT $2");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(after.0).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(brief).collect()
    }

    /// Cases in brief, by their numbers; one that is not there is not among them.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn cases_in_brief(&self, ids: &[CaseId]) -> Result<Vec<Brief>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<[Param<'_>; 1]> = ids.iter().map(|id| [Param::Integer(id.0)]).collect();
        let mut connection = self.state().reader().acquire().await?;
        let head = format!("SELECT {COLUMNS} FROM cases WHERE case_id IN");
        let mut found =
            select_in(&mut connection, &head, &keys, "").await?.iter().map(brief).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|brief| brief.id);
        found.dedup_by_key(|brief| brief.id);
        Ok(found)
    }

    /// Which cases changed after a change, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_changes(&self, after: i64, limit: u32) -> Result<Vec<(i64, CaseId)>, StoreError> {
        let sql = "SELECT change_id, case_id FROM case_changes WHERE change_id > $1 ORDER BY change_id LIMIT $2";
        let rows: Vec<(i64, i64)> =
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(self.state().reader()).await?;
        Ok(rows.into_iter().map(|(change, case)| (change, CaseId(case))).collect())
    }

    /// The oldest change that is kept and the newest; zeros where none is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_changes_kept(&self) -> Result<(i64, i64), StoreError> {
        let sql = "SELECT COALESCE((SELECT MIN(change_id) FROM case_changes), 0),
                COALESCE((SELECT MAX(change_id) FROM case_changes), 0)";
        Ok(sqlx::query_as(sql).fetch_one(self.state().reader()).await?)
    }

    /// Forgets the changes before one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_case_changes(&self, before: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM case_changes WHERE change_id < $1")
            .bind(before)
            .execute(self.state().writer())
            .await?;
        Ok(())
    }

    /// The cases that somebody works along on or was mentioned in, as far as they are open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_cases_beside(&self, user: UserId) -> Result<Vec<CaseId>, StoreError> {
        let sql = "SELECT p.case_id FROM case_people p JOIN cases c ON c.case_id = p.case_id
             WHERE p.user_id = $1 AND c.closed_at IS NULL";
        let ids: Vec<i64> = sqlx::query_scalar(sql).bind(user.0).fetch_all(self.state().reader()).await?;
        Ok(ids.into_iter().map(CaseId).collect())
    }

    /// Closed cases, the last closed first, after a place. Where more than the unit is asked for, the newest `among`
    /// of each unit (or of all) are looked at, so that a rare answer does not walk through years.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn closed_cases(
        &self,
        question: &ClosedQuestion,
        after: Option<ClosedKey>,
        limit: u32,
        among: u32,
    ) -> Result<Vec<Brief>, StoreError> {
        let mut keys: Vec<(i64, i64)> = Vec::new();
        for unit in units_of(question) {
            let mut asked = Asked::default();
            let from = asked.closed(self.state().dialect(), question, unit, among);
            // Without a place everything is after it.
            let (at, id) = after.map_or((i64::MAX, i64::MAX), |key| (key.closed_at.micros(), key.id.0));
            let (at, id) = (asked.place(Param::Integer(at)), asked.place(Param::Integer(id)));
            let filters = asked.filters(question);
            let limit = asked.place(Param::Integer(i64::from(limit)));
            let sql = format!(
                "SELECT closed_at, case_id FROM {from} AND (closed_at, case_id) < ({at}, {id}){filters}
                 ORDER BY closed_at DESC, case_id DESC LIMIT {limit}"
            );
            for row in asked.query(sql).fetch_all(self.state().reader()).await? {
                keys.push((row.try_get(0)?, row.try_get(1)?));
            }
        }
        keys.sort_unstable_by(|one, other| other.cmp(one));
        keys.truncate(limit as usize);
        let ids: Vec<CaseId> = keys.iter().map(|(_, id)| CaseId(*id)).collect();
        let mut found = self.cases_in_brief(&ids).await?;
        found.sort_by_key(|brief| std::cmp::Reverse((brief.closed_at, brief.id)));
        Ok(found)
    }

    /// How many closed cases there are, up to `most`, and how many of these stand up to a place, itself included; none
    /// without one. One walk answers both.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn closed_cases_count(
        &self,
        question: &ClosedQuestion,
        up_to: Option<ClosedKey>,
        most: u32,
        among: u32,
    ) -> Result<(u64, u64), StoreError> {
        let (mut count, mut before) = (0, 0);
        for unit in units_of(question) {
            let mut asked = Asked::default();
            // Without a place nothing is before it.
            let (at, id) = up_to.map_or((i64::MAX, i64::MAX), |key| (key.closed_at.micros(), key.id.0));
            let (at, id) = (asked.place(Param::Integer(at)), asked.place(Param::Integer(id)));
            let from = asked.closed(self.state().dialect(), question, unit, among);
            let filters = asked.filters(question);
            let most = asked.place(Param::Integer(i64::from(most)));
            let sql = format!(
                "SELECT COUNT(*), COUNT(CASE WHEN (closed_at, case_id) >= ({at}, {id}) THEN 1 END)
                 FROM (SELECT closed_at, case_id FROM {from}{filters}
                 ORDER BY closed_at DESC, case_id DESC LIMIT {most}) counted"
            );
            let counted = asked.query(sql).fetch_one(self.state().reader()).await?;
            count += counted.try_get::<i64, _>(0)?.unsigned_abs();
            before += counted.try_get::<i64, _>(1)?.unsigned_abs();
        }
        Ok((count.min(u64::from(most)), before.min(u64::from(most))))
    }
}

/// A query that is put together, with what is bound to it.
#[derive(Default)]
struct Asked<'a> {
    params: Vec<Param<'a>>,
}

impl<'a> Asked<'a> {
    /// The place of a further value.
    fn place(&mut self, param: Param<'a>) -> String {
        self.params.push(param);
        format!("${}", self.params.len())
    }

    /// Closed cases of a unit or of all, ending in a condition to go on from.
    fn closed(
        &mut self,
        dialect: crate::Dialect,
        question: &ClosedQuestion,
        unit: Option<&'a str>,
        among: u32,
    ) -> String {
        let (index, of_unit) = match unit {
            Some(unit) => ("cases_closed_by_unit", format!(" AND unit = {}", self.place(Param::Text(unit)))),
            None => ("cases_closed", String::new()),
        };
        let held = format!("cases{} WHERE closed_at IS NOT NULL{of_unit}", dialect.indexed_by(index));
        if !question.narrows() {
            return held;
        }
        let among = self.place(Param::Integer(i64::from(among)));
        format!(
            "(SELECT closed_at, case_id, owner_id, kind, severity, channel FROM {held}
              ORDER BY closed_at DESC, case_id DESC LIMIT {among}) newest WHERE 1 = 1"
        )
    }

    /// What else is asked for.
    fn filters(&mut self, question: &'a ClosedQuestion) -> String {
        let mut filters = String::new();
        let mut is = |column: &str, param: Param<'a>| {
            let place = self.place(param);
            filters.push_str(&format!(" AND {column} = {place}"));
        };
        if let Some(kind) = &question.kind {
            is("kind", Param::Text(kind));
        }
        if let Some(severity) = question.severity {
            is("severity", Param::Text(severity.as_str()));
        }
        if let Some(channel) = question.channel {
            is("channel", Param::Text(channel.as_str()));
        }
        match question.owner {
            Some(Some(owner)) => is("owner_id", Param::Integer(owner.0)),
            Some(None) => filters.push_str(" AND owner_id IS NULL"),
            None => {}
        }
        filters
    }

    fn query<'q>(self, sql: String) -> sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments> {
        self.params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query))
    }
}

/// The units to ask of, one after the other; once without one where all are wanted.
fn units_of(question: &ClosedQuestion) -> Vec<Option<&str>> {
    match &question.units {
        Some(units) => units.iter().map(|unit| Some(unit.as_str())).collect(),
        None => vec![None],
    }
}
