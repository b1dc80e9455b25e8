//! Pulse.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use hamdel_app::pulse::{self, Chance, Period};

use super::sources::health_json;
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/pulse`: what is happening now.
pub(crate) async fn live(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let live = pulse::live(&state.app).await?;
    let usual = live.usual.map(|(least, most, weeks)| json!({ "least": least, "most": most, "weeks": weeks }));
    Ok(Json(json!({
        "day": live.day.to_string(),
        "interactions_today": live.today,
        "interactions_week_ago_by_this_hour": live.week_ago,
        "usual_by_this_hour": usual,
        "interactions_by_hour_today": live.by_hour,
        "today_beyond_chance": beyond(live.today_chance),
        "interactions_seven_days": live.seven_days,
        "interactions_seven_days_before": live.seven_days_before,
        "interactions_by_day": live.by_day,
        "seven_days_beyond_chance": beyond(live.week_chance),
        "sources_by_day": live.sources_by_day,
        "known_customers": live.known,
        "anonymous_customers": live.anonymous,
        "sources": live.sources.iter().map(health_json).collect::<Vec<_>>(),
        "data_up_to": live.freshness.up_to.to_string(),
        "waiting": live.freshness.waiting,
    })))
}

/// Whether a change is more than chance; `null` while there are too few weeks to tell.
fn beyond(chance: Chance) -> Option<bool> {
    match chance {
        Chance::Beyond => Some(true),
        Chance::Within => Some(false),
        Chance::Unknown { .. } => None,
    }
}

/// `GET /api/v1/pulse/days`: interactions of a `period` by day, channel and stage.
pub(crate) async fn days(State(state): State<WebState>, _: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let period = params.known("period", Period::parse).unwrap_or_default();
    let (first, counts) = pulse::over_time(&state.app, period).await?;
    let days: Vec<Value> = counts
        .iter()
        .map(|count| {
            json!({
                "day": count.day.to_string(),
                "channel": count.channel,
                "stage": count.stage,
                "interactions": count.interactions,
                "value": count.value.to_string(),
            })
        })
        .collect();
    Ok(Json(json!({ "period": period.as_str(), "first_day": first.to_string(), "days": days })))
}
