//! Scores.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use hamdel_app::results::{self, Privacy, ServiceQuality};
use hamdel_app::scores::{self, Moved, Passed, Place, ResponseRate, Scored};
use hamdel_stats::compare::Comparison;
use hamdel_stats::interval::{Estimate, Published};
use hamdel_stats::weighting::{LevelBalance, Weighting};

use super::results::figure;
use crate::error::Failure;
use crate::pages::scores::question;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/scores`: a `metric` over a `period`, `by` a column, `trait:NAME` or `segment`, `within` `column:name`,
/// `whose` `trait:NAME:VALUE` or `segment:NUMBER`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let question = question(signed.reader.language, &params);
    let found = scores::scores(&state.app, &question).await?;
    let metrics = found.metrics.iter().map(|(metric, n)| json!({ "metric": metric.as_str(), "n": n }));
    let groups = found.groups.iter().map(|group| {
        let mut row = scored(&group.scored);
        row["name"] = json!(group.name);
        row["response_rate"] = json!(group.rate.as_ref().map(rate));
        row["against_others"] = json!(group.against_others.as_ref().map(compared));
        row
    });
    let trend = found.trend.iter().map(|point| {
        json!({ "from": point.from.to_string(), "until": point.until.to_string(), "score": published(&point.score) })
    });
    Ok(Json(json!({
        "metric": question.metric.as_str(), "period": question.period.as_str(),
        "from": found.from.to_string(), "until": found.until.to_string(),
        "metrics": metrics.collect::<Vec<_>>(), "whole": scored(&found.whole), "response_rate": found.rate.as_ref().map(rate),
        "weighted": found.weighted.as_ref().map(|held| json!({
            "score": published(&held.score), "invited": held.invited, "left_out": held.left_out,
            "effective_n": held.weighting.effective_n, "groups": shares(&held.weighting),
        })),
        "by": question.by.as_ref().map(scores::Dimension::written), "whose": question.whose.as_ref().map(scores::Whose::written), "groups": groups.collect::<Vec<_>>(), "groups_not_shown": found.more_groups,
        "trend": trend.collect::<Vec<_>>(), "moved": found.moved.iter().map(moved).collect::<Vec<_>>(),
        "passed": found.passed.iter().map(passed).collect::<Vec<_>>(),
        "data_up_to": found.freshness.up_to.to_string(), "waiting": found.freshness.waiting,
    })))
}

/// `GET /api/v1/scores/moved`: what moved and what passed over the last year, in any metric, the strongest first.
pub(crate) async fn moved_anywhere(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let found = scores::moved_anywhere(&state.app).await?;
    let row = |(metric, held): &(scores::Metric, Moved)| {
        let mut row = moved(held);
        row["metric"] = json!(metric.as_str());
        row
    };
    Ok(Json(json!({
        "moved": found.moved.iter().map(row).collect::<Vec<_>>(),
        "passed": found.passed.iter().map(passed).collect::<Vec<_>>(),
    })))
}

/// `GET /api/v1/scores/service-quality`: SERVQUAL of every published survey that asks for it.
pub(crate) async fn service_quality(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let found = results::service_quality(&state.app).await?;
    let survey = |held: &ServiceQuality| {
        json!({
            "survey_id": held.asked.survey.0, "name": held.asked.name, "submitted": held.submitted,
            "shown": held.privacy == Privacy::Open, "blocks": held.blocks.iter().map(figure).collect::<Vec<_>>(),
        })
    };
    let widest = results::widest_shortfall(&found).map(|(survey, line)| {
        json!({ "survey_id": survey.asked.survey.0, "dimension": line.dimension.as_str(), "gap": published(&line.gap) })
    });
    Ok(Json(json!({ "surveys": found.iter().map(survey).collect::<Vec<_>>(), "widest_shortfall": widest })))
}

/// The shares of each group of those invited, of those who answered, and after weighting.
pub(super) fn shares(weighting: &Weighting) -> Vec<Value> {
    let level = |level: &LevelBalance| {
        json!({
            "value": level.name, "answered": level.n, "share_invited": level.known, "share_answered": level.before,
            "share_after": level.after,
        })
    };
    weighting.traits.iter().flat_map(|of| &of.levels).map(level).collect()
}

fn rate(rate: &ResponseRate) -> Value {
    json!({
        "sent": rate.sent, "arrived": rate.arrived, "answered": rate.answered, "share": published(&rate.share),
    })
}

fn scored(scored: &Scored) -> Value {
    json!({
        "now": published(&scored.now), "before": published(&scored.before),
        "change": scored.change.as_ref().map(compared), "by_score": scored.by_score, "n": scored.n,
    })
}

/// A number with its interval, or how many answers are missing.
pub(super) fn published(published: &Published) -> Value {
    match published {
        Published::Estimate(estimate) => estimated(estimate),
        Published::TooFew { have, need } => json!({ "too_few_answers": { "have": have, "need": need } }),
    }
}

/// A number with its interval.
pub(super) fn estimated(estimate: &Estimate) -> Value {
    json!({
        "value": estimate.value, "low": estimate.low, "high": estimate.high, "n": estimate.n,
        "method": estimate.method.as_str(), "confidence": estimate.confidence.level(),
    })
}

/// A difference with its interval.
pub(super) fn compared(compared: &Comparison) -> Value {
    json!({
        "difference": compared.difference, "low": compared.low, "high": compared.high, "p_value": compared.p_value,
        "n": [compared.n.0, compared.n.1], "method": compared.method.as_str(), "more_than_chance": compared.more_than_chance(),
    })
}

fn place(place: &Place) -> Value {
    match place {
        Place::Everywhere => Value::Null,
        Place::In(by, name) => json!({ "column": by.as_str(), "name": name }),
    }
}

fn moved(moved: &Moved) -> Value {
    let (difference, low, high) = moved.difference;
    json!({
        "where": place(&moved.place), "since": moved.since.to_string(), "until": moved.until.map(|day| day.to_string()),
        "before": moved.before, "after": moved.after, "difference": difference, "low": low, "high": high,
        "direction": moved.direction.as_str(), "p_value": moved.p_value,
    })
}

fn passed(passed: &Passed) -> Value {
    let (difference, low, high) = passed.difference;
    json!({
        "metric": passed.metric.as_str(), "where": place(&passed.place),
        "from": passed.from.to_string(), "to": passed.to.to_string(), "over": passed.over,
        "during": passed.during, "otherwise": passed.otherwise, "difference": difference, "low": low, "high": high,
        "n": passed.n, "p_value": passed.p_value,
    })
}
