//! The responses behind a figure, and one response.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::results::{self, Axis, Behind, BehindLine, Narrowing, OneResponse, PER_PAGE};
use hamdel_domain::surveys::{
    AnswerValue, Chosen, Dimension, FacetRating, Question, QuestionKind, ResponseId, SurveyId,
};
use hamdel_text::format;

use super::{Head, Names, address, head};
use crate::error::Failure;
use crate::pages::pager::{Pager, Place};
use crate::pages::profile::StoryScore;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// The page of responses.
#[derive(Serialize)]
pub(crate) struct BehindPage {
    pub(crate) head: Head,
    pub(crate) lines: Vec<LineView>,
    pub(crate) count: i64,
    pub(crate) customers: usize,
    pub(crate) more: bool,
    pub(crate) withheld: bool,
    pub(crate) pager: Pager,
}

impl Page for BehindPage {
    const TEMPLATE: &'static str = "pages/results/responses.html";
}

/// A response in the list.
#[derive(Serialize)]
pub(crate) struct LineView {
    pub(crate) id: i64,
    pub(crate) href: String,
    pub(crate) customer: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) at: i64,
    pub(crate) places: Vec<String>,
    pub(crate) score: Option<StoryScore>,
    pub(crate) words: Option<String>,
}

/// `GET /voice/surveys/{survey}/results/responses`: those that the narrowing leaves, the newest first; `page`.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let narrowing = Narrowing::read(params.pairs());
    let page = params.known("page", |page| page.parse().ok()).unwrap_or(1);
    let found =
        results::behind(&state.app, SurveyId(id), &narrowing, page, (&super::sight(&signed), &signed.user.actor()))
            .await?;
    let ways = results::ways(&state.app, &found.asked).await?;
    let places = touchpoints(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let names = Names { texts, asked: &found.asked, touchpoints: &places };
    let head = head(&names, "responses", &narrowing, &ways, &[]);
    let page = page_of(&names, head, &narrowing, &found);
    shell::show(&state, &signed.reader, Area::Voice, &page)
}

fn page_of(names: &Names<'_>, head: Head, narrowing: &Narrowing, found: &Behind) -> BehindPage {
    let base = format!("/voice/surveys/{}/results/responses", found.asked.survey);
    let place = Place {
        page: found.page as i64,
        last: (found.count.div_ceil(PER_PAGE).max(1)) as i64,
        per_page: PER_PAGE as i64,
        count: found.count as i64,
        more: false,
    };
    let to = |page: i64| address(&base, narrowing, &[("page", &page.to_string())]);
    BehindPage {
        lines: found.lines.iter().map(|line| line_of(names, &base, line)).collect(),
        count: found.count as i64,
        customers: found.customers,
        more: found.more,
        withheld: found.withheld,
        pager: Pager::of(&place, to),
        head,
    }
}

fn places_of(names: &Names<'_>, place: &hamdel_app::surveys::ResponsePlace) -> Vec<String> {
    let named = [
        (Axis::Touchpoint, place.touchpoint.as_deref()),
        (Axis::Channel, place.channel.map(hamdel_domain::Channel::as_str)),
        (Axis::Unit, place.unit.as_deref()),
    ];
    named.into_iter().filter_map(|(axis, name)| Some(names.value(&axis, name?))).collect()
}

fn line_of(names: &Names<'_>, base: &str, line: &BehindLine) -> LineView {
    let language = names.texts.language();
    LineView {
        id: line.response.0,
        href: format!("{base}/{}", line.response),
        customer: line.customer.map(|customer| customer.0),
        name: line.name.clone(),
        at: line.at.micros(),
        places: places_of(names, &line.place),
        score: line.score.as_ref().map(|(metric, score)| StoryScore::of(language, Some(metric), *score)),
        words: line.words.clone(),
    }
}

/// The page of one response.
#[derive(Serialize)]
pub(crate) struct ResponsePage {
    pub(crate) tabs: Vec<crate::pages::voice::Tab>,
    pub(crate) survey: i64,
    pub(crate) survey_name: String,
    pub(crate) id: i64,
    pub(crate) customer: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) started: i64,
    pub(crate) submitted: Option<i64>,
    pub(crate) version: String,
    pub(crate) language: String,
    pub(crate) places: Vec<String>,
    pub(crate) answers: Vec<AnswerView>,
}

impl Page for ResponsePage {
    const TEMPLATE: &'static str = "pages/results/response.html";
}

/// One answer.
#[derive(Serialize)]
pub(crate) struct AnswerView {
    pub(crate) question: String,
    /// Lines of the answer, each with the part it belongs to; none when it was not answered.
    pub(crate) lines: Vec<(String, String)>,
    /// Whether it is in the words of the one who answered.
    pub(crate) verbatim: bool,
}

/// `GET /voice/surveys/{survey}/results/responses/{response}`.
pub(crate) async fn one(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, response)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    let found = results::one_response(
        &state.app,
        SurveyId(id),
        ResponseId(response),
        (&super::sight(&signed), &signed.user.actor()),
    )
    .await?;
    let places = touchpoints(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let names = Names { texts, asked: &found.asked, touchpoints: &places };
    shell::show(&state, &signed.reader, Area::Voice, &response_page(&names, &found))
}

fn response_page(names: &Names<'_>, found: &OneResponse) -> ResponsePage {
    let response = &found.seen.response;
    ResponsePage {
        tabs: crate::pages::surveys::voice_tabs(),
        survey: response.survey.0,
        survey_name: found.asked.name.clone(),
        id: response.id.0,
        customer: found.seen.customer.map(|customer| customer.0),
        name: found.name.clone(),
        started: response.started_at.micros(),
        submitted: response.submitted_at.map(|at| at.micros()),
        version: names.value(&Axis::Version, &response.version.to_string()),
        language: names.value(&Axis::Language, &response.language),
        places: places_of(names, &response.place),
        answers: found.answers.iter().map(|(question, answer)| answer_view(names, question, answer.as_ref())).collect(),
    }
}

fn answer_view(names: &Names<'_>, question: &Question, answer: Option<&AnswerValue>) -> AnswerView {
    AnswerView {
        question: question.text.read(names.language()).to_owned(),
        lines: answer.map(|answer| lines(names, question, answer)).unwrap_or_default(),
        verbatim: matches!(answer, Some(AnswerValue::Text(_))),
    }
}

/// An answer in words, part by part.
fn lines(names: &Names<'_>, question: &Question, answer: &AnswerValue) -> Vec<(String, String)> {
    let axis = |part: Option<&str>| Axis::Question(question.key.clone(), part.map(str::to_owned));
    let whole = |text: String| vec![(String::new(), text)];
    let chosen = |chosen: &Chosen| match chosen {
        Chosen::Listed(key) => names.value(&axis(None), key.as_str()),
        Chosen::Other(words) => words.clone(),
    };
    let step = |step: u8| names.number(&step.to_string());
    match answer {
        AnswerValue::Step(held) => whole(step(*held)),
        AnswerValue::Number(number) => whole(names.number(&number.to_string())),
        AnswerValue::Choice(one) => whole(chosen(one)),
        AnswerValue::Choices(several) => several.iter().map(|one| (String::new(), chosen(one))).collect(),
        AnswerValue::Date(day) => whole(names.day(*day)),
        AnswerValue::Text(words) => whole(words.clone()),
        AnswerValue::Contact(told) => {
            told.iter().map(|(what, text)| (names.texts.title("contact", what.as_str()), text.clone())).collect()
        }
        AnswerValue::Matrix(rows) => rows
            .iter()
            .map(|(row, column)| {
                (names.part(&axis(None), row.as_str()), names.value(&axis(Some(row.as_str())), column.as_str()))
            })
            .collect(),
        AnswerValue::Ranking(order) => {
            (1_u8..).zip(order).map(|(place, choice)| (step(place), names.part(&axis(None), choice.as_str()))).collect()
        }
        AnswerValue::Facets(ratings) => ratings
            .iter()
            .map(|(facet, rating)| {
                let said = match rating {
                    FacetRating::Rated(held) => step(*held),
                    FacetRating::NotApplicable => names.texts.plain("results-not-applicable"),
                };
                (facet.title().read(names.language()).to_owned(), said)
            })
            .collect(),
        AnswerValue::Servqual(given) => servqual_lines(names, question, given),
    }
}

fn servqual_lines(
    names: &Names<'_>,
    question: &Question,
    given: &hamdel_domain::surveys::ServqualAnswer,
) -> Vec<(String, String)> {
    let QuestionKind::Servqual { items, .. } = &question.kind else { return Vec::new() };
    let number = |step: Option<&u8>| step.map_or_else(|| "—".to_owned(), |step| names.number(&step.to_string()));
    let mut lines: Vec<(String, String)> = items
        .iter()
        .map(|item| {
            let arguments = [
                ("expected", number(given.expectations.get(&item.key)).into()),
                ("found", number(given.perceptions.get(&item.key)).into()),
            ];
            let text = names.texts.filled("results-expected-found", &arguments);
            (item.perception.read(names.language()).to_owned(), text)
        })
        .collect();
    for dimension in Dimension::ALL {
        if let Some(points) = given.importance.get(dimension) {
            let points = format::integer(names.texts.language(), i64::from(*points));
            let said = names.texts.filled("results-importance-points", &[("points", points.into())]);
            lines.push((dimension.title().read(names.language()).to_owned(), said));
        }
    }
    lines
}
