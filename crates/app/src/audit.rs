//! Writing down who changed or read what, and reading it.

use std::collections::HashMap;

use hamdel_store::audit::AuditEntry;
use serde_json::Value;

pub use hamdel_store::audit::{AuditPage, AuditQuestion, AuditRecord};

use crate::App;
use crate::customers::harmless;
use crate::error::AppError;

/// Entries on a page.
pub const PER_PAGE: u32 = 50;
/// Entries in a chunk of an export.
const CHUNK: u32 = 2_000;

/// A field that a change gave another value.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Its name; with that of what it is part of before it, as in `skills` or `plan.zone`.
    pub field: String,
    /// What it was; null for nothing.
    pub before: Value,
    /// What it is; null for nothing.
    pub after: Value,
}

/// What an entry tells besides who did what to what when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// What was changed.
    pub differences: Vec<Difference>,
    /// Whatever else was written down, by name.
    pub facts: Vec<(String, Value)>,
}

/// What the names in the log stand for.
#[derive(Clone, Debug, Default)]
pub struct AuditNames {
    /// Everything that was ever done, by its name.
    pub actions: Vec<String>,
    /// Everybody who ever did something: `user:1`, `system`.
    pub actors: Vec<String>,
    /// People, by their name in the log.
    pub people: HashMap<String, String>,
}

/// A page of the log, youngest first.
///
/// # Errors
/// When the database fails.
pub async fn read_log(app: &App, question: &AuditQuestion) -> Result<AuditPage, AppError> {
    Ok(app.store.audit_page(question, PER_PAGE).await?)
}

/// What the names in the log stand for.
///
/// # Errors
/// When the database fails.
pub async fn names(app: &App) -> Result<AuditNames, AppError> {
    let (actions, actors) = app.store.audit_names().await?;
    let people = app.store.users().await?.into_iter().map(|user| (format!("user:{}", user.id), user.name));
    Ok(AuditNames { actions, actors, people: people.collect() })
}

/// Reads what is written beside an entry.
#[must_use]
pub fn told(entry: &AuditEntry) -> Told {
    let Ok(Value::Object(mut detail)) = serde_json::from_str::<Value>(&entry.detail) else { return Told::default() };
    let (before, after) = (detail.remove("before"), detail.remove("after"));
    let mut differences = Vec::new();
    compare("", before.unwrap_or_default(), after.unwrap_or_default(), &mut differences);
    Told { differences, facts: detail.into_iter().filter(|(_, value)| !value.is_null()).collect() }
}

/// Collects what differs, field by field as deep as both sides have fields.
fn compare(field: &str, before: Value, after: Value, differences: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    let (mut old, mut new) = match (before, after) {
        (Value::Object(old), Value::Object(new)) => (old, new),
        (Value::Object(old), Value::Null) => (old, serde_json::Map::new()),
        (Value::Null, Value::Object(new)) => (serde_json::Map::new(), new),
        (before, after) => {
            differences.push(Difference { field: field.to_owned(), before, after });
            return;
        }
    };
    let mut names: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (before, after) = (old.remove(&name).unwrap_or_default(), new.remove(&name).unwrap_or_default());
        let whole = if field.is_empty() { name } else { format!("{field}.{name}") };
        compare(&whole, before, after, differences);
    }
}

/// The log as CSV (RFC 4180) in UTF-8, a piece at a time.
pub struct AuditExport {
    app: App,
    question: Option<AuditQuestion>,
    begun: bool,
}

impl AuditExport {
    /// Begins an export of the entries that answer the question; that `actor` took them is recorded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(app: &App, question: AuditQuestion, actor: &str) -> Result<Self, AppError> {
        record(app, actor, "audit.export", "audit", "").await?;
        Ok(Self { app: app.clone(), question: Some(question), begun: false })
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        let Some(question) = &self.question else { return Ok(None) };
        let page = self.app.store.audit_page(question, CHUNK).await?;
        self.question = page.older.map(|older| AuditQuestion { before: Some(older), ..question.clone() });
        let head = !std::mem::replace(&mut self.begun, true);
        csv_of(&page.records, head).map(Some)
    }
}

fn csv_of(records: &[AuditRecord], head: bool) -> Result<Vec<u8>, AppError> {
    let failed = |problem: csv::Error| AppError::File { what: "audit.csv".to_owned(), source: problem.into() };
    // Spreadsheets take a file without this mark for Windows-1252 and garble Persian.
    let out = if head { "\u{FEFF}".as_bytes().to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    if head {
        writer.write_record(["entry", "at", "actor", "action", "subject", "detail"]).map_err(failed)?;
    }
    for AuditRecord { id, entry } in records {
        let fields = [
            id.to_string(),
            entry.at.to_string(),
            harmless(&entry.actor),
            harmless(&entry.action),
            harmless(&entry.subject),
            harmless(&entry.detail),
        ];
        writer.write_record(fields).map_err(failed)?;
    }
    writer.into_inner().map_err(|problem| AppError::File { what: "audit.csv".to_owned(), source: problem.into_error() })
}

/// Records what needs no transaction of its own: `actor` such as `user:1`, `action` such as `customer.read`,
/// `subject` such as `customer:17`, and in `words` what was searched for or named; empty for nothing.
///
/// # Errors
/// When the database fails.
pub async fn record(app: &App, actor: &str, action: &str, subject: &str, words: &str) -> Result<(), AppError> {
    let detail = if words.is_empty() { serde_json::json!({}) } else { serde_json::json!({ "words": words }) };
    let entry = AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_string(),
    };
    Ok(app.store.record_audit(&entry).await?)
}

#[cfg(test)]
mod tests {
    use hamdel_domain::Instant;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_told_field_by_field() {
        let detail = json!({
            "before": { "name": "a", "units": { "x": "member" }, "same": 1 },
            "after": { "name": "b", "units": { "x": "member", "y": "manager" }, "same": 1 },
            "words": "w", "none": null,
        });
        let entry = AuditEntry {
            at: Instant::from_micros(0),
            actor: String::new(),
            action: String::new(),
            subject: String::new(),
            detail: detail.to_string(),
        };
        let difference =
            |field: &str, before: Value, after: Value| Difference { field: field.to_owned(), before, after };
        let told = told(&entry);
        assert_eq!(
            told.differences,
            [difference("name", "a".into(), "b".into()), difference("units.y", Value::Null, "manager".into())]
        );
        assert_eq!(told.facts, [("words".to_owned(), "w".into())]);
    }
}
