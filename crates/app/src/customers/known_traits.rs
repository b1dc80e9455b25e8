//! Which traits profiles have, for lists to choose from.

use std::collections::{BTreeMap, BTreeSet};

use crate::conditions::Shape;
use crate::{App, AppError};

/// Profiles that are looked at, the newest ones.
const LOOKED_AT: u32 = 300;
/// Most values of a trait that are proposed; a trait with more is a name or a number of its own for everybody.
const MOST_VALUES: usize = 24;
/// A value is proposed of traits that are shared: on average by this many profiles.
const SHARED_BY: usize = 3;

/// A trait that profiles have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTrait {
    /// Its name.
    pub name: String,
    /// What its values are; texts come with values to propose where many profiles share few of them, so that no
    /// list shows what is one person's own.
    pub shape: Shape,
}

/// The traits of the newest profiles, with `name` and `stage`, which every condition knows, in the order of names.
///
/// # Errors
/// When the store does not answer.
pub async fn known_traits(app: &App) -> Result<Vec<KnownTrait>, AppError> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    seen.entry("name".to_owned()).or_default();
    seen.entry("stage".to_owned()).or_default();
    for state in app.store.newest_states(LOOKED_AT).await? {
        for (name, known) in &state.traits {
            seen.entry(name.clone()).or_default().take(&known.value);
        }
        if let Some(placed) = &state.stage {
            seen.entry("stage".to_owned()).or_default().take_text(&placed.stage);
        }
    }
    Ok(seen.into_iter().map(|(name, seen)| KnownTrait { shape: seen.shape(), name }).collect())
}

#[derive(Default)]
struct Seen {
    numbers: usize,
    truths: usize,
    texts: usize,
    values: BTreeSet<String>,
}

impl Seen {
    fn take(&mut self, json: &str) {
        match serde_json::from_str(json) {
            Ok(serde_json::Value::Number(_)) => self.numbers += 1,
            Ok(serde_json::Value::Bool(_)) => self.truths += 1,
            Ok(serde_json::Value::String(text)) => self.take_text(&text),
            _ => {}
        }
    }

    fn take_text(&mut self, text: &str) {
        self.texts += 1;
        if self.values.len() <= MOST_VALUES {
            self.values.insert(text.to_owned());
        }
    }

    fn shape(self) -> Shape {
        match (self.numbers, self.truths, self.texts) {
            (1.., 0, 0) => Shape::Number,
            (0, 1.., 0) => Shape::Truth,
            (_, _, texts) if self.values.len() <= MOST_VALUES && self.values.len() * SHARED_BY <= texts => {
                Shape::Text(self.values.into_iter().collect())
            }
            _ => Shape::Text(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(values: &[&str]) -> Shape {
        let mut seen = Seen::default();
        values.iter().for_each(|value| seen.take(value));
        seen.shape()
    }

    #[test]
    fn shapes_follow_from_values_and_what_is_ones_own_is_not_proposed() {
        assert_eq!(shape(&["3", "4.5"]), Shape::Number);
        assert_eq!(shape(&["true", "false"]), Shape::Truth);
        assert_eq!(shape(&["3", "\"x\""]), Shape::Text(Vec::new()));
        let cities = ["\"قم\"", "\"یزد\""].repeat(4);
        assert_eq!(shape(&cities), Shape::Text(vec!["قم".to_owned(), "یزد".to_owned()]));
        assert_eq!(shape(&["\"a@x.ir\"", "\"b@x.ir\"", "\"c@x.ir\""]), Shape::Text(Vec::new()));
        assert_eq!(shape(&[]), Shape::Text(Vec::new()));
    }
}
