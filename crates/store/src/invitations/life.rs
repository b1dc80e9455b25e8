//! What is known of the way of one invitation.

use sqlx::Row;

use hamdel_domain::Instant;
use hamdel_domain::invitations::Step;

use crate::Store;
use crate::error::StoreError;

/// When an invitation came how far; what never was is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvitationMoments {
    /// Known to have arrived.
    pub delivered: Option<Instant>,
    /// First followed.
    pub opened: Option<Instant>,
    /// First answered.
    pub started: Option<Instant>,
    /// Last changed.
    pub changed: Option<Instant>,
}

/// A message of an invitation, as far as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageTold {
    /// The invitation or its reminder.
    pub step: Step,
    /// Its state, by its name in the database.
    pub state: String,
    /// How often it was begun.
    pub attempts: i64,
    /// The receiver's words.
    pub answer: Option<String>,
    /// When it last changed.
    pub changed_at: Instant,
    /// When it is tried again, while it waits.
    pub next_at: Instant,
}

impl Store {
    /// How far an invitation came, and when.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_moments(&self, invitation: i64) -> Result<InvitationMoments, StoreError> {
        let sql = "SELECT delivered_at, opened_at, started_at, changed_at FROM invitations WHERE invitation_id = $1";
        let row = sqlx::query(sql).bind(invitation).fetch_optional(self.state().reader()).await?;
        let Some(row) = row else { return Ok(InvitationMoments::default()) };
        let moment = |place: usize| row.try_get::<Option<i64>, _>(place).map(|at| at.map(Instant::from_micros));
        Ok(InvitationMoments { delivered: moment(0)?, opened: moment(1)?, started: moment(2)?, changed: moment(3)? })
    }

    /// The messages of an invitation, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_of_invitation(&self, invitation: i64) -> Result<Vec<MessageTold>, StoreError> {
        let sql = "SELECT step, state, attempts, answer, changed_at, next_at FROM message_deliveries
             WHERE invitation_id = $1 ORDER BY delivery_id";
        let rows = sqlx::query(sql).bind(invitation).fetch_all(self.state().reader()).await?;
        rows.iter()
            .map(|row| {
                let step: String = row.try_get(0)?;
                Ok(MessageTold {
                    step: Step::parse(&step).ok_or_else(|| StoreError::corrupt("the step of a message"))?,
                    state: row.try_get(1)?,
                    attempts: row.try_get(2)?,
                    answer: row.try_get(3)?,
                    changed_at: Instant::from_micros(row.try_get(4)?),
                    next_at: Instant::from_micros(row.try_get(5)?),
                })
            })
            .collect()
    }
}
