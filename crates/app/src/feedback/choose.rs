//! Which comments answer a question, and how many would without one of its conditions.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use hamdel_domain::feedback::ItemState;
use hamdel_text::facets::Subject;
use hamdel_text::search_key;
use hamdel_text::sentiment::Label;
use hamdel_text::themes::{Theme, ThemeSet};
use hamdel_text::urgency::Level;

use super::{FeedbackQuestion, Heard};

/// The comments that answer a question.
pub(super) struct Chosen {
    /// Those that need someone at once first, each kind from the newest.
    pub(super) comments: Vec<Heard>,
    pub(super) counts: Counts,
}

/// How many comments there would be without one condition each.
#[derive(Debug, PartialEq)]
pub(super) struct Counts {
    pub(super) labels: Vec<(Label, usize)>,
    pub(super) levels: Vec<(Level, usize)>,
    pub(super) subjects: Vec<(Subject, usize)>,
    pub(super) themes: Vec<(String, usize)>,
    pub(super) states: Vec<(ItemState, usize)>,
    pub(super) tags: Vec<(String, usize)>,
    pub(super) read: usize,
}

impl Chosen {
    /// Chooses among comments that come from the newest.
    pub(super) fn of(heard: Vec<Heard>, question: &FeedbackQuestion) -> Self {
        let sought = Sought::new(&question.words);
        let mut labels = Label::ALL.map(|label| (label, 0));
        let mut levels = Level::ALL.map(|level| (level, 0));
        let mut subjects: BTreeMap<Subject, usize> = BTreeMap::new();
        let mut themes: BTreeMap<String, usize> = BTreeMap::new();
        let mut states = ItemState::ALL.map(|state| (state, 0));
        let mut tags: BTreeMap<String, usize> = BTreeMap::new();
        let (mut comments, read) = (Vec::new(), heard.len());
        for held in heard {
            let of_owner = question.owner.is_none_or(|owner| owner.holds(held.handling.owner));
            if !of_owner || !sought.is_in(&held.comment.text) {
                continue;
            }
            let (label, level) = (held.understood.sentiment.label, held.understood.urgency.level);
            let state = held.handling.state;
            let spoken_of = |subject: &Subject| held.understood.facets.iter().any(|of| of.subject == *subject);
            let met = Met {
                label: question.label.is_none_or(|wanted| wanted == label),
                level: question.urgency.is_none_or(|wanted| level >= wanted),
                subject: question.subject.as_ref().is_none_or(spoken_of),
                theme: question.theme.as_ref().is_none_or(|theme| held.themes.contains(theme)),
                state: question.state.is_none_or(|wanted| wanted.holds(state)),
                tag: question.tag.as_ref().is_none_or(|tag| held.handling.tags.contains(tag)),
            };
            if met.all_but(met.label) {
                labels.iter_mut().filter(|(counted, _)| *counted == label).for_each(|(_, count)| *count += 1);
            }
            if met.all_but(met.level) {
                levels.iter_mut().filter(|(counted, _)| level >= *counted).for_each(|(_, count)| *count += 1);
            }
            if met.all_but(met.subject) {
                for of in &held.understood.facets {
                    *subjects.entry(of.subject.clone()).or_default() += 1;
                }
            }
            if met.all_but(met.theme) {
                for theme in &held.themes {
                    *themes.entry(theme.clone()).or_default() += 1;
                }
            }
            if met.all_but(met.state) {
                states.iter_mut().filter(|(counted, _)| *counted == state).for_each(|(_, count)| *count += 1);
            }
            if met.all_but(met.tag) {
                for tag in &held.handling.tags {
                    *tags.entry(tag.clone()).or_default() += 1;
                }
            }
            if met.missing() == 0 {
                comments.push(held);
            }
        }
        // Sorting is stable: within each the newest stay first. What is done does not come before all.
        comments.sort_by_key(|held| {
            Reverse(held.understood.urgency.level == Level::Now && held.handling.state != ItemState::Done)
        });
        let mut subjects: Vec<(Subject, usize)> = subjects.into_iter().collect();
        subjects.sort_by_key(|(_, count)| Reverse(*count));
        let mut themes: Vec<(String, usize)> = themes.into_iter().collect();
        themes.sort_by_key(|(_, count)| Reverse(*count));
        let mut tags: Vec<(String, usize)> = tags.into_iter().collect();
        tags.sort_by_key(|(_, count)| Reverse(*count));
        let (labels, levels, states) = (labels.to_vec(), levels.to_vec(), states.to_vec());
        let counts = Counts { labels, levels, subjects, themes, states, tags, read };
        Self { comments, counts }
    }
}

/// Which conditions a comment meets.
struct Met {
    label: bool,
    level: bool,
    subject: bool,
    theme: bool,
    state: bool,
    tag: bool,
}

impl Met {
    fn missing(&self) -> usize {
        [self.label, self.level, self.subject, self.theme, self.state, self.tag].iter().filter(|met| !**met).count()
    }

    /// Whether every condition is met, that one aside.
    fn all_but(&self, one: bool) -> bool {
        self.missing() == usize::from(!one)
    }
}

/// Words that are looked for: as they stand in any spelling, or in any inflection.
struct Sought {
    key: String,
    phrase: ThemeSet,
}

impl Sought {
    fn new(words: &str) -> Self {
        let theme = Theme {
            key: "sought".to_owned(),
            name_fa: String::new(),
            name_en: String::new(),
            parent: None,
            include: vec![words.to_owned()],
            exclude: Vec::new(),
        };
        // Signs alone are no phrase.
        Self { key: search_key(words).trim().to_owned(), phrase: ThemeSet::new(vec![theme]).unwrap_or_default() }
    }

    fn is_in(&self, text: &str) -> bool {
        if self.key.is_empty() {
            return true;
        }
        let key = search_key(text);
        key.contains(&self.key) || joined_in(&key, &self.key) || !self.phrase.matches(text).is_empty()
    }
}

/// Whether words stand there written together or apart: «سه شنبه» for «سه‌شنبه» and the other way round.
fn joined_in(text: &str, words: &str) -> bool {
    let words = words.replace(' ', "");
    let (mut joined, mut starts) = (String::with_capacity(text.len()), Vec::new());
    for word in text.split(' ') {
        starts.push(joined.len());
        joined.push_str(word);
    }
    starts.into_iter().any(|start| joined.get(start..).is_some_and(|rest| rest.starts_with(&words)))
}
