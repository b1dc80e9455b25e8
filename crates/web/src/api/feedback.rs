//! What customers said.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use hamdel_app::AppError;
use hamdel_app::feedback::{self, FeedbackQuestion, Heard, NewFeedback, PER_PAGE, feedback};
use hamdel_app::messages::Wrote;
use hamdel_domain::rights::Right;
use hamdel_domain::{CustomerId, Instant};
use hamdel_text::sentiment::Sentiment;

use crate::error::Failure;
use crate::pages::feedback::reply::words_of;
use crate::pages::feedback::triage::read;
use crate::pages::voice::{asked, question};
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/feedback`: `q`, `sentiment`, `subject` (`facet:staff`), `urgency` (`soon` or sooner, `now`), `state`
/// (`open` or a state), `owner` (`me`, `nobody` or a number), `tag`, `theme`, `period`, `within` `column:name`, `page`. Of a period with more comments than are read the newest answer, which
/// `more_than_read` says.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let question = asked(&signed, &params);
    let found = feedback(&state.app, &question, &signed.user.actor()).await?;
    let labels: Map<String, Value> =
        found.labels.iter().map(|(label, n)| (label.as_str().to_owned(), json!(n))).collect();
    let levels: Map<String, Value> =
        found.levels.iter().map(|(level, n)| (level.as_str().to_owned(), json!(n))).collect();
    let states: Map<String, Value> =
        found.states.iter().map(|(state, n)| (state.as_str().to_owned(), json!(n))).collect();
    let tags = found.tags.iter().map(|(tag, n)| json!({ "tag": tag, "comments": n }));
    let themes = found.themes.iter().map(|(theme, n)| json!({ "theme": theme, "comments": n }));
    let subjects = found
        .subjects
        .iter()
        .map(|(subject, n)| json!({ "kind": subject.kind.as_str(), "key": subject.key, "comments": n }));
    Ok(Json(json!({
        "comments": found.comments.iter().map(|held| heard(held, &found.names)).collect::<Vec<_>>(),
        "count": found.count, "count_is_exact": !found.more, "page": found.page,
        "pages": found.count.div_ceil(PER_PAGE), "period": question.period.as_str(),
        "comments_read": found.read, "more_than_read": found.more,
        "sentiments": labels, "urgency_at_least": levels, "subjects": subjects.collect::<Vec<_>>(),
        "themes": themes.collect::<Vec<_>>(), "states": states, "tags": tags.collect::<Vec<_>>(),
        "data_up_to": found.freshness.up_to.to_string(), "waiting": found.freshness.waiting,
    })))
}

/// A comment with what is understood of it.
pub(super) fn heard(held: &Heard, names: &HashMap<CustomerId, String>) -> Value {
    let (comment, understood) = (&held.comment, &held.understood);
    let spoken = understood.facets.iter().map(|of| {
        let mut said = sentiment(&of.sentiment);
        said["kind"] = json!(of.subject.kind.as_str());
        said["key"] = json!(of.subject.key);
        said
    });
    let urgency = &understood.urgency;
    let reasons = urgency.reasons.iter().map(|found| json!({ "reason": found.reason.as_str(), "words": found.words }));
    json!({
        "interaction_id": comment.id, "customer_id": comment.customer,
        "customer_name": comment.customer.and_then(|customer| names.get(&customer)),
        "occurred_at": comment.at.to_string(), "kind": comment.kind, "source": comment.source,
        "touchpoint": comment.touchpoint, "channel": comment.channel, "unit": comment.unit,
        "employee": comment.employee,
        "metric": comment.score.as_ref().map(|(metric, _)| metric),
        "score": comment.score.as_ref().map(|(_, score)| score),
        "text": comment.text, "language": understood.language.language.as_str(),
        "sentiment": sentiment(&understood.sentiment), "speaks_of": spoken.collect::<Vec<_>>(),
        "urgency": { "level": urgency.level.as_str(), "fury": urgency.fury, "reasons": reasons.collect::<Vec<_>>() },
        "themes": understood.themes, "corrected_by": held.corrected.as_ref().map(|held| &held.by), "cut": understood.cut,
        "state": held.handling.state.as_str(), "owner": held.handling.owner, "tags": held.handling.tags,
    })
}

fn sentiment(sentiment: &Sentiment) -> Value {
    json!({
        "label": sentiment.label.as_str(), "polarity": sentiment.polarity, "confidence": sentiment.confidence,
        "method": sentiment.method.as_str(),
    })
}

/// A comment as `POST /api/v1/feedback` takes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    text: String,
    source: String,
    external_id: Option<String>,
    kind: Option<String>,
    channel: Option<String>,
    touchpoint: Option<String>,
    unit: Option<String>,
    employee: Option<String>,
    metric: Option<String>,
    score: Option<f64>,
    at: Option<String>,
    author: Option<String>,
    #[serde(default)]
    identifiers: Map<String, Value>,
}

/// `POST /api/v1/feedback`: what somebody said elsewhere: `text`, `source`, and as far as they are known
/// `external_id` (by which it counts once), `kind`, `channel`, `touchpoint`, `unit`, `employee`, `metric` with `score`,
/// `at` (ISO 8601), `author` (a handle there), `identifiers` (`{"email": "…"}`). 202: it is durable, and in the list
/// within a second.
pub(crate) async fn take_in(
    State(state): State<WebState>,
    signed: Signed,
    Json(told): Json<Told>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let at = match told.at.as_deref() {
        Some(text) => Some(Instant::parse_iso(text).ok_or_else(|| AppError::invalid("at", "is no time of ISO 8601"))?),
        None => None,
    };
    let score = match (told.metric, told.score) {
        (Some(metric), Some(score)) => Some((metric, score)),
        (None, None) => None,
        _ => return Err(AppError::invalid("score", "comes with a metric, and a metric with a score").into()),
    };
    let mut identifiers = Vec::new();
    for (kind, value) in told.identifiers {
        let Value::String(value) = value else {
            return Err(AppError::invalid("identifiers", "holds what is no text").into());
        };
        identifiers.push((kind, value));
    }
    let new = NewFeedback {
        text: told.text,
        source: told.source,
        external_id: told.external_id,
        kind: told.kind,
        channel: told.channel,
        touchpoint: told.touchpoint,
        unit: told.unit,
        employee: told.employee,
        score,
        at,
        author: told.author,
        identifiers,
    };
    let taken = feedback::take_in(&state.app, &new, &signed.user.actor()).await?;
    let answer = json!({ "interaction_id": taken.interaction, "occurred_at": taken.at.to_string() });
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// `GET /api/v1/feedback/{interaction}`: one comment with its notes and the last of its customer's story.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let at = params.get("at").and_then(Instant::parse_iso);
    let found = feedback::feedback_item(&state.app, &interaction, at, &signed.user).await?;
    let names = found.customer.iter().filter_map(|held| Some((held.customer, held.name.clone()?))).collect();
    let mut whole = heard(&found.heard, &names);
    let notes = found.notes.iter().map(|note| json!({ "at": note.at.to_string(), "by": note.by, "text": note.text }));
    whole["notes"] = notes.collect();
    let story = found.story.iter().map(|row| {
        let one = &row.interaction;
        json!({ "interaction_id": one.id.to_string(), "occurred_at": one.occurred_at.to_string(), "kind": one.kind })
    });
    whole["story"] = story.collect();
    Ok(Json(whole))
}

/// What is to be done with comments.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    items: Vec<String>,
    #[serde(rename = "do")]
    what: String,
    owner: Option<Value>,
    tag: Option<String>,
}

/// `POST /api/v1/feedback/triage`: `items` (interactions), `do` (`seen`, `assign` with `owner`, `take`, `release`,
/// `done`, `reopen`, `tag` and `untag` with `tag`). Answers with the `change`, by which it is taken back.
pub(crate) async fn triage(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Asked>,
) -> Result<Json<Value>, Failure> {
    let owner = asked.owner.map(|owner| owner.as_str().map_or_else(|| owner.to_string(), str::to_owned));
    let fields = [("do", Some(asked.what)), ("owner", owner), ("tag", asked.tag)];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    let what = read(&Params::of(fields), signed.user.id.0)?;
    let changed = feedback::triage(&state.app, &asked.items, &what, &signed.user).await?;
    Ok(Json(json!({ "change": changed.change, "items": changed.items })))
}

/// A change to be taken back.
#[derive(Deserialize)]
pub(crate) struct Change {
    change: i64,
}

/// `POST /api/v1/feedback/undo`: takes a `change` of one's own back, of every comment not changed again since.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Change>,
) -> Result<Json<Value>, Failure> {
    let items = feedback::undo_triage(&state.app, asked.change, &signed.user).await?;
    Ok(Json(json!({ "items": items })))
}

/// A note to be kept.
#[derive(Deserialize)]
pub(crate) struct NewNote {
    text: String,
}

/// `POST /api/v1/feedback/{interaction}/notes`: a `text` for colleagues.
pub(crate) async fn add_note(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    Json(note): Json<NewNote>,
) -> Result<StatusCode, Failure> {
    feedback::add_note(&state.app, &interaction, &note.text, &signed.user).await?;
    Ok(StatusCode::CREATED)
}

/// `GET /api/v1/feedback/views`: one's own and those others share, with how many comments are in each.
pub(crate) async fn views(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    let me = signed.user.id.0;
    let units = signed.user.scope(Right::ReadFeedback).units();
    let counted = feedback::views(&state.app, &signed.user, |text| FeedbackQuestion {
        units: units.clone(),
        ..question(&Params::parse(text), me)
    })
    .await?;
    let view = |held: &feedback::CountedView| {
        let view = &held.view;
        json!({
            "view": view.id, "name": view.name, "query": view.query, "shared": view.shared,
            "own": view.owner == me, "comments": held.count,
        })
    };
    Ok(Json(json!({ "views": counted.iter().map(view).collect::<Vec<_>>() })))
}

/// A view to be kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewView {
    name: String,
    query: String,
    #[serde(default)]
    shared: bool,
}

/// `POST /api/v1/feedback/views`: a `name`, the `query` of a list, and whether it is `shared`.
pub(crate) async fn save_view(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<NewView>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = feedback::save_view(&state.app, &new.name, &new.query, new.shared, &signed.user).await?;
    Ok((StatusCode::CREATED, Json(json!({ "view": id }))))
}

/// `POST /api/v1/feedback/views/{view}/remove`: one's own.
pub(crate) async fn remove_view(
    State(state): State<WebState>,
    signed: Signed,
    Path(view): Path<i64>,
) -> Result<StatusCode, Failure> {
    feedback::remove_view(&state.app, view, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A reply.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReply {
    channel: String,
    #[serde(default)]
    subject: String,
    text: String,
}

/// `POST /api/v1/feedback/{interaction}/replies`: a `text` by a `channel`, with a `subject` for an e-mail; through the
/// contact ledger. Answers with what comes of it: `goes_out`, `waits`, `withheld` with its reasons, or `already`.
pub(crate) async fn reply(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    Json(new): Json<NewReply>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let fields = [("channel", new.channel), ("subject", new.subject), ("text", new.text)];
    let words = words_of(&Params::of(fields.map(|(name, value)| (name.to_owned(), value)).into()))?;
    let wrote = feedback::reply(&state.app, &interaction, None, &words, &signed.user).await?;
    let answer = match wrote {
        Wrote::GoesOut(id) => json!({ "outcome": "goes_out", "message": id }),
        Wrote::Waits(id, until, reason) => {
            json!({ "outcome": "waits", "message": id, "until": until.to_string(), "reason": reason })
        }
        Wrote::Withheld(reasons) => json!({ "outcome": "withheld", "reasons": reasons }),
        Wrote::Already => json!({ "outcome": "already" }),
    };
    Ok((StatusCode::ACCEPTED, Json(answer)))
}
