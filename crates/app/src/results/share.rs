//! Results shared by a link that anybody may open who has it: figures only, of enough answers each, until a day.

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use hamdel_domain::surveys::SurveyId;
use hamdel_stats::interval::MinimumN;
use hamdel_store::shares::NewShare;

pub use hamdel_store::shares::Share;

use super::asked::Narrowing;
use super::{ResultsQuestion, SurveyResults, survey_results};
use crate::tokens::{new_token, token_hash};
use crate::{App, AppError};

/// Fewest answers of which a shared figure may be shown, and what is asked for unless said otherwise.
pub const LEAST_SHARED: u64 = 5;
/// The most that may be asked for.
pub const MOST_SHARED: u64 = 1_000;
/// Days a link may last.
pub const MOST_DAYS: i64 = 366;
/// Longest title, in characters.
const LONGEST_TITLE: usize = 120;
/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 100;

/// A link to be made.
#[derive(Clone, Debug)]
pub struct ShareRequest {
    /// What it is called; those who open it see it.
    pub title: String,
    /// What its figures are narrowed to.
    pub narrowing: Narrowing,
    /// The fewest answers of which a figure is shown.
    pub minimum: u64,
    /// Days until it ends.
    pub days: i64,
}

/// What a link opens.
#[derive(Clone, Debug)]
pub enum Shared {
    /// The results, as they are now.
    Open(Box<SharedResults>),
    /// It was withdrawn.
    Withdrawn,
    /// It ended by itself.
    Expired,
}

/// Results behind a link.
#[derive(Clone, Debug)]
pub struct SharedResults {
    /// The link.
    pub share: Share,
    /// What its figures are narrowed to.
    pub narrowing: Narrowing,
    /// The fewest answers of which a figure is shown.
    pub minimum: u64,
    /// The results.
    pub results: SurveyResults,
}

/// Makes a link, and gives it with its token, of which only a hash is kept.
///
/// # Errors
/// When a field is wrong, or there is no such survey.
pub async fn share_results(
    app: &App,
    id: SurveyId,
    request: &ShareRequest,
    actor: &str,
) -> Result<(Share, String), AppError> {
    let title = request.title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        return Err(AppError::invalid("title", format!("needs 1 to {LONGEST_TITLE} characters")));
    }
    if !(LEAST_SHARED..=MOST_SHARED).contains(&request.minimum) {
        return Err(AppError::invalid("minimum", format!("is from {LEAST_SHARED} to {MOST_SHARED} answers")));
    }
    if !(1..=MOST_DAYS).contains(&request.days) {
        return Err(AppError::invalid("days", format!("is from 1 to {MOST_DAYS}")));
    }
    super::asked(app, id, &request.narrowing).await?;
    let (token, now) = (new_token(app.entropy.as_ref()), app.clock.now());
    let fields = request.narrowing.written();
    let narrowing = serde_json::to_string(&fields).map_err(|problem| AppError::invalid("only", problem.to_string()))?;
    let new = NewShare {
        survey: id,
        title,
        token_hash: &token_hash(&token),
        narrowing: &narrowing,
        minimum: i64::try_from(request.minimum).unwrap_or(i64::MAX),
        expires_at: now.plus_micros(request.days * DAY),
        by: actor,
    };
    Ok((app.store.add_share(&new, now).await?, token))
}

/// The links to a survey's results, the newest first.
///
/// # Errors
/// When the store does not answer.
pub async fn shares(app: &App, id: SurveyId) -> Result<Vec<Share>, AppError> {
    Ok(app.store.shares(id).await?)
}

/// Withdraws a link: it opens nothing from now on.
///
/// # Errors
/// When the survey has no such link.
pub async fn withdraw_share(app: &App, id: SurveyId, share: i64, actor: &str) -> Result<(), AppError> {
    Ok(app.store.withdraw_share(id, share, actor, app.clock.now()).await?)
}

/// Whether a link still opens something.
#[must_use]
pub fn is_open(share: &Share, now: Instant) -> bool {
    share.withdrawn_at.is_none() && share.expires_at > now
}

/// What is behind a token.
///
/// # Errors
/// [`AppError::NotFound`] when no link has it.
pub async fn shared_results(app: &App, token: &str, jalali: bool) -> Result<Shared, AppError> {
    if token.len() > LONGEST_TOKEN {
        return Err(AppError::NotFound("link"));
    }
    let share = app.store.share_by_token(&token_hash(token)).await?.ok_or(AppError::NotFound("link"))?;
    let now = app.clock.now();
    if share.withdrawn_at.is_some() {
        return Ok(Shared::Withdrawn);
    }
    if share.expires_at <= now {
        return Ok(Shared::Expired);
    }
    let fields: Vec<(String, String)> = serde_json::from_str(&share.narrowing).unwrap_or_default();
    let narrowing = Narrowing::read(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let minimum = u64::try_from(share.minimum).unwrap_or(MOST_SHARED).max(LEAST_SHARED);
    let question =
        ResultsQuestion { narrowing: narrowing.clone(), jalali, minimum: MinimumN::new(minimum).unwrap_or_default() };
    let mut results = survey_results(app, share.survey, &question).await?;
    if results.submitted < minimum {
        results.questions.clear();
    }
    app.store.count_share_opened(share.id, now).await?;
    Ok(Shared::Open(Box::new(SharedResults { share, narrowing, minimum, results })))
}
