//! Which surveys invitations may ask with.

use async_trait::async_trait;

use hamdel_domain::surveys::SurveyId;
use hamdel_store::Store;
use hamdel_store::surveys::SurveyState;

use crate::AppError;
use crate::invitations::SurveyDoor;

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
}
