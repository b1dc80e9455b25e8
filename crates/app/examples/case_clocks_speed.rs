//! Clocks of open cases: reckoned anew, and let do what is due, timed.
//!
//! ```sh
//! cargo run --release -p hamdel-app --example case_clocks_speed -- /tmp/case-clocks 200000
//! ```
//!
//! Prints how long it takes to reckon every clock when no calendar changed, when a holiday was announced, and to let
//! the clocks of a thousand cases do what is due. A folder it filled before is taken again.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock and stops at the first problem"
)]

use std::sync::Arc;
use std::time::{Instant as Stopwatch, SystemTime, UNIX_EPOCH};

use hamdel_app::App;
use hamdel_app::cases::{Doer, NewCase, reckon_all, step_clocks, take_down_in};
use hamdel_domain::cases::{CaseFacts, CaseId, Contact, Severity};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::clocks::Holiday;
use hamdel_domain::{Channel, Entropy, Instant};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;
use rand::RngCore;

struct Random;

impl Entropy for Random {
    fn fill(&self, buffer: &mut [u8]) {
        rand::rng().fill_bytes(buffer);
    }
}

async fn open(folder: &str, clock: &FixedClock) -> App {
    let store = Store::open(&StoreLocation::Folder(folder.into())).await.unwrap();
    let (clock, entropy) = (Arc::new(clock.clone()), Arc::new(Random));
    App::new(store, Arc::new(FakeLake::default()), clock, entropy)
}

/// Open cases that came in over the last week, of every severity.
async fn fill(app: &App, cases: i64) {
    let rules = hamdel_app::clocks::clocks(app).await.unwrap();
    for begin in (0..cases).step_by(1_000) {
        let mut tx = app.store.state().begin().await.unwrap();
        for number in begin..(begin + 1_000).min(cases) {
            let severities = Severity::ALL;
            let new = NewCase {
                customer: None,
                contact: Contact::default(),
                facts: CaseFacts {
                    severity: severities.get(number as usize % severities.len()).copied(),
                    ..CaseFacts::default()
                },
                text: "The parcel is late.".to_owned(),
                channel: Channel::Phone,
                language: "fa".to_owned(),
                origin: None,
                received_at: Some(app.clock.now().plus_micros(-(number % 7) * DAY - number % 86_400 * SECOND)),
                acknowledged: false,
            };
            take_down_in(app, &mut tx, &new, &Doer::Program("speed"), &rules).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

async fn timed<T>(what: &str, work: impl Future<Output = T>) -> T
where
    T: std::fmt::Display,
{
    let begun = Stopwatch::now();
    let done = work.await;
    println!("{what}: {done} in {:.3} s", begun.elapsed().as_secs_f64());
    done
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap();
    let cases: i64 = arguments.next().unwrap().parse().unwrap();
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let clock = FixedClock::new(Instant::from_micros(since.as_micros() as i64));
    let app = open(&folder, &clock).await;
    if app.store.running_clocks(CaseId(0), CaseId(i64::MAX), 1).await.unwrap().is_empty() {
        fill(&app, cases).await;
    }
    for _ in 0..3 {
        timed("reckoned with no calendar changed", async { reckon_all(&app).await.unwrap() }).await;
    }
    let mut kept = app.store.clock_policy().await.unwrap();
    let tomorrow = app.zone.local(app.clock.now().plus_micros(DAY)).date();
    if let Some(office) = kept.policy.calendars.get_mut("office") {
        office.plan.holidays.retain(|day| day.date != tomorrow);
        office.plan.holidays.push(Holiday {
            date: tomorrow,
            name_fa: "تعطیل".to_owned(),
            name_en: "Day off".to_owned(),
            shifts: Vec::new(),
            certain: false,
        });
    }
    hamdel_app::clocks::change(&app, kept.policy, kept.version, "speed").await.unwrap();
    timed("reckoned after a holiday was announced", async { reckon_all(&app).await.unwrap() }).await;
    clock.advance(60 * SECOND);
    timed("stepped what is due", async { step_clocks(&app).await.unwrap() }).await;
    clock.advance(60 * SECOND);
    timed("stepped what came due within a minute", async { step_clocks(&app).await.unwrap() }).await;
}
