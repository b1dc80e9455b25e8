//! What the projector leaves to be looked at: cheap to decide, inside its one transaction.

use hamdel_domain::alerts::KeptRule;
use hamdel_domain::{Instant, RecordedInteraction};
use hamdel_store::alerts::queue_for_alerts;
use hamdel_store::{StoreError, Transaction, encode_recorded};

/// Most interactions of one row of the queue, so that reading one never takes long.
const AT_ONCE: usize = 500;

/// The rules that are switched on, as far as the projector needs them.
#[derive(Clone, Debug, Default)]
pub struct AlertRules {
    rules: Vec<KeptRule>,
}

impl AlertRules {
    /// Those of these rules that are switched on.
    #[must_use]
    pub fn new(rules: Vec<KeptRule>) -> Self {
        Self { rules: rules.into_iter().filter(|rule| rule.enabled_since.is_some()).collect() }
    }

    /// Leaves those of these rows that a rule may speak of.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn leave(
        &self,
        tx: &mut Transaction,
        rows: &[RecordedInteraction],
        now: Instant,
    ) -> Result<(), StoreError> {
        if self.rules.is_empty() {
            return Ok(());
        }
        let concerned = |row: &&RecordedInteraction| self.rules.iter().any(|rule| rule.concerns(&row.interaction, now));
        let wanted: Vec<RecordedInteraction> = rows.iter().filter(concerned).cloned().collect();
        for part in wanted.chunks(AT_ONCE) {
            queue_for_alerts(tx, &encode_recorded(part)?).await?;
        }
        Ok(())
    }
}
