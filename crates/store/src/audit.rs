//! The audit log: everything that changed something or read personal data.

use hamdel_domain::Instant;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::Store;
use crate::error::StoreError;
use crate::rows::Param;

/// Something to be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Instant,
    /// Who: `user:1`, `system`, `command-line`.
    pub actor: String,
    /// What was done: `customer.read`, `source.created`.
    pub action: String,
    /// To whom or what: `customer:17`, `source:2`.
    pub subject: String,
    /// The rest, as the text of a JSON object.
    pub detail: String,
}

/// An entry with its number; younger ones have greater ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its number.
    pub id: i64,
    /// What was logged.
    pub entry: AuditEntry,
}

/// Logs inside the transaction that does what is logged.
///
/// # Errors
/// When the database fails.
pub async fn append(connection: &mut AnyConnection, entry: &AuditEntry) -> Result<(), StoreError> {
    append_numbered(connection, entry).await.map(|_| ())
}

/// Logs like [`append`], and gives the number of the entry, by which what it tells can be taken back.
///
/// # Errors
/// When the database fails.
pub async fn append_numbered(connection: &mut AnyConnection, entry: &AuditEntry) -> Result<i64, StoreError> {
    let sql = "INSERT INTO audit (at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5) RETURNING audit_id";
    let query = sqlx::query(sql).bind(entry.at.micros());
    let row = [&entry.actor, &entry.action, &entry.subject, &entry.detail]
        .into_iter()
        .fold(query, |query, text| Param::Text(text).bind_to(query))
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

/// The entry of a number, in a transaction.
///
/// # Errors
/// When the database fails.
pub async fn entry_of(connection: &mut AnyConnection, id: i64) -> Result<Option<AuditEntry>, StoreError> {
    let sql = "SELECT audit_id, at, actor, action, subject, detail FROM audit WHERE audit_id = $1";
    let row: Option<Row> = sqlx::query_as(sql).bind(id).fetch_optional(connection).await?;
    Ok(row.map(|row| record(row).entry))
}

type Row = (i64, i64, String, String, String, String);

fn record((id, at, actor, action, subject, detail): Row) -> AuditRecord {
    AuditRecord { id, entry: AuditEntry { at: Instant::from_micros(at), actor, action, subject, detail } }
}

/// Which entries of the log are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuestion {
    /// Only what they did.
    pub actor: Option<String>,
    /// Only this.
    pub action: Option<String>,
    /// Only what was done to this.
    pub subject: Option<String>,
    /// Only then or later.
    pub since: Option<Instant>,
    /// Only before then.
    pub until: Option<Instant>,
    /// Only entries of smaller numbers.
    pub before: Option<i64>,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries, youngest first.
    pub records: Vec<AuditRecord>,
    /// The number to go on before, where there may be more: a page may be short of entries and still not the last,
    /// for a page looks at so many entries and no more.
    pub older: Option<i64>,
}

/// Entries that one page looks at: what it costs has a bound, however seldom the filters meet.
const LOOKED_AT: i64 = 20_000;
/// Entries of which it is counted how many a filter holds.
const COUNTED: i64 = 5_000;
/// By how many numbers entries may be out of the order of their times, for transactions overlap.
const OUT_OF_ORDER: i64 = 1_000;

impl AuditQuestion {
    /// The columns that are asked for, each with its index and its value.
    fn filters(&self) -> Vec<(&'static str, &'static str, &str)> {
        let given = [
            ("subject", "audit_by_subject", &self.subject),
            ("actor", "audit_by_actor", &self.actor),
            ("action", "audit_by_action", &self.action),
        ];
        given.into_iter().filter_map(|(column, index, value)| Some((column, index, value.as_deref()?))).collect()
    }
}

impl Store {
    /// A page of the log. It is walked along the filter that holds the fewest entries, at most so many of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_page(&self, question: &AuditQuestion, limit: u32) -> Result<AuditPage, StoreError> {
        let (from, to) = self.audit_numbers(question).await?;
        let mut filters = question.filters();
        let mut sizes = Vec::new();
        if filters.len() > 1 {
            for (column, index, value) in &filters {
                sizes.push(self.audit_count(column, index, value, to).await?);
            }
            let fewest = (0..filters.len()).min_by_key(|place| sizes.get(*place).copied()).unwrap_or_default();
            filters.swap(0, fewest);
        }
        let index = filters.first().map(|(_, index, _)| self.state.dialect().indexed_by(index)).unwrap_or_default();
        let mut inner = format!(
            "SELECT audit_id, at, actor, action, subject, detail FROM audit{index} WHERE audit_id >= $1 AND audit_id < $2"
        );
        if let Some((column, ..)) = filters.first() {
            inner.push_str(&format!(" AND {column} = $6"));
        }
        let mut rest = String::new();
        for (place, (column, ..)) in filters.iter().enumerate().skip(1) {
            rest.push_str(&format!(" AND {column} = ${}", place + 6));
        }
        let looked = format!("({inner} ORDER BY audit_id DESC LIMIT {LOOKED_AT}) AS looked");
        let sql = format!(
            "SELECT audit_id, at, actor, action, subject, detail FROM {looked}
             WHERE at >= $3 AND at < $4{rest} ORDER BY audit_id DESC LIMIT $5"
        );
        let bounds =
            (question.since.map_or(i64::MIN, Instant::micros), question.until.map_or(i64::MAX, Instant::micros));
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(from).bind(to).bind(bounds.0).bind(bounds.1);
        let query = query.bind(i64::from(limit));
        let query = filters.iter().fold(query, |query, (_, _, value)| query.bind((*value).to_owned()));
        let rows: Vec<Row> = query.fetch_all(self.state.reader()).await?;
        let records: Vec<AuditRecord> = rows.into_iter().map(record).collect();
        let older = match records.last() {
            Some(last) if records.len() as i64 == i64::from(limit) => Some(last.id),
            _ => self.last_looked_at(&inner, from, to, filters.first().map(|(_, _, value)| *value)).await?,
        };
        Ok(AuditPage { records, older })
    }

    /// Where a page ended that looked at as many entries as it may; `None` where it came to the end.
    async fn last_looked_at(
        &self,
        inner: &str,
        from: i64,
        to: i64,
        value: Option<&str>,
    ) -> Result<Option<i64>, StoreError> {
        // The parameters between are there so that the numbers of the others stay.
        let sql = format!(
            "SELECT audit_id FROM ({inner} AND $3 = $3 AND $4 = $4 AND $5 = $5 ORDER BY audit_id DESC LIMIT 1 OFFSET {}) AS last",
            LOOKED_AT - 1
        );
        let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(from).bind(to).bind(0_i64).bind(0_i64).bind(0_i64);
        let query = value.into_iter().fold(query, |query, value| query.bind(value.to_owned()));
        Ok(query.fetch_optional(self.state.reader()).await?)
    }

    async fn audit_count(&self, column: &str, index: &str, value: &str, to: i64) -> Result<i64, StoreError> {
        let index = self.state.dialect().indexed_by(index);
        let sql = format!(
            "SELECT COUNT(*) FROM
                (SELECT 1 FROM audit{index} WHERE {column} = $1 AND audit_id < $2 LIMIT {COUNTED}) AS counted"
        );
        let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(value.to_owned()).bind(to);
        Ok(query.fetch_one(self.state.reader()).await?)
    }

    /// Between which numbers the entries of the times asked for lie, and a little beyond.
    async fn audit_numbers(&self, question: &AuditQuestion) -> Result<(i64, i64), StoreError> {
        let mut from = i64::MIN;
        if let Some(since) = question.since {
            let sql = "SELECT audit_id FROM audit WHERE at >= $1 ORDER BY at LIMIT 1";
            let first: Option<i64> =
                sqlx::query_scalar(sql).bind(since.micros()).fetch_optional(self.state.reader()).await?;
            from = first.map_or(i64::MAX, |first| first.saturating_sub(OUT_OF_ORDER));
        }
        let mut to = question.before.unwrap_or(i64::MAX);
        if let Some(until) = question.until {
            let sql = "SELECT audit_id FROM audit WHERE at < $1 ORDER BY at DESC LIMIT 1";
            let last: Option<i64> =
                sqlx::query_scalar(sql).bind(until.micros()).fetch_optional(self.state.reader()).await?;
            to = to.min(last.map_or(i64::MIN, |last| last.saturating_add(OUT_OF_ORDER)));
        }
        Ok((from, to))
    }

    /// Everything that was ever done and everybody who did it, by name. Steps from one name to the next in the
    /// index, however many entries each has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_names(&self) -> Result<(Vec<String>, Vec<String>), StoreError> {
        let names = |column: &str| {
            format!(
                "WITH RECURSIVE named (name) AS (
                     SELECT MIN({column}) FROM audit
                     UNION ALL SELECT (SELECT MIN({column}) FROM audit WHERE {column} > named.name) FROM named
                         WHERE named.name IS NOT NULL)
                 SELECT name FROM named WHERE name IS NOT NULL"
            )
        };
        let read = async |column: &str| -> Result<Vec<String>, StoreError> {
            Ok(sqlx::query_scalar(AssertSqlSafe(names(column))).fetch_all(self.state.reader()).await?)
        };
        Ok((read("action").await?, read("actor").await?))
    }

    /// Logs what needs no transaction of its own, such as a read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let mut connection = self.state.writer().acquire().await?;
        append(&mut connection, entry).await
    }

    /// A page of the log, youngest first: of one subject or of all; `before` is the number of the last entry
    /// seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_log(
        &self,
        subject: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let query = match subject {
            Some(subject) => sqlx::query_as(
                "SELECT audit_id, at, actor, action, subject, detail FROM audit
                 WHERE audit_id < $1 AND subject = $3 ORDER BY audit_id DESC LIMIT $2",
            )
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .bind(subject),
            None => sqlx::query_as(
                "SELECT audit_id, at, actor, action, subject, detail FROM audit
                 WHERE audit_id < $1 ORDER BY audit_id DESC LIMIT $2",
            )
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit)),
        };
        let rows: Vec<Row> = query.fetch_all(self.state.reader()).await?;
        Ok(rows.into_iter().map(record).collect())
    }
}
