//! Cases like one, against a comparison with every case; and two that are hung on one problem.

use std::collections::{BTreeSet, HashMap};

use hamdel_domain::cases::{CaseFacts, CaseId};
use hamdel_domain::rights::{Right, Role};

use super::tests::{late_parcel, somebody};
use super::*;
use crate::error::{AppError, ErrorCode};
use crate::invitations::tests_bench::Bench;

const WORDS: [&str; 12] =
    ["parcel", "courier", "broken", "invoice", "kettle", "پیک", "فاکتور", "قوری", "شکسته", "4711", "blue", "علیرضا"];

async fn taken(bench: &Bench, text: &str, unit: &str) -> CaseId {
    let facts = CaseFacts { unit: Some(unit.to_owned()), ..CaseFacts::default() };
    let new = NewCase { text: text.to_owned(), facts, ..late_parcel() };
    take_down(&bench.app, &new, &Doer::Program("test")).await.unwrap().id
}

/// How alike two texts of known words are: the cosine of words weighed by how few texts have them.
fn likeness(texts: &[BTreeSet<&str>], one: usize, other: usize) -> f64 {
    let all = texts.len() as f64;
    let with = |word: &str| texts.iter().filter(|text| text.contains(word)).count() as f64;
    let weight = |word: &&str| (((1.0 + all) / (1.0 + with(word))).ln() + 1.0).powi(2);
    let length = |text: &BTreeSet<&str>| text.iter().map(weight).sum::<f64>().sqrt();
    let shared: f64 = texts[one].intersection(&texts[other]).map(weight).sum();
    shared / (length(&texts[one]) * length(&texts[other]))
}

#[tokio::test]
async fn what_is_alike_is_what_a_comparison_with_every_case_finds() {
    let bench = Bench::new().await;
    let (mut texts, mut units, mut number) = (Vec::new(), HashMap::new(), 7_u64);
    let mut next = |below: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) as usize % below
    };
    for place in 0..60 {
        let words: BTreeSet<&str> = (0..1 + next(6)).map(|_| WORDS[next(WORDS.len())]).collect();
        let text = words.iter().copied().collect::<Vec<_>>().join(" ");
        let unit = if next(3) == 0 { "kitchen" } else { "delivery" };
        let id = taken(&bench, &text, unit).await;
        assert_eq!(id, CaseId(place + 1));
        units.insert(id, unit);
        texts.push(words);
    }
    bench.app.case_memory.take_in(&bench.app).await.unwrap();
    let everybody = somebody(1, Role::ExperienceManager, &[]);
    let cook = somebody(2, Role::UnitManager, &["kitchen"]);
    for place in 0..texts.len() {
        let id = CaseId(place as i64 + 1);
        for who in [&everybody, &cook] {
            let sees = |id: &CaseId| who.scope(Right::ReadCases).holds(units.get(id).copied(), None);
            if !sees(&id) {
                let hidden = similar_cases(&bench.app, id, who).await.unwrap_err();
                assert_eq!(hidden.code(), ErrorCode::NotFound);
                continue;
            }
            let found = similar_cases(&bench.app, id, who).await.unwrap();
            let others = (0..texts.len()).filter(|other| *other != place && sees(&CaseId(*other as i64 + 1)));
            let mut slow: Vec<f64> = others.map(|other| likeness(&texts, place, other)).collect();
            slow.retain(|alike| *alike >= 0.2);
            slow.sort_by(|one, other| other.total_cmp(one));
            slow.truncate(MOST_SIMILAR);
            let quick: Vec<f64> = found.cases.iter().map(|similar| f64::from(similar.alike)).collect();
            assert_eq!(quick.len(), slow.len(), "case {id}: {quick:?} {slow:?}");
            assert!(quick.iter().zip(&slow).all(|(one, other)| (one - other).abs() < 1e-4), "{quick:?} {slow:?}");
            for similar in &found.cases {
                let alike = likeness(&texts, place, similar.case.id.0 as usize - 1);
                assert!((alike - f64::from(similar.alike)).abs() < 1e-4 && sees(&similar.case.id));
            }
        }
    }
}

#[tokio::test]
async fn names_are_the_same_however_they_are_written() {
    let bench = Bench::new().await;
    for text in ["پیک علی‌رضا بی‌ادب بود", "پيك علي رضا دیر آمد", "فاکتور گم شد", "قوری شکسته"]
    {
        taken(&bench, text, "delivery").await;
    }
    let asked = taken(&bench, "باز هم علیرضا", "delivery").await;
    bench.app.case_memory.take_in(&bench.app).await.unwrap();
    let found = similar_cases(&bench.app, asked, &somebody(1, Role::ExperienceManager, &[])).await.unwrap();
    let mut ids: Vec<i64> = found.cases.iter().map(|similar| similar.case.id.0).collect();
    ids.sort_unstable();
    assert_eq!(ids, [1, 2]);
}

#[tokio::test]
async fn two_cases_hang_on_one_problem() {
    let bench = Bench::new().await;
    let manager = somebody(3, Role::UnitManager, &["delivery"]);
    let agent = somebody(2, Role::Agent, &["delivery"]);
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(taken(&bench, "parcel late", "delivery").await);
    }
    let [one, two, three, four] = ids[..] else { panic!("four") };
    let refused = hang_together(&bench.app, one, two, &agent).await.unwrap_err();
    assert!(matches!(refused, AppError::NeedsRight(Right::ManageActions)), "{refused:?}");
    let problem = hang_together(&bench.app, one, two, &manager).await.unwrap();
    assert_eq!(hang_together(&bench.app, two, one, &agent).await.unwrap(), problem, "twice is once");
    // Whoever works on cases may add one to a problem that is there.
    assert_eq!(hang_together(&bench.app, three, one, &agent).await.unwrap(), problem);
    let fifth = taken(&bench, "parcel late", "delivery").await;
    let other = hang_together(&bench.app, four, fifth, &manager).await.unwrap();
    let refused = hang_together(&bench.app, one, four, &manager).await.unwrap_err();
    assert_eq!((refused.code(), other == problem), (ErrorCode::Invalid, false));
    for (id, on) in [(one, problem), (two, problem), (three, problem), (four, other), (fifth, other)] {
        assert_eq!(bench.app.store.case(id).await.unwrap().unwrap().problem, Some(on));
    }
    let elsewhere = taken(&bench, "parcel late", "kitchen").await;
    let hidden = hang_together(&bench.app, one, elsewhere, &manager).await.unwrap_err();
    assert_eq!(hidden.code(), ErrorCode::NotFound);
}
