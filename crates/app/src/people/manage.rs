//! People: invited, given roles, units and skills, barred and let in again.

use std::collections::{BTreeMap, BTreeSet};

use hamdel_domain::people::{Part, Presence};
use hamdel_domain::rights::{Role, Scope};
use hamdel_domain::units::Unit;
use hamdel_store::audit::append;
use hamdel_store::people::{
    UserChange, bar_user, change_user, put_presence, replace_skills, skills_of, users_to_change,
};
use hamdel_store::sessions::add_sign_in_link;
use hamdel_store::units::{parts_of, replace_parts, units_to_change};
use hamdel_store::users::{NewUser, User, add_user};
use hamdel_store::{StoreError, Transaction};
use hamdel_text::Language;
use serde::Serialize;

use super::changed;
use crate::App;
use crate::accounts::{UserId, checked_email, checked_name};
use crate::error::AppError;
use crate::tokens::{new_token, token_hash};

/// How long the link of an invitation opens; microseconds: a week, for it waits in a mailbox over a holiday.
const INVITATION_LASTS: i64 = 7 * hamdel_domain::clock::DAY;
/// How long a link for somebody who is known opens; microseconds.
const LINK_LASTS: i64 = hamdel_domain::clock::DAY;
/// Most skills of one person.
const MOST_SKILLS: usize = 50;
/// Longest name of a skill or an employee, in characters.
const LONGEST: usize = 100;

/// What is changed of somebody at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonChange {
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// The language they read.
    pub language: Language,
    /// Their name as an employee in interactions.
    pub employee: Option<String>,
    /// Their parts in units, by unit.
    pub parts: BTreeMap<String, Part>,
    /// What they are good at.
    pub skills: Vec<String>,
}

/// Somebody to be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// Their e-mail address.
    pub email: String,
    /// The rest.
    pub person: PersonChange,
}

/// Somebody who was invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Their number.
    pub id: UserId,
    /// The token of the link that signs them in once, for `/sign-in/link/{token}`; it is not seen again.
    pub token: String,
}

/// What the manager of a unit changes of the people in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamChange {
    /// What they are good at, in place of what was there.
    pub skills: Option<Vec<String>>,
    /// Whether they take work now.
    pub presence: Option<Presence>,
}

/// Somebody as the audit log tells of them.
#[derive(Serialize, PartialEq)]
struct Told<'a> {
    name: &'a str,
    role: &'a str,
    language: &'a str,
    employee: Option<&'a str>,
    units: BTreeMap<&'a str, &'static str>,
    skills: &'a [String],
}

impl<'a> Told<'a> {
    fn of(change: &'a PersonChange) -> Self {
        Self {
            name: &change.name,
            role: change.role.as_str(),
            language: change.language.code(),
            employee: change.employee.as_deref(),
            units: change.parts.iter().map(|(unit, part)| (unit.as_str(), part.as_str())).collect(),
            skills: &change.skills,
        }
    }
}

/// Adds somebody and makes the link that signs them in the first time, within a week.
///
/// # Errors
/// When a field is wrong, or the e-mail address or the employee is somebody else's.
pub async fn invite_person(app: &App, new: NewPerson, actor: &str) -> Result<Invited, AppError> {
    let email = checked_email(&new.email)?;
    let person = checked(new.person)?;
    let mut tx = app.store.state().begin().await?;
    let users = users_to_change(&mut tx).await?;
    if users.iter().any(|user| user.email == email.to_lowercase()) {
        return Err(AppError::refused("email", "email-taken", email));
    }
    free_employee(&users, None, person.employee.as_deref())?;
    known_units(&mut tx, &person.parts, &BTreeSet::new()).await?;
    let user =
        NewUser { email, name: &person.name, password_hash: None, role: person.role, language: person.language.code() };
    let added = add_user(&mut tx, user, app.clock.now()).await?;
    write(&mut tx, added.id, &person).await?;
    let token = link(app, &mut tx, added.id, INVITATION_LASTS).await?;
    let entry = changed(app, actor, "user.invited", subject(added.id), &None::<Told<'_>>, &Some(Told::of(&person)));
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Invited { id: added.id, token })
}

/// Changes somebody.
///
/// # Errors
/// When there is nobody of that number, a field is wrong, the employee is somebody else's, or the company would be
/// without an administrator.
pub async fn change_person(app: &App, id: UserId, change: PersonChange, actor: &str) -> Result<(), AppError> {
    let change = checked(change)?;
    let mut tx = app.store.state().begin().await?;
    let users = users_to_change(&mut tx).await?;
    let user = users.iter().find(|user| user.id == id).ok_or(AppError::NotFound("person"))?;
    if change.role != Role::Administrator {
        another_administrator(&users, id, "role")?;
    }
    free_employee(&users, Some(id), change.employee.as_deref())?;
    let parts: BTreeMap<String, Part> =
        parts_of(&mut tx, id).await?.into_iter().map(|held| (held.unit, held.part)).collect();
    known_units(&mut tx, &change.parts, &parts.keys().cloned().collect()).await?;
    let before = PersonChange {
        name: user.name.clone(),
        role: user.role,
        language: user.language.parse().unwrap_or(Language::Persian),
        employee: user.employee.clone(),
        parts,
        skills: skills_of(&mut tx, id).await?,
    };
    if before == change {
        return Ok(());
    }
    write(&mut tx, id, &change).await?;
    let entry = changed(app, actor, "user.changed", subject(id), &Told::of(&before), &Told::of(&change));
    append(&mut tx, &entry).await?;
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

/// Bars somebody from signing in, which ends their sessions, or lets them in again.
///
/// # Errors
/// When there is nobody of that number, or the company would be without an administrator.
pub async fn bar_person(app: &App, id: UserId, barred: bool, actor: &str) -> Result<(), AppError> {
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let users = users_to_change(&mut tx).await?;
    let user = users.iter().find(|user| user.id == id).ok_or(AppError::NotFound("person"))?;
    if user.disabled_at.is_some() == barred {
        return Ok(());
    }
    if barred {
        another_administrator(&users, id, "person")?;
        put_presence(&mut tx, id, Presence::Off, now).await?;
    }
    bar_user(&mut tx, id, barred.then_some(now)).await?;
    let action = if barred { "user.barred" } else { "user.let_in" };
    let state = |barred: bool| serde_json::json!({ "barred": barred });
    append(&mut tx, &changed(app, actor, action, subject(id), &state(!barred), &state(barred))).await?;
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

/// Makes a link that signs somebody in once, within a day; gives its token.
///
/// # Errors
/// When there is nobody of that number who may sign in.
pub async fn new_link(app: &App, id: UserId, actor: &str) -> Result<String, AppError> {
    let mut tx = app.store.state().begin().await?;
    let users = users_to_change(&mut tx).await?;
    let user = users.iter().find(|user| user.id == id).ok_or(AppError::NotFound("person"))?;
    if user.disabled_at.is_some() {
        return Err(AppError::refused("person", "is-barred", &user.name));
    }
    let token = link(app, &mut tx, id, LINK_LASTS).await?;
    let entry = changed(app, actor, "sign_in.link_made", subject(id), &(), &());
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(token)
}

/// Changes skills and presence of somebody in the units of a scope.
///
/// # Errors
/// When the scope does not hold them, or a skill is wrong.
pub async fn change_team(
    app: &App,
    id: UserId,
    change: TeamChange,
    scope: &Scope,
    actor: &str,
) -> Result<(), AppError> {
    let skills = change.skills.as_deref().map(checked_skills).transpose()?;
    let mut tx = app.store.state().begin().await?;
    let users = users_to_change(&mut tx).await?;
    let parts = parts_of(&mut tx, id).await?;
    let held = match scope {
        Scope::Units(units) => parts.iter().any(|part| units.contains(&part.unit)),
        Scope::Own { user, .. } => *user == id,
        Scope::Everything => true,
        Scope::Nothing => false,
    };
    let user = users.iter().find(|user| user.id == id && user.disabled_at.is_none());
    if user.is_none() || !held {
        return Err(AppError::NotFound("person"));
    }
    if let Some(skills) = skills {
        let before = skills_of(&mut tx, id).await?;
        if before != skills {
            replace_skills(&mut tx, id, &skills).await?;
            append(&mut tx, &changed(app, actor, "user.skills_changed", subject(id), &before, &skills)).await?;
        }
    }
    if let Some(presence) = change.presence {
        let before = put_presence(&mut tx, id, presence, app.clock.now()).await?;
        if before != presence {
            append(&mut tx, &changed(app, actor, "user.presence_changed", subject(id), &before, &presence)).await?;
        }
    }
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

pub(super) fn subject(id: UserId) -> String {
    format!("user:{id}")
}

async fn write(tx: &mut Transaction, id: UserId, change: &PersonChange) -> Result<(), StoreError> {
    let fields = UserChange {
        name: &change.name,
        role: change.role,
        language: change.language.code(),
        employee: change.employee.as_deref(),
    };
    change_user(tx, id, &fields).await?;
    let parts: Vec<(String, Part)> = change.parts.iter().map(|(unit, part)| (unit.clone(), *part)).collect();
    replace_parts(tx, id, &parts).await?;
    replace_skills(tx, id, &change.skills).await
}

async fn link(app: &App, tx: &mut Transaction, id: UserId, lasts: i64) -> Result<String, StoreError> {
    let token = new_token(app.entropy.as_ref());
    add_sign_in_link(tx, &token_hash(&token), id, app.clock.now().plus_micros(lasts)).await?;
    Ok(token)
}

fn checked(change: PersonChange) -> Result<PersonChange, AppError> {
    let name = checked_name(&change.name)?.to_owned();
    let employee = change.employee.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if employee.as_ref().is_some_and(|name| name.chars().count() > LONGEST || name.chars().any(char::is_control)) {
        return Err(AppError::refused("employee", "too-long", "100"));
    }
    Ok(PersonChange { name, employee, skills: checked_skills(&change.skills)?, ..change })
}

/// Each skill once, in its order.
fn checked_skills(skills: &[String]) -> Result<Vec<String>, AppError> {
    let each: BTreeSet<String> =
        skills.iter().map(|skill| skill.trim().to_owned()).filter(|skill| !skill.is_empty()).collect();
    if each.len() > MOST_SKILLS {
        return Err(AppError::refused("skills", "too-many", &MOST_SKILLS.to_string()));
    }
    if each.iter().any(|skill| skill.chars().count() > LONGEST || skill.chars().any(char::is_control)) {
        return Err(AppError::refused("skills", "too-long", "100"));
    }
    Ok(each.into_iter().collect())
}

/// Somebody else must be left who may do everything.
fn another_administrator(users: &[User], id: UserId, field: &'static str) -> Result<(), AppError> {
    let may = |user: &&User| user.role == Role::Administrator && user.disabled_at.is_none();
    let was = users.iter().filter(may).any(|user| user.id == id);
    let other = users.iter().filter(may).any(|user| user.id != id);
    if was && !other { Err(AppError::refused(field, "last-administrator", "")) } else { Ok(()) }
}

fn free_employee(users: &[User], id: Option<UserId>, employee: Option<&str>) -> Result<(), AppError> {
    let taken = employee
        .and_then(|name| users.iter().find(|user| Some(user.id) != id && user.employee.as_deref() == Some(name)));
    taken.map_or(Ok(()), |user| Err(AppError::refused("employee", "employee-taken", &user.name)))
}

/// New parts are in units that are in use; those that were there may stay.
async fn known_units(
    tx: &mut Transaction,
    parts: &BTreeMap<String, Part>,
    before: &BTreeSet<String>,
) -> Result<(), AppError> {
    let units: Vec<Unit> = units_to_change(tx).await?;
    for name in parts.keys() {
        let unit = units.iter().find(|unit| unit.name == *name);
        let unit = unit.ok_or_else(|| AppError::refused("units", "no-such-unit", name))?;
        if unit.archived_at.is_some() && !before.contains(name) {
            return Err(AppError::refused("units", "unit-archived", name));
        }
    }
    Ok(())
}
