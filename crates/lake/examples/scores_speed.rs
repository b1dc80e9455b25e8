//! Measures scores over ten million answers with a filter and a group-by, as the page of scores asks for them.
//!
//! `cargo run --release -p hamdel-lake --example scores_speed FOLDER [ROWS]`, by default ten million. The folder keeps the
//! files, so that `scripts/bench-scores-duckdb FOLDER` answers the same questions over the same Parquet.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use async_trait::async_trait;
use hamdel_domain::channel::Channel;
use hamdel_domain::clock::{Clock, Instant};
use hamdel_domain::customer::{CustomerId, Position};
use hamdel_domain::interaction::{Interaction, InteractionId, RecordedInteraction};
use hamdel_domain::lake::{Lake, LakeContext, LakeError, LentTable, PendingBatch};
use hamdel_lake::{DeltaLake, LakeOptions};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The first moment of the answers, and how long they go on: a year, in microseconds.
const FIRST: i64 = 1_760_000_000_000_000;
const YEAR: u64 = 31_536_000_000_000;
/// Answers filed at once.
const BATCH: usize = 500_000;
/// Runs of a query; the quickest counts, as in the script.
const RUNS: usize = 5;

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
        Instant::from_micros(FIRST + YEAR.cast_signed())
    }
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

fn answer(numbers: &mut Numbers, position: i64) -> RecordedInteraction {
    let moment = Instant::from_micros(FIRST + numbers.below(YEAR).cast_signed());
    let id = (u128::from(numbers.below(u64::MAX)) << 64) | u128::from(numbers.below(u64::MAX));
    let (metric, low, high) = [("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7)][numbers.below(3) as usize];
    let unit = numbers.below(40);
    RecordedInteraction {
        customer: Some(CustomerId(numbers.below(1_000_000).cast_signed())),
        position: Position(position),
        interaction: Interaction {
            id: InteractionId(id),
            message_id: format!("response:{:x}", numbers.below(u64::MAX)),
            source: "surveys".to_owned(),
            kind: "survey_response".to_owned(),
            occurred_at: moment,
            received_at: moment.plus_micros(350_000),
            channel: Some(Channel::ALL[numbers.below(6) as usize]),
            touchpoint: Some(format!("touchpoint-{}", numbers.below(20))),
            stage: Some("use".to_owned()),
            unit: Some(format!("unit-{unit}")),
            employee: Some(format!("employee-{unit}-{}", numbers.below(25))),
            metric: Some(metric.to_owned()),
            score: Some((low + numbers.below(high - low + 1)) as f64),
            properties: format!(r#"{{"survey":{},"version":1}}"#, numbers.below(12)),
            ..Interaction::default()
        },
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder for the files")?);
    let rows: usize = arguments.next().map_or(Ok(10_000_000), |text| text.parse())?;
    std::fs::create_dir_all(&folder)?;
    let lake = DeltaLake::open(&folder, Arc::new(Nothing), LakeOptions::new(Arc::new(Still))).await?;
    let mut numbers = Numbers(1);
    let held = lake.size().await?.rows as usize;
    for position in 0..rows.saturating_sub(held).div_ceil(BATCH) {
        let position = (held / BATCH + position + 1) as i64;
        let answers = (0..BATCH.min(rows)).map(|_| answer(&mut numbers, position)).collect();
        lake.file(&[PendingBatch { through: Position(position), rows: Arc::new(answers) }]).await?;
    }
    lake.compact().await?;
    let size = lake.size().await?;
    println!("{} answers in {} files, {} MB", size.rows, size.files, size.bytes / 1_000_000);
    for (name, sql) in questions() {
        let mut quickest = f64::INFINITY;
        let mut found = 0;
        for _ in 0..=RUNS {
            let watch = Stopwatch::now();
            found = lake.query(&sql).await?.rows.len();
            quickest = quickest.min(watch.elapsed().as_secs_f64() * 1e3);
        }
        println!("{quickest:8.1} ms  {name} ({found} rows)");
    }
    Ok(())
}

/// The questions of the page: a metric, a stretch of time, a filter, a group-by. The script asks the same.
fn questions() -> Vec<(&'static str, String)> {
    let day = "(CAST(i.occurred_at AS BIGINT) + 12600000000) / 86400000000";
    let from = |micros: i64| format!("TIMESTAMP '{}'", Instant::from_micros(micros));
    let year = from(FIRST);
    let half = from(FIRST + YEAR.cast_signed() / 2);
    vec![
        (
            "a year of one score by day and unit",
            format!(
                "SELECT {day} AS day, i.unit AS name, CAST(i.score AS BIGINT) AS score, count(*) AS n FROM interactions i \
                 WHERE i.metric = 'nps' AND i.score BETWEEN 0 AND 10 AND i.occurred_at >= {year} GROUP BY 1, 2, 3"
            ),
        ),
        (
            "half a year of one score on one channel by day and employee",
            format!(
                "SELECT {day} AS day, i.employee AS name, CAST(i.score AS BIGINT) AS score, count(*) AS n \
                 FROM interactions i WHERE i.metric = 'csat' AND i.score BETWEEN 1 AND 5 AND i.occurred_at >= {half} \
                 AND i.channel = 'phone' GROUP BY 1, 2, 3"
            ),
        ),
        (
            "a year of every score by week, touchpoint and channel",
            format!(
                "SELECT (CAST(i.occurred_at AS BIGINT) + 185400000000) / 604800000000 AS week, i.metric AS metric, \
                 i.touchpoint AS touchpoint, i.channel AS channel, CAST(i.score AS BIGINT) AS score, count(*) AS n \
                 FROM interactions i WHERE i.metric IN ('nps', 'csat', 'ces', 'enps') AND i.score >= 0 \
                 AND i.score <= 10 AND i.occurred_at >= {year} GROUP BY 1, 2, 3, 4, 5"
            ),
        ),
    ]
}
