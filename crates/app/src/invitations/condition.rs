//! The condition of a trigger: CEL over what is known of the customer.
//!
//! `traits` holds the traits by name, `interaction` what made the invitation (kind, touchpoint, channel, stage, unit,
//! employee), and beside them stand `stage`, `standing`, `interactions` (their number) and `value` (their sum).
//! A condition that asks for what is not there is not met.

use serde_json::{Value, json};

use hamdel_domain::contact::Reason;
use hamdel_store::customers::ProfileRecord;

use crate::conditions::{Condition, of_customer};

/// Names a condition may use.
const NAMES: [&str; 6] = ["traits", "interaction", "stage", "standing", "interactions", "value"];

/// Whether a text is a condition.
///
/// # Errors
/// In the words of the language; and when it uses a name that is not there.
pub(super) fn well_formed(source: &str) -> Result<(), String> {
    Condition::of(source, &NAMES).map(|_| ())
}

/// Whether a customer meets a condition; the reason when not.
pub(super) fn check(source: &str, record: &ProfileRecord, interaction: &str) -> Result<(), Reason> {
    let interaction = serde_json::from_str(interaction).unwrap_or(Value::Null);
    let besides = [("interaction", interaction), ("standing", json!(record.standing.as_str()))];
    let values = of_customer(Some(&record.state)).into_iter().chain(besides);
    match Condition::of(source, &NAMES).and_then(|condition| condition.is_met(values)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Reason::NotEligible),
        Err(problem) => Err(Reason::ConditionFailed { problem }),
    }
}
