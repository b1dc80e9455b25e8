//! Building surveys: drafts that change, versions that never do.

use serde::Serialize;

use hamdel_domain::Instant;
use hamdel_domain::surveys::library::library_survey;
use hamdel_domain::surveys::{
    CheckProblem, QuestionKey, SurveyDefinition, SurveyId, SurveyLanguage, Words, check, is_variable, rename,
};
use hamdel_store::StoreError;
use hamdel_store::responses::SurveyFunnel;
use hamdel_store::surveys::{DraftChange, DraftSteps, NewSurvey, StepBack, Survey};

use super::CelConditions;
use super::variables::compared_wrongly;
use crate::tokens::new_token;
use crate::{App, AppError, audit};

/// Longest name of a survey, in characters.
const LONGEST_NAME: usize = 120;
/// Characters of a public link: 96 random bits, short enough for a QR code and a text message.
const PUBLIC_TOKEN: usize = 16;

/// What a new survey begins as.
#[derive(Clone, Debug)]
pub enum SurveyOrigin<'a> {
    /// Empty, in both languages.
    Blank,
    /// A ready-made one, by its name in [`hamdel_domain::surveys::library::LIBRARY`].
    Library(&'a str),
    /// The draft of another one.
    CopyOf(SurveyId),
    /// This one.
    Definition(Box<SurveyDefinition>),
}

/// A survey as those who build it see it.
#[derive(Clone, Debug)]
pub struct SurveyWork {
    /// The survey.
    pub survey: Survey,
    /// Its draft.
    pub definition: SurveyDefinition,
    /// The edition of the draft, to be named by the next change.
    pub edition: i64,
    /// When the draft last changed.
    pub changed_at: Instant,
    /// Who changed it.
    pub changed_by: String,
    /// What keeps the draft from being published.
    pub problems: Vec<CheckProblem>,
    /// What was published, the first version first.
    pub versions: Vec<PublishedVersion>,
    /// Whether the draft differs from the last version.
    pub is_changed: bool,
    /// How many changes can be taken back, and done again.
    pub steps: DraftSteps,
}

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedVersion {
    /// Its number.
    pub version: i64,
    /// When.
    pub published_at: Instant,
    /// By whom.
    pub published_by: String,
}

/// What became of publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// It is this version.
    Published(i64),
    /// These keep it from being published; nothing was changed.
    Refused(Vec<CheckProblem>),
}

/// Every survey, the one changed last first.
///
/// # Errors
/// When the store does not answer.
pub async fn surveys(app: &App) -> Result<Vec<Survey>, AppError> {
    Ok(app.store.surveys().await?)
}

/// Makes a survey.
///
/// # Errors
/// When the name is empty or too long, or the origin is not there.
pub async fn create_survey(app: &App, name: &str, origin: SurveyOrigin<'_>, actor: &str) -> Result<Survey, AppError> {
    let name = checked_name(name)?;
    let definition = match origin {
        SurveyOrigin::Blank => blank(name),
        SurveyOrigin::Library(ready) => {
            library_survey(ready).ok_or(AppError::NotFound("ready-made survey"))?.definition()
        }
        SurveyOrigin::CopyOf(id) => read(&app.store.survey_draft(id).await?.definition)?,
        SurveyOrigin::Definition(definition) => *definition,
    };
    let mut token = new_token(app.entropy.as_ref());
    token.truncate(PUBLIC_TOKEN);
    let new = NewSurvey {
        name,
        audience: definition.audience,
        public_token: &token,
        definition: &written(&definition)?,
        by: actor,
    };
    let survey = app.store.create_survey(new, app.clock.now()).await?;
    audit::record(app, actor, "survey.created", &format!("survey:{}", survey.id), name).await?;
    Ok(survey)
}

fn blank(name: &str) -> SurveyDefinition {
    SurveyDefinition {
        title: Words::new(name, name),
        languages: SurveyLanguage::ALL.to_vec(),
        ..SurveyDefinition::default()
    }
}

fn checked_name(name: &str) -> Result<&str, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(AppError::invalid("name", format!("needs 1 to {LONGEST_NAME} characters")));
    }
    Ok(name)
}

/// A survey with its draft, what is wrong with that, and its versions.
///
/// # Errors
/// When there is no such survey.
pub async fn open_survey(app: &App, id: SurveyId) -> Result<SurveyWork, AppError> {
    let survey = app.store.survey(id).await?.ok_or(AppError::NotFound("survey"))?;
    let draft = app.store.survey_draft(id).await?;
    let definition = read(&draft.definition)?;
    let versions = app.store.survey_versions(id).await?;
    let is_changed = versions.last().is_none_or(|last| last.definition != draft.definition);
    let published = versions.into_iter().map(|version| PublishedVersion {
        version: version.version,
        published_at: version.published_at,
        published_by: version.published_by,
    });
    Ok(SurveyWork {
        problems: check_definition(&definition),
        survey,
        definition,
        edition: draft.edition,
        changed_at: draft.changed_at,
        changed_by: draft.changed_by,
        versions: published.collect(),
        is_changed,
        steps: app.store.draft_steps(id).await?,
    })
}

/// Keeps a draft, finished or not, and gives its new edition.
///
/// # Errors
/// A conflict when somebody else changed it since the named edition; when it is too large.
pub async fn save_draft(
    app: &App,
    id: SurveyId,
    edition: i64,
    definition: &SurveyDefinition,
    actor: &str,
) -> Result<i64, AppError> {
    app.store.survey(id).await?.ok_or(AppError::NotFound("survey"))?;
    let text = written(definition)?;
    let change = DraftChange { survey: id, edition, definition: &text, audience: definition.audience, by: actor };
    let edition = app.store.change_draft(change, app.clock.now()).await?;
    audit::record(app, actor, "survey.changed", &format!("survey:{id}"), "").await?;
    Ok(edition)
}

/// Calls a question or a calculated value of a draft by another name, wherever the draft refers to it, and gives the
/// draft's new edition. Published versions keep the name, and so do their answers.
///
/// # Errors
/// When there is nothing of the old name, or the new one is taken or is no name; otherwise as [`save_draft`].
pub async fn rename_in_draft(
    app: &App,
    id: SurveyId,
    edition: i64,
    (old, new): (&str, &str),
    actor: &str,
) -> Result<i64, AppError> {
    let mut definition = open_survey(app, id).await?.definition;
    let key = |name: &str| QuestionKey::new(name).map_err(|problem| AppError::invalid("name", problem.to_string()));
    let (old, new) = (key(old)?, key(new)?);
    if !is_variable(&definition, old.as_str()) {
        return Err(AppError::NotFound("question"));
    }
    if old != new && is_variable(&definition, new.as_str()) {
        return Err(AppError::invalid("name", "is taken by another question or value of the survey"));
    }
    rename(&mut definition, &old, &new);
    save_draft(app, id, edition, &definition, actor).await
}

/// What keeps a survey from being published.
#[must_use]
pub fn check_definition(definition: &SurveyDefinition) -> Vec<CheckProblem> {
    let mut problems = check(definition, &CelConditions::default());
    problems.extend(compared_wrongly(definition));
    problems
}

/// Takes the last change of a draft back, or does again what was taken back; gives the new edition, or `None` where
/// there is nothing to step to.
///
/// # Errors
/// A conflict when somebody else changed the draft since the named edition.
pub async fn step_draft(
    app: &App,
    id: SurveyId,
    edition: i64,
    way: StepBack,
    actor: &str,
) -> Result<Option<i64>, AppError> {
    let draft = app.store.survey_draft(id).await?;
    if draft.edition != edition {
        return Err(StoreError::conflict("the draft").into());
    }
    let Some(text) = app.store.draft_beside(id, way).await? else { return Ok(None) };
    let audience = read(&text)?.audience;
    let change = DraftChange { survey: id, edition, definition: &text, audience, by: actor };
    let edition = app.store.step_draft(change, way, app.clock.now()).await?;
    let what = if way == StepBack::Undo { "survey.undone" } else { "survey.redone" };
    audit::record(app, actor, what, &format!("survey:{id}"), "").await?;
    Ok(Some(edition))
}

/// Publishes the named edition of a draft as the next version.
///
/// # Errors
/// A conflict when the draft is of another edition by now.
pub async fn publish_survey(app: &App, id: SurveyId, edition: i64, actor: &str) -> Result<Publication, AppError> {
    let draft = app.store.survey_draft(id).await?;
    if draft.edition != edition {
        return Err(StoreError::conflict("the draft").into());
    }
    let problems = check_definition(&read(&draft.definition)?);
    if !problems.is_empty() {
        return Ok(Publication::Refused(problems));
    }
    let version = app.store.publish_draft(id, edition, actor, app.clock.now()).await?;
    audit::record(app, actor, "survey.published", &format!("survey:{id}"), &format!("version {version}")).await?;
    Ok(Publication::Published(version))
}

/// Calls a survey otherwise.
///
/// # Errors
/// When the name is empty or too long, or there is no such survey.
pub async fn rename_survey(app: &App, id: SurveyId, name: &str, actor: &str) -> Result<(), AppError> {
    let name = checked_name(name)?;
    app.store.rename_survey(id, name, app.clock.now()).await?;
    audit::record(app, actor, "survey.renamed", &format!("survey:{id}"), name).await
}

/// Puts a survey away: nobody can begin to answer it; those who are at it may finish.
///
/// # Errors
/// When there is no such survey.
pub async fn archive_survey(app: &App, id: SurveyId, actor: &str) -> Result<(), AppError> {
    app.store.archive_survey(id, true, app.clock.now()).await?;
    audit::record(app, actor, "survey.archived", &format!("survey:{id}"), "").await
}

/// Takes a survey out again, as it was.
///
/// # Errors
/// When there is no such survey.
pub async fn restore_survey(app: &App, id: SurveyId, actor: &str) -> Result<(), AppError> {
    app.store.archive_survey(id, false, app.clock.now()).await?;
    audit::record(app, actor, "survey.restored", &format!("survey:{id}"), "").await
}

/// The definition of a published version.
///
/// # Errors
/// When there is no such version.
pub async fn published_definition(app: &App, id: SurveyId, version: i64) -> Result<SurveyDefinition, AppError> {
    let version = app.store.survey_version(id, version).await?.ok_or(AppError::NotFound("version of the survey"))?;
    read(&version.definition)
}

/// How far those who opened a survey came, of all its versions or of one.
///
/// # Errors
/// When the store does not answer.
pub async fn survey_funnel(app: &App, id: SurveyId, version: Option<i64>) -> Result<SurveyFunnel, AppError> {
    Ok(app.store.survey_funnel(id, version).await?)
}

pub(super) fn read(text: &str) -> Result<SurveyDefinition, AppError> {
    Ok(serde_json::from_str(text).map_err(|_| StoreError::corrupt("the definition of a survey"))?)
}

fn written(definition: &SurveyDefinition) -> Result<String, AppError> {
    let text =
        serde_json::to_string(definition).map_err(|problem| AppError::invalid("definition", problem.to_string()))?;
    if text.len() > check::LARGEST {
        return Err(AppError::invalid("definition", format!("{} KiB, 1024 at most", text.len() / 1024)));
    }
    Ok(text)
}
