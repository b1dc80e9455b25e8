//! Reading the responses of a survey, with what is known of those who gave them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hamdel_domain::surveys::{Answers, Audience, ResponseId, SurveyDefinition, SurveyId};
use hamdel_domain::{CustomerId, Identifier, ProfileState};
use hamdel_store::StoreError;
use hamdel_store::responses::Response;

use super::asked::Narrowing;
use super::definition::Asked;
use crate::surveys::pointing;
use crate::{App, AppError};

/// Responses read for results, the first of them; more are said.
pub const MOST_RESPONSES: usize = 50_000;
/// Responses read at once.
const AT_ONCE: u32 = 1_000;

/// A response, and who gave it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The response.
    pub response: Response,
    /// Its answers.
    pub answers: Answers,
    /// Who gave it, as the customer of today; nobody where that is not known, and nobody for employees.
    pub customer: Option<CustomerId>,
    /// Traits of the customer, where they were asked for.
    pub traits: BTreeMap<String, String>,
}

/// What is wanted of those who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    /// Only what they answered.
    Answers,
    /// Which customers they are.
    Customers,
    /// What is known of them.
    Traits,
}

/// Reads the responses that a narrowing leaves, in the order they began, and hands each on. Gives whether there are
/// more than were read.
pub(super) async fn read(
    app: &App,
    asked: &Asked,
    narrowing: &Narrowing,
    (submitted, wanted): (bool, Wanted),
    mut each: impl FnMut(Seen),
) -> Result<bool, AppError> {
    let stored = narrowing.stored(app, asked.survey, submitted);
    let wanted = if narrowing.looks_at_traits() { Wanted::Traits } else { wanted };
    let (mut after, mut n) = (ResponseId(0), 0);
    loop {
        let responses = app.store.responses_narrowed(&stored, after, AT_ONCE).await?;
        let Some(last) = responses.last() else { return Ok(false) };
        after = last.id;
        for seen in known(app, asked, responses, wanted).await? {
            if n >= MOST_RESPONSES {
                return Ok(true);
            }
            if narrowing.conditions.iter().all(|condition| condition.holds(&seen, &asked.definition)) {
                n += 1;
                each(seen);
            }
        }
    }
}

/// The responses with those who gave them.
pub(super) async fn known(
    app: &App,
    asked: &Asked,
    responses: Vec<Response>,
    wanted: Wanted,
) -> Result<Vec<Seen>, AppError> {
    let mut seen = Vec::with_capacity(responses.len());
    for response in responses {
        let answers: Answers = serde_json::from_str(&response.answers)
            .map_err(|_| StoreError::corrupt(format!("the answers of response {}", response.id)))?;
        seen.push(Seen { customer: None, traits: BTreeMap::new(), answers, response });
    }
    if wanted == Wanted::Answers || asked.definition.audience == Audience::Employees {
        return Ok(seen);
    }
    let customers = customers(app, &seen).await?;
    for held in &mut seen {
        held.customer = customers.get(&held.response.id).copied();
    }
    let numbers: BTreeSet<CustomerId> = customers.into_values().collect();
    let numbers: Vec<CustomerId> = numbers.into_iter().collect();
    let states = app.store.states_of(&numbers).await?;
    for held in &mut seen {
        let Some((today, state)) = held.customer.and_then(|customer| states.get(&customer)) else { continue };
        held.customer = Some(*today);
        if wanted == Wanted::Traits {
            held.traits = traits_of(state);
        }
    }
    Ok(seen)
}

/// Who gave which response: the customer of the invitation, or the one whom something they told points at.
async fn customers(app: &App, seen: &[Seen]) -> Result<HashMap<ResponseId, CustomerId>, AppError> {
    let mut found: HashMap<ResponseId, CustomerId> = HashMap::new();
    let mut told: Vec<(ResponseId, Vec<Identifier>)> = Vec::new();
    for held in seen {
        match held.response.customer {
            Some(customer) => drop(found.insert(held.response.id, customer)),
            None => told.push((held.response.id, pointing(&held.response.identifiers, &held.answers))),
        }
    }
    let identifiers: Vec<Identifier> = told.iter().flat_map(|(_, identifiers)| identifiers.clone()).collect();
    if identifiers.is_empty() {
        return Ok(found);
    }
    let owners = app.store.customers_of(&identifiers).await?;
    for (response, identifiers) in told {
        if let Some(customer) = identifiers.iter().find_map(|identifier| owners.get(identifier)) {
            found.insert(response, *customer);
        }
    }
    Ok(found)
}

/// The texts of the traits of a customer.
fn traits_of(state: &ProfileState) -> BTreeMap<String, String> {
    state.traits.keys().filter_map(|name| Some((name.clone(), state.trait_text(name)?))).collect()
}

/// The definition that results of a survey are read by.
pub(super) async fn asked(app: &App, id: SurveyId, narrowing: &Narrowing) -> Result<Asked, AppError> {
    let survey = app.store.survey(id).await?.ok_or(AppError::NotFound("survey"))?;
    let mut versions: Vec<(i64, SurveyDefinition)> = Vec::new();
    for held in app.store.survey_versions(id).await? {
        let definition = serde_json::from_str(&held.definition)
            .map_err(|_| StoreError::corrupt(format!("version {} of survey {id}", held.version)))?;
        versions.push((held.version, definition));
    }
    Asked::of(survey, versions, narrowing)
}
