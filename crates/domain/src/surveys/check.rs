//! Checking a survey before it is published: every problem with its place and its code.
//!
//! A place is a JSON pointer into the definition, such as `/sections/0/questions/2/text/fa`, so that a builder
//! finds the field.

mod codes;
mod keys;
mod look_back;
mod question;

use std::collections::BTreeSet;

use super::conditions::ConditionReader;
use super::definition::{Closing, SurveyDefinition};
use super::words::Words;

pub use codes::{CheckCode, CheckProblem};
pub use keys::read_definition;
use look_back::LookBack;

/// Most bytes of a definition as JSON.
pub const LARGEST: usize = 1024 * 1024;
/// Most questions of a survey.
pub const MOST_QUESTIONS: usize = 500;

/// Everything that keeps a survey from being published, in the order of the definition.
#[must_use]
pub fn check(definition: &SurveyDefinition, reader: &dyn ConditionReader) -> Vec<CheckProblem> {
    let mut checker = Checker { definition, problems: Vec::new(), look_back: LookBack::new(definition, reader) };
    checker.whole();
    checker.sections();
    checker.calculated();
    checker.quotas();
    checker.closings();
    checker.problems
}

struct Checker<'a> {
    definition: &'a SurveyDefinition,
    problems: Vec<CheckProblem>,
    look_back: LookBack<'a>,
}

impl<'a> Checker<'a> {
    fn add(&mut self, place: impl Into<String>, code: CheckCode, detail: impl Into<String>) {
        self.problems.push(CheckProblem { place: place.into(), code, detail: detail.into() });
    }

    fn whole(&mut self) {
        let definition = self.definition;
        if definition.languages.is_empty() {
            self.add("/languages", CheckCode::NoLanguage, "");
        }
        let different: BTreeSet<_> = definition.languages.iter().collect();
        if different.len() != definition.languages.len() {
            self.add("/languages", CheckCode::LanguageTwice, "");
        }
        self.needed("/title", &definition.title);
        self.whole_or_none("/introduction", &definition.introduction);
        self.fills("/introduction", &definition.introduction, 0);
        self.whole_or_none("/look/logo_text", &definition.look.logo_text);
        if !is_colour(&definition.look.colour) {
            self.add("/look/colour", CheckCode::BadColour, definition.look.colour.as_str());
        }
        let questions = definition.questions().filter(|(_, question)| question.kind.is_answered()).count();
        match questions {
            0 => self.add("/sections", CheckCode::NoQuestions, ""),
            n if n > MOST_QUESTIONS => {
                self.add("/sections", CheckCode::TooLarge, format!("{n} questions, {MOST_QUESTIONS} at most"));
            }
            _ => {}
        }
        if let Some(main) = &definition.main {
            match definition.question(main.as_str()) {
                None => self.add("/main", CheckCode::UnknownQuestion, main.as_str()),
                Some(question) if !question::has_score(question) => {
                    self.add("/main", CheckCode::NoScore, main.as_str());
                }
                Some(_) => {}
            }
        }
    }

    fn sections(&mut self) {
        let mut section_keys = BTreeSet::new();
        let mut question_keys = BTreeSet::new();
        let mut number = 0;
        for (place, section) in self.definition.sections.iter().enumerate() {
            let at = format!("/sections/{place}");
            if !section_keys.insert(&section.key) {
                self.add(format!("{at}/key"), CheckCode::DuplicateKey, section.key.as_str());
            }
            self.whole_or_none(&format!("{at}/title"), &section.title);
            self.fills(&format!("{at}/title"), &section.title, number);
            self.condition(&format!("{at}/condition"), section.condition.as_deref(), number, None);
            if section.questions.is_empty() {
                self.add(format!("{at}/questions"), CheckCode::EmptySection, section.key.as_str());
            }
            let start = number;
            for (place, question) in section.questions.iter().enumerate() {
                let at = format!("{at}/questions/{place}");
                if !question_keys.insert(question.key.as_str()) {
                    self.add(format!("{at}/key"), CheckCode::DuplicateKey, question.key.as_str());
                }
                // In an order of their own, questions of one page are never earlier than each other.
                let sees = if section.shuffled { start } else { number };
                self.question(&at, question, sees);
                number += 1;
            }
        }
    }

    fn calculated(&mut self) {
        let mut keys: BTreeSet<&str> = self.definition.questions().map(|(_, question)| question.key.as_str()).collect();
        for (place, calculated) in self.definition.calculated.iter().enumerate() {
            let at = format!("/calculated/{place}");
            if !keys.insert(calculated.key.as_str()) {
                self.add(format!("{at}/key"), CheckCode::DuplicateKey, calculated.key.as_str());
            }
            let found = self.look_back.formula(&calculated.formula, place);
            self.found(&format!("{at}/formula"), found);
        }
    }

    fn quotas(&mut self) {
        let mut keys = BTreeSet::new();
        let end = self.look_back.end();
        for (place, quota) in self.definition.quotas.iter().enumerate() {
            let at = format!("/quotas/{place}");
            if !keys.insert(&quota.key) {
                self.add(format!("{at}/key"), CheckCode::DuplicateKey, quota.key.as_str());
            }
            if quota.limit == 0 {
                self.add(format!("{at}/limit"), CheckCode::BadLimit, "0");
            }
            self.condition(&format!("{at}/condition"), quota.condition.as_deref(), end, None);
            if let Some(closing) = &quota.closing
                && !self.definition.closings.iter().any(|held| held.key == *closing)
            {
                self.add(format!("{at}/closing"), CheckCode::UnknownClosing, closing.as_str());
            }
        }
    }

    fn closings(&mut self) {
        let mut keys = BTreeSet::new();
        for (place, closing) in self.definition.closings.iter().enumerate() {
            let at = format!("/closings/{place}");
            if !keys.insert(&closing.key) {
                self.add(format!("{at}/key"), CheckCode::DuplicateKey, closing.key.as_str());
            }
            self.closing(&at, closing);
        }
    }

    fn closing(&mut self, at: &str, closing: &Closing) {
        let end = self.look_back.end();
        self.needed(&format!("{at}/title"), &closing.title);
        self.whole_or_none(&format!("{at}/text"), &closing.text);
        for (name, words) in [("title", &closing.title), ("text", &closing.text)] {
            self.fills(&format!("{at}/{name}"), words, end);
        }
        self.condition(&format!("{at}/condition"), closing.condition.as_deref(), end, None);
        if let Some(next) = &closing.next_step {
            self.needed(&format!("{at}/next_step/label"), &next.label);
            if !is_address(&next.address) {
                self.add(format!("{at}/next_step/address"), CheckCode::BadAddress, next.address.as_str());
            }
        }
    }

    /// A text that must be there in every language that is offered.
    fn needed(&mut self, at: &str, words: &Words) {
        for language in &self.definition.languages {
            if words.written(*language).trim().is_empty() {
                self.add(format!("{at}/{language}"), CheckCode::MissingText, language.code());
            }
        }
    }

    /// A text that may be left out, but not in one language alone.
    fn whole_or_none(&mut self, at: &str, words: &Words) {
        if !words.is_empty() {
            self.needed(at, words);
        }
    }

    /// Whether what a text fills in comes before question number `sees`.
    fn fills(&mut self, at: &str, words: &Words, sees: usize) {
        for language in &self.definition.languages {
            let found: Vec<_> = super::piping::variables(words.written(*language))
                .filter_map(|name| self.look_back.variable(name, sees, None))
                .collect();
            for (code, name) in found {
                self.add(format!("{at}/{language}"), code, name);
            }
        }
    }

    fn condition(&mut self, at: &str, condition: Option<&str>, sees: usize, own: Option<&str>) {
        if let Some(text) = condition.filter(|text| !text.trim().is_empty()) {
            let found = self.look_back.condition(text, sees, own);
            self.found(at, found);
        }
    }

    fn found(&mut self, at: &str, found: Vec<(CheckCode, String)>) {
        for (code, detail) in found {
            self.add(at, code, detail);
        }
    }
}

fn is_colour(text: &str) -> bool {
    text.is_empty()
        || text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// An address that a link may lead to; nothing that a browser would run.
fn is_address(text: &str) -> bool {
    let plain = !text.chars().any(|character| character.is_control() || character.is_whitespace());
    let known = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|start| text.len() > start.len() && text.starts_with(start));
    let own = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
    plain && (known || own)
}
