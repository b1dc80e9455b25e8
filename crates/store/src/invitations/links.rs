//! Links of invitations: opaque secrets of which a part finds the row and the hash of the rest proves it.

use sqlx::{AnyConnection, Row};

use hamdel_domain::Instant;

use crate::Store;
use crate::error::StoreError;

/// What a link is for; one for another purpose does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To answer.
    Answer,
    /// To unsubscribe.
    Unsubscribe,
}

impl LinkPurpose {
    /// The name used in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

/// A link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The part that finds it.
    pub selector: String,
    /// The invitation it carries.
    pub invitation: i64,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The hash of the part that proves it.
    pub verifier_hash: String,
}

/// Keeps a link.
///
/// # Errors
/// When the database fails.
pub async fn put_link(connection: &mut AnyConnection, link: &Link, now: Instant) -> Result<(), StoreError> {
    let sql = "INSERT INTO invitation_links (selector, invitation_id, purpose, verifier_hash, made_at)
         VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(link.selector.clone())
        .bind(link.invitation)
        .bind(link.purpose.as_str())
        .bind(link.verifier_hash.clone())
        .bind(now.micros())
        .execute(connection)
        .await?;
    Ok(())
}

impl Store {
    /// The link of a selector.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&self, selector: &str, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let sql = "SELECT invitation_id, verifier_hash FROM invitation_links WHERE selector = $1 AND purpose = $2";
        let row = sqlx::query(sql)
            .bind(selector.to_owned())
            .bind(purpose.as_str())
            .fetch_optional(self.state().reader())
            .await?;
        row.map(|row| {
            Ok(Link {
                selector: selector.to_owned(),
                invitation: row.try_get(0)?,
                purpose,
                verifier_hash: row.try_get(1)?,
            })
        })
        .transpose()
    }
}
