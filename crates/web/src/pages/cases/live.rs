//! Telling an open inbox which cases changed, as server-sent events.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use serde_json::{Value, json};
use tokio::time::Instant as Moment;

use hamdel_app::cases::inbox::live::{Heard, Listener, missed};
use hamdel_app::cases::inbox::{CaseChange, Counts, Reached, sync};
use hamdel_domain::rights::Right;

use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// Silence that proxies bear; then the counts are told, which change with the clock alone too.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long one connection lives: the browser comes back by itself, and rights that were taken away end with it.
const LIVES: Duration = Duration::from_secs(10 * 60);
/// How soon a browser comes back.
const COME_BACK_AFTER: Duration = Duration::from_secs(2);

/// `GET /care/live` and `GET /api/v1/cases/live`: events `cases` with what changed and the counts of the views, `counts`
/// with the counts alone, `again` where too much changed to be told. `Last-Event-ID` (or `after`) is where it goes on.
pub(crate) async fn live(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Failure> {
    sync(&state.app).await?;
    let reached = Reached::of(&state.app, &signed.user, Right::ReadCases).await?;
    // First listen, then look at what was missed, so that nothing falls in between.
    let listener = state.app.inbox.listen()?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).or(params.get("after"));
    let mut told =
        Telling { state, reached, listener, ends: Moment::now() + LIVES, waiting: VecDeque::new(), over: false };
    told.waiting.push_back(Event::default().retry(COME_BACK_AFTER).comment("hamdel"));
    match last.and_then(|last| last.parse().ok()) {
        Some(last) => match missed(&told.state.app, last).await? {
            Some(changes) => told.tell(&changes),
            None => told.waiting.push_back(again()),
        },
        None => told.waiting.push_back(counts_event(told.counts())),
    }
    let mut answer = Sse::new(stream(told)).into_response();
    // Proxies that gather answers would hold the news back.
    answer.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    Ok(answer)
}

/// One connection.
struct Telling {
    state: WebState,
    reached: Reached,
    listener: Listener,
    ends: Moment,
    waiting: VecDeque<Event>,
    over: bool,
}

impl Telling {
    fn counts(&self) -> Counts {
        self.state.app.inbox.counts(&self.reached, &self.state.app)
    }

    fn tell(&mut self, changes: &[CaseChange]) {
        let seen: Vec<Value> = changes.iter().filter_map(|change| written(change, &self.reached)).collect();
        if seen.is_empty() {
            return;
        }
        let last = changes.iter().map(|change| change.change).max().unwrap_or_default();
        let data = json!({ "cases": seen, "counts": counts_json(self.counts()) });
        self.waiting.push_back(Event::default().event("cases").id(last.to_string()).data(data.to_string()));
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            tokio::select! {
                heard = self.listener.next() => match heard {
                    Heard::Changes(changes) => self.tell(&changes),
                    Heard::Missed => self.waiting.push_back(again()),
                    Heard::End => self.over = true,
                },
                () = tokio::time::sleep(HEARTBEAT) => self.waiting.push_back(counts_event(self.counts())),
                () = tokio::time::sleep_until(self.ends) => self.over = true,
            }
        }
    }
}

fn stream(told: Telling) -> impl Stream<Item = Result<Event, Infallible>> {
    futures::stream::unfold(told, async |mut told| told.next().await.map(|event| (Ok(event), told)))
}

fn written(change: &CaseChange, reached: &Reached) -> Option<Value> {
    let here = change.seen_by(reached)?;
    Some(if here {
        json!({ "case": change.case, "revision": change.revision, "open": change.open })
    } else {
        json!({ "case": change.case, "gone": true })
    })
}

fn again() -> Event {
    Event::default().event("again").data("{}")
}

fn counts_event(counts: Counts) -> Event {
    Event::default().event("counts").data(counts_json(counts).to_string())
}

/// The counts of the views by their names.
pub(crate) fn counts_json(counts: Counts) -> Value {
    json!({
        "mine": counts.mine, "unit": counts.unit, "at_risk": counts.at_risk, "unassigned": counts.unassigned,
        "waiting": counts.waiting, "open": counts.open,
    })
}
