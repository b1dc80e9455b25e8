//! The condition of a rule: CEL over a case that was just taken down and its customer.
//!
//! `matter` is `complaint`, `request` or `recovery`; `kind`, `severity`, `touchpoint`, `unit`, `channel`, `language`,
//! `title` and `text` are words, empty where nothing is known. Of the customer there are `traits` by name, `stage`,
//! `interactions` (their number) and `value` (their sum). A condition that asks for a trait that is not there is not met.

use serde_json::{Value, json};

use hamdel_domain::Channel;
use hamdel_domain::cases::{CaseFacts, Severity};
use hamdel_store::customers::ProfileRecord;

use crate::conditions::{Condition, OF_CUSTOMER, of_customer};

/// Names a condition may use.
const NAMES: [&str; 13] = [
    "matter",
    "kind",
    "severity",
    "touchpoint",
    "unit",
    "channel",
    "language",
    "title",
    "text",
    "traits",
    "stage",
    "interactions",
    "value",
];

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
    Condition::of(source, &NAMES).map(|_| ())
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
    let facts = seen.facts;
    let words: [(&str, Value); 9] = [
        ("matter", json!(facts.matter.as_str())),
        ("kind", json!(facts.kind.as_deref().unwrap_or_default())),
        ("severity", json!(facts.severity.map_or("", Severity::as_str))),
        ("touchpoint", json!(facts.touchpoint.as_deref().unwrap_or_default())),
        ("unit", json!(facts.unit.as_deref().unwrap_or_default())),
        ("channel", json!(seen.channel.as_str())),
        ("language", json!(seen.language)),
        ("title", json!(facts.title)),
        ("text", json!(seen.text)),
    ];
    Condition::of(source, &NAMES)?.is_met(words.into_iter().chain(of_customer(seen.customer.map(|held| &held.state))))
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
        assert!(check("value > 10.0 || stage == 'use'").is_ok() && check("").is_ok());
        assert!(check("customer.age > 3").unwrap_err().contains("customer"));
        assert!(asks_for_customer("traits.plan == 'x'") && !asks_for_customer("kind == 'x'"));
    }
}
