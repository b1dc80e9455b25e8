//! The condition of a rule: CEL over a case that was just taken down and its customer.
//!
//! `matter` is `complaint`, `request` or `recovery`; `kind`, `severity`, `touchpoint`, `unit`, `channel`, `language`,
//! `title` and `text` are words, empty where nothing is known. Of the customer there are `traits` by name, `stage`,
//! `interactions` (their number) and `value` (their sum). A condition that asks for a trait that is not there is not met.

use cel::{Context, ExecutionError, Program, Value as Cel};
use hamdel_domain::Channel;
use hamdel_domain::cases::{CaseFacts, Severity};
use hamdel_store::customers::ProfileRecord;
use serde_json::{Value, json};

/// Longest condition, in bytes.
const LONGEST: usize = 4_096;
/// Names that are about the case.
const OF_CASE: [&str; 9] = ["matter", "kind", "severity", "touchpoint", "unit", "channel", "language", "title", "text"];
/// Names that are about its customer.
const OF_CUSTOMER: [&str; 4] = ["traits", "stage", "interactions", "value"];

/// A case as the conditions see it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// What was written down.
    pub facts: &'a CaseFacts,
    /// The customer's words.
    pub text: &'a str,
    /// How it reached the company.
    pub channel: Channel,
    /// The language the customer is answered in.
    pub language: &'a str,
    /// Whose it is, where that is known.
    pub customer: Option<&'a ProfileRecord>,
}

/// Whether a text is a condition.
///
/// # Errors
/// In the words of the language; and when it uses a name that is not there.
pub(super) fn check(source: &str) -> Result<(), String> {
    if source.len() > LONGEST {
        return Err(format!("a condition of more than {LONGEST} bytes"));
    }
    if source.trim().is_empty() {
        return Ok(());
    }
    let program = Program::compile(source).map_err(|problem| format!("not a condition: {problem}"))?;
    let names = || OF_CASE.into_iter().chain(OF_CUSTOMER);
    match program.references().variables().into_iter().find(|name| names().all(|known| known != *name)) {
        Some(unknown) => {
            let known: Vec<&str> = names().collect();
            Err(format!("there is no {unknown}; a condition knows {}", known.join(", ")))
        }
        None => Ok(()),
    }
}

/// Whether a condition asks for something of the customer.
pub(super) fn asks_for_customer(source: &str) -> bool {
    OF_CUSTOMER.iter().any(|name| source.contains(name))
}

/// Whether a condition is met.
///
/// # Errors
/// What is wrong with it, for whoever wrote the rule.
pub(super) fn is_met(source: &str, seen: Seen<'_>) -> Result<bool, String> {
    if source.trim().is_empty() {
        return Ok(true);
    }
    let program = Program::compile(source).map_err(|problem| problem.to_string())?;
    let mut context = Context::default();
    let facts = seen.facts;
    let words: [(&str, &str); 9] = [
        ("matter", facts.matter.as_str()),
        ("kind", facts.kind.as_deref().unwrap_or_default()),
        ("severity", facts.severity.map_or("", Severity::as_str)),
        ("touchpoint", facts.touchpoint.as_deref().unwrap_or_default()),
        ("unit", facts.unit.as_deref().unwrap_or_default()),
        ("channel", seen.channel.as_str()),
        ("language", seen.language),
        ("title", &facts.title),
        ("text", seen.text),
    ];
    for (name, value) in words {
        context.add_variable(name, value).map_err(|problem| problem.to_string())?;
    }
    for (name, value) in known(seen.customer) {
        context.add_variable(name, value).map_err(|problem| problem.to_string())?;
    }
    match program.execute(&context) {
        Ok(Cel::Bool(met)) => Ok(met),
        Err(ExecutionError::NoSuchKey(_)) => Ok(false),
        Ok(other) => Err(format!("gives {}, not true or false", other.type_of())),
        Err(problem) => Err(problem.to_string()),
    }
}

fn known(customer: Option<&ProfileRecord>) -> [(&'static str, Value); 4] {
    let Some(record) = customer else {
        return [("traits", json!({})), ("stage", json!("")), ("interactions", json!(0)), ("value", json!(0.0))];
    };
    let traits: serde_json::Map<String, Value> = record
        .state
        .traits
        .iter()
        .filter_map(|(name, held)| Some((name.clone(), serde_json::from_str(&held.value).ok()?)))
        .collect();
    [
        ("traits", Value::Object(traits)),
        ("stage", json!(record.state.stage.as_ref().map_or("", |placed| placed.stage.as_str()))),
        ("interactions", json!(i64::try_from(record.state.interactions).unwrap_or(i64::MAX))),
        ("value", json!(record.state.total_value().ten_thousandths() as f64 / 10_000.0)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_the_case_and_nothing_that_is_not_there() {
        let facts =
            CaseFacts { kind: Some("refund".to_owned()), unit: Some("شمال".to_owned()), ..CaseFacts::default() };
        let seen =
            Seen {
                facts: &facts, text: "پولم را پس بدهید", channel: Channel::Phone, language: "fa", customer: None
            };
        let met = |source: &str| is_met(source, seen);
        assert_eq!(met(" "), Ok(true));
        assert_eq!(met("kind == 'refund' && unit == 'شمال' && channel == 'phone'"), Ok(true));
        assert_eq!(met("text.contains('پس بدهید') && matter == 'complaint'"), Ok(true));
        assert_eq!(met("severity == ''"), Ok(true));
        assert_eq!(met("traits.plan == 'gold'"), Ok(false));
        assert!(met("text").unwrap_err().contains("not true or false"));
        assert!(met("1 / 0 == 1").is_err());
        assert!(check("value > 10.0 || stage == 'use'").is_ok() && check("").is_ok());
        assert!(check("customer.age > 3").unwrap_err().contains("customer"));
        assert!(check("1 +").is_err() && check(&"x".repeat(5_000)).is_err());
        assert!(asks_for_customer("traits.plan == 'x'") && !asks_for_customer("kind == 'x'"));
    }
}
