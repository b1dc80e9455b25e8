//! The Delta table: which files make up its present version, and how another version is committed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use datafusion::object_store::path::Path as StorePath;
use datafusion::object_store::{ObjectStore, ObjectStoreExt};
use deltalake::kernel::transaction::{CommitData, PROTOCOL, TransactionError};
use deltalake::kernel::{Action, LogicalFileView, Transaction};
use deltalake::logstore::{CommitOrBytes, LogStoreRef};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaTable, DeltaTableBuilder, ObjectStoreError, checkpoints};
use futures::TryStreamExt;
use hamdel_domain::clock::Instant;
use hamdel_domain::customer::Position;
use hamdel_domain::lake::LakeError;
use tokio::sync::Mutex;
use url::Url;
use uuid::Uuid;

use crate::durable::{DurableFiles, sync_folder};
use crate::errors::storage;
use crate::schema::delta_fields;

/// The name under which commits carry the journal position.
const APPLICATION: &str = "hamdel";
/// Versions between two checkpoints: opening the table reads at most so many commits.
const CHECKPOINT_EVERY: u64 = 20;
/// How often a commit is tried against others before it is given up.
pub(crate) const ATTEMPTS: usize = 50;

/// A file of a version, with what its commit says of it.
#[derive(Clone, Debug)]
pub(crate) struct DataFile {
    /// Its name in the table's folder.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
    /// Least and greatest customer; `None` when no row names one.
    pub(crate) customers: Option<(i64, i64)>,
    /// The latest moment in it, in microseconds.
    pub(crate) latest: i64,
    /// When it was written, in milliseconds.
    pub(crate) written: i64,
}

/// A version of the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) filed_through: Position,
    pub(crate) files: Vec<DataFile>,
}

/// The table in its folder.
pub(crate) struct Table {
    folder: PathBuf,
    log: LogStoreRef,
    files: Arc<dyn ObjectStore>,
    delta: Mutex<DeltaTable>,
    current: RwLock<Arc<Version>>,
}

impl Table {
    /// Opens the table in a folder, or creates it there.
    pub(crate) async fn open(folder: &Path) -> Result<Self, LakeError> {
        std::fs::create_dir_all(folder).map_err(storage)?;
        let folder = folder.canonicalize().map_err(storage)?;
        let url = Url::from_directory_path(&folder).map_err(|()| storage("the folder has no URL"))?;
        let files: Arc<dyn ObjectStore> = Arc::new(DurableFiles::new());
        let log = DeltaTableBuilder::from_url(url.clone())
            .map_err(storage)?
            .with_storage_backend(Arc::clone(&files), url)
            .build_storage()
            .map_err(storage)?;
        let mut delta = create(Arc::clone(&log)).await?;
        // The table's own name, and that of its log, must outlast a power cut as its commits do.
        for place in folder.ancestors().take(2) {
            sync_folder(place).map_err(storage)?;
        }
        let version = present(&mut delta, &log).await?;
        Ok(Self { folder, files, log, delta: Mutex::new(delta), current: RwLock::new(Arc::new(version)) })
    }

    /// Where its files lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The store through which its files are read; `/` is the root of the file system.
    pub(crate) fn files(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.files)
    }

    /// The newest version, of whatever process.
    pub(crate) async fn refresh(&self) -> Result<Arc<Version>, LakeError> {
        let known = Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner));
        if !self.committed(known.number + 1).await? {
            return Ok(known);
        }
        let mut delta = self.delta.lock().await;
        self.reload(&mut delta).await
    }

    async fn committed(&self, version: u64) -> Result<bool, LakeError> {
        let commit = StorePath::from(format!("_delta_log/{version:020}.json"));
        match self.log.object_store(None).head(&commit).await {
            Ok(_) => Ok(true),
            Err(ObjectStoreError::NotFound { .. }) => Ok(false),
            Err(problem) => Err(storage(problem)),
        }
    }

    async fn reload(&self, delta: &mut DeltaTable) -> Result<Arc<Version>, LakeError> {
        let version = Arc::new(present(delta, &self.log).await?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&version);
        Ok(version)
    }

    /// Commits the version after `base`; `None` when another commit already follows `base`. Conflicts are
    /// not judged by the library, which lets two compactions remove the same files: who calls looks at the
    /// newest version and decides anew.
    pub(crate) async fn commit(
        &self,
        base: &Version,
        actions: Vec<Action>,
        operation: DeltaOperation,
        filed_through: Option<Position>,
    ) -> Result<Option<Arc<Version>>, LakeError> {
        let mut delta = self.delta.lock().await;
        let state = delta.snapshot().map_err(storage)?;
        if state.version() != base.number {
            return Ok(None);
        }
        PROTOCOL.can_commit(state.snapshot(), &actions, &operation).map_err(storage)?;
        let transactions = filed_through.map(|position| Transaction::new(APPLICATION, position.0));
        let data = CommitData::new(actions, operation, [].into(), transactions.into_iter().collect());
        let bytes = CommitOrBytes::LogBytes(data.get_bytes().map_err(storage)?);
        match self.log.write_commit_entry(base.number + 1, bytes, Uuid::new_v4()).await {
            Ok(()) => {}
            Err(TransactionError::VersionAlreadyExists(_)) => return Ok(None),
            Err(problem) => return Err(storage(problem)),
        }
        let version = self.reload(&mut delta).await?;
        if version.number.is_multiple_of(CHECKPOINT_EVERY) {
            tidy(&delta).await;
        }
        Ok(Some(version))
    }

    /// Files that versions before the present one used, with the moment since which none does.
    pub(crate) async fn removed(&self) -> Result<Vec<(String, Instant)>, LakeError> {
        let delta = self.delta.lock().await;
        let state = delta.snapshot().map_err(storage)?;
        let tombstones = state.all_tombstones(&self.log).map_ok(|tombstone| {
            let millis = tombstone.deletion_timestamp().unwrap_or_default();
            (tombstone.path().into_owned(), Instant::from_micros(millis.saturating_mul(1_000)))
        });
        tombstones.try_collect().await.map_err(storage)
    }
}

async fn create(log: LogStoreRef) -> Result<DeltaTable, LakeError> {
    let fields = delta_fields().collect::<Result<Vec<_>, String>>().map_err(storage)?;
    let created = CreateBuilder::new()
        .with_log_store(Arc::clone(&log))
        .with_table_name("interactions")
        .with_comment("Every interaction between the company and its customers")
        .with_columns(fields)
        .with_save_mode(SaveMode::Ignore)
        .with_configuration([
            ("delta.checkpointInterval", Some(CHECKPOINT_EVERY.to_string())),
            ("delta.deletedFileRetentionDuration", Some("interval 30 days".to_owned())),
            ("delta.logRetentionDuration", Some("interval 30 days".to_owned())),
        ])
        .await;
    match created {
        Ok(table) => Ok(table),
        // Another process created it between the look and the commit.
        Err(_) if log.is_delta_table_location().await.unwrap_or(false) => Ok(DeltaTable::new(log)),
        Err(problem) => Err(storage(problem)),
    }
}

/// Reads what has been committed since the last look.
async fn present(delta: &mut DeltaTable, log: &LogStoreRef) -> Result<Version, LakeError> {
    delta.update_state().await.map_err(storage)?;
    let state = delta.snapshot().map_err(storage)?;
    let filed_through = state.transaction_version(log, APPLICATION).await.map_err(storage)?;
    let data = state.snapshot().try_log_data().map_err(storage)?;
    Ok(Version {
        number: state.version(),
        filed_through: Position(filed_through.unwrap_or_default()),
        files: data.iter().map(|file| data_file(&file)).collect::<Result<_, _>>()?,
    })
}

fn data_file(file: &LogicalFileView) -> Result<DataFile, LakeError> {
    let name = file.path().into_owned();
    let stats = file.stats().unwrap_or_default();
    let stats: serde_json::Value = serde_json::from_str(&stats)
        .map_err(|problem| storage(format!("{name} has malformed statistics: {problem}")))?;
    let customer = |end: &str| stats[end]["recorded_customer_id"].as_i64();
    let latest = stats["maxValues"]["occurred_at"].as_str().and_then(Instant::parse_iso);
    Ok(DataFile {
        bytes: u64::try_from(file.size()).unwrap_or_default(),
        rows: stats["numRecords"].as_u64().ok_or_else(|| storage(format!("{name} has no number of rows")))?,
        customers: customer("minValues").zip(customer("maxValues")),
        // Checkpoints cut statistics of moments to milliseconds.
        latest: latest.map_or(i64::MAX, |latest| latest.micros().saturating_add(1_000)),
        written: file.modification_time(),
        name,
    })
}

/// A checkpoint only makes opening quicker: when it fails, the commit before it stands.
async fn tidy(delta: &DeltaTable) {
    if let Err(problem) = checkpoints::create_checkpoint(delta, None).await {
        tracing::warn!(%problem, "no checkpoint of the interaction history was written");
        return;
    }
    match tokio::time::timeout(Duration::from_secs(60), checkpoints::cleanup_metadata(delta, None)).await {
        Ok(Ok(_)) => {}
        Ok(Err(problem)) => tracing::warn!(%problem, "old commits of the interaction history were not deleted"),
        Err(_) => tracing::warn!("deleting old commits of the interaction history took too long"),
    }
}
