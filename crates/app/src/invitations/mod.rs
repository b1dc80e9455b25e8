//! Invitations: from a trigger or a hand, through the contact ledger, to a message and its answer.
//!
//! Write path: the projector plans invitations in its own transaction ([`matching`]); [`Sending`] takes those that are
//! due, checks the trigger's condition, and reserves each in the contact ledger in one transaction with its message
//! (`prepare.rs`); the message is marked as being handed over before its first byte leaves (`hand_over.rs`), so that
//! whatever happens it is sent at most once; what comes of it moves invitation, reservation and message together.
//! Links carry an opaque secret ([`links`]); bounces find back by the message's tag ([`take_bounce`]).

mod bounces;
mod condition;
mod hand_over;
mod invite;
mod life;
pub mod links;
pub mod matching;
mod prepare;
mod sending;
mod smtp;
mod templates;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod tests_bench;
mod triggers;

pub use bounces::{BounceTaken, LARGEST as LARGEST_BOUNCE, Receipt, take_bounce, take_receipt};
pub use invite::{Invite, funnel, invitation, invitations_of, invite, mark_answered, mark_opened, mark_started};
pub use life::{Life, LifeStep, Lived, life};
pub use links::{Followed, Leaving, Visit, follow, leave, look_at_leaving};
pub use sending::{AlwaysOpen, Outbound, SENDING, SendRound, Sending, SurveyDoor, send_due};
pub use smtp::{SmtpMailer, SmtpSettings, SmtpSettingsError};
pub use templates::{
    FirstQuestion, MARKED, MessageContext, MessageTemplates, StringTemplate, StringTemplates, Written,
};
pub use triggers::{add_trigger, change_trigger, switch_trigger, triggers};

pub(crate) use prepare::profile;

pub use hamdel_store::invitations::{Invitation, InvitationFunnel};
