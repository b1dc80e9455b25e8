//! The query engine, set up once: its memory, its folder for what does not fit, its functions.

use std::path::Path;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::object_store::ObjectStore;
use datafusion::prelude::SessionConfig;
use hamdel_domain::lake::LakeError;
use url::Url;

use crate::errors::{query, storage};
use crate::options::LakeOptions;
use crate::scan::STORE_URL;

/// The catalog and schema in which the tables of a query are.
pub(crate) const CATALOG: &str = "hamdel";
pub(crate) const SCHEMA: &str = "public";
/// Footers of files are kept up to this size, in bytes.
const FOOTERS: usize = 64 << 20;

/// Rows that are worked on at once. Four times the engine's own 8,192: a filter that few rows pass has less to say of each.
const BATCH: usize = 32_768;

/// The state from which every query starts.
pub(crate) fn session(
    spill: &Path,
    files: Arc<dyn ObjectStore>,
    options: &LakeOptions,
) -> Result<SessionState, LakeError> {
    std::fs::create_dir_all(spill).map_err(storage)?;
    let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Directories(vec![spill.to_owned()]));
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(options.memory_bytes)))
        .with_disk_manager_builder(disk)
        .with_metadata_cache_limit(FOOTERS)
        .build_arc()
        .map_err(|problem| query(&problem))?;
    runtime.register_object_store(&Url::parse(STORE_URL).map_err(storage)?, files);
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema(CATALOG, SCHEMA)
        .with_create_default_catalog_and_schema(false)
        .with_information_schema(true)
        .with_batch_size(BATCH)
        .with_target_partitions(options.cores.get());
    config.options_mut().execution.time_zone = Some("UTC".to_owned());
    Ok(SessionStateBuilder::new().with_default_features().with_config(config).with_runtime_env(runtime).build())
}
