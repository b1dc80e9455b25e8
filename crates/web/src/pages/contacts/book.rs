//! Which messages did this customer get, which not, and why?

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::contact::{self, CustomersBook, WouldGet};
use hamdel_domain::contact::{Consent, ContactState, Decision};

use super::words::ContactWords;
use crate::error::Failure;
use crate::params::CustomerPath;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct BookPage {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    /// Contacts that went out or will.
    pub(crate) reached: i64,
    pub(crate) withheld: i64,
    pub(crate) more: bool,
    pub(crate) now: Vec<NowView>,
    pub(crate) rows: Vec<RowView>,
    pub(crate) consents: Vec<ConsentView>,
}

impl Page for BookPage {
    const TEMPLATE: &'static str = "pages/contacts/book.html";
}

/// What would come of a message now.
#[derive(Serialize)]
pub(crate) struct NowView {
    pub(crate) channel: &'static str,
    pub(crate) category: &'static str,
    /// `now`, `later` or `not`.
    pub(crate) outcome: &'static str,
    pub(crate) why: String,
}

/// A row of the book.
#[derive(Serialize)]
pub(crate) struct RowView {
    pub(crate) at: i64,
    pub(crate) channel: &'static str,
    pub(crate) category: &'static str,
    pub(crate) subject: String,
    /// Where the thing itself is.
    pub(crate) href: Option<String>,
    pub(crate) state: &'static str,
    pub(crate) whys: Vec<String>,
}

/// Something a customer said about being contacted.
#[derive(Serialize)]
pub(crate) struct ConsentView {
    pub(crate) at: i64,
    pub(crate) given: bool,
    pub(crate) category: &'static str,
    pub(crate) via: String,
    pub(crate) source: String,
}

/// `GET /customers/{customer}/contacts`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let book = contact::book_of(&state.app, customer, &signed.user).await?;
    if book.customer != customer {
        return Ok(Redirect::temporary(&format!("/customers/{}/contacts", book.customer)).into_response());
    }
    let words = ContactWords { texts: &state.templates.face(signed.reader.language).texts, zone: state.app.zone };
    show_page(&state, &signed.reader, Area::Customers, &page_of(&book, words))
}

fn page_of(book: &CustomersBook, words: ContactWords<'_>) -> BookPage {
    let row = |row: &contact::ContactRow| RowView {
        at: row.at.micros(),
        channel: row.channel.as_str(),
        category: row.category.as_str(),
        subject: words.subject(&row.subject),
        href: place_of(&row.subject, &row.topic),
        state: row.state.as_str(),
        whys: row.reasons.iter().map(|reason| words.reason(reason)).collect(),
    };
    let consent = |said: &Consent| ConsentView {
        at: said.at.micros(),
        given: said.given,
        category: said.category.as_str(),
        via: words.via(said.channel),
        source: words.source(&said.source),
    };
    let now = |held: &WouldGet| NowView {
        channel: held.channel.as_str(),
        category: held.category.as_str(),
        outcome: outcome_name(&held.decision),
        why: words.decision(&held.decision),
    };
    let count = |wanted: &dyn Fn(ContactState) -> bool| book.rows.iter().filter(|row| wanted(row.state)).count() as i64;
    BookPage {
        id: book.customer.0,
        name: book.name.clone(),
        reached: count(&|state| state.counts()),
        withheld: count(&|state| state == ContactState::Withheld),
        more: book.more,
        now: book.now.iter().map(now).collect(),
        rows: book.rows.iter().map(row).collect(),
        consents: book.consents.iter().map(consent).collect(),
    }
}

/// Where what a contact was one of is looked at.
fn place_of(subject: &str, topic: &str) -> Option<String> {
    if let Some(("invitation" | "reminder", id)) = subject.split_once(':') {
        return Some(format!("/voice/invitations/{id}"));
    }
    let (kind, id) = topic.split_once(':')?;
    match kind {
        "survey" => Some(format!("/voice/surveys/{id}/asking")),
        "feedback" => Some(format!("/voice/feedback/{id}")),
        _ => None,
    }
}

/// The name of an outcome in the API and the locales.
pub(crate) fn outcome_name(decision: &Decision) -> &'static str {
    match decision {
        Decision::Allowed => "now",
        Decision::WaitUntil(..) => "later",
        Decision::Withheld(_) => "not",
    }
}
