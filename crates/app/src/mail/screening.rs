//! Mail that no person wrote to us, told by its headers.

use mail_parser::Message;

use super::incoming::header;

/// Why a mail was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A program answered: away, received, a ticket was made (RFC 3834).
    AutoReply,
    /// It went to many: a list, a newsletter.
    Bulk,
    /// It is one of our own, come back.
    Loop,
    /// Its writer sent too many within the hour.
    TooMany,
    /// It has no words.
    NoWords,
    /// It names no writer.
    NoSender,
    /// It is no mail.
    Unreadable,
    /// It is larger than what is taken.
    TooLarge,
}

impl LeftOut {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::AutoReply,
        Self::Bulk,
        Self::Loop,
        Self::TooMany,
        Self::NoWords,
        Self::NoSender,
        Self::Unreadable,
        Self::TooLarge,
    ];

    /// The name in the database, the API and the locales (`mail-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AutoReply => "auto_reply",
            Self::Bulk => "bulk",
            Self::Loop => "loop",
            Self::TooMany => "too_many",
            Self::NoWords => "no_words",
            Self::NoSender => "no_sender",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
        }
    }
}

/// What the mail says about itself: whether a program wrote it, or it went to many.
pub(super) fn screen(message: &Message<'_>) -> Option<LeftOut> {
    let says = |name: &'static str| header(message, name).unwrap_or_default();
    if says("X-Loop").contains("hamdel") {
        return Some(LeftOut::Loop);
    }
    let submitted = says("Auto-Submitted");
    if !submitted.is_empty() && !submitted.starts_with("no") {
        return Some(LeftOut::AutoReply);
    }
    let precedence = says("Precedence");
    let has = |name: &'static str| !says(name).is_empty();
    if precedence.contains("auto") || has("X-Autoreply") || has("X-Autorespond") || has("X-Autoresponder") {
        return Some(LeftOut::AutoReply);
    }
    // Whoever wants no answer says so with an empty way back (RFC 3834, section 3).
    if says("Return-Path") == "<>" {
        return Some(LeftOut::AutoReply);
    }
    let to_many = matches!(precedence.as_str(), "bulk" | "junk" | "list");
    (to_many || has("List-Id") || has("List-Unsubscribe")).then_some(LeftOut::Bulk)
}
