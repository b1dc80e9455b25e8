//! The book of one customer's contacts, and what the customer said about them.

use hamdel_domain::contact::{Category, Consent, Decision, LONGEST_WAIT, Wish};
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::StoreError;
use hamdel_store::contact::ContactRow;

use super::policy::would_get;
use crate::App;
use crate::accounts::SignedIn;
use crate::customers::Sight;
use crate::error::AppError;
use crate::messages::addresses;

/// Most rows of the book that are shown.
const MOST_ROWS: i64 = 500;
/// Channels on which messages leave.
const SENT_ON: [Channel; 2] = [Channel::Email, Channel::Sms];

/// What a customer would get now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldGet {
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub category: Category,
    /// Now, later or not.
    pub decision: Decision,
}

/// Everything the book says of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomersBook {
    /// Who that is today.
    pub customer: CustomerId,
    /// What they are called.
    pub name: Option<String>,
    /// Contacts and what was withheld, youngest first.
    pub rows: Vec<ContactRow>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// All that was said, youngest first.
    pub consents: Vec<Consent>,
    /// What would come of a message now, on each channel on which the customer has an address.
    pub now: Vec<WouldGet>,
}

/// Reads the book of a customer; that `who` read it is recorded.
///
/// # Errors
/// [`AppError::NotFound`] when there is no customer of that number that they may see.
pub async fn book_of(app: &App, customer: CustomerId, who: &SignedIn) -> Result<CustomersBook, AppError> {
    let today = app.store.customer_today(customer).await?.ok_or(AppError::NotFound("customer"))?;
    let sight = Sight::of(who);
    if !sight.holds(app, today).await? {
        return Err(AppError::NotFound("customer"));
    }
    let record = match app.store.profile_record(today).await {
        Err(StoreError::NotFound { .. }) => return Err(AppError::NotFound("customer")),
        record => record?,
    };
    let mut rows = app.store.contacts_of(today, MOST_ROWS + 1).await?;
    let more = rows.len() as i64 > MOST_ROWS;
    rows.truncate(MOST_ROWS as usize);
    let mut consents = app.store.consents_of(today).await?;
    consents.reverse();
    let mut now = Vec::new();
    for channel in SENT_ON {
        let Some(address) = addresses(channel, &record).next() else { continue };
        for category in Category::ALL {
            let wish = Wish {
                channel,
                category: *category,
                topic: String::new(),
                subject: String::new(),
                good_until: Some(app.clock.now().plus_micros(LONGEST_WAIT)),
            };
            let decision = would_get(app, today, &wish, Some(address)).await?.decision;
            now.push(WouldGet { channel, category: *category, decision });
        }
    }
    crate::audit::record(app, &who.actor(), "contacts.read", &format!("customer:{today}"), "").await?;
    Ok(CustomersBook { customer: today, name: record.name.filter(|_| sight.personal), rows, more, consents, now })
}
