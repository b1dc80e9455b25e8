//! Which questions a response meets, in which order, and what of them is missing.
//!
//! Conditions look back only, so one pass from the first question to the last settles everything: a question
//! that is hidden loses its answer before a later condition could see it.

use std::collections::BTreeMap;

use super::answers::Answers;
use super::complete::incomplete;
use super::conditions::{ConditionReader, Value, Values, add_answer, question_of_variable};
use super::definition::{Closing, Quota, Section, SurveyDefinition};
use super::keys::SectionKey;
use super::problems::FieldProblem;
use super::question::Question;
use super::shuffle::shuffle;

/// A survey with one set of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled<'d> {
    /// The survey.
    pub definition: &'d SurveyDefinition,
    /// The answers; those to hidden questions are cleared.
    pub answers: Answers,
    /// Answers, calculated values and traits, as conditions see them.
    pub values: Values,
    /// What is shown: sections with at least one question, in order.
    pub sections: Vec<ShownSection<'d>>,
    /// Conditions and formulas that failed with every value there; they count as not holding.
    pub faults: Vec<Fault>,
}

/// A section that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownSection<'d> {
    /// Its place in the definition.
    pub place: usize,
    /// The section.
    pub section: &'d Section,
    /// The questions that are shown, in the order of this response.
    pub questions: Vec<&'d Question>,
}

/// A condition or formula that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The text.
    pub text: String,
    /// Why, in the words of the language.
    pub reason: String,
}

/// How far a response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The page, from 1.
    pub page: usize,
    /// Pages as it looks now.
    pub of: usize,
}

impl Progress {
    /// Pages done before this one, in percent.
    #[must_use]
    pub fn percent(self) -> u8 {
        (self.page.saturating_sub(1) * 100).checked_div(self.of).map_or(100, |percent| percent.min(100) as u8)
    }
}

/// Settles a response: who is asked what, given these answers and traits.
#[must_use]
pub fn settle<'d>(
    definition: &'d SurveyDefinition,
    answers: &Answers,
    customer: &BTreeMap<String, Value>,
    seed: i64,
    reader: &dyn ConditionReader,
) -> Settled<'d> {
    let mut settling = Settling {
        reader,
        calculated: ready_places(definition, reader),
        settled: Settled {
            definition,
            answers: Answers::default(),
            values: Values { answers: BTreeMap::new(), customer: customer.clone() },
            sections: Vec::new(),
            faults: Vec::new(),
        },
    };
    let mut place = 0;
    for (number, section) in definition.sections.iter().enumerate() {
        settling.calculate(place);
        let shown = settling.holds(section.condition.as_deref());
        let mut questions = Vec::new();
        for question in &section.questions {
            settling.calculate(place);
            place += 1;
            if shown && settling.holds(question.condition.as_deref()) {
                questions.push(question);
                if let Some(answer) = answers.get(&question.key) {
                    add_answer(&mut settling.settled.values, question, answer);
                    settling.settled.answers.set(question.key.clone(), Some(answer.clone()));
                }
            }
        }
        if section.shuffled {
            shuffle(&mut questions, seed, section.key.as_str(), |_| false);
        }
        if !questions.is_empty() {
            settling.settled.sections.push(ShownSection { place: number, section, questions });
        }
    }
    settling.calculate(usize::MAX);
    settling.settled
}

struct Settling<'r, 'd> {
    reader: &'r dyn ConditionReader,
    /// For each calculated value: the number of questions after which it can be worked out; `None` once it was.
    calculated: Vec<Option<usize>>,
    settled: Settled<'d>,
}

impl Settling<'_, '_> {
    fn holds(&mut self, condition: Option<&str>) -> bool {
        let Some(text) = condition.filter(|text| !text.trim().is_empty()) else { return true };
        self.reader.holds(text, &self.settled.values).unwrap_or_else(|reason| {
            self.settled.faults.push(Fault { text: text.to_owned(), reason });
            false
        })
    }

    fn calculate(&mut self, place: usize) {
        for (number, calculated) in self.settled.definition.calculated.iter().enumerate() {
            if self.calculated[number].is_none_or(|ready| ready > place) {
                continue;
            }
            self.calculated[number] = None;
            let value = match self.reader.number(&calculated.formula, &self.settled.values) {
                Ok(number) => number.map_or(Value::Missing, Value::Number),
                Err(reason) => {
                    self.settled.faults.push(Fault { text: calculated.formula.clone(), reason });
                    Value::Missing
                }
            };
            self.settled.values.answers.insert(calculated.key.to_string(), value);
        }
    }
}

/// After how many questions each calculated value has everything it looks at.
#[must_use]
pub fn ready_places(definition: &SurveyDefinition, reader: &dyn ConditionReader) -> Vec<Option<usize>> {
    let mut ready: Vec<Option<usize>> = Vec::with_capacity(definition.calculated.len());
    for calculated in &definition.calculated {
        let place_of = |name: String| {
            let earlier = definition.calculated.iter().take(ready.len()).position(|held| held.key.as_str() == name);
            match earlier {
                Some(earlier) => ready[earlier].unwrap_or(0),
                None => question_of_variable(definition, &name).map_or(0, |(place, _)| place + 1),
            }
        };
        let names = reader.references(&calculated.formula).unwrap_or_default();
        let place = names.into_iter().map(place_of).max().unwrap_or(0);
        ready.push(Some(place));
    }
    ready
}

impl<'d> Settled<'d> {
    /// The page of that name, when it is shown.
    #[must_use]
    pub fn page(&self, key: &str) -> Option<&ShownSection<'d>> {
        self.sections.iter().find(|shown| shown.section.key.as_str() == key)
    }

    /// The page after one; the first for `None`, and `None` after the last. The page itself may be hidden by now.
    #[must_use]
    pub fn after(&self, page: Option<&SectionKey>) -> Option<&ShownSection<'d>> {
        let Some(key) = page else { return self.sections.first() };
        let place = self.place_of(key)?;
        self.sections.iter().find(|shown| shown.place > place)
    }

    /// The page before one.
    #[must_use]
    pub fn before(&self, page: &SectionKey) -> Option<&ShownSection<'d>> {
        let place = self.place_of(page)?;
        self.sections.iter().rev().find(|shown| shown.place < place)
    }

    fn place_of(&self, key: &SectionKey) -> Option<usize> {
        self.definition.sections.iter().position(|section| section.key == *key)
    }

    /// The first page on which something is missing; `None` when the response can be submitted.
    #[must_use]
    pub fn first_incomplete(&self) -> Option<&ShownSection<'d>> {
        self.sections.iter().find(|shown| !self.missing_on(shown).is_empty())
    }

    /// How far a response on this page is.
    #[must_use]
    pub fn progress(&self, page: &SectionKey) -> Progress {
        let place = self.place_of(page).unwrap_or(0);
        let page = self.sections.iter().filter(|shown| shown.place <= place).count().max(1);
        Progress { page, of: self.sections.len().max(page) }
    }

    /// What is missing on a page. A question that is hidden is never missing.
    #[must_use]
    pub fn missing_on(&self, page: &ShownSection<'d>) -> Vec<FieldProblem> {
        page.questions.iter().flat_map(|question| incomplete(question, self.answers.get(&question.key))).collect()
    }

    /// What is missing anywhere.
    #[must_use]
    pub fn missing(&self) -> Vec<FieldProblem> {
        self.sections.iter().flat_map(|page| self.missing_on(page)).collect()
    }

    /// The quotas that count this response, in the order of their names, so that two responses never wait for
    /// each other.
    #[must_use]
    pub fn quotas(&self, reader: &dyn ConditionReader) -> Vec<&'d Quota> {
        let holds = |condition: Option<&str>| self.holds(condition, reader);
        let mut quotas: Vec<&Quota> =
            self.definition.quotas.iter().filter(|quota| holds(quota.condition.as_deref())).collect();
        quotas.sort_by(|one, other| one.key.cmp(&other.key));
        quotas
    }

    /// The screen at the end: the first whose condition holds, of those that no quota names; `None` for plain thanks.
    #[must_use]
    pub fn closing(&self, reader: &dyn ConditionReader) -> Option<&'d Closing> {
        let of_quota =
            |closing: &Closing| self.definition.quotas.iter().any(|quota| quota.closing.as_ref() == Some(&closing.key));
        let mut open = self.definition.closings.iter().filter(|closing| !of_quota(closing));
        open.find(|closing| self.holds(closing.condition.as_deref(), reader))
    }

    /// The screen for those who come when a quota is full.
    #[must_use]
    pub fn closing_of_quota(&self, quota: &str) -> Option<&'d Closing> {
        let quota = self.definition.quotas.iter().find(|held| held.key.as_str() == quota)?;
        self.definition.closings.iter().find(|closing| quota.closing.as_ref() == Some(&closing.key))
    }

    fn holds(&self, condition: Option<&str>, reader: &dyn ConditionReader) -> bool {
        let text = condition.filter(|text| !text.trim().is_empty());
        text.is_none_or(|text| reader.holds(text, &self.values).unwrap_or(false))
    }
}
