//! Checking one question.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Checker;
use super::codes::CheckCode;
use crate::surveys::keys::QuestionKey;
use crate::surveys::question::{Choice, LONGEST_TEXT, Question, QuestionKind, ServqualItem};

/// Most choices of one question.
const MOST_CHOICES: usize = 300;

/// Whether a question gives a score.
pub(super) fn has_score(question: &Question) -> bool {
    question.kind.scale().is_some()
        || matches!(question.kind, QuestionKind::Servqual { .. } | QuestionKind::Facets { .. })
}

impl Checker<'_> {
    pub(super) fn question(&mut self, at: &str, question: &Question, sees: usize) {
        self.needed(&format!("{at}/text"), &question.text);
        self.whole_or_none(&format!("{at}/help"), &question.help);
        for (name, words) in [("text", &question.text), ("help", &question.help)] {
            self.fills(&format!("{at}/{name}"), words, sees);
        }
        self.condition(&format!("{at}/condition"), question.condition.as_deref(), sees, Some(question.key.as_str()));
        self.kind(&format!("{at}/kind"), question, sees);
    }

    fn kind(&mut self, at: &str, question: &Question, sees: usize) {
        match &question.kind {
            QuestionKind::Rating { steps, low, high, .. } => {
                if !(3..=10).contains(steps) {
                    self.add(format!("{at}/steps"), CheckCode::BadSteps, steps.to_string());
                }
                self.whole_or_none(&format!("{at}/low"), low);
                self.whole_or_none(&format!("{at}/high"), high);
            }
            QuestionKind::SingleChoice { choices, other, .. } => {
                self.choices(&format!("{at}/choices"), choices, if *other { 1 } else { 2 });
            }
            QuestionKind::MultipleChoice { choices, other, least, most, .. } => {
                self.choices(&format!("{at}/choices"), choices, 1);
                self.least_and_most(at, choices.len() + usize::from(*other), *least, *most);
            }
            QuestionKind::Matrix { rows, columns } => {
                self.choices(&format!("{at}/rows"), rows, 1);
                self.choices(&format!("{at}/columns"), columns, 2);
            }
            QuestionKind::Ranking { choices, .. } => self.choices(&format!("{at}/choices"), choices, 2),
            QuestionKind::Slider { low, high, step, low_label, high_label } => {
                self.range(at, Some(*low), Some(*high));
                if !(step.is_finite() && *step > 0.0 && *step <= high - low) {
                    self.add(format!("{at}/step"), CheckCode::BadStep, step.to_string());
                }
                self.whole_or_none(&format!("{at}/low_label"), low_label);
                self.whole_or_none(&format!("{at}/high_label"), high_label);
            }
            QuestionKind::Number { low, high, counted_in, .. } => {
                self.range(at, *low, *high);
                self.whole_or_none(&format!("{at}/counted_in"), counted_in);
            }
            QuestionKind::Date { earliest, latest } => self.days(at, earliest.as_deref(), latest.as_deref()),
            QuestionKind::Text { limit, about, .. } => self.text(at, *limit, about.as_ref(), sees),
            QuestionKind::Contact { fields } => {
                let different: BTreeSet<_> = fields.iter().map(|field| field.what).collect();
                if fields.is_empty() {
                    self.add(format!("{at}/fields"), CheckCode::TooFewChoices, "1");
                }
                if different.len() != fields.len() {
                    self.add(format!("{at}/fields"), CheckCode::Twice, "");
                }
            }
            QuestionKind::Servqual { items, importance } => self.servqual(at, items, *importance),
            QuestionKind::Facets { facets } => {
                let different: BTreeSet<_> = facets.iter().collect();
                if facets.is_empty() {
                    self.add(format!("{at}/facets"), CheckCode::TooFewChoices, "1");
                }
                if different.len() != facets.len() {
                    self.add(format!("{at}/facets"), CheckCode::Twice, "");
                }
            }
            QuestionKind::Nps
            | QuestionKind::Enps
            | QuestionKind::Ces
            | QuestionKind::Csat { .. }
            | QuestionKind::Statement => {}
        }
    }

    fn choices(&mut self, at: &str, choices: &[Choice], least: usize) {
        if choices.len() < least {
            self.add(at, CheckCode::TooFewChoices, least.to_string());
        }
        if choices.len() > MOST_CHOICES {
            self.add(at, CheckCode::TooLarge, format!("{} choices, {MOST_CHOICES} at most", choices.len()));
        }
        let mut keys = BTreeSet::new();
        for (place, choice) in choices.iter().enumerate() {
            if !keys.insert(&choice.key) {
                self.add(format!("{at}/{place}/key"), CheckCode::DuplicateKey, choice.key.as_str());
            }
            self.needed(&format!("{at}/{place}/text"), &choice.text);
        }
    }

    fn least_and_most(&mut self, at: &str, there_are: usize, least: Option<u16>, most: Option<u16>) {
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            self.add(format!("{at}/least"), CheckCode::LeastAboveMost, format!("{least} > {most}"));
        }
        if let Some(least) = least.filter(|least| usize::from(*least) > there_are) {
            self.add(format!("{at}/least"), CheckCode::MoreThanThereAre, format!("{least} > {there_are}"));
        }
        if most == Some(0) {
            self.add(format!("{at}/most"), CheckCode::BadLimit, "0");
        }
    }

    fn range(&mut self, at: &str, low: Option<f64>, high: Option<f64>) {
        if let (Some(low), Some(high)) = (low, high)
            && !matches!(low.partial_cmp(&high), Some(std::cmp::Ordering::Less))
        {
            self.add(format!("{at}/low"), CheckCode::LeastAboveMost, format!("{low} > {high}"));
        }
    }

    fn days(&mut self, at: &str, earliest: Option<&str>, latest: Option<&str>) {
        let mut read = |name: &str, text: Option<&str>| {
            let text = text?;
            let day = text.parse::<NaiveDate>().ok();
            if day.is_none() {
                self.add(format!("{at}/{name}"), CheckCode::BadDay, text);
            }
            day
        };
        if let (Some(earliest), Some(latest)) = (read("earliest", earliest), read("latest", latest))
            && earliest > latest
        {
            self.add(format!("{at}/earliest"), CheckCode::LeastAboveMost, format!("{earliest} > {latest}"));
        }
    }

    fn text(&mut self, at: &str, limit: Option<u32>, about: Option<&QuestionKey>, sees: usize) {
        if let Some(limit) = limit.filter(|limit| *limit == 0 || *limit > LONGEST_TEXT) {
            self.add(format!("{at}/limit"), CheckCode::BadLimit, limit.to_string());
        }
        let Some(about) = about else { return };
        let place = format!("{at}/about");
        match self.definition.question(about.as_str()) {
            Some(question) if !has_score(question) => self.add(place, CheckCode::NoScore, about.as_str()),
            _ => {
                let found = self.look_back.variable(about.as_str(), sees, None).into_iter().collect();
                self.found(&place, found);
            }
        }
    }

    fn servqual(&mut self, at: &str, items: &[ServqualItem], importance: bool) {
        let at = format!("{at}/items");
        if items.is_empty() {
            self.add(at.as_str(), CheckCode::TooFewChoices, "1");
        }
        let mut keys = BTreeSet::new();
        let mut dimensions = BTreeSet::new();
        for (place, item) in items.iter().enumerate() {
            let at = format!("{at}/{place}");
            // Forms post the points of importance under this name.
            if !keys.insert(item.key.as_str()) || item.key.as_str() == "importance" {
                self.add(format!("{at}/key"), CheckCode::DuplicateKey, item.key.as_str());
            }
            match item.dimension() {
                Some(dimension) => drop(dimensions.insert(dimension)),
                None => self.add(format!("{at}/dimension"), CheckCode::UnknownDimension, item.dimension.as_str()),
            }
            self.needed(&format!("{at}/expectation"), &item.expectation);
            self.needed(&format!("{at}/perception"), &item.perception);
        }
        // Points for a dimension that is not asked about would weigh nothing.
        if importance && dimensions.len() < crate::surveys::Dimension::ALL.len() {
            self.add(at, CheckCode::UnknownDimension, format!("{} of 5 dimensions", dimensions.len()));
        }
    }
}
