//! Webhooks: the company's own addresses, told of what happened by the Standard Webhooks specification.
//!
//! A delivery is written in the transaction in which it becomes true ([`hamdel_store::webhooks::tell_webhook`]).
//! [`WebhookSender`] signs and calls; what is not taken is tried again for three days, and a webhook that nothing gets
//! through to is switched off with a notice to the administrators. Only addresses that an administrator entered are
//! called, and no redirect is followed ([`crate::http_out`]).

mod manage;
mod sending;
mod signing;
#[cfg(test)]
mod tests;

pub use manage::{
    add_webhook, attempts, change_webhook, deliveries, new_secret, remove_webhook, resend, switch_webhook,
    test_webhook, webhook, webhooks,
};
pub use sending::{WebhookSender, send_webhooks};
pub use signing::signature;

pub use hamdel_domain::webhooks::WebhookState;
pub use hamdel_store::webhooks::{Webhook, WebhookAttempt, WebhookDelivery};
