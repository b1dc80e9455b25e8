//! Every format, and what is wrong with files.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use hamdel_domain::{Amount, Channel};
use hamdel_testkit::folder::temporary;

use super::*;

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

const QUOTED: &str = r#"
    [customer]
    user_id = "customer_id"
    [fields]
    kind = { text = "review" }
    occurred_at = "occurred_at"
    text = "comment"
"#;

#[test]
fn quotes_gaps_and_bad_rows() {
    let converted = convert(&fixture("quoted.csv"), &map(QUOTED)).unwrap();
    let interactions = converted.interactions();
    assert_eq!(interactions[0].text.as_deref(), Some("first line\nsecond \"quoted\" line"));
    let customers = converted.customers();
    assert_eq!(customers[..3], ["user_id:17850", "user_id:17850", "user_id:NA"]);
    assert!(customers[3].starts_with("anonymous_id:import:"), "{}", customers[3]);
    assert_eq!(
        converted.reasons(),
        [
            "5 : too many fields: 4, the header has 3",
            "6 : too few fields: 2, the header has 3",
            "7 occurred_at: \"someday\": not a date in a known form",
            "8 occurred_at: 2150-01-01T00:00:00Z is in the future",
        ]
    );
}

#[test]
fn missing_texts_and_rows_without_a_customer() {
    let reject = format!("missing = [\"NA\"]\n{}", QUOTED.replace("user_id =", "unnamed = \"reject\"\nuser_id ="));
    let converted = convert(&fixture("quoted.csv"), &map(&reject)).unwrap();
    assert_eq!(converted.reasons()[..2], ["3 customer: names no customer", "4 customer: names no customer"]);
    let unjoined = convert(&fixture("quoted.csv"), &map(&reject.replace("reject", "unjoined"))).unwrap();
    assert_eq!(unjoined.customers()[2..], ["", ""]);
    assert_eq!(unjoined.good[2].1, Naming::Unjoined);
}

#[test]
fn rows_that_are_alike_have_names_of_their_own_and_keep_them() {
    let purchases = proposed(&fixture("purchases.csv")).map;
    let names = || -> Vec<String> {
        let converted = convert(&fixture("purchases.csv"), &purchases).unwrap();
        converted.interactions().iter().map(|interaction| interaction.message_id.clone()).collect()
    };
    let first = names();
    assert_eq!(first.iter().collect::<std::collections::HashSet<_>>().len(), first.len());
    assert_eq!(first[0].strip_suffix("-1"), first[1].strip_suffix("-2"));
    assert_eq!(first, names());
}

#[test]
fn persian_and_western_code_pages() {
    let text = r#"
        as = "interactions"
        [customer]
        user_id = "شماره مشتری"
        [fields]
        kind = { text = "purchase" }
        occurred_at = "تاريخ"
        value = "مبلغ"
        [traits]
        name = "نام"
    "#;
    let converted = convert(&fixture("windows-1256.csv"), &map(text)).unwrap();
    let first = converted.interactions()[0].clone();
    assert_eq!(first.traits[0].value, "\"سارا پيماني\"");
    assert_eq!(first.occurred_at.to_string(), "2024-10-05T20:30:00Z");
    assert_eq!(first.value, Some("125000".parse().unwrap()));

    let proposal = proposed(&fixture("windows-1252.csv"));
    let converted = convert(&fixture("windows-1252.csv"), &proposal.map).unwrap();
    let second = converted.interactions()[1].clone();
    assert!(second.traits.iter().any(|stated| stated.value == "\"André Lefèvre\""), "{:?}", second.traits);
    assert_eq!(second.value, Some("1234.5".parse().unwrap()));
    assert_eq!(second.identifiers[0].to_string(), "user_id:2");
}

#[test]
fn jalali_dates_and_persian_digits() {
    let text = r#"
        [customer]
        user_id = "شناسه مشتری"
        [fields]
        kind = { text = "purchase" }
        occurred_at = { column = "تاریخ خرید", format = "jalali" }
        value = "مبلغ"
        text = "نظر"
    "#;
    let converted = convert(&fixture("jalali.csv"), &map(text)).unwrap();
    let times: Vec<String> =
        converted.interactions().iter().map(|interaction| interaction.occurred_at.to_string()).collect();
    assert_eq!(times, ["2024-10-05T20:30:00Z", "2024-10-07T11:00:00Z"]);
    let values: Vec<Option<Amount>> = converted.interactions().iter().map(|interaction| interaction.value).collect();
    assert_eq!(values, [Some("125000".parse().unwrap()), Some("98.5".parse().unwrap())]);
    assert_eq!(converted.reasons(), ["3 occurred_at: \"۱۴۰۳/۱۳/۰۱\": no such day in the calendar"]);
}

#[test]
fn marks_semicolons_tabs_and_blanks() {
    let text = r#"
        time_zone = "UTC"
        customer = { user_id = "user_id" }
        [fields]
        kind = "event"
        occurred_at = "timestamp"
        text = "note"
    "#;
    let converted = convert(&fixture("bom-semicolon.csv"), &map(text)).unwrap();
    assert_eq!(converted.customers(), ["user_id:u1", "user_id:u2"]);
    assert_eq!(converted.interactions()[0].kind, "login");
    assert_eq!(converted.interactions()[0].text.as_deref(), Some("a, b and c"));

    let tabs = r#"
        [fields]
        kind = { text = "feedback" }
        occurred_at = { text = "2020-01-01" }
        text = "comment"
    "#;
    let converted = convert(&fixture("tabs.csv"), &map(tabs)).unwrap();
    assert_eq!(converted.interactions()[1].properties, r#"{"column_1":"1","label":"HAPPY","label_id":"0"}"#);
}

#[test]
fn a_row_that_is_not_utf8_goes_aside() {
    let converted = convert(&fixture("not-utf8.csv"), &map(QUOTED)).unwrap();
    assert_eq!(converted.good.len(), 2);
    assert_eq!(converted.reasons(), ["2 comment: not UTF-8"]);
}

#[test]
fn json_lines() {
    let text = r#"
        [customer]
        user_id = "user.id"
        email = "user.email"
        [fields]
        kind = "event"
        occurred_at = "at"
        value = "amount"
    "#;
    let converted = convert(&fixture("events.jsonl"), &map(text)).unwrap();
    assert_eq!(converted.customers(), ["user_id:7 email:sara@example.ir", "user_id:7", "user_id:9"]);
    assert_eq!(converted.interactions()[0].properties, r#"{"tags":["a","b"],"ok":true}"#);
    assert_eq!(converted.interactions()[0].occurred_at, converted.interactions()[1].occurred_at);
    assert_eq!(converted.interactions()[2].kind, "late\u{fffd}field");
    assert_eq!(converted.interactions()[2].properties, r#"{"coupon":"SPRING"}"#);
    let reasons = converted.reasons();
    assert!(reasons[0].starts_with("3 : not JSON"), "{reasons:?}");
    assert_eq!(reasons[1], "4 : not a JSON object");
}

#[test]
fn an_event_log() {
    let proposal = proposed(&fixture("small.xes"));
    let converted = convert(&fixture("small.xes"), &proposal.map).unwrap();
    assert_eq!(converted.customers(), ["user_id:NA", "user_id:NA", "user_id:0"]);
    let first = converted.interactions()[0].clone();
    assert_eq!((first.kind.as_str(), first.employee.as_deref()), ("open", Some("Pete")));
    assert_eq!(first.occurred_at, Instant::from_micros(0));
    assert_eq!(first.properties, r#"{"Costs":50,"parts.part":"one"}"#);
    assert_eq!(first.traits[0].value, "\"Internet & Post\"");
    assert_eq!(converted.interactions()[1].properties, r#"{"Costs":1.5,"Costs.unit":"EUR","late":true}"#);
    assert_eq!(converted.reasons(), ["4 kind: has no value"]);
}

#[test]
fn gzip_is_known_by_its_bytes() {
    let folder = temporary().unwrap();
    let path = folder.path().join("no-ending");
    std::fs::write(&path, gzip(&std::fs::read(fixture("quoted.csv")).unwrap())).unwrap();
    let (packed, plain) =
        (convert(&path, &map(QUOTED)).unwrap(), convert(&fixture("quoted.csv"), &map(QUOTED)).unwrap());
    assert_eq!(packed.interactions(), plain.interactions());
    assert_eq!(packed.bad, plain.bad);
}

#[test]
fn a_stream_that_is_cut_off_keeps_its_good_rows() {
    let folder = temporary().unwrap();
    let path = folder.path().join("cut.csv.gz");
    let mut plain = "customer_id,occurred_at,comment\n".to_owned();
    for row in 0..5_000 {
        plain.push_str(&format!("{row},2024-01-01T00:00:00Z,{:x}\n", row * 2_654_435_761_u64));
    }
    let packed = gzip(plain.as_bytes());
    std::fs::write(&path, &packed[..packed.len() / 2]).unwrap();
    let converted = convert(&path, &map(QUOTED)).unwrap();
    assert!(converted.good.len() > 1_000 && converted.good.len() < 5_000, "{}", converted.good.len());
    assert_eq!(converted.broken.as_deref(), Some("the gzip stream is cut off"));

    let log = std::fs::read(fixture("small.xes")).unwrap();
    std::fs::write(&path, &log[..log.len() - 200]).unwrap();
    let converted = convert(&path, &proposed(&fixture("small.xes")).map).unwrap();
    assert!(converted.broken.is_some() && !converted.good.is_empty());
}

#[test]
fn a_bomb_is_stopped() {
    let folder = temporary().unwrap();
    let path = folder.path().join("bomb.csv.gz");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"customer_id,occurred_at,comment\n").unwrap();
    let rows = b"1,2024-01-01,a\n".repeat(70_000);
    for _ in 0..80 {
        encoder.write_all(&rows).unwrap();
    }
    std::fs::write(&path, encoder.finish().unwrap()).unwrap();
    let problem = crate::imports::input::refuse_bomb(&path).unwrap_err();
    assert!(problem.to_string().contains("decompression bomb"), "{problem}");
    std::fs::write(&path, gzip(&vec![0; 40 << 20])).unwrap();
    let problem = convert(&path, &map(QUOTED)).err().unwrap();
    assert!(std::error::Error::source(&problem).unwrap().to_string().contains("more than 16 MiB"), "{problem:?}");
}

#[test]
fn files_that_hold_no_table_are_refused_with_words() {
    let folder = temporary().unwrap();
    let path = folder.path().join("file");
    for (bytes, words) in [
        (b"".as_slice(), "is empty"),
        (b" \n\n ", "holds no rows"),
        (b"PK\x03\x04....", "no readable workbook"),
        (b"[{\"a\":1}]", "JSON array"),
        (b"<html><body/></html>", "not a log of the XES standard"),
        (b"\x1f\x8b\x08", "cut off"),
        (b"PAR1....PAR1", "Parquet files cannot be opened here"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let problem = convert(&path, &map(QUOTED)).err().unwrap();
        let whole =
            format!("{problem} {}", std::error::Error::source(&problem).map(ToString::to_string).unwrap_or_default());
        assert!(whole.contains(words), "{whole}");
    }
}

#[test]
fn a_map_that_does_not_fit_names_what_is_wrong() {
    let refused = |text: &str| match ImportMap::parse(text) {
        Ok(map) => convert(&fixture("quoted.csv"), &map).err().unwrap().to_string(),
        Err(problem) => problem.to_string(),
    };
    let wrong = refused(&QUOTED.replace("\"customer_id\"", "\"CustomerId\""));
    assert_eq!(wrong, "map: customer.user_id: no column is called \"CustomerId\"; is it \"customer_id\"?");
    let wrong = refused(&QUOTED.replace("\"comment\"", "{ cel = \"commnt + 1\" }"));
    assert_eq!(wrong, "map: fields.text: no column is called \"commnt\"; is it \"comment\"?");
    let wrong = refused(&QUOTED.replace("\"comment\"", "\"zzz\""));
    assert!(wrong.ends_with("there are \"customer_id\", \"occurred_at\", \"comment\""), "{wrong}");
    for (from, to, words) in [
        ("text = \"comment\"", "txt = \"comment\"", "unknown variant `txt`"),
        ("text = \"comment\"", "text = { colum = \"comment\" }", "unknown field `colum`"),
        ("text = \"comment\"", "text = { column = \"a\", cel = \"b\" }", "needs one of"),
        ("text = \"comment\"", "text = { cel = \"1 +\" }", "not a formula"),
        (
            "\"occurred_at\"",
            "{ column = \"occurred_at\", format = \"american\" }",
            "no date format is called \"american\"",
        ),
        ("kind = { text = \"review\" }", "", "[fields] needs `kind`"),
        ("[customer]", "time_zone = \"Tehran\"\n[customer]", "Asia/Tehran"),
        ("[customer]", "encoding = \"ebcdic\"\n[customer]", "windows-1256"),
        ("[customer]", "delimiter = \"ab\"\n[customer]", "single character"),
        ("user_id", "User-Id", "no kind of identifier"),
    ] {
        let wrong = refused(&QUOTED.replacen(from, to, 1));
        assert!(wrong.contains(words), "{wrong}");
    }
}

#[test]
fn formulas_give_exact_amounts() {
    let converted = convert(&fixture("purchases.csv"), &proposed(&fixture("purchases.csv")).map).unwrap();
    let values: Vec<String> = converted
        .interactions()
        .iter()
        .map(|interaction| interaction.value.map_or("-".to_owned(), |value| value.to_string()))
        .collect();
    assert_eq!(values, ["20.34", "20.34", "-4.21", "0.001", "-"]);
    let kinds: Vec<&str> = converted.interactions().iter().map(|interaction| interaction.kind.as_str()).collect();
    assert_eq!(kinds, ["purchase", "purchase", "return", "purchase", "purchase"]);
    assert_eq!(converted.bad.len(), 1);
    assert_eq!((converted.bad[0].0, converted.bad[0].1.field.as_str()), (6, "kind"));
}

#[test]
fn fields_of_every_sort() {
    let folder = temporary().unwrap();
    let path = folder.path().join("calls.csv");
    std::fs::write(&path, "id,who,at,how,rate,lat,lon\na,1,2024-01-01,Telephone,4.5,35.7,51.4\nb,1,2024-01-01,pigeon,4,0,0\nc,1,2024-01-01,web,high,0,0\nd,1,2024-01-01,web,1,91,0\n").unwrap();
    let text = r#"
        properties = ""
        [customer]
        user_id = "who"
        loyalty_card = { cel = '"card-" + text["who"]' }
        [fields]
        kind = { text = "call" }
        occurred_at = "at"
        channel = "how"
        score = "rate"
        latitude = "lat"
        longitude = "lon"
        message_id = "id"
    "#;
    let converted = convert(&path, &map(text)).unwrap();
    let first = converted.interactions()[0].clone();
    assert_eq!(
        (first.channel, first.score, first.latitude, first.longitude),
        (Some(Channel::Phone), Some(4.5), Some(35.7), Some(51.4))
    );
    assert_eq!((first.message_id.as_str(), first.properties.as_str()), ("a", ""));
    assert_eq!(converted.customers(), ["user_id:1 loyalty_card:card-1"]);
    let fields: Vec<&str> = converted.bad.iter().map(|(_, problem)| problem.field.as_str()).collect();
    assert_eq!(fields, ["channel", "score", "latitude"]);
}
