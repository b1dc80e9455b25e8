//! The condition of a rule: CEL over the interaction, what is understood of it, and its customer.
//!
//! `interaction` holds kind, touchpoint, channel, stage, unit, employee, source, metric, score and text; `sentiment`
//! is `negative`, `neutral`, `mixed` or `positive`, `polarity` from -1 to 1, `urgency` is `calm`, `soon` or `now`. Of
//! the customer there are `traits` by name, `stage`, `interactions` (their number) and `value` (their sum). A condition
//! that asks for what is not there is not met.

use cel::{Context, ExecutionError, Program, Value as Cel};
use serde_json::{Value, json};

use hamdel_domain::{Channel, Interaction};
use hamdel_store::customers::ProfileRecord;
use hamdel_text::Understood;

/// Longest condition, in bytes.
const LONGEST: usize = 4_096;
/// Names a condition may use.
const NAMES: [&str; 8] =
    ["interaction", "sentiment", "polarity", "urgency", "traits", "stage", "interactions", "value"];

/// Whether a text is a condition.
///
/// # Errors
/// In the words of the language; and when it uses a name that is not there.
pub(super) fn check(source: &str) -> Result<(), String> {
    if source.len() > LONGEST {
        return Err(format!("a condition of more than {LONGEST} bytes"));
    }
    let program = Program::compile(source).map_err(|problem| format!("not a condition: {problem}"))?;
    match program.references().variables().into_iter().find(|name| !NAMES.contains(name)) {
        Some(unknown) => Err(format!("there is no {unknown}; a condition knows {}", NAMES.join(", "))),
        None => Ok(()),
    }
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
    if source.trim().is_empty() {
        return Ok(true);
    }
    let program = Program::compile(source).map_err(|problem| problem.to_string())?;
    let mut context = Context::default();
    let told = json!({
        "kind": interaction.kind, "touchpoint": interaction.touchpoint,
        "channel": interaction.channel.map(Channel::as_str), "stage": interaction.stage, "unit": interaction.unit,
        "employee": interaction.employee, "source": interaction.source, "metric": interaction.metric,
        "score": interaction.score, "text": interaction.text,
    });
    let known = known(customer);
    let words = [
        ("sentiment", json!(understood.map_or("neutral", |read| read.sentiment.label.as_str()))),
        ("polarity", json!(understood.map_or(0.0, |read| f64::from(read.sentiment.polarity)))),
        ("urgency", json!(understood.map_or("calm", |read| read.urgency.level.as_str()))),
        ("interaction", told),
    ];
    for (name, value) in words.into_iter().chain(known) {
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
        assert!(met("interaction.kind").unwrap_err().contains("not true or false"));
        assert!(check("interaction.score < 3.0").is_ok());
        assert!(check("customer.age > 3").unwrap_err().contains("customer"));
        assert!(check("1 +").is_err() && check(&"x".repeat(5_000)).is_err());
    }
}
