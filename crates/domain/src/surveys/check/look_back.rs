//! Conditions look at earlier questions only.

use std::collections::BTreeMap;

use super::codes::CheckCode;
use crate::surveys::conditions::{CUSTOMER, ConditionReader, question_of_variable};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::flow::ready_places;

/// Where every variable becomes known.
pub(super) struct LookBack<'a> {
    definition: &'a SurveyDefinition,
    reader: &'a dyn ConditionReader,
    /// Calculated values: their place in the list, and the number of questions after which they are known.
    calculated: BTreeMap<&'a str, (usize, usize)>,
}

type Found = (CheckCode, String);

impl<'a> LookBack<'a> {
    pub(super) fn new(definition: &'a SurveyDefinition, reader: &'a dyn ConditionReader) -> Self {
        let ready = ready_places(definition, reader);
        let places = definition.calculated.iter().zip(ready).enumerate();
        let calculated = places
            .map(|(place, (calculated, ready))| (calculated.key.as_str(), (place, ready.unwrap_or(usize::MAX))))
            .collect();
        Self { definition, reader, calculated }
    }

    /// The place behind every question.
    pub(super) fn end(&self) -> usize {
        usize::MAX
    }

    /// What is wrong with a condition that stands before question number `sees`, of the question `own`.
    pub(super) fn condition(&self, text: &str, sees: usize, own: Option<&str>) -> Vec<Found> {
        match self.reader.references(text) {
            Ok(names) => names.iter().filter_map(|name| self.variable(name, sees, own)).collect(),
            Err(reason) => vec![(CheckCode::BadCondition, reason)],
        }
    }

    /// What is wrong with the formula of a calculated value; it sees every question, and those before it in the list.
    pub(super) fn formula(&self, text: &str, place: usize) -> Vec<Found> {
        let names = match self.reader.references(text) {
            Ok(names) => names,
            Err(reason) => return vec![(CheckCode::BadCondition, reason)],
        };
        let wrong = |name: &String| match self.calculated.get(name.as_str()) {
            Some((other, _)) if *other == place => Some((CheckCode::LooksAtItself, name.clone())),
            Some((other, _)) if *other > place => Some((CheckCode::LooksForward, name.clone())),
            _ => self.variable(name, self.end(), None),
        };
        names.iter().filter_map(wrong).collect()
    }

    /// What is wrong with looking at a variable before question number `sees`.
    pub(super) fn variable(&self, name: &str, sees: usize, own: Option<&str>) -> Option<Found> {
        if name == CUSTOMER || name.starts_with("customer.") {
            return None;
        }
        let code = match (question_of_variable(self.definition, name), self.calculated.get(name)) {
            (Some((_, question)), _) if own == Some(question.key.as_str()) => CheckCode::LooksAtItself,
            (Some((place, _)), _) if place >= sees => CheckCode::LooksForward,
            (Some((_, question)), _) if !question.kind.is_answered() => CheckCode::NoValue,
            (Some(_), _) => return None,
            (None, Some((_, ready))) if *ready > sees => CheckCode::LooksForward,
            (None, Some(_)) => return None,
            (None, None) => CheckCode::UnknownQuestion,
        };
        Some((code, name.to_owned()))
    }
}
