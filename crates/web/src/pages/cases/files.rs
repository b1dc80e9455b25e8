//! Files of a case, as a colleague sees them: what came, from whom, and a small picture of what is one.

use std::collections::HashMap;

use serde::Serialize;

use hamdel_app::cases::{Attachment, CaseEvent};
use hamdel_domain::cases::attachments::MediaType;

/// Largest picture that a preview is made of; larger ones are fetched only by who opens them. Bytes.
const LARGEST_PREVIEW: i64 = 2 * 1024 * 1024;

/// A file.
#[derive(Clone, Serialize)]
pub(crate) struct FileView {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// What it is, by its name in the locales (`file-kind-`).
    pub(crate) kind: &'static str,
    /// Kilobytes, rounded up.
    pub(crate) size: i64,
    /// Who sent it, by name; nothing where the name is not known.
    pub(crate) by: Option<String>,
    /// Whether the customer sent it.
    pub(crate) by_customer: bool,
    /// Whether the customer sees it.
    pub(crate) visible: bool,
    pub(crate) at: i64,
    /// Whether a small picture of it stands in the page.
    pub(crate) preview: bool,
    /// The event it came with.
    pub(crate) event: Option<i64>,
}

/// The files of a case, oldest first, each with who sent it.
pub(crate) fn files(held: &[Attachment], events: &[CaseEvent]) -> Vec<FileView> {
    let by: HashMap<i64, &str> = events.iter().map(|event| (event.id, event.by.as_str())).collect();
    held.iter()
        .map(|file| {
            let media_type = MediaType::parse(&file.media_type);
            let by = file.event.and_then(|event| by.get(&event)).filter(|by| !by.is_empty());
            FileView {
                id: file.id,
                name: file.name.clone(),
                kind: kind(media_type),
                size: (file.size + 1_023) / 1_024,
                by: by.map(|by| (*by).to_owned()),
                by_customer: file.by_customer,
                visible: file.visible,
                at: file.at.micros(),
                preview: media_type.is_some_and(MediaType::is_picture) && file.size <= LARGEST_PREVIEW,
                event: file.event,
            }
        })
        .collect()
}

fn kind(media_type: Option<MediaType>) -> &'static str {
    match media_type {
        Some(MediaType::Pdf) => "pdf",
        Some(MediaType::Text) => "text",
        Some(MediaType::Jpeg | MediaType::Png | MediaType::Gif | MediaType::Webp | MediaType::Heif) => "picture",
        Some(MediaType::Mp3 | MediaType::M4a | MediaType::Ogg | MediaType::Wav | MediaType::Amr | MediaType::Weba) => {
            "recording"
        }
        None => "other",
    }
}
