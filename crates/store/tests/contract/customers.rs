use std::collections::{BTreeSet, HashSet};

use hamdel_domain::clock::SECOND;
use hamdel_domain::{CustomerId, SourceId, Standing};
use hamdel_store::customers::{
    Besides, CustomerFilter, CustomerLine, CustomerOrder, FoundBy, LastTerm, keep_customer_units,
};
use hamdel_store::encode_state;
use hamdel_store::projection::{CustomerRow, Listed, Summary, put_customers, replace_terms};
use hamdel_store::rows::{Param, insert_many};

use crate::place::{Place, at};

/// Customers numbered from 1, seen a second after one another: name, standing, stage, interactions.
type Given = (&'static str, Standing, Option<&'static str>, i64);

const GIVEN: [Given; 5] = [
    ("sara", Standing::Known, Some("use"), 3),
    ("sara ahmadi", Standing::Known, None, 9),
    ("saranaz", Standing::Anonymous, Some("use"), 1),
    ("ahmadi", Standing::Anonymous, None, 7),
    ("sara", Standing::Known, Some("lost"), 2),
];

async fn fill(place: &Place) {
    let row = |(number, (name, standing, stage, interactions)): (i64, Given)| CustomerRow {
        customer: CustomerId(number),
        today: CustomerId(number),
        state: encode_state(&Default::default()).unwrap(),
        summary: Summary {
            listed: Listed { standing, name: Some(name.to_owned()), stage: stage.map(str::to_owned) },
            sort_name: Some(name.to_owned()),
            first_seen: None,
            last_seen: Some(at(number)),
            interactions,
            value: 0,
        },
        only_counts: false,
    };
    let rows: Vec<CustomerRow> = (1..).zip(GIVEN).map(row).collect();
    let terms: Vec<_> = (1..)
        .zip(GIVEN)
        .map(|(number, (name, ..))| (CustomerId(number), name.split(' ').map(str::to_owned).collect()))
        .collect();
    let mut transaction = place.store.state().begin().await.unwrap();
    put_customers(&mut transaction, &rows).await.unwrap();
    replace_terms(&mut transaction, &[], &terms).await.unwrap();
    transaction.commit().await.unwrap();
}

fn reading(words: &str) -> Vec<String> {
    words.split(' ').map(str::to_owned).collect()
}

fn numbers(lines: &[CustomerLine]) -> Vec<i64> {
    lines.iter().map(|line| line.customer.0).collect()
}

pub async fn words_are_starts_or_whole(place: &Place) {
    fill(place).await;
    let store = &place.store;
    for (words, last, expected) in [
        ("sara", LastTerm::Start, vec![1, 2, 3, 5]),
        ("sara", LastTerm::Whole, vec![1, 2, 5]),
        ("ahmadi sara", LastTerm::Start, vec![2]),
        ("sara ahm", LastTerm::Whole, vec![]),
        ("sar", LastTerm::Whole, vec![]),
    ] {
        let expected: Vec<CustomerId> = expected.into_iter().map(CustomerId).collect();
        let mut found = store.customers_with_terms(&reading(words), last, 9).await.unwrap();
        found.sort_unstable();
        assert_eq!(found, expected, "{words} {last:?}");
        assert_eq!(store.customers_matching(&reading(words), last, 9).await.unwrap().unwrap(), expected);
        let all = [5, 9, 3, 1, 2, 4].map(CustomerId);
        let among = store.customers_matching_among(&all, &reading(words), last).await.unwrap();
        let in_order: Vec<CustomerId> = all.into_iter().filter(|customer| expected.contains(customer)).collect();
        assert_eq!(among, in_order, "{words} {last:?}");
        if last == LastTerm::Start {
            let filter = CustomerFilter { readings: vec![reading(words)], ..CustomerFilter::default() };
            let walked = store.customer_list(&filter, 0, 9).await.unwrap();
            let expected: Vec<i64> = expected.iter().rev().map(|customer| customer.0).collect();
            assert_eq!(numbers(&walked), expected, "{words} {last:?}");
            assert_eq!(store.customer_count(&filter, None).await.unwrap(), walked.len() as i64);
        }
    }
    assert_eq!(store.customers_matching(&reading("sara"), LastTerm::Start, 3).await.unwrap(), None);
    assert_eq!(store.customers_matching_among(&[], &reading("sara"), LastTerm::Start).await.unwrap(), []);
    let lines = store.lines_of_today(&[5, 2, 2, 77].map(CustomerId)).await.unwrap();
    assert_eq!(numbers(&lines), [2, 5]);
    let mut named = store.customers_named(&["sara".to_owned(), "nobody".to_owned()], 9).await.unwrap();
    named.sort_unstable();
    assert_eq!(named, [CustomerId(1), CustomerId(5)]);
    assert!(store.customers_named(&[], 9).await.unwrap().is_empty());
}

/// Terms that a few, some thousand and all have: every way of cutting them gives the same.
pub async fn frequent_words_are_cut_with_rare_ones(place: &Place) {
    let given = |number: i64| {
        let mut terms = vec!["all".to_owned()];
        terms.extend((number % 2 == 0).then(|| "even".to_owned()));
        terms.extend((number % 3 == 0).then(|| "third".to_owned()));
        terms.extend((number % 500 == 0).then(|| "rare".to_owned()));
        (CustomerId(number), terms)
    };
    let mut transaction = place.store.state().begin().await.unwrap();
    replace_terms(&mut transaction, &[], &(1..=6_000).map(given).collect::<Vec<_>>()).await.unwrap();
    transaction.commit().await.unwrap();
    let found = async |words: &str, most| {
        place.store.customers_matching(&reading(words), LastTerm::Start, most).await.unwrap().map(|found| found.len())
    };
    for (words, most, expected) in [
        ("even third", 9_000, Some(1_000)),
        ("third ev", 9_000, Some(1_000)),
        ("third ev", 2_500, None),
        ("all even", 9_000, Some(3_000)),
        ("all even", 5_000, None),
        ("all rare", 5_000, Some(12)),
        ("all even third rare", 100, Some(4)),
        ("all", 5_999, None),
        ("all", 6_000, Some(6_000)),
        ("third nothing", 9_000, Some(0)),
    ] {
        assert_eq!(found(words, most).await, expected, "{words} {most}");
    }
}

pub async fn a_list_leaves_out_what_came_before_it(place: &Place) {
    fill(place).await;
    let list = async |besides: Besides| {
        let filter = CustomerFilter { readings: vec![reading("sara")], besides, ..CustomerFilter::default() };
        numbers(&place.store.customer_list(&filter, 0, 9).await.unwrap())
    };
    assert_eq!(list(Besides::default()).await, [5, 3, 2, 1]);
    assert_eq!(list(Besides { names: vec!["sara".to_owned()], ..Besides::default() }).await, [3, 2]);
    assert_eq!(list(Besides { customers: vec![CustomerId(3), CustomerId(5)], ..Besides::default() }).await, [2, 1]);
}

pub async fn lists_are_found_in_three_ways(place: &Place) {
    fill(place).await;
    for found_by in [FoundBy::Order, FoundBy::Standing, FoundBy::LastSeen] {
        let base = CustomerFilter { found_by, ..CustomerFilter::default() };
        let list = async |filter: CustomerFilter| numbers(&place.store.customer_list(&filter, 0, 9).await.unwrap());
        let seen = CustomerFilter { seen_since: Some(at(3)), ..base.clone() };
        assert_eq!(list(seen.clone()).await, [5, 4, 3], "{found_by:?}");
        assert_eq!(place.store.customer_count(&seen, Some(2)).await.unwrap(), 2);
        assert_eq!(list(CustomerFilter { stage: Some("use".to_owned()), ..base.clone() }).await, [3, 1]);
        assert_eq!(list(CustomerFilter { standing: Some(Standing::Anonymous), ..base.clone() }).await, [4, 3]);
        let by = |order, ascending| CustomerFilter { order, ascending, ..base.clone() };
        assert_eq!(list(by(CustomerOrder::Interactions, false)).await, [2, 4, 1, 5, 3]);
        assert_eq!(list(by(CustomerOrder::Name, true)).await, [4, 5, 1, 2, 3]);
        for filter in [seen, by(CustomerOrder::Interactions, false), by(CustomerOrder::Value, true), base.clone()] {
            let walked = place.store.customer_walk(&filter, 1, 3).await.unwrap();
            let listed = place.store.customer_list(&filter, 1, 3).await.unwrap();
            assert_eq!(walked, listed.iter().map(|line| line.customer).collect::<Vec<_>>(), "{filter:?}");
        }
        let nobody = CustomerFilter { seen_since: Some(at(9)), ..base.clone() };
        assert_eq!(place.store.customer_walk(&nobody, 0, 3).await.unwrap(), []);
    }
    let store = &place.store;
    let totals = store.customer_totals_since(at(4), 2).await.unwrap().unwrap();
    assert_eq!(totals.iter().map(|total| total.customers).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(store.customer_totals_since(at(3), 2).await.unwrap(), None);
}

pub async fn sources_are_counted_by_day(place: &Place) {
    let hour = at(0).micros() / (3_600 * SECOND);
    let mut transaction = place.store.state().begin().await.unwrap();
    let head = "INSERT INTO hourly (hour, source_id, channel, stage, interactions, value)";
    let rows = [(0, 1, "web"), (1, 1, "app"), (2, 2, "web"), (30, 2, "web")].map(|(later, source, channel)| {
        let source = SourceId(source).0;
        [
            Param::Integer(hour + later),
            Param::Integer(source),
            Param::Text(channel),
            Param::Text(""),
            Param::Integer(1),
            Param::Integer(0),
        ]
    });
    insert_many(&mut transaction, head, &rows, "").await.unwrap();
    transaction.commit().await.unwrap();
    let days = place.store.sources_by_day(hour, hour + 100, 0).await.unwrap();
    assert_eq!(days.iter().map(|(_, sources)| *sources).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(days[1].0, days[0].0 + 1);
}

pub async fn units_see_the_customers_they_met(place: &Place) {
    fill(place).await;
    let store = &place.store;
    // The customer 6 is customer 1 today; what it met, that one met.
    let linked = CustomerRow {
        customer: CustomerId(6),
        today: CustomerId(1),
        state: encode_state(&Default::default()).unwrap(),
        summary: Summary {
            listed: Listed { standing: Standing::Anonymous, name: None, stage: None },
            sort_name: None,
            first_seen: None,
            last_seen: None,
            interactions: 0,
            value: 0,
        },
        only_counts: false,
    };
    let met = |pairs: &[(i64, &str)]| -> BTreeSet<(CustomerId, String)> {
        pairs.iter().map(|(customer, unit)| (CustomerId(*customer), (*unit).to_owned())).collect()
    };
    let mut transaction = store.state().begin().await.unwrap();
    put_customers(&mut transaction, &[linked]).await.unwrap();
    keep_customer_units(&mut transaction, &met(&[(2, "shops"), (3, "post"), (6, "shops")])).await.unwrap();
    keep_customer_units(&mut transaction, &met(&[(2, "shops"), (4, "post")])).await.unwrap();
    transaction.commit().await.unwrap();
    let units = |names: &[&str]| -> BTreeSet<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    for (names, expected) in
        [(vec!["shops"], vec![2, 1]), (vec!["shops", "post"], vec![4, 3, 2, 1]), (vec!["x"], vec![]), (vec![], vec![])]
    {
        let all: Vec<CustomerId> = (1..=6).map(CustomerId).collect();
        let met: HashSet<CustomerId> = store.customers_that_met(&all, &units(&names)).await.unwrap();
        assert_eq!(met, expected.iter().copied().map(CustomerId).collect(), "{names:?}");
        for found_by in [FoundBy::Order, FoundBy::Units] {
            let filter = CustomerFilter { units: Some(units(&names)), found_by, ..CustomerFilter::default() };
            assert_eq!(numbers(&store.customer_list(&filter, 0, 9).await.unwrap()), expected, "{names:?} {found_by:?}");
            assert_eq!(store.customer_count(&filter, None).await.unwrap(), expected.len() as i64);
            let totals = store.customer_totals_of(&filter).await.unwrap();
            assert_eq!(totals.iter().map(|total| total.customers).sum::<i64>(), expected.len() as i64);
        }
    }
    assert_eq!(store.met_count(&units(&["shops", "post"]), 3).await.unwrap(), 3);
}
