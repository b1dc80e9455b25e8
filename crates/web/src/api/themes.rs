//! Themes, and what people say comments mean.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::words::{self, Alike, Correction, KeptTheme, Proposed, Said, SubjectMeant, ThemeSaid, ThemeWords};
use hamdel_text::facets::{Subject, SubjectKind};
use hamdel_text::sentiment::Label;

use super::feedback::heard;
use super::scores::{compared, estimated};
use crate::error::Failure;
use crate::pages::words::{step_of, words_asked};
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/themes`: every theme in the order of the tree with what is said of it over a `period`, `within`
/// `column:name`; those put away; phrases and groups of comments that may be worth one.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let question = words_asked(&signed, &params);
    let step = step_of(&question, signed.reader.language);
    let found = words::themes_said(&state.app, &question, step, &signed.user.actor()).await?;
    let told = |said: &Said| said_of(said, &found.names);
    let theme = |held: &ThemeSaid| {
        let mut row = kept(&held.theme);
        row["said"] = told(&held.said);
        let missed = found.missed.get(&held.theme.key);
        row["put_there_and_not_found"] = json!(missed.map_or(0, |missed| missed.comments));
        row["suggested_phrases"] = json!(missed.map(|missed| &missed.phrases));
        row
    };
    let proposed = |held: &Proposed| json!({ "phrase": held.phrase, "rising": held.rising, "new": held.new, "said": told(&held.said) });
    let alike = |held: &Alike| {
        json!({
            "words": held.words, "comments": held.comments,
            "sentences": held.sentences.iter().map(|comment| heard(comment, &found.names)).collect::<Vec<_>>(),
        })
    };
    Ok(Json(json!({
        "period": question.period.as_str(), "comments": found.comments, "under_a_theme": found.placed,
        "comments_before": found.before, "more_than_read": found.more,
        "steps": found.steps.starts.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "themes": found.themes.iter().map(theme).collect::<Vec<_>>(),
        "hidden": found.hidden.iter().map(kept).collect::<Vec<_>>(),
        "proposed": found.proposed.iter().map(proposed).collect::<Vec<_>>(),
        "alike": found.alike.iter().map(alike).collect::<Vec<_>>(),
        "data_up_to": found.freshness.up_to.to_string(), "waiting": found.freshness.waiting,
    })))
}

pub(super) fn kept(theme: &KeptTheme) -> Value {
    json!({
        "theme": theme.key, "name_fa": theme.name_fa, "name_en": theme.name_en, "parent": theme.parent,
        "include": theme.include, "exclude": theme.exclude, "hidden": theme.hidden,
    })
}

pub(super) fn said_of(said: &Said, names: &std::collections::HashMap<hamdel_domain::CustomerId, String>) -> Value {
    json!({
        "comments": said.comments, "good": said.good, "bad": said.bad,
        "bad_share": said.bad_share.as_ref().map(estimated), "effect_on_score": said.effect.as_ref().map(compared),
        "comments_before": said.before, "change_of_share": said.change.as_ref().map(compared),
        "by_step": said.by_step,
        "sentences": said.sentences.iter().map(|held| heard(held, names)).collect::<Vec<_>>(),
    })
}

/// A theme as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    #[serde(default)]
    name_fa: String,
    #[serde(default)]
    name_en: String,
    parent: Option<String>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
}

impl From<Written> for ThemeWords {
    fn from(written: Written) -> Self {
        let Written { name_fa, name_en, parent, include, exclude } = written;
        Self { name_fa, name_en, parent, include, exclude }
    }
}

/// `POST /api/v1/themes`: `name_fa` or `name_en` or both, `parent`, `include` and `exclude` (phrases). Answers with the
/// `theme` and the `change`, by which it is taken back.
pub(crate) async fn make(
    State(state): State<WebState>,
    signed: Signed,
    Json(written): Json<Written>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let made = words::make_theme(&state.app, written.into(), &signed.user.actor()).await?;
    Ok((StatusCode::CREATED, Json(json!({ "theme": made.theme, "change": made.change }))))
}

/// `PUT /api/v1/themes/{theme}`: the theme as it is to be, see `POST /api/v1/themes`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(key): Path<String>,
    Json(written): Json<Written>,
) -> Result<Json<Value>, Failure> {
    let changed = words::change_theme(&state.app, &key, written.into(), &signed.user.actor()).await?;
    Ok(Json(json!({ "theme": changed.theme, "change": changed.change })))
}

/// Whether a theme is put away.
#[derive(Deserialize)]
pub(crate) struct Hidden {
    hidden: bool,
}

/// `POST /api/v1/themes/{theme}/hide`: `hidden` puts it away or takes it out again.
pub(crate) async fn hide(
    State(state): State<WebState>,
    signed: Signed,
    Path(key): Path<String>,
    Json(asked): Json<Hidden>,
) -> Result<Json<Value>, Failure> {
    let changed = words::hide_theme(&state.app, &key, asked.hidden, &signed.user.actor()).await?;
    Ok(Json(json!({ "theme": changed.theme, "change": changed.change })))
}

/// A phrase.
#[derive(Deserialize)]
pub(crate) struct Phrase {
    phrase: String,
}

/// `POST /api/v1/themes/turn-down`: a proposed `phrase` that is worth no theme; it is proposed no more.
pub(crate) async fn turn_down(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Phrase>,
) -> Result<Json<Value>, Failure> {
    let changed = words::turn_down(&state.app, &asked.phrase, &signed.user.actor()).await?;
    Ok(Json(json!({ "theme": changed.theme, "change": changed.change })))
}

/// `GET /api/v1/themes/{theme}/changes`: the last changes of a theme, the youngest first.
pub(crate) async fn changes(
    State(state): State<WebState>,
    _: Signed,
    Path(key): Path<String>,
) -> Result<Json<Value>, Failure> {
    let changes = words::theme_changes(&state.app, Some(&key)).await?;
    if changes.is_empty() {
        return Err(AppError::NotFound("theme").into());
    }
    let row = |change: &words::ThemeChange| {
        json!({
            "change": change.id, "at": change.at.to_string(), "by": change.by, "action": change.action.as_str(),
            "before": change.before.as_ref().map(kept), "undone": change.undone,
        })
    };
    Ok(Json(json!({ "changes": changes.iter().map(row).collect::<Vec<_>>() })))
}

/// A change to be taken back.
#[derive(Deserialize)]
pub(crate) struct Change {
    change: i64,
}

/// `POST /api/v1/themes/undo`: takes a `change` back, of a theme not changed again since.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Change>,
) -> Result<StatusCode, Failure> {
    words::undo_theme_change(&state.app, asked.change, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a comment means, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meant {
    sentiment: Option<String>,
    themes: Option<Vec<String>>,
    subjects: Option<Vec<SpokenOf>>,
}

/// What a comment speaks of, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpokenOf {
    kind: String,
    key: String,
    sentiment: String,
}

/// `PUT /api/v1/feedback/{interaction}/correction`: what the comment means, as far as it was understood wrongly:
/// `sentiment` (`negative`, `neutral`, `mixed`, `positive`), `themes` (keys, all of them), `subjects` (`kind`, `key`,
/// `sentiment`, all of them). What is left out stays as it is understood; `{}` takes a correction back.
pub(crate) async fn correct(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    Json(meant): Json<Meant>,
) -> Result<StatusCode, Failure> {
    let label = |name: &str, field| {
        Label::parse(name).ok_or_else(|| AppError::invalid(field, "is none of negative, neutral, mixed and positive"))
    };
    let subject = |of: SpokenOf| -> Result<SubjectMeant, AppError> {
        let kind =
            SubjectKind::parse(&of.kind).ok_or_else(|| AppError::invalid("subjects", "has a kind that is none"))?;
        Ok(SubjectMeant { subject: Subject { kind, key: of.key }, sentiment: label(&of.sentiment, "subjects")? })
    };
    let correction = Correction {
        sentiment: meant.sentiment.as_deref().map(|name| label(name, "sentiment")).transpose()?,
        themes: meant.themes,
        subjects: meant.subjects.map(|list| list.into_iter().map(subject).collect::<Result<_, _>>()).transpose()?,
    };
    words::correct(&state.app, &interaction, &correction, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
