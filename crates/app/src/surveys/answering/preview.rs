//! Looking at a survey as those who answer would, without keeping anything.

use std::collections::BTreeMap;

use hamdel_domain::surveys::flow::Fault;
use hamdel_domain::surveys::{Form, SurveyDefinition, SurveyLanguage, Value, read_form, settle};

use super::super::CelConditions;
use super::super::days::read_day;
use super::save::Towards;
use super::view::{Scene, Step};

/// The seed of previews: the same order every time.
const SEED: i64 = 1;

/// Goes on from a page of a draft as those who answer would, with everything that was answered so far in the form and
/// nothing kept: to the page after or before it, to the end, or to the same page with what is wrong or missing on it.
#[must_use]
pub fn try_out(
    definition: &SurveyDefinition,
    page: &str,
    form: &Form,
    towards: Towards,
    language: SurveyLanguage,
) -> Step {
    let reader = CelConditions::default();
    let reading = read_form(definition.questions().map(|(_, question)| question), form, &read_day);
    let mut answers = hamdel_domain::surveys::Answers::default();
    for (key, answer) in reading.answers {
        answers.set(key, answer);
    }
    let settled = settle(definition, &answers, &BTreeMap::new(), SEED, &reader);
    let scene = Scene { settled: &settled, language: definition.language(Some(language)), seed: SEED };
    let Some(section) = definition.sections.iter().find(|section| section.key.as_str() == page) else {
        return settled
            .after(None)
            .map_or_else(|| scene.closing(settled.closing(&reader), false), |first| scene.page(first, Vec::new()));
    };
    if towards == Towards::Back {
        let before = settled.before(&section.key).or_else(|| settled.after(None));
        return before.map_or_else(|| scene.closing(None, false), |before| scene.page(before, Vec::new()));
    }
    if let Some(shown) = settled.page(page) {
        let on_page = |key: &hamdel_domain::surveys::QuestionKey| shown.questions.iter().any(|held| held.key == *key);
        let mut problems: Vec<_> = reading.problems.into_iter().filter(|held| on_page(&held.question)).collect();
        let unread: Vec<_> = problems.iter().map(|problem| problem.question.clone()).collect();
        let missing = settled.missing_on(shown).into_iter().filter(|held| !unread.contains(&held.question));
        problems.extend(missing);
        if !problems.is_empty() {
            return scene.page(shown, problems);
        }
    }
    match settled.after(Some(&section.key)) {
        Some(next) => scene.page(next, Vec::new()),
        None => scene.closing(settled.closing(&reader), false),
    }
}

/// A page of a draft, with the answers of a form; the end for a page that is not shown and `None` of the first.
/// Also gives the conditions that failed.
#[must_use]
pub fn preview(
    definition: &SurveyDefinition,
    page: Option<&str>,
    form: &Form,
    customer: &BTreeMap<String, Value>,
    language: SurveyLanguage,
) -> (Step, Vec<Fault>) {
    let reader = CelConditions::default();
    let mut answers = hamdel_domain::surveys::Answers::default();
    let reading = read_form(definition.questions().map(|(_, question)| question), form, &read_day);
    for (key, answer) in reading.answers {
        answers.set(key, answer);
    }
    let settled = settle(definition, &answers, customer, SEED, &reader);
    let scene = Scene { settled: &settled, language: definition.language(Some(language)), seed: SEED };
    let shown = match page {
        Some(page) => settled.page(page),
        None => settled.after(None),
    };
    let step = match shown {
        Some(shown) => scene.page(shown, reading.problems),
        None => scene.closing(settled.closing(&reader), false),
    };
    (step, settled.faults)
}
