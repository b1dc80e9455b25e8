//! What is said of themes: how often, how, what goes with the score, and whether it grows.

use chrono::NaiveDate;

use hamdel_domain::themes::KeptTheme;
use hamdel_stats::compare::{self, Comparison};
use hamdel_stats::interval::{Confidence, Estimate};
use hamdel_stats::proportion::Proportion;
use hamdel_text::sentiment::Label;
use hamdel_text::themes::ThemeSet;

use super::{Hierarchy, LEAST, effect, sentences_of, share};
use crate::feedback::Heard;

/// What is said in some of the comments of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// How many they are.
    pub comments: u64,
    /// Those that are good on the whole.
    pub good: u64,
    /// Those that are bad.
    pub bad: u64,
    /// The share of bad among those with an opinion, with its interval; none of fewer than ten.
    pub bad_share: Option<Estimate>,
    /// How much lower or higher the score is there, on a scale of 0 to 100; the p value is adjusted for so many.
    pub effect: Option<Comparison>,
    /// Such comments of the period before.
    pub before: u64,
    /// Their share of all comments less that of the period before; none without comments on either side. The p value
    /// is adjusted for so many.
    pub change: Option<Comparison>,
    /// How many in each step of time, from the first.
    pub by_step: Vec<u64>,
    /// The sentences that say it most clearly, the clearest first.
    pub sentences: Vec<Heard>,
}

/// A theme, and what is said of it and of all below it.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeSaid {
    /// The theme.
    pub theme: KeptTheme,
    /// How many stand above it.
    pub depth: usize,
    /// What is said.
    pub said: Said,
}

/// The steps of time that comments are counted in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// The first day of each, from the first.
    pub starts: Vec<NaiveDate>,
}

impl Steps {
    fn of(&self, day: NaiveDate) -> Option<usize> {
        self.starts.partition_point(|start| *start <= day).checked_sub(1)
    }
}

/// The comments of two periods, one after the other.
pub(super) struct Both<'h> {
    /// The comments of the period.
    pub(super) heard: &'h [Heard],
    /// The day of each, in the company's zone.
    pub(super) days: &'h [NaiveDate],
    /// The words of the period before.
    pub(super) before: &'h [String],
    pub(super) steps: &'h Steps,
}

impl Both<'_> {
    /// What is said of every theme, in the order of the tree.
    pub(super) fn themes(&self, hierarchy: &Hierarchy, prepared: &ThemeSet) -> Vec<ThemeSaid> {
        let mut now: Vec<Vec<usize>> = vec![Vec::new(); hierarchy.themes.len()];
        for (place, held) in self.heard.iter().enumerate() {
            for theme in held.themes.iter().filter_map(|key| hierarchy.place(key)) {
                now.get_mut(theme).into_iter().for_each(|among| among.push(place));
            }
        }
        let mut before = vec![0_u64; hierarchy.themes.len()];
        for theme in self.before.iter().flat_map(|text| found_in(text, hierarchy, prepared)) {
            if let Some(count) = before.get_mut(theme) {
                *count += 1;
            }
        }
        let said = now.iter().zip(before).map(|(places, before)| self.said(places, before)).collect();
        let themes = hierarchy.themes.iter().zip(&hierarchy.depths);
        let held = themes.zip(adjusted(said));
        held.map(|((theme, depth), said)| ThemeSaid { theme: theme.clone(), depth: *depth, said }).collect()
    }

    /// What is said in the comments at those places, which rise.
    pub(super) fn said(&self, places: &[usize], before: u64) -> Said {
        let those: Vec<&Heard> = places.iter().filter_map(|place| self.heard.get(*place)).collect();
        let of = |label: Label| those.iter().filter(|held| held.understood.sentiment.label == label).count() as u64;
        let (comments, good, bad) = (those.len() as u64, of(Label::Positive), of(Label::Negative));
        let mut by_step = vec![0; self.steps.starts.len()];
        for step in places.iter().filter_map(|place| self.steps.of(*self.days.get(*place)?)) {
            by_step.get_mut(step).into_iter().for_each(|count| *count += 1);
        }
        Said {
            comments,
            good,
            bad,
            bad_share: share(bad, good + bad),
            effect: effect::of(self.heard, |place, _| places.binary_search(&place).is_ok()),
            before,
            change: self.change(comments, before),
            by_step,
            sentences: sentences_of(&those),
        }
    }

    fn change(&self, now: u64, before: u64) -> Option<Comparison> {
        let (all, all_before) = (self.heard.len() as u64, self.before.len() as u64);
        if all < LEAST || all_before < LEAST {
            return None;
        }
        let of = |part, all| Proportion::of_counts(part, all).ok();
        Some(compare::proportions(&of(before, all_before)?, &of(now, all)?, Confidence::P95))
    }
}

/// The places of the themes that a comment holds, those above them among them.
fn found_in(text: &str, hierarchy: &Hierarchy, prepared: &ThemeSet) -> Vec<usize> {
    let found = prepared.matches(text);
    let mut places: Vec<usize> =
        found.iter().flat_map(|found| prepared.lineage(found.theme)).map(|place| place as usize).collect();
    places.sort_unstable();
    places.dedup();
    places.retain(|place| *place < hierarchy.themes.len());
    places
}

/// One in twenty would differ by chance alone (Benjamini and Hochberg 1995).
pub(super) fn adjusted(mut said: Vec<Said>) -> Vec<Said> {
    adjust(said.iter_mut().filter_map(|held| held.effect.as_mut()).collect());
    adjust(said.iter_mut().filter_map(|held| held.change.as_mut()).collect());
    said
}

fn adjust(mut compared: Vec<&mut Comparison>) {
    let p_values: Vec<f64> = compared.iter().map(|held| held.p_value).collect();
    let Ok(adjusted) = compare::benjamini_hochberg(&p_values) else { return };
    compared.iter_mut().zip(adjusted).for_each(|(held, p_value)| held.p_value = p_value);
}
