//! Cases as they stand, and everything that happened with them.
//!
//! Write path: [`case_to_change`] reads a case inside a transaction, `domain` does something with it, [`put_case`] writes
//! it under the revision that was read, and [`add_event`] keeps what was done; all of it, the audit entry and the
//! jobs that follow are one transaction. Lists read columns of their own; the rest of a case is JSON.

mod attachments;
mod bulk;
mod clocks;
mod inbox;
mod kinds;
mod outlines;
mod past;
mod row;
mod tasks;

pub use clocks::{RunningClocks, cases_to_step, put_clocks};
pub use tasks::{insert_task, put_task, task_to_change, units_at_work};

use std::collections::BTreeSet;

use hamdel_domain::cases::{Case, CaseId, CaseReference};
use hamdel_domain::people::UserId;
use hamdel_domain::{CustomerId, Instant};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::Store;
use crate::customers::keep_customer_units;
use crate::error::{StoreError, name_clash};
use crate::rows::{Param, insert_many};
pub use attachments::{Attachment, add_attachment, count_attachments, newest_event};
pub use bulk::{BulkBefore, KeptBulk, keep_bulk, mark_undone};
pub use inbox::{Brief, ClosedKey, ClosedQuestion, OpenFacts};
pub use kinds::put_case_kind;
pub use outlines::{CaseOutline, CaseWords, CasesAsked, CauseAsked};
pub use past::{PastCase, case_origins, delete_case};
use row::{COLUMNS, Kept, case};

/// Something that happened with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// Its number; greater is later.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who, as in the audit log: `user:7`, `customer`, `clock`.
    pub actor: String,
    /// Who, by name; empty where a name says nothing.
    pub by: String,
    /// What: a name of an action (`answered`), `received`, or what clocks and tasks did.
    pub did: String,
    /// Whether the customer sees it.
    pub visible: bool,
    /// The words of it.
    pub text: String,
    /// What else there is to it, as JSON text.
    pub detail: String,
}

/// An event to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// Of which case.
    pub case: CaseId,
    /// When.
    pub at: Instant,
    /// Who, as in the audit log.
    pub actor: &'a str,
    /// Who, by name.
    pub by: &'a str,
    /// What.
    pub did: &'a str,
    /// Whether the customer sees it.
    pub visible: bool,
    /// The words of it.
    pub text: &'a str,
    /// What else there is to it, as JSON text.
    pub detail: &'a str,
}

/// Keeps a new case; its number is given, whatever `new.id` says.
///
/// # Errors
/// [`StoreError::Conflict`] when there is a case of that origin or reference.
pub async fn insert_case(connection: &mut AnyConnection, new: &Case) -> Result<CaseId, StoreError> {
    let kept = Kept::of(new)?;
    let params = kept.params(new);
    let places: Vec<String> = (1..=params.len()).map(|place| format!("${place}")).collect();
    let sql = format!("INSERT INTO cases ({COLUMNS}) VALUES ({}) RETURNING case_id", places.join(", "));
    let query = params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
    let row = query
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| name_clash(error, || new.origin.clone().unwrap_or_else(|| "the reference".to_owned())))?;
    meet(connection, new).await?;
    Ok(CaseId(row.try_get(0)?))
}

/// Keeps many new cases at once, without what an action brings along: for measurements and for moving data.
///
/// # Errors
/// [`StoreError::Conflict`] when there is a case of one of their origins or references.
pub async fn insert_cases(connection: &mut AnyConnection, new: &[Case]) -> Result<u64, StoreError> {
    let kept = new.iter().map(Kept::of).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<_> = new.iter().zip(&kept).map(|(case, kept)| kept.params(case)).collect();
    insert_many(connection, &format!("INSERT INTO cases ({COLUMNS})"), &rows, "").await
}

/// A case, for a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that number.
pub async fn case_to_change(connection: &mut AnyConnection, id: CaseId) -> Result<Case, StoreError> {
    let dialect = crate::Dialect::of(connection);
    let sql = format!("SELECT case_id, {COLUMNS} FROM cases WHERE case_id = $1{}", dialect.for_update());
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id.0).fetch_optional(connection).await?;
    case(&row.ok_or_else(|| StoreError::not_found(format!("the case {id}")))?)
}

/// Writes a case that was read at the revision before its own.
///
/// # Errors
/// [`StoreError::Conflict`] when it has changed since.
pub async fn put_case(connection: &mut AnyConnection, changed: &Case) -> Result<(), StoreError> {
    let kept = Kept::of(changed)?;
    let params = kept.params(changed);
    let sets: Vec<String> =
        COLUMNS.split(", ").enumerate().map(|(place, column)| format!("{column} = ${}", place + 1)).collect();
    let (id, revision) = (params.len() + 1, params.len() + 2);
    let sql = format!("UPDATE cases SET {} WHERE case_id = ${id} AND revision = ${revision}", sets.join(", "));
    let query = params.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, param| param.bind_to(query));
    let written = query.bind(changed.id.0).bind(changed.revision - 1).execute(&mut *connection).await?.rows_affected();
    if written == 0 {
        return Err(StoreError::conflict(format!("the case {}", changed.id)));
    }
    meet(connection, changed).await
}

/// The unit that has a customer's case has met the customer, before an interaction says so.
async fn meet(connection: &mut AnyConnection, case: &Case) -> Result<(), StoreError> {
    let Some((customer, unit)) = case.customer.zip(case.facts.unit.clone()) else { return Ok(()) };
    keep_customer_units(connection, &BTreeSet::from([(customer, unit)])).await
}

/// Keeps something that happened; gives its number.
///
/// # Errors
/// When the database fails.
pub async fn add_event(connection: &mut AnyConnection, new: NewEvent<'_>) -> Result<i64, StoreError> {
    let sql = "INSERT INTO case_events (case_id, at, actor, by_name, did, visible, text, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING event_id";
    let params = [
        Param::Integer(new.case.0),
        Param::Integer(new.at.micros()),
        Param::Text(new.actor),
        Param::Text(new.by),
        Param::Text(new.did),
        Param::Integer(i64::from(new.visible)),
        Param::Text(new.text),
        Param::Text(new.detail),
    ];
    let query = params.into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query));
    Ok(query.fetch_one(connection).await?.try_get(0)?)
}

/// Says whose a case is that was taken down from somebody not known yet. `false` when it is somebody's already.
///
/// # Errors
/// When the database fails.
pub async fn give_customer(
    connection: &mut AnyConnection,
    id: CaseId,
    customer: CustomerId,
) -> Result<bool, StoreError> {
    let sql = "UPDATE cases SET customer_id = $2 WHERE case_id = $1 AND customer_id IS NULL";
    Ok(sqlx::query(sql).bind(id.0).bind(customer.0).execute(connection).await?.rows_affected() == 1)
}

/// How many tasks of a case are open.
///
/// # Errors
/// When the database fails.
pub async fn open_tasks(connection: &mut AnyConnection, id: CaseId) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM case_tasks WHERE case_id = $1 AND state = 'open'";
    let count: i64 = sqlx::query_scalar(sql).bind(id.0).fetch_one(connection).await?;
    Ok(count.unsigned_abs())
}

/// Puts people beside the owner of a case; who is there already stays as they are.
///
/// # Errors
/// When the database fails.
pub async fn put_case_people(
    connection: &mut AnyConnection,
    id: CaseId,
    people: &[UserId],
    part: &str,
) -> Result<(), StoreError> {
    for user in people {
        sqlx::query("INSERT INTO case_people (case_id, user_id, part) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(id.0)
            .bind(user.0)
            .bind(part.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Whether somebody works along on a case or was mentioned in it.
///
/// # Errors
/// When the database fails.
pub async fn is_beside(connection: &mut AnyConnection, id: CaseId, user: UserId) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM case_people WHERE case_id = $1 AND user_id = $2";
    let count: i64 = sqlx::query_scalar(sql).bind(id.0).bind(user.0).fetch_one(connection).await?;
    Ok(count > 0)
}

fn event(row: &AnyRow) -> Result<CaseEvent, StoreError> {
    Ok(CaseEvent {
        id: row.try_get("event_id")?,
        at: Instant::from_micros(row.try_get("at")?),
        actor: row.try_get("actor")?,
        by: row.try_get("by_name")?,
        did: row.try_get("did")?,
        visible: row.try_get::<i64, _>("visible")? == 1,
        text: row.try_get("text")?,
        detail: row.try_get("detail")?,
    })
}

impl Store {
    /// Whether somebody works along on a case, or was mentioned in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_beside(&self, id: CaseId, user: UserId) -> Result<bool, StoreError> {
        is_beside(&mut *self.state().reader().acquire().await?, id, user).await
    }

    /// The case of a number.
    ///
    /// # Errors
    /// When the database fails, or it cannot be read back.
    pub async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let sql = format!("SELECT case_id, {COLUMNS} FROM cases WHERE case_id = $1");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(id.0);
        query.fetch_optional(self.state().reader()).await?.as_ref().map(case).transpose()
    }

    /// The case whose customer holds that number.
    ///
    /// # Errors
    /// When the database fails, or it cannot be read back.
    pub async fn case_of_reference(&self, reference: &CaseReference) -> Result<Option<Case>, StoreError> {
        let sql = format!("SELECT case_id, {COLUMNS} FROM cases WHERE reference = $1");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(reference.as_str().to_owned());
        query.fetch_optional(self.state().reader()).await?.as_ref().map(case).transpose()
    }

    /// The case that came from something.
    ///
    /// # Errors
    /// When the database fails, or it cannot be read back.
    pub async fn case_of_origin(&self, origin: &str) -> Result<Option<Case>, StoreError> {
        let sql = format!("SELECT case_id, {COLUMNS} FROM cases WHERE origin = $1");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(origin.to_owned());
        query.fetch_optional(self.state().reader()).await?.as_ref().map(case).transpose()
    }

    /// The cases of everybody who is this customer today, the youngest first.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn cases_of_customer(&self, customer: CustomerId, limit: u32) -> Result<Vec<Case>, StoreError> {
        let sql = format!(
            "SELECT case_id, {COLUMNS} FROM cases
             WHERE customer_id IN (SELECT customer_id FROM customers WHERE today = $1)
             ORDER BY received_at DESC, case_id DESC LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(customer.0).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(case).collect()
    }

    /// Cases that are nobody's yet and name somebody, from that number on.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn cases_without_customer(&self, after: CaseId, limit: u32) -> Result<Vec<Case>, StoreError> {
        let sql = format!(
            "SELECT case_id, {COLUMNS} FROM cases WHERE customer_id IS NULL AND case_id > $1 ORDER BY case_id LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(after.0).bind(i64::from(limit));
        query.fetch_all(self.state().reader()).await?.iter().map(case).collect()
    }

    /// Everything that happened with a case, oldest first; `visible` leaves out what its customer does not see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_events(&self, id: CaseId, visible: bool) -> Result<Vec<CaseEvent>, StoreError> {
        let sql = "SELECT event_id, at, actor, by_name, did, visible, text, detail FROM case_events
             WHERE case_id = $1 AND visible >= $2 ORDER BY event_id";
        let rows = sqlx::query(sql).bind(id.0).bind(i64::from(visible)).fetch_all(self.state().reader()).await?;
        rows.iter().map(event).collect()
    }

    /// An event of a case by its number, with the case it belongs to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_event(&self, id: i64) -> Result<Option<(CaseId, CaseEvent)>, StoreError> {
        let sql = "SELECT case_id, event_id, at, actor, by_name, did, visible, text, detail FROM case_events
             WHERE event_id = $1";
        let row = sqlx::query(sql).bind(id).fetch_optional(self.state().reader()).await?;
        row.map(|row| Ok((CaseId(row.try_get("case_id")?), event(&row)?))).transpose()
    }

    /// The people beside the owner of a case, each with their part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_people(&self, id: CaseId) -> Result<Vec<(UserId, String)>, StoreError> {
        let sql = "SELECT user_id, part FROM case_people WHERE case_id = $1 ORDER BY user_id";
        let rows: Vec<(i64, String)> = sqlx::query_as(sql).bind(id.0).fetch_all(self.state().reader()).await?;
        Ok(rows.into_iter().map(|(user, part)| (UserId(user), part)).collect())
    }
}
