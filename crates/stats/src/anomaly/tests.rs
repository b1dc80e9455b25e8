use proptest::prelude::*;

use super::*;
use crate::sampler::Sampler;

fn at(level: f64) -> Confidence {
    Confidence::new(level).unwrap()
}

/// Shares of `n` answers each.
fn shares(sampler: &mut Sampler, truths: &[f64], n: u64) -> Vec<Period> {
    truths.iter().map(|truth| Period::of_share(sampler.binomial(n, *truth), n).unwrap()).collect()
}

/// Means of a hundred values each of variance 1, around levels that themselves vary by `between`.
fn means(sampler: &mut Sampler, levels: &[f64], between: f64) -> Vec<Period> {
    let mean = |level: &f64| level + between * sampler.normal() + 0.1 * sampler.normal();
    levels.iter().map(mean).map(|mean| Period::new(100.0, mean, 1.0).unwrap()).collect()
}

fn step(before: f64, after: f64, at: usize, periods: usize) -> Vec<f64> {
    (0..periods).map(|period| if period < at { before } else { after }).collect()
}

/// How many of a thousand series without any change show a shift, and how many an outlier.
fn false_alarms(confidence: Confidence, mut series: impl FnMut() -> Vec<Period>) -> (usize, usize) {
    (0..1000).map(|_| watch(&series(), confidence)).fold((0, 0), |(shifts, outliers), findings| {
        (shifts + usize::from(!findings.shifts.is_empty()), outliers + usize::from(!findings.outliers.is_empty()))
    })
}

#[test]
fn it_is_calm_while_nothing_moves() {
    for (seed, periods) in [(1, 8), (2, 12), (3, 30), (4, 90)] {
        let mut sampler = Sampler::new(seed);
        let (shifts, outliers) = false_alarms(at(0.95), || means(&mut sampler, &vec![3.0; periods], 0.0));
        // 5 % of 1,000 with four standard errors.
        assert!(shifts <= 78 && outliers <= 78, "{periods} periods: {shifts} shifts, {outliers} outliers");
    }
}

#[test]
fn it_is_calm_with_shares_of_few_answers() {
    let mut sampler = Sampler::new(9);
    let (shifts, outliers) = false_alarms(at(0.95), || shares(&mut sampler, &[0.8; 26], 15));
    assert!(shifts <= 78 && outliers <= 78, "{shifts} shifts, {outliers} outliers");
}

#[test]
fn it_is_calm_where_periods_differ_more_than_their_answers() {
    // Four times the standard error of the answers: a chart of the answers alone would see outliers everywhere.
    for (seed, periods) in [(5, 12), (6, 52)] {
        let mut sampler = Sampler::new(seed);
        let (shifts, outliers) = false_alarms(at(0.95), || means(&mut sampler, &vec![3.0; periods], 0.4));
        assert!(shifts <= 78 && outliers <= 78, "{periods} periods: {shifts} shifts, {outliers} outliers");
        assert!(watch(&means(&mut sampler, &vec![3.0; periods], 0.4), at(0.95)).overdispersion > 2.0);
    }
}

#[test]
fn it_finds_a_planted_shift_and_its_moment() {
    let mut found = 0;
    for seed in 0..200 {
        let series = shares(&mut Sampler::new(seed), &step(0.80, 0.70, 16, 26), 400);
        let findings = watch(&series, at(0.99));
        if let [shift] = findings.shifts[..] {
            let near = shift.since.abs_diff(16) <= 1 && shift.direction == Direction::Down;
            found += usize::from(near && shift.low < -0.1 && -0.1 < shift.high && shift.p_value < 0.01);
        }
    }
    assert!(found >= 175, "{found} of 200");
}

#[test]
fn it_finds_two_shifts() {
    let mut levels = step(7.0, 7.8, 12, 36);
    levels[24..].fill(7.2);
    let findings = watch(&means(&mut Sampler::new(3), &levels, 0.0), at(0.99));
    let seen: Vec<(usize, Direction)> = findings.shifts.iter().map(|shift| (shift.since, shift.direction)).collect();
    assert_eq!(seen, [(12, Direction::Up), (24, Direction::Down)]);
    let first = findings.shifts[0];
    assert!((first.before - 7.0).abs() < 0.15 && (first.after - 7.8).abs() < 0.15, "{first:?}");
    assert!((first.difference - (first.after - first.before)).abs() < 1e-12);
}

#[test]
fn a_single_period_is_an_outlier_and_no_shift() {
    for place in [0, 9, 19] {
        let mut levels = vec![5.0; 20];
        levels[place] = 7.0;
        let findings = watch(&means(&mut Sampler::new(8), &levels, 0.0), at(0.99));
        assert_eq!(findings.shifts, [], "{place}");
        let seen: Vec<(usize, Direction)> = findings.outliers.iter().map(|it| (it.period, it.direction)).collect();
        assert_eq!(seen, [(place, Direction::Up)]);
        assert!((findings.outliers[0].difference - 2.0).abs() < 0.5 && findings.outliers[0].p_value < 0.01);
    }
}

#[test]
fn what_moved_in_the_newest_periods_is_seen_at_once() {
    for newest in 1..=2 {
        let findings = watch(&means(&mut Sampler::new(6), &step(5.0, 6.0, 24 - newest, 24), 0.0), at(0.99));
        let since = findings.shifts.iter().map(|shift| shift.since);
        let seen = findings.outliers.iter().map(|outlier| outlier.period).chain(since).min();
        assert_eq!(seen, Some(24 - newest), "{findings:?}");
    }
}

#[test]
fn periods_without_answers_keep_their_place() {
    let mut sampler = Sampler::new(4);
    let mut series = means(&mut sampler, &step(5.0, 6.0, 10, 24), 0.0);
    series.splice(4..4, [Period::EMPTY, Period::EMPTY]);
    let findings = watch(&series, at(0.99));
    assert_eq!((findings.periods, findings.shifts.len()), (24, 1));
    assert_eq!(findings.shifts[0].since, 12);
}

#[test]
fn little_or_nothing_to_say_is_said_so() {
    let few = means(&mut Sampler::new(1), &step(1.0, 9.0, 2, 5), 0.0);
    let findings = watch(&few, at(0.95));
    assert_eq!((findings.shifts.len(), findings.outliers.len(), findings.periods), (0, 0, 5));
    assert_eq!(watch(&[], at(0.95)).periods, 0);
    let same = vec![Period::new(9.0, 4.0, 0.0).unwrap(); 20];
    assert_eq!(watch(&same, at(0.95)).shifts, []);
    // All dissatisfied, then all satisfied: no variance within any period.
    let turned: Vec<Period> =
        (0..20).map(|period| Period::of_share(if period < 10 { 0 } else { 30 }, 30).unwrap()).collect();
    assert_eq!(watch(&turned, at(0.99)).shifts.iter().map(|shift| shift.since).collect::<Vec<_>>(), [10]);
}

#[test]
fn periods_come_from_every_score() {
    let nps = Period::of_nps(&Nps::of_groups(50, 30, 20).unwrap());
    assert_eq!((nps.n, nps.mean.round(), nps.variance.round()), (100.0, 30.0, 6100.0));
    assert_eq!(Period::of_mean(&Moments::of([1.0, 3.0]).unwrap()), Period::new(2.0, 2.0, 2.0).unwrap());
    assert_eq!(Period::of_mean(&Moments::default()), Period::EMPTY);
    assert_eq!(Period::of_share(0, 0), Ok(Period::EMPTY));
    assert!(Period::of_share(2, 1).is_err() && Period::new(f64::NAN, 0.0, 0.0).is_err());
    assert!(Period::new(-1.0, 0.0, 1.0).is_err());
}

proptest! {
    #[test]
    fn unit_and_direction_do_not_matter(seed in any::<u64>(), place in 6_usize..20, scale in 0.01_f64..100.0) {
        let series = means(&mut Sampler::new(seed), &step(5.0, 5.6, place, 26), 0.0);
        let turned: Vec<Period> = series
            .iter()
            .map(|period| Period::new(period.n, 3.0 - scale * period.mean, scale * scale * period.variance).unwrap())
            .collect();
        let (one, other) = (watch(&series, at(0.99)), watch(&turned, at(0.99)));
        prop_assert_eq!(one.shifts.len(), other.shifts.len());
        prop_assert_eq!(one.outliers.len(), other.outliers.len());
        for (shift, mirrored) in one.shifts.iter().zip(&other.shifts) {
            prop_assert_eq!(shift.since, mirrored.since);
            prop_assert!(shift.direction != mirrored.direction);
            prop_assert!((shift.difference * scale + mirrored.difference).abs() < 1e-6 * scale);
        }
    }
}
