//! What comes up again and again in cases of late, and does it grow?

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::improvement::{self, RECURRING_DAYS, Recurring, RecurringFound};
use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use hamdel_domain::rights::Right;
use hamdel_text::{Language, format};

use super::day_of;
use crate::error::Failure;
use crate::navigation::{self, Tab};
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
const PATH: &str = "/care/problems/recurring";

/// The page, of which the page of problems takes its list.
#[derive(Serialize)]
pub(crate) struct RecurringPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) rows: Vec<RecurringRow>,
    /// How many grow by more than chance and hang on no problem.
    pub(crate) news: usize,
    /// Cases of the four weeks, and of the four before.
    pub(crate) now: usize,
    pub(crate) before: usize,
    /// The four weeks, from and until.
    pub(crate) from: i64,
    pub(crate) until: i64,
    /// The four weeks before and after those that are shown.
    pub(crate) earlier: String,
    pub(crate) later: Option<String>,
    /// The day at the end, as a form sends it again; empty for today.
    pub(crate) day: String,
    pub(crate) may_make: bool,
}

impl Page for RecurringPage {
    const TEMPLATE: &'static str = "pages/recurring/page.html";
}

/// The part of the first page that says what grows; empty where nothing does.
#[derive(Serialize)]
pub(crate) struct RecurringNews {
    pub(crate) rows: Vec<RecurringRow>,
}

impl Page for RecurringNews {
    const TEMPLATE: &'static str = "pages/recurring/news.html";
}

/// Something that recurs.
#[derive(Serialize)]
pub(crate) struct RecurringRow {
    pub(crate) key: String,
    pub(crate) words: Vec<String>,
    pub(crate) unit: Option<String>,
    pub(crate) touchpoint: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) problem: Option<i64>,
    pub(crate) now: u64,
    pub(crate) before: u64,
    /// The interval of how many times as often as before.
    pub(crate) low: String,
    /// Nothing where nothing was there before.
    pub(crate) high: Option<String>,
    pub(crate) grows: bool,
    pub(crate) sentences: Vec<Sentence>,
    /// A title for a problem of it.
    pub(crate) title: String,
}

/// What a customer said.
#[derive(Serialize)]
pub(crate) struct Sentence {
    pub(crate) case: i64,
    pub(crate) text: String,
}

/// `GET /care/problems/recurring`: `until` a day in either calendar, at the end of which the four weeks end.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let until = day_of(&state, &params, "until")?;
    let found = improvement::recurring(&state.app, until, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let now = state.app.clock.now();
    let (day, step) = (|at: Instant| state.app.zone.local(at).date().to_string(), RECURRING_DAYS * DAY);
    let address = |at: Instant| format!("{PATH}{}", query(&[("until", Some(&day(at)))]));
    let later = found.until.plus_micros(step);
    let page = RecurringPage {
        tabs: navigation::tabs(Area::Care, "problems", ""),
        rows: rows(texts, &found),
        news: found.news().count(),
        now: found.cases.0,
        before: found.cases.1,
        from: found.until.plus_micros(-step).micros(),
        until: found.until.micros(),
        earlier: address(found.until.plus_micros(-step)),
        later: until.filter(|until| *until < now).map(|_| if later < now { address(later) } else { PATH.to_owned() }),
        day: until.map(day).unwrap_or_default(),
        may_make: signed.user.may(Right::ManageActions),
    };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Care), &page)
}

/// `GET /care/problems/recurring/news`: what grows and hangs on no problem yet, for the first page.
pub(crate) async fn news(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let found = improvement::recurring(&state.app, None, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let rows = found.news().map(|held| row(texts, held)).collect();
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Pulse), &RecurringNews { rows })
}

/// `POST /care/problems/recurring`: makes a problem of `key`, found in the four weeks to `until`, with a `title`, and
/// hangs its cases on it.
pub(crate) async fn make(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let until = day_of(&state, &form, "until")?;
    let key = form.get("key").ok_or_else(|| AppError::invalid("key", "names nothing that recurs"))?;
    let title = form.get("title").unwrap_or_default();
    let (problem, _) = improvement::make_problem(&state.app, key, until, title, &signed.user).await?;
    Ok(Redirect::to(&format!("/care/problems?problem={problem}#problem")).into_response())
}

fn rows(texts: &Texts, found: &RecurringFound) -> Vec<RecurringRow> {
    found.recurring.iter().map(|held| row(texts, held)).collect()
}

fn row(texts: &Texts, held: &Recurring) -> RecurringRow {
    let number = |number: f64| format::decimal(texts.language(), number, 1);
    let unit = held.unit.as_ref().map(|unit| texts.title("unit", unit));
    let touchpoint = held.touchpoint.as_ref().map(|touchpoint| texts.title("touchpoint", touchpoint));
    let mut title: Vec<&str> = held.words.iter().map(String::as_str).collect();
    title.extend(unit.as_deref());
    title.extend(touchpoint.as_deref());
    let title = title.join(if texts.language() == Language::Persian { "، " } else { ", " });
    RecurringRow {
        key: held.key.clone(),
        words: held.words.clone(),
        cause: held.cause.as_ref().map(|cause| texts.title("cause", cause)),
        problem: held.problem,
        now: held.growth.n.1,
        before: held.growth.n.0,
        low: number(held.growth.low),
        high: held.growth.high.is_finite().then(|| number(held.growth.high)),
        grows: held.grows,
        sentences: held.sentences.iter().map(|(case, text)| Sentence { case: case.0, text: text.clone() }).collect(),
        title,
        unit,
        touchpoint,
    }
}
