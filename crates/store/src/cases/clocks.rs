//! Clocks of cases and tasks whose time has come, and clocks to be reckoned anew.

use hamdel_domain::Instant;
use hamdel_domain::cases::task::TaskId;
use hamdel_domain::cases::{Case, CaseClock, CaseId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::row::{COLUMNS, case};
use crate::Store;
use crate::contact::{from_json, to_json};
use crate::error::StoreError;
use crate::rows::Param;

/// Cases whose clocks have something to do before a moment, the longest due first, for a transaction that lets them;
/// no two transactions get the same.
///
/// # Errors
/// When the database fails, or one cannot be read back.
pub async fn cases_to_step(connection: &mut AnyConnection, now: Instant, limit: u32) -> Result<Vec<Case>, StoreError> {
    let skip = crate::Dialect::of(connection).skip_locked();
    let sql =
        format!("SELECT case_id, {COLUMNS} FROM cases WHERE next_at < $1 ORDER BY next_at, case_id LIMIT $2{skip}");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(now.micros()).bind(i64::from(limit));
    query.fetch_all(connection).await?.iter().map(case).collect()
}

/// Writes the clocks of a case that the same transaction read for changing, and nothing else: whoever has the case
/// open does not lose what they write because a clock warned.
///
/// # Errors
/// When the database fails.
pub async fn put_clocks(connection: &mut AnyConnection, changed: &Case) -> Result<(), StoreError> {
    let clocks = to_json(&changed.clocks)?;
    let sql = "UPDATE cases SET clocks = $2, due_at = $3, next_at = $4, breached = $5 WHERE case_id = $1";
    let params = [
        Param::Integer(changed.id.0),
        Param::Text(&clocks),
        Param::OptInteger(changed.due_at().map(Instant::micros)),
        Param::OptInteger(changed.next_at().map(Instant::micros)),
        Param::Integer(i64::from(changed.is_breached())),
    ];
    params.into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query)).execute(connection).await?;
    Ok(())
}

/// The clocks of an open case, with what the rules of the policy look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningClocks {
    /// The case.
    pub case: CaseId,
    /// Complaint, request or recovery, by name.
    pub matter: String,
    /// How severe it is, by name.
    pub severity: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// Its clocks.
    pub clocks: Vec<CaseClock>,
    /// The clocks as they were kept.
    kept: String,
}

fn running(row: &AnyRow) -> Result<RunningClocks, StoreError> {
    let kept: String = row.try_get(4)?;
    Ok(RunningClocks {
        case: CaseId(row.try_get(0)?),
        matter: row.try_get(1)?,
        severity: row.try_get(2)?,
        unit: row.try_get(3)?,
        clocks: from_json(&kept, "the clocks of a case")?,
        kept,
    })
}

impl Store {
    /// Whether a clock of a case or task has something to do before a moment: a read, so that who looks often never
    /// holds up those who write.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_clock_due(&self, now: Instant) -> Result<bool, StoreError> {
        for table in ["cases", "case_tasks"] {
            let sql = format!("SELECT 1 FROM {table} WHERE next_at < $1 LIMIT 1");
            let found = sqlx::query(AssertSqlSafe(sql)).bind(now.micros());
            if found.fetch_optional(self.state().reader()).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Clocks of open cases after a number, through another one.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn running_clocks(
        &self,
        after: CaseId,
        through: CaseId,
        limit: u32,
    ) -> Result<Vec<RunningClocks>, StoreError> {
        let sql = "SELECT case_id, matter, severity, unit, clocks FROM cases
             WHERE closed_at IS NULL AND case_id > $1 AND case_id <= $2 ORDER BY case_id LIMIT $3";
        let query = sqlx::query(sql).bind(after.0).bind(through.0).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(running).collect()
    }

    /// Writes clocks that were reckoned anew, in one transaction; what somebody changed since it was read stays as
    /// they left it. Gives how many were written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_running_clocks(&self, changed: &[RunningClocks]) -> Result<u64, StoreError> {
        let mut tx = self.state().begin().await?;
        let mut written = 0;
        let sql = "UPDATE cases SET clocks = $3, due_at = $4, next_at = $5 WHERE case_id = $1 AND clocks = $2";
        for one in changed {
            let clocks = to_json(&one.clocks)?;
            let open = one.clocks.iter().filter(|clock| clock.state.is_open());
            let due = open.clone().filter_map(|clock| clock.state.due_at()).min();
            let next = open.filter_map(|clock| clock.state.next_at()).min();
            let params = [
                Param::Integer(one.case.0),
                Param::Text(&one.kept),
                Param::Text(&clocks),
                Param::OptInteger(due.map(Instant::micros)),
                Param::OptInteger(next.map(Instant::micros)),
            ];
            let query = params.into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query));
            written += query.execute(&mut *tx).await?.rows_affected();
        }
        tx.commit().await?;
        Ok(written)
    }

    /// Tasks whose clocks have something to do before a moment, the longest due first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tasks_to_step(&self, now: Instant, limit: u32) -> Result<Vec<TaskId>, StoreError> {
        let sql = "SELECT task_id FROM case_tasks WHERE next_at < $1 ORDER BY next_at, task_id LIMIT $2";
        let query = sqlx::query_scalar(sql).bind(now.micros()).bind(i64::from(limit));
        let ids: Vec<i64> = query.fetch_all(self.state().reader()).await?;
        Ok(ids.into_iter().map(TaskId).collect())
    }

    /// The numbers of open tasks that have a clock, after that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running_tasks(&self, after: TaskId, limit: u32) -> Result<Vec<TaskId>, StoreError> {
        let sql = "SELECT task_id FROM case_tasks
             WHERE state = 'open' AND clock IS NOT NULL AND task_id > $1 ORDER BY task_id LIMIT $2";
        let query = sqlx::query_scalar(sql).bind(after.0).bind(i64::from(limit));
        let ids: Vec<i64> = query.fetch_all(self.state().reader()).await?;
        Ok(ids.into_iter().map(TaskId).collect())
    }
}
