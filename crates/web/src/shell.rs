//! What stands around every page.

use serde::Serialize;

use axum::response::{Html, IntoResponse, Response};

use hamdel_app::AppError;
use hamdel_app::accounts::SignedIn;
use hamdel_domain::rights::Right;
use hamdel_text::Language;

use crate::error::Failure;
use crate::navigation::{self, AreaLink};
use crate::reader::Reader;
use crate::state::WebState;
use crate::templates::Page;

/// An area of the product that has pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Area {
    /// What is happening now.
    Pulse,
    /// Who the customers are.
    Customers,
    /// What customers say.
    Voice,
    /// What is done about it.
    Care,
    /// Sources and keys.
    Settings,
    /// No area: signing in, an error.
    None,
}

/// Who is signed in, as the head line shows it.
#[derive(Serialize)]
pub(crate) struct Me {
    /// Their name.
    pub(crate) name: String,
    /// Their e-mail address.
    pub(crate) email: String,
    /// The name of their role.
    pub(crate) role: &'static str,
    /// Whether they take work now: `available`, `away` or `off`.
    pub(crate) presence: &'static str,
}

/// What stands around a page.
#[derive(Serialize)]
pub(crate) struct Shell {
    /// The language of the page.
    #[serde(skip)]
    pub(crate) language: Language,
    /// `fa` or `en`.
    pub(crate) lang: &'static str,
    /// `rtl` or `ltr`.
    pub(crate) dir: &'static str,
    /// `light` or `dark` where one was chosen.
    pub(crate) theme: Option<&'static str>,
    /// The area the page is in.
    pub(crate) area: Area,
    /// Who is signed in.
    pub(crate) me: Option<Me>,
    /// The areas they may open.
    pub(crate) areas: Vec<AreaLink>,
    /// The names of the rights they have.
    pub(crate) rights: Vec<&'static str>,
    /// The address of this page.
    pub(crate) address: String,
    /// The code of the other language.
    pub(crate) other_lang: &'static str,
    /// Its own name.
    pub(crate) other_name: &'static str,
    /// The words being searched for.
    pub(crate) words: String,
    /// The present moment; microseconds since the epoch.
    pub(crate) now: i64,
}

impl Shell {
    /// The shell of a message, which nobody reads here.
    pub(crate) fn of_message(state: &WebState, language: Language, area: Area) -> Self {
        let reader = Reader { language, theme: None, user: None, address: String::new(), json: false, htmx: false };
        Self::new(state, &reader, area)
    }

    /// The shell of a page in an area.
    pub(crate) fn new(state: &WebState, reader: &Reader, area: Area) -> Self {
        let language = reader.language;
        let other = other_than(language);
        Self {
            language,
            lang: language.code(),
            dir: language.direction(),
            theme: reader.theme,
            area,
            areas: reader.user.as_ref().map(navigation::areas).unwrap_or_default(),
            rights: reader.user.as_ref().map(rights_of).unwrap_or_default(),
            me: reader.user.as_ref().map(|user| Me {
                name: user.name.clone(),
                email: user.email.clone(),
                role: user.role.as_str(),
                presence: user.presence.as_str(),
            }),
            address: reader.address.clone(),
            other_lang: other.code(),
            other_name: other.name(),
            words: String::new(),
            now: state.app.clock.now().micros(),
        }
    }

    /// The same in a language that the page was asked for in, whatever the reader's is.
    pub(crate) fn in_language(self, language: Language) -> Self {
        let other = other_than(language);
        Self {
            language,
            lang: language.code(),
            dir: language.direction(),
            other_lang: other.code(),
            other_name: other.name(),
            ..self
        }
    }
}

fn other_than(language: Language) -> Language {
    match language {
        Language::Persian => Language::English,
        Language::English => Language::Persian,
    }
}

fn rights_of(user: &SignedIn) -> Vec<&'static str> {
    Right::ALL.iter().filter(|right| user.may(**right)).map(|right| right.as_str()).collect()
}

/// A page for a reader, as an answer.
pub(crate) fn show<P: Page>(state: &WebState, reader: &Reader, area: Area, page: &P) -> Result<Response, Failure> {
    show_in(state, &Shell::new(state, reader, area), page)
}

/// A page in a shell, as an answer.
pub(crate) fn show_in<P: Page>(state: &WebState, shell: &Shell, page: &P) -> Result<Response, Failure> {
    let html = state.templates.render(shell, page).map_err(|problem| AppError::File {
        what: format!("the page {}", P::TEMPLATE),
        source: std::io::Error::other(format!("{problem:#}")),
    })?;
    Ok(Html(html).into_response())
}
