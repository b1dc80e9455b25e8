//! Rows of any Parquet file, for imports.

use std::fs::File;
use std::path::Path;

use datafusion::arrow::datatypes::DataType;
use datafusion::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use hamdel_domain::lake::Cell;

use crate::cells;

/// Rows decoded at a time.
const BATCH: usize = 8_192;

/// Why a Parquet file cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("not a readable Parquet file: {0}")]
pub struct ParquetRowsError(String);

/// The rows of a Parquet file, one by one: an iterator that holds a few thousand of them.
pub struct ParquetRows {
    columns: Vec<String>,
    local_times: Vec<bool>,
    total_rows: u64,
    reader: ParquetRecordBatchReader,
    ready: std::vec::IntoIter<Vec<Cell>>,
}

impl ParquetRows {
    /// Opens a file after its first `rows_before` rows, so that an import can go on where it stopped;
    /// the rows before are not decoded.
    ///
    /// # Errors
    /// When the file cannot be opened or is not a Parquet file.
    pub fn open(path: &Path, rows_before: u64) -> Result<Self, ParquetRowsError> {
        let wrong = |problem: &dyn std::fmt::Display| ParquetRowsError(problem.to_string());
        let file = File::open(path).map_err(|problem| wrong(&problem))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|problem| wrong(&problem))?;
        let columns = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        let without_zone = |kind: &DataType| matches!(kind, DataType::Timestamp(_, None));
        let local_times = builder.schema().fields().iter().map(|field| without_zone(field.data_type())).collect();
        let total_rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
        let reader = builder
            .with_batch_size(BATCH)
            .with_offset(usize::try_from(rows_before).unwrap_or(usize::MAX))
            .build()
            .map_err(|problem| wrong(&problem))?;
        Ok(Self { columns, local_times, total_rows, reader, ready: Vec::new().into_iter() })
    }

    /// Names of the columns, in the order of the cells.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Whether a column holds times that name no zone, in the order of the cells; such a time is read as if it
    /// were one of UTC.
    #[must_use]
    pub fn local_times(&self) -> &[bool] {
        &self.local_times
    }

    /// Rows of the whole file, those before the start included.
    #[must_use]
    pub fn total_rows(&self) -> u64 {
        self.total_rows
    }
}

impl Iterator for ParquetRows {
    type Item = Result<Vec<Cell>, ParquetRowsError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.next() {
                return Some(Ok(row));
            }
            match self.reader.next()?.and_then(|batch| cells::rows(&batch)) {
                Ok(rows) => self.ready = rows.into_iter(),
                Err(problem) => return Some(Err(ParquetRowsError(problem.to_string()))),
            }
        }
    }
}
