//! What conditions and texts of a survey may look at: the questions before them, values worked out by then, and traits.

use hamdel_domain::surveys::conditions::{CUSTOMER, OTHER};
use hamdel_domain::surveys::flow::ready_places;
use hamdel_domain::surveys::piping::choices;
use hamdel_domain::surveys::{
    CheckCode, CheckProblem, Choice, Question, QuestionKind, SurveyDefinition, SurveyLanguage,
};

use super::CelConditions;
use crate::conditions::{self, Member, RowFault, Shape, Variable, path_of};
use crate::customers::KnownTrait;

/// The heading of earlier questions in a list; the locales say it (`condition-group-` and this name).
pub const EARLIER: &str = "earlier";
/// The heading of calculated values.
pub const CALCULATED: &str = "calculated";
/// The heading of traits.
pub const TRAITS: &str = CUSTOMER;

/// Longest title of a question in a list, in characters.
const LONGEST_TITLE: usize = 60;

/// What may be looked at after `sees` questions (`usize::MAX` for the end), without traits. `other` is what a choice
/// in one's own words is called, in that language.
#[must_use]
pub fn survey_variables(
    definition: &SurveyDefinition,
    sees: usize,
    language: SurveyLanguage,
    other: &str,
) -> Vec<Variable> {
    let earlier = definition.questions().take(sees).map(|(_, question)| question);
    let mut variables: Vec<Variable> = earlier.flat_map(|question| of_question(question, language, other)).collect();
    let ready = ready_places(definition, &CelConditions::default());
    for (calculated, ready) in definition.calculated.iter().zip(ready) {
        if ready.is_some_and(|ready| ready <= sees) {
            variables.push(Variable {
                name: calculated.key.to_string(),
                title: calculated.key.to_string(),
                group: CALCULATED.to_owned(),
                shape: Shape::Number,
            });
        }
    }
    variables
}

/// Traits as variables; their titles are their names.
#[must_use]
pub fn trait_variables(traits: &[KnownTrait]) -> Vec<Variable> {
    let variable = |known: &KnownTrait| Variable {
        name: path_of(&[CUSTOMER, &known.name]),
        title: known.name.clone(),
        group: TRAITS.to_owned(),
        shape: known.shape.clone(),
    };
    traits.iter().map(variable).collect()
}

fn of_question(question: &Question, language: SurveyLanguage, other: &str) -> Vec<Variable> {
    let key = question.key.as_str();
    let written = question.text.read(language).trim();
    let title = if written.is_empty() { key.to_owned() } else { shortened(written) };
    let whole =
        |shape: Shape| Variable { name: key.to_owned(), title: title.clone(), group: EARLIER.to_owned(), shape };
    let part = |segments: &[&str], part: &str, shape: Shape| Variable {
        name: path_of(segments),
        title: format!("{title} · {}", shortened(part)),
        group: EARLIER.to_owned(),
        shape,
    };
    let members = |own_words: bool| {
        let listed = choices(question).iter().map(|choice| member(choice, language));
        let own = own_words.then(|| Member { key: OTHER.to_owned(), title: other.to_owned() });
        listed.chain(own).collect::<Vec<_>>()
    };
    let mut variables = match &question.kind {
        QuestionKind::Statement | QuestionKind::Ranking { .. } => Vec::new(),
        QuestionKind::SingleChoice { other, .. } => vec![whole(Shape::One(members(*other)))],
        QuestionKind::MultipleChoice { other, .. } => vec![whole(Shape::Several(members(*other)))],
        QuestionKind::Matrix { rows, .. } => rows
            .iter()
            .map(|row| part(&[key, row.key.as_str()], row.text.read(language), Shape::One(members(false))))
            .collect(),
        QuestionKind::Facets { facets } => facets
            .iter()
            .map(|facet| part(&[key, facet.as_str()], facet.title().read(language), Shape::Number))
            .collect(),
        QuestionKind::Servqual { items, .. } => items
            .iter()
            .flat_map(|item| {
                [("expectation", &item.expectation), ("perception", &item.perception)]
                    .map(|(side, words)| part(&[key, side, item.key.as_str()], words.read(language), Shape::Number))
            })
            .collect(),
        QuestionKind::Contact { fields } => fields
            .iter()
            .map(|field| part(&[key, field.what.as_str()], field.what.as_str(), Shape::Text(Vec::new())))
            .collect(),
        QuestionKind::Date { .. } => vec![whole(Shape::Day)],
        QuestionKind::Text { .. } => vec![whole(Shape::Text(Vec::new()))],
        _ => vec![whole(Shape::Number)],
    };
    if choices(question).iter().any(|choice| choice.worth.is_some()) {
        let name = format!("{key}_worth");
        variables.push(Variable { title: name.clone(), name, group: CALCULATED.to_owned(), shape: Shape::Number });
    }
    variables
}

fn member(choice: &Choice, language: SurveyLanguage) -> Member {
    let words = choice.text.read(language).trim();
    let title = if words.is_empty() { choice.key.to_string() } else { words.to_owned() };
    Member { key: choice.key.to_string(), title }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_TITLE {
        return text.to_owned();
    }
    let short: String = text.chars().take(LONGEST_TITLE - 1).collect();
    format!("{}…", short.trim_end())
}

/// What a reader of conditions lets pass and nobody would mean, with its place: a word where there are numbers, a
/// choice that is gone.
pub(super) fn compared_wrongly(definition: &SurveyDefinition) -> Vec<CheckProblem> {
    let mut found = Vec::new();
    let mut look = |place: String, condition: Option<&String>, sees: usize| {
        let Some(text) = condition else { return };
        let variables = survey_variables(definition, sees, SurveyLanguage::default(), OTHER);
        found.extend(conditions::faults(text, &variables).into_iter().map(|fault| CheckProblem {
            place: place.clone(),
            code: code_of(fault.fault),
            detail: fault.value,
        }));
    };
    for (at, section) in definition.sections.iter().enumerate() {
        let sees = definition.seen_by_section(section.key.as_str()).unwrap_or_default();
        look(format!("/sections/{at}/condition"), section.condition.as_ref(), sees);
        for (number, question) in section.questions.iter().enumerate() {
            let sees = definition.seen_by_question(question.key.as_str()).unwrap_or_default();
            look(format!("/sections/{at}/questions/{number}/condition"), question.condition.as_ref(), sees);
        }
    }
    for (at, quota) in definition.quotas.iter().enumerate() {
        look(format!("/quotas/{at}/condition"), quota.condition.as_ref(), usize::MAX);
    }
    for (at, closing) in definition.closings.iter().enumerate() {
        look(format!("/closings/{at}/condition"), closing.condition.as_ref(), usize::MAX);
    }
    found
}

fn code_of(fault: RowFault) -> CheckCode {
    match fault {
        RowFault::NoValue => CheckCode::NoComparedValue,
        RowFault::NotANumber => CheckCode::NotANumber,
        RowFault::NotADay => CheckCode::NotADay,
        RowFault::NotATruth => CheckCode::NotATruth,
        RowFault::UnknownChoice => CheckCode::UnknownChoice,
    }
}
