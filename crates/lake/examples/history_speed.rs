//! Measures the history: filing, counting, grouping and timelines over synthetic interactions.
//!
//! `cargo run --release -p hamdel-lake --example history_speed [ROWS]`, by default five million.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use async_trait::async_trait;
use hamdel_domain::amount::Amount;
use hamdel_domain::channel::Channel;
use hamdel_domain::clock::{Clock, Instant};
use hamdel_domain::customer::{CustomerId, Position};
use hamdel_domain::identifier::Identifier;
use hamdel_domain::interaction::{Interaction, InteractionId, RecordedInteraction};
use hamdel_domain::lake::{Lake, LakeContext, LakeError, LentTable, PendingBatch, TimelineRequest};
use hamdel_lake::{DeltaLake, LakeOptions};

struct Nothing;

#[async_trait]
impl LakeContext for Nothing {
    async fn pending(&self) -> Result<Vec<PendingBatch>, LakeError> {
        Ok(Vec::new())
    }
    async fn links(&self) -> Result<Arc<HashMap<CustomerId, CustomerId>>, LakeError> {
        Ok(Arc::default())
    }
    fn lendable(&self) -> Vec<(&'static str, LentTable)> {
        Vec::new()
    }
    async fn lend(&self, name: &str) -> Result<LentTable, LakeError> {
        Err(LakeError::Query(format!("no table {name}")))
    }
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Instant {
        Instant::from_micros(1_790_000_000_000_000)
    }
}

/// Seconds of processor time that this process has used; wall time says little on a shared machine.
fn processor() -> f64 {
    let about = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = about.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

fn batch(numbers: &mut Numbers, position: i64, rows: usize, customers: u64) -> PendingBatch {
    let rows = (0..rows).map(|_| {
        let customer = numbers.below(customers).cast_signed();
        let moment = Instant::from_micros(1_760_000_000_000_000 + numbers.below(15_552_000_000_000).cast_signed());
        let id = (u128::from(numbers.below(u64::MAX)) << 64) | u128::from(numbers.below(u64::MAX));
        let kinds = ["page", "product_viewed", "order_completed", "call", "complaint", "email_opened"];
        let kind = kinds[numbers.below(6) as usize];
        RecordedInteraction {
            customer: Some(CustomerId(customer)),
            position: Position(position),
            interaction: Interaction {
                id: InteractionId(id),
                message_id: format!("{:x}-{:x}", numbers.below(u64::MAX), numbers.below(1 << 20)),
                source: "shop".to_owned(),
                kind: kind.to_owned(),
                occurred_at: moment,
                received_at: moment.plus_micros(350_000),
                identifiers: vec![Identifier::from_storage("user_id", format!("user-{customer}"))],
                channel: Some(Channel::ALL[numbers.below(6) as usize]),
                touchpoint: Some("checkout".to_owned()),
                stage: Some("purchase".to_owned()),
                value: Amount::from_ten_thousandths(numbers.below(10_000_000).cast_signed()),
                currency: Some("IRR".to_owned()),
                session: Some(format!("visit-{}", numbers.below(1_000_000))),
                properties: format!(
                    r#"{{"path":"/product/{}","referrer":"search","quantity":{}}}"#,
                    numbers.below(5_000),
                    numbers.below(9)
                ),
                ..Interaction::default()
            },
        }
    });
    PendingBatch { through: Position(position), rows: Arc::new(rows.collect()) }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: usize = std::env::args().nth(1).map_or(Ok(5_000_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let lake = DeltaLake::open(folder.path(), Arc::new(Nothing), LakeOptions::new(Arc::new(Still))).await?;
    let customers = (rows as u64 / 10).max(1);
    let (mut numbers, mut filing, mut used, mut position) = (Numbers(1), 0.0, 0.0, 0);
    while (position as usize) * 500_000 < rows {
        position += 1;
        let batch = batch(&mut numbers, position, 500_000.min(rows), customers);
        let (watch, before) = (Stopwatch::now(), processor());
        lake.file(std::slice::from_ref(&batch)).await?;
        filing += watch.elapsed().as_secs_f64();
        used += processor() - before;
    }
    let size = lake.size().await?;
    let rows = size.rows as f64;
    println!(
        "file: {:.0} rows/s, {:.0} a second of processor time, {} bytes a row",
        rows / filing,
        rows / used,
        size.bytes / size.rows
    );
    measure(&lake, customers).await?;
    let (watch, before) = (Stopwatch::now(), processor());
    let replaced = lake.compact().await?;
    let (wall, used) = (watch.elapsed().as_secs_f64(), processor() - before);
    println!("compact: {replaced} files, {:.0} rows/s, {:.0} a second of processor time", rows / wall, rows / used);
    measure(&lake, customers).await
}

async fn measure(lake: &DeltaLake, customers: u64) -> Result<(), Box<dyn std::error::Error>> {
    let size = lake.size().await?;
    println!("{} rows in {} files", size.rows, size.files);
    for sql in [
        "SELECT count(*) FROM interactions",
        "SELECT channel, count(*), sum(value) FROM interactions GROUP BY channel",
        "SELECT date_trunc('day', occurred_at), kind, count(*) FROM interactions GROUP BY 1, 2",
        "SELECT count(DISTINCT customer_id) FROM interactions",
        "SELECT * FROM interactions WHERE customer_id = 77",
    ] {
        lake.query(sql).await?;
        let (watch, before) = (Stopwatch::now(), processor());
        lake.query(sql).await?;
        let (wall, used) = (watch.elapsed().as_secs_f64() * 1e3, (processor() - before) * 1e3);
        println!("{wall:8.1} ms, {used:5.0} ms of processor time  {sql}");
    }
    let mut numbers = Numbers(9);
    let mut times = Vec::new();
    let before = processor();
    for _ in 0..200 {
        let customers = vec![CustomerId(numbers.below(customers).cast_signed())];
        let watch = Stopwatch::now();
        lake.timeline(&TimelineRequest { customers, before: None, limit: 50 }).await?;
        times.push(watch.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let used = (processor() - before) * 1e3 / 200.0;
    println!(
        "{:8.1} ms  timeline, median; {:.1} ms at most of 99 %; {used:.2} ms of processor time",
        times[100], times[197]
    );
    Ok(())
}
