//! Surveys on other sites' pages: the script, and the pages in its frame.

use std::io::Write;

use axum::Json;
use axum::extract::{Path, RawForm, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use hamdel_app::AppError;
use hamdel_app::surveys::{self, Embedding, Entrance, SaidVisitor};
use hamdel_domain::surveys::EmbedShape;
use hamdel_text::Language;

use super::answering::{Asked, Way, enter, go_on_by, on, read, show_entrance, show_response};
use crate::assets;
use crate::error::Failure;
use crate::params::{Params, encoded};
use crate::reader::Reader;
use crate::state::WebState;

/// The colour of a survey that names none: the accent of tokens.css.
const ACCENT: &str = "#0b7a75";
/// Where the script's source wants what it is to do.
const PLACE: &str = "\"__HAMDEL__\"";
/// Longest value of what a site says of a visitor, in characters.
const LONGEST_SAID: usize = 256;

/// How a script is made for trying out: where its frame is, and in which shape.
pub(crate) struct Trial {
    /// The address of the frame.
    pub(crate) frame: String,
    /// The shape; what is kept where `None`.
    pub(crate) shape: Option<EmbedShape>,
}

/// The script of a survey, with what it is to do in place.
pub(crate) fn script(state: &WebState, embedding: &Embedding, trial: Option<&Trial>) -> Result<String, Failure> {
    let (embed, token) = (&embedding.embed, &embedding.survey.public_token);
    let close = |language| state.templates.face(language).texts.plain("embed-close");
    let colour = embedding.definition.look.colour.as_str();
    let colour = if colour.is_empty() { ACCENT } else { colour };
    let shape = trial.and_then(|trial| trial.shape).unwrap_or(embed.shape);
    let languages: Vec<&str> = embedding.definition.languages.iter().map(|language| language.code()).collect();
    let frame = trial.map_or_else(|| format!("/e/{}", encoded(token)), |trial| trial.frame.clone());
    let config = json!({
        "token": token,
        "frame": frame,
        "shape": shape.as_str(),
        "side": embed.side.as_str(),
        "label": { "fa": embed.label.fa, "en": embed.label.en },
        "close": { "fa": close(Language::Persian), "en": close(Language::English) },
        "languages": languages,
        "after": embed.after_seconds.filter(|_| trial.is_none()),
        "scroll": embed.after_scroll.filter(|_| trial.is_none()),
        "exit": embed.on_exit && trial.is_none(),
        "share": f64::from(embed.share) / 1_000_000.0,
        "rest": embed.rest_days,
        "accent": colour,
        "onAccent": on(colour.trim_start_matches('#')),
        "preview": trial.is_some(),
    });
    let source = assets::text("js/widget.js").ok_or(AppError::NotFound("asset"))?;
    Ok(source.replacen(PLACE, &config.to_string(), 1))
}

/// A script as an answer: kept for five minutes, so that a change is soon everywhere.
pub(crate) fn script_answer(script: &str, headers: &HeaderMap) -> Response {
    let mut answer = match assets::takes_gzip(headers).then(|| packed(script)).flatten() {
        Some(packed) => ([(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => script.to_owned().into_response(),
    };
    let held = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::VARY, "Accept-Encoding"),
        // Sites that isolate themselves load only what says that it may be loaded from elsewhere.
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        held.insert(name, HeaderValue::from_static(value));
    }
    answer
}

pub(crate) fn packed(script: &str) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(script.as_bytes()).ok()?;
    Some(Bytes::from(encoder.finish().ok()?))
}

/// `GET /e/{token}/widget.js`.
pub(crate) async fn widget(
    State(state): State<WebState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let embedding = surveys::embedded(&state.app, &token).await?;
    Ok(script_answer(&script(&state, &embedding, None)?, &headers))
}

fn said(get: &impl Fn(&str) -> Option<String>) -> SaidVisitor {
    let short = |name: &str| get(name).filter(|text| text.chars().count() <= LONGEST_SAID);
    SaidVisitor { user_id: short("user"), signature: short("sig"), anonymous_id: short("anon") }
}

fn base(token: &str) -> String {
    format!("/e/{}", encoded(token))
}

/// `GET /e/{token}`: the first page of a survey, in the frame. Looking at it counts as no contact.
pub(crate) async fn open(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    let embedding = surveys::embedded(&state.app, &token).await?;
    let get = |name: &str| params.get(name).map(str::to_owned);
    let mut asked = Asked::of(get);
    let said = said(&get);
    let fields = [("user", said.user_id), ("sig", said.signature), ("anon", said.anonymous_id)];
    asked.carried = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let address = base(&token);
    let way = Way::embedded(&address, &embedding.embed);
    show_entrance(&state, &reader, &way, &Entrance::Public(token), &address, &asked).await
}

/// `POST /e/{token}`: the first page, answered.
pub(crate) async fn begin(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let embedding = surveys::embedded(&state.app, &token).await?;
    let (_, get) = read(&body)?;
    let known = surveys::visitor(&embedding, &said(&get));
    let way = Way::embedded(&base(&token), &embedding.embed);
    enter(&state, &reader, &way, Entrance::Public(token), known, None, &body).await
}

/// `POST /e/{token}/show`: whether a window may come up by itself before this visitor. Why not is told to nobody here.
pub(crate) async fn show(
    State(state): State<WebState>,
    Path(token): Path<String>,
    RawForm(body): RawForm,
) -> Result<Json<serde_json::Value>, Failure> {
    let embedding = surveys::embedded(&state.app, &token).await?;
    let (_, get) = read(&body)?;
    let visitor = surveys::visitor(&embedding, &said(&get));
    let show = surveys::may_show(&state.app, &embedding, &visitor).await?;
    Ok(Json(json!({ "show": show })))
}

/// `GET /e/{token}/r/{response}`: a response, where it is.
pub(crate) async fn resume(
    State(state): State<WebState>,
    reader: Reader,
    Path((token, response)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Failure> {
    let embedding = surveys::embedding_of(&state.app, &token).await?;
    let way = Way::embedded(&base(&token), &embedding.embed);
    show_response(&state, &reader, &way, &response, &params).await
}

/// `POST /e/{token}/r/{response}`: a page of a response.
pub(crate) async fn go_on(
    State(state): State<WebState>,
    reader: Reader,
    Path((token, response)): Path<(String, String)>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let embedding = surveys::embedding_of(&state.app, &token).await?;
    let way = Way::embedded(&base(&token), &embedding.embed);
    go_on_by(&state, &reader, &way, &response, &body).await
}
