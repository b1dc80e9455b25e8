//! What a posted form makes of a part of a draft.

use hamdel_app::conditions::Variable;
use hamdel_app::surveys::read_day;
use hamdel_domain::surveys::question::LONGEST_TEXT;
use hamdel_domain::surveys::{
    Audience, Choice, ChoiceKey, Closing, ClosingKey, ContactField, ContactKind, Facet, NextStep, Question,
    QuestionKey, QuestionKind, Quota, QuotaKey, RatingLook, ResponseKind, Section, ServqualItem, SurveyDefinition,
    SurveyLanguage, Words, is_variable, rename,
};

use super::fields::Fields;
use super::items::Item;
use crate::pages::conditions::read_condition;

/// The largest number a bound may be; beyond it a double no longer tells neighbours apart.
const LARGEST: f64 = 1e12;

/// Changes an item as its form says; gives the item by the name it has now.
pub(super) fn save(definition: &mut SurveyDefinition, item: Item, typed: &Fields, variables: &[Variable]) -> Item {
    let condition = || read_condition(typed.all(), "condition", variables);
    match &item {
        Item::About => about(definition, typed),
        Item::Page(key) => {
            if let Some(section) = definition.sections.iter_mut().find(|held| held.key.as_str() == key) {
                page(section, typed, condition());
            }
        }
        Item::Question(key) => {
            let mut questions = definition.sections.iter_mut().flat_map(|section| &mut section.questions);
            if let Some(question) = questions.find(|held| held.key.as_str() == key) {
                question.condition = condition();
                change_question(question, typed);
            }
            return Item::Question(called_anew(definition, key, typed));
        }
        Item::Value(key) => return value(definition, key, typed),
        Item::Quota(key) => return quota(definition, key, typed, condition()),
        Item::End(key) => {
            if let Some(closing) = definition.closings.iter_mut().find(|held| held.key.as_str() == key) {
                end(closing, typed, condition());
            }
        }
    }
    item
}

fn about(definition: &mut SurveyDefinition, typed: &Fields) {
    definition.title = typed.words("title");
    definition.introduction = typed.words("introduction");
    definition.look.logo_text = typed.words("logo");
    definition.look.colour = typed.text("colour");
    definition.estimated_minutes = typed.whole("minutes", 1, 120).map(|minutes| minutes as u8);
    definition.audience =
        if typed.get("audience") == Some("employees") { Audience::Employees } else { Audience::Customers };
    definition.main = typed.filled("main").and_then(|key| QuestionKey::new(key).ok());
    definition.touchpoint = typed.filled("touchpoint");
    definition.unit = typed.filled("unit");
    // The first language is the one that is offered first; its place stays.
    let wanted = |language: &SurveyLanguage| typed.is_set(&format!("language_{language}"));
    definition.languages.retain(wanted);
    let new: Vec<SurveyLanguage> =
        SurveyLanguage::ALL.into_iter().filter(|held| wanted(held) && !definition.languages.contains(held)).collect();
    definition.languages.extend(new);
}

fn page(section: &mut Section, typed: &Fields, condition: Option<String>) {
    section.title = typed.words("title");
    section.shuffled = typed.is_set("shuffled");
    section.condition = condition;
}

/// A name that is changed: noted where it has another form, or is taken.
fn renamed<K>(
    typed: &Fields,
    old: &str,
    read: impl Fn(String) -> Option<K>,
    taken: impl Fn(&str) -> bool,
) -> Option<K> {
    let name = typed.filled("key")?;
    if name == old {
        return None;
    }
    let key = read(name.clone()).filter(|_| !taken(&name));
    if key.is_none() {
        typed.note("key", if taken(&name) { "duplicate-key" } else { "bad-key" });
    }
    key
}

fn value(definition: &mut SurveyDefinition, key: &str, typed: &Fields) -> Item {
    if let Some(value) = definition.calculated.iter_mut().find(|held| held.key.as_str() == key) {
        value.formula = typed.text("formula");
    }
    Item::Value(called_anew(definition, key, typed))
}

/// Calls a question or a value by the name that was typed, wherever it is named; gives the name it has then.
fn called_anew(definition: &mut SurveyDefinition, key: &str, typed: &Fields) -> String {
    let taken = |name: &str| is_variable(definition, name);
    let new = renamed(typed, key, |name| QuestionKey::new(name).ok(), taken);
    match (new, QuestionKey::new(key)) {
        (Some(new), Ok(old)) => {
            rename(definition, &old, &new);
            new.to_string()
        }
        _ => key.to_owned(),
    }
}

fn quota(definition: &mut SurveyDefinition, key: &str, typed: &Fields, condition: Option<String>) -> Item {
    let taken = |name: &str| definition.quotas.iter().any(|held| held.key.as_str() == name);
    let new = renamed(typed, key, |name| QuotaKey::new(name).ok(), taken);
    if let Some(quota) = definition.quotas.iter_mut().find(|held| held.key.as_str() == key) {
        change_quota(quota, typed, condition);
        if let Some(new) = new {
            quota.key = new;
        }
        return Item::Quota(quota.key.to_string());
    }
    Item::Quota(key.to_owned())
}

fn change_quota(quota: &mut Quota, typed: &Fields, condition: Option<String>) {
    quota.limit = typed.whole("limit", 0, u32::MAX).unwrap_or_default();
    quota.condition = condition;
    quota.closing = typed.filled("closing").and_then(|key| ClosingKey::new(key).ok());
}

fn end(closing: &mut Closing, typed: &Fields, condition: Option<String>) {
    closing.title = typed.words("title");
    closing.text = typed.words("text");
    closing.condition = condition;
    let next = NextStep { label: typed.words("next"), address: typed.text("address") };
    closing.next_step = (!next.label.is_empty() || !next.address.is_empty()).then_some(next);
}

fn change_question(question: &mut Question, typed: &Fields) {
    question.text = typed.words("text");
    question.help = typed.words("help");
    question.required = typed.is_set("required");
    question.facet = typed.get("facet").and_then(Facet::parse);
    question.response_kind = typed.get("response_kind").and_then(ResponseKind::parse);
    change_kind(&mut question.kind, typed);
}

fn change_kind(kind: &mut QuestionKind, typed: &Fields) {
    match kind {
        QuestionKind::SingleChoice { choices, other, shuffled } => {
            change_choices(choices, "choices", typed);
            (*other, *shuffled) = (typed.is_set("other"), typed.is_set("shuffled"));
        }
        QuestionKind::MultipleChoice { choices, other, shuffled, least, most } => {
            change_choices(choices, "choices", typed);
            (*other, *shuffled) = (typed.is_set("other"), typed.is_set("shuffled"));
            let count = |name: &str| typed.whole(name, 0, 1_000).map(|count| count as u16);
            (*least, *most) = (count("least"), count("most"));
        }
        QuestionKind::Matrix { rows, columns } => {
            change_choices(rows, "rows", typed);
            change_choices(columns, "columns", typed);
        }
        QuestionKind::Ranking { choices, shuffled } => {
            change_choices(choices, "choices", typed);
            *shuffled = typed.is_set("shuffled");
        }
        QuestionKind::Csat { drawn_as } => *drawn_as = look(typed),
        QuestionKind::Rating { steps, drawn_as, low, high } => {
            *drawn_as = look(typed);
            *steps = typed.whole("steps", 0, 255).map_or(*steps, |steps| steps as u8);
            (*low, *high) = (typed.words("low_label"), typed.words("high_label"));
        }
        QuestionKind::Text { long, limit, about } => {
            *long = typed.is_set("long");
            *limit = typed.whole("limit", 0, LONGEST_TEXT);
            *about = typed.filled("about").and_then(|key| QuestionKey::new(key).ok());
        }
        QuestionKind::Number { low, high, whole, counted_in } => {
            (*low, *high) = (bound(typed, "low"), bound(typed, "high"));
            (*whole, *counted_in) = (typed.is_set("whole"), typed.words("counted_in"));
        }
        QuestionKind::Slider { low, high, step, low_label, high_label } => {
            (*low, *high) = (bound(typed, "low").unwrap_or(*low), bound(typed, "high").unwrap_or(*high));
            *step = bound(typed, "step").unwrap_or(*step);
            (*low_label, *high_label) = (typed.words("low_label"), typed.words("high_label"));
        }
        QuestionKind::Date { earliest, latest } => {
            (*earliest, *latest) = (day(typed, "earliest"), day(typed, "latest"));
        }
        QuestionKind::Contact { fields } => {
            let asked = |what: &ContactKind| {
                let required = match typed.get(&format!("contact_{}", what.as_str())) {
                    Some("asked") => false,
                    Some("required") => true,
                    _ => return None,
                };
                Some(ContactField { what: *what, required })
            };
            *fields = ContactKind::ALL.iter().filter_map(asked).collect();
        }
        QuestionKind::Servqual { items, importance } => {
            change_items(items, typed);
            *importance = typed.is_set("importance");
        }
        QuestionKind::Facets { facets } => {
            let wanted = |facet: &Facet| typed.is_set(&format!("facet_{}", facet.as_str()));
            *facets = Facet::ALL.iter().copied().filter(wanted).collect();
        }
        QuestionKind::Nps | QuestionKind::Enps | QuestionKind::Ces | QuestionKind::Statement => {}
    }
}

fn look(typed: &Fields) -> RatingLook {
    match typed.get("drawn") {
        Some("stars") => RatingLook::Stars,
        Some("faces") => RatingLook::Faces,
        _ => RatingLook::Numbers,
    }
}

fn bound(typed: &Fields, name: &str) -> Option<f64> {
    typed.number(name, -LARGEST, LARGEST)
}

/// A day of either calendar, kept as ISO 8601; what is none is kept as it was typed, and the check names it.
fn day(typed: &Fields, name: &str) -> Option<String> {
    let text = typed.filled(name)?;
    Some(read_day(&text).map_or(text, |day| day.to_string()))
}

/// A row keeps its key; a new one gets one of its English words, or a number.
fn key_of(typed: &Fields, table: &str, row: &str, words: &Words, taken: &dyn Fn(&str) -> bool) -> Option<ChoiceKey> {
    let held = typed.filled(&format!("{table}.{row}.key")).filter(|key| !taken(key));
    if let Some(key) = held.and_then(|key| ChoiceKey::new(key).ok()) {
        return Some(key);
    }
    let mut slug: String = words
        .en
        .chars()
        .map(|held| if held.is_ascii_alphanumeric() { held.to_ascii_lowercase() } else { '_' })
        .collect();
    while slug.contains("__") {
        slug = slug.replace("__", "_");
    }
    let slug: String = slug.trim_matches('_').chars().take(24).collect();
    let start = if slug.is_empty() { "choice".to_owned() } else { slug.trim_end_matches('_').to_owned() };
    let free = std::iter::once(start.clone()).chain((2..10_000).map(|number| format!("{start}_{number}")));
    free.filter(|key| key != "other" && key != "importance" && !taken(key)).find_map(|key| ChoiceKey::new(key).ok())
}

/// Reads choices from the rows of a table. A row without a text in either language is left out.
fn change_choices(choices: &mut Vec<Choice>, table: &str, typed: &Fields) {
    choices.clear();
    for row in typed.rows(table) {
        let text = typed.row_words(table, &row, "");
        if text.is_empty() {
            continue;
        }
        let taken = |key: &str| choices.iter().any(|held| held.key.as_str() == key);
        let Some(key) = key_of(typed, table, &row, &text, &taken) else { continue };
        let worth = typed.number(&format!("{table}.{row}.worth"), -LARGEST, LARGEST);
        choices.push(Choice { key, text, pinned: typed.is_set(&format!("{table}.{row}.pinned")), worth });
    }
}

fn change_items(items: &mut Vec<ServqualItem>, typed: &Fields) {
    items.clear();
    for row in typed.rows("items") {
        let expectation = typed.row_words("items", &row, "expectation_");
        let perception = typed.row_words("items", &row, "perception_");
        if expectation.is_empty() && perception.is_empty() {
            continue;
        }
        let taken = |key: &str| items.iter().any(|held| held.key.as_str() == key);
        let number = Words::new("", format!("q{}", items.len() + 1));
        let Some(key) = key_of(typed, "items", &row, &number, &taken) else { continue };
        let dimension = typed.text(&format!("items.{row}.dimension"));
        items.push(ServqualItem { key, dimension, expectation, perception });
    }
}
