//! Words: what customers speak of, how, what it does to their scores, and what is new.

mod effect;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use hamdel_stats::compare::Comparison;
use hamdel_stats::interval::{Confidence, Estimate};
use hamdel_stats::proportion::Proportion;
use hamdel_text::facets::{SpokenOf, Subject};
use hamdel_text::language::CommentLanguage;
use hamdel_text::sentiment::{Label, Report};
use hamdel_text::themes::{Change, Phrasebook, ProposalOptions, changes};

use crate::App;
use crate::error::AppError;
use crate::feedback::{self, FeedbackQuestion, Heard, MOST_READ};
use crate::pulse::Freshness;

/// Fewest comments of which a share is said.
const LEAST: u64 = 10;
/// Sentences that stand for a subject.
const SENTENCES: usize = 3;
/// Phrases that are shown.
const MOST_PHRASES: usize = 12;
/// Comments that must hold a phrase.
const LEAST_OF_A_PHRASE: u32 = 4;
/// Strength beyond which chance is below 0.001 (log-likelihood ratio).
const BEYOND_CHANCE: f64 = 10.83;

/// What is said of a subject.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectSaid {
    /// Facet or touchpoint.
    pub subject: Subject,
    /// Comments that speak of it.
    pub comments: u64,
    /// Those that speak well of it, and badly.
    pub good: u64,
    /// Those that speak badly of it.
    pub bad: u64,
    /// The share of bad among those with an opinion, with its interval; none of fewer than ten.
    pub bad_share: Option<Estimate>,
    /// How much lower or higher the score is where it is spoken of badly, on a scale of 0 to 100.
    pub effect: Option<Comparison>,
    /// The sentences that say it most clearly, the clearest first.
    pub sentences: Vec<Heard>,
}

/// A phrase that comes up more often, or that is worth a look.
#[derive(Clone, Debug, PartialEq)]
pub struct PhraseSaid {
    /// The phrase.
    pub phrase: String,
    /// Comments of the period that hold it.
    pub comments: u32,
    /// Its comments and all comments of the period before.
    pub before: (u32, u32),
    /// Whether its share rose by more than chance.
    pub rising: bool,
    /// Whether nobody said it in the period before.
    pub new: bool,
}

/// What customers said in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// Comments of the period.
    pub comments: u64,
    /// Whether there were more than were read.
    pub more: bool,
    /// How many of each sentiment.
    pub labels: BTreeMap<Label, u64>,
    /// The share that is good, with its interval; none of fewer than ten.
    pub good: Option<Estimate>,
    /// The share that is bad.
    pub bad: Option<Estimate>,
    /// How many in each language.
    pub languages: BTreeMap<CommentLanguage, u64>,
    /// What is spoken of, that which is spoken of badly most often first.
    pub subjects: Vec<SubjectSaid>,
    /// Phrases that rose, then those that stand out.
    pub phrases: Vec<PhraseSaid>,
    /// How the model of sentiment is doing.
    pub report: Report,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// What customers said.
///
/// # Errors
/// When the history or the store fails.
pub async fn words(app: &App, question: &FeedbackQuestion) -> Result<Words, AppError> {
    let until = app.clock.now();
    let from = feedback::start_of(app, question.period);
    let length = until.micros_since(from);
    let within = question.within.as_ref();
    let now = feedback::comments(app, (from, until), within).await?;
    let before = feedback::comments(app, (from.plus_micros(-length), from.plus_micros(-1)), within).await?;
    let more = now.len() >= MOST_READ;
    let heard = feedback::hear(app, now).await?;
    let report = *feedback::learned(app).await?.report();
    let freshness = crate::pulse::freshness(app).await?;
    let summed = tokio::task::spawn_blocking(move || {
        let before: Vec<String> = before.into_iter().map(|comment| comment.text).collect();
        sum_up(&heard, &before)
    });
    let summed = summed.await.map_err(|_| AppError::invalid("text", "could not be summed up"))?;
    Ok(Words { more, report, freshness, ..summed })
}

fn sum_up(heard: &[Heard], before: &[String]) -> Words {
    let mut labels: BTreeMap<Label, u64> = BTreeMap::new();
    let mut languages: BTreeMap<CommentLanguage, u64> = BTreeMap::new();
    for held in heard {
        *labels.entry(held.understood.sentiment.label).or_default() += 1;
        *languages.entry(held.understood.language.language).or_default() += 1;
    }
    let comments = heard.len() as u64;
    let of = |label: Label| labels.get(&label).copied().unwrap_or_default();
    Words {
        comments,
        more: false,
        good: share(of(Label::Positive), comments),
        bad: share(of(Label::Negative), comments),
        subjects: subjects(heard),
        phrases: phrases(heard, before),
        report: Report::untrained(),
        freshness: Freshness { up_to: hamdel_domain::Instant::from_micros(0), waiting: 0 },
        labels,
        languages,
    }
}

fn share(part: u64, all: u64) -> Option<Estimate> {
    (all >= LEAST).then(|| Some(Proportion::of_counts(part, all).ok()?.wilson(Confidence::P95))).flatten()
}

fn subjects(heard: &[Heard]) -> Vec<SubjectSaid> {
    let mut spoken: BTreeMap<&Subject, Vec<(&Heard, &SpokenOf)>> = BTreeMap::new();
    for held in heard {
        for of in &held.understood.facets {
            spoken.entry(&of.subject).or_default().push((held, of));
        }
    }
    let mut subjects: Vec<SubjectSaid> = spoken
        .into_iter()
        .map(|(subject, mut said)| {
            let of = |label: Label| said.iter().filter(|(_, of)| of.sentiment.label == label).count() as u64;
            let (good, bad) = (of(Label::Positive), of(Label::Negative));
            let effect = effect::of_speaking_badly(heard, subject);
            let comments = said.len() as u64;
            said.sort_by(|one, other| clearness(other.1).total_cmp(&clearness(one.1)));
            let sentences = said.iter().take(SENTENCES).map(|(held, _)| (*held).clone()).collect();
            SubjectSaid {
                subject: subject.clone(),
                comments,
                good,
                bad,
                bad_share: share(bad, good + bad),
                effect,
                sentences,
            }
        })
        .collect();
    subjects.sort_by(|one, other| other.bad.cmp(&one.bad).then_with(|| one.subject.cmp(&other.subject)));
    subjects
}

/// How clearly something is said: bad before good, for it asks for an answer.
fn clearness(of: &SpokenOf) -> f32 {
    let side = if of.sentiment.polarity < 0.0 { 1.0 } else { 0.5 };
    side * of.sentiment.polarity.abs() * of.sentiment.confidence
}

fn phrases(heard: &[Heard], before: &[String]) -> Vec<PhraseSaid> {
    let (mut now, mut earlier) = (Phrasebook::new(), Phrasebook::new());
    heard.iter().for_each(|held| now.add(&held.comment.text));
    before.iter().for_each(|text| earlier.add(text));
    let known = earlier.comments() > 0;
    let rose = |change: &Change| known && change.is_rising() && change.strength > BEYOND_CHANCE;
    let mut shown: Vec<PhraseSaid> = changes(&earlier, &now, LEAST_OF_A_PHRASE)
        .into_iter()
        .filter(rose)
        .take(MOST_PHRASES)
        .map(|change| PhraseSaid {
            new: change.is_new(),
            rising: true,
            comments: change.now,
            before: (change.before, change.all_before),
            phrase: change.phrase,
        })
        .collect();
    let options = ProposalOptions { least_comments: LEAST_OF_A_PHRASE, most: 2 * MOST_PHRASES };
    for proposal in now.proposals(Some(&earlier), options) {
        if shown.len() >= MOST_PHRASES {
            break;
        }
        if shown.iter().all(|held| held.phrase != proposal.phrase) {
            let before = (earlier.count(&proposal.phrase), earlier.comments());
            let (phrase, comments) = (proposal.phrase, proposal.comments);
            shown.push(PhraseSaid { phrase, comments, before, rising: false, new: false });
        }
    }
    shown
}
