use super::*;
use proptest::prelude::*;

/// What keyboards, phones and old systems put into Persian text, to draw random texts from.
const DIFFICULT: &str = "اآأإٱبپتثجچحخدذرزژسشصضطظعغفقکكگلمنوؤهةۀیيىئء علی رضا  \t\n\r\u{200C}\u{200C}\u{200D}\u{200B}\u{200E}\u{200F}\u{202A}\
    \u{202E}\u{2066}\u{2069}\u{FEFF}\u{A0}\u{2009}\u{3000}\u{2028}\u{640}\u{64B}\u{650}\u{651}\u{652}\u{653}\u{654}\u{655}\u{670}٠٥۰۵05\
    \u{FEFB}\u{FB8E}\u{FEF1}\u{6C1}\u{6BE}\u{6D5}aZéÉİıßﬁŁ\u{301}K\u{212B}'.,،؛؟!-_👩\u{200D}👩\u{FE0F}Ａ９ſǅΣς";

fn difficult_text() -> impl Strategy<Value = String> {
    let characters: Vec<char> = DIFFICULT.chars().collect();
    let one = prop_oneof![6 => prop::sample::select(characters), 1 => any::<char>()];
    prop::collection::vec(one, 0..40).prop_map(|characters| characters.into_iter().collect())
}

#[test]
fn letters_take_their_persian_encoding() {
    for (written, expected) in [
        ("علي", "علی"),
        ("موسى", "موسی"),
        ("كتابك", "کتابک"),
        ("ھمدل", "همدل"),
        ("ہمدل", "همدل"),
        ("ﻫﻤﺪﻝ", "همدل"),
        ("ﺳﻼﻡ", "سلام"),
        ("ﮔﭘﭼﮊ", "گپچژ"),
        ("١٢٣ و ۱۲۳", "۱۲۳ و ۱۲۳"),
        ("رأفت و مسئول", "رأفت و مسئول"),
        ("Zürich 2024", "Zürich 2024"),
    ] {
        assert_eq!(normalise(written), expected, "{written}");
    }
}

#[test]
fn hamza_has_one_form() {
    for (written, expected) in [
        ("ا\u{653}ب", "آب"),
        ("را\u{654}فت", "رأفت"),
        ("ا\u{655}ن", "إن"),
        ("مو\u{654}من", "مؤمن"),
        ("مسي\u{654}ول", "مسئول"),
        ("خانۀ ما", "خانه\u{654} ما"),
        ("خانه\u{654} ما", "خانه\u{654} ما"),
        ("خانه\u{650}\u{654} ما", "خانه\u{654} ما"),
        ("ب\u{654}ا", "با"),
    ] {
        assert_eq!(normalise(written), expected, "{written}");
    }
}

#[test]
fn marks_and_kashida_go() {
    assert_eq!(normalise("مُحَمَّدٌ"), "محمد");
    assert_eq!(normalise("رحمٰن"), "رحمن");
    assert_eq!(normalise("ســـلام"), "سلام");
}

#[test]
fn half_spaces_stay_only_inside_words() {
    for (written, expected) in [
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("می\u{200C}\u{200C}\u{200C}خواهم", "می\u{200C}خواهم"),
        ("می\u{200C}\u{200B}\u{200C}خواهم", "می\u{200C}خواهم"),
        ("\u{200C}سلام\u{200C}", "سلام"),
        ("سلام\u{200C} دنیا", "سلام دنیا"),
        ("سلام \u{200C}دنیا", "سلام دنیا"),
        ("سلام\u{200C}، دنیا", "سلام، دنیا"),
        ("۵\u{200C}ساله", "۵\u{200C}ساله"),
        ("SMS\u{200C}ها", "SMS\u{200C}ها"),
        ("خانه\u{654}\u{200C}ای", "خانه\u{654}\u{200C}ای"),
    ] {
        assert_eq!(normalise(written), expected, "{written:?}");
    }
}

#[test]
fn invisible_characters_go() {
    assert_eq!(normalise("\u{202B}\u{FEFF}سلام\u{200F}\u{200B} \u{2067}x\u{2069}\0\u{7F}"), "سلام x");
    assert_eq!(normalise("co\u{AD}operate\u{2060}"), "cooperate");
}

#[test]
fn joiners_stay_in_emoji_and_after_heh() {
    assert_eq!(normalise("👩\u{200D}👩\u{200D}👧"), "👩\u{200D}👩\u{200D}👧");
    assert_eq!(normalise("ه\u{200D}.ش."), "ه\u{200D}.ش.");
    assert_eq!(normalise("عل\u{200D}ی"), "علی");
}

#[test]
fn blanks_become_one() {
    assert_eq!(normalise("  a\u{A0}\u{2009} b\t\u{3000}c \r"), "a b c");
    assert_eq!(normalise("یک \r\n دو\n\n\n\nسه\u{2028}چهار\n"), "یک\nدو\n\nسه\nچهار");
    assert_eq!(normalise(" \u{200C}\n\t "), "");
}

#[test]
fn keys_fold_spelling_variants() {
    for (written, expected) in [
        ("آقای عَلي‌رِضا مُؤمنی", "اقای علیرضا مومنی"),
        ("أحمد إبراهیم ٱلله", "احمد ابراهیم الله"),
        ("فاطمة الزهراء", "فاطمه الزهرا"),
        ("مسئول خانۀ ما", "مسیول خانه ما"),
        ("۰۹۱۲-٣٤٥ ۶۷۸۹", "0912 345 6789"),
        ("José Ångström ÇELİK", "jose angstrom celik"),
        ("e\u{301}t\u{e9} Straße Œuvre Łódź", "ete strasse oeuvre lodz"),
        ("ＡＢＣ１２３", "abc123"),
        ("  «سلام»، دنیا! ", "سلام دنیا"),
        ("sara.ahmadi@example.com", "sara ahmadi example com"),
        ("👍", ""),
        ("", ""),
    ] {
        assert_eq!(search_key(written), expected, "{written}");
    }
}

#[test]
fn the_three_writings_of_a_compound_share_a_term() {
    let writings = ["علی\u{200C}رضا", "علیرضا", "علی رضا", "علي رضا"];
    for indexed in writings {
        let terms = search_terms(indexed);
        for asked in writings {
            let found = search_readings(asked).iter().any(|reading| reading.iter().all(|term| terms.contains(term)));
            assert!(found, "{asked} in {indexed}: {terms:?}");
        }
    }
}

#[test]
fn terms_are_words_parts_and_joins() {
    assert_eq!(search_terms("علی\u{200C}رضا"), ["رضا", "علی", "علیرضا"]);
    assert_eq!(search_terms("Sara Sara"), ["sara", "sarasara"]);
    assert_eq!(search_terms("a b c d"), ["a", "ab", "abc", "b", "bc", "bcd", "c", "cd", "d"]);
    assert!(search_terms("0912 345 6789").contains(&"09123456789".to_owned()));
    assert!(search_terms("Conan O'Brien").contains(&"obrien".to_owned()));
    assert!(search_terms("\u{200C} ، ").is_empty());
}

#[test]
fn readings_start_as_written_and_are_few() {
    assert_eq!(search_readings("علی رضا"), [vec!["علی".to_owned(), "رضا".to_owned()], vec!["علیرضا".to_owned()]]);
    assert_eq!(search_readings("a b c d e f g").len(), 13);
    assert_eq!(search_readings("a b c d e f g")[0].len(), 7);
    assert!(search_readings(" … ").is_empty());
}

#[test]
fn large_and_hostile_texts_stay_cheap() {
    let controls = "\u{202E}\u{200C}\u{654}".repeat(200_000);
    assert_eq!(normalise(&controls), "");
    assert_eq!(search_key(&controls), "");
    assert!(search_terms(&controls).is_empty());
    let words = "علی\u{200C}رضا ".repeat(60_000);
    assert_eq!(normalise(&words).len(), words.len() - 1);
    assert_eq!(search_terms(&words).len(), 5);
    let one_word = "a".repeat(1_000_000);
    assert_eq!(search_terms(&one_word).len(), 1);
    let joined = "ا\u{200C}".repeat(300_000);
    assert_eq!(search_terms(&joined).len(), 2);
    let numbers: String = (0..150_000).map(|number| format!("{number} ")).collect();
    assert!(search_terms(&numbers).len() <= 1_024 + 2 * 48);
    assert_eq!(search_readings(&numbers).len(), 13);
}

#[test]
fn every_character_of_the_first_planes_settles_at_once() {
    for character in '\0'..='\u{1FFFF}' {
        let text = format!("ا{character}\u{200C}ب");
        let repaired = normalise(&text);
        assert_eq!(normalise(&repaired), repaired, "{character:?}");
        let key = search_key(&text);
        assert_eq!(search_key(&key), key, "{character:?}");
        assert_eq!(search_key(&repaired), key, "{character:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn normalise_is_idempotent(text in difficult_text()) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn search_key_is_idempotent(text in difficult_text()) {
        let once = search_key(&text);
        prop_assert_eq!(search_key(&once), once);
    }

    #[test]
    fn the_key_is_the_same_before_and_after_repair(text in difficult_text()) {
        prop_assert_eq!(search_key(&normalise(&text)), search_key(&text));
    }

    #[test]
    fn every_text_is_found_by_itself(text in difficult_text()) {
        let terms = search_terms(&text);
        if let Some(reading) = search_readings(&text).first() {
            for term in reading {
                prop_assert!(terms.contains(term), "{} not in {:?}", term, terms);
            }
        }
    }
}
