//! A server that is killed at random moments under load loses nothing that it acknowledged, and does nothing twice.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Source, cell, count, program, rows, wait_for, write_key};

/// How often it is killed.
const KILLS: u32 = 50;
/// How long it lives, in milliseconds from the moment it is ready.
const LIVES: std::ops::Range<u64> = 50..1_800;
/// Sources that send at once.
const SENDERS: u64 = 3;
/// Events of a batch.
const BATCH: u64 = 40;
/// What a sender waits between batches, so that the history stays small enough to be checked id by id.
const PAUSE: Duration = Duration::from_millis(12);
/// What it waits after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(40);
/// Customers that the events are spread over.
const CUSTOMERS: u64 = 400;

/// What all senders share.
#[derive(Default)]
struct Sent {
    next: AtomicU64,
    stop: AtomicBool,
    acknowledged: Mutex<Vec<u64>>,
    failures: AtomicU64,
}

fn message_id(batch: u64, number: u64) -> String {
    format!("kill-{batch}-{number}")
}

/// A batch; the same number gives the same events.
fn batch(number: u64) -> Value {
    let mut random = StdRng::seed_from_u64(number);
    let events = (0..BATCH).map(|place| {
        let customer = random.random_range(0..CUSTOMERS);
        let mut event = json!({
            "type": "track",
            "event": if place % 3 == 0 { "order_completed" } else { "page_seen" },
            "messageId": message_id(number, place),
            "userId": format!("customer-{customer}"),
            "properties": { "value": random.random_range(-500..2_000_i64), "currency": "IRT", "channel": "web", "batch": number },
        });
        if place % 7 == 0 {
            // Identities are joined while the server dies, too.
            event["anonymousId"] = json!(format!("browser-{customer}-{}", random.random_range(0..4_u8)));
        }
        event
    });
    json!({ "batch": events.collect::<Vec<_>>() })
}

/// Sends batch after batch, each until it is acknowledged.
async fn keep_sending(source: Source, sent: Arc<Sent>) {
    while !sent.stop.load(Ordering::Relaxed) {
        let number = sent.next.fetch_add(1, Ordering::Relaxed);
        let body = batch(number).to_string().into_bytes();
        loop {
            match source.send("batch", body.clone(), false).await {
                Ok(answer) if answer.status == 200 => break,
                Ok(answer) if !matches!(answer.status, 429 | 503) => {
                    panic!("batch {number} was answered by {answer:?}")
                }
                _ => {
                    sent.failures.fetch_add(1, Ordering::Relaxed);
                    sleep(PAUSE_AFTER_FAILURE).await;
                }
            }
        }
        sent.acknowledged.lock().unwrap().push(number);
        sleep(PAUSE).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nothing_and_double_nothing() {
    // Filing every second, so that kills meet it at work as well.
    let program = program().with_variable("HAMDEL_FILE_AFTER", "1");
    let key = write_key(&program, "load");
    let mut server = Server::start(&program).unwrap();
    let listen = server.host_and_port().to_owned();
    let sent = Arc::new(Sent::default());
    let senders: Vec<_> =
        (0..SENDERS).map(|_| tokio::spawn(keep_sending(Source::new(&server, &key), sent.clone()))).collect();
    let mut random = StdRng::seed_from_u64(1404);
    for _ in 0..KILLS {
        sleep(Duration::from_millis(random.random_range(LIVES))).await;
        assert!(server.is_up(), "{}", server.said());
        server.kill();
        server = Server::start_on(&program, &listen).unwrap();
    }
    sent.stop.store(true, Ordering::Relaxed);
    for sender in senders {
        sender.await.unwrap();
    }
    let acknowledged = std::mem::take(&mut *sent.acknowledged.lock().unwrap());
    let events = acknowledged.len() as u64 * BATCH;
    eprintln!("{events} events acknowledged; {} calls failed and were repeated", sent.failures.load(Ordering::Relaxed));
    assert!(sent.failures.load(Ordering::Relaxed) >= u64::from(KILLS) / 2, "the kills did not meet the load");
    tokio::task::block_in_place(|| check(&program, &acknowledged, events));
    server.stop().unwrap();
    tokio::task::block_in_place(|| check(&program, &acknowledged, events));
}

/// Store and lake hold what was acknowledged, once.
fn check(program: &Program, acknowledged: &[u64], events: u64) {
    wait_for(program, "SELECT count(*) FROM interactions", events);
    let held = rows(program, "SELECT message_id FROM interactions");
    let held: HashSet<&str> = held.iter().filter_map(|row| row["message_id"].as_str()).collect();
    assert_eq!(held.len() as u64, events, "an interaction is there twice");
    let lost = acknowledged
        .iter()
        .flat_map(|batch| (0..BATCH).map(|place| message_id(*batch, place)))
        .find(|id| !held.contains(id.as_str()));
    assert_eq!(lost, None, "acknowledged and lost");
    assert_eq!(count(program, "SELECT sum(interactions) FROM customers"), events, "the store counts otherwise");
    assert_eq!(
        cell(program, "SELECT sum(value) FROM customers"),
        cell(program, "SELECT sum(value) FROM interactions"),
        "the store adds up otherwise"
    );
    let apart = "SELECT count(*) FROM customers AS c JOIN (SELECT customer_id, count(*) AS n, sum(value) AS worth FROM interactions \
        GROUP BY customer_id) AS i ON i.customer_id = c.customer_id WHERE i.n <> c.interactions OR i.worth <> c.value";
    assert_eq!(count(program, apart), 0, "customers whose profile is not their history");
    assert_eq!(count(program, "SELECT count(*) FROM customers"), CUSTOMERS.min(events));
}
