//! Causes, as the company has changed them.

use hamdel_domain::Instant;
use hamdel_domain::causes::Cause;
use sqlx::AnyConnection;

use crate::Store;
use crate::error::{StoreError, name_clash};
use crate::rows::Param;

type Row = (String, String, String, Option<String>, Option<i64>);

const COLUMNS: &str = "SELECT cause, title_fa, title_en, parent, archived_at FROM causes ORDER BY cause";

fn cause((name, title_fa, title_en, parent, archived_at): Row) -> Cause {
    Cause { name, title_fa, title_en, parent, archived_at: archived_at.map(Instant::from_micros) }
}

/// Every cause by name, for a transaction that will change them: until it ends nobody else changes one that is there,
/// so that two moves at once cannot make a cycle.
///
/// # Errors
/// When the database fails.
pub async fn causes_to_change(connection: &mut AnyConnection) -> Result<Vec<Cause>, StoreError> {
    sqlx::query("UPDATE causes SET parent = parent").execute(&mut *connection).await?;
    causes_in(connection).await
}

/// Every cause by name, in a transaction.
///
/// # Errors
/// When the database fails.
pub async fn causes_in(connection: &mut AnyConnection) -> Result<Vec<Cause>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(COLUMNS).fetch_all(connection).await?;
    Ok(rows.into_iter().map(cause).collect())
}

/// Adds a cause.
///
/// # Errors
/// [`StoreError::Conflict`] when there is one of that name.
pub async fn add_cause(connection: &mut AnyConnection, new: &Cause) -> Result<(), StoreError> {
    let query =
        sqlx::query("INSERT INTO causes (cause, title_fa, title_en, parent, archived_at) VALUES ($1, $2, $3, $4, $5)");
    params(new)
        .into_iter()
        .fold(query, |query, param| param.bind_to(query))
        .execute(connection)
        .await
        .map_err(|error| name_clash(error, || format!("the cause {}", new.name)))?;
    Ok(())
}

/// Writes a cause that is there.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that name.
pub async fn put_cause(connection: &mut AnyConnection, changed: &Cause) -> Result<(), StoreError> {
    let query =
        sqlx::query("UPDATE causes SET title_fa = $2, title_en = $3, parent = $4, archived_at = $5 WHERE cause = $1");
    let done = params(changed)
        .into_iter()
        .fold(query, |query, param| param.bind_to(query))
        .execute(connection)
        .await?
        .rows_affected();
    if done == 0 { Err(StoreError::not_found(format!("the cause {}", changed.name))) } else { Ok(()) }
}

/// Takes away a cause that nothing has.
///
/// # Errors
/// [`StoreError::Conflict`] when a case, a problem, an action or another cause has it, [`StoreError::NotFound`].
pub async fn remove_cause(connection: &mut AnyConnection, name: &str) -> Result<(), StoreError> {
    let sql = "SELECT (SELECT COUNT(*) FROM cases WHERE cause = $1) + (SELECT COUNT(*) FROM causes WHERE parent = $1)
         + (SELECT COUNT(*) FROM problems WHERE cause = $1) + (SELECT COUNT(*) FROM case_actions WHERE cause = $1)";
    let held: i64 = sqlx::query_scalar(sql).bind(name.to_owned()).fetch_one(&mut *connection).await?;
    if held > 0 {
        return Err(StoreError::conflict(format!("something with the cause {name}")));
    }
    let query = sqlx::query("DELETE FROM causes WHERE cause = $1").bind(name.to_owned());
    let done = query.execute(connection).await?.rows_affected();
    if done == 0 { Err(StoreError::not_found(format!("the cause {name}"))) } else { Ok(()) }
}

fn params(cause: &Cause) -> [Param<'_>; 5] {
    [
        Param::Text(&cause.name),
        Param::Text(&cause.title_fa),
        Param::Text(&cause.title_en),
        Param::OptText(cause.parent.as_deref()),
        Param::OptInteger(cause.archived_at.map(Instant::micros)),
    ]
}

impl Store {
    /// Every cause by name, archived ones too; none while the company has changed nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn causes(&self) -> Result<Vec<Cause>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(COLUMNS).fetch_all(self.state.reader()).await?;
        Ok(rows.into_iter().map(cause).collect())
    }
}
