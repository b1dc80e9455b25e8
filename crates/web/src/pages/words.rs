//! Words: what customers talk about, how, what it does to their scores, and what is new.

pub(crate) mod said;
pub(crate) mod theme;
pub(crate) mod themes;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::feedback::{FeedbackQuestion, MOST_READ, learned};
use hamdel_app::scores::Step;
use hamdel_app::words::{self, LEAST, PhraseSaid, SubjectSaid, Words};
use hamdel_domain::rights::{Right, Scope};
use hamdel_stats::interval::Estimate;
use hamdel_text::language::CommentLanguage;
use hamdel_text::sentiment::{LEAST_LABELS, LEAST_OF_A_SIDE, Label, Verdict};
use hamdel_text::{Language, format};

use self::said::{Effect, Share, ThemeRow, effect, share, theme};
use super::voice::{self, Choice, CommentView, Tab, Voice, Within, feedback, question};
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
const PATH: &str = "/voice/words";

/// The page.
#[derive(Serialize)]
pub(crate) struct WordsPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) periods: Vec<Choice>,
    pub(crate) period: &'static str,
    pub(crate) within: Option<Within>,
    pub(crate) comments: u64,
    /// Whether there are more than were read, which are so many at most.
    pub(crate) more: bool,
    pub(crate) most: usize,
    /// The shares that are good and bad; none of too few comments.
    pub(crate) good: Option<Share>,
    pub(crate) bad: Option<Share>,
    /// Comments missing to a share.
    pub(crate) missing: u64,
    pub(crate) blamed: Option<Blamed>,
    /// Comments by sentiment.
    pub(crate) labels: Vec<Choice>,
    pub(crate) subjects: Vec<SubjectRow>,
    /// The company's own themes.
    pub(crate) themes: Vec<ThemeRow>,
    /// The page of themes.
    pub(crate) all_themes: String,
    pub(crate) rising: Vec<PhraseRow>,
    pub(crate) standing_out: Vec<PhraseRow>,
    /// Comments of the period before.
    pub(crate) before: u64,
    pub(crate) languages: Vec<LanguageRow>,
    pub(crate) model: ModelView,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

impl Page for WordsPage {
    const TEMPLATE: &'static str = "pages/words/page.html";
}

/// What is spoken of badly most often.
#[derive(Serialize)]
pub(crate) struct Blamed {
    pub(crate) name: String,
    pub(crate) comments: u64,
    pub(crate) href: String,
}

/// A subject in the table, and the sentences that say it most clearly.
#[derive(Serialize)]
pub(crate) struct SubjectRow {
    /// Its place on the page.
    pub(crate) id: String,
    pub(crate) name: String,
    /// `facet` or `touchpoint`.
    pub(crate) kind: &'static str,
    pub(crate) href: String,
    pub(crate) comments: u64,
    pub(crate) good: u64,
    pub(crate) bad: u64,
    /// Widths of good and bad in a bar of its comments, in hundredths.
    pub(crate) bar: [u64; 2],
    pub(crate) bad_share: Option<Share>,
    /// Comments with an opinion of it that are missing to a share.
    pub(crate) missing: u64,
    pub(crate) effect: Option<Effect>,
    pub(crate) sentences: Vec<CommentView>,
}

/// A phrase.
#[derive(Serialize)]
pub(crate) struct PhraseRow {
    pub(crate) phrase: String,
    pub(crate) href: String,
    pub(crate) comments: u32,
    pub(crate) before: u32,
    pub(crate) new: bool,
}

/// A language of comments.
#[derive(Serialize)]
pub(crate) struct LanguageRow {
    pub(crate) name: &'static str,
    pub(crate) comments: u64,
    pub(crate) share: String,
}

/// How the model of sentiment is doing.
#[derive(Serialize)]
pub(crate) struct ModelView {
    /// Its verdict, by its name in the locales.
    pub(crate) verdict: &'static str,
    pub(crate) good: u32,
    pub(crate) bad: u32,
    /// Labels that people gave by hand, among them.
    pub(crate) corrections: u32,
    /// Comments that the company's own language model read, among those of late.
    pub(crate) second: usize,
    /// Scored comments missing to learning, and how many of them must be of one side.
    pub(crate) missing: usize,
    pub(crate) missing_good: usize,
    pub(crate) missing_bad: usize,
    pub(crate) accuracy: Option<Share>,
    /// Comments behind the accuracy.
    pub(crate) tried: u64,
    /// Of a hundred comments, those taken for the wrong side, where as many were tried.
    pub(crate) wrong: Option<u64>,
}

/// `GET /voice/words`: `period`, `within` `column:name`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let question = words_asked(&signed, &params);
    let step = step_of(&question, signed.reader.language);
    let found = words::words(&state.app, &question, step, &signed.user.actor()).await?;
    let learned = learned(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let touchpoints = touchpoints(&state.app).await?;
    let hierarchy = &learned.hierarchy;
    let voice = Voice { texts, names: &found.names, touchpoints: &touchpoints, colleagues: &[], hierarchy };
    shell::show(&state, &signed.reader, Area::Voice, &page(&voice, &question, &found))
}

/// What an address asks of words, within what who reads may see: words are of all units, so names are for those who
/// may read them everywhere.
pub(crate) fn words_asked(signed: &Signed, params: &Params) -> FeedbackQuestion {
    let nameless = signed.user.scope(Right::ReadPersonalData) != Scope::Everything;
    FeedbackQuestion { nameless, ..place_of(params) }
}

/// What an address asks of words: a period and a place.
fn place_of(params: &Params) -> FeedbackQuestion {
    let FeedbackQuestion { period, within, .. } = question(params, 0);
    FeedbackQuestion { period, within, page: 1, ..FeedbackQuestion::default() }
}

/// The length of a point in what is told over time.
pub(crate) fn step_of(question: &FeedbackQuestion, language: Language) -> Step {
    Step::of(question.period, language == Language::Persian)
}

fn page(voice: &Voice<'_>, question: &FeedbackQuestion, found: &Words) -> WordsPage {
    let texts = voice.texts;
    let shown = |estimate: &Option<Estimate>| estimate.as_ref().map(|estimate| share(texts, estimate));
    let label = |label: Label| Choice {
        name: Some(label.as_str()),
        href: feedback(&FeedbackQuestion { label: Some(label), ..question.clone() }),
        chosen: false,
        n: Some(found.labels.get(&label).copied().unwrap_or_default()),
    };
    let phrases = |rising: bool| {
        let of = found.phrases.iter().filter(move |said| said.rising == rising);
        of.map(|said| phrase(question, said)).collect()
    };
    WordsPage {
        tabs: voice::tabs("words", question.period, question.within.as_ref()),
        periods: voice::periods(PATH, question),
        period: question.period.as_str(),
        within: voice::narrowed(voice, PATH, question),
        comments: found.comments,
        more: found.more,
        most: MOST_READ,
        good: shown(&found.good),
        bad: shown(&found.bad),
        missing: LEAST.saturating_sub(found.comments),
        blamed: found.subjects.first().filter(|said| said.bad > 0).map(|said| Blamed {
            name: voice.subject(&said.subject),
            comments: said.bad,
            href: leading(question, said),
        }),
        labels: Label::ALL.iter().rev().map(|held| label(*held)).collect(),
        subjects: found.subjects.iter().map(|said| subject(voice, question, said)).collect(),
        themes: found.themes.iter().map(|held| theme(voice, question, held, 0)).collect(),
        all_themes: voice::address(themes::PATH, question),
        rising: phrases(true),
        standing_out: phrases(false),
        before: found.before,
        languages: languages(texts, found),
        model: model(texts, found),
        up_to: found.freshness.up_to.micros(),
        waiting: found.freshness.waiting,
    }
}

fn leading(question: &FeedbackQuestion, said: &SubjectSaid) -> String {
    feedback(&FeedbackQuestion { subject: Some(said.subject.clone()), ..question.clone() })
}

fn subject(voice: &Voice<'_>, question: &FeedbackQuestion, said: &SubjectSaid) -> SubjectRow {
    let width = |part: u64| (100 * part).checked_div(said.comments).unwrap_or_default();
    SubjectRow {
        id: format!("{}-{}", said.subject.kind.as_str(), said.subject.key),
        name: voice.subject(&said.subject),
        kind: said.subject.kind.as_str(),
        href: leading(question, said),
        comments: said.comments,
        good: said.good,
        bad: said.bad,
        bar: [width(said.good), width(said.bad)],
        bad_share: said.bad_share.as_ref().map(|estimate| share(voice.texts, estimate)),
        missing: LEAST.saturating_sub(said.good + said.bad),
        effect: said.effect.as_ref().map(|compared| effect(voice.texts, compared)),
        sentences: said.sentences.iter().map(|held| voice.comment(held, question)).collect(),
    }
}

fn phrase(question: &FeedbackQuestion, said: &PhraseSaid) -> PhraseRow {
    PhraseRow {
        phrase: said.phrase.clone(),
        href: feedback(&FeedbackQuestion { words: said.phrase.clone(), ..question.clone() }),
        comments: said.comments,
        before: said.before.0,
        new: said.new,
    }
}

fn languages(texts: &Texts, found: &Words) -> Vec<LanguageRow> {
    let row = |language: CommentLanguage| {
        let comments = *found.languages.get(&language)?;
        let share = format::percent(texts.language(), comments as f64 / found.comments.max(1) as f64, 0);
        Some(LanguageRow { name: language.as_str(), comments, share })
    };
    let mut rows: Vec<LanguageRow> = CommentLanguage::ALL.into_iter().filter_map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.comments));
    rows
}

fn model(texts: &Texts, found: &Words) -> ModelView {
    let report = &found.report;
    let [bad, _, good] = report.labels;
    let short = |of: u32| LEAST_OF_A_SIDE.saturating_sub(of as usize);
    let sided = LEAST_LABELS.saturating_sub((good + bad) as usize);
    let missing = if report.verdict == Verdict::TooFewLabels { sided.max(short(good) + short(bad)) } else { 0 };
    let tried = found.accuracy.as_ref().filter(|estimate| estimate.n >= 100);
    ModelView {
        verdict: report.verdict.as_str(),
        good,
        bad,
        corrections: report.corrections,
        second: found.second,
        missing,
        missing_good: short(good),
        missing_bad: short(bad),
        accuracy: found.accuracy.as_ref().map(|estimate| share(texts, estimate)),
        tried: found.accuracy.as_ref().map_or(0, |estimate| estimate.n),
        wrong: tried.map(|estimate| (100.0 * (1.0 - estimate.value)).round() as u64),
    }
}
