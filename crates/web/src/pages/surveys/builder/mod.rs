//! The builder: a draft as a list of its parts, one of them open to be changed. One change is one form, and works
//! without a script; with it only the part of the page that changes is fetched, and what was typed stays in the page
//! when the line drops.

mod change;
mod fields;
mod forms;
mod items;
mod order;
mod parts;
pub(crate) mod translate;

use serde::Serialize;

use hamdel_app::conditions::Variable;
use hamdel_app::surveys::{SurveyWork, survey_variables};
use hamdel_domain::surveys::library::Block;
use hamdel_domain::surveys::{CheckCode, CheckProblem, Closing, Question, Section, SurveyDefinition, SurveyLanguage};

pub(crate) use fields::Fields;
use forms::Scene;
pub(crate) use items::Item;
use parts::{Maker, Part};

use crate::pages::conditions;
use crate::pages::voice::Tab;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct BuilderPage {
    tabs: Vec<Tab>,
    id: i64,
    name: String,
    edition: i64,
    version: i64,
    is_changed: bool,
    undo: bool,
    redo: bool,
    problems: Vec<ProblemLine>,
    /// Something that was typed could not be read; nothing was saved.
    unread: bool,
    /// Texts that are missing, by language.
    missing: Vec<(&'static str, usize)>,
    about: ItemView,
    sections: Vec<SectionView>,
    values: Vec<ItemView>,
    quotas: Vec<ItemView>,
    ends: Vec<ItemView>,
    /// Kinds of question under their headings, and blocks.
    kinds: Vec<(&'static str, Vec<(String, String)>)>,
    /// What texts of the open part can be filled with: the heading, the variables and their titles.
    fills: Vec<(String, Vec<(String, String)>)>,
    /// The page of questions that a preview begins with.
    preview: String,
    /// Somebody else changed the draft meanwhile: what was typed here, so that nothing is lost.
    lost: Option<Vec<(String, String)>>,
}

impl Page for BuilderPage {
    const TEMPLATE: &'static str = "pages/surveys/edit.html";
}

/// What keeps a draft from being published, with the part it lies in.
#[derive(Serialize)]
struct ProblemLine {
    item: String,
    title: String,
    code: &'static str,
    detail: String,
}

/// A page of questions.
#[derive(Serialize)]
struct SectionView {
    key: String,
    item: ItemView,
    questions: Vec<ItemView>,
}

/// A part of the draft in the list.
#[derive(Serialize)]
struct ItemView {
    /// Its name: `question.nps`.
    item: String,
    /// Its name among conditions and in data.
    key: String,
    title: String,
    /// Its kind, of a question.
    kind: Option<&'static str>,
    required: bool,
    /// When it is asked or shown, in words or as the text that is kept.
    condition: Option<String>,
    /// How many problems lie in it.
    problems: usize,
    /// Whether it can be moved by one place.
    up: bool,
    down: bool,
    /// Its form, when it is open.
    form: Option<Vec<Part>>,
}

/// What a builder's page is made of.
pub(crate) struct Builder<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) work: &'a SurveyWork,
    /// Traits that conditions may look at.
    pub(crate) traits: &'a [Variable],
    /// The part that is open.
    pub(crate) open: Option<Item>,
    /// What was typed and could not be read.
    pub(crate) typed: Option<&'a Fields>,
}

impl Builder<'_> {
    /// The page; `lost` holds what was typed into a draft that somebody else changed meanwhile.
    pub(crate) fn page(&self, lost: Option<&Fields>) -> BuilderPage {
        let work = self.work;
        let definition = &work.definition;
        let typed = |fields: &Fields| {
            let shown = fields.all().iter().filter(|(name, value)| {
                name != "edition" && name != "do" && !name.ends_with(".key") && !value.trim().is_empty()
            });
            shown.cloned().collect()
        };
        let sections = &definition.sections;
        BuilderPage {
            tabs: super::voice_tabs(),
            id: work.survey.id.0,
            name: work.survey.name.clone(),
            edition: work.edition,
            version: work.survey.version,
            is_changed: work.is_changed,
            undo: work.steps.undo > 0,
            redo: work.steps.redo > 0,
            problems: work.problems.iter().map(|problem| self.line(problem)).collect(),
            unread: self.typed.is_some_and(|typed| !typed.is_read()),
            missing: translate::missing(definition),
            about: self.item(&Item::About, self.texts.plain("survey-about"), None, (false, false)),
            sections: sections.iter().enumerate().map(|(place, section)| self.section(place, section)).collect(),
            values: self.list(
                definition
                    .calculated
                    .iter()
                    .map(|held| (Item::Value(held.key.to_string()), format!("{} = {}", held.key, held.formula), None)),
            ),
            quotas: self.list(definition.quotas.iter().map(|held| {
                let title = format!(
                    "{} · {}",
                    held.key,
                    hamdel_text::format::integer(self.texts.language(), held.limit.into())
                );
                (Item::Quota(held.key.to_string()), title, held.condition.as_deref())
            })),
            ends: self.list(definition.closings.iter().map(|held| {
                (Item::End(held.key.to_string()), end_title(held, self.language()), held.condition.as_deref())
            })),
            kinds: self.kinds(),
            fills: self.fills(),
            preview: self.preview(),
            lost: lost.map(typed),
        }
    }

    fn language(&self) -> SurveyLanguage {
        super::survey_language(self.texts.language())
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            texts: self.texts,
            language: self.language(),
            definition: &self.work.definition,
            published: self.work.survey.version > 0,
            name: &self.work.survey.name,
            traits: self.traits,
            maker: Maker { problems: &self.work.problems, typed: self.typed },
        }
    }

    fn line(&self, problem: &CheckProblem) -> ProblemLine {
        let item = Item::of_place(&self.work.definition, &problem.place);
        ProblemLine {
            title: self.title(&item),
            item: item.written(),
            code: problem.code.as_str(),
            detail: problem.detail.clone(),
        }
    }

    fn title(&self, item: &Item) -> String {
        let definition = &self.work.definition;
        match item {
            Item::About => self.texts.plain("survey-about"),
            Item::Page(key) => {
                let place = definition.sections.iter().position(|held| held.key.as_str() == key).unwrap_or_default();
                let number = hamdel_text::format::integer(self.texts.language(), place as i64 + 1);
                self.texts.filled("survey-page-number", &[("page", number.into())])
            }
            Item::Question(key) => {
                definition.question(key).map_or_else(|| key.clone(), |held| title_of(held, self.language()))
            }
            Item::Value(key) | Item::Quota(key) => key.clone(),
            Item::End(key) => {
                let held = definition.closings.iter().find(|held| held.key.as_str() == key);
                held.map_or_else(|| key.clone(), |held| end_title(held, self.language()))
            }
        }
    }

    fn item(&self, item: &Item, title: String, condition: Option<&str>, moves: (bool, bool)) -> ItemView {
        let definition = &self.work.definition;
        let inside = |problem: &&CheckProblem| Item::of_place(definition, &problem.place) == *item;
        let said = condition.filter(|text| !text.trim().is_empty()).map(|text| {
            let other = self.texts.plain("answer-other");
            let mut variables = survey_variables(definition, item.sees(definition), self.language(), &other);
            variables.extend(self.traits.iter().cloned());
            conditions::said(self.texts, text, &variables).unwrap_or_else(|| text.to_owned())
        });
        let question = match item {
            Item::Question(key) => definition.question(key),
            _ => None,
        };
        let is_open = self.open.as_ref() == Some(item);
        let written = item.written();
        ItemView {
            key: written.split_once('.').map(|(_, key)| key.to_owned()).unwrap_or_default(),
            title,
            kind: question.map(|question| question.kind.as_str()),
            required: question.is_some_and(|question| question.required),
            condition: said,
            problems: self.work.problems.iter().filter(inside).count(),
            up: moves.0,
            down: moves.1,
            form: if is_open { self.scene().parts(item) } else { None },
            item: written,
        }
    }

    fn list<'i>(&self, list: impl ExactSizeIterator<Item = (Item, String, Option<&'i str>)>) -> Vec<ItemView> {
        let last = list.len().saturating_sub(1);
        list.enumerate()
            .map(|(place, (item, title, condition))| self.item(&item, title, condition, (place > 0, place < last)))
            .collect()
    }

    fn section(&self, place: usize, section: &Section) -> SectionView {
        let pages = self.work.definition.sections.len();
        let key = section.key.to_string();
        let last = section.questions.len().saturating_sub(1);
        let questions = section.questions.iter().enumerate().map(|(number, question)| {
            let moves = (number > 0 || place > 0, number < last || place + 1 < pages);
            let item = Item::Question(question.key.to_string());
            self.item(&item, title_of(question, self.language()), question.condition.as_deref(), moves)
        });
        let item = Item::Page(key.clone());
        let mut title = self.title(&item);
        let written = section.title.read(self.language());
        if !written.is_empty() {
            title = format!("{title} · {written}");
        }
        let moves = (place > 0, place + 1 < pages);
        SectionView {
            key,
            item: self.item(&item, title, section.condition.as_deref(), moves),
            questions: questions.collect(),
        }
    }

    fn kinds(&self) -> Vec<(&'static str, Vec<(String, String)>)> {
        let titled = |family: &str, value: String, name: &str| (value, self.texts.plain(&format!("{family}-{name}")));
        let blocks =
            Block::ALL.map(|block| titled("survey-block", format!("block:{}", block.as_str()), block.as_str()));
        let mut kinds: Vec<_> = order::KINDS
            .iter()
            .map(|(heading, kinds)| {
                (*heading, kinds.iter().map(|kind| titled("survey-kind", (*kind).to_owned(), kind)).collect())
            })
            .collect();
        kinds.push(("survey-kinds-blocks", blocks.into()));
        kinds
    }

    /// What the texts of the open part can be filled with: earlier answers that fit into a sentence, and traits.
    fn fills(&self) -> Vec<(String, Vec<(String, String)>)> {
        let Some(item) = self.open.as_ref().filter(|item| !matches!(item, Item::Value(_) | Item::Quota(_))) else {
            return Vec::new();
        };
        let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
        // Texts know plain names only: a part of an answer, or a trait in brackets, cannot be filled in.
        let fits = |variable: &&Variable| match variable.name.split_once('.') {
            Some(("customer", name)) => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
            Some(_) => false,
            None => !variable.name.contains('['),
        };
        for variable in self.scene().variables(item).iter().filter(fits) {
            let heading = self.texts.title("condition-group", &variable.group);
            let entry = (variable.name.clone(), variable.title.clone());
            match groups.last_mut().filter(|(held, _)| *held == heading) {
                Some((_, list)) => list.push(entry),
                None => groups.push((heading, vec![entry])),
            }
        }
        groups
    }

    fn preview(&self) -> String {
        let definition = &self.work.definition;
        let key = match &self.open {
            Some(Item::Page(key)) => Some(key.clone()),
            Some(Item::Question(key)) => definition
                .sections
                .iter()
                .find(|section| section.questions.iter().any(|held| held.key.as_str() == key))
                .map(|section| section.key.to_string()),
            _ => None,
        };
        key.unwrap_or_default()
    }
}

/// Whether one of these problems can be mended in the form of an item; that a page has no questions yet cannot.
pub(crate) fn lies_in(definition: &SurveyDefinition, problems: &[CheckProblem], item: &Item) -> bool {
    let in_form = |problem: &&CheckProblem| !matches!(problem.code, CheckCode::EmptySection | CheckCode::NoQuestions);
    problems.iter().filter(in_form).any(|problem| Item::of_place(definition, &problem.place) == *item)
}

/// A question in a list: its text, or its name while it has none.
pub(super) fn title_of(question: &Question, language: SurveyLanguage) -> String {
    let written = question.text.read(language).trim();
    if written.is_empty() { question.key.to_string() } else { written.to_owned() }
}

pub(super) fn end_title(closing: &Closing, language: SurveyLanguage) -> String {
    let written = closing.title.read(language).trim();
    if written.is_empty() { closing.key.to_string() } else { written.to_owned() }
}

/// Makes the change that a form asks for; gives the part to open next. What does not fit changes nothing, and what is
/// wrong with a draft is said by its check.
pub(crate) fn apply(
    definition: &mut SurveyDefinition,
    typed: &Fields,
    traits: &[Variable],
    other: &str,
) -> Option<Item> {
    let order = typed.get("do").unwrap_or_default().to_owned();
    let (what, name) = order.split_once(':').unwrap_or((order.as_str(), ""));
    let item = Item::parse(name);
    match (what, item) {
        ("save", Some(item)) => {
            let language = SurveyLanguage::default();
            let mut variables = survey_variables(definition, item.sees(definition), language, other);
            variables.extend(traits.iter().cloned());
            Some(change::save(definition, item, typed, &variables))
        }
        ("add", _) => {
            let (what, page) = name.split_once('.').unwrap_or((name, ""));
            order::add(definition, what, page, typed.get("kind").unwrap_or_default())
        }
        ("remove", Some(item)) => {
            order::remove(definition, &item);
            None
        }
        ("copy", Some(item)) => order::copy(definition, &item),
        ("up" | "down", Some(item)) => {
            order::shift(definition, &item, what == "up");
            None
        }
        ("move", Some(item)) => {
            if let Some(target) = typed.get("before").and_then(Item::parse) {
                order::put_before(definition, &item, &target);
            }
            None
        }
        _ => None,
    }
}
