//! Whether a question that is shown is answered as far as it must be.

use super::answers::AnswerValue;
use super::facets::Dimension;
use super::problems::{AnswerProblem, FieldProblem};
use super::question::{IMPORTANCE_POINTS, Question, QuestionKind};

/// What is missing of an answer. Whether what is there is well formed was settled when it was read.
#[must_use]
pub fn incomplete(question: &Question, answer: Option<&AnswerValue>) -> Vec<FieldProblem> {
    let key = &question.key;
    let required = |field: String| FieldProblem::new(key, field, AnswerProblem::Required);
    let Some(answer) = answer else {
        let needed = question.required && question.kind.is_answered();
        return if needed { vec![required(key.to_string())] } else { Vec::new() };
    };
    match (&question.kind, answer) {
        (QuestionKind::MultipleChoice { least: Some(least), .. }, AnswerValue::Choices(chosen))
            if chosen.len() < usize::from(*least) =>
        {
            vec![FieldProblem::new(key, key.as_str(), AnswerProblem::TooFew).bound(&least).found(&chosen.len())]
        }
        (QuestionKind::Matrix { rows, .. }, AnswerValue::Matrix(chosen)) if question.required => {
            let open = rows.iter().filter(|row| !chosen.contains_key(&row.key));
            open.map(|row| required(format!("{key}.{}", row.key))).collect()
        }
        (QuestionKind::Contact { fields }, AnswerValue::Contact(told)) => {
            let open = fields.iter().filter(|field| field.required && !told.contains_key(&field.what));
            open.map(|field| required(format!("{key}.{}", field.what.as_str()))).collect()
        }
        (QuestionKind::Facets { facets }, AnswerValue::Facets(ratings)) if question.required => {
            let open = facets.iter().filter(|facet| !ratings.contains_key(facet));
            open.map(|facet| required(format!("{key}.{}", facet.as_str()))).collect()
        }
        (QuestionKind::Servqual { .. }, AnswerValue::Servqual(_)) => servqual(question, answer),
        _ => Vec::new(),
    }
}

fn servqual(question: &Question, answer: &AnswerValue) -> Vec<FieldProblem> {
    let (QuestionKind::Servqual { items, importance }, AnswerValue::Servqual(answer)) = (&question.kind, answer) else {
        return Vec::new();
    };
    let key = &question.key;
    let mut open = Vec::new();
    if question.required {
        for item in items {
            for (side, steps) in [("expectation", &answer.expectations), ("perception", &answer.perceptions)] {
                if !steps.contains_key(&item.key) {
                    open.push(FieldProblem::new(key, format!("{key}.{}.{side}", item.key), AnswerProblem::Required));
                }
            }
        }
    }
    let points: u32 = answer.importance.values().map(|points| u32::from(*points)).sum();
    let shared_out = points == IMPORTANCE_POINTS || (answer.importance.is_empty() && !question.required);
    if *importance && !shared_out {
        // Named at the first dimension, where a browser can put its focus.
        let field = format!("{key}.importance.{}", Dimension::ALL[0].as_str());
        open.push(FieldProblem::new(key, field, AnswerProblem::PointsSum).bound(&IMPORTANCE_POINTS).found(&points));
    }
    open
}
