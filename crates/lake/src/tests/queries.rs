//! Queries and what they answer.

use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::{ArrayRef, RecordBatch, TimestampMicrosecondArray};
use datafusion::parquet::arrow::ArrowWriter;
use hamdel_domain::amount::Amount;
use hamdel_domain::channel::Channel;
use hamdel_domain::clock::SECOND;
use hamdel_domain::customer::{CustomerId, Position};
use hamdel_domain::interaction::{Interaction, InteractionId, RecordedInteraction};
use hamdel_domain::lake::{Cell, Lake, LakeError, PendingBatch, QueryResult};

use super::world::{World, batch, day, only, queried};
use crate::{DeltaLake, ParquetRows};

/// Nine interactions that can be added up by hand.
fn small() -> PendingBatch {
    let rows = [
        (Some(1), 1, "order_completed", Channel::Web, Some("10.25"), None),
        (Some(1), 2, "call", Channel::Phone, None, Some(3.0)),
        (Some(2), 2, "order_completed", Channel::Web, Some("0.0001"), Some(9.5)),
        (Some(2), 40, "order_returned", Channel::Branch, Some("-10"), None),
        (Some(3), 40, "order_completed", Channel::App, Some("99999999999999.9999"), None),
        (None, 3, "page", Channel::Web, None, None),
        (Some(4), 4, "complaint", Channel::Phone, None, Some(1.0)),
        (Some(5), 35, "order_completed", Channel::Branch, Some("5"), None),
        (Some(5), 36, "page", Channel::Web, None, None),
    ];
    let rows = (1..).zip(rows).map(|(id, (customer, at, kind, channel, value, score))| RecordedInteraction {
        customer: customer.map(CustomerId),
        position: Position(1),
        interaction: Interaction {
            id: InteractionId(id),
            message_id: format!("m{id}"),
            source: "shop".to_owned(),
            kind: kind.to_owned(),
            occurred_at: day(at).plus_micros(i64::try_from(id).unwrap() * 3_600 * SECOND + 5),
            received_at: day(at).plus_micros(12 * 3_600 * SECOND),
            channel: Some(channel),
            value: value.map(|value| value.parse::<Amount>().unwrap()),
            score,
            properties: format!(r#"{{"n":{id}}}"#),
            ..Interaction::default()
        },
    });
    PendingBatch { through: Position(1), rows: Arc::new(rows.collect()) }
}

async fn filed(world: &World) -> DeltaLake {
    let lake = world.open().await;
    lake.file(&[small()]).await.unwrap();
    lake
}

/// A result in one text, so that pairs of query and result read well.
fn shown(result: &QueryResult) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Null => "-".to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => format!("{number:?}"),
        Cell::Decimal(text) => format!("{text}m"),
        Cell::Boolean(truth) => truth.to_string(),
        Cell::Text(text) => format!("'{text}'"),
        Cell::Instant(moment) => moment.to_string(),
    };
    let rows = result.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" "));
    std::iter::once(result.columns.join(" ")).chain(rows).collect::<Vec<_>>().join("\n")
}

async fn refused(lake: &DeltaLake, sql: &str) -> String {
    match lake.query(sql).await {
        Err(LakeError::Query(text)) => text,
        other => panic!("{sql}: {other:?}"),
    }
}

const GOLDEN: &[(&str, &str)] = &[
    ("SELECT sum(value) AS total FROM interactions", "total\n100000000000005.25m"),
    (
        "SELECT channel, count(*) AS n, sum(value) AS v FROM interactions GROUP BY channel ORDER BY channel",
        "channel n v\n'app' 1 99999999999999.9999m\n'branch' 2 -5m\n'phone' 2 -\n'web' 4 10.2501m",
    ),
    (
        "SELECT date_trunc('month', occurred_at) AS month, count(*) AS n FROM interactions GROUP BY 1 ORDER BY 1",
        "month n\n2026-01-01T00:00:00Z 5\n2026-02-01T00:00:00Z 4",
    ),
    (
        "SELECT customer_id, kind, occurred_at FROM interactions WHERE occurred_at >= '2026-02-05' \
         AND occurred_at < TIMESTAMP '2026-02-09 05:00:00' ORDER BY occurred_at",
        "customer_id kind occurred_at\n5 'page' 2026-02-05T09:00:00.000005Z\n2 'order_returned' 2026-02-09T04:00:00.000005Z",
    ),
    ("SELECT avg(score) AS a, max(score) AS m, min(value) AS v FROM interactions", "a m v\n4.5 9.5 -10m"),
    (
        "SELECT interaction_id FROM interactions WHERE message_id = 'm3'",
        "interaction_id\n'00000000000000000000000000000003'",
    ),
    ("SELECT count(*) AS n FROM interactions WHERE customer_id IS NULL", "n\n1"),
    ("SELECT count(DISTINCT customer_id) AS n FROM interactions", "n\n5"),
    (
        "WITH firsts AS (SELECT customer_id, row_number() OVER (PARTITION BY customer_id ORDER BY occurred_at) AS r, \
         kind FROM interactions WHERE customer_id IS NOT NULL) SELECT kind, count(*) AS n FROM firsts WHERE r = 1 \
         GROUP BY kind ORDER BY kind",
        "kind n\n'complaint' 1\n'order_completed' 4",
    ),
    (
        "SELECT c.name, c.first_seen, sum(i.value) AS paid, c.spent FROM interactions i JOIN customers c \
         ON c.customer_id = i.customer_id GROUP BY 1, 2, 4 ORDER BY 1",
        "name first_seen paid spent\n'Sara' 2026-01-01T00:00:00Z 10.25m 1.2345m\n'بهرام' 2026-01-02T00:00:00Z -9.9999m 2.469m",
    ),
    (
        "SELECT count(*) AS n FROM interactions WHERE occurred_at < now() AND received_at > now() - INTERVAL '100 years'",
        "n\n9",
    ),
    (
        "SELECT occurred_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tehran' AS local, extract(hour FROM occurred_at) AS h \
         FROM interactions WHERE message_id = 'm1'",
        "local h\n2026-01-01T01:00:00.000005Z 1",
    ),
    ("SELECT properties FROM interactions WHERE touchpoint IS NULL LIMIT 1 OFFSET 8", "properties\n'{\"n\":6}'"),
    (
        "SELECT 1 AS a, 1.50 AS b, 'x' AS c, true AS d, NULL AS e, DATE '2026-03-21' AS f",
        "a b c d e f\n1 1.5 'x' true - '2026-03-21'",
    ),
];

#[tokio::test]
async fn golden_pairs() {
    let world = World::new();
    let pending = world.open().await;
    *world.store.pending.lock().unwrap() = vec![small()];
    for (sql, result) in GOLDEN.iter().filter(|(sql, _)| !sql.contains("OFFSET")) {
        assert_eq!(shown(&pending.query(sql).await.unwrap()), *result, "pending: {sql}");
    }
    pending.file(&[small()]).await.unwrap();
    world.store.lent.lock().unwrap().clear();
    for (sql, result) in GOLDEN {
        assert_eq!(shown(&pending.query(sql).await.unwrap()), *result, "filed: {sql}");
    }
    assert_eq!(*world.store.lent.lock().unwrap(), ["customers"], "only what a query names is lent");
}

#[tokio::test]
async fn links_say_who_a_customer_is_today() {
    let world = World::new();
    let lake = filed(&world).await;
    *world.store.pending.lock().unwrap() = vec![PendingBatch { through: Position(2), rows: small().rows }];
    world.link(&[(2, 1), (3, 1), (4, 6)]);
    let customers = "SELECT customer_id, count(*) AS n FROM interactions GROUP BY 1 ORDER BY 1 NULLS LAST";
    assert_eq!(shown(&lake.query(customers).await.unwrap()), "customer_id n\n1 10\n5 4\n6 2\n- 2");
    for (condition, count) in [
        ("customer_id = 1", 10),
        ("customer_id = 2", 0),
        ("6 = customer_id", 2),
        ("customer_id IN (1, 5)", 14),
        ("customer_id NOT IN (1, 5)", 2),
        ("customer_id > 4", 6),
        ("customer_id = 1 AND channel = 'web'", 4),
        ("customer_id + 1 = 2", 10),
        ("customer_id IS NULL", 2),
    ] {
        let sql = format!("SELECT count(*) FROM interactions WHERE {condition}");
        assert_eq!(only(&lake, &sql).await, Cell::Integer(count), "{condition}");
    }
    world.link(&[]);
    assert_eq!(only(&lake, "SELECT count(*) FROM interactions WHERE customer_id = 2").await, Cell::Integer(4));
}

#[tokio::test]
async fn the_columns_are_those_of_the_design_page() {
    let world = World::new();
    let lake = world.open().await;
    let described = lake.query("DESCRIBE interactions").await.unwrap();
    let columns: Vec<String> = described
        .rows
        .iter()
        .map(|row| match &row[..2] {
            [Cell::Text(name), Cell::Text(data_type)] => format!("{name} {data_type}"),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        "interaction_id TEXT",
        "customer_id BIGINT",
        "occurred_at TIMESTAMP",
        "received_at TIMESTAMP",
        "source TEXT",
        "kind TEXT",
        "touchpoint TEXT",
        "channel TEXT",
        "stage TEXT",
        "unit TEXT",
        "employee TEXT",
        "value DECIMAL(18,4)",
        "currency TEXT",
        "metric TEXT",
        "score DOUBLE",
        "text TEXT",
        "latitude DOUBLE",
        "longitude DOUBLE",
        "session TEXT",
        "message_id TEXT",
        "properties TEXT",
    ];
    assert_eq!(columns, expected);
    let empty = lake.query("SELECT * FROM interactions LIMIT 0").await.unwrap();
    let names: Vec<_> = expected.iter().filter_map(|column| column.split(' ').next()).collect();
    assert_eq!((empty.columns, empty.rows.len()), (names.iter().map(|name| (*name).to_owned()).collect(), 0));
    assert_eq!(queried(&lake).await, (0, 0));
    world.link(&[(1, 2)]);
    assert_eq!(lake.query("SELECT customer_id, value FROM interactions").await.unwrap().rows.len(), 0);
}

#[tokio::test]
async fn tables_are_listed_without_being_lent() {
    let world = World::new();
    let lake = filed(&world).await;
    let tables = lake.query("SHOW TABLES").await.unwrap();
    let names = |name: &str| tables.rows.iter().any(|row| row.contains(&Cell::Text(name.to_owned())));
    assert!(names("interactions") && names("customers") && names("cases"), "{tables:?}");
    let columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'customers' ORDER BY 1";
    assert_eq!(shown(&lake.query(columns).await.unwrap()), "column_name\n'customer_id'\n'first_seen'\n'name'\n'spent'");
    lake.query("DESCRIBE cases").await.unwrap();
    lake.query("EXPLAIN SELECT * FROM interactions").await.unwrap();
    lake.query("SHOW COLUMNS FROM interactions").await.unwrap();
    let lent = world.store.lent.lock().unwrap().clone();
    assert!(!lent.contains(&"customers".to_owned()), "{lent:?}");
}

#[tokio::test]
async fn statements_that_write_are_refused() {
    let world = World::new();
    let lake = filed(&world).await;
    let outside = world.folder.path().join("out.csv");
    for sql in [
        "CREATE TABLE t AS SELECT * FROM interactions",
        "CREATE VIEW v AS SELECT 1",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/hosts'",
        &format!("COPY interactions TO '{}'", outside.display()),
        "INSERT INTO interactions SELECT * FROM interactions",
        "UPDATE interactions SET source = 'x'",
        "DELETE FROM interactions",
        "DROP TABLE interactions",
        "SET datafusion.execution.batch_size = 1",
        "RESET datafusion.execution.batch_size",
        "PREPARE p AS SELECT 1",
        "BEGIN",
        "TRUNCATE interactions",
        "EXPLAIN ANALYZE INSERT INTO interactions SELECT * FROM interactions",
        "SELECT * INTO t FROM interactions",
    ] {
        let text = refused(&lake, sql).await;
        assert!(text.contains("only statements that read are answered"), "{sql}: {text}");
    }
    assert!(!outside.exists());
    assert_eq!(lake.size().await.unwrap().version, 1);
}

#[tokio::test]
async fn wrong_queries_say_what_is_wrong() {
    let world = World::new();
    let lake = filed(&world).await;
    for (sql, part) in [
        ("", "No SQL statements"),
        ("SELEC 1", "SELEC"),
        ("SELECT 1; SELECT 2", "single SQL statement"),
        ("SELECT nothing FROM interactions", "nothing"),
        ("SELECT * FROM nowhere", "nowhere"),
        ("SELECT * FROM '/etc/hosts'", "not found"),
        ("SELECT 1 / 0", "ivide by zero"),
        ("SELECT CAST('x' AS BIGINT)", "x"),
    ] {
        let text = refused(&lake, sql).await;
        assert!(text.contains(part), "{sql}: {text}");
    }
}

#[tokio::test]
async fn limits_stop_a_query() {
    let world = World::new();
    let mut options = world.options();
    (options.result_rows, options.memory_bytes, options.time_limit) = (8, 4 << 20, Some(Duration::from_millis(1_500)));
    let lake = world.open_with(options).await;
    lake.file(&[small(), batch(2, 20_000, 900)]).await.unwrap();
    let stopped = async |sql: &str| match lake.query(sql).await {
        Err(LakeError::Stopped(text)) => text,
        other => panic!("{sql}: {other:?}"),
    };
    assert!(stopped("SELECT * FROM interactions").await.contains("more than 8 rows"));
    let long = "SELECT count(*) FROM generate_series(1, 10000000000) a WHERE a.value % 7 = 3";
    assert!(stopped(long).await.contains("took more than"));
    let wide = "SELECT count(*) FROM (SELECT DISTINCT a.message_id, b.message_id FROM interactions a, interactions b)";
    stopped(wide).await;
    assert_eq!(only(&lake, "SELECT count(*) FROM interactions").await, Cell::Integer(20_009));
}

#[tokio::test]
async fn parquet_files_are_read_row_by_row() {
    let world = World::new();
    let lake = filed(&world).await;
    drop(lake);
    let path = &world.parquet_files()[0];
    let rows = ParquetRows::open(path, 0).unwrap();
    assert_eq!((rows.total_rows(), rows.columns()[1].as_str()), (9, "recorded_customer_id"));
    let all: Vec<_> = rows.map(Result::unwrap).collect();
    assert_eq!(all.len(), 9);
    assert_eq!(all[0][0], Cell::Text(format!("{:032x}", 1)));
    assert_eq!(all[0][11], Cell::Decimal("10.25".to_owned()));
    assert_eq!(ParquetRows::open(path, 7).unwrap().map(Result::unwrap).collect::<Vec<_>>(), all[7..]);
    assert_eq!(ParquetRows::open(path, 99).unwrap().count(), 0);
    let wrong = world.folder.path().join("wrong.parquet");
    std::fs::write(&wrong, b"customer,value\n").unwrap();
    for path in [wrong.as_path(), world.folder.path(), &world.folder.path().join("none")] {
        let problem = ParquetRows::open(path, 0).err().unwrap().to_string();
        assert!(problem.starts_with("not a readable Parquet file"), "{problem}");
    }
}

#[test]
fn a_time_without_a_zone_is_told_from_one_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("times.parquet");
    let zoned = TimestampMicrosecondArray::from(vec![0]).with_timezone("UTC");
    let plain = TimestampMicrosecondArray::from(vec![0]);
    let batch =
        RecordBatch::try_from_iter([("zoned", Arc::new(zoned) as ArrayRef), ("plain", Arc::new(plain))]).unwrap();
    let mut writer = ArrowWriter::try_new(std::fs::File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    assert_eq!(ParquetRows::open(&path, 0).unwrap().local_times(), [false, true]);
}
