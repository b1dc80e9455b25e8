use super::*;
use proptest::prelude::*;

fn theme(key: &str, parent: Option<&str>, include: &[&str], exclude: &[&str]) -> Theme {
    let all = |phrases: &[&str]| phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
    Theme {
        key: key.to_owned(),
        name_fa: key.to_owned(),
        name_en: key.to_owned(),
        parent: parent.map(str::to_owned),
        include: all(include),
        exclude: all(exclude),
    }
}

fn keys(set: &ThemeSet, comment: &str) -> Vec<String> {
    set.matches(comment).iter().map(|found| set.themes()[found.theme as usize].key.clone()).collect()
}

fn sample() -> ThemeSet {
    ThemeSet::new(vec![
        theme("delivery", None, &[], &[]),
        theme(
            "late",
            Some("delivery"),
            &["دیر رسید", "تاخیر", "late ~ delivery", "arrived late", "dir resid"],
            &["من دیر رسیدم"],
        ),
        theme("cold", Some("delivery"), &["غذای سرد", "سرد بود", "cold food"], &["هوا سرد"]),
        theme("packing", None, &["بسته‌بندی"], &[]),
    ])
    .unwrap()
}

#[test]
fn themes_are_found_in_any_spelling() {
    let set = sample();
    for (comment, expected) in [
        ("خیلی دیر رسید", &["late"][..]),
        ("تاخیرشون زیاد بود", &["late"]),
        ("غذاي سرد آوردند و تأخیر داشت", &["late", "cold"]),
        ("هوا سرد بود", &[]),
        ("من دیر رسیدم", &[]),
        ("بسته بندی خوب بود", &["packing"]),
        ("بسته‌بندیشون خوب بود", &["packing"]),
        ("a late and cold delivery", &["late"]),
        ("It arrived late. Cold food!", &["late", "cold"]),
        ("peyk kheili dir resid", &["late"]),
        ("late. then came the delivery", &[]),
        ("", &[]),
    ] {
        assert_eq!(keys(&set, comment), expected, "{comment}");
    }
}

#[test]
fn a_theme_knows_those_above_it() {
    let set = sample();
    assert_eq!(set.lineage(1).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(set.lineage(3).collect::<Vec<_>>(), [3]);
    assert_eq!(set.lineage(9).count(), 0);
}

#[test]
fn a_hierarchy_is_checked() {
    let error = |themes: Vec<Theme>| ThemeSet::new(themes).unwrap_err();
    assert_eq!(error(vec![theme("a", None, &[], &[]), theme("a", None, &[], &[])]), ThemeError::Twice("a".to_owned()));
    assert!(matches!(error(vec![theme("a", Some("b"), &[], &[])]), ThemeError::NoParent { .. }));
    assert!(matches!(error(vec![theme("a", Some("a"), &[], &[])]), ThemeError::Circle(_)));
    let circle =
        vec![theme("a", Some("c"), &[], &[]), theme("b", Some("a"), &[], &[]), theme("c", Some("b"), &[], &[])];
    assert!(matches!(error(circle), ThemeError::Circle(_)));
    assert!(matches!(error(vec![theme("a", None, &["، !"], &[])]), ThemeError::NoWord { .. }));
    assert_eq!(error(vec![theme("a", None, &[], &[]); MOST_THEMES + 1]), ThemeError::TooMany);
}

#[test]
fn thousands_of_phrases_and_long_ways_up_are_cheap() {
    let mut themes: Vec<Theme> = (0..MOST_THEMES - 1)
        .map(|at| {
            theme(
                &format!("t{at}"),
                (at > 0).then(|| format!("t{}", at - 1)).as_deref(),
                &[&format!("کلمه{at} word")],
                &[],
            )
        })
        .collect();
    themes.reverse();
    let set = ThemeSet::new(themes).unwrap();
    assert_eq!(keys(&set, "این کلمه77 word است"), ["t77"]);
}

/// Every phrase at every place, word by word.
fn slow(phrases: &[Vec<&str>], comment: &[&str]) -> Vec<usize> {
    let holds = |phrase: &&Vec<&str>| comment.windows(phrase.len()).any(|window| window == phrase.as_slice());
    phrases.iter().enumerate().filter(|(_, phrase)| holds(phrase)).map(|(at, _)| at).collect()
}

proptest! {
    #[test]
    fn the_matcher_finds_what_a_slow_one_finds(
        phrases in prop::collection::vec(prop::collection::vec(prop::sample::select(vec!["سیب", "انار", "هلو", "apple", "pear"]), 1..4), 1..12),
        comment in prop::collection::vec(prop::sample::select(vec!["سیب", "انار", "هلو", "apple", "pear", "موز"]), 0..25),
    ) {
        let themes = phrases.iter().enumerate().map(|(at, phrase)| theme(&at.to_string(), None, &[&phrase.join(" ")], &[])).collect();
        let set = ThemeSet::new(themes).unwrap();
        let found: Vec<usize> = set.matches(&comment.join(" ")).iter().map(|found| found.theme as usize).collect();
        prop_assert_eq!(found, slow(&phrases, &comment));
    }

    #[test]
    fn any_text_can_be_a_phrase_and_a_comment(phrase in any::<String>(), comment in any::<String>()) {
        if let Ok(set) = ThemeSet::new(vec![theme("a", None, &[&phrase], &[&comment])]) {
            let _ = set.matches(&comment);
        }
        let mut book = Phrasebook::new();
        book.add(&comment);
        book.add(&phrase);
        let _ = book.proposals(None, ProposalOptions { least_comments: 1, most: 5 });
        let _ = clusters(&[&comment, &phrase, &comment], 2);
    }

    #[test]
    fn the_ratio_is_never_negative(a in any::<u32>(), n in any::<u32>(), b in any::<u32>(), m in any::<u32>()) {
        let ratio = log_likelihood_ratio(a, n, b, m);
        prop_assert!(ratio >= 0.0 && ratio.is_finite());
    }
}

/// Dunning 1993, table 1: "the swiss", k(AB) 110, k(A ~B) 2442, k(~A B) 111, k(~A ~B) 29114 gives 270.72.
#[test]
fn the_ratio_has_its_published_value() {
    let ratio = log_likelihood_ratio(110, 110 + 111, 2_442, 2_442 + 29_114);
    assert!((ratio - 270.72).abs() < 0.01, "{ratio}");
}

fn book(comments: &[&str]) -> Phrasebook {
    let mut book = Phrasebook::new();
    comments.iter().for_each(|comment| book.add(comment));
    book
}

const BEFORE: [&str; 6] =
    ["غذا خوب بود", "پیک خوب بود", "سیب زمینی عالی بود", "سیب زمینی سرد بود", "کیفیت خوب", "ممنون از غذا"];

#[test]
fn phrases_are_counted_once_a_comment_and_in_any_spelling() {
    let book = book(&["سیب زمینی سیب زمینی", "سیب‌زمینی خوب", "سیب زمینی‌ها", "the fries, cold", "cold fries"]);
    assert_eq!(book.count("سیب‌زمینی"), 3);
    assert_eq!(book.count("cold fries"), 1);
    assert_eq!(book.count("fries"), 2);
    assert_eq!(book.count("و"), 0);
    assert_eq!(book.comments(), 5);
}

#[test]
fn proposals_are_words_that_stand_together() {
    let mut comments: Vec<String> = (0..40).map(|at| format!("سفارش شماره {at} مورد {} بود", at % 7)).collect();
    comments.extend((0..12).map(|at| format!("کد تخفیف کار نکرد {at}")));
    let mut book = Phrasebook::new();
    comments.iter().for_each(|comment| book.add(comment));
    let proposals = book.proposals(None, ProposalOptions::default());
    assert!(
        proposals.iter().any(|proposal| proposal.phrase.contains("کد تخفیف") && proposal.comments == 12),
        "{proposals:?}"
    );
    assert!(proposals.iter().all(|proposal| proposal.words > 1 && proposal.strength > 0.0));
    let mut again = Phrasebook::new();
    comments.iter().for_each(|comment| again.add(comment));
    assert_eq!(again.proposals(None, ProposalOptions::default()), proposals);
}

#[test]
fn single_words_stand_out_from_the_background() {
    let now = book(&["پلمب باز بود", "پلمب نداشت", "پلمب پاره", "غذا خوب"]);
    let proposals = now.proposals(Some(&book(&BEFORE)), ProposalOptions { least_comments: 2, most: 5 });
    assert_eq!(
        proposals.first().map(|proposal| (proposal.phrase.as_str(), proposal.words)),
        Some(("پلمب", 1)),
        "{proposals:?}"
    );
}

#[test]
fn new_and_rising_phrases_come_first() {
    let now = book(&["پلمب باز بود", "پلمب نداشت", "پلمب پاره", "غذا خوب", "پلمب کنده"]);
    let changes = changes(&book(&BEFORE), &now, 1);
    let first = &changes[0];
    assert!(
        first.phrase == "پلمب" && first.is_new() && first.is_rising() && (first.before, first.now) == (0, 4),
        "{first:?}"
    );
    assert!(changes.iter().all(|change| change.all_before == 6 && change.all_now == 5));
}

#[test]
fn comments_that_share_words_are_grouped() {
    let mut comments = Vec::new();
    for at in 0..10 {
        comments.push(format!("پیک دیر رسید معطل شدم شماره{at}"));
        comments.push(format!("پیتزا سرد و خمیر بود طعم{at}"));
        comments.push(format!("the app crashes at login number{at}"));
    }
    let texts: Vec<&str> = comments.iter().map(String::as_str).collect();
    let groups = clusters(&texts, 3);
    assert_eq!(groups.len(), 3, "{groups:?}");
    for group in &groups {
        assert_eq!(group.comments.len(), 10);
        let kind = group.comments[0] % 3;
        assert!(group.comments.iter().all(|at| at % 3 == kind));
        assert_eq!(group.representatives.len(), 3);
        assert!(!group.words.is_empty() && group.closeness > 0.3);
    }
    assert_eq!(clusters(&texts, 3), groups);
    assert!(clusters(&[], 3).is_empty() && clusters(&["", "!"], 3).is_empty() && clusters(&texts, 0).is_empty());
    assert!(!clusters(&["پیتزا سرد", "پیتزا سرد", "پیک دیر"], 50).is_empty());
}
