//! Mail that comes in: one door for whole messages (RFC 5322), whichever way they come.
//!
//! [`receive_mail`] is the way of every mail: reports on our own messages go where they went before
//! ([`crate::invitations::take_bounce`]), a wish to hear no more becomes an objection, what a program wrote is left out
//! under a named reason, and what a person wrote is handed to [`take_in_mail`]. Every mail is counted by what became
//! of it; one mail counts once.
//!
//! When you make something else of mail (a case of a complaint), it goes into [`take_in_mail`].

mod door;
mod form;
mod incoming;
mod leaving;
mod mailbox;
mod quoted;
mod screening;
#[cfg(test)]
mod tests;

pub use door::{Door, FetchRound, door, fetched, mail_counts, make_secret, opens, shut, tell_fetched};
pub use form::whole_mail;
pub use incoming::{Answered, Attachment, IncomingMail, MailAddress};
pub(crate) use leaving::{is_wish_to_leave, unsubscribe};
pub use mailbox::{MAILBOX, MailFetcher, Mailbox, MailboxSettings};
pub use quoted::without_quoted;
pub use screening::LeftOut;

use mail_parser::{HeaderName, Message, MessageParser};

use hamdel_domain::Channel;
use hamdel_domain::clock::SECOND;
use hamdel_store::mail::TakenMail;

use crate::App;
use crate::cases::case_of_mail;
use crate::contact::address_hash;
use crate::error::AppError;
use crate::feedback::{NewFeedback, take_in};
use crate::invitations::{BounceTaken, LARGEST_BOUNCE, take_bounce};

use incoming::{answered_ids, incoming, key_of};
use screening::screen;

/// Largest mail that is taken; 20 MiB, which is what most mail servers let through with attachments encoded.
pub const LARGEST_MAIL: usize = 20 * 1024 * 1024;
/// Most mails of one address within an hour; a person writes fewer, two programs that answer each other more.
const MOST_AN_HOUR: i64 = 20;
/// One hour; microseconds.
const HOUR: i64 = 3_600 * SECOND;
/// Who acts in the audit log.
const ACTOR: &str = "mail";
/// The source of what comes by mail.
const SOURCE: &str = "mail";
/// Most messages before it that are looked up for one mail.
const MOST_BEFORE: usize = 12;

/// How a connection to a mail server is protected, out or in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailSecurity {
    /// Not at all: a server on this machine or in this network.
    None,
    /// `STARTTLS`, which the server must offer.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTaken {
    /// A comment; the interaction as 32 hexadecimal digits.
    Feedback(String),
    /// A case, or words for one that is there; its number.
    Case(i64),
    /// A report on one of our messages: it came back, it arrived, it was called spam.
    Report(BounceTaken),
    /// A wish to hear no more.
    Unsubscribed,
    /// It was left out.
    LeftOut(LeftOut),
    /// It was taken in before; what became of it then, by its code.
    Before(String),
}

impl MailTaken {
    /// The name in the database, the API and the locales (`mail-` and this name).
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Feedback(_) => "feedback",
            Self::Case(_) => "case",
            Self::Report(_) => "report",
            Self::Unsubscribed => "unsubscribed",
            Self::LeftOut(reason) => reason.as_str(),
            Self::Before(code) => code,
        }
    }
}

/// Takes a mail in, as it stands on the wire. Twice is once.
///
/// # Errors
/// When the database or the journal fails: then it may come again. A mail that is wrong is no error; see
/// [`MailTaken::LeftOut`].
pub async fn receive_mail(app: &App, raw: &[u8]) -> Result<MailTaken, AppError> {
    let now = app.clock.now();
    if raw.len() > LARGEST_MAIL {
        app.store.count_mail(LeftOut::TooLarge.as_str(), now).await?;
        return Ok(MailTaken::LeftOut(LeftOut::TooLarge));
    }
    let Some(message) = MessageParser::default().parse(raw).filter(is_mail) else {
        app.store.count_mail(LeftOut::Unreadable.as_str(), now).await?;
        return Ok(MailTaken::LeftOut(LeftOut::Unreadable));
    };
    let key = key_of(&message, raw);
    if let Some(before) = app.store.mail_outcome(&key).await? {
        return Ok(MailTaken::Before(before));
    }
    let mail = incoming(&message, raw, now);
    let sender_hash = mail.as_ref().map(|mail| address_hash(Channel::Email, &mail.from.address)).unwrap_or_default();
    let taken = sort(app, &message, raw, mail, &sender_hash).await?;
    let outcome = taken.code().to_owned();
    let bytes = i64::try_from(raw.len()).unwrap_or(i64::MAX);
    app.store.put_mail(&TakenMail { key, sender_hash, outcome, bytes, at: now }).await?;
    Ok(taken)
}

/// Whether it has a head with a field that mails have; any bytes with a colon have one of their own.
fn is_mail(message: &Message<'_>) -> bool {
    message
        .parts
        .first()
        .is_some_and(|head| head.headers.iter().any(|header| !matches!(header.name, HeaderName::Other(_))))
}

async fn sort(
    app: &App,
    message: &Message<'_>,
    raw: &[u8],
    mail: Option<IncomingMail>,
    sender_hash: &str,
) -> Result<MailTaken, AppError> {
    if raw.len() <= LARGEST_BOUNCE {
        match take_bounce(app, raw).await? {
            BounceTaken::NotAReport => {}
            report => return Ok(MailTaken::Report(report)),
        }
    }
    let Some(mut mail) = mail else { return Ok(MailTaken::LeftOut(LeftOut::NoSender)) };
    if is_our_own(app, message).await? {
        return Ok(MailTaken::LeftOut(LeftOut::Loop));
    }
    if let Some(reason) = screen(message) {
        return Ok(MailTaken::LeftOut(reason));
    }
    let since = app.clock.now().plus_micros(-HOUR);
    if app.store.mails_from(sender_hash, since).await? >= MOST_AN_HOUR {
        return Ok(MailTaken::LeftOut(LeftOut::TooMany));
    }
    if leaving::wants_no_more(&mail) {
        let source = format!("unsubscribe:mail:{}", mail.key);
        unsubscribe(app, Channel::Email, &mail.from.address, &source).await?;
        return Ok(MailTaken::Unsubscribed);
    }
    mail.answers = answered(app, &answered_ids(message)).await?;
    take_in_mail(app, &mail).await
}

/// What is made of a mail that a person wrote. Whoever makes something else of it (a case of a mail that answers one,
/// or of every mail to an address for complaints) does so before the comment is made; everything made carries
/// [`IncomingMail::key`], for after a crash the same mail comes again.
///
/// # Errors
/// When the database or the journal fails.
pub async fn take_in_mail(app: &App, mail: &IncomingMail) -> Result<MailTaken, AppError> {
    let text = words_of(mail);
    if text.is_empty() {
        return Ok(MailTaken::LeftOut(LeftOut::NoWords));
    }
    if let Some(case) = case_of_mail(app, mail, &text).await? {
        return Ok(MailTaken::Case(case.0));
    }
    let new = NewFeedback {
        text,
        source: SOURCE.to_owned(),
        external_id: Some(mail.key.clone()),
        kind: Some("email".to_owned()),
        channel: Some(Channel::Email.as_str().to_owned()),
        at: Some(mail.at),
        identifiers: vec![("email".to_owned(), mail.from.address.clone())],
        ..NewFeedback::default()
    };
    match take_in(app, &new, ACTOR).await {
        Ok(taken) => Ok(MailTaken::Feedback(taken.interaction)),
        // An address that is no identifier is nobody's.
        Err(AppError::Invalid { field: "identifiers", .. }) => Ok(MailTaken::LeftOut(LeftOut::NoSender)),
        Err(problem) => Err(problem),
    }
}

/// The words of a comment: of an answer its text, of a new mail its subject too; cut to what a comment may hold.
fn words_of(mail: &IncomingMail) -> String {
    /// Bytes of a comment; the bound of every text that comes in.
    const LONGEST: usize = 32 * 1024;
    let text = if mail.answers.is_some() || mail.subject.is_empty() || mail.text.is_empty() {
        if mail.text.is_empty() && mail.answers.is_none() { mail.subject.clone() } else { mail.text.clone() }
    } else {
        format!("{}\n\n{}", mail.subject, mail.text)
    };
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim().to_owned()
}

/// Whether the mail is one that we sent: its own name is a tag of ours.
async fn is_our_own(app: &App, message: &Message<'_>) -> Result<bool, AppError> {
    match message.message_id() {
        Some(id) => Ok(answered(app, &[id.to_owned()]).await?.is_some()),
        None => Ok(false),
    }
}

/// The message of ours that is named first among those before a mail.
async fn answered(app: &App, ids: &[String]) -> Result<Option<Answered>, AppError> {
    for id in ids.iter().take(MOST_BEFORE) {
        let Some(tag) = tag_of(id) else { continue };
        if let Some(delivery) = app.store.delivery_by_tag(tag).await? {
            return Ok(Some(Answered::Invitation { invitation: delivery.new.invitation }));
        }
        if let Some(message) = app.store.message_of_tag(tag).await? {
            return Ok(Some(Answered::Message { message: message.id, about: message.new.about }));
        }
    }
    Ok(None)
}

/// The tag in a name of ours: `<tag@example.com>`, 32 hexadecimal digits.
fn tag_of(id: &str) -> Option<&str> {
    let tag = id.trim_start_matches('<').split('@').next()?;
    let is_tag = tag.len() == 32 && tag.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_tag.then_some(tag)
}
