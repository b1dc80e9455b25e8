//! The company's list of kinds of cases.

use hamdel_domain::Instant;
use hamdel_domain::cases::{CaseKind, Severity};
use sqlx::AnyConnection;

use crate::Store;
use crate::error::StoreError;
use crate::rows::Param;

type Row = (String, String, String, Option<String>, Option<String>, String, Option<i64>);

fn kind((name, title_fa, title_en, unit, severity, words, archived_at): Row) -> Result<CaseKind, StoreError> {
    let damaged = || StoreError::corrupt(format!("the kind of cases {name}"));
    let severity = severity.map(|text| Severity::parse(&text).ok_or_else(damaged)).transpose()?;
    Ok(CaseKind { name, title_fa, title_en, unit, severity, words, archived_at: archived_at.map(Instant::from_micros) })
}

/// Changes the kind of that name, or adds it.
///
/// # Errors
/// When the database fails.
pub async fn put_case_kind(connection: &mut AnyConnection, new: &CaseKind) -> Result<(), StoreError> {
    let sql = "INSERT INTO case_kinds (kind, title_fa, title_en, unit, severity, words, archived_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (kind) DO UPDATE SET title_fa = excluded.title_fa, title_en = excluded.title_en,
             unit = excluded.unit, severity = excluded.severity, words = excluded.words,
             archived_at = excluded.archived_at";
    let params = [
        Param::Text(&new.name),
        Param::Text(&new.title_fa),
        Param::Text(&new.title_en),
        Param::OptText(new.unit.as_deref()),
        Param::OptText(new.severity.map(Severity::as_str)),
        Param::Text(&new.words),
        Param::OptInteger(new.archived_at.map(Instant::micros)),
    ];
    params.into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query)).execute(connection).await?;
    Ok(())
}

impl Store {
    /// Every kind by name, archived ones too.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read back.
    pub async fn case_kinds(&self) -> Result<Vec<CaseKind>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT kind, title_fa, title_en, unit, severity, words, archived_at FROM case_kinds ORDER BY kind",
        )
        .fetch_all(self.state().reader())
        .await?;
        rows.into_iter().map(kind).collect()
    }
}
