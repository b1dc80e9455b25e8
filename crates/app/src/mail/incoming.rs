//! A mail that came in, taken apart.

use mail_parser::{Address, HeaderName, HeaderValue, Message, MimeHeaders};
use xxhash_rust::xxh3::xxh3_128;

use hamdel_domain::Instant;
use hamdel_domain::clock::{DAY, SECOND};

use super::quoted::without_quoted;

/// Longest subject, in characters.
const LONGEST_SUBJECT: usize = 300;
/// Longest name of a file, in characters.
const LONGEST_NAME: usize = 120;
/// Most attachments of a mail that are read.
const MOST_ATTACHMENTS: usize = 50;
/// How far back a mail's own date is believed; older ones are dated by their arrival. Mail servers keep trying for
/// about five days; microseconds.
const OLDEST: i64 = 30 * DAY;
/// How far ahead of this clock; microseconds.
const AHEAD: i64 = DAY;

/// A mail of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingMail {
    /// Names it: of one key there is one mail, whichever way it came. What is made of a mail carries its key, so that
    /// taking it in twice makes nothing twice.
    pub key: String,
    /// Who wrote; nobody proved it.
    pub from: MailAddress,
    /// Addresses it went to.
    pub to: Vec<String>,
    /// The subject, on one line.
    pub subject: String,
    /// What was written, without the quoted part; empty where there is nothing but attachments.
    pub text: String,
    /// When it was written, as far as that can be believed; else when it came.
    pub at: Instant,
    /// The message of ours that it answers.
    pub answers: Option<Answered>,
    /// Files that came with it.
    pub attachments: Vec<Attachment>,
}

/// Somebody who writes mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress {
    /// Their name, as they write it.
    pub name: Option<String>,
    /// Their address, in small letters.
    pub address: String,
}

/// A message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// An invitation to a survey.
    Invitation {
        /// Its number.
        invitation: i64,
    },
    /// A message to one person.
    Message {
        /// Its number.
        message: i64,
        /// What it was about: `feedback:` and an interaction, `case:7`.
        about: String,
    },
}

/// A file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name; empty where it has none.
    pub name: String,
    /// What it says it is: `image/png`.
    pub kind: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Takes a mail apart; `None` when nobody is named as its writer. What it answers is not known here.
pub(super) fn incoming(message: &Message<'_>, raw: &[u8], now: Instant) -> Option<IncomingMail> {
    let from = message.from().and_then(Address::first)?;
    let address = from.address()?.trim().to_lowercase();
    if !address.contains('@') || address.len() > 320 {
        return None;
    }
    let name = from.name().map(one_line).filter(|name| !name.is_empty());
    let to = message.to().map(|to| to.iter().filter_map(|held| held.address()).map(str::to_lowercase).collect());
    Some(IncomingMail {
        key: key_of(message, raw),
        from: MailAddress { name, address },
        to: to.unwrap_or_default(),
        subject: one_line(message.subject().unwrap_or_default()).chars().take(LONGEST_SUBJECT).collect(),
        text: text_of(message),
        at: written_at(message, now),
        answers: None,
        attachments: message.attachments().take(MOST_ATTACHMENTS).filter_map(attachment).collect(),
    })
}

/// What names a mail: its Message-ID, or its bytes where it has none.
pub(super) fn key_of(message: &Message<'_>, raw: &[u8]) -> String {
    match message.message_id().map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) => format!("{:032x}", xxh3_128(id.as_bytes())),
        None => format!("{:032x}", xxh3_128(raw)),
    }
}

/// Identifiers of messages that a mail names as those before it, the nearest first.
pub(super) fn answered_ids(message: &Message<'_>) -> Vec<String> {
    let ids = |value: &HeaderValue<'_>| -> Vec<String> {
        value.as_text_list().unwrap_or_default().iter().map(|id| id.trim().to_owned()).collect()
    };
    let mut found = ids(message.in_reply_to());
    found.extend(ids(message.references()).into_iter().rev());
    found
}

fn text_of(message: &Message<'_>) -> String {
    let written = message.body_text(0).unwrap_or_default();
    let shown: String = written.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect();
    without_quoted(&shown)
}

fn written_at(message: &Message<'_>, now: Instant) -> Instant {
    let said = message.date().map(|date| date.to_timestamp()).and_then(|seconds| seconds.checked_mul(SECOND));
    let said = said.map(Instant::from_micros);
    said.filter(|at| (-OLDEST..=AHEAD).contains(&at.micros_since(now))).map_or(now, |at| at.min(now))
}

fn attachment(part: &mail_parser::MessagePart<'_>) -> Option<Attachment> {
    let kind = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")).to_lowercase(),
    );
    // What is shown with the text and has no name is a picture of a signature more often than a file.
    let name = part.attachment_name().map(one_line).unwrap_or_default();
    let bytes = part.contents().to_vec();
    (!bytes.is_empty()).then(|| Attachment { name: name.chars().take(LONGEST_NAME).collect(), kind, bytes })
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A header by its name, on one line and in small letters.
pub(super) fn header(message: &Message<'_>, name: &'static str) -> Option<String> {
    message.header_raw(HeaderName::from(name)).map(|value| one_line(value).to_lowercase())
}
