//! The pages on which customers answer: by the public link of a survey, by an invitation, and again later.
//!
//! They work without a script. Every page is posted to the address of its response and answered with a redirect to
//! where the response is then, so that a reload, a double click or a link used again shows the same page.

mod look;
mod view;
mod way;
mod writer;

pub(crate) use look::{on, style};
use view::{AnswerPage, ClosingView, ThanksPage};
pub(crate) use way::Way;

use axum::extract::{Path, RawForm, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use hamdel_app::AppError;
use hamdel_app::invitations::{self, MARKED, Visit};
use hamdel_app::surveys::{
    Entrance, Invited, PageSave, ResponsePlace, StartRequest, Step, Towards, open_entrance, response_page, save_page,
    start_response,
};
use hamdel_app::tokens::token_hash;
use hamdel_domain::surveys::{Form, SurveyDefinition, SurveyId, SurveyLanguage};
use hamdel_domain::{Channel, Identifier, IdentifierKind};
use hamdel_text::Language;

use crate::error::Failure;
use crate::params::{Params, encoded};
use crate::reader::Reader;
use crate::shell::{Area, Shell};
use crate::state::WebState;
use crate::templates::Page;

/// Most answers that an address marks.
const MOST_MARKED: usize = 5;
/// A field that people do not see and programs fill in.
const TRAP: &str = "_website";

/// What is kept of an address or a form besides the answers.
pub(super) struct Asked {
    language: Option<SurveyLanguage>,
    place: ResponsePlace,
    /// Answers that are marked in the address, as a message's link has them; they are shown, and kept by nobody until
    /// the page is posted.
    marked: Option<Form>,
    /// Further fields that the first form carries unseen.
    pub(super) carried: Vec<(&'static str, String)>,
}

impl Asked {
    pub(super) fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let short = |name: &str| get(name).filter(|text| text.chars().count() <= 80);
        Self {
            language: get("lang").and_then(|code| SurveyLanguage::parse(&code)),
            place: ResponsePlace {
                channel: get("channel").and_then(|name| Channel::parse(&name)),
                touchpoint: short("touchpoint"),
                unit: short("unit"),
                employee: short("employee"),
                ..ResponsePlace::default()
            },
            marked: None,
            carried: Vec::new(),
        }
    }

    /// With a language to begin in, where none was chosen.
    pub(super) fn begin_in(&mut self, language: Option<SurveyLanguage>) {
        self.language = self.language.or(language);
    }

    /// With the answers that an address marks: `a.nps=9`.
    fn marked(mut self, params: &Params) -> Self {
        let marked: Vec<(String, String)> = params
            .pairs()
            .filter_map(|(name, value)| Some((name.strip_prefix(MARKED)?.to_owned(), value.to_owned())))
            .collect();
        self.marked =
            Form::new(marked.into_iter().take(MOST_MARKED).collect()).ok().filter(|form| *form != Form::default());
        self
    }
}

/// `GET /s/{token}`: the first page of a survey, by its public link.
pub(crate) async fn open(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    let asked = Asked::of(|name| params.get(name).map(str::to_owned));
    let address = format!("/s/{}", encoded(&token));
    show_entrance(&state, &reader, &Way::open(), &Entrance::Public(token), &address, &asked).await
}

/// `POST /s/{token}`: the first page, answered.
pub(crate) async fn begin(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    enter(&state, &reader, &Way::open(), Entrance::Public(token), Vec::new(), None, &body).await
}

/// `GET /i/{secret}`: the survey of an invitation.
pub(crate) async fn open_invitation(
    State(state): State<WebState>,
    reader: Reader,
    Path(secret): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    let asked = Asked::of(|name| params.get(name).map(str::to_owned)).marked(&params);
    let (entrance, visit) = invited(&state, &secret).await?;
    if visit == Visit::Expired {
        return expired(&state, &reader);
    }
    show_entrance(&state, &reader, &Way::open(), &entrance, &format!("/i/{}", encoded(&secret)), &asked).await
}

/// `POST /i/{secret}`: the first page of an invitation, answered.
pub(crate) async fn begin_invitation(
    State(state): State<WebState>,
    reader: Reader,
    Path(secret): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let (entrance, visit) = invited(&state, &secret).await?;
    if visit == Visit::Expired {
        return expired(&state, &reader);
    }
    enter(&state, &reader, &Way::open(), entrance, Vec::new(), None, &body).await
}

async fn invited(state: &WebState, secret: &str) -> Result<(Entrance, Visit), Failure> {
    let followed = invitations::follow(&state.app, secret).await?;
    let said = &followed.invitation.said;
    let entrance = Entrance::Invited(Invited {
        invitation: followed.invitation.id,
        survey: SurveyId(said.survey),
        version: said.version,
        customer: Some(said.customer),
        token: secret.to_owned(),
    });
    Ok((entrance, followed.visit))
}

pub(super) async fn show_entrance(
    state: &WebState,
    reader: &Reader,
    way: &Way,
    entrance: &Entrance,
    address: &str,
    asked: &Asked,
) -> Result<Response, Failure> {
    let opened = open_entrance(&state.app, entrance, asked.language).await?;
    let form = asked.marked.as_ref();
    let screen = Screen { way, action: address, token: Some(&opened.token), asked: Some(asked), form };
    screen.show(state, reader, &opened.step)
}

/// Begins a response with its first page; `known` points at who answers, where something does, and `place` says where
/// and how it comes about, where the form does not.
pub(crate) async fn enter(
    state: &WebState,
    reader: &Reader,
    way: &Way,
    entrance: Entrance,
    known: Vec<Identifier>,
    place: Option<ResponsePlace>,
    body: &[u8],
) -> Result<Response, Failure> {
    let (form, get) = read(body)?;
    let asked = Asked::of(&get);
    if get(TRAP).is_some() {
        // A program that fills in everything hears nothing of what it did wrong.
        return Ok(Redirect::to("/").into_response());
    }
    let token = get("_token");
    let nobody = || token.as_deref().and_then(nobody_known).into_iter().collect();
    let identifiers = if known.is_empty() { nobody() } else { known };
    let place = place.unwrap_or(asked.place);
    let request = StartRequest { entrance, language: asked.language, place, identifiers, token };
    let started = start_response(&state.app, &request).await?;
    if matches!(started.step, Step::Closing(_)) {
        return Ok(go_to(way, &started.token));
    }
    keep(state, reader, way, &started.token, &form, &get).await
}

/// `GET /r/{token}`: a response, where it is; `page` leads to an earlier one.
pub(crate) async fn resume(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    show_response(&state, &reader, &Way::open(), &token, &params).await
}

/// A response where it is, or at the page that `page` names.
pub(crate) async fn show_response(
    state: &WebState,
    reader: &Reader,
    way: &Way,
    token: &str,
    params: &Params,
) -> Result<Response, Failure> {
    let language = params.known("lang", SurveyLanguage::parse);
    let step = response_page(&state.app, token, params.get("page"), language).await?;
    Screen { way, action: &way.response(token), token: None, asked: None, form: None }.show(state, reader, &step)
}

/// `POST /r/{token}`: a page of a response.
pub(crate) async fn go_on(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    go_on_by(&state, &reader, &Way::open(), &token, &body).await
}

/// A page of a response, answered.
pub(crate) async fn go_on_by(
    state: &WebState,
    reader: &Reader,
    way: &Way,
    token: &str,
    body: &[u8],
) -> Result<Response, Failure> {
    let (form, get) = read(body)?;
    keep(state, reader, way, token, &form, &get).await
}

async fn keep(
    state: &WebState,
    reader: &Reader,
    way: &Way,
    token: &str,
    form: &Form,
    get: &impl Fn(&str) -> Option<String>,
) -> Result<Response, Failure> {
    let towards = match get("_to").as_deref() {
        Some("back") => Towards::Back,
        Some("stay") => Towards::Stay,
        _ => Towards::Next,
    };
    let page = get("_page").unwrap_or_default();
    let language = get("lang").and_then(|code| SurveyLanguage::parse(&code));
    let save = PageSave { token, page: &page, form, towards, language };
    let step = save_page(&state.app, save).await?;
    if towards == Towards::Stay {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    match &step {
        Step::Page(shown) if !shown.problems.is_empty() => {
            let address = way.response(token);
            let screen = Screen { way, action: &address, token: None, asked: None, form: Some(form) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, screen.show(state, reader, &step)?).into_response())
        }
        _ => Ok(go_to(way, token)),
    }
}

/// Whoever answers by a public link is one anonymous customer, so that the answer has a story that a telephone number
/// given later can join.
fn nobody_known(token: &str) -> Option<Identifier> {
    let mut name = format!("survey-{}", token_hash(token));
    name.truncate(31);
    Identifier::new(IdentifierKind::AnonymousId, &name).ok()
}

fn go_to(way: &Way, token: &str) -> Response {
    Redirect::to(&way.response(token)).into_response()
}

/// The answers of a form, and its other fields by name.
pub(crate) fn read(body: &[u8]) -> Result<(Form, impl Fn(&str) -> Option<String> + use<>), Failure> {
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_bytes(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    let own: Vec<(String, String)> =
        fields.iter().filter(|(name, _)| name.starts_with('_') || !name.contains('.')).cloned().collect();
    let form = Form::new(fields).map_err(|problem| AppError::invalid("answers", problem.to_string()))?;
    let get = move |name: &str| {
        let found = own.iter().rev().find(|(held, _)| held == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    Ok((form, get))
}

/// A step on its way to becoming a page.
struct Screen<'a> {
    way: &'a Way,
    action: &'a str,
    /// The token that the first form posts back.
    token: Option<&'a str>,
    asked: Option<&'a Asked>,
    /// What was posted, where it is shown again.
    form: Option<&'a Form>,
}

impl Screen<'_> {
    fn show(&self, state: &WebState, reader: &Reader, step: &Step) -> Result<Response, Failure> {
        let mut drawn = match step {
            Step::Page(page) => {
                let language = language_of(page.language);
                let texts = &state.templates.face(language).texts;
                let carried = self.asked.map(|asked| {
                    view::hidden_place(&asked.place).into_iter().chain(asked.carried.iter().cloned()).collect()
                });
                let mut answer =
                    AnswerPage::new(texts, page, self.action, self.token, carried.unwrap_or_default(), self.form);
                answer.way = self.way.view.clone();
                draw(state, reader, language, &answer)
            }
            Step::Closing(closing) => {
                let language = language_of(closing.language);
                let thanks = ThanksPage { way: self.way.view.clone(), ..ThanksPage::of(closing, self.action) };
                draw(state, reader, language, &thanks)
            }
        }?;
        self.way.let_frame(&mut drawn);
        Ok(drawn)
    }
}

/// A page for whoever answers: never kept by anybody in between, for it may hold answers.
fn draw<P: Page>(state: &WebState, reader: &Reader, language: Language, page: &P) -> Result<Response, Failure> {
    let shell = Shell::new(state, reader, Area::None).in_language(language);
    let html = state.templates.render(&shell, page).map_err(|problem| AppError::File {
        what: format!("the page {}", P::TEMPLATE),
        source: std::io::Error::other(format!("{problem:#}")),
    })?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

/// A page of a draft: its buttons lead to the pages beside it, and nothing is sent.
pub(crate) fn show_preview(
    state: &WebState,
    reader: &Reader,
    action: &str,
    definition: &SurveyDefinition,
    step: &Step,
    way: &Way,
) -> Result<Response, Failure> {
    let Step::Page(page) = step else {
        return Screen { way, action, token: None, asked: None, form: None }.show(state, reader, step);
    };
    let language = language_of(page.language);
    let texts = &state.templates.face(language).texts;
    let mut answer = AnswerPage::new(texts, page, action, None, Vec::new(), None);
    let keys: Vec<&str> = definition.sections.iter().map(|section| section.key.as_str()).collect();
    let place = keys.iter().position(|key| *key == page.page).unwrap_or_default();
    let to = |place: Option<usize>| {
        let key = keys.get(place?)?;
        Some(format!("{action}?page={}&lang={}", encoded(key), page.language.code()))
    };
    answer.preview = Some(view::Beside { before: to(place.checked_sub(1)), after: to(Some(place + 1)) });
    answer.way = way.view.clone();
    let mut drawn = draw(state, reader, language, &answer)?;
    way.let_frame(&mut drawn);
    Ok(drawn)
}

/// A draft that is tried out: its pages work as they will, and nothing is kept; the form carries what was answered on
/// other pages.
pub(crate) fn show_trial(
    state: &WebState,
    reader: &Reader,
    action: &str,
    step: &Step,
    form: &Form,
    carried: Vec<(String, String)>,
) -> Result<Response, Failure> {
    let way = Way::open();
    let Step::Page(page) = step else {
        return Screen { way: &way, action, token: None, asked: None, form: None }.show(state, reader, step);
    };
    let language = language_of(page.language);
    let texts = &state.templates.face(language).texts;
    let mut answer = AnswerPage::new(texts, page, action, None, Vec::new(), Some(form));
    answer.hidden.extend(carried);
    answer.is_trial = true;
    answer.way = way.view.clone();
    draw(state, reader, language, &answer)
}

fn expired(state: &WebState, reader: &Reader) -> Result<Response, Failure> {
    let page = ThanksPage {
        closing: ClosingView { kind: "expired", ..ClosingView::default() },
        done: None,
        way: Way::open().view,
    };
    Ok((StatusCode::GONE, draw(state, reader, reader.language, &page)?).into_response())
}

fn language_of(language: SurveyLanguage) -> Language {
    match language {
        SurveyLanguage::Fa => Language::Persian,
        SurveyLanguage::En => Language::English,
    }
}

/// The page on which one unsubscribes.
#[derive(serde::Serialize)]
pub(crate) struct LeavePage {
    /// Where to post.
    pub(crate) action: String,
    /// Whether that is done.
    pub(crate) left: bool,
}

impl Page for LeavePage {
    const TEMPLATE: &'static str = "public/leave.html";
}

/// `GET /u/{secret}`: only asks; looking at it unsubscribes nobody (RFC 8058, section 3).
pub(crate) async fn look_at_leaving(
    State(state): State<WebState>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Failure> {
    let leaving = invitations::look_at_leaving(&state.app, &secret).await?;
    let page = LeavePage { action: format!("/u/{}", encoded(&secret)), left: leaving.left_already };
    draw(&state, &reader, reader.language, &page)
}

/// `POST /u/{secret}`: unsubscribes, from the page or from a mail program, without signing in.
pub(crate) async fn leave(
    State(state): State<WebState>,
    reader: Reader,
    Path(secret): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let (_, get) = read(&body)?;
    invitations::leave(&state.app, &secret, get("everything").is_some()).await?;
    draw(&state, &reader, reader.language, &LeavePage { action: String::new(), left: true })
}
