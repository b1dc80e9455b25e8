//! Fields that are computed: formulas of the Common Expression Language over the columns of a row.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cel::common::ast::{Expr, LiteralValue, operators};
use cel::common::types::CelDouble;
use cel::parser::{Expression, Parser};
use cel::{Context, Value as Cel};
use hamdel_domain::Instant;

use super::value::{Value, plain_number};

/// The variable that holds the columns by name, numbers as numbers.
const ROW: &str = "row";
/// The variable that holds the columns by name, as they are written.
const TEXT: &str = "text";
/// Longest formula, in bytes.
const LONGEST: usize = 4_096;
/// Most digits that a double holds exactly; longer ones are names, not numbers.
const EXACT_DIGITS: usize = 15;

/// A formula, ready to be evaluated over rows.
pub(super) struct Formula {
    expression: Expression,
    /// Variables, their columns' names and places.
    variables: Vec<(String, usize)>,
    /// Columns that are asked for by `row["…"]`.
    row: Vec<(String, usize)>,
    /// Columns that are asked for by `text["…"]`.
    text: Vec<(String, usize)>,
}

/// What a formula asks of a row.
#[derive(Default)]
struct Asked {
    names: BTreeSet<String>,
    row: BTreeSet<String>,
    text: BTreeSet<String>,
}

impl Formula {
    /// Compiles a formula; `place` finds a column or says why there is none.
    pub(super) fn compile(source: &str, mut place: impl FnMut(&str) -> Result<usize, String>) -> Result<Self, String> {
        if source.len() > LONGEST {
            return Err(format!("a formula of more than {LONGEST} bytes"));
        }
        let mut expression = Parser::default().parse(source).map_err(|problem| format!("not a formula: {problem}"))?;
        let mut asked = Asked::default();
        asked.read(&mut expression, &mut Vec::new());
        let mut found = |names: BTreeSet<String>| {
            names.into_iter().map(|name| place(&name).map(|place| (name, place))).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self { variables: found(asked.names)?, row: found(asked.row)?, text: found(asked.text)?, expression })
    }

    /// Evaluates the formula over a row. Where it fails because a column it asks for has no value, it has
    /// no value itself, as in SQL.
    ///
    /// # Errors
    /// In the words of the language, when it fails with every column filled.
    pub(super) fn evaluate<'r>(
        &self,
        root: &Context<'_, '_>,
        value_at: &dyn Fn(usize) -> &'r Value,
    ) -> Result<Value, String> {
        let mut scope = root.new_inner_scope();
        let mut gap = false;
        for (name, place) in &self.variables {
            let value = value_at(*place);
            gap |= value.is_missing();
            scope.add_variable_from_value(name.as_str(), typed(value));
        }
        if !self.row.is_empty() {
            scope.add_variable_from_value(ROW, lookup(&self.row, value_at, &mut gap, typed));
        }
        if !self.text.is_empty() {
            scope.add_variable_from_value(TEXT, lookup(&self.text, value_at, &mut gap, as_written));
        }
        match Cel::resolve(&self.expression, &scope) {
            Ok(value) => from_cel(value),
            Err(_) if gap => Ok(Value::Missing),
            Err(problem) => Err(problem.to_string()),
        }
    }
}

fn lookup<'r>(
    columns: &[(String, usize)],
    value_at: &dyn Fn(usize) -> &'r Value,
    gap: &mut bool,
    form: fn(&Value) -> Cel,
) -> Cel {
    let mut map: HashMap<String, Cel> = HashMap::with_capacity(columns.len());
    for (name, place) in columns {
        let value = value_at(*place);
        *gap |= value.is_missing();
        map.insert(name.clone(), form(value));
    }
    Cel::from(map)
}

/// A value as formulas see it: every number is a double, so that `Quantity * UnitPrice` needs no thought
/// of types; texts that are numbers are numbers, unless they look like names (`007`, sixteen digits).
fn typed(value: &Value) -> Cel {
    match value {
        Value::Missing => Cel::Null,
        Value::Integer(number) => Cel::Float(*number as f64),
        Value::Float(number) => Cel::Float(*number),
        Value::Boolean(value) => Cel::Bool(*value),
        Value::Instant(instant) => Cel::Timestamp(instant.to_utc().fixed_offset()),
        local @ Value::LocalTime(_) => as_written(local),
        Value::Text(text) | Value::Decimal(text) | Value::Json(text) => match number(text) {
            Some(number) => Cel::Float(number),
            None => Cel::String(Arc::new(text.clone())),
        },
    }
}

fn number(text: &str) -> Option<f64> {
    let plain = plain_number(text)?;
    let digits = plain.trim_start_matches('-');
    let named = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if named || digits.bytes().filter(u8::is_ascii_digit).count() > EXACT_DIGITS {
        return None;
    }
    plain.parse().ok()
}

fn as_written(value: &Value) -> Cel {
    value.text().map_or(Cel::Null, |text| Cel::String(Arc::new(text.into_owned())))
}

fn from_cel(value: Cel) -> Result<Value, String> {
    Ok(match value {
        Cel::Null => Value::Missing,
        Cel::Int(number) => Value::Integer(number),
        Cel::UInt(number) => Value::of_float(number as f64),
        Cel::Float(number) if !number.is_finite() => return Err("not a finite number".to_owned()),
        Cel::Float(number) => Value::Float(number),
        Cel::Bool(value) => Value::Boolean(value),
        Cel::String(text) => Value::of_text(&text),
        Cel::Timestamp(moment) => Value::Instant(Instant::from_micros(moment.timestamp_micros())),
        other => return Err(format!("gives {}, which is no value of a field", other.type_of())),
    })
}

impl Asked {
    /// Collects the columns an expression asks for, and makes whole numbers beside columns doubles: the
    /// language has no arithmetic between the two. `bound` are the names that macros bind.
    fn read(&mut self, expression: &mut Expression, bound: &mut Vec<String>) {
        match &mut expression.expr {
            Expr::Ident(name) => {
                let free = !bound.contains(name) && !name.starts_with('@') && !is_type(name);
                if free && name != ROW && name != TEXT {
                    self.names.insert(name.clone());
                }
            }
            Expr::Call(call) => {
                if call.func_name == operators::INDEX && self.index(&call.args) {
                    return;
                }
                if is_arithmetic(&call.func_name) && !call.args.iter().any(is_function) {
                    call.args.iter_mut().for_each(make_double);
                }
                if let Some(target) = &mut call.target {
                    self.read(target, bound);
                }
                call.args.iter_mut().for_each(|argument| self.read(argument, bound));
            }
            Expr::Select(select) => match &select.operand.expr {
                Expr::Ident(name) if name == ROW => drop(self.row.insert(select.field.clone())),
                Expr::Ident(name) if name == TEXT => drop(self.text.insert(select.field.clone())),
                _ => self.read(&mut select.operand, bound),
            },
            Expr::List(list) => list.elements.iter_mut().for_each(|element| self.read(element, bound)),
            Expr::Comprehension(comprehension) => {
                self.read(&mut comprehension.iter_range, bound);
                self.read(&mut comprehension.accu_init, bound);
                let held = bound.len();
                bound.extend([comprehension.iter_var.clone(), comprehension.accu_var.clone()]);
                bound.extend(comprehension.iter_var2.clone());
                self.read(&mut comprehension.loop_cond, bound);
                self.read(&mut comprehension.loop_step, bound);
                self.read(&mut comprehension.result, bound);
                bound.truncate(held);
            }
            _ => {}
        }
    }

    /// Whether this is `row["…"]` or `text["…"]`.
    fn index(&mut self, arguments: &[Expression]) -> bool {
        let [operand, key] = arguments else { return false };
        let (Expr::Ident(name), Expr::Literal(LiteralValue::String(key))) = (&operand.expr, &key.expr) else {
            return false;
        };
        let into = match name.as_str() {
            ROW => &mut self.row,
            TEXT => &mut self.text,
            _ => return false,
        };
        into.insert(key.inner().to_owned());
        true
    }
}

/// Names of types, which may stand where a variable may.
pub(crate) fn is_type(name: &str) -> bool {
    matches!(
        name,
        "int" | "uint" | "double" | "string" | "bool" | "bytes" | "list" | "map" | "null_type" | "type" | "optional"
    )
}

pub(crate) fn is_arithmetic(function: &str) -> bool {
    matches!(
        function,
        operators::ADD
            | operators::SUBSTRACT
            | operators::MULTIPLY
            | operators::DIVIDE
            | operators::EQUALS
            | operators::NOT_EQUALS
    )
}

/// Calls such as `size(…)` and `int(…)` give whole numbers, beside which whole numbers stay whole.
pub(crate) fn is_function(expression: &Expression) -> bool {
    matches!(&expression.expr, Expr::Call(call) if call.func_name.starts_with(|first: char| first.is_ascii_alphabetic()))
}

pub(crate) fn make_double(expression: &mut Expression) {
    match &mut expression.expr {
        Expr::Literal(LiteralValue::Int(whole)) => {
            expression.expr = Expr::Literal(LiteralValue::Double(CelDouble::from(*whole.inner() as f64)));
        }
        Expr::Call(call) if call.func_name == operators::NEGATE => call.args.iter_mut().for_each(make_double),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluate(source: &str, row: &[(&str, &str)]) -> Result<Value, String> {
        let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
        let formula = Formula::compile(source, |name| {
            names.iter().position(|held| *held == name).ok_or_else(|| format!("no {name}"))
        })?;
        let values: Vec<Value> = row.iter().map(|(_, text)| Value::of_text(text)).collect();
        formula.evaluate(&Context::default(), &|place| &values[place])
    }

    #[test]
    fn numbers_need_no_thought_of_types() {
        let row = [("Quantity", "-6"), ("UnitPrice", "2.55"), ("Unit Price", "3"), ("code", "007"), ("name", "Sara")];
        assert_eq!(evaluate("Quantity * UnitPrice", &row), Ok(Value::Float(-6.0 * 2.55)));
        assert_eq!(evaluate("Quantity * 2 + 1", &row), Ok(Value::Float(-11.0)));
        assert_eq!(evaluate("row[\"Unit Price\"] * 100", &row), Ok(Value::Float(300.0)));
        assert_eq!(evaluate("Quantity < 0 ? \"return\" : \"purchase\"", &row), Ok(Value::Text("return".into())));
        assert_eq!(evaluate("Quantity == -6", &row), Ok(Value::Boolean(true)));
        assert_eq!(evaluate("code == \"007\" && text[\"Quantity\"] == \"-6\"", &row), Ok(Value::Boolean(true)));
        assert_eq!(evaluate("size(name) + 1", &row), Ok(Value::Integer(5)));
        assert_eq!(evaluate("name + \"-\" + code", &row), Ok(Value::Text("Sara-007".into())));
        assert_eq!(evaluate("[\"Sara\", \"Ali\"].exists(one, one == name)", &row), Ok(Value::Boolean(true)));
    }

    #[test]
    fn a_gap_gives_no_value_and_a_fault_gives_words() {
        assert_eq!(evaluate("a * b", &[("a", "2"), ("b", "")]), Ok(Value::Missing));
        assert_eq!(evaluate("a == null ? \"none\" : \"some\"", &[("a", "")]), Ok(Value::Text("none".into())));
        assert!(evaluate("a * b", &[("a", "2"), ("b", "x")]).is_err());
        assert!(evaluate("a / 0", &[("a", "2")]).is_err());
        assert_eq!(evaluate("a + c", &[("a", "2")]), Err("no c".into()));
        assert!(evaluate("a +", &[("a", "2")]).unwrap_err().starts_with("not a formula"));
    }
}
