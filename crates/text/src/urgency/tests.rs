use super::*;
use crate::understand::{Understanding, understand};

fn urgency_of(comment: &str) -> Urgency {
    understand(comment, &Understanding::default()).urgency
}

#[test]
fn the_level_and_its_reason() {
    use Reason::{Injury, Leaving, Legal, Refund, Safety, Unanswered};
    for (comment, level, reason) in [
        ("بعد از خوردن غذا مسموم شدیم", Level::Now, Some(Safety)),
        ("دستم سوخت و رفتم بیمارستان", Level::Now, Some(Injury)),
        ("اگر جواب ندید شکایت می‌کنم", Level::Now, Some(Legal)),
        ("دیگه سفارش نمیدم", Level::Soon, Some(Leaving)),
        ("دیگه هیچوقت از شما سفارش نمی‌دم", Level::Soon, Some(Leaving)),
        ("سه بار زنگ زدم جواب نمیدن", Level::Soon, Some(Unanswered)),
        ("پولم رو پس بدید", Level::Soon, Some(Refund)),
        ("پولم رو پس بدید وگرنه دیگه سفارش نمیدم", Level::Now, Some(Refund)),
        ("I got food poisoning", Level::Now, Some(Safety)),
        ("I will sue you, my lawyer will call", Level::Now, Some(Legal)),
        ("please cancel my subscription", Level::Soon, Some(Leaving)),
        ("I called them five times and nobody answered", Level::Now, Some(Unanswered)),
        ("I want a refund", Level::Soon, Some(Refund)),
        ("masmum shodam bad az ghaza", Level::Now, Some(Safety)),
        ("dige sefaresh nemidam", Level::Soon, Some(Leaving)),
        ("chand bar zang zadam javab nadadan", Level::Now, Some(Unanswered)),
        ("غذا خوب بود", Level::Calm, None),
        ("the soup was cold", Level::Calm, None),
        ("ghaza khoob bood", Level::Calm, None),
        ("", Level::Calm, None),
    ] {
        let found = urgency_of(comment);
        assert_eq!(found.level, level, "{comment}: {found:?}");
        if let Some(reason) = reason {
            assert!(
                found.reasons.iter().any(|found| found.reason == reason && !found.words.is_empty()),
                "{comment}: {found:?}"
            );
        }
    }
}

#[test]
fn fury_is_seen() {
    for furious in [
        "دزدهای کلاهبردار، خجالت بکشید!!!",
        "افتضاااح، آشغال، دیگه نمیخرم",
        "THIS IS THE WORST SCAM EVER!!!",
        "disgusting thieves, shame on you",
        "dozd o kolahbardar eftezah",
        "😡😡 افتضاح",
    ] {
        assert!(urgency_of(furious).furious(), "{furious}: {:?}", urgency_of(furious));
    }
    for calm in [
        "غذا سرد بود",
        "خیلی خوب بود!!!",
        "The food was late",
        "GREAT FOOD AND GREAT PEOPLE!!!",
        "کمی دیر رسید ولی خوب بود",
    ] {
        assert!(!urgency_of(calm).furious(), "{calm}: {:?}", urgency_of(calm));
    }
}

#[test]
fn reasons_are_few_and_short() {
    let found = urgency_of(&"دزد کلاهبردار شکایت می‌کنم بیمارستان ".repeat(2_000));
    assert!(found.reasons.len() <= 12 && found.level == Level::Now);
    assert!(found.reasons.iter().all(|found| found.words.chars().count() <= 80));
}
