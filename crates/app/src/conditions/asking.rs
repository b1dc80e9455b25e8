//! A condition that is asked of something: checked against the names it may use, compiled once, met or not.

use std::collections::HashMap;
use std::sync::Arc;

use cel::common::ast::{Expr, LiteralValue, SelectExpr, operators};
use cel::parser::{Expression, Parser};
use cel::{Context, ExecutionError, Value as Cel};
use serde_json::{Map, Value, json};

use hamdel_domain::ProfileState;

/// Longest condition, in bytes.
const LONGEST: usize = 4_096;
/// What a condition may ask of a customer; see [`of_customer`].
pub(crate) const OF_CUSTOMER: [&str; 4] = ["traits", "stage", "interactions", "value"];

/// A condition, ready to be asked; one without words is always met.
#[derive(Debug)]
pub(crate) struct Condition(Option<Expression>);

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
        let mut expression =
            Parser::default().parse(source).map_err(|problem| format!("not a condition: {problem}"))?;
        let unknown =
            expression.references().variables().into_iter().find(|name| !names.contains(name)).map(str::to_owned);
        if let Some(name) = unknown {
            return Err(format!("there is no {name}; a condition knows {}", names.join(", ")));
        }
        ask_whether_there(&mut expression);
        Ok(Self(Some(expression)))
    }

    /// Whether it is met, where its names are these values. One that asks for what is not there is not met.
    ///
    /// # Errors
    /// What is wrong with it, for whoever wrote it.
    pub(crate) fn is_met(&self, values: impl IntoIterator<Item = (&'static str, Value)>) -> Result<bool, String> {
        let Some(expression) = &self.0 else { return Ok(true) };
        let mut context = Context::default();
        for (name, value) in values {
            context.add_variable_from_value(name, cel(&value));
        }
        match Cel::resolve(expression, &context) {
            Ok(Cel::Bool(met)) => Ok(met),
            Err(ExecutionError::NoSuchKey(_)) => Ok(false),
            Ok(other) => Err(format!("gives {}, not true or false", other.type_of())),
            Err(problem) => Err(problem.to_string()),
        }
    }
}

/// A value of JSON as the language has it; whole numbers are its integers, so that they can be reckoned with.
fn cel(value: &Value) -> Cel {
    match value {
        Value::Null => Cel::Null,
        Value::Bool(value) => Cel::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Cel::Int(whole),
            None => Cel::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Cel::String(Arc::new(text.clone())),
        Value::Array(items) => Cel::List(Arc::new(items.iter().map(cel).collect())),
        // What is null is not there, so that it can be asked for as what is not.
        Value::Object(fields) => {
            let there = fields.iter().filter(|(_, value)| !value.is_null());
            Cel::from(there.map(|(name, value)| (name.clone(), cel(value))).collect::<HashMap<_, _>>())
        }
    }
}

/// Makes `traits.plan != null` ask whether there is a plan, and `== null` whether there is none, of what a map lacks
/// too: without it either would ask for what is not there. A whole name, such as `severity`, is never null: what is not
/// known of it is an empty text.
fn ask_whether_there(expression: &mut Expression) {
    let Expr::Call(call) = &mut expression.expr else { return };
    let is_there = match call.func_name.as_str() {
        operators::NOT_EQUALS => true,
        operators::EQUALS => false,
        _ => return call.args.iter_mut().for_each(ask_whether_there),
    };
    let [left, right] = &mut call.args[..] else { return };
    if !matches!(right.expr, Expr::Literal(LiteralValue::Null)) {
        return;
    }
    if matches!(left.expr, Expr::Ident(_)) {
        right.expr = Expr::Literal(LiteralValue::String(String::new().into()));
        return;
    }
    let Some(asked) = part_of_map(left) else { return };
    let asked = Expr::Select(SelectExpr { test: true, ..asked });
    if is_there {
        expression.expr = asked;
    } else {
        let asked = Expression { expr: asked, ..left.clone() };
        call.func_name = operators::LOGICAL_NOT.to_owned();
        call.args = vec![asked];
    }
}

/// `traits.plan`, and `traits["plan"]`.
fn part_of_map(expression: &Expression) -> Option<SelectExpr> {
    match &expression.expr {
        Expr::Select(select) if !select.test => Some(select.clone()),
        Expr::Call(call) if call.func_name == operators::INDEX => {
            let [operand, key] = &call.args[..] else { return None };
            let Expr::Literal(LiteralValue::String(key)) = &key.expr else { return None };
            Some(SelectExpr { operand: Box::new(operand.clone()), field: key.inner().to_owned(), test: false })
        }
        _ => None,
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
        assert_eq!(
            met("value < 1 && interactions * 2 - 1 < 0 && interactions < 0.5"),
            Ok(true),
            "numbers of either kind compare"
        );
        assert!(met("unit").unwrap_err().contains("not true or false"));
        assert!(met("1 / 0 == 1").is_err());
    }

    #[test]
    fn whether_something_is_known_can_be_asked() {
        let traits = json!({ "city": "تهران", "نام شهر": "تهران", "street": null });
        let values =
            || [("traits", traits.clone()), ("unit", json!("")), ("stage", json!("use")), ("value", json!(1.5))];
        let met = |source: &str| Condition::of(source, &NAMES).unwrap().is_met(values());
        for (source, is_met) in [
            ("traits.city != null", true),
            ("traits.city == null", false),
            ("traits.plan != null", false),
            ("traits.plan == null", true),
            ("traits[\"نام شهر\"] != null && traits[\"نام خیابان\"] == null", true),
            ("!(traits.plan == null) || traits.city == null", false),
            ("has(traits.city) && !has(traits.plan) && traits.street == null", true),
            ("unit == null && stage != null && value != null", true),
            ("stage == null || value == null", false),
        ] {
            assert_eq!(met(source), Ok(is_met), "{source}");
        }
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        let refused = |source: &str| Condition::of(source, &NAMES).unwrap_err();
        assert!(refused("customer.age > 3").contains("there is no customer; a condition knows unit, traits"));
        assert!(refused("1 +").contains("not a condition"));
        assert!(refused(&"x".repeat(5_000)).contains("4096 bytes"));
    }
}
