//! One case with all that helps to work on it: its customer, their story, their other cases, what may be done next.

use hamdel_domain::cases::life::steps;
use hamdel_domain::cases::{Case, CaseAction, CaseId, CaseStep};
use hamdel_domain::rights::{Right, Scope};
use hamdel_domain::{CustomerId, RecordedInteraction};
use hamdel_store::cases::Attachment;

use super::bulk::{check_new_owner, check_unit};
use super::{CaseView, Doer, NewFile, act_with_files, of_customer, one, within_reach};
use crate::App;
use crate::accounts::SignedIn;
use crate::customers::{Looked, Profile, Sight, TimelinePage, look_at_profile, timeline};
use crate::error::{AppError, ErrorCode};

/// Interactions of the customer's story that stand beside a case.
const BESIDE: usize = 12;

/// What somebody may do to a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Assess, note, answer.
    pub work: bool,
    /// Give it to somebody.
    pub assign: bool,
    /// Close and reopen it.
    pub close: bool,
}

impl May {
    /// What somebody may do to a case, as [`super::act`] will decide it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn of(app: &App, who: &SignedIn, case: &Case) -> Result<Self, AppError> {
        Ok(Self {
            work: within_reach(app, who, case, Right::WorkCases).await?,
            assign: within_reach(app, who, case, Right::AssignCases).await?,
            close: within_reach(app, who, case, Right::CloseCases).await?,
        })
    }

    /// The steps that the life allows next and that these rights permit.
    #[must_use]
    pub fn steps(&self, case: &Case) -> Vec<CaseStep> {
        let permitted = |step: &CaseStep| match step {
            CaseStep::Close => self.close && case.answered_at.is_some(),
            CaseStep::Reopen => self.close,
            _ => self.work,
        };
        steps(case.state).filter(permitted).collect()
    }
}

/// A case on somebody's desk.
#[derive(Clone, Debug)]
pub struct CaseDesk {
    /// The case and what happened with it.
    pub view: CaseView,
    /// What the reader may do to it.
    pub may: May,
    /// The steps that may be taken next.
    pub steps: Vec<CaseStep>,
    /// Whose it is, for who may read customers.
    pub customer: Option<Box<Profile>>,
    /// The last of the customer's story, newest first.
    pub story: Vec<RecordedInteraction>,
    /// The customer's other cases, the youngest first.
    pub others: Vec<Case>,
    /// Its files that the reader may see, oldest first.
    pub files: Vec<Attachment>,
}

/// A case on somebody's desk; that it was read is in the audit log.
///
/// # Errors
/// [`AppError::NotFound`] where there is none, or it is out of reach.
pub async fn desk(app: &App, id: CaseId, who: &SignedIn) -> Result<CaseDesk, AppError> {
    let view = one(app, id, who).await?;
    let may = May::of(app, who, &view.case).await?;
    let customer = match view.case.customer.filter(|_| who.may(Right::ReadCustomers)) {
        Some(customer) => profile(app, customer, who).await?,
        None => None,
    };
    let (story, others) = match &customer {
        Some(profile) => {
            let TimelinePage { mut interactions, .. } =
                timeline(app, &profile.members, None, None, &Sight::of(who)).await?;
            interactions.truncate(BESIDE);
            let mut others = of_customer(app, profile.customer, who).await?;
            others.retain(|case| case.id != id);
            (interactions, others)
        }
        None => (Vec::new(), Vec::new()),
    };
    let steps = may.steps(&view.case);
    let files = app.store.case_attachments(id, !view.whole).await?;
    Ok(CaseDesk { view, may, steps, customer, story, others, files })
}

/// Today's customer; none where they were erased meanwhile.
async fn profile(app: &App, customer: CustomerId, who: &SignedIn) -> Result<Option<Box<Profile>>, AppError> {
    let mut wanted = customer;
    for _ in 0..2 {
        match look_at_profile(app, wanted, who).await {
            Ok(Looked::Here(profile)) => return Ok(Some(profile)),
            Ok(Looked::Moved(today)) => wanted = today,
            Err(problem) if problem.code() == ErrorCode::NotFound => return Ok(None),
            Err(problem) => return Err(problem),
        }
    }
    Ok(None)
}

/// Does something with a case for somebody at the desk: as [`act_with_files`], after a look at the names it brings.
///
/// # Errors
/// Those of [`act_with_files`]; [`AppError::Invalid`] of `owner`, `unit`, `touchpoint`.
pub async fn do_at_desk(
    app: &App,
    id: CaseId,
    read_revision: Option<i64>,
    action: &CaseAction,
    files: Vec<NewFile>,
    who: &SignedIn,
) -> Result<Case, AppError> {
    match action {
        CaseAction::Assign { owner, unit, .. } => {
            check_new_owner(app, *owner).await?;
            check_unit(app, unit.as_deref()).await?;
        }
        CaseAction::Correct(facts) => {
            check_unit(app, facts.unit.as_deref()).await?;
            check_touchpoint(app, facts.touchpoint.as_deref()).await?;
        }
        _ => {}
    }
    act_with_files(app, id, read_revision, action, files, &Doer::Staff(who)).await
}

async fn check_touchpoint(app: &App, touchpoint: Option<&str>) -> Result<(), AppError> {
    let Some(touchpoint) = touchpoint else { return Ok(()) };
    let known = app.store.touchpoints().await?.iter().any(|held| held.name == touchpoint);
    if known { Ok(()) } else { Err(AppError::refused("touchpoint", "no-such-touchpoint", touchpoint)) }
}

/// The units that somebody may choose from: those in use within a scope, by name.
///
/// # Errors
/// When the store does not answer.
pub async fn units_for(app: &App, scope: &Scope) -> Result<Vec<String>, AppError> {
    let units = app.store.units().await?.into_iter().filter(|unit| unit.archived_at.is_none());
    Ok(units.map(|unit| unit.name).filter(|name| scope.holds_unit(Some(name))).collect())
}
