use super::*;
use proptest::prelude::*;

#[test]
fn languages_are_told_apart() {
    use CommentLanguage::{English, Finglish, Mixed, OtherArabicScript, Persian, Unknown};
    for (comment, expected) in [
        ("غذا خیلی خوب بود ممنون", Persian),
        ("كيفيت عالي بود", Persian),
        ("افتضاح", Persian),
        ("خدا را شکر، به موقع رسید", Persian),
        ("the food was great but delivery was late", English),
        ("Great!", English),
        ("Very bad service", English),
        ("not worth the money", English),
        ("I am a man", English),
        ("khoob bood", Finglish),
        ("kheili bad", Finglish),
        ("ghazash aali bood vali peyk dir resid", Finglish),
        ("mamnoon az barkhorde khubetun", Finglish),
        ("gheymatesh kheyli gerune", Finglish),
        ("eftezah", Finglish),
        ("غذا خوب بود but the courier was rude", Mixed),
        ("الطعام كان ممتازا جدا والخدمة رائعة", OtherArabicScript),
        ("یہ کھانا بہت اچھا ہے", OtherArabicScript),
        ("", Unknown),
        ("😀😀", Unknown),
        ("۱۲۳۴ !!", Unknown),
        ("Всё было хорошо", Unknown),
        ("很好吃", Unknown),
        ("xkcd zzyzx qwrt", Unknown),
    ] {
        let found = detect(comment);
        assert_eq!(found.language, expected, "{comment}: {found:?}");
    }
}

#[test]
fn few_words_are_less_sure_than_many() {
    let (few, many) = (detect("good"), detect("the food was very good and the staff were friendly"));
    assert!(few.confidence <= 0.9 && few.confidence < many.confidence && many.confidence > 0.9, "{few:?} {many:?}");
    assert_eq!(detect("").confidence, 0.0);
}

proptest! {
    #[test]
    fn confidence_is_a_share(text in any::<String>()) {
        prop_assert!((0.0..=1.0).contains(&detect(&text).confidence));
    }
}
