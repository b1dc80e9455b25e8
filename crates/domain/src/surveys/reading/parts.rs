//! Kinds that are answered in several fields.

use std::collections::BTreeMap;

use super::numbers::step;
use super::{Form, bounded, listed};
use crate::identifier::{Identifier, IdentifierKind};
use crate::surveys::answers::{AnswerValue, FacetRating, ServqualAnswer};
use crate::surveys::facets::{Dimension, Facet};
use crate::surveys::keys::ChoiceKey;
use crate::surveys::problems::{AnswerProblem, FieldProblem};
use crate::surveys::question::{Choice, ContactField, ContactKind, Question, SHORT_TEXT, ServqualItem};

/// What a form posts for a facet that does not apply.
const NOT_APPLICABLE: [&str; 2] = ["na", "not_applicable"];

type Answer = Result<Option<AnswerValue>, FieldProblem>;

pub(super) fn matrix(question: &Question, rows: &[Choice], columns: &[Choice], form: &Form) -> Answer {
    let mut chosen = BTreeMap::new();
    for row in rows {
        if let Some(text) = form.part(question, row.key.as_str()) {
            let field = format!("{}.{}", question.key, row.key);
            chosen.insert(row.key.clone(), listed(question, &field, columns, text)?);
        }
    }
    Ok((!chosen.is_empty()).then_some(AnswerValue::Matrix(chosen)))
}

pub(super) fn ranking(question: &Question, choices: &[Choice], form: &Form) -> Answer {
    let key = question.key.as_str();
    let mut order = Vec::new();
    for text in form.all(key) {
        order.push(listed(question, key, choices, text)?);
    }
    if order.is_empty() {
        let mut ranks: Vec<(u8, ChoiceKey)> = Vec::new();
        let most = u8::try_from(choices.len()).unwrap_or(u8::MAX);
        for choice in choices {
            if let Some(text) = form.part(question, choice.key.as_str()) {
                let rank = step(question, &format!("{key}.{}", choice.key), text, 1, most)?;
                ranks.push((rank, choice.key.clone()));
            }
        }
        ranks.sort_by_key(|(rank, _)| *rank);
        if ranks.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(FieldProblem::new(&question.key, key, AnswerProblem::NotAllRanked));
        }
        order = ranks.into_iter().map(|(_, key)| key).collect();
    }
    if order.is_empty() {
        return Ok(None);
    }
    let mut different = order.clone();
    different.sort();
    different.dedup();
    if different.len() != order.len() || order.len() != choices.len() {
        return Err(FieldProblem::new(&question.key, key, AnswerProblem::NotAllRanked));
    }
    Ok(Some(AnswerValue::Ranking(order)))
}

pub(super) fn contact(question: &Question, fields: &[ContactField], form: &Form) -> Answer {
    let mut told = BTreeMap::new();
    for ContactField { what, .. } in fields {
        let Some(text) = form.part(question, what.as_str()) else { continue };
        let field = format!("{}.{}", question.key, what.as_str());
        let words = bounded(question, &field, text, SHORT_TEXT, true)?;
        let wrong = |code| FieldProblem::new(&question.key, field.as_str(), code).found(&words.as_str());
        let kept = match what {
            ContactKind::Email => {
                checked(IdentifierKind::Email, &words).ok_or_else(|| wrong(AnswerProblem::NotAnEmail))?
            }
            ContactKind::Phone => {
                checked(IdentifierKind::Phone, &words).ok_or_else(|| wrong(AnswerProblem::NotAPhone))?
            }
            _ => words,
        };
        if !kept.is_empty() {
            told.insert(*what, kept);
        }
    }
    Ok((!told.is_empty()).then_some(AnswerValue::Contact(told)))
}

fn checked(kind: IdentifierKind, text: &str) -> Option<String> {
    Identifier::new(kind, text).ok().map(|identifier| identifier.value().to_owned())
}

pub(super) fn servqual(question: &Question, items: &[ServqualItem], importance: bool, form: &Form) -> Answer {
    let mut answer = ServqualAnswer::default();
    let side = |item: &ServqualItem, side: &str| {
        let field = format!("{}.{}.{side}", question.key, item.key);
        form.filled(&field).map(|text| step(question, &field, text, 1, 7)).transpose()
    };
    for item in items {
        if let Some(step) = side(item, "expectation")? {
            answer.expectations.insert(item.key.clone(), step);
        }
        if let Some(step) = side(item, "perception")? {
            answer.perceptions.insert(item.key.clone(), step);
        }
    }
    if importance {
        for dimension in Dimension::ALL {
            let field = format!("{}.importance.{}", question.key, dimension.as_str());
            if let Some(text) = form.filled(&field) {
                answer.importance.insert(*dimension, step(question, &field, text, 0, 100)?);
            }
        }
    }
    Ok((answer != ServqualAnswer::default()).then_some(AnswerValue::Servqual(answer)))
}

pub(super) fn facets(question: &Question, facets: &[Facet], form: &Form) -> Answer {
    let mut ratings = BTreeMap::new();
    for facet in facets {
        let Some(text) = form.part(question, facet.as_str()) else { continue };
        let rating = if NOT_APPLICABLE.contains(&text) {
            FacetRating::NotApplicable
        } else {
            FacetRating::Rated(step(question, &format!("{}.{}", question.key, facet.as_str()), text, 1, 5)?)
        };
        ratings.insert(*facet, rating);
    }
    Ok((!ratings.is_empty()).then_some(AnswerValue::Facets(ratings)))
}
