//! Indices of the company's own: weighted items of one survey on a scale of 0 to 100, how well the items hold
//! together, and what the index would be had everybody who was invited answered alike often.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use hamdel_domain::CustomerId;
use hamdel_domain::surveys::{AnswerValue, QuestionKey, SurveyId, Words};
use hamdel_stats::index::{Definition, Index, Item};
use hamdel_stats::interval::{Confidence, MinimumN, Published};
use hamdel_stats::mean::Moments;
use hamdel_stats::reliability::{Reliability, Scale};
use hamdel_stats::weighting::{Fitting, Trait, Weighting, post_stratify};
use hamdel_store::StoreError;
use hamdel_store::indices::IndexRow;

use super::asked::Narrowing;
use super::definition::Asked;
use super::read::{Wanted, read};
use super::{Privacy, asked, privacy};
use crate::{App, AppError};

/// Longest name of an index, in characters.
const LONGEST_NAME: usize = 80;
/// Most items of an index.
const MOST_ITEMS: usize = 60;
/// Most levels of a trait that weights are fitted to.
const MOST_LEVELS: usize = 30;

/// One item of an index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexItem {
    /// The question, which is answered by a step of a scale.
    pub question: QuestionKey,
    /// How much it weighs; only proportions count.
    pub weight: f64,
}

/// What an index consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexDefinition {
    /// Its items.
    pub items: Vec<IndexItem>,
    /// The share of the weight that somebody must have answered to count, 0 to 1.
    pub answered: f64,
}

/// An index, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptIndex {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The survey whose questions are its items.
    pub survey: SurveyId,
    /// What it consists of.
    pub definition: IndexDefinition,
    /// Whether it is put away.
    pub retired: bool,
}

/// A question that can be an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The question.
    pub question: QuestionKey,
    /// Its words.
    pub words: Words,
    /// The lowest and the highest step of its scale.
    pub scale: (u8, u8),
}

/// What was found of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemFound {
    /// The question.
    pub asked: Candidate,
    /// Its share of the weight, 0 to 1.
    pub weight: f64,
    /// Its mean on 0 to 100.
    pub mean: Published,
    /// Cronbach's alpha of the other items.
    pub alpha_without: Option<f64>,
    /// Correlation with the sum of the others.
    pub with_others: Option<f64>,
}

/// The index weighted by who was invited and who answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// The trait of customers.
    pub by: String,
    /// Shares invited, answered and after weighting.
    pub weighting: Weighting,
    /// The index after weighting.
    pub score: Published,
    /// Customers who were invited and whose trait is known.
    pub invited: u64,
    /// Scored responses of customers whose trait is not known, which weighting leaves out.
    pub unknown: u64,
}

/// What was found of an index.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexFound {
    /// The index.
    pub index: KeptIndex,
    /// What was asked.
    pub asked: Asked,
    /// What keeps figures from being shown.
    pub privacy: Privacy,
    /// Responses.
    pub submitted: u64,
    /// Those with too few items answered.
    pub unscored: u64,
    /// The index, 0 to 100.
    pub score: Published,
    /// Its items.
    pub items: Vec<ItemFound>,
    /// How well the items hold together; nothing of one item or too few responses.
    pub reliability: Option<Reliability>,
    /// The index weighted, where that was asked for and can be had.
    pub weighted: Option<Weighted>,
    /// Traits that weights can be fitted to.
    pub traits: Vec<String>,
}

/// Every index by name, those put away last.
///
/// # Errors
/// When the store fails.
pub async fn indices(app: &App) -> Result<Vec<KeptIndex>, AppError> {
    app.store.indices().await?.into_iter().map(kept).collect()
}

fn kept(row: IndexRow) -> Result<KeptIndex, AppError> {
    let definition =
        serde_json::from_str(&row.definition).map_err(|_| StoreError::corrupt(format!("the index {}", row.id)))?;
    Ok(KeptIndex { id: row.id, name: row.name, survey: row.survey, definition, retired: row.retired_at.is_some() })
}

/// The questions of a survey that can be items of an index.
///
/// # Errors
/// When there is no such survey, or nothing of it was published.
pub async fn candidates(app: &App, survey: SurveyId) -> Result<(Asked, Vec<Candidate>), AppError> {
    let asked = asked(app, survey, &Narrowing::default()).await?;
    let candidates = candidates_of(&asked);
    Ok((asked, candidates))
}

fn candidates_of(asked: &Asked) -> Vec<Candidate> {
    let candidate = |question: &hamdel_domain::surveys::Question| {
        let scale = question.kind.scale()?;
        Some(Candidate { question: question.key.clone(), words: question.text.clone(), scale })
    };
    asked.definition.questions().filter_map(|(_, question)| candidate(question)).collect()
}

/// Makes an index, or changes the one of that number.
///
/// # Errors
/// [`AppError::Invalid`] with the field, and when the name is taken.
pub async fn save_index(
    app: &App,
    id: Option<i64>,
    (name, survey, definition): (&str, SurveyId, &IndexDefinition),
    actor: &str,
) -> Result<i64, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(AppError::invalid("name", format!("needs 1 to {LONGEST_NAME} characters")));
    }
    let (_, candidates) = candidates(app, survey).await?;
    if definition.items.is_empty() || definition.items.len() > MOST_ITEMS {
        return Err(AppError::invalid("items", format!("needs 1 to {MOST_ITEMS} items")));
    }
    let known = |item: &IndexItem| candidates.iter().any(|held| held.question == item.question);
    if !definition.items.iter().all(known) {
        return Err(AppError::invalid("items", "holds a question that is not answered on a scale"));
    }
    prepared(definition, &candidates)?;
    let text = serde_json::to_string(definition).map_err(|_| AppError::invalid("items", "could not be written"))?;
    let now = app.clock.now();
    let id = match id {
        Some(id) => {
            app.store.change_index(id, name, &text, now).await?;
            id
        }
        None => app.store.add_index(name, survey, &text, actor, now).await?,
    };
    crate::audit::record(app, actor, "index.saved", &format!("index:{id}"), name).await?;
    Ok(id)
}

/// Puts an index away, or takes it out again.
///
/// # Errors
/// When there is none of that number.
pub async fn retire_index(app: &App, id: i64, retired: bool, actor: &str) -> Result<(), AppError> {
    app.store.retire_index(id, retired, app.clock.now()).await?;
    let action = if retired { "index.retired" } else { "index.restored" };
    crate::audit::record(app, actor, action, &format!("index:{id}"), "").await
}

/// The index of definition, and its items in their order.
fn prepared(definition: &IndexDefinition, candidates: &[Candidate]) -> Result<Definition, AppError> {
    let mut items = Vec::new();
    for item in &definition.items {
        let asked = candidates.iter().find(|held| held.question == item.question);
        let (low, high) = asked.map_or((0, 1), |held| held.scale);
        let made = Item::new(f64::from(low), f64::from(high), item.weight);
        items.push(made.map_err(|problem| AppError::invalid("weights", problem.to_string()))?);
    }
    Definition::new(items, definition.answered).map_err(|problem| AppError::invalid("weights", problem.to_string()))
}

/// A response as an index sees it.
struct Row {
    answers: Vec<Option<f64>>,
    customer: Option<CustomerId>,
}

/// What is found of an index; `weigh_by` a trait of customers by which non-response is weighted.
///
/// # Errors
/// When there is no such index, or the store fails.
pub async fn index_found(app: &App, id: i64, weigh_by: Option<&str>) -> Result<IndexFound, AppError> {
    let row = app.store.index(id).await?.ok_or(AppError::NotFound("index"))?;
    let index = kept(row)?;
    let (asked, candidates) = candidates(app, index.survey).await?;
    let privacy = privacy(app, &asked, &Narrowing::default()).await?;
    let definition = prepared(&index.definition, &candidates)?;
    let mut rows: Vec<Row> = Vec::new();
    if privacy == Privacy::Open {
        read(app, &asked, &Narrowing::default(), (true, Wanted::Customers), |seen| {
            let step = |item: &IndexItem| match seen.answers.get(&item.question) {
                Some(AnswerValue::Step(step)) => Some(f64::from(*step)),
                _ => None,
            };
            rows.push(Row { answers: index.definition.items.iter().map(step).collect(), customer: seen.customer });
        })
        .await?;
    }
    let wrong = |_| AppError::invalid("items", "hold an answer that is off the scale");
    let mut scored = Index::new(definition.clone());
    for row in &rows {
        scored.add(&row.answers, 1.0).map_err(wrong)?;
    }
    let weighted = match weigh_by {
        Some(by) if privacy == Privacy::Open => weigh(app, (&asked, by), &definition, &rows).await?,
        _ => None,
    };
    let reliability = reliability(&rows, index.definition.items.len());
    let minimum = MinimumN::default();
    Ok(IndexFound {
        items: items(&index.definition, &candidates, &rows, reliability.as_ref()),
        score: published(&scored, minimum),
        unscored: scored.unscored(),
        submitted: rows.len() as u64,
        reliability,
        weighted,
        traits: crate::scores::grouping_traits(app).await?,
        privacy,
        asked,
        index,
    })
}

fn published(index: &Index, minimum: MinimumN) -> Published {
    Published::of(index.scores().n(), minimum, || index.estimate(Confidence::P95))
}

fn reliability(rows: &[Row], items: usize) -> Option<Reliability> {
    let mut scale = Scale::new(items).ok()?;
    for row in rows {
        scale.add(&row.answers).ok()?;
    }
    scale.reliability(Confidence::P95).ok().filter(|found| found.alpha.n >= MinimumN::default().get())
}

fn items(
    definition: &IndexDefinition,
    candidates: &[Candidate],
    rows: &[Row],
    reliability: Option<&Reliability>,
) -> Vec<ItemFound> {
    let all: f64 = definition.items.iter().map(|item| item.weight).sum();
    let item = |(place, item): (usize, &IndexItem)| {
        let asked = candidates.iter().find(|held| held.question == item.question)?.clone();
        let (low, high) = (f64::from(asked.scale.0), f64::from(asked.scale.1));
        let mut moments = Moments::default();
        for answer in rows.iter().filter_map(|row| row.answers.get(place).copied().flatten()) {
            moments.push(100.0 * (answer - low) / (high - low)).ok()?;
        }
        let held = reliability.and_then(|found| found.items.get(place));
        Some(ItemFound {
            asked,
            weight: item.weight / all,
            mean: Published::of(moments.n(), MinimumN::default(), || moments.estimate(Confidence::P95)),
            alpha_without: held.and_then(|held| held.alpha_without),
            with_others: held.and_then(|held| held.correlation_with_others),
        })
    };
    definition.items.iter().enumerate().filter_map(item).collect()
}

/// Weights the index so that the shares of a trait among those who answered are those among the invited.
async fn weigh(
    app: &App,
    (asked, by): (&Asked, &str),
    definition: &Definition,
    rows: &[Row],
) -> Result<Option<Weighted>, AppError> {
    let invited = app.store.invited_customers(asked.survey).await?;
    let mut customers: Vec<CustomerId> =
        invited.iter().copied().chain(rows.iter().filter_map(|row| row.customer)).collect();
    customers.sort_unstable();
    customers.dedup();
    let values: HashMap<CustomerId, String> = app
        .store
        .states_of(&customers)
        .await?
        .into_iter()
        .filter_map(|(customer, (_, state))| Some((customer, state.trait_text(by).filter(|value| !value.is_empty())?)))
        .collect();
    let mut population: BTreeMap<&String, u64> = BTreeMap::new();
    for value in invited.iter().filter_map(|customer| values.get(customer)) {
        *population.entry(value).or_default() += 1;
    }
    let all: u64 = population.values().sum();
    if all == 0 || population.len() < 2 || population.len() > MOST_LEVELS {
        return Ok(None);
    }
    let levels = population.iter().map(|(value, n)| ((*value).clone(), *n as f64 / all as f64)).collect();
    let Ok(known) = Trait::new(by, levels) else { return Ok(None) };
    let place = |row: &Row| {
        let value = values.get(&row.customer?)?;
        population.keys().position(|held| *held == value)
    };
    let scored = |row: &&Row| matches!(definition.score(&row.answers), Ok(Some(_)));
    let mut counts = vec![0_u64; population.len()];
    let mut unknown = 0;
    for row in rows.iter().filter(scored) {
        match place(row).and_then(|level| counts.get_mut(level)) {
            Some(count) => *count += 1,
            None => unknown += 1,
        }
    }
    let Ok(weighting) = post_stratify(&known, &counts, Fitting::default()) else { return Ok(None) };
    let mut index = Index::new(definition.clone());
    for row in rows.iter().filter(scored) {
        let weight = place(row).and_then(|level| weighting.weights.get(level)).copied();
        if let Some(weight) = weight {
            index.add(&row.answers, weight).map_err(|_| AppError::invalid("weights", "could not be fitted"))?;
        }
    }
    let score = published(&index, MinimumN::default());
    Ok(Some(Weighted { by: by.to_owned(), weighting, score, invited: all, unknown }))
}
