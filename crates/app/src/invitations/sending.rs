//! The worker that sends what is due.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;

use hamdel_domain::Channel;
use hamdel_domain::clock::SECOND;
use hamdel_domain::contact::ContactState;
use hamdel_domain::invitations::{InvitationState, Step, VersionPolicy};
use hamdel_domain::messages::{Mailer, OutboundGateway};
use hamdel_store::StoreError;
use hamdel_store::contact::set_contact_state;
use hamdel_store::invitations::{Delivery, DeliveryState, end_delivery, move_on};

use super::templates::{FirstQuestion, MessageTemplates};
use super::{hand_over, prepare};
use crate::App;
use crate::error::AppError;
use crate::work::{Lease, Next, Rounds, under_lease};

/// The name of the lease that one process sends under.
pub const SENDING: &str = "sending";
/// How long that lease lasts; microseconds. A message is handed over by one process even where two believe that they
/// hold it; the lease keeps them from reading the same rows in vain.
const LEASE: i64 = 120 * SECOND;
/// How long nothing is heard of a message that is being handed over until it counts as in doubt; microseconds. Longer
/// than any hand-over is let run.
const DOUBT: i64 = 900 * SECOND;
/// Invitations and messages taken in one round.
const ROUND: i64 = 200;

/// Whether a survey may be asked with.
#[async_trait]
pub trait SurveyDoor: Send + Sync {
    /// Whether it is published and not closed.
    async fn is_open(&self, survey: i64) -> Result<bool, AppError>;

    /// Its first question, where a step of a scale answers it and it is the same for everybody.
    async fn first_question(&self, _survey: i64, _version: VersionPolicy) -> Result<Option<FirstQuestion>, AppError> {
        Ok(None)
    }
}

/// Every survey is open.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlwaysOpen;

#[async_trait]
impl SurveyDoor for AlwaysOpen {
    async fn is_open(&self, _survey: i64) -> Result<bool, AppError> {
        Ok(true)
    }
}

/// The ways out of the company.
#[derive(Clone)]
pub struct Outbound {
    /// E-mail, where a server is configured.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// SMS and chat.
    pub gateways: Vec<Arc<dyn OutboundGateway>>,
    /// What messages say.
    pub templates: Arc<dyn MessageTemplates>,
    /// Which surveys may be asked with.
    pub surveys: Arc<dyn SurveyDoor>,
    /// Where customers reach this program, without a slash at the end: `https://ask.example.com`. Links are
    /// `{base_url}/i/{secret}` and `{base_url}/u/{secret}`.
    pub base_url: String,
    /// The language of customers whose own is unknown, `fa` or `en`.
    pub language: String,
}

impl Outbound {
    /// Whether something is configured that carries a channel.
    #[must_use]
    pub fn carries(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.mailer.is_some(),
            other => self.gateway(other).is_some(),
        }
    }

    pub(super) fn gateway(&self, channel: Channel) -> Option<&Arc<dyn OutboundGateway>> {
        self.gateways.iter().find(|gateway| gateway.channels().contains(&channel))
    }
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendRound {
    /// Messages in doubt after a crash, settled as possibly sent.
    pub in_doubt: u64,
    /// Invitations whose time to answer ran out.
    pub expired: u64,
    /// Reserved in the ledger.
    pub reserved: u64,
    /// Put off.
    pub waiting: u64,
    /// Withheld.
    pub withheld: u64,
    /// Handed over.
    pub sent: u64,
    /// Not taken this time.
    pub retried: u64,
    /// Refused for good.
    pub bounced: u64,
    /// Handed over perhaps.
    pub unknown: u64,
    /// Given up.
    pub gave_up: u64,
}

/// Sends until told to stop.
pub struct Sending {
    app: App,
    out: Outbound,
    holder: String,
}

impl Sending {
    /// Sending that works for `holder`, a name no other process has.
    #[must_use]
    pub fn new(app: App, out: Outbound, holder: String) -> Self {
        Self { app, out, holder }
    }

    /// Runs until told to stop. A failure is logged and tried again: the store keeps what is not yet sent.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let lease = Lease::of(&self.app, SENDING, LEASE, self.holder.clone());
        under_lease(self, lease, stop).await;
    }
}

impl Rounds for Sending {
    const DOES: &'static str = "sending invitations";
    const EVERY: Duration = Duration::from_secs(1);

    async fn round(&mut self) -> Result<Next, AppError> {
        send_due(&self.app, &self.out).await?;
        Ok(Next::AfterPause)
    }
}

/// Takes what is due: settles what is in doubt, reserves planned invitations and reminders, hands messages over.
/// Any number of callers at once send each message at most once.
///
/// # Errors
/// When the database fails; what was not done stays due.
pub async fn send_due(app: &App, out: &Outbound) -> Result<SendRound, AppError> {
    let mut round = SendRound::default();
    let now = app.clock.now();
    for delivery in app.store.deliveries_in_doubt(now.plus_micros(-DOUBT), ROUND).await? {
        round.in_doubt += u64::from(settle_sent(app, &delivery, DeliveryState::Unknown, "in doubt").await?);
    }
    round.expired = app.store.expire_invitations(now).await?;
    let due = app.store.invitations_due(now, ROUND).await?;
    let to_remind = app.store.invitations_to_remind(now, ROUND).await?;
    let steps = due.iter().map(|due| (due, Step::Invitation));
    for (invitation, step) in steps.chain(to_remind.iter().map(|due| (due, Step::Reminder))) {
        match prepare::prepare(app, out, invitation, step, &mut round).await {
            // One customer's damaged profile holds up nobody else.
            Err(AppError::Store(problem @ StoreError::Corrupt { .. })) => {
                tracing::error!(invitation = invitation.id, %problem, "an invitation cannot be prepared");
            }
            prepared => prepared?,
        }
    }
    hand_over::hand_over_due(app, out, ROUND, &mut round).await?;
    if round != SendRound::default() {
        tracing::info!(?round, "invitations sent");
    }
    Ok(round)
}

/// A message was handed over, or perhaps so: its reservation counts, and it is never sent again.
pub(super) async fn settle_sent(
    app: &App,
    delivery: &Delivery,
    to: DeliveryState,
    answer: &str,
) -> Result<bool, AppError> {
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let ended = end_delivery(&mut tx, delivery.id, to, answer, now).await?;
    if ended {
        set_contact_state(&mut tx, delivery.new.contact, ContactState::Sent, &[], now).await?;
        if delivery.new.step == Step::Invitation {
            move_on(&mut tx, delivery.new.invitation, InvitationState::Sent, &[], now).await?;
        }
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(ended)
}
