//! The state of the simulated company: its customers, and the items that are still to come.

use std::collections::BTreeMap;

use super::calendar::{Calendar, bustle, day_of, moment};
use super::message::{Call, Fields, Naming};
use super::people::Person;
use super::random::Draws;
use super::truths::{Mark, Plan};
use super::{DemoOptions, DemoSource};

/// What becomes of a customer.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fate {
    /// Comes and goes as customers do.
    Ordinary,
    /// Looks around and never says who they are.
    NeverKnown,
    /// Complains twice, gets no answer, falls silent; the story begins on this day.
    Silent(i64),
}

/// A customer and where their story stands.
pub(super) struct Customer {
    /// Who it is.
    pub(super) person: Person,
    /// The day of the first visit at the earliest.
    pub(super) joins: i64,
    /// The day from which they come no more.
    pub(super) leaves: i64,
    /// How often they come, against 1 for the mean customer.
    rate: f64,
    /// What becomes of them.
    pub(super) fate: Fate,
    /// Whether the company knows who they are.
    pub(super) known: bool,
    /// Whether they signed in on their browser.
    pub(super) browser_known: bool,
    /// Whether they signed in on their handset.
    pub(super) handset_known: bool,
    /// Visits they still make before they say who they are.
    pub(super) shy_visits: u8,
    /// Orders so far.
    pub(super) orders: u16,
    /// Whether they left the lists of campaigns.
    pub(super) unsubscribed: bool,
    /// Nothing of them is told after this moment.
    pub(super) last_moment: i64,
    messages: u32,
}

/// One item of a batch, not yet sent.
pub(super) struct Item {
    /// When it happened, in microseconds since the epoch.
    pub(super) at: i64,
    /// Place of the customer.
    pub(super) who: usize,
    /// The source that tells it.
    pub(super) source: DemoSource,
    /// What it counts for.
    pub(super) mark: Mark,
    /// The item as JSON.
    pub(super) body: Box<[u8]>,
}

/// The company.
pub(super) struct World {
    /// Where and when the truths are planted.
    pub(super) plan: Plan,
    /// The draws of the story.
    pub(super) draws: Draws,
    /// Everybody, in no particular order.
    pub(super) customers: Vec<Customer>,
    /// The moment at which the history ends.
    until: i64,
    /// First part of the message ids: another history has another one.
    prefix: u32,
    orders: u32,
    complaints: u32,
    coming: BTreeMap<i64, Vec<Item>>,
}

impl World {
    /// The company on the first morning.
    pub(super) fn new(options: &DemoOptions) -> Self {
        let calendar = Calendar::of(options);
        let mut draws = Draws::new(options.seed, 1);
        let count = options.customers.max(1);
        let mut customers: Vec<_> = (0..count).map(|number| customer(number, calendar, &mut draws)).collect();
        give_fates(&mut customers, calendar, &mut draws);
        let prefix =
            options.seed ^ (u64::from(count) << 20) ^ (calendar.last as u64) << 4 ^ u64::from(options.months) << 40;
        Self {
            plan: Plan::of(calendar),
            draws: Draws::new(options.seed, 2),
            customers,
            until: options.until.micros(),
            prefix: (prefix ^ (prefix >> 32)) as u32,
            orders: 0,
            complaints: 0,
            coming: BTreeMap::new(),
        }
    }

    /// Lives one day and hands over its items in the order of time.
    pub(super) fn live(&mut self, day: i64) -> Vec<Item> {
        self.send_campaigns(day);
        let bustle = bustle(day);
        for who in 0..self.customers.len() {
            let customer = &self.customers[who];
            if day < customer.joins || day >= customer.leaves {
                continue;
            }
            if customer.fate == Fate::Silent(day) {
                self.fall_silent(who, day);
                continue;
            }
            let visits = if day == customer.joins { 1.0 } else { customer.rate * bustle * 0.075 };
            let (calls, leaves) = (customer.known, customer.fate == Fate::Ordinary && day > customer.joins);
            if self.draws.chance(visits) {
                self.visit(who, day);
            }
            if calls && self.draws.chance(0.015) {
                self.ask(who, day);
            }
            if leaves && self.draws.chance(0.0013) {
                self.leave(who, day + 1);
            }
        }
        let mut items = self.coming.remove(&day).unwrap_or_default();
        items.retain(|item| item.at <= self.customers[item.who].last_moment);
        items.sort_by_key(|item| item.at);
        items
    }

    /// Adds an item; what lies after the end of the history is forgotten.
    pub(super) fn tell(
        &mut self,
        who: usize,
        at: i64,
        (source, naming): (DemoSource, Naming),
        call: Call,
        mark: Mark,
        fill: impl FnOnce(&mut Fields, &Person),
    ) {
        if at >= self.until || at > self.customers[who].last_moment {
            return;
        }
        let customer = &mut self.customers[who];
        customer.messages += 1;
        let message = (self.prefix, customer.person.number, customer.messages);
        let mut fields = Fields::item(call, message, at, naming, &customer.person);
        fill(&mut fields, &customer.person);
        let item = Item { at, who, source, mark, body: fields.finish() };
        self.coming.entry(day_of(at)).or_default().push(item);
    }

    /// Adds a track that counts for no truth.
    pub(super) fn track(
        &mut self,
        who: usize,
        at: i64,
        via: (DemoSource, Naming),
        event: &'static str,
        fill: impl FnOnce(&mut Fields, &Person),
    ) {
        self.tell(who, at, via, Call::Track(event), Mark::Nothing, fill);
    }

    /// A moment of a day at an hour drawn by its weight.
    pub(super) fn some_time(&mut self, day: i64, hours: &[f64; 24]) -> i64 {
        let hour = self.draws.weighted(hours) as i64;
        moment(day, hour * 3600 + self.draws.between(0, 3599)) + self.draws.between(0, 999) * 1000
    }

    /// Takes a customer away from a day on, if they have not gone before.
    pub(super) fn leave(&mut self, who: usize, day: i64) {
        let customer = &mut self.customers[who];
        if customer.fate == Fate::Ordinary {
            customer.leaves = customer.leaves.min(day);
        }
    }

    /// The number of the next order.
    pub(super) fn next_order(&mut self) -> u32 {
        self.orders += 1;
        200_000 + self.orders
    }

    /// The number of the next complaint.
    pub(super) fn next_complaint(&mut self) -> u32 {
        self.complaints += 1;
        5000 + self.complaints
    }
}

fn customer(number: u32, calendar: Calendar, draws: &mut Draws) -> Customer {
    let old = draws.chance(0.42);
    let joins = if old {
        calendar.first + draws.between(0, 12)
    } else {
        calendar.first + draws.between(0, calendar.days() - 3)
    };
    let eagerness = draws.fraction();
    let person = Person::draw(number, draws);
    let online = person.browser.is_some() || person.handset.is_some();
    Customer {
        person,
        joins,
        leaves: i64::MAX,
        rate: 0.18 + 3.28 * eagerness * eagerness * eagerness,
        fate: if online && draws.chance(0.12) { Fate::NeverKnown } else { Fate::Ordinary },
        known: false,
        browser_known: false,
        handset_known: false,
        shy_visits: if old && draws.chance(0.7) { 0 } else { draws.between(1, 4) as u8 },
        orders: 0,
        unsubscribed: false,
        last_moment: i64::MAX,
        messages: 0,
    }
}

/// One customer in fifty falls silent; one in sixty-six shares a tablet with one or two others.
fn give_fates(customers: &mut [Customer], calendar: Calendar, draws: &mut Draws) {
    let mut order: Vec<usize> = (0..customers.len()).collect();
    draws.shuffle(&mut order);
    let silent = (customers.len() + 25) / 50;
    for &who in &order[..silent] {
        let end = calendar.last - 75.min(calendar.days() * 2 / 5);
        let customer = &mut customers[who];
        customer.joins = calendar.first + draws.between(0, calendar.days() / 8);
        customer.shy_visits = 0;
        customer.rate = customer.rate.max(0.7);
        customer.fate = Fate::Silent(draws.between(calendar.first + calendar.days() * 3 / 10, end));
    }
    let mut rest = &order[silent..];
    for _ in 0..customers.len() / 160 {
        let size = 2 + draws.below(2);
        let Some((family, others)) = rest.split_at_checked(size) else { return };
        rest = others;
        let tablet = draws.id();
        let (city, surname) = (customers[family[0]].person.city, customers[family[0]].person.family());
        for &who in family {
            let customer = &mut customers[who];
            customer.fate = Fate::Ordinary;
            customer.person.share_tablet(tablet, city, surname);
        }
    }
}
