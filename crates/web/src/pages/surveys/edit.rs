//! Changing a draft, one change a form, without a script: both languages stand side by side.

use serde::Serialize;

use hamdel_app::surveys::SurveyWork;
use hamdel_domain::surveys::{
    Choice, ChoiceKey, ContactField, ContactKind, Facet, Question, QuestionKey, QuestionKind, RatingLook, Section,
    SectionKey, SurveyDefinition, Words,
};

use super::ProblemView;
use crate::pages::voice::Tab;
use crate::templates::Page;
use crate::texts::Texts;

/// Kinds of question that can be added, in the order in which they are offered.
const KINDS: [&str; 15] = [
    "nps",
    "csat",
    "ces",
    "enps",
    "rating",
    "single_choice",
    "multiple_choice",
    "text",
    "facets",
    "number",
    "slider",
    "date",
    "ranking",
    "contact",
    "statement",
];

/// The page.
#[derive(Serialize)]
pub(crate) struct EditPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) edition: i64,
    pub(crate) version: i64,
    pub(crate) is_changed: bool,
    pub(crate) problems: Vec<ProblemView>,
    pub(crate) title: (String, String),
    pub(crate) introduction: (String, String),
    pub(crate) minutes: Option<u8>,
    pub(crate) colour: String,
    pub(crate) logo: (String, String),
    pub(crate) sections: Vec<SectionEdit>,
    pub(crate) kinds: Vec<&'static str>,
    /// Somebody else changed the draft meanwhile: what was typed here, so that nothing is lost.
    pub(crate) lost: Option<Vec<(String, String)>>,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "pages/surveys/edit.html";
}

/// A section of the draft.
#[derive(Serialize)]
pub(crate) struct SectionEdit {
    pub(crate) key: String,
    pub(crate) title: (String, String),
    pub(crate) condition: String,
    pub(crate) shuffled: bool,
    pub(crate) questions: Vec<QuestionEdit>,
}

/// A question of the draft.
#[derive(Serialize)]
pub(crate) struct QuestionEdit {
    pub(crate) key: String,
    pub(crate) kind: &'static str,
    pub(crate) text: (String, String),
    pub(crate) help: (String, String),
    pub(crate) required: bool,
    pub(crate) condition: String,
    /// Choices, a line each: key | Persian | English; of kinds that have them.
    pub(crate) choices: Option<String>,
    pub(crate) other: Option<bool>,
    pub(crate) shuffled: Option<bool>,
    pub(crate) steps: Option<u8>,
    pub(crate) drawn: Option<&'static str>,
    pub(crate) long: Option<bool>,
    pub(crate) bounds: Option<(String, String)>,
    /// Facets, and which are asked.
    pub(crate) facets: Vec<(&'static str, String, bool)>,
}

impl EditPage {
    pub(super) fn of(texts: &Texts, work: &SurveyWork, lost: Option<&Fields>) -> Self {
        let pair = |words: &Words| (words.fa.clone(), words.en.clone());
        let definition = &work.definition;
        let section = |section: &Section| SectionEdit {
            key: section.key.to_string(),
            title: pair(&section.title),
            condition: section.condition.clone().unwrap_or_default(),
            shuffled: section.shuffled,
            questions: section.questions.iter().map(|question| question_edit(texts, question)).collect(),
        };
        let typed = |fields: &Fields| {
            let words = |(name, value): &(String, String)| (name.clone(), value.clone());
            fields
                .0
                .iter()
                .filter(|(name, value)| name != "edition" && name != "do" && !value.is_empty())
                .map(words)
                .collect()
        };
        Self {
            tabs: super::voice_tabs(),
            id: work.survey.id.0,
            name: work.survey.name.clone(),
            edition: work.edition,
            version: work.survey.version,
            is_changed: work.is_changed,
            problems: work.problems.iter().map(ProblemView::of).collect(),
            title: pair(&definition.title),
            introduction: pair(&definition.introduction),
            minutes: definition.estimated_minutes,
            colour: definition.look.colour.clone(),
            logo: pair(&definition.look.logo_text),
            sections: definition.sections.iter().map(section).collect(),
            kinds: KINDS.to_vec(),
            lost: lost.map(typed),
        }
    }
}

fn question_edit(texts: &Texts, question: &Question) -> QuestionEdit {
    let pair = |words: &Words| (words.fa.clone(), words.en.clone());
    let bound = |bound: Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    let mut edit = QuestionEdit {
        key: question.key.to_string(),
        kind: question.kind.as_str(),
        text: pair(&question.text),
        help: pair(&question.help),
        required: question.required,
        condition: question.condition.clone().unwrap_or_default(),
        choices: None,
        other: None,
        shuffled: None,
        steps: None,
        drawn: None,
        long: None,
        bounds: None,
        facets: Vec::new(),
    };
    match &question.kind {
        QuestionKind::SingleChoice { choices, other, shuffled } => {
            (edit.choices, edit.other, edit.shuffled) = (Some(lines(choices)), Some(*other), Some(*shuffled));
        }
        QuestionKind::MultipleChoice { choices, other, shuffled, .. } => {
            (edit.choices, edit.other, edit.shuffled) = (Some(lines(choices)), Some(*other), Some(*shuffled));
        }
        QuestionKind::Ranking { choices, shuffled } => {
            (edit.choices, edit.shuffled) = (Some(lines(choices)), Some(*shuffled));
        }
        QuestionKind::Csat { drawn_as } => edit.drawn = Some(drawn(*drawn_as)),
        QuestionKind::Rating { steps, drawn_as, .. } => {
            (edit.steps, edit.drawn) = (Some(*steps), Some(drawn(*drawn_as)));
        }
        QuestionKind::Text { long, .. } => edit.long = Some(*long),
        QuestionKind::Number { low, high, .. } => edit.bounds = Some((bound(*low), bound(*high))),
        QuestionKind::Slider { low, high, .. } => edit.bounds = Some((low.to_string(), high.to_string())),
        QuestionKind::Facets { facets } => {
            let language = super::survey_language(texts.language());
            let all = Facet::ALL.iter();
            edit.facets = all
                .map(|facet| (facet.as_str(), facet.title().read(language).to_owned(), facets.contains(facet)))
                .collect();
        }
        _ => {}
    }
    edit
}

fn drawn(look: RatingLook) -> &'static str {
    match look {
        RatingLook::Numbers => "numbers",
        RatingLook::Stars => "stars",
        RatingLook::Faces => "faces",
    }
}

fn lines(choices: &[Choice]) -> String {
    let line = |choice: &Choice| format!("{} | {} | {}", choice.key, choice.text.fa, choice.text.en);
    choices.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The fields of a form.
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(held, _)| held == name).map(|(_, value)| value.trim())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    fn words(&self, name: &str) -> Words {
        Words::new(self.text(&format!("{name}_fa")), self.text(&format!("{name}_en")))
    }

    fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !value.is_empty())
    }

    fn filled(&self, name: &str) -> Option<String> {
        self.get(name).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    fn number(&self, name: &str) -> Option<f64> {
        hamdel_domain::digits::latin_digits(self.get(name)?).parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// Makes the change that a form asks for; gives where on the page it is. What does not fit changes nothing, and
/// what is wrong with a draft is said by its check.
pub(super) fn apply(definition: &mut SurveyDefinition, typed: &Fields) -> String {
    let order = typed.text("do");
    let (what, key) = order.split_once(':').unwrap_or((order.as_str(), ""));
    match what {
        "about" => about(definition, typed),
        "section" => {
            if let Some(section) = definition.sections.iter_mut().find(|section| section.key.as_str() == key) {
                section.title = typed.words("title");
                section.condition = typed.filled("condition");
                section.shuffled = typed.is_set("shuffled");
            }
        }
        "add-section" => add_section(definition, typed),
        "remove-section" => definition.sections.retain(|section| section.key.as_str() != key),
        "add" => return add_question(definition, typed, key),
        "question" => {
            let mut questions = definition.sections.iter_mut().flat_map(|section| &mut section.questions);
            if let Some(question) = questions.find(|question| question.key.as_str() == key) {
                change_question(question, typed);
            }
        }
        "remove" => definition.sections.iter_mut().for_each(|section| {
            section.questions.retain(|question| question.key.as_str() != key);
        }),
        "up" => move_question(definition, key, true),
        "down" => move_question(definition, key, false),
        _ => {}
    }
    key.to_owned()
}

fn about(definition: &mut SurveyDefinition, typed: &Fields) {
    definition.title = typed.words("title");
    definition.introduction = typed.words("introduction");
    definition.look.logo_text = typed.words("logo");
    definition.look.colour = typed.text("colour");
    definition.estimated_minutes =
        typed.number("minutes").filter(|minutes| (1.0..=120.0).contains(minutes)).map(|minutes| minutes as u8);
}

/// The first key of a form that nothing in the survey has.
fn free_key(definition: &SurveyDefinition, start: &str) -> String {
    let taken = |key: &str| {
        definition.question(key).is_some() || definition.sections.iter().any(|section| section.key.as_str() == key)
    };
    if !taken(start) {
        return start.to_owned();
    }
    (2..).map(|number| format!("{start}_{number}")).find(|key| !taken(key)).unwrap_or_default()
}

fn add_section(definition: &mut SurveyDefinition, typed: &Fields) {
    let Ok(key) = SectionKey::new(free_key(definition, "page")) else { return };
    definition.sections.push(Section {
        key,
        title: typed.words("title"),
        condition: None,
        shuffled: false,
        questions: Vec::new(),
    });
}

fn add_question(definition: &mut SurveyDefinition, typed: &Fields, section: &str) -> String {
    let kind = typed.text("kind");
    let start = match kind.as_str() {
        "single_choice" | "multiple_choice" => "choice",
        "text" => "comment",
        "statement" => "note",
        "number" | "date" => "value",
        other => other,
    };
    let key = free_key(definition, start);
    let (Some(kind), Ok(name)) = (new_kind(&kind), QuestionKey::new(key.as_str())) else { return section.to_owned() };
    let question = Question::new(name, kind, typed.words("text"));
    match definition.sections.iter_mut().find(|held| held.key.as_str() == section) {
        Some(section) => section.questions.push(question),
        None => return section.to_owned(),
    }
    key
}

fn new_kind(name: &str) -> Option<QuestionKind> {
    let choice = |number: usize| {
        let key = ChoiceKey::new(format!("choice_{number}")).ok()?;
        Some(Choice { key, text: Words::default(), pinned: false, worth: None })
    };
    let two = || [choice(1), choice(2)].into_iter().flatten().collect::<Vec<_>>();
    Some(match name {
        "nps" => QuestionKind::Nps,
        "csat" => QuestionKind::Csat { drawn_as: RatingLook::Faces },
        "ces" => QuestionKind::Ces,
        "enps" => QuestionKind::Enps,
        "rating" => QuestionKind::Rating {
            steps: 5,
            drawn_as: RatingLook::Stars,
            low: Words::default(),
            high: Words::default(),
        },
        "single_choice" => QuestionKind::SingleChoice { choices: two(), other: false, shuffled: false },
        "multiple_choice" => {
            QuestionKind::MultipleChoice { choices: two(), other: false, shuffled: false, least: None, most: None }
        }
        "text" => QuestionKind::Text { long: true, limit: None, about: None },
        "facets" => QuestionKind::Facets { facets: Facet::ALL.to_vec() },
        "number" => QuestionKind::Number { low: None, high: None, whole: false, counted_in: Words::default() },
        "slider" => QuestionKind::Slider {
            low: 0.0,
            high: 100.0,
            step: 1.0,
            low_label: Words::default(),
            high_label: Words::default(),
        },
        "date" => QuestionKind::Date { earliest: None, latest: None },
        "ranking" => QuestionKind::Ranking { choices: two(), shuffled: false },
        "contact" => QuestionKind::Contact {
            fields: [ContactKind::Name, ContactKind::Phone].map(|what| ContactField { what, required: false }).to_vec(),
        },
        "statement" => QuestionKind::Statement,
        _ => return None,
    })
}

fn change_question(question: &mut Question, typed: &Fields) {
    question.text = typed.words("text");
    question.help = typed.words("help");
    question.required = typed.is_set("required");
    question.condition = typed.filled("condition");
    let look = match typed.get("drawn") {
        Some("stars") => RatingLook::Stars,
        Some("faces") => RatingLook::Faces,
        _ => RatingLook::Numbers,
    };
    match &mut question.kind {
        QuestionKind::SingleChoice { choices, other, shuffled }
        | QuestionKind::MultipleChoice { choices, other, shuffled, .. } => {
            change_choices(choices, &typed.text("choices"));
            (*other, *shuffled) = (typed.is_set("other"), typed.is_set("shuffled"));
        }
        QuestionKind::Ranking { choices, shuffled } => {
            change_choices(choices, &typed.text("choices"));
            *shuffled = typed.is_set("shuffled");
        }
        QuestionKind::Csat { drawn_as } => *drawn_as = look,
        QuestionKind::Rating { steps, drawn_as, .. } => {
            *drawn_as = look;
            *steps = typed.number("steps").map_or(*steps, |number| number.clamp(0.0, 255.0) as u8);
        }
        QuestionKind::Text { long, .. } => *long = typed.is_set("long"),
        QuestionKind::Number { low, high, .. } => (*low, *high) = (typed.number("low"), typed.number("high")),
        QuestionKind::Slider { low, high, .. } => {
            (*low, *high) = (typed.number("low").unwrap_or(*low), typed.number("high").unwrap_or(*high));
        }
        QuestionKind::Facets { facets } => {
            *facets =
                Facet::ALL.iter().copied().filter(|facet| typed.is_set(&format!("facet_{}", facet.as_str()))).collect();
        }
        _ => {}
    }
}

/// Reads choices from lines of `key | Persian | English`; a line without bars is the Persian text of a new choice,
/// and what a choice is worth stays with its key.
fn change_choices(choices: &mut Vec<Choice>, typed: &str) {
    let before = std::mem::take(choices);
    for (number, line) in typed.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let (key, text) = match parts[..] {
            [key, fa, en, ..] => (key.to_owned(), Words::new(fa, en)),
            [fa, en] => (format!("choice_{}", number + 1), Words::new(fa, en)),
            _ => (format!("choice_{}", number + 1), Words::new(line, line)),
        };
        let Ok(key) = ChoiceKey::new(key) else { continue };
        let known = before.iter().find(|choice| choice.key == key);
        choices.push(Choice {
            pinned: known.is_some_and(|choice| choice.pinned),
            worth: known.and_then(|choice| choice.worth),
            key,
            text,
        });
    }
}

/// Moves a question within its page, or over its edge into the next one.
fn move_question(definition: &mut SurveyDefinition, key: &str, up: bool) {
    let sections = &mut definition.sections;
    let place = sections.iter().enumerate().find_map(|(section, held)| {
        let question = held.questions.iter().position(|question| question.key.as_str() == key)?;
        Some((section, question))
    });
    let Some((section, question)) = place else { return };
    let last = sections[section].questions.len() - 1;
    match (up, question) {
        (true, 0) if section > 0 => {
            let moved = sections[section].questions.remove(0);
            sections[section - 1].questions.push(moved);
        }
        (false, held) if held == last && section + 1 < sections.len() => {
            let moved = sections[section].questions.remove(last);
            sections[section + 1].questions.insert(0, moved);
        }
        (true, held) if held > 0 => sections[section].questions.swap(held, held - 1),
        (false, held) if held < last => sections[section].questions.swap(held, held + 1),
        _ => {}
    }
}
