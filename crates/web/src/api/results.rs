//! Results of a survey.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::results::{
    self, Asked, Axis, CompareQuestion, Condition, CrossQuestion, Difference, Found, Funnel, Narrowing, PartFound,
    Privacy, QuestionResult, ServqualLine,
};
use hamdel_domain::surveys::{ResponseId, SurveyId, Words};
use hamdel_stats::interval::Published;
use hamdel_text::Language;

use super::scores::{compared, published};
use crate::error::Failure;
use crate::pages::results::{question, sight};
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/surveys/{survey}/results`: `from`, `until`, and `only=axis~value` as often as needed.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let question = question(signed.reader.language, &params);
    let found = results::survey_results(&state.app, SurveyId(id), &question).await?;
    let (first, last) = found.between.unzip();
    Ok(Json(json!({
        "survey": brief(&found.asked), "narrowing": narrowing(&question.narrowing),
        "submitted": found.submitted, "more": found.more,
        "first": first.map(|at| at.to_string()), "last": last.map(|at| at.to_string()),
        "withheld": withheld(found.privacy), "funnel": funnel(&found.funnel),
        "questions": found.questions.iter().map(figure).collect::<Vec<_>>(),
    })))
}

fn brief(asked: &Asked) -> Value {
    json!({ "survey_id": asked.survey.0, "name": asked.name, "versions": asked.versions })
}

fn narrowing(narrowing: &Narrowing) -> Value {
    json!({
        "from": narrowing.from.map(|day| day.to_string()), "until": narrowing.until.map(|day| day.to_string()),
        "only": narrowing.conditions.iter().map(Condition::written).collect::<Vec<_>>(),
    })
}

fn withheld(privacy: Privacy) -> Value {
    match privacy {
        Privacy::Open => Value::Null,
        Privacy::TooFew(missing) => json!({ "reason": "too_few_answers", "missing": missing }),
        Privacy::TooFewLeftOut => json!({ "reason": "too_few_left_out" }),
    }
}

fn funnel(funnel: &Funnel) -> Value {
    let pages = funnel.left_at_page.iter().map(|(page, n)| json!({ "section": page, "n": n }));
    let after = funnel.left_after.iter().map(|(question, n)| json!({ "question": question, "n": n }));
    json!({
        "invited": funnel.invited, "delivered": funnel.delivered, "opened": funnel.opened, "started": funnel.started,
        "finished": funnel.finished, "left_at": pages.collect::<Vec<_>>(), "left_after": after.collect::<Vec<_>>(),
    })
}

fn words(words: &Words) -> Value {
    json!({ "fa": words.fa, "en": words.en })
}

/// A question with what was answered.
pub(crate) fn figure(result: &QuestionResult) -> Value {
    let counted = |value: String, label: Value, n: u64| json!({ "value": value, "label": label, "n": n });
    let part = |held: &PartFound| {
        json!({
            "value": held.key, "label": words(&held.words), "mean": published(&held.mean), "counts": held.counts,
            "not_applicable": held.not_applicable,
        })
    };
    let found = match &result.found {
        Found::Steps { counts, score } => json!({
            "score": published(score),
            "answers": counts.iter().map(|(step, n)| counted(step.to_string(), Value::Null, *n)).collect::<Vec<_>>(),
        }),
        Found::Choices(counts) => json!({
            "answers": counts.iter().map(|held| counted(held.key.clone(), words(&held.words), held.n)).collect::<Vec<_>>(),
        }),
        Found::Matrix { columns, rows } => json!({
            "columns": columns.iter().map(|(key, held)| json!({ "value": key, "label": words(held) })).collect::<Vec<_>>(),
            "rows": rows.iter().map(|row| json!({ "value": row.key, "label": words(&row.words), "counts": row.counts })).collect::<Vec<_>>(),
        }),
        Found::Ranking(parts) | Found::Facets(parts) => {
            json!({ "parts": parts.iter().map(part).collect::<Vec<_>>() })
        }
        Found::Servqual(found) => json!({
            "overall": published(&found.overall), "weighted": published(&found.weighted),
            "dimensions": found.dimensions.iter().map(gap).collect::<Vec<_>>(),
            "items": found.items.iter().map(gap).collect::<Vec<_>>(),
        }),
        Found::Numbers { mean, median, bars, .. } => json!({
            "mean": published(mean), "median": median,
            "answers": bars.iter().map(|bar| counted(bar.written(), Value::Null, bar.n)).collect::<Vec<_>>(),
        }),
        Found::Days(bars) => json!({
            "answers": bars.iter().map(|bar| counted(bar.written(), Value::Null, bar.n)).collect::<Vec<_>>(),
        }),
        Found::Contact(counts) => json!({
            "answers": counts.iter().map(|(what, n)| counted(what.as_str().to_owned(), Value::Null, *n)).collect::<Vec<_>>(),
        }),
        Found::Words(found) => json!({
            "sentiment": found.labels.iter().map(|(label, n)| (label.as_str().to_owned(), json!(n))).collect::<serde_json::Map<_, _>>(),
            "subjects": found.subjects.iter().map(|said| json!({
                "kind": said.subject.kind.as_str(), "subject": said.subject.key, "comments": said.comments,
                "good": said.good, "bad": said.bad,
            })).collect::<Vec<_>>(),
        }),
    };
    json!({
        "question": result.question.key, "type": result.question.kind.as_str(), "text": words(&result.question.text),
        "answered": result.answered, "found": found,
    })
}

fn gap(line: &ServqualLine) -> Value {
    json!({
        "dimension": line.dimension.as_str(), "label": words(&line.words), "expectation": published(&line.expectation),
        "perception": published(&line.perception), "gap": published(&line.gap),
        "importance": line.importance.as_ref().map(published),
    })
}

fn axis(params: &Params, name: &'static str) -> Result<Axis, AppError> {
    let text = params.get(name).ok_or_else(|| AppError::invalid(name, "names no axis"))?;
    Axis::parse(text)
        .ok_or_else(|| AppError::invalid(name, format!("{text} is no axis such as q.nps, channel or trait.city")))
}

/// `GET /api/v1/surveys/{survey}/results/cross`: `rows` and `columns` are axes such as `q.nps`, `channel`, `trait.city`.
pub(crate) async fn cross(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let question = CrossQuestion {
        rows: axis(&params, "rows")?,
        columns: axis(&params, "columns")?,
        narrowing: Narrowing::read(params.pairs()),
        jalali: signed.reader.language == Language::Persian,
    };
    let found = results::cross(&state.app, SurveyId(id), &question).await?;
    let association = found.association.map(|test| {
        json!({
            "chi_square": test.chi_square, "degrees": test.degrees, "p_value": test.p_value, "method": test.test.as_str(),
            "n": test.n, "cramers_v": test.strength, "thin_cells": test.thin, "is_thin": test.is_thin(),
        })
    });
    Ok(Json(json!({
        "survey": brief(&found.asked), "narrowing": narrowing(&question.narrowing),
        "rows": { "axis": question.rows.written(), "values": found.rows },
        "columns": { "axis": question.columns.written(), "values": found.columns },
        "cells": found.cells, "row_totals": found.row_totals, "column_totals": found.column_totals, "n": found.n,
        "several": found.several, "association": association, "more": found.more, "withheld": withheld(found.privacy),
    })))
}

/// `GET /api/v1/surveys/{survey}/results/compare`: `by` an axis, `first` and `second` two of its values.
pub(crate) async fn compare(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let value =
        |name: &'static str| params.get(name).map(str::to_owned).ok_or_else(|| AppError::invalid(name, "is missing"));
    let question = CompareQuestion {
        axis: axis(&params, "by")?,
        first: value("first")?,
        second: value("second")?,
        narrowing: Narrowing::read(params.pairs()),
    };
    let found = results::compare_groups(&state.app, SurveyId(id), &question).await?;
    let row = |held: &Difference| {
        let shown = |of: &Published| published(of);
        json!({
            "question": held.question, "part": held.part.as_ref().map(words), "measure": held.measure.as_str(),
            "first": shown(&held.first), "second": shown(&held.second),
            "compared": held.compared.as_ref().map(compared),
        })
    };
    Ok(Json(json!({
        "survey": brief(&found.asked), "narrowing": narrowing(&question.narrowing),
        "by": question.axis.written(), "first": question.first, "second": question.second,
        "n": [found.n.0, found.n.1], "in_both": found.both, "comparisons": found.comparisons,
        "p_values": "benjamini_hochberg", "differences": found.differences.iter().map(row).collect::<Vec<_>>(),
        "withheld": withheld(found.privacy),
    })))
}

/// `GET /api/v1/surveys/{survey}/results/responses`: those that the narrowing leaves, the newest first; `page`.
pub(crate) async fn responses(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let asked = Narrowing::read(params.pairs());
    let page = params.known("page", |page| page.parse().ok()).unwrap_or(1);
    let found =
        results::behind(&state.app, SurveyId(id), &asked, page, (&sight(&signed), &signed.user.actor())).await?;
    let line = |held: &results::BehindLine| {
        let (metric, score) = held.score.clone().unzip();
        json!({
            "response_id": held.response.0, "customer_id": held.customer.map(|customer| customer.0), "name": held.name,
            "submitted_at": held.at.to_string(), "channel": held.place.channel.map(|channel| channel.as_str()),
            "touchpoint": held.place.touchpoint, "unit": held.place.unit, "language": held.language,
            "metric": metric, "score": score, "text": held.words,
        })
    };
    Ok(Json(json!({
        "survey": brief(&found.asked), "narrowing": narrowing(&asked), "count": found.count,
        "customers": found.customers, "page": found.page, "per_page": results::PER_PAGE, "more": found.more,
        "withheld": found.withheld.then_some("employees_one_by_one"),
        "responses": found.lines.iter().map(line).collect::<Vec<_>>(),
    })))
}

/// `GET /api/v1/surveys/{survey}/results/responses/{response}`.
pub(crate) async fn response(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, response)): Path<(i64, i64)>,
) -> Result<Json<Value>, Failure> {
    let found =
        results::one_response(&state.app, SurveyId(id), ResponseId(response), (&sight(&signed), &signed.user.actor()))
            .await?;
    let held = &found.seen.response;
    let answers: serde_json::Map<String, Value> = found
        .answers
        .iter()
        .filter_map(|(question, answer)| Some((question.key.to_string(), answer.as_ref()?.plain())))
        .collect();
    Ok(Json(json!({
        "response_id": held.id.0, "survey_id": held.survey.0, "version": held.version, "state": held.state.as_str(),
        "customer_id": found.seen.customer.map(|customer| customer.0), "name": found.name, "language": held.language,
        "channel": held.place.channel.map(|channel| channel.as_str()), "touchpoint": held.place.touchpoint,
        "unit": held.place.unit, "employee": held.place.employee, "started_at": held.started_at.to_string(),
        "submitted_at": held.submitted_at.map(|at| at.to_string()), "answers": answers,
    })))
}

/// A link to be made; `narrowing` is the query of an address of results.
#[derive(Deserialize)]
pub(crate) struct NewShare {
    title: String,
    #[serde(default = "ten")]
    minimum: u64,
    #[serde(default = "thirty")]
    days: i64,
    #[serde(default)]
    narrowing: NarrowingGiven,
}

/// What a link's figures are narrowed to.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NarrowingGiven {
    from: Option<String>,
    until: Option<String>,
    only: Vec<String>,
}

fn ten() -> u64 {
    10
}

fn thirty() -> i64 {
    30
}

fn share_row(held: &results::Share) -> Value {
    json!({
        "share_id": held.id, "title": held.title, "minimum": held.minimum, "created_at": held.created_at.to_string(),
        "expires_at": held.expires_at.to_string(), "withdrawn_at": held.withdrawn_at.map(|at| at.to_string()),
        "opened": held.opened, "opened_at": held.opened_at.map(|at| at.to_string()),
    })
}

/// `GET /api/v1/surveys/{survey}/shares`.
pub(crate) async fn shares(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let held = results::shares(&state.app, SurveyId(id)).await?;
    Ok(Json(json!({ "shares": held.iter().map(share_row).collect::<Vec<_>>() })))
}

/// `POST /api/v1/surveys/{survey}/shares`: a link; its token is told this once.
pub(crate) async fn share(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(new): Json<NewShare>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let (from, until) = (new.narrowing.from.as_deref(), new.narrowing.until.as_deref());
    let days = [("from", from), ("until", until)].into_iter().filter_map(|(name, day)| Some((name, day?)));
    let fields = days.chain(new.narrowing.only.iter().map(|only| ("only", only.as_str())));
    let request = results::ShareRequest {
        title: new.title,
        narrowing: Narrowing::read(fields),
        minimum: new.minimum,
        days: new.days,
    };
    let (made, token) = results::share_results(&state.app, SurveyId(id), &request, &signed.user.actor()).await?;
    let mut row = share_row(&made);
    row["path"] = json!(format!("/shared/{token}"));
    Ok((StatusCode::CREATED, Json(row)))
}

/// `POST /api/v1/surveys/{survey}/shares/{share}/withdraw`.
pub(crate) async fn withdraw(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, share)): Path<(i64, i64)>,
) -> Result<StatusCode, Failure> {
    results::withdraw_share(&state.app, SurveyId(id), share, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}
