//! One response, answer by answer.

use hamdel_domain::surveys::{AnswerValue, Audience, Question, ResponseId, SurveyId};

use super::behind::{MASK, Sight};
use super::definition::Asked;
use super::read::{Seen, Wanted, known};
use crate::surveys::published_definition;
use crate::{App, AppError};

/// One response.
#[derive(Clone, Debug)]
pub struct OneResponse {
    /// What its version asked.
    pub asked: Asked,
    /// The response, and who gave it.
    pub seen: Seen,
    /// The name of the customer, when it is known.
    pub name: Option<String>,
    /// The questions of its version with what was answered; `None` for those that were not asked or skipped.
    pub answers: Vec<(Question, Option<AnswerValue>)>,
}

/// One response to a survey; that `actor` read it is recorded.
///
/// # Errors
/// [`AppError::NotFound`] when the survey has no such response, or employees gave it: theirs are shown to nobody one
/// by one.
pub async fn one_response(
    app: &App,
    id: SurveyId,
    response: ResponseId,
    (sight, actor): (&Sight, &str),
) -> Result<OneResponse, AppError> {
    let missing = || AppError::NotFound("response");
    let held = app.store.response(response).await?.filter(|held| held.survey == id).ok_or_else(missing)?;
    let unit = held.place.unit.clone();
    if !sight.responses.holds_unit(unit.as_deref()) {
        return Err(missing());
    }
    let survey = app.store.survey(id).await?.ok_or_else(missing)?;
    let definition = published_definition(app, id, held.version).await?;
    if definition.audience == Audience::Employees {
        return Err(missing());
    }
    let asked = Asked { survey: id, name: survey.name, definition, versions: vec![held.version] };
    let mut all = known(app, &asked, vec![held], Wanted::Customers).await?;
    let names = super::behind::names(app, &all).await?;
    let seen = all.pop().ok_or_else(missing)?;
    crate::audit::record(app, actor, "response.read", &format!("response:{response}"), "").await?;
    let answered = asked.definition.questions().filter(|(_, question)| question.kind.is_answered());
    let personal = sight.personal.holds_unit(unit.as_deref());
    let answer = |question: &Question| {
        let answer = seen.answers.get(&question.key)?.clone();
        Some(if personal { answer } else { masked(answer) })
    };
    let answers = answered.map(|(_, question)| (question.clone(), answer(question))).collect();
    Ok(OneResponse { name: super::behind::name_of(&seen, &names, sight), asked, seen, answers })
}

/// An answer without what points at its giver.
fn masked(answer: AnswerValue) -> AnswerValue {
    match answer {
        AnswerValue::Contact(told) => {
            AnswerValue::Contact(told.into_keys().map(|what| (what, MASK.to_owned())).collect())
        }
        other => other,
    }
}
