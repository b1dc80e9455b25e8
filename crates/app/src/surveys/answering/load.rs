//! A response with everything it is settled with.

use std::collections::BTreeMap;
use std::sync::Arc;

use hamdel_domain::CustomerId;
use hamdel_domain::surveys::{Answers, Settled, SurveyLanguage, Value, settle};
use hamdel_store::StoreError;
use hamdel_store::responses::{Response, ResponseState};

use super::super::published::{Published, published};
use super::view::{Scene, Step};
use crate::tokens::token_hash;
use crate::{App, AppError};

/// A response, its survey and what is known of the one who answers.
pub(in crate::surveys) struct Loaded {
    pub response: Response,
    pub published: Arc<Published>,
    pub answers: Answers,
    pub customer: BTreeMap<String, Value>,
}

impl Loaded {
    /// The response that a token opens.
    pub(super) async fn by_token(app: &App, token: &str) -> Result<Self, AppError> {
        let response = app.store.response_by_token(&token_hash(token)).await?;
        Self::of(app, response.ok_or(AppError::NotFound("response"))?).await
    }

    pub(in crate::surveys) async fn of(app: &App, response: Response) -> Result<Self, AppError> {
        let published = published(app, response.survey, response.version).await?;
        let customer = traits(app, response.customer, &published).await?;
        let answers = serde_json::from_str(&response.answers)
            .map_err(|_| StoreError::corrupt(format!("the answers of response {}", response.id)))?;
        Ok(Self { published, response, answers, customer })
    }

    pub(in crate::surveys) fn settled(&self) -> Settled<'_> {
        self.settled_with(&self.answers)
    }

    pub(super) fn settled_with(&self, answers: &Answers) -> Settled<'_> {
        let Published { definition, reader, .. } = &*self.published;
        settle(definition, answers, &self.customer, self.response.seed, reader)
    }

    pub(super) fn language(&self) -> SurveyLanguage {
        self.published.definition.language(SurveyLanguage::parse(&self.response.language))
    }

    pub(super) fn is_submitted(&self) -> bool {
        self.response.state == ResponseState::Submitted
    }

    /// The screen at the end.
    pub(super) fn closing(&self) -> Step {
        let settled = self.settled();
        let scene = Scene { settled: &settled, language: self.language(), seed: self.response.seed };
        match &self.response.over_quota {
            Some(quota) => scene.closing(settled.closing_of_quota(quota), true),
            None => scene.closing(settled.closing(&self.published.reader), false),
        }
    }
}

/// The traits of a customer, where the survey looks at them at all.
pub(super) async fn traits(
    app: &App,
    customer: Option<CustomerId>,
    published: &Published,
) -> Result<BTreeMap<String, Value>, AppError> {
    let Some(customer) = customer.filter(|_| published.looks_at_traits) else { return Ok(BTreeMap::new()) };
    // A customer may have been erased since the invitation was sent; then nothing is known.
    let Some(today) = app.store.customer_today(customer).await? else { return Ok(BTreeMap::new()) };
    let state = app.store.profile_record(today).await?.state;
    let mut traits: BTreeMap<String, Value> =
        state.traits.iter().map(|(name, known)| (name.clone(), Value::of_json(&known.value))).collect();
    if let Some(name) = state.display_name() {
        traits.insert("name".to_owned(), Value::Text(name));
    }
    if let Some(placed) = state.stage {
        traits.entry("stage".to_owned()).or_insert(Value::Text(placed.stage));
    }
    Ok(traits)
}
