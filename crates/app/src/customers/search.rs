//! Searches with words, and customers chosen by their numbers.
//!
//! A search that matches few customers gathers them all, ranks them and counts them exactly. One that matches
//! more than [`MOST_RANKED`] (a first name half the city has) ranks only the best of them, those whose name is
//! the question or has all its words, and walks the list of last contacts for the others: with so many matches a
//! page fills quickly ([`super::walk`]).

use std::collections::HashMap;
use std::sync::Arc;

use hamdel_domain::digits::latin_digits;
use hamdel_domain::{CustomerId, Identifier, IdentifierKind, Instant};
use hamdel_store::customers::{Besides, CustomerFilter, CustomerLine, CustomerOrder, CustomerTotal, LastTerm};
use hamdel_text::{search_key, search_readings, search_terms};

use super::find::{Count, CustomerQuestion, MOST_RANKED, count_all, found_by};
use super::walk::{Matches, Walk};
use crate::App;
use crate::error::AppError;

/// Shortest start of an identifier that is searched for, in characters.
const SHORTEST_START: usize = 3;
/// Most customers named exactly as a search that matches many, that are put in the order of last contact.
const MOST_NAMED: i64 = 1_000;
/// Identifiers with one start that are looked at.
const MOST_STARTS: i64 = 200;

/// What a search found.
pub(super) enum Found {
    /// All of them, in order.
    Ranked { lines: Vec<CustomerLine>, totals: Vec<CustomerTotal> },
    /// Too many to gather.
    Broad(Box<Broad>),
}

/// More customers than are gathered.
pub(super) struct Broad {
    /// How many.
    pub(super) count: Count,
    /// Those whom an identifier names.
    pub(super) by_identifier: Vec<CustomerLine>,
    /// The others whom the words name.
    pub(super) by_name: CustomerFilter,
    /// The best, in order.
    head: Vec<CustomerLine>,
    /// The lists in which the rest follows, one after the other.
    walks: Vec<Walk>,
}

impl Broad {
    /// A page of them.
    pub(super) async fn page(&self, app: &App, offset: i64, limit: i64) -> Result<Vec<CustomerLine>, AppError> {
        let mut lines: Vec<CustomerLine> =
            self.head.iter().skip(offset as usize).take(limit as usize).cloned().collect();
        let mut left_out = (offset - self.head.len() as i64).max(0);
        let mut customers = Vec::new();
        for walk in &self.walks {
            let missing = limit as usize - lines.len() - customers.len();
            if missing == 0 {
                break;
            }
            customers.extend(walk.take(app, &mut left_out, missing).await?);
        }
        let mut rest = app.store.lines_of_today(&customers).await?;
        rest.sort_by_key(|line| customers.iter().position(|customer| *customer == line.customer));
        lines.append(&mut rest);
        Ok(lines)
    }
}

/// The customers that the question names.
pub(super) async fn gather(app: &App, question: &CustomerQuestion) -> Result<Found, AppError> {
    if !question.selected.is_empty() {
        let lines = seen_by(app, question, app.store.customer_lines(&question.selected).await?).await?;
        return Ok(rank(app, question, lines, &HashMap::new()));
    }
    if !question.sight.personal {
        // A name or a telephone number that finds a customer tells who it is.
        let number = latin_digits(question.words.trim()).parse().ok().map(CustomerId);
        let lines = app.store.customer_lines(number.as_slice()).await?;
        return Ok(rank(app, question, seen_by(app, question, lines).await?, &HashMap::new()));
    }
    let identified = by_identifier(app, &question.words).await?;
    let readings = search_readings(&question.words);
    let starts = Matches::find(app, &readings, LastTerm::Start).await?;
    let mut ranks = identified.clone();
    if let Some(all) = starts.all().filter(|all| all.len() as i64 <= MOST_RANKED) {
        for customer in all {
            ranks.entry(*customer).or_insert(Rank::NameStart);
        }
    }
    if starts.all().is_none_or(|all| all.len() as i64 > MOST_RANKED) || ranks.len() as i64 > MOST_RANKED {
        return Ok(Found::Broad(Box::new(broad(app, question, &identified, readings, starts).await?)));
    }
    let customers: Vec<CustomerId> = ranks.keys().copied().collect();
    let lines = seen_by(app, question, app.store.lines_of_today(&customers).await?).await?;
    Ok(rank(app, question, lines, &ranks))
}

/// Those of the lines that who asks may see.
async fn seen_by(
    app: &App,
    question: &CustomerQuestion,
    mut lines: Vec<CustomerLine>,
) -> Result<Vec<CustomerLine>, AppError> {
    if let Some(units) = &question.sight.units {
        let customers: Vec<CustomerId> = lines.iter().map(|line| line.customer).collect();
        let met = app.store.customers_that_met(&customers, units).await?;
        lines.retain(|line| met.contains(&line.customer));
    }
    Ok(lines)
}

/// A search that matches more than are gathered.
async fn broad(
    app: &App,
    question: &CustomerQuestion,
    identified: &HashMap<CustomerId, Rank>,
    readings: Vec<Vec<String>>,
    starts: Matches,
) -> Result<Broad, AppError> {
    let mut base = question.filter(app);
    base.readings = readings;
    let narrowed = question.standing.is_some()
        || question.stage.is_some()
        || question.seen.is_some()
        || question.sight.units.is_some();
    let without_words = if narrowed { count_all(app, question).await?.0 } else { Count::MoreThan(MOST_RANKED) };
    base.found_by = found_by(question, without_words);
    let customers: Vec<CustomerId> = identified.keys().copied().collect();
    let lines = seen_by(app, question, app.store.lines_of_today(&customers).await?).await?;
    let by_identifier = ranked(app, question, lines, identified);
    let by_name = CustomerFilter { besides: Besides { customers, ..Besides::default() }, ..base.clone() };
    let count = if without_words.sortable() {
        let named = app.store.customer_count(&by_name, None).await?;
        Count::Exactly(named + by_identifier.len() as i64)
    } else {
        Count::MoreThan(MOST_RANKED)
    };
    let asked = if count.sortable() { question.clone() } else { question.without_unindexed_order() };
    let (head, walks) = if asked.order.is_some() {
        let filter = CustomerFilter { order: asked.order.unwrap_or_default(), ..base };
        (Vec::new(), vec![Walk { filter, wanted: Some(Arc::new(starts)), ..Walk::default() }])
    } else {
        let base = CustomerFilter { order: CustomerOrder::LastSeen, ascending: false, ..base };
        best(app, &asked, identified, base, starts).await?
    };
    Ok(Broad { count, by_identifier, by_name, head, walks })
}

/// The best of a search by relevance, and the lists in which the rest follows.
async fn best(
    app: &App,
    question: &CustomerQuestion,
    identified: &HashMap<CustomerId, Rank>,
    base: CustomerFilter,
    starts: Matches,
) -> Result<(Vec<CustomerLine>, Vec<Walk>), AppError> {
    let whole = Arc::new(Matches::find(app, &base.readings, LastTerm::Whole).await?);
    let mut ranks = identified.clone();
    let mut walks = Vec::new();
    if let Some(few) = whole.all().filter(|all| all.len() as i64 <= MOST_RANKED) {
        for customer in few {
            ranks.entry(*customer).or_insert(Rank::NameStart);
        }
    } else {
        // More customers have all the words than there are pages; those named exactly so go before them.
        let names: Vec<String> = base.readings.iter().map(|reading| reading.join(" ")).collect();
        let named = app.store.customers_named(&names, MOST_NAMED + 1).await?;
        ranks.retain(|_, rank| *rank == Rank::Identifier);
        let mut filter = base.clone();
        if named.len() as i64 > MOST_NAMED {
            // Namesakes by the thousand, who can be told apart by nothing here: in the order of the index of names.
            let filter_of_names = CustomerFilter { names: names.clone(), order: CustomerOrder::Name, ..base.clone() };
            let shown = ranks.keys().copied().collect();
            walks.push(Walk { filter: filter_of_names, shown, ..Walk::default() });
            filter.besides.names = names;
        } else {
            for customer in named {
                ranks.entry(customer).or_insert(Rank::NameStart);
            }
        }
        let shown = ranks.keys().copied().collect();
        walks.push(Walk { filter, wanted: Some(whole.clone()), unwanted: None, shown });
    }
    let shown = ranks.keys().copied().collect();
    walks.push(Walk { filter: base, wanted: Some(Arc::new(starts)), unwanted: Some(whole), shown });
    let customers: Vec<CustomerId> = ranks.keys().copied().collect();
    let lines = seen_by(app, question, app.store.lines_of_today(&customers).await?).await?;
    Ok((ranked(app, question, lines, &ranks), walks))
}

/// How well a customer answers, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// One of its identifiers, or its number, is the question.
    Identifier,
    /// Its name is.
    Name,
    /// Its name has all the words.
    Words,
    /// One of its identifiers begins so.
    IdentifierStart,
    /// Its name has all the words, the last one as the start of a word.
    NameStart,
}

/// The question's words as names are compared with them.
struct Asked {
    /// Without spaces, for a compound is written with and without them.
    squeezed: String,
    readings: Vec<Vec<String>>,
}

impl Asked {
    fn new(words: &str) -> Self {
        Self { squeezed: search_key(words).replace(' ', ""), readings: search_readings(words) }
    }

    fn rank(&self, name: &str) -> Rank {
        if search_key(name).replace(' ', "") == self.squeezed {
            return Rank::Name;
        }
        let terms = search_terms(name);
        let has = |term: &String| terms.binary_search(term).is_ok();
        if self.readings.iter().any(|reading| reading.iter().all(has)) { Rank::Words } else { Rank::NameStart }
    }
}

fn rank(app: &App, question: &CustomerQuestion, lines: Vec<CustomerLine>, ranks: &HashMap<CustomerId, Rank>) -> Found {
    let mut totals: Vec<CustomerTotal> = Vec::new();
    let since = question.filter(app).seen_since;
    for line in lines.iter().filter(|line| seen(line, since)) {
        match totals.iter_mut().find(|total| total.standing == line.standing && total.stage == line.stage) {
            Some(total) => total.customers += 1,
            None => totals.push(CustomerTotal { standing: line.standing, stage: line.stage.clone(), customers: 1 }),
        }
    }
    Found::Ranked { lines: ranked(app, question, lines, ranks), totals }
}

fn seen(line: &CustomerLine, since: Option<Instant>) -> bool {
    since.is_none_or(|since| line.last_seen.is_some_and(|seen| seen >= since))
}

/// Those of the lines that the question lets in, in its order.
fn ranked(
    app: &App,
    question: &CustomerQuestion,
    lines: Vec<CustomerLine>,
    ranks: &HashMap<CustomerId, Rank>,
) -> Vec<CustomerLine> {
    let asked = Asked::new(&question.words);
    let since = question.filter(app).seen_since;
    let lets_in = |line: &CustomerLine| question.lets_in(line.standing, line.stage.as_deref()) && seen(line, since);
    // Namesakes are compared with the question once.
    let mut of_names: HashMap<String, Rank> = HashMap::new();
    let mut rank_of = |line: &CustomerLine| match (ranks.get(&line.customer), &line.name) {
        // A customer found under another number is what that number is today.
        (None | Some(Rank::Identifier), _) => Rank::Identifier,
        (Some(found), Some(name)) if question.order.is_none() => match of_names.get(name) {
            Some(rank) => (*rank).min(*found),
            None => (*of_names.entry(name.clone()).or_insert(asked.rank(name))).min(*found),
        },
        (Some(found), _) => *found,
    };
    let mut ranked: Vec<(Rank, CustomerLine)> =
        lines.into_iter().filter(lets_in).map(|line| (rank_of(&line), line)).collect();
    sort(&mut ranked, question);
    ranked.into_iter().map(|(_, line)| line).collect()
}

fn sort(ranked: &mut [(Rank, CustomerLine)], question: &CustomerQuestion) {
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
async fn by_identifier(app: &App, words: &str) -> Result<HashMap<CustomerId, Rank>, AppError> {
    let mut ranks = HashMap::new();
    let latin = latin_digits(words.trim());
    if let Ok(number) = latin.parse()
        && let Some(customer) = app.store.customer_today(CustomerId(number)).await?
    {
        ranks.insert(customer, Rank::Identifier);
    }
    for value in whole_values(&latin) {
        for customer in app.store.customers_with_identifier_exactly(&value).await? {
            ranks.insert(customer, Rank::Identifier);
        }
    }
    for start in starts(&latin) {
        for (customer, whole) in app.store.customers_with_identifier(&start, MOST_STARTS).await? {
            let rank = if whole { Rank::Identifier } else { Rank::IdentifierStart };
            ranks.entry(customer).and_modify(|held: &mut Rank| *held = (*held).min(rank)).or_insert(rank);
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
