//! From the language of conditions to rows.

use cel::common::ast::{CallExpr, Expr, LiteralValue, operators};
use cel::parser::{Expression, Parser};

use super::{Comparison, Row, Rows, Shape, Variable, path_of};

/// Longest text and deepest nesting that rows are looked for in; longer ones stay texts.
const LONGEST: usize = 2_000;
const MOST_BRACKETS: usize = 32;

/// The rows of a text; `None` where it says more than rows of these variables can, or is not of the language.
#[must_use]
pub fn read(text: &str, variables: &[Variable]) -> Option<Rows> {
    if text.trim().is_empty() {
        return Some(Rows::default());
    }
    if text.len() > LONGEST || text.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count() > MOST_BRACKETS {
        return None;
    }
    let expression = Parser::default().parse(text).ok()?;
    let any = is_call(&expression, operators::LOGICAL_OR);
    let joined = if any { operators::LOGICAL_OR } else { operators::LOGICAL_AND };
    let mut parts = Vec::new();
    flatten(&expression, joined, &mut parts);
    let rows = parts.into_iter().map(|part| row(part, variables)).collect::<Option<Vec<Row>>>()?;
    Some(Rows { any, rows })
}

fn is_call(expression: &Expression, name: &str) -> bool {
    matches!(&expression.expr, Expr::Call(call) if call.func_name == name)
}

fn flatten<'e>(expression: &'e Expression, joined: &str, parts: &mut Vec<&'e Expression>) {
    match &expression.expr {
        Expr::Call(call) if call.func_name == joined => {
            call.args.iter().for_each(|argument| flatten(argument, joined, parts));
        }
        _ => parts.push(expression),
    }
}

fn row(expression: &Expression, variables: &[Variable]) -> Option<Row> {
    let Expr::Call(call) = &expression.expr else { return bare(expression, variables, true) };
    if call.func_name == operators::LOGICAL_NOT {
        let inner = call.args.first()?;
        let Expr::Call(inner_call) = &inner.expr else { return bare(inner, variables, false) };
        let mut row = containing(inner_call, variables)?;
        row.comparison = match row.comparison {
            Comparison::Includes => Comparison::IncludesNot,
            _ => Comparison::ContainsNot,
        };
        return Some(row);
    }
    containing(call, variables).or_else(|| comparing(call, variables))
}

/// A truth by itself, or the opposite of one.
fn bare(expression: &Expression, variables: &[Variable], wanted: bool) -> Option<Row> {
    let variable = variable(expression, variables)?;
    (variable.shape == Shape::Truth).then(|| Row {
        variable: variable.name.clone(),
        comparison: Comparison::Is,
        value: wanted.to_string(),
    })
}

/// `"price" in reasons`, `why.contains("slow")`.
fn containing(call: &CallExpr, variables: &[Variable]) -> Option<Row> {
    let (value, variable, comparison) = match (call.func_name.as_str(), &call.target, &call.args[..]) {
        (operators::IN, None, [value, list]) => (value, variable(list, variables)?, Comparison::Includes),
        ("contains", Some(target), [value]) => (value, variable(target, variables)?, Comparison::Contains),
        _ => return None,
    };
    let (Literal::Text(value), true) = (literal(value)?, variable.shape.comparisons().contains(&comparison)) else {
        return None;
    };
    Some(Row { variable: variable.name.clone(), comparison, value })
}

fn comparing(call: &CallExpr, variables: &[Variable]) -> Option<Row> {
    let [left, right] = &call.args[..] else { return None };
    let comparison = match call.func_name.as_str() {
        operators::EQUALS => Comparison::Is,
        operators::NOT_EQUALS => Comparison::IsNot,
        operators::LESS => Comparison::Below,
        operators::LESS_EQUALS => Comparison::AtMost,
        operators::GREATER => Comparison::Above,
        operators::GREATER_EQUALS => Comparison::AtLeast,
        _ => return None,
    };
    let variable = variable(left, variables)?;
    let (comparison, value) = match (literal(right)?, comparison) {
        (Literal::Null, Comparison::Is) => (Comparison::NotGiven, String::new()),
        (Literal::Null, Comparison::IsNot) => (Comparison::Given, String::new()),
        (Literal::Null, _) => return None,
        (Literal::Number(number), _) if variable.shape == Shape::Number => (comparison, number),
        (Literal::Truth(truth), _) if variable.shape == Shape::Truth => (comparison, truth),
        // A text stands for whatever was typed; what does not fit is named, not hidden.
        (Literal::Text(text), _) => (comparison, text),
        _ => return None,
    };
    let offered = variable.shape.comparisons().contains(&comparison);
    offered.then(|| Row { variable: variable.name.clone(), comparison, value })
}

/// The variable that a path names.
fn variable<'v>(expression: &Expression, variables: &'v [Variable]) -> Option<&'v Variable> {
    let mut segments = Vec::new();
    path(expression, &mut segments)?;
    let name = path_of(&segments);
    variables.iter().find(|variable| variable.name == name)
}

fn path<'e>(expression: &'e Expression, segments: &mut Vec<&'e str>) -> Option<()> {
    match &expression.expr {
        Expr::Ident(name) => segments.push(name),
        Expr::Select(select) if !select.test => {
            path(&select.operand, segments)?;
            segments.push(&select.field);
        }
        Expr::Call(call) if call.func_name == operators::INDEX => {
            let [operand, key] = &call.args[..] else { return None };
            let Expr::Literal(LiteralValue::String(key)) = &key.expr else { return None };
            path(operand, segments)?;
            segments.push(key.inner());
        }
        _ => return None,
    }
    Some(())
}

enum Literal {
    Null,
    Number(String),
    Truth(String),
    Text(String),
}

fn literal(expression: &Expression) -> Option<Literal> {
    match &expression.expr {
        Expr::Literal(LiteralValue::Null) => Some(Literal::Null),
        Expr::Literal(LiteralValue::String(text)) => Some(Literal::Text(text.inner().to_owned())),
        Expr::Literal(LiteralValue::Boolean(truth)) => Some(Literal::Truth(truth.inner().to_string())),
        Expr::Literal(LiteralValue::Int(number)) => Some(Literal::Number(number.inner().to_string())),
        Expr::Literal(LiteralValue::Double(number)) => Some(Literal::Number(number.inner().to_string())),
        Expr::Call(call) if call.func_name == operators::NEGATE => match literal(call.args.first()?)? {
            Literal::Number(number) => Some(Literal::Number(format!("-{number}"))),
            _ => None,
        },
        _ => None,
    }
}
