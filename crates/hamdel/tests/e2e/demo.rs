//! The demo company: it loads, the same each time, and holds what docs/reference/demo.md says.

use serde_json::Value;

use hamdel_testkit::server::Server;

use crate::support::{Reader, count, program, rows};

/// The queries of the page, in its order.
fn planted_truths() -> Vec<String> {
    let page = include_str!("../../../../docs/reference/demo.md");
    let queries: Vec<String> =
        page.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect();
    assert_eq!(queries.len(), 4, "the page names four planted truths");
    queries
}

#[test]
fn a_small_company_loads_once_and_the_same_each_time() {
    let mut counts = Vec::new();
    for _ in 0..2 {
        let program = program();
        let options = ["demo", "--customers", "300", "--months", "3", "--load-only", "--json"];
        let loaded: Value = serde_json::from_str(&program.done(&options).unwrap()).unwrap();
        let interactions = count(&program, "SELECT count(*) FROM interactions");
        assert_eq!(loaded["interactions"], interactions);
        assert_eq!(count(&program, "SELECT sum(interactions) FROM customers"), interactions);
        let customers = count(&program, "SELECT count(*) FROM customers");
        assert!((200..=900).contains(&customers), "{customers} customers");
        let again: Value = serde_json::from_str(&program.done(&options).unwrap()).unwrap();
        assert_eq!(again["interactions"], 0, "a company is loaded once");
        assert_eq!(count(&program, "SELECT count(*) FROM interactions"), interactions);
        counts.push((interactions, customers));
    }
    // Only a day that ends between the two could tell them apart.
    assert_eq!(counts[0], counts[1]);
}

#[test]
fn planted_truths_are_found_by_the_queries_of_the_page() {
    let program = program();
    program.done(&["demo", "--load-only"]).unwrap();
    let [deliveries, waits, silent, samples] = planted_truths().try_into().unwrap();

    let weeks = rows(&program, &deliveries);
    let late = |row: &&Value| row["late"].as_f64().unwrap() > 0.6 && row["deliveries"].as_u64().unwrap() >= 8;
    let late_weeks: Vec<&str> = weeks.iter().filter(late).map(|row| row["unit"].as_str().unwrap()).collect();
    assert!(
        (5..=7).contains(&late_weeks.len()) && late_weeks.iter().all(|unit| *unit == "delivery-shiraz"),
        "{late_weeks:?}"
    );

    assert!(!rows(&program, &waits).is_empty());
    // Over the whole year the median of those three days is raised only a little; the mean shows the long waits.
    let shifts = rows(&program, &waits.replace("median(", "avg("));
    let mut longest: Vec<String> = shifts[..3].iter().map(|row| format!("{} {}", row["unit"], row["day"])).collect();
    longest.sort_unstable();
    assert_eq!(longest, [3, 4, 5].map(|day| format!("\"call-centre-mashhad\" {day}")));

    let silent = rows(&program, &silent);
    assert!((40..=43).contains(&silent.len()), "{} customers fell silent", silent.len());

    let samples = rows(&program, &samples);
    let score = |campaign: &str| {
        let of = |row: &&Value| row["campaign"] == campaign && row["kind"] == "comment_left";
        samples
            .iter()
            .find(of)
            .and_then(|row| row["score"].as_f64())
            .unwrap_or_else(|| panic!("{campaign}: {samples:?}"))
    };
    assert!(score("oud-sample") < 2.5 && score("unscented-cream-sample") > 4.0, "{samples:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planted_truths_that_live_in_scores_are_told_without_being_asked() {
    let program = program();
    program.done(&["demo", "--load-only"]).unwrap();
    let server = tokio::task::block_in_place(|| Server::start(&program)).unwrap();
    let reader = Reader::sign_in(&program, &server).await;
    let told = reader.get("/api/v1/scores/moved").await;
    let units: Vec<(&str, &str)> = told["passed"]
        .as_array()
        .unwrap()
        .iter()
        .chain(told["moved"].as_array().unwrap())
        .filter_map(|row| Some((row["metric"].as_str()?, row["where"]["name"].as_str()?)))
        .filter(|(_, name)| !["web", "reviews"].contains(name))
        .collect();
    // The late deliveries of Shiraz and the evening shift of Mashhad; the campaign that missed stands at its channel. The
    // history ends today, and with some seasons chance hides one of the two; both are found in those of the tests of
    // `hamdel-app`.
    assert!(!units.is_empty(), "{told}");
    assert!(
        units.iter().all(|told| [("csat", "delivery-shiraz"), ("ces", "call-centre-mashhad-evening")].contains(told)),
        "{told}"
    );
    server.stop().unwrap();
}
