//! The tree of causes: added to, renamed, moved, archived; every change can be taken back.

use hamdel_domain::causes::{Cause, CauseTree, LONGEST_CAUSE_TITLE, MOST_CAUSES, ready_tree};
use hamdel_domain::tree::TreeProblem;
use hamdel_store::audit::{AuditEntry, append_numbered, entry_of};
use hamdel_store::causes::{add_cause as add, causes_in, causes_to_change, put_cause, remove_cause};
use hamdel_store::{StoreError, Transaction};
use serde::Deserialize;
use serde_json::json;

use crate::App;
use crate::error::AppError;
use crate::titles::forget_titles;

/// What a cause is called and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CauseChange {
    /// Its title for Persian readers; may be empty where there is one for English readers.
    #[serde(default)]
    pub title_fa: String,
    /// Its title for English readers; may be empty where there is one for Persian readers.
    #[serde(default)]
    pub title_en: String,
    /// The cause it is part of.
    #[serde(default)]
    pub parent: Option<String>,
}

impl CauseChange {
    fn checked(&self) -> Result<(String, String), AppError> {
        let (fa, en) = (self.title_fa.trim(), self.title_en.trim());
        for (field, title) in [("title_fa", fa), ("title_en", en)] {
            if title.chars().count() > LONGEST_CAUSE_TITLE || title.chars().any(char::is_control) {
                return Err(AppError::refused(field, "too-long", "100"));
            }
        }
        if fa.is_empty() && en.is_empty() {
            return Err(AppError::refused("title_fa", "no-cause-title", ""));
        }
        Ok((fa.to_owned(), en.to_owned()))
    }
}

/// The causes in force: the company's own, or the ready ones while it has changed nothing.
///
/// # Errors
/// When the database fails.
pub async fn cause_tree(app: &App) -> Result<CauseTree, AppError> {
    Ok(in_force(app.store.causes().await?))
}

/// Whether the company has changed the ready causes.
///
/// # Errors
/// When the database fails.
pub async fn are_own(app: &App) -> Result<bool, AppError> {
    Ok(!app.store.causes().await?.is_empty())
}

fn in_force(kept: Vec<Cause>) -> CauseTree {
    CauseTree::new(if kept.is_empty() { ready_tree() } else { kept })
}

/// Whether a case may be given this cause, in the transaction that gives it.
///
/// # Errors
/// [`AppError::Refused`] when there is no such cause, or it is archived.
pub(crate) async fn check_cause(tx: &mut Transaction, name: &str) -> Result<(), AppError> {
    let tree = in_force(causes_in(tx).await?);
    match tree.get(name) {
        None => Err(AppError::refused("cause", "no-such-cause", name)),
        Some(cause) if cause.archived_at.is_some() => Err(AppError::refused("cause", "cause-archived", name)),
        Some(_) => Ok(()),
    }
}

/// The tree for a transaction that changes it; the ready one is written down where there is none yet.
async fn to_change(tx: &mut Transaction) -> Result<CauseTree, AppError> {
    let kept = causes_to_change(tx).await?;
    if !kept.is_empty() {
        return Ok(CauseTree::new(kept));
    }
    let ready = ready_tree();
    for cause in &ready {
        add(tx, cause).await?;
    }
    Ok(CauseTree::new(ready))
}

/// Adds a cause. Its name is made of the English title, with a number behind it where that is taken or there are no
/// Latin letters in it. Gives the name and the number of the entry in the audit log.
///
/// # Errors
/// When a title or the parent is wrong, or there are too many causes.
pub async fn add_cause(app: &App, change: &CauseChange, actor: &str) -> Result<(String, i64), AppError> {
    let (title_fa, title_en) = change.checked()?;
    let mut tx = app.store.state().begin().await?;
    let tree = to_change(&mut tx).await?;
    if tree.nodes().count() >= MOST_CAUSES {
        return Err(AppError::refused("title_fa", "too-many-causes", &MOST_CAUSES.to_string()));
    }
    let name = free_name(&tree, &title_en);
    let new = Cause { name, title_fa, title_en, parent: change.parent.clone(), archived_at: None };
    stands(&tree, &new)?;
    add(&mut tx, &new).await?;
    let entry = changed(app, actor, "cause.added", None, Some(&new));
    let number = append_numbered(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    forget_titles(app);
    Ok((new.name, number))
}

/// Renames a cause or moves it; gives the number of the entry in the audit log.
///
/// # Errors
/// When there is no such cause, a title is wrong, or it would stand below itself or below one that is archived.
pub async fn change_cause(app: &App, name: &str, change: &CauseChange, actor: &str) -> Result<i64, AppError> {
    let (title_fa, title_en) = change.checked()?;
    write(app, name, "cause.changed", actor, |tree, before| {
        let after = Cause { title_fa, title_en, parent: change.parent.clone(), ..before.clone() };
        stands(tree, &after)?;
        Ok(after)
    })
    .await
}

/// Archives a cause, which no case is given any more then, or takes it back into use; gives the number of the entry in
/// the audit log.
///
/// # Errors
/// When there is no such cause, or causes below it are in use, or the one above it is not.
pub async fn archive_cause(app: &App, name: &str, archived: bool, actor: &str) -> Result<i64, AppError> {
    let now = app.clock.now();
    let action = if archived { "cause.archived" } else { "cause.restored" };
    write(app, name, action, actor, |tree, before| {
        if archived && let Some(below) = tree.children(name).find(|cause| cause.archived_at.is_none()) {
            return Err(AppError::refused("cause", "causes-below", &below.name));
        }
        let after = Cause { archived_at: archived.then(|| before.archived_at.unwrap_or(now)), ..before.clone() };
        stands(tree, &after)?;
        Ok(after)
    })
    .await
}

/// Takes back what an entry of the audit log tells of a cause, unless the cause was changed again; gives the number of
/// the entry that tells this, which can be taken back too.
///
/// # Errors
/// When there is no such entry, the cause has changed since, or it is in use by now.
pub async fn undo_cause(app: &App, entry: i64, actor: &str) -> Result<i64, AppError> {
    let mut tx = app.store.state().begin().await?;
    let tree = to_change(&mut tx).await?;
    let told = entry_of(&mut tx, entry).await?.filter(|told| told.action.starts_with("cause."));
    let told = told.ok_or(AppError::NotFound("change"))?;
    let Told { before, after } =
        serde_json::from_str(&told.detail).map_err(|_| StoreError::corrupt("an entry of the audit log"))?;
    let name = [&before, &after].into_iter().flatten().next().map(|cause| cause.name.clone());
    let name = name.ok_or(AppError::NotFound("change"))?;
    let present = tree.get(&name);
    if present != after.as_ref() {
        return Err(AppError::refused("cause", "changed-since", &name));
    }
    match (&before, present) {
        (Some(back), Some(_)) => {
            stands(&tree, back)?;
            put_cause(&mut tx, back).await?;
        }
        (Some(back), None) => {
            stands(&tree, back)?;
            add(&mut tx, back).await?;
        }
        (None, _) => remove_cause(&mut tx, &name).await.map_err(|problem| match problem {
            StoreError::Conflict { .. } => AppError::refused("cause", "cause-in-use", &name),
            other => other.into(),
        })?,
    }
    let told = changed(app, actor, "cause.undone", after.as_ref(), before.as_ref());
    let number = append_numbered(&mut tx, &told).await?;
    tx.commit().await.map_err(StoreError::from)?;
    forget_titles(app);
    Ok(number)
}

/// What an entry tells of a cause.
#[derive(Deserialize)]
struct Told {
    before: Option<Cause>,
    after: Option<Cause>,
}

async fn write(
    app: &App,
    name: &str,
    action: &str,
    actor: &str,
    change: impl FnOnce(&CauseTree, &Cause) -> Result<Cause, AppError>,
) -> Result<i64, AppError> {
    let mut tx = app.store.state().begin().await?;
    let tree = to_change(&mut tx).await?;
    let before = tree.get(name).ok_or(AppError::NotFound("cause"))?;
    let after = change(&tree, before)?;
    put_cause(&mut tx, &after).await?;
    let number = append_numbered(&mut tx, &changed(app, actor, action, Some(before), Some(&after))).await?;
    tx.commit().await.map_err(StoreError::from)?;
    forget_titles(app);
    Ok(number)
}

/// Whether a cause may stand where it says.
fn stands(tree: &CauseTree, cause: &Cause) -> Result<(), AppError> {
    let Some(parent) = cause.parent.as_deref() else { return Ok(()) };
    tree.may_stand_below(&cause.name, parent).map_err(|problem| match problem {
        TreeProblem::NoSuchParent => AppError::refused("parent", "no-such-cause", parent),
        TreeProblem::Cycle => AppError::refused("parent", "cause-below-itself", parent),
    })?;
    if cause.archived_at.is_none() && !tree.can_be_named(parent) {
        return Err(AppError::refused("parent", "cause-archived", parent));
    }
    Ok(())
}

fn changed(app: &App, actor: &str, action: &str, before: Option<&Cause>, after: Option<&Cause>) -> AuditEntry {
    let name = after.or(before).map(|cause| cause.name.as_str()).unwrap_or_default();
    AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: format!("cause:{name}"),
        detail: json!({ "before": before, "after": after }).to_string(),
    }
}

/// A name that no cause has: the Latin letters and digits of a title in lower case, with hyphens between its words.
fn free_name(tree: &CauseTree, title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let made = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    let stem = if made.is_empty() { "cause".to_owned() } else { made };
    if tree.get(&stem).is_none() && stem != "cause" {
        return stem;
    }
    let free = (2..).map(|number| format!("{stem}-{number}")).find(|name| tree.get(name).is_none());
    free.unwrap_or(stem)
}
