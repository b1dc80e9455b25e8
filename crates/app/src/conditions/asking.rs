//! A condition that is asked of something: checked against the names it may use, compiled once, met or not.

use cel::{Context, ExecutionError, Program, Value as Cel};
use serde_json::{Map, Value, json};

use hamdel_domain::ProfileState;

/// Longest condition, in bytes.
const LONGEST: usize = 4_096;
/// What a condition may ask of a customer; see [`of_customer`].
pub(crate) const OF_CUSTOMER: [&str; 4] = ["traits", "stage", "interactions", "value"];

/// A condition, ready to be asked; one without words is always met.
#[derive(Debug)]
pub(crate) struct Condition(Option<Program>);

impl Condition {
    /// Prepares a condition that may use these names.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the language; and when it uses a name that is not there.
    pub(crate) fn of(source: &str, names: &[&str]) -> Result<Self, String> {
        if source.len() > LONGEST {
            return Err(format!("a condition of more than {LONGEST} bytes"));
        }
        if source.trim().is_empty() {
            return Ok(Self(None));
        }
        let program = Program::compile(source).map_err(|problem| format!("not a condition: {problem}"))?;
        let unknown =
            program.references().variables().into_iter().find(|name| !names.contains(name)).map(str::to_owned);
        match unknown {
            Some(name) => Err(format!("there is no {name}; a condition knows {}", names.join(", "))),
            None => Ok(Self(Some(program))),
        }
    }

    /// Whether it is met, where its names are these values. One that asks for what is not there is not met.
    ///
    /// # Errors
    /// What is wrong with it, for whoever wrote it.
    pub(crate) fn is_met(&self, values: impl IntoIterator<Item = (&'static str, Value)>) -> Result<bool, String> {
        let Some(program) = &self.0 else { return Ok(true) };
        let mut context = Context::default();
        for (name, value) in values {
            context.add_variable(name, value).map_err(|problem| problem.to_string())?;
        }
        match program.execute(&context) {
            Ok(Cel::Bool(met)) => Ok(met),
            Err(ExecutionError::NoSuchKey(_)) => Ok(false),
            Ok(other) => Err(format!("gives {}, not true or false", other.type_of())),
            Err(problem) => Err(problem.to_string()),
        }
    }
}

/// What is known of a customer: `traits` by name, `stage` (empty where none is known), `interactions` (their number)
/// and `value` (their sum, all currencies together). Of nobody, nothing.
pub(crate) fn of_customer(known: Option<&ProfileState>) -> [(&'static str, Value); 4] {
    let Some(state) = known else {
        return [("traits", json!({})), ("stage", json!("")), ("interactions", json!(0)), ("value", json!(0.0))];
    };
    let traits: Map<String, Value> = state
        .traits
        .iter()
        .filter_map(|(name, held)| Some((name.clone(), serde_json::from_str(&held.value).ok()?)))
        .collect();
    [
        ("traits", Value::Object(traits)),
        ("stage", json!(state.stage.as_ref().map_or("", |placed| placed.stage.as_str()))),
        ("interactions", json!(i64::try_from(state.interactions).unwrap_or(i64::MAX))),
        ("value", json!(state.total_value().ten_thousandths() as f64 / 10_000.0)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["unit", "traits", "stage", "interactions", "value"];

    #[test]
    fn a_condition_reads_what_is_there_and_nothing_else() {
        let met = |source: &str| {
            let values = [("unit", json!("شمال"))].into_iter().chain(of_customer(None));
            Condition::of(source, &NAMES).unwrap().is_met(values)
        };
        assert_eq!(met(" "), Ok(true));
        assert_eq!(met("unit == 'شمال' && value < 1.0 && interactions == 0 && stage == ''"), Ok(true));
        assert_eq!(met("traits.plan == 'gold'"), Ok(false));
        assert!(met("unit").unwrap_err().contains("not true or false"));
        assert!(met("1 / 0 == 1").is_err());
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        let refused = |source: &str| Condition::of(source, &NAMES).unwrap_err();
        assert!(refused("customer.age > 3").contains("there is no customer; a condition knows unit, traits"));
        assert!(refused("1 +").contains("not a condition"));
        assert!(refused(&"x".repeat(5_000)).contains("4096 bytes"));
    }
}
