//! The physical plan that reads files of the table, exactly those that a version names.

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

/// Reads groups of files, each group one partition; the predicate only leaves out what it can tell from
/// statistics.
pub(crate) fn file_scan(
    table: &Table,
    session: &dyn Session,
    groups: &[Vec<DataFile>],
    projection: Option<Vec<usize>>,
    predicate: Option<Arc<dyn PhysicalExpr>>,
    order: Option<LexOrdering>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let schema = stored_schema();
    let rows: u64 = groups.iter().flatten().map(|file| file.rows).sum();
    let statistics = Statistics {
        num_rows: Precision::Exact(usize::try_from(rows).unwrap_or(usize::MAX)),
        ..Statistics::new_unknown(&schema)
    };
    let groups = groups
        .iter()
        .map(|files| Ok(FileGroup::new(files.iter().map(|file| located(table, file)).collect::<Result<_>>()?)))
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

fn located(table: &Table, file: &DataFile) -> Result<PartitionedFile> {
    let path = StorePath::from_absolute_path(table.folder().join(&file.name))
        .map_err(|problem| DataFusionError::External(Box::new(problem)))?;
    let mut located = PartitionedFile::new(String::new(), file.bytes);
    located.object_meta.location = path;
    Ok(located)
}
