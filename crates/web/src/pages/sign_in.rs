//! Signing in by password or by a link, and signing out.

use std::net::SocketAddr;

use axum::Form;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use hamdel_app::accounts::{self, NewSession, Whence};
use hamdel_app::{AppError, ErrorCode};

use crate::error::{Failure, message_of};
use crate::params::{Params, encoded, own_address};
use crate::reader::{Reader, SESSION_COOKIE, cookie};
use crate::shell::{Area, show};
use crate::state::WebState;
use crate::templates::Page;

/// The page to sign in on.
#[derive(Serialize)]
pub(crate) struct SignInPage {
    /// Where to go afterwards.
    pub(crate) next: String,
    /// The e-mail address as typed.
    pub(crate) email: String,
    /// Why it did not work.
    pub(crate) problem: Option<String>,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "pages/sign_in/form.html";
}

/// The page of a sign-in link, with the one button that uses it.
#[derive(Serialize)]
pub(crate) struct SignInLinkPage {
    /// The address that signs in.
    pub(crate) action: String,
    /// Whether the link was tried and does not open any more.
    pub(crate) spent: bool,
}

impl Page for SignInLinkPage {
    const TEMPLATE: &'static str = "pages/sign_in/link.html";
}

/// What somebody typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    email: String,
    password: String,
    next: Option<String>,
}

/// The network address of whoever asks, where the server knows it.
#[derive(Clone)]
pub(crate) struct From(Option<String>);

impl From {
    /// The address, where it is known.
    pub(crate) fn address(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// Notes the network address for [`enter`], which works without one too.
pub(crate) async fn note_address(mut request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    request.extensions_mut().insert(From(address));
    next.run(request).await
}

/// `GET /sign-in`; whoever is signed in goes on.
pub(crate) async fn show_form(
    State(state): State<WebState>,
    reader: Reader,
    params: Params,
) -> Result<Response, Failure> {
    let next = own_address(params.get("next"));
    if reader.user.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    show(&state, &reader, Area::None, &SignInPage { next: next.to_owned(), email: String::new(), problem: None })
}

/// `POST /sign-in`.
pub(crate) async fn enter(
    State(state): State<WebState>,
    axum::Extension(From(from)): axum::Extension<From>,
    reader: Reader,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let next = own_address(typed.next.as_deref());
    let client = client_of(&headers);
    let whence = Whence { from: from.as_deref(), client: client.as_deref() };
    let problem = match accounts::sign_in(&state.app, &typed.email, &typed.password, whence).await {
        Ok(session) => return Ok(entered(&session, &headers, next)),
        Err(problem) => problem,
    };
    let texts = &state.templates.face(reader.language).texts;
    let (status, sentence) = match problem.code() {
        ErrorCode::SignInNeeded => (StatusCode::UNAUTHORIZED, texts.plain("sign-in-wrong")),
        ErrorCode::TooManyTries => (StatusCode::TOO_MANY_REQUESTS, message_of(texts, &problem)),
        _ => return Err(problem.into()),
    };
    let page = SignInPage { next: next.to_owned(), email: typed.email, problem: Some(sentence) };
    Ok((status, show(&state, &reader, Area::None, &page)?).into_response())
}

/// `GET /sign-in/link/{token}`: only shows the button, for programs that follow links must not use it up.
pub(crate) async fn show_link(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let action = format!("/sign-in/link/{}", encoded(&token));
    let mut answer = show(&state, &reader, Area::None, &SignInLinkPage { action, spent: false })?;
    // The token stands in the address, which must not travel on.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// `POST /sign-in/link/{token}`.
pub(crate) async fn enter_by_link(
    State(state): State<WebState>,
    reader: Reader,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let client = client_of(&headers);
    let whence = Whence { client: client.as_deref(), ..Whence::default() };
    match accounts::sign_in_by_link(&state.app, &token, whence).await {
        Ok(session) => Ok(entered(&session, &headers, "/")),
        Err(AppError::SignInNeeded) => {
            let page = SignInLinkPage { action: String::new(), spent: true };
            Ok((StatusCode::UNAUTHORIZED, show(&state, &reader, Area::None, &page)?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Browsers and systems by what `User-Agent` says of them. Of those that name others too the first one counts.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// The browser and the system that ask, as their users call them.
fn client_of(headers: &HeaderMap) -> Option<String> {
    let told = headers.get(header::USER_AGENT)?.to_str().ok()?;
    let known =
        |held: &[(&str, &'static str)]| held.iter().find(|(sign, _)| told.contains(sign)).map(|(_, name)| *name);
    let names: Vec<&str> = [known(&BROWSERS), known(&SYSTEMS)].into_iter().flatten().collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// `POST /sign-out`.
pub(crate) async fn leave(State(state): State<WebState>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = cookie(&headers, SESSION_COOKIE) {
        accounts::sign_out(&state.app, token).await?;
    }
    Ok(with_cookie(
        Redirect::to("/sign-in").into_response(),
        &format!("{SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"),
    ))
}

fn entered(session: &NewSession, headers: &HeaderMap, next: &str) -> Response {
    // Behind https the cookie must not travel in clear. A client that claims https without it only locks itself out.
    let secure = if headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https") { "; Secure" } else { "" };
    let (token, lasts) = (&session.token, session.lasts);
    let cookie = format!("{SESSION_COOKIE}={token}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}");
    with_cookie(Redirect::to(next).into_response(), &cookie)
}

fn with_cookie(mut answer: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}
