use proptest::prelude::*;

use super::*;

fn pair(expectation: u8, perception: u8) -> Pair {
    Pair { expectation: Some(expectation), perception: Some(perception) }
}

/// Two dimensions: items 1 and 2, and item 3.
fn small() -> Instrument {
    let dimension = |name: &str, items: Vec<usize>| Dimension { name: name.to_owned(), items };
    Instrument::new(1, 7, vec![dimension("speed", vec![1, 2]), dimension("price", vec![3])]).unwrap()
}

#[test]
fn the_check_of_the_reference() {
    let gaps = [-0.65, -1.10, -0.83, -0.70, -1.01];
    assert_eq!(format!("{:.2}", overall(&gaps).unwrap()), "-0.86");
    let equal = Importance::new(vec![20.0; 5]).unwrap();
    assert_eq!(format!("{:.2}", equal.weigh(&gaps).unwrap()), "-0.86");
    let points = Importance::new(vec![11.0, 32.0, 22.0, 19.0, 16.0]).unwrap();
    assert!((points.weigh(&gaps).unwrap() - -0.9007).abs() < 1e-12);
    assert_eq!(overall(&[]), None);
}

#[test]
fn the_check_of_the_reference_from_answers() {
    // A hundred respondents whose answers have the gaps of the reference, in hundredths of a point downwards.
    let short = [65, 110, 83, 70, 101];
    let mut survey = Servqual::new(Instrument::servqual());
    for respondent in 0..100 {
        let mut pairs = vec![pair(7, 7); 22];
        for (dimension, hundredths) in ServqualDimension::ALL.iter().zip(short) {
            let whole = u8::try_from(hundredths / 100).unwrap() + u8::from(respondent < hundredths % 100);
            dimension.items().for_each(|number| pairs[number - 1] = pair(7, 7 - whole));
        }
        survey.add(&pairs, None).unwrap();
    }
    for (index, hundredths) in short.iter().enumerate() {
        let estimate = survey.gaps().dimension(index, Confidence::P95).unwrap();
        assert!((estimate.value + f64::from(*hundredths) / 100.0).abs() < 1e-12, "{estimate:?}");
        assert_eq!(estimate.n, 100);
    }
    let estimate = survey.gaps().overall(Confidence::P95).unwrap();
    assert_eq!(format!("{:.2}", estimate.value), "-0.86");
    let servperf = survey.perceptions().overall(Confidence::P95).unwrap();
    assert!((servperf.value - (7.0 - 0.858)).abs() < 1e-12);
    assert_eq!(survey.expectations().overall(Confidence::P95).unwrap().value, 7.0);
}

#[test]
fn items_are_where_the_instrument_has_them() {
    let instrument = Instrument::servqual();
    let sizes: Vec<usize> = instrument.dimensions().iter().map(|dimension| dimension.items.len()).collect();
    assert_eq!((instrument.items(), sizes), (22, vec![4, 5, 4, 4, 5]));
    assert_eq!(Instrument::new(1, 7, instrument.dimensions().to_vec()), Ok(instrument));
}

#[test]
fn definitions_that_make_no_sense_are_refused() {
    let define = |items: &[&[usize]]| {
        let dimension = |items: &&[usize]| Dimension { name: String::new(), items: items.to_vec() };
        Instrument::new(1, 5, items.iter().map(dimension).collect())
    };
    assert_eq!(define(&[&[1, 2], &[2]]), Err(StatsError::BadReference { number: 2 }));
    assert_eq!(define(&[&[1], &[3]]), Err(StatsError::BadReference { number: 2 }));
    assert_eq!(define(&[&[0]]), Err(StatsError::BadReference { number: 0 }));
    assert_eq!(define(&[&[1], &[]]), Err(StatsError::TooFew { have: 0, need: 1 }));
    assert!(define(&[]).is_err() && define(&[&[2, 1]]).is_ok());
    assert!(Instrument::new(5, 5, small().dimensions().to_vec()).is_err());
    assert_eq!(Importance::new(vec![50.0, 49.0]), Err(StatsError::ImportanceSum { sum: 99.0 }));
    assert_eq!(Importance::new(vec![110.0, -10.0]), Err(StatsError::BadWeight { weight: -10.0 }));
    assert!(Importance::new(vec![100.0 / 3.0; 3]).is_ok());
}

#[test]
fn answers_that_do_not_fit_are_refused_and_not_added() {
    let mut survey = Servqual::new(small());
    let untouched = survey.clone();
    assert!(matches!(survey.add(&[pair(1, 1)], None), Err(StatsError::WrongLength { expected: 3, given: 1 })));
    let wrong = [pair(1, 1), pair(1, 1), pair(1, 8)];
    assert_eq!(survey.add(&wrong, None), Err(StatsError::OutOfScale { value: 8.0, low: 1.0, high: 7.0 }));
    let importance = Importance::new(vec![100.0]).unwrap();
    assert!(survey.add(&[pair(1, 1); 3], Some(&importance)).is_err());
    assert!(survey.gaps().weighted(&importance, Confidence::P95).is_err());
    assert_eq!(survey, untouched);
    assert!(survey.merge(&Servqual::new(Instrument::servqual())).is_err());
}

#[test]
fn missing_answers_are_left_out_pairwise() {
    let half = Pair { expectation: Some(6), perception: None };
    let mut survey = Servqual::new(small());
    survey.add(&[pair(6, 5), pair(6, 3), pair(7, 7)], None).unwrap();
    survey.add(&[pair(7, 5), half, pair(7, 6)], None).unwrap();
    survey.add(&[pair(7, 7), pair(5, 6), Pair::default()], None).unwrap();
    let gaps = survey.gaps();
    let of = |estimate: Option<Estimate>| estimate.map(|estimate| (estimate.value, estimate.n));
    assert_eq!(of(gaps.item(1, Confidence::P95)), Some((-1.0, 3)));
    assert_eq!(of(gaps.item(2, Confidence::P95)), Some((-1.0, 2)));
    assert_eq!(of(gaps.item(3, Confidence::P95)), Some((-0.5, 2)));
    assert_eq!((gaps.item(0, Confidence::P95), gaps.item(4, Confidence::P95)), (None, None));
    // Means of the respondents: -2, -2 and 0.5.
    let speed = gaps.dimension(0, Confidence::P95).unwrap();
    assert!((speed.value + 3.5 / 3.0).abs() < 1e-12 && speed.n == 3);
    let overall = gaps.overall(Confidence::P95).unwrap();
    assert!((overall.value - (-3.5 / 3.0 - 0.5) / 2.0).abs() < 1e-12);
    assert_eq!(overall.n, 2);
    assert_eq!(survey.expectations().item(2, Confidence::P95).map(|item| item.n), Some(3));
}

#[test]
fn respondents_may_weigh_for_themselves() {
    let mut survey = Servqual::new(small());
    let importance = |speed: f64| Importance::new(vec![speed, 100.0 - speed]).unwrap();
    survey.add(&[pair(7, 5), pair(7, 5), pair(7, 7)], Some(&importance(50.0))).unwrap();
    survey.add(&[pair(7, 5), pair(7, 5), pair(7, 6)], Some(&importance(100.0))).unwrap();
    survey.add(&[pair(7, 1), pair(7, 1), pair(7, 1)], None).unwrap();
    let own = survey.gaps().weighted_by_own_importance(Confidence::P95).unwrap();
    assert_eq!((own.value, own.n), (-1.5, 2));
}

fn answer() -> impl Strategy<Value = Option<u8>> {
    prop::option::weighted(0.8, 1_u8..=7)
}

proptest! {
    #[test]
    fn parts_merge_and_complete_answers_agree_with_the_list(
        rows in prop::collection::vec(prop::array::uniform3((1_u8..=7, 1_u8..=7)), 3..25),
        cut in any::<prop::sample::Index>(),
        points in 0.0..=100.0,
    ) {
        let gather = |rows: &[[(u8, u8); 3]]| {
            let mut survey = Servqual::new(small());
            rows.iter().for_each(|row| survey.add(&row.map(|(e, p)| pair(e, p)), None).unwrap());
            survey
        };
        let (left, right) = rows.split_at(cut.index(rows.len()));
        let mut survey = gather(right);
        survey.merge(&gather(left)).unwrap();
        let score = |row: &[(u8, u8); 3]| {
            let gap = row.map(|(expected, perceived)| f64::from(perceived) - f64::from(expected));
            points / 100.0 * (gap[0] + gap[1]) / 2.0 + (1.0 - points / 100.0) * gap[2]
        };
        let slow = Moments::of(rows.iter().map(score)).unwrap().estimate(Confidence::P95).unwrap();
        let importance = Importance::new(vec![points, 100.0 - points]).unwrap();
        let estimate = survey.gaps().weighted(&importance, Confidence::P95).unwrap().unwrap();
        prop_assert!((estimate.value - slow.value).abs() < 1e-9);
        prop_assert!((estimate.low - slow.low.max(-6.0)).abs() < 1e-6, "{:?} {:?}", estimate, slow);
    }

    #[test]
    fn every_item_counts_its_own_pairs(rows in prop::collection::vec(prop::array::uniform3((answer(), answer())), 2..25)) {
        let mut survey = Servqual::new(small());
        for row in &rows {
            survey.add(&row.map(|(expectation, perception)| Pair { expectation, perception }), None).unwrap();
        }
        for item in 0..3 {
            let both = rows.iter().filter(|row| row[item].0.is_some() && row[item].1.is_some()).count() as u64;
            let n = survey.gaps().item(item + 1, Confidence::P95).map(|estimate| estimate.n);
            prop_assert_eq!(n, (both > 1).then_some(both));
        }
    }
}
