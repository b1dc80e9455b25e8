//! Translating: every text of a draft in both languages, what is missing first in sight.

use serde::Serialize;

use hamdel_app::surveys::SurveyWork;
use hamdel_domain::surveys::texts::{TextPlace, texts, texts_mut};
use hamdel_domain::surveys::{SurveyDefinition, SurveyLanguage, Words};

use super::Fields;
use super::items::Item;
use crate::pages::voice::Tab;
use crate::templates::Page;
use crate::texts::Texts;

/// The page: all texts, or those that are missing in a language.
#[derive(Serialize)]
pub(crate) struct TranslatePage {
    tabs: Vec<Tab>,
    id: i64,
    name: String,
    edition: i64,
    /// The language that is written into.
    to: &'static str,
    from: &'static str,
    /// Whether texts that are there are shown too.
    all: bool,
    /// Texts in all, and those missing in the language.
    count: usize,
    missing: usize,
    parts: Vec<PartView>,
    /// Somebody else changed the draft meanwhile; what was typed stands in the fields.
    conflict: bool,
}

impl Page for TranslatePage {
    const TEMPLATE: &'static str = "pages/surveys/translate.html";
}

/// The texts of one part of the draft.
#[derive(Serialize)]
struct PartView {
    item: String,
    title: String,
    lines: Vec<Line>,
}

/// A text.
#[derive(Serialize)]
struct Line {
    /// Its place: a JSON pointer into the definition.
    place: String,
    /// What it is: `survey-text-` and this.
    what: &'static str,
    source: String,
    value: String,
    is_missing: bool,
}

/// Texts that are missing in each language that the draft offers.
pub(super) fn missing(definition: &SurveyDefinition) -> Vec<(&'static str, usize)> {
    let of = |language: &SurveyLanguage| {
        let count = texts(definition).iter().filter(|held| is_missing(held, *language)).count();
        (language.code(), count)
    };
    definition.languages.iter().map(of).collect()
}

fn is_missing(text: &TextPlace<Words>, language: SurveyLanguage) -> bool {
    text.words.written(language).trim().is_empty() && !text.words.is_empty()
}

fn other(language: SurveyLanguage) -> SurveyLanguage {
    if language == SurveyLanguage::Fa { SurveyLanguage::En } else { SurveyLanguage::Fa }
}

impl TranslatePage {
    pub(crate) fn of(own: &Texts, work: &SurveyWork, to: SurveyLanguage, all: bool, typed: Option<&Fields>) -> Self {
        let definition = &work.definition;
        let found = texts(definition);
        let mut parts: Vec<PartView> = Vec::new();
        for text in found.iter().filter(|held| !held.words.is_empty()) {
            let lacks = is_missing(text, to);
            let posted = typed.and_then(|typed| typed.get(&text.place));
            if !lacks && !all && posted.is_none() {
                continue;
            }
            let line = Line {
                what: text.what,
                source: text.words.written(other(to)).to_owned(),
                value: posted.unwrap_or(text.words.written(to)).to_owned(),
                is_missing: lacks,
                place: text.place.clone(),
            };
            let item = Item::of_place(definition, &text.place);
            let written = item.written();
            match parts.last_mut().filter(|part| part.item == written) {
                Some(part) => part.lines.push(line),
                None => parts.push(PartView { title: title(own, definition, &item), item: written, lines: vec![line] }),
            }
        }
        Self {
            tabs: super::super::voice_tabs(),
            id: work.survey.id.0,
            name: work.survey.name.clone(),
            edition: work.edition,
            to: to.code(),
            from: other(to).code(),
            all,
            count: found.iter().filter(|held| !held.words.is_empty()).count(),
            missing: found.iter().filter(|held| is_missing(held, to)).count(),
            parts,
            conflict: typed.is_some(),
        }
    }
}

fn title(own: &Texts, definition: &SurveyDefinition, item: &Item) -> String {
    let language = super::super::survey_language(own.language());
    match item {
        Item::Question(key) => {
            definition.question(key).map_or_else(|| key.clone(), |held| super::title_of(held, language))
        }
        Item::About => own.plain("survey-about"),
        Item::Page(key) => {
            let place = definition.sections.iter().position(|held| held.key.as_str() == key).unwrap_or_default();
            let number = hamdel_text::format::integer(own.language(), place as i64 + 1);
            own.filled("survey-page-number", &[("page", number.into())])
        }
        Item::End(_) => own.plain("survey-end"),
        Item::Value(key) | Item::Quota(key) => key.clone(),
    }
}

/// Writes what a form holds into the texts of one language; fields are named by the places of texts.
pub(crate) fn write(definition: &mut SurveyDefinition, to: SurveyLanguage, typed: &Fields) {
    for held in texts_mut(definition) {
        if let Some(text) = typed.get(&held.place) {
            let side = if to == SurveyLanguage::Fa { &mut held.words.fa } else { &mut held.words.en };
            text.clone_into(side);
        }
    }
}
