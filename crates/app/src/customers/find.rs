//! Lists and searches of customers.
//!
//! Whatever is asked, the work has a bound: few customers are found, sorted and counted exactly; of many a
//! list is walked in the order of an index until a page is full.

use std::collections::HashMap;

use chrono::Days;

use hamdel_domain::masking::masked;
use hamdel_domain::{CustomerId, Identifier, Instant, Standing};
use hamdel_store::customers::{CustomerFilter, CustomerLine, CustomerOrder, CustomerTotal, FoundBy};

use super::search::{Found, gather};
use super::sight::Sight;
use crate::App;
use crate::error::AppError;

/// Customers on a page of a list.
pub const PER_PAGE: i64 = 50;
/// Most customers that a search ranks and counts exactly, and that it shows pages of.
pub const MOST_RANKED: i64 = 5_000;
/// Most customers that are sorted where no index has their order. Interactions have none: the projector counts
/// them up with every event, and an index that moves with every event costs it more than the order is worth.
/// So the order is exact and its cost bounded, and longer lists are not offered it.
pub const MOST_SORTED: i64 = 20_000;
/// Most customers that a question names by their numbers.
pub const MOST_SELECTED: usize = 1_000;

/// When the last contact was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Today, in the company's zone.
    Today,
    /// Today or one of the six days before.
    Week,
}

impl Seen {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Today, Self::Week];

    /// The name in addresses and locales (`seen-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "7d",
        }
    }

    fn since(self, app: &App) -> Instant {
        let today = app.zone.local(app.clock.now()).date();
        let days = match self {
            Self::Today => 0,
            Self::Week => 6,
        };
        app.zone.start_of_day(today.checked_sub_days(Days::new(days)).unwrap_or(today))
    }
}

/// What a list of customers is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerQuestion {
    /// A name, an identifier or a customer number, in any spelling; empty for all.
    pub words: String,
    /// These customers, whatever the words; empty for no such choice.
    pub selected: Vec<CustomerId>,
    /// Only known or only anonymous ones.
    pub standing: Option<Standing>,
    /// Only those in this stage.
    pub stage: Option<String>,
    /// Only those in contact then.
    pub seen: Option<Seen>,
    /// By what; `None` for relevance, or for last contact where there are no words.
    pub order: Option<CustomerOrder>,
    /// From the least to the greatest.
    pub ascending: bool,
    /// The page, from 1.
    pub page: i64,
    /// What who asks may see. Who may not see who customers are finds them by their numbers alone.
    pub sight: Sight,
}

/// How many customers answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exactly so many.
    Exactly(i64),
    /// More than are counted.
    MoreThan(i64),
}

impl Count {
    /// Whether there are so few that any order can be had by sorting.
    pub(super) fn sortable(self) -> bool {
        matches!(self, Self::Exactly(count) if count <= MOST_SORTED)
    }
}

/// A customer in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundCustomer {
    /// What the store shows of it.
    pub line: CustomerLine,
    /// By what it is best told from others: its strongest identifiers, two at most.
    pub identifiers: Vec<Identifier>,
}

/// A page of a list of customers.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerPage {
    /// The customers.
    pub customers: Vec<FoundCustomer>,
    /// How many there are on all pages.
    pub count: Count,
    /// How many there would be by standing and stage, without those two conditions; empty where it is not counted.
    pub totals: Vec<CustomerTotal>,
    /// The page, from 1.
    pub page: i64,
    /// The order it has; `None` for relevance.
    pub order: Option<CustomerOrder>,
    /// Whether the list is short enough to be sorted by interactions.
    pub sorts_interactions: bool,
}

impl CustomerQuestion {
    /// Whether it is asked with words or numbers, rather than for a list to walk.
    pub(super) fn names_some(&self) -> bool {
        !self.selected.is_empty() || !self.words.trim().is_empty()
    }

    pub(super) fn filter(&self, app: &App) -> CustomerFilter {
        CustomerFilter {
            standing: self.standing,
            stage: self.stage.clone(),
            seen_since: self.seen.map(|seen| seen.since(app)),
            order: self.order.unwrap_or_default(),
            ascending: self.ascending,
            units: self.sight.units.clone(),
            ..CustomerFilter::default()
        }
    }

    pub(super) fn lets_in(&self, standing: Standing, stage: Option<&str>) -> bool {
        self.standing.is_none_or(|wanted| wanted == standing)
            && self.stage.as_deref().is_none_or(|wanted| Some(wanted) == stage)
    }

    /// Without what a long list cannot be sorted by.
    pub(super) fn without_unindexed_order(&self) -> Self {
        match self.order {
            Some(CustomerOrder::Interactions) => Self { order: None, ascending: false, ..self.clone() },
            _ => self.clone(),
        }
    }

    fn offset(&self) -> i64 {
        (self.page.max(1) - 1).saturating_mul(PER_PAGE)
    }
}

/// Like [`find_customers`]; that `actor` looked through them is recorded, with the words searched for.
///
/// # Errors
/// When the store fails.
pub async fn look_through_customers(
    app: &App,
    question: &CustomerQuestion,
    actor: &str,
) -> Result<CustomerPage, AppError> {
    let found = find_customers(app, question).await?;
    if question.sight.personal && !found.customers.is_empty() {
        crate::audit::record(app, actor, "customers.read", "customers", question.words.trim()).await?;
    }
    Ok(found)
}

/// A page of the customers that answer the question.
///
/// # Errors
/// When the store fails.
pub async fn find_customers(app: &App, question: &CustomerQuestion) -> Result<CustomerPage, AppError> {
    if question.selected.len() > MOST_SELECTED {
        return Err(AppError::invalid("selected", format!("names more than {MOST_SELECTED} customers")));
    }
    let mut asked = question.clone();
    let (lines, count, totals) = if question.names_some() {
        match gather(app, question).await? {
            Found::Ranked { lines, totals } => {
                let count = Count::Exactly(lines.len() as i64);
                let page = lines.into_iter().skip(question.offset() as usize).take(PER_PAGE as usize).collect();
                (page, count, totals)
            }
            Found::Broad(broad) => {
                if !broad.count.sortable() {
                    asked = question.without_unindexed_order();
                    asked.page = question.page.clamp(1, MOST_RANKED / PER_PAGE);
                }
                (broad.page(app, asked.offset(), PER_PAGE).await?, broad.count, Vec::new())
            }
        }
    } else {
        let (count, totals) = count_all(app, question).await?;
        if !count.sortable() {
            asked = question.without_unindexed_order();
        }
        let filter = CustomerFilter { found_by: found_by(question, count), ..asked.filter(app) };
        (app.store.customer_list(&filter, asked.offset(), PER_PAGE).await?, count, totals)
    };
    Ok(CustomerPage {
        customers: with_identifiers(app, lines, &question.sight).await?,
        count,
        totals,
        page: asked.page.max(1),
        order: asked.order.or((!question.names_some()).then_some(CustomerOrder::LastSeen)),
        sorts_interactions: count.sortable(),
    })
}

/// How many customers a list without words holds, and how they divide.
pub(super) async fn count_all(app: &App, question: &CustomerQuestion) -> Result<(Count, Vec<CustomerTotal>), AppError> {
    if let Some(units) = &question.sight.units {
        // So many are walked, and looked at one by one; of fewer all are found by their units.
        if app.store.met_count(units, MOST_SORTED + 1).await? > MOST_SORTED {
            return Ok((Count::MoreThan(MOST_SORTED), Vec::new()));
        }
        let every = CustomerQuestion { standing: None, stage: None, ..question.clone() };
        let filter = CustomerFilter { found_by: FoundBy::Units, ..every.filter(app) };
        let totals = app.store.customer_totals_of(&filter).await?;
        return Ok((Count::Exactly(sum(question, &totals)), totals));
    }
    let totals = match question.seen {
        None => Some(app.store.customer_totals().await?),
        Some(seen) => app.store.customer_totals_since(seen.since(app), MOST_SORTED).await?,
    };
    if let Some(totals) = totals {
        return Ok((Count::Exactly(sum(question, &totals)), totals));
    }
    // So many were seen that looking at each would take long. Counting them needs only the index of last
    // contacts; where standing or stage matter too, it ends early.
    let narrowed = question.standing.is_some() || question.stage.is_some();
    let most = narrowed.then_some(MOST_SORTED + 1);
    let count = app.store.customer_count(&question.filter(app), most).await?;
    Ok((if most == Some(count) { Count::MoreThan(MOST_SORTED) } else { Count::Exactly(count) }, Vec::new()))
}

/// How many of these the question's standing and stage leave.
fn sum(question: &CustomerQuestion, totals: &[CustomerTotal]) -> i64 {
    let wanted = totals.iter().filter(|total| question.lets_in(total.standing, total.stage.as_deref()));
    wanted.map(|total| total.customers).sum()
}

/// How the customers of a list of so many are found.
pub(super) fn found_by(question: &CustomerQuestion, count: Count) -> FoundBy {
    match (count.sortable(), question.seen) {
        (false, _) => FoundBy::Order,
        (true, _) if question.sight.units.is_some() => FoundBy::Units,
        (true, None) => FoundBy::Standing,
        (true, Some(_)) => FoundBy::LastSeen,
    }
}

async fn with_identifiers(app: &App, lines: Vec<CustomerLine>, sight: &Sight) -> Result<Vec<FoundCustomer>, AppError> {
    let customers: Vec<CustomerId> = lines.iter().map(|line| line.customer).collect();
    let mut held: HashMap<CustomerId, Vec<Identifier>> = HashMap::new();
    for (customer, identifier) in app.store.identifiers_of_customers(&customers).await? {
        let identifiers = held.entry(customer).or_default();
        if identifiers.len() < 2 {
            identifiers.push(if sight.personal { identifier } else { masked(&identifier) });
        }
    }
    let found = |line: CustomerLine| FoundCustomer {
        identifiers: held.remove(&line.customer).unwrap_or_default(),
        line: CustomerLine { name: sight.name(line.name), ..line },
    };
    Ok(lines.into_iter().map(found).collect())
}
