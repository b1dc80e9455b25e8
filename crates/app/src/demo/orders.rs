//! An order and what follows from it: its delivery, what the customer makes of it, a return.

use hamdel_domain::clock::SECOND;

use super::DemoSource;
use super::calendar::{COURIER_HOURS, day_of, moment};
use super::comments::Aspect;
use super::message::{Call, Fields, Naming, PhoneForm};
use super::places::{Branch, CITIES, LATE_CITY, employee};
use super::products::{Basket, basket};
use super::touchpoints::{
    APP_CHECKOUT, BRANCH_TILL, HOME_DELIVERY, INVITE_FRIEND, LOYALTY_CLUB, RETURNS, SOCIAL, WEBSITE_CHECKOUT,
};
use super::truths::{AIMED, MISSED, Mark, Step};
use super::visits::{Device, session_of, slip_date};
use super::world::World;

/// Where an order is placed.
#[derive(Clone, Copy)]
pub(super) enum Counter {
    /// On the website or in the app.
    Online { device: Device, via: (DemoSource, Naming) },
    /// At a branch's till.
    Branch { branch: &'static Branch, clerk: &'static str, naming: Naming },
}

/// An order to be placed.
#[derive(Clone, Copy)]
pub(super) struct Order {
    /// Where.
    pub(super) counter: Counter,
    /// The product that must be in it, by its place on the shelves.
    pub(super) wanted: Option<usize>,
    /// The visit it belongs to.
    pub(super) session: Option<u128>,
    /// The campaign that led to it.
    pub(super) campaign: Option<&'static str>,
    /// Whether everything about it goes wrong.
    pub(super) ruined: bool,
}

/// What a customer met with in one order.
#[derive(Clone, Copy)]
struct Experience {
    who: usize,
    order: u32,
    toman: i64,
    arrived: i64,
    days_late: i64,
    poor_product: bool,
    rude_courier: bool,
    delivered: bool,
}

impl Experience {
    /// How bad it was: 0 for nothing wrong, about 1 for one thing, up to 3.
    fn grief(self) -> f64 {
        let late = if self.days_late > 0 { 0.5 + 0.14 * self.days_late as f64 } else { 0.0 };
        late.min(1.4) + if self.poor_product { 1.0 } else { 0.0 } + if self.rude_courier { 0.6 } else { 0.0 }
    }

    /// What went wrong.
    fn wrongs(self) -> Vec<Aspect> {
        let told = [
            ((1..3).contains(&self.days_late), Aspect::SlightlyLate),
            (self.days_late >= 3, Aspect::Late),
            (self.poor_product, Aspect::QualityBad),
            (self.rude_courier, Aspect::CourierBad),
        ];
        told.into_iter().filter_map(|(happened, aspect)| happened.then_some(aspect)).collect()
    }
}

impl World {
    /// Places an order and lets everything follow. Answers when it reached the customer.
    pub(super) fn order(&mut self, who: usize, at: i64, order: Order) -> i64 {
        let number = self.next_order();
        let basket = basket(&mut self.draws, order.wanted);
        self.customers[who].orders += 1;
        let branch_order = matches!(order.counter, Counter::Branch { .. });
        let promised_days = self.draws.between(2, 4);
        let promised = moment(day_of(at) + promised_days, 21 * 3600);
        self.complete(who, at, (number, promised), &basket, &order);
        if !self.customers[who].known {
            return at;
        }
        let days_late = if branch_order { 0 } else { self.days_late(who, promised, order.ruined) };
        let experience = Experience {
            who,
            order: number,
            toman: basket.toman,
            arrived: if branch_order { at } else { self.deliver(who, at, number, (promised, days_late)) },
            days_late,
            poor_product: order.ruined || self.draws.chance(0.075),
            rude_courier: !branch_order && self.draws.chance(0.045),
            delivered: !branch_order,
        };
        if !order.ruined {
            self.follow_up(experience, promised);
        }
        experience.arrived
    }

    fn complete(&mut self, who: usize, at: i64, (number, promised): (u32, i64), basket: &Basket, order: &Order) {
        let via = match order.counter {
            Counter::Online { via, .. } => via,
            Counter::Branch { naming, .. } => (DemoSource::Branches, naming),
        };
        let payment = *self.draws.pick(&["card", "card", "wallet", "instalments"]);
        let mark = match order.campaign {
            Some(MISSED) => Mark::Campaign { missed: true, step: Step::Ordered },
            Some(AIMED) => Mark::Campaign { missed: false, step: Step::Ordered },
            _ => Mark::Nothing,
        };
        self.tell(who, at, via, Call::Track("order_completed"), mark, |fields, person| {
            match order.counter {
                Counter::Online { device: Device::Browser, .. } => fields.at(&WEBSITE_CHECKOUT),
                Counter::Online { device: Device::Handset, .. } => fields.at(&APP_CHECKOUT),
                Counter::Branch { branch, clerk, .. } => {
                    fields.at(&BRANCH_TILL);
                    fields.served_by(branch.unit, clerk);
                    fields.text("branch", branch.name);
                    fields.place(branch.place);
                    fields.text("slip_date", &slip_date(day_of(at)));
                }
            }
            if let Some(session) = order.session {
                session_of(fields, session);
            }
            fields.value(basket.toman);
            fields.words("order_id", format_args!("SO-{number}"));
            fields.number("items", basket.products.len() as i64);
            fields.list("products", basket.products.iter().map(|product| product.sku));
            fields.text("category", basket.products[0].category);
            fields.text("city", CITIES[person.city].name);
            fields.text("payment", payment);
            if matches!(order.counter, Counter::Online { .. }) {
                fields.moment("promised_at", promised);
            }
            if let Some(campaign) = order.campaign {
                fields.text("campaign", campaign);
            }
        });
    }

    fn days_late(&mut self, who: usize, promised: i64, ruined: bool) -> i64 {
        let city = self.customers[who].person.city;
        if city == LATE_CITY && self.plan.late.contains(promised) {
            return if self.draws.chance(0.86) { self.draws.between(3, 8) } else { 0 };
        }
        if ruined {
            return self.draws.between(3, 6);
        }
        if self.draws.chance(CITIES[city].ordinarily_late) { self.draws.between(1, 3) } else { 0 }
    }

    /// The parcel leaves and arrives. Answers when it arrived.
    fn deliver(&mut self, who: usize, ordered: i64, number: u32, (promised, days_late): (i64, i64)) -> i64 {
        let city_number = self.customers[who].person.city;
        let city = &CITIES[city_number];
        let arrived = match days_late {
            0 => self.some_time(day_of(promised), &COURIER_HOURS),
            days => self.some_time(day_of(promised) + days, &COURIER_HOURS),
        };
        let sent = ordered + (arrived - ordered) / 2;
        let courier = employee(city.delivery_unit, 0, self.draws.below(6));
        let via = (DemoSource::Deliveries, self.name_on_parcel());
        let place = (city.middle.0 + 0.02 * self.draws.noise(), city.middle.1 + 0.025 * self.draws.noise());
        self.track(who, sent, via, "delivery_dispatched", |fields, _| {
            fields.at(&HOME_DELIVERY);
            fields.text("unit", city.delivery_unit);
            fields.words("order_id", format_args!("SO-{number}"));
            fields.text("city", city.name);
            fields.moment("promised_at", promised);
        });
        let mark = Mark::Delivery { city: city_number, promised, late: days_late > 0 };
        self.tell(who, arrived, via, Call::Track("delivery_arrived"), mark, |fields, _| {
            fields.at(&HOME_DELIVERY);
            fields.served_by(city.delivery_unit, courier);
            fields.place(place);
            fields.words("order_id", format_args!("SO-{number}"));
            fields.text("city", city.name);
            fields.moment("promised_at", promised);
            fields.moment("delivered_at", arrived);
            fields.number("days_late", days_late);
        });
        arrived
    }

    /// The couriers' system mostly has the user id; on some parcels there is only a phone number.
    fn name_on_parcel(&mut self) -> Naming {
        if self.draws.chance(0.95) {
            return Naming::user();
        }
        Naming { phone: Some(PhoneForm::National), ..Naming::visit("parcel-", self.draws.id()) }
    }

    fn follow_up(&mut self, experience: Experience, promised: i64) {
        let Experience { who, arrived, days_late, .. } = experience;
        let grief = experience.grief();
        if days_late > 0 && self.draws.chance(0.35) {
            self.ask_where_it_is(who, day_of(promised) + 1);
        }
        let day = 86_400;
        self.survey_order(experience);
        if self.draws.chance(if grief > 0.0 { 0.26 } else { 0.10 }) {
            let at = self.pause(arrived, day / 4, 4 * day);
            self.review(experience, at);
        }
        if self.draws.chance(0.004 + 0.13 * grief) {
            let at = self.pause(arrived, day / 8, 2 * day);
            let cause = experience.wrongs().first().copied();
            self.complain(who, at, experience.order, (grief, cause));
        }
        if self.draws.chance(if experience.poor_product { 0.36 } else { 0.03 }) {
            self.send_back(experience);
        }
        if grief == 0.0 {
            self.enjoy(experience);
        }
        if self.draws.chance(0.012 + 0.13 * grief) {
            let gone = day_of(arrived) + self.draws.between(1, 12);
            if grief > 0.0 && self.draws.chance(0.15) {
                self.say_farewell(who, moment(gone, 43_200));
            }
            self.leave(who, gone);
        }
    }

    fn survey_order(&mut self, experience: Experience) {
        let Experience { who, arrived, .. } = experience;
        let grief = experience.grief();
        let unit = CITIES[self.customers[who].person.city].delivery_unit;
        let answered = |fields: &mut Fields| {
            fields.words("order_id", format_args!("SO-{}", experience.order));
            // Who is asked about a delivery judges those who brought it.
            if experience.delivered {
                fields.text("unit", unit);
            }
            fields.text("about", if experience.delivered { "delivery" } else { "order" });
        };
        if self.draws.chance(if grief > 0.0 { 0.26 } else { 0.17 }) {
            let score = self.score(4.7 - 1.55 * grief, 0.75, 1, 5);
            let text = if self.draws.chance(0.45) { self.verdict(experience, score >= 4) } else { String::new() };
            let at = self.pause(arrived, 1800, 40_000);
            self.answer_survey(who, at, ("csat", score), &text, answered);
        } else if self.draws.chance(0.09) {
            let score = self.score(8.7 - 3.3 * grief, 1.3, 0, 10);
            let text = if self.draws.chance(0.4) { self.verdict(experience, score >= 8) } else { String::new() };
            let at = self.pause(arrived, 90_000, 500_000);
            self.answer_survey(who, at, ("nps", score), &text, answered);
        }
    }

    /// What the customer says of the order: of what went wrong, of something good, or of both.
    fn verdict(&mut self, experience: Experience, pleased: bool) -> String {
        let mut wrongs = experience.wrongs();
        if wrongs.is_empty() && !pleased {
            wrongs.extend([Aspect::PriceBad, Aspect::PackagingBad]);
        }
        let bad = (!wrongs.is_empty()).then(|| *self.draws.pick(&wrongs));
        let mut rights = Vec::new();
        if bad != Some(Aspect::PackagingBad) {
            rights.push(Aspect::PackagingGood);
        }
        if bad != Some(Aspect::PriceBad) {
            rights.push(Aspect::PriceGood);
        }
        if !experience.poor_product {
            rights.extend([Aspect::QualityGood, Aspect::QualityGood, Aspect::QualityGood]);
        }
        if experience.delivered && experience.days_late == 0 {
            rights.push(Aspect::OnTime);
            if !experience.rude_courier {
                rights.push(Aspect::CourierGood);
            }
        }
        if experience.delivered {
            rights.push(Aspect::AppGood);
        }
        let praises = bad.is_none() || pleased || self.draws.chance(0.4);
        let good = praises.then(|| *self.draws.pick(&rights));
        self.words_of(experience.who, good, bad)
    }

    fn review(&mut self, experience: Experience, at: i64) {
        let score = self.score(4.7 - 1.5 * experience.grief(), 0.75, 1, 5);
        let text = self.verdict(experience, score >= 4);
        if self.draws.chance(0.12) {
            self.track(experience.who, at, (DemoSource::Marketing, Naming::user()), "mention_made", |fields, _| {
                fields.at(&SOCIAL);
                fields.text("text", &text);
            });
            return;
        }
        self.comment(experience.who, at, (DemoSource::Website, Naming::user()), score, &text, |fields| {
            fields.words("order_id", format_args!("SO-{}", experience.order));
        });
    }

    fn send_back(&mut self, experience: Experience) {
        let at = self.pause(experience.arrived, 2 * 86_400, 7 * 86_400);
        let reason = if experience.poor_product { "defective" } else { "changed_mind" };
        let part = [1.0, 0.5][self.draws.weighted(&[60.0, 40.0])];
        let toman = (experience.toman as f64 * part / 1000.0).round() as i64 * 1000;
        self.track(experience.who, at, (DemoSource::Deliveries, Naming::user()), "order_returned", |fields, person| {
            fields.at(&RETURNS);
            fields.text("unit", CITIES[person.city].delivery_unit);
            fields.value(-toman);
            fields.words("order_id", format_args!("SO-{}", experience.order));
            fields.text("reason", reason);
            fields.text("city", CITIES[person.city].name);
        });
        if self.draws.chance(0.16) {
            let text = self.words_of(experience.who, None, Some(Aspect::ReturnBad));
            let at = self.pause(at, 86_400, 3 * 86_400);
            self.comment(experience.who, at, (DemoSource::Website, Naming::user()), 2, &text, |_| {});
        }
    }

    /// What some do who are content: redeem points, bring a friend.
    fn enjoy(&mut self, experience: Experience) {
        let who = experience.who;
        if self.customers[who].person.has_card && self.draws.chance(0.09) {
            let points = self.draws.between(2, 40) * 50;
            let at = self.pause(experience.arrived, 86_400, 20 * 86_400);
            self.track(who, at, (DemoSource::MobileApp, Naming::user()), "points_redeemed", |fields, _| {
                fields.at(&LOYALTY_CLUB);
                fields.number("points", points);
            });
        }
        if self.draws.chance(0.03) {
            let at = experience.arrived + 3600 * SECOND + self.draws.between(0, 500_000) * SECOND;
            self.track(who, at, (DemoSource::MobileApp, Naming::user()), "friend_invited", |fields, _| {
                fields.at(&INVITE_FRIEND);
            });
        }
    }
}
