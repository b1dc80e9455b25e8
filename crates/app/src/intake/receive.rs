//! A call of a source, from its bytes to its answer.

use std::sync::Arc;

use base64::Engine;
use serde_json::value::RawValue;

use hamdel_domain::journal::{JournalBatch, Rejection};
use hamdel_domain::{Clock, DropReason, Entropy, Interaction};
use hamdel_store::encode_batch;

use super::body::{Refused, text_of};
use super::event::{ContextFields, Stamp, check};
use super::queue::{JournalQueue, QueueError};
use super::segment::{Endpoint, ParsedCall, parse_call};
use crate::sources::{KnownSource, SourceKeys};

/// Longest payload kept aside, in bytes.
const PAYLOAD_KEPT: usize = 32 * 1024;

/// A call as the web hands it over.
pub struct IntakeCall<'a> {
    /// Which call of the API.
    pub endpoint: Endpoint,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// Whether `Content-Encoding` says gzip.
    pub gzipped: bool,
    /// The body as it came.
    pub body: &'a [u8],
}

/// A durable call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeAnswer {
    /// Events let in.
    pub accepted: usize,
    /// Events left out: place in the batch, reason, detail.
    pub dropped: Vec<(usize, Refused)>,
}

/// A call of which nothing was let in.
#[derive(Debug, Clone)]
pub enum IntakeRefusal {
    /// No source has this write key.
    WrongKey,
    /// The call is not of the API; what was wrong is kept aside.
    Refused(Refused),
    /// The journal is behind; come again after so many seconds.
    Behind {
        /// Seconds for `Retry-After`.
        retry_after: u32,
    },
    /// The journal could not be written; nothing was acknowledged.
    Unavailable(QueueError),
}

/// The intake of one process.
#[derive(Clone)]
pub struct Intake {
    keys: Arc<SourceKeys>,
    queue: JournalQueue,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Intake {
    /// Intake that knows these keys and writes through this queue.
    #[must_use]
    pub fn new(keys: Arc<SourceKeys>, queue: JournalQueue, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { keys, queue, clock, entropy }
    }

    /// The way into the journal.
    #[must_use]
    pub fn queue(&self) -> &JournalQueue {
        &self.queue
    }

    /// Takes a call in; returns only when what it let in is durable.
    ///
    /// # Errors
    /// When nothing was let in: the source must mend or repeat the call.
    pub async fn receive(&self, call: IntakeCall<'_>) -> Result<IntakeAnswer, IntakeRefusal> {
        let by_header = match call.authorization.and_then(basic_user) {
            Some(key) => Some(self.source_of(&key).await?),
            None => None,
        };
        let text = match text_of(call.body, call.gzipped, call.endpoint.largest_body()) {
            Ok(text) => text,
            Err(refused) => {
                return Err(self.refuse(by_header.as_deref(), refused, &String::from_utf8_lossy(call.body)).await);
            }
        };
        let parsed = match parse_call(call.endpoint, &text) {
            Ok(parsed) => parsed,
            Err(refused) => return Err(self.refuse(by_header.as_deref(), refused, &text).await),
        };
        let source = match by_header {
            Some(source) => source,
            None => self.source_of(parsed.write_key.as_deref().unwrap_or_default()).await?,
        };
        let (batch, dropped) = self.check_all(call.endpoint, &parsed, &source);
        let accepted = batch.interactions.len();
        if accepted + dropped.len() > 0 {
            self.append(&batch).await?;
        }
        match dropped.first() {
            Some((_, refused)) if accepted == 0 => Err(IntakeRefusal::Refused(refused.clone())),
            _ => Ok(IntakeAnswer { accepted, dropped }),
        }
    }

    fn check_all(
        &self,
        endpoint: Endpoint,
        parsed: &ParsedCall<'_>,
        source: &KnownSource,
    ) -> (JournalBatch, Vec<(usize, Refused)>) {
        let stamp = Stamp { source: source.id, source_name: &source.name, received_at: self.clock.now() };
        let forced = match endpoint {
            Endpoint::Single(kind) => Some(kind),
            Endpoint::Batch => None,
        };
        let context = ContextFields::read(parsed.context);
        let mut interactions: Vec<Interaction> = Vec::with_capacity(parsed.events.len());
        let mut rejections = Vec::new();
        let mut dropped = Vec::new();
        for (index, json) in parsed.events.iter().enumerate() {
            match check(json, forced, parsed.sent_at, &context, stamp, || self.new_message_id()) {
                Ok(interaction) => interactions.push(interaction),
                Err(refused) => {
                    rejections.push(rejection(&refused, raw_text(json)));
                    dropped.push((index, refused));
                }
            }
        }
        (JournalBatch { source: source.id, received_at: stamp.received_at, interactions, rejections }, dropped)
    }

    async fn source_of(&self, key: &str) -> Result<Arc<KnownSource>, IntakeRefusal> {
        match self.keys.find(key, self.clock.now()).await {
            Ok(Some(source)) => Ok(source),
            Ok(None) => Err(IntakeRefusal::WrongKey),
            Err(problem) => Err(IntakeRefusal::Unavailable(QueueError::Failed(problem.to_string()))),
        }
    }

    /// Keeps a refused call aside where its source is known.
    async fn refuse(&self, source: Option<&KnownSource>, refused: Refused, payload: &str) -> IntakeRefusal {
        let Some(source) = source else { return IntakeRefusal::Refused(refused) };
        let batch = JournalBatch {
            source: source.id,
            received_at: self.clock.now(),
            interactions: Vec::new(),
            rejections: vec![rejection(&refused, payload)],
        };
        match self.append(&batch).await {
            Ok(()) => IntakeRefusal::Refused(refused),
            Err(refusal) => refusal,
        }
    }

    async fn append(&self, batch: &JournalBatch) -> Result<(), IntakeRefusal> {
        let encoded = encode_batch(batch)
            .map_err(|problem| IntakeRefusal::Unavailable(QueueError::Failed(problem.to_string())))?;
        self.queue.append(encoded).await.map_err(|problem| match problem {
            QueueError::Behind => IntakeRefusal::Behind { retry_after: 1 },
            other => IntakeRefusal::Unavailable(other),
        })
    }

    fn new_message_id(&self) -> String {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        format!("hamdel-{:032x}", u128::from_le_bytes(bytes))
    }
}

fn raw_text(json: &RawValue) -> &str {
    json.get()
}

fn rejection(refused: &Refused, payload: &str) -> Rejection {
    let mut end = payload.len().min(PAYLOAD_KEPT);
    while !payload.is_char_boundary(end) {
        end -= 1;
    }
    // NUL is valid in JSON text here and there, and in no text column of PostgreSQL.
    Rejection {
        reason: refused.reason,
        detail: refused.detail.replace('\0', "\u{FFFD}"),
        payload: payload[..end].replace('\0', "\u{FFFD}"),
    }
}

/// The user of a `Basic` authorization; the password counts for nothing.
fn basic_user(header: &str) -> Option<String> {
    let encoded = header.strip_prefix("Basic ").or_else(|| header.strip_prefix("basic "))?;
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    Some(text.split_once(':').map_or(text.as_str(), |(user, _)| user).to_owned())
}

/// The named reason of a refusal, for counting.
impl IntakeRefusal {
    /// The drop reason, where the call itself was wrong.
    #[must_use]
    pub fn reason(&self) -> Option<DropReason> {
        match self {
            Self::Refused(refused) => Some(refused.reason),
            _ => None,
        }
    }
}
