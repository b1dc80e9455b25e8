//! Whatever a survey asks and whoever answers: the walk is sound.

use std::collections::BTreeMap;

use hamdel_domain::surveys::{AnswerValue, Question, QuestionKind};
use hamdel_domain::surveys::{Answers, QuestionKey, Section, SectionKey, Settled, Words, check, settle};
use proptest::prelude::*;

use super::super::CelConditions;
use super::*;

/// The condition of a question: which earlier one it looks at, and how.
type Looks = Option<(prop::sample::Index, u8, u8)>;

/// Questions of steps 0 to 10, spread over sections, each perhaps looking at an earlier one.
fn survey(questions: &[(bool, Looks)], per_section: usize, sections: &[Looks], shuffled: bool) -> SurveyDefinition {
    let name = |number: usize| QuestionKey::new(format!("q{number}")).unwrap();
    let condition = |earlier: usize, looks: &Looks| {
        let (index, operator, bound) = looks.as_ref().filter(|_| earlier > 0)?;
        let operator = ["<=", ">", "=="][usize::from(*operator % 3)];
        let looked_at = index.index(earlier);
        Some(format!("q{looked_at} {operator} {bound} || (q{looked_at} == 10 && customer.city == 'قم')"))
    };
    let question = |first: usize, number: usize| {
        let (required, looks) = &questions[number];
        // In a shuffled section only those before it are earlier.
        let earlier = if shuffled { first } else { number };
        Question {
            required: *required,
            condition: condition(earlier, looks),
            ..Question::new(name(number), QuestionKind::Nps, Words::new("؟", "?"))
        }
    };
    let numbers: Vec<usize> = (0..questions.len()).collect();
    let sections = numbers.chunks(per_section).enumerate().map(|(place, chunk)| Section {
        key: SectionKey::new(format!("s{place}")).unwrap(),
        title: Words::default(),
        condition: sections.get(place).and_then(|looks| condition(chunk[0], looks)),
        shuffled,
        questions: chunk.iter().map(|number| question(chunk[0], *number)).collect(),
    });
    SurveyDefinition { sections: sections.collect(), ..small_frame() }
}

fn small_frame() -> SurveyDefinition {
    SurveyDefinition { sections: Vec::new(), calculated: Vec::new(), closings: Vec::new(), ..small() }
}

fn shown<'a>(settled: &'a Settled<'_>) -> Vec<&'a str> {
    settled.sections.iter().flat_map(|page| page.questions.iter().map(|question| question.key.as_str())).collect()
}

fn looks() -> impl Strategy<Value = Looks> {
    prop::option::of((any::<prop::sample::Index>(), 0..3_u8, 0..=10_u8))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_walk_is_sound(
        questions in prop::collection::vec((any::<bool>(), looks()), 1..12),
        sections in prop::collection::vec(looks(), 0..5),
        per_section in 1..4_usize,
        shuffled in any::<bool>(),
        given in prop::collection::btree_map(0..12_usize, 0..=10_u8, 0..12),
        seed in any::<i64>(),
    ) {
        let survey = survey(&questions, per_section, &sections, shuffled);
        let reader = CelConditions::default();
        prop_assert_eq!(check(&survey, &reader), []);
        let answers: Answers = Answers(
            given.iter().map(|(number, step)| (QuestionKey::new(format!("q{number}")).unwrap(), AnswerValue::Step(*step))).collect(),
        );
        let customer = BTreeMap::new();
        let settled = settle(&survey, &answers, &customer, seed, &reader);
        prop_assert!(settled.faults.is_empty());

        // Only what is shown keeps its answer, and all that is shown does.
        let visible = shown(&settled);
        for (key, answer) in &answers.0 {
            let is_shown = visible.contains(&key.as_str());
            prop_assert_eq!(settled.answers.get(key), is_shown.then_some(answer));
        }
        // Settling what is settled changes nothing, and the order stays.
        let again = settle(&survey, &settled.answers, &customer, seed, &reader);
        prop_assert_eq!(&again, &settled);

        // Nothing hidden is missing; everything missing is required and unanswered.
        for problem in settled.missing() {
            prop_assert!(visible.contains(&problem.question.as_str()));
            prop_assert!(survey.question(problem.question.as_str()).unwrap().required);
            prop_assert!(settled.answers.get(&problem.question).is_none());
        }
        // Walking forward meets every page once, and walking back the same ones.
        let mut forward = Vec::new();
        let mut page = settled.after(None);
        while let Some(shown) = page {
            prop_assert!(forward.len() < survey.sections.len());
            forward.push(shown.place);
            page = settled.after(Some(&shown.section.key));
        }
        let places: Vec<usize> = settled.sections.iter().map(|page| page.place).collect();
        prop_assert_eq!(&forward, &places);
        for pair in settled.sections.windows(2) {
            prop_assert_eq!(settled.before(&pair[1].section.key).map(|page| page.place), Some(pair[0].place));
        }
        // Answering what is missing, again and again, comes to an end: the response can be submitted.
        let mut filled = settled.answers.clone();
        for _ in 0..=questions.len() {
            let round = settle(&survey, &filled, &customer, seed, &reader);
            filled = round.answers.clone();
            match round.missing().first() {
                Some(problem) => filled.set(problem.question.clone(), Some(AnswerValue::Step(5))),
                None => return Ok(()),
            }
        }
        prop_assert!(settle(&survey, &filled, &customer, seed, &reader).missing().is_empty());
    }
}
