//! The load on a running server's intake.

use std::time::{Duration, Instant};

use base64::Engine;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::IntakeArguments;
use super::events::Events;
use super::latencies::Latencies;
use crate::cli::{Failure, Output};
use crate::wiring::entropy;

/// What one connection saw.
#[derive(Default)]
struct Seen {
    acknowledged: u64,
    refused: u64,
    /// From sending a call to its acknowledgement.
    latencies: Latencies,
}

/// Sends for the time asked for and prints what was seen.
pub async fn run(output: &Output, arguments: IntakeArguments) -> Result<(), Failure> {
    let address = super::of_this_machine(&arguments.url)?;
    let mut run = [0; 6];
    entropy().fill(&mut run);
    let run: String = run.iter().map(|byte| format!("{byte:02x}")).collect();
    let begun = Instant::now();
    let until = begun + Duration::from_secs(arguments.seconds);
    let mut connections = JoinSet::new();
    for number in 0..arguments.connections {
        let plan = Plan {
            address: address.clone(),
            authorization: format!(
                "Basic {}",
                base64::engine::general_purpose::STANDARD.encode(format!("{}:", arguments.key))
            ),
            events: Events::new(format!("{run}-{number}"), arguments.customers),
            batch: arguments.batch,
            // Each connection keeps its share of the pace.
            every: arguments.rate.map(|rate| {
                Duration::from_secs_f64(
                    f64::from(arguments.batch) * f64::from(arguments.connections) / rate.max(1) as f64,
                )
            }),
            until,
        };
        connections.spawn(send(plan));
    }
    let mut all = Seen::default();
    while let Some(seen) = connections.join_next().await {
        let seen = seen.map_err(|problem| Failure::Other(problem.to_string()))??;
        all.acknowledged += seen.acknowledged;
        all.refused += seen.refused;
        all.latencies.join(seen.latencies);
    }
    report(*output, all, begun.elapsed());
    Ok(())
}

struct Plan {
    address: String,
    authorization: String,
    events: Events,
    batch: u32,
    every: Option<Duration>,
    until: Instant,
}

async fn send(mut plan: Plan) -> Result<Seen, Failure> {
    let stream =
        TcpStream::connect(&plan.address).await.map_err(Failure::machine(format!("cannot reach {}", plan.address)))?;
    stream.set_nodelay(true).map_err(Failure::machine("cannot set up the connection"))?;
    let broke = |problem: hyper::Error| Failure::Other(format!("the connection broke: {problem}"));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broke)?;
    tokio::spawn(connection);
    let mut seen = Seen::default();
    let mut body = String::new();
    let mut next = Instant::now();
    while Instant::now() < plan.until {
        let path = if plan.batch == 1 { "/v1/track" } else { "/v1/batch" };
        if plan.batch == 1 {
            body.clear();
            plan.events.write(&mut body);
        } else {
            plan.events.batch(plan.batch, &mut body);
        }
        if let Some(every) = plan.every {
            tokio::time::sleep_until(next.into()).await;
            next += every;
        }
        let request = Request::post(path)
            .header("Host", &plan.address)
            .header("Authorization", &plan.authorization)
            .header("Content-Type", "application/json")
            .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
            .map_err(|problem| Failure::Other(problem.to_string()))?;
        let sent = Instant::now();
        let answer = sender.send_request(request).await.map_err(broke)?;
        let good = answer.status().is_success();
        answer.into_body().collect().await.map_err(broke)?;
        if good {
            seen.acknowledged += u64::from(plan.batch);
            seen.latencies.add(sent.elapsed());
        } else {
            seen.refused += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    Ok(seen)
}

fn report(output: Output, all: Seen, took: Duration) {
    let latencies = all.latencies.sorted();
    let rate = all.acknowledged as f64 / took.as_secs_f64();
    let json = serde_json::json!({
        "events": all.acknowledged, "seconds": took.as_secs_f64(), "events_per_second": rate.round(),
        "calls": latencies.count(), "refused_calls": all.refused,
        "latency_ms": latencies.json(),
    });
    let words = format!(
        "{} events acknowledged in {:.1} s: {rate:.0} a second; calls {}; {} refused",
        all.acknowledged,
        took.as_secs_f64(),
        latencies.words(),
        all.refused
    );
    output.answer(&json, &words);
}
