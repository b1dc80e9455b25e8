//! Words: what customers speak of, how, what it does to their scores, and what is new.

mod corrections;
mod effect;
mod hierarchy;
mod moved;
mod passed;
mod proposals;
mod said;
mod second;
#[cfg(test)]
mod tests;
mod themes;

pub use corrections::{Corrected, Correction, Corrections, SubjectMeant, correct};
pub use hierarchy::Hierarchy;
pub use moved::{WordsMoved, WordsTold, words_told};
pub use passed::{Blamed, WordsPassed};
pub use proposals::{Alike, Missed, Proposed};
pub use said::{Said, Steps, ThemeSaid};
pub use second::{
    NotRead, SECOND_READING, SecondReader, SecondReaderSettings, SecondReadingWorker, SecondReadings, read_again,
};
pub use themes::{
    ThemeChanged, ThemeWords, add_phrases, change_theme, hide_theme, make_theme, theme_change, theme_changes, themes,
    turn_down, undo_theme_change,
};

pub use hamdel_domain::themes::{KeptTheme, ThemeAction};
pub use hamdel_store::themes::ThemeChange;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use hamdel_domain::CustomerId;
use hamdel_stats::compare::{self, Comparison};
use hamdel_stats::interval::{Confidence, Estimate};
use hamdel_stats::proportion::Proportion;
use hamdel_text::facets::{SpokenOf, Subject};
use hamdel_text::language::CommentLanguage;
use hamdel_text::search_key;
use hamdel_text::sentiment::{Label, Report, Verdict};
use hamdel_text::themes::{Change, Phrasebook, ProposalOptions, changes};

use crate::App;
use crate::error::AppError;
use crate::feedback::{self, FeedbackQuestion, Heard, Learned};
use crate::pulse::{Freshness, Period};
use crate::scores::Step;
use said::Both;

/// Fewest comments of which a share is said.
pub const LEAST: u64 = 10;
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
    /// How much lower or higher the score is where it is spoken of badly, on a scale of 0 to 100; the p value is
    /// adjusted for so many subjects.
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
    /// The company's themes, in the order of their tree.
    pub themes: Vec<ThemeSaid>,
    /// The steps of time that themes are counted in.
    pub steps: Steps,
    /// Phrases that rose, then those that stand out.
    pub phrases: Vec<PhraseSaid>,
    /// The names of those who said the sentences, of those that have one.
    pub names: HashMap<CustomerId, String>,
    /// Comments of the period before, of which phrases are told to be new or rising.
    pub before: u64,
    /// How the model of sentiment is doing.
    pub report: Report,
    /// Comments that the company's own language model read because they were not understood surely.
    pub second: usize,
    /// The share of comments with a score that whatever reads them takes for what they are, without having seen them.
    pub accuracy: Option<Estimate>,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// The comments of a period and of the one before, read and understood.
struct Stretch {
    heard: Vec<Heard>,
    days: Vec<NaiveDate>,
    before: Vec<String>,
    more: bool,
    steps: Steps,
    learned: Arc<Learned>,
}

impl Stretch {
    async fn read(app: &App, question: &FeedbackQuestion, step: Step) -> Result<Self, AppError> {
        let until = app.clock.now();
        let from = feedback::start_of(app, question.period);
        let length = until.micros_since(from);
        let within = question.within.as_ref();
        let units = question.units.as_ref();
        let (now, more) = feedback::comments(app, (from, until), within, units).await?;
        let earlier = (from.plus_micros(-length), from.plus_micros(-1));
        let (before, _) = feedback::comments(app, earlier, within, units).await?;
        let heard = feedback::hear(app, now).await?;
        let day = |at| app.zone.local(at).date();
        let first = std::iter::successors(Some(step.start(day(from))), |start| Some(step.after(*start)));
        Ok(Self {
            days: heard.iter().map(|held| day(held.comment.at)).collect(),
            heard,
            before: before.into_iter().map(|comment| comment.text).collect(),
            more,
            steps: Steps { starts: first.take_while(|start| *start <= day(until)).collect() },
            learned: feedback::learned(app).await?,
        })
    }

    fn both(&self) -> Both<'_> {
        Both { heard: &self.heard, days: &self.days, before: &self.before, steps: &self.steps }
    }
}

/// What customers said; that `actor` read it is recorded, for sentences and who said them are among it.
///
/// # Errors
/// When the history or the store fails.
pub async fn words(app: &App, question: &FeedbackQuestion, step: Step, actor: &str) -> Result<Words, AppError> {
    let stretch = Stretch::read(app, question, step).await?;
    let (more, report) = (stretch.more, *stretch.learned.report());
    let second = stretch.learned.readings.count();
    let freshness = crate::pulse::freshness(app).await?;
    let summed = tokio::task::spawn_blocking(move || {
        let summed = SummedUp::of(&stretch.heard, &stretch.before);
        let themes = stretch.both().themes(&stretch.learned.hierarchy, &stretch.learned.understanding.themes);
        (summed, themes, stretch.steps)
    });
    let (summed, themes, steps) = summed.await.map_err(|_| AppError::invalid("text", "could not be summed up"))?;
    let said = summed.subjects.iter().flat_map(|said| &said.sentences);
    let names = if question.nameless { HashMap::new() } else { feedback::names(app, said).await? };
    crate::audit::record(app, actor, "words.read", "feedback", "").await?;
    let SummedUp { comments, labels, good, bad, languages, subjects, phrases, before } = summed;
    Ok(Words {
        comments,
        more,
        labels,
        good,
        bad,
        languages,
        subjects,
        themes,
        steps,
        phrases,
        second,
        names,
        before,
        accuracy: accuracy(&report),
        report,
        freshness,
    })
}

/// What is said of the company's themes, and what may be worth one.
#[derive(Clone, Debug, PartialEq)]
pub struct Themes {
    /// Comments of the period.
    pub comments: u64,
    /// Those that stand under a theme.
    pub placed: u64,
    /// Whether there were more than were read.
    pub more: bool,
    /// Comments of the period before.
    pub before: u64,
    /// The themes in the order of their tree.
    pub themes: Vec<ThemeSaid>,
    /// Themes that are put away.
    pub hidden: Vec<KeptTheme>,
    /// Phrases that no theme finds, those that rose first.
    pub proposed: Vec<Proposed>,
    /// Comments that share words and stand under no theme.
    pub alike: Vec<Alike>,
    /// What people put under themes by hand and their phrases do not find, by key.
    pub missed: BTreeMap<String, Missed>,
    /// The steps of time that themes are counted in.
    pub steps: Steps,
    /// The names of those who said the sentences, of those that have one.
    pub names: HashMap<CustomerId, String>,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// What is said of themes; that `actor` read it is recorded.
///
/// # Errors
/// When the history or the store fails.
pub async fn themes_said(app: &App, question: &FeedbackQuestion, step: Step, actor: &str) -> Result<Themes, AppError> {
    let stretch = Stretch::read(app, question, step).await?;
    let kept = themes(app).await?;
    let freshness = crate::pulse::freshness(app).await?;
    let summed = tokio::task::spawn_blocking(move || {
        let both = stretch.both();
        let Learned { hierarchy, understanding, corrections, .. } = &*stretch.learned;
        let placed =
            corrections.all().iter().filter_map(|held| Some((held.text.as_str(), held.correction.themes.as_deref()?)));
        Themes {
            comments: stretch.heard.len() as u64,
            placed: stretch.heard.iter().filter(|held| !held.themes.is_empty()).count() as u64,
            more: stretch.more,
            before: stretch.before.len() as u64,
            themes: both.themes(hierarchy, &understanding.themes),
            proposed: proposals::proposed(&both, &kept),
            alike: proposals::alike(&stretch.heard),
            missed: proposals::missed(placed, &understanding.themes, &stretch.heard),
            hidden: kept.into_iter().filter(|theme| theme.hidden).collect(),
            steps: stretch.steps.clone(),
            names: HashMap::new(),
            freshness,
        }
    });
    let found = summed.await.map_err(|_| AppError::invalid("text", "could not be summed up"))?;
    let of_themes = found.themes.iter().flat_map(|held| &held.said.sentences);
    let of_phrases = found.proposed.iter().flat_map(|held| &held.said.sentences);
    let of_groups = found.alike.iter().flat_map(|held| &held.sentences);
    let said = of_themes.chain(of_phrases).chain(of_groups);
    let names = if question.nameless { HashMap::new() } else { feedback::names(app, said).await? };
    crate::audit::record(app, actor, "words.read", "themes", "").await?;
    Ok(Themes { names, ..found })
}

/// Phrases that are new or rose by more than chance in the last seven days, the furthest beyond chance first.
///
/// # Errors
/// When the history fails.
pub(crate) async fn rising(app: &App) -> Result<Vec<PhraseSaid>, AppError> {
    let until = app.clock.now();
    let from = feedback::start_of(app, Period::Week);
    let length = until.micros_since(from);
    let (now, _) = feedback::comments(app, (from, until), None, None).await?;
    let (before, _) = feedback::comments(app, (from.plus_micros(-length), from.plus_micros(-1)), None, None).await?;
    let heard = feedback::hear(app, now).await?;
    let found = tokio::task::spawn_blocking(move || {
        let before: Vec<String> = before.into_iter().map(|comment| comment.text).collect();
        phrases(&heard, &before)
    });
    let mut found = found.await.map_err(|_| AppError::invalid("text", "could not be summed up"))?;
    found.retain(|said| said.rising);
    Ok(found)
}

/// What comments alone say.
struct SummedUp {
    comments: u64,
    labels: BTreeMap<Label, u64>,
    good: Option<Estimate>,
    bad: Option<Estimate>,
    languages: BTreeMap<CommentLanguage, u64>,
    subjects: Vec<SubjectSaid>,
    phrases: Vec<PhraseSaid>,
    before: u64,
}

impl SummedUp {
    fn of(heard: &[Heard], before: &[String]) -> Self {
        let mut labels: BTreeMap<Label, u64> = BTreeMap::new();
        let mut languages: BTreeMap<CommentLanguage, u64> = BTreeMap::new();
        for held in heard {
            *labels.entry(held.understood.sentiment.label).or_default() += 1;
            *languages.entry(held.understood.language.language).or_default() += 1;
        }
        let comments = heard.len() as u64;
        let of = |label: Label| labels.get(&label).copied().unwrap_or_default();
        Self {
            comments,
            good: share(of(Label::Positive), comments),
            bad: share(of(Label::Negative), comments),
            subjects: subjects(heard),
            phrases: phrases(heard, before),
            before: before.len() as u64,
            labels,
            languages,
        }
    }
}

/// Of comments that were held out, by what reads comments now: the model, or the lexicon until it is better.
fn accuracy(report: &Report) -> Option<Estimate> {
    let tried = if report.verdict == Verdict::Learned { &report.held_out } else { &report.lexicon };
    share(u64::from(tried.right_positive + tried.right_negative), u64::from(tried.n()))
}

fn share(part: u64, all: u64) -> Option<Estimate> {
    (all >= LEAST).then(|| Some(Proportion::of_counts(part, all).ok()?.wilson(Confidence::P95))).flatten()
}

/// What is spoken of in comments, that which is spoken of badly most often first.
pub(crate) fn subjects(heard: &[Heard]) -> Vec<SubjectSaid> {
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
            SubjectSaid {
                subject: subject.clone(),
                comments,
                good,
                bad,
                bad_share: share(bad, good + bad),
                effect,
                sentences: sentences(&said),
            }
        })
        .collect();
    adjust(&mut subjects);
    subjects.sort_by(|one, other| other.bad.cmp(&one.bad).then_with(|| one.subject.cmp(&other.subject)));
    subjects
}

/// The clearest, each wording once: the same words from many are no more to read.
fn sentences(said: &[(&Heard, &SpokenOf)]) -> Vec<Heard> {
    let mut seen = HashSet::new();
    let fresh = said.iter().filter(|(held, _)| seen.insert(search_key(&held.comment.text)));
    fresh.take(SENTENCES).map(|(held, _)| (*held).clone()).collect()
}

/// The clearest comments, each wording once; bad before good, for it asks for an answer.
fn sentences_of(those: &[&Heard]) -> Vec<Heard> {
    let clear = |held: &Heard| {
        let sentiment = held.understood.sentiment;
        let side = if sentiment.polarity < 0.0 { 1.0 } else { 0.5 };
        side * sentiment.polarity.abs() * sentiment.confidence
    };
    let mut sorted = those.to_vec();
    sorted.sort_by(|one, other| clear(other).total_cmp(&clear(one)));
    let mut seen = HashSet::new();
    let fresh = sorted.into_iter().filter(|held| seen.insert(search_key(&held.comment.text)));
    fresh.take(SENTENCES).cloned().collect()
}

/// One subject in twenty would have an effect by chance alone (Benjamini and Hochberg 1995).
fn adjust(subjects: &mut [SubjectSaid]) {
    let compared: Vec<f64> = subjects.iter().filter_map(|said| Some(said.effect?.p_value)).collect();
    let Ok(adjusted) = compare::benjamini_hochberg(&compared) else { return };
    let effects = subjects.iter_mut().filter_map(|said| said.effect.as_mut());
    for (effect, p_value) in effects.zip(adjusted) {
        effect.p_value = p_value;
    }
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
    let risen: Vec<Change> = changes(&earlier, &now, LEAST_OF_A_PHRASE).into_iter().filter(rose).collect();
    let mut shown: Vec<PhraseSaid> = risen
        .iter()
        .filter(|change| !risen.iter().any(|longer| says_more(longer, change)))
        .take(MOST_PHRASES)
        .map(|change| PhraseSaid {
            new: change.is_new(),
            rising: true,
            comments: change.now,
            before: (change.before, change.all_before),
            phrase: change.phrase.clone(),
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

/// Whether a longer phrase says the same and more: it holds the other, in most of its comments.
fn says_more(longer: &Change, change: &Change) -> bool {
    longer.phrase.len() > change.phrase.len()
        && f64::from(longer.now) >= 0.7 * f64::from(change.now)
        && format!(" {} ", longer.phrase).contains(&format!(" {} ", change.phrase))
}
