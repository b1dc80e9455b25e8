//! What moved, where, since when: scores of every metric and what customers speak badly of, the surest first.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::feedback::FeedbackQuestion;
use hamdel_app::pulse::Period;
use hamdel_app::{scores, words};
use hamdel_domain::rights::Right;
use hamdel_text::format::{self, DateStyle};

use super::scores::{Note, notes};
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

/// `GET /pulse/moved`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let moved = scores::moved_anywhere(&state.app).await?;
    let spoken = if signed.user.may(Right::ReadWords) { words::words_moved(&state.app).await? } else { Vec::new() };
    let part = MovedPart {
        scores: notes(texts, &moved).into_iter().map(|(metric, note)| ScoreNote { metric, note }).collect(),
        words: spoken.iter().map(|held| worded(texts, held)).collect(),
    };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Pulse), &part)
}

fn worded(texts: &Texts, held: &words::WordsMoved) -> WordsNote {
    let language = texts.language();
    let day = |day| format::date(language, day, DateStyle::Long);
    let question = FeedbackQuestion {
        period: Period::Year,
        subject: Some(held.subject.clone()),
        label: Some(hamdel_text::sentiment::Label::Negative),
        page: 1,
        ..FeedbackQuestion::default()
    };
    WordsNote {
        name: texts.title(held.subject.kind.as_str(), &held.subject.key),
        href: feedback(&question),
        before: format::percent(language, held.before, 0),
        after: format::percent(language, held.after, 0),
        since: day(held.since),
        until: held.until.map(day),
        comments: held.comments,
    }
}
