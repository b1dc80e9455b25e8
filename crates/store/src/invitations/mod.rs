//! Invitations, their links, their triggers and the messages that carry them.

mod deliveries;
mod life;
mod links;
mod triggers;

pub use deliveries::{Delivery, DeliveryState, NewDelivery, begin_delivery, end_delivery, retry_delivery};
pub use life::{InvitationMoments, MessageTold};
pub use links::{Link, LinkPurpose, put_link};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use hamdel_domain::contact::Reason;
use hamdel_domain::invitations::{InvitationPlace, InvitationState, NewInvitation, VersionPolicy};
use hamdel_domain::{CustomerId, Instant};

use crate::Store;
use crate::contact::{channel, from_json, to_json};
use crate::error::StoreError;
use crate::rows::{Param, insert_many, select_in};

/// An invitation as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub said: NewInvitation,
    /// Where it stands.
    pub state: InvitationState,
    /// Why it waits, or was withheld.
    pub reasons: Vec<Reason>,
    /// When its customer is reminded.
    pub reminder_at: Option<Instant>,
    /// When it was made.
    pub made_at: Instant,
    /// When it was handed over.
    pub sent_at: Option<Instant>,
    /// When it was submitted.
    pub answered_at: Option<Instant>,
}

/// How far the invitations to a survey came; each count includes those that came further.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvitationFunnel {
    /// Made, by triggers or by hand.
    pub made: i64,
    /// Withheld.
    pub withheld: i64,
    /// Handed over.
    pub sent: i64,
    /// Came back.
    pub bounced: i64,
    /// Opened.
    pub opened: i64,
    /// Started.
    pub started: i64,
    /// Answered.
    pub answered: i64,
}

const COLUMNS: &str = "invitation_id, invitation_key, survey_id, version, trigger_id, customer_id, channel, address, \
    language, context, state, reason, send_at, reminder_after, reminder_at, expires_at, made_at, sent_at, answered_at, \
    touchpoint, stage, unit, employee";

/// Plans invitations; one whose key exists stays as it is. Gives how many are new.
///
/// # Errors
/// When the database fails.
pub async fn plan(connection: &mut AnyConnection, new: &[NewInvitation], now: Instant) -> Result<u64, StoreError> {
    let rows: Vec<[Param<'_>; 19]> = new
        .iter()
        .map(|new| {
            let version = match new.version {
                VersionPolicy::Latest => None,
                VersionPolicy::Fixed(version) => Some(version),
            };
            [
                Param::Text(&new.key),
                Param::Integer(new.survey),
                Param::OptInteger(version),
                Param::OptInteger(new.trigger),
                Param::Integer(new.customer.0),
                Param::Text(new.channel.as_str()),
                Param::OptText(new.address.as_deref()),
                Param::OptText(new.language.as_deref()),
                Param::Text(&new.context),
                Param::OptText(new.place.touchpoint.as_deref()),
                Param::OptText(new.place.stage.as_deref()),
                Param::OptText(new.place.unit.as_deref()),
                Param::OptText(new.place.employee.as_deref()),
                Param::Text(InvitationState::Planned.as_str()),
                Param::Integer(new.send_at.micros()),
                Param::OptInteger(new.reminder_after),
                Param::Integer(new.expires_at.micros()),
                Param::Integer(now.micros()),
                Param::Integer(now.micros()),
            ]
        })
        .collect();
    let head = "INSERT INTO invitations (invitation_key, survey_id, version, trigger_id, customer_id, channel, address, language, context, touchpoint, stage, unit, employee, state, send_at, reminder_after, expires_at, made_at, changed_at)";
    insert_many(connection, head, &rows, "ON CONFLICT (invitation_key) DO NOTHING").await
}

/// Moves an invitation on. `false` when it is in no state from which that one is reached, so that of any number of
/// callers at once one moves it.
///
/// # Errors
/// When the database fails.
pub async fn move_on(
    connection: &mut AnyConnection,
    invitation: i64,
    to: InvitationState,
    reasons: &[Reason],
    now: Instant,
) -> Result<bool, StoreError> {
    let from: Vec<String> = to.reached_from().iter().map(|state| format!("'{}'", state.as_str())).collect();
    if from.is_empty() {
        return Ok(false);
    }
    let stamp = match to {
        InvitationState::Sent => ", sent_at = $3, reminder_at = $3 + reminder_after",
        InvitationState::Delivered => ", delivered_at = $3",
        InvitationState::Opened => ", opened_at = COALESCE(opened_at, $3)",
        InvitationState::Started => ", started_at = COALESCE(started_at, $3)",
        InvitationState::Answered => ", answered_at = $3, reminder_at = NULL",
        InvitationState::Expired | InvitationState::Bounced | InvitationState::Withheld => ", reminder_at = NULL",
        InvitationState::Planned | InvitationState::Reserved => "",
    };
    let from = from.join(", ");
    // What it waited for is over once it is on its way.
    let reason = if to == InvitationState::Reserved { "$4" } else { "COALESCE($4, reason)" };
    let sql = format!(
        "UPDATE invitations SET state = $2, changed_at = $3, reason = {reason}{stamp}
         WHERE invitation_id = $1 AND state IN ({from})"
    );
    let reason = if reasons.is_empty() { None } else { Some(to_json(reasons)?) };
    let moved = sqlx::query(AssertSqlSafe(sql))
        .bind(invitation)
        .bind(to.as_str())
        .bind(now.micros())
        .bind(reason)
        .execute(connection)
        .await?;
    Ok(moved.rows_affected() == 1)
}

/// Puts a planned invitation off, with the reason it waits for.
///
/// # Errors
/// When the database fails.
pub async fn postpone(
    connection: &mut AnyConnection,
    invitation: i64,
    until: Instant,
    reason: &Reason,
) -> Result<bool, StoreError> {
    let sql = "UPDATE invitations SET send_at = $2, reason = $3 WHERE invitation_id = $1 AND state = 'planned'";
    let put_off = sqlx::query(sql)
        .bind(invitation)
        .bind(until.micros())
        .bind(to_json(std::slice::from_ref(reason))?)
        .execute(connection)
        .await?;
    Ok(put_off.rows_affected() == 1)
}

/// Sets or takes away the moment of a reminder.
///
/// # Errors
/// When the database fails.
pub async fn set_reminder(
    connection: &mut AnyConnection,
    invitation: i64,
    at: Option<Instant>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE invitations SET reminder_at = $2 WHERE invitation_id = $1")
        .bind(invitation)
        .bind(at.map(Instant::micros))
        .execute(connection)
        .await?;
    Ok(())
}

/// The stages in which these customers are today, of those that are in one.
///
/// # Errors
/// When the database fails.
pub async fn stages_today(
    connection: &mut AnyConnection,
    customers: &[CustomerId],
) -> Result<Vec<(CustomerId, String)>, StoreError> {
    let keys: Vec<[Param<'_>; 1]> = customers.iter().map(|customer| [Param::Integer(customer.0)]).collect();
    let head = "SELECT c.customer_id, t.stage FROM customers c JOIN customers t ON t.customer_id = c.today
         WHERE t.stage IS NOT NULL AND c.customer_id IN";
    let rows = select_in(connection, head, &keys, "").await?;
    rows.iter().map(|row| Ok((CustomerId(row.try_get(0)?), row.try_get(1)?))).collect()
}

impl Store {
    /// An invitation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation(&self, id: i64) -> Result<Option<Invitation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE invitation_id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(invitation).transpose()
    }

    /// The invitation of a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_by_key(&self, key: &str) -> Result<Option<Invitation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE invitation_key = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(key.to_owned()).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(invitation).transpose()
    }

    /// Planned invitations whose time has come, first come first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitations_due(&self, now: Instant, limit: i64) -> Result<Vec<Invitation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitations WHERE state = 'planned' AND send_at <= $1 ORDER BY send_at LIMIT $2"
        );
        self.invitations_by(sql, now, limit).await
    }

    /// Invitations whose customer is to be reminded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitations_to_remind(&self, now: Instant, limit: i64) -> Result<Vec<Invitation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitations WHERE reminder_at IS NOT NULL AND reminder_at <= $1
             ORDER BY reminder_at LIMIT $2"
        );
        self.invitations_by(sql, now, limit).await
    }

    async fn invitations_by(&self, sql: String, now: Instant, limit: i64) -> Result<Vec<Invitation>, StoreError> {
        let query = sqlx::query(AssertSqlSafe(sql)).bind(now.micros()).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(invitation).collect()
    }

    /// Invitations to a survey, in a state or in any, youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitations_of_survey(
        &self,
        survey: i64,
        state: Option<InvitationState>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Invitation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitations WHERE survey_id = $1 AND (CAST($2 AS TEXT) IS NULL OR state = $2)
             ORDER BY invitation_id DESC LIMIT $3 OFFSET $4"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(survey)
            .bind(state.map(InvitationState::as_str))
            .bind(limit)
            .bind(offset);
        query.fetch_all(self.state().reader()).await?.iter().map(invitation).collect()
    }

    /// Marks invitations that were sent and not answered in time. Gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_invitations(&self, now: Instant) -> Result<u64, StoreError> {
        let sql = "UPDATE invitations SET state = 'expired', reminder_at = NULL
             WHERE state IN ('sent', 'delivered', 'opened', 'started') AND expires_at <= $1";
        Ok(sqlx::query(sql).bind(now.micros()).execute(self.state().writer()).await?.rows_affected())
    }

    /// How far the invitations to a survey came that were made in a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_funnel(
        &self,
        survey: i64,
        from: Instant,
        until: Instant,
    ) -> Result<InvitationFunnel, StoreError> {
        let sql = "SELECT COUNT(*), COUNT(CASE WHEN state = 'withheld' THEN 1 END), COUNT(sent_at),
                 COUNT(CASE WHEN state = 'bounced' THEN 1 END),
                 COUNT(COALESCE(opened_at, started_at, answered_at)), COUNT(COALESCE(started_at, answered_at)),
                 COUNT(answered_at)
             FROM invitations WHERE survey_id = $1 AND made_at >= $2 AND made_at < $3";
        let row = sqlx::query(sql)
            .bind(survey)
            .bind(from.micros())
            .bind(until.micros())
            .fetch_one(self.state().reader())
            .await?;
        Ok(InvitationFunnel {
            made: row.try_get(0)?,
            withheld: row.try_get(1)?,
            sent: row.try_get(2)?,
            bounced: row.try_get(3)?,
            opened: row.try_get(4)?,
            started: row.try_get(5)?,
            answered: row.try_get(6)?,
        })
    }
}

fn invitation(row: &AnyRow) -> Result<Invitation, StoreError> {
    let moment = |place: usize| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(place)?.map(Instant::from_micros));
    let state: String = row.try_get(10)?;
    let reasons: Option<String> = row.try_get(11)?;
    let version: Option<i64> = row.try_get(3)?;
    Ok(Invitation {
        id: row.try_get(0)?,
        said: NewInvitation {
            key: row.try_get(1)?,
            survey: row.try_get(2)?,
            version: version.map_or(VersionPolicy::Latest, VersionPolicy::Fixed),
            trigger: row.try_get(4)?,
            customer: CustomerId(row.try_get(5)?),
            channel: channel(&row.try_get::<String, _>(6)?)?,
            address: row.try_get(7)?,
            language: row.try_get(8)?,
            place: InvitationPlace {
                touchpoint: row.try_get(19)?,
                stage: row.try_get(20)?,
                unit: row.try_get(21)?,
                employee: row.try_get(22)?,
            },
            context: row.try_get(9)?,
            send_at: Instant::from_micros(row.try_get(12)?),
            reminder_after: row.try_get(13)?,
            expires_at: Instant::from_micros(row.try_get(15)?),
        },
        state: InvitationState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of an invitation"))?,
        reasons: reasons.map_or(Ok(Vec::new()), |text| from_json(&text, "the reason of an invitation"))?,
        reminder_at: moment(14)?,
        made_at: Instant::from_micros(row.try_get(16)?),
        sent_at: moment(17)?,
        answered_at: moment(18)?,
    })
}
