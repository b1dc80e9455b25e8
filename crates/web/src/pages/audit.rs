//! Settings: who changed or read what, and when.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde_json::Value;

use hamdel_app::audit::{self, AuditExport, AuditNames, AuditQuestion, AuditRecord};
use hamdel_domain::{Instant, digits::latin_digits};
use hamdel_text::calendar::JalaliDate;
use hamdel_text::{Language, Zone};

use crate::error::Failure;
use crate::params::{Params, encoded, query};
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Longest value shown of a change, in characters.
const LONGEST_VALUE: usize = 200;

/// The page.
#[derive(Serialize)]
pub(crate) struct AuditLogPage {
    pub(crate) entries: Vec<EntryView>,
    pub(crate) actors: Vec<Choice>,
    pub(crate) actions: Vec<Choice>,
    pub(crate) subject: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// A day that is no day, as it was typed.
    pub(crate) wrong_day: Option<String>,
    pub(crate) older: Option<String>,
    /// Whether these are not the youngest.
    pub(crate) first: Option<String>,
    pub(crate) csv: String,
    pub(crate) narrowed: bool,
}

impl Page for AuditLogPage {
    const TEMPLATE: &'static str = "pages/audit/page.html";
}

/// Something to choose.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// An entry.
#[derive(Serialize)]
pub(crate) struct EntryView {
    pub(crate) at: i64,
    /// Who, in words.
    pub(crate) who: String,
    pub(crate) action: String,
    pub(crate) subject: String,
    /// The page of what it was done to, where there is one.
    pub(crate) href: Option<String>,
    /// The log of the same subject.
    pub(crate) of_subject: String,
    pub(crate) differences: Vec<DifferenceView>,
    pub(crate) facts: Vec<(String, String)>,
}

/// A field that was changed; nothing is an empty text.
#[derive(Serialize)]
pub(crate) struct DifferenceView {
    pub(crate) field: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// `GET /settings/audit`: `actor`, `action`, `subject`, `from` and `to` (days), `before`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let (question, wrong_day) = question_of(&params, state.app.zone);
    let found = audit::read_log(&state.app, &question).await?;
    let names = audit::names(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let said = Said { texts, names: &names };
    let address = |path: &str, before: Option<&str>| {
        let kept = |name: &'static str| (name, params.get(name));
        let mut fields: Vec<(&str, Option<&str>)> = ["actor", "action", "subject", "from", "to"].map(kept).into();
        fields.push(("before", before));
        format!("{path}{}", query(&fields))
    };
    let chosen = |values: &[String], chosen: Option<&String>, title: &dyn Fn(&str) -> String| -> Vec<Choice> {
        let choice =
            |value: &String| Choice { title: title(value), chosen: chosen == Some(value), value: value.clone() };
        let mut choices: Vec<Choice> = values.iter().map(choice).collect();
        choices.sort_by(|one, other| one.title.cmp(&other.title));
        choices
    };
    let page = AuditLogPage {
        entries: found.records.iter().map(|record| said.entry(record)).collect(),
        actors: chosen(&names.actors, question.actor.as_ref(), &|actor| said.who(actor)),
        actions: chosen(&names.actions, question.action.as_ref(), &|action| said.action(action)),
        subject: params.get("subject").unwrap_or_default().to_owned(),
        from: params.get("from").unwrap_or_default().to_owned(),
        to: params.get("to").unwrap_or_default().to_owned(),
        wrong_day,
        older: found.older.map(|older| address("/settings/audit", Some(&older.to_string()))),
        first: question.before.map(|_| address("/settings/audit", None)),
        csv: address("/settings/audit.csv", None),
        narrowed: question != AuditQuestion { before: question.before, ..AuditQuestion::default() },
    };
    show_page(&state, &signed.reader, Area::Settings, &page)
}

/// `GET /settings/audit.csv` and `GET /api/v1/audit.csv`: every entry that answers.
pub(crate) async fn csv(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let (question, _) = question_of(&params, state.app.zone);
    let export = AuditExport::begin(&state.app, question, &signed.user.actor()).await?;
    let chunks = futures::stream::try_unfold(export, |mut export| async move {
        let chunk =
            export.next_chunk().await.inspect_err(|problem| tracing::error!(%problem, "an export broke off"))?;
        Ok::<_, hamdel_app::AppError>(chunk.map(|chunk| (Bytes::from(chunk), export)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// What an address asks of the log, and a day in it that is none.
pub(crate) fn question_of(params: &Params, zone: Zone) -> (AuditQuestion, Option<String>) {
    let text = |name: &str| params.get(name).map(str::to_owned);
    let mut wrong = None;
    let mut moment = |name: &str, after: u64| {
        let typed = params.get(name)?;
        let day = day_of(typed).and_then(|day| day.checked_add_days(Days::new(after)));
        if day.is_none() {
            wrong = Some(typed.to_owned());
        }
        day.map(|day| zone.start_of_day(day))
    };
    let (since, until): (Option<Instant>, Option<Instant>) = (moment("from", 0), moment("to", 1));
    let question = AuditQuestion {
        actor: text("actor"),
        action: text("action"),
        subject: text("subject"),
        since,
        until,
        before: params.known("before", |number| number.parse().ok()),
    };
    (question, wrong)
}

/// A day as people write one, `2026-11-21` or `۱۴۰۵/۰۸/۳۰`: years before 1700 are of the Jalali calendar.
pub(crate) fn day_of(typed: &str) -> Option<NaiveDate> {
    let typed = latin_digits(typed);
    let mut parts = typed.split(['-', '/', '.']).map(str::trim);
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() {
        return None;
    }
    if year < 1700 {
        return JalaliDate::new(year, month, day).ok().map(|day| day.to_gregorian());
    }
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The log in words.
struct Said<'a> {
    texts: &'a Texts,
    names: &'a AuditNames,
}

impl Said<'_> {
    fn entry(&self, record: &AuditRecord) -> EntryView {
        let entry = &record.entry;
        let told = audit::told(entry);
        let difference = |held: &audit::Difference| DifferenceView {
            field: self.field(&held.field),
            before: self.value(&held.before),
            after: self.value(&held.after),
        };
        EntryView {
            at: entry.at.micros(),
            who: self.who(&entry.actor),
            action: self.action(&entry.action),
            subject: self.subject(&entry.subject),
            href: href_of(&entry.subject),
            of_subject: format!("/settings/audit?subject={}", encoded(&entry.subject)),
            differences: told.differences.iter().map(difference).collect(),
            facts: told.facts.iter().map(|(name, value)| (self.field(name), self.value(value))).collect(),
        }
    }

    /// Somebody: a person, or one of the names that the program has for itself.
    fn who(&self, actor: &str) -> String {
        self.names.people.get(actor).cloned().unwrap_or_else(|| self.texts.title("audit-actor", actor))
    }

    fn action(&self, action: &str) -> String {
        self.texts.title("audit", action)
    }

    fn field(&self, field: &str) -> String {
        // A part of something is told by the last of its names, and by the first where that is a unit's.
        match field.split_once('.') {
            Some(("units", unit)) => self.texts.title("unit", unit),
            _ => self.texts.title("audit-field", field.rsplit('.').next().unwrap_or(field)),
        }
    }

    fn subject(&self, subject: &str) -> String {
        let Some((kind, name)) = subject.split_once(':') else { return self.texts.title("audit-subject", subject) };
        let name = match kind {
            "user" => self.names.people.get(subject).cloned().unwrap_or_else(|| name.to_owned()),
            "unit" | "touchpoint" => self.texts.title(kind, name),
            _ => hamdel_text::format::digits(self.texts.language(), name),
        };
        format!("{} {name}", self.texts.title("audit-subject", kind))
    }

    fn value(&self, value: &Value) -> String {
        let language = self.texts.language();
        let comma = if language == Language::Persian { "، " } else { ", " };
        let text = match value {
            Value::Null => String::new(),
            Value::Bool(true) => self.texts.plain("audit-yes"),
            Value::Bool(false) => self.texts.plain("audit-no"),
            Value::Number(number) => hamdel_text::format::digits(language, &number.to_string()),
            Value::String(text) => self.word(text),
            Value::Array(held) => held.iter().map(|value| self.value(value)).collect::<Vec<_>>().join(comma),
            Value::Object(_) => value.to_string(),
        };
        if text.chars().count() > LONGEST_VALUE {
            text.chars().take(LONGEST_VALUE).chain(['…']).collect()
        } else {
            text
        }
    }

    /// A name of the program's own in words; anything else as it is.
    fn word(&self, text: &str) -> String {
        for family in ["role", "part", "presence", "audit-value"] {
            let key = format!("{family}-{text}");
            if self.texts.has(&key) {
                return self.texts.plain(&key);
            }
        }
        text.to_owned()
    }
}

/// The page of a subject.
fn href_of(subject: &str) -> Option<String> {
    let (kind, name) = subject.split_once(':')?;
    let name = encoded(name);
    match kind {
        "customer" => Some(format!("/customers/{name}")),
        "user" => Some(format!("/settings/people/{name}")),
        "unit" => Some(format!("/settings/units?unit={name}#unit")),
        "survey" => Some(format!("/voice/surveys/{name}")),
        "source" => Some(format!("/settings/sources/{name}")),
        "webhook" => Some(format!("/settings/webhooks/{name}")),
        "feedback" => Some(format!("/voice/feedback/{name}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_calendars() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21);
        for typed in ["2026-11-21", "1405/08/30", "۱۴۰۵/۰۸/۳۰", "1405-8-30"] {
            assert_eq!(day_of(typed), day, "{typed}");
        }
        for typed in ["", "yesterday", "1405/13/01", "2026-02-30", "2026-11-21-1"] {
            assert_eq!(day_of(typed), None, "{typed}");
        }
    }
}
