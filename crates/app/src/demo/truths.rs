//! What is planted in the history, and its exact figures as simulated.

use hamdel_domain::Instant;

use super::calendar::{Calendar, FRIDAY, THURSDAY, Window};
use super::people::Person;
use super::places::{CITIES, LATE_CITY, SLOW_CALL_CENTRE};

/// The campaign whose sample missed its audience's taste.
pub(super) const MISSED: &str = "oud-sample";
/// The campaign whose sample met the same audience's taste.
pub(super) const AIMED: &str = "unscented-cream-sample";
/// Wednesday, counted from Saturday as 0.
const WEDNESDAY: usize = 4;

/// Where and when the truths are planted.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// The days of the history.
    pub(super) calendar: Calendar,
    /// Promised times of the deliveries that are late in one city.
    pub(super) late: Window,
    /// Times of the calls that wait long on one shift.
    pub(super) waits: Window,
    /// The day on which the sample that misses is announced.
    pub(super) missed_day: i64,
    /// The day on which the sample that is well aimed is announced.
    pub(super) aimed_day: i64,
}

impl Plan {
    /// The plan for a history.
    pub(super) fn of(calendar: Calendar) -> Self {
        Self {
            calendar,
            late: calendar.window(98, 42),
            waits: calendar.window(20, 60),
            missed_day: calendar.last - calendar.before_end(200),
            aimed_day: calendar.last - calendar.before_end(165),
        }
    }

    /// Whether an evening shift of that weekday is one of those with long waits.
    pub(super) fn is_slow_weekday(weekday: usize) -> bool {
        matches!(weekday, WEDNESDAY | THURSDAY | FRIDAY)
    }
}

/// What an item counts for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    /// Nothing of the truths.
    Nothing,
    /// A delivery, promised for a moment.
    Delivery { city: usize, promised: i64, late: bool },
    /// A call that asked for a person, with its waiting time in seconds.
    Call { slow_shift: bool, waited: u32 },
    /// The second complaint of a customer who then falls silent.
    LastWord,
    /// A step of one of the two sample campaigns.
    Campaign { missed: bool, step: Step },
}

/// A step of a campaign.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// The announcement was sent.
    Sent,
    /// It was opened.
    Opened,
    /// The sample led to an order.
    Ordered,
    /// The customer commented, with a score from 1 to 5.
    Commented(i64),
    /// The customer left the list.
    Unsubscribed,
}

/// Part of a whole, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoCount {
    /// How many there are.
    pub all: u32,
    /// How many of them are the ones looked for.
    pub marked: u32,
}

impl DemoCount {
    /// The share of the marked ones, 0 to 1; 0 of nothing.
    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.marked) / f64::from(self.all.max(1))
    }

    fn add(&mut self, marked: bool) {
        self.all += 1;
        self.marked += u32::from(marked);
    }
}

/// Truth 1: deliveries in one city late for six weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateDeliveries {
    /// The city, as the property `city` has it.
    pub city: &'static str,
    /// The unit that delivers there.
    pub unit: &'static str,
    /// The first promised moment concerned.
    pub from: Instant,
    /// The moment after the last one.
    pub to: Instant,
    /// Deliveries of the city promised in that time; marked: late.
    pub planted: DemoCount,
    /// The city's other deliveries; marked: late.
    pub same_city_otherwise: DemoCount,
    /// Deliveries of the other cities; marked: late.
    pub other_cities: DemoCount,
}

/// Truth 2: one call-centre shift with long waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongWaits {
    /// The unit.
    pub unit: &'static str,
    /// The shift, as the property `shift` has it.
    pub shift: &'static str,
    /// The days of the week, in English.
    pub weekdays: [&'static str; 3],
    /// The first moment concerned.
    pub from: Instant,
    /// The moment after the last one.
    pub to: Instant,
    /// Calls of that shift on those days in that time, answered or abandoned.
    pub calls: u32,
    /// Their median wait in seconds.
    pub median_seconds: u32,
    /// All other calls.
    pub other_calls: u32,
    /// Their median wait in seconds.
    pub other_median_seconds: u32,
}

/// Truth 4: how one sample campaign went.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleCampaign {
    /// The campaign, as the property `campaign` has it.
    pub campaign: &'static str,
    /// The day it was sent on, at Tehran's midnight.
    pub day: Instant,
    /// Announcements sent; marked: opened.
    pub opened: DemoCount,
    /// Announcements sent; marked: led to an order.
    pub ordered: DemoCount,
    /// Announcements sent; marked: left the list.
    pub unsubscribed: DemoCount,
    /// Comments with a score from 1 to 5; marked: 1 or 2.
    pub commented: DemoCount,
}

/// The planted truths of a history, with the figures as simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoTruths {
    /// All interactions, of every type of call.
    pub interactions: u64,
    /// Truth 1.
    pub late_deliveries: LateDeliveries,
    /// Truth 2.
    pub long_waits: LongWaits,
    /// Truth 3: the user ids of those who complained twice, got no answer and fell silent, sorted.
    pub silent_complainers: Vec<String>,
    /// Truth 4: the sample that missed.
    pub missed_sample: SampleCampaign,
    /// Truth 4: the sample it is compared with.
    pub aimed_sample: SampleCampaign,
}

/// Counts as the items leave the simulator.
pub(super) struct Tally {
    plan: Plan,
    interactions: u64,
    planted: DemoCount,
    same_city_otherwise: DemoCount,
    other_cities: DemoCount,
    slow: Vec<u32>,
    ordinary: Vec<u32>,
    silent: Vec<String>,
    missed: CampaignCounts,
    aimed: CampaignCounts,
}

#[derive(Default)]
struct CampaignCounts {
    sent: u32,
    opened: u32,
    ordered: u32,
    unsubscribed: u32,
    commented: DemoCount,
}

impl Tally {
    /// Nothing counted yet.
    pub(super) fn new(plan: Plan) -> Self {
        Self {
            plan,
            interactions: 0,
            planted: DemoCount::default(),
            same_city_otherwise: DemoCount::default(),
            other_cities: DemoCount::default(),
            slow: Vec::new(),
            ordinary: Vec::new(),
            silent: Vec::new(),
            missed: CampaignCounts::default(),
            aimed: CampaignCounts::default(),
        }
    }

    /// Counts one item.
    pub(super) fn count(&mut self, mark: Mark, person: &Person) {
        self.interactions += 1;
        match mark {
            Mark::Nothing => {}
            Mark::Delivery { city, promised, late } => {
                let counted = match (city == LATE_CITY, self.plan.late.contains(promised)) {
                    (true, true) => &mut self.planted,
                    (true, false) => &mut self.same_city_otherwise,
                    (false, _) => &mut self.other_cities,
                };
                counted.add(late);
            }
            Mark::Call { slow_shift: true, waited } => self.slow.push(waited),
            Mark::Call { slow_shift: false, waited } => self.ordinary.push(waited),
            Mark::LastWord => self.silent.push(person.user_id()),
            Mark::Campaign { missed, step } => {
                let counts = if missed { &mut self.missed } else { &mut self.aimed };
                match step {
                    Step::Sent => counts.sent += 1,
                    Step::Opened => counts.opened += 1,
                    Step::Ordered => counts.ordered += 1,
                    Step::Unsubscribed => counts.unsubscribed += 1,
                    Step::Commented(score) => counts.commented.add(score <= 2),
                }
            }
        }
    }

    /// The truths of everything counted.
    pub(super) fn truths(mut self) -> DemoTruths {
        self.silent.sort();
        DemoTruths {
            interactions: self.interactions,
            late_deliveries: LateDeliveries {
                city: CITIES[LATE_CITY].name,
                unit: CITIES[LATE_CITY].delivery_unit,
                from: Instant::from_micros(self.plan.late.from),
                to: Instant::from_micros(self.plan.late.to),
                planted: self.planted,
                same_city_otherwise: self.same_city_otherwise,
                other_cities: self.other_cities,
            },
            long_waits: LongWaits {
                unit: SLOW_CALL_CENTRE,
                shift: "evening",
                weekdays: ["Wednesday", "Thursday", "Friday"],
                from: Instant::from_micros(self.plan.waits.from),
                to: Instant::from_micros(self.plan.waits.to),
                calls: self.slow.len() as u32,
                median_seconds: median(&mut self.slow),
                other_calls: self.ordinary.len() as u32,
                other_median_seconds: median(&mut self.ordinary),
            },
            silent_complainers: self.silent,
            missed_sample: self.missed.campaign(MISSED, self.plan.missed_day),
            aimed_sample: self.aimed.campaign(AIMED, self.plan.aimed_day),
        }
    }
}

impl CampaignCounts {
    fn campaign(&self, campaign: &'static str, day: i64) -> SampleCampaign {
        let of_sent = |marked| DemoCount { all: self.sent, marked };
        SampleCampaign {
            campaign,
            day: Instant::from_micros(super::calendar::moment(day, 0)),
            opened: of_sent(self.opened),
            ordered: of_sent(self.ordered),
            unsubscribed: of_sent(self.unsubscribed),
            commented: self.commented,
        }
    }
}

/// The upper median; 0 of nothing.
fn median(values: &mut [u32]) -> u32 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
