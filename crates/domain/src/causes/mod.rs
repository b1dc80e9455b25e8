//! Causes: why cases happen, as a tree that the company edits.
//!
//! A case names one cause, at any height of the tree; figures of a cause hold those below it. Until the company
//! changes something, [`ready::tree`] is in force.

mod ready;

use serde::{Deserialize, Serialize};

pub use ready::tree as ready_tree;

use crate::clock::Instant;
use crate::tree::{Node, Tree};

/// Longest title of a cause, in characters.
pub const LONGEST_CAUSE_TITLE: usize = 100;
/// Most causes, so that the tree can be read whole.
pub const MOST_CAUSES: usize = 1_000;

/// Why cases happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its name on cases and in queries.
    pub name: String,
    /// Its title for Persian readers.
    pub title_fa: String,
    /// Its title for English readers.
    pub title_en: String,
    /// The cause it is part of.
    pub parent: Option<String>,
    /// Since when no case is given it any more; cases that have it keep it.
    pub archived_at: Option<Instant>,
}

/// The causes as a tree.
pub type CauseTree = Tree<Cause>;

impl Node for Cause {
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

impl Tree<Cause> {
    /// Whether a case may be given this cause: it is there and in use.
    #[must_use]
    pub fn can_be_named(&self, name: &str) -> bool {
        self.get(name).is_some_and(|cause| cause.archived_at.is_none())
    }

    /// The topmost cause above one; the name itself where it is no cause of the tree.
    #[must_use]
    pub fn branch<'t>(&'t self, name: &'t str) -> &'t str {
        self.upwards(name).last().map_or(name, |cause| cause.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_tree_is_a_tree_with_titles_in_both_languages() {
        let causes = ready_tree();
        let tree = CauseTree::new(causes.clone());
        assert_eq!(tree.in_order().len(), causes.len(), "a name twice, or a cycle");
        for cause in &causes {
            assert!(cause.parent.as_ref().is_none_or(|parent| tree.get(parent).is_some()), "{}", cause.name);
            assert!(!cause.title_fa.is_empty() && !cause.title_en.is_empty());
            assert!(
                cause.title_fa.chars().all(|letter| !matches!(letter, 'ي' | 'ك' | 'a'..='z')),
                "{}",
                cause.title_fa
            );
            assert!(tree.can_be_named(&cause.name));
        }
        assert_eq!(tree.branch("courier"), "delivery");
        assert_eq!(tree.branch("gone"), "gone");
    }

    #[test]
    fn what_is_archived_is_named_no_more() {
        let mut causes = ready_tree();
        causes[0].archived_at = Some(Instant::from_micros(1));
        let name = causes[0].name.clone();
        let tree = CauseTree::new(causes);
        assert!(!tree.can_be_named(&name) && tree.get(&name).is_some());
        assert!(!tree.can_be_named("nothing"));
    }
}
