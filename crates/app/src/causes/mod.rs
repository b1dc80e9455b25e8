//! Causes: the tree that the company edits, and which of them make most cases.
//!
//! Write path: every change reads the tree inside a transaction, checks where the cause would stand, writes it with an
//! audit entry, by whose number it can be taken back. The first change of a company writes the ready tree down with it.

mod pareto;
#[cfg(test)]
mod tests;
mod tree;

pub use hamdel_store::cases::CaseOutline;
pub use pareto::{Behind, CauseBar, LEAST_CASES, Level, PAGE, Pareto, ParetoQuestion, behind, kinds, pareto};
pub use tree::{CauseChange, add_cause, archive_cause, are_own, cause_tree, change_cause, undo_cause};

pub(crate) use pareto::within;
pub(crate) use tree::check_cause;
