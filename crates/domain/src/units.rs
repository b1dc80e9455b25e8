//! Units: departments by the names that interactions and touchpoints give them, in a tree.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Instant;

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

/// Why units would be no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeProblem {
    /// The parent is no unit.
    NoSuchParent,
    /// The unit would be above itself.
    Cycle,
}

/// The units as a tree. What points at a parent that is not there is a root; a cycle, which cannot be written,
/// ends every walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitTree {
    units: BTreeMap<String, Unit>,
    below: BTreeMap<String, Vec<String>>,
}

impl UnitTree {
    /// The tree of these.
    #[must_use]
    pub fn new(units: Vec<Unit>) -> Self {
        let mut tree = Self::default();
        for unit in &units {
            if let Some(parent) = &unit.parent {
                tree.below.entry(parent.clone()).or_default().push(unit.name.clone());
            }
        }
        tree.units = units.into_iter().map(|unit| (unit.name.clone(), unit)).collect();
        tree.below.values_mut().for_each(|names| names.sort_unstable());
        tree
    }

    /// The unit of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Unit> {
        self.units.get(name)
    }

    /// Every unit, by name.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// The units directly below one.
    pub fn children(&self, name: &str) -> impl Iterator<Item = &Unit> {
        self.below.get(name).into_iter().flatten().filter_map(|child| self.units.get(child))
    }

    /// These units and all below them.
    #[must_use]
    pub fn with_all_below<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
        let mut waiting: Vec<&str> = names.into_iter().collect();
        let mut held = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if held.insert(name.to_owned()) {
                waiting.extend(self.below.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        held
    }

    /// A unit and those above it, the nearest first; empty for a name that is no unit.
    #[must_use]
    pub fn upwards(&self, name: &str) -> Vec<&Unit> {
        let mut way: Vec<&Unit> = Vec::new();
        let mut next = self.units.get(name);
        while let Some(unit) = next.filter(|unit| !way.iter().any(|met| met.name == unit.name)) {
            way.push(unit);
            next = unit.parent.as_ref().and_then(|parent| self.units.get(parent));
        }
        way
    }

    /// The units in the order of the tree, each with how many are above it; a unit comes right before those below
    /// it.
    #[must_use]
    pub fn in_order(&self) -> Vec<(usize, &Unit)> {
        let root = |unit: &&Unit| unit.parent.as_ref().is_none_or(|parent| !self.units.contains_key(parent));
        let mut waiting: Vec<(usize, &Unit)> = self.units.values().filter(root).rev().map(|unit| (0, unit)).collect();
        let mut order = Vec::with_capacity(self.units.len());
        while let Some((depth, unit)) = waiting.pop() {
            order.push((depth, unit));
            let children: Vec<&Unit> = self.children(&unit.name).collect();
            waiting.extend(children.into_iter().rev().map(|child| (depth + 1, child)));
        }
        order
    }

    /// Whether a unit may stand below a parent.
    ///
    /// # Errors
    /// When there is no such parent, or it is the unit itself or below it.
    pub fn may_stand_below(&self, name: &str, parent: &str) -> Result<(), TreeProblem> {
        if !self.units.contains_key(parent) {
            return Err(TreeProblem::NoSuchParent);
        }
        let above_itself = name == parent || self.upwards(parent).iter().any(|unit| unit.name == name);
        if above_itself { Err(TreeProblem::Cycle) } else { Ok(()) }
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
