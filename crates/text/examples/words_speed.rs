//! Measures the understanding of words: comments a second, time of training, and accuracy on real comments.
//!
//! `cargo run --release -p hamdel-text --example words_speed`, from the workspace; the data is `../shared/data`.

use std::path::PathBuf;
use std::time::Instant as Stopwatch;

use hamdel_text::sentiment::{Label, Model, Reader, Scale, Trainer};
use hamdel_text::themes::{Phrasebook, ProposalOptions, clusters};
use hamdel_text::understand::{Understanding, understand_with};

/// Seconds of processor time that this process has used; wall time says little on a shared machine.
fn processor() -> f64 {
    let about = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = about.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn data(name: &str) -> Option<String> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/persian_text")).join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("{} is not here: not measured", path.display());
    }
    text
}

fn snappfood() -> Option<Vec<(String, Label)>> {
    let text = data("snappfood_dev.csv")?;
    let comments = text.lines().skip(1).filter_map(|line| {
        let mut fields = line.split('\t').skip(1);
        let comment = fields.next()?.to_owned();
        Some((comment, if fields.next()? == "SAD" { Label::Negative } else { Label::Positive }))
    });
    Some(comments.collect())
}

fn hotels() -> Option<Vec<(String, Label)>> {
    let text = data("hotel_reviews_sentifars.csv")?;
    let mut comments = Vec::new();
    for record in text.split_inclusive('\n').skip(1) {
        let fields: Vec<&str> = record.rsplitn(9, ',').collect();
        let (Some(comment), Some(stars)) = (fields.get(8), fields.get(7).and_then(|stars| stars.parse().ok())) else {
            continue;
        };
        if let Some(label) = Scale::OneToFive.label(stars) {
            comments.push((comment.trim_matches('"').to_owned(), label));
        }
    }
    Some(comments)
}

fn trained<'a>(comments: impl Iterator<Item = &'a (String, Label)>) -> Model {
    let mut trainer = Trainer::new();
    for (comment, label) in comments {
        trainer.label(comment, *label, 1.0);
    }
    trainer.train()
}

/// Accuracy and balanced accuracy on good and bad comments, and how many there are.
fn accuracy<'a>(model: &Model, comments: impl Iterator<Item = &'a (String, Label)>) -> (f64, f64, usize) {
    let mut reader = Reader::new();
    let (mut right, mut all) = ([0.0_f64; 2], [0.0_f64; 2]);
    for (comment, label) in comments {
        let side = match label {
            Label::Negative => 0,
            Label::Positive => 1,
            Label::Neutral | Label::Mixed => continue,
        };
        let good = model.score(&mut reader, comment).1.polarity > 0.0;
        all[side] += 1.0;
        right[side] += f64::from(u8::from(good == (side == 1)));
    }
    let balanced = (right[0] / all[0] + right[1] / all[1]) / 2.0;
    ((right[0] + right[1]) / (all[0] + all[1]), balanced, (all[0] + all[1]) as usize)
}

fn folds(name: &str, comments: &[(String, Label)], count: usize) {
    let (mut right, mut balanced, mut all) = (0.0, 0.0, 0);
    for held_out in 0..count {
        let part = |inside: bool| {
            let chosen = move |index: &usize| (index % count == held_out) == inside;
            comments.iter().enumerate().filter(move |(index, _)| chosen(index)).map(|(_, comment)| comment)
        };
        let (accuracy, fair, n) = accuracy(&trained(part(false)), part(true));
        right += accuracy * n as f64;
        balanced += fair / count as f64;
        all += n;
    }
    println!("{name}: held out in {count} parts, accuracy {:.4}, balanced {balanced:.4}, n {all}", right / all as f64);
}

fn main() {
    let (Some(snappfood), Some(hotels)) = (snappfood(), hotels()) else { return };
    let (lexicon, _, n) = accuracy(&Model::default(), snappfood.iter());
    println!("Snappfood, lexicon alone: accuracy {lexicon:.4}, n {n}");
    let (lexicon, fair, n) = accuracy(&Model::default(), hotels.iter());
    println!("hotels, lexicon alone: accuracy {lexicon:.4}, balanced {fair:.4}, n {n}");

    let before = (Stopwatch::now(), processor());
    let model = trained(snappfood.iter());
    println!(
        "training on {}: {:.2?}, {:.2} s of processor",
        snappfood.len(),
        before.0.elapsed(),
        processor() - before.1
    );
    println!("{:?}", model.report());
    let (transferred, fair, n) = accuracy(&model, hotels.iter());
    println!("hotels, trained on Snappfood: accuracy {transferred:.4}, balanced {fair:.4}, n {n}");
    folds("Snappfood", &snappfood, 5);
    folds("hotels", &hotels, 5);

    speed(&snappfood, model);
    proposals(&snappfood);
}

const ROUNDS: usize = 20;

fn speed(comments: &[(String, Label)], model: Model) {
    let mut reader = Reader::new();
    let all = (ROUNDS * comments.len()) as f64;
    for (name, model) in [("lexicon", &Model::default()), ("learned", &model)] {
        let (before, mut sum) = (processor(), 0.0);
        for (comment, _) in comments.iter().cycle().take(ROUNDS * comments.len()) {
            sum += f64::from(model.score(&mut reader, comment).1.polarity);
        }
        let rate = all / (processor() - before);
        println!("language and sentiment, {name}: {rate:.0} comments a second a core (mean polarity {:.3})", sum / all);
    }
    let bytes = model.to_bytes();
    let before = Stopwatch::now();
    let same = Model::from_bytes(&bytes).is_ok_and(|read| read == model);
    println!("model: {} bytes, read back in {:.1?}, the same: {same}", bytes.len(), before.elapsed());
    let understanding = Understanding { model, ..Understanding::default() };
    let (before, mut facets) = (processor(), 0);
    for (comment, _) in comments.iter().cycle().take(ROUNDS * comments.len()) {
        facets += understand_with(&mut reader, comment, &understanding).facets.len();
    }
    let rate = all / (processor() - before);
    println!(
        "all that is understood: {rate:.0} comments a second a core ({:.2} subjects a comment)",
        facets as f64 / all
    );
}

fn proposals(comments: &[(String, Label)]) {
    let before = Stopwatch::now();
    let mut book = Phrasebook::new();
    comments.iter().for_each(|(comment, _)| book.add(comment));
    let proposals = book.proposals(None, ProposalOptions { least_comments: 10, most: 12 });
    println!("phrases of {} comments: {:.1?}", comments.len(), before.elapsed());
    for proposal in proposals {
        println!("  {} ({} comments, strength {:.0})", proposal.phrase, proposal.comments, proposal.strength);
    }
    let texts: Vec<&str> = comments.iter().map(|(comment, _)| comment.as_str()).collect();
    let before = Stopwatch::now();
    let groups = clusters(&texts, 12);
    println!("groups of {} comments: {:.1?}", texts.len(), before.elapsed());
    for group in groups {
        println!("  {} comments, closeness {:.2}: {}", group.comments.len(), group.closeness, group.words.join("، "));
    }
}
