use super::*;
use std::path::PathBuf;

use crate::language::CommentLanguage;

#[test]
fn scores_become_labels() {
    use Label::{Negative, Neutral, Positive};
    for (scale, score, label) in [
        (Scale::Nps, 0.0, Some(Negative)),
        (Scale::Nps, 6.0, Some(Negative)),
        (Scale::Nps, 7.0, Some(Neutral)),
        (Scale::Nps, 8.0, Some(Neutral)),
        (Scale::Nps, 9.0, Some(Positive)),
        (Scale::Nps, 11.0, None),
        (Scale::OneToFive, 0.0, None),
        (Scale::OneToFive, 2.0, Some(Negative)),
        (Scale::OneToFive, 3.0, Some(Neutral)),
        (Scale::OneToFive, 4.0, Some(Positive)),
        (Scale::OneToSeven, 3.0, Some(Negative)),
        (Scale::OneToSeven, 4.0, Some(Neutral)),
        (Scale::OneToSeven, 5.0, Some(Positive)),
        (Scale::OneToSeven, f64::NAN, None),
    ] {
        assert_eq!(scale.label(score), label, "{scale:?} {score}");
    }
}

/// Comments of a company whose customers use words of their own: «بنفش» praises, «نارنجی» does not.
fn own_words(count: usize) -> Trainer {
    let mut trainer = Trainer::new();
    for at in 0..count {
        let (word, score) = if at % 2 == 0 { ("بنفش", 10.0) } else { ("نارنجی", 2.0) };
        assert!(trainer.score(&format!("تجربه من {word} بود شماره {at}"), Scale::Nps, score, 1.0));
    }
    trainer
}

#[test]
fn the_lexicon_serves_until_there_are_labels() {
    let model = own_words(100).train();
    assert_eq!(model.report().verdict, Verdict::TooFewLabels);
    let mut reader = Reader::new();
    assert_eq!(model.score(&mut reader, "خیلی بنفش بود").1, Sentiment::none());
    let (language, sentiment) = model.score(&mut reader, "خیلی خوب بود");
    assert_eq!(
        (language.language, sentiment.label, sentiment.method),
        (CommentLanguage::Persian, Label::Positive, Method::Lexicon)
    );
    assert!(sentiment.confidence > 0.6);
}

#[test]
fn a_company_teaches_its_own_words() {
    let model = own_words(400).train();
    let report = model.report();
    assert_eq!(report.verdict, Verdict::Learned);
    assert_eq!(report.labels, [200, 0, 200]);
    assert_eq!(report.held_out.n(), 400);
    assert!(report.held_out.accuracy() > Some(0.95) && report.lexicon.accuracy() < Some(0.6), "{report:?}");
    let mut reader = Reader::new();
    for (comment, label) in [("خیلی بنفش بود", Label::Positive), ("نارنجی", Label::Negative)] {
        let (_, sentiment) = model.score(&mut reader, comment);
        assert_eq!((sentiment.label, sentiment.method), (label, Method::Learned), "{comment}: {sentiment:?}");
        assert!(sentiment.confidence > 0.6);
    }
    // Nobody labelled English: the lexicon reads it.
    assert_eq!(model.score(&mut reader, "the food was great").1.method, Method::Lexicon);
    assert_eq!(own_words(400).train(), model, "the same labels, the same model");
}

#[test]
fn the_lexicon_stays_where_learning_does_not_help() {
    let mut trainer = Trainer::new();
    for at in 0..400_u32 {
        let word = if at % 2 == 0 { "عالی بود" } else { "افتضاح بود" };
        let label = if at % 2 == 0 { Label::Positive } else { Label::Negative };
        trainer.label(&format!("{word} {at}"), label, 1.0);
    }
    let model = trainer.train();
    assert_eq!(model.report().lexicon.accuracy(), Some(1.0));
    assert_eq!(model.report().verdict, Verdict::NoBetterThanLexicon);
    assert_eq!(model.report().accuracy(), Some((1.0, 400)));
}

#[test]
fn the_same_comment_counts_once() {
    let mut trainer = own_words(10);
    for variant in ["غذا خوش‌مزه", "غذا خوشمزه", "غذا خوش مزه!", "غذا  خوش‌مزه."]
    {
        trainer.label(variant, Label::Positive, 1.0);
    }
    trainer.label("", Label::Positive, 1.0);
    trainer.label("چیزی", Label::Positive, f32::NAN);
    assert_eq!(trainer.len(), 11);
}

#[test]
fn corrections_teach_more_than_scores() {
    let mut trainer = own_words(400);
    for at in 0..40 {
        trainer.correct(&format!("این دفعه سبزآبی شد {at}"), Label::Negative);
    }
    let model = trainer.train();
    assert_eq!(model.report().corrections, 40);
    assert_eq!(model.score(&mut Reader::new(), "خیلی سبزآبی شد").1.label, Label::Negative);
}

#[test]
fn neutral_comments_widen_the_band() {
    let mut trainer = own_words(400);
    for at in 0..100 {
        trainer.score(&format!("تجربه من خاکستری بود شماره {at}"), Scale::Nps, 7.0, 1.0);
    }
    let model = trainer.train();
    assert_eq!(model.report().labels, [200, 100, 200]);
    assert!(model.report().neutral_band >= 0.05);
    assert_eq!(model.score(&mut Reader::new(), "تجربه من خاکستری بود شماره 7").1.label, Label::Neutral);
}

#[test]
fn mixed_comments_are_mixed() {
    let mut reader = Reader::new();
    for comment in ["غذا خوب بود ولی پیک بی‌ادب بود", "food good, courier rude", "ghaza khoob bood vali sard"]
    {
        assert_eq!(Model::default().score(&mut reader, comment).1.label, Label::Mixed, "{comment}");
    }
}

#[test]
fn a_model_comes_back_from_its_bytes() {
    let mut trainer = own_words(400);
    trainer.correct("یک تصحیح", Label::Mixed);
    for model in [trainer.train(), Model::default()] {
        let bytes = model.to_bytes();
        assert_eq!(Model::from_bytes(&bytes), Ok(model));
        for end in (0..bytes.len().min(400)).chain(bytes.len().saturating_sub(50)..bytes.len()) {
            assert!(Model::from_bytes(&bytes[..end]).is_err());
        }
    }
    assert_eq!(Model::from_bytes(b"HMDLSENT\xFF\xFF"), Err(ModelError::TooNew(u16::MAX)));
    assert_eq!(Model::from_bytes(b"something"), Err(ModelError::NotAModel));
}

proptest::proptest! {
    #[test]
    fn damaged_bytes_are_refused_or_read(at in 0_usize..300, byte in proptest::num::u8::ANY) {
        let mut bytes = Model::default().to_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = Model::from_bytes(&bytes);
    }
}

/// Written by version 1 of the format from [`own_words`] and one correction; every later version reads it. Where
/// features change, old models must be learned anew: raise the version and say so here.
#[test]
fn the_frozen_model_is_read() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/sentiment-model-v1.bin");
    if std::env::var_os("HAMDEL_WRITE_FROZEN").is_some() {
        let mut trainer = own_words(300);
        trainer.correct("یک تصحیح", Label::Mixed);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, trainer.train().to_bytes()).unwrap();
    }
    let model = Model::from_bytes(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(model.report().verdict, Verdict::Learned);
    assert_eq!(model.report().labels, [150, 1, 150]);
    let mut reader = Reader::new();
    for (comment, label, method) in [
        ("خیلی بنفش بود", Label::Positive, Method::Learned),
        ("نارنجی بود", Label::Negative, Method::Learned),
        ("یک تصحیح", Label::Mixed, Method::Corrected),
    ] {
        let (_, sentiment) = model.score(&mut reader, comment);
        assert_eq!((sentiment.label, sentiment.method), (label, method), "{comment}");
    }
}

fn real(name: &str) -> Option<String> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/persian_text")).join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        hamdel_testkit::skip(&format!("{} is not here", path.display()));
    }
    text
}

/// TF-IDF with logistic regression is published at 0.846, trained on all of these comments.
#[test]
fn snappfood_is_read_as_well_as_published() {
    let Some(text) = real("snappfood_dev.csv") else { return };
    let comments: Vec<(&str, Label)> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split('\t').skip(1);
            Some((fields.next()?, if fields.next()? == "SAD" { Label::Negative } else { Label::Positive }))
        })
        .collect();
    assert_eq!(comments.len(), 6_300);
    let mut trainer = Trainer::new();
    for (comment, label) in &comments {
        trainer.label(comment, *label, 1.0);
    }
    let model = trainer.train();
    let (held_out, lexicon) = (model.report().held_out, model.report().lexicon);
    // Every comment is held out once, with what the other parts taught; the same comment is never on both sides.
    assert!(held_out.accuracy() >= Some(0.85), "{held_out:?}");
    assert!(lexicon.accuracy() >= Some(0.79), "{lexicon:?}");
    // What the report says holds for a part that training never saw.
    let mut trainer = Trainer::new();
    for (_, (comment, label)) in comments.iter().enumerate().filter(|(at, _)| at % 5 != 0) {
        trainer.label(comment, *label, 1.0);
    }
    let model = trainer.train();
    let mut reader = Reader::new();
    let unseen = comments.iter().step_by(5);
    let right = unseen
        .filter(|(comment, label)| (model.score(&mut reader, comment).1.polarity > 0.0) == (*label == Label::Positive));
    let right = right.count() as f64 / 1_260.0;
    assert!((right - model.report().accuracy().unwrap().0).abs() < 0.03 && right > 0.83, "{right}");
}
