//! Themes: what is said of each, what may be worth one, and the hierarchy as a manager edits it.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::feedback::{FeedbackQuestion, MOST_READ, learned};
use hamdel_app::words::{self, KeptTheme, ThemeWords, Themes};
use hamdel_app::{App, AppError, ErrorCode};

use super::said::{SaidView, ThemeRow, said, theme};
use super::{step_of, words_asked};
use crate::error::{Failure, message_of};
use crate::pages::feedback::triage::marked;
use crate::pages::voice::{self, Choice, CommentView, Tab, Voice, Within};
use crate::params::{Params, own_address};
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// Where the page is.
pub(super) const PATH: &str = "/voice/words/themes";

/// The page.
#[derive(Serialize)]
pub(crate) struct ThemesPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) periods: Vec<Choice>,
    pub(crate) period: &'static str,
    pub(crate) within: Option<Within>,
    pub(crate) comments: u64,
    /// Those that stand under a theme.
    pub(crate) placed: u64,
    pub(crate) before: u64,
    pub(crate) more: bool,
    pub(crate) most: usize,
    pub(crate) themes: Vec<ThemeRow>,
    /// The theme that most comments are bad under.
    pub(crate) blamed: Option<Blamed>,
    pub(crate) proposed: Vec<ProposedRow>,
    pub(crate) alike: Vec<AlikeRow>,
    pub(crate) hidden: Vec<HiddenRow>,
    pub(crate) form: ThemeForm,
    pub(crate) changed: Option<ChangedTheme>,
    /// Its own address, to come back to.
    pub(crate) own: String,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

impl Page for ThemesPage {
    const TEMPLATE: &'static str = "pages/words/themes.html";
}

/// What most comments are bad under.
#[derive(Serialize)]
pub(crate) struct Blamed {
    pub(crate) name: String,
    pub(crate) comments: u64,
}

/// A phrase that may be worth a theme.
#[derive(Serialize)]
pub(crate) struct ProposedRow {
    pub(crate) phrase: String,
    pub(crate) rising: bool,
    pub(crate) new: bool,
    pub(crate) said: SaidView,
}

/// Comments that share words.
#[derive(Serialize)]
pub(crate) struct AlikeRow {
    pub(crate) words: Vec<String>,
    pub(crate) comments: usize,
    pub(crate) sentences: Vec<CommentView>,
}

/// A theme that is put away.
#[derive(Serialize)]
pub(crate) struct HiddenRow {
    pub(crate) key: String,
    pub(crate) name: String,
}

/// The form of a theme.
#[derive(Serialize, Default)]
pub(crate) struct ThemeForm {
    pub(crate) name_fa: String,
    pub(crate) name_en: String,
    pub(crate) parents: Vec<ParentChoice>,
    /// Phrases, one a line.
    pub(crate) include: String,
    pub(crate) exclude: String,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

/// A theme that another may stand under.
#[derive(Serialize)]
pub(crate) struct ParentChoice {
    pub(crate) key: String,
    pub(crate) name: String,
    /// How many stand above it, each with one of these.
    pub(crate) above: Vec<()>,
    pub(crate) chosen: bool,
}

/// A change that can be taken back, or was.
#[derive(Serialize)]
pub(crate) struct ChangedTheme {
    pub(crate) change: i64,
    /// What was done, by its name in the locales.
    pub(crate) action: &'static str,
    pub(crate) name: String,
    pub(crate) undone: bool,
}

/// `GET /voice/words/themes`: `period`, `within` `column:name`; `changed` names a change that can be taken back.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    show(&state, &signed, &params, &Params::of(Vec::new()), None).await
}

/// `POST /voice/words/themes`: `do` is `make` (`name_fa`, `name_en`, `parent`, `include`, `exclude`, phrases one a
/// line), `add` (a `phrase` to a `theme`) or `turn_down` (a `phrase`); `next`.
pub(crate) async fn make(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let actor = signed.user.actor();
    let phrase = form.get("phrase").unwrap_or_default();
    let made = match form.get("do") {
        Some("add") => {
            let key = form.get("theme").ok_or(AppError::invalid("theme", "is missing"))?;
            words::add_phrases(&state.app, key, &[phrase.to_owned()], &actor).await
        }
        Some("turn_down") => words::turn_down(&state.app, phrase, &actor).await,
        _ => words::make_theme(&state.app, words_of(&form), &actor).await,
    };
    match made {
        Ok(changed) => Ok(Redirect::to(&marked(next(&form), changed.change)).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = show(&state, &signed, &Params::of(Vec::new()), &form, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /voice/words/themes/undo`: `change`, `next`.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let change = form.known("change", |number| number.parse().ok()).ok_or(AppError::NotFound("change"))?;
    words::undo_theme_change(&state.app, change, &signed.user.actor()).await?;
    Ok(Redirect::to(&marked(next(&form), Some(change))).into_response())
}

/// Where a form leads back to.
pub(super) fn next(form: &Params) -> &str {
    match own_address(form.get("next")) {
        "/" => PATH,
        next => next,
    }
}

/// A theme as a form writes it.
pub(super) fn words_of(form: &Params) -> ThemeWords {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let lines = |name: &str| form.get(name).unwrap_or_default().lines().map(str::to_owned).collect();
    ThemeWords {
        name_fa: text("name_fa"),
        name_en: text("name_en"),
        parent: form.get("parent").map(str::to_owned),
        include: lines("include"),
        exclude: lines("exclude"),
    }
}

/// The change that an address names.
pub(super) async fn changed(app: &App, voice: &Voice<'_>, params: &Params) -> Result<Option<ChangedTheme>, AppError> {
    let Some(change) = params.known("changed", |number| number.parse().ok()) else { return Ok(None) };
    let Some(held) = words::theme_change(app, change).await? else { return Ok(None) };
    let kept = words::themes(app).await?;
    let named = kept.iter().find(|theme| theme.key == held.theme).or(held.before.as_ref());
    let name = named.map(|theme| voice.theme(theme)).unwrap_or_default();
    Ok(Some(ChangedTheme { change, action: held.action.as_str(), name, undone: held.undone }))
}

/// Themes that one may stand under: all but itself and those below it.
pub(super) fn parents(voice: &Voice<'_>, own: Option<&str>, chosen: Option<&str>) -> Vec<ParentChoice> {
    let hierarchy = voice.hierarchy;
    let free = |theme: &&KeptTheme| own.is_none_or(|own| hierarchy.lineage(&theme.key).all(|above| above.key != own));
    let choice = |theme: &KeptTheme| ParentChoice {
        key: theme.key.clone(),
        name: voice.theme(theme),
        above: vec![(); hierarchy.lineage(&theme.key).count().saturating_sub(1)],
        chosen: chosen == Some(theme.key.as_str()),
    };
    hierarchy.themes.iter().filter(free).map(choice).collect()
}

async fn show(
    state: &WebState,
    signed: &Signed,
    params: &Params,
    form: &Params,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let question = words_asked(signed, params);
    let step = step_of(&question, signed.reader.language);
    let found = words::themes_said(&state.app, &question, step, &signed.user.actor()).await?;
    let learned = learned(&state.app).await?;
    let touchpoints = touchpoints(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let voice =
        Voice { texts, names: &found.names, touchpoints: &touchpoints, colleagues: &[], hierarchy: &learned.hierarchy };
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let form = ThemeForm {
        name_fa: text("name_fa"),
        name_en: text("name_en"),
        parents: parents(&voice, None, form.get("parent")),
        include: text("include"),
        exclude: text("exclude"),
        field: match &problem {
            Some(AppError::Invalid { field, .. }) => field,
            _ => "",
        },
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    let changed = changed(&state.app, &voice, params).await?;
    shell::show(state, &signed.reader, Area::Voice, &page(&voice, &question, &found, form, changed))
}

fn page(
    voice: &Voice<'_>,
    question: &FeedbackQuestion,
    found: &Themes,
    form: ThemeForm,
    changed: Option<ChangedTheme>,
) -> ThemesPage {
    let missed = |key: &str| found.missed.get(key).map_or(0, |missed| missed.comments);
    let worst = found.themes.iter().filter(|held| held.said.bad > 0).max_by_key(|held| held.said.bad);
    ThemesPage {
        tabs: voice::tabs("words", question.period, question.within.as_ref()),
        periods: voice::periods(PATH, question),
        period: question.period.as_str(),
        within: voice::narrowed(voice, PATH, question),
        comments: found.comments,
        placed: found.placed,
        before: found.before,
        more: found.more,
        most: MOST_READ,
        themes: found.themes.iter().map(|held| theme(voice, question, held, missed(&held.theme.key))).collect(),
        blamed: worst.map(|held| Blamed { name: voice.theme(&held.theme), comments: held.said.bad }),
        proposed: found.proposed.iter().map(|held| proposed(voice, question, held)).collect(),
        alike: found.alike.iter().map(|held| alike(voice, question, held)).collect(),
        hidden: found
            .hidden
            .iter()
            .map(|theme| HiddenRow { key: theme.key.clone(), name: voice.theme(theme) })
            .collect(),
        form,
        changed,
        own: voice::address(PATH, question),
        up_to: found.freshness.up_to.micros(),
        waiting: found.freshness.waiting,
    }
}

fn proposed(voice: &Voice<'_>, question: &FeedbackQuestion, held: &words::Proposed) -> ProposedRow {
    let of_it = FeedbackQuestion { words: held.phrase.clone(), ..question.clone() };
    ProposedRow {
        phrase: held.phrase.clone(),
        rising: held.rising,
        new: held.new,
        said: said(voice, &of_it, &held.said),
    }
}

fn alike(voice: &Voice<'_>, question: &FeedbackQuestion, held: &words::Alike) -> AlikeRow {
    AlikeRow {
        words: held.words.clone(),
        comments: held.comments,
        sentences: held.sentences.iter().map(|comment| voice.comment(comment, question)).collect(),
    }
}

/// `POST /voice/words/themes/{theme}`: `do` is `change` (see [`make`]), `add` (a `phrase`), `hide` or `show`; `next`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let actor = signed.user.actor();
    let done = match form.get("do") {
        Some("hide") => words::hide_theme(&state.app, &key, true, &actor).await,
        Some("show") => words::hide_theme(&state.app, &key, false, &actor).await,
        Some("add") => {
            let phrases: Vec<String> = form.get("phrase").map(str::to_owned).into_iter().collect();
            words::add_phrases(&state.app, &key, &phrases, &actor).await
        }
        _ => words::change_theme(&state.app, &key, words_of(&form), &actor).await,
    };
    match done {
        Ok(changed) => Ok(Redirect::to(&marked(next(&form), changed.change)).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = super::theme::show_theme(&state, &signed, &key, &form, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}
