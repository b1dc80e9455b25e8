//! Segments, and the walk through the customers of today that says who is in one.

use sqlx::Row;
use sqlx::any::AnyRow;

use hamdel_domain::segments::{Segment, SegmentId};
use hamdel_domain::{CustomerId, Instant, ProfileState, Standing};

use crate::Store;
use crate::audit::{self, AuditEntry};
use crate::codec::decode_state;
use crate::error::{StoreError, name_clash};
use crate::rows::storable;

/// A customer of today, with what all their interactions say.
#[derive(Clone, Debug)]
pub struct WalkedCustomer {
    /// Who.
    pub customer: CustomerId,
    /// Known or anonymous.
    pub standing: Standing,
    /// What is known.
    pub state: ProfileState,
}

impl Store {
    /// Every segment by name, those put away last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn segments(&self) -> Result<Vec<Segment>, StoreError> {
        let sql = "SELECT segment_id, name, condition, retired_at FROM segments
             ORDER BY CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END, name";
        sqlx::query(sql).fetch_all(self.state().reader()).await?.iter().map(segment).collect()
    }

    /// Makes a segment.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name is taken.
    pub async fn add_segment(
        &self,
        name: &str,
        condition: &str,
        actor: &str,
        now: Instant,
    ) -> Result<SegmentId, StoreError> {
        let mut tx = self.state().begin().await?;
        let sql = "INSERT INTO segments (name, condition, created_at, created_by, changed_at)
             VALUES ($1, $2, $3, $4, $3) RETURNING segment_id";
        let made = sqlx::query(sql)
            .bind(storable(name))
            .bind(storable(condition))
            .bind(now.micros())
            .bind(storable(actor))
            .fetch_one(&mut *tx)
            .await
            .map_err(|error| name_clash(error, || format!("the segment {name}")))?;
        let id = SegmentId(made.try_get(0)?);
        audit::append(&mut tx, &entry("segment.created", id, (name, condition), (actor, now))).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes what a segment is called, who is in it, and whether it is put away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number, [`StoreError::Conflict`] when the name is taken.
    pub async fn change_segment(&self, segment: &Segment, actor: &str, now: Instant) -> Result<(), StoreError> {
        let mut tx = self.state().begin().await?;
        let sql =
            "UPDATE segments SET name = $2, condition = $3, changed_at = $4, retired_at = $5 WHERE segment_id = $1";
        let changed = sqlx::query(sql)
            .bind(segment.id.0)
            .bind(storable(&segment.name))
            .bind(storable(&segment.condition))
            .bind(now.micros())
            .bind(segment.retired.then(|| now.micros()))
            .execute(&mut *tx)
            .await
            .map_err(|error| name_clash(error, || format!("the segment {}", segment.name)))?;
        if changed.rows_affected() == 0 {
            return Err(StoreError::not_found(format!("segment {}", segment.id)));
        }
        let action = if segment.retired { "segment.retired" } else { "segment.changed" };
        let said = (segment.name.as_str(), segment.condition.as_str());
        audit::append(&mut tx, &entry(action, segment.id, said, (actor, now))).await?;
        Ok(tx.commit().await?)
    }

    /// The next customers of today by number, behind one, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn walk_customers(&self, after: CustomerId, limit: u32) -> Result<Vec<WalkedCustomer>, StoreError> {
        let sql = "SELECT today, customer_id, standing, state FROM customers WHERE today > $1 AND today <=
             (SELECT MAX(t) FROM (SELECT DISTINCT today AS t FROM customers WHERE today > $1 ORDER BY today LIMIT $2) AS next)
             ORDER BY today, customer_id";
        let rows = sqlx::query(sql).bind(after.0).bind(i64::from(limit)).fetch_all(self.state().reader()).await?;
        let mut walked: Vec<WalkedCustomer> = Vec::new();
        for row in &rows {
            let (today, customer) = (CustomerId(row.try_get(0)?), CustomerId(row.try_get(1)?));
            let state = decode_state(&row.try_get::<Vec<u8>, _>(3)?)?;
            let standing: String = row.try_get(2)?;
            let standing = if standing == "known" { Standing::Known } else { Standing::Anonymous };
            match walked.last_mut().filter(|last| last.customer == today) {
                Some(last) => {
                    last.state.join(&state);
                    if customer == today {
                        last.standing = standing;
                    }
                }
                None => walked.push(WalkedCustomer { customer: today, standing, state }),
            }
        }
        Ok(walked)
    }
}

fn entry(action: &str, id: SegmentId, (name, condition): (&str, &str), (actor, now): (&str, Instant)) -> AuditEntry {
    AuditEntry {
        at: now,
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: format!("segment:{id}"),
        detail: serde_json::json!({ "name": name, "condition": condition }).to_string(),
    }
}

fn segment(row: &AnyRow) -> Result<Segment, StoreError> {
    Ok(Segment {
        id: SegmentId(row.try_get(0)?),
        name: row.try_get(1)?,
        condition: row.try_get(2)?,
        retired: row.try_get::<Option<i64>, _>(3)?.is_some(),
    })
}
