//! The demo company «Sepehr Stores»: a made-up retailer whose customers, visits, orders, deliveries,
//! calls and comments are simulated from a seed.
//!
//! Its history leaves this module as bodies of `POST /v1/batch`, so that it enters by the same intake
//! as anything else. Four truths are planted in it for other pages to find again;
//! `docs/reference/demo.md` lists them. The way of one day: `world` wakes the customers, `visits`
//! leads to `orders`, these to `contact`; `campaigns` runs beside them; `truths` counts what leaves.

mod calendar;
mod campaigns;
mod cases;
mod comments;
mod company;
mod contact;
mod message;
mod names;
mod orders;
mod people;
mod phrases;
mod places;
mod products;
mod random;
mod touchpoints;
mod truths;
mod visits;
mod world;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use hamdel_domain::Instant;

pub use cases::make_cases;
pub use company::settle_company;
pub use touchpoints::{DemoTouchpoint, touchpoints};
use truths::Tally;
pub use truths::{DemoCount, DemoTruths, LateDeliveries, LongWaits, SampleCampaign};
use world::{Item, World};

/// Events in one batch at the most; the API takes 2,500.
const BATCH_EVENTS: usize = 2000;
/// Bytes of one batch at the most; the API takes 500 KiB.
const BATCH_BYTES: usize = 480 * 1024;
/// Days are put together until so many events wait, so that a small company does not send tiny batches.
const WAITING_EVENTS: usize = 4000;

/// What to simulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// How many people ever come near the company, at least 1.
    pub customers: u32,
    /// The length of the history in months of 365/12 days, at least 1. The planted truths have their
    /// full length from 12 months on, and keep their place in proportion below.
    pub months: u32,
    /// The same seed, size and end give the same bytes.
    pub seed: u64,
    /// The history ends here and holds nothing later: the start of today.
    pub until: Instant,
}

impl DemoOptions {
    /// 2,000 customers over 12 months from the seed 1403.
    #[must_use]
    pub fn until(until: Instant) -> Self {
        Self { customers: 2000, months: 12, seed: 1403, until }
    }
}

/// A system of the demo company that sends interactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DemoSource {
    /// The website.
    Website,
    /// The app.
    MobileApp,
    /// The telephone system of the call centres.
    CallCentre,
    /// The tills of the branches.
    Branches,
    /// The couriers' system.
    Deliveries,
    /// Campaigns and surveys.
    Marketing,
}

impl DemoSource {
    /// Every source.
    pub const ALL: &'static [Self] =
        &[Self::Website, Self::MobileApp, Self::CallCentre, Self::Branches, Self::Deliveries, Self::Marketing];

    /// The source's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Website => "sepehr-website",
            Self::MobileApp => "sepehr-app",
            Self::CallCentre => "sepehr-call-centre",
            Self::Branches => "sepehr-branches",
            Self::Deliveries => "sepehr-deliveries",
            Self::Marketing => "sepehr-marketing",
        }
    }
}

/// A part of the history that one source sends in one call.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoBatch {
    /// Who sends it.
    pub source: DemoSource,
    /// The JSON body of `POST /v1/batch`, within 500 KiB and 2,500 events.
    pub body: Vec<u8>,
    /// How many events are in it.
    pub events: u32,
    /// How much of the history is told with this batch, 0 to 1.
    pub progress: f64,
}

/// A history being told: an iterator over its batches.
///
/// Each source's events come in the order of time. Different sources may lag behind each other by the
/// days that are put together in one round; a batch never begins before the one before it.
pub struct Simulation {
    world: World,
    tally: Tally,
    day: i64,
    ready: VecDeque<DemoBatch>,
}

/// Simulates the company.
#[must_use]
pub fn simulate(options: &DemoOptions) -> Simulation {
    let world = World::new(options);
    Simulation { tally: Tally::new(world.plan), day: world.plan.calendar.first, world, ready: VecDeque::new() }
}

/// The truths planted in the history of these options, found by simulating it to its end.
#[must_use]
pub fn truths(options: &DemoOptions) -> DemoTruths {
    simulate(options).truths()
}

impl Simulation {
    /// Tells the rest of the history and answers with the truths of all of it.
    #[must_use]
    pub fn truths(mut self) -> DemoTruths {
        while self.next().is_some() {}
        self.tally.truths()
    }

    /// Lives days until enough events wait to be sent, or the history ends.
    fn live_on(&mut self) {
        let last = self.world.plan.calendar.last;
        let mut waiting: Vec<Item> = Vec::new();
        while self.day < last && waiting.len() < WAITING_EVENTS {
            waiting.append(&mut self.world.live(self.day));
            self.day += 1;
        }
        for item in &waiting {
            self.tally.count(item.mark, &self.world.customers[item.who].person);
        }
        let calendar = self.world.plan.calendar;
        let progress = 1.0 - (last - self.day) as f64 / calendar.days() as f64;
        self.ready = batches(waiting, progress);
    }
}

impl Iterator for Simulation {
    type Item = DemoBatch;

    fn next(&mut self) -> Option<DemoBatch> {
        while self.ready.is_empty() && self.day < self.world.plan.calendar.last {
            self.live_on();
        }
        self.ready.pop_front()
    }
}

/// Cuts items into batches by source, in the order of their first moments.
fn batches(items: Vec<Item>, progress: f64) -> VecDeque<DemoBatch> {
    const HEAD: &[u8] = br#"{"context":{"library":{"name":"sepehr-systems","version":"1.0"}},"batch":["#;
    const TAIL: &[u8] = b"]}";
    let mut done: Vec<(i64, DemoBatch)> = Vec::new();
    let mut open: Vec<Option<(i64, DemoBatch)>> = vec![None; DemoSource::ALL.len()];
    for item in items {
        let slot = &mut open[item.source as usize];
        let full = |batch: &DemoBatch| {
            batch.events as usize >= BATCH_EVENTS || batch.body.len() + item.body.len() + TAIL.len() + 1 > BATCH_BYTES
        };
        if let Some(batch) = slot.take_if(|(_, batch)| full(batch)) {
            done.push(batch);
        }
        let begin = || (item.at, DemoBatch { source: item.source, body: HEAD.to_vec(), events: 0, progress });
        let (_, batch) = slot.get_or_insert_with(begin);
        if batch.events > 0 {
            batch.body.push(b',');
        }
        batch.body.extend_from_slice(&item.body);
        batch.events += 1;
    }
    done.extend(open.into_iter().flatten());
    done.sort_by_key(|(first, _)| *first);
    done.into_iter()
        .map(|(_, mut batch)| {
            batch.body.extend_from_slice(TAIL);
            batch
        })
        .collect()
}
