//! Taking a case down.

use hamdel_domain::cases::action::check_facts;
use hamdel_domain::cases::{
    Case, CaseFacts, CaseId, CaseReference, CaseState, Contact, Happening, LONGEST_TEXT, Matter,
};
use hamdel_domain::clock::SECOND;
use hamdel_domain::masking::{MASK, masked_text};
use hamdel_domain::rights::Right;
use hamdel_domain::{Channel, CustomerId, Instant};
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{NewEvent, add_event, insert_case};
use hamdel_store::contact::hold_contacts;
use hamdel_store::{StoreError, Transaction};

use super::acknowledge::enqueue_acknowledging;
use super::clocks::live;
use super::notices::enqueue_notice;
use super::proposals::identifiers_in;
use super::tell::enqueue_telling;
use super::{Doer, subject};
use crate::App;
use crate::clocks::{Clocks, clocks};
use crate::error::AppError;
use crate::routing::{Routed, route};

/// Longest name a customer gives, in characters.
const LONGEST_NAME: usize = 200;
/// Most identifiers of a contact.
const MOST_IDENTIFIERS: usize = 10;
/// How long whoever took a case down may take it back; until then nobody outside the case is told. Microseconds.
pub const UNDO_WITHIN: i64 = 30 * SECOND;

/// What is taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// Whose it is, where that is known.
    pub customer: Option<CustomerId>,
    /// Where an answer may go.
    pub contact: Contact,
    /// What it is and where it belongs. Without a title the first words of the text are one.
    pub facts: CaseFacts,
    /// The customer's words.
    pub text: String,
    /// How it reached the company.
    pub channel: Channel,
    /// The language the customer is answered in: `fa` or `en`.
    pub language: String,
    /// What it comes from; a second case of one origin is not made.
    pub origin: Option<String>,
    /// When it reached the company; now, where it is not said. Never later than now.
    pub received_at: Option<Instant>,
    /// Whether the customer has the reference already: on the page, on the telephone.
    pub acknowledged: bool,
}

/// A case that was taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenDown {
    /// Its number.
    pub id: CaseId,
    /// The number its customer holds.
    pub reference: CaseReference,
    /// Whether it was there already: its origin made a case before.
    pub already: bool,
}

/// Takes a case down.
///
/// # Errors
/// Names the field that is wrong.
pub async fn take_down(app: &App, new: &NewCase, by: &Doer<'_>) -> Result<TakenDown, AppError> {
    if let Some(origin) = &new.origin
        && let Some(there) = app.store.case_of_origin(origin).await?
    {
        return Ok(TakenDown { id: there.id, reference: there.reference, already: true });
    }
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    let taken = take_down_in(app, &mut tx, new, by, &rules).await;
    match (taken, &new.origin) {
        (Ok(taken), _) => {
            tx.commit().await.map_err(StoreError::from)?;
            Ok(taken)
        }
        // Somebody else made a case of it between the look and the write.
        (Err(AppError::Store(StoreError::Conflict { what })), Some(origin)) => {
            drop(tx);
            let there = app.store.case_of_origin(origin).await?;
            let there = there.ok_or(AppError::Store(StoreError::Conflict { what }))?;
            Ok(TakenDown { id: there.id, reference: there.reference, already: true })
        }
        (Err(problem), _) => Err(problem),
    }
}

/// [`take_down`] inside a transaction of the caller's, with the clocks in force.
///
/// # Errors
/// Names the field that is wrong; a conflict when a case of that origin is there.
pub async fn take_down_in(
    app: &App,
    tx: &mut Transaction,
    new: &NewCase,
    by: &Doer<'_>,
    rules: &Clocks,
) -> Result<TakenDown, AppError> {
    if let Doer::Staff(who) = by
        && !who.may(Right::TakeDownCases)
    {
        return Err(AppError::NeedsRight(Right::TakeDownCases));
    }
    let now = app.clock.now();
    let mut case = checked(app, new, now)?;
    let routed = route(app, tx, &mut case, now).await?;
    let received_at = case.received_at;
    live(&mut case, Happening::Taken, received_at, rules);
    if new.acknowledged {
        (case.state, case.acknowledged_at) = (CaseState::Acknowledged, Some(now));
    }
    case.id = insert_case(tx, &case).await?;
    let (actor, name) = (by.actor(), by.name().to_owned());
    let event = NewEvent {
        case: case.id,
        at: case.received_at,
        actor: &actor,
        by: &name,
        did: RECEIVED,
        visible: true,
        text: &case.text,
        detail: "{}",
    };
    let received = add_event(tx, event).await?;
    let told_at = if matches!(by, Doer::Staff(_)) { now.plus_micros(UNDO_WITHIN) } else { now };
    enqueue_telling(tx, received, told_at).await?;
    if let Some(routed) = &routed {
        keep_routed(tx, &case, routed, now, told_at).await?;
    }
    enqueue_acknowledging(tx, &case, received, (told_at, now)).await?;
    if new.acknowledged {
        add_event(tx, NewEvent { at: now, did: "acknowledged", text: "", ..event }).await?;
    }
    if let (Some(customer), Matter::Complaint) = (case.customer, case.facts.matter) {
        hold_contacts(tx, customer, &subject(case.id), now).await?;
    }
    let entry = AuditEntry {
        at: now,
        actor,
        action: "case.taken_down".to_owned(),
        subject: subject(case.id),
        detail:
            serde_json::json!({ "after": { "facts": &case.facts, "customer": case.customer, "channel": case.channel } })
                .to_string(),
    };
    append(tx, &entry).await?;
    Ok(TakenDown { id: case.id, reference: case.reference, already: false })
}

/// Keeps in the thread what routing did, and has the owner told.
async fn keep_routed(
    tx: &mut Transaction,
    case: &Case,
    routed: &Routed,
    now: Instant,
    told_at: Instant,
) -> Result<(), AppError> {
    let detail = serde_json::json!({
        "rule": routed.rule, "unit": case.facts.unit, "severity": case.facts.severity, "owner": routed.owner,
    });
    let event = NewEvent {
        case: case.id,
        at: now,
        actor: "program:routing",
        by: "",
        did: ROUTED,
        visible: false,
        text: &routed.rule,
        detail: &detail.to_string(),
    };
    let event = add_event(tx, event).await?;
    if routed.owner.is_some() { enqueue_notice(tx, event, told_at).await } else { Ok(()) }
}

/// What the thread calls that a rule caught a case.
pub(super) const ROUTED: &str = "routed";

/// What the thread calls the beginning of a case.
pub(super) const RECEIVED: &str = "received";

/// The case as it will be kept, without its clocks.
fn checked(app: &App, new: &NewCase, now: Instant) -> Result<Case, AppError> {
    let text = new.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        return Err(AppError::invalid("text", "needs 1 to 20,000 characters"));
    }
    let mut facts = new.facts.clone();
    facts.title = match facts.title.trim() {
        "" => first_words(text),
        title => title.to_owned(),
    };
    facts.remedy = facts.remedy.map(|remedy| remedy.trim().to_owned()).filter(|remedy| !remedy.is_empty());
    check_facts(&facts).map_err(AppError::Case)?;
    let name = new.contact.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        return Err(AppError::invalid("name", "is longer than 200 characters"));
    }
    if new.contact.identifiers.len() > MOST_IDENTIFIERS {
        return Err(AppError::invalid("identifiers", "are more than ten"));
    }
    if !matches!(new.language.as_str(), "fa" | "en") {
        return Err(AppError::invalid("language", "is fa or en"));
    }
    Ok(Case {
        id: CaseId(0),
        reference: CaseReference::draw(&*app.entropy),
        customer: new.customer,
        contact: Contact { name: name.map(str::to_owned), identifiers: new.contact.identifiers.clone() },
        facts,
        text: text.to_owned(),
        channel: new.channel,
        language: new.language.clone(),
        origin: new.origin.clone(),
        state: CaseState::Received,
        assessment: None,
        owner: None,
        cause: None,
        problem: None,
        received_at: new.received_at.map_or(now, |at| at.min(now)),
        acknowledged_at: None,
        answered_at: None,
        decision: None,
        closed_at: None,
        waiting_since: None,
        reopened: 0,
        clocks: Vec::new(),
        revision: 1,
        changed_at: now,
    })
}

/// Characters of a title that nobody gave.
const SHORT_TITLE: usize = 80;

/// The first line of a text, cut at a word; without the telephone number or address that says who speaks, not of what.
fn first_words(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let without = match identifiers_in(line).is_empty() {
        true => String::new(),
        false => masked_text(line).split_whitespace().filter(|word| *word != MASK).collect::<Vec<_>>().join(" "),
    };
    let line = if without.chars().any(char::is_alphabetic) { without.as_str() } else { line };
    if line.chars().count() <= SHORT_TITLE {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SHORT_TITLE).collect();
    let whole = cut.rfind(char::is_whitespace).map_or(cut.as_str(), |place| &cut[..place]);
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod title_tests {
    use super::{SHORT_TITLE, first_words};

    #[test]
    fn a_title_says_what_and_not_who() {
        assert_eq!(first_words("09121234567 پیک دیر رسید\nدوباره"), "پیک دیر رسید");
        assert_eq!(first_words("\n sara@example.com: the courier was late"), "the courier was late");
        assert_eq!(first_words("سفارش 1234567 نرسید"), "سفارش 1234567 نرسید", "the number of an order says what");
        assert_eq!(first_words("0912 123 4567"), "0912 123 4567", "where nothing else was said");
        assert!(first_words(&"دیر رسید ".repeat(40)).chars().count() <= SHORT_TITLE + 1);
    }
}
