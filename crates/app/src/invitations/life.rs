//! The whole life of one invitation, step by step.

use hamdel_domain::Instant;
use hamdel_domain::contact::{ContactState, Reason};
use hamdel_domain::invitations::{InvitationState, Step};
use hamdel_store::invitations::{Invitation, MessageTold};

use crate::App;
use crate::error::AppError;

/// What happened to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lived {
    /// A trigger or a hand made it.
    Made,
    /// It is due then, or was.
    Due,
    /// It waits, or waited, for what the reasons say.
    Waits,
    /// The contact ledger has its message.
    Reserved,
    /// Its message was handed over.
    Sent,
    /// Nobody knows whether its message arrived at the server.
    Unknown,
    /// Its message was not taken and is tried again.
    TriedAgain,
    /// Its message was given up.
    GaveUp,
    /// Its message arrived.
    Delivered,
    /// Its message came back.
    Bounced,
    /// Its link was followed.
    Opened,
    /// A question was answered.
    Started,
    /// It was submitted.
    Answered,
    /// It was withheld.
    Withheld,
    /// A reminder is due then.
    ReminderDue,
    /// A reminder was withheld.
    ReminderWithheld,
    /// A reminder went out.
    Reminded,
    /// Its time ends, or ended.
    Expires,
}

impl Lived {
    /// The name in the API and the locales (`life-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Due => "due",
            Self::Waits => "waits",
            Self::Reserved => "reserved",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::TriedAgain => "tried_again",
            Self::GaveUp => "gave_up",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Opened => "opened",
            Self::Started => "started",
            Self::Answered => "answered",
            Self::Withheld => "withheld",
            Self::ReminderDue => "reminder_due",
            Self::ReminderWithheld => "reminder_withheld",
            Self::Reminded => "reminded",
            Self::Expires => "expires",
        }
    }
}

/// A step of that life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeStep {
    /// When; ahead of now for what is to come.
    pub at: Instant,
    /// What.
    pub what: Lived,
    /// Why, where the ledger says so.
    pub reasons: Vec<Reason>,
    /// The words of a server, where it had any.
    pub words: Option<String>,
}

/// An invitation and its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// The invitation.
    pub invitation: Invitation,
    /// The name of its trigger; `None` where it was made by hand or the trigger is gone.
    pub trigger: Option<String>,
    /// What happened and will, in its order.
    pub steps: Vec<LifeStep>,
}

/// Tells the life of an invitation; that `actor` read it is recorded.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of that number.
pub async fn life(app: &App, id: i64, actor: &str) -> Result<Life, AppError> {
    let invitation = app.store.invitation(id).await?.ok_or(AppError::NotFound("invitation"))?;
    let trigger = match invitation.said.trigger {
        Some(trigger) => app.store.trigger(trigger).await?.map(|kept| kept.trigger.name),
        None => None,
    };
    let mut steps = Vec::new();
    let mut add = |at: Instant, what: Lived, reasons: &[Reason], words: Option<String>| {
        steps.push(LifeStep { at, what, reasons: reasons.to_vec(), words });
    };
    add(invitation.made_at, Lived::Made, &[], None);
    let state = invitation.state;
    if state == InvitationState::Planned {
        let what = if invitation.reasons.is_empty() { Lived::Due } else { Lived::Waits };
        add(invitation.said.send_at, what, &invitation.reasons, None);
    }
    for step in [Step::Invitation, Step::Reminder] {
        let Some(row) = app.store.contact_of_subject(&step.subject(id)).await? else { continue };
        match (row.state, step) {
            (ContactState::Withheld, Step::Reminder) => add(row.at, Lived::ReminderWithheld, &row.reasons, None),
            (ContactState::Withheld, Step::Invitation) => {}
            (_, Step::Invitation) => add(row.at, Lived::Reserved, &[], None),
            (_, Step::Reminder) => {}
        }
    }
    for message in app.store.messages_of_invitation(id).await? {
        if let Some((at, what)) = told(&message) {
            add(at, what, &[], message.answer);
        }
    }
    let moments = app.store.invitation_moments(id).await?;
    for (at, what) in [
        (moments.delivered, Lived::Delivered),
        (moments.opened, Lived::Opened),
        (moments.started, Lived::Started),
        (invitation.answered_at, Lived::Answered),
        (invitation.reminder_at, Lived::ReminderDue),
    ] {
        if let Some(at) = at {
            add(at, what, &[], None);
        }
    }
    if let (InvitationState::Withheld, Some(at)) = (state, moments.changed) {
        add(at, Lived::Withheld, &invitation.reasons, None);
    }
    if state.is_open() || state == InvitationState::Planned || state == InvitationState::Expired {
        add(invitation.said.expires_at, Lived::Expires, &[], None);
    }
    steps.sort_by_key(|step| step.at);
    let subject = format!("customer:{}", invitation.said.customer);
    crate::audit::record(app, actor, "contacts.read", &subject, "").await?;
    Ok(Life { invitation, trigger, steps })
}

/// What became of a message, and when.
fn told(message: &MessageTold) -> Option<(Instant, Lived)> {
    let at = message.changed_at;
    match (message.state.as_str(), message.step) {
        ("sent", Step::Invitation) => Some((at, Lived::Sent)),
        ("sent", Step::Reminder) => Some((at, Lived::Reminded)),
        ("unknown", _) => Some((at, Lived::Unknown)),
        ("bounced", _) => Some((at, Lived::Bounced)),
        ("gave_up", _) => Some((at, Lived::GaveUp)),
        ("ready", _) if message.attempts > 0 => Some((message.next_at, Lived::TriedAgain)),
        _ => None,
    }
}
