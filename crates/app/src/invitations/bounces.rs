//! Bounces that come back as mail: delivery status notifications (RFC 3464) and complaints (RFC 5965).

use std::collections::BTreeSet;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use hamdel_domain::contact::{Category, Consent, ContactState, SuppressedFor};
use hamdel_domain::invitations::{InvitationState, Step};
use hamdel_store::StoreError;
use hamdel_store::contact::{say, set_contact_state, suppress};
use hamdel_store::invitations::{Delivery, move_on};

use super::hand_over::bounce;
use crate::App;
use crate::contact::address_hash;
use crate::error::AppError;

/// Largest mail that is read as a bounce; 2 MiB. What a bounce says stands at its beginning.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// Characters of a message's tag.
const TAG: usize = 32;
/// Most tags looked up for one mail.
const MOST_TAGS: usize = 8;

/// What came of a mail that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BounceTaken {
    /// It is no report.
    NotAReport,
    /// It is a report on no message of ours.
    Unknown,
    /// Delivered for sure, to the invitation of that number.
    Delivered(i64),
    /// Still on its way.
    Delayed(i64),
    /// It came back for now: the mailbox is full, a rule is in the way.
    Soft(i64),
    /// There is no such address; nothing more is sent to it.
    Hard(i64),
    /// Its reader called it spam, which is an objection.
    Complained(i64),
}

/// What a report says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Report {
    tags: BTreeSet<String>,
    action: Option<String>,
    status: Option<String>,
    complaint: bool,
}

/// Takes a mail that came to the return path in. Twice is once.
///
/// # Errors
/// When the mail is too large, or the database fails.
pub async fn take_bounce(app: &App, raw: &[u8]) -> Result<BounceTaken, AppError> {
    if raw.len() > LARGEST {
        return Err(AppError::invalid("mail", "needs to be at most 2 MiB"));
    }
    let Some(report) = MessageParser::default().parse(raw).as_ref().and_then(report_of) else {
        return Ok(BounceTaken::NotAReport);
    };
    for tag in report.tags.iter().take(MOST_TAGS) {
        if let Some(delivery) = app.store.delivery_by_tag(tag).await? {
            return take(app, &report, &delivery).await;
        }
    }
    Ok(BounceTaken::Unknown)
}

/// What became of a message, as its carrier says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It arrived.
    Delivered,
    /// It did not.
    Failed {
        /// The carrier's words.
        words: String,
        /// Whether there is no such address, so that nothing more is sent to it.
        no_such_address: bool,
    },
}

/// Takes what a carrier says of the message of a tag. `false` when it is no invitation's. Twice is once.
///
/// # Errors
/// When the database fails.
pub async fn take_receipt(app: &App, tag: &str, receipt: &Receipt) -> Result<bool, AppError> {
    let Some(delivery) = app.store.delivery_by_tag(tag).await? else { return Ok(false) };
    match receipt {
        Receipt::Delivered => arrived(app, &delivery).await?,
        Receipt::Failed { words, no_such_address } => {
            bounce(app, &delivery, words, *no_such_address).await?;
        }
    }
    Ok(true)
}

async fn take(app: &App, report: &Report, delivery: &Delivery) -> Result<BounceTaken, AppError> {
    let invitation = delivery.new.invitation;
    if report.complaint {
        complain(app, delivery).await?;
        return Ok(BounceTaken::Complained(invitation));
    }
    let status = report.status.as_deref().unwrap_or_default();
    match report.action.as_deref() {
        Some("delivered") => {
            arrived(app, delivery).await?;
            Ok(BounceTaken::Delivered(invitation))
        }
        Some("failed") => {
            let hard = is_hard(status);
            bounce(app, delivery, &format!("came back: {status}"), hard).await?;
            Ok(if hard { BounceTaken::Hard(invitation) } else { BounceTaken::Soft(invitation) })
        }
        _ => Ok(BounceTaken::Delayed(invitation)),
    }
}

/// Whether a status (RFC 3463) means that the address is none: the class 5 with the subject address (1), or 5.0.0,
/// which says no more than that. A full mailbox (5.2.2) or a rule (5.7) is not the end of an address.
fn is_hard(status: &str) -> bool {
    status.starts_with("5.1.") || status == "5.0.0" || status == "5.2.1"
}

async fn arrived(app: &App, delivery: &Delivery) -> Result<(), AppError> {
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    set_contact_state(&mut tx, delivery.new.contact, ContactState::Delivered, &[], now).await?;
    if delivery.new.step == Step::Invitation {
        move_on(&mut tx, delivery.new.invitation, InvitationState::Delivered, &[], now).await?;
    }
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

async fn complain(app: &App, delivery: &Delivery) -> Result<(), AppError> {
    let (now, channel) = (app.clock.now(), delivery.new.channel);
    let Some(invitation) = app.store.invitation(delivery.new.invitation).await? else { return Ok(()) };
    let source = format!("complaint:invitation:{}", invitation.id);
    let customer = invitation.said.customer;
    let today = app.store.customer_today(customer).await?.unwrap_or(customer);
    let mut tx = app.store.state().begin().await?;
    if !app.store.consents_of(today).await?.iter().any(|said| said.source == source) {
        for category in [Category::Survey, Category::Marketing] {
            let said = Consent { channel: Some(channel), category, given: false, source: source.clone(), at: now };
            say(&mut tx, customer, &said).await?;
        }
    }
    let hash = address_hash(channel, &delivery.new.address);
    suppress(&mut tx, channel, &hash, None, SuppressedFor::Complained, now).await?;
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

fn report_of(message: &Message<'_>) -> Option<Report> {
    let mut report = Report::default();
    let mut is_report = false;
    find_tags(message, &mut report.tags);
    for part in &message.parts {
        let kind = kind_of(part);
        match kind.as_str() {
            "message/delivery-status" => {
                is_report = true;
                let text = String::from_utf8_lossy(part.contents()).into_owned();
                report.action = field(&text, "action").map(|action| action.to_lowercase());
                report.status = field(&text, "status");
            }
            "message/feedback-report" => {
                is_report = true;
                report.complaint = true;
            }
            "text/rfc822-headers" => tags_in(&String::from_utf8_lossy(part.contents()), &mut report.tags),
            _ => {}
        }
        if let PartType::Message(original) = &part.body {
            find_tags(original, &mut report.tags);
        }
    }
    is_report.then_some(report)
}

fn kind_of(part: &MessagePart<'_>) -> String {
    part.content_type()
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase())
        .unwrap_or_default()
}

/// The tags in the headers of a mail: `Message-ID: <tag@…>`, `To: bounces+tag@…`.
fn find_tags(message: &Message<'_>, tags: &mut BTreeSet<String>) {
    for (_, value) in message.headers_raw() {
        tags_in(value, tags);
    }
}

/// Every tag in a text: 32 hexadecimal digits before an `@`.
fn tags_in(text: &str, tags: &mut BTreeSet<String>) {
    for (before, _) in text.match_indices('@').map(|(place, _)| text.split_at(place)) {
        if let Some(tag) = before.len().checked_sub(TAG).and_then(|start| before.get(start..))
            && tag.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        {
            tags.insert(tag.to_owned());
        }
    }
}

/// The value of a field of a delivery status; the last, which is the recipient's.
fn field(text: &str, name: &str) -> Option<String> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(held, _)| held.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.split_whitespace().next().unwrap_or_default().to_owned())
        .next_back()
}
