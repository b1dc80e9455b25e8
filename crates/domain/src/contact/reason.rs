//! Why a contact waits or is withheld: a code, and the figures a sentence is made of.

use serde::{Deserialize, Serialize};

use super::book::SuppressedFor;
use super::category::Category;
use super::window::Window;
use crate::channel::Channel;
use crate::clock::Instant;

/// Why a contact waits or is withheld. As JSON it is an object with its `code` and its figures; instants are
/// microseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Reason {
    /// A cap is full.
    Cap {
        /// Which.
        cap: String,
        /// How many it lets through.
        at_most: u32,
        /// How many there were.
        counted: u32,
        /// In which window.
        window: Window,
        /// From when on there is room; `None` for never.
        again: Option<Instant>,
    },
    /// The last contact was not long enough ago.
    Rest {
        /// Which rest.
        rest: String,
        /// Its length; microseconds.
        micros: i64,
        /// The contact it follows.
        last: Instant,
        /// When it is over.
        again: Instant,
    },
    /// It is a quiet hour.
    QuietHours {
        /// Which.
        quiet: String,
        /// Whether they were read in the customer's own zone; otherwise in the company's.
        customers_zone: bool,
        /// When they are over.
        again: Instant,
    },
    /// No moment within 400 days is free.
    NeverFree,
    /// The category needs a consent, and there is none.
    NoConsent {
        /// On which channel.
        channel: Channel,
        /// About what.
        category: Category,
    },
    /// The customer objected.
    Objected {
        /// On which channel; `None` for all of them.
        channel: Option<Channel>,
        /// About what.
        category: Category,
        /// Where it was said.
        source: String,
        /// When.
        at: Instant,
    },
    /// A complaint is open.
    Recovery {
        /// Which.
        subject: String,
        /// Since when.
        since: Instant,
    },
    /// The address gets nothing more.
    Suppressed {
        /// Why.
        reason: SuppressedFor,
        /// Since when.
        at: Instant,
    },
    /// There is no address on that channel.
    NoAddress {
        /// Which channel.
        channel: Channel,
    },
    /// The condition of the trigger is not met.
    NotEligible,
    /// The condition of the trigger could not be evaluated.
    ConditionFailed {
        /// In the words of the language.
        problem: String,
    },
    /// What it was about is over: the survey is closed, the date has moved.
    Outdated {
        /// What: `survey`, `date`.
        what: String,
    },
    /// Its time ran out before it could be sent.
    Expired {
        /// When.
        at: Instant,
    },
    /// It could not be handed over, however often it was tried.
    GaveUp {
        /// How often.
        attempts: u32,
    },
    /// The message could not be written.
    Unwritable {
        /// What was wrong with the template.
        problem: String,
    },
}

impl Reason {
    /// Its name in counts, locales (`withheld-` and this) and the API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cap { .. } => "cap",
            Self::Rest { .. } => "rest",
            Self::QuietHours { .. } => "quiet_hours",
            Self::NeverFree => "never_free",
            Self::NoConsent { .. } => "no_consent",
            Self::Objected { .. } => "objected",
            Self::Recovery { .. } => "recovery",
            Self::Suppressed { .. } => "suppressed",
            Self::NoAddress { .. } => "no_address",
            Self::NotEligible => "not_eligible",
            Self::ConditionFailed { .. } => "condition_failed",
            Self::Outdated { .. } => "outdated",
            Self::Expired { .. } => "expired",
            Self::GaveUp { .. } => "gave_up",
            Self::Unwritable { .. } => "unwritable",
        }
    }

    /// Whether it stands whatever the contact policy says: no other policy would have let the message through.
    #[must_use]
    pub fn is_beyond_policy(&self) -> bool {
        match self {
            Self::Cap { .. }
            | Self::Rest { .. }
            | Self::QuietHours { .. }
            | Self::NeverFree
            | Self::NoConsent { .. }
            | Self::Objected { .. }
            | Self::Recovery { .. } => false,
            Self::Suppressed { .. }
            | Self::NoAddress { .. }
            | Self::NotEligible
            | Self::ConditionFailed { .. }
            | Self::Outdated { .. }
            | Self::Expired { .. }
            | Self::GaveUp { .. }
            | Self::Unwritable { .. } => true,
        }
    }

    /// When it no longer holds, for those that pass by themselves.
    #[must_use]
    pub fn again(&self) -> Option<Instant> {
        match self {
            Self::Cap { again, .. } => *again,
            Self::Rest { again, .. } | Self::QuietHours { again, .. } => Some(*again),
            _ => None,
        }
    }
}
