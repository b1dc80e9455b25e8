//! Rules of the contact policy, and reasons of the contact ledger, as sentences.

use fluent_bundle::FluentValue;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::contact::{Cap, Category, Decision, Period, QuietHours, Reason, Replayed, Rest, Window};
use hamdel_domain::{Channel, Instant};
use hamdel_text::Zone;
use hamdel_text::format::{self, DateStyle};

use crate::texts::Texts;

/// One hour; microseconds.
const HOUR: i64 = 3_600 * SECOND;

/// Sentences in one language, with moments in one zone.
#[derive(Clone, Copy)]
pub(crate) struct ContactWords<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) zone: Zone,
}

type Arguments = Vec<(&'static str, FluentValue<'static>)>;

impl ContactWords<'_> {
    /// What a rule is called: a name the company gave, or that of a rule a new company starts with.
    pub(crate) fn rule(&self, name: &str) -> String {
        self.texts.title("contact-rule", name)
    }

    /// `marketing` in the reader's language.
    pub(crate) fn category(&self, category: Category) -> String {
        self.texts.plain(&format!("contact-category-{category}"))
    }

    /// What a cap says.
    pub(crate) fn cap(&self, cap: &Cap) -> String {
        let n = FluentValue::from(f64::from(cap.at_most));
        match cap.window {
            Window::Rolling { micros } => {
                self.texts.filled("contact-cap-rolling", &[("n", n), ("span", self.span(micros).into())])
            }
            Window::Calendar { period, .. } => {
                self.texts.filled(&format!("contact-cap-{}", period_name(period)), &[("n", n)])
            }
        }
    }

    /// What a rest says.
    pub(crate) fn rest(&self, rest: &Rest) -> String {
        let key = if rest.of_one_topic { "contact-rest-topic" } else { "contact-rest-any" };
        self.texts.filled(key, &[("span", self.span(rest.micros).into())])
    }

    /// What quiet hours say.
    pub(crate) fn quiet(&self, quiet: &QuietHours) -> String {
        let (from, until) = (self.minute(quiet.from), self.minute(quiet.until));
        self.texts.filled("contact-quiet-says", &[("from", from.into()), ("until", until.into())])
    }

    /// A minute of the day, in the reader's digits.
    pub(crate) fn minute(&self, minute: u16) -> String {
        format::digits(self.texts.language(), &format!("{:02}:{:02}", minute / 60 % 24, minute % 60))
    }

    /// Why a contact waits or is withheld, with its figures.
    pub(crate) fn reason(&self, reason: &Reason) -> String {
        let (key, arguments) = self.parts(reason);
        let said = self.texts.filled(&format!("contact-why-{key}"), &arguments);
        match reason.again() {
            Some(again) => {
                let until = self.texts.filled("contact-again", &[("at", self.moment(again).into())]);
                format!("{said} {until}")
            }
            None => said,
        }
    }

    fn parts(&self, reason: &Reason) -> (String, Arguments) {
        let code = reason.code();
        let arguments: Arguments = match reason {
            Reason::Cap { cap, at_most, counted, .. } => vec![
                ("rule", self.rule(cap).into()),
                ("most", f64::from(*at_most).into()),
                ("n", f64::from(*counted).into()),
            ],
            Reason::Rest { rest, micros, last, .. } => vec![
                ("rule", self.rule(rest).into()),
                ("span", self.span(*micros).into()),
                ("last", self.moment(*last).into()),
            ],
            Reason::QuietHours { quiet, customers_zone, .. } => {
                let key = if *customers_zone { "quiet_hours_customer" } else { "quiet_hours_company" };
                return (key.to_owned(), vec![("rule", self.rule(quiet).into())]);
            }
            Reason::NoConsent { channel, category } => {
                vec![("category", self.category(*category).into()), ("via", self.via(Some(*channel)).into())]
            }
            Reason::Objected { channel, category, source, at } => vec![
                ("category", self.category(*category).into()),
                ("via", self.via(*channel).into()),
                ("source", self.source(source).into()),
                ("at", self.moment(*at).into()),
            ],
            Reason::Recovery { subject, since } => {
                vec![("subject", self.subject(subject).into()), ("since", self.moment(*since).into())]
            }
            Reason::Suppressed { reason, at } => {
                return (format!("suppressed_{}", reason.as_str()), vec![("at", self.moment(*at).into())]);
            }
            Reason::NoAddress { channel } => {
                vec![("channel", self.texts.title("channel", channel.as_str()).into())]
            }
            Reason::ConditionFailed { problem } | Reason::Unwritable { problem } => {
                vec![("problem", problem.clone().into())]
            }
            Reason::Outdated { what } => return (format!("outdated_{what}"), Vec::new()),
            Reason::Expired { at } => vec![("at", self.moment(*at).into())],
            Reason::GaveUp { attempts } => vec![("n", f64::from(*attempts).into())],
            Reason::NotEligible | Reason::NeverFree => Vec::new(),
        };
        (code.to_owned(), arguments)
    }

    /// What would come of a message now.
    pub(crate) fn decision(&self, decision: &Decision) -> String {
        match decision {
            Decision::Allowed => self.texts.plain("contact-now-allowed"),
            Decision::WaitUntil(_, reason) => self.reason(reason),
            Decision::Withheld(reasons) => {
                reasons.iter().map(|reason| self.reason(reason)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// What would have come of a message of the past.
    pub(crate) fn replayed(&self, outcome: &Replayed) -> String {
        match outcome {
            Replayed::AtOnce => self.texts.plain("contact-replay-at_once"),
            Replayed::Later(at, reason) => {
                let why = self.texts.title("withheld", reason.code());
                let arguments = [("at", self.moment(*at).into()), ("why", why.into())];
                self.texts.filled("contact-replay-later", &arguments)
            }
            Replayed::Withheld(reason) => {
                let why = self.texts.title("withheld", reason.code());
                self.texts.filled("contact-replay-withheld", &[("why", why.into())])
            }
            Replayed::Otherwise(reason) => {
                let why = self.texts.title("withheld", reason.code());
                self.texts.filled("contact-replay-otherwise", &[("why", why.into())])
            }
        }
    }

    /// What a contact was about, by its subject in the book: `invitation:12`.
    pub(crate) fn subject(&self, subject: &str) -> String {
        let (kind, rest) = subject.split_once(':').unwrap_or((subject, ""));
        let key = format!("contact-subject-{kind}");
        if !self.texts.has(&key) {
            return subject.to_owned();
        }
        // Of a key with more parts, the first one names the thing; the others make it single.
        let number = rest.split(':').next().unwrap_or_default();
        self.texts.filled(&key, &[("number", format::digits(self.texts.language(), number).into())])
    }

    /// Where a word about consent was said: `unsubscribe`, `profile`, `import:12`.
    pub(crate) fn source(&self, source: &str) -> String {
        let kind = source.split(':').next().unwrap_or(source);
        self.texts.title("consent-source", kind)
    }

    /// `by e-mail`; `on every channel` for all of them.
    pub(crate) fn via(&self, channel: Option<Channel>) -> String {
        match channel {
            Some(channel) => self.texts.plain(&format!("via-{channel}")),
            None => self.texts.plain("via-every"),
        }
    }

    /// A moment in the reader's calendar.
    pub(crate) fn moment(&self, at: Instant) -> String {
        format::date_time(self.texts.language(), at, self.zone, DateStyle::Long)
    }

    /// A length of time in days or hours.
    pub(crate) fn span(&self, micros: i64) -> String {
        let (key, unit) = if micros % DAY == 0 { ("contact-days", DAY) } else { ("contact-hours", HOUR) };
        self.texts.filled(key, &[("n", (micros as f64 / unit as f64).into())])
    }
}

/// The name of a period in forms and locales.
pub(crate) fn period_name(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::JalaliMonth => "jalali_month",
    }
}
