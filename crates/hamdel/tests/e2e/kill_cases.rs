//! A server that is killed while people work on cases loses no action that it acknowledged, does none by half, and lets
//! no clock warn twice.

mod check;
mod work;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use hamdel_testkit::smtp::SmtpSink;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Reader, Source, program, rows, wait_for, write_key};
use work::{Work, keep_working};

/// Actions that are acknowledged before it ends.
const ACTIONS: u64 = 10_000;
/// People who work at once.
const AGENTS: usize = 8;
/// How often the server is killed, at least.
const KILLS: u32 = 12;
/// How long it lives, in milliseconds from the moment it is ready.
const LIVES: std::ops::Range<u64> = 100..3_500;
/// Customers who complain.
const CUSTOMERS: u64 = 30;
/// Cases that came in before now, so that their clocks run out while people work: seconds.
pub(super) const CAME_IN_BEFORE: i64 = 115;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_actions_survive_kills_whole_and_once() {
    let post = SmtpSink::start().await.unwrap();
    let program = program()
        .with_variable("HAMDEL_SMTP", &format!("smtp://127.0.0.1:{}", post.port()))
        .with_variable("HAMDEL_MAIL_FROM", "Shop <shop@example.com>")
        .with_variable("HAMDEL_PUBLIC_URL", "http://127.0.0.1:9");
    let mut server = Server::start(&program).unwrap();
    let listen = server.host_and_port().to_owned();
    let customers = customers(&program, &server).await;
    let manager = Reader::sign_in(&program, &server).await;
    let work = Arc::new(Work::new(customers, set_up(&manager).await));
    let mut readers = Vec::new();
    for number in 0..AGENTS {
        let email = format!("agent-{number}@example.com");
        readers.push(Reader::sign_in_as(&program, &server, &email, "experience_manager").await);
    }
    let mut agents: Vec<_> = readers.into_iter().map(|agent| tokio::spawn(keep_working(agent, work.clone()))).collect();
    let mut random = StdRng::seed_from_u64(1404);
    let mut kills = 0;
    while kills < KILLS || work.acknowledged() < ACTIONS {
        sleep(Duration::from_millis(random.random_range(LIVES))).await;
        assert!(server.is_up(), "{}", server.said());
        server.kill();
        server = Server::start_on(&program, &listen).unwrap();
        kills += 1;
        if let Some(ended) = agents.iter().position(tokio::task::JoinHandle::is_finished) {
            agents.swap_remove(ended).await.unwrap();
            panic!("an agent stopped by itself");
        }
    }
    work.stop.store(true, Ordering::Relaxed);
    for agent in agents {
        agent.await.unwrap();
    }
    let (acknowledged, failures) = (work.acknowledged(), work.failures.load(Ordering::Relaxed));
    eprintln!(
        "{acknowledged} actions acknowledged, {kills} kills, {failures} calls failed, {} came too late",
        work.too_late.load(Ordering::Relaxed)
    );
    assert!(failures >= u64::from(kills) / 2, "the kills did not meet the work");
    assert!(work.too_late.load(Ordering::Relaxed) > 0, "nobody met anybody at a case");
    check::check(&program, server, &work, &post).await;
}

/// Customers who are known, with an address each.
async fn customers(program: &Program, server: &Server) -> Vec<i64> {
    let source = Source::new(server, &write_key(program, "shop"));
    let known = (0..CUSTOMERS).map(|number| {
        json!({ "type": "identify", "userId": format!("customer-{number}"), "messageId": format!("known-{number}"),
            "traits": { "email": format!("customer-{number}@example.com") } })
    });
    let answer = source.post("batch", &json!({ "batch": known.collect::<Vec<_>>() })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    tokio::task::block_in_place(|| {
        wait_for(program, "SELECT count(*) FROM customers WHERE interactions > 0", CUSTOMERS);
        rows(program, "SELECT customer_id FROM customers")
            .iter()
            .map(|row| row["customer_id"].as_i64().unwrap())
            .collect()
    })
}

/// Clocks that warn and run out within the test, around the clock; gives a cause to close with.
async fn set_up(manager: &Reader) -> String {
    let mut held = manager.get("/api/v1/clocks").await;
    let clock = |kind: &str| {
        json!({
            "clock": kind, "calendar": "always", "plan": { "target": 1, "warnings": [10, 50, 90], "again": [1] },
            "warned": ["owner"], "breached": ["owner", "experience_manager"], "again": ["experience_manager"],
            "ways": ["page"],
        })
    };
    let clocks: Value = ["first_response", "next_update", "solution"].map(clock).into_iter().collect();
    held["policy"]["rules"] = json!([{ "name": "short", "clocks": clocks }]);
    manager.done(Method::PUT, "/api/v1/clocks", Some(&held)).await;
    let cause = json!({ "title_fa": "پیک دیر رسید", "title_en": "The courier was late", "parent": null });
    let made = manager.done(Method::POST, "/api/v1/causes", Some(&cause)).await;
    made["cause"].as_str().unwrap_or_else(|| panic!("no name: {made}")).to_owned()
}
