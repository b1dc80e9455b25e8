//! Units: departments by the names that interactions and touchpoints give them, in a tree.

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
pub use crate::tree::TreeProblem;
use crate::tree::{Node, Tree};

/// Longest name or title of a unit, in characters.
pub const LONGEST_UNIT_NAME: usize = 100;

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its name in interactions, touchpoints and queries.
    pub name: String,
    /// Its title for Persian readers.
    pub title_fa: String,
    /// Its title for English readers.
    pub title_en: String,
    /// The unit it is part of.
    pub parent: Option<String>,
    /// Since when it is no longer in use; what happened there stays.
    pub archived_at: Option<Instant>,
}

/// The units as a tree.
pub type UnitTree = Tree<Unit>;

impl Node for Unit {
    fn name(&self) -> &str {
        &self.name
    }

    fn parent(&self) -> Option<&str> {
        self.parent.as_deref()
    }

    fn titles(&self) -> (&str, &str) {
        (&self.title_fa, &self.title_en)
    }

    fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }
}

impl Tree<Unit> {
    /// Every unit, by name.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.nodes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(name: usize, parent: Option<usize>) -> Unit {
        Unit {
            name: format!("u{name}"),
            title_fa: String::new(),
            title_en: String::new(),
            parent: parent.map(|parent| format!("u{parent}")),
            archived_at: None,
        }
    }

    /// Any parents at all, cycles and units that are not there among them.
    fn parents() -> impl Strategy<Value = Vec<Option<usize>>> {
        (1..8usize).prop_flat_map(|count| proptest::collection::vec(proptest::option::of(0..count + 1), count))
    }

    /// Whether `name` is reached from `top`, by asking upwards so often as there are units.
    fn is_below(parents: &[Option<usize>], name: usize, top: usize) -> bool {
        let mut at = Some(name);
        for _ in 0..=parents.len() {
            if at == Some(top) {
                return true;
            }
            at = at.and_then(|at| parents.get(at).copied().flatten());
        }
        false
    }

    proptest! {
        #[test]
        fn what_is_below_is_what_leads_up(parents in parents(), top in 0..8usize) {
            let tree = UnitTree::new(parents.iter().enumerate().map(|(name, parent)| unit(name, *parent)).collect());
            let below = tree.with_all_below([format!("u{top}").as_str()]);
            for name in 0..parents.len() {
                prop_assert_eq!(below.contains(&format!("u{name}")), name == top || is_below(&parents, name, top));
            }
        }

        #[test]
        fn allowed_moves_keep_it_a_tree(moves in proptest::collection::vec((0..6usize, 0..7usize), 0..40)) {
            let mut parents = vec![None; 6];
            for (name, parent) in moves {
                let tree = UnitTree::new(parents.iter().enumerate().map(|(name, parent)| unit(name, *parent)).collect());
                let allowed = tree.may_stand_below(&format!("u{name}"), &format!("u{parent}"));
                prop_assert_eq!(allowed.is_ok(), parent < 6 && !is_below(&parents, parent, name));
                if allowed.is_ok() {
                    parents[name] = Some(parent);
                }
                let tree = UnitTree::new(parents.iter().enumerate().map(|(name, parent)| unit(name, *parent)).collect());
                // In a tree every unit has its place in the order, once, and one step below its parent.
                let order = tree.in_order();
                prop_assert_eq!(order.len(), 6);
                for (depth, unit) in &order {
                    prop_assert_eq!(tree.upwards(&unit.name).len(), depth + 1);
                }
            }
        }
    }
}
