//! What a policy would have made of the messages of the last days.

use std::collections::BTreeMap;

use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{Category, Past, Policy, Reason, Replayed, replay};
use hamdel_domain::{Channel, CustomerId, Instant};
use hamdel_store::contact::{PastAsked, PastRead};

use super::{known_zone, zones};
use crate::App;
use crate::error::AppError;

/// Most rows of the book that a preview reads, the youngest first. Two replays of so many take well under a second.
const MOST_ROWS: i64 = 20_000;
/// Longest stretch of a preview; days.
pub const MOST_DAYS: i64 = 90;

/// What is to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreviewAsked {
    /// Over how many days up to now, 1 to [`MOST_DAYS`].
    pub days: i64,
    /// For one customer; `None` for everybody.
    pub customer: Option<CustomerId>,
}

/// What would have come of the wishes under one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Sent at the moment they were wished for.
    pub at_once: i64,
    /// Sent later.
    pub later: i64,
    /// Not sent, by the policy or by the customer's word.
    pub withheld: i64,
    /// Why they waited or were not sent, by the reason's code.
    pub reasons: BTreeMap<&'static str, i64>,
}

/// One message of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewedWish {
    /// When it was wished for.
    pub at: Instant,
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub category: Category,
    /// What was to be sent.
    pub subject: String,
    /// What comes of it under the policy in force.
    pub in_force: Replayed,
    /// What comes of it under the proposed one.
    pub proposed: Replayed,
}

/// A policy tried on the past, beside the one in force tried on the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// From when on; later than was asked for where the book holds more than is read.
    pub from: Instant,
    /// Until when.
    pub to: Instant,
    /// Whether the book holds more than is read, so that the stretch is shorter than was asked for.
    pub is_cut: bool,
    /// Messages that were decided on anew.
    pub wishes: i64,
    /// Messages beside them that no policy would have let through: no address, a closed survey.
    pub otherwise: i64,
    /// To how many customers all of them were to go.
    pub customers: i64,
    /// Under the policy in force.
    pub in_force: Outcomes,
    /// Under the proposed one.
    pub proposed: Outcomes,
    /// Message by message, youngest first, where it was asked for one customer.
    pub messages: Vec<PreviewedWish>,
}

/// Tries a policy on the messages of the last days; writes nothing but who asked.
///
/// # Errors
/// When a figure of the policy or the number of days is wrong; when the database fails.
pub async fn preview(app: &App, policy: &Policy, asked: PreviewAsked, actor: &str) -> Result<Preview, AppError> {
    policy.check().map_err(|fault| AppError::invalid("policy", fault.to_string()))?;
    if !(1..=MOST_DAYS).contains(&asked.days) {
        return Err(AppError::invalid("days", format!("needs 1 to {MOST_DAYS} days")));
    }
    let in_force = app.store.contact_policy().await?.policy;
    let to = app.clock.now();
    let from = to.plus_micros(-asked.days * DAY);
    let since = from.plus_micros(-policy.reach().max(in_force.reach()));
    let zone = match asked.customer {
        Some(customer) => known_zone(app, customer).await?,
        None => None,
    };
    let read = app.store.contact_pasts(PastAsked { customer: asked.customer, since, from, most: MOST_ROWS }).await?;
    if let Some(customer) = asked.customer {
        crate::audit::record(app, actor, "contacts.explained", &format!("customer:{customer}"), "").await?;
    }
    let company = app.zone;
    let (proposed, one) = (policy.clone(), asked.customer.is_some());
    let tried = tokio::task::spawn_blocking(move || {
        let zones = zones(&company, zone.as_ref());
        let mut tried = Preview::empty(from, to, &read);
        for past in read.pasts.values() {
            let (before, after) = (replay(&in_force, past, &zones), replay(&proposed, past, &zones));
            tried.add(past, before, after, one);
        }
        tried.messages.sort_by_key(|message| std::cmp::Reverse(message.at));
        tried
    });
    tried.await.map_err(|problem| AppError::File {
        what: "the preview of a contact policy".to_owned(),
        source: std::io::Error::other(problem),
    })
}

impl Preview {
    fn empty(from: Instant, to: Instant, read: &PastRead) -> Self {
        Self {
            from: read.cut_at.map_or(from, |cut| cut.max(from)),
            to,
            is_cut: read.cut_at.is_some_and(|cut| cut > from),
            wishes: 0,
            otherwise: 0,
            customers: read.pasts.len() as i64,
            in_force: Outcomes::default(),
            proposed: Outcomes::default(),
            messages: Vec::new(),
        }
    }

    fn add(&mut self, past: &Past, before: Vec<Replayed>, after: Vec<Replayed>, one: bool) {
        for (wish, (in_force, proposed)) in past.wishes.iter().zip(before.into_iter().zip(after)) {
            if matches!(in_force, Replayed::Otherwise(_)) {
                self.otherwise += 1;
            } else {
                self.wishes += 1;
            }
            self.in_force.count(&in_force);
            self.proposed.count(&proposed);
            if one {
                let (at, channel, category) = (wish.at, wish.channel, wish.category);
                let subject = wish.subject.clone();
                self.messages.push(PreviewedWish { at, channel, category, subject, in_force, proposed });
            }
        }
    }
}

impl Outcomes {
    fn count(&mut self, outcome: &Replayed) {
        let mut because = |reason: &Reason| *self.reasons.entry(reason.code()).or_default() += 1;
        match outcome {
            Replayed::AtOnce => self.at_once += 1,
            Replayed::Later(_, reason) => {
                because(reason);
                self.later += 1;
            }
            Replayed::Withheld(reason) => {
                because(reason);
                self.withheld += 1;
            }
            Replayed::Otherwise(_) => {}
        }
    }
}
