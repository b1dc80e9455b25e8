//! People who answer a survey of a running server at once, each as a browser without scripts does.

mod line;
mod page;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::AnsweringArguments;
use super::latencies::Latencies;
use crate::cli::{Failure, Output};
use line::{Broken, Line};
use page::Form;

/// Most pages of a survey; one that has more goes round in a circle.
const MOST_PAGES: usize = 100;

/// What people write, as long as such words are.
const WORDS: &str = "پیک خوش‌اخلاق بود، ولی بسته دو روز دیر رسید";

/// What one place of the load saw: people who came one after another.
#[derive(Default)]
struct Seen {
    pages: Latencies,
    posts: Latencies,
    /// Questions whose answers were acknowledged.
    answers: u64,
    /// Responses brought to the end.
    responses: u64,
    /// Pages that were refused; the person then leaves.
    refused: u64,
    /// Connections that broke.
    broken: u64,
    /// The largest page, in bytes on the line.
    largest: usize,
}

/// What all share.
struct Plan {
    host: String,
    path: String,
    /// What each thinks about a page on average.
    thinking: f64,
    until: Instant,
    /// Responses brought to the end by all.
    finished: AtomicU64,
    wanted: u64,
}

impl Plan {
    fn is_over(&self) -> bool {
        Instant::now() >= self.until || self.finished.load(Ordering::Relaxed) >= self.wanted
    }
}

/// Lets people answer for the time asked for, and prints what was seen.
pub async fn run(output: &Output, arguments: AnsweringArguments) -> Result<(), Failure> {
    let host = super::of_this_machine(&arguments.link)?;
    let path = arguments.link[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
    let linked = files_of(&host, &path).await?;
    let begun = Instant::now();
    let plan = Arc::new(Plan {
        host,
        path,
        thinking: arguments.thinking.clamp(0.0, 3_600.0),
        until: begun + Duration::from_secs(arguments.seconds),
        finished: AtomicU64::new(0),
        wanted: arguments.responses.unwrap_or(u64::MAX),
    });
    let mut places = JoinSet::new();
    for number in 0..arguments.people {
        places.spawn(keep_coming(plan.clone(), StdRng::seed_from_u64(number.into())));
    }
    let mut all = Seen::default();
    while let Some(seen) = places.join_next().await {
        let seen = seen.map_err(|problem| Failure::Other(problem.to_string()))?;
        all.pages.join(seen.pages);
        all.posts.join(seen.posts);
        all.answers += seen.answers;
        all.responses += seen.responses;
        all.refused += seen.refused;
        all.broken += seen.broken;
        all.largest = all.largest.max(seen.largest);
    }
    report(output, &arguments, all, linked, begun.elapsed());
    Ok(())
}

/// Bytes of the style sheets and scripts of the first page, which a browser asks for once.
async fn files_of(host: &str, path: &str) -> Result<usize, Failure> {
    let broke = |_: Broken| Failure::Other(format!("{host} cannot be reached"));
    let mut line = Line::open(host).await.map_err(broke)?;
    let first = line.get(path).await.map_err(broke)?;
    if first.status != 200 || Form::of(&first.body).is_none() {
        return Err(Failure::Other(format!(
            "the link leads to no page of a survey: the server answered {}",
            first.status
        )));
    }
    let mut bytes = 0;
    for address in page::linked(&first.body) {
        bytes += line.get(&address).await.map_err(broke)?.wire;
    }
    Ok(bytes)
}

/// People who come one after another, until the time is over.
async fn keep_coming(plan: Arc<Plan>, mut random: StdRng) -> Seen {
    let mut seen = Seen::default();
    while !plan.is_over() {
        if answer(&plan, &mut random, &mut seen).await.is_err() {
            seen.broken += 1;
            sleep(Duration::from_millis(50)).await;
        }
    }
    seen
}

/// One person: opens the link, and answers page by page.
async fn answer(plan: &Plan, random: &mut StdRng, seen: &mut Seen) -> Result<(), Broken> {
    // People do not come all in the same instant.
    think(plan, random, 0.0..=1.0).await;
    if plan.is_over() {
        return Ok(());
    }
    let mut line = Line::open(&plan.host).await?;
    let mut fetched = line.get(&plan.path).await?;
    for _ in 0..MOST_PAGES {
        seen.pages.add(fetched.took);
        seen.largest = seen.largest.max(fetched.wire);
        if fetched.status != 200 {
            seen.refused += 1;
            return Ok(());
        }
        let Some(form) = Form::of(&fetched.body) else {
            seen.responses += 1;
            plan.finished.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        };
        think(plan, random, 0.5..=1.5).await;
        if plan.is_over() {
            return Ok(());
        }
        let body = form.filled(WORDS, |choices| random.random_range(0..choices));
        let posted = line.post(&form.action, body).await?;
        seen.posts.add(posted.took);
        let Some(next) = posted.location.filter(|_| posted.status == 303) else {
            seen.refused += 1;
            return Ok(());
        };
        seen.answers += form.questions;
        fetched = line.get(&next).await?;
    }
    seen.refused += 1;
    Ok(())
}

async fn think(plan: &Plan, random: &mut StdRng, share: std::ops::RangeInclusive<f64>) {
    if plan.thinking > 0.0 {
        let thought = Duration::from_secs_f64(plan.thinking * random.random_range(share));
        sleep(thought.min(plan.until.saturating_duration_since(Instant::now()))).await;
    }
}

fn report(output: &Output, arguments: &AnsweringArguments, all: Seen, linked: usize, took: Duration) {
    let (pages, posts) = (all.pages.sorted(), all.posts.sorted());
    let rate = |count: u64| count as f64 / took.as_secs_f64();
    let json = serde_json::json!({
        "people": arguments.people, "thinking_seconds": arguments.thinking, "seconds": took.as_secs_f64(),
        "answers": all.answers, "answers_per_second": rate(all.answers), "responses": all.responses,
        "pages": pages.count(), "posts": posts.count(), "refused": all.refused, "broken": all.broken,
        "page_ms": pages.json(), "post_ms": posts.json(),
        "largest_page_bytes": all.largest, "linked_bytes": linked, "first_visit_bytes": all.largest + linked,
    });
    let words = format!(
        "{} people, {} s of thought a page, {:.1} s: {} answers ({:.0} a second), {} responses brought to the end\n\
         pages ({}): {}\nanswers posted ({}): {}\n\
         largest page {} bytes, its style sheets and scripts once {linked}, together {}; {} refused, {} connections broke",
        arguments.people,
        arguments.thinking,
        took.as_secs_f64(),
        all.answers,
        rate(all.answers),
        all.responses,
        pages.count(),
        pages.words(),
        posts.count(),
        posts.words(),
        all.largest,
        all.largest + linked,
        all.refused,
        all.broken
    );
    output.answer(&json, &words);
}
