//! How a number is published: with its n and its interval, or not at all.

use crate::error::StatsError;
use crate::quantile;

/// How sure an interval is, strictly between 0 and 1; 0.95 unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    level: f64,
    z: f64,
}

impl Confidence {
    /// The usual level: 0.95, z = 1.959964.
    pub const P95: Self = Self { level: 0.95, z: 1.959_963_984_540_054 };

    /// The level given, as a share (0.95, not 95).
    ///
    /// # Errors
    ///
    /// [`StatsError::LevelOutOfRange`] unless strictly between 0 and 1.
    pub fn new(level: f64) -> Result<Self, StatsError> {
        let z = if level > 0.0 && level < 1.0 { quantile::normal_two_sided(level) } else { f64::NAN };
        if z.is_finite() && z > 0.0 { Ok(Self { level, z }) } else { Err(StatsError::LevelOutOfRange { level }) }
    }

    /// The level at which a normal interval reaches `z` standard errors to each side: 1.96, as in printed
    /// examples, is a level of 0.950004.
    ///
    /// # Errors
    ///
    /// [`StatsError::LevelOutOfRange`] when the level would be 0 or 1.
    pub fn from_z(z: f64) -> Result<Self, StatsError> {
        let level = quantile::normal_within(z);
        if z > 0.0 && level > 0.0 && level < 1.0 {
            Ok(Self { level, z })
        } else {
            Err(StatsError::LevelOutOfRange { level })
        }
    }

    /// The level, a share.
    #[must_use]
    pub fn level(self) -> f64 {
        self.level
    }

    /// 1 less the level: the rate of false alarms that is accepted.
    #[must_use]
    pub fn alpha(self) -> f64 {
        1.0 - self.level
    }

    /// Standard errors to each side under a normal distribution.
    #[must_use]
    pub fn z(self) -> f64 {
        self.z
    }

    /// Standard errors to each side under Student's t; infinite when `degrees` is not above 0.
    #[must_use]
    pub fn t(self, degrees: f64) -> f64 {
        quantile::t_two_sided(self.level, degrees)
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self::P95
    }
}

/// How an interval was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Value and standard error, normal.
    Wald,
    /// Wald after adding a few imagined answers (Rocks 2016).
    AdjustedWald,
    /// Score interval of a share (Wilson 1927).
    Wilson,
    /// Mean and standard error, Student's t.
    StudentT,
    /// Two Wilson intervals joined (Newcombe 1998, method 10).
    Newcombe,
    /// Student's t for two means of unequal variance (Welch 1947).
    Welch,
    /// Cronbach's alpha by the F distribution (Feldt, Woodruff, Salih 1987).
    Feldt,
    /// Posterior under a prior estimated from all groups.
    EmpiricalBayes,
    /// Student's t for means compared within strata of people who were alike.
    Matched,
    /// Two Poisson counts, given both together (Przyborowski and Wilenski 1940).
    ExactPoisson,
    /// Order statistics about a median, for any distribution.
    OrderStatistics,
}

impl Method {
    /// Every method.
    pub const ALL: &'static [Self] = &[
        Self::Wald,
        Self::AdjustedWald,
        Self::Wilson,
        Self::StudentT,
        Self::Newcombe,
        Self::Welch,
        Self::Feldt,
        Self::EmpiricalBayes,
        Self::Matched,
        Self::ExactPoisson,
        Self::OrderStatistics,
    ];

    /// The name used in the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wald => "wald",
            Self::AdjustedWald => "adjusted_wald",
            Self::Wilson => "wilson",
            Self::StudentT => "student_t",
            Self::Newcombe => "newcombe",
            Self::Welch => "welch",
            Self::Feldt => "feldt",
            Self::EmpiricalBayes => "empirical_bayes",
            Self::Matched => "matched",
            Self::ExactPoisson => "exact_poisson",
            Self::OrderStatistics => "order_statistics",
        }
    }
}

/// A number with its interval and its n. Only this crate makes one; `low <= value <= high` always.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Estimate {
    /// The number, in the unit that its maker states.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Answers behind it.
    pub n: u64,
    /// Unweighted answers that would be worth as much (Kish 1965); n itself without weights.
    pub effective_n: f64,
    /// How the interval was computed.
    pub method: Method,
    /// How sure the interval is.
    pub confidence: Confidence,
}

impl Estimate {
    /// The same with the number and both ends of its interval within the range that it can have.
    pub(crate) fn within(mut self, least: f64, most: f64) -> Self {
        self.value = self.value.clamp(least, most);
        self.low = self.low.clamp(least, most).min(self.value);
        self.high = self.high.clamp(least, most).max(self.value);
        self
    }

    /// Length of the interval, in the unit of the value.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Whether the interval is a single point because every answer was the same: then it says nothing about the
    /// answers that did not come.
    #[must_use]
    pub fn is_degenerate(&self) -> bool {
        self.width() == 0.0
    }
}

/// The fewest answers with which a number is shown; 2 or more, because one answer has no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MinimumN(u64);

impl MinimumN {
    /// The minimum given.
    ///
    /// # Errors
    ///
    /// [`StatsError::MinimumTooLow`] below 2.
    pub fn new(minimum: u64) -> Result<Self, StatsError> {
        if minimum < 2 { Err(StatsError::MinimumTooLow { minimum }) } else { Ok(Self(minimum)) }
    }

    /// The number of answers.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }
}

impl Default for MinimumN {
    /// Ten answers.
    fn default() -> Self {
        Self(10)
    }
}

/// What is shown of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Published {
    /// The score with its interval.
    Estimate(Estimate),
    /// Too few answers to show a score.
    TooFew {
        /// Answers there are.
        have: u64,
        /// Answers it takes.
        need: u64,
    },
}

impl Published {
    /// The estimate that `estimate` makes of `n` answers, unless they are fewer than `minimum`.
    ///
    /// Where enough answers still give no estimate (one of them has nearly all the weight), one answer more is
    /// asked for.
    #[must_use]
    pub fn of(n: u64, minimum: MinimumN, estimate: impl FnOnce() -> Option<Estimate>) -> Self {
        let made = if n < minimum.get() { None } else { estimate() };
        made.map_or(Self::TooFew { have: n, need: minimum.get().max(n + 1) }, Self::Estimate)
    }

    /// The estimate, if it is shown.
    #[must_use]
    pub fn estimate(&self) -> Option<&Estimate> {
        match self {
            Self::Estimate(estimate) => Some(estimate),
            Self::TooFew { .. } => None,
        }
    }

    /// How many answers are missing until the score is shown; 0 when it is.
    #[must_use]
    pub fn missing(&self) -> u64 {
        match self {
            Self::Estimate(_) => 0,
            Self::TooFew { have, need } => need.saturating_sub(*have),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mean::Moments;

    #[test]
    fn a_level_is_a_share() {
        for level in [0.0, 1.0, 95.0, -0.5, f64::NAN, f64::INFINITY] {
            assert!(Confidence::new(level).is_err(), "{level}");
            assert!(Confidence::from_z(-level.abs()).is_err(), "{level}");
        }
        let exact = Confidence::new(0.95).unwrap();
        assert!((exact.z() - Confidence::P95.z()).abs() < 1e-12);
        let printed = Confidence::from_z(1.96).unwrap();
        assert_eq!(printed.z(), 1.96);
        assert!((printed.level() - 0.950_004).abs() < 1e-6);
        assert!((printed.alpha() + printed.level() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn below_the_minimum_it_says_how_many_are_missing() {
        assert_eq!(MinimumN::new(1), Err(StatsError::MinimumTooLow { minimum: 1 }));
        let minimum = MinimumN::new(5).unwrap();
        let moments = Moments::of([1.0, 2.0, 3.0, 4.0]).unwrap();
        let published = Published::of(4, minimum, || moments.estimate(Confidence::P95));
        assert_eq!(published, Published::TooFew { have: 4, need: 5 });
        assert_eq!((published.missing(), published.estimate()), (1, None));
        let shown = Published::of(5, minimum, || moments.estimate(Confidence::P95));
        assert_eq!((shown.missing(), shown.estimate().map(|estimate| estimate.value)), (0, Some(2.5)));
        assert_eq!(Published::of(7, minimum, || None), Published::TooFew { have: 7, need: 8 });
    }

    #[test]
    fn names_are_one_each() {
        let names: std::collections::BTreeSet<&str> = Method::ALL.iter().map(|method| method.as_str()).collect();
        assert_eq!(names.len(), Method::ALL.len());
    }
}
