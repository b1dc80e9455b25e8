//! What customers talk about.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use hamdel_app::words::{self, PhraseSaid, SubjectSaid, ThemeSaid};
use hamdel_text::sentiment::Confusion;

use super::feedback::heard;
use super::scores::{compared, estimated};
use super::themes::{kept, said_of};
use crate::error::Failure;
use crate::pages::words::{step_of, words_asked};
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/words`: over a `period`, `within` `column:name`. Shares are of those comments that were read, the
/// newest where `more_than_read` says that there are more.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let question = words_asked(&signed, &params);
    let found =
        words::words(&state.app, &question, step_of(&question, signed.reader.language), &signed.user.actor()).await?;
    let labels: Map<String, Value> =
        found.labels.iter().map(|(label, n)| (label.as_str().to_owned(), json!(n))).collect();
    let languages: Map<String, Value> =
        found.languages.iter().map(|(language, n)| (language.as_str().to_owned(), json!(n))).collect();
    let subject = |said: &SubjectSaid| {
        json!({
            "kind": said.subject.kind.as_str(), "key": said.subject.key, "comments": said.comments,
            "good": said.good, "bad": said.bad, "bad_share": said.bad_share.as_ref().map(estimated),
            "effect_on_score": said.effect.as_ref().map(compared),
            "sentences": said.sentences.iter().map(|held| heard(held, &found.names)).collect::<Vec<_>>(),
        })
    };
    let theme = |held: &ThemeSaid| {
        let mut row = kept(&held.theme);
        row["said"] = said_of(&held.said, &found.names);
        row
    };
    let report = &found.report;
    let [bad, neutral, good] = report.labels;
    Ok(Json(json!({
        "period": question.period.as_str(), "comments": found.comments, "more_than_read": found.more,
        "sentiments": labels, "good": found.good.as_ref().map(estimated), "bad": found.bad.as_ref().map(estimated),
        "languages": languages,
        "subjects": found.subjects.iter().map(subject).collect::<Vec<_>>(),
        "themes": found.themes.iter().map(theme).collect::<Vec<_>>(),
        "steps": found.steps.starts.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "phrases": found.phrases.iter().map(phrase).collect::<Vec<_>>(),
        "model": {
            "verdict": report.verdict.as_str(), "labels": { "negative": bad, "neutral": neutral, "positive": good },
            "corrections": report.corrections, "second_readings": found.second, "accuracy": found.accuracy.as_ref().map(estimated),
            "learned_on_held_out": tried(&report.held_out), "lexicon_on_held_out": tried(&report.lexicon),
        },
        "data_up_to": found.freshness.up_to.to_string(), "waiting": found.freshness.waiting,
    })))
}

fn phrase(said: &PhraseSaid) -> Value {
    json!({
        "phrase": said.phrase, "comments": said.comments, "comments_before": said.before.0,
        "all_before": said.before.1, "rising": said.rising, "new": said.new,
    })
}

fn tried(confusion: &Confusion) -> Value {
    json!({ "n": confusion.n(), "accuracy": confusion.accuracy(), "balanced_accuracy": confusion.balanced_accuracy() })
}
