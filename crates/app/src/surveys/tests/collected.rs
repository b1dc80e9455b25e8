//! Answers that were collected elsewhere: checked, told with their own time, once, and inviting nobody.

use std::io::Write as _;

use serde_json::{Value, json};

use super::*;

fn row(value: Value) -> CollectedResponse {
    serde_json::from_value(value).unwrap()
}

async fn collector(world: &World) -> Collector {
    let survey = world.published(small()).await;
    Collector::new(&world.app, survey.id, "paper").await.unwrap()
}

#[tokio::test]
async fn a_response_from_elsewhere_has_its_own_time_and_counts_once() {
    let world = World::new().await;
    let collector = collector(&world).await;
    let paper = json!({
        "id": "7", "at": "2024-05-01T10:00:00Z", "channel": "branch", "unit": "Shiraz",
        "identifiers": { "phone": "09123456789" },
        "answers": { "nps": 4, "why": "کند بود", "cause": "Staff", "words": "ممنون" },
    });
    world.clock.set(hamdel_domain::Instant::parse_iso("2026-11-28T12:00:00Z").unwrap());
    let Collecting::Taken(id) = collector.take(&world.app, &row(paper.clone())).await.unwrap() else { panic!() };
    assert_eq!(collector.take(&world.app, &row(paper)).await.unwrap(), Collecting::Before(id));
    assert_eq!(tell_responses(&world.app).await.unwrap(), 1);
    let told = world.journal().await;
    let main = &told[0];
    assert_eq!((main.metric.as_deref(), main.score), (Some("nps"), Some(4.0)));
    assert_eq!(main.occurred_at.to_string(), "2024-05-01T10:00:00Z");
    assert_eq!((main.unit.as_deref(), main.touchpoint.as_deref()), (Some("Shiraz"), Some("store_visit")));
    assert_eq!(main.identifiers[0].value(), "+989123456789");
    assert!(was_collected(main), "{}", main.properties);
    let properties: Value = serde_json::from_str(&main.properties).unwrap();
    assert_eq!((&properties["answers"]["cause"], &properties["taken_by"]), (&json!("staff"), &json!("import:paper")));
    // Nobody was asked here: it is in no funnel.
    let funnel = survey_funnel(&world.app, SurveyId(1), None).await.unwrap();
    assert_eq!((funnel.started, funnel.submitted), (0, 0));
}

#[tokio::test]
async fn each_field_that_is_wrong_is_named_and_a_good_row_beside_it_enters() {
    let world = World::new().await;
    let collector = collector(&world).await;
    world.clock.set(hamdel_domain::Instant::parse_iso("2026-11-28T12:00:00Z").unwrap());
    let mut good = json!({ "at": "۱۴۰۵/۱/۱", "answers": { "nps": "۱۰" } });
    assert!(matches!(collector.take(&world.app, &row(good.clone())).await.unwrap(), Collecting::Taken(_)));
    // Without a name of its own, what it says is its name.
    assert!(matches!(collector.take(&world.app, &row(good.clone())).await.unwrap(), Collecting::Before(_)));
    good["answers"]["nps"] = json!(9);
    assert!(matches!(collector.take(&world.app, &row(good)).await.unwrap(), Collecting::Taken(_)));
    for (wrong, field) in [
        (json!({ "at": "", "answers": { "nps": 1 } }), "at"),
        (json!({ "at": "yesterday", "answers": { "nps": 1 } }), "at"),
        (json!({ "at": "2030-01-01", "answers": { "nps": 1 } }), "at"),
        (json!({ "at": "2026-01-01", "answers": { "nps": 11 } }), "nps"),
        (json!({ "at": "2026-01-01", "answers": { "nsp": 1 } }), "nsp"),
        (json!({ "at": "2026-01-01", "answers": { "nps": 3, "cause": "weather" } }), "cause"),
        (json!({ "at": "2026-01-01", "answers": {} }), "answers"),
        (json!({ "at": "2026-01-01", "channel": "pigeon", "answers": { "nps": 1 } }), "channel"),
        (json!({ "at": "2026-01-01", "identifiers": { "phone": "12" }, "answers": { "nps": 1 } }), "phone"),
        (json!({ "at": "2026-01-01", "unit": "x".repeat(81), "answers": { "nps": 1 } }), "unit"),
    ] {
        let came = collector.take(&world.app, &row(wrong.clone())).await.unwrap();
        let Collecting::Bad(problems) = came else { panic!("{wrong}") };
        assert_eq!(problems[0].0, field, "{wrong}: {problems:?}");
    }
    assert_eq!(tell_responses(&world.app).await.unwrap(), 2);
}

#[tokio::test]
async fn a_file_enters_row_by_row_and_its_bad_rows_come_back_to_be_corrected() {
    let world = World::new().await;
    world.published(small()).await;
    world.clock.set(hamdel_domain::Instant::parse_iso("2026-11-28T12:00:00Z").unwrap());
    let folder = hamdel_testkit::folder::temporary().unwrap();
    let path = folder.path().join("answers.csv");
    let text = "No,Date,E-mail,nps,words,Colour\n1,2026-01-01,sara@example.com,۹,خوب,\n2,2026-01-02,,ten,,\n3,2026-01-03,reza@example.com,3,,\n";
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    let file = |map: &str, dry_run| AnswersFile {
        path: path.clone(),
        map: AnswersMap::parse(map).unwrap(),
        survey: SurveyId(1),
        dry_run,
        open_parquet: None,
        scratch: None,
        stop: Arc::default(),
    };
    let map =
        "pass_over = true\n[columns]\nid = \"No\"\nat = \"Date\"\nemail = \"E-mail\"\n[always]\nchannel = \"branch\"";
    let collect = async |map: &str, dry_run| {
        let mut aside = Vec::new();
        let summary = collect_file(&world.app, &file(map, dry_run), &mut aside, &|_| {}).await;
        (summary, String::from_utf8(aside).unwrap())
    };
    // A column that nothing is said of is an error, so that no answer is lost by a name that was mistyped.
    let strict = collect(&map.replace("pass_over = true\n", ""), false).await.0.unwrap_err();
    assert!(strict.to_string().contains("Colour"), "{strict}");
    assert!(collect(&map.replace("\"Date\"", "\"Day\""), false).await.0.is_err());
    let tried = collect(map, true).await.0.unwrap();
    assert_eq!((tried.rows_good, tried.rows_bad, tell_responses(&world.app).await.unwrap()), (2, 1, 0));
    let (summary, aside) = collect(map, false).await;
    let summary = summary.unwrap();
    assert_eq!((summary.rows_read, summary.rows_good, summary.rows_bad, summary.finished), (3, 2, 1, true));
    assert_eq!((summary.first_bad[0].row, summary.first_bad[0].field.as_str()), (2, "nps"));
    assert!(aside.starts_with("No,Date,E-mail,nps,words,Colour,_row,_problem\n2,2026-01-02,,ten,"), "{aside}");
    assert_eq!(collect(map, false).await.0.unwrap().rows_known_before, 2);
    // The bad rows, corrected, are a file that is taken as it is.
    std::fs::write(&path, aside.replace(",ten,", ",10,")).unwrap();
    let again = collect(map, false).await.0.unwrap();
    assert_eq!((again.rows_good, again.rows_known_before, again.rows_bad), (1, 0, 0));
    assert_eq!(tell_responses(&world.app).await.unwrap(), 3);
}
