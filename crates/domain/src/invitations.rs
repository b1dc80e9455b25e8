//! Invitations: wishes to ask one customer, and the triggers that make them.

mod trigger;

pub use trigger::{KeptTrigger, Trigger, TriggerFault, TriggerOn};

use serde::{Deserialize, Serialize};

use crate::channel::Channel;
use crate::clock::Instant;
use crate::customer::CustomerId;

/// Where an invitation stands.
///
/// ```text
/// planned --> reserved --> sent --> delivered --> opened --> started --> answered
///    |           |           \----------\------------\----------\------> (one further is enough)
///    |           |            \--> bounced
///    \--withheld-/   and every state before answered may become expired
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InvitationState {
    /// Waits for its time.
    Planned,
    /// Not allowed, or not possible; the reason is kept.
    Withheld,
    /// In the contact ledger, on its way to be handed over.
    Reserved,
    /// Handed over.
    Sent,
    /// Known to have arrived.
    Delivered,
    /// The link was followed.
    Opened,
    /// A question was answered.
    Started,
    /// Submitted.
    Answered,
    /// Its time ran out.
    Expired,
    /// The message came back.
    Bounced,
}

impl InvitationState {
    /// Every state.
    pub const ALL: &'static [Self] = &[
        Self::Planned,
        Self::Withheld,
        Self::Reserved,
        Self::Sent,
        Self::Delivered,
        Self::Opened,
        Self::Started,
        Self::Answered,
        Self::Expired,
        Self::Bounced,
    ];

    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Withheld => "withheld",
            Self::Reserved => "reserved",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Opened => "opened",
            Self::Started => "started",
            Self::Answered => "answered",
            Self::Expired => "expired",
            Self::Bounced => "bounced",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }

    /// The states from which an invitation may come here. Steps may be left out: a mail program that loads no
    /// picture opens nothing before the answer comes.
    #[must_use]
    pub fn reached_from(self) -> &'static [Self] {
        use InvitationState::{Bounced, Delivered, Opened, Planned, Reserved, Sent, Started};
        match self {
            Self::Planned => &[],
            Self::Withheld | Self::Reserved => &[Planned, Reserved],
            Self::Sent => &[Planned, Reserved],
            Self::Delivered => &[Reserved, Sent],
            Self::Opened => &[Reserved, Sent, Delivered, Bounced],
            Self::Started => &[Reserved, Sent, Delivered, Bounced, Opened],
            Self::Answered => &[Reserved, Sent, Delivered, Bounced, Opened, Started],
            Self::Expired => &[Planned, Reserved, Sent, Delivered, Opened, Started],
            Self::Bounced => &[Reserved, Sent, Delivered],
        }
    }

    /// Whether its link still opens the survey, for as long as it has not expired by time.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Planned
                | Self::Reserved
                | Self::Sent
                | Self::Delivered
                | Self::Opened
                | Self::Started
                | Self::Bounced
        )
    }
}

/// Which version of a survey an invitation asks with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionPolicy {
    /// The one that is published when the link is followed.
    #[default]
    Latest,
    /// That one, whatever is published later.
    Fixed(i64),
}

/// Where an invitation is about; its answer belongs there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvitationPlace {
    /// The touchpoint.
    pub touchpoint: Option<String>,
    /// The lifecycle stage.
    pub stage: Option<String>,
    /// The unit that served.
    pub unit: Option<String>,
    /// The employee who served.
    pub employee: Option<String>,
}

/// What an invitation says, whoever or whatever made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// One invitation of a key: `t4:` and the interaction for a trigger, random for one by hand.
    pub key: String,
    /// The survey.
    pub survey: i64,
    /// Which version of it.
    pub version: VersionPolicy,
    /// The trigger that made it.
    pub trigger: Option<i64>,
    /// Whom it asks.
    pub customer: CustomerId,
    /// On which channel.
    pub channel: Channel,
    /// Where; `None` for the customer's own address at the time.
    pub address: Option<String>,
    /// The language it is written in, `fa` or `en`; `None` for the customer's own or the company's.
    pub language: Option<String>,
    /// Where it is about.
    pub place: InvitationPlace,
    /// What it is about, as the text of a JSON object: the interaction, its kind and moment.
    pub context: String,
    /// Not before.
    pub send_at: Instant,
    /// How long after sending a customer who has not answered is reminded once; microseconds.
    pub reminder_after: Option<i64>,
    /// Neither sent nor answered after that.
    pub expires_at: Instant,
}

/// Which message of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The invitation itself.
    Invitation,
    /// Its one reminder.
    Reminder,
}

impl Step {
    /// The name used in the database and in subjects of the contact ledger.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
        }
    }

    /// The step of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Invitation, Self::Reminder].into_iter().find(|step| step.as_str() == name)
    }

    /// The subject of an invitation's message in the contact ledger: `invitation:12`, `reminder:12`.
    #[must_use]
    pub fn subject(self, invitation: i64) -> String {
        format!("{}:{invitation}", self.as_str())
    }
}
