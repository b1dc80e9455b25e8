//! Looking at a survey as those who answer would, without keeping anything.

use std::collections::BTreeMap;

use hamdel_domain::surveys::flow::Fault;
use hamdel_domain::surveys::{Form, SurveyDefinition, SurveyLanguage, Value, read_form, settle};

use super::super::CelConditions;
use super::super::days::read_day;
use super::view::{Scene, Step};

/// The seed of previews: the same order every time.
const SEED: i64 = 1;

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
