//! Visits to the website, the app and the branches, up to the order.

use hamdel_domain::clock::SECOND;
use hamdel_domain::digits::persian_digits;

use super::DemoSource;
use super::calendar::{BRANCH_HOURS, ONLINE_HOURS, jalali};
use super::comments::{Aspect, compose};
use super::message::{Call, Fields, Naming, PhoneForm};
use super::orders::{Counter, Order};
use super::people::Person;
use super::places::{CITIES, employee};
use super::products::PRODUCTS;
use super::touchpoints::{
    APP_CART, APP_HOME, APP_PRODUCT, BRANCH_FLOOR, DemoTouchpoint, FAREWELL, WEBSITE_CART, WEBSITE_HOME,
    WEBSITE_PRODUCT,
};
use super::truths::Mark;
use super::world::{Fate, World};

/// The website or the app.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Device {
    /// The website in a browser.
    Browser,
    /// The app on a handset.
    Handset,
}

impl Device {
    fn source(self) -> DemoSource {
        if self == Self::Browser { DemoSource::Website } else { DemoSource::MobileApp }
    }

    fn product(self) -> &'static DemoTouchpoint {
        if self == Self::Browser { &WEBSITE_PRODUCT } else { &APP_PRODUCT }
    }

    fn cart(self) -> &'static DemoTouchpoint {
        if self == Self::Browser { &WEBSITE_CART } else { &APP_CART }
    }
}

impl World {
    /// One visit on a day, where the customer likes to go.
    pub(super) fn visit(&mut self, who: usize, day: i64) {
        let person = &self.customers[who].person;
        let pulls =
            [f64::from(person.browser.is_some()), f64::from(person.handset.is_some()) * 1.2, person.branch_pull];
        let (browser, handset) = (person.browser, person.handset);
        match (self.draws.weighted(&pulls), browser, handset) {
            (0, Some(id), _) => self.browse(who, day, Device::Browser, id),
            (1, _, Some(id)) => self.browse(who, day, Device::Handset, id),
            _ => self.enter_branch(who, day),
        }
    }

    fn browse(&mut self, who: usize, day: i64, device: Device, id: u128) {
        let session = self.draws.id() >> 64;
        let mut at = self.some_time(day, &ONLINE_HOURS);
        let signed_in = self.sign_in(who, at, device, id);
        let via = (device.source(), Naming::device(id, signed_in));
        at = self.pause(at, 1, 9);
        self.look_around(who, at, device, via, session);
        let views = [0, 1, 2, 3][self.draws.weighted(&[43.0, 38.0, 14.0, 5.0])];
        let mut wanted = None;
        for _ in 0..views {
            at = self.pause(at, 15, 150);
            let product = self.draws.below(PRODUCTS.len());
            wanted = Some(product);
            self.track(who, at, via, "product_viewed", |fields, _| {
                fields.at(device.product());
                session_of(fields, session);
                fields.text("sku", PRODUCTS[product].sku);
                fields.text("product", PRODUCTS[product].name);
                fields.text("category", PRODUCTS[product].category);
                fields.number("price", PRODUCTS[product].price);
            });
        }
        let Some(product) = wanted else { return };
        if !self.draws.chance(0.56) {
            return;
        }
        at = self.pause(at, 10, 90);
        self.track(who, at, via, "cart_updated", |fields, _| {
            fields.at(device.cart());
            session_of(fields, session);
            fields.text("sku", PRODUCTS[product].sku);
            fields.number("items", 1);
        });
        if signed_in && self.draws.chance(0.72) {
            at = self.pause(at, 40, 400);
            let counter = Counter::Online { device, via };
            self.order(who, at, Order { counter, wanted, session: Some(session), campaign: None, ruined: false });
        } else if signed_in && self.draws.chance(0.03) {
            let text = self.words_of(who, None, Some(Aspect::AppBad));
            at = self.pause(at, 30, 200);
            self.comment(who, at, via, 2, &text, |_| {});
        }
    }

    fn look_around(&mut self, who: usize, at: i64, device: Device, via: (DemoSource, Naming), session: u128) {
        const PAGES: [(&str, &str); 4] =
            [("Home", "/"), ("Offers", "/offers"), ("Category", "/category"), ("Search", "/search")];
        let (name, path) = *self.draws.pick(&PAGES);
        let fill = |fields: &mut Fields, _: &Person| {
            fields.seen_at(if device == Device::Browser { &WEBSITE_HOME } else { &APP_HOME });
            session_of(fields, session);
            if device == Device::Browser {
                fields.text("path", path);
            }
        };
        let call = if device == Device::Browser { Call::Page(name) } else { Call::Screen(name) };
        self.tell(who, at, via, call, Mark::Nothing, fill);
    }

    /// Whether the customer is signed in on the device; they may have just done so.
    fn sign_in(&mut self, who: usize, at: i64, device: Device, id: u128) -> bool {
        let customer = &mut self.customers[who];
        let here = if device == Device::Browser { &mut customer.browser_known } else { &mut customer.handset_known };
        if *here || customer.fate == Fate::NeverKnown {
            return *here;
        }
        if customer.shy_visits > 0 {
            customer.shy_visits -= 1;
            return false;
        }
        *here = true;
        self.identify(who, at, (device.source(), Naming::device(id, true)));
        let person = &self.customers[who].person;
        if device == Device::Handset && !person.shares_tablet && person.number.is_multiple_of(8) {
            self.tell(
                who,
                at + SECOND / 2,
                (device.source(), Naming::device(id, true)),
                Call::Alias,
                Mark::Nothing,
                |_, _| {},
            );
        }
        true
    }

    /// Tells who the customer is, and for whom they buy.
    pub(super) fn identify(&mut self, who: usize, at: i64, via: (DemoSource, Naming)) {
        self.customers[who].known = true;
        self.tell(who, at, via, Call::Identify, Mark::Nothing, |fields, person| {
            let (first, family) = person.name();
            fields.text("name", &format!("{first} {family}"));
            fields.text("first_name", &first);
            fields.text("last_name", &family);
            fields.text("gender", person.gender());
            fields.text("city", CITIES[person.city].name);
            fields.text("language", person.language());
            fields.text("birthday", &person.birthday());
            fields.text("taste", person.taste());
            fields.text("phone", &person.phone(PhoneForm::National));
            if person.has_email {
                fields.text("email", &person.email());
            }
            if person.has_national_code {
                fields.text("national_code", &person.national_code());
            }
            if person.has_card {
                fields.text("loyalty_card", &person.loyalty_card());
            }
            fields.flag("marketing_consent", person.consents);
        });
        if let Some(number) = self.customers[who].person.company {
            self.tell(
                who,
                at + SECOND,
                (via.0, Naming::user()),
                Call::Group(number),
                Mark::Nothing,
                |fields, person| {
                    fields.text("name", &format!("شرکت نمونهٔ {}", persian_digits(&number.to_string())));
                    fields.text("city", CITIES[person.city].name);
                    fields.text("industry", ["hotel", "school", "clinic", "office"][number as usize % 4]);
                },
            );
        }
    }

    fn enter_branch(&mut self, who: usize, day: i64) {
        let city = &CITIES[self.customers[who].person.city];
        let branch = self.draws.pick(city.branches);
        let at = self.some_time(day, &BRANCH_HOURS);
        let hour = super::calendar::hour_of(at);
        let busy = if (18..21).contains(&hour) { 2.2 } else { 1.0 };
        let draw = self.draws.fraction();
        let waited = (busy * (25.0 + 75.0 * draw / (1.04 - draw))) as i64;
        let clerk = employee(branch.unit, usize::from(hour >= 16), self.draws.below(6));
        let buys = self.draws.chance(0.52);
        if !buys && self.customers[who].fate == Fate::NeverKnown {
            // Nobody notes who looks around and neither pays nor shows a card.
            return;
        }
        let person = &self.customers[who].person;
        if buys && !self.customers[who].known && self.customers[who].fate != Fate::NeverKnown && person.has_card {
            self.identify(who, at - 60 * SECOND, (DemoSource::Branches, Naming::user()));
        }
        let via = (DemoSource::Branches, self.name_at_till(who));
        self.track(who, at, via, "branch_visit", |fields, _| {
            fields.at(&BRANCH_FLOOR);
            fields.served_by(branch.unit, clerk);
            fields.place(branch.place);
            fields.text("city", city.name);
            fields.text("branch", branch.name);
            fields.number("waiting_seconds", waited);
        });
        if !buys {
            return;
        }
        let paid = at + (waited + 120) * SECOND;
        let counter = Counter::Branch { branch, clerk, naming: via.1 };
        self.order(who, paid, Order { counter, wanted: None, session: None, campaign: None, ruined: false });
        let unhelpful = self.draws.chance(0.07);
        if self.customers[who].known && self.draws.chance(if unhelpful || waited > 420 { 0.4 } else { 0.14 }) {
            self.judge_branch(who, paid, branch.unit, clerk, (unhelpful, waited));
        }
    }

    /// An answer to the branch's short survey, the same evening.
    fn judge_branch(
        &mut self,
        who: usize,
        paid: i64,
        unit: &'static str,
        clerk: &'static str,
        (unhelpful, waited): (bool, i64),
    ) {
        let mood = 4.5 - if unhelpful { 1.9 } else { 0.0 } - if waited > 420 { 1.1 } else { 0.0 };
        let score = self.score(mood, 0.6, 1, 5);
        let bad = if unhelpful { Some(Aspect::StaffBad) } else { (waited > 420).then_some(Aspect::QueueLong) };
        let good = (score >= 4)
            .then(|| *self.draws.pick(&[Aspect::StaffGood, Aspect::PriceGood, Aspect::QualityGood, Aspect::StaffGood]));
        let text = if self.draws.chance(0.5) { self.words_of(who, good, bad) } else { String::new() };
        let at = paid + self.draws.between(900, 7200) * SECOND;
        self.answer_survey(who, at, ("csat", score), &text, |fields| {
            fields.served_by(unit, clerk);
            fields.text("about", "branch");
        });
    }

    /// By what a till knows a customer: the user id, the card, the phone number, or nothing.
    fn name_at_till(&mut self, who: usize) -> Naming {
        let id = self.draws.id();
        let way = self.draws.weighted(&[70.0, 15.0, 12.0, 3.0]);
        let customer = &self.customers[who];
        let visit = Naming::visit("branch-pos-", id);
        match (way, customer.known, customer.person.has_card) {
            _ if customer.fate == Fate::NeverKnown => visit,
            (0, true, _) => Naming::user(),
            (1, true, true) => Naming { card: true, ..visit },
            (3, false, _) => visit,
            (3, true, _) if !matches!(customer.fate, Fate::Silent(_)) => visit,
            _ => Naming { phone: Some(PhoneForm::National), ..visit },
        }
    }

    /// A few who go say so.
    pub(super) fn say_farewell(&mut self, who: usize, at: i64) {
        self.track(who, at, (DemoSource::Website, Naming::user()), "account_closed", |fields, _| {
            fields.at(&FAREWELL);
            fields.text("reason", "dissatisfied");
        });
    }

    /// A moment some seconds later.
    pub(super) fn pause(&mut self, at: i64, from: i64, to: i64) -> i64 {
        at + self.draws.between(from * 1000, to * 1000) * 1000
    }

    /// A comment of a customer, in their own way of writing.
    pub(super) fn words_of(&mut self, who: usize, good: Option<Aspect>, bad: Option<Aspect>) -> String {
        compose(&mut self.draws, self.customers[who].person.tongue, good, bad)
    }

    /// A score around a mean, on a scale.
    pub(super) fn score(&mut self, mean: f64, spread: f64, low: i64, high: i64) -> i64 {
        ((mean + spread * self.draws.noise()).round() as i64).clamp(low, high)
    }
}

/// The visit to the website or the app that an interaction belongs to.
pub(super) fn session_of(fields: &mut Fields, session: u128) {
    fields.words("session", format_args!("s-{session:016x}"));
}

/// The date on a till's slip, in the Jalali calendar with Persian digits.
pub(super) fn slip_date(day: i64) -> String {
    let (year, month, date) = jalali(day);
    persian_digits(&format!("{year}/{month:02}/{date:02}"))
}
