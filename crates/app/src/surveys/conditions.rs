//! Conditions and formulas of surveys, in the Common Expression Language.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use cel::common::ast::{Expr, LiteralValue, operators};
use cel::parser::{Expression, Parser};
use cel::{Context, Value as Cel};

use hamdel_domain::surveys::conditions::{CUSTOMER, ConditionReader, Value, Values};

use crate::imports::formula::{is_arithmetic, is_function, is_type, make_double};

/// Longest condition, in bytes; it also bounds how deep one can be nested.
const LONGEST: usize = 2_000;
/// Deepest nesting of brackets, which the parser walks by recursion.
const DEEPEST: usize = 32;

/// Reads and evaluates conditions; remembers those it has read.
#[derive(Default)]
pub struct CelConditions {
    read: Mutex<HashMap<String, Result<Arc<Compiled>, String>>>,
}

struct Compiled {
    expression: Expression,
    /// Variables that are answers or calculated values.
    answers: BTreeSet<String>,
    /// Traits that are looked at by name.
    traits: BTreeSet<String>,
    /// Traits of which it is asked whether they are there.
    asked: BTreeSet<String>,
    /// Whether the profile is looked at as a whole.
    whole_profile: bool,
}

impl CelConditions {
    fn compiled(&self, text: &str) -> Result<Arc<Compiled>, String> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(text) {
            return known.clone();
        }
        let compiled = compile(text).map(Arc::new);
        read.insert(text.to_owned(), compiled.clone());
        compiled
    }

    /// The value of a text, and whether it failed for want of a value.
    fn evaluate(&self, text: &str, values: &Values) -> Result<Option<Cel>, String> {
        let compiled = self.compiled(text)?;
        let root = Context::default();
        let mut scope = root.new_inner_scope();
        let mut gap = false;
        for name in &compiled.answers {
            let value = values.get(name);
            gap |= *value == Value::Missing;
            scope.add_variable_from_value(name.as_str(), cel_of(value));
        }
        if compiled.whole_profile || !compiled.traits.is_empty() || !compiled.asked.is_empty() {
            let held: BTreeMap<&String, &Value> = if compiled.whole_profile {
                values.customer.iter().collect()
            } else {
                let named = compiled.traits.iter().chain(&compiled.asked);
                named.filter_map(|name| values.customer.get_key_value(name)).collect()
            };
            let mut profile: HashMap<String, Cel> =
                held.into_iter().map(|(name, value)| (name.clone(), cel_of(value))).collect();
            for name in compiled.traits.iter().filter(|name| !compiled.asked.contains(*name)) {
                gap |= *values.customer.get(name).unwrap_or(&Value::Missing) == Value::Missing;
                profile.entry(name.clone()).or_insert(Cel::Null);
            }
            scope.add_variable_from_value(CUSTOMER, Cel::from(profile));
        }
        match Cel::resolve(&compiled.expression, &scope) {
            Ok(value) => Ok(Some(value)),
            Err(_) if gap => Ok(None),
            Err(problem) => Err(problem.to_string()),
        }
    }
}

impl ConditionReader for CelConditions {
    fn references(&self, text: &str) -> Result<Vec<String>, String> {
        let compiled = self.compiled(text)?;
        let traits: BTreeSet<&String> = compiled.traits.union(&compiled.asked).collect();
        let traits = traits.into_iter().map(|name| format!("{CUSTOMER}.{name}"));
        let whole = compiled.whole_profile.then(|| CUSTOMER.to_owned());
        Ok(compiled.answers.iter().cloned().chain(traits).chain(whole).collect())
    }

    fn holds(&self, text: &str, values: &Values) -> Result<bool, String> {
        match self.evaluate(text, values)? {
            Some(Cel::Bool(holds)) => Ok(holds),
            Some(Cel::Null) | None => Ok(false),
            Some(other) => Err(format!("gives {}, not yes or no", other.type_of())),
        }
    }

    fn number(&self, text: &str, values: &Values) -> Result<Option<f64>, String> {
        match self.evaluate(text, values)? {
            Some(Cel::Float(number)) if number.is_finite() => Ok(Some(number)),
            Some(Cel::Float(_)) => Err("not a finite number".to_owned()),
            Some(Cel::Int(number)) => Ok(Some(number as f64)),
            Some(Cel::UInt(number)) => Ok(Some(number as f64)),
            Some(Cel::Bool(truth)) => Ok(Some(f64::from(u8::from(truth)))),
            Some(Cel::Null) | None => Ok(None),
            Some(other) => Err(format!("gives {}, not a number", other.type_of())),
        }
    }
}

fn compile(text: &str) -> Result<Compiled, String> {
    if text.len() > LONGEST {
        return Err(format!("longer than {LONGEST} bytes"));
    }
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!("more than {DEEPEST} brackets inside each other"));
        }
    }
    let expression = Parser::default().parse(text).map_err(|problem| problem.to_string())?;
    let mut compiled = Compiled {
        expression,
        answers: BTreeSet::new(),
        traits: BTreeSet::new(),
        asked: BTreeSet::new(),
        whole_profile: false,
    };
    let mut expression = compiled.expression.clone();
    compiled.walk(&mut expression, &mut Vec::new());
    compiled.expression = expression;
    Ok(compiled)
}

fn cel_of(value: &Value) -> Cel {
    match value {
        Value::Missing => Cel::Null,
        Value::Number(number) => Cel::Float(*number),
        Value::Truth(truth) => Cel::Bool(*truth),
        Value::Text(text) => Cel::String(Arc::new(text.clone())),
        Value::List(list) => Cel::List(Arc::new(list.iter().map(cel_of).collect())),
        Value::Map(map) => {
            let map: HashMap<String, Cel> = map.iter().map(|(name, value)| (name.clone(), cel_of(value))).collect();
            Cel::from(map)
        }
    }
}

impl Compiled {
    /// Collects what an expression looks at, and makes whole numbers beside answers doubles, as answers are:
    /// the language has no arithmetic between the two. `bound` are the names that macros bind.
    fn walk(&mut self, expression: &mut Expression, bound: &mut Vec<String>) {
        match &mut expression.expr {
            Expr::Ident(name) => {
                if name == CUSTOMER {
                    self.whole_profile = true;
                } else if !bound.contains(name) && !name.starts_with('@') && !is_type(name) {
                    self.answers.insert(name.clone());
                }
            }
            Expr::Call(call) => {
                if call.func_name == operators::INDEX && self.trait_by_index(&call.args) {
                    return;
                }
                if is_arithmetic(&call.func_name) && !call.args.iter().any(is_function) {
                    call.args.iter_mut().for_each(make_double);
                }
                if call.func_name == operators::IN {
                    call.args.iter_mut().for_each(make_members_double);
                }
                if let Some(target) = &mut call.target {
                    self.walk(target, bound);
                }
                call.args.iter_mut().for_each(|argument| self.walk(argument, bound));
            }
            Expr::Select(select) => match &select.operand.expr {
                Expr::Ident(name) if name == CUSTOMER => {
                    let into = if select.test { &mut self.asked } else { &mut self.traits };
                    into.insert(select.field.clone());
                }
                _ => self.walk(&mut select.operand, bound),
            },
            Expr::List(list) => list.elements.iter_mut().for_each(|element| self.walk(element, bound)),
            Expr::Comprehension(comprehension) => {
                self.walk(&mut comprehension.iter_range, bound);
                self.walk(&mut comprehension.accu_init, bound);
                let held = bound.len();
                bound.extend([comprehension.iter_var.clone(), comprehension.accu_var.clone()]);
                bound.extend(comprehension.iter_var2.clone());
                self.walk(&mut comprehension.loop_cond, bound);
                self.walk(&mut comprehension.loop_step, bound);
                self.walk(&mut comprehension.result, bound);
                bound.truncate(held);
            }
            _ => {}
        }
    }

    /// Whether this is `customer["…"]`.
    fn trait_by_index(&mut self, arguments: &[Expression]) -> bool {
        let [operand, key] = arguments else { return false };
        match (&operand.expr, &key.expr) {
            (Expr::Ident(name), Expr::Literal(LiteralValue::String(key))) if name == CUSTOMER => {
                self.traits.insert(key.inner().to_owned());
                true
            }
            _ => false,
        }
    }
}

fn make_members_double(expression: &mut Expression) {
    if let Expr::List(list) = &mut expression.expr {
        list.elements.iter_mut().for_each(make_double);
    } else {
        make_double(expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let text = |text: &str| Value::Text(text.to_owned());
        let answers = [
            ("nps", Value::Number(6.0)),
            ("likes", Value::List(vec![text("price"), text("staff")])),
            ("why", text("کند بود")),
            ("rows", Value::Map([("speed".to_owned(), Value::Number(2.0))].into())),
        ];
        Values {
            answers: answers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            customer: [("city".to_owned(), text("تهران"))].into(),
        }
    }

    #[test]
    fn conditions_hold_or_do_not() {
        let (reader, values) = (CelConditions::default(), values());
        for (text, holds) in [
            ("nps <= 6", true),
            ("nps == 6", true),
            ("nps in [5, 6]", true),
            ("nps > 6 || 'price' in likes", true),
            ("size(likes) == 2", true),
            ("likes.exists(one, one == 'food')", false),
            ("why.contains('کند') && size(why) > 3", true),
            ("rows.speed == 2", true),
            ("customer.city == 'تهران'", true),
            ("customer['city'] != 'قم'", true),
            ("customer.age > 30", false),
            ("has(customer.age)", false),
            ("has(customer.city) && customer.city == 'تهران'", true),
            ("gone > 3", false),
            ("gone == null", true),
            ("!(gone > 3)", false),
        ] {
            assert_eq!(reader.holds(text, &values), Ok(holds), "{text}");
        }
        assert_eq!(reader.number("nps * 10 + 1", &values), Ok(Some(61.0)));
        assert_eq!(reader.number("gone * 10", &values), Ok(None));
        assert!(reader.holds("nps + 1", &values).unwrap_err().contains("not yes or no"));
        assert!(reader.holds("why > 3", &values).is_err());
    }

    #[test]
    fn what_is_looked_at_is_named() {
        let reader = CelConditions::default();
        let names =
            reader.references("nps > 3 && likes.all(one, one != why) && customer.city == customer['x']").unwrap();
        assert_eq!(names, ["likes", "nps", "why", "customer.city", "customer.x"]);
        assert_eq!(reader.references("size(customer) > 0").unwrap(), ["customer"]);
        assert_eq!(reader.references("1 < 2").unwrap(), Vec::<String>::new());
        for wrong in ["nps >", "", "a b", &"(".repeat(1_000), &"x".repeat(3_000)] {
            assert!(reader.references(wrong).is_err(), "{wrong}");
        }
    }
}
