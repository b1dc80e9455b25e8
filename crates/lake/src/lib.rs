//! Interaction history: Delta tables read by DataFusion.
//!
//! Write path: [`DeltaLake::file`] sorts pending batches by customer and time (`filing`, `writer`), and
//! commits their files under the last journal position (`table`). Read path: a query takes the pending
//! list first and the newest version after it, leaves out what the version already holds, and so sees
//! every row once (`answer`, `interactions`, `scan`); a timeline goes to the pages by itself (`timeline`).
//! When a column is added, touch `schema` and `rows`, and the list in the design page.

mod answer;
mod cells;
mod compaction;
mod durable;
mod engine;
mod errors;
mod filing;
mod interactions;
mod lent;
mod options;
mod parquet_rows;
mod pending;
mod rows;
mod scan;
mod schema;
mod table;
mod timeline;
mod writer;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::execution::session_state::SessionState;
use hamdel_domain::customer::Position;
use hamdel_domain::interaction::RecordedInteraction;
use hamdel_domain::lake::{Lake, LakeContext, LakeError, LakeSize, PendingBatch, QueryResult, TimelineRequest};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::answer::Question;
use crate::errors::storage;
use crate::interactions::Interactions;
use crate::pending::PendingCache;
use crate::table::Table;
use crate::timeline::Footers;
use crate::writer::FileLimits;

pub use crate::options::LakeOptions;
pub use crate::parquet_rows::{ParquetRows, ParquetRowsError};

/// Seconds after which an idle thread for reading files ends.
const IDLE_SECONDS: u64 = 30;

/// The interaction history in a folder.
///
/// Queries run on threads of their own, so that a heavy one does not hold up intake; dropping a future
/// that a method gave stops its work.
pub struct DeltaLake {
    inner: Arc<Inner>,
    /// Present until the lake is dropped.
    runtime: Option<Runtime>,
}

struct Inner {
    table: Arc<Table>,
    session: SessionState,
    spill: PathBuf,
    context: Arc<dyn LakeContext>,
    options: LakeOptions,
    pending: PendingCache,
    footers: Footers,
    /// One filing at a time: two would write the same rows, one of them in vain.
    filing: Mutex<()>,
    /// One compaction or vacuum at a time.
    upkeep: Mutex<()>,
}

impl DeltaLake {
    /// Opens the history in a folder, or begins one there: files in `interactions`, and in `spill` what
    /// queries cannot hold in memory.
    ///
    /// # Errors
    /// When the folder cannot be written or its table is damaged.
    pub async fn open(folder: &Path, context: Arc<dyn LakeContext>, options: LakeOptions) -> Result<Self, LakeError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(options.cores.get())
            .thread_name("lake")
            .thread_keep_alive(std::time::Duration::from_secs(IDLE_SECONDS))
            .enable_all()
            .build()
            .map_err(storage)?;
        let place = folder.join("interactions");
        let opening = async move { Table::open(&place).await };
        let table = match runtime.spawn(opening).await {
            Ok(Ok(table)) => Arc::new(table),
            Ok(Err(problem)) => return Err(given_up(runtime, problem)),
            Err(problem) => return Err(given_up(runtime, storage(problem))),
        };
        let spill = folder.join("spill");
        let session = match engine::session(&spill, table.files(), &options) {
            Ok(session) => session,
            Err(problem) => return Err(given_up(runtime, problem)),
        };
        let inner = Inner {
            table,
            session,
            spill,
            context,
            options,
            pending: PendingCache::default(),
            footers: Footers::default(),
            filing: Mutex::default(),
            upkeep: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner), runtime: Some(runtime) })
    }

    /// Runs work on the lake's threads; it stops when the future is dropped.
    async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, LakeError>> + Send + 'static,
    ) -> Result<T, LakeError> {
        let Some(runtime) = &self.runtime else { return Err(LakeError::Stopped("the history is closed".to_owned())) };
        let mut tasks = JoinSet::new();
        tasks.spawn_on(work, runtime.handle());
        match tasks.join_next().await {
            Some(Ok(result)) => result,
            Some(Err(problem)) => Err(storage(problem)),
            None => Err(LakeError::Stopped("the work was taken away".to_owned())),
        }
    }
}

/// A runtime may not be dropped where futures run, as that would wait for its threads.
fn given_up(runtime: Runtime, problem: LakeError) -> LakeError {
    runtime.shutdown_background();
    problem
}

impl Drop for DeltaLake {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Inner {
    fn limits(&self) -> FileLimits {
        FileLimits { rows: self.options.file_rows, bytes: self.options.file_bytes }
    }

    async fn answer(
        &self,
        question: Question,
        pending: Vec<PendingBatch>,
        links: interactions::Links,
    ) -> Result<QueryResult, LakeError> {
        let version = self.table.refresh().await?;
        let fresh = self.pending.after(version.filed_through, &pending);
        let fresh = fresh.iter().map(|batch| batch.columns()).collect::<Result<Vec<_>, _>>()?;
        let fresh = fresh.into_iter().filter(|batch| batch.num_rows() > 0).collect();
        let interactions = Interactions::new(Arc::clone(&self.table), version, fresh, links);
        question.answer(&self.session, interactions, self.options.clock.now(), self.options.result_rows).await
    }
}

#[async_trait]
impl Lake for DeltaLake {
    async fn filed_through(&self) -> Result<Position, LakeError> {
        let inner = Arc::clone(&self.inner);
        self.run(async move { Ok(inner.table.refresh().await?.filed_through) }).await
    }

    async fn file(&self, batches: &[PendingBatch]) -> Result<(), LakeError> {
        let (inner, batches) = (Arc::clone(&self.inner), batches.to_vec());
        self.run(async move {
            let _alone = inner.filing.lock().await;
            filing::file(&inner.table, inner.options.clock.as_ref(), inner.limits(), batches).await
        })
        .await
    }

    async fn query(&self, sql: &str) -> Result<QueryResult, LakeError> {
        let inner = Arc::clone(&self.inner);
        let context = inner.context.as_ref();
        let question = Question::read(&inner.session, context, sql).await?;
        let links = context.links().await?;
        // Before the version is looked at: what is filed in between is then in both, and left out of one.
        let pending = context.pending().await?;
        let limit = inner.options.time_limit;
        let work = self.run({
            let inner = Arc::clone(&inner);
            async move { inner.answer(question, pending, links).await }
        });
        match limit {
            None => work.await,
            Some(limit) => tokio::time::timeout(limit, work)
                .await
                .unwrap_or_else(|_| Err(LakeError::Stopped(format!("it took more than {} s", limit.as_secs())))),
        }
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<Vec<RecordedInteraction>, LakeError> {
        let (inner, request) = (Arc::clone(&self.inner), request.clone());
        let pending = inner.context.pending().await?;
        self.run(async move {
            let version = inner.table.refresh().await?;
            let fresh = inner.pending.after(version.filed_through, &pending);
            let reading = tokio::task::spawn_blocking(move || {
                timeline::page(inner.table.folder(), &version, &fresh, &inner.footers, &request)
            });
            reading.await.map_err(storage)?
        })
        .await
    }

    async fn compact(&self) -> Result<u64, LakeError> {
        let inner = Arc::clone(&self.inner);
        self.run(async move {
            let _alone = inner.upkeep.lock().await;
            compaction::compact(&inner.table, &inner.session, inner.options.clock.as_ref(), inner.limits()).await
        })
        .await
    }

    async fn vacuum(&self, keep_micros: i64) -> Result<u64, LakeError> {
        let inner = Arc::clone(&self.inner);
        self.run(async move {
            let _alone = inner.upkeep.lock().await;
            compaction::sweep(&inner.spill, inner.options.clock.as_ref())?;
            compaction::vacuum(&inner.table, inner.options.clock.as_ref(), keep_micros).await
        })
        .await
    }

    async fn size(&self) -> Result<LakeSize, LakeError> {
        let inner = Arc::clone(&self.inner);
        self.run(async move {
            let version = inner.table.refresh().await?;
            Ok(LakeSize {
                files: version.files.len() as u64,
                bytes: version.files.iter().map(|file| file.bytes).sum(),
                rows: version.files.iter().map(|file| file.rows).sum(),
                version: version.number,
            })
        })
        .await
    }
}
