//! What a response has on an axis, and how numbers and days are put into bars.

use chrono::{Datelike, NaiveDate};

use hamdel_domain::surveys::{AnswerValue, Chosen, FacetRating, QuestionKind, SurveyDefinition, scores};
use hamdel_text::JalaliDate;

use super::asked::Axis;
use super::read::Seen;

/// The name of a choice in the words of the one who answered.
pub const OTHER: &str = "_other";
/// The name of a facet that does not apply.
pub const NOT_APPLICABLE: &str = "_na";
/// Bars that numbers are put into.
const BARS: usize = 10;
/// Different numbers that still have a bar each.
const MOST_SINGLE: usize = 12;

/// What a response has on an axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A name.
    Word(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(NaiveDate),
}

/// What a response has on an axis: nothing when it is not known, several where several were chosen.
pub(super) fn values_of(axis: &Axis, seen: &Seen, definition: &SurveyDefinition) -> Vec<Value> {
    let word = |text: &str| vec![Value::Word(text.to_owned())];
    let named = |text: Option<&str>| text.map(word).unwrap_or_default();
    let (response, place) = (&seen.response, &seen.response.place);
    match axis {
        Axis::Channel => named(place.channel.map(hamdel_domain::Channel::as_str)),
        Axis::Touchpoint => named(place.touchpoint.as_deref()),
        Axis::Unit => named(place.unit.as_deref()),
        Axis::Language => word(&response.language),
        Axis::Version => word(&response.version.to_string()),
        Axis::Trait(name) => named(seen.traits.get(name).map(String::as_str)),
        Axis::Groups(key) => match seen.answers.get(key) {
            Some(AnswerValue::Step(step)) => word(group_of(*step)),
            _ => Vec::new(),
        },
        Axis::Question(key, part) => seen
            .answers
            .get(key)
            .map(|answer| answered(answer, key.as_str(), part.as_deref(), definition))
            .unwrap_or_default(),
    }
}

/// Of which group one who gives this step is (Reichheld 2003).
#[must_use]
pub fn group_of(step: u8) -> &'static str {
    match step {
        0..=6 => "detractor",
        7..=8 => "passive",
        _ => "promoter",
    }
}

fn chosen(chosen: &Chosen) -> Value {
    Value::Word(match chosen {
        Chosen::Listed(key) => key.to_string(),
        Chosen::Other(_) => OTHER.to_owned(),
    })
}

fn answered(answer: &AnswerValue, key: &str, part: Option<&str>, definition: &SurveyDefinition) -> Vec<Value> {
    let word = |text: String| vec![Value::Word(text)];
    match (answer, part) {
        (AnswerValue::Step(step), _) => word(step.to_string()),
        (AnswerValue::Number(number), _) => vec![Value::Number(*number)],
        (AnswerValue::Choice(one), _) => vec![chosen(one)],
        (AnswerValue::Choices(several), _) => several.iter().map(chosen).collect(),
        (AnswerValue::Matrix(rows), Some(row)) => {
            rows.get(row).map(|column| word(column.to_string())).unwrap_or_default()
        }
        (AnswerValue::Ranking(order), Some(choice)) => {
            let place = order.iter().position(|held| held.as_str() == choice);
            place.map(|place| word((place + 1).to_string())).unwrap_or_default()
        }
        (AnswerValue::Date(day), _) => vec![Value::Day(*day)],
        (AnswerValue::Facets(ratings), Some(facet)) => {
            let rating = ratings.iter().find(|(held, _)| held.as_str() == facet).map(|(_, rating)| rating);
            match rating {
                Some(FacetRating::Rated(step)) => word(step.to_string()),
                Some(FacetRating::NotApplicable) => word(NOT_APPLICABLE.to_owned()),
                None => Vec::new(),
            }
        }
        (AnswerValue::Servqual(given), Some(dimension)) => {
            let Some(QuestionKind::Servqual { items, .. }) = definition.question(key).map(|question| &question.kind)
            else {
                return Vec::new();
            };
            let gaps = scores::gaps(items, given);
            let gap = gaps.iter().find(|(held, _)| held.as_str() == dimension).map(|(_, gap)| *gap);
            gap.map(|gap| word(side_of(gap).to_owned())).unwrap_or_default()
        }
        (AnswerValue::Text(_), _) => word("written".to_owned()),
        _ => Vec::new(),
    }
}

/// On which side of expectation a gap is.
fn side_of(gap: f64) -> &'static str {
    match gap {
        gap if gap < 0.0 => "short",
        gap if gap > 0.0 => "above",
        _ => "met",
    }
}

/// A bar of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberBar {
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// Whether its end belongs to it.
    pub closed: bool,
    /// How many.
    pub n: u64,
}

impl NumberBar {
    /// As an address names it.
    #[must_use]
    pub fn written(&self) -> String {
        match (self.low == self.high, self.closed) {
            (true, _) => self.low.to_string(),
            (_, true) => format!("{}..={}", self.low, self.high),
            (_, false) => format!("{}..{}", self.low, self.high),
        }
    }
}

/// Numbers in bars: one for each where they are few, otherwise ten of equal width. `ends` are those of the question.
#[must_use]
pub fn number_bars(numbers: &[f64], ends: (Option<f64>, Option<f64>)) -> Vec<NumberBar> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (sorted.first().copied(), sorted.last().copied()) else { return Vec::new() };
    let mut single = sorted.clone();
    single.dedup();
    if single.len() <= MOST_SINGLE {
        let n = |value: f64| sorted.iter().filter(|held| **held == value).count() as u64;
        return single
            .into_iter()
            .map(|value| NumberBar { low: value, high: value, closed: true, n: n(value) })
            .collect();
    }
    // An end of the question far from every answer would leave most bars empty.
    let (low, high) = (ends.0.unwrap_or(first).min(first), ends.1.unwrap_or(last).max(last));
    let step = nice((high - low) / BARS as f64);
    let start = (low / step).floor() * step;
    let end = |place: usize| rounded(start + step * place as f64);
    let bars = ((high - start) / step).ceil().max(1.0) as usize;
    let bar = |place: usize| {
        let (low, high, closed) = (end(place), end(place + 1), place + 1 == bars);
        let held = |value: &&f64| **value >= low && (**value < high || (closed && **value <= high));
        NumberBar { low, high, closed, n: sorted.iter().filter(held).count() as u64 }
    };
    (0..bars).map(bar).collect()
}

/// The next of 1, 2, 2.5 and 5 times a power of ten.
fn nice(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let found = [1.0, 2.0, 2.5, 5.0].into_iter().map(|times| times * power).find(|nice| *nice >= step * (1.0 - 1e-9));
    found.unwrap_or(10.0 * power)
}

/// Without what binary fractions leave behind.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// A bar of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayBar {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after it.
    pub until: NaiveDate,
    /// How many.
    pub n: u64,
}

impl DayBar {
    /// As an address names it.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{}..{}", self.from, self.until)
    }
}

/// Days by the month of one of the two calendars; only months that hold any.
#[must_use]
pub fn day_bars(days: &[NaiveDate], jalali: bool) -> Vec<DayBar> {
    let mut bars: Vec<DayBar> = Vec::new();
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    for day in sorted {
        match bars.last_mut().filter(|bar| day < bar.until) {
            Some(bar) => bar.n += 1,
            None => {
                let (from, until) = month_of(day, jalali);
                bars.push(DayBar { from, until, n: 1 });
            }
        }
    }
    bars
}

fn month_of(day: NaiveDate, jalali: bool) -> (NaiveDate, NaiveDate) {
    let of_jalali = || {
        let first = JalaliDate::from_gregorian(day)?.first_of_month();
        Some((first.to_gregorian(), first.plus_months(1)?.to_gregorian()))
    };
    let gregorian = || {
        let first = day.with_day(1).unwrap_or(day);
        (first, first.checked_add_months(chrono::Months::new(1)).unwrap_or(first))
    };
    if jalali { of_jalali().unwrap_or_else(gregorian) } else { gregorian() }
}
