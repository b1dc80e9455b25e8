//! The contact policy as the fields of a form, there and back.

use std::collections::BTreeMap;

use serde::Serialize;

use hamdel_app::AppError;
use hamdel_domain::Channel;
use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{
    Cap, Category, ConsentRule, Day, Part, Period, Policy, QuietHours, Rest, Scope, Window, ZoneOf,
};
use hamdel_domain::digits::latin_digits;
use hamdel_text::format;

use super::words::{ContactWords, period_name};
use crate::params::Params;

/// Most rules of a kind that a form carries.
const MOST_RULES: usize = 50;
/// Days of the week with their names in forms.
const DAYS: [(Day, &str); 7] = [
    (Day::Saturday, "saturday"),
    (Day::Sunday, "sunday"),
    (Day::Monday, "monday"),
    (Day::Tuesday, "tuesday"),
    (Day::Wednesday, "wednesday"),
    (Day::Thursday, "thursday"),
    (Day::Friday, "friday"),
];
const PERIODS: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::JalaliMonth];

/// Something to tick.
#[derive(Serialize)]
pub(crate) struct Tick {
    pub(crate) name: &'static str,
    pub(crate) on: bool,
}

/// The part a category plays in a rule.
#[derive(Serialize)]
pub(crate) struct PartTick {
    pub(crate) name: &'static str,
    pub(crate) counts: bool,
    pub(crate) obeys: bool,
}

/// Which contacts a rule speaks of.
#[derive(Serialize)]
pub(crate) struct ScopeForm {
    pub(crate) channels: Vec<Tick>,
    pub(crate) every_channel: bool,
    pub(crate) parts: Vec<PartTick>,
    /// Whom it speaks of, in words.
    pub(crate) says: String,
}

/// A rule of any kind; fields that its kind has not are empty.
#[derive(Serialize)]
pub(crate) struct RuleForm {
    /// Its place in its list; what fields are called by.
    pub(crate) place: usize,
    /// Whether it is the empty one at the end, for a new rule.
    pub(crate) new: bool,
    pub(crate) name: String,
    /// Its name in the reader's language, where it is one that a new company starts with.
    pub(crate) given: Option<String>,
    pub(crate) says: String,
    pub(crate) at_most: String,
    /// `rolling` or the period.
    pub(crate) window: &'static str,
    pub(crate) days: String,
    pub(crate) customers_zone: bool,
    pub(crate) one_topic: bool,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) weekdays: Vec<Tick>,
    pub(crate) scope: ScopeForm,
}

/// Which consent a category needs.
#[derive(Serialize)]
pub(crate) struct ConsentForm {
    pub(crate) category: &'static str,
    /// `none`, `all` or `some`.
    pub(crate) need: &'static str,
    pub(crate) channels: Vec<Tick>,
}

/// The whole form.
#[derive(Serialize)]
pub(crate) struct PolicyForm {
    pub(crate) caps: Vec<RuleForm>,
    pub(crate) rests: Vec<RuleForm>,
    pub(crate) quiet: Vec<RuleForm>,
    pub(crate) consent: Vec<ConsentForm>,
    pub(crate) recovery: Vec<Tick>,
}

/// The form of a policy, with an empty rule at the end of each list.
pub(crate) fn form_of(policy: &Policy, words: ContactWords<'_>) -> PolicyForm {
    let blank = Scope::default();
    let new = |place| rule(place, true, "", &blank, String::new(), words);
    let mut caps: Vec<RuleForm> = policy.caps.iter().enumerate().map(|(place, held)| cap(place, held, words)).collect();
    caps.push(RuleForm { window: "rolling", ..new(caps.len()) });
    let mut rests: Vec<RuleForm> =
        policy.rests.iter().enumerate().map(|(place, held)| rest(place, held, words)).collect();
    rests.push(new(rests.len()));
    let mut quiet: Vec<RuleForm> =
        policy.quiet_hours.iter().enumerate().map(|(place, held)| hours(place, held, words)).collect();
    quiet.push(new(quiet.len()));
    let consent = |category: &Category| {
        let rule = policy.consent_needed.iter().find(|rule| rule.category == *category);
        ConsentForm {
            category: category.as_str(),
            need: match rule {
                None => "none",
                Some(rule) if rule.channels.is_empty() => "all",
                Some(_) => "some",
            },
            channels: channels(rule.map_or(&[], |rule| &rule.channels)),
        }
    };
    let held = |category: &Category| Tick { name: category.as_str(), on: policy.held_in_recovery.contains(category) };
    PolicyForm {
        caps,
        rests,
        quiet,
        consent: Category::ALL.iter().map(consent).collect(),
        recovery: Category::ALL.iter().map(held).collect(),
    }
}

fn cap(place: usize, cap: &Cap, words: ContactWords<'_>) -> RuleForm {
    let (window, days, customers_zone) = match cap.window {
        Window::Rolling { micros } => ("rolling", in_days(micros, words), false),
        Window::Calendar { period, zone } => (period_name(period), String::new(), zone == ZoneOf::Customer),
    };
    let at_most = format::digits(words.texts.language(), &cap.at_most.to_string());
    let base = rule(place, false, &cap.name, &cap.scope, words.cap(cap), words);
    RuleForm { at_most, window, days, customers_zone, ..base }
}

fn rest(place: usize, rest: &Rest, words: ContactWords<'_>) -> RuleForm {
    let base = rule(place, false, &rest.name, &rest.scope, words.rest(rest), words);
    RuleForm { days: in_days(rest.micros, words), one_topic: rest.of_one_topic, ..base }
}

fn hours(place: usize, quiet: &QuietHours, words: ContactWords<'_>) -> RuleForm {
    let base = rule(place, false, &quiet.name, &quiet.scope, words.quiet(quiet), words);
    let weekdays = DAYS.map(|(day, name)| Tick { name, on: quiet.days.contains(&day) }).into();
    RuleForm { from: words.minute(quiet.from), until: words.minute(quiet.until), weekdays, ..base }
}

fn rule(place: usize, new: bool, name: &str, scope: &Scope, says: String, words: ContactWords<'_>) -> RuleForm {
    let called = words.rule(name);
    let given = (words.texts.has(&format!("contact-rule-{}", name.replace('-', "_")))).then_some(called);
    RuleForm {
        place,
        new,
        name: name.to_owned(),
        given,
        says,
        at_most: String::new(),
        window: "",
        days: String::new(),
        customers_zone: false,
        one_topic: false,
        from: String::new(),
        until: String::new(),
        weekdays: DAYS.map(|(_, name)| Tick { name, on: false }).into(),
        scope: scope_form(scope, words),
    }
}

fn scope_form(scope: &Scope, words: ContactWords<'_>) -> ScopeForm {
    let part = |category: &Category| scope.categories.get(category).copied().unwrap_or_default();
    let parts = Category::ALL.iter().map(|category| {
        let Part { counts, obeys } = part(category);
        PartTick { name: category.as_str(), counts, obeys }
    });
    let comma = words.texts.plain("list-comma");
    let named = |wanted: &dyn Fn(Part) -> bool| {
        let names = Category::ALL.iter().filter(|category| wanted(part(category)));
        names.map(|category| words.category(*category)).collect::<Vec<_>>().join(&comma)
    };
    let obeying = named(&|part| part.obeys);
    let counted = named(&|part| part.counts && !part.obeys);
    let mut says = words.texts.filled("contact-scope-obey", &[("categories", obeying.into())]);
    if !counted.is_empty() {
        says.push(' ');
        says.push_str(&words.texts.filled("contact-scope-counted", &[("categories", counted.into())]));
    }
    if !scope.channels.is_empty() {
        let on = scope.channels.iter().map(|channel| words.texts.title("channel", channel.as_str()));
        let on = on.collect::<Vec<_>>().join(&comma);
        says.push(' ');
        says.push_str(&words.texts.filled("contact-scope-channels", &[("channels", on.into())]));
    }
    ScopeForm {
        channels: channels(&scope.channels),
        every_channel: scope.channels.is_empty(),
        parts: parts.collect(),
        says,
    }
}

fn channels(chosen: &[Channel]) -> Vec<Tick> {
    let tick = |channel: &Channel| Tick { name: channel.as_str(), on: chosen.contains(channel) };
    Channel::ALL.iter().map(tick).collect()
}

fn in_days(micros: i64, words: ContactWords<'_>) -> String {
    let days = micros as f64 / DAY as f64;
    format::digits(words.texts.language(), &days.to_string())
}

/// The policy that the fields of a form say. A rule without a name is none; one with `remove` goes.
///
/// # Errors
/// Names the first rule and the field of it that is wrong.
pub(crate) fn policy_of(form: &Params) -> Result<Policy, AppError> {
    let consent = |category: &Category| {
        let need = form.get(&format!("consent.{category}"))?;
        let channels: Vec<Channel> = match need {
            "all" => Vec::new(),
            "some" => form.list(&format!("consent.{category}.channel")).filter_map(Channel::parse).collect(),
            _ => return None,
        };
        (need == "all" || !channels.is_empty()).then_some(ConsentRule { category: *category, channels })
    };
    Ok(Policy {
        caps: read(form, "cap", read_cap)?,
        rests: read(form, "rest", read_rest)?,
        quiet_hours: read(form, "quiet", read_quiet)?,
        consent_needed: Category::ALL.iter().filter_map(consent).collect(),
        held_in_recovery: form.list("recovery").filter_map(Category::parse).collect(),
    })
}

/// The fields of one rule.
struct Fields<'a> {
    form: &'a Params,
    at: String,
    name: String,
}

fn read<T>(form: &Params, list: &str, one: impl Fn(&Fields<'_>) -> Result<T, AppError>) -> Result<Vec<T>, AppError> {
    let mut rules = Vec::new();
    for place in 0..=MOST_RULES {
        let at = format!("{list}.{place}");
        let Some(name) = form.get(&format!("{at}.name")) else { continue };
        if form.get(&format!("{at}.remove")).is_none() {
            rules.push(one(&Fields { form, name: name.to_owned(), at: at.clone() })?);
        }
    }
    Ok(rules)
}

impl Fields<'_> {
    fn get(&self, field: &str) -> Option<&str> {
        self.form.get(&format!("{}.{field}", self.at))
    }

    fn list(&self, field: &str) -> Vec<&str> {
        let name = format!("{}.{field}", self.at);
        self.form.list(&name).collect()
    }

    fn wrong(&self, field: &'static str) -> AppError {
        AppError::invalid(field, format!("of the rule \"{}\" is not right", self.name))
    }

    fn number<N: std::str::FromStr>(&self, from: &str, field: &'static str) -> Result<N, AppError> {
        let text = latin_digits(self.get(from).unwrap_or_default()).replace('٫', ".");
        text.trim().parse().map_err(|_| self.wrong(field))
    }

    fn micros(&self) -> Result<i64, AppError> {
        let days: f64 = self.number("days", "policy_days")?;
        let fits = days.is_finite() && (0.0..=400.0).contains(&days);
        if fits { Ok((days * DAY as f64) as i64) } else { Err(self.wrong("policy_days")) }
    }

    fn minute(&self, from: &str, field: &'static str) -> Result<u16, AppError> {
        let text = latin_digits(self.get(from).unwrap_or_default());
        let (hour, minute) = text.split_once(':').unwrap_or((&text, "0"));
        let (hour, minute) = (hour.trim().parse::<u16>(), minute.trim().parse::<u16>());
        match (hour, minute) {
            (Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => Ok(hour * 60 + minute),
            (Ok(24), Ok(0)) => Ok(0),
            _ => Err(self.wrong(field)),
        }
    }

    fn scope(&self) -> Result<Scope, AppError> {
        let (counts, obeys) = (self.list("counts"), self.list("obeys"));
        let mut categories = BTreeMap::new();
        for category in Category::ALL {
            let part = Part { counts: counts.contains(&category.as_str()), obeys: obeys.contains(&category.as_str()) };
            if part != Part::default() {
                categories.insert(*category, part);
            }
        }
        if !categories.values().any(|part| part.obeys) {
            return Err(self.wrong("policy_categories"));
        }
        Ok(Scope { channels: self.list("channel").into_iter().filter_map(Channel::parse).collect(), categories })
    }
}

fn read_cap(fields: &Fields<'_>) -> Result<Cap, AppError> {
    let window = fields.get("window").unwrap_or("rolling");
    let zone = if fields.get("zone") == Some("customer") { ZoneOf::Customer } else { ZoneOf::Company };
    let window = match PERIODS.into_iter().find(|period| period_name(*period) == window) {
        Some(period) => Window::Calendar { period, zone },
        None => Window::Rolling { micros: fields.micros()? },
    };
    let scope = fields.scope()?;
    Ok(Cap { name: fields.name.clone(), window, scope, at_most: fields.number("at_most", "policy_at_most")? })
}

fn read_rest(fields: &Fields<'_>) -> Result<Rest, AppError> {
    let of_one_topic = fields.get("topic").is_some();
    Ok(Rest { name: fields.name.clone(), micros: fields.micros()?, of_one_topic, scope: fields.scope()? })
}

fn read_quiet(fields: &Fields<'_>) -> Result<QuietHours, AppError> {
    let chosen = fields.list("day");
    Ok(QuietHours {
        name: fields.name.clone(),
        from: fields.minute("from", "policy_hours")?,
        until: fields.minute("until", "policy_hours")?,
        days: DAYS.iter().filter(|(_, name)| chosen.contains(name)).map(|(day, _)| *day).collect(),
        scope: fields.scope()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(form: &PolicyForm) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut put = |name: String, value: &str| fields.push((name, value.to_owned()));
        for (list, rules) in [("cap", &form.caps), ("rest", &form.rests), ("quiet", &form.quiet)] {
            for rule in rules {
                let at = format!("{list}.{}", rule.place);
                put(format!("{at}.name"), &rule.name);
                for (field, value) in [
                    ("at_most", rule.at_most.as_str()),
                    ("window", rule.window),
                    ("days", rule.days.as_str()),
                    ("zone", if rule.customers_zone { "customer" } else { "company" }),
                    ("topic", if rule.one_topic { "1" } else { "" }),
                    ("from", rule.from.as_str()),
                    ("until", rule.until.as_str()),
                ] {
                    put(format!("{at}.{field}"), value);
                }
                for day in rule.weekdays.iter().filter(|day| day.on) {
                    put(format!("{at}.day"), day.name);
                }
                for channel in rule.scope.channels.iter().filter(|channel| channel.on) {
                    put(format!("{at}.channel"), channel.name);
                }
                for part in &rule.scope.parts {
                    put(format!("{at}.counts"), if part.counts { part.name } else { "" });
                    put(format!("{at}.obeys"), if part.obeys { part.name } else { "" });
                }
            }
        }
        for rule in &form.consent {
            put(format!("consent.{}", rule.category), rule.need);
            for channel in rule.channels.iter().filter(|channel| channel.on) {
                put(format!("consent.{}.channel", rule.category), channel.name);
            }
        }
        for category in form.recovery.iter().filter(|category| category.on) {
            put("recovery".to_owned(), category.name);
        }
        fields
    }

    #[test]
    fn a_form_says_the_policy_it_was_made_of_in_both_languages() {
        let mut policy = Policy::default();
        policy.caps[0].scope.channels = vec![Channel::Email, Channel::Sms];
        policy.caps[0].window = Window::Rolling { micros: DAY / 4 };
        policy.quiet_hours[0].days = vec![Day::Thursday, Day::Friday];
        policy.consent_needed.push(ConsentRule { category: Category::Survey, channels: vec![Channel::Sms] });
        // As the form has them: in the order of the categories.
        policy.consent_needed.sort_by_key(|rule| rule.category);
        for language in hamdel_text::Language::ALL {
            let texts = crate::texts::Texts::load(language).unwrap();
            let words = ContactWords { texts: &texts, zone: hamdel_text::Zone::TEHRAN };
            let read = policy_of(&Params::of(fields(&form_of(&policy, words)))).unwrap();
            assert_eq!(read, policy, "{language}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_rule() {
        let texts = crate::texts::Texts::load(hamdel_text::Language::English).unwrap();
        let words = ContactWords { texts: &texts, zone: hamdel_text::Zone::TEHRAN };
        let right = fields(&form_of(&Policy::default(), words));
        for (field, value, wrong) in [
            ("cap.0.days", "soon", "policy_days"),
            ("cap.0.days", "401", "policy_days"),
            ("cap.0.at_most", "-1", "policy_at_most"),
            ("quiet.0.from", "25:00", "policy_hours"),
            ("quiet.0.until", "8:61", "policy_hours"),
        ] {
            let mut typed = right.clone();
            typed.push((field.to_owned(), value.to_owned()));
            let problem = policy_of(&Params::of(typed)).unwrap_err().to_string();
            assert!(problem.starts_with(wrong), "{field} {value}: {problem}");
        }
        let without: Vec<_> = right.iter().filter(|(name, _)| name != "cap.0.obeys").cloned().collect();
        assert!(policy_of(&Params::of(without)).unwrap_err().to_string().starts_with("policy_categories"));
    }
}
