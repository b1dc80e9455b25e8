//! One theme: what is said of it, since when, in whose words, and how it is found.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::customers::touchpoints;
use hamdel_app::feedback::{colleagues, learned};
use hamdel_app::words::{self, ThemeSaid, Themes};
use hamdel_text::Language;
use hamdel_text::format::{self, DateStyle};

use super::said::{ThemeRow, theme};
use super::themes::{ChangedTheme, ThemeForm, changed, parents};
use super::{step_of, words_asked};
use crate::error::{Failure, message_of};
use crate::pages::chart::{Chart, Series, Spec};
use crate::pages::pulse::day_and_month;
use crate::pages::voice::{self, Choice, Tab, Voice, Within};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct ThemePage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) periods: Vec<Choice>,
    pub(crate) period: &'static str,
    pub(crate) within: Option<Within>,
    pub(crate) comments: u64,
    pub(crate) row: ThemeRow,
    /// The themes above it, from the top, with their pages.
    pub(crate) above: Vec<Link>,
    /// Those right below it.
    pub(crate) below: Vec<Link>,
    pub(crate) trend: Option<Chart>,
    /// Phrases that would find what people put under it by hand.
    pub(crate) suggested: Vec<String>,
    pub(crate) form: ThemeForm,
    pub(crate) changes: Vec<ChangeRow>,
    pub(crate) changed: Option<ChangedTheme>,
    /// The page of all themes.
    pub(crate) all: String,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

impl Page for ThemePage {
    const TEMPLATE: &'static str = "pages/words/theme.html";
}

/// A way to another theme.
#[derive(Serialize)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) href: String,
}

/// A change in the past of a theme.
#[derive(Serialize)]
pub(crate) struct ChangeRow {
    pub(crate) change: i64,
    pub(crate) at: i64,
    pub(crate) by: String,
    pub(crate) action: &'static str,
    pub(crate) undone: bool,
    /// Whether it is the last, which can be taken back.
    pub(crate) last: bool,
}

/// `GET /voice/words/themes/{theme}`: `period`, `within` `column:name`; `changed` names a change.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(key): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    show_theme(&state, &signed, &key, &params, None).await
}

/// One theme; with a problem, its form as it was typed.
pub(super) async fn show_theme(
    state: &WebState,
    signed: &Signed,
    key: &str,
    params: &Params,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let question = words_asked(signed, params);
    let step = step_of(&question, signed.reader.language);
    let found = words::themes_said(&state.app, &question, step, &signed.user.actor()).await?;
    let held = found.themes.iter().find(|held| held.theme.key == key).ok_or(AppError::NotFound("theme"))?;
    let learned = learned(&state.app).await?;
    let (touchpoints, colleagues) = (touchpoints(&state.app).await?, colleagues(&state.app).await?);
    let texts = &state.templates.face(signed.reader.language).texts;
    let voice = Voice {
        texts,
        names: &found.names,
        touchpoints: &touchpoints,
        colleagues: &colleagues,
        hierarchy: &learned.hierarchy,
    };
    let link = |theme: &words::KeptTheme| Link {
        name: voice.theme(theme),
        href: voice::address(&format!("{}/{}", super::themes::PATH, theme.key), &question),
    };
    let missed = found.missed.get(key);
    let mut above: Vec<Link> = learned.hierarchy.lineage(key).skip(1).map(link).collect();
    above.reverse();
    let below = learned.hierarchy.themes.iter().filter(|theme| theme.parent.as_deref() == Some(key));
    let page = ThemePage {
        tabs: voice::tabs("words", question.period, question.within.as_ref()),
        periods: voice::periods(&format!("{}/{key}", super::themes::PATH), &question),
        period: question.period.as_str(),
        within: voice::narrowed(&voice, &format!("{}/{key}", super::themes::PATH), &question),
        comments: found.comments,
        row: theme(&voice, &question, held, missed.map_or(0, |missed| missed.comments)),
        above,
        below: below.map(link).collect(),
        trend: trend(&voice, &found, held),
        suggested: missed.map(|missed| missed.phrases.clone()).unwrap_or_default(),
        form: form(&voice, held, params, problem),
        changes: changes(&words::theme_changes(&state.app, Some(key)).await?, &voice),
        changed: changed(&state.app, &voice, params).await?,
        all: voice::address(super::themes::PATH, &question),
        up_to: found.freshness.up_to.micros(),
        waiting: found.freshness.waiting,
    };
    shell::show(state, &signed.reader, Area::Voice, &page)
}

fn form(voice: &Voice<'_>, held: &ThemeSaid, typed: &Params, problem: Option<AppError>) -> ThemeForm {
    let theme = &held.theme;
    let text = |name: &str, kept: &str| match &problem {
        Some(_) => typed.get(name).unwrap_or_default().to_owned(),
        None => kept.to_owned(),
    };
    let parent = if problem.is_some() { typed.get("parent") } else { theme.parent.as_deref() };
    ThemeForm {
        name_fa: text("name_fa", &theme.name_fa),
        name_en: text("name_en", &theme.name_en),
        parents: parents(voice, Some(&theme.key), parent),
        include: text("include", &theme.include.join("\n")),
        exclude: text("exclude", &theme.exclude.join("\n")),
        field: match &problem {
            Some(AppError::Invalid { field, .. }) => field,
            _ => "",
        },
        problem: problem.map(|problem| message_of(voice.texts, &problem)),
    }
}

fn changes(changes: &[words::ThemeChange], voice: &Voice<'_>) -> Vec<ChangeRow> {
    let last = changes.iter().position(|change| !change.undone);
    let row = |(place, change): (usize, &words::ThemeChange)| ChangeRow {
        change: change.id,
        at: change.at.micros(),
        by: voice.actor(&change.by),
        action: change.action.as_str(),
        undone: change.undone,
        // What was taken back once leaves the one before it as it was changed.
        last: last == Some(place) && place == 0,
    };
    changes.iter().enumerate().map(row).collect()
}

/// How many comments in each step of time.
fn trend(voice: &Voice<'_>, found: &Themes, held: &ThemeSaid) -> Option<Chart> {
    if held.said.comments == 0 || found.steps.starts.len() < 2 {
        return None;
    }
    let language: Language = voice.texts.language();
    let categories = found.steps.starts.iter().map(|day| day_and_month(language, *day)).collect();
    let titles = found.steps.starts.iter().map(|day| format::date(language, *day, DateStyle::Full)).collect();
    let counts = held.said.by_step.iter().map(|count| i64::try_from(*count).unwrap_or(i64::MAX)).collect();
    let series = Series::counted(language, voice.texts.plain("comments"), counts);
    let spec = Spec { kind: "bar", axis: "time", categories, titles, series: vec![series], other: String::new() };
    Some(Chart { id: "trend", spec })
}
