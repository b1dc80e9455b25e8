//! The condition of a trigger: CEL over what is known of the customer.
//!
//! `traits` holds the traits by name, `interaction` what made the invitation (kind, touchpoint, channel, stage, unit,
//! employee), and beside them stand `stage`, `standing`, `interactions` (their number) and `value` (their sum).
//! A condition that asks for what is not there is not met.

use std::collections::HashMap;
use std::sync::Arc;

use cel::common::ast::Expr;
use cel::parser::{Expression, Parser};
use cel::{Context, ExecutionError, Value as Cel};
use serde_json::Value;

use hamdel_domain::contact::Reason;
use hamdel_store::customers::ProfileRecord;

/// Longest condition, in bytes.
const LONGEST: usize = 4_096;
/// Names a condition may use.
const NAMES: [&str; 6] = ["traits", "interaction", "stage", "standing", "interactions", "value"];

/// Compiles a condition.
///
/// # Errors
/// In the words of the language; and when it uses a name that is not there.
pub(super) fn compile(source: &str) -> Result<Expression, String> {
    if source.len() > LONGEST {
        return Err(format!("a condition of more than {LONGEST} bytes"));
    }
    let expression = Parser::default().parse(source).map_err(|problem| format!("not a condition: {problem}"))?;
    if let Expr::Ident(name) = &expression.expr
        && !NAMES.contains(&name.as_str())
    {
        return Err(format!("there is no {name}; a condition knows {}", NAMES.join(", ")));
    }
    Ok(expression)
}

/// Whether a customer meets a condition; the reason when not.
pub(super) fn check(source: &str, record: &ProfileRecord, interaction: &str) -> Result<(), Reason> {
    if source.trim().is_empty() {
        return Ok(());
    }
    let failed = |problem: String| Reason::ConditionFailed { problem };
    let expression = compile(source).map_err(failed)?;
    let mut context = Context::default();
    let traits: HashMap<String, Cel> = record
        .state
        .traits
        .iter()
        .filter_map(|(name, known)| Some((name.clone(), cel(&serde_json::from_str(&known.value).ok()?))))
        .collect();
    context.add_variable_from_value("traits", Cel::from(traits));
    let interaction = serde_json::from_str(interaction).unwrap_or(Value::Null);
    context.add_variable_from_value("interaction", cel(&interaction));
    let stage = record.state.stage.as_ref().map_or("", |placed| placed.stage.as_str());
    context.add_variable_from_value("stage", stage);
    context.add_variable_from_value("standing", record.standing.as_str());
    let interactions = i64::try_from(record.state.interactions).unwrap_or(i64::MAX);
    context.add_variable_from_value("interactions", Cel::Int(interactions));
    let value = record.state.total_value().ten_thousandths() as f64 / 10_000.0;
    context.add_variable_from_value("value", Cel::Float(value));
    match Cel::resolve(&expression, &context) {
        Ok(Cel::Bool(true)) => Ok(()),
        Ok(Cel::Bool(false)) | Err(ExecutionError::NoSuchKey(_)) => Err(Reason::NotEligible),
        Ok(other) => Err(failed(format!("gives {}, not true or false", other.type_of()))),
        Err(problem) => Err(failed(problem.to_string())),
    }
}

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
        Value::Object(fields) => {
            Cel::from(fields.iter().map(|(name, value)| (name.clone(), cel(value))).collect::<HashMap<_, _>>())
        }
    }
}
