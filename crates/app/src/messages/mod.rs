//! Messages to one person: a reply to a customer, an alert to a colleague.
//!
//! Write path: [`write_to_customer`] keeps the words and reserves the contact in the ledger, in one transaction; what
//! the ledger puts off waits for its time, what it refuses says why at once. [`MessageSender`] marks a message before
//! its first byte leaves, so that whatever happens it is sent at most once, and tells the journal of those that went
//! out: they are in the customer's story.

mod gateway;
mod receipts;
mod reserve;
mod sending;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_gateway;
mod write;

pub use gateway::{GatewaySettings, HttpGateway};
pub use receipts::{GatewaySays, HeardOfGateway, Proof, ReceiptState, hear_gateway, is_proven};
pub use sending::{MESSAGES, MessageRound, MessageSender, send_messages};
pub(crate) use write::addresses;
pub use write::{Reply, WaysTo, Wrote, carried, ways_to, write_to_customer};

pub use hamdel_store::messages::{Message, MessageState, Recipient};

use crate::App;

/// 128 random bits in hexadecimal: what names a message in its headers.
pub(crate) fn new_tag(app: &App) -> String {
    let mut bytes = [0; 16];
    app.entropy.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}
