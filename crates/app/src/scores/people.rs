//! Scores by what is known of the customers who gave them: their traits, and the segments they are in.
//!
//! The history names customers, the store knows them: answers are counted by customer, and laid over what a walk
//! through the customers says of each.

use std::collections::{BTreeMap, HashMap, HashSet};

use hamdel_domain::CustomerId;
use hamdel_domain::segments::SegmentId;

use super::asked::By;
use crate::App;
use crate::error::AppError;
use crate::segments::{self, Prepared};

/// Profiles that are looked at to know which traits there are.
const LOOKED_AT: u32 = 2_000;
/// Values of a trait that make groups; one with more is no group but a name.
const MOST_VALUES: usize = 40;

/// By what answers are grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// A column of the history.
    Column(By),
    /// A trait of the customer, by its name.
    Trait(String),
    /// The segments a customer is in; one may be in several.
    Segment,
}

impl Dimension {
    /// As addresses have it: a column, `trait:city`, `segment`.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Column(by) => by.as_str().to_owned(),
            Self::Trait(name) => format!("trait:{name}"),
            Self::Segment => "segment".to_owned(),
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("trait", name)) if !name.is_empty() => Some(Self::Trait(name.to_owned())),
            None if text == "segment" => Some(Self::Segment),
            None => By::parse(text).map(Self::Column),
            Some(_) => None,
        }
    }

    pub(super) fn column(&self) -> Option<By> {
        match self {
            Self::Column(by) => Some(*by),
            Self::Trait(_) | Self::Segment => None,
        }
    }
}

/// Whose answers alone are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of customers with this value of a trait.
    Trait(String, String),
    /// Those of customers in a segment.
    Segment(SegmentId),
}

impl Whose {
    /// As addresses have it: `trait:city:Tehran`, `segment:3`.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Trait(name, value) => format!("trait:{name}:{value}"),
            Self::Segment(id) => format!("segment:{id}"),
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("trait", rest) => rest.split_once(':').map(|(name, value)| Self::Trait(name.to_owned(), value.to_owned())),
            ("segment", id) => id.parse().ok().map(|id| Self::Segment(SegmentId(id))),
            _ => None,
        }
    }
}

/// What a walk through the customers says.
#[derive(Debug, Default)]
pub(super) struct People {
    /// The groups each is in, by place in `names`.
    groups: HashMap<CustomerId, Vec<usize>>,
    names: Vec<String>,
    /// Those whose answers are counted; everybody where nothing is asked.
    inside: Option<HashSet<CustomerId>>,
}

impl People {
    /// What is known of these customers: their groups, and who of them alone is counted.
    #[cfg(test)]
    pub(super) fn of(
        customers: impl Iterator<Item = (CustomerId, Vec<String>)>,
        inside: Option<&[CustomerId]>,
    ) -> Self {
        let mut people = Self { inside: inside.map(|inside| inside.iter().copied().collect()), ..Self::default() };
        for (customer, groups) in customers {
            let first = people.names.len();
            people.groups.insert(customer, (first..first + groups.len()).collect());
            people.names.extend(groups);
        }
        people
    }

    /// The names of the groups of a customer.
    pub(super) fn groups(&self, customer: CustomerId) -> impl Iterator<Item = &String> {
        let places = self.groups.get(&customer).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.names.get(*place))
    }

    /// Whether the answers of a customer, or of nobody known, are counted.
    pub(super) fn counts(&self, customer: Option<CustomerId>) -> bool {
        self.inside.as_ref().is_none_or(|inside| customer.is_some_and(|customer| inside.contains(&customer)))
    }
}

/// Reads what is known of customers; nothing where neither groups nor a choice of customers are asked for.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such segment.
pub(super) async fn people(
    app: &App,
    by: Option<&Dimension>,
    whose: Option<&Whose>,
) -> Result<Option<People>, AppError> {
    let by = by.filter(|by| by.column().is_none());
    if by.is_none() && whose.is_none() {
        return Ok(None);
    }
    let now = app.clock.now();
    let kept = segments::segments(app).await?;
    let usable: Vec<(SegmentId, String, Prepared)> = kept
        .into_iter()
        .filter(|held| !held.retired)
        .filter_map(|held| Some((held.id, held.name, Prepared::of(&held.condition).ok()?)))
        .collect();
    if let Some(Whose::Segment(id)) = whose
        && usable.iter().all(|(held, ..)| held != id)
    {
        return Err(AppError::NotFound("segment"));
    }
    let mut found = People { inside: whose.map(|_| HashSet::new()), ..People::default() };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    if by == Some(&Dimension::Segment) {
        found.names = usable.iter().map(|(_, name, _)| name.clone()).collect();
    }
    segments::walk(app, |customer| {
        let id = customer.customer;
        // A condition that cannot be worked out for somebody does not hold for them; the page of segments says so.
        let in_segment = |condition: &Prepared| condition.holds(customer, now).unwrap_or(false);
        match by {
            Some(Dimension::Segment) => {
                let within = usable.iter().enumerate().filter(|(_, (.., condition))| in_segment(condition));
                let within: Vec<usize> = within.map(|(place, _)| place).collect();
                if !within.is_empty() {
                    found.groups.insert(id, within);
                }
            }
            Some(Dimension::Trait(name)) => {
                if let Some(value) = customer.state.trait_text(name).filter(|value| !value.is_empty()) {
                    let next = places.len();
                    let place = *places.entry(value.clone()).or_insert(next);
                    if place == next && place == found.names.len() {
                        found.names.push(value);
                    }
                    found.groups.insert(id, vec![place]);
                }
            }
            _ => {}
        }
        let counts = match whose {
            Some(Whose::Trait(name, value)) => customer.state.trait_text(name).as_ref() == Some(value),
            Some(Whose::Segment(wanted)) => {
                usable.iter().find(|(held, ..)| held == wanted).is_some_and(|(.., condition)| in_segment(condition))
            }
            None => false,
        };
        if counts && let Some(inside) = &mut found.inside {
            inside.insert(id);
        }
        Ok(())
    })
    .await?;
    Ok(Some(found))
}

/// The names of traits that make groups, the most frequent first: those of two to forty values that name nobody.
///
/// # Errors
/// When the store fails.
pub async fn grouping_traits(app: &App) -> Result<Vec<String>, AppError> {
    let mut values: BTreeMap<String, (u64, HashSet<String>)> = BTreeMap::new();
    for state in app.store.newest_states(LOOKED_AT).await? {
        for name in state.traits.keys() {
            if let Some(value) = state.trait_text(name) {
                let (n, held) = values.entry(name.clone()).or_default();
                *n += 1;
                if held.len() <= MOST_VALUES {
                    held.insert(value);
                }
            }
        }
    }
    let groups = |(name, (n, held)): (String, (u64, HashSet<String>))| {
        let names_somebody = crate::results::NAMES.contains(&name.as_str());
        (!names_somebody && (2..=MOST_VALUES).contains(&held.len())).then_some((n, name))
    };
    let mut names: Vec<(u64, String)> = values.into_iter().filter_map(groups).collect();
    names.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    Ok(names.into_iter().map(|(_, name)| name).collect())
}
