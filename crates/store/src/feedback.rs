//! What people of the company did with comments, so that it can be taken back, and the views of them that they keep.

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use hamdel_domain::Instant;
use hamdel_domain::feedback::{Handling, ItemState, Triage};

use crate::Store;
use crate::audit::{self, AuditEntry};
use crate::contact::{from_json, to_json};
use crate::error::{StoreError, name_clash};
use crate::rows::{Param, insert_many, select_in};

/// A comment that somebody touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    /// Its interaction, as 32 hexadecimal digits.
    pub interaction: String,
    /// Where it stands.
    pub handling: Handling,
    /// How often it was changed.
    pub revision: i64,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// What a comment was before a change, and the revision that the change made.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Before {
    interaction: String,
    handling: Handling,
    revision: i64,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its number, by which it is taken back; `None` where nothing changed.
    pub change: Option<i64>,
    /// Comments that changed.
    pub items: usize,
}

/// A change that may be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// What was done.
    pub action: String,
    /// To how many comments.
    pub items: usize,
    /// Whether it was taken back already.
    pub undone: bool,
}

/// A note of somebody of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// Who, by name.
    pub by: String,
    /// What they wrote.
    pub text: String,
}

/// A view of feedback that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub owner: i64,
    /// Its name.
    pub name: String,
    /// The query of its address, without the `?`.
    pub query: String,
    /// Whether everybody has it.
    pub shared: bool,
}

const COLUMNS: &str = "interaction_id, state, owner_id, tags, revision, changed_at";

impl Store {
    /// Comments that were touched since a moment; of those that happened since then it is all that were touched.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn handled_since(&self, since: Instant) -> Result<Vec<Handled>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM feedback_items WHERE changed_at >= $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(since.micros());
        query.fetch_all(self.state().reader()).await?.iter().map(handled).collect()
    }

    /// How one comment was handled; `None` when nobody touched it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn handled(&self, interaction: &str) -> Result<Option<Handled>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM feedback_items WHERE interaction_id = $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(interaction.to_owned());
        query.fetch_optional(self.state().reader()).await?.as_ref().map(handled).transpose()
    }

    /// Does something with comments, in one transaction with its entry in the audit log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn triage(
        &self,
        interactions: &[String],
        what: &Triage,
        actor: &str,
        now: Instant,
    ) -> Result<Changed, StoreError> {
        let mut tx = self.state().begin().await?;
        let changed = triage_in(&mut tx, interactions, what, actor, now).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Takes a change back, of every comment that was not changed again since. Gives how many.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number, or it was taken back already.
    pub async fn undo_triage(&self, change: i64, actor: &str, now: Instant) -> Result<usize, StoreError> {
        let mut tx = self.state().begin().await?;
        let sql = "UPDATE feedback_changes SET undone_at = $2 WHERE change_id = $1 AND undone_at IS NULL
             RETURNING before, action";
        let row = sqlx::query(sql).bind(change).bind(now.micros()).fetch_optional(&mut *tx).await?;
        let row = row.ok_or_else(|| StoreError::not_found(format!("change {change}")))?;
        let before: Vec<Before> = from_json(&row.try_get::<String, _>(0)?, "what was before a change")?;
        let mut undone = 0;
        for held in &before {
            let sql = "UPDATE feedback_items SET state = $2, owner_id = $3, tags = $4, revision = revision + 1,
                     changed_at = $5, changed_by = $6 WHERE interaction_id = $1 AND revision = $7";
            let query = sqlx::query(sql)
                .bind(held.interaction.clone())
                .bind(held.handling.state.as_str())
                .bind(held.handling.owner)
                .bind(to_json(&held.handling.tags)?)
                .bind(now.micros())
                .bind(actor.to_owned())
                .bind(held.revision);
            undone += query.execute(&mut *tx).await?.rows_affected() as usize;
        }
        let action: String = row.try_get(1)?;
        note(&mut tx, actor, &format!("feedback.{action}.undone"), before.iter().map(|held| &held.interaction), now)
            .await?;
        tx.commit().await?;
        Ok(undone)
    }

    /// A change that may be taken back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn triage_change(&self, change: i64, actor: &str) -> Result<Option<Undoable>, StoreError> {
        let sql = "SELECT action, before, undone_at FROM feedback_changes WHERE change_id = $1 AND by_actor = $2";
        let query = sqlx::query(sql).bind(change).bind(actor.to_owned());
        let Some(row) = query.fetch_optional(self.state().reader()).await? else { return Ok(None) };
        let before: Vec<Before> = from_json(&row.try_get::<String, _>(1)?, "what was before a change")?;
        let undone = row.try_get::<Option<i64>, _>(2)?.is_some();
        Ok(Some(Undoable { action: row.try_get(0)?, items: before.len(), undone }))
    }

    /// Keeps a note on a comment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_feedback_note(
        &self,
        interaction: &str,
        (actor, name): (&str, &str),
        text: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.state().begin().await?;
        let query =
            sqlx::query("INSERT INTO feedback_notes (interaction_id, at, by_name, text) VALUES ($1, $2, $3, $4)")
                .bind(interaction.to_owned())
                .bind(now.micros());
        Param::Text(text).bind_to(Param::Text(name).bind_to(query)).execute(&mut *tx).await?;
        note(&mut tx, actor, "feedback.noted", std::iter::once(&interaction.to_owned()), now).await?;
        Ok(tx.commit().await?)
    }

    /// The notes on a comment, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback_notes(&self, interaction: &str) -> Result<Vec<Note>, StoreError> {
        let sql = "SELECT at, by_name, text FROM feedback_notes WHERE interaction_id = $1 ORDER BY note_id";
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as(sql).bind(interaction.to_owned()).fetch_all(self.state().reader()).await?;
        Ok(rows.into_iter().map(|(at, by, text)| Note { at: Instant::from_micros(at), by, text }).collect())
    }

    /// The views somebody has: their own, and those that others share, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback_views(&self, user: i64) -> Result<Vec<SavedView>, StoreError> {
        let sql = "SELECT view_id, owner_id, name, query, shared FROM feedback_views
             WHERE owner_id = $1 OR shared = 1 ORDER BY name, view_id";
        let rows: Vec<(i64, i64, String, String, i64)> =
            sqlx::query_as(sql).bind(user).fetch_all(self.state().reader()).await?;
        let view = |(id, owner, name, query, shared)| SavedView { id, owner, name, query, shared: shared == 1 };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Keeps a view under a name of its owner's, in place of one of that name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_feedback_view(&self, view: &SavedView, now: Instant) -> Result<i64, StoreError> {
        let sql = "INSERT INTO feedback_views (owner_id, name, query, shared, made_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (owner_id, name) DO UPDATE SET query = excluded.query, shared = excluded.shared
             RETURNING view_id";
        let query = sqlx::query(sql).bind(view.owner);
        let query = Param::Text(&view.query).bind_to(Param::Text(&view.name).bind_to(query));
        let query = query.bind(i64::from(view.shared)).bind(now.micros());
        let made = query.fetch_one(self.state().writer()).await;
        Ok(made.map_err(|error| name_clash(error, || format!("the view {}", view.name)))?.try_get(0)?)
    }

    /// Takes away a view of an owner's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when they have none of that number.
    pub async fn remove_feedback_view(&self, id: i64, owner: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM feedback_views WHERE view_id = $1 AND owner_id = $2";
        let gone = sqlx::query(sql).bind(id).bind(owner).execute(self.state().writer()).await?;
        if gone.rows_affected() == 1 { Ok(()) } else { Err(StoreError::not_found(format!("view {id}"))) }
    }
}

/// [`Store::triage`] in a transaction of the caller's.
///
/// # Errors
/// When the database fails.
pub async fn triage_in(
    tx: &mut AnyConnection,
    interactions: &[String],
    what: &Triage,
    actor: &str,
    now: Instant,
) -> Result<Changed, StoreError> {
    let mut named: Vec<&String> = interactions.iter().collect();
    named.sort_unstable();
    named.dedup();
    // The rows are held from here on, so that two who change the same comment follow one another.
    let new: Vec<[Param<'_>; 7]> = named
        .iter()
        .map(|id| {
            let state = Param::Text(ItemState::New.as_str());
            let (tags, at) = (Param::Text("[]"), Param::Integer(now.micros()));
            [Param::Text(id), state, Param::OptInteger(None), tags, Param::Integer(0), at, Param::Text(actor)]
        })
        .collect();
    let head = "INSERT INTO feedback_items (interaction_id, state, owner_id, tags, revision, changed_at, changed_by)";
    insert_many(tx, head, &new, "ON CONFLICT (interaction_id) DO UPDATE SET revision = feedback_items.revision")
        .await?;
    let keys: Vec<[Param<'_>; 1]> = named.iter().map(|id| [Param::Text(id)]).collect();
    let head = format!("SELECT {COLUMNS} FROM feedback_items WHERE interaction_id IN");
    let mut held = select_in(tx, &head, &keys, "").await?.iter().map(handled).collect::<Result<Vec<_>, _>>()?;
    held.sort_by(|one, other| one.interaction.cmp(&other.interaction));
    held.dedup_by(|one, other| one.interaction == other.interaction);
    let mut before = Vec::new();
    for row in held {
        let Some(after) = what.applied(&row.handling) else { continue };
        let sql = "UPDATE feedback_items SET state = $2, owner_id = $3, tags = $4, revision = revision + 1,
                 changed_at = $5, changed_by = $6 WHERE interaction_id = $1";
        sqlx::query(sql)
            .bind(row.interaction.clone())
            .bind(after.state.as_str())
            .bind(after.owner)
            .bind(to_json(&after.tags)?)
            .bind(now.micros())
            .bind(actor.to_owned())
            .execute(&mut *tx)
            .await?;
        before.push(Before { interaction: row.interaction, handling: row.handling, revision: row.revision + 1 });
    }
    if before.is_empty() {
        return Ok(Changed { change: None, items: 0 });
    }
    let sql = "INSERT INTO feedback_changes (at, by_actor, action, before) VALUES ($1, $2, $3, $4)
         RETURNING change_id";
    let row = sqlx::query(sql)
        .bind(now.micros())
        .bind(actor.to_owned())
        .bind(what.as_str())
        .bind(to_json(&before)?)
        .fetch_one(&mut *tx)
        .await?;
    let action = format!("feedback.{}", what.as_str());
    note(tx, actor, &action, before.iter().map(|held| &held.interaction), now).await?;
    Ok(Changed { change: Some(row.try_get(0)?), items: before.len() })
}

async fn note(
    tx: &mut AnyConnection,
    actor: &str,
    action: &str,
    interactions: impl Iterator<Item = &String>,
    now: Instant,
) -> Result<(), StoreError> {
    let interactions: Vec<&String> = interactions.collect();
    let entry = AuditEntry {
        at: now,
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: "feedback".to_owned(),
        detail: serde_json::json!({ "interactions": interactions }).to_string(),
    };
    audit::append(tx, &entry).await
}

fn handled(row: &AnyRow) -> Result<Handled, StoreError> {
    let state: String = row.try_get(1)?;
    Ok(Handled {
        interaction: row.try_get(0)?,
        handling: Handling {
            state: ItemState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of a comment"))?,
            owner: row.try_get(2)?,
            tags: from_json(&row.try_get::<String, _>(3)?, "the tags of a comment")?,
        },
        revision: row.try_get(4)?,
        changed_at: Instant::from_micros(row.try_get(5)?),
    })
}
