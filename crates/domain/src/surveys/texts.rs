//! Every text of a survey with its place, for whoever translates it.

use super::definition::SurveyDefinition;
use super::question::QuestionKind;
use super::words::Words;

/// A text and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct TextPlace<T> {
    /// A JSON pointer into the definition, as problems have it, without the language.
    pub place: String,
    /// What it is, of the names in the locales (`survey-text-` and this).
    pub what: &'static str,
    /// The text.
    pub words: T,
}

/// Every text, in the order of the survey.
#[must_use]
pub fn texts(definition: &SurveyDefinition) -> Vec<TextPlace<Words>> {
    let mut copy = definition.clone();
    let owned = |text: TextPlace<&mut Words>| TextPlace {
        place: text.place,
        what: text.what,
        words: std::mem::take(text.words),
    };
    texts_mut(&mut copy).into_iter().map(owned).collect()
}

/// Every text, to be changed.
#[must_use]
pub fn texts_mut(definition: &mut SurveyDefinition) -> Vec<TextPlace<&mut Words>> {
    let mut found = Vec::new();
    let mut add = |place: String, what: &'static str, words| found.push(TextPlace { place, what, words });
    add("/title".to_owned(), "title", &mut definition.title);
    add("/introduction".to_owned(), "introduction", &mut definition.introduction);
    add("/look/logo_text".to_owned(), "logo", &mut definition.look.logo_text);
    for (place, section) in definition.sections.iter_mut().enumerate() {
        add(format!("/sections/{place}/title"), "heading", &mut section.title);
        for (number, question) in section.questions.iter_mut().enumerate() {
            let at = format!("/sections/{place}/questions/{number}");
            add(format!("{at}/text"), "question", &mut question.text);
            add(format!("{at}/help"), "help", &mut question.help);
            of_kind(&mut question.kind, &format!("{at}/kind"), &mut add);
        }
    }
    for (place, closing) in definition.closings.iter_mut().enumerate() {
        add(format!("/closings/{place}/title"), "heading", &mut closing.title);
        add(format!("/closings/{place}/text"), "closing", &mut closing.text);
        if let Some(next) = &mut closing.next_step {
            add(format!("/closings/{place}/next_step/label"), "next", &mut next.label);
        }
    }
    found
}

fn of_kind<'a>(kind: &'a mut QuestionKind, at: &str, add: &mut impl FnMut(String, &'static str, &'a mut Words)) {
    match kind {
        QuestionKind::SingleChoice { choices, .. }
        | QuestionKind::MultipleChoice { choices, .. }
        | QuestionKind::Ranking { choices, .. } => {
            for (place, choice) in choices.iter_mut().enumerate() {
                add(format!("{at}/choices/{place}/text"), "choice", &mut choice.text);
            }
        }
        QuestionKind::Matrix { rows, columns } => {
            for (place, row) in rows.iter_mut().enumerate() {
                add(format!("{at}/rows/{place}/text"), "row", &mut row.text);
            }
            for (place, column) in columns.iter_mut().enumerate() {
                add(format!("{at}/columns/{place}/text"), "choice", &mut column.text);
            }
        }
        QuestionKind::Rating { low, high, .. } => {
            add(format!("{at}/low"), "low", low);
            add(format!("{at}/high"), "high", high);
        }
        QuestionKind::Slider { low_label, high_label, .. } => {
            add(format!("{at}/low_label"), "low", low_label);
            add(format!("{at}/high_label"), "high", high_label);
        }
        QuestionKind::Number { counted_in, .. } => add(format!("{at}/counted_in"), "counted-in", counted_in),
        QuestionKind::Servqual { items, .. } => {
            for (place, item) in items.iter_mut().enumerate() {
                add(format!("{at}/items/{place}/expectation"), "expectation", &mut item.expectation);
                add(format!("{at}/items/{place}/perception"), "perception", &mut item.perception);
            }
        }
        QuestionKind::Nps
        | QuestionKind::Enps
        | QuestionKind::Ces
        | QuestionKind::Csat { .. }
        | QuestionKind::Date { .. }
        | QuestionKind::Text { .. }
        | QuestionKind::Contact { .. }
        | QuestionKind::Statement
        | QuestionKind::Facets { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::surveys::library::LIBRARY;

    /// The walk meets every text there is: where a definition is written as JSON, whatever has `fa` and `en`.
    #[test]
    fn no_text_is_passed_over() {
        for ready in LIBRARY {
            let definition = ready.definition();
            let mut written = BTreeSet::new();
            collect(&serde_json::to_value(&definition).unwrap(), String::new(), &mut written);
            let met: BTreeSet<String> = texts(&definition).into_iter().map(|text| text.place).collect();
            assert_eq!(met, written, "{}", ready.name);
        }
    }

    fn collect(value: &serde_json::Value, place: String, into: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(members) if members.contains_key("fa") => drop(into.insert(place)),
            serde_json::Value::Object(members) => {
                members.iter().for_each(|(name, held)| collect(held, format!("{place}/{name}"), into));
            }
            serde_json::Value::Array(list) => {
                list.iter().enumerate().for_each(|(number, held)| collect(held, format!("{place}/{number}"), into));
            }
            _ => {}
        }
    }
}
