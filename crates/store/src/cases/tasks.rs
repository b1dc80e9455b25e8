//! Tasks of cases.

use hamdel_domain::Instant;
use hamdel_domain::cases::task::{CaseTask, TaskId, TaskState};
use hamdel_domain::cases::{CaseClock, CaseId};
use hamdel_domain::people::UserId;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::Store;
use crate::contact::{from_json, to_json};
use crate::error::StoreError;
use crate::rows::Param;

/// Every column but the number.
const COLUMNS: &str =
    "case_id, title, unit, owner_id, state, clock, due_at, next_at, made_at, made_by, changed_at, revision";

/// Keeps a new task; its number is given, whatever `new.id` says.
///
/// # Errors
/// When the database fails.
pub async fn insert_task(connection: &mut AnyConnection, new: &CaseTask) -> Result<TaskId, StoreError> {
    let clock = new.clock.as_ref().map(to_json).transpose()?;
    let sql = format!(
        "INSERT INTO case_tasks ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING task_id"
    );
    let query = sqlx::query(AssertSqlSafe(sql));
    let query = params(new, clock.as_deref()).into_iter().fold(query, |query, param| param.bind_to(query));
    Ok(TaskId(query.fetch_one(connection).await?.try_get(0)?))
}

fn params<'a>(task: &'a CaseTask, clock: Option<&'a str>) -> [Param<'a>; 12] {
    [
        Param::Integer(task.case.0),
        Param::Text(&task.title),
        Param::OptText(task.unit.as_deref()),
        Param::OptInteger(task.owner.map(|owner| owner.0)),
        Param::Text(task.state.as_str()),
        Param::OptText(clock),
        Param::OptInteger(task.due_at().map(Instant::micros)),
        Param::OptInteger(task.next_at().map(Instant::micros)),
        Param::Integer(task.made_at.micros()),
        Param::Text(&task.made_by),
        Param::Integer(task.changed_at.micros()),
        Param::Integer(task.revision),
    ]
}

/// A task, for a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that number.
pub async fn task_to_change(connection: &mut AnyConnection, id: TaskId) -> Result<CaseTask, StoreError> {
    let dialect = crate::Dialect::of(connection);
    let sql = format!("SELECT task_id, {COLUMNS} FROM case_tasks WHERE task_id = $1{}", dialect.for_update());
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id.0).fetch_optional(connection).await?;
    task(&row.ok_or_else(|| StoreError::not_found(format!("the task {id}")))?)
}

/// Writes a task that the same transaction read for changing.
///
/// # Errors
/// When the database fails.
pub async fn put_task(connection: &mut AnyConnection, changed: &CaseTask) -> Result<(), StoreError> {
    let clock = changed.clock.as_ref().map(to_json).transpose()?;
    let sets: Vec<String> =
        COLUMNS.split(", ").enumerate().map(|(place, column)| format!("{column} = ${}", place + 1)).collect();
    let sql = format!("UPDATE case_tasks SET {} WHERE task_id = $13", sets.join(", "));
    let query = sqlx::query(AssertSqlSafe(sql));
    let query = params(changed, clock.as_deref()).into_iter().fold(query, |query, param| param.bind_to(query));
    query.bind(changed.id.0).execute(connection).await?;
    Ok(())
}

/// The units that have an open task of a case.
///
/// # Errors
/// When the database fails.
pub async fn units_at_work(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT DISTINCT unit FROM case_tasks WHERE case_id = $1 AND state = 'open' AND unit IS NOT NULL";
    Ok(sqlx::query_scalar(sql).bind(case.0).fetch_all(connection).await?)
}

impl Store {
    /// [`units_at_work`], as a read of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units_at_work(&self, case: CaseId) -> Result<Vec<String>, StoreError> {
        units_at_work(&mut *self.state().reader().acquire().await?, case).await
    }

    /// The tasks of a case, those that are open first, each part in the order they were made.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn case_tasks(&self, case: CaseId) -> Result<Vec<CaseTask>, StoreError> {
        let sql = format!(
            "SELECT task_id, {COLUMNS} FROM case_tasks WHERE case_id = $1
             ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, task_id"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(case.0);
        query.fetch_all(self.state().reader()).await?.iter().map(task).collect()
    }

    /// One task.
    ///
    /// # Errors
    /// When the database fails, or it cannot be read back.
    pub async fn case_task(&self, id: TaskId) -> Result<Option<CaseTask>, StoreError> {
        let sql = format!("SELECT task_id, {COLUMNS} FROM case_tasks WHERE task_id = $1");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(id.0);
        query.fetch_optional(self.state().reader()).await?.as_ref().map(task).transpose()
    }

    /// The open tasks of somebody, what is due first on top.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn open_tasks_of(&self, owner: UserId, limit: u32) -> Result<Vec<CaseTask>, StoreError> {
        let sql = format!(
            "SELECT task_id, {COLUMNS} FROM case_tasks WHERE owner_id = $1 AND state = 'open'
             ORDER BY CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, task_id LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(owner.0).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(task).collect()
    }

    /// The open tasks of a unit that nobody in particular has, what is due first on top.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn open_tasks_of_unit(&self, unit: &str, limit: u32) -> Result<Vec<CaseTask>, StoreError> {
        let sql = format!(
            "SELECT task_id, {COLUMNS} FROM case_tasks WHERE unit = $1 AND owner_id IS NULL AND state = 'open'
             ORDER BY CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, task_id LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(unit.to_owned()).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(task).collect()
    }
}

/// The task of a row: its number, and [`COLUMNS`] after it.
fn task(row: &AnyRow) -> Result<CaseTask, StoreError> {
    let clock: Option<String> = row.try_get("clock")?;
    let clock: Option<CaseClock> = clock.map(|text| from_json(&text, "the clock of a task")).transpose()?;
    let state: String = row.try_get("state")?;
    Ok(CaseTask {
        id: TaskId(row.try_get("task_id")?),
        case: CaseId(row.try_get("case_id")?),
        title: row.try_get("title")?,
        unit: row.try_get("unit")?,
        owner: row.try_get::<Option<i64>, _>("owner_id")?.map(UserId),
        state: TaskState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of a task"))?,
        clock,
        made_at: Instant::from_micros(row.try_get("made_at")?),
        made_by: row.try_get("made_by")?,
        changed_at: Instant::from_micros(row.try_get("changed_at")?),
        revision: row.try_get("revision")?,
    })
}
