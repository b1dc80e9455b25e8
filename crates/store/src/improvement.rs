//! Problems that cases hang on, and actions against causes.

use hamdel_domain::Instant;
use hamdel_domain::improvement::{Action, ActionKind, ActionState, Problem, ProblemState};
use hamdel_domain::people::UserId;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::Store;
use crate::contact::{from_json, to_json};
use crate::error::StoreError;
use crate::rows::Param;

const PROBLEM: &str = "title, cause, unit, whys, state, owner_id, made_at, made_by, solved_at, changed_at, revision";
const ACTION: &str =
    "problem_id, cause, kind, title, unit, owner_id, state, due_at, done_at, made_at, made_by, changed_at, revision";

/// Keeps a new problem; gives its number.
///
/// # Errors
/// When the database fails.
pub async fn insert_problem(connection: &mut AnyConnection, new: &Problem, by: &str) -> Result<i64, StoreError> {
    let whys = to_json(&new.whys)?;
    insert(connection, "problems", "problem_id", PROBLEM, problem_params(new, &whys, by, new.made_at).to_vec()).await
}

/// Writes a problem that was read at the revision before its own.
///
/// # Errors
/// [`StoreError::Conflict`] when it has changed since.
pub async fn put_problem(connection: &mut AnyConnection, changed: &Problem, at: Instant) -> Result<(), StoreError> {
    let whys = to_json(&changed.whys)?;
    let params = problem_params(changed, &whys, "", at).to_vec();
    put(connection, ("problems", "problem_id", changed.id, changed.revision), PROBLEM, params).await
}

/// Keeps a new action; gives its number.
///
/// # Errors
/// When the database fails.
pub async fn insert_action(connection: &mut AnyConnection, new: &Action, by: &str) -> Result<i64, StoreError> {
    insert(connection, "case_actions", "action_id", ACTION, action_params(new, by, new.made_at).to_vec()).await
}

/// Writes an action that was read at the revision before its own.
///
/// # Errors
/// [`StoreError::Conflict`] when it has changed since.
pub async fn put_action(connection: &mut AnyConnection, changed: &Action, at: Instant) -> Result<(), StoreError> {
    let params = action_params(changed, "", at).to_vec();
    put(connection, ("case_actions", "action_id", changed.id, changed.revision), ACTION, params).await
}

async fn insert(
    connection: &mut AnyConnection,
    table: &str,
    key: &str,
    columns: &str,
    params: Vec<Param<'_>>,
) -> Result<i64, StoreError> {
    let places: Vec<String> = (1..=params.len()).map(|place| format!("${place}")).collect();
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({}) RETURNING {key}", places.join(", "));
    let query = params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
    Ok(query.fetch_one(connection).await?.try_get(0)?)
}

/// Everything but who made it is written anew.
async fn put(
    connection: &mut AnyConnection,
    (table, key, id, revision): (&str, &str, i64, i64),
    columns: &str,
    params: Vec<Param<'_>>,
) -> Result<(), StoreError> {
    let (mut sets, mut bound) = (Vec::new(), Vec::new());
    for (column, param) in columns.split(", ").zip(params).filter(|(column, _)| *column != "made_by") {
        bound.push(param);
        sets.push(format!("{column} = ${}", bound.len()));
    }
    let last = bound.len() + 2;
    let sets = sets.join(", ");
    let sql = format!("UPDATE {table} SET {sets} WHERE {key} = ${} AND revision = ${last}", last - 1);
    let query = bound.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
    let written = query.bind(id).bind(revision - 1).execute(connection).await?.rows_affected();
    if written == 0 { Err(StoreError::conflict(format!("{table} {id}"))) } else { Ok(()) }
}

fn problem_params<'a>(held: &'a Problem, whys: &'a str, by: &'a str, at: Instant) -> [Param<'a>; 11] {
    [
        Param::Text(&held.title),
        Param::OptText(held.cause.as_deref()),
        Param::OptText(held.unit.as_deref()),
        Param::Text(whys),
        Param::Text(held.state.as_str()),
        Param::OptInteger(held.owner.map(|owner| owner.0)),
        Param::Integer(held.made_at.micros()),
        Param::Text(by),
        Param::OptInteger(held.solved_at.map(Instant::micros)),
        Param::Integer(at.micros()),
        Param::Integer(held.revision),
    ]
}

fn action_params<'a>(held: &'a Action, by: &'a str, at: Instant) -> [Param<'a>; 13] {
    [
        Param::OptInteger(held.problem),
        Param::OptText(held.cause.as_deref()),
        Param::Text(held.kind.as_str()),
        Param::Text(&held.title),
        Param::OptText(held.unit.as_deref()),
        Param::OptInteger(held.owner.map(|owner| owner.0)),
        Param::Text(held.state.as_str()),
        Param::OptInteger(held.due_at.map(Instant::micros)),
        Param::OptInteger(held.done_at.map(Instant::micros)),
        Param::Integer(held.made_at.micros()),
        Param::Text(by),
        Param::Integer(at.micros()),
        Param::Integer(held.revision),
    ]
}

fn moment(row: &AnyRow, column: &str) -> Result<Option<Instant>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Instant::from_micros))
}

fn owner(row: &AnyRow) -> Result<Option<UserId>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>("owner_id")?.map(UserId))
}

fn problem(row: &AnyRow) -> Result<Problem, StoreError> {
    let state: String = row.try_get("state")?;
    Ok(Problem {
        id: row.try_get("problem_id")?,
        title: row.try_get("title")?,
        cause: row.try_get("cause")?,
        unit: row.try_get("unit")?,
        whys: from_json(&row.try_get::<String, _>("whys")?, "the whys of a problem")?,
        state: ProblemState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of a problem"))?,
        owner: owner(row)?,
        made_at: Instant::from_micros(row.try_get("made_at")?),
        solved_at: moment(row, "solved_at")?,
        revision: row.try_get("revision")?,
    })
}

fn action(row: &AnyRow) -> Result<Action, StoreError> {
    let (kind, state): (String, String) = (row.try_get("kind")?, row.try_get("state")?);
    Ok(Action {
        id: row.try_get("action_id")?,
        problem: row.try_get("problem_id")?,
        cause: row.try_get("cause")?,
        kind: ActionKind::parse(&kind).ok_or_else(|| StoreError::corrupt("the kind of an action"))?,
        title: row.try_get("title")?,
        unit: row.try_get("unit")?,
        owner: owner(row)?,
        state: ActionState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of an action"))?,
        due_at: moment(row, "due_at")?,
        done_at: moment(row, "done_at")?,
        made_at: Instant::from_micros(row.try_get("made_at")?),
        revision: row.try_get("revision")?,
    })
}

impl Store {
    /// Problems, the open ones first and the youngest of them before others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn problems(&self, limit: u32) -> Result<Vec<Problem>, StoreError> {
        let sql = format!(
            "SELECT problem_id, {PROBLEM} FROM problems
             ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, changed_at DESC, problem_id DESC LIMIT $1"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(problem).collect()
    }

    /// The problem of a number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn problem(&self, id: i64) -> Result<Option<Problem>, StoreError> {
        let sql = format!("SELECT problem_id, {PROBLEM} FROM problems WHERE problem_id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(problem).transpose()
    }

    /// Actions, the open ones first, those due soonest before others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn improvement_actions(&self, limit: u32) -> Result<Vec<Action>, StoreError> {
        let sql = format!(
            "SELECT action_id, {ACTION} FROM case_actions
             ORDER BY CASE WHEN state IN ('planned', 'doing') THEN 0 ELSE 1 END,
                      CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, changed_at DESC, action_id DESC LIMIT $1"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(action).collect()
    }

    /// The action of a number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn improvement_action(&self, id: i64) -> Result<Option<Action>, StoreError> {
        let sql = format!("SELECT action_id, {ACTION} FROM case_actions WHERE action_id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(action).transpose()
    }
}

/// Whether there is a problem of that number, in a transaction.
///
/// # Errors
/// When the database fails.
pub async fn problem_is_there(connection: &mut AnyConnection, id: i64) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM problems WHERE problem_id = $1";
    let count: i64 = sqlx::query_scalar(sql).bind(id).fetch_one(connection).await?;
    Ok(count > 0)
}
