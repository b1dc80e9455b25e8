//! Which surveys invitations may ask with.

use async_trait::async_trait;

use hamdel_domain::invitations::VersionPolicy;
use hamdel_domain::surveys::{SurveyDefinition, SurveyId};
use hamdel_store::Store;
use hamdel_store::surveys::SurveyState;

use super::build::read;
use crate::AppError;
use crate::invitations::{FirstQuestion, SurveyDoor};

/// Surveys that are published and not put away.
#[derive(Clone)]
pub struct PublishedSurveys {
    store: Store,
}

impl PublishedSurveys {
    /// Those of this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

#[async_trait]
impl SurveyDoor for PublishedSurveys {
    async fn is_open(&self, survey: i64) -> Result<bool, AppError> {
        let survey = self.store.survey(SurveyId(survey)).await?;
        Ok(survey.is_some_and(|survey| survey.state == SurveyState::Published))
    }

    async fn first_question(&self, survey: i64, version: VersionPolicy) -> Result<Option<FirstQuestion>, AppError> {
        let id = SurveyId(survey);
        let version = match version {
            VersionPolicy::Fixed(version) => version,
            VersionPolicy::Latest => match self.store.survey(id).await? {
                Some(survey) => survey.version,
                None => return Ok(None),
            },
        };
        let Some(kept) = self.store.survey_version(id, version).await? else { return Ok(None) };
        Ok(first_question(&read(&kept.definition)?))
    }
}

/// The first question, where everybody is asked the same one first and a step of a scale answers it. One whose words
/// are filled in from the profile is left to the page.
fn first_question(definition: &SurveyDefinition) -> Option<FirstQuestion> {
    let section = definition.sections.first()?;
    let question = section.questions.iter().find(|question| question.kind.is_answered())?;
    let (low, high) = question.kind.scale()?;
    let plain = !question.text.fa.contains('{') && !question.text.en.contains('{');
    let same_for_all = section.condition.is_none() && question.condition.is_none() && !section.shuffled;
    (plain && same_for_all).then(|| FirstQuestion {
        key: question.key.to_string(),
        text: question.text.clone(),
        low,
        high,
    })
}
