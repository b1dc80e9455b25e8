//! The tree of units: added to, renamed, moved, archived; every change can be taken back.

use hamdel_domain::units::{LONGEST_UNIT_NAME, TreeProblem, Unit, UnitTree};
use hamdel_store::StoreError;
use hamdel_store::audit::{append_numbered, entry_of};
use hamdel_store::units::{add_unit as add, put_unit, remove_unit, units_to_change};
use serde::Deserialize;

use super::changed;
use crate::App;
use crate::error::AppError;
use crate::titles::forget_titles;

/// Most units, so that the tree can be read whole.
const MOST_UNITS: usize = 5_000;

/// What a unit is called and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitChange {
    /// Its title for Persian readers; may be empty where there is one for English readers.
    pub title_fa: String,
    /// Its title for English readers; may be empty where there is one for Persian readers.
    pub title_en: String,
    /// The unit it is part of.
    pub parent: Option<String>,
}

impl UnitChange {
    fn checked(&self) -> Result<(String, String), AppError> {
        let (fa, en) = (self.title_fa.trim(), self.title_en.trim());
        for (field, title) in [("title_fa", fa), ("title_en", en)] {
            if title.chars().count() > LONGEST_UNIT_NAME || title.chars().any(char::is_control) {
                return Err(AppError::refused(field, "too-long", "100"));
            }
        }
        if fa.is_empty() && en.is_empty() {
            return Err(AppError::refused("title_fa", "no-title", ""));
        }
        Ok((fa.to_owned(), en.to_owned()))
    }
}

/// Adds a unit. Its name is what interactions call it; where none is given it is made of the English title. Gives
/// the name and the number of the entry in the audit log.
///
/// # Errors
/// When a title, the name or the parent is wrong, or the name is taken.
pub async fn add_unit(
    app: &App,
    name: Option<&str>,
    change: &UnitChange,
    actor: &str,
) -> Result<(String, i64), AppError> {
    let (title_fa, title_en) = change.checked()?;
    let name = match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) if name.chars().count() > LONGEST_UNIT_NAME || name.chars().any(char::is_control) => {
            return Err(AppError::refused("name", "too-long", "100"));
        }
        Some(name) => name.to_owned(),
        None => slug(&title_en).ok_or_else(|| AppError::refused("name", "no-name", ""))?,
    };
    let mut tx = app.store.state().begin().await?;
    let units = units_to_change(&mut tx).await?;
    if units.len() >= MOST_UNITS {
        return Err(AppError::refused("name", "too-many-units", &MOST_UNITS.to_string()));
    }
    let new = Unit { name, title_fa, title_en, parent: change.parent.clone(), archived_at: None };
    if units.iter().any(|unit| unit.name == new.name) {
        return Err(AppError::refused("name", "unit-taken", &new.name));
    }
    stands(&UnitTree::new(units), &new)?;
    add(&mut tx, &new).await?;
    let entry = changed(app, actor, "unit.added", subject(&new.name), &None::<Unit>, &Some(&new));
    let number = append_numbered(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    forget_titles(app);
    Ok((new.name, number))
}

/// Renames a unit or moves it; gives the number of the entry in the audit log.
///
/// # Errors
/// When there is no such unit, a title is wrong, or the unit would stand below itself or below one that is archived.
pub async fn change_unit(app: &App, name: &str, change: &UnitChange, actor: &str) -> Result<i64, AppError> {
    let (title_fa, title_en) = change.checked()?;
    write(app, name, "unit.changed", actor, |tree, before| {
        let after = Unit { title_fa, title_en, parent: change.parent.clone(), ..before.clone() };
        stands(tree, &after)?;
        Ok(after)
    })
    .await
}

/// Archives a unit, which nothing new is given to then, or takes it back into use; gives the number of the entry in
/// the audit log.
///
/// # Errors
/// When there is no such unit, or units below it are in use, or the one above it is not.
pub async fn archive_unit(app: &App, name: &str, archived: bool, actor: &str) -> Result<i64, AppError> {
    let now = app.clock.now();
    let action = if archived { "unit.archived" } else { "unit.restored" };
    write(app, name, action, actor, |tree, before| {
        if archived && let Some(below) = tree.children(name).find(|unit| unit.archived_at.is_none()) {
            return Err(AppError::refused("unit", "units-below", &below.name));
        }
        let after = Unit { archived_at: archived.then(|| before.archived_at.unwrap_or(now)), ..before.clone() };
        stands(tree, &after)?;
        Ok(after)
    })
    .await
}

/// Takes back what an entry of the audit log tells of a unit, unless the unit was changed again; gives the number of
/// the entry that tells this, which can be taken back too.
///
/// # Errors
/// When there is no such entry, the unit has changed since, or it is in use by now.
pub async fn undo_unit(app: &App, entry: i64, actor: &str) -> Result<i64, AppError> {
    let mut tx = app.store.state().begin().await?;
    let units = units_to_change(&mut tx).await?;
    let told = entry_of(&mut tx, entry).await?.filter(|told| told.action.starts_with("unit."));
    let told = told.ok_or(AppError::NotFound("change"))?;
    let Told { before, after } =
        serde_json::from_str(&told.detail).map_err(|_| StoreError::corrupt("an entry of the audit log"))?;
    let name = [&before, &after].into_iter().flatten().next().map(|unit| unit.name.clone());
    let name = name.ok_or(AppError::NotFound("change"))?;
    let present = units.iter().find(|unit| unit.name == name);
    if present != after.as_ref() {
        return Err(AppError::refused("unit", "changed-since", &name));
    }
    let tree = UnitTree::new(units.clone());
    match (&before, present) {
        (Some(back), Some(_)) => {
            stands(&tree, back)?;
            put_unit(&mut tx, back).await?;
        }
        (Some(back), None) => {
            stands(&tree, back)?;
            add(&mut tx, back).await?;
        }
        (None, _) => remove_unit(&mut tx, &name).await.map_err(|problem| match problem {
            StoreError::Conflict { .. } => AppError::refused("unit", "unit-in-use", &name),
            other => other.into(),
        })?,
    }
    let number = append_numbered(&mut tx, &changed(app, actor, "unit.undone", subject(&name), &after, &before)).await?;
    tx.commit().await.map_err(StoreError::from)?;
    forget_titles(app);
    Ok(number)
}

/// What an entry tells of a unit.
#[derive(Deserialize)]
struct Told {
    before: Option<Unit>,
    after: Option<Unit>,
}

async fn write(
    app: &App,
    name: &str,
    action: &str,
    actor: &str,
    change: impl FnOnce(&UnitTree, &Unit) -> Result<Unit, AppError>,
) -> Result<i64, AppError> {
    let mut tx = app.store.state().begin().await?;
    let tree = UnitTree::new(units_to_change(&mut tx).await?);
    let before = tree.get(name).ok_or(AppError::NotFound("unit"))?;
    let after = change(&tree, before)?;
    put_unit(&mut tx, &after).await?;
    let number =
        append_numbered(&mut tx, &changed(app, actor, action, subject(name), &Some(before), &Some(&after))).await?;
    tx.commit().await.map_err(StoreError::from)?;
    forget_titles(app);
    Ok(number)
}

/// Whether a unit may stand where it says.
fn stands(tree: &UnitTree, unit: &Unit) -> Result<(), AppError> {
    let Some(parent) = unit.parent.as_deref() else { return Ok(()) };
    tree.may_stand_below(&unit.name, parent).map_err(|problem| match problem {
        TreeProblem::NoSuchParent => AppError::refused("parent", "no-such-unit", parent),
        TreeProblem::Cycle => AppError::refused("parent", "below-itself", parent),
    })?;
    let archived = tree.get(parent).is_some_and(|parent| parent.archived_at.is_some());
    if archived && unit.archived_at.is_none() {
        return Err(AppError::refused("parent", "unit-archived", parent));
    }
    Ok(())
}

fn subject(name: &str) -> String {
    format!("unit:{name}")
}

/// A name of a title: its Latin letters and digits in lower case, with hyphens between them.
fn slug(title: &str) -> Option<String> {
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    Some(words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")).filter(|name| !name.is_empty())
}
