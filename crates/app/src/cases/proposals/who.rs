//! Whose a case is: telephone numbers, e-mail addresses and names found in what is typed.

use hamdel_domain::digits::latin_digit;
use hamdel_domain::{CustomerId, Identifier, IdentifierKind};
use hamdel_text::search_key;

use crate::App;
use crate::customers::{CustomerQuestion, Sight, find_customers};
use crate::error::AppError;

/// Words of a text in which names are looked for.
const MOST_WORDS: usize = 60;
/// Most identifiers of a text.
const MOST_IDENTIFIERS: usize = 5;
/// Customers proposed.
const MOST_PROPOSED: usize = 4;
/// Identifiers of a customer that are shown, those that were typed aside.
const MOST_SHOWN: usize = 2;
/// Fewest and most digits of a telephone number (E.164: 15 at most).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 10..=15;

/// How a customer was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// By a telephone number, an e-mail address or another identifier.
    Identifier,
    /// By name.
    Name,
}

impl FoundBy {
    /// The name in the API and the locales (`found-by-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Name => "name",
        }
    }
}

/// A customer that a text may be of.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerProposed {
    /// Who.
    pub customer: CustomerId,
    /// The name, where one is known.
    pub name: Option<String>,
    /// What tells the customer from others.
    pub identifiers: Vec<Identifier>,
    /// How.
    pub by: FoundBy,
    /// How sure, in (0, 1]: an identifier names one customer; a name is shared by those who have it.
    pub sure: f32,
}

/// What points at a customer in what was typed: telephone numbers and e-mail addresses.
#[must_use]
pub fn identifiers_in(text: &str) -> Vec<Identifier> {
    let mut found: Vec<Identifier> = Vec::new();
    let emails = text
        .split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '،' | ';' | '؛' | '<' | '>' | '(' | ')'))
        .map(|word| {
            word.trim_matches(|sign: char| matches!(sign, '.' | ':' | '"' | '\'' | '«' | '»' | '؟' | '?' | '!'))
        })
        .filter(|word| word.contains('@'))
        .filter_map(|word| Identifier::new(IdentifierKind::Email, word).ok());
    found.extend(emails);
    found.extend(runs_of_digits(text).iter().filter_map(|run| phone(run)));
    found.dedup();
    found.truncate(MOST_IDENTIFIERS);
    found
}

/// A run that is written as telephone numbers are: with a leading zero or plus.
fn phone(run: &str) -> Option<Identifier> {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let marked = run.starts_with('+') || run.starts_with('0');
    (marked && PHONE_DIGITS.contains(&digits)).then(|| Identifier::new(IdentifierKind::Phone, run).ok()).flatten()
}

/// Runs of digits in any script, in ASCII, with single blanks and dashes between them left out.
fn runs_of_digits(text: &str) -> Vec<String> {
    let (mut runs, mut run, mut gap) = (Vec::new(), String::new(), false);
    for sign in text.chars().map(latin_digit).chain(std::iter::once('\n')) {
        if sign.is_ascii_digit() || sign == '+' && run.is_empty() {
            run.push(sign);
            gap = false;
        } else if matches!(sign, ' ' | '-' | '\u{a0}') && !run.is_empty() && !gap {
            gap = true;
        } else {
            runs.extend((!run.is_empty()).then(|| std::mem::take(&mut run)));
            gap = false;
        }
    }
    runs
}

/// The customers that a text and what was typed of them name, the surest first. Who knows a number or an address has it
/// from the customer; by name alone, nobody is shown customers beyond their `sight`.
pub(super) async fn customers(
    app: &App,
    text: &str,
    who: &str,
    sight: &Sight,
) -> Result<(Vec<CustomerProposed>, Vec<Identifier>), AppError> {
    let mut identifiers = identifiers_in(who);
    identifiers.extend(identifiers_in(text));
    identifiers.truncate(MOST_IDENTIFIERS);
    let mut found: Vec<(CustomerId, FoundBy, f32)> = Vec::new();
    for identifier in &identifiers {
        if let Some(customer) = app.store.customer_of_identifier(identifier).await? {
            found.push((customer, FoundBy::Identifier, 1.0));
        }
    }
    let who = who.trim();
    if !who.is_empty() && found.is_empty() {
        let sight = sight.clone();
        let question = CustomerQuestion { words: who.to_owned(), page: 1, sight, ..CustomerQuestion::default() };
        let page = find_customers(app, &question).await?;
        let sure = 1.0 / (page.customers.len().max(1) as f32);
        found.extend(page.customers.iter().map(|held| (held.line.customer, FoundBy::Name, sure)));
    }
    let keys = name_keys(text);
    if found.is_empty() && !keys.is_empty() {
        let named = app.store.customers_named(&keys, MOST_PROPOSED as i64).await?;
        let sure = 0.9 / (named.len().max(1) as f32);
        for customer in named {
            if sight.holds(app, customer).await? {
                found.push((customer, FoundBy::Name, sure));
            }
        }
    }
    Ok((described(app, found, &identifiers).await?, identifiers))
}

/// Two and three words in a row, as names are searched by.
fn name_keys(text: &str) -> Vec<String> {
    let key = search_key(text);
    let words: Vec<&str> = key.split_whitespace().take(MOST_WORDS).collect();
    let runs = words.windows(2).chain(words.windows(3));
    runs.map(|run| run.join(" ")).collect()
}

/// The customers that were found, each with what tells them from others: what was typed of theirs first, so that nobody
/// takes a number for a new one that is known.
async fn described(
    app: &App,
    found: Vec<(CustomerId, FoundBy, f32)>,
    typed: &[Identifier],
) -> Result<Vec<CustomerProposed>, AppError> {
    let mut proposed: Vec<CustomerProposed> = Vec::new();
    for (customer, by, sure) in found {
        if proposed.iter().all(|held| held.customer != customer) && proposed.len() < MOST_PROPOSED {
            proposed.push(CustomerProposed { customer, name: None, identifiers: Vec::new(), by, sure });
        }
    }
    let customers: Vec<CustomerId> = proposed.iter().map(|held| held.customer).collect();
    if customers.is_empty() {
        return Ok(proposed);
    }
    for line in app.store.lines_of_today(&customers).await? {
        if let Some(held) = proposed.iter_mut().find(|held| held.customer == line.customer) {
            held.name = line.name;
        }
    }
    let mut theirs = app.store.identifiers_of_customers(&customers).await?;
    theirs.sort_by_key(|(_, identifier)| !typed.contains(identifier));
    for (customer, identifier) in theirs {
        if let Some(held) = proposed.iter_mut().find(|held| held.customer == customer)
            && (held.identifiers.len() < MOST_SHOWN || typed.contains(&identifier))
        {
            held.identifiers.push(identifier);
        }
    }
    Ok(proposed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_found_as_people_write_them() {
        let found = |text: &str| -> Vec<String> {
            identifiers_in(text).iter().map(|identifier| identifier.value().to_owned()).collect()
        };
        assert_eq!(found("خانم احمدی ۰۹۱۲ ۱۲۳ ۴۵۶۷ بسته نرسیده"), ["+989121234567"]);
        assert_eq!(found("call +98-912-1234567, or sara@Example.com."), ["sara@example.com", "+989121234567"]);
        assert_eq!(found("order 4711002233445 of 2026-11-21"), Vec::<String>::new());
        assert_eq!(found("سفارش ۹۹۸۸۷۷۶۶۵۵"), Vec::<String>::new(), "an order number has no leading zero");
    }

    #[test]
    fn names_are_two_or_three_words_in_a_row() {
        let keys = name_keys("سارا احمدی زنگ زد");
        assert!(keys.contains(&search_key("سارا احمدی")), "{keys:?}");
        assert_eq!(keys.len(), 5);
        assert!(name_keys("سلام").is_empty());
    }
}
