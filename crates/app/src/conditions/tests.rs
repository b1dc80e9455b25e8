use hamdel_domain::surveys::{ConditionReader, Value, Values};
use proptest::prelude::*;

use super::*;
use crate::surveys::CelConditions;

fn members(keys: &[&str]) -> Vec<Member> {
    keys.iter().map(|key| Member { key: (*key).to_owned(), title: format!("the {key}") }).collect()
}

fn variables() -> Vec<Variable> {
    let variable =
        |name: &str, shape| Variable { name: name.to_owned(), title: name.to_owned(), group: String::new(), shape };
    vec![
        variable("nps", Shape::Number),
        variable("ok", Shape::Truth),
        variable("why", Shape::Text(Vec::new())),
        variable("day", Shape::Day),
        variable("one", Shape::One(members(&["a", "b", "18_24"]))),
        variable("many", Shape::Several(members(&["a", "b"]))),
        variable("facets.staff", Shape::Number),
        variable("rows[\"1st\"]", Shape::One(members(&["x"]))),
        variable("customer.city", Shape::Text(Vec::new())),
        variable("customer[\"نام\"]", Shape::Text(Vec::new())),
    ]
}

fn row(variable: &str, comparison: Comparison, value: &str) -> Row {
    Row { variable: variable.to_owned(), comparison, value: value.to_owned() }
}

#[test]
fn texts_that_are_rows_are_read() {
    use Comparison::{AtMost, Contains, ContainsNot, Given, Includes, IncludesNot, Is, IsNot, NotGiven};
    for (text, any, rows) in [
        ("nps <= 6", false, vec![row("nps", AtMost, "6")]),
        ("nps == -1.5", false, vec![row("nps", Is, "-1.5")]),
        ("'price' in many || one != 'b'", true, vec![row("many", Includes, "price"), row("one", IsNot, "b")]),
        ("!('a' in many) && ok", false, vec![row("many", IncludesNot, "a"), row("ok", Is, "true")]),
        (
            "(why.contains('کند') && !why.contains(\"a\\\"b\")) && nps != null && why == null",
            false,
            vec![
                row("why", Contains, "کند"),
                row("why", ContainsNot, "a\"b"),
                row("nps", Given, ""),
                row("why", NotGiven, ""),
            ],
        ),
        (
            "rows['1st'] == 'x' && customer['city'] == 'قم'",
            false,
            vec![row("rows[\"1st\"]", Is, "x"), row("customer.city", Is, "قم")],
        ),
        ("facets.staff == 'two'", false, vec![row("facets.staff", Is, "two")]),
        ("", false, Vec::new()),
    ] {
        assert_eq!(read(text, &variables()), Some(Rows { any, rows }), "{text}");
    }
}

#[test]
fn texts_that_say_more_stay_texts() {
    for text in [
        "nps + 1 > 3",
        "nps > 3 && (ok || nps < 2)",
        "later == 1",
        "6 >= nps",
        "size(many) > 1",
        "nps in [5, 6]",
        "!(nps > 3)",
        "one.contains('a')",
        "many == 'a'",
        "why < 'b'",
        "nps >",
        "nps == true",
        "ok == 1",
        "customer.age > 3",
        "has(customer.city)",
        &"(".repeat(1000),
        &"x".repeat(3000),
    ] {
        assert_eq!(read(text, &variables()), None, "{text}");
    }
}

#[test]
fn what_was_typed_in_persian_digits_is_a_number_and_what_does_not_fit_is_named() {
    let variables = variables();
    let written = |rows: Vec<Row>| write(&Rows { any: false, rows }, &variables);
    assert_eq!(written(vec![row("nps", Comparison::AtMost, " ۶ ")]).as_deref(), Some("nps <= 6"));
    assert_eq!(written(vec![row("nps", Comparison::AtLeast, "۶٫۵")]).as_deref(), Some("nps >= 6.5"));
    assert_eq!(written(vec![row("day", Comparison::Below, "۲۰۲۶-۰۳-۲۱")]).as_deref(), Some("day < \"2026-03-21\""));
    assert_eq!(written(Vec::new()), None);
    for (text, fault) in [
        ("nps <= \"many\"", RowFault::NotANumber),
        ("nps <= \"\"", RowFault::NoValue),
        ("one == \"gone\"", RowFault::UnknownChoice),
        ("\"gone\" in many", RowFault::UnknownChoice),
        ("day > \"1405\"", RowFault::NotADay),
        ("ok == \"perhaps\"", RowFault::NotATruth),
    ] {
        let found = faults(text, &variables);
        assert_eq!(found.iter().map(|held| held.fault).collect::<Vec<_>>(), [fault], "{text}");
    }
    assert_eq!(faults("nps <= 6 && why.contains('x') && one == '18_24' && nps + 1 > 2", &variables), []);
}

fn some_row() -> impl Strategy<Value = Row> {
    let variables = variables();
    (0..variables.len(), 0..8_usize, ".{0,12}", -20..20_i32, 0..4_usize).prop_map(
        move |(variable, comparison, words, number, member)| {
            let Variable { name, shape, .. } = &variables[variable];
            let comparisons = shape.comparisons();
            let comparison = comparisons[comparison % comparisons.len()];
            let value = match shape {
                _ if !comparison.needs_value() => String::new(),
                Shape::Number => (f64::from(number) / 4.0).to_string(),
                Shape::Truth => (number > 0).to_string(),
                Shape::Day => format!("2026-01-{:02}", number.unsigned_abs() + 1),
                Shape::One(members) | Shape::Several(members) => members[member % members.len()].key.clone(),
                Shape::Text(_) => words.chars().filter(|held| !held.is_control()).collect::<String>().trim().to_owned(),
            };
            row(name, comparison, &value)
        },
    )
}

fn some_values() -> impl Strategy<Value = Values> {
    let number = || prop_oneof![Just(Value::Missing), (-5..5_i32).prop_map(|n| Value::Number(f64::from(n) / 2.0))];
    let text = || prop_oneof![Just(Value::Missing), "[abx]{0,3}".prop_map(Value::Text)];
    let truth = prop_oneof![Just(Value::Missing), any::<bool>().prop_map(Value::Truth)];
    let list = prop_oneof![
        Just(Value::Missing),
        prop::collection::vec("[ab]".prop_map(Value::Text), 0..3).prop_map(Value::List)
    ];
    (number(), text(), truth, text(), list).prop_map(|(nps, why, ok, one, many)| Values {
        answers: [("nps", nps), ("why", why), ("ok", ok), ("one", one), ("many", many)]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        customer: Default::default(),
    })
}

proptest! {
    /// Rows are what they were after being written and read, and mean what they say.
    #[test]
    fn rows_survive_the_text(any in any::<bool>(), rows in prop::collection::vec(some_row(), 1..6)) {
        let any = any && rows.len() > 1;
        let rows = Rows { any, rows };
        let text = write(&rows, &variables()).unwrap();
        prop_assert_eq!(read(&text, &variables()), Some(rows), "{}", text);
        prop_assert!(CelConditions::default().references(&text).is_ok(), "{}", text);
    }

    /// A text read as rows and written again holds for the same answers.
    #[test]
    fn what_is_read_means_the_same(place in 0..8_usize, values in some_values()) {
        let text = [
            "nps <= 1.5 && one == 'a'", "('a' in many || ok == true) || nps == null", "!('b' in many)",
            "!why.contains('a') && nps != 2", "nps > -1 && (ok == false && one != 'b')", "why.contains('b')",
            "many != null && nps >= 0", "one == null || nps < 2",
        ][place];
        let rows = read(text, &variables()).unwrap();
        let again = write(&rows, &variables()).unwrap();
        let reader = CelConditions::default();
        prop_assert_eq!(reader.holds(text, &values).ok(), reader.holds(&again, &values).ok(), "{} {}", text, again);
    }

    /// No text, whatever it is, does worse than not being rows.
    #[test]
    fn nothing_breaks_the_reader(text in ".{0,80}") {
        let _ = read(&text, &variables());
    }
}
