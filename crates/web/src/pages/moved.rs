//! What moved, where, since when, and what passed: scores of every metric and what customers speak badly of, the surest
//! first.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::feedback::FeedbackQuestion;
use hamdel_app::pulse::Period;
use hamdel_app::scores::{Passed, Place};
use hamdel_app::{scores, words};
use hamdel_domain::rights::Right;
use hamdel_text::facets::Subject;
use hamdel_text::format::{self, DateStyle};

use super::scores::{Dip, Note, dip, notes};
use super::voice::feedback;
use crate::error::Failure;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The part of a page.
#[derive(Serialize)]
pub(crate) struct MovedPart {
    pub(crate) scores: Vec<ScoreNote>,
    pub(crate) words: Vec<WordsNote>,
    pub(crate) dips: Vec<BlamedDip>,
    pub(crate) words_dips: Vec<WordsDip>,
}

impl Page for MovedPart {
    const TEMPLATE: &'static str = "pages/scores/moved.html";
}

/// A score that moved.
#[derive(Serialize)]
pub(crate) struct ScoreNote {
    pub(crate) metric: &'static str,
    pub(crate) note: Note,
}

/// What customers began to speak badly of.
#[derive(Serialize)]
pub(crate) struct WordsNote {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) since: String,
    pub(crate) until: Option<String>,
    pub(crate) comments: u64,
}

/// A stretch in which a score was low, and what its comments blame.
#[derive(Serialize)]
pub(crate) struct BlamedDip {
    pub(crate) metric: &'static str,
    pub(crate) dip: Dip,
    pub(crate) blamed: Vec<BlamedNote>,
}

/// What comments of a stretch speak badly of.
#[derive(Serialize)]
pub(crate) struct BlamedNote {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) comments: u64,
    pub(crate) n: u64,
}

/// What customers spoke badly of for a while.
#[derive(Serialize)]
pub(crate) struct WordsDip {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) during: String,
    pub(crate) otherwise: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) comments: u64,
    pub(crate) over: bool,
}

/// `GET /pulse/moved`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let found = scores::moved_anywhere(&state.app).await?;
    let stretches = found.passed.iter().map(|held| (held.place.clone(), held.from, held.to)).collect();
    let spoken = match signed.user.may(Right::ReadWords) {
        true => words::words_told(&state.app, stretches).await?,
        false => words::WordsTold::default(),
    };
    let mut blamed = spoken.blamed.iter();
    let part = MovedPart {
        scores: notes(texts, &found.moved).into_iter().map(|(metric, note)| ScoreNote { metric, note }).collect(),
        words: spoken.moved.iter().map(|held| worded(texts, held)).collect(),
        dips: found.passed.iter().map(|held| blamed_dip(texts, held, blamed.next())).collect(),
        words_dips: spoken.passed.iter().map(|held| words_dip(texts, held)).collect(),
    };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Pulse), &part)
}

fn blamed_dip(texts: &Texts, held: &Passed, blamed: Option<&Vec<words::Blamed>>) -> BlamedDip {
    let within = match &held.place {
        Place::Everywhere => None,
        Place::In(by, name) => Some((*by, name.clone())),
    };
    let note = |blamed: &words::Blamed| BlamedNote {
        name: texts.title(blamed.subject.kind.as_str(), &blamed.subject.key),
        href: feedback(&FeedbackQuestion { within: within.clone(), ..blaming(&blamed.subject) }),
        comments: blamed.comments,
        n: blamed.n,
    };
    BlamedDip {
        metric: held.metric.as_str(),
        dip: dip(texts, None, held),
        blamed: blamed.into_iter().flatten().map(note).collect(),
    }
}

fn words_dip(texts: &Texts, held: &words::WordsPassed) -> WordsDip {
    let language = texts.language();
    WordsDip {
        name: texts.title(held.subject.kind.as_str(), &held.subject.key),
        href: feedback(&blaming(&held.subject)),
        during: format::percent(language, held.during, 0),
        otherwise: format::percent(language, held.otherwise, 0),
        from: format::date(language, held.from, DateStyle::Long),
        to: format::date(language, held.to, DateStyle::Long),
        comments: held.comments,
        over: held.over,
    }
}

/// The comments of the last year that speak badly of a subject.
fn blaming(subject: &Subject) -> FeedbackQuestion {
    FeedbackQuestion {
        period: Period::Year,
        subject: Some(subject.clone()),
        label: Some(hamdel_text::sentiment::Label::Negative),
        page: 1,
        ..FeedbackQuestion::default()
    }
}

fn worded(texts: &Texts, held: &words::WordsMoved) -> WordsNote {
    let language = texts.language();
    let day = |day| format::date(language, day, DateStyle::Long);
    WordsNote {
        name: texts.title(held.subject.kind.as_str(), &held.subject.key),
        href: feedback(&blaming(&held.subject)),
        before: format::percent(language, held.before, 0),
        after: format::percent(language, held.after, 0),
        since: day(held.since),
        until: held.until.map(day),
        comments: held.comments,
    }
}
