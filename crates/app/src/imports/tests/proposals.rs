//! Maps proposed for files that have none.

use super::*;
use crate::cases::CaseMap;
use crate::imports::RowsAs;

fn guessed(proposal: &ProposedMap, field: &str) -> String {
    proposal
        .guesses
        .iter()
        .find(|guess| guess.field == field)
        .map(|guess| guess.from.clone())
        .unwrap_or_else(|| panic!("no {field} in\n{}", proposal.toml))
}

#[test]
fn purchases_with_quantity_and_price() {
    let proposal = proposed(&fixture("purchases.csv"));
    assert_eq!(guessed(&proposal, "customer.user_id"), "CustomerID");
    assert_eq!(guessed(&proposal, "fields.occurred_at"), "InvoiceDate");
    assert_eq!(guessed(&proposal, "fields.value"), "Quantity * UnitPrice");
    assert!(proposal.toml.contains("format = \"month-day-year\""), "{}", proposal.toml);
    assert!(proposal.toml.contains("unnamed = \"anonymous\""));
}

#[test]
fn a_list_of_customers_in_persian() {
    let proposal = proposed(&fixture("customers.csv"));
    assert_eq!(proposal.map.rows_as, RowsAs::Customers, "{}", proposal.toml);
    assert_eq!(guessed(&proposal, "customer.user_id"), "شناسه مشتری");
    assert_eq!(guessed(&proposal, "customer.phone"), "موبایل");
    assert_eq!(guessed(&proposal, "customer.email"), "ایمیل");
    assert_eq!(guessed(&proposal, "traits.city"), "شهر");
    assert_eq!(guessed(&proposal, "traits.last_name"), "نام خانوادگی");
    let converted = convert(&fixture("customers.csv"), &proposal.map).unwrap();
    assert_eq!(converted.interactions()[0].kind, "customer_imported");
    assert_eq!(converted.interactions()[0].occurred_at, NOW);
    assert_eq!(converted.customers()[0], "user_id:۱ email:sara@example.ir phone:+989123456789".replace('۱', "1"));
    // A telephone number that is none identifies nobody, and stays to be seen.
    assert_eq!(converted.customers()[2], "user_id:3 email:mina@example.ir");
    assert!(
        converted.interactions()[2].traits.iter().any(|stated| stated.name == "phone" && stated.value == "\"ندارد\"")
    );
}

#[test]
fn an_event_log_needs_no_questions() {
    let proposal = proposed(&fixture("small.xes"));
    for (field, column) in [
        ("customer.user_id", "case:concept:name"),
        ("fields.kind", "concept:name"),
        ("fields.occurred_at", "time:timestamp"),
        ("fields.employee", "org:resource"),
    ] {
        assert_eq!(guessed(&proposal, field), column);
    }
    assert!(proposal.toml.contains("placeholders = \"keep\""));
}

#[test]
fn a_file_without_a_time_says_so() {
    let proposal = proposed(&fixture("tabs.csv"));
    assert_eq!(guessed(&proposal, "fields.text"), "comment");
    assert_eq!(guessed(&proposal, "fields.occurred_at"), "2026-03-21");
}

#[test]
fn the_maps_of_the_guide_are_maps() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/maps");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let read = if text.contains("as = \"cases\"") {
            CaseMap::parse(&text).map(|_| ())
        } else {
            ImportMap::parse(&text).map(|_| ())
        };
        read.unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        count += 1;
    }
    assert!(count >= 3);
}
