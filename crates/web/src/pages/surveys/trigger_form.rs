//! A trigger as the fields of a form, there and back.

use serde::{Deserialize, Serialize};

use hamdel_app::AppError;
use hamdel_domain::Channel;
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::digits::latin_digits;
use hamdel_domain::invitations::{Trigger, TriggerOn, VersionPolicy};
use hamdel_text::format;

use crate::texts::Texts;

/// One hour; microseconds.
pub(crate) const HOUR: i64 = 3_600 * SECOND;
/// Channels that a trigger can ask on.
pub(crate) const CHANNELS: [Channel; 3] = [Channel::Email, Channel::Sms, Channel::Chat];

/// What is typed for a trigger.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Typed {
    /// The trigger that is changed, by its number; empty for a new one.
    pub(crate) trigger: String,
    pub(crate) name: String,
    /// `interaction`, `stage`, `case` or `date`.
    pub(crate) on: String,
    pub(crate) kind: String,
    pub(crate) touchpoint: String,
    pub(crate) stage: String,
    pub(crate) case_kind: String,
    /// The trait that holds the date.
    pub(crate) date: String,
    pub(crate) date_days: String,
    /// `before` or `after` it.
    pub(crate) date_side: String,
    /// The time of that day: `10:00`.
    pub(crate) date_time: String,
    pub(crate) channel: String,
    pub(crate) hours: String,
    pub(crate) share: String,
    pub(crate) reminder: String,
    pub(crate) days: String,
    /// Days after which an occasion is too old to be asked about.
    pub(crate) oldest: String,
    pub(crate) language: String,
    pub(crate) condition: String,
}

impl Typed {
    /// What a new trigger begins with.
    pub(crate) fn new(texts: &Texts) -> Self {
        let shown = |number: &str| format::digits(texts.language(), number);
        Self {
            on: "interaction".to_owned(),
            hours: shown("24"),
            share: shown("100"),
            days: shown("14"),
            oldest: shown("2"),
            date_days: shown("0"),
            date_side: "after".to_owned(),
            date_time: shown("10:00"),
            channel: Channel::Email.as_str().to_owned(),
            ..Self::default()
        }
    }

    /// A trigger as it is typed.
    pub(crate) fn of(id: i64, trigger: &Trigger, texts: &Texts) -> Self {
        let shown = |number: f64| format::digits(texts.language(), &number.to_string());
        let days = |micros: i64| shown(micros as f64 / DAY as f64);
        let mut typed = Self {
            trigger: id.to_string(),
            name: trigger.name.clone(),
            hours: shown(trigger.delay as f64 / HOUR as f64),
            share: shown(f64::from(trigger.sample) / 10_000.0),
            reminder: trigger.reminder_after.map(days).unwrap_or_default(),
            days: days(trigger.expires_after),
            oldest: days(trigger.oldest),
            language: trigger.language.clone().unwrap_or_default(),
            condition: trigger.condition.clone(),
            channel: trigger.channel.as_str().to_owned(),
            ..Self::new(texts)
        };
        match &trigger.when {
            TriggerOn::Interaction { kind, touchpoint } => {
                typed.kind = kind.clone().unwrap_or_default();
                typed.touchpoint = touchpoint.clone().unwrap_or_default();
            }
            TriggerOn::StageEntered { stage } => {
                (typed.on, typed.stage) = ("stage".to_owned(), stage.clone());
            }
            TriggerOn::CaseClosed { kind } => {
                (typed.on, typed.case_kind) = ("case".to_owned(), kind.clone().unwrap_or_default());
            }
            TriggerOn::Date { name, days, minute, .. } => {
                (typed.on, typed.date) = ("date".to_owned(), name.clone());
                typed.date_days = shown(f64::from(days.unsigned_abs()));
                typed.date_side = if *days < 0 { "before" } else { "after" }.to_owned();
                let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
                typed.date_time = format::digits(texts.language(), &clock);
            }
        }
        typed
    }

    /// The trigger that is typed, of a survey; `zone` is that of dates, empty for the company's.
    ///
    /// # Errors
    /// Names the first field that is no number, no time or empty.
    pub(crate) fn trigger(&self, survey: i64, zone: &str) -> Result<Trigger, AppError> {
        Ok(Trigger {
            name: self.name.trim().to_owned(),
            survey,
            version: VersionPolicy::Latest,
            when: self.occasion(zone)?,
            channel: Channel::parse(&self.channel)
                .filter(|channel| CHANNELS.contains(channel))
                .ok_or_else(|| AppError::invalid("channel", "is e-mail, SMS or chat"))?,
            delay: micros("delay", &self.hours, HOUR)?.unwrap_or(0),
            sample: (number("sample", &self.share)?.unwrap_or(100.0) * 10_000.0).round() as u32,
            condition: self.condition.trim().to_owned(),
            reminder_after: micros("reminder_after", &self.reminder, DAY)?.filter(|after| *after > 0),
            expires_after: micros("expires_after", &self.days, DAY)?.unwrap_or(14 * DAY),
            oldest: micros("oldest", &self.oldest, DAY)?.unwrap_or(2 * DAY),
            language: given(&self.language),
        })
    }

    fn occasion(&self, zone: &str) -> Result<TriggerOn, AppError> {
        let needed =
            |field: &'static str, text: &str| given(text).ok_or_else(|| AppError::invalid(field, "is missing"));
        Ok(match self.on.as_str() {
            "stage" => TriggerOn::StageEntered { stage: needed("stage", &self.stage)? },
            "case" => TriggerOn::CaseClosed { kind: given(&self.case_kind) },
            "date" => {
                let days = number("date_days", &self.date_days)?.unwrap_or(0.0).round() as i32;
                TriggerOn::Date {
                    name: needed("date", &self.date)?,
                    days: if self.date_side == "before" { -days } else { days },
                    minute: minute(&self.date_time)?,
                    zone: zone.to_owned(),
                }
            }
            _ => TriggerOn::Interaction { kind: given(&self.kind), touchpoint: given(&self.touchpoint) },
        })
    }
}

fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A number in any digits; `None` where nothing is typed.
fn number(field: &'static str, text: &str) -> Result<Option<f64>, AppError> {
    let Some(text) = given(text) else { return Ok(None) };
    let parsed = latin_digits(&text).replace('٫', ".").parse::<f64>().ok();
    let parsed = parsed.filter(|number| (0.0..=1_000_000.0).contains(number));
    parsed.map(Some).ok_or_else(|| AppError::invalid(field, format!("\"{text}\" is no number for it")))
}

fn micros(field: &'static str, text: &str, unit: i64) -> Result<Option<i64>, AppError> {
    Ok(number(field, text)?.map(|count| (count * unit as f64) as i64))
}

/// The minute of the day of `10:00`, in any digits.
fn minute(text: &str) -> Result<u16, AppError> {
    let plain = latin_digits(text.trim());
    let (hour, minute) = plain.split_once(':').unwrap_or((&plain, "0"));
    match (hour.trim().parse::<u16>(), minute.trim().parse::<u16>()) {
        (Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => Ok(hour * 60 + minute),
        _ => Err(AppError::invalid("date_time", format!("\"{text}\" is no time such as 10:00"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trigger(when: TriggerOn) -> Trigger {
        Trigger {
            name: "n".to_owned(),
            survey: 3,
            version: VersionPolicy::Latest,
            when,
            channel: Channel::Sms,
            delay: HOUR / 2,
            sample: 125_000,
            condition: "stage == \"use\"".to_owned(),
            reminder_after: Some(3 * DAY),
            expires_after: 10 * DAY,
            oldest: DAY / 4,
            language: Some("fa".to_owned()),
        }
    }

    #[test]
    fn every_trigger_is_typed_and_read_back_in_both_languages() {
        let some = |text: &str| Some(text.to_owned());
        for when in [
            TriggerOn::Interaction { kind: some("order_completed"), touchpoint: some("branch") },
            TriggerOn::Interaction { kind: None, touchpoint: some("call_centre") },
            TriggerOn::StageEntered { stage: "renewal".to_owned() },
            TriggerOn::CaseClosed { kind: None },
            TriggerOn::Date {
                name: "renewal_date".to_owned(),
                days: -7,
                minute: 9 * 60 + 30,
                zone: "Asia/Tehran".to_owned(),
            },
            TriggerOn::Date { name: "born".to_owned(), days: 0, minute: 0, zone: "Asia/Tehran".to_owned() },
        ] {
            for language in hamdel_text::Language::ALL {
                let texts = Texts::load(language).unwrap();
                let held = trigger(when.clone());
                assert_eq!(Typed::of(7, &held, &texts).trigger(3, "Asia/Tehran").unwrap(), held, "{language}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let texts = Texts::load(hamdel_text::Language::English).unwrap();
        let typed = Typed { kind: "x".to_owned(), ..Typed::new(&texts) };
        assert!(typed.trigger(1, "").is_ok());
        let date = Typed { on: "date".to_owned(), date: "born".to_owned(), ..typed.clone() };
        for (wrong, field) in [
            (Typed { hours: "soon".to_owned(), ..typed.clone() }, "delay"),
            (Typed { share: "-1".to_owned(), ..typed.clone() }, "sample"),
            (Typed { channel: "web".to_owned(), ..typed.clone() }, "channel"),
            (Typed { on: "stage".to_owned(), ..typed.clone() }, "stage"),
            (Typed { date: " ".to_owned(), ..date.clone() }, "date"),
            (Typed { date_time: "24:00".to_owned(), ..date.clone() }, "date_time"),
            (Typed { date_days: "∞".to_owned(), ..date }, "date_days"),
        ] {
            let problem = wrong.trigger(1, "").unwrap_err().to_string();
            assert!(problem.starts_with(&format!("{field}:")), "{problem}");
        }
    }
}
