//! The way from the journal to profiles and files, timed by itself.

use std::time::{Duration, Instant};

use base64::Engine;

use hamdel_app::App;
use hamdel_app::filing::file_all;
use hamdel_app::intake::segment::Endpoint;
use hamdel_app::intake::{IntakeCall, IntakeRefusal};
use hamdel_app::projector::wait_until_projected;
use hamdel_app::sources::add_source;

use super::StreamArguments;
use super::events::Events;
use crate::cli::{Failure, Output};
use crate::wiring::{FILE_AFTER, Location, Node};

/// Events of one call.
const BATCH: u64 = 500;

/// Fills the journal, then projects and files it, and prints how long each took.
pub async fn run(output: &Output, arguments: StreamArguments) -> Result<(), Failure> {
    if arguments.folder.exists() {
        return Err(Failure::Other(format!("{} exists; name a folder that does not", arguments.folder.display())));
    }
    let location = Location { folder: arguments.folder.clone(), database: None };
    let mut node = Node::open(&location).await?;
    let begun = Instant::now();
    fill(&node.app, &arguments).await?;
    let filled = begun.elapsed();
    let begun = Instant::now();
    node.start_workers(FILE_AFTER).await;
    wait_until_projected(&node.app.store).await?;
    file_all(&node.app.store, &*node.app.lake).await?;
    let streamed = begun.elapsed();
    let counted = node.app.lake.query("SELECT count(*) FROM interactions").await.map_err(hamdel_app::AppError::from)?;
    node.close().await;
    let rate = |took: Duration| arguments.events as f64 / took.as_secs_f64();
    let json = serde_json::json!({
        "events": arguments.events, "customers": arguments.customers,
        "journal_events_per_second": rate(filled).round(), "stream_events_per_second": rate(streamed).round(),
        "stream_seconds": streamed.as_secs_f64(), "peak_memory_mib": peak_memory_mib(),
        "counted": format!("{:?}", counted.rows.first().and_then(|row| row.first())),
    });
    let words = format!(
        "{} events: into the journal {:.0} a second; through the projector into store and lake {:.0} a second; peak memory {} MiB",
        arguments.events,
        rate(filled),
        rate(streamed),
        peak_memory_mib()
    );
    output.answer(&json, &words);
    Ok(())
}

async fn fill(app: &App, arguments: &StreamArguments) -> Result<(), Failure> {
    let mut events = Events::new("stream".to_owned(), arguments.customers);
    send(app, arguments.events, |body| events.write(body)).await
}

/// Sends so many events, as `write` writes them, into the intake of this process.
pub(super) async fn send(app: &App, events: u64, mut write: impl FnMut(&mut String)) -> Result<(), Failure> {
    let source = add_source(&app.store, &*app.clock, &*app.entropy, "bench").await?;
    let authorization =
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{}:", source.write_key)));
    let mut body = String::new();
    let mut left = events;
    while left > 0 {
        let count = left.min(BATCH);
        body.clear();
        body.push_str(r#"{"batch":["#);
        for index in 0..count {
            body.push_str(if index == 0 { "" } else { "," });
            write(&mut body);
        }
        body.push_str("]}");
        while !taken(app, &authorization, &body).await? {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        left -= count;
    }
    Ok(())
}

/// Whether the intake took the batch; it does not while the journal is behind.
async fn taken(app: &App, authorization: &str, body: &str) -> Result<bool, Failure> {
    let call = IntakeCall {
        endpoint: Endpoint::Batch,
        authorization: Some(authorization),
        gzipped: false,
        body: body.as_bytes(),
    };
    match app.intake.receive(call).await {
        Ok(_) => Ok(true),
        Err(IntakeRefusal::Behind { .. }) => Ok(false),
        Err(other) => Err(Failure::Other(format!("the journal was not filled: {other:?}"))),
    }
}

/// The most memory this process ever held, in MiB; 0 where the system does not say.
fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |kib| kib / 1024)
}
