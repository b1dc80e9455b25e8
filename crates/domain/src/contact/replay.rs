//! What a policy would have made of what was asked: wishes of the past, decided on anew in their order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::book::{Book, Consent, Contact, Hold, Wish};
use super::category::Category;
use super::decide::{Decision, decide};
use super::policy::Policy;
use super::reason::Reason;
use super::zones::Zones;
use crate::channel::Channel;
use crate::clock::{DAY, Instant};

/// A message that would have to wait longer than this is taken as not sent: what it is about is over; microseconds.
/// Invitations last 14 days as they come.
pub const LONGEST_WAIT: i64 = 14 * DAY;

/// A wish as the book has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastWish {
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub category: Category,
    /// What it was one of.
    pub topic: String,
    /// What was to be sent.
    pub subject: String,
    /// When it was reserved or withheld.
    pub at: Instant,
    /// Whether the customer is reached by it once it is sent; what comes back does not count.
    pub reaches: bool,
    /// Why it was not sent, where no policy has a say in that: there is no address, the survey is closed.
    pub otherwise: Option<Reason>,
}

/// A hold with its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastHold {
    /// What is open.
    pub hold: Hold,
    /// When it was closed; `None` while it is open.
    pub ended: Option<Instant>,
}

/// One customer's past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Contacts before the wishes; they count as they were.
    pub before: Vec<Contact>,
    /// The wishes, in any order.
    pub wishes: Vec<PastWish>,
    /// All that was said about consent.
    pub consents: Vec<Consent>,
    /// Complaints that were open.
    pub holds: Vec<PastHold>,
}

/// What would have come of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// Sent when it was wished for.
    AtOnce,
    /// Sent at that moment; and what it waited for.
    Later(Instant, Reason),
    /// Not sent, by the policy or by the customer's word.
    Withheld(Reason),
    /// Not sent, under any policy.
    Otherwise(Reason),
}

/// Decides anew on every wish of a past; what comes of each, in the order of [`Past::wishes`].
///
/// Each wish sees what was let through before it, the consents said until then and the complaints open then. What
/// cannot be known is how customers would have answered to more or fewer messages, and which address would have been
/// blocked: what was withheld for a blocked address stays so.
#[must_use]
pub fn replay(policy: &Policy, past: &Past, zones: &Zones<'_>) -> Vec<Replayed> {
    let mut outcomes: Vec<Option<Replayed>> = vec![None; past.wishes.len()];
    let mut waits: Vec<Option<Reason>> = vec![None; past.wishes.len()];
    let mut contacts = past.before.clone();
    let mut due: BinaryHeap<Reverse<(Instant, usize)>> = BinaryHeap::new();
    for (place, wish) in past.wishes.iter().enumerate() {
        match &wish.otherwise {
            Some(reason) => outcomes[place] = Some(Replayed::Otherwise(reason.clone())),
            None => due.push(Reverse((wish.at, place))),
        }
    }
    while let Some(Reverse((now, place))) = due.pop() {
        let wish = &past.wishes[place];
        let book = book_at(past, &contacts, now);
        outcomes[place] = Some(match decide(policy, &book, &wished(wish), zones, now) {
            Decision::WaitUntil(at, reason) => {
                due.push(Reverse((at, place)));
                waits[place].get_or_insert(reason);
                continue;
            }
            Decision::Withheld(reasons) => {
                let first = waits[place].take().or_else(|| reasons.into_iter().next());
                Replayed::Withheld(first.unwrap_or(Reason::NeverFree))
            }
            Decision::Allowed => {
                if wish.reaches {
                    let (channel, category, topic) = (wish.channel, wish.category, wish.topic.clone());
                    contacts.push(Contact { channel, category, topic, at: now });
                }
                match waits[place].take() {
                    Some(reason) => Replayed::Later(now, reason),
                    None => Replayed::AtOnce,
                }
            }
        });
    }
    outcomes.into_iter().map(|outcome| outcome.unwrap_or(Replayed::Withheld(Reason::NeverFree))).collect()
}

fn wished(wish: &PastWish) -> Wish {
    Wish {
        channel: wish.channel,
        category: wish.category,
        topic: wish.topic.clone(),
        subject: wish.subject.clone(),
        good_until: Some(wish.at.plus_micros(LONGEST_WAIT)),
    }
}

fn book_at(past: &Past, contacts: &[Contact], now: Instant) -> Book {
    let open = |held: &&PastHold| held.hold.since <= now && held.ended.is_none_or(|ended| ended > now);
    Book {
        contacts: contacts.to_vec(),
        consents: past.consents.iter().filter(|said| said.at <= now).cloned().collect(),
        holds: past.holds.iter().filter(open).map(|held| held.hold.clone()).collect(),
        suppressions: Vec::new(),
    }
}
