//! Units, and who has which part in them.

use hamdel_domain::Instant;
use hamdel_domain::people::Part;
use hamdel_domain::units::Unit;
use sqlx::AnyConnection;

use crate::Store;
use crate::error::{StoreError, name_clash};
use crate::rows::{Param, insert_many};
use crate::users::UserId;

type Row = (String, String, String, Option<String>, Option<i64>);

const COLUMNS: &str = "SELECT name, title_fa, title_en, parent, archived_at FROM units ORDER BY name";

fn unit((name, title_fa, title_en, parent, archived_at): Row) -> Unit {
    Unit { name, title_fa, title_en, parent, archived_at: archived_at.map(Instant::from_micros) }
}

/// The part of somebody in a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitPart {
    /// The unit's name.
    pub unit: String,
    /// Who.
    pub user: UserId,
    /// Manager or member.
    pub part: Part,
}

fn unit_part((unit, user, part): (String, i64, String)) -> UnitPart {
    UnitPart { unit, user: UserId(user), part: Part::parse(&part).unwrap_or(Part::Member) }
}

/// Every unit by name, for a transaction that will change them: until it ends nobody else changes one that is
/// there, so that two moves at once cannot make a cycle.
///
/// # Errors
/// When the database fails.
pub async fn units_to_change(connection: &mut AnyConnection) -> Result<Vec<Unit>, StoreError> {
    sqlx::query("UPDATE units SET parent = parent").execute(&mut *connection).await?;
    let rows: Vec<Row> = sqlx::query_as(COLUMNS).fetch_all(connection).await?;
    Ok(rows.into_iter().map(unit).collect())
}

/// Adds a unit.
///
/// # Errors
/// [`StoreError::Conflict`] when there is one of that name.
pub async fn add_unit(connection: &mut AnyConnection, new: &Unit) -> Result<(), StoreError> {
    let query =
        sqlx::query("INSERT INTO units (name, title_fa, title_en, parent, archived_at) VALUES ($1, $2, $3, $4, $5)");
    bind(new)
        .into_iter()
        .fold(query, |query, param| param.bind_to(query))
        .execute(connection)
        .await
        .map_err(|error| name_clash(error, || format!("the unit {}", new.name)))?;
    Ok(())
}

/// Writes a unit that is there.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that name.
pub async fn put_unit(connection: &mut AnyConnection, changed: &Unit) -> Result<(), StoreError> {
    let query =
        sqlx::query("UPDATE units SET title_fa = $2, title_en = $3, parent = $4, archived_at = $5 WHERE name = $1");
    let done = bind(changed)
        .into_iter()
        .fold(query, |query, param| param.bind_to(query))
        .execute(connection)
        .await?
        .rows_affected();
    if done == 0 { Err(StoreError::not_found(format!("the unit {}", changed.name))) } else { Ok(()) }
}

/// Takes a unit away that was never used: nobody is in it and none is below it.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody is in it or a unit is below it, [`StoreError::NotFound`] when it is not
/// there.
pub async fn remove_unit(connection: &mut AnyConnection, name: &str) -> Result<(), StoreError> {
    let held: i64 = sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM unit_people WHERE unit = $1) + (SELECT COUNT(*) FROM units WHERE parent = $1)",
    )
    .bind(name.to_owned())
    .fetch_one(&mut *connection)
    .await?;
    if held > 0 {
        return Err(StoreError::conflict(format!("somebody or something in the unit {name}")));
    }
    let done = sqlx::query("DELETE FROM units WHERE name = $1")
        .bind(name.to_owned())
        .execute(connection)
        .await?
        .rows_affected();
    if done == 0 { Err(StoreError::not_found(format!("the unit {name}"))) } else { Ok(()) }
}

fn bind(unit: &Unit) -> [Param<'_>; 5] {
    [
        Param::Text(&unit.name),
        Param::Text(&unit.title_fa),
        Param::Text(&unit.title_en),
        Param::OptText(unit.parent.as_deref()),
        Param::OptInteger(unit.archived_at.map(Instant::micros)),
    ]
}

/// The parts that somebody has.
///
/// # Errors
/// When the database fails.
pub async fn parts_of(connection: &mut AnyConnection, user: UserId) -> Result<Vec<UnitPart>, StoreError> {
    let rows: Vec<(String, i64, String)> =
        sqlx::query_as("SELECT unit, user_id, part FROM unit_people WHERE user_id = $1 ORDER BY unit")
            .bind(user.0)
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(unit_part).collect())
}

/// Gives somebody these parts in place of those they had.
///
/// # Errors
/// When the database fails, or there is no such unit.
pub async fn replace_parts(
    connection: &mut AnyConnection,
    user: UserId,
    parts: &[(String, Part)],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM unit_people WHERE user_id = $1").bind(user.0).execute(&mut *connection).await?;
    let rows: Vec<[Param<'_>; 3]> = parts
        .iter()
        .map(|(unit, part)| [Param::Text(unit), Param::Integer(user.0), Param::Text(part.as_str())])
        .collect();
    insert_many(connection, "INSERT INTO unit_people (unit, user_id, part)", &rows, "").await?;
    Ok(())
}

impl Store {
    /// Every unit by name, archived ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units(&self) -> Result<Vec<Unit>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(COLUMNS).fetch_all(self.state.reader()).await?;
        Ok(rows.into_iter().map(unit).collect())
    }

    /// Who has which part in which unit, by unit; disabled users too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unit_parts(&self) -> Result<Vec<UnitPart>, StoreError> {
        let rows: Vec<(String, i64, String)> =
            sqlx::query_as("SELECT unit, user_id, part FROM unit_people ORDER BY unit, user_id")
                .fetch_all(self.state.reader())
                .await?;
        Ok(rows.into_iter().map(unit_part).collect())
    }

    /// The names of the units that somebody is in, and of all below them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units_reached(&self, user: UserId) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "WITH RECURSIVE reached (name) AS (
                 SELECT unit FROM unit_people WHERE user_id = $1
                 UNION SELECT u.name FROM units u JOIN reached r ON u.parent = r.name)
             SELECT name FROM reached",
        )
        .bind(user.0)
        .fetch_all(self.state.reader())
        .await?)
    }
}
