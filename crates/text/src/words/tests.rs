use super::*;
use proptest::prelude::*;

fn folded(text: &str) -> Vec<String> {
    let words = Words::of(text);
    words.tokens().iter().map(|token| words.folded(token).to_owned()).collect()
}

fn stems(text: &str) -> Vec<u64> {
    Words::of(text).tokens().iter().map(|token| token.stem).collect()
}

#[test]
fn spelling_variants_are_one_word() {
    for variants in [
        vec!["می\u{200C}خورم", "میخورم", "می خورم", "مي‌خورم"],
        vec!["نمی\u{200C}آید", "نمیاید", "نمی آید"],
        vec!["کتاب\u{200C}ها", "کتابها", "کتاب ها", "كتاب ها"],
        vec!["کتاب\u{200C}هایی", "کتابهایی", "کتاب هایی"],
        vec!["بزرگ\u{200C}ترین", "بزرگترین", "بزرگ ترین"],
        vec!["خوش\u{200C}مزه", "خوشمزه", "خوش مزه"],
        vec!["بی\u{200C}ادب", "بیادب", "بی ادب"],
        vec!["خسته\u{200C}ام", "خسته ام"],
        vec!["عالی", "عاااالی", "عالييييي", "عــالی", "عالِی"],
        vec!["don't", "dont", "don’t", "DON'T"],
        vec!["top-notch", "topnotch", "top notch"],
        vec!["😀", "😀😀😀", ":D"],
        vec!["۱۲۳", "123", "١٢٣"],
    ] {
        for variant in &variants {
            assert_eq!(stems(variant), stems(variants[0]), "{variant}");
        }
        assert_eq!(stems(variants[0]).len(), 1, "{variants:?}");
    }
}

#[test]
fn endings_go_where_a_known_word_remains() {
    for (inflected, plain) in [
        ("خوبه", "خوب"),
        ("غذاش", "غذا"),
        ("غذاها", "غذا"),
        ("غذاهاشون", "غذا"),
        ("پیکشون", "پیک"),
        ("پرسنلش", "پرسنل"),
        ("گرونه", "گرون"),
        ("سردتر", "سرد"),
        ("قیمت‌هاش", "قیمت"),
        ("غذارو", "غذا"),
        ("رستورانی", "رستوران"),
        ("delivered", "deliver"),
        ("deliveries", "delivery"),
        ("stopping", "stop"),
    ] {
        assert_eq!(stems(inflected), stems(plain), "{inflected}");
    }
    for (one, other) in [("خانه", "خان"), ("دولت", "دول"), ("دفتر", "دف"), ("آنها", "آن")] {
        assert_ne!(stems(one), stems(other), "{one}");
    }
}

#[test]
fn finglish_spellings_are_one_word() {
    for variants in [
        vec!["khoob", "khub", "xoob", "KHOUB", "khoobe"],
        vec!["kheili", "kheyli", "xeili"],
        vec!["gheymat", "qeymat", "gheimat"],
        vec!["ghazash", "ghaza", "qaza"],
    ] {
        let of = |text: &str| {
            let mut words = Words::of(text);
            words.read_latin_as_finglish();
            words.tokens().iter().map(|token| token.stem).collect::<Vec<_>>()
        };
        for variant in &variants {
            assert_eq!(of(variant), of(variants[0]), "{variant}");
            assert_ne!(of(variant), stems(variant), "{variant}: apart from English");
        }
    }
}

#[test]
fn marks_part_and_are_counted() {
    let words = Words::of("غذا خوب بود، پیک دیر آمد. چرا؟؟؟ WHY!!");
    let gaps: Vec<Gap> = words.tokens().iter().map(|token| token.gap).collect();
    assert_eq!(gaps[0], Gap::Stop);
    assert_eq!(gaps[3], Gap::Pause);
    assert_eq!(gaps[6], Gap::Stop);
    assert_eq!((words.marks().questions, words.marks().exclamations, words.marks().longest_run), (3, 2, 3));
    assert!(words.tokens().last().unwrap().shouted);
}

#[test]
fn markup_and_controls_are_no_words() {
    assert_eq!(folded("<script src=\"x.js\">سلام</script> \u{202E}خوب\u{202C}"), ["سلام", "خوب"]);
    assert_eq!(folded("a < b و ۳ <4"), ["a", "b", "و", "3", "4"]);
    assert_eq!(folded(" \u{200C} ، … "), Vec::<String>::new());
}

#[test]
fn what_was_written_can_be_quoted() {
    let text = "  غذاي  خوش‌مزه شما!";
    let words = Words::of(text);
    assert_eq!(words.written(text, &words.tokens()[..2]), "غذاي  خوش‌مزه");
}

#[test]
fn long_texts_are_cut() {
    let words = Words::of(&"خوب ".repeat(300_000));
    assert!(words.cut() && words.tokens().len() <= MOST_TOKENS);
    let words = Words::of(&"😀!".repeat(100_000));
    assert!(words.cut());
    let words = Words::of(&"آ".repeat(500_000));
    assert!(words.cut() && words.tokens().len() == 1);
    let words = Words::of(&"abcdefgh".repeat(100_000));
    assert!(words.tokens().iter().all(|token| words.folded(token).len() <= 64));
}

#[test]
fn stop_words_are_known_in_every_spelling() {
    for word in ["و", "این", "می‌شود", "میشود", "the", "The"] {
        assert!(is_stop_word(word), "{word}");
    }
    for word in ["غذا", "food", "پیک", "", "این غذا"] {
        assert!(!is_stop_word(word), "{word}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let words = Words::of(&text);
        for pair in words.tokens().windows(2) {
            prop_assert!(pair[0].source.1 <= pair[1].source.0);
            prop_assert_eq!(pair[0].folded.1, pair[1].folded.0);
        }
        for token in words.tokens() {
            prop_assert!(!words.folded(token).is_empty());
            prop_assert!(!words.written(&text, std::slice::from_ref(token)).is_empty());
        }
    }

    #[test]
    fn folded_text_reads_the_same(text in "[آابپتسشعغفقکگلمنوهی كيa-zA-Z0-9\u{200C}.،!>-]{0,60}") {
        prop_assert_eq!(Words::of(&crate::normalise(&text)).identity(), Words::of(&text).identity());
    }
}
