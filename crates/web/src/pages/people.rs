//! Settings: who works here, with which role, in which units.

mod form;
mod one;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use hamdel_app::people::{self, Directory, NewPerson, Person};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::rights::{Right, Role};

pub(crate) use form::PersonForm;
use form::{form_of, person_of};
pub(crate) use one::{bar, change, link, show as show_one, team};
#[cfg(test)]
pub(crate) use {
    form::{Choice, PartField, UnitOption},
    one::PersonPage,
};

use crate::error::{Failure, message_of};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The list, with the form for somebody new.
#[derive(Serialize)]
pub(crate) struct PeoplePage {
    pub(crate) people: Vec<PersonRow>,
    /// Those who may no longer sign in.
    pub(crate) barred: Vec<PersonRow>,
    pub(crate) available: usize,
    pub(crate) email: String,
    pub(crate) form: PersonForm,
    /// Somebody who was invited just now, and the link that signs them in once.
    pub(crate) invited: Option<Link>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for PeoplePage {
    const TEMPLATE: &'static str = "pages/people/list.html";
}

/// Somebody in the list.
#[derive(Serialize)]
pub(crate) struct PersonRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: &'static str,
    /// Titles of the units they are in, those they answer for first.
    pub(crate) units: Vec<UnitPart>,
    pub(crate) skills: Vec<String>,
    pub(crate) presence: &'static str,
    pub(crate) since: Option<i64>,
}

/// A part in a unit.
#[derive(Serialize)]
pub(crate) struct UnitPart {
    pub(crate) title: String,
    pub(crate) manager: bool,
}

/// A link that signs somebody in once.
#[derive(Serialize)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) address: String,
    /// Days that it opens.
    pub(crate) days: i64,
}

/// `GET /settings/people`.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    draw(&state, &signed, &Params::of(Vec::new()), None, None).await
}

/// `POST /settings/people`: `email`, and the fields of a person.
pub(crate) async fn invite(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match person_of(&form) {
        Ok(person) => {
            let new = NewPerson { email: form.get("email").unwrap_or_default().to_owned(), person };
            people::invite_person(&state.app, new, &signed.user.actor()).await
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok(invited) => {
            let link = Link {
                name: form.get("name").unwrap_or_default().to_owned(),
                address: sign_in_address(&headers, &invited.token),
                days: 7,
            };
            draw(&state, &signed, &Params::of(Vec::new()), Some(link), None).await
        }
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = draw(&state, &signed, &form, None, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The whole address of a link, as the reader reaches this server.
fn sign_in_address(headers: &HeaderMap, token: &str) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let secure = text("x-forwarded-proto") == Some("https");
    let scheme = if secure { "https" } else { "http" };
    format!("{scheme}://{}/sign-in/link/{token}", text("host").unwrap_or("localhost:8080"))
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    invited: Option<Link>,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let directory = Directory::of(&state.app).await?;
    let here: Vec<&Person> = directory.within(&signed.scope).collect();
    let rows = |works: bool| here.iter().filter(move |held| held.works_here() == works).map(|held| row(texts, held));
    let page = PeoplePage {
        people: rows(true).collect(),
        // Who is gone is the business of those who bar and let in.
        barred: if signed.user.may(Right::ManagePeople) { rows(false).collect() } else { Vec::new() },
        available: here.iter().filter(|held| held.is_available()).count(),
        email: form.get("email").unwrap_or_default().to_owned(),
        form: form_of(texts, &directory, form, Role::Agent),
        invited,
        field: problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

fn row(texts: &Texts, held: &Person) -> PersonRow {
    let part = |(unit, part): (&String, &hamdel_domain::people::Part)| UnitPart {
        title: texts.title("unit", unit),
        manager: *part == hamdel_domain::people::Part::Manager,
    };
    let mut units: Vec<UnitPart> = held.parts.iter().map(part).collect();
    units.sort_by_key(|part| !part.manager);
    PersonRow {
        id: held.id.0,
        name: held.name.clone(),
        email: held.email.clone(),
        role: held.role.as_str(),
        units,
        skills: held.skills.clone(),
        presence: held.presence.presence.as_str(),
        since: held.presence.since.map(|since| since.micros()),
    }
}
