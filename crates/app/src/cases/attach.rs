//! Files of a case: checked, kept in the object store, and only then written down.

use hamdel_domain::Instant;
use hamdel_domain::cases::attachments::{
    AttachmentProblem, MOST_FILES, MOST_FILES_OF_CASE, MediaType, clean_name, media_type,
};
use hamdel_domain::cases::{Case, CaseId};
use hamdel_domain::rights::Right;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{Attachment, add_attachment};
use hamdel_store::{StoreError, Transaction};
use serde_json::json;

use super::{Doer, subject, within_reach};
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::{App, audit};

/// A file as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name, as its sender wrote it.
    pub name: String,
    /// What its sender says it is.
    pub claim: Option<String>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A file whose bytes are kept for good, and that no case names yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    name: String,
    media_type: MediaType,
    size: i64,
    sha256: String,
}

/// Checks files and keeps their bytes. What is kept for a case that then does not come about is only some space.
///
/// # Errors
/// [`AppError::Attachment`] names the file that is wrong.
pub async fn keep_files(app: &App, files: Vec<NewFile>) -> Result<Vec<KeptFile>, AppError> {
    let refused = |name: &str, problem| AppError::Attachment { name: clean_name(name), problem };
    if let Some(surplus) = files.get(MOST_FILES) {
        return Err(refused(&surplus.name, AttachmentProblem::TooMany));
    }
    let checked = files
        .iter()
        .map(|file| {
            media_type(&file.name, file.claim.as_deref(), &file.bytes).map_err(|problem| refused(&file.name, problem))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut kept = Vec::with_capacity(files.len());
    for (file, media_type) in files.into_iter().zip(checked) {
        let size = file.bytes.len() as i64;
        let put = app.objects.put(file.bytes).await;
        let sha256 = put.map_err(|source| AppError::File { what: "an attachment".to_owned(), source })?;
        kept.push(KeptFile { name: clean_name(&file.name), media_type, size, sha256 });
    }
    Ok(kept)
}

/// Writes kept files down as those of a case, in the caller's transaction.
pub(super) async fn write_down(
    tx: &mut Transaction,
    case: CaseId,
    files: &[KeptFile],
    (by_customer, visible): (bool, bool),
    at: Instant,
) -> Result<(), AppError> {
    for file in files {
        let new = Attachment {
            id: 0,
            case,
            sha256: file.sha256.clone(),
            name: file.name.clone(),
            media_type: file.media_type.as_str().to_owned(),
            size: file.size,
            by_customer,
            visible,
            at,
        };
        add_attachment(tx, &new).await?;
    }
    Ok(())
}

/// Adds files to a case that is there; `visible` where its customer may see them.
///
/// # Errors
/// [`AppError::NotFound`] when somebody of the company does not reach it, [`AppError::Attachment`].
pub async fn attach(app: &App, case: &Case, files: Vec<NewFile>, visible: bool, by: &Doer<'_>) -> Result<(), AppError> {
    if let Doer::Staff(who) = by
        && !within_reach(app, who, case, Right::WorkCases).await?
    {
        return Err(AppError::NotFound("case"));
    }
    let there = app.store.case_attachments(case.id, false).await?.len();
    if there + files.len() > MOST_FILES_OF_CASE {
        let name = files.first().map(|file| clean_name(&file.name)).unwrap_or_default();
        return Err(AppError::Attachment { name, problem: AttachmentProblem::TooMany });
    }
    let kept = keep_files(app, files).await?;
    let now = app.clock.now();
    let by_customer = matches!(by, Doer::Customer(_));
    let mut tx = app.store.state().begin().await?;
    write_down(&mut tx, case.id, &kept, (by_customer, visible || by_customer), now).await?;
    let names: Vec<&str> = kept.iter().map(|file| file.name.as_str()).collect();
    let entry = AuditEntry {
        at: now,
        actor: by.actor(),
        action: "case.attached".to_owned(),
        subject: subject(case.id),
        detail: json!({ "after": { "files": names } }).to_string(),
    };
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// The files of a case that somebody of the company may see.
///
/// # Errors
/// [`AppError::NotFound`] when they do not reach the case.
pub async fn files(app: &App, case: CaseId, who: &SignedIn) -> Result<Vec<Attachment>, AppError> {
    let case = app.store.case(case).await?.ok_or(AppError::NotFound("case"))?;
    let whole = within_reach(app, who, &case, Right::ReadCases).await?;
    if !whole && !within_reach(app, who, &case, Right::ReadCaseReplies).await? {
        return Err(AppError::NotFound("case"));
    }
    Ok(app.store.case_attachments(case.id, !whole).await?)
}

/// A file with its bytes, for somebody of the company; that it was read is in the audit log.
///
/// # Errors
/// [`AppError::NotFound`] where there is none, or they do not reach it.
pub async fn file(app: &App, id: i64, who: &SignedIn) -> Result<(Attachment, Vec<u8>), AppError> {
    let held = app.store.case_attachment(id).await?.ok_or(AppError::NotFound("attachment"))?;
    let reached = files(app, held.case, who).await.map_err(|problem| match problem {
        AppError::NotFound(_) => AppError::NotFound("attachment"),
        other => other,
    })?;
    if !reached.iter().any(|file| file.id == id) {
        return Err(AppError::NotFound("attachment"));
    }
    audit::record(app, &who.actor(), "case.file_read", &subject(held.case), &json!({ "attachment": id }).to_string())
        .await?;
    let bytes = bytes(app, &held).await?;
    Ok((held, bytes))
}

/// A file of a case for whoever holds its reference: one that is theirs to see.
///
/// # Errors
/// [`AppError::NotFound`] where there is none.
pub async fn file_of_customer(app: &App, case: &Case, id: i64) -> Result<(Attachment, Vec<u8>), AppError> {
    let held = app.store.case_attachment(id).await?.filter(|file| file.case == case.id && file.visible);
    let held = held.ok_or(AppError::NotFound("attachment"))?;
    let bytes = bytes(app, &held).await?;
    Ok((held, bytes))
}

async fn bytes(app: &App, held: &Attachment) -> Result<Vec<u8>, AppError> {
    let read = app.objects.get(&held.sha256).await;
    let read = read.map_err(|source| AppError::File { what: format!("attachment {}", held.id), source })?;
    read.ok_or(AppError::NotFound("attachment"))
}
