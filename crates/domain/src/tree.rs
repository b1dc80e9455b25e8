//! A tree of things that the company names and edits: units, causes.

use std::collections::{BTreeMap, BTreeSet};

/// Something that stands in a tree.
pub trait Node {
    /// Its name, which no other has.
    fn name(&self) -> &str;
    /// The name of what it is below.
    fn parent(&self) -> Option<&str>;
    /// Its titles for Persian and for English readers.
    fn titles(&self) -> (&str, &str);
    /// Whether it is no longer in use.
    fn is_archived(&self) -> bool;
}

/// Why things would be no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeProblem {
    /// There is no such parent.
    NoSuchParent,
    /// Something would be above itself.
    Cycle,
}

/// Things as a tree. What points at a parent that is not there is a root; a cycle, which cannot be written, ends every
/// walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree<N> {
    nodes: BTreeMap<String, N>,
    below: BTreeMap<String, Vec<String>>,
}

impl<N> Default for Tree<N> {
    fn default() -> Self {
        Self { nodes: BTreeMap::new(), below: BTreeMap::new() }
    }
}

impl<N: Node> Tree<N> {
    /// The tree of these.
    #[must_use]
    pub fn new(nodes: Vec<N>) -> Self {
        let mut tree = Self::default();
        for node in &nodes {
            if let Some(parent) = node.parent() {
                tree.below.entry(parent.to_owned()).or_default().push(node.name().to_owned());
            }
        }
        tree.nodes = nodes.into_iter().map(|node| (node.name().to_owned(), node)).collect();
        tree.below.values_mut().for_each(|names| names.sort_unstable());
        tree
    }

    /// The one of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&N> {
        self.nodes.get(name)
    }

    /// Every one, by name.
    pub fn nodes(&self) -> impl Iterator<Item = &N> {
        self.nodes.values()
    }

    /// Those directly below one.
    pub fn children(&self, name: &str) -> impl Iterator<Item = &N> {
        self.below.get(name).into_iter().flatten().filter_map(|child| self.nodes.get(child))
    }

    /// These and all below them.
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

    /// One and those above it, the nearest first; empty for a name that is not there.
    #[must_use]
    pub fn upwards(&self, name: &str) -> Vec<&N> {
        let mut way: Vec<&N> = Vec::new();
        let mut next = self.nodes.get(name);
        while let Some(node) = next.filter(|node| !way.iter().any(|met| met.name() == node.name())) {
            way.push(node);
            next = node.parent().and_then(|parent| self.nodes.get(parent));
        }
        way
    }

    /// All in the order of the tree, each with how many are above it; one comes right before those below it.
    #[must_use]
    pub fn in_order(&self) -> Vec<(usize, &N)> {
        let root = |node: &&N| node.parent().is_none_or(|parent| !self.nodes.contains_key(parent));
        let mut waiting: Vec<(usize, &N)> = self.nodes.values().filter(root).rev().map(|node| (0, node)).collect();
        let mut order = Vec::with_capacity(self.nodes.len());
        while let Some((depth, node)) = waiting.pop() {
            order.push((depth, node));
            let children: Vec<&N> = self.children(node.name()).collect();
            waiting.extend(children.into_iter().rev().map(|child| (depth + 1, child)));
        }
        order
    }

    /// Whether one may stand below a parent.
    ///
    /// # Errors
    /// When there is no such parent, or it is the one itself or below it.
    pub fn may_stand_below(&self, name: &str, parent: &str) -> Result<(), TreeProblem> {
        if !self.nodes.contains_key(parent) {
            return Err(TreeProblem::NoSuchParent);
        }
        let above_itself = name == parent || self.upwards(parent).iter().any(|node| node.name() == name);
        if above_itself { Err(TreeProblem::Cycle) } else { Ok(()) }
    }
}
