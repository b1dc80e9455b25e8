//! Holidays from an iCalendar file (RFC 5545): events of whole days, once or every year.

use chrono::{Datelike, Days, NaiveDate};

use hamdel_domain::clocks::Holiday;

use crate::error::AppError;

/// Largest file, in bytes.
const LARGEST: usize = 1024 * 1024;
/// Most days that a file may bring, and that one event may last.
const MOST_DAYS: usize = 2_000;
const LONGEST_EVENT: u64 = 60;

/// The days off of a file that fall into the years given, each once, in their order.
///
/// # Errors
/// [`AppError::Invalid`] of `file`, with the line: a file that is no calendar, an event without a day or with a time
/// of day, a repetition other than yearly.
pub fn holidays(text: &str, years: std::ops::RangeInclusive<i32>) -> Result<Vec<Holiday>, AppError> {
    if text.len() > LARGEST {
        return Err(AppError::invalid("file", "is larger than 1 MiB"));
    }
    let lines = unfolded(text);
    if !lines.first().is_some_and(|line| line.text.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Err(AppError::invalid("file", "is no iCalendar file: its first line is not BEGIN:VCALENDAR"));
    }
    let mut found: Vec<Holiday> = Vec::new();
    let mut event: Option<Event> = None;
    for line in &lines {
        let (name, parameters, value) = line.parts()?;
        match (name.as_str(), event.as_mut()) {
            ("BEGIN", None) if value.eq_ignore_ascii_case("VEVENT") => event = Some(Event::at(line.number)),
            ("END", Some(held)) if value.eq_ignore_ascii_case("VEVENT") => {
                held.days(&years, &mut found)?;
                event = None;
            }
            ("DTSTART", Some(held)) => held.start = Some(day(line, parameters, value)?),
            ("DTEND", Some(held)) => held.end = Some(day(line, parameters, value)?),
            ("SUMMARY", Some(held)) => held.summary = unescaped(value),
            ("RRULE", Some(held)) => held.yearly = yearly(line, value)?,
            _ => {}
        }
        if found.len() > MOST_DAYS {
            return Err(wrong(line.number, "more than 2,000 days"));
        }
    }
    if let Some(open) = event {
        return Err(wrong(open.line, "this event has no END:VEVENT"));
    }
    found.sort_by_key(|day| day.date);
    found.dedup_by(|later, earlier| later.date == earlier.date);
    Ok(found)
}

fn wrong(line: usize, problem: &str) -> AppError {
    AppError::invalid("file", format!("line {line}: {problem}"))
}

/// A line as it was before it was folded, with the number of its first piece.
struct Line {
    number: usize,
    text: String,
}

impl Line {
    /// The name in capitals, the parameters, and the value.
    fn parts(&self) -> Result<(String, &str, &str), AppError> {
        let mut quoted = false;
        let colon = self.text.char_indices().find(|(_, letter)| {
            quoted ^= *letter == '"';
            *letter == ':' && !quoted
        });
        let Some((colon, _)) = colon else { return Err(wrong(self.number, "has no colon")) };
        let (before, value) = (&self.text[..colon], &self.text[colon + 1..]);
        let (name, parameters) = before.split_once(';').unwrap_or((before, ""));
        Ok((name.to_ascii_uppercase(), parameters, value))
    }
}

fn unfolded(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, raw) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let raw = raw.trim_end_matches('\r');
        match (raw.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(line)) => line.text.push_str(rest),
            _ if raw.is_empty() => {}
            _ => lines.push(Line { number, text: raw.to_owned() }),
        }
    }
    lines
}

struct Event {
    line: usize,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    summary: String,
    yearly: bool,
}

impl Event {
    fn at(line: usize) -> Self {
        Self { line, start: None, end: None, summary: String::new(), yearly: false }
    }

    /// Adds its days within the years: from the first to the one before its end.
    fn days(&self, years: &std::ops::RangeInclusive<i32>, found: &mut Vec<Holiday>) -> Result<(), AppError> {
        let start = self.start.ok_or_else(|| wrong(self.line, "this event has no DTSTART"))?;
        let last = self.end.and_then(|end| end.pred_opt()).unwrap_or(start).max(start);
        let length = last.signed_duration_since(start).num_days().unsigned_abs();
        if length >= LONGEST_EVENT {
            return Err(wrong(self.line, "this event lasts longer than 60 days"));
        }
        let repeated = years.clone().filter(|year| self.yearly && *year > start.year());
        let starts = std::iter::once(start).chain(repeated.filter_map(|year| start.with_year(year)));
        let days =
            starts.flat_map(|first| (0..=length).filter_map(move |apart| first.checked_add_days(Days::new(apart))));
        for date in days.filter(|date| years.contains(&date.year())) {
            let name = if self.summary.trim().is_empty() { date.to_string() } else { self.summary.trim().to_owned() };
            found.push(Holiday { date, name_fa: name.clone(), name_en: name, shifts: Vec::new(), certain: true });
        }
        Ok(())
    }
}

fn day(line: &Line, parameters: &str, value: &str) -> Result<NaiveDate, AppError> {
    if !parameters.to_ascii_uppercase().contains("VALUE=DATE") && value.contains('T') {
        return Err(wrong(line.number, "this event begins or ends at a time of day; holidays are whole days"));
    }
    NaiveDate::parse_from_str(value.trim(), "%Y%m%d")
        .map_err(|_| wrong(line.number, "is no day; one looks like 20260321"))
}

fn yearly(line: &Line, value: &str) -> Result<bool, AppError> {
    let parts: Vec<String> = value.split(';').map(|part| part.trim().to_ascii_uppercase()).collect();
    let known = |part: &String| part == "FREQ=YEARLY" || part == "INTERVAL=1" || part.starts_with("WKST=");
    if parts.iter().all(known) {
        Ok(true)
    } else {
        Err(wrong(line.number, "this repetition is not known here: FREQ=YEARLY alone is"))
    }
}

/// The text as it was before RFC 5545 section 3.3.11 escaped it, without what would turn a line around.
fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push(' '),
                Some(other) => text.push(other),
                None => {}
            },
            other if other.is_control() => {}
            other => text.push(other),
        }
    }
    text.chars().take(120).collect()
}
