//! Files of a case: checked, kept in the object store, and only then written down.

use hamdel_domain::Instant;
use hamdel_domain::cases::attachments::{
    AttachmentProblem, MOST_FILES, MOST_FILES_OF_CASE, MediaType, clean_name, media_type,
};
use hamdel_domain::cases::{Case, CaseId};
use hamdel_domain::rights::Right;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{Attachment, NewEvent, add_attachment, add_event, count_attachments, newest_event};
use hamdel_store::{StoreError, Transaction};
use serde_json::json;

use super::take_down::RECEIVED;
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

/// Who sent files, and who sees them.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileSight {
    pub(super) by_customer: bool,
    pub(super) visible: bool,
}

/// Writes kept files down as those that came with an event of a case, in the caller's transaction.
pub(super) async fn write_down(
    tx: &mut Transaction,
    case: CaseId,
    event: i64,
    files: &[KeptFile],
    sight: FileSight,
    at: Instant,
) -> Result<(), AppError> {
    let Some(first) = files.first() else { return Ok(()) };
    if count_attachments(tx, case).await? + files.len() as u64 > MOST_FILES_OF_CASE as u64 {
        return Err(AppError::Attachment { name: first.name.clone(), problem: AttachmentProblem::CaseIsFull });
    }
    for file in files {
        let new = Attachment {
            id: 0,
            case,
            event: Some(event),
            sha256: file.sha256.clone(),
            name: file.name.clone(),
            media_type: file.media_type.as_str().to_owned(),
            size: file.size,
            by_customer: sight.by_customer,
            visible: sight.visible,
            at,
        };
        add_attachment(tx, &new).await?;
    }
    Ok(())
}

/// What the thread calls that files came by themselves.
const ATTACHED: &str = "attached";

/// Adds files to a case that is there, without words; `visible` where its customer may see them.
///
/// # Errors
/// [`AppError::NotFound`] when somebody of the company does not reach it, [`AppError::Attachment`].
pub async fn attach(app: &App, case: &Case, files: Vec<NewFile>, visible: bool, by: &Doer<'_>) -> Result<(), AppError> {
    if let Doer::Staff(who) = by
        && !within_reach(app, who, case, Right::WorkCases).await?
    {
        return Err(AppError::NotFound("case"));
    }
    if files.is_empty() {
        return Err(AppError::refused("files", "no-files", ""));
    }
    let kept = keep_files(app, files).await?;
    let now = app.clock.now();
    let actor = by.actor();
    let mut tx = app.store.state().begin().await?;
    let event = NewEvent {
        case: case.id,
        at: now,
        actor: &actor,
        by: by.name(),
        did: ATTACHED,
        visible,
        text: "",
        detail: "{}",
    };
    let event = add_event(&mut tx, event).await?;
    let by_customer = matches!(by, Doer::Customer(_));
    write_down(&mut tx, case.id, event, &kept, FileSight { by_customer, visible }, now).await?;
    note_files(&mut tx, case.id, &kept, actor, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// Adds the customer's files to the words that a case began with.
pub(super) async fn attach_to_beginning(
    app: &App,
    case: CaseId,
    files: Vec<NewFile>,
    by: &Doer<'_>,
) -> Result<(), AppError> {
    let kept = keep_files(app, files).await?;
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let event = newest_event(&mut tx, case, RECEIVED).await?.ok_or(AppError::NotFound("case"))?;
    write_down(&mut tx, case, event, &kept, FileSight { by_customer: true, visible: true }, now).await?;
    note_files(&mut tx, case, &kept, by.actor(), now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

async fn note_files(
    tx: &mut Transaction,
    case: CaseId,
    kept: &[KeptFile],
    actor: String,
    at: Instant,
) -> Result<(), AppError> {
    let names: Vec<&str> = kept.iter().map(|file| file.name.as_str()).collect();
    let entry = AuditEntry {
        at,
        actor,
        action: "case.attached".to_owned(),
        subject: subject(case),
        detail: json!({ "after": { "files": names } }).to_string(),
    };
    append(tx, &entry).await?;
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
