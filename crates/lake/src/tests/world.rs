//! A history in a temporary folder, with a context that tests can set.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hamdel_domain::amount::Amount;
use hamdel_domain::channel::Channel;
use hamdel_domain::clock::{Clock, DAY, Instant, SECOND};
use hamdel_domain::customer::{CustomerId, Position};
use hamdel_domain::identifier::Identifier;
use hamdel_domain::interaction::{Interaction, InteractionId, RecordedInteraction, StatedTrait};
use hamdel_domain::lake::{Cell, ColumnValues, Lake, LakeContext, LakeError, LentTable, PendingBatch};
use tempfile::TempDir;

use crate::{DeltaLake, LakeOptions};

/// A context whose answers a test sets.
#[derive(Default)]
pub struct Store {
    pub pending: Mutex<Vec<PendingBatch>>,
    pub links: Mutex<Arc<HashMap<CustomerId, CustomerId>>>,
    pub lent: Mutex<Vec<String>>,
}

#[async_trait]
impl LakeContext for Store {
    async fn pending(&self) -> Result<Vec<PendingBatch>, LakeError> {
        Ok(self.pending.lock().unwrap().clone())
    }

    async fn links(&self) -> Result<Arc<HashMap<CustomerId, CustomerId>>, LakeError> {
        Ok(Arc::clone(&self.links.lock().unwrap()))
    }

    fn lendable(&self) -> Vec<(&'static str, LentTable)> {
        vec![("customers", customers(&[])), ("cases", customers(&[]))]
    }

    async fn lend(&self, name: &str) -> Result<LentTable, LakeError> {
        self.lent.lock().unwrap().push(name.to_owned());
        Ok(customers(&[(1, "Sara"), (2, "بهرام")]))
    }
}

fn customers(rows: &[(i64, &str)]) -> LentTable {
    let ids = rows.iter().map(|(id, _)| Some(*id)).collect();
    let names = rows.iter().map(|(_, name)| Some((*name).to_owned())).collect();
    let seen = rows.iter().map(|(id, _)| Some(day(*id))).collect();
    let spent = rows.iter().map(|(id, _)| Some(*id * 12_345)).collect();
    LentTable {
        columns: vec![
            ("customer_id".to_owned(), ColumnValues::Integers(ids)),
            ("name".to_owned(), ColumnValues::Texts(names)),
            ("first_seen".to_owned(), ColumnValues::Instants(seen)),
            ("spent".to_owned(), ColumnValues::Amounts(spent)),
        ],
    }
}

/// A clock that a test sets; it begins a little after the real moment at which files are written.
pub struct SetClock(Mutex<Instant>);

impl SetClock {
    pub fn forward(&self, micros: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus_micros(micros);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

pub struct World {
    pub folder: TempDir,
    pub store: Arc<Store>,
    pub clock: Arc<SetClock>,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let marker = std::fs::metadata(folder.path()).unwrap().modified().unwrap();
        let micros = marker.duration_since(std::time::UNIX_EPOCH).unwrap().as_micros();
        let clock = SetClock(Mutex::new(Instant::from_micros(i64::try_from(micros).unwrap())));
        Self { folder, store: Arc::default(), clock: Arc::new(clock) }
    }

    pub fn table(&self) -> std::path::PathBuf {
        self.folder.path().join("interactions")
    }

    pub fn options(&self) -> LakeOptions {
        LakeOptions::new(Arc::clone(&self.clock) as Arc<dyn Clock>)
    }

    pub async fn open(&self) -> DeltaLake {
        self.open_with(self.options()).await
    }

    pub async fn open_with(&self, options: LakeOptions) -> DeltaLake {
        let store = Arc::clone(&self.store) as Arc<dyn LakeContext>;
        DeltaLake::open(self.folder.path(), store, options).await.unwrap()
    }

    pub fn parquet_files(&self) -> Vec<std::path::PathBuf> {
        parquet_files(&self.table())
    }

    pub fn link(&self, links: &[(i64, i64)]) {
        let links = links.iter().map(|(before, now)| (CustomerId(*before), CustomerId(*now))).collect();
        *self.store.links.lock().unwrap() = Arc::new(links);
    }
}

pub fn parquet_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "parquet")).collect()
}

/// Numbers that look random and are the same in every run (SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// Midnight of a day of January 2026.
pub fn day(day: i64) -> Instant {
    Instant::parse_iso("2026-01-01").unwrap().plus_micros((day - 1) * DAY)
}

/// A batch of varied interactions of `customers` customers; every tenth row names nobody.
pub fn batch(position: i64, rows: usize, customers: u64) -> PendingBatch {
    let mut numbers = Numbers(u64::try_from(position).unwrap() * 7919);
    let rows = (0..rows).map(|_| row(&mut numbers, position, customers)).collect();
    PendingBatch { through: Position(position), rows: Arc::new(rows) }
}

fn row(numbers: &mut Numbers, position: i64, customers: u64) -> RecordedInteraction {
    let customer = (numbers.below(10) > 0).then(|| CustomerId(i64::try_from(numbers.below(customers) + 1).unwrap()));
    let moment = day(1).plus_micros(i64::try_from(numbers.below(90 * 86_400)).unwrap() * SECOND + 7);
    let id = (u128::from(numbers.below(u64::MAX)) << 64) | u128::from(numbers.below(u64::MAX));
    let chance = |numbers: &mut Numbers, text: &str| (numbers.below(2) == 0).then(|| text.to_owned());
    let interaction = Interaction {
        id: InteractionId(id),
        message_id: format!("message-{}", numbers.below(u64::MAX)),
        source: "shop".to_owned(),
        kind: ["page", "order_completed", "call", "complaint"][usize::try_from(numbers.below(4)).unwrap()].to_owned(),
        occurred_at: moment,
        received_at: moment.plus_micros(SECOND),
        identifiers: vec![
            Identifier::from_storage("user_id", format!("u{}", numbers.below(customers))),
            Identifier::from_storage("crm:code", "a\"b:c".to_owned()),
        ],
        traits: vec![StatedTrait { name: "city".to_owned(), value: "\"تهران\"".to_owned() }],
        touchpoint: chance(numbers, "checkout"),
        channel: Some(Channel::ALL[usize::try_from(numbers.below(5)).unwrap()]),
        stage: chance(numbers, "purchase"),
        unit: chance(numbers, "sales"),
        employee: None,
        value: (numbers.below(3) == 0)
            .then(|| Amount::from_ten_thousandths(i64::try_from(numbers.below(1_000_000)).unwrap() - 500_000).unwrap()),
        currency: chance(numbers, "IRR"),
        metric: chance(numbers, "nps"),
        score: (numbers.below(4) == 0).then(|| numbers.below(11) as f64),
        text: chance(numbers, "سفارش دیر رسید"),
        latitude: Some(35.7),
        longitude: None,
        session: chance(numbers, "visit-1"),
        properties: if numbers.below(2) == 0 { String::new() } else { r#"{"basket":3}"#.to_owned() },
    };
    RecordedInteraction { customer, position: Position(position), interaction }
}

/// The only cell of a query's answer.
pub async fn only(lake: &DeltaLake, sql: &str) -> Cell {
    let mut result = lake.query(sql).await.unwrap();
    assert_eq!((result.rows.len(), result.columns.len()), (1, 1), "{sql}");
    result.rows.remove(0).remove(0)
}

/// The sum of all amounts and the number of rows, as a plain loop finds them.
pub fn totals<'a>(batches: impl IntoIterator<Item = &'a PendingBatch>) -> (i64, i64) {
    let rows = batches.into_iter().flat_map(|batch| batch.rows.iter());
    rows.fold((0, 0), |(count, sum), row| (count + 1, sum + row.interaction.value.map_or(0, Amount::ten_thousandths)))
}

/// The same two numbers, as a query finds them.
pub async fn queried(lake: &DeltaLake) -> (i64, i64) {
    let result = lake.query("SELECT count(*), sum(value) FROM interactions").await.unwrap();
    match result.rows[0].as_slice() {
        [Cell::Integer(count), Cell::Decimal(sum)] => (*count, sum.parse::<Amount>().unwrap().ten_thousandths()),
        [Cell::Integer(count), Cell::Null] => (*count, 0),
        other => panic!("{other:?}"),
    }
}
