//! A case as a row.

use hamdel_domain::cases::{
    Assessment, Case, CaseClock, CaseFacts, CaseId, CaseReference, CaseState, Contact, Decision, Matter, Severity,
};
use hamdel_domain::people::UserId;
use hamdel_domain::{Channel, CustomerId, Instant};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::contact::{from_json, to_json};
use crate::error::StoreError;
use crate::rows::Param;

/// Every column but the number, in the order of [`Kept::params`].
pub(super) const COLUMNS: &str = "reference, customer_id, contact, matter, kind, touchpoint, unit, looked, title, remedy, text, channel, language, origin, state, assessment, severity, priority, owner_id, cause, problem_id, received_at, acknowledged_at, answered_at, decision, closed_at, waiting_since, reopened, clocks, due_at, next_at, breached, revision, changed_at";
/// How many that are.
const WIDTH: usize = 34;

/// What of a case is kept as JSON.
pub(super) struct Kept {
    contact: String,
    assessment: Option<String>,
    clocks: String,
}

impl Kept {
    pub(super) fn of(case: &Case) -> Result<Self, StoreError> {
        Ok(Self {
            contact: to_json(&case.contact)?,
            assessment: case.assessment.as_ref().map(to_json).transpose()?,
            clocks: to_json(&case.clocks)?,
        })
    }

    pub(super) fn params<'a>(&'a self, case: &'a Case) -> [Param<'a>; WIDTH] {
        let micros = |at: Option<Instant>| Param::OptInteger(at.map(Instant::micros));
        let facts = &case.facts;
        [
            Param::Text(case.reference.as_str()),
            Param::OptInteger(case.customer.map(|customer| customer.0)),
            Param::Text(&self.contact),
            Param::Text(facts.matter.as_str()),
            Param::OptText(facts.kind.as_deref()),
            Param::OptText(facts.touchpoint.as_deref()),
            Param::OptText(facts.unit.as_deref()),
            Param::OptText(facts.severity.map(Severity::as_str)),
            Param::Text(&facts.title),
            Param::OptText(facts.remedy.as_deref()),
            Param::Text(&case.text),
            Param::Text(case.channel.as_str()),
            Param::Text(&case.language),
            Param::OptText(case.origin.as_deref()),
            Param::Text(case.state.as_str()),
            Param::OptText(self.assessment.as_deref()),
            Param::OptText(case.severity().map(Severity::as_str)),
            Param::Integer(case.priority()),
            Param::OptInteger(case.owner.map(|owner| owner.0)),
            Param::OptText(case.cause.as_deref()),
            Param::OptInteger(case.problem),
            Param::Integer(case.received_at.micros()),
            micros(case.acknowledged_at),
            micros(case.answered_at),
            Param::OptText(case.decision.map(Decision::as_str)),
            micros(case.closed_at),
            micros(case.waiting_since),
            Param::Integer(i64::from(case.reopened)),
            Param::Text(&self.clocks),
            micros(case.due_at()),
            micros(case.next_at()),
            Param::Integer(i64::from(case.is_breached())),
            Param::Integer(case.revision),
            Param::Integer(case.changed_at.micros()),
        ]
    }
}

/// The case of a row: its number, and [`COLUMNS`] after it.
pub(super) fn case(row: &AnyRow) -> Result<Case, StoreError> {
    let moment = |column: &str| -> Result<Option<Instant>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Instant::from_micros))
    };
    let words = |column: &str| -> Result<Option<String>, StoreError> { Ok(row.try_get(column)?) };
    let damaged = |what: &str| StoreError::corrupt(format!("the {what} of a case"));
    let assessment: Option<Assessment> =
        words("assessment")?.map(|text| from_json(&text, "the assessment of a case")).transpose()?;
    let clocks: Vec<CaseClock> = from_json(&row.try_get::<String, _>("clocks")?, "the clocks of a case")?;
    let contact: Contact = from_json(&row.try_get::<String, _>("contact")?, "the contact of a case")?;
    Ok(Case {
        id: CaseId(row.try_get("case_id")?),
        reference: CaseReference::parse(&row.try_get::<String, _>("reference")?).ok_or_else(|| damaged("reference"))?,
        customer: row.try_get::<Option<i64>, _>("customer_id")?.map(CustomerId),
        contact,
        facts: CaseFacts {
            matter: Matter::parse(&row.try_get::<String, _>("matter")?).ok_or_else(|| damaged("matter"))?,
            kind: words("kind")?,
            touchpoint: words("touchpoint")?,
            unit: words("unit")?,
            severity: words("looked")?.as_deref().and_then(Severity::parse),
            title: row.try_get("title")?,
            remedy: words("remedy")?,
        },
        text: row.try_get("text")?,
        channel: Channel::parse(&row.try_get::<String, _>("channel")?).ok_or_else(|| damaged("channel"))?,
        language: row.try_get("language")?,
        origin: words("origin")?,
        state: CaseState::parse(&row.try_get::<String, _>("state")?).ok_or_else(|| damaged("state"))?,
        assessment,
        owner: row.try_get::<Option<i64>, _>("owner_id")?.map(UserId),
        cause: words("cause")?,
        problem: row.try_get("problem_id")?,
        received_at: Instant::from_micros(row.try_get("received_at")?),
        acknowledged_at: moment("acknowledged_at")?,
        answered_at: moment("answered_at")?,
        decision: words("decision")?.as_deref().and_then(Decision::parse),
        closed_at: moment("closed_at")?,
        waiting_since: moment("waiting_since")?,
        reopened: u32::try_from(row.try_get::<i64, _>("reopened")?).unwrap_or(u32::MAX),
        clocks,
        revision: row.try_get("revision")?,
        changed_at: Instant::from_micros(row.try_get("changed_at")?),
    })
}
