//! How often it is wrong where nothing happened, what it finds where something did, and a slow reckoning beside it.

use proptest::prelude::*;

use super::*;

const PERIODS: usize = 52;

fn rules(level: f64) -> Rules {
    Rules { longest: 13, fewest: 10, least: 0.5, confidence: Confidence::new(level).unwrap() }
}

/// A stratum with a number of answers a period, each bad with the share of its period.
fn drawn(sampler: &mut Sampler, n: u64, share: impl Fn(usize) -> f64) -> Stratum {
    Stratum::of_shares((0..PERIODS).map(|period| (sampler.binomial(n, share(period)), n))).unwrap()
}

/// A stratum with a number of answers from 1 to 5 a period, about the mean of its period.
fn scored(sampler: &mut Sampler, n: u64, mean: impl Fn(usize) -> f64) -> Stratum {
    let answers = |period: usize| {
        let mut counts = vec![0; 5];
        (0..n).for_each(|_| counts[(mean(period) + sampler.normal()).round().clamp(1.0, 5.0) as usize - 1] += 1);
        counts
    };
    Stratum::new((1..=5).map(f64::from).collect(), (0..PERIODS).map(answers).collect()).unwrap()
}

/// Places of one stratum each, and all together.
fn each(strata: &[Stratum]) -> Vec<Vec<usize>> {
    (0..strata.len()).map(|number| vec![number]).chain([(0..strata.len()).collect()]).collect()
}

/// What is found with a hundredth as the least p value, or a two-hundredth.
fn quick(strata: &[Stratum], level: f64) -> Vec<Stretch> {
    look(strata, &each(strata), &rules(level), if level > 0.95 { 199 } else { 49 })
}

/// In how many of `seeds` companies something is found.
fn alarms(seeds: u64, level: f64, company: impl Fn(&mut Sampler) -> Vec<Stratum>) -> usize {
    let found = |seed: &u64| {
        let strata = company(&mut Sampler::new(seed.wrapping_mul(7_919)));
        !quick(&strata, level).is_empty()
    };
    (0..seeds).filter(found).count()
}

#[test]
fn it_is_wrong_as_seldom_as_was_asked_however_many_places_there_are() {
    // 10 % of 200 companies, and three standard errors above.
    for places in [1, 10] {
        let seen = alarms(200, 0.9, |sampler| (0..places).map(|_| drawn(sampler, 4, |_| 0.16)).collect());
        assert!(seen <= 33, "{seen} of 200 with {places} places");
        // It is no test that never speaks.
        assert!(places < 10 || seen >= 6, "{seen} of 200 with {places} places");
        let seen = alarms(200, 0.9, |sampler| (0..places).map(|_| scored(sampler, 4, |_| 4.2)).collect());
        assert!(seen <= 33, "{seen} of 200 with {places} places of scores");
    }
}

#[test]
fn what_all_places_have_in_common_is_found_in_none_of_them() {
    // Two hard months, in which the share of bad answers doubles and more.
    let season = |period: usize| if (10..19).contains(&period) { 0.45 } else { 0.15 };
    let strata: Vec<Stratum> = (0..12).map(|seed| drawn(&mut Sampler::new(seed), 6, season)).collect();
    let places: Vec<Vec<usize>> = (0..12).map(|number| vec![number]).collect();
    assert_eq!(scan(&strata, &places, &rules(0.99)).unwrap(), []);
    // All together, it is found.
    let found = quick(&strata, 0.99);
    assert_eq!(found.iter().map(|held| (held.place, held.from, held.until)).collect::<Vec<_>>(), [(12, 10, 19)]);
}

#[test]
fn a_place_with_more_of_what_goes_worse_everywhere_is_not_blamed() {
    // Two kinds of answers, one always worse; the second place has much of the worse kind for a while.
    let mut sampler = Sampler::new(5);
    let kind = |sampler: &mut Sampler, share: f64, n: fn(usize) -> u64| {
        Stratum::of_shares((0..PERIODS).map(n).map(|n| (sampler.binomial(n, share), n))).unwrap()
    };
    let strata = [
        kind(&mut sampler, 0.1, |_| 10),
        kind(&mut sampler, 0.6, |_| 10),
        kind(&mut sampler, 0.1, |_| 10),
        kind(&mut sampler, 0.6, |period| if (20..28).contains(&period) { 30 } else { 2 }),
    ];
    assert_eq!(look(&strata, &[vec![0, 1], vec![2, 3]], &rules(0.99), 199), []);
}

#[test]
fn periods_that_differ_by_more_than_their_answers_alarm_only_a_little_more() {
    let seen = alarms(100, 0.9, |sampler| {
        let restless = |sampler: &mut Sampler| {
            let shares: Vec<f64> = (0..PERIODS).map(|_| (0.3 + 0.06 * sampler.normal()).clamp(0.02, 0.98)).collect();
            drawn(sampler, 40, |period| shares[period])
        };
        (0..6).map(|_| restless(sampler)).collect()
    });
    assert!(seen <= 35, "{seen} of 100");
}

#[test]
fn it_finds_what_passed_and_its_borders() {
    let passing = |period: usize| (30..37).contains(&period);
    let (mut shares, mut scores) = (0, 0);
    for seed in 0..30 {
        let mut sampler = Sampler::new(seed);
        let mut strata: Vec<Stratum> = (0..9).map(|_| drawn(&mut sampler, 5, |_| 0.16)).collect();
        strata[7] = drawn(&mut sampler, 5, |period| if passing(period) { 0.7 } else { 0.16 });
        let mut scored_strata: Vec<Stratum> = (0..9).map(|_| scored(&mut sampler, 3, |_| 4.4)).collect();
        scored_strata[7] = scored(&mut sampler, 3, |period| if passing(period) { 2.6 } else { 4.4 });
        for (strata, count) in [(strata, &mut shares), (scored_strata, &mut scores)] {
            let found = quick(&strata, 0.99);
            let near = |held: &&Stretch| held.from.abs_diff(30) <= 1 && held.until.abs_diff(37) <= 1;
            if let Some(held) = found.first().filter(near).filter(|held| held.place == 7) {
                *count += 1;
                assert!(held.p_value <= 0.01 && held.mean < held.expected, "{held:?}");
            }
        }
    }
    assert!(shares >= 24 && scores >= 24, "{shares} of shares and {scores} of scores in 30");
}

#[test]
fn one_story_is_told_once_and_another_beside_it() {
    let mut sampler = Sampler::new(11);
    let mut strata: Vec<Stratum> = (0..10).map(|_| drawn(&mut sampler, 8, |_| 0.15)).collect();
    strata[2] = drawn(&mut sampler, 8, |period| if (5..11).contains(&period) { 0.75 } else { 0.15 });
    strata[6] = drawn(&mut sampler, 8, |period| if (40..48).contains(&period) { 0.7 } else { 0.15 });
    // Some places share the answers of others.
    let mut places = each(&strata);
    places.extend([vec![2, 3], vec![5, 6]]);
    let found = scan(&strata, &places, &rules(0.99)).unwrap();
    let mut told: Vec<usize> = found.iter().map(|held| held.place).collect();
    told.sort_unstable();
    assert_eq!(told, [2, 6], "{found:?}");
    assert!(found[0].strength >= found[1].strength);
}

#[test]
fn little_or_nothing_to_say_is_said_so() {
    assert_eq!(scan(&[], &[], &rules(0.99)), Ok(Vec::new()));
    assert_eq!(scan(&[], &[Vec::new()], &rules(0.99)), Ok(Vec::new()));
    let same = |bad, n| Stratum::of_shares([(bad, n); PERIODS]).unwrap();
    for stratum in [same(0, 0), same(0, 9), same(9, 9)] {
        assert_eq!(scan(&[stratum], &[vec![0], Vec::new()], &rules(0.99)), Ok(Vec::new()));
    }
    assert_eq!(Stratum::of_shares([(2, 1)]), Err(StatsError::InconsistentSums));
    assert!(Stratum::new(vec![2.0, 1.0], Vec::new()).is_err() && Stratum::new(vec![f64::NAN], Vec::new()).is_err());
    assert_eq!(Stratum::new(vec![1.0], vec![vec![1, 2]]), Err(StatsError::WrongLength { expected: 1, given: 2 }));
    let odd = [same(1, 9), Stratum::of_shares([(1, 2)]).unwrap()];
    assert_eq!(scan(&odd, &[], &rules(0.99)), Err(StatsError::WrongLength { expected: PERIODS, given: 1 }));
    assert_eq!(scan(&[same(1, 9)], &[vec![1]], &rules(0.99)), Err(StatsError::BadReference { number: 1 }));
}

#[test]
fn many_answers_take_no_longer_and_tell_as_much() {
    let mut sampler = Sampler::new(3);
    let strata: Vec<Stratum> = (0..3_u64)
        .map(|number| {
            let share = |period: usize| if number == 1 && (8..13).contains(&period) { 0.6 } else { 0.2 };
            let bad = |period| (2e6 * (share(period) + 0.002 * sampler.normal())) as u64;
            Stratum::of_shares((0..PERIODS).map(bad).map(|bad| (bad, 2_000_000))).unwrap()
        })
        .collect();
    let found = quick(&strata, 0.99);
    assert_eq!(found.iter().map(|held| (held.place, held.from, held.until)).collect::<Vec<_>>(), [(1, 8, 13)]);
}

/// Answers, their sum and the sum of their squares in some periods, each answer gone through.
fn slow_moments(stratum: &Stratum, periods: impl Iterator<Item = usize>) -> (f64, f64, f64) {
    let mut held = (0.0, 0.0, 0.0);
    for period in periods {
        for (count, value) in stratum.counts[period].iter().zip(&stratum.values) {
            (0..*count).for_each(|_| held = (held.0 + 1.0, held.1 + value, held.2 + value * value));
        }
    }
    held
}

/// Twice the log likelihood ratio, straight from the formula: of shares, by those that suit both sides best and the one
/// that suits all; of means, with the variance of all.
fn slow_deviance(stratum: &Stratum, from: usize, until: usize) -> f64 {
    let inside = slow_moments(stratum, from..until);
    let outside = slow_moments(stratum, (0..from).chain(until..PERIODS));
    let all = slow_moments(stratum, 0..PERIODS);
    if stratum.values.len() == 2 {
        let likelihood = |(n, good, _): (f64, f64, f64)| {
            let part = |count: f64| if count > 0.0 { count * (count / n).ln() } else { 0.0 };
            part(good) + part(n - good)
        };
        return 2.0 * (likelihood(inside) + likelihood(outside) - likelihood(all));
    }
    let mean = |(n, sum, _): (f64, f64, f64)| sum / n;
    let variance = all.2 / all.0 - mean(all).powi(2);
    let between = |side| (mean(side) - mean(all)).powi(2) / variance;
    inside.0 * between(inside) + outside.0 * between(outside)
}

fn slow_search(stratum: &Stratum, rules: &Rules, calm: f64) -> Option<f64> {
    let all = slow_moments(stratum, 0..PERIODS);
    let usual = all.1 / all.0;
    let deviation = (all.2 / all.0 - usual * usual).sqrt();
    let mut best: Option<f64> = None;
    for from in 0..PERIODS {
        for until in from + 1..=PERIODS.min(from + rules.longest) {
            let (n, sum, _) = slow_moments(stratum, from..until);
            if n >= rules.fewest as f64 && usual - sum / n >= rules.least * deviation - 1e-12 {
                let usual = (2.0 * (std::f64::consts::E * all.0 / n).ln()).sqrt();
                let strength = (calm * slow_deviance(stratum, from, until)).sqrt() - usual;
                best = Some(best.map_or(strength, |held: f64| held.max(strength))).filter(|held| *held > 0.0);
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_strongest_stretch_is_the_one_a_slow_search_finds(
        seed in any::<u64>(),
        place in 0_usize..40,
        length in 1_usize..13,
        scores in any::<bool>(),
    ) {
        let mut sampler = Sampler::new(seed);
        let stretch = place..place + length;
        let stratum = if scores {
            scored(&mut sampler, 7, |period| if stretch.contains(&period) { 2.8 } else { 4.2 })
        } else {
            drawn(&mut sampler, 7, |period| if stretch.contains(&period) { 0.7 } else { 0.2 })
        };
        let rules = rules(0.99);
        let sums: Vec<f64> = (0..PERIODS).map(|period| stratum.sum(period)).collect();
        let ground = Ground::new(std::slice::from_ref(&stratum), &[vec![0]], &rules);
        let calm = ground.places[0].overdispersion(&cumulated(sums.iter().copied())).powi(-2);
        let (found, slow) = (ground.strongest(&[sums]), slow_search(&stratum, &rules, calm));
        prop_assert_eq!(found.is_some(), slow.is_some());
        if let (Some(found), Some(slow)) = (found, slow) {
            prop_assert!((found.strength - slow).abs() < 1e-7, "{:?} is not {}", found, slow);
        }
    }

    #[test]
    fn any_counts_are_looked_at_without_harm(
        counts in prop::collection::vec(prop::collection::vec((0_u64..30, 0_u64..30), 20), 1..5),
        longest in 0_usize..30,
        fewest in 0_u64..20,
    ) {
        let stratum = |counts: &Vec<(u64, u64)>| {
            Stratum::of_shares(counts.iter().map(|(bad, good)| (*bad, bad + good))).unwrap()
        };
        let strata: Vec<Stratum> = counts.iter().map(stratum).collect();
        let rules = Rules { longest, fewest, least: 0.0, ..rules(0.9) };
        for held in look(&strata, &each(&strata), &rules, 19) {
            prop_assert!(held.from < held.until && held.until <= 20 && held.until - held.from <= longest);
            prop_assert!(held.n > 0 && held.strength > 0.0 && held.p_value > 0.0 && held.p_value <= 0.1);
            prop_assert!(held.mean <= held.expected && (0.0..=1.0).contains(&held.mean));
        }
    }
}
