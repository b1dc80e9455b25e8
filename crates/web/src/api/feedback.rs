//! What customers said.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use hamdel_app::feedback::{FeedbackQuestion, Heard, PER_PAGE, feedback};
use hamdel_domain::CustomerId;
use hamdel_text::sentiment::Sentiment;

use crate::error::Failure;
use crate::pages::voice::question;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/feedback`: `q`, `sentiment`, `subject` (`facet:staff`), `urgency` (`soon` or sooner, `now`), `period`,
/// `within` `column:name`, `page`. Of a period with more comments than are read the newest answer, which
/// `more_than_read` says.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let question = FeedbackQuestion { units: signed.scope.units(), ..question(&params) };
    let found = feedback(&state.app, &question, &signed.user.actor()).await?;
    let labels: Map<String, Value> =
        found.labels.iter().map(|(label, n)| (label.as_str().to_owned(), json!(n))).collect();
    let levels: Map<String, Value> =
        found.levels.iter().map(|(level, n)| (level.as_str().to_owned(), json!(n))).collect();
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
        "cut": understood.cut,
    })
}

fn sentiment(sentiment: &Sentiment) -> Value {
    json!({
        "label": sentiment.label.as_str(), "polarity": sentiment.polarity, "confidence": sentiment.confidence,
        "method": sentiment.method.as_str(),
    })
}
