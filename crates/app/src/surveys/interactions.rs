//! A response as interactions.
//!
//! Their names follow from the response and its revision (`response:5:3:nps`), so that telling it again tells
//! nothing new: the projector drops what it has seen.

use hamdel_domain::surveys::{
    AnswerValue, Answers, Audience, ContactKind, GivenScore, ResponseWay, SurveyDefinition, scores,
};
use hamdel_domain::{Identifier, IdentifierKind, Instant, Interaction, SourceId};
use hamdel_store::responses::{Response, ResponseState};
use serde_json::{Map, Value as Json, json};

use super::answering::load::Loaded;
use crate::intake::event::interaction_id;
use crate::{App, AppError};

/// The source of these interactions.
pub const SOURCE: &str = "surveys";
/// A response that was submitted.
const RESPONSE: &str = "survey_response";
/// A further answer with a score or words of its own.
const ANSWER: &str = "survey_answer";
/// A response that was left.
const PARTIAL: &str = "survey_partial";

/// The interactions of a response as it is stored.
pub(super) async fn interactions_of(
    app: &App,
    response: Response,
    source: SourceId,
    now: Instant,
) -> Result<Vec<Interaction>, AppError> {
    let loaded = Loaded::of(app, response).await?;
    let identifiers = identifiers(app, &loaded).await?;
    let telling = Telling { loaded: &loaded, identifiers, source, now };
    Ok(telling.interactions())
}

/// Who answered: the customer of the invitation by the strongest identifier; otherwise what the link said and
/// the e-mail and telephone that were given. Nobody for employees.
async fn identifiers(app: &App, loaded: &Loaded) -> Result<Vec<Identifier>, AppError> {
    if loaded.published.definition.audience == Audience::Employees {
        return Ok(Vec::new());
    }
    if let Some(customer) = loaded.response.customer {
        let Some(today) = app.store.customer_today(customer).await? else { return Ok(Vec::new()) };
        let record = app.store.profile_record(today).await?;
        return Ok(record.identifiers.into_iter().take(1).map(|row| row.identifier).collect());
    }
    Ok(pointing(&loaded.response.identifiers, &loaded.answers))
}

/// What points at who answered: what the link said, and the e-mail and telephone that were given.
pub(crate) fn pointing(of_the_link: &str, answers: &Answers) -> Vec<Identifier> {
    let mut identifiers: Vec<Identifier> = serde_json::from_str(of_the_link).unwrap_or_default();
    for answer in answers.0.values() {
        let AnswerValue::Contact(told) = answer else { continue };
        for (what, kind) in [(ContactKind::Email, IdentifierKind::Email), (ContactKind::Phone, IdentifierKind::Phone)] {
            identifiers.extend(told.get(&what).and_then(|value| Identifier::new(kind, value).ok()));
        }
    }
    identifiers.sort();
    identifiers.dedup();
    identifiers
}

struct Telling<'a> {
    loaded: &'a Loaded,
    identifiers: Vec<Identifier>,
    source: SourceId,
    now: Instant,
}

impl Telling<'_> {
    fn interactions(&self) -> Vec<Interaction> {
        let response = &self.loaded.response;
        let settled = self.loaded.settled();
        let answers = Json::Object(plain_answers(&self.loaded.published.definition, &settled.answers));
        if response.state != ResponseState::Submitted {
            return vec![self.base(PARTIAL, "partial", json!({ "page": response.page, "answers": answers }))];
        }
        if let Some(quota) = &response.over_quota {
            // What was said is kept in the story; it counts in no score.
            return vec![self.base(RESPONSE, "response", json!({ "over_quota": quota, "answers": answers }))];
        }
        let scored = scores(&self.loaded.published.definition, &settled.answers);
        let whole = json!({ "seconds": self.seconds(), "answers": answers });
        let mut told = vec![match &scored.main {
            Some(main) => self.scored(RESPONSE, main, whole),
            None => self.base(RESPONSE, "response", whole),
        }];
        told.extend(scored.others.iter().map(|given| self.scored(ANSWER, given, json!({}))));
        told
    }

    /// An interaction of this response; `name` ends its message id.
    fn base(&self, kind: &str, name: &str, more: Json) -> Interaction {
        let response = &self.loaded.response;
        // Once a response was left it stays so until it is submitted; telling it again must not tell it anew.
        let revision = if response.state == ResponseState::Submitted { response.revision } else { 0 };
        let message_id = format!("response:{}:{revision}:{name}", response.id);
        Interaction {
            id: interaction_id(self.source, &message_id),
            message_id,
            source: SOURCE.to_owned(),
            kind: kind.to_owned(),
            occurred_at: response.submitted_at.unwrap_or(response.last_saved_at),
            received_at: self.now,
            identifiers: self.identifiers.clone(),
            touchpoint: response.place.touchpoint.clone(),
            channel: response.place.channel,
            unit: response.place.unit.clone(),
            employee: response.place.employee.clone(),
            session: Some(format!("response:{}", response.id)),
            properties: self.properties(more).to_string(),
            ..Interaction::default()
        }
    }

    fn scored(&self, kind: &str, given: &GivenScore, more: Json) -> Interaction {
        let name = match given.part {
            Some(part) => format!("{}.{part}", given.question),
            None => given.question.to_string(),
        };
        let mut about = Map::new();
        about.insert("question".to_owned(), json!(given.question.as_str()));
        if let Some((low, high)) = given.scale {
            about.insert("low".to_owned(), json!(low));
            about.insert("high".to_owned(), json!(high));
        }
        if let Some(facet) = given.facet {
            about.insert("facet".to_owned(), json!(facet.as_str()));
        }
        if let Some(kind) = given.response_kind {
            about.insert("response_kind".to_owned(), json!(kind.as_str()));
        }
        if let Json::Object(more) = more {
            about.extend(more);
        }
        Interaction {
            metric: given.metric.clone(),
            score: given.score,
            text: given.text.clone(),
            ..self.base(kind, &name, Json::Object(about))
        }
    }

    fn properties(&self, more: Json) -> Json {
        let response = &self.loaded.response;
        let mut properties = Map::new();
        properties.insert("survey".to_owned(), json!(response.survey.0));
        properties.insert("version".to_owned(), json!(response.version));
        properties.insert("response".to_owned(), json!(response.id.0));
        properties.insert("language".to_owned(), json!(response.language));
        if response.place.way != ResponseWay::Link {
            properties.insert("way".to_owned(), json!(response.place.way));
        }
        if let Some(taken_by) = &response.place.taken_by {
            properties.insert("taken_by".to_owned(), json!(taken_by));
        }
        // An invitation names whom it asked, which answers of employees must not.
        if let Some(invitation) = response.invitation
            && self.loaded.published.definition.audience == Audience::Customers
        {
            properties.insert("invitation".to_owned(), json!(invitation));
        }
        if let Json::Object(more) = more {
            properties.extend(more);
        }
        Json::Object(properties)
    }

    fn seconds(&self) -> Option<i64> {
        let response = &self.loaded.response;
        let submitted = response.submitted_at?;
        Some(submitted.micros_since(response.started_at) / hamdel_domain::clock::SECOND)
    }
}

/// Whether an interaction is of answers that were collected elsewhere: nobody is invited because of one.
pub(crate) fn was_collected(interaction: &Interaction) -> bool {
    interaction.source == SOURCE
        && serde_json::from_str::<Json>(&interaction.properties)
            .is_ok_and(|properties| properties["way"] == ResponseWay::Collected.as_str())
}

/// Answers as queries like them: numbers, texts, lists and objects without the names of their forms.
fn plain_answers(definition: &SurveyDefinition, answers: &Answers) -> Map<String, Json> {
    let answered = definition.questions().filter_map(|(_, question)| Some((question, answers.get(&question.key)?)));
    answered.map(|(question, answer)| (question.key.to_string(), answer.plain())).collect()
}
