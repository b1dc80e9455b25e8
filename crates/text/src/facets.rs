//! Who or what is spoken of, and how: facets (staff, price, waiting, …) and touchpoints (courier, branch, app, …),
//! each with a sentiment of its own: «غذا خوب بود ولی پیک بی‌ادب بود».

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::clauses::{Clauses, polarity};
use crate::language::CommentLanguage;
use crate::lexicon::headed_entries;
use crate::phrases::{Latin, Phrases};
use crate::sentiment::{Label, Model, Reader, Sentiment};
use crate::words::{Token, folded_id};

#[cfg(test)]
mod tests;

/// Most parts of a comment that are looked at for facets.
const MOST_SEGMENTS: usize = 64;
/// Share of the lexicon in the polarity of a part where both it and the learned model have an opinion.
const LEXICON_SHARE: f32 = 0.65;

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An aspect of the experience: staff, price, quality, …
    Facet,
    /// Where the company is met: courier, branch, app, …
    Touchpoint,
}

impl SubjectKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Facet, Self::Touchpoint];

    /// The name in data, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facet => "facet",
            Self::Touchpoint => "touchpoint",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// Something a comment can speak of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// Facet or touchpoint.
    pub kind: SubjectKind,
    /// Its stable key, such as `staff`.
    pub key: String,
}

/// A subject in a comment, and what is said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpokenOf {
    /// The subject.
    pub subject: Subject,
    /// What is said of it; neutral with confidence 0 where it is only named.
    pub sentiment: Sentiment,
    /// How many times it is named.
    pub mentions: u32,
}

/// The subjects a company knows, and the words by which they are recognised.
#[derive(Clone, Debug)]
pub struct Facets {
    subjects: Vec<Subject>,
    seeds: Phrases<u16>,
}

static SEEDS: LazyLock<Facets> = LazyLock::new(|| {
    let mut facets = Facets { subjects: Vec::new(), seeds: Phrases::default() };
    for (heading, entry) in headed_entries(include_str!("facets/seeds.txt")) {
        let (kind, key) = match heading.strip_prefix('@') {
            Some(key) => (SubjectKind::Touchpoint, key),
            None => (SubjectKind::Facet, heading),
        };
        let at = facets.place(kind, key);
        match entry.strip_prefix('*') {
            Some(entry) => facets.seeds.add(entry, Latin::Finglish, at),
            None => facets.seeds.add(entry, Latin::English, at),
        };
    }
    facets
});

impl Default for Facets {
    /// The eleven facets and seven touchpoints that Hamdel knows of itself: staff, price, quality, waiting,
    /// surroundings, signs, smell, cleanliness, app, packaging, support; courier, branch, app, website, phone, chat,
    /// billing.
    fn default() -> Self {
        SEEDS.clone()
    }
}

impl Facets {
    /// The subjects, in the order in which they are reported.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// Adds words of the company to a subject, which is made where it is new. Latin words are taken as English and
    /// as Finglish. False when a phrase has no word, or there are 65,535 subjects.
    pub fn extend(&mut self, kind: SubjectKind, key: &str, phrase: &str) -> bool {
        if self.subjects.len() >= usize::from(u16::MAX) {
            return false;
        }
        let at = self.place(kind, key);
        let added = self.seeds.add(phrase, Latin::English, at);
        if added && phrase.contains(|character: char| character.is_ascii_alphabetic()) {
            self.seeds.add(phrase, Latin::Finglish, at);
        }
        added
    }

    fn place(&mut self, kind: SubjectKind, key: &str) -> u16 {
        let found = self.subjects.iter().position(|subject| subject.kind == kind && subject.key == key);
        let at = found.unwrap_or_else(|| {
            self.subjects.push(Subject { kind, key: key.to_owned() });
            self.subjects.len() - 1
        });
        at as u16
    }

    /// What the comment that was read speaks of, in the order of [`Facets::subjects`].
    pub(crate) fn spoken_of(&self, reader: &mut Reader, model: &Model, language: CommentLanguage) -> Vec<SpokenOf> {
        let mentions = self.mentions(reader.words.tokens());
        if mentions.is_empty() {
            return Vec::new();
        }
        let mut tallies = vec![Tally::default(); self.subjects.len()];
        for segment in segments(reader, &mentions) {
            let sentiment = segment_sentiment(reader, model, language, segment.scored);
            let inside = mentions.iter().filter(|mention| (segment.start..segment.end).contains(&mention.at));
            for mention in inside {
                let Some(tally) = tallies.get_mut(usize::from(mention.subject)) else { continue };
                tally.mentions += 1;
                // Named twice in one part, it is still one statement.
                if tally.segment != Some(segment.start) {
                    tally.segment = Some(segment.start);
                    tally.add(sentiment);
                }
            }
        }
        let spoken = |(subject, tally): (&Subject, Tally)| {
            (tally.mentions > 0).then(|| SpokenOf {
                subject: subject.clone(),
                sentiment: tally.sentiment(model),
                mentions: tally.mentions,
            })
        };
        self.subjects.iter().zip(tallies).filter_map(spoken).collect()
    }

    fn mentions(&self, tokens: &[Token]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        for at in 0..tokens.len() {
            let start = mentions.len();
            for (_, subject) in self.seeds.starting_at(tokens, at) {
                if mentions.iter().skip(start).all(|mention| mention.subject != *subject) {
                    mentions.push(Mention { at, subject: *subject });
                }
            }
        }
        mentions
    }
}

#[derive(Clone, Copy, Debug)]
struct Mention {
    at: usize,
    subject: u16,
}

/// Tokens that speak of the same subjects: those named in `start..end`, judged by `scored`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    start: usize,
    end: usize,
    scored: (usize, usize),
}

/// Clauses, parted further where two subjects with an opinion each share one; an opinion that follows a clause
/// without any («غذا رو که نگو، افتضاح») is taken with it.
fn segments(reader: &Reader, mentions: &[Mention]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let tokens = reader.words.tokens();
    let named = |(start, end): (usize, usize)| mentions.iter().any(|mention| (start..end).contains(&mention.at));
    let judged =
        |(start, end): (usize, usize)| reader.clauses.opinions.iter().any(|opinion| (start..end).contains(&opinion.at));
    for clause in &reader.clauses.clauses {
        let whole = (clause.start, clause.end);
        if !named(whole) {
            if let Some(last) = segments.last_mut()
                && last.scored.1 == clause.start
                && !clause.contrast
                && judged(whole)
                && !judged(last.scored)
            {
                last.scored.1 = clause.end;
            }
            continue;
        }
        let mut start = clause.start;
        for at in clause.start + 1..clause.end {
            let (before, after) = ((start, at), (at, clause.end));
            if parts(tokens, mentions, reader, at) && named(before) && named(after) && judged(before) && judged(after) {
                segments.push(Segment { start, end: at, scored: before });
                start = at;
            }
            if segments.len() >= MOST_SEGMENTS {
                return segments;
            }
        }
        segments.push(Segment { start, end: clause.end, scored: (start, clause.end) });
    }
    segments
}

/// Whether a clause may be parted before a token: at "and", or where a subject is named that is no opinion itself
/// after an opinion that follows its own subject.
fn parts(tokens: &[Token], mentions: &[Mention], reader: &Reader, at: usize) -> bool {
    static AND: LazyLock<[u64; 4]> = LazyLock::new(|| ["و", "and", "va", "o"].map(folded_id));
    let and = |at: usize| tokens.get(at).is_some_and(|token| AND.contains(&token.id));
    if and(at) {
        return true;
    }
    let opinion_at = |at: usize| reader.clauses.opinions.iter().any(|opinion| opinion.at == at);
    let named = mentions.iter().any(|mention| mention.at == at) && !opinion_at(at);
    let between = |start: usize| reader.clauses.opinions.iter().any(|opinion| (start..at).contains(&opinion.at));
    let before = mentions.iter().rev().find(|mention| mention.at < at && !opinion_at(mention.at));
    named
        && before.is_some_and(|before| between(before.at))
        && at.checked_sub(1).is_some_and(|before| !opinion_at(before) || !english(tokens, at))
}

fn english(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.kind == crate::words::Kind::Latin)
}

fn segment_sentiment(
    reader: &mut Reader,
    model: &Model,
    language: CommentLanguage,
    scored: (usize, usize),
) -> Sentiment {
    let (good, bad) = sums(&reader.clauses, scored);
    let learned = model.part(reader, scored, (good, bad), language);
    if good + bad == 0.0 {
        // A part that only names a subject is not judged by the learned model's prior for it.
        return Sentiment { polarity: learned.polarity * 0.5, confidence: learned.confidence * 0.5, ..learned };
    }
    let by_lexicon = polarity(good, bad);
    Sentiment { polarity: LEXICON_SHARE * by_lexicon + (1.0 - LEXICON_SHARE) * learned.polarity, ..learned }
}

fn sums(clauses: &Clauses, (start, end): (usize, usize)) -> (f32, f32) {
    let inside = clauses.opinions.iter().filter(|opinion| (start..end).contains(&opinion.at));
    inside.fold((0.0, 0.0), |(good, bad), opinion| (good + opinion.value.max(0.0), bad - opinion.value.min(0.0)))
}

/// What the parts of a comment say of one subject.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    mentions: u32,
    segment: Option<usize>,
    weight: f32,
    polarity: f32,
    best: f32,
    worst: f32,
    last: Option<Sentiment>,
}

impl Tally {
    fn add(&mut self, sentiment: Sentiment) {
        let weight = sentiment.polarity.abs().max(0.05);
        self.weight += weight;
        self.polarity += weight * sentiment.polarity;
        self.best = self.best.max(sentiment.polarity);
        self.worst = self.worst.min(sentiment.polarity);
        if self.last.is_none_or(|last| last.confidence < sentiment.confidence) {
            self.last = Some(sentiment);
        }
    }

    fn sentiment(self, model: &Model) -> Sentiment {
        let Some(last) = self.last else { return Sentiment::none() };
        let polarity = if self.weight > 0.0 { self.polarity / self.weight } else { 0.0 };
        let label = if self.best > 0.4 && self.worst < -0.4 { Label::Mixed } else { model.label(polarity) };
        Sentiment { polarity, label, ..last }
    }
}
