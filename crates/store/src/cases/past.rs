//! Past cases as what can be learned from them, and taking back one that was taken down by mistake.

use std::collections::HashSet;

use hamdel_domain::CustomerId;
use hamdel_domain::cases::{CaseId, Severity};
use sqlx::{AnyConnection, Row as _};

use crate::Store;
use crate::error::StoreError;
use crate::rows::{Param, select_in};

/// What a past case teaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCase {
    /// Its number.
    pub id: CaseId,
    /// Whose it was when it was read.
    pub customer: Option<CustomerId>,
    /// Its kind.
    pub kind: Option<String>,
    /// Its touchpoint.
    pub touchpoint: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// How severe it was found, or looked.
    pub severity: Option<Severity>,
    /// The customer's words.
    pub text: String,
}

type Row = (i64, Option<i64>, Option<String>, Option<String>, Option<String>, Option<String>, String);

fn past((id, customer, kind, touchpoint, unit, severity, text): Row) -> PastCase {
    PastCase {
        id: CaseId(id),
        customer: customer.map(CustomerId),
        kind,
        touchpoint,
        unit,
        severity: severity.as_deref().and_then(Severity::parse),
        text,
    }
}

const PAST: &str = "SELECT case_id, customer_id, kind, touchpoint, unit, severity, text FROM cases";

impl Store {
    /// Cases after that number, in the order they were taken down.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases_after(&self, after: CaseId, limit: u32) -> Result<Vec<PastCase>, StoreError> {
        let sql = format!("{PAST} WHERE case_id > $1 ORDER BY case_id LIMIT $2");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(after.0)
            .bind(i64::from(limit))
            .fetch_all(self.state().reader())
            .await?;
        Ok(rows.into_iter().map(past).collect())
    }

    /// The number of the case that was taken down last; 0 where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_case(&self) -> Result<CaseId, StoreError> {
        let last: Option<i64> =
            sqlx::query_scalar("SELECT MAX(case_id) FROM cases").fetch_one(self.state().reader()).await?;
        Ok(CaseId(last.unwrap_or(0)))
    }
}

/// Those of these origins that a case has already.
///
/// # Errors
/// When the database fails.
pub async fn case_origins(connection: &mut AnyConnection, origins: &[&str]) -> Result<HashSet<String>, StoreError> {
    let keys: Vec<[Param<'_>; 1]> = origins.iter().map(|origin| [Param::Text(origin)]).collect();
    let rows = select_in(connection, "SELECT origin FROM cases WHERE origin IN", &keys, "").await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Deletes a case with everything of it. For a case that nobody has heard of yet: what others were told is history.
///
/// # Errors
/// When the database fails.
pub async fn delete_case(connection: &mut AnyConnection, id: CaseId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM case_attachments WHERE case_id = $1",
        "DELETE FROM case_people WHERE case_id = $1",
        "DELETE FROM case_tasks WHERE case_id = $1",
        "DELETE FROM case_events WHERE case_id = $1",
        "DELETE FROM cases WHERE case_id = $1",
    ] {
        sqlx::query(sql).bind(id.0).execute(&mut *connection).await?;
    }
    Ok(())
}
