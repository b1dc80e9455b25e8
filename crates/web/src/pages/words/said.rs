//! What is said of something, as a row shows it: how many, how, what goes with the score, and whether it grows.

use serde::Serialize;

use hamdel_app::feedback::FeedbackQuestion;
use hamdel_app::words::{LEAST, Said, ThemeSaid};
use hamdel_stats::compare::Comparison;
use hamdel_stats::interval::Estimate;
use hamdel_text::{Language, format};

use crate::pages::spark::Spark;
use crate::pages::voice::{self, CommentView, Voice, feedback};
use crate::texts::Texts;

/// A share with its interval, in words of the language.
#[derive(Serialize)]
pub(crate) struct Share {
    pub(crate) value: String,
    pub(crate) low: String,
    pub(crate) high: String,
}

/// A difference of scores, and whether it is more than chance.
#[derive(Serialize)]
pub(crate) struct Effect {
    /// Without its sign.
    pub(crate) size: String,
    /// `up`, `down` or `same`.
    pub(crate) direction: &'static str,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) beyond: bool,
    /// Scored comments behind it.
    pub(crate) n: u64,
}

/// What is said, in numbers of the language.
#[derive(Serialize)]
pub(crate) struct SaidView {
    /// The comments themselves.
    pub(crate) href: String,
    pub(crate) comments: u64,
    pub(crate) good: u64,
    pub(crate) bad: u64,
    /// Widths of good and bad in a bar of its comments, in hundredths.
    pub(crate) bar: [u64; 2],
    pub(crate) bad_share: Option<Share>,
    /// Comments with an opinion that are missing to a share.
    pub(crate) missing: u64,
    pub(crate) effect: Option<Effect>,
    /// Such comments of the period before.
    pub(crate) before: u64,
    /// How its share of all comments changed; of shares it is points.
    pub(crate) change: Option<Effect>,
    pub(crate) spark: Option<Spark>,
    pub(crate) sentences: Vec<CommentView>,
}

/// A theme in a table.
#[derive(Serialize)]
pub(crate) struct ThemeRow {
    pub(crate) key: String,
    pub(crate) name: String,
    /// How many stand above it, each with one of these.
    pub(crate) above: Vec<()>,
    /// Its own page.
    pub(crate) own: String,
    /// Whether phrases find it, or it only gathers those below it.
    pub(crate) has_phrases: bool,
    /// Comments that people put under it and its phrases do not find.
    pub(crate) missed: usize,
    pub(crate) said: SaidView,
}

pub(super) fn share(texts: &Texts, estimate: &Estimate) -> Share {
    let percent = |share: f64| format::percent(texts.language(), share, 0);
    Share { value: percent(estimate.value), low: percent(estimate.low), high: percent(estimate.high) }
}

pub(super) fn effect(texts: &Texts, compared: &Comparison) -> Effect {
    difference(compared, |value| format::decimal(texts.language(), value, 1))
}

/// A difference of shares, in points.
fn points(language: Language, compared: &Comparison) -> Effect {
    difference(compared, |value| format::decimal(language, 100.0 * value, 1))
}

fn difference(compared: &Comparison, number: impl Fn(f64) -> String) -> Effect {
    let size = number(compared.difference.abs());
    let direction = match compared.difference {
        _ if size == number(0.0) => "same",
        difference if difference < 0.0 => "down",
        _ => "up",
    };
    Effect {
        size,
        direction,
        low: number(compared.low),
        high: number(compared.high),
        beyond: compared.more_than_chance(),
        n: compared.n.1,
    }
}

/// What is said; the comments are those that answer `question`.
pub(super) fn said(voice: &Voice<'_>, question: &FeedbackQuestion, said: &Said) -> SaidView {
    let width = |part: u64| (100 * part).checked_div(said.comments).unwrap_or_default();
    let counts: Vec<i64> = said.by_step.iter().map(|count| i64::try_from(*count).unwrap_or(i64::MAX)).collect();
    SaidView {
        href: feedback(question),
        comments: said.comments,
        good: said.good,
        bad: said.bad,
        bar: [width(said.good), width(said.bad)],
        bad_share: said.bad_share.as_ref().map(|estimate| share(voice.texts, estimate)),
        missing: LEAST.saturating_sub(said.good + said.bad),
        effect: said.effect.as_ref().map(|compared| effect(voice.texts, compared)),
        before: said.before,
        change: said.change.as_ref().map(|compared| points(voice.texts.language(), compared)),
        spark: Spark::of(&counts),
        sentences: said.sentences.iter().map(|held| voice.comment(held, question)).collect(),
    }
}

/// A theme with what is said of it.
pub(super) fn theme(voice: &Voice<'_>, question: &FeedbackQuestion, held: &ThemeSaid, missed: usize) -> ThemeRow {
    let of_it = FeedbackQuestion { theme: Some(held.theme.key.clone()), ..question.clone() };
    ThemeRow {
        key: held.theme.key.clone(),
        name: voice.theme(&held.theme),
        above: vec![(); held.depth],
        own: voice::address(&format!("/voice/words/themes/{}", held.theme.key), question),
        has_phrases: !held.theme.include.is_empty(),
        missed,
        said: said(voice, &of_it, &held.said),
    }
}
