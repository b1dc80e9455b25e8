use super::*;
use crate::language::CommentLanguage;
use crate::sentiment::{Label, Method, Trainer};
use crate::urgency::Level;
use proptest::prelude::*;

#[test]
fn one_call_says_it_all() {
    let understood = understand("غذا خوب بود ولی پیک بی‌ادب بود و پولم رو پس بدید", &Understanding::default());
    assert_eq!(understood.language.language, CommentLanguage::Persian);
    assert_eq!(understood.sentiment.label, Label::Mixed);
    assert_eq!(understood.urgency.level, Level::Soon);
    let text = format!("{understood:?}");
    assert!(text.contains("staff") && text.contains("quality"), "{text}");
}

#[test]
fn hostile_comments_are_harmless() {
    let understanding = Understanding::default();
    for comment in [
        String::new(),
        " \u{200C}\n\t".to_owned(),
        "😡".repeat(200_000),
        "\u{202E}\u{2066}".repeat(200_000),
        "غذا خوب ولی پیک بد ".repeat(50_000),
        "not ".repeat(260_000),
        "دیگه ".repeat(200_000),
        "<script>alert('خوب')</script>".repeat(30_000),
        "<".repeat(1_000_000),
        ":".repeat(1_000_000),
        "a".repeat(1_000_000),
        "food good and courier rude and ".repeat(30_000),
        "\0\u{1}\u{7F}".repeat(300_000),
    ] {
        let understood = understand(&comment, &understanding);
        // The bound of the work: what is longer is not read.
        assert_eq!(understood.cut, comment.len() > 64 * 1024, "{} bytes", comment.len());
        assert!(understood.facets.len() <= understanding.facets.subjects().len());
        assert!(understood.urgency.reasons.iter().all(|found| !found.words.contains(['<', '\u{202E}', '\0'])));
    }
}

#[test]
fn quotes_hold_no_controls() {
    let understood = understand("دزد\u{202E} ها <b>پولم رو</b> پس بدید", &Understanding::default());
    assert!(understood.urgency.reasons.iter().all(|found| !found.words.contains('\u{202E}')), "{understood:?}");
}

#[test]
fn emoji_speak() {
    let sentiment = |text: &str| understand(text, &Understanding::default()).sentiment;
    assert_eq!(sentiment("😍😍").label, Label::Positive);
    assert_eq!(sentiment("👎").label, Label::Negative);
    assert_eq!(sentiment("").confidence, 0.0);
}

#[test]
fn a_correction_is_kept_for_every_spelling() {
    let mut trainer = Trainer::new();
    trainer.label("غذا خوش مزه", Label::Positive, 1.0);
    trainer.correct("غذا خوش مزه", Label::Negative);
    let understanding = Understanding { model: trainer.train(), ..Understanding::default() };
    for comment in ["غذا خوش‌مزه", "غذا خوشمزه", "غذا  خوش مزه!"] {
        let sentiment = understand(comment, &understanding).sentiment;
        assert_eq!((sentiment.label, sentiment.method), (Label::Negative, Method::Corrected), "{comment}");
    }
    assert_eq!(understand("غذا خوشمزه بود", &understanding).sentiment.method, Method::Lexicon);
}

/// Words of comments, joined by what keyboards put between parts of a word.
fn spelled() -> impl Strategy<Value = (String, String)> {
    let parts = vec![
        ("می", "خوام"),
        ("نمی", "خوام"),
        ("غذا", "ها"),
        ("بزرگ", "تر"),
        ("خوش", "مزه"),
        ("بی", "ادب"),
        ("سرد", "ترین"),
        ("بسته", "بندی"),
        ("پیک", "های"),
        ("خوب", ""),
        ("عالی", ""),
        ("كيفيت", ""),
        ("بد", ""),
        ("نبود", ""),
        ("ولي", ""),
        ("خیلی", ""),
    ];
    let joint = prop::sample::select(vec![" ", "\u{200C}", "", "\u{200C}\u{200C}", "\u{200B}\u{200C}"]);
    let word = (prop::sample::select(parts), joint.clone(), joint);
    prop::collection::vec(word, 1..10).prop_map(|words| {
        let write = |second: bool| {
            let of = |((head, tail), one, other): &((&str, &str), &str, &str)| match (tail.is_empty(), second) {
                (true, false) => (*head).to_owned(),
                (true, true) => head.replace('ي', "ی").replace('ك', "ک"),
                (false, false) => format!("{head}{one}{tail}"),
                (false, true) => format!("{head}{other}{tail}"),
            };
            words.iter().map(of).collect::<Vec<_>>().join(" ")
        };
        (write(false), write(true))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn spelling_changes_nothing((one, other) in spelled()) {
        let understanding = Understanding::default();
        let (one, other) = (understand(&one, &understanding), understand(&other, &understanding));
        prop_assert_eq!(one.sentiment, other.sentiment);
        prop_assert_eq!(one.facets, other.facets);
        prop_assert_eq!(one.urgency.level, other.urgency.level);
    }

    #[test]
    fn any_comment_is_understood(comment in any::<String>()) {
        let understood = understand(&comment, &Understanding::default());
        prop_assert!((-1.0..=1.0).contains(&understood.sentiment.polarity));
        prop_assert!((0.0..=1.0).contains(&understood.sentiment.confidence));
        prop_assert!((0.0..=1.0).contains(&understood.urgency.fury));
    }
}
