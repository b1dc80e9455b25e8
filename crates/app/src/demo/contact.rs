//! Calls, chats, complaints, surveys and comments.

use hamdel_domain::clock::SECOND;

use super::DemoSource;
use super::calendar::{CALL_HOURS, day_of, hour_of, weekday};
use super::comments::{Aspect, complain};
use super::message::{Call, Fields, Naming, PhoneForm};
use super::orders::{Counter, Order};
use super::places::{OTHER_CALL_CENTRE, SLOW_CALL_CENTRE, employee};
use super::touchpoints::{CALL_CENTRE, COMPLAINTS, REVIEWS, SUPPORT_CHAT, SURVEY};
use super::truths::{Mark, Plan};
use super::visits::Device;
use super::world::World;

pub(super) const SHIFTS: [&str; 3] = ["morning", "afternoon", "evening"];
const EVENING: usize = 2;

/// A call as it went.
struct Line {
    unit: &'static str,
    agent: &'static str,
    shift: usize,
    waited: i64,
    slow: bool,
    given_up: bool,
}

impl World {
    /// A question without an order behind it: by phone, now and then by chat.
    pub(super) fn ask(&mut self, who: usize, day: i64) {
        let topic = *self.draws.pick(&["product", "payment", "return", "order", "loyalty", "account"]);
        if self.draws.chance(0.14) { self.chat(who, day, topic) } else { self.call(who, day, topic) }
    }

    /// A call about an order that is late.
    pub(super) fn ask_where_it_is(&mut self, who: usize, day: i64) {
        self.call(who, day, "where_is_my_order");
    }

    fn call(&mut self, who: usize, day: i64, topic: &'static str) {
        let at = self.some_time(day, &CALL_HOURS);
        let line = self.wait_on_line(at);
        let via = (DemoSource::CallCentre, self.name_by_phone());
        let mark = Mark::Call { slow_shift: line.slow, waited: line.waited as u32 };
        let solved = self.draws.chance(if line.slow { 0.62 } else { 0.78 });
        let lasted = self.draws.between(45, 540);
        let event = if line.given_up { "call_abandoned" } else { "call_answered" };
        self.tell(who, at, via, Call::Track(event), mark, |fields, _| {
            fields.at(&CALL_CENTRE);
            fields.text("unit", line.unit);
            if !line.given_up {
                fields.text("employee", line.agent);
                fields.number("duration_seconds", lasted);
                fields.flag("solved", solved);
            }
            fields.text("shift", SHIFTS[line.shift]);
            fields.text("topic", topic);
            fields.number("waiting_seconds", line.waited);
        });
        self.judge_call(who, at + (line.waited + lasted) * SECOND, &line, solved);
    }

    /// Who takes the call, and how long it waits: under two minutes as a rule, about a quarter of an
    /// hour on the planted shift.
    fn wait_on_line(&mut self, at: i64) -> Line {
        let shift = match hour_of(at) {
            ..13 => 0,
            13..18 => 1,
            _ => EVENING,
        };
        let mashhad = self.draws.chance(if shift == EVENING { 0.7 } else { 0.4 });
        let unit = if mashhad { SLOW_CALL_CENTRE } else { OTHER_CALL_CENTRE };
        let slow_day = self.plan.waits.contains(at) && Plan::is_slow_weekday(weekday(day_of(at)));
        let slow = mashhad && shift == EVENING && slow_day;
        let draw = self.draws.fraction();
        let waited = if slow { 420.0 + 800.0 * draw } else { 8.0 + 45.0 * draw / (1.07 - draw) } as i64;
        let given_up = self.draws.chance(if slow { 0.3 } else { 0.03 + waited as f64 / 9000.0 });
        Line { unit, agent: employee(unit, shift, self.draws.below(6)), shift, waited, slow, given_up }
    }

    fn judge_call(&mut self, who: usize, ended: i64, line: &Line, solved: bool) {
        if !self.draws.chance(if line.waited > 300 { 0.3 } else { 0.16 }) {
            return;
        }
        let long = line.waited > 300;
        let ease = 6.0 - if long { 2.4 } else { 0.0 } - if solved && !line.given_up { 0.0 } else { 1.3 };
        let score = self.score(ease, 0.9, 1, 7);
        let bad = if long { Some(Aspect::WaitLong) } else { (!solved).then_some(Aspect::AgentBad) };
        let good = (!line.given_up && solved && (bad.is_none() || score >= 4))
            .then(|| if long { Aspect::AgentGood } else { *self.draws.pick(&[Aspect::AgentGood, Aspect::WaitShort]) });
        let text = if self.draws.chance(0.5) { self.words_of(who, good, bad) } else { String::new() };
        let at = self.pause(ended, 300, 20_000);
        let agent = (!line.given_up).then_some(line.agent);
        self.answer_survey(who, at, ("ces", score), &text, |fields| {
            // Who is asked about a call judges the shift that took it.
            fields.words("unit", format_args!("{}-{}", line.unit, SHIFTS[line.shift]));
            if let Some(agent) = agent {
                fields.text("employee", agent);
            }
            fields.text("about", "call");
        });
    }

    /// The telephone system knows a number; four times in five it finds the customer by it.
    fn name_by_phone(&mut self) -> Naming {
        if self.draws.chance(0.8) {
            return Naming::user();
        }
        Naming { phone: Some(PhoneForm::International), ..Naming::visit("call-", self.draws.id()) }
    }

    fn chat(&mut self, who: usize, day: i64, topic: &'static str) {
        let at = self.some_time(day, &CALL_HOURS);
        let (waited, lasted) = (self.draws.between(5, 160), self.draws.between(60, 900));
        let agent = employee(OTHER_CALL_CENTRE, 0, self.draws.below(6));
        self.track(who, at, (DemoSource::CallCentre, Naming::user()), "chat_ended", |fields, _| {
            fields.at(&SUPPORT_CHAT);
            fields.served_by(OTHER_CALL_CENTRE, agent);
            fields.text("topic", topic);
            fields.number("waiting_seconds", waited);
            fields.number("duration_seconds", lasted);
        });
    }

    /// A complaint that is answered within days; one in eight had to ask twice. Those who are to fall
    /// silent keep theirs for that story.
    pub(super) fn complain(&mut self, who: usize, at: i64, order: u32, (grief, cause): (f64, Option<Aspect>)) {
        if self.customers[who].fate != super::world::Fate::Ordinary {
            return;
        }
        let number = self.next_complaint();
        let text = complain(&mut self.draws, self.customers[who].person.tongue, cause);
        self.file_complaint(who, at, (number, Some(order)), &text, Mark::Nothing);
        let mut answered = self.pause(at, 4 * 3600, 90 * 3600);
        if self.draws.chance(0.12) {
            let again = self.pause(at, 86_400, 5 * 86_400);
            let number = self.next_complaint();
            let text = self.words_of(who, None, Some(Aspect::SecondComplaint));
            self.file_complaint(who, again, (number, Some(order)), &text, Mark::Nothing);
            answered = answered.max(self.pause(again, 3600, 20 * 3600));
        }
        let redress = *self.draws.pick(&["refund", "replacement", "voucher", "apology"]);
        let agent = employee("customer-experience", 0, self.draws.below(6));
        self.track(who, answered, (DemoSource::CallCentre, Naming::user()), "complaint_answered", |fields, _| {
            fields.on(&COMPLAINTS, "phone");
            fields.served_by("customer-experience", agent);
            fields.words("complaint_id", format_args!("C-{number}"));
            fields.words("order_id", format_args!("SO-{order}"));
            fields.text("redress", redress);
        });
        if self.draws.chance(0.35) {
            let score = self.score(if redress == "apology" { 3.6 } else { 5.4 } - 0.3 * grief, 1.0, 1, 7);
            let at = self.pause(answered, 3600, 60_000);
            self.answer_survey(who, at, ("ces", score), "", |fields| fields.text("about", "complaint"));
        }
    }

    fn file_complaint(&mut self, who: usize, at: i64, (number, order): (u32, Option<u32>), text: &str, mark: Mark) {
        let (source, channel) = *self.draws.pick(&[
            (DemoSource::CallCentre, "phone"),
            (DemoSource::Website, "web"),
            (DemoSource::Website, "email"),
        ]);
        self.tell(who, at, (source, Naming::user()), Call::Track("complaint_made"), mark, |fields, _| {
            fields.on(&COMPLAINTS, channel);
            fields.text("unit", "customer-experience");
            fields.words("complaint_id", format_args!("C-{number}"));
            if let Some(order) = order {
                fields.words("order_id", format_args!("SO-{order}"));
            }
            fields.text("text", text);
        });
    }

    /// The whole story of one who falls silent: an order that goes wrong, a complaint, another one a
    /// week or two later, and nothing more.
    pub(super) fn fall_silent(&mut self, who: usize, day: i64) {
        let at = self.some_time(day, &super::calendar::ONLINE_HOURS);
        if !self.customers[who].known {
            self.identify(who, at, (DemoSource::Website, Naming::user()));
        }
        let counter = Counter::Online { device: Device::Browser, via: (DemoSource::Website, Naming::user()) };
        let order = Order { counter, wanted: None, session: None, campaign: None, ruined: true };
        let arrived = self.order(who, at + 300 * SECOND, order);
        let first = self.pause(arrived, 8 * 3600, 40 * 3600);
        let second = self.pause(first, 7 * 86_400, 14 * 86_400);
        let cause = *self.draws.pick(&[Aspect::Late, Aspect::QualityBad]);
        let number = self.next_complaint();
        let text = complain(&mut self.draws, self.customers[who].person.tongue, Some(cause));
        self.file_complaint(who, first, (number, None), &text, Mark::Nothing);
        let number = self.next_complaint();
        let text = self.words_of(who, None, Some(Aspect::SecondComplaint));
        self.file_complaint(who, second, (number, None), &text, Mark::LastWord);
        self.customers[who].last_moment = second;
        self.customers[who].leaves = day_of(second);
    }

    /// An answer to a survey; the text may be empty.
    pub(super) fn answer_survey(
        &mut self,
        who: usize,
        at: i64,
        (metric, score): (&'static str, i64),
        text: &str,
        more: impl FnOnce(&mut Fields),
    ) {
        let by_email = self.customers[who].person.has_email && self.draws.chance(0.4);
        self.track(who, at, (DemoSource::Marketing, Naming::user()), "survey_answered", |fields, _| {
            fields.on(&SURVEY, if by_email { "email" } else { "sms" });
            fields.score(metric, score);
            if !text.is_empty() {
                fields.text("text", text);
            }
            more(fields);
        });
    }

    /// A comment with one to five stars.
    pub(super) fn comment(
        &mut self,
        who: usize,
        at: i64,
        via: (DemoSource, Naming),
        stars: i64,
        text: &str,
        more: impl FnOnce(&mut Fields),
    ) {
        self.tell_comment(who, at, via, (stars, text, Mark::Nothing), more);
    }

    /// A comment that may count for a truth.
    pub(super) fn tell_comment(
        &mut self,
        who: usize,
        at: i64,
        via: (DemoSource, Naming),
        (stars, text, mark): (i64, &str, Mark),
        more: impl FnOnce(&mut Fields),
    ) {
        let channel = if via.0 == DemoSource::MobileApp { "app" } else { "web" };
        self.tell(who, at, via, Call::Track("comment_left"), mark, |fields, _| {
            fields.on(&REVIEWS, channel);
            fields.score("csat", stars);
            fields.text("text", text);
            more(fields);
        });
    }
}
