//! What happened with a case, as it is read: words to and from the customer apart from words among colleagues.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value as Json;

use hamdel_app::cases::CaseEvent;

/// Something that happened.
#[derive(Serialize)]
pub(crate) struct EventView {
    pub(crate) id: i64,
    pub(crate) at: i64,
    /// Who did it, by name; nothing where the program or somebody nameless did.
    pub(crate) by: Option<String>,
    /// `customer`, `staff` or `program`.
    pub(crate) who: &'static str,
    /// What was done, by its name in the locales.
    pub(crate) did: String,
    /// How it is drawn: `customer` words from the customer, `reply` words to the customer, `note` words that the
    /// customer never sees, `step` everything else.
    pub(crate) look: &'static str,
    pub(crate) text: String,
    /// What else there is to it.
    pub(crate) facts: Vec<EventFact>,
    /// Why something was not sent, by its name in the locales.
    pub(crate) why: Vec<String>,
    /// Whether it happened after the page was read that somebody writes on.
    pub(crate) fresh: bool,
}

/// A detail, by the names of what it is and of what it says.
#[derive(Serialize)]
pub(crate) struct EventFact {
    /// `decision`, `owner`, `unit`, `cause`, `severity`, `clock`, `mentions`, `waits`, `channel`, `kind`.
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

/// The thread, oldest first; what came after the event `seen` is marked.
pub(crate) fn thread(events: &[CaseEvent], seen: Option<i64>, people: &HashMap<i64, &str>) -> Vec<EventView> {
    events
        .iter()
        .map(|event| {
            let detail: Json = serde_json::from_str(&event.detail).unwrap_or_default();
            EventView {
                id: event.id,
                at: event.at.micros(),
                by: Some(event.by.clone()).filter(|by| !by.is_empty()),
                who: who(&event.actor),
                did: event.did.clone(),
                look: look(event),
                text: event.text.clone(),
                facts: facts(event, &detail, people),
                why: why(event, &detail),
                fresh: seen.is_some_and(|seen| event.id > seen),
            }
        })
        .collect()
}

fn who(actor: &str) -> &'static str {
    if actor.starts_with("user:") {
        "staff"
    } else if actor == "customer" {
        "customer"
    } else {
        "program"
    }
}

fn look(event: &CaseEvent) -> &'static str {
    match event.did.as_str() {
        "received" | "heard" => "customer",
        "rejected" if !event.text.is_empty() => "customer",
        "answered" | "replied" => "reply",
        "noted" => "note",
        _ if !event.text.is_empty() && !event.visible => "note",
        _ => "step",
    }
}

fn facts(event: &CaseEvent, detail: &Json, people: &HashMap<i64, &str>) -> Vec<EventFact> {
    let mut facts = Vec::new();
    let mut add = |name: &'static str, value: Option<String>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| EventFact { name, value }));
    };
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let person = |value: &Json| {
        let number = value.as_i64()?;
        Some(people.get(&number).map_or_else(|| number.to_string(), |name| (*name).to_owned()))
    };
    match event.did.as_str() {
        "assessed" => add("severity", text(&detail["assessment"]["severity"])),
        "answered" => add("decision", text(&detail["decision"])),
        "replied" if detail["waits"] == true => add("waits", Some("yes".to_owned())),
        "noted" => {
            let called = detail["mentions"].as_array().map(|held| held.iter().filter_map(person).collect::<Vec<_>>());
            add("mentions", called.map(|names| names.join("، ")));
        }
        "assigned" => {
            add("owner", person(&detail["owner"]).or_else(|| Some(String::from("nobody"))));
            add("unit", text(&detail["unit"]));
        }
        "corrected" => {
            for name in ["matter", "kind", "unit", "touchpoint"] {
                add(name, text(&detail["facts"][name]));
            }
            add("title", text(&detail["facts"]["title"]));
        }
        "closed" | "cause_named" => add("cause", text(&detail["cause"])),
        "sent" | "sent_later" => add("channel", text(&detail["why"])),
        _ => {}
    }
    if let Some(steps) = detail["clocks"].as_array() {
        for step in steps {
            add("clock", text(&step["clock"]));
        }
    }
    facts
}

fn why(event: &CaseEvent, detail: &Json) -> Vec<String> {
    if event.did != "not_sent" {
        return Vec::new();
    }
    let codes = detail["why"].as_str().unwrap_or_default();
    codes.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}
