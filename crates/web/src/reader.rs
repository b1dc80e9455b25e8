//! Who reads, in which language, and what kind of answer they expect.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use hamdel_app::AppError;
use hamdel_app::accounts::{SignedIn, session_user};
use hamdel_app::titles::titles;
use hamdel_domain::rights::Scope;
use hamdel_text::Language;

use crate::error::Failure;
use crate::state::WebState;

/// The cookie of a session.
pub(crate) const SESSION_COOKIE: &str = "hamdel_session";
/// The cookie of the language chosen.
pub(crate) const LANGUAGE_COOKIE: &str = "language";

/// Who reads a page.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// The language to answer in.
    pub(crate) language: Language,
    /// `light` or `dark` where one was chosen.
    pub(crate) theme: Option<&'static str>,
    /// Who is signed in.
    pub(crate) user: Option<SignedIn>,
    /// The address asked for: path and query.
    pub(crate) address: String,
    /// Whether the answer should be JSON.
    pub(crate) json: bool,
    /// Whether htmx asks for a piece of a page.
    pub(crate) htmx: bool,
}

/// Somebody who is signed in; a handler that takes this cannot be reached without.
pub(crate) struct Signed {
    /// Who.
    pub(crate) user: SignedIn,
    /// How they read.
    pub(crate) reader: Reader,
    /// What they reach with the right that the route needs; to be handed to the use case.
    pub(crate) scope: Scope,
}

/// Finds out who reads, for everything that comes after.
pub(crate) async fn make_out(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let user = match cookie(headers, SESSION_COOKIE) {
        Some(token) => session_user(&state.app, token).await,
        None => Ok(None),
    };
    // What units and touchpoints are called is read here, once in some seconds, for every page to use.
    let user = match user {
        Ok(user) => titles(&state.app).await.map(|_| user),
        Err(problem) => Err(problem),
    };
    let (user, problem) = match user {
        Ok(user) => (user, None),
        Err(problem) => (None, Some(problem)),
    };
    let path = request.uri().path();
    let reader = Reader {
        language: language_of(headers, user.as_ref()),
        theme: theme_of(headers),
        address: request.uri().path_and_query().map_or_else(|| path.to_owned(), |whole| whole.as_str().to_owned()),
        json: path.starts_with("/api/") || prefers_json(headers),
        htmx: headers.contains_key("hx-request"),
        user,
    };
    request.extensions_mut().insert(reader.clone());
    let answer = match problem {
        // A store that does not answer must not look like a session that has ended.
        Some(problem) => Failure::from(problem).into_response(),
        None => next.run(request).await,
    };
    crate::error::explain(&state, &reader, answer)
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs.flat_map(|line| line.split(';')).find_map(|pair| {
        let (held, value) = pair.trim().split_once('=')?;
        (held == name).then_some(value)
    })
}

fn language_of(headers: &HeaderMap, user: Option<&SignedIn>) -> Language {
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(|code| code.parse().ok());
    chosen.or(user.map(|user| user.language)).unwrap_or_else(|| accepted_language(headers))
}

/// The first language of `Accept-Language` that Hamdel speaks, by weight; Persian where there is none.
fn accepted_language(headers: &HeaderMap) -> Language {
    let Some(accepted) = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Language::Persian;
    };
    let weighed = accepted.split(',').filter_map(|part| {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let language: Language = tag.parse().ok()?;
        Some((weight.trim().parse::<f64>().unwrap_or(0.0), language))
    });
    let best = weighed.fold(None, |best: Option<(f64, Language)>, next| match best {
        Some(held) if held.0 >= next.0 => Some(held),
        _ => Some(next),
    });
    best.map_or(Language::Persian, |(_, language)| language)
}

fn theme_of(headers: &HeaderMap) -> Option<&'static str> {
    match cookie(headers, "theme") {
        Some("light") => Some("light"),
        Some("dark") => Some("dark"),
        _ => None,
    }
}

fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| AppError::SignInNeeded.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let reader = Reader::from_request_parts(parts, state).await?;
        let user = reader.user.clone().ok_or(AppError::SignInNeeded)?;
        let scope = parts.extensions.get::<Scope>().cloned().unwrap_or(Scope::Nothing);
        Ok(Self { user, reader, scope })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaks(accepted: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap());
        accepted_language(&headers)
    }

    #[test]
    fn the_heaviest_language_that_is_spoken() {
        assert_eq!(speaks("en-GB,fa;q=0.8"), Language::English);
        assert_eq!(speaks("de,fa;q=0.4,en;q=0.9"), Language::English);
        assert_eq!(speaks("de"), Language::Persian);
        assert_eq!(speaks("fa-IR,en"), Language::Persian);
        assert_eq!(accepted_language(&HeaderMap::new()), Language::Persian);
    }

    #[test]
    fn cookies_are_told_apart() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; theme=dark".parse().unwrap());
        headers.append(header::COOKIE, "hamdel_session=x=y".parse().unwrap());
        assert_eq!(cookie(&headers, SESSION_COOKIE), Some("x=y"));
        assert_eq!(theme_of(&headers), Some("dark"));
        assert_eq!(cookie(&headers, "them"), None);
    }
}
