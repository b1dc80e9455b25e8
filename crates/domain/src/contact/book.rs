//! The book of one customer's contacts, and what else speaks for or against the next one.

use serde::{Deserialize, Serialize};

use super::category::Category;
use crate::channel::Channel;
use crate::clock::Instant;

/// A wish to contact a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub category: Category,
    /// What it is one of: `survey:3`. A rest can lie between contacts of one topic.
    pub topic: String,
    /// What is to be sent: `invitation:12`. One subject is reserved once.
    pub subject: String,
    /// When it is of no use any more; a wait beyond it withholds. `None` for never.
    pub good_until: Option<Instant>,
}

/// What became of a contact.
///
/// ```text
/// reserved --sent--> delivered
///    |  \      \--------\--> bounced
///    |   \--> released        (definitely never went out: it does not count)
/// withheld                    (never reserved; its reason is kept)
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContactState {
    /// Will be sent; counts already.
    Reserved,
    /// Handed over, or possibly so.
    Sent,
    /// Known to have arrived.
    Delivered,
    /// Came back.
    Bounced,
    /// Not allowed.
    Withheld,
    /// Reserved, but definitely never sent.
    Released,
}

impl ContactState {
    /// Every state.
    pub const ALL: &'static [Self] =
        &[Self::Reserved, Self::Sent, Self::Delivered, Self::Bounced, Self::Withheld, Self::Released];

    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Withheld => "withheld",
            Self::Released => "released",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }

    /// Whether the customer was reached, or will have been, so that caps and rests count it.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Reserved | Self::Sent | Self::Delivered)
    }
}

/// A contact that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub category: Category,
    /// What it was one of.
    pub topic: String,
    /// When it was reserved.
    pub at: Instant,
}

/// What a customer said about being contacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// On which channel; `None` for all of them.
    pub channel: Option<Channel>,
    /// About what.
    pub category: Category,
    /// `true` for a consent, `false` for an objection.
    pub given: bool,
    /// Where it was said: `unsubscribe`, `profile`, `import:12`.
    pub source: String,
    /// When.
    pub at: Instant,
}

/// A complaint that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Which: `case:17`.
    pub subject: String,
    /// Since when.
    pub since: Instant,
}

/// Why an address gets nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SuppressedFor {
    /// Its reader unsubscribed.
    Unsubscribed,
    /// It does not exist.
    Bounced,
    /// Its reader called a message spam.
    Complained,
}

impl SuppressedFor {
    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    /// The reason of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Unsubscribed, Self::Bounced, Self::Complained].into_iter().find(|reason| reason.as_str() == name)
    }
}

/// An address that gets nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// About what; `None` for anything.
    pub category: Option<Category>,
    /// Why.
    pub reason: SuppressedFor,
    /// Since when.
    pub at: Instant,
}

/// Everything on one customer that a decision looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Contacts that count, in any order.
    pub contacts: Vec<Contact>,
    /// All that was said about consent, in any order.
    pub consents: Vec<Consent>,
    /// Open complaints.
    pub holds: Vec<Hold>,
    /// Suppressions of the one address that would be used.
    pub suppressions: Vec<Suppression>,
}
