//! The condition of a rule: CEL over the interaction, what is understood of it, and its customer.
//!
//! `interaction` holds kind, touchpoint, channel, stage, unit, employee, source, metric, score and text; `sentiment`
//! is `negative`, `neutral`, `mixed` or `positive`, `polarity` from -1 to 1, `urgency` is `calm`, `soon` or `now`. Of
//! the customer there are `traits` by name, `stage`, `interactions` (their number) and `value` (their sum). A condition
//! that asks for what is not there is not met.

use serde_json::json;

use hamdel_domain::{Channel, Interaction};
use hamdel_store::customers::ProfileRecord;
use hamdel_text::Understood;

use crate::conditions::{Condition, of_customer};

/// Names a condition may use.
const NAMES: [&str; 8] =
    ["interaction", "sentiment", "polarity", "urgency", "traits", "stage", "interactions", "value"];

/// Whether a text is a condition.
///
/// # Errors
/// In the words of the language; and when it uses a name that is not there.
pub(super) fn check(source: &str) -> Result<(), String> {
    Condition::of(source, &NAMES).map(|_| ())
}

/// Whether a condition is met; one that cannot be worked out is not, and says so.
///
/// # Errors
/// What is wrong with it, for whoever wrote the rule.
pub(super) fn is_met(
    source: &str,
    interaction: &Interaction,
    understood: Option<&Understood>,
    customer: Option<&ProfileRecord>,
) -> Result<bool, String> {
    let told = json!({
        "kind": interaction.kind, "touchpoint": interaction.touchpoint,
        "channel": interaction.channel.map(Channel::as_str), "stage": interaction.stage, "unit": interaction.unit,
        "employee": interaction.employee, "source": interaction.source, "metric": interaction.metric,
        "score": interaction.score, "text": interaction.text,
    });
    let words = [
        ("sentiment", json!(understood.map_or("neutral", |read| read.sentiment.label.as_str()))),
        ("polarity", json!(understood.map_or(0.0, |read| f64::from(read.sentiment.polarity)))),
        ("urgency", json!(understood.map_or("calm", |read| read.urgency.level.as_str()))),
        ("interaction", told),
    ];
    let customer = of_customer(customer.map(|record| &record.state));
    Condition::of(source, &NAMES)?.is_met(words.into_iter().chain(customer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_the_interaction_and_nothing_that_is_not_there() {
        let interaction = Interaction {
            kind: "review".to_owned(),
            unit: Some("شمال".to_owned()),
            score: Some(2.0),
            ..Interaction::default()
        };
        let met = |source: &str| is_met(source, &interaction, None, None);
        assert_eq!(met(""), Ok(true));
        assert_eq!(met("interaction.unit == 'شمال' && interaction.score < 3.0"), Ok(true));
        assert_eq!(met("urgency == 'now'"), Ok(false));
        assert_eq!(met("traits.plan == 'gold'"), Ok(false));
        assert_eq!(met("value > 10.0 || interactions == 0"), Ok(true));
        assert!(check("interaction.score < 3.0").is_ok());
        assert!(check("customer.age > 3").unwrap_err().contains("customer"));
    }
}
