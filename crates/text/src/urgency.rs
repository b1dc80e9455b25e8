//! How soon someone must act on a comment, and why.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::lexicon::headed_entries;
use crate::normalise::normalise;
use crate::phrases::{Latin, Phrases};
use crate::sentiment::{Label, Sentiment};
use crate::words::{Kind, Token, Words};

#[cfg(test)]
mod tests;

/// Most reasons that are given.
const MOST_REASONS: usize = 12;
/// Characters of the longest reason that is quoted.
const LONGEST_QUOTE: usize = 80;
/// Fury from which a comment is furious: worth an alert of its own.
pub const FURIOUS_FROM: f32 = 0.6;

/// How soon someone must act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// In the usual course.
    #[default]
    Calm,
    /// Today.
    Soon,
    /// At once.
    Now,
}

impl Level {
    /// Every level, the calmest first.
    pub const ALL: [Self; 3] = [Self::Calm, Self::Soon, Self::Now];

    /// The name in data, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Soon => "soon",
            Self::Now => "now",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// Why someone must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Life or health is in danger.
    Safety,
    /// Someone was hurt or fell ill.
    Injury,
    /// Law, police or the authorities are spoken of.
    Legal,
    /// The customer is about to go.
    Leaving,
    /// Contact was sought again and again.
    Unanswered,
    /// Money is asked back.
    Refund,
    /// Words of fury.
    Fury,
    /// Capitals, or marks in a row.
    Shouting,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::Safety,
        Self::Injury,
        Self::Legal,
        Self::Leaving,
        Self::Unanswered,
        Self::Refund,
        Self::Fury,
        Self::Shouting,
    ];

    /// The name in data, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Injury => "injury",
            Self::Legal => "legal",
            Self::Leaving => "leaving",
            Self::Unanswered => "unanswered",
            Self::Refund => "refund",
            Self::Fury => "fury",
            Self::Shouting => "shouting",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// A reason, with the words it was found by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The reason.
    pub reason: Reason,
    /// The words as written, at most 80 characters; empty for shouting.
    pub words: String,
}

/// How soon someone must act on a comment, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Urgency {
    /// How soon.
    pub level: Level,
    /// How furious, 0 to 1; see [`FURIOUS_FROM`].
    pub fury: f32,
    /// Why, in the order of the text; at most 12.
    pub reasons: Vec<Found>,
}

impl Urgency {
    /// Whether this is a furious sentence, worth an alert of its own.
    #[must_use]
    pub fn furious(&self) -> bool {
        self.fury >= FURIOUS_FROM
    }
}

static PHRASES: LazyLock<Phrases<(Reason, Level)>> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for (heading, entry) in headed_entries(include_str!("urgency/words.txt")) {
        let Some(value) = reason(heading) else { continue };
        match entry.strip_prefix('*') {
            Some(entry) => phrases.add(entry, Latin::Finglish, value),
            None => phrases.add(entry, Latin::English, value),
        };
    }
    phrases
});

fn reason(heading: &str) -> Option<(Reason, Level)> {
    Some(match heading {
        "safety now" => (Reason::Safety, Level::Now),
        "injury now" => (Reason::Injury, Level::Now),
        "legal now" => (Reason::Legal, Level::Now),
        "leaving soon" => (Reason::Leaving, Level::Soon),
        "unanswered soon" => (Reason::Unanswered, Level::Soon),
        "refund soon" => (Reason::Refund, Level::Soon),
        "fury" => (Reason::Fury, Level::Calm),
        _ => return None,
    })
}

/// How urgent the comment is that was read. A comment that praises is never more urgent than soon: «سوسک نبود» and
/// "the hospital was great" are read as what they are.
pub(crate) fn urgency(comment: &str, words: &Words, negated: &[bool], sentiment: &Sentiment) -> Urgency {
    let tokens = words.tokens();
    let mut urgency = Urgency::default();
    let mut fury = 0.0_f32;
    let mut soon = 0;
    let mut after = 0;
    for at in 0..tokens.len() {
        if at < after {
            continue;
        }
        let Some((length, (reason, level))) = PHRASES.longest_at(tokens, at) else { continue };
        after = at + length;
        if negated.get(at) == Some(&true) && length == 1 {
            continue;
        }
        let drawn_out = tokens.get(at).is_some_and(|token| token.drawn_out || token.shouted);
        if *reason == Reason::Fury {
            fury += if drawn_out { 0.45 } else { 0.3 };
        }
        soon += u32::from(*level == Level::Soon);
        urgency.level = urgency.level.max(*level);
        give(&mut urgency, *reason, quote(comment, words, tokens.get(at..after).unwrap_or_default()));
    }
    let shouting = shouting(words, tokens);
    if shouting > 0.0 {
        fury += shouting;
        give(&mut urgency, Reason::Shouting, String::new());
    }
    let badness = match sentiment.label {
        Label::Positive => 0.0,
        Label::Neutral => 0.4,
        Label::Mixed => 0.7,
        Label::Negative => 0.8 + 0.4 * (-sentiment.polarity).clamp(0.0, 1.0),
    };
    urgency.fury = (fury * badness).min(1.0);
    // Two reasons to act today, or one and fury, are one to act at once.
    if urgency.level == Level::Soon && (soon >= 2 && badness > 0.0 || urgency.furious()) {
        urgency.level = Level::Now;
    }
    if urgency.furious() {
        urgency.level = urgency.level.max(Level::Soon);
    }
    let praises = sentiment.label == Label::Positive && sentiment.confidence > 0.8;
    if praises {
        urgency.level = if urgency.level == Level::Now { Level::Soon } else { Level::Calm };
    }
    urgency
}

fn give(urgency: &mut Urgency, reason: Reason, words: String) {
    if urgency.reasons.len() < MOST_REASONS {
        urgency.reasons.push(Found { reason, words });
    }
}

/// The words as written, repaired, without what stood between them.
fn quote(comment: &str, words: &Words, tokens: &[Token]) -> String {
    let written = |token| normalise(words.written(comment, std::slice::from_ref(token)));
    tokens.iter().map(written).collect::<Vec<_>>().join(" ").chars().take(LONGEST_QUOTE).collect()
}

/// What capitals and marks in a row add to fury, 0 to 0.5.
fn shouting(words: &Words, tokens: &[Token]) -> f32 {
    let latin = tokens.iter().filter(|token| token.kind == Kind::Latin).count();
    let shouted = tokens.iter().filter(|token| token.shouted).count();
    let marks = words.marks();
    let by_capitals: f32 = if shouted >= 2 && shouted * 3 >= latin { 0.3 } else { 0.0 };
    let by_marks = if marks.longest_run >= 3 { 0.2 } else { 0.0 };
    by_capitals + by_marks
}
