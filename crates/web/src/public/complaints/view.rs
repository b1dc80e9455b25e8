//! What the customer sees.

use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::cases::CustomerView;
use hamdel_domain::Instant;
use hamdel_domain::cases::CaseState;
use hamdel_domain::cases::life::{CaseStep, after};

use crate::templates::Page;

/// The form.
#[derive(Serialize)]
pub(crate) struct ComplainPage {
    pub(crate) company: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) action: String,
    pub(crate) token: String,
    pub(crate) text: String,
    pub(crate) remedy: String,
    pub(crate) name: String,
    pub(crate) contact: String,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for ComplainPage {
    const TEMPLATE: &'static str = "public/complain.html";
}

/// Where one types the number.
#[derive(Serialize)]
pub(crate) struct FindPage {
    pub(crate) company: Option<String>,
    pub(crate) problem: Option<String>,
}

impl Page for FindPage {
    const TEMPLATE: &'static str = "public/case_find.html";
}

/// How a case stands.
#[derive(Serialize)]
pub(crate) struct StatusPage {
    pub(crate) company: Option<String>,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) received_at: i64,
    /// When the customer hears of it at the latest, as long as something is due.
    pub(crate) due_at: Option<i64>,
    /// Whether the company waits for the customer.
    pub(crate) waits: bool,
    pub(crate) remedy: Option<String>,
    pub(crate) events: Vec<EventView>,
    /// Files of which it was not noted what they came with.
    pub(crate) files: Vec<FileView>,
    pub(crate) revision: i64,
    /// Whether an answer can be accepted, rejected, or the case opened again.
    pub(crate) may_accept: bool,
    pub(crate) may_reject: bool,
    pub(crate) may_reopen: bool,
    pub(crate) other_ways: Option<String>,
    /// Whether it was written a moment ago.
    pub(crate) fresh: bool,
    /// Whether the customer can be reached by a message.
    pub(crate) reachable: bool,
    pub(crate) typed: String,
    pub(crate) problem: Option<String>,
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "public/case.html";
}

/// Something that was said or done.
#[derive(Serialize)]
pub(crate) struct EventView {
    pub(crate) at: i64,
    /// Whether the customer said it.
    pub(crate) own: bool,
    /// What: `received`, `answered` …
    pub(crate) did: String,
    pub(crate) text: String,
    /// The files that came with it.
    pub(crate) files: Vec<FileView>,
}

/// A file.
#[derive(Serialize)]
pub(crate) struct FileView {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// Kilobytes.
    pub(crate) size: i64,
}

impl StatusPage {
    /// What is shown of a case; the words of the company are filled in by the caller.
    pub(super) fn of(held: &CustomerView, now: Instant) -> Self {
        let case = &held.case;
        let may = |step: CaseStep| after(case.state, step).is_some();
        let due = case.due_at().filter(|due| *due > now && case.waiting_since.is_none());
        Self {
            company: None,
            reference: case.reference.to_string(),
            title: case.facts.title.clone(),
            state: case.state.as_str(),
            received_at: case.received_at.micros(),
            due_at: due.map(Instant::micros),
            waits: case.waiting_since.is_some(),
            remedy: case.facts.remedy.clone(),
            events: held
                .events
                .iter()
                .map(|event| EventView {
                    at: event.at.micros(),
                    own: event.actor == "customer" || matches!(event.did.as_str(), "received" | "heard"),
                    did: event.did.clone(),
                    text: event.text.clone(),
                    files: files(held, Some(event.id)),
                })
                .collect(),
            files: files(held, None),
            revision: case.revision,
            may_accept: may(CaseStep::Accept),
            may_reject: may(CaseStep::Reject) && case.state == CaseState::Answered,
            may_reopen: may(CaseStep::Reopen),
            other_ways: None,
            fresh: false,
            reachable: !case.contact.identifiers.is_empty(),
            typed: String::new(),
            problem: None,
        }
    }
}

/// The files that came with an event.
fn files(held: &CustomerView, event: Option<i64>) -> Vec<FileView> {
    let files = held.files.iter().filter(|file| file.event == event);
    files.map(|file| FileView { id: file.id, name: file.name.clone(), size: (file.size + 1_023) / 1_024 }).collect()
}

/// The field that a problem is about, as the form calls it.
pub(super) fn field_of(problem: &AppError) -> &'static str {
    match problem {
        AppError::Invalid { field, .. } => field,
        AppError::Attachment { .. } => "files",
        _ => "",
    }
}
