//! What is asked of scores.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use hamdel_stats::ces::CesAnswers;
use hamdel_stats::compare::{self, Comparison};
use hamdel_stats::csat::CsatAnswers;
use hamdel_stats::interval::{Confidence, MinimumN, Published};
use hamdel_stats::nps::{Nps, NpsAnswers, NpsInterval};
use hamdel_stats::{ces, csat, nps};
use hamdel_text::JalaliDate;
use hamdel_text::calendar::start_of_week;

use super::counts::Answers;
use super::minus_days;
use super::people::{Dimension, Whose};
use crate::App;
use crate::pulse::Period;

/// A score that answers add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Net Promoter Score, in points.
    #[default]
    Nps,
    /// Share of 4 and 5 of 1 to 5, in [0, 1].
    Csat,
    /// Mean of 1 to 7.
    Ces,
    /// Net Promoter Score of employees, in points.
    Enps,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 4] = [Self::Nps, Self::Csat, Self::Ces, Self::Enps];

    /// The name in interactions, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Enps => "enps",
        }
    }

    /// The metric of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == name)
    }

    /// The lowest and the highest answer.
    #[must_use]
    pub fn scale(self) -> (u8, u8) {
        match self {
            Self::Nps | Self::Enps => (0, 10),
            Self::Csat => (1, 5),
            Self::Ces => (1, 7),
        }
    }

    /// What an answer is worth: the mean of it is the score, in the metric's unit.
    pub(super) fn value(self, score: u8) -> f64 {
        match self {
            Self::Nps | Self::Enps if score >= 9 => 100.0,
            Self::Nps | Self::Enps if score <= 6 => -100.0,
            Self::Nps | Self::Enps => 0.0,
            Self::Csat => f64::from(u8::from(score >= 4)),
            Self::Ces => f64::from(score),
        }
    }

    pub(super) fn by_score(self, answers: &Answers) -> Vec<u64> {
        let (low, high) = self.scale();
        (low..=high).map(|score| answers.of(score)).collect()
    }

    pub(super) fn published(self, answers: &Answers, minimum: MinimumN, confidence: Confidence) -> Published {
        match self {
            Self::Nps | Self::Enps => nps::published(&nps_answers(answers), minimum, confidence),
            Self::Csat => csat::published(&csat_answers(answers), minimum, confidence),
            Self::Ces => ces::published(&ces_answers(answers), minimum, confidence).mean,
        }
    }

    /// The score itself, in its unit; none without answers.
    pub(super) fn level(self, answers: &Answers) -> Option<f64> {
        match self {
            Self::Nps | Self::Enps => Some(Nps::of(&nps_answers(answers))?.score()),
            Self::Csat => Some(csat_answers(answers).share(4, 5)?.share()),
            Self::Ces => ces_answers(answers).moments().mean(),
        }
    }

    /// The second less the first; none where either has no answers or nothing varies.
    pub(super) fn compare(self, first: &Answers, second: &Answers, confidence: Confidence) -> Option<Comparison> {
        match self {
            Self::Nps | Self::Enps => {
                let (first, second) = (Nps::of(&nps_answers(first))?, Nps::of(&nps_answers(second))?);
                Some(compare::nps(&first, &second, NpsInterval::AdjustedWald, confidence))
            }
            Self::Csat => {
                let (first, second) = (csat_answers(first).share(4, 5)?, csat_answers(second).share(4, 5)?);
                Some(compare::proportions(&first, &second, confidence))
            }
            Self::Ces => compare::means(&ces_answers(first).moments(), &ces_answers(second).moments(), confidence).ok(),
        }
    }

    /// One period of a series that is watched for what moves.
    pub(super) fn watched(self, answers: &Answers) -> hamdel_stats::anomaly::Period {
        use hamdel_stats::anomaly::Period;
        match self {
            Self::Nps | Self::Enps => Nps::of(&nps_answers(answers)).map_or(Period::EMPTY, |nps| Period::of_nps(&nps)),
            Self::Csat => Period::of_share(answers.of(4) + answers.of(5), answers.n()).unwrap_or(Period::EMPTY),
            Self::Ces => Period::of_mean(&ces_answers(answers).moments()),
        }
    }
}

fn nps_answers(answers: &Answers) -> NpsAnswers {
    NpsAnswers::from_counts(std::array::from_fn(|score| answers.of(score as u8)))
}

fn csat_answers(answers: &Answers) -> CsatAnswers {
    CsatAnswers::from_counts(std::array::from_fn(|place| answers.of(place as u8 + 1)))
}

fn ces_answers(answers: &Answers) -> CesAnswers {
    CesAnswers::from_counts(std::array::from_fn(|place| answers.of(place as u8 + 1)))
}

/// By what answers are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The touchpoint.
    Touchpoint,
    /// The channel.
    Channel,
    /// The unit.
    Unit,
    /// The employee.
    Employee,
    /// The lifecycle stage.
    Stage,
    /// The source.
    Source,
}

impl By {
    /// Everything that answers can be grouped by.
    pub const ALL: [Self; 6] = [Self::Touchpoint, Self::Channel, Self::Unit, Self::Employee, Self::Stage, Self::Source];

    /// The column of the history, which is the name in addresses and locales too.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Touchpoint => "touchpoint",
            Self::Channel => "channel",
            Self::Unit => "unit",
            Self::Employee => "employee",
            Self::Stage => "stage",
            Self::Source => "source",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }
}

/// The length of a point of the trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// A week that begins on Saturday.
    Week,
    /// A month of the Persian calendar.
    JalaliMonth,
    /// A month of the Gregorian calendar.
    Month,
}

impl Step {
    /// The step that shows a period in 7 to 31 points, in months of the reader's calendar.
    #[must_use]
    pub fn of(period: Period, jalali: bool) -> Self {
        match period {
            Period::Week | Period::Month => Self::Day,
            Period::Quarter => Self::Week,
            Period::Year if jalali => Self::JalaliMonth,
            Period::Year => Self::Month,
        }
    }

    /// The first day of the step that holds a day.
    pub(crate) fn start(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => start_of_week(day, Weekday::Sat),
            Self::JalaliMonth => {
                JalaliDate::from_gregorian(day).map_or(day, |date| date.first_of_month().to_gregorian())
            }
            Self::Month => day.with_day(1).unwrap_or(day),
        }
    }

    /// The first day after the step that begins on a day.
    pub(crate) fn after(self, start: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::JalaliMonth => JalaliDate::from_gregorian(start)
                .and_then(|date| date.plus_months(1))
                .map(|date| date.first_of_month().to_gregorian()),
            Self::Month => start.checked_add_months(Months::new(1)),
        };
        next.unwrap_or(NaiveDate::MAX)
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoresQuestion {
    /// Which score.
    pub metric: Metric,
    /// Which period, up to today.
    pub period: Period,
    /// Into which groups.
    pub by: Option<Dimension>,
    /// Only answers with this name in that column.
    pub within: Option<(By, String)>,
    /// Only answers of these customers.
    pub whose: Option<Whose>,
    /// The length of a point of the trend.
    pub step: Step,
}

/// The days of a question, in the company's zone.
pub(super) struct Span {
    /// The first day of the period before.
    pub(super) before: NaiveDate,
    /// The first day of the period.
    pub(super) from: NaiveDate,
    /// The first day after it: tomorrow.
    pub(super) until: NaiveDate,
}

impl Span {
    pub(super) fn new(app: &App, question: &ScoresQuestion) -> Self {
        let today = app.zone.local(app.clock.now()).date();
        let until = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let from = minus_days(until, question.period.days());
        Self { before: minus_days(from, question.period.days()), from, until }
    }
}
