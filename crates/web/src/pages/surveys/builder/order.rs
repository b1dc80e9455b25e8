//! What there is in a draft and in which order: parts come, go, are copied and moved.

use hamdel_domain::surveys::library::Block;
use hamdel_domain::surveys::{
    Calculated, Choice, ChoiceKey, Closing, ClosingKey, ContactField, ContactKind, Facet, Question, QuestionKey,
    QuestionKind, Quota, QuotaKey, RatingLook, Section, SectionKey, SurveyDefinition, Words,
};

use super::items::Item;

/// Kinds of question that can be added, under the headings they are offered by.
pub(super) const KINDS: [(&str, &[&str]); 3] = [
    ("survey-kinds-scores", &["nps", "csat", "ces", "enps", "rating", "matrix", "servqual", "facets"]),
    ("survey-kinds-choices", &["single_choice", "multiple_choice", "ranking"]),
    ("survey-kinds-values", &["text", "number", "slider", "date", "contact", "statement"]),
];

/// The first key of that beginning that is not taken.
fn free(start: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(start) {
        return start.to_owned();
    }
    // A key of 40 characters leaves no room for a number.
    let start: String = start.chars().take(32).collect();
    (2..).map(|number| format!("{start}_{number}")).find(|key| !taken(key)).unwrap_or_default()
}

fn question_key(definition: &SurveyDefinition, start: &str) -> Option<QuestionKey> {
    let taken = |key: &str| {
        definition.question(key).is_some() || definition.calculated.iter().any(|held| held.key.as_str() == key)
    };
    QuestionKey::new(free(start, taken)).ok()
}

fn section_key(definition: &SurveyDefinition, start: &str) -> Option<SectionKey> {
    SectionKey::new(free(start, |key| definition.sections.iter().any(|held| held.key.as_str() == key))).ok()
}

/// Adds something: `page`, `value`, `quota`, `end`, or to a page a question of a kind or a block of questions.
pub(super) fn add(definition: &mut SurveyDefinition, what: &str, page: &str, kind: &str) -> Option<Item> {
    match what {
        "page" => {
            let key = section_key(definition, "page")?;
            let item = Item::Page(key.to_string());
            let (title, condition, shuffled, questions) = (Words::default(), None, false, Vec::new());
            definition.sections.push(Section { key, title, condition, shuffled, questions });
            Some(item)
        }
        "value" => {
            let key = question_key(definition, "value")?;
            let item = Item::Value(key.to_string());
            definition.calculated.push(Calculated { key, formula: String::new() });
            Some(item)
        }
        "quota" => {
            let key = free("quota", |key| definition.quotas.iter().any(|held| held.key.as_str() == key));
            let key = QuotaKey::new(key).ok()?;
            let item = Item::Quota(key.to_string());
            definition.quotas.push(Quota { key, condition: None, limit: 100, closing: None });
            Some(item)
        }
        "end" => {
            let key = free("end", |key| definition.closings.iter().any(|held| held.key.as_str() == key));
            let key = ClosingKey::new(key).ok()?;
            let item = Item::End(key.to_string());
            let (title, text, condition, next_step) = (Words::default(), Words::default(), None, None);
            definition.closings.push(Closing { key, title, text, condition, next_step });
            Some(item)
        }
        "question" => add_question(definition, page, kind),
        _ => None,
    }
}

fn add_question(definition: &mut SurveyDefinition, page: &str, kind: &str) -> Option<Item> {
    let new = match kind.strip_prefix("block:") {
        Some(block) => Block::parse(block)?.questions(),
        None => {
            let start = match kind {
                "single_choice" | "multiple_choice" => "choice",
                "text" => "comment",
                "statement" => "note",
                "number" | "date" => "value",
                other => other,
            };
            vec![Question::new(QuestionKey::new(start).ok()?, new_kind(kind)?, Words::default())]
        }
    };
    let place = definition.sections.iter().position(|held| held.key.as_str() == page)?;
    let before = definition.sections[place].questions.last();
    let scored = before.filter(|held| held.kind.scale().is_some()).map(|held| held.key.clone());
    let mut first = None;
    let mut renamed: Vec<(QuestionKey, QuestionKey)> = Vec::new();
    for mut question in new {
        let key = question_key(definition, question.key.as_str())?;
        renamed.push((question.key.clone(), key.clone()));
        if let QuestionKind::Text { about, .. } = &mut question.kind {
            *about = match about {
                Some(was) => renamed.iter().find(|(of, _)| of == was).map(|(_, now)| now.clone()),
                // Words that are asked for right after a score are its reason, until somebody says otherwise.
                None => scored.clone(),
            };
        }
        first.get_or_insert_with(|| key.to_string());
        question.key = key;
        definition.sections[place].questions.push(question);
    }
    first.map(Item::Question)
}

fn new_kind(name: &str) -> Option<QuestionKind> {
    let choice =
        |key: &str| Some(Choice { key: ChoiceKey::new(key).ok()?, text: Words::default(), pinned: false, worth: None });
    let several = |start: &str, count: usize| -> Vec<Choice> {
        (1..=count).filter_map(|number| choice(&format!("{start}_{number}"))).collect()
    };
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
        "single_choice" => QuestionKind::SingleChoice { choices: several("choice", 2), other: false, shuffled: false },
        "multiple_choice" => QuestionKind::MultipleChoice {
            choices: several("choice", 2),
            other: false,
            shuffled: false,
            least: None,
            most: None,
        },
        "matrix" => QuestionKind::Matrix { rows: several("row", 2), columns: several("column", 3) },
        "servqual" => QuestionKind::Servqual { items: Vec::new(), importance: false },
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
        "ranking" => QuestionKind::Ranking { choices: several("choice", 3), shuffled: false },
        "contact" => QuestionKind::Contact {
            fields: [ContactKind::Name, ContactKind::Phone].map(|what| ContactField { what, required: false }).to_vec(),
        },
        "statement" => QuestionKind::Statement,
        _ => return None,
    })
}

/// Takes something out; a page with all its questions.
pub(super) fn remove(definition: &mut SurveyDefinition, item: &Item) {
    match item {
        Item::About => {}
        Item::Page(key) => definition.sections.retain(|held| held.key.as_str() != key),
        Item::Question(key) => definition.sections.iter_mut().for_each(|section| {
            section.questions.retain(|held| held.key.as_str() != key);
        }),
        Item::Value(key) => definition.calculated.retain(|held| held.key.as_str() != key),
        Item::Quota(key) => definition.quotas.retain(|held| held.key.as_str() != key),
        Item::End(key) => definition.closings.retain(|held| held.key.as_str() != key),
    }
}

/// Puts a copy behind a question or a page; the copies of questions have names of their own.
pub(super) fn copy(definition: &mut SurveyDefinition, item: &Item) -> Option<Item> {
    match item {
        Item::Question(key) => {
            let (section, place) = place_of(definition, key)?;
            let mut copied = definition.sections[section].questions[place].clone();
            copied.key = question_key(definition, key)?;
            let item = Item::Question(copied.key.to_string());
            definition.sections[section].questions.insert(place + 1, copied);
            Some(item)
        }
        Item::Page(key) => {
            let place = definition.sections.iter().position(|held| held.key.as_str() == key)?;
            let mut copied = definition.sections[place].clone();
            copied.key = section_key(definition, key)?;
            let questions = std::mem::take(&mut copied.questions);
            let new = copied.key.to_string();
            definition.sections.insert(place + 1, copied);
            for mut question in questions {
                question.key = question_key(definition, question.key.as_str())?;
                definition.sections[place + 1].questions.push(question);
            }
            Some(Item::Page(new))
        }
        _ => None,
    }
}

fn place_of(definition: &SurveyDefinition, key: &str) -> Option<(usize, usize)> {
    definition.sections.iter().enumerate().find_map(|(section, held)| {
        Some((section, held.questions.iter().position(|question| question.key.as_str() == key)?))
    })
}

/// Moves something by one place; a question over the edge of its page into the next one.
pub(super) fn shift(definition: &mut SurveyDefinition, item: &Item, up: bool) {
    match item {
        Item::About => {}
        Item::Page(key) => swap(&mut definition.sections, up, |held| held.key.as_str() == key),
        Item::Question(key) => shift_question(definition, key, up),
        Item::Value(key) => swap(&mut definition.calculated, up, |held| held.key.as_str() == key),
        Item::Quota(key) => swap(&mut definition.quotas, up, |held| held.key.as_str() == key),
        Item::End(key) => swap(&mut definition.closings, up, |held| held.key.as_str() == key),
    }
}

fn swap<T>(list: &mut [T], up: bool, is_it: impl Fn(&T) -> bool) {
    let Some(place) = list.iter().position(is_it) else { return };
    let other = if up { place.checked_sub(1) } else { Some(place + 1) };
    if let Some(other) = other.filter(|other| *other < list.len()) {
        list.swap(place, other);
    }
}

fn shift_question(definition: &mut SurveyDefinition, key: &str, up: bool) {
    let Some((section, place)) = place_of(definition, key) else { return };
    let sections = &mut definition.sections;
    let last = sections[section].questions.len() - 1;
    if up && place == 0 && section > 0 {
        let moved = sections[section].questions.remove(0);
        sections[section - 1].questions.push(moved);
    } else if !up && place == last && section + 1 < sections.len() {
        let moved = sections[section].questions.remove(last);
        sections[section + 1].questions.insert(0, moved);
    } else {
        swap(&mut sections[section].questions, up, |held| held.key.as_str() == key);
    }
}

/// Moves a question before another one or to the end of a page, a page before another one, and anything else within
/// its list; to the end where the target is not there.
pub(super) fn put_before(definition: &mut SurveyDefinition, item: &Item, target: &Item) {
    match (item, target) {
        (Item::Question(key), Item::Question(_) | Item::Page(_)) if item != target => {
            let Some((section, place)) = place_of(definition, key) else { return };
            let moved = definition.sections[section].questions.remove(place);
            let to = match target {
                Item::Question(other) => place_of(definition, other),
                Item::Page(page) => definition
                    .sections
                    .iter()
                    .position(|held| held.key.as_str() == page)
                    .map(|page| (page, definition.sections[page].questions.len())),
                _ => None,
            };
            let (section, place) = to.unwrap_or((section, place));
            definition.sections[section].questions.insert(place, moved);
        }
        (Item::Page(key), Item::Page(other)) => {
            before(&mut definition.sections, |held| held.key.as_str() == key, |held| held.key.as_str() == other);
        }
        (Item::Value(key), Item::Value(other)) => {
            before(&mut definition.calculated, |held| held.key.as_str() == key, |held| held.key.as_str() == other);
        }
        (Item::Quota(key), Item::Quota(other)) => {
            before(&mut definition.quotas, |held| held.key.as_str() == key, |held| held.key.as_str() == other);
        }
        (Item::End(key), Item::End(other)) => {
            before(&mut definition.closings, |held| held.key.as_str() == key, |held| held.key.as_str() == other);
        }
        _ => {}
    }
}

fn before<T>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool, is_target: impl Fn(&T) -> bool) {
    let Some(place) = list.iter().position(&is_it) else { return };
    let moved = list.remove(place);
    let to = list.iter().position(is_target).unwrap_or(place);
    list.insert(to, moved);
}

#[cfg(test)]
mod tests {
    use super::*;
    use hamdel_domain::surveys::library::library_survey;

    fn keys(definition: &SurveyDefinition) -> Vec<Vec<String>> {
        let of = |section: &Section| section.questions.iter().map(|held| held.key.to_string()).collect();
        definition.sections.iter().map(of).collect()
    }

    fn draft() -> SurveyDefinition {
        let mut draft = SurveyDefinition::default();
        for _ in 0..2 {
            add(&mut draft, "page", "", "").unwrap();
        }
        for (page, kind) in [("page", "nps"), ("page", "text"), ("page_2", "block:recommendation"), ("page_2", "text")]
        {
            add(&mut draft, "question", page, kind).unwrap();
        }
        draft
    }

    #[test]
    fn questions_come_go_and_move_and_no_two_have_one_name() {
        let mut draft = draft();
        assert_eq!(keys(&draft), [vec!["nps", "comment"], vec!["nps_2", "why", "comment_2"]]);
        let QuestionKind::Text { about, .. } = &draft.question("why").unwrap().kind else { panic!() };
        assert_eq!(about.as_ref().unwrap().as_str(), "nps_2", "the reasons are those of the score beside them");
        let question = |key: &str| Item::Question(key.to_owned());
        shift(&mut draft, &question("comment"), false);
        shift(&mut draft, &question("nps"), true);
        assert_eq!(keys(&draft), [vec!["nps"], vec!["comment", "nps_2", "why", "comment_2"]]);
        put_before(&mut draft, &question("why"), &question("nps"));
        put_before(&mut draft, &question("comment"), &Item::Page("page".to_owned()));
        put_before(&mut draft, &question("nps"), &question("nps"));
        put_before(&mut draft, &question("nps"), &question("gone"));
        assert_eq!(keys(&draft), [vec!["why", "nps", "comment"], vec!["nps_2", "comment_2"]]);
        assert_eq!(copy(&mut draft, &question("nps")), Some(question("nps_3")));
        assert_eq!(copy(&mut draft, &Item::Page("page_2".to_owned())), Some(Item::Page("page_2_2".to_owned())));
        assert_eq!(keys(&draft)[2], ["nps_2_2", "comment_2_2"]);
        shift(&mut draft, &Item::Page("page".to_owned()), false);
        put_before(&mut draft, &Item::Page("page_2_2".to_owned()), &Item::Page("page_2".to_owned()));
        remove(&mut draft, &Item::Page("page".to_owned()));
        remove(&mut draft, &question("comment_2"));
        assert_eq!(keys(&draft), [vec!["nps_2_2", "comment_2_2"], vec!["nps_2"]]);
    }

    #[test]
    fn every_kind_that_is_offered_can_be_added() {
        for kind in KINDS.iter().flat_map(|(_, kinds)| *kinds) {
            assert_eq!(new_kind(kind).map(|made| made.as_str().to_owned()).as_deref(), Some(*kind));
        }
        let mut survey = library_survey("after_purchase").unwrap().definition();
        let page = survey.sections[0].key.to_string();
        for block in Block::ALL {
            assert!(add(&mut survey, "question", &page, &format!("block:{}", block.as_str())).is_some());
        }
        assert_eq!(add(&mut survey, "question", &page, "block:none"), None);
        assert_eq!(add(&mut survey, "question", "none", "nps"), None);
    }
}
