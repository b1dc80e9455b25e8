//! The customer's side: complaining without an account, and following it by its reference.

use hamdel_domain::cases::{Case, CaseAction, CaseFacts, CaseReference, Contact, Matter, Severity};
use hamdel_domain::clock::SECOND;
use hamdel_domain::{Channel, Identifier, IdentifierKind, Instant};
use hamdel_store::StoreError;
use hamdel_store::cases::{Attachment, CaseEvent, newest_event};
use serde::{Deserialize, Serialize};

use super::attach::{FileSight, KeptFile, NewFile, keep_files, write_down};
use super::proposals::{Draft, SURE_ENOUGH, belongs};
use super::take_down::RECEIVED;
use super::{Doer, NewCase, TakenDown, act_with_files, take_down_in};
use crate::App;
use crate::clocks::clocks;
use crate::error::AppError;

/// The stretch over which wrong references and complaints count; microseconds.
const COUNT_FOR: i64 = 15 * 60 * SECOND;
/// Most wrong references from one network address within that stretch.
const MOST_WRONG_FROM: u64 = 20;
/// Wrong references of all together within that stretch, from which an address has one try only.
const MANY_WRONG: u64 = 2_000;
/// Most complaints from one network address within that stretch: a shop's own network is one address.
const MOST_COMPLAINTS_FROM: u64 = 60;
/// Counts of everybody's wrong references.
const ALL_WRONG: &str = "case-guess:all";
/// The setting that holds what the company says to who complains.
const SETTING: &str = "complaints";
/// Longest text of such a setting, in characters.
const LONGEST_TEXT: usize = 2_000;

/// What somebody complains of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint {
    /// What happened.
    pub text: String,
    /// What is to be done about it.
    pub remedy: Option<String>,
    /// The name to be addressed by.
    pub name: Option<String>,
    /// A telephone number or an e-mail address.
    pub contact: Option<String>,
    /// `fa` or `en`.
    pub language: String,
    /// Where it happened, by the name of a touchpoint.
    pub touchpoint: Option<String>,
    /// The mark of the form, so that sending it twice makes one case.
    pub token: String,
    /// Files.
    pub files: Vec<NewFile>,
}

/// What the company says to who complains, in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComplaintWords {
    /// The company's name, in Persian.
    pub company_fa: String,
    /// The company's name, in English.
    pub company_en: String,
    /// The other ways of who is not content with the answer, in Persian.
    pub other_ways_fa: String,
    /// The other ways, in English.
    pub other_ways_en: String,
    /// The e-mail address for complaints: every mail to it is a case.
    pub mail: String,
}

/// A case as its customer sees it.
#[derive(Clone, Debug)]
pub struct CustomerView {
    /// The case.
    pub case: Case,
    /// What was said and done, oldest first.
    pub events: Vec<CaseEvent>,
    /// Files.
    pub files: Vec<Attachment>,
}

/// What the company says to who complains.
///
/// # Errors
/// When the database fails.
pub async fn complaint_words(app: &App) -> Result<ComplaintWords, AppError> {
    let held = app.store.setting(SETTING).await?;
    let words = held.map(|text| serde_json::from_str(&text)).transpose();
    Ok(words.map_err(|_| StoreError::corrupt("the setting complaints"))?.unwrap_or_default())
}

/// Changes what the company says to who complains.
///
/// # Errors
/// Names the field that is too long.
pub async fn change_complaint_words(app: &App, words: &ComplaintWords, actor: &str) -> Result<(), AppError> {
    for (field, text) in [
        ("company", &words.company_fa),
        ("company", &words.company_en),
        ("other_ways", &words.other_ways_fa),
        ("other_ways", &words.other_ways_en),
        ("mail", &words.mail),
    ] {
        if text.chars().count() > LONGEST_TEXT {
            return Err(AppError::invalid(field, "is longer than 2,000 characters"));
        }
    }
    let text = serde_json::to_string(words).map_err(|_| StoreError::corrupt("the setting complaints"))?;
    app.store.put_setting(SETTING, &text).await?;
    crate::audit::record(app, actor, "complaint_words.changed", "complaints", &text).await
}

/// Takes a complaint down that somebody wrote; the same form twice is one case. `from` is the network address.
///
/// # Errors
/// Names the field that is wrong; [`AppError::TooManyTries`].
pub async fn complain(app: &App, complaint: Complaint, from: Option<&str>) -> Result<TakenDown, AppError> {
    let origin = format!("form:{}", complaint.token);
    if complaint.token.is_empty() || complaint.token.len() > 64 {
        return Err(AppError::invalid("token", "is that of another form"));
    }
    if let Some(there) = app.store.case_of_origin(&origin).await? {
        return Ok(TakenDown { id: there.id, reference: there.reference, already: true });
    }
    let now = app.clock.now();
    if let Some(from) = from {
        let subject = format!("complaint:{from}");
        refuse_after(app, &subject, MOST_COMPLAINTS_FROM, now).await?;
        app.store.record_sign_in_failure(&subject, now).await?;
    }
    let identifiers = contact(complaint.contact.as_deref())?;
    let facts = facts(app, &complaint).await?;
    let new = NewCase {
        customer: None,
        contact: Contact { name: complaint.name.clone(), identifiers },
        facts,
        text: complaint.text,
        channel: Channel::Web,
        language: complaint.language,
        origin: Some(origin.clone()),
        received_at: None,
        // The next page shows the reference.
        acknowledged: true,
    };
    let kept = keep_files(app, complaint.files).await?;
    match write(app, &new, &kept, now).await {
        Err(AppError::Store(StoreError::Conflict { what })) => {
            let there = app.store.case_of_origin(&origin).await?;
            let there = there.ok_or(AppError::Store(StoreError::Conflict { what }))?;
            Ok(TakenDown { id: there.id, reference: there.reference, already: true })
        }
        taken => taken,
    }
}

async fn write(app: &App, new: &NewCase, files: &[KeptFile], now: Instant) -> Result<TakenDown, AppError> {
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    let name = new.contact.name.clone().unwrap_or_default();
    let taken = take_down_in(app, &mut tx, new, &Doer::Customer(&name), &rules).await?;
    if let Some(received) = newest_event(&mut tx, taken.id, RECEIVED).await? {
        let sight = FileSight { by_customer: true, visible: true };
        write_down(&mut tx, taken.id, received, files, sight, now).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(taken)
}

/// What points at the customer; nothing where nothing was given.
fn contact(given: Option<&str>) -> Result<Vec<Identifier>, AppError> {
    let Some(given) = given.map(str::trim).filter(|given| !given.is_empty()) else { return Ok(Vec::new()) };
    let kind = if given.contains('@') { IdentifierKind::Email } else { IdentifierKind::Phone };
    let identifier = Identifier::new(kind, given)
        .map_err(|problem| AppError::invalid("contact", format!("is no telephone number or e-mail: {problem}")))?;
    Ok(vec![identifier])
}

/// Where it belongs, as far as that is sure enough; whoever assesses it corrects it.
async fn facts(app: &App, complaint: &Complaint) -> Result<CaseFacts, AppError> {
    let places = app.store.touchpoints().await?;
    let place = complaint.touchpoint.as_ref().and_then(|name| places.iter().find(|held| held.name == *name));
    let touchpoint = place.map(|held| held.name.clone());
    let draft = Draft { touchpoint: touchpoint.clone(), ..Draft::default() };
    let found = belongs(app, &complaint.text, &draft).await?;
    let best = |held: &[super::Proposal]| {
        held.first().filter(|proposal| proposal.sure >= SURE_ENOUGH).map(|proposal| proposal.name.clone())
    };
    let severity: Option<Severity> =
        found.severities.first().filter(|(_, sure)| *sure >= SURE_ENOUGH).map(|(severity, _)| *severity);
    Ok(CaseFacts {
        matter: Matter::Complaint,
        kind: best(&found.kinds),
        // The place whose code was scanned says more than words.
        unit: place.and_then(|held| held.unit.clone()).or_else(|| best(&found.units)),
        touchpoint: touchpoint.or_else(|| best(&found.touchpoints)),
        severity,
        title: String::new(),
        remedy: complaint.remedy.clone(),
    })
}

/// Finds a case by what somebody typed or followed. What is no reference and what is nobody's take the same way and
/// give the same answer; from an address that was often wrong nothing is looked up any more. Whoever holds the right
/// number is let in even while others guess.
///
/// # Errors
/// [`AppError::NotFound`] where there is none, [`AppError::TooManyTries`].
pub async fn open_case(app: &App, typed: &str, from: Option<&str>) -> Result<Case, AppError> {
    let now = app.clock.now();
    let subject = format!("case-guess:{}", from.unwrap_or("unknown"));
    let all = app.store.sign_in_failures(ALL_WRONG, now.plus_micros(-COUNT_FOR)).await?;
    let most = if all >= MANY_WRONG { 1 } else { MOST_WRONG_FROM };
    refuse_after(app, &subject, most, now).await?;
    let reference = CaseReference::parse(typed);
    // What cannot be a reference is looked up as one that is never given out.
    let held = match &reference {
        Some(reference) => app.store.case_of_reference(reference).await?,
        None => app.store.case_of_origin("reference:none").await?,
    };
    if let Some(case) = held {
        return Ok(case);
    }
    app.store.record_sign_in_failure(&subject, now).await?;
    app.store.record_sign_in_failure(ALL_WRONG, now).await?;
    Err(AppError::NotFound("case"))
}

async fn refuse_after(app: &App, subject: &str, most: u64, now: Instant) -> Result<(), AppError> {
    if app.store.sign_in_failures(subject, now.plus_micros(-COUNT_FOR)).await? >= most {
        return Err(AppError::TooManyTries((COUNT_FOR / SECOND) as u32));
    }
    Ok(())
}

/// A case with what its customer sees of it.
///
/// # Errors
/// When the database fails.
pub async fn customer_view(app: &App, case: Case) -> Result<CustomerView, AppError> {
    let events = app.store.case_events(case.id, true).await?;
    let files = app.store.case_attachments(case.id, true).await?;
    Ok(CustomerView { case, events, files })
}

/// What a customer does with a case that was read at a revision. The same words sent twice are one.
///
/// # Errors
/// Those of [`act`]; [`AppError::Attachment`].
pub async fn act_as_customer(
    app: &App,
    case: &Case,
    revision: i64,
    action: &CaseAction,
    files: Vec<NewFile>,
) -> Result<(), AppError> {
    let name = case.contact.name.clone().unwrap_or_default();
    let by = Doer::Customer(&name);
    match act_with_files(app, case.id, Some(revision), action, files, &by).await {
        Err(AppError::ChangedMeanwhile) => {
            let events = app.store.case_events(case.id, true).await?;
            let twice = events.last().is_some_and(|event| {
                event.did == action.as_str() && event.text.trim() == action.text().trim() && event.actor == by.actor()
            });
            if twice { Ok(()) } else { Err(AppError::ChangedMeanwhile) }
        }
        done => done.map(|_| ()),
    }
}
