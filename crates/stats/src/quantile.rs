//! Quantiles and tail probabilities that hold for ten million answers as well as for two.

use std::f64::consts::SQRT_2;

use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::ln_gamma;

/// From here on the incomplete beta function loses digits and the normal expansion of Student's t has more than enough.
const MANY_DEGREES: f64 = 200.0;

/// Above this in both shapes the beta distribution is normal but for its skewness, to a ten-thousandth of its deviation.
const MANY_TRIALS: f64 = 10_000.0;

/// Enough terms of the fraction of the beta distribution for shapes of a hundred millions.
const FRACTION_TERMS: u32 = 100_000;

/// Halvings of [0, 1] that leave nothing to find above 1e-60.
const HALVINGS: usize = 200;

/// The z that the middle `level` of a standard normal reaches on both sides.
pub(crate) fn normal_two_sided(level: f64) -> f64 {
    SQRT_2 * erfc_inv(1.0 - level)
}

/// How much of a standard normal lies within `z` of 0.
pub(crate) fn normal_within(z: f64) -> f64 {
    1.0 - normal_p(z)
}

/// Probability that a standard normal is at least as far from 0 as `z`.
pub(crate) fn normal_p(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// The t that the middle `level` of Student's t with `degrees` of freedom reaches on both sides; infinite without any.
pub(crate) fn t_two_sided(level: f64, degrees: f64) -> f64 {
    if degrees.is_nan() || degrees <= 0.0 {
        return f64::INFINITY;
    }
    if degrees < MANY_DEGREES {
        let share = beta_quantile(1.0 - level, degrees / 2.0, 0.5);
        return (degrees * (1.0 - share) / share).sqrt();
    }
    // Abramowitz and Stegun 26.7.5.
    let z = normal_two_sided(level);
    let square = z * z;
    let first = (square + 1.0) * z / 4.0;
    let second = ((5.0 * square + 16.0) * square + 3.0) * z / 96.0;
    let third = (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) * z / 384.0;
    z + (first + (second + third / degrees) / degrees) / degrees
}

/// Probability that Student's t with `degrees` of freedom is at least as far from 0 as `t`; 1 without any.
pub(crate) fn t_p(t: f64, degrees: f64) -> f64 {
    if degrees.is_nan() || degrees <= 0.0 {
        return 1.0;
    }
    if degrees < MANY_DEGREES {
        return beta_within(degrees / 2.0, 0.5, degrees / (degrees + t * t));
    }
    // Hill 1970, algorithm 395.
    let shifted = degrees - 0.5;
    let scale = 48.0 * shifted * shifted;
    let square = shifted * (t * t / degrees).ln_1p();
    let root = square.sqrt();
    let tail = (((-0.4 * square - 3.3) * square - 24.0) * square - 85.5) / (0.8 * square * square + 100.0 + scale);
    normal_p(((tail + square + 3.0) / scale + 1.0) * root)
}

/// The value below which `probability` of the F distribution lies; both degrees of freedom are above 0.
pub(crate) fn f_quantile(probability: f64, numerator: f64, denominator: f64) -> f64 {
    let share = beta_quantile(probability, numerator / 2.0, denominator / 2.0);
    denominator * share / (numerator * (1.0 - share))
}

/// The value below which `probability` of the beta distribution lies; both shapes are above 0.
///
/// By halving: the inverse of `statrs` does not return for shapes as uneven as 10,000,000 and 0.5.
pub(crate) fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    if a.min(b) > MANY_TRIALS {
        let total = a + b;
        let (mean, deviation) = (a / total, (a / total * (b / total) / (total + 1.0)).sqrt());
        let skewness = 2.0 * (b - a) * (total + 1.0).sqrt() / ((total + 2.0) * a.sqrt() * b.sqrt());
        let z = -SQRT_2 * erfc_inv(2.0 * probability);
        // Cornish and Fisher 1938, first term.
        return (mean + deviation * (z + (z * z - 1.0) * skewness / 6.0)).clamp(0.0, 1.0);
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if beta_within(a, b, middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// How much of the beta distribution lies below `x`, by the continued fraction of Lentz (Press et al., Numerical
/// Recipes, section 6.4).
///
/// The fraction takes about as many terms as the root of the larger shape; `statrs` stops at 140.
pub(crate) fn beta_within(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let front = a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let share = if x < (a + 1.0) / (a + b + 2.0) {
        front.exp() * beta_fraction(a, b, x) / a
    } else {
        1.0 - front.exp() * beta_fraction(b, a, 1.0 - x) / b
    };
    share.clamp(0.0, 1.0)
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |value: f64| if value.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { value };
    let mut numerator = 1.0;
    let mut denominator = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = denominator;
    for term in 1..FRACTION_TERMS {
        let (term, twice) = (f64::from(term), 2.0 * f64::from(term));
        let even = term * (b - term) * x / ((a + twice - 1.0) * (a + twice));
        let odd = -(a + term) * (a + b + term) * x / ((a + twice) * (a + twice + 1.0));
        let mut change = 1.0;
        for part in [even, odd] {
            denominator = 1.0 / away(1.0 + part * denominator);
            numerator = away(1.0 + part / numerator);
            change = denominator * numerator;
            fraction *= change;
        }
        if (change - 1.0).abs() < 4.0 * f64::EPSILON {
            break;
        }
    }
    fraction
}

/// Probability that a Brownian bridge leaves the band of half width `reach` (Kolmogorov 1933).
pub(crate) fn bridge_p(reach: f64) -> f64 {
    // Below this the series converges slowly and its sum is 1 to eight digits.
    if reach < 0.3 {
        return 1.0;
    }
    let term = |k: i32| {
        let size = (-2.0 * f64::from(k * k) * reach * reach).exp();
        if k % 2 == 1 { size } else { -size }
    };
    (2.0 * (1..=20).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use statrs::distribution::{ContinuousCDF, StudentsT};

    use super::*;

    fn close(one: f64, other: f64, tolerance: f64) {
        assert!((one - other).abs() <= tolerance, "{one} is not {other}");
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        close(normal_two_sided(0.95), 1.959_963_985, 1e-9);
        close(normal_two_sided(0.99), 2.575_829_304, 1e-9);
        for (degrees, t) in [(1.0, 12.706), (2.0, 4.303), (10.0, 2.228), (30.0, 2.042), (120.0, 1.980)] {
            close(t_two_sided(0.95, degrees), t, 5e-4);
        }
        close(t_two_sided(0.95, 1e12), 1.959_963_985, 1e-9);
        assert_eq!(t_two_sided(0.95, 0.0), f64::INFINITY);
        close(f_quantile(0.95, 5.0, 10.0), 3.3258, 1e-4);
        close(beta_quantile(0.5, 2.0, 2.0), 0.5, 1e-9);
    }

    #[test]
    fn the_expansions_join_the_exact_functions() {
        for level in [0.5, 0.8, 0.95, 0.99] {
            let exact = StudentsT::new(0.0, 1.0, 250.0).unwrap().inverse_cdf(0.5 + level / 2.0);
            close(t_two_sided(level, 250.0), exact, 1e-7);
            close(t_p(exact, 250.0), 1.0 - level, 1e-9);
            close(t_p(t_two_sided(level, 1e7), 1e7), 1.0 - level, 1e-10);
            close(t_p(t_two_sided(level, 7.5), 7.5), 1.0 - level, 1e-9);
        }
    }

    #[test]
    fn the_beta_distribution_holds_for_shapes_of_any_size() {
        for x in [0.001, 0.2, 0.5, 0.9] {
            close(beta_within(2.0, 3.0, x), x * x * (6.0 - 8.0 * x + 3.0 * x * x), 1e-14);
            close(beta_within(0.5, 0.5, x), 2.0 / PI * x.sqrt().asin(), 1e-14);
            close(beta_within(1.0, 1e7, x / 1e7), -(1e7 * (-x / 1e7).ln_1p()).exp_m1(), 1e-7);
        }
        for size in [1.0, 50.0, 5e3, 1e6] {
            close(beta_within(size, size, 0.5), 0.5, 1e-7);
        }
        for (a, b) in [(0.5, 0.5), (5000.0, 1.0), (1e7, 0.5), (2.3, 1e6), (7e6, 3e6), (15_000.0, 11_000.0), (1e7, 5e3)]
        {
            for probability in [0.025, 0.5, 0.975] {
                close(beta_within(a, b, beta_quantile(probability, a, b)), probability, 1e-5);
            }
        }
    }

    #[test]
    fn the_bridge_leaves_its_bands_as_often_as_tabled() {
        close(bridge_p(1.358_099), 0.05, 1e-6);
        close(bridge_p(1.627_624), 0.01, 1e-6);
        close(bridge_p(0.3), 1.0, 1e-4);
        assert_eq!(bridge_p(0.0), 1.0);
    }
}
