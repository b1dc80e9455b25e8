//! What forms and the API say is to be done with a case.

use hamdel_app::AppError;
use hamdel_domain::cases::{Assessment, CaseAction, CaseFacts, Decision, Grade, Matter, Severity};
use hamdel_domain::people::UserId;

use super::Person;
use crate::params::Params;

/// Everything that can be done with a case here, by its name in forms and the API.
pub(crate) const DOINGS: &[&str] = &[
    "acknowledge",
    "assess",
    "investigate",
    "answer",
    "reply",
    "hear",
    "note",
    "accept",
    "reject",
    "close",
    "reopen",
    "assign",
    "take",
    "correct",
    "name_cause",
    "wait",
    "go_on",
];

/// Reads what is to be done. `people` are who a note may call by `@name`.
///
/// # Errors
/// Names the field that says nothing known.
pub(crate) fn read(form: &Params, me: UserId, people: &[Person]) -> Result<CaseAction, AppError> {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let own = |name: &str| form.get(name).map(str::to_owned);
    Ok(match form.get("do").unwrap_or_default() {
        "acknowledge" => CaseAction::Acknowledge,
        "assess" => CaseAction::Assess(assessment(form)?),
        "investigate" => CaseAction::Investigate,
        "answer" => CaseAction::Answer { text: text("text"), decision: known(form, "decision", Decision::parse)? },
        "reply" => CaseAction::Reply { text: text("text"), waits: form.get("waits").is_some_and(is_yes) },
        "hear" => CaseAction::Hear { text: text("text") },
        "note" => {
            let text = text("text");
            let mentions = mentions(form, &text, people)?;
            CaseAction::Note { text, mentions }
        }
        "accept" => CaseAction::Accept,
        "reject" => CaseAction::Reject { why: text("why") },
        "close" => CaseAction::Close { cause: own("cause") },
        "reopen" => CaseAction::Reopen { why: text("why") },
        "take" => CaseAction::Assign { owner: Some(me), unit: None, note: String::new() },
        "assign" => CaseAction::Assign { owner: owner(form, me)?, unit: own("unit"), note: text("note") },
        "correct" => CaseAction::Correct(facts(form)?),
        "name_cause" => CaseAction::NameCause(own("cause")),
        "wait" => CaseAction::Wait,
        "go_on" => CaseAction::GoOn,
        _ => return Err(AppError::refused("do", "no-such-doing", &DOINGS.join(", "))),
    })
}

fn is_yes(value: &str) -> bool {
    matches!(value, "1" | "true" | "on" | "yes")
}

/// A field of a closed set.
fn known<T>(form: &Params, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, AppError> {
    form.known(name, parse).ok_or_else(|| AppError::refused(name, "choose-one", ""))
}

/// The owner that a form names: `me`, `nobody`, a number.
///
/// # Errors
/// When it is none of these.
pub(crate) fn owner(form: &Params, me: UserId) -> Result<Option<UserId>, AppError> {
    match form.get("owner") {
        None | Some("nobody") => Ok(None),
        Some("me") => Ok(Some(me)),
        Some(number) => {
            let number = number.parse().map_err(|_| AppError::refused("owner", "no-such-colleague", ""))?;
            Ok(Some(UserId(number)))
        }
    }
}

fn assessment(form: &Params) -> Result<Assessment, AppError> {
    Ok(Assessment {
        severity: known(form, "severity", Severity::parse)?,
        safety: form.get("safety").is_some_and(is_yes),
        complexity: known(form, "complexity", Grade::parse)?,
        impact: known(form, "impact", Grade::parse)?,
        urgency: known(form, "urgency", Grade::parse)?,
    })
}

fn facts(form: &Params) -> Result<CaseFacts, AppError> {
    let own = |name: &str| form.get(name).map(str::to_owned);
    Ok(CaseFacts {
        matter: known(form, "matter", Matter::parse)?,
        kind: own("kind"),
        touchpoint: own("touchpoint"),
        unit: own("unit"),
        severity: form.known("looked", Severity::parse),
        title: own("title").unwrap_or_default(),
        remedy: own("remedy"),
    })
}

/// Who is called by name in a note, and who is named beside it.
fn mentions(form: &Params, text: &str, people: &[Person]) -> Result<Vec<UserId>, AppError> {
    let mut called: Vec<UserId> = Vec::new();
    for number in form.list("mentions") {
        let number = number.parse().map_err(|_| AppError::refused("mentions", "no-such-colleague", ""))?;
        if !people.iter().any(|person| person.here && person.id == number) {
            return Err(AppError::refused("mentions", "no-such-colleague", ""));
        }
        called.push(UserId(number));
    }
    let by_name = people.iter().filter(|person| person.here && is_called(text, &person.name));
    called.extend(by_name.map(|person| UserId(person.id)));
    called.sort_unstable();
    called.dedup();
    Ok(called)
}

/// Whether a text calls somebody: `@` and the name, with no further letter behind it.
fn is_called(text: &str, name: &str) -> bool {
    let call = format!("@{name}");
    text.match_indices(&call).any(|(at, _)| !text[at + call.len()..].starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Params {
        Params::of(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn people() -> Vec<Person> {
        [(1, "سارا محمدی", true), (2, "Ali", true), (3, "Alireza", true), (4, "Gone", false)]
            .map(|(id, name, here)| Person { id, name: name.to_owned(), here })
            .into()
    }

    #[test]
    fn a_note_calls_people_by_their_whole_names() {
        let note = form(&[("do", "note"), ("text", "@Alireza می‌داند، @سارا محمدی هم؛ @Gone نه")]);
        let CaseAction::Note { mentions, .. } = read(&note, UserId(9), &people()).unwrap() else { panic!("a note") };
        assert_eq!(mentions, [UserId(1), UserId(3)]);
        let named = form(&[("do", "note"), ("text", "x"), ("mentions", "2"), ("mentions", "2")]);
        let CaseAction::Note { mentions, .. } = read(&named, UserId(9), &people()).unwrap() else { panic!("a note") };
        assert_eq!(mentions, [UserId(2)]);
        assert!(read(&form(&[("do", "note"), ("mentions", "4")]), UserId(9), &people()).is_err());
    }

    #[test]
    fn whatever_is_named_is_read_or_the_wrong_field_is_named() {
        let full = [
            ("text", "x"),
            ("decision", "granted"),
            ("severity", "high"),
            ("complexity", "low"),
            ("impact", "low"),
            ("urgency", "high"),
            ("matter", "complaint"),
            ("title", "x"),
        ];
        for doing in DOINGS {
            let mut fields = full.to_vec();
            fields.push(("do", doing));
            assert!(read(&form(&fields), UserId(1), &[]).is_ok(), "{doing}");
        }
        for (doing, field) in [("assess", "severity"), ("answer", "decision"), ("correct", "matter"), ("sing", "do")] {
            let problem = read(&form(&[("do", doing)]), UserId(1), &[]).unwrap_err();
            assert_eq!(problem.field(), Some(field), "{doing}");
        }
        assert_eq!(
            read(&form(&[("do", "assign"), ("owner", "x")]), UserId(1), &[]).unwrap_err().field(),
            Some("owner")
        );
    }
}
