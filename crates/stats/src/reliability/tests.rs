use proptest::prelude::*;

use super::*;

/// Chatterjee and Price 1977, as in R's `attitude`: rating, complaints, privileges, learning, raises, critical, advance.
const ATTITUDE: [[u8; 30]; 7] = [
    [
        43, 63, 71, 61, 81, 43, 58, 71, 72, 67, 64, 67, 69, 68, 77, 81, 74, 65, 65, 50, 50, 64, 53, 40, 63, 66, 78, 48,
        85, 82,
    ],
    [
        51, 64, 70, 63, 78, 55, 67, 75, 82, 61, 53, 60, 62, 83, 77, 90, 85, 60, 70, 58, 40, 61, 66, 37, 54, 77, 75, 57,
        85, 82,
    ],
    [
        30, 51, 68, 45, 56, 49, 42, 50, 72, 45, 53, 47, 57, 83, 54, 50, 64, 65, 46, 68, 33, 52, 52, 42, 42, 66, 58, 44,
        71, 39,
    ],
    [
        39, 54, 69, 47, 66, 44, 56, 55, 67, 47, 58, 39, 42, 45, 72, 72, 69, 75, 57, 54, 34, 62, 50, 58, 48, 63, 74, 45,
        71, 59,
    ],
    [
        61, 63, 76, 54, 71, 54, 66, 70, 71, 62, 58, 59, 55, 59, 79, 60, 79, 55, 75, 64, 43, 66, 63, 50, 66, 88, 80, 51,
        77, 64,
    ],
    [
        92, 73, 86, 84, 83, 49, 68, 66, 83, 80, 67, 74, 63, 77, 77, 54, 79, 80, 85, 78, 64, 80, 80, 57, 75, 76, 78, 83,
        74, 78,
    ],
    [
        45, 47, 48, 35, 47, 34, 35, 41, 31, 41, 34, 41, 25, 35, 46, 36, 63, 60, 46, 52, 33, 41, 37, 49, 33, 72, 49, 38,
        55, 39,
    ],
];

fn scale_of(rows: &[Vec<f64>]) -> Scale {
    let mut scale = Scale::new(rows[0].len()).unwrap();
    for row in rows {
        scale.add(&row.iter().copied().map(Some).collect::<Vec<_>>()).unwrap();
    }
    scale
}

/// Alpha from a covariance matrix computed entry by entry in two passes, over the mean covariance and mean variance.
fn slow_alpha(rows: &[Vec<f64>], items: &[usize]) -> f64 {
    let n = rows.len() as f64;
    let mean = |item: usize| rows.iter().map(|row| row[item]).sum::<f64>() / n;
    let covariance = |one: usize, other: usize| {
        rows.iter().map(|row| (row[one] - mean(one)) * (row[other] - mean(other))).sum::<f64>() / (n - 1.0)
    };
    let count = items.len() as f64;
    let (mut own, mut shared) = (0.0, 0.0);
    for &one in items {
        for &other in items {
            *(if one == other { &mut own } else { &mut shared }) += covariance(one, other);
        }
    }
    let (own, shared) = (own / count, shared / (count * (count - 1.0)));
    count * shared / (own + (count - 1.0) * shared)
}

#[test]
fn the_attitude_survey_as_published() {
    // `psych::alpha(attitude)`: raw alpha 0.84; without each item 0.81, 0.80, 0.83, 0.80, 0.80, 0.86, 0.84.
    let rows: Vec<Vec<f64>> =
        (0..30).map(|row| ATTITUDE.iter().map(|column| f64::from(column[row])).collect()).collect();
    let reliability = scale_of(&rows).reliability(Confidence::P95).unwrap();
    assert_eq!((format!("{:.2}", reliability.alpha.value), reliability.alpha.n), ("0.84".to_owned(), 30));
    let without: Vec<String> =
        reliability.items.iter().map(|item| format!("{:.2}", item.alpha_without.unwrap())).collect();
    assert_eq!(without, ["0.81", "0.80", "0.83", "0.80", "0.80", "0.86", "0.84"]);
    assert!(reliability.warnings.contains(&Warning::BetterWithout(5)));
    assert!(!reliability.warnings.contains(&Warning::FewRespondents));
}

#[test]
fn the_interval_follows_feldt() {
    // With k = 2 both degrees of freedom are n - 1, so the two F quantiles are reciprocal.
    let rows: Vec<Vec<f64>> = (0..40).map(|row| vec![f64::from(row % 7), f64::from((row * 3) % 11)]).collect();
    let alpha = scale_of(&rows).reliability(Confidence::P95).unwrap().alpha;
    let (low, high) = ((1.0 - alpha.low) / (1.0 - alpha.value), (1.0 - alpha.high) / (1.0 - alpha.value));
    assert!((low * high - 1.0).abs() < 1e-9, "{low} {high}");
    // F(39, 39) at 0.975 is 1.8907.
    assert!((low - 1.8907).abs() < 1e-3, "{low}");
}

#[test]
fn respondents_with_a_missing_answer_are_left_out() {
    let mut scale = Scale::new(2).unwrap();
    for (one, other) in [(1.0, 2.0), (2.0, 2.0), (3.0, 5.0)] {
        scale.add(&[Some(one), Some(other)]).unwrap();
    }
    let before = scale.reliability(Confidence::P95).unwrap();
    scale.add(&[Some(9.0), None]).unwrap();
    let after = scale.reliability(Confidence::P95).unwrap();
    assert_eq!((after.alpha, after.left_out, before.left_out), (before.alpha, 1, 0));
    assert!(after.warnings.contains(&Warning::FewRespondents));
}

#[test]
fn it_warns_of_items_that_spoil_the_scale() {
    let rows: Vec<Vec<f64>> = (0..50)
        .map(|row| {
            let level = f64::from(row % 5);
            vec![level, level + f64::from(row % 2), -level, 4.0]
        })
        .collect();
    let warnings = scale_of(&rows).reliability(Confidence::P95).unwrap().warnings;
    for warning in [Warning::AgainstTheOthers(2), Warning::BetterWithout(2), Warning::ConstantItem(3)] {
        assert!(warnings.contains(&warning), "{warnings:?}");
    }
    let against: Vec<Vec<f64>> =
        (0..50).map(|row| vec![f64::from(row % 5), f64::from(row % 2) - f64::from(row % 5)]).collect();
    let contradicting = scale_of(&against).reliability(Confidence::P95).unwrap();
    assert!(contradicting.warnings.contains(&Warning::NegativeAlpha), "{contradicting:?}");
}

#[test]
fn what_has_no_alpha_is_refused() {
    assert_eq!(Scale::new(1), Err(StatsError::TooFew { have: 1, need: 2 }));
    let mut scale = Scale::new(2).unwrap();
    assert_eq!(scale.reliability(Confidence::P95), Err(StatsError::TooFew { have: 0, need: 2 }));
    assert!(scale.add(&[Some(1.0)]).is_err() && scale.add(&[Some(f64::NAN), None]).is_err());
    for value in [1.0, 2.0, 5.0] {
        scale.add(&[Some(value), Some(-value)]).unwrap();
    }
    assert_eq!(scale.reliability(Confidence::P95), Err(StatsError::NoSpread));
    assert!(scale.merge(&Scale::new(3).unwrap()).is_err());
}

proptest! {
    #[test]
    fn alpha_agrees_with_the_covariance_matrix(
        rows in prop::collection::vec(prop::collection::vec(1.0..7.0, 4), 5..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let cut = cut.index(rows.len() - 1) + 1;
        let mut scale = scale_of(&rows[..cut]);
        rows[cut..].iter().for_each(|row| scale.merge(&scale_of(std::slice::from_ref(row))).unwrap());
        let reliability = scale.reliability(Confidence::P95).unwrap();
        let value = reliability.alpha.value;
        prop_assert!((value - slow_alpha(&rows, &[0, 1, 2, 3])).abs() < 1e-6 * (1.0 + value.abs()));
        let without = reliability.items[1].alpha_without.unwrap();
        prop_assert!((without - slow_alpha(&rows, &[0, 2, 3])).abs() < 1e-6 * (1.0 + without.abs()));
        prop_assert!(reliability.alpha.low <= value && value <= reliability.alpha.high && reliability.alpha.high <= 1.0);
    }
}
