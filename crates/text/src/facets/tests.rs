use super::*;
use crate::understand::{Understanding, understand};

fn polarity_of(comment: &str, key: &str) -> Option<f32> {
    let understood = understand(comment, &Understanding::default());
    understood.facets.iter().find(|spoken| spoken.subject.key == key).map(|spoken| spoken.sentiment.polarity)
}

fn assert_facets(comment: &str, expected: &[(&str, i8)]) {
    for (key, side) in expected {
        let Some(found) = polarity_of(comment, key) else { panic!("{comment}: no {key}") };
        let right = match side {
            1 => found > 0.1,
            -1 => found < -0.1,
            _ => found.abs() <= 0.1,
        };
        assert!(right, "{comment}: {key} is {found}");
    }
}

#[test]
fn each_facet_has_its_own_sentiment() {
    for (comment, expected) in [
        ("غذا خوب بود ولی پیک بی‌ادب بود", &[("quality", 1), ("staff", -1)][..]),
        ("غذا خوب بود ولی پیک بی ادب بود", &[("quality", 1), ("staff", -1)]),
        ("غذا خوب پیک بی‌ادب", &[("quality", 1), ("staff", -1)]),
        ("کیفیت عالی، قیمت خیلی گرون", &[("quality", 1), ("price", -1)]),
        ("غذا خوشمزه بود و بسته بندی افتضاح بود", &[("quality", 1), ("packaging", -1)]),
        ("غذا و برخورد پرسنل عالی بود", &[("quality", 1), ("staff", 1)]),
        ("پیتزا سرد بود اما زود رسید", &[("quality", -1), ("waiting", 1)]),
        ("food good, courier rude", &[("quality", 1), ("staff", -1)]),
        ("The food was great but the courier was rude", &[("quality", 1), ("staff", -1)]),
        ("good food and rude courier", &[("quality", 1), ("staff", -1)]),
        ("The app keeps crashing. Staff were lovely", &[("app", -1), ("staff", 1)]),
        ("ghaza khoob bood vali peyk bi adab bood", &[("quality", 1), ("staff", -1)]),
        ("gheymatesh kheyli gerun bood", &[("price", -1)]),
        ("اتاق کثیف بود", &[("surroundings", -1), ("cleanliness", -1)]),
        ("پشتیبانی جواب نمیده", &[("support", -1)]),
    ] {
        assert_facets(comment, expected);
    }
}

#[test]
fn touchpoints_stand_beside_facets() {
    let understood = understand("پیک دیر آمد و سایت خراب بود", &Understanding::default());
    let touchpoints: Vec<&str> = understood
        .facets
        .iter()
        .filter(|spoken| spoken.subject.kind == SubjectKind::Touchpoint)
        .map(|spoken| spoken.subject.key.as_str())
        .collect();
    assert_eq!(touchpoints, ["courier", "website"]);
}

#[test]
fn a_company_adds_its_own() {
    let mut understanding = Understanding::default();
    assert!(understanding.facets.extend(SubjectKind::Facet, "loyalty", "باشگاه مشتریان"));
    assert!(understanding.facets.extend(SubjectKind::Facet, "staff", "Shadow Team"));
    assert!(!understanding.facets.extend(SubjectKind::Facet, "staff", " ، "));
    let found = |comment: &str, key: &str| {
        understand(comment, &understanding).facets.iter().any(|spoken| spoken.subject.key == key)
    };
    assert!(found("باشگاه مشتریان‌تان عالی است", "loyalty"));
    assert!(found("the shadow team was great", "staff"));
    assert!(!found("باشگاه ورزشی", "loyalty"));
}

#[test]
fn what_is_only_named_is_neutral() {
    assert_facets("غذا سفارش دادم", &[("quality", 0)]);
    assert_eq!(polarity_of("ممنون", "quality"), None);
}

#[test]
fn an_opinion_may_follow_its_subject() {
    assert_facets("غذا رو که نگو، افتضاح", &[("quality", -1)]);
}
