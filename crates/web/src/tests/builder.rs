//! The builder: every part of a draft is changed by a form, and what is wrong is said at its field.

use axum::http::StatusCode;
use serde_json::Value;

use hamdel_domain::surveys::SurveyDefinition;

use super::server::{Answer, Server};
use super::surveys::{hidden, sent_to};
use crate::params::encoded;

/// A survey that is being built.
struct Draft {
    server: Server,
    session: String,
    edit: String,
}

impl Draft {
    async fn new(from: &str) -> Self {
        let server = Server::start().await;
        let session = server.administrator().await;
        let edit = sent_to(&server.post("/voice/surveys", &session, &format!("name=own&from={from}")).await);
        Self { server, session, edit }
    }

    async fn page(&self, open: &str) -> String {
        let shown = self.server.get(&format!("{}?open={open}", self.edit), &self.session).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        shown.body
    }

    /// Posts a form of the newest edition.
    async fn post(&self, fields: &[(&str, &str)]) -> Answer {
        let edition = hidden(&self.page("").await, "edition");
        let mut body = format!("edition={edition}");
        for (name, value) in fields {
            body.push_str(&format!("&{}={}", encoded(name), encoded(value)));
        }
        self.server.post(&self.edit, &self.session, &body).await
    }

    /// A change that is taken; gives the page it leads to.
    async fn change(&self, fields: &[(&str, &str)]) -> String {
        let address = sent_to(&self.post(fields).await);
        let shown = self.server.get(address.split('#').next().unwrap(), &self.session).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        shown.body
    }

    async fn add(&self, what: &str, kind: &str) {
        self.change(&[("do", &format!("add:{what}")), ("kind", kind)]).await;
    }

    async fn json(&self) -> Value {
        self.server.get("/api/v1/surveys/1", &self.session).await.json()
    }

    async fn definition(&self) -> SurveyDefinition {
        serde_json::from_value(self.json().await["definition"].clone()).unwrap()
    }

    async fn codes(&self) -> Vec<String> {
        let whole = self.json().await;
        let problems = whole["problems"].as_array().unwrap();
        problems
            .iter()
            .map(|held| format!("{} {}", held["place"].as_str().unwrap(), held["code"].as_str().unwrap()))
            .collect()
    }
}

const BOTH: [(&str, &str); 2] = [("text_fa", "متن"), ("text_en", "Text")];

fn with<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    BOTH.iter().chain(fields).copied().collect()
}

#[tokio::test]
async fn every_kind_is_added_opened_and_changed_by_a_form() {
    let draft = Draft::new("").await;
    draft.add("page", "").await;
    for kind in [
        "matrix",
        "servqual",
        "contact",
        "slider",
        "number",
        "date",
        "single_choice",
        "multiple_choice",
        "rating",
        "text",
    ] {
        draft.add("question.page", kind).await;
    }
    // Words asked for right after a score are its reason.
    assert!((draft.json().await["definition"].to_string()).contains(r#""about":"rating""#));
    draft
        .change(&with(&[
            ("do", "save:question.matrix"),
            ("rows.0.key", "row_1"),
            ("rows.0.fa", "سرعت"),
            ("rows.0.en", "Speed"),
            ("rows.7.key", ""),
            ("rows.7.fa", "دقت"),
            ("rows.7.en", "Care taken"),
            ("columns.0.fa", "بد"),
            ("columns.0.en", "Bad"),
            ("columns.0.worth", "۱"),
            ("columns.1.fa", "خوب"),
            ("columns.1.en", "Good"),
            ("columns.1.worth", "2.5"),
            ("columns.2.fa", ""),
            ("columns.2.en", ""),
            ("required", "1"),
            ("facet", "waiting"),
            ("response_kind", "feeling"),
        ]))
        .await;
    draft
        .change(&with(&[
            ("do", "save:question.servqual"),
            ("importance", "1"),
            ("items.0.dimension", "empathy"),
            ("items.0.expectation_fa", "الف"),
            ("items.0.expectation_en", "A"),
            ("items.0.perception_fa", "ب"),
            ("items.0.perception_en", "B"),
        ]))
        .await;
    draft
        .change(&with(&[("do", "save:question.contact"), ("contact_email", "required"), ("contact_city", "asked")]))
        .await;
    draft
        .change(&with(&[
            ("do", "save:question.slider"),
            ("low", "0"),
            ("high", "۱۰"),
            ("step", "0.5"),
            ("low_label_fa", "سرد"),
            ("low_label_en", "Cold"),
        ]))
        .await;
    draft
        .change(&with(&[
            ("do", "save:question.value"),
            ("low", "1"),
            ("whole", "1"),
            ("counted_in_fa", "نفر"),
            ("counted_in_en", "people"),
        ]))
        .await;
    draft.change(&with(&[("do", "save:question.value_2"), ("earliest", "۱۴۰۵/۱/۱"), ("latest", "2026-12-31")])).await;
    draft
        .change(&with(&[
            ("do", "save:question.choice_2"),
            ("least", "1"),
            ("most", "2"),
            ("other", "1"),
            ("choices.0.fa", "یک"),
            ("choices.0.en", "One"),
            ("choices.0.pinned", "1"),
        ]))
        .await;
    draft.change(&with(&[("do", "save:question.comment"), ("about", "rating"), ("limit", "200")])).await;
    let made = serde_json::to_value(draft.definition().await).unwrap();
    let kind = |key: &str| {
        let questions = made["sections"][0]["questions"].as_array().unwrap();
        questions.iter().find(|held| held["key"] == key).unwrap_or_else(|| panic!("no {key}")).clone()
    };
    let matrix = kind("matrix");
    assert_eq!(
        (&matrix["required"], &matrix["facet"], &matrix["response_kind"]),
        (&true.into(), &"waiting".into(), &"feeling".into())
    );
    let keys: Vec<_> =
        matrix["kind"]["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["row_1", "care_taken"], "a row keeps its name, a new one gets one of its words");
    assert_eq!(matrix["kind"]["columns"].as_array().unwrap().len(), 2, "a row without a text is left out");
    assert_eq!(matrix["kind"]["columns"][1]["worth"], 2.5);
    assert_eq!(kind("servqual")["kind"]["items"][0]["dimension"], "empathy");
    assert_eq!(kind("contact")["kind"]["fields"].as_array().unwrap().len(), 2);
    assert_eq!((&kind("slider")["kind"]["high"], &kind("slider")["kind"]["step"]), (&10.0.into(), &0.5.into()));
    assert_eq!(kind("value")["kind"]["whole"], true);
    assert_eq!(kind("value_2")["kind"]["earliest"], "2026-03-21", "the Jalali new year of 1405");
    assert_eq!(
        (&kind("choice_2")["kind"]["most"], &kind("choice_2")["kind"]["choices"][0]["pinned"]),
        (&2.into(), &true.into())
    );
    assert_eq!((&kind("comment")["kind"]["about"], &kind("comment")["kind"]["limit"]), (&"rating".into(), &200.into()));
    // Every form is drawn in both languages.
    let questions = draft.definition().await;
    for (_, question) in questions.questions() {
        for language in ["fa", "en"] {
            let address = format!("{}?open=question.{}&lang={language}", draft.edit, question.key);
            let shown = draft.server.get(&address, &draft.session).await;
            assert!(shown.body.contains(&format!("save:question.{}", question.key)), "{}", question.key);
        }
    }
}

#[tokio::test]
async fn endings_quotas_and_values_have_conditions_and_names() {
    let draft = Draft::new("after_purchase").await;
    for what in ["value", "quota", "end"] {
        draft.add(what, "").await;
    }
    draft.change(&[("do", "save:value.value"), ("key", "total"), ("formula", "nps * 10")]).await;
    draft
        .change(&[
            ("do", "save:end.end"),
            ("title_fa", "پوزش"),
            ("title_en", "Sorry"),
            ("next_fa", "تماس"),
            ("next_en", "Call"),
            ("address", "tel:021"),
            ("condition.as", "rows"),
            ("condition.any", ""),
            ("condition.variable", "total"),
            ("condition.comparison", "at-most"),
            ("condition.value", "۶۰"),
        ])
        .await;
    let page = draft
        .change(&[
            ("do", "save:quota.quota"),
            ("key", "few"),
            ("limit", "۲۰"),
            ("closing", "end"),
            ("condition.as", "text"),
            ("condition.text", "nps + 1 > 3"),
        ])
        .await;
    assert!(page.contains("nps + 1 &gt; 3"), "a text that is no rows is shown as it is");
    let made = draft.definition().await;
    let end = made.closings.iter().find(|held| held.key.as_str() == "end").unwrap();
    assert_eq!(
        (end.condition.as_deref(), end.next_step.as_ref().unwrap().address.as_str()),
        (Some("total <= 60"), "tel:021")
    );
    let quota = &made.quotas[0];
    assert_eq!((quota.key.as_str(), quota.limit, quota.closing.as_ref().unwrap().as_str()), ("few", 20, "end"));
    assert_eq!(draft.codes().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_question_is_renamed_with_everything_that_refers_to_it() {
    let draft = Draft::new("after_purchase").await;
    draft.add("value", "").await;
    draft.change(&[("do", "save:value.value"), ("key", "total"), ("formula", "nps * 10")]).await;
    let before = draft.definition().await;
    let refused = draft.post(&with(&[("do", "save:question.nps"), ("key", "why")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("name=\"key\" value=\"why\""), "{}", refused.body);
    assert_eq!(draft.definition().await, before, "a name that is taken changes nothing");
    draft.change(&with(&[("do", "save:question.nps"), ("key", "recommends"), ("required", "1")])).await;
    let made = draft.definition().await;
    assert!(made.question("recommends").is_some() && made.question("nps").is_none());
    assert_eq!(made.calculated[0].formula, "recommends * 10");
    assert_eq!(made.main.as_ref().unwrap().as_str(), "recommends");
    assert_eq!(made.closings[0].condition.as_deref(), Some("recommends <= 6"));
    let about = serde_json::to_value(made.question("why").unwrap()).unwrap();
    assert_eq!(about["kind"]["about"], "recommends");
    assert_eq!(draft.codes().await, Vec::<String>::new());
}

#[tokio::test]
async fn conditions_look_back_and_say_what_is_wrong_at_their_field() {
    let draft = Draft::new("").await;
    draft.add("page", "").await;
    for kind in ["nps", "multiple_choice", "text"] {
        draft.add("question.page", kind).await;
    }
    // The choices offered are earlier questions and their options, and what is known of customers.
    let offered =
        |page: String| page.split_once("data-condition=").unwrap().1.split_once("</fieldset>").unwrap().0.to_owned();
    let open = offered(draft.page("question.choice").await);
    assert!(open.contains("<option value=\"nps\"") && open.contains("customer.stage"), "{open}");
    assert!(!open.contains("<option value=\"choice\"") && !open.contains("<option value=\"comment\""));
    assert!(!offered(draft.page("question.nps").await).contains("<option value=\"nps\""));
    let rows = |variable, comparison, value| {
        with(&[
            ("do", "save:question.comment"),
            ("condition.as", "rows"),
            ("condition.any", "1"),
            ("condition.variable", "nps"),
            ("condition.comparison", "at-most"),
            ("condition.value", "6"),
            ("condition.variable", variable),
            ("condition.comparison", comparison),
            ("condition.value", value),
        ])
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect::<Vec<_>>()
    };
    let save = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        draft.change(&fields).await
    };
    save(rows("choice", "includes", "choice_1")).await;
    let comment = draft.definition().await.question("comment").unwrap().clone();
    assert_eq!(comment.condition.as_deref(), Some("nps <= 6 || \"choice_1\" in choice"));
    // What does not fit is kept as it was typed, said at its field, and keeps the survey from being published.
    let wrong = save(rows("nps", "above", "زیاد")).await;
    assert!(wrong.contains("value=\"زیاد\"") && wrong.contains("aria-invalid"), "{wrong}");
    let at = "/sections/0/questions/2/condition";
    assert!(draft.codes().await.contains(&format!("{at} not-a-number")));
    save(rows("choice", "includes", "gone")).await;
    assert!(draft.codes().await.contains(&format!("{at} unknown-choice")));
    for (text, code) in
        [("comment == 'x'", "looks-at-itself"), ("later > 3", "unknown-question"), ("nps >", "bad-condition")]
    {
        let page = draft
            .change(&with(&[("do", "save:question.comment"), ("condition.as", "text"), ("condition.text", text)]))
            .await;
        assert!(draft.codes().await.contains(&format!("{at} {code}")), "{text}");
        assert!(page.contains("id=\"f-condition-wrong-1\""), "{text}: said at the field");
    }
    // A question that moves behind what looks at it, or goes, is named too.
    draft
        .change(&with(&[("do", "save:question.comment"), ("condition.as", "text"), ("condition.text", "nps > 3")]))
        .await;
    draft.change(&[("do", "up:question.comment")]).await;
    draft.change(&[("do", "up:question.comment")]).await;
    assert!(draft.codes().await.contains(&"/sections/0/questions/0/condition looks-forward".to_owned()));
    draft.change(&[("do", "remove:question.nps")]).await;
    assert!(draft.codes().await.contains(&"/sections/0/questions/0/condition unknown-question".to_owned()));
    draft.change(&[("do", "undo")]).await;
    assert!(draft.codes().await.contains(&"/sections/0/questions/0/condition looks-forward".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_read_is_not_saved_and_stays_in_its_field() {
    let draft = Draft::new("").await;
    draft.add("page", "").await;
    draft.add("question.page", "slider").await;
    draft.add("value", "").await;
    let before = draft.json().await["edition"].clone();
    let refused =
        draft.post(&with(&[("do", "save:question.slider"), ("low", "کم"), ("high", "9"), ("step", "1")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"کم\"") && refused.body.contains("aria-invalid"), "{}", refused.body);
    assert!(refused.body.contains("متن"), "what was typed beside it stays too");
    let refused = draft.post(&[("do", "save:value.value"), ("key", "نام"), ("formula", "1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(draft.json().await["edition"], before);
    for nonsense in
        ["save:question.none", "save:end.", "move:page.x", "add:none", "up:", "x", "copy:value.value", "remove:"]
    {
        let done = draft.post(&[("do", nonsense), ("before", "question.none"), ("kind", "none")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{nonsense}");
    }
}

#[tokio::test]
async fn a_conflict_loses_nothing_and_steps_go_back_and_forth() {
    let draft = Draft::new("after_call").await;
    draft
        .change(&[
            ("do", "save:about"),
            ("name", "نام تازه"),
            ("title_fa", "یک"),
            ("title_en", "One"),
            ("language_fa", "1"),
            ("language_en", "1"),
        ])
        .await;
    assert_eq!(draft.json().await["name"], "نام تازه");
    let stale =
        draft.server.post(&draft.edit, &draft.session, "edition=1&do=save:about&title_fa=kept&title_en=b").await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("kept"), "what was typed is shown again");
    draft.change(&[("do", "undo")]).await;
    assert_ne!(draft.definition().await.title.en, "One");
    draft.change(&[("do", "redo")]).await;
    assert_eq!(draft.definition().await.title.en, "One");
    draft.change(&[("do", "redo")]).await;
    let steps = draft.json().await["steps"].clone();
    assert_eq!((&steps["undo"], &steps["redo"]), (&1.into(), &0.into()));
}

#[tokio::test]
async fn what_is_missing_in_a_language_is_seen_and_written() {
    let draft = Draft::new("after_call").await;
    let whole = draft.definition().await;
    let count = hamdel_domain::surveys::texts::texts(&whole).iter().filter(|text| !text.words.is_empty()).count();
    let translate = draft.edit.replace("/edit", "/translate");
    let page = draft.server.get(&format!("{translate}?to=en"), &draft.session).await;
    assert!(!page.body.contains("<textarea"), "{}", page.body);
    let page = draft.server.get(&format!("{translate}?to=en&all=1"), &draft.session).await;
    assert_eq!(page.body.matches("<textarea").count(), count);
    draft
        .change(&[
            ("do", "save:about"),
            ("title_fa", "عنوان"),
            ("title_en", ""),
            ("language_fa", "1"),
            ("language_en", "1"),
        ])
        .await;
    assert!(draft.page("").await.contains("/translate?to=en"), "the builder leads there");
    let page = draft.server.get(&format!("{translate}?to=en"), &draft.session).await;
    assert!(page.body.contains("name=\"/title\"") && !page.body.contains("name=\"/sections/0"), "{}", page.body);
    let edition = hidden(&page.body, "edition");
    let title = "Title <b>\u{202e}";
    let form = format!("edition={edition}&to=en&%2Ftitle={}", encoded(title));
    sent_to(&draft.server.post(&translate, &draft.session, &form).await);
    assert_eq!(
        (draft.definition().await.title.en.as_str(), draft.definition().await.title.fa.as_str()),
        (title, "عنوان")
    );
    let stale = draft.server.post(&translate, &draft.session, &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("Title &lt;b&gt;"), "what was typed stays");
}

#[tokio::test]
async fn the_api_names_what_a_condition_may_look_at() {
    let draft = Draft::new("after_purchase").await;
    let all = draft.server.get("/api/v1/surveys/1/variables", &draft.session).await.json();
    let names = |listed: &Value| -> Vec<String> {
        listed["variables"].as_array().unwrap().iter().map(|held| held["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&all).contains(&"nps".to_owned()) && names(&all).contains(&"customer.stage".to_owned()));
    let first = draft.server.get("/api/v1/surveys/1/variables?before=nps", &draft.session).await.json();
    assert!(names(&first).iter().all(|name| name.starts_with("customer")), "{first}");
    let none = draft.server.get("/api/v1/surveys/1/variables?before=none", &draft.session).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
