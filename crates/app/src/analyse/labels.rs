//! Which label stands for which sentiment.
//!
//! A file says `HAPPY` and `SAD`, `1` and `0`, or stars from 1 to 5. Words that are known are taken at their word;
//! of two that are not, the one whose comments the lexicon finds better is the good one.

use std::collections::BTreeMap;

use hamdel_domain::digits::latin_digits;
use hamdel_text::sentiment::{Label, Model, Reader, Scale};

use super::table::{Table, TableFile};
use crate::AppError;

/// More different labels than this are no labels.
const MOST_LABELS: usize = 20;
const GOOD: &[&str] = &["positive", "pos", "good", "happy", "satisfied", "like", "مثبت", "خوب", "خوشحال", "راضی"];
const BAD: &[&str] =
    &["negative", "neg", "bad", "sad", "unhappy", "dissatisfied", "dislike", "منفی", "بد", "ناراحت", "غمگین", "ناراضی"];
const NEITHER: &[&str] = &["neutral", "neu", "mixed", "passive", "خنثی", "بی‌نظر", "متوسط"];

/// The labels of one file.
#[derive(Debug)]
pub(super) struct Labels {
    scale: Option<Scale>,
    named: BTreeMap<String, Label>,
}

impl Labels {
    /// Reads which labels there are in a column, and what each means.
    pub(super) fn learn(file: &TableFile, text: &str, label: &str) -> Result<Self, AppError> {
        let mut table = Table::open(file)?;
        let (text, label) = (table.place("text", text)?, table.place("label", label)?);
        let (model, mut reader) = (Model::default(), Reader::new());
        // Of each label: comments, and the sum of their polarity by the lexicon.
        let mut seen: BTreeMap<String, (u64, f64)> = BTreeMap::new();
        while table.next()? {
            let (Some(label), Some(comment)) = (table.text(label), table.text(text)) else { continue };
            let of_it = seen.entry(label.into_owned()).or_default();
            of_it.0 += 1;
            of_it.1 += f64::from(model.score(&mut reader, &comment).1.polarity);
            if seen.len() > MOST_LABELS && scale_of(&seen).is_none() {
                let words = format!("more than {MOST_LABELS} different labels; labels are classes or scores");
                return Err(AppError::invalid("label", words));
            }
        }
        Self::of(&seen)
    }

    fn of(seen: &BTreeMap<String, (u64, f64)>) -> Result<Self, AppError> {
        let none = |named| Self { scale: None, named };
        let by_name: BTreeMap<String, Label> =
            seen.keys().filter_map(|label| Some((label.clone(), named(label)?))).collect();
        if seen.len() >= 2 && by_name.len() == seen.len() {
            return Ok(none(by_name));
        }
        if seen.len() == 2 {
            let mut sides: Vec<(&String, f64)> =
                seen.iter().map(|(label, (n, polarity))| (label, polarity / *n as f64)).collect();
            sides.sort_by(|one, other| one.1.total_cmp(&other.1));
            let [(bad, low), (good, high)] = sides[..] else { return Err(unclear(seen)) };
            // One that is known by its name says what the other is.
            let turned = named(bad) == Some(Label::Positive) || named(good) == Some(Label::Negative);
            if low == high && !turned {
                return Err(unclear(seen));
            }
            let (good, bad) = if turned { (bad, good) } else { (good, bad) };
            return Ok(none(BTreeMap::from([(good.clone(), Label::Positive), (bad.clone(), Label::Negative)])));
        }
        match scale_of(seen) {
            Some(scale) => Ok(Self { scale: Some(scale), named: BTreeMap::new() }),
            None => Err(unclear(seen)),
        }
    }

    /// What a label says; `None` for one that was not there, or a score off the scale.
    pub(super) fn read(&self, label: &str) -> Option<Label> {
        match self.scale {
            Some(scale) => scale.label(latin_digits(label).trim().parse().ok()?),
            None => self.named.get(label).copied(),
        }
    }

    /// The classes, each with its name in this file.
    pub(super) fn classes(&self) -> Vec<(Label, String)> {
        let order = [Label::Negative, Label::Neutral, Label::Positive];
        if self.scale.is_some() {
            return order
                .iter()
                .zip(["negative", "neutral", "positive"])
                .map(|(label, name)| (*label, name.to_owned()))
                .collect();
        }
        let name = |label: &Label| {
            let names: Vec<&str> =
                self.named.iter().filter(|(_, means)| *means == label).map(|(name, _)| name.as_str()).collect();
            (!names.is_empty()).then(|| (*label, names.join("/")))
        };
        order.iter().filter_map(name).collect()
    }
}

fn unclear(seen: &BTreeMap<String, (u64, f64)>) -> AppError {
    let labels = seen.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    AppError::invalid("label", format!("which of these is good and which is bad: {labels}?"))
}

fn named(label: &str) -> Option<Label> {
    let label = label.trim().to_lowercase();
    let is = |names: &[&str]| names.contains(&label.as_str());
    if is(GOOD) {
        Some(Label::Positive)
    } else if is(BAD) {
        Some(Label::Negative)
    } else {
        is(NEITHER).then_some(Label::Neutral)
    }
}

/// The scale of labels that are all scores, by the greatest of them.
fn scale_of(seen: &BTreeMap<String, (u64, f64)>) -> Option<Scale> {
    let mut most = f64::MIN;
    for label in seen.keys() {
        let score: f64 = latin_digits(label).trim().parse().ok()?;
        if !(0.0..=10.0).contains(&score) {
            return None;
        }
        most = most.max(score);
    }
    Some(match most {
        most if most <= 5.0 => Scale::OneToFive,
        most if most <= 7.0 => Scale::OneToSeven,
        _ => Scale::Nps,
    })
}
