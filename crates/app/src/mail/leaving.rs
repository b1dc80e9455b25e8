//! A message that says: write to me no more.

use hamdel_domain::contact::{Category, Consent, SuppressedFor};
use hamdel_domain::{Channel, Identifier, IdentifierKind};
use hamdel_store::StoreError;
use hamdel_store::contact::{say, suppress};

use super::incoming::IncomingMail;
use crate::App;
use crate::contact::address_hash;
use crate::error::AppError;

/// What people and mail programs write to hear no more, alone in the subject or the text.
const WORDS: [&str; 12] = [
    "unsubscribe",
    "unsubscribe me",
    "please unsubscribe",
    "please unsubscribe me",
    "stop",
    "remove me",
    "لغو",
    "لغو اشتراک",
    "لغو عضویت",
    "حذف از لیست",
    "دیگر نفرستید",
    "دیگر پیام نفرستید",
];

/// Whether the subject or the whole text is such a wish and nothing else.
pub(super) fn wants_no_more(mail: &IncomingMail) -> bool {
    is_wish_to_leave(&mail.text) || (is_wish_to_leave(&mail.subject) && mail.text.chars().count() < 200)
}

/// Whether a text is such a wish and nothing else.
pub(crate) fn is_wish_to_leave(text: &str) -> bool {
    let plain = text.trim().trim_matches(['.', '!', '"', '«', '»']).trim().to_lowercase();
    let plain = plain.replace('\u{200C}', " ").replace('ي', "ی").replace('ك', "ک");
    WORDS.contains(&plain.as_str())
}

/// Writes the objection down: nothing more that was not asked for goes to that address, and its customer, where one is
/// known by it, objects to surveys and marketing on that channel. Nobody proved who wrote; that costs at most messages
/// that were not asked for. `source` says where it was said; of one source it is written once.
pub(crate) async fn unsubscribe(app: &App, channel: Channel, address: &str, source: &str) -> Result<(), AppError> {
    let now = app.clock.now();
    let kind = match channel {
        Channel::Email => IdentifierKind::Email,
        Channel::Sms => IdentifierKind::Phone,
        other => IdentifierKind::Own(other.as_str().to_owned()),
    };
    // As it is known, so that its hash is that of the messages to it.
    let identifier = Identifier::new(kind, address).ok();
    let known = identifier.as_ref().map_or(address, Identifier::value);
    let customer = match &identifier {
        Some(identifier) => app.store.customer_of_identifier(identifier).await?,
        None => None,
    };
    let today = match customer {
        Some(customer) => app.store.customer_today(customer).await?,
        None => None,
    };
    let said_before = match today {
        Some(today) => app.store.consents_of(today).await?.iter().any(|said| said.source == source),
        None => false,
    };
    let hash = address_hash(channel, known);
    let mut tx = app.store.state().begin().await?;
    for category in [Category::Survey, Category::Marketing] {
        suppress(&mut tx, channel, &hash, Some(category), SuppressedFor::Unsubscribed, now).await?;
        if let Some(customer) = customer.filter(|_| !said_before) {
            let said = Consent { channel: Some(channel), category, given: false, source: source.to_owned(), at: now };
            say(&mut tx, customer, &said).await?;
        }
    }
    tx.commit().await.map_err(StoreError::from)?;
    let subject = customer.map_or_else(|| channel.to_string(), |customer| format!("customer:{customer}"));
    crate::audit::record(app, "customer", "consent.withdrawn", &subject, "survey, marketing").await
}
