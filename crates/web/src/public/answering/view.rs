//! What a page to be answered is made of: each question as parts that a template draws.

use serde::Serialize;

use hamdel_app::surveys::{AnsweringPage, ClosingPage, ResponsePlace};
use hamdel_domain::surveys::Form;

use super::way::WayView;
use super::writer::Writer;
use crate::templates::Page;
use crate::texts::Texts;

/// A page to be answered.
#[derive(Serialize)]
pub(crate) struct AnswerPage {
    pub(crate) title: String,
    pub(crate) introduction: String,
    pub(crate) logo: String,
    /// The style sheet of the company's colour.
    pub(crate) look: Option<String>,
    pub(crate) minutes: Option<u8>,
    /// Other languages: the code and the name.
    pub(crate) languages: Vec<(&'static str, &'static str)>,
    /// Where the form goes.
    pub(crate) action: String,
    /// What the form carries unseen.
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) heading: String,
    pub(crate) questions: Vec<QuestionView>,
    pub(crate) page: usize,
    pub(crate) pages: usize,
    pub(crate) can_go_back: bool,
    pub(crate) is_last: bool,
    /// What is wrong: the field, the question it belongs to, and the sentence.
    pub(crate) problems: Vec<(String, String, String)>,
    /// In a preview: the addresses of the pages beside it, in place of buttons that send.
    pub(crate) preview: Option<Beside>,
    /// Whether a draft is tried out: everything works, and nothing is kept.
    pub(crate) is_trial: bool,
    pub(crate) way: WayView,
}

/// The pages beside one in a preview.
#[derive(Serialize)]
pub(crate) struct Beside {
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Page for AnswerPage {
    const TEMPLATE: &'static str = "public/answer.html";
}

/// A question.
#[derive(Serialize)]
pub(crate) struct QuestionView {
    pub(crate) key: String,
    pub(crate) text: String,
    pub(crate) help: String,
    pub(crate) required: bool,
    pub(crate) problem: Option<String>,
    pub(crate) parts: Vec<PartView>,
    /// Whether the question names its only field, or stands over several.
    pub(crate) several: bool,
}

/// A part of a question that is answered by itself.
#[derive(Serialize)]
#[serde(tag = "shape", rename_all = "lowercase")]
pub(crate) enum PartView {
    /// Steps of a scale.
    Scale {
        name: String,
        legend: Option<String>,
        drawn: &'static str,
        steps: Vec<StepView>,
        low: String,
        high: String,
        problem: Option<String>,
    },
    /// Buttons, of which one or several can be pressed.
    Choices {
        name: String,
        legend: Option<String>,
        several: bool,
        steps: Vec<StepView>,
        /// The field for words of one's own.
        other: Option<FieldView>,
        problem: Option<String>,
    },
    /// One field.
    Field { field: FieldView, problem: Option<String> },
}

/// A step or a choice.
#[derive(Serialize)]
pub(crate) struct StepView {
    pub(crate) value: String,
    pub(crate) label: String,
    /// What is said of it where the label is a sign.
    pub(crate) said: Option<String>,
    pub(crate) checked: bool,
}

/// A field to type in.
#[derive(Clone, Serialize)]
pub(crate) struct FieldView {
    pub(crate) name: String,
    pub(crate) label: Option<String>,
    /// `text`, `email`, `tel`, `number`, `range` (a number that a slider can set) or `long`.
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) least: Option<String>,
    pub(crate) most: Option<String>,
    pub(crate) step: Option<String>,
    pub(crate) limit: Option<u32>,
    pub(crate) unit: String,
    pub(crate) complete: Option<&'static str>,
    pub(crate) help: Option<String>,
}

/// The screen at the end.
#[derive(Serialize)]
pub(crate) struct ThanksPage {
    pub(crate) closing: ClosingView,
    /// The address of the response that is done, so that what a browser kept of it is forgotten.
    pub(crate) done: Option<String>,
    pub(crate) way: WayView,
}

impl Page for ThanksPage {
    const TEMPLATE: &'static str = "public/thanks.html";
}

/// What it says.
#[derive(Default, Serialize)]
pub(crate) struct ClosingView {
    /// `thanks`, `full` or `expired`.
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) next: Option<(String, String)>,
    pub(crate) logo: String,
    pub(crate) look: Option<String>,
}

impl ThanksPage {
    pub(crate) fn of(closing: &ClosingPage, address: &str) -> Self {
        Self {
            closing: ClosingView {
                kind: if closing.over_quota { "full" } else { "thanks" },
                title: closing.title.clone(),
                text: closing.text.clone(),
                next: closing.next_step.clone(),
                logo: closing.look.logo_text.read(closing.language).to_owned(),
                look: sheet(&closing.look.colour),
            },
            done: Some(address.to_owned()),
            way: WayView::default(),
        }
    }
}

/// The address of the style sheet of a colour.
fn sheet(colour: &str) -> Option<String> {
    colour.strip_prefix('#').map(|hex| format!("/look/{}.css", hex.to_ascii_lowercase()))
}

/// Where and how a response comes about, carried through the first form.
pub(super) fn hidden_place(place: &ResponsePlace) -> Vec<(&'static str, String)> {
    let named = [
        ("channel", place.channel.map(|channel| channel.as_str().to_owned())),
        ("touchpoint", place.touchpoint.clone()),
        ("unit", place.unit.clone()),
        ("employee", place.employee.clone()),
    ];
    named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

impl AnswerPage {
    pub(super) fn new(
        texts: &Texts,
        page: &AnsweringPage,
        action: &str,
        token: Option<&str>,
        place: Vec<(&'static str, String)>,
        form: Option<&Form>,
    ) -> Self {
        let mut hidden: Vec<(String, String)> =
            place.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        hidden.extend(token.map(|token| ("_token".to_owned(), token.to_owned())));
        hidden.push(("_page".to_owned(), page.page.clone()));
        hidden.push(("lang".to_owned(), page.language.code().to_owned()));
        let writer = Writer { texts, language: page.language, problems: &page.problems, form };
        let others = page.languages.iter().filter(|language| **language != page.language);
        Self {
            title: page.title.clone(),
            introduction: page.introduction.clone(),
            logo: page.look.logo_text.read(page.language).to_owned(),
            look: sheet(&page.look.colour),
            minutes: page.estimated_minutes,
            languages: others.map(|language| (language.code(), super::language_of(*language).name())).collect(),
            action: action.to_owned(),
            hidden,
            heading: page.heading.clone(),
            questions: page.questions.iter().map(|question| writer.question(question)).collect(),
            page: page.progress.page,
            pages: page.progress.of,
            can_go_back: page.can_go_back,
            is_last: page.is_last,
            problems: page
                .problems
                .iter()
                .map(|problem| {
                    let question = page.questions.iter().find(|held| held.key == problem.question.as_str());
                    let text = question.map(|held| held.text.clone()).unwrap_or_default();
                    (problem.field.clone(), text, writer.sentence(problem))
                })
                .collect(),
            preview: None,
            is_trial: false,
            way: WayView::default(),
        }
    }
}
