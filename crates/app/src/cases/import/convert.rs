//! A row of a file becomes a past case.

use std::sync::Arc;

use hamdel_domain::cases::action::check_facts;
use hamdel_domain::cases::{
    Case, CaseClock, CaseFacts, CaseId, CaseReference, CaseState, Contact, Decision, LONGEST_TEXT, LONGEST_TITLE,
    Matter,
};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::clocks::{BusinessCalendar, CalendarPlan, ClockKind, ClockPlan, ClockState};
use hamdel_domain::{Channel, Entropy, Instant};
use hamdel_text::{DateFormat, Zone, parse_when};

use super::map::CaseMap;
use crate::AppError;
use crate::cases::capture::language_of;
use crate::imports::rows::{Row, RowProblem};
use crate::imports::value::Value;

/// The calendar and rule that clocks of imported cases name.
const IMPORTED: &str = "import";
/// A minute, in microseconds.
const MINUTE: i64 = 60 * SECOND;
/// The longest clock, in minutes: 400 days.
const LONGEST: i64 = 400 * 24 * 60;

/// Makes cases of rows.
pub(super) struct Converter<'a> {
    map: &'a CaseMap,
    places: Places,
    zone: Zone,
    format: DateFormat,
    calendar: BusinessCalendar,
    entropy: &'a dyn Entropy,
    now: Instant,
}

/// Where the columns of the map are.
struct Places {
    id: usize,
    text: Vec<usize>,
    received_at: usize,
    title: Option<usize>,
    answered_at: Option<usize>,
    closed_at: Option<usize>,
    due_at: Option<usize>,
    timely: Option<usize>,
    kind: Option<usize>,
    unit: Option<usize>,
    cause: Option<usize>,
    channel: Option<usize>,
    decision: Option<usize>,
}

/// A case as the file has it, with the words that kind and unit have there.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) case: Case,
    /// The kind's words.
    pub(super) kind: Option<String>,
    /// Whether it was answered in time; `None` where nothing says until when it was to be.
    pub(super) in_time: Option<bool>,
}

impl<'a> Converter<'a> {
    pub(super) fn new(
        map: &'a CaseMap,
        columns: &[String],
        company: Zone,
        entropy: &'a dyn Entropy,
        now: Instant,
    ) -> Result<Self, AppError> {
        let place = |name: &String| {
            columns
                .iter()
                .position(|column| column == name)
                .ok_or_else(|| AppError::invalid("map", format!("names the column {name}, which the file has not")))
        };
        let optional = |name: &Option<String>| name.as_ref().map(place).transpose();
        let zone = map.zone(company)?;
        let calendar = BusinessCalendar::new(&CalendarPlan::always(zone.name()), Arc::new(zone))
            .map_err(|problem| AppError::invalid("map", problem.to_string()))?;
        let places = Places {
            id: place(&map.id)?,
            text: map.text.iter().map(place).collect::<Result<_, _>>()?,
            received_at: place(&map.received_at)?,
            title: optional(&map.title)?,
            answered_at: optional(&map.answered_at)?,
            closed_at: optional(&map.closed_at)?,
            due_at: optional(&map.due_at)?,
            timely: optional(&map.timely)?,
            kind: optional(&map.kind)?,
            unit: optional(&map.unit)?,
            cause: optional(&map.cause)?,
            channel: optional(&map.channel)?,
            decision: optional(&map.decision)?,
        };
        Ok(Self { map, places, zone, format: map.format()?, calendar, entropy, now })
    }

    /// The case of a row.
    pub(super) fn read(&self, row: &Row) -> Result<Read, RowProblem> {
        if let Some(problem) = &row.problem {
            return Err(problem.clone());
        }
        let places = &self.places;
        let id = text(row, Some(places.id)).ok_or_else(|| RowProblem::new(self.map.id.as_str(), "is missing"))?;
        let words = places.text.iter().find_map(|place| text(row, Some(*place)));
        let words = words.ok_or_else(|| RowProblem::new(self.map.text.join(", "), "holds no words"))?;
        let received_at = self.when(row, Some(places.received_at), &self.map.received_at)?;
        let received_at = received_at.ok_or_else(|| RowProblem::new(self.map.received_at.as_str(), "is missing"))?;
        let named = |place: Option<usize>, name: &Option<String>| self.when(row, place, name.as_deref().unwrap_or(""));
        let mut answered_at = named(places.answered_at, &self.map.answered_at)?;
        let closed_at = named(places.closed_at, &self.map.closed_at)?;
        let mut due_at = named(places.due_at, &self.map.due_at)?;
        if due_at.is_none() {
            due_at = self.map.promise_days.map(|days| received_at.plus_micros(i64::from(days) * DAY));
        }
        let mut ended = closed_at.or(answered_at);
        if let (Some(due), Some(timely)) = (due_at, self.timely(row)?) {
            // The file names no moment: in time is counted as the last moment of it, late as a day after.
            let at = if timely { due } else { due.plus_micros(DAY) };
            ended = ended.or(Some(at));
            answered_at = answered_at.or(Some(at));
        }
        let answered_at = answered_at.or(closed_at);
        let state = match (ended, answered_at) {
            (Some(_), _) => CaseState::Closed,
            (None, Some(_)) => CaseState::Answered,
            (None, None) => CaseState::Acknowledged,
        };
        let case = self.case(row, &id, &words, received_at)?;
        let clock = due_at.map(|due| self.clock(received_at, due, answered_at)).transpose()?;
        let in_time = clock.as_ref().filter(|_| answered_at.is_some()).map(|clock| !clock.state.is_breached());
        let kind = text(row, places.kind);
        let decision = answered_at.map(|_| self.decision(row));
        Ok(Read {
            case: Case {
                state,
                answered_at,
                closed_at: ended,
                decision,
                clocks: clock.into_iter().collect(),
                changed_at: ended.or(answered_at).unwrap_or(received_at),
                ..case
            },
            kind,
            in_time,
        })
    }

    fn case(&self, row: &Row, id: &str, words: &str, received_at: Instant) -> Result<Case, RowProblem> {
        let places = &self.places;
        let kind = text(row, places.kind).map(|kind| slug(&kind));
        let title = text(row, places.title).unwrap_or_else(|| words.lines().next().unwrap_or_default().to_owned());
        let facts = CaseFacts {
            matter: Matter::Complaint,
            kind,
            touchpoint: None,
            unit: text(row, places.unit),
            severity: None,
            title: title.chars().take(LONGEST_TITLE).collect(),
            remedy: None,
        };
        check_facts(&facts).map_err(|problem| RowProblem::new("", problem.to_string()))?;
        if received_at > self.now {
            return Err(RowProblem::new(self.map.received_at.as_str(), "lies in the future"));
        }
        let channel = text(row, places.channel).and_then(|name| Channel::parse(&name)).unwrap_or(Channel::Web);
        Ok(Case {
            id: CaseId(0),
            reference: CaseReference::draw(self.entropy),
            customer: None,
            contact: Contact::default(),
            facts,
            text: words.chars().take(LONGEST_TEXT).collect(),
            channel,
            language: language_of(words).to_owned(),
            origin: Some(format!("import:{}:{id}", self.map.source)),
            state: CaseState::Acknowledged,
            assessment: None,
            owner: None,
            cause: text(row, places.cause).map(|cause| slug(&cause)),
            problem: None,
            received_at,
            acknowledged_at: Some(received_at),
            answered_at: None,
            decision: None,
            closed_at: None,
            waiting_since: None,
            reopened: 0,
            clocks: Vec::new(),
            revision: 1,
            changed_at: received_at,
        })
    }

    /// A clock of every minute of every day that runs out at exactly that moment. Clocks count whole minutes, so it
    /// starts up to a minute before the case came.
    fn clock(&self, received: Instant, due: Instant, answered: Option<Instant>) -> Result<CaseClock, RowProblem> {
        let minutes = due.micros_since(received).max(1).saturating_add(MINUTE - 1) / MINUTE;
        let minutes = minutes.clamp(1, LONGEST);
        let plan = ClockPlan::new(u32::try_from(minutes).unwrap_or(1), Vec::new(), Vec::new());
        let plan = plan.map_err(|problem| RowProblem::new("", problem.to_string()))?;
        let mut state = ClockState::start(plan, due.plus_micros(-minutes * MINUTE), &self.calendar);
        match answered {
            Some(answered) => state.meet(answered, &self.calendar),
            // What ran out before it came here has nothing left to do but to be seen as that.
            None => state.step(self.now, &self.calendar),
        };
        Ok(CaseClock {
            kind: ClockKind::Solution,
            rule: IMPORTED.to_owned(),
            calendar: IMPORTED.to_owned(),
            policy: 0,
            state,
        })
    }

    fn decision(&self, row: &Row) -> Decision {
        let said = text(row, self.places.decision);
        said.and_then(|said| self.map.decisions.get(&said).copied()).unwrap_or(Decision::Explained)
    }

    fn timely(&self, row: &Row) -> Result<Option<bool>, RowProblem> {
        let Some(said) = text(row, self.places.timely) else { return Ok(None) };
        match said.to_lowercase().as_str() {
            "yes" | "true" | "1" | "بله" => Ok(Some(true)),
            "no" | "false" | "0" | "خیر" => Ok(Some(false)),
            _ => Err(RowProblem::new(
                self.map.timely.as_deref().unwrap_or(""),
                format!("\"{said}\": is neither yes nor no"),
            )),
        }
    }

    fn when(&self, row: &Row, place: Option<usize>, column: &str) -> Result<Option<Instant>, RowProblem> {
        let Some(value) = place.and_then(|place| row.values.get(place)) else { return Ok(None) };
        match value {
            Value::Missing => Ok(None),
            Value::Instant(at) => Ok(Some(*at)),
            Value::LocalTime(local) => Ok(Some(self.zone.instant(*local))),
            other => {
                let text = other.text().unwrap_or_default();
                let read = parse_when(&text, self.zone, self.format);
                read.map(Some).map_err(|problem| RowProblem::new(column, format!("\"{text}\": {problem}")))
            }
        }
    }
}

fn text(row: &Row, place: Option<usize>) -> Option<String> {
    row.values.get(place?)?.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A name as kinds and causes have it: small letters and digits of what somebody wrote; letters that are no Latin ones
/// become the digits of a hash, so that no two words become one name.
pub(super) fn slug(words: &str) -> String {
    let mut name = String::new();
    for sign in words.to_lowercase().chars() {
        if sign.is_ascii_alphanumeric() {
            name.push(sign);
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let short: String = name.trim_end_matches('_').chars().take(50).collect();
    if short.len() == name.trim_end_matches('_').len() && words.is_ascii() && !short.is_empty() {
        return short;
    }
    let hash = xxhash_rust::xxh3::xxh3_64(words.as_bytes());
    format!("{}_{:08x}", if short.is_empty() { "kind" } else { &short }, hash as u32)
}
