//! The physical plan that reads files of the table, exactly those that a version names.

use std::ops::Range;
use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::common::Statistics;
use datafusion::common::stats::Precision;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::object_store::path::Path as StorePath;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_plan::ExecutionPlan;

use crate::schema::stored_schema;
use crate::table::{DataFile, Table};

/// The name under which the engine knows the table's store.
pub(crate) const STORE_URL: &str = "hamdel://history";

/// A file, or the row groups of one of which the middle lies between two bytes.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) file: DataFile,
    pub(crate) bytes: Option<Range<u64>>,
}

impl Part {
    /// All of a file.
    pub(crate) fn whole(file: &DataFile) -> Self {
        Self { file: file.clone(), bytes: None }
    }
}

/// Reads groups of files, each group one partition; the predicate only leaves out what it can tell from
/// statistics.
pub(crate) fn file_scan(
    table: &Table,
    session: &dyn Session,
    groups: &[Vec<Part>],
    projection: Option<Vec<usize>>,
    predicate: Option<Arc<dyn PhysicalExpr>>,
    order: Option<LexOrdering>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let schema = stored_schema();
    // All parts of a file are there, so that the first says how many rows it has.
    let first = |part: &&Part| part.bytes.as_ref().is_none_or(|bytes| bytes.start == 0);
    let rows: u64 = groups.iter().flatten().filter(first).map(|part| part.file.rows).sum();
    let statistics = Statistics {
        num_rows: Precision::Exact(usize::try_from(rows).unwrap_or(usize::MAX)),
        ..Statistics::new_unknown(&schema)
    };
    let groups = groups
        .iter()
        .map(|parts| Ok(FileGroup::new(parts.iter().map(|part| located(table, part)).collect::<Result<_>>()?)))
        .collect::<Result<Vec<_>>>()?;
    let readers = CachedParquetFileReaderFactory::new(
        table.files(),
        session.runtime_env().cache_manager.get_file_metadata_cache(),
    );
    let mut source = ParquetSource::new(schema)
        .with_table_parquet_options(session.table_options().parquet.clone())
        .with_parquet_file_reader_factory(Arc::new(readers));
    if let Some(predicate) = predicate {
        source = source.with_predicate(predicate);
    }
    let config = FileScanConfigBuilder::new(ObjectStoreUrl::parse(STORE_URL)?, Arc::new(source))
        .with_file_groups(groups)
        .with_statistics(statistics)
        .with_output_ordering(order.into_iter().collect())
        .with_projection_indices(projection)?
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

fn located(table: &Table, Part { file, bytes }: &Part) -> Result<PartitionedFile> {
    let path = StorePath::from_absolute_path(table.folder().join(&file.name))
        .map_err(|problem| DataFusionError::External(Box::new(problem)))?;
    let mut located = PartitionedFile::new(String::new(), file.bytes);
    located.object_meta.location = path;
    match bytes {
        Some(bytes) => Ok(located.with_range(bytes.start.cast_signed(), bytes.end.cast_signed())),
        None => Ok(located),
    }
}
