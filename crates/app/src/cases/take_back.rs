//! Taking back a case that was taken down by mistake.

use hamdel_domain::cases::CaseId;
use hamdel_store::StoreError;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{case_to_change, delete_case};
use hamdel_store::contact::end_hold;
use hamdel_store::jobs::take_back as take_back_job;
use serde_json::json;

use super::acknowledge::acknowledging_key;
use super::subject;
use super::take_down::RECEIVED;
use super::tell::telling_key;
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// Takes back what somebody has just taken down, as long as nobody was told and nothing was done with it.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs, [`AppError::TooLate`] when the journal was told or somebody works on
/// it.
pub async fn take_back(app: &App, id: CaseId, who: &SignedIn) -> Result<(), AppError> {
    let events = app.store.case_events(id, false).await?;
    let received = events.first().filter(|event| event.did == RECEIVED).ok_or(AppError::NotFound("case"))?;
    if received.actor != who.actor() {
        return Err(AppError::NotFound("case"));
    }
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let case = case_to_change(&mut tx, id).await?;
    // The job is gone once it has begun; whoever changed the case counted its revision up.
    if case.revision > 1 || !take_back_job(&mut tx, &telling_key(received.id)).await? {
        return Err(AppError::TooLate);
    }
    take_back_job(&mut tx, &acknowledging_key(received.id)).await?;
    delete_case(&mut tx, id).await?;
    end_hold(&mut tx, &subject(id), now).await?;
    let entry = AuditEntry {
        at: now,
        actor: who.actor(),
        action: "case.taken_back".to_owned(),
        subject: subject(id),
        detail: json!({ "before": { "facts": &case.facts, "customer": case.customer, "channel": case.channel } })
            .to_string(),
    };
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}
