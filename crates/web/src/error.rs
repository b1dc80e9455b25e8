//! The one place where an error becomes an answer, and where it is logged.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::cases::ActionProblem;

use crate::params::{encoded, query};
use crate::reader::Reader;
use crate::shell::{Area, Shell};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::{Texts, argument};

/// An error on its way to becoming an answer.
#[derive(Debug)]
pub(crate) struct Failure(AppError);

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The error inside an answer that is not one yet.
#[derive(Clone)]
struct Unexplained(Arc<AppError>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut answer = status_of(self.0.code()).into_response();
        answer.extensions_mut().insert(Unexplained(Arc::new(self.0)));
        answer
    }
}

/// The status of an error.
pub(crate) fn status_of(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Invalid | ErrorCode::TooManyForWorkbook => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Conflict | ErrorCode::ChangedMeanwhile | ErrorCode::CaseProblem | ErrorCode::TooLate => {
            StatusCode::CONFLICT
        }
        ErrorCode::SignInNeeded => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::WrongQuery => StatusCode::BAD_REQUEST,
        ErrorCode::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The page of an error.
#[derive(Serialize)]
pub(crate) struct ErrorPage {
    /// The status, such as 404.
    pub(crate) status: u16,
    /// What happened, what is safe, what to do.
    pub(crate) message: String,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "pages/error.html";
}

/// Turns an answer that carries an error into the one the reader expects, and logs it.
pub(crate) fn explain(state: &WebState, reader: &Reader, mut answer: Response) -> Response {
    let Some(Unexplained(error)) = answer.extensions_mut().remove() else {
        return answer;
    };
    let status = answer.status();
    log(status, &error, reader);
    let texts = &state.templates.face(reader.language).texts;
    let message = message_of(texts, &error);
    let mut explained = if error.code() == ErrorCode::SignInNeeded && !reader.json && !reader.htmx {
        Redirect::to(&sign_in_address(reader)).into_response()
    } else if reader.json || reader.htmx {
        let mut told = serde_json::json!({ "code": error.code().as_str(), "message": message });
        if let Some(field) = error.field() {
            told["field"] = field.into();
        }
        (status, axum::Json(serde_json::json!({ "success": false, "error": told }))).into_response()
    } else {
        let page = ErrorPage { status: status.as_u16(), message: message.clone() };
        let shell = Shell::new(state, reader, Area::None);
        match state.templates.render(&shell, &page) {
            Ok(html) => (status, Html(html)).into_response(),
            Err(problem) => {
                tracing::error!(%problem, "the page of an error cannot be drawn");
                (status, message).into_response()
            }
        }
    };
    let headers = explained.headers_mut();
    if let AppError::TooManyTries(seconds) = *error {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.code() == ErrorCode::SignInNeeded
        && reader.htmx
        && let Ok(address) = HeaderValue::from_str("/sign-in")
    {
        headers.insert("hx-redirect", address);
    }
    explained
}

/// Where to sign in and come back from.
fn sign_in_address(reader: &Reader) -> String {
    if reader.address == "/" {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in{}", query(&[("next", Some(&reader.address))]))
    }
}

/// The sentence of an error in the language of the texts.
pub(crate) fn message_of(texts: &Texts, error: &AppError) -> String {
    let mut args = FluentArgs::new();
    match error {
        AppError::Invalid { field, .. } => args.set("field", argument(texts.title("field", field))),
        AppError::Refused { about, .. } => match about.parse::<f64>() {
            Ok(number) => args.set("about", number),
            Err(_) => args.set("about", argument(about.clone())),
        },
        AppError::TooManyTries(seconds) => args.set("minutes", f64::from(seconds.div_ceil(60))),
        AppError::TooManyForWorkbook(most) => args.set("most", *most as f64),
        AppError::Lake(problem) => args.set("problem", argument(problem.to_string())),
        AppError::NeedsRight(right) => args.set("right", argument(texts.title("right", right.as_str()))),
        AppError::Case(ActionProblem::NotFrom { state, step }) => {
            args.set("state", argument(texts.title("case-state", state.as_str())));
            args.set("step", argument(texts.title("case-step", step.as_str())));
        }
        AppError::Case(ActionProblem::OpenTasks(tasks)) => args.set("tasks", *tasks as f64),
        AppError::Case(ActionProblem::TooLong(most)) => args.set("most", *most as f64),
        AppError::Attachment { name, .. } => {
            let name = if name.is_empty() { "none".to_owned() } else { name.clone() };
            args.set("name", argument(name));
        }
        _ => {}
    }
    let key = match error {
        AppError::NeedsRight(_) => "error-needs-right".to_owned(),
        AppError::Case(problem) => format!("case-problem-{}", problem.code()),
        AppError::Attachment { problem, .. } => format!("attachment-problem-{}", problem.code()),
        AppError::Refused { why, .. } => format!("why-{why}"),
        _ => format!("error-{}", error.code().as_str()),
    };
    texts.get(&key, &args).unwrap_or_else(|| error.to_string())
}

fn log(status: StatusCode, error: &AppError, reader: &Reader) {
    // The query may hold names and numbers of customers, which are never logged.
    let path = reader.address.split('?').next().unwrap_or_default();
    if status.is_server_error() {
        let causes = causes_of(error);
        tracing::error!(status = status.as_u16(), path = %encoded_path(path), %error, causes, "a request failed");
    } else {
        tracing::debug!(status = status.as_u16(), path = %encoded_path(path), code = error.code().as_str(), "a request was refused");
    }
}

fn causes_of(error: &AppError) -> String {
    let mut causes = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(held) = cause {
        causes.push(held.to_string());
        cause = held.source();
    }
    causes.join(": ")
}

/// The path with nothing in it that could break a line of the log, and without the secret of a sign-in link.
fn encoded_path(path: &str) -> String {
    if path.starts_with("/sign-in/link/") {
        return "/sign-in/link/{token}".to_owned();
    }
    if path.starts_with("/case/") {
        return "/case/{reference}".to_owned();
    }
    path.split('/').map(encoded).collect::<Vec<_>>().join("/")
}
