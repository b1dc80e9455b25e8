//! The responses behind a figure, one by one.

use std::collections::HashMap;

use hamdel_domain::rights::Scope;
use hamdel_domain::surveys::{Audience, ResponseId, SurveyId, scores};
use hamdel_domain::{CustomerId, Instant};
use hamdel_store::responses::ResponsePlace;

use super::asked::Narrowing;
use super::definition::Asked;
use super::read::{Seen, Wanted, asked, read};
use crate::{App, AppError};

/// What stands for personal data of which the reader has not the right.
pub(super) use hamdel_domain::masking::MASK;
/// Responses on a page.
pub const PER_PAGE: usize = 50;

/// What who reads may see of single responses.
#[derive(Clone, Debug)]
pub struct Sight {
    /// Whose responses: those of all units, or of some.
    pub responses: Scope,
    /// Whose names and addresses; others are masked.
    pub personal: Scope,
}

/// A response in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct BehindLine {
    /// Its number.
    pub response: ResponseId,
    /// Who gave it, as the customer of today.
    pub customer: Option<CustomerId>,
    /// The name of the customer, of those that have one; masked where who reads may not see it.
    pub name: Option<String>,
    /// When it was submitted.
    pub at: Instant,
    /// Where it came about.
    pub place: ResponsePlace,
    /// The language it is in.
    pub language: String,
    /// The metric and score that stand for it.
    pub score: Option<(String, f64)>,
    /// The first words in it.
    pub words: Option<String>,
}

/// The responses behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// What was asked.
    pub asked: Asked,
    /// A page of them, the newest first.
    pub lines: Vec<BehindLine>,
    /// How many there are on all pages.
    pub count: usize,
    /// Customers among them.
    pub customers: usize,
    /// The page, from 1.
    pub page: usize,
    /// Whether there are more than were read.
    pub more: bool,
    /// Employees were asked: their answers are shown to nobody one by one.
    pub withheld: bool,
}

/// A page of the responses that a narrowing leaves; that `actor` read them is recorded.
///
/// # Errors
/// When there is no such survey, or the store does not answer.
pub async fn behind(
    app: &App,
    id: SurveyId,
    narrowing: &Narrowing,
    page: usize,
    (sight, actor): (&Sight, &str),
) -> Result<Behind, AppError> {
    let asked = asked(app, id, narrowing).await?;
    if asked.definition.audience == Audience::Employees {
        let none = Behind { lines: Vec::new(), count: 0, customers: 0, page: 1, more: false, withheld: true, asked };
        return Ok(none);
    }
    let mut all: Vec<Seen> = Vec::new();
    let more = read(app, &asked, narrowing, (true, Wanted::Customers), |seen| {
        if sight.responses.holds_unit(seen.response.place.unit.as_deref()) {
            all.push(seen);
        }
    })
    .await?;
    all.sort_by_key(|seen| std::cmp::Reverse((seen.response.submitted_at, seen.response.id)));
    let mut customers: Vec<CustomerId> = all.iter().filter_map(|seen| seen.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    let (count, customers) = (all.len(), customers.len());
    let page = page.clamp(1, count.div_ceil(PER_PAGE).max(1));
    let shown: Vec<Seen> = all.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
    let names = names(app, &shown).await?;
    let lines = shown.iter().map(|seen| line(seen, &asked, &names, sight)).collect();
    let words: Vec<String> = narrowing.written().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    crate::audit::record(app, actor, "responses.read", &format!("survey:{id}"), &words.join("&")).await?;
    Ok(Behind { asked, lines, count, customers, page, more, withheld: false })
}

/// The names of those who gave responses, of those that have one.
pub(super) async fn names(app: &App, seen: &[Seen]) -> Result<HashMap<CustomerId, String>, AppError> {
    let customers: Vec<CustomerId> = seen.iter().filter_map(|seen| seen.customer).collect();
    let lines = app.store.customer_lines(&customers).await?;
    Ok(lines.into_iter().filter_map(|line| Some((line.customer, line.name?))).collect())
}

/// The name of who gave a response, as far as who reads may see it.
pub(super) fn name_of(seen: &Seen, names: &HashMap<CustomerId, String>, sight: &Sight) -> Option<String> {
    let name = names.get(&seen.customer?)?;
    let seen_whole = sight.personal.holds_unit(seen.response.place.unit.as_deref());
    Some(if seen_whole { name.clone() } else { MASK.to_owned() })
}

fn line(seen: &Seen, asked: &Asked, names: &HashMap<CustomerId, String>, sight: &Sight) -> BehindLine {
    let scored = scores(&asked.definition, &seen.answers);
    let texts = scored.main.iter().chain(&scored.others).find_map(|given| given.text.clone());
    BehindLine {
        response: seen.response.id,
        customer: seen.customer,
        name: name_of(seen, names, sight),
        at: seen.response.submitted_at.unwrap_or(seen.response.last_saved_at),
        place: seen.response.place.clone(),
        language: seen.response.language.clone(),
        score: scored.main.and_then(|main| Some((main.metric?, main.score?))),
        words: texts,
    }
}
