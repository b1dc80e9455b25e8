//! The hierarchy of themes, what people corrected of what was understood of comments, and how either is taken back.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use hamdel_domain::Instant;
use hamdel_domain::themes::{KeptTheme, ThemeAction};

use crate::Store;
use crate::audit::{self, AuditEntry};
use crate::contact::{from_json, to_json};
use crate::error::StoreError;
use crate::rows::{Param, storable};

/// The setting that rises with every change of themes, corrections and second readings.
const VERSION: &str = "words.version";

/// A change of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeChange {
    /// Its number, by which it is taken back.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who, such as `user:1`.
    pub by: String,
    /// What was done.
    pub action: ThemeAction,
    /// To which theme.
    pub theme: String,
    /// What it was before; `None` where it was made.
    pub before: Option<KeptTheme>,
    /// Whether it was taken back.
    pub undone: bool,
    /// The revision that the change made.
    revision: i64,
}

/// What a person said a comment means, as it is stored. What is `None` was left as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredCorrection {
    /// The comment, as the 32 hexadecimal digits of its interaction.
    pub interaction: String,
    /// Its words.
    pub text: String,
    /// The name of its sentiment.
    pub sentiment: Option<String>,
    /// The keys of its themes, as JSON text.
    pub themes: Option<String>,
    /// What it speaks of, as JSON text.
    pub subjects: Option<String>,
    /// Who said so, such as `user:1`.
    pub by: String,
}

const THEME: &str = "theme_key, name_fa, name_en, parent, include, exclude, hidden";
const CHANGE: &str = "change_id, at, by_actor, action, theme_key, before, undone_at, revision";

impl Store {
    /// A number that rises with every change of themes, corrections and second readings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn words_version(&self) -> Result<i64, StoreError> {
        Ok(self.setting(VERSION).await?.and_then(|held| held.parse().ok()).unwrap_or_default())
    }

    /// Every theme, those put away too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn themes(&self) -> Result<Vec<KeptTheme>, StoreError> {
        let mut connection = self.state().reader().acquire().await?;
        themes_in(&mut connection).await
    }

    /// Changes of one theme or of all, the youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn theme_changes(&self, theme: Option<&str>, limit: u32) -> Result<Vec<ThemeChange>, StoreError> {
        let of = if theme.is_some() { "theme_key = $2" } else { "$2 = ''" };
        let sql = format!("SELECT {CHANGE} FROM theme_changes WHERE {of} ORDER BY change_id DESC LIMIT $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(i64::from(limit));
        let query = query.bind(theme.unwrap_or_default().to_owned());
        query.fetch_all(self.state().reader()).await?.iter().map(change).collect()
    }

    /// The newest corrections, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn corrections(&self, limit: u32) -> Result<Vec<StoredCorrection>, StoreError> {
        let sql = "SELECT interaction_id, text, sentiment, themes, subjects, changed_by FROM comment_corrections
             ORDER BY changed_at DESC, interaction_id LIMIT $1";
        let rows = sqlx::query(sql).bind(i64::from(limit)).fetch_all(self.state().reader()).await?;
        rows.iter().map(correction).collect()
    }

    /// Keeps a correction, in place of one of the same comment; one that corrects nothing takes it away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correct_comment(&self, correction: &StoredCorrection, now: Instant) -> Result<(), StoreError> {
        let mut tx = self.state().begin().await?;
        rise(&mut tx).await?;
        let nothing = correction.sentiment.is_none() && correction.themes.is_none() && correction.subjects.is_none();
        if nothing {
            let sql = "DELETE FROM comment_corrections WHERE interaction_id = $1";
            sqlx::query(sql).bind(correction.interaction.clone()).execute(&mut *tx).await?;
        } else {
            let sql = "INSERT INTO comment_corrections
                     (interaction_id, text, sentiment, themes, subjects, changed_at, changed_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (interaction_id) DO UPDATE SET text = excluded.text, sentiment = excluded.sentiment,
                     themes = excluded.themes, subjects = excluded.subjects, changed_at = excluded.changed_at,
                     changed_by = excluded.changed_by";
            let query = sqlx::query(sql).bind(correction.interaction.clone());
            let query = Param::Text(&correction.text).bind_to(query);
            let query = [&correction.sentiment, &correction.themes, &correction.subjects]
                .into_iter()
                .fold(query, |query, text| Param::OptText(text.as_deref()).bind_to(query));
            let query = query.bind(now.micros());
            Param::Text(&correction.by).bind_to(query).execute(&mut *tx).await?;
        }
        let entry = AuditEntry {
            at: now,
            actor: correction.by.clone(),
            action: if nothing { "comment.correction_removed" } else { "comment.corrected" }.to_owned(),
            subject: format!("feedback:{}", correction.interaction),
            detail: serde_json::json!({
                "sentiment": correction.sentiment, "themes": correction.themes, "subjects": correction.subjects,
            })
            .to_string(),
        };
        audit::append(&mut tx, &entry).await?;
        Ok(tx.commit().await?)
    }
}

/// Every theme, within a transaction.
///
/// # Errors
/// When the database fails.
pub async fn themes_in(connection: &mut AnyConnection) -> Result<Vec<KeptTheme>, StoreError> {
    let sql = format!("SELECT {THEME} FROM themes ORDER BY theme_key");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(connection).await?.iter().map(theme).collect()
}

/// Says that what comments are understood with changes: the version rises, and whoever else changes them waits for the end of this transaction.
///
/// # Errors
/// When the database fails.
pub async fn rise(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let sql = "INSERT INTO settings (name, value) VALUES ($1, '1') ON CONFLICT (name) DO UPDATE SET
             value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT)";
    sqlx::query(sql).bind(VERSION).execute(connection).await?;
    Ok(())
}

/// Keeps a theme as it is now, with the change that led to it and an entry in the audit log; gives the number of the
/// change. Call [`rise`] first.
///
/// # Errors
/// When the database fails.
pub async fn put_theme(
    connection: &mut AnyConnection,
    before: Option<&KeptTheme>,
    after: &KeptTheme,
    action: ThemeAction,
    (actor, now): (&str, Instant),
) -> Result<i64, StoreError> {
    let revision = write(connection, after, actor, now).await?;
    let sql = "INSERT INTO theme_changes (at, by_actor, action, theme_key, before, revision)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING change_id";
    let row = sqlx::query(sql)
        .bind(now.micros())
        .bind(storable(actor))
        .bind(action.as_str())
        .bind(storable(&after.key))
        .bind(before.map(to_json).transpose()?.as_deref().map(storable))
        .bind(revision)
        .fetch_one(&mut *connection)
        .await?;
    note(connection, &format!("theme.{}", action.as_str()), after, (actor, now)).await?;
    Ok(row.try_get(0)?)
}

/// Takes a change back, which gives the theme as it is afterwards; `None` where it is gone. Call [`rise`] first.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that number or it was taken back already,
/// [`StoreError::Conflict`] when the theme was changed again since, or others stand under one that would go.
pub async fn undo_theme(
    connection: &mut AnyConnection,
    id: i64,
    (actor, now): (&str, Instant),
) -> Result<Option<KeptTheme>, StoreError> {
    let sql = format!(
        "UPDATE theme_changes SET undone_at = $2 WHERE change_id = $1 AND undone_at IS NULL RETURNING {CHANGE}"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).bind(now.micros()).fetch_optional(&mut *connection);
    let held = change(&row.await?.ok_or_else(|| StoreError::not_found(format!("change {id}")))?)?;
    let current: Option<i64> = sqlx::query_scalar("SELECT revision FROM themes WHERE theme_key = $1")
        .bind(storable(&held.theme))
        .fetch_optional(&mut *connection)
        .await?;
    let again = || StoreError::Conflict { what: format!("a younger change of the theme {}", held.theme) };
    if current != Some(held.revision) {
        return Err(again());
    }
    let undone = match &held.before {
        Some(before) => {
            write(connection, before, actor, now).await?;
            Some(before.clone())
        }
        None => {
            let sql = "DELETE FROM themes WHERE theme_key = $1
                 AND NOT EXISTS (SELECT 1 FROM themes AS below WHERE below.parent = $1)";
            let gone = sqlx::query(sql).bind(storable(&held.theme)).execute(&mut *connection).await?;
            if gone.rows_affected() == 0 {
                return Err(again());
            }
            None
        }
    };
    let named = KeptTheme { key: held.theme.clone(), ..undone.clone().unwrap_or_else(nameless) };
    note(connection, &format!("theme.{}.undone", held.action.as_str()), &named, (actor, now)).await?;
    Ok(undone)
}

fn nameless() -> KeptTheme {
    KeptTheme {
        key: String::new(),
        name_fa: String::new(),
        name_en: String::new(),
        parent: None,
        include: Vec::new(),
        exclude: Vec::new(),
        hidden: false,
    }
}

/// Writes a theme; gives its revision.
async fn write(
    connection: &mut AnyConnection,
    theme: &KeptTheme,
    actor: &str,
    now: Instant,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO themes
             (theme_key, name_fa, name_en, parent, include, exclude, hidden, changed_at, changed_by, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
         ON CONFLICT (theme_key) DO UPDATE SET name_fa = excluded.name_fa, name_en = excluded.name_en,
             parent = excluded.parent, include = excluded.include, exclude = excluded.exclude,
             hidden = excluded.hidden, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
             revision = themes.revision + 1
         RETURNING revision";
    let row = sqlx::query(sql)
        .bind(storable(&theme.key))
        .bind(storable(&theme.name_fa))
        .bind(storable(&theme.name_en))
        .bind(theme.parent.as_deref().map(storable))
        .bind(storable(&to_json(&theme.include)?))
        .bind(storable(&to_json(&theme.exclude)?))
        .bind(i64::from(theme.hidden))
        .bind(now.micros())
        .bind(storable(actor))
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

async fn note(
    connection: &mut AnyConnection,
    action: &str,
    theme: &KeptTheme,
    (actor, now): (&str, Instant),
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        at: now,
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: format!("theme:{}", theme.key),
        detail: to_json(theme)?,
    };
    audit::append(connection, &entry).await
}

fn theme(row: &AnyRow) -> Result<KeptTheme, StoreError> {
    Ok(KeptTheme {
        key: row.try_get(0)?,
        name_fa: row.try_get(1)?,
        name_en: row.try_get(2)?,
        parent: row.try_get(3)?,
        include: from_json(&row.try_get::<String, _>(4)?, "the phrases of a theme")?,
        exclude: from_json(&row.try_get::<String, _>(5)?, "the phrases of a theme")?,
        hidden: row.try_get::<i64, _>(6)? == 1,
    })
}

fn change(row: &AnyRow) -> Result<ThemeChange, StoreError> {
    let action: String = row.try_get(3)?;
    let before: Option<String> = row.try_get(5)?;
    Ok(ThemeChange {
        id: row.try_get(0)?,
        at: Instant::from_micros(row.try_get(1)?),
        by: row.try_get(2)?,
        action: ThemeAction::parse(&action).ok_or_else(|| StoreError::corrupt("the change of a theme"))?,
        theme: row.try_get(4)?,
        before: before.map(|text| from_json(&text, "what a theme was before")).transpose()?,
        undone: row.try_get::<Option<i64>, _>(6)?.is_some(),
        revision: row.try_get(7)?,
    })
}

fn correction(row: &AnyRow) -> Result<StoredCorrection, StoreError> {
    Ok(StoredCorrection {
        interaction: row.try_get(0)?,
        text: row.try_get(1)?,
        sentiment: row.try_get(2)?,
        themes: row.try_get(3)?,
        subjects: row.try_get(4)?,
        by: row.try_get(5)?,
    })
}
