//! The editor of conditions, to be placed into any form: rows that are chosen, or the text for those who know it.
//!
//! What a page gives: the name its fields begin with, the text as it is kept, and the list of
//! [`Variable`]s that may be looked at ([`ConditionEditor::of`]). What it gets back from the posted form is the text
//! again ([`read_condition`]). The template is `condition_editor(editor)` of `components/condition.html`, the script
//! `js/condition.js`; without it rows are added by saving. A text that rows cannot say is shown as a text, untouched.

pub(crate) mod about;

use serde::Serialize;

use hamdel_app::conditions::{self, Comparison, Row, RowFault, Rows, Shape, Variable};
use hamdel_text::{Language, format};

use crate::texts::Texts;

/// The editor, as its template draws it.
#[derive(Serialize)]
pub(crate) struct ConditionEditor {
    /// What the names of its fields begin with.
    name: String,
    /// The text as it is kept.
    text: String,
    /// Whether the text is more than rows can say.
    only_text: bool,
    /// Whether one row is enough.
    any: bool,
    rows: Vec<RowView>,
    groups: Vec<GroupView>,
    /// What the script needs of shapes and choices, as JSON.
    data: String,
}

/// A row; the last one is empty, to be filled.
#[derive(Serialize)]
struct RowView {
    variable: String,
    comparison: &'static str,
    value: String,
    shape: &'static str,
    needs_value: bool,
    comparisons: Vec<(&'static str, String)>,
    /// What there is to choose from; empty where a value is typed.
    members: Vec<(String, String)>,
    /// A sentence on what is wrong with its value.
    wrong: Option<String>,
}

/// Variables under one heading.
#[derive(Serialize)]
struct GroupView {
    title: String,
    variables: Vec<(String, String)>,
}

/// What the script knows of a variable.
#[derive(Serialize)]
struct Known<'a> {
    shape: &'static str,
    members: Vec<(&'a str, String)>,
    proposed: &'a [String],
}

impl ConditionEditor {
    /// The editor of a condition that may look at these; `name` begins the names of its fields.
    pub(crate) fn of(texts: &Texts, name: &str, text: Option<&str>, variables: &[Variable]) -> Self {
        let text = text.unwrap_or_default();
        let rows = conditions::read(text, variables);
        let mut views: Vec<RowView> =
            rows.iter().flat_map(|rows| &rows.rows).map(|row| row_view(texts, row, variables)).collect();
        views.push(RowView {
            variable: String::new(),
            comparison: Comparison::Is.as_str(),
            value: String::new(),
            shape: "text",
            needs_value: true,
            comparisons: named(texts, &Shape::Text(Vec::new())),
            members: Vec::new(),
            wrong: None,
        });
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            only_text: rows.is_none(),
            any: rows.is_some_and(|rows| rows.any),
            rows: views,
            groups: groups(texts, variables),
            data: data(texts, variables),
        }
    }
}

fn row_view(texts: &Texts, row: &Row, variables: &[Variable]) -> RowView {
    let text = Shape::Text(Vec::new());
    let shape = variables.iter().find(|held| held.name == row.variable).map_or(&text, |held| &held.shape);
    let mut members = members(texts, shape);
    // A choice that is gone stays in sight, so that it can be told from one that was never made.
    if !members.is_empty() && !row.value.is_empty() && members.iter().all(|(key, _)| *key != row.value) {
        members.push((row.value.clone(), row.value.clone()));
    }
    let fault = conditions::fault_of(row, variables);
    RowView {
        variable: row.variable.clone(),
        comparison: row.comparison.as_str(),
        value: row.value.clone(),
        shape: shape.as_str(),
        needs_value: row.comparison.needs_value(),
        comparisons: named(texts, shape),
        members,
        wrong: fault.map(|fault| texts.plain(sentence(fault))),
    }
}

fn sentence(fault: RowFault) -> &'static str {
    match fault {
        RowFault::NoValue => "survey-problem-no-compared-value",
        RowFault::NotANumber => "survey-problem-not-a-number",
        RowFault::NotADay => "survey-problem-not-a-day",
        RowFault::NotATruth => "survey-problem-not-a-truth",
        RowFault::UnknownChoice => "survey-problem-unknown-choice",
    }
}

/// The comparisons of a shape with their titles; days are before and after rather than below and above.
fn named(texts: &Texts, shape: &Shape) -> Vec<(&'static str, String)> {
    shape.comparisons().iter().map(|comparison| (comparison.as_str(), title_of(texts, shape, *comparison))).collect()
}

fn title_of(texts: &Texts, shape: &Shape, comparison: Comparison) -> String {
    let own = format!("comparison-{}-{}", shape.as_str(), comparison.as_str());
    if texts.has(&own) { texts.plain(&own) } else { texts.plain(&format!("comparison-{}", comparison.as_str())) }
}

fn members(texts: &Texts, shape: &Shape) -> Vec<(String, String)> {
    match shape {
        Shape::Truth => {
            ["true", "false"].map(|truth| (truth.to_owned(), texts.plain(&format!("condition-{truth}")))).to_vec()
        }
        _ => shape.members().iter().map(|member| (member.key.clone(), member.title.clone())).collect(),
    }
}

/// Variables under their headings, in the order of the list.
fn groups(texts: &Texts, variables: &[Variable]) -> Vec<GroupView> {
    let mut groups: Vec<GroupView> = Vec::new();
    for variable in variables {
        let title = texts.title("condition-group", &variable.group);
        let entry = (variable.name.clone(), variable.title.clone());
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.variables.push(entry),
            None => groups.push(GroupView { title, variables: vec![entry] }),
        }
    }
    groups
}

fn data(texts: &Texts, variables: &[Variable]) -> String {
    let known: std::collections::BTreeMap<&str, Known<'_>> = variables
        .iter()
        .map(|variable| {
            let truths = [("true", texts.plain("condition-true")), ("false", texts.plain("condition-false"))];
            let members = match &variable.shape {
                Shape::Truth => truths.to_vec(),
                shape => shape.members().iter().map(|member| (member.key.as_str(), member.title.clone())).collect(),
            };
            let proposed = match &variable.shape {
                Shape::Text(proposed) => proposed.as_slice(),
                _ => &[],
            };
            (variable.name.as_str(), Known { shape: variable.shape.as_str(), members, proposed })
        })
        .collect();
    let shapes = [
        Shape::Number,
        Shape::Truth,
        Shape::Text(Vec::new()),
        Shape::Day,
        Shape::One(Vec::new()),
        Shape::Several(Vec::new()),
    ];
    let comparisons: std::collections::BTreeMap<&str, Vec<(&str, String)>> =
        shapes.iter().map(|shape| (shape.as_str(), named(texts, shape))).collect();
    serde_json::json!({ "variables": known, "comparisons": comparisons }).to_string()
}

/// The condition of a posted form; `None` of none. Rows without a variable are left out. A form without the editor
/// posts the text by its name.
pub(crate) fn read_condition(fields: &[(String, String)], name: &str, variables: &[Variable]) -> Option<String> {
    let all = |part: &str| {
        let wanted = format!("{name}.{part}");
        fields.iter().filter(move |(held, _)| *held == wanted).map(|(_, value)| value.trim())
    };
    if all("as").next().is_none() && all("variable").next().is_none() {
        let plain = fields.iter().rev().find(|(held, _)| held == name).map(|(_, value)| value.trim());
        return plain.filter(|text| !text.is_empty()).map(str::to_owned);
    }
    if all("as").next_back() == Some("text") {
        return all("text").next_back().filter(|text| !text.is_empty()).map(str::to_owned);
    }
    let rows = all("variable").zip(all("comparison")).zip(all("value"));
    let rows = rows.filter(|((variable, _), _)| !variable.is_empty()).map(|((variable, comparison), value)| {
        let shape = variables.iter().find(|held| held.name == variable).map(|held| &held.shape);
        // Without the script a row may still have the comparisons of another shape.
        let offered = shape.map_or(Comparison::ALL, Shape::comparisons);
        let chosen = Comparison::parse(comparison).filter(|chosen| offered.contains(chosen));
        let comparison = chosen.or_else(|| offered.first().copied()).unwrap_or(Comparison::Is);
        Row { variable: variable.to_owned(), comparison, value: value.to_owned() }
    });
    let any = all("any").next_back().is_some_and(|any| !any.is_empty());
    conditions::write(&Rows { any, rows: rows.collect() }, variables)
}

/// A value that was typed, in the digits of the language; numbers in groups of three.
fn typed(language: Language, shape: &Shape, value: &str) -> String {
    match (shape, value.parse::<f64>()) {
        (Shape::Number, Ok(number)) => {
            let places = value.split_once('.').map_or(0, |(_, places)| places.trim_end_matches('0').len());
            format::decimal(language, number, places)
        }
        _ => format::digits(language, value),
    }
}

/// A condition in words, where it is rows: what a list shows of it.
pub(crate) fn said(texts: &Texts, text: &str, variables: &[Variable]) -> Option<String> {
    let rows = conditions::read(text, variables).filter(|rows| !rows.rows.is_empty())?;
    let parts = rows.rows.iter().map(|row| {
        let variable = variables.iter().find(|held| held.name == row.variable);
        let title = variable.map_or(row.variable.as_str(), |held| held.title.as_str());
        let shape = variable.map_or(Shape::Text(Vec::new()), |held| held.shape.clone());
        let members = members(texts, &shape);
        // What is an empty text is not known.
        let comparison = match row.comparison {
            Comparison::Is if row.value.is_empty() => Comparison::NotGiven,
            Comparison::IsNot if row.value.is_empty() => Comparison::Given,
            other => other,
        };
        let compared = title_of(texts, &shape, comparison);
        let value = match members.iter().find(|(key, _)| *key == row.value) {
            Some((_, title)) => title.clone(),
            None => typed(texts.language(), &shape, &row.value),
        };
        let isolated = |text: &str| format!("\u{2068}{text}\u{2069}");
        let mut said = format!("{} {compared}", isolated(title));
        if comparison.needs_value() {
            said.push_str(&format!(" {}", isolated(&value)));
        }
        said
    });
    let joined = if rows.any { texts.plain("condition-or") } else { texts.plain("condition-and") };
    Some(parts.collect::<Vec<_>>().join(&format!(" {joined} ")))
}

/// A condition as lists show it: in words, or as it is written where rows cannot say it.
#[derive(Serialize)]
pub(crate) struct ConditionView {
    /// In words.
    pub(crate) words: Option<String>,
    /// As it is written; empty for none.
    pub(crate) text: String,
}

impl ConditionView {
    /// A condition that may look at these.
    pub(crate) fn of(texts: &Texts, text: &str, variables: &[Variable]) -> Self {
        Self { words: said(texts, text, variables), text: text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hamdel_app::conditions::Member;

    fn variables() -> Vec<Variable> {
        let variable = |name: &str, shape| Variable {
            name: name.to_owned(),
            title: format!("<b>{name}"),
            group: "earlier".to_owned(),
            shape,
        };
        let member = Member { key: "price".to_owned(), title: "Price".to_owned() };
        vec![variable("nps", Shape::Number), variable("reasons", Shape::Several(vec![member]))]
    }

    fn fields(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| (format!("c.{name}"), (*value).to_owned())).collect()
    }

    #[test]
    fn a_condition_is_told_in_words() {
        let texts = Texts::load(Language::Persian).unwrap();
        let told = |text: &str| said(&texts, text, &variables()).unwrap();
        assert!(told("nps >= 1500000").contains("۱٬۵۰۰٬۰۰۰"), "{}", told("nps >= 1500000"));
        assert_eq!(told("nps == \"\""), told("nps == null"), "an empty text is not known");
        assert_eq!(said(&texts, "nps + 1 > 3", &variables()), None, "rows cannot say it");
    }

    #[test]
    fn what_a_form_posts_becomes_the_text() {
        let read = |list: &[(&str, &str)]| read_condition(&fields(list), "c", &variables());
        let rows = [
            ("as", "rows"),
            ("any", "1"),
            ("variable", "nps"),
            ("comparison", "at-most"),
            ("value", "۶"),
            ("variable", "reasons"),
            ("comparison", "includes"),
            ("value", "price"),
            ("variable", ""),
            ("comparison", "is"),
            ("value", ""),
        ];
        assert_eq!(read(&rows).as_deref(), Some("nps <= 6 || \"price\" in reasons"));
        assert_eq!(read(&[("as", "text"), ("text", " nps + 1 > 3 ")]).as_deref(), Some("nps + 1 > 3"));
        assert_eq!(read(&[("as", "text"), ("text", " ")]), None);
        let plain = [("c".to_owned(), " nps > 3 ".to_owned())];
        assert_eq!(read_condition(&plain, "c", &variables()).as_deref(), Some("nps > 3"));
        assert_eq!(read(&[("variable", ""), ("comparison", "is"), ("value", "")]), None);
        // A comparison that its variable does not have is the first that it has.
        let other = [("variable", "reasons"), ("comparison", "below"), ("value", "price")];
        assert_eq!(read(&other).as_deref(), Some("\"price\" in reasons"));
    }
}
