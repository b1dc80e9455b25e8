//! Whether a customer may be contacted now, later or not.

use super::book::{Book, Consent, Wish};
use super::category::Category;
use super::policy::{Cap, Policy, Rest};
use super::reason::Reason;
use super::window::{LONGEST_WINDOW, Window};
use super::zones::Zones;
use crate::clock::Instant;

/// Most times that a wait leads into another one before none is looked for any more.
const MOST_WAITS: u32 = 2_000;

/// What comes of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be sent now.
    Allowed,
    /// It may be sent from that moment on, if nothing else is sent until then; and what it waits for.
    WaitUntil(Instant, Reason),
    /// It may not be sent; every reason, the gravest first.
    Withheld(Vec<Reason>),
}

/// Decides on a wish at the moment `now`.
///
/// Objections, suppressions, missing consent and open complaints withhold. Caps, rests and quiet hours wait:
/// the moment given is the first at which all of them let it through, and where that is not before
/// [`Wish::good_until`] the wish is withheld too.
#[must_use]
pub fn decide(policy: &Policy, book: &Book, wish: &Wish, zones: &Zones<'_>, now: Instant) -> Decision {
    let standing = lasting_reasons(policy, book, wish);
    if !standing.is_empty() {
        return Decision::Withheld(standing);
    }
    let (mut free, mut waits_for) = (now, None);
    for _ in 0..MOST_WAITS {
        let Some(reason) = gravest(policy, book, wish, zones, free) else {
            return match waits_for {
                None => Decision::Allowed,
                Some(reason) if wish.good_until.is_some_and(|end| free >= end) => Decision::Withheld(vec![reason]),
                Some(reason) => Decision::WaitUntil(free, reason),
            };
        };
        match reason.again() {
            Some(again) if again.micros_since(now) <= LONGEST_WINDOW * 2 => free = again,
            Some(_) => break,
            None => return Decision::Withheld(vec![reason]),
        }
        waits_for = Some(reason);
    }
    Decision::Withheld(vec![Reason::NeverFree])
}

/// Reasons that no waiting takes away: they also stop a message that is reserved and was not handed over yet.
#[must_use]
pub fn lasting_reasons(policy: &Policy, book: &Book, wish: &Wish) -> Vec<Reason> {
    let mut reasons = Vec::new();
    reasons.extend(objection(book, wish).map(|said| Reason::Objected {
        channel: said.channel,
        category: said.category,
        source: said.source.clone(),
        at: said.at,
    }));
    let suppressed = book
        .suppressions
        .iter()
        .filter(|suppression| suppression.category.is_none_or(|category| category == wish.category));
    reasons.extend(suppressed.map(|held| Reason::Suppressed { reason: held.reason, at: held.at }));
    if policy.needs_consent(wish.channel, wish.category) && last_said(book, wish).is_none() {
        reasons.push(Reason::NoConsent { channel: wish.channel, category: wish.category });
    }
    if policy.held_in_recovery.contains(&wish.category) {
        let held = book.holds.iter().min_by_key(|hold| hold.since);
        reasons.extend(held.map(|hold| Reason::Recovery { subject: hold.subject.clone(), since: hold.since }));
    }
    reasons
}

/// The objection that stands: the last word on the channel or on all of them. An objection to all marketing is
/// taken back only by a consent to all marketing, never by one for a single channel.
fn objection<'b>(book: &'b Book, wish: &Wish) -> Option<&'b Consent> {
    if wish.category == Category::Marketing {
        let to_all = book.consents.iter().filter(|said| said.category == wish.category && said.channel.is_none());
        if let Some(said) = latest(to_all).filter(|said| !said.given) {
            return Some(said);
        }
    }
    last_said(book, wish).filter(|said| !said.given)
}

fn last_said<'b>(book: &'b Book, wish: &Wish) -> Option<&'b Consent> {
    let about =
        |said: &&Consent| said.category == wish.category && said.channel.is_none_or(|channel| channel == wish.channel);
    latest(book.consents.iter().filter(about))
}

/// The last word; of two in one moment the objection.
fn latest<'b>(said: impl Iterator<Item = &'b Consent>) -> Option<&'b Consent> {
    said.max_by_key(|said| (said.at, !said.given))
}

/// The first moment from `moment` on that is in no quiet hours for such a contact.
#[must_use]
pub fn after_quiet_hours(policy: &Policy, wish: &Wish, zones: &Zones<'_>, moment: Instant) -> Instant {
    let mut free = moment;
    for _ in 0..MOST_WAITS {
        let Some(over) = quiet(policy, wish, zones, free).filter_map(|reason| reason.again()).max() else { break };
        free = over;
    }
    free
}

fn quiet<'p>(
    policy: &'p Policy,
    wish: &'p Wish,
    zones: &'p Zones<'_>,
    moment: Instant,
) -> impl Iterator<Item = Reason> + 'p {
    let clock = zones.customer_or_company();
    policy.quiet_hours.iter().filter(|quiet| quiet.scope.binds(wish.channel, wish.category)).filter_map(move |quiet| {
        let again = quiet.over_at(moment, clock)?;
        Some(Reason::QuietHours { quiet: quiet.name.clone(), customers_zone: zones.customer.is_some(), again })
    })
}

/// Of everything that stands in the way at a moment, what lasts longest; what never passes before all.
fn gravest(policy: &Policy, book: &Book, wish: &Wish, zones: &Zones<'_>, moment: Instant) -> Option<Reason> {
    let caps = policy.caps.iter().filter_map(|cap| full(cap, book, wish, zones, moment));
    let rests = policy.rests.iter().filter_map(|rest| resting(rest, book, wish, moment));
    caps.chain(rests)
        .chain(quiet(policy, wish, zones, moment))
        .max_by_key(|reason| reason.again().map_or(i64::MAX, Instant::micros))
}

/// Whether a cap has no room at a moment. Contacts after that moment count as well: they were reserved by
/// another process whose clock is a little ahead.
fn full(cap: &Cap, book: &Book, wish: &Wish, zones: &Zones<'_>, moment: Instant) -> Option<Reason> {
    if !cap.scope.binds(wish.channel, wish.category) {
        return None;
    }
    let counting = book.contacts.iter().filter(|contact| cap.scope.counts(contact.channel, contact.category));
    let mut times: Vec<Instant> = match cap.window {
        Window::Rolling { micros } => {
            counting.map(|contact| contact.at).filter(|at| moment.micros_since(*at) < micros).collect()
        }
        Window::Calendar { period, zone } => {
            let (start, end) = period.around(moment, zone.of(zones));
            counting.map(|contact| contact.at).filter(|at| (start..end).contains(at)).collect()
        }
    };
    let counted = u32::try_from(times.len()).unwrap_or(u32::MAX);
    if counted < cap.at_most {
        return None;
    }
    times.sort_unstable_by(|one, other| other.cmp(one));
    let again = match cap.window {
        _ if cap.at_most == 0 => None,
        // There is room once the last but so many has left the window.
        Window::Rolling { micros } => times.get(cap.at_most as usize - 1).map(|at| at.plus_micros(micros)),
        Window::Calendar { period, zone } => Some(period.around(moment, zone.of(zones)).1),
    };
    Some(Reason::Cap { cap: cap.name.clone(), at_most: cap.at_most, counted, window: cap.window, again })
}

fn resting(rest: &Rest, book: &Book, wish: &Wish, moment: Instant) -> Option<Reason> {
    if !rest.scope.binds(wish.channel, wish.category) {
        return None;
    }
    let last = book
        .contacts
        .iter()
        .filter(|contact| rest.scope.counts(contact.channel, contact.category))
        .filter(|contact| !rest.of_one_topic || contact.topic == wish.topic)
        .map(|contact| contact.at)
        .max()?;
    let again = last.plus_micros(rest.micros);
    (moment < again).then(|| Reason::Rest { rest: rest.name.clone(), micros: rest.micros, last, again })
}
