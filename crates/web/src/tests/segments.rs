//! Segments made by choosing rows, as the page offers them.

use axum::http::StatusCode;

use super::server::Server;
use crate::params::encoded;

/// The fields that the editor posts for rows.
fn rows(rows: &[(&str, &str, &str)]) -> String {
    let row = |(variable, comparison, value): &(&str, &str, &str)| {
        let (variable, value) = (encoded(variable), encoded(value));
        format!("&condition.variable={variable}&condition.comparison={comparison}&condition.value={value}")
    };
    format!("condition.as=rows&condition.any={}", rows.iter().map(row).collect::<String>())
}

#[tokio::test]
async fn a_segment_is_made_of_rows_counted_while_typed_and_told_in_words() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let chosen = rows(&[("days_since_last", "above", "۶۰"), ("interactions", "at-least", "5")]);
    let count = server.get(&format!("/settings/segments/count?{chosen}"), &cookie).await;
    assert!(count.status == StatusCode::OK && !count.body.contains("there is no"), "{}", count.body);
    let made = server.post("/settings/segments", &cookie, &format!("name=Quiet&{chosen}")).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let kept = server.app.store.segments().await.unwrap();
    assert_eq!(kept[0].condition, "days_since_last > 60 && interactions >= 5");

    let page = server.get("/settings/segments", &format!("{cookie}; language=en")).await.body;
    assert!(page.contains("Days since the last contact\u{2069}") && page.contains("is more than"), "{page}");
    let open = server.get("/settings/segments?segment=1", &cookie).await.body;
    assert!(open.contains("<option value=\"days_since_last\" selected>"), "{open}");

    // A row that is not filled is named, and what was chosen stays.
    let wrong = server.post("/settings/segments", &cookie, &format!("name=x&{}", rows(&[("who", "is", "x")]))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("there is no who"), "{}", wrong.body);
}
