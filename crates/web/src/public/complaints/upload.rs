//! Forms with files, read within bounds.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, header};
use futures::StreamExt;
use multer::{Constraints, Multipart, SizeLimit};

use hamdel_app::AppError;
use hamdel_app::cases::NewFile;
use hamdel_domain::cases::attachments::{AttachmentProblem, LARGEST_FILE, MOST_FILES, clean_name};

use crate::state::WebState;

/// Most bytes of a whole form: its files and, beside them, its words.
const MOST_BYTES: usize = LARGEST_FILE * MOST_FILES + MOST_WORDS;
/// Most bytes of all words of a form.
const MOST_WORDS: usize = 1024 * 1024;
/// Most fields of a form.
const MOST_FIELDS: usize = 40;
/// How long what is refused is read on and thrown away, so that the browser gets to read the answer.
const DRAINED_FOR: Duration = Duration::from_secs(30);
/// How much of it at most: a browser that sends more sees its connection end.
const DRAINED: usize = 64 * 1024 * 1024;

/// A form as it arrived.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    /// Its words.
    pub(crate) fields: Vec<(String, String)>,
    /// Its files, those left empty aside.
    pub(crate) files: Vec<NewFile>,
}

impl Upload {
    /// Reads a form of either kind. What says that it is too large is refused before it is read; what turns out to be
    /// is refused at that point.
    pub(crate) async fn read(state: &WebState, request: Request) -> Result<Self, AppError> {
        let kind = text(request.headers(), &header::CONTENT_TYPE);
        let length = text(request.headers(), &header::CONTENT_LENGTH);
        let mut body = request.into_body().into_data_stream();
        if length.parse::<usize>().is_ok_and(|length| length > MOST_BYTES) {
            drain(body);
            return Err(refused(AttachmentProblem::TooLarge, ""));
        }
        let Ok(boundary) = multer::parse_boundary(&kind) else { return Self::words_only(body).await };
        // So many forms are read at once; the others wait with their bytes still on their side.
        let _place = state.uploads.acquire().await.map_err(|_| AppError::invalid("body", "cannot be read now"))?;
        let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(MOST_BYTES as u64));
        let read = Self::parts(Multipart::with_constraints(&mut body, boundary, limits)).await;
        if read.is_err() {
            drain(body);
        }
        read
    }

    async fn words_only(body: BodyDataStream) -> Result<Self, AppError> {
        let bytes = axum::body::to_bytes(Body::from_stream(body), MOST_WORDS).await;
        let bytes = bytes.map_err(|_| AppError::invalid("body", "is longer than 1 MB"))?;
        let fields =
            serde_urlencoded::from_bytes(&bytes).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
        Ok(Self { fields, files: Vec::new() })
    }

    async fn parts(mut form: Multipart<'_>) -> Result<Self, AppError> {
        let mut upload = Self::default();
        let mut words = 0;
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let claim = field.content_type().map(|kind| kind.essence_str().to_owned());
            let most = if file.is_some() { LARGEST_FILE } else { MOST_WORDS };
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                if bytes.len() + chunk.len() > most {
                    return Err(refused(AttachmentProblem::TooLarge, file.as_deref().unwrap_or_default()));
                }
                bytes.extend_from_slice(&chunk);
            }
            match file {
                // A field for files that was left empty comes as a file without a name and content.
                Some(file) if file.is_empty() && bytes.is_empty() => {}
                Some(file) if upload.files.len() == MOST_FILES => {
                    return Err(refused(AttachmentProblem::TooMany, &file));
                }
                Some(file) => upload.files.push(NewFile { name: file, claim, bytes }),
                None => {
                    words += bytes.len();
                    if words > MOST_WORDS || upload.fields.len() == MOST_FIELDS {
                        return Err(AppError::invalid("body", "is longer than 1 MB"));
                    }
                    upload.fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
        }
        Ok(upload)
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Whether it is refused for its size.
pub(crate) fn too_large(problem: &AppError) -> bool {
    matches!(problem, AppError::Attachment { problem: AttachmentProblem::TooLarge, .. })
}

fn refused(problem: AttachmentProblem, name: &str) -> AppError {
    AppError::Attachment { name: if name.is_empty() { String::new() } else { clean_name(name) }, problem }
}

fn broken(problem: multer::Error) -> AppError {
    match problem {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            refused(AttachmentProblem::TooLarge, "")
        }
        other => AppError::invalid("body", other.to_string()),
    }
}

/// Reads on and throws away, within bounds: a browser that is still sending reads no answer.
fn drain(mut body: BodyDataStream) {
    tokio::spawn(async move {
        let mut read = 0;
        let drained = async {
            while let Some(Ok(chunk)) = body.next().await {
                read += chunk.len();
                if read > DRAINED {
                    break;
                }
            }
        };
        // Whether it came to its end does not matter.
        let _ = tokio::time::timeout(DRAINED_FOR, drained).await;
    });
}
