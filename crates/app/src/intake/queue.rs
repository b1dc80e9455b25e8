//! Group commit: batches that arrive while the disk is busy share the next durable commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use hamdel_store::{EncodedBatch, Store, StoreError};

/// Most bytes that wait for the journal; past it the source is told to come again.
const WAITING_BYTES: usize = 32 * 1024 * 1024;
/// Most bytes of one commit, so that one commit stays short.
const COMMIT_BYTES: usize = 4 * 1024 * 1024;

/// Why a batch was not taken. Nothing of it is kept, so the source must send it again.
#[derive(Debug, Clone, thiserror::Error)]
pub enum QueueError {
    /// The journal is behind.
    #[error("the journal is behind")]
    Behind,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The journal could not be written.
    #[error("the journal could not be written: {0}")]
    Failed(String),
}

struct Waiting {
    batch: EncodedBatch,
    room: OwnedSemaphorePermit,
    answer: oneshot::Sender<Result<(), QueueError>>,
}

/// The way into the journal.
#[derive(Clone)]
pub struct JournalQueue {
    sender: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
    appended: Arc<Notify>,
    commits: Arc<AtomicU64>,
}

impl JournalQueue {
    /// Starts the one task that writes; it ends when the last handle is gone.
    #[must_use]
    pub fn start(store: Store) -> Self {
        // The channel has no bound of its own: the semaphore bounds the bytes in it.
        let (sender, receiver) = mpsc::unbounded_channel();
        let queue = Self {
            sender,
            room: Arc::new(Semaphore::new(WAITING_BYTES)),
            appended: Arc::default(),
            commits: Arc::default(),
        };
        tokio::spawn(commit_groups(store, receiver, queue.appended.clone(), queue.commits.clone()));
        queue
    }

    /// Waits until the batch is durable.
    ///
    /// # Errors
    /// [`QueueError::Behind`] at once when there is no room; otherwise what the disk said.
    pub async fn append(&self, batch: EncodedBatch) -> Result<(), QueueError> {
        let bytes = u32::try_from(batch.payload.len()).map_err(|_| QueueError::Behind)?;
        let room = self.room.clone().try_acquire_many_owned(bytes.max(1)).map_err(|_| QueueError::Behind)?;
        self.hand_over(batch, room).await
    }

    /// Like [`JournalQueue::append`], but waits for room: for imports, which set their own pace.
    ///
    /// # Errors
    /// What the disk said.
    pub async fn append_when_there_is_room(&self, batch: EncodedBatch) -> Result<(), QueueError> {
        let bytes = u32::try_from(batch.payload.len()).unwrap_or(u32::MAX).clamp(1, WAITING_BYTES as u32);
        let room = self.room.clone().acquire_many_owned(bytes).await.map_err(|_| closed())?;
        self.hand_over(batch, room).await
    }

    async fn hand_over(&self, batch: EncodedBatch, room: OwnedSemaphorePermit) -> Result<(), QueueError> {
        let (answer, answered) = oneshot::channel();
        self.sender.send(Waiting { batch, room, answer }).map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Told after every commit.
    #[must_use]
    pub fn appended(&self) -> Arc<Notify> {
        self.appended.clone()
    }

    /// Commits so far.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

fn closed() -> QueueError {
    QueueError::Failed("the program is stopping".to_owned())
}

async fn commit_groups(
    store: Store,
    mut receiver: mpsc::UnboundedReceiver<Waiting>,
    appended: Arc<Notify>,
    commits: Arc<AtomicU64>,
) {
    while let Some(first) = receiver.recv().await {
        let mut bytes = first.batch.payload.len();
        let mut group = vec![first];
        while bytes < COMMIT_BYTES
            && let Ok(next) = receiver.try_recv()
        {
            bytes += next.batch.payload.len();
            group.push(next);
        }
        let mut batches = Vec::with_capacity(group.len());
        let mut waiting = Vec::with_capacity(group.len());
        for Waiting { batch, room, answer } in group {
            batches.push(batch);
            waiting.push((room, answer));
        }
        let outcome = store.append_encoded(&batches).await.map(|_| ()).map_err(|problem| as_queue_error(&problem));
        if outcome.is_ok() {
            commits.fetch_add(1, Ordering::Relaxed);
            appended.notify_one();
        }
        for (room, answer) in waiting {
            drop(room);
            // A source that hung up meanwhile will send again; deduplication settles it.
            let _ = answer.send(outcome.clone());
        }
    }
}

fn as_queue_error(problem: &StoreError) -> QueueError {
    tracing::error!(%problem, "the journal was not written");
    if problem.is_full() { QueueError::DiskFull } else { QueueError::Failed(problem.to_string()) }
}
