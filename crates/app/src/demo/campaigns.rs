//! Campaigns: a letter each Jalali month, the offers of Yalda and Nowruz, and the two samples.

use hamdel_domain::clock::SECOND;

use super::DemoSource;
use super::calendar::{COURIER_HOURS, jalali, moment};
use super::comments::Aspect;
use super::message::{Call, Fields, Naming};
use super::orders::{Counter, Order};
use super::people::Taste;
use super::products::{CREAM, OUD};
use super::touchpoints::{DemoTouchpoint, EMAIL_CAMPAIGN, HOME_DELIVERY, SMS_CAMPAIGN};
use super::truths::{AIMED, MISSED, Mark, Step};
use super::visits::Device;
use super::world::World;

/// What a campaign is and how it is taken.
#[derive(Clone, Copy)]
struct Campaign {
    name: &'static str,
    opening: f64,
    clicking: f64,
    ordering: f64,
    leaving: f64,
    commenting: f64,
    sample: Option<usize>,
}

const LETTER: Campaign = Campaign {
    name: "monthly-letter",
    opening: 0.27,
    clicking: 0.22,
    ordering: 0.05,
    leaving: 0.004,
    commenting: 0.0,
    sample: None,
};
const OUD_SAMPLE: Campaign = Campaign {
    name: MISSED,
    opening: 0.16,
    clicking: 0.12,
    ordering: 0.02,
    leaving: 0.06,
    commenting: 0.13,
    sample: Some(OUD),
};
const CREAM_SAMPLE: Campaign = Campaign {
    name: AIMED,
    opening: 0.52,
    clicking: 0.55,
    ordering: 0.30,
    leaving: 0.004,
    commenting: 0.10,
    sample: Some(CREAM),
};

impl World {
    /// Sends what is due on a day.
    pub(super) fn send_campaigns(&mut self, day: i64) {
        let (_, month, date) = jalali(day);
        match (month, date) {
            (9, 24) => {
                self.send_all(day, Campaign { name: "yalda-offer", opening: 0.36, ordering: 0.08, ..LETTER }, 0.8);
            }
            (12, 12) => {
                self.send_all(day, Campaign { name: "nowruz-offer", opening: 0.38, ordering: 0.09, ..LETTER }, 0.8);
            }
            (_, 5) => self.send_all(day, LETTER, 0.55),
            _ => {}
        }
        if day == self.plan.missed_day {
            self.send_all(day, OUD_SAMPLE, 0.9);
        }
        if day == self.plan.aimed_day {
            self.send_all(day, CREAM_SAMPLE, 0.9);
        }
    }

    fn send_all(&mut self, day: i64, campaign: Campaign, share: f64) {
        for who in 0..self.customers.len() {
            let customer = &self.customers[who];
            let there = customer.known && day >= customer.joins;
            let wanted =
                campaign.sample.is_none() || customer.person.taste == Taste::Unscented && customer.leaves > day;
            if there && wanted && customer.person.consents && !customer.unsubscribed && self.draws.chance(share) {
                self.send(who, day, campaign);
            }
        }
    }

    fn send(&mut self, who: usize, day: i64, campaign: Campaign) {
        let touchpoint = if self.customers[who].person.has_email { &EMAIL_CAMPAIGN } else { &SMS_CAMPAIGN };
        let sent = moment(day, 36_000 + self.draws.between(0, 1800)) + self.draws.between(0, 999) * 1000;
        self.step(who, sent, touchpoint, campaign, "campaign_sent", Step::Sent);
        if campaign.sample.is_some() {
            self.hand_out(who, day, campaign);
        }
        let gone = self.customers[who].leaves <= day;
        if gone || !self.draws.chance(campaign.opening) {
            return;
        }
        let opened = self.pause(sent, 60, 100_000);
        self.step(who, opened, touchpoint, campaign, "campaign_opened", Step::Opened);
        if !self.draws.chance(campaign.clicking) {
            return;
        }
        let clicked = self.pause(opened, 5, 240);
        self.track(who, clicked, (DemoSource::Marketing, Naming::user()), "campaign_clicked", |fields, _| {
            fields.at(touchpoint);
            fields.text("campaign", campaign.name);
        });
        if campaign.sample.is_none() && self.draws.chance(campaign.ordering) {
            let at = self.pause(clicked, 300, 3000);
            self.order_after(who, at, campaign);
        }
    }

    /// The sample reaches the customer by post, and is taken as it is.
    fn hand_out(&mut self, who: usize, day: i64, campaign: Campaign) {
        let arrival = day + self.draws.between(3, 6);
        let arrived = self.some_time(arrival, &COURIER_HOURS);
        self.track(who, arrived, (DemoSource::Deliveries, Naming::user()), "sample_delivered", |fields, person| {
            fields.at(&HOME_DELIVERY);
            fields.text("campaign", campaign.name);
            fields.text("taste", person.taste());
        });
        let missed = campaign.name == MISSED;
        if self.draws.chance(campaign.commenting) {
            let (stars, words) = if missed {
                (self.score(1.6, 0.6, 1, 5), (None, Some(Aspect::ScentBad)))
            } else {
                (self.score(4.6, 0.5, 1, 5), (Some(Aspect::ScentGood), None))
            };
            let text = self.words_of(who, words.0, words.1);
            let at = self.pause(arrived, 3 * 3600, 5 * 86_400);
            let mark = Mark::Campaign { missed, step: Step::Commented(stars) };
            self.tell_comment(who, at, (DemoSource::Website, Naming::user()), (stars, &text, mark), |fields| {
                fields.text("campaign", campaign.name);
            });
        }
        if self.draws.chance(campaign.leaving) {
            let touchpoint = if self.customers[who].person.has_email { &EMAIL_CAMPAIGN } else { &SMS_CAMPAIGN };
            self.customers[who].unsubscribed = true;
            let at = self.pause(arrived, 3600, 3 * 86_400);
            self.step(who, at, touchpoint, campaign, "unsubscribed", Step::Unsubscribed);
        }
        if self.draws.chance(campaign.ordering * 0.5) {
            let at = self.pause(arrived, 86_400, 9 * 86_400);
            self.order_after(who, at, campaign);
        }
    }

    fn order_after(&mut self, who: usize, at: i64, campaign: Campaign) {
        let counter = Counter::Online { device: Device::Browser, via: (DemoSource::Website, Naming::user()) };
        let wanted = campaign.sample;
        self.order(
            who,
            at + SECOND,
            Order { counter, wanted, session: None, campaign: Some(campaign.name), ruined: false },
        );
    }

    fn step(
        &mut self,
        who: usize,
        at: i64,
        touchpoint: &'static DemoTouchpoint,
        campaign: Campaign,
        event: &'static str,
        step: Step,
    ) {
        let mark = match campaign.name {
            MISSED => Mark::Campaign { missed: true, step },
            AIMED => Mark::Campaign { missed: false, step },
            _ => Mark::Nothing,
        };
        self.tell(
            who,
            at,
            (DemoSource::Marketing, Naming::user()),
            Call::Track(event),
            mark,
            |fields: &mut Fields, _| {
                fields.at(touchpoint);
                fields.text("campaign", campaign.name);
            },
        );
    }
}
