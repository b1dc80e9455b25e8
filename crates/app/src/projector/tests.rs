use std::collections::{BTreeMap, BTreeSet};

use hamdel_domain::interaction::StatedTrait;
use hamdel_domain::lake::ColumnValues;
use hamdel_domain::{
    Amount, Channel, CustomerId, Identifier, IdentifierKind, Instant, Interaction, JournalBatch, ProfileState, SourceId,
};
use hamdel_store::{Store, StoreLocation, projection};
use hamdel_testkit::clock::FixedClock;
use proptest::prelude::*;

use super::*;
use crate::intake::event::interaction_id;

const SOURCE: SourceId = SourceId(1);

fn identifier(name: &str) -> Identifier {
    let kind = match name.as_bytes()[0] {
        b'U' => IdentifierKind::UserId,
        b'E' => IdentifierKind::Email,
        b'P' => IdentifierKind::Phone,
        _ => IdentifierKind::AnonymousId,
    };
    Identifier::from_storage(kind.as_str(), name.to_owned())
}

fn interaction(message: &str, at: i64, names: &[&str]) -> Interaction {
    let mut identifiers: Vec<Identifier> = names.iter().map(|name| identifier(name)).collect();
    identifiers.sort();
    identifiers.dedup();
    Interaction {
        id: interaction_id(SOURCE, message),
        message_id: message.to_owned(),
        source: "shop".to_owned(),
        kind: format!("kind{}", at % 3),
        occurred_at: Instant::from_micros(at),
        received_at: Instant::from_micros(1_000_000),
        identifiers,
        traits: vec![StatedTrait { name: "name".to_owned(), value: format!("\"name of {message}\"") }],
        channel: (at % 2 == 0).then_some(Channel::Web),
        stage: (at % 3 == 0).then(|| "purchase".to_owned()),
        value: Amount::from_ten_thousandths(at * 7),
        ..Interaction::default()
    }
}

struct Bench {
    store: Store,
    projector: Projector,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreLocation::Folder(folder.path().to_owned())).await.unwrap();
        let projector = Projector::new(
            store.clone(),
            Arc::new(FixedClock::new(Instant::from_micros(2_000_000))),
            "test".to_owned(),
        );
        Self { store, projector, _folder: folder }
    }

    async fn send(&self, interactions: &[Interaction]) {
        let batch = JournalBatch {
            source: SOURCE,
            received_at: Instant::from_micros(1_000_000),
            interactions: interactions.to_vec(),
            rejections: Vec::new(),
        };
        self.store.append_batches(&[batch]).await.unwrap();
    }

    async fn project(&mut self) -> Projected {
        let mut all = Projected::default();
        loop {
            let done = self.projector.step().await.unwrap().unwrap();
            if done.batches == 0 {
                return all;
            }
            all.batches += done.batches;
            all.interactions += done.interactions;
            all.duplicates += done.duplicates;
        }
    }

    /// Each customer as the set of its identifiers and the profile that follows, whatever its number.
    async fn customers(&self) -> BTreeMap<BTreeSet<String>, String> {
        let table = self.store.lend_identifiers().await.unwrap();
        let (ColumnValues::Texts(values), ColumnValues::Integers(customers)) =
            (&table.columns[1].1, &table.columns[2].1)
        else {
            panic!()
        };
        let mut names: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for (value, customer) in values.iter().zip(customers) {
            names.entry(customer.unwrap()).or_default().insert(value.clone().unwrap());
        }
        let mut tx = self.store.state().begin().await.unwrap();
        let mut customers = BTreeMap::new();
        for (customer, names) in names {
            let states = projection::states_with(&mut tx, &[CustomerId(customer)]).await.unwrap();
            assert!(
                states.iter().all(|own| own.today == CustomerId(customer)),
                "an identifier points at a customer of today"
            );
            let mut whole = ProfileState::default();
            states.iter().for_each(|own| whole.join(&own.state));
            self.assert_listed(CustomerId(customer), &whole).await;
            customers.insert(names, serde_json::to_string(&whole).unwrap());
        }
        customers
    }

    /// What lists show of a customer follows from its state, however the row was written.
    async fn assert_listed(&self, customer: CustomerId, whole: &ProfileState) {
        let lines = self.store.customer_lines(&[customer]).await.unwrap();
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!(line.name, whole.display_name());
        assert_eq!(line.stage.as_ref(), whole.stage.as_ref().map(|placed| &placed.stage));
        assert_eq!(line.interactions, whole.interactions as i64);
        assert_eq!(line.value, whole.total_value());
        assert_eq!(line.last_seen, whole.last_seen);
    }
}

#[tokio::test]
async fn a_browser_becomes_its_user_and_keeps_its_history() {
    let mut bench = Bench::new().await;
    bench.send(&[interaction("m1", 10, &["A1"]), interaction("m2", 20, &["A1"])]).await;
    bench.project().await;
    bench.send(&[interaction("m3", 30, &["U1", "A1", "E1"])]).await;
    bench.project().await;
    let customers = bench.customers().await;
    assert_eq!(customers.len(), 1);
    let state: ProfileState = serde_json::from_str(customers.values().next().unwrap()).unwrap();
    assert_eq!((state.interactions, state.first_seen), (3, Some(Instant::from_micros(10))));
    let lent = bench.store.lend_customers().await.unwrap();
    let ColumnValues::Integers(counts) = &lent.columns[5].1 else { panic!() };
    assert_eq!(counts, &[Some(3)], "one customer of today, with the interactions of both");
}

#[tokio::test]
async fn the_same_message_counts_once_within_a_batch_and_across() {
    let mut bench = Bench::new().await;
    let once = interaction("m1", 10, &["U1"]);
    bench.send(&[once.clone(), once.clone()]).await;
    bench.send(std::slice::from_ref(&once)).await;
    let first = bench.project().await;
    assert_eq!((first.interactions, first.duplicates), (1, 2));
    bench.send(&[once, interaction("m2", 11, &["U1"])]).await;
    let second = bench.project().await;
    assert_eq!((second.interactions, second.duplicates), (1, 1));
}

#[tokio::test]
async fn a_message_is_known_again_from_a_run_and_by_the_next_holder() {
    let mut bench = Bench::new().await;
    bench.projector.most_recent = 10;
    let all: Vec<Interaction> = (0..45).map(|number| interaction(&format!("m{number}"), number, &["U1"])).collect();
    for part in all.chunks(7) {
        bench.send(part).await;
        assert_eq!(bench.project().await.interactions, part.len() as u64);
    }
    let mut again = all.clone();
    again.push(interaction("new", 50, &["U1"]));
    bench.send(&again).await;
    let done = bench.project().await;
    assert_eq!((done.interactions, done.duplicates), (1, 45));

    bench.projector.store.release_lease(PROJECTOR, "test").await.unwrap();
    let clock = Arc::new(FixedClock::new(Instant::from_micros(3_000_000)));
    bench.projector = Projector::new(bench.store.clone(), clock, "other".to_owned());
    bench.send(&again).await;
    let done = bench.project().await;
    assert_eq!((done.interactions, done.duplicates), (0, 46));
}

#[tokio::test]
async fn what_names_nobody_stays_unjoined() {
    let mut bench = Bench::new().await;
    bench.send(&[interaction("m1", 10, &[])]).await;
    assert_eq!(bench.project().await.interactions, 1);
    assert!(bench.customers().await.is_empty());
    let pending = bench.store.pending_batches(Position(0), 1).await.unwrap()[0].decode().unwrap();
    assert_eq!(pending[0].customer, None);
}

fn any_history() -> impl Strategy<Value = Vec<Interaction>> {
    let names = prop::sample::subsequence(vec!["U1", "U2", "U3", "U4", "U5", "E1", "E2", "P1", "A1", "A2", "A3"], 1..4);
    prop::collection::vec((0..8_i64, names), 1..24).prop_map(|events| {
        let numbered = events.into_iter().enumerate();
        numbered
            .map(|(number, (at, names))| {
                // One user id an event, as in every call of the API.
                let user = names.iter().find(|name| name.starts_with('U')).copied();
                let rest = names.iter().filter(|name| !name.starts_with('U')).copied();
                interaction(&format!("m{number}"), at, &user.into_iter().chain(rest).collect::<Vec<_>>())
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn late_and_out_of_order_events_give_the_same_customers(
        (ordered, shuffled) in any_history().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        cut in 1..8_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (mut one, mut other) = (Bench::new().await, Bench::new().await);
            one.send(&ordered).await;
            one.project().await;
            for part in shuffled.chunks(cut) {
                other.send(part).await;
                other.project().await;
            }
            prop_assert_eq!(one.customers().await, other.customers().await);
            Ok(())
        })?;
    }
}
