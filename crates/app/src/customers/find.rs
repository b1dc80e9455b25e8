//! Lists and searches of customers.
//!
//! A search that matches few customers gathers them all, ranks them and counts them exactly. One that matches
//! more than [`MOST_RANKED`] (a first name half the city has) instead walks the list in its order and takes
//! those that match: with so many matches a page fills quickly. Either way the work has a bound.

use std::collections::HashMap;

use hamdel_domain::digits::latin_digits;
use hamdel_domain::{CustomerId, Identifier, IdentifierKind, Standing};
use hamdel_store::customers::{CustomerFilter, CustomerLine, CustomerOrder, CustomerTotal};
use hamdel_text::{search_key, search_readings};

use crate::App;
use crate::error::AppError;

/// Customers on a page of a list.
pub const PER_PAGE: i64 = 50;
/// Most customers that a search ranks and counts exactly.
pub const MOST_RANKED: i64 = 5_000;
/// Shortest start of an identifier that is searched for, in characters.
const SHORTEST_START: usize = 3;
/// Identifiers with one start that are looked at.
const MOST_STARTS: i64 = 200;

/// What a list of customers is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerQuestion {
    /// A name, an identifier or a customer number, in any spelling; empty for all.
    pub words: String,
    /// Only known or only anonymous ones.
    pub standing: Option<Standing>,
    /// Only those in this stage.
    pub stage: Option<String>,
    /// By what; `None` for relevance, or for last contact where there are no words.
    pub order: Option<CustomerOrder>,
    /// From the least to the greatest.
    pub ascending: bool,
    /// The page, from 1.
    pub page: i64,
}

/// How many customers answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exactly so many.
    Exactly(i64),
    /// More than are counted.
    MoreThan(i64),
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
}

impl CustomerQuestion {
    fn filter(&self, readings: Vec<Vec<String>>) -> CustomerFilter {
        CustomerFilter {
            standing: self.standing,
            stage: self.stage.clone(),
            readings,
            order: self.order.unwrap_or_default(),
            ascending: self.ascending,
            few: false,
        }
    }

    fn lets_in(&self, standing: Standing, stage: Option<&str>) -> bool {
        self.standing.is_none_or(|wanted| wanted == standing)
            && self.stage.as_deref().is_none_or(|wanted| Some(wanted) == stage)
    }

    fn offset(&self) -> i64 {
        (self.page.max(1) - 1).saturating_mul(PER_PAGE)
    }
}

/// A page of the customers that answer the question.
///
/// # Errors
/// When the store fails.
pub async fn find_customers(app: &App, question: &CustomerQuestion) -> Result<CustomerPage, AppError> {
    let (lines, count, totals) = if question.words.trim().is_empty() {
        browse(app, question).await?
    } else {
        match gather(app, question).await? {
            Gathered::Ranked { lines, totals } => {
                let count = Count::Exactly(lines.len() as i64);
                let page = lines.into_iter().skip(question.offset() as usize).take(PER_PAGE as usize).collect();
                (page, count, totals)
            }
            Gathered::Broad(filter) => {
                let lines = app.store.customer_list(&filter, question.offset(), PER_PAGE).await?;
                (lines, Count::MoreThan(MOST_RANKED), Vec::new())
            }
        }
    };
    let customers = with_identifiers(app, lines).await?;
    Ok(CustomerPage { customers, count, totals, page: question.page.max(1) })
}

async fn browse(
    app: &App,
    question: &CustomerQuestion,
) -> Result<(Vec<CustomerLine>, Count, Vec<CustomerTotal>), AppError> {
    let totals = app.store.customer_totals().await?;
    let wanted = totals.iter().filter(|total| question.lets_in(total.standing, total.stage.as_deref()));
    let count = wanted.map(|total| total.customers).sum();
    let filter = CustomerFilter { few: count <= MOST_RANKED, ..question.filter(Vec::new()) };
    let lines = app.store.customer_list(&filter, question.offset(), PER_PAGE).await?;
    Ok((lines, Count::Exactly(count), totals))
}

/// What a search with words found.
pub(super) enum Gathered {
    /// All of them, in order.
    Ranked { lines: Vec<CustomerLine>, totals: Vec<CustomerTotal> },
    /// Too many to gather: the list that holds them.
    Broad(CustomerFilter),
}

pub(super) async fn gather(app: &App, question: &CustomerQuestion) -> Result<Gathered, AppError> {
    let mut ranks = by_identifier(app, &question.words).await?;
    let readings = search_readings(&question.words);
    for reading in &readings {
        let found = app.store.customers_with_terms(reading, MOST_RANKED + 1).await?;
        if found.len() as i64 > MOST_RANKED && ranks.values().all(|rank| *rank > 0) {
            return Ok(Gathered::Broad(question.filter(readings)));
        }
        for customer in found {
            ranks.entry(customer).or_insert(Rank::NAME);
        }
    }
    let customers: Vec<CustomerId> = ranks.keys().copied().collect();
    let lines = app.store.customer_lines(&customers).await?;
    Ok(rank(question, lines, &ranks))
}

/// How well a customer answers; the least is the best.
struct Rank;

impl Rank {
    const EXACT: u8 = 0;
    const WHOLE_NAME: u8 = 1;
    const START: u8 = 2;
    const NAME: u8 = 3;
}

fn rank(question: &CustomerQuestion, lines: Vec<CustomerLine>, ranks: &HashMap<CustomerId, u8>) -> Gathered {
    let key = search_key(&question.words);
    let mut totals: Vec<CustomerTotal> = Vec::new();
    let mut ranked: Vec<(u8, CustomerLine)> = Vec::with_capacity(lines.len());
    for line in lines {
        match totals.iter_mut().find(|total| total.standing == line.standing && total.stage == line.stage) {
            Some(total) => total.customers += 1,
            None => totals.push(CustomerTotal { standing: line.standing, stage: line.stage.clone(), customers: 1 }),
        }
        if question.lets_in(line.standing, line.stage.as_deref()) {
            let found = ranks.get(&line.customer).copied().unwrap_or(Rank::EXACT);
            let whole = found == Rank::NAME && line.name.as_deref().is_some_and(|name| search_key(name) == key);
            ranked.push((if whole { Rank::WHOLE_NAME } else { found }, line));
        }
    }
    sort(&mut ranked, question);
    Gathered::Ranked { lines: ranked.into_iter().map(|(_, line)| line).collect(), totals }
}

fn sort(ranked: &mut [(u8, CustomerLine)], question: &CustomerQuestion) {
    let turned = |order: std::cmp::Ordering| if question.ascending { order } else { order.reverse() };
    ranked.sort_by(|(one_rank, one), (other_rank, other)| {
        let by = match question.order {
            None => one_rank.cmp(other_rank).then_with(|| other.last_seen.cmp(&one.last_seen)),
            Some(CustomerOrder::LastSeen) => turned(one.last_seen.cmp(&other.last_seen)),
            Some(CustomerOrder::Value) => turned(one.value.cmp(&other.value)),
            Some(CustomerOrder::Interactions) => turned(one.interactions.cmp(&other.interactions)),
            Some(CustomerOrder::Name) => {
                let keys = (one.name.as_deref().map(search_key), other.name.as_deref().map(search_key));
                one.name.is_none().cmp(&other.name.is_none()).then_with(|| turned(keys.0.cmp(&keys.1)))
            }
        };
        by.then_with(|| other.customer.cmp(&one.customer))
    });
}

/// Customers that an identifier or their number names.
async fn by_identifier(app: &App, words: &str) -> Result<HashMap<CustomerId, u8>, AppError> {
    let mut ranks = HashMap::new();
    let latin = latin_digits(words.trim());
    if let Ok(number) = latin.parse()
        && let Some(customer) = app.store.customer_today(CustomerId(number)).await?
    {
        ranks.insert(customer, Rank::EXACT);
    }
    for value in whole_values(&latin) {
        for customer in app.store.customers_with_identifier_exactly(&value).await? {
            ranks.insert(customer, Rank::EXACT);
        }
    }
    for start in starts(&latin) {
        for (customer, whole) in app.store.customers_with_identifier(&start, MOST_STARTS).await? {
            let rank = if whole { Rank::EXACT } else { Rank::START };
            ranks.entry(customer).and_modify(|held: &mut u8| *held = (*held).min(rank)).or_insert(rank);
        }
    }
    Ok(ranks)
}

/// The spellings in which an identifier that reads so may be kept.
fn whole_values(latin: &str) -> Vec<String> {
    let mut values = vec![latin.to_owned(), latin.to_lowercase()];
    for kind in [IdentifierKind::Phone, IdentifierKind::NationalCode, IdentifierKind::Email] {
        values.extend(Identifier::new(kind, latin).map(|identifier| identifier.value().to_owned()));
    }
    values.sort_unstable();
    values.dedup();
    values
}

/// The starts in which an identifier that begins so may be kept: as written, in lower case, and for digits as
/// the start of a number of Iran in its international form.
fn starts(latin: &str) -> Vec<String> {
    let mut starts = vec![latin.to_owned(), latin.to_lowercase()];
    let plain =
        latin.chars().all(|character| character.is_ascii_digit() || matches!(character, '+' | '-' | ' ' | '(' | ')'));
    let digits: String = latin.chars().filter(char::is_ascii_digit).collect();
    if plain && !digits.is_empty() {
        let national =
            digits.strip_prefix("0098").or_else(|| digits.strip_prefix("98")).or_else(|| digits.strip_prefix('0'));
        starts.push(digits.clone());
        starts.push(format!("+{}", digits.strip_prefix("00").unwrap_or(&digits)));
        starts.push(format!("+98{}", national.unwrap_or(&digits)));
    }
    starts.retain(|start| start.chars().filter(|character| character.is_alphanumeric()).count() >= SHORTEST_START);
    starts.sort_unstable();
    starts.dedup();
    starts
}

async fn with_identifiers(app: &App, lines: Vec<CustomerLine>) -> Result<Vec<FoundCustomer>, AppError> {
    let customers: Vec<CustomerId> = lines.iter().map(|line| line.customer).collect();
    let mut held: HashMap<CustomerId, Vec<Identifier>> = HashMap::new();
    for (customer, identifier) in app.store.identifiers_of_customers(&customers).await? {
        let identifiers = held.entry(customer).or_default();
        if identifiers.len() < 2 {
            identifiers.push(identifier);
        }
    }
    let found =
        |line: CustomerLine| FoundCustomer { identifiers: held.remove(&line.customer).unwrap_or_default(), line };
    Ok(lines.into_iter().map(found).collect())
}

#[cfg(test)]
mod spelling_tests {
    use super::*;

    #[test]
    fn a_phone_is_found_in_any_spelling_and_from_its_start() {
        for words in ["0912 345 6789", "+989123456789", "00989123456789"] {
            assert!(whole_values(words).contains(&"+989123456789".to_owned()), "{words}");
        }
        for words in ["0912", "912", "+98912", "0098912"] {
            assert!(starts(words).contains(&"+98912".to_owned()), "{words}");
        }
        assert!(starts("ab").is_empty());
        assert!(starts("0").is_empty());
    }
}
