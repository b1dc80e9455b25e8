//! Going on with a response: keep a page, go back, submit.

use hamdel_domain::surveys::{
    Answers, FieldProblem, Form, QuestionKey, Section, Settled, ShownSection, SurveyLanguage, read_form,
};
use hamdel_store::responses::{Saved, Submission};

use super::super::days::read_day;
use super::load::Loaded;
use super::view::{Scene, Step};
use crate::invitations::mark_started;
use crate::{App, AppError};

/// How often a page is tried again when the response changed meanwhile.
const TRIES: usize = 8;
/// The field by which a script names the questions that were on the page when it was posted.
const SHOWN_FIELD: &str = "_shown";

/// Where to go from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Towards {
    /// On, when the page is complete; from the last page, submit.
    Next,
    /// Back; what is on the page is kept, complete or not.
    Back,
    /// Stay: keep what was typed so far.
    Stay,
}

/// A page as it was posted.
#[derive(Clone, Copy, Debug)]
pub struct PageSave<'a> {
    /// The token of the response.
    pub token: &'a str,
    /// The name of the page.
    pub page: &'a str,
    /// Its fields. The ones of a question that is not among them at all are kept when staying, cleared otherwise.
    pub form: &'a Form,
    /// Where to go.
    pub towards: Towards,
    /// The language to go on in.
    pub language: Option<SurveyLanguage>,
}

/// Where a response is: the page it is at, another one by name when it is shown, or its end.
///
/// # Errors
/// When the token opens no response.
pub async fn response_page(
    app: &App,
    token: &str,
    page: Option<&str>,
    language: Option<SurveyLanguage>,
) -> Result<Step, AppError> {
    let mut loaded = Loaded::by_token(app, token).await?;
    if let Some(language) = language {
        loaded.response.language = language.code().to_owned();
    }
    if let (Some(page), false) = (page, loaded.is_submitted()) {
        let settled = loaded.settled();
        if let Some(shown) = settled.page(page) {
            return Ok(scene(&loaded, &settled).page(shown, Vec::new()));
        }
    }
    Ok(current(&loaded))
}

/// Where a response is.
pub(super) fn current(loaded: &Loaded) -> Step {
    if loaded.is_submitted() {
        return loaded.closing();
    }
    let settled = loaded.settled();
    let held = loaded.response.page.as_deref().and_then(|page| settled.page(page));
    match held.or_else(|| settled.first_incomplete()).or_else(|| settled.sections.last()) {
        Some(page) => scene(loaded, &settled).page(page, Vec::new()),
        None => loaded.closing(),
    }
}

fn scene<'a, 'd>(loaded: &Loaded, settled: &'a Settled<'d>) -> Scene<'a, 'd> {
    Scene { settled, language: loaded.language(), seed: loaded.response.seed }
}

/// What a posted page leads to.
struct Plan<'d> {
    answers: Answers,
    settled: Settled<'d>,
    target: Target,
    problems: Vec<FieldProblem>,
}

/// Where a posted page leads.
enum Target {
    Page(usize),
    End,
}

/// Keeps a page and goes on. What reads well is kept even where something else on the page is wrong. The same
/// page posted twice leads to the same place; a page posted after the end shows the end.
///
/// # Errors
/// When the token opens no response, or it has no page of that name.
pub async fn save_page(app: &App, save: PageSave<'_>) -> Result<Step, AppError> {
    for _ in 0..TRIES {
        let mut loaded = Loaded::by_token(app, save.token).await?;
        if loaded.is_submitted() {
            return Ok(loaded.closing());
        }
        if let Some(language) = save.language {
            loaded.response.language = language.code().to_owned();
        }
        if let Some(step) = apply(app, &loaded, &save).await? {
            return Ok(step);
        }
    }
    Err(AppError::Conflict("another change of the same response".to_owned()))
}

/// Applies a page to the response as it was read; `None` when it has changed since.
async fn apply(app: &App, loaded: &Loaded, save: &PageSave<'_>) -> Result<Option<Step>, AppError> {
    let definition = &loaded.published.definition;
    let section = definition.sections.iter().find(|section| section.key.as_str() == save.page);
    let section = section.ok_or(AppError::NotFound("page of the survey"))?;
    let plan = plan(loaded, section, save);
    let ends = match &plan.target {
        Target::End => true,
        Target::Page(_) => save.towards == Towards::Next && full_quota(app, loaded, &plan).await?,
    };
    let page = match plan.target {
        Target::Page(place) => definition.sections.get(place).map(|section| section.key.as_str()),
        Target::End => Some(section.key.as_str()),
    };
    let answers = written(&plan.answers)?;
    let saved = Saved {
        response: loaded.response.id,
        revision: loaded.response.revision,
        answers: &answers,
        answered: plan.answers.0.len() as i64,
        page,
        language: loaded.language().code(),
    };
    if ends {
        return submit(app, loaded, &plan.settled, saved).await;
    }
    let is_same = answers == loaded.response.answers && page == loaded.response.page.as_deref();
    if !is_same && !app.store.save_response(saved, app.clock.now()).await? {
        return Ok(None);
    }
    if let Some(invitation) = loaded.response.invitation
        && loaded.response.answered == 0
        && saved.answered > 0
    {
        mark_started(app, invitation).await?;
    }
    let shown = page.and_then(|page| plan.settled.page(page)).or_else(|| plan.settled.sections.first());
    Ok(shown.map(|shown| scene(loaded, &plan.settled).page(shown, plan.problems)))
}

fn plan<'d>(loaded: &'d Loaded, section: &'d Section, save: &PageSave<'_>) -> Plan<'d> {
    let before = loaded.settled();
    let mut answers = before.answers.clone();
    let asked =
        section.questions.iter().filter(|question| save.towards != Towards::Stay || save.form.mentions(&question.key));
    let reading = read_form(asked, save.form, &read_day);
    for (key, answer) in reading.answers {
        answers.set(key, answer);
    }
    let settled = loaded.settled_with(&answers);
    let place = loaded.published.definition.sections.iter().position(|held| held.key == section.key).unwrap_or(0);
    let (target, problems) = match save.towards {
        Towards::Stay => (Target::Page(place), reading.problems),
        Towards::Back => (Target::Page(settled.before(&section.key).map_or(place, |page| page.place)), Vec::new()),
        Towards::Next => onward(&before, &settled, section, save.form, reading.problems),
    };
    Plan { answers: settled.answers.clone(), settled, target, problems }
}

/// Where a complete page leads, or what keeps it.
fn onward(
    before: &Settled<'_>,
    after: &Settled<'_>,
    section: &Section,
    form: &Form,
    mut problems: Vec<FieldProblem>,
) -> (Target, Vec<FieldProblem>) {
    if let Some(page) = after.page(section.key.as_str()) {
        // What was not read on a question that is hidden by now is of no interest.
        problems.retain(|problem| page.questions.iter().any(|question| question.key == problem.question));
        if problems.is_empty() && appeared(before, page, form) {
            // Questions that these answers brought up are shown before they can be missing.
            return (Target::Page(page.place), Vec::new());
        }
        let unread: Vec<QuestionKey> = problems.iter().map(|problem| problem.question.clone()).collect();
        let missing = after.missing_on(page).into_iter().filter(|problem| !unread.contains(&problem.question));
        problems.extend(missing);
        if !problems.is_empty() {
            return (Target::Page(page.place), problems);
        }
    }
    match after.after(Some(&section.key)) {
        Some(next) => (Target::Page(next.place), Vec::new()),
        None => match after.first_incomplete() {
            // An earlier page changed under way, or was jumped over.
            Some(page) => (Target::Page(page.place), after.missing_on(page)),
            None => (Target::End, Vec::new()),
        },
    }
}

/// Whether answers of this page brought up questions on it that nobody has seen yet.
fn appeared(before: &Settled<'_>, page: &ShownSection<'_>, form: &Form) -> bool {
    let seen = before.page(page.section.key.as_str());
    let was_shown =
        |key: &QuestionKey| seen.is_some_and(|seen| seen.questions.iter().any(|question| question.key == *key));
    page.questions.iter().any(|question| {
        let by_script = form.all(SHOWN_FIELD).any(|shown| shown == question.key.as_str());
        question.kind.is_answered() && !was_shown(&question.key) && !by_script && !form.mentions(&question.key)
    })
}

/// Whether a quota that counts these answers is full by now, so that nothing more need be asked.
async fn full_quota(app: &App, loaded: &Loaded, plan: &Plan<'_>) -> Result<bool, AppError> {
    if !plan.problems.is_empty() || loaded.published.definition.quotas.is_empty() {
        return Ok(false);
    }
    let taken = app.store.quotas_taken(loaded.response.survey).await?;
    let is_full = |key: &str, limit: u32| taken.iter().any(|(name, taken)| name == key && *taken >= i64::from(limit));
    Ok(plan.settled.quotas(&loaded.published.reader).iter().any(|quota| is_full(quota.key.as_str(), quota.limit)))
}

/// Submits a response as it is stored. What is missing keeps it, and shows the page on which it is.
///
/// # Errors
/// When the token opens no response.
pub async fn submit_response(app: &App, token: &str) -> Result<Step, AppError> {
    for _ in 0..TRIES {
        let loaded = Loaded::by_token(app, token).await?;
        if loaded.is_submitted() {
            return Ok(loaded.closing());
        }
        let settled = loaded.settled();
        if let Some(page) = settled.first_incomplete() {
            return Ok(scene(&loaded, &settled).page(page, settled.missing_on(page)));
        }
        let answers = written(&settled.answers)?;
        let saved = Saved {
            response: loaded.response.id,
            revision: loaded.response.revision,
            answers: &answers,
            answered: settled.answers.0.len() as i64,
            page: loaded.response.page.as_deref(),
            language: loaded.language().code(),
        };
        if let Some(step) = submit(app, &loaded, &settled, saved).await? {
            return Ok(step);
        }
    }
    Err(AppError::Conflict("another change of the same response".to_owned()))
}

/// Submits; `None` when the response has changed since it was read, or another call submitted it.
async fn submit(app: &App, loaded: &Loaded, settled: &Settled<'_>, saved: Saved<'_>) -> Result<Option<Step>, AppError> {
    let quotas: Vec<(String, i64)> = settled
        .quotas(&loaded.published.reader)
        .into_iter()
        .map(|quota| (quota.key.to_string(), i64::from(quota.limit)))
        .collect();
    match app.store.submit_response(saved, &quotas, app.clock.now()).await? {
        Submission::Changed => Ok(None),
        Submission::Submitted => {
            let response = app.store.response(loaded.response.id).await?.ok_or(AppError::NotFound("response"))?;
            Ok(Some(Loaded::of(app, response).await?.closing()))
        }
    }
}

fn written(answers: &Answers) -> Result<String, AppError> {
    serde_json::to_string(answers).map_err(|problem| AppError::invalid("answers", problem.to_string()))
}
