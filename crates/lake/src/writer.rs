//! Writes sorted rows into Parquet files, each with the statistics that its commit carries.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use datafusion::arrow::array::{Array, AsArray, PrimitiveArray, RecordBatch};
use datafusion::arrow::compute::{max, min};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, Int64Type, TimestampMicrosecondType};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, Encoding, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::SortingColumn;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::schema::types::ColumnPath;
use deltalake::kernel::Add;
use hamdel_domain::clock::{DAY, Instant};
use hamdel_domain::lake::LakeError;
use uuid::Uuid;

use crate::durable::sync_folder;
use crate::errors::storage;
use crate::schema::{CUSTOMER, OCCURRED, ORDER, STORED, stored_schema};

/// Rows of a row group: a lookup skips groups and pages by the customer's number.
pub(crate) const GROUP_ROWS: usize = 65_536;
/// Rows of a page: what a lookup decodes at least.
const PAGE_ROWS: usize = 2_048;
/// Bytes of a dictionary: a lookup decodes the whole of it, so that a column with more distinct texts
/// does without.
const DICTIONARY_BYTES: usize = 64 << 10;
/// Columns whose texts hardly repeat: a dictionary of them would only cost time.
const DISTINCT: [&str; 4] = ["interaction_id", "message_id", "text", "properties"];
/// Columns whose numbers grow slowly, so that their differences are small; by them pages are left out.
const STEADY: [&str; 4] = ["recorded_customer_id", "occurred_at", "received_at", "position"];
/// Moments outside the years 0 to 9999 have no spelling that every reader of the table understands.
const SPELLED: std::ops::RangeInclusive<i64> = (-719_528 * DAY)..=(2_932_896 * DAY);

/// How large a file may become.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileLimits {
    pub(crate) rows: usize,
    pub(crate) bytes: u64,
}

/// A file that is complete and on the disk, though no version of the table names it yet.
#[derive(Clone, Debug)]
pub(crate) struct WrittenFile {
    name: String,
    bytes: u64,
    summary: Summary,
}

/// What a commit says of a file's rows.
#[derive(Clone, Copy, Debug, Default)]
struct Summary {
    rows: u64,
    without_customer: u64,
    customers: Option<(i64, i64)>,
    occurred: Option<(i64, i64)>,
}

impl WrittenFile {
    /// Its name in the table's folder.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The action that makes it part of the table; `fresh` says that its rows are new to it.
    pub(crate) fn add(&self, now: Instant, fresh: bool) -> Add {
        Add {
            path: self.name.clone(),
            size: i64::try_from(self.bytes).unwrap_or(i64::MAX),
            modification_time: now.micros() / 1_000,
            data_change: fresh,
            stats: Some(self.summary.json()),
            ..Add::default()
        }
    }
}

impl Summary {
    fn include(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        self.without_customer += batch.column(CUSTOMER).null_count() as u64;
        self.customers = widened(self.customers, batch.column(CUSTOMER).as_primitive::<Int64Type>());
        self.occurred = widened(self.occurred, batch.column(OCCURRED).as_primitive::<TimestampMicrosecondType>());
    }

    /// File statistics as the Delta protocol spells them (Delta transaction log protocol, per-file statistics).
    fn json(&self) -> String {
        let mut least = serde_json::Map::new();
        let mut most = serde_json::Map::new();
        if let Some((from, to)) = self.customers {
            least.insert("recorded_customer_id".to_owned(), from.into());
            most.insert("recorded_customer_id".to_owned(), to.into());
        }
        if let Some((from, to)) = self.occurred
            && SPELLED.contains(&from)
            && SPELLED.contains(&to)
        {
            least.insert("occurred_at".to_owned(), Instant::from_micros(from).to_string().into());
            most.insert("occurred_at".to_owned(), Instant::from_micros(to).to_string().into());
        }
        serde_json::json!({
            "numRecords": self.rows,
            "minValues": least,
            "maxValues": most,
            "nullCount": { "recorded_customer_id": self.without_customer, "occurred_at": 0 },
        })
        .to_string()
    }
}

fn widened<T: ArrowPrimitiveType<Native = i64>>(
    range: Option<(i64, i64)>,
    values: &PrimitiveArray<T>,
) -> Option<(i64, i64)> {
    match (range, min(values).zip(max(values))) {
        (Some((from, to)), Some((least, most))) => Some((from.min(least), to.max(most))),
        (range, None) => range,
        (None, range) => range,
    }
}

/// How every file of the table is written.
pub(crate) fn properties() -> WriterProperties {
    let place = |name: &str| STORED.iter().position(|(column, _)| *column == name).unwrap_or_default();
    let sorting = ORDER.map(|name| SortingColumn {
        column_idx: i32::try_from(place(name)).unwrap_or_default(),
        descending: false,
        nulls_first: false,
    });
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(Some(sorting.to_vec()));
    for name in DISTINCT {
        builder = builder
            .set_column_dictionary_enabled(ColumnPath::from(name), false)
            .set_column_encoding(ColumnPath::from(name), Encoding::DELTA_LENGTH_BYTE_ARRAY);
    }
    for name in STEADY {
        builder = builder
            .set_column_dictionary_enabled(ColumnPath::from(name), false)
            .set_column_encoding(ColumnPath::from(name), Encoding::DELTA_BINARY_PACKED)
            .set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::Page);
    }
    builder.build()
}

/// Writes rows in the order they come, into as many files as the limits ask for.
pub(crate) struct SortedWriter {
    folder: PathBuf,
    limits: FileLimits,
    open: Option<OpenFile>,
    done: Vec<WrittenFile>,
}

struct OpenFile {
    name: String,
    writer: ArrowWriter<File>,
    summary: Summary,
}

impl SortedWriter {
    pub(crate) fn new(folder: &Path, limits: FileLimits) -> Self {
        Self { folder: folder.to_owned(), limits, open: None, done: Vec::new() }
    }

    /// Adds rows of the stored schema that follow those before in the order of the files.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), LakeError> {
        let file = match &mut self.open {
            Some(file) => file,
            None => self.open.insert(OpenFile::create(&self.folder)?),
        };
        file.summary.include(batch);
        file.writer.write(batch).map_err(storage)?;
        let bytes = file.writer.bytes_written() + file.writer.in_progress_size();
        if file.summary.rows >= self.limits.rows as u64 || bytes as u64 >= self.limits.bytes {
            self.close()?;
        }
        Ok(())
    }

    /// The files, on the disk with their names.
    pub(crate) fn finish(mut self) -> Result<Vec<WrittenFile>, LakeError> {
        self.close()?;
        sync_folder(&self.folder).map_err(storage)?;
        Ok(std::mem::take(&mut self.done))
    }

    fn close(&mut self) -> Result<(), LakeError> {
        let Some(OpenFile { name, writer, summary }) = self.open.take() else { return Ok(()) };
        let closed = writer.into_inner().and_then(|file| {
            file.sync_all()?;
            Ok(file.metadata()?.len())
        });
        match closed {
            Ok(bytes) => self.done.push(WrittenFile { name, bytes, summary }),
            Err(problem) => {
                remove(&self.folder, &name);
                return Err(storage(problem));
            }
        }
        Ok(())
    }
}

impl Drop for SortedWriter {
    /// What an error leaves behind is of no version; it goes at once rather than with the next vacuum.
    fn drop(&mut self) {
        let open = self.open.take().map(|file| file.name);
        for name in open.into_iter().chain(self.done.drain(..).map(|file| file.name)) {
            remove(&self.folder, &name);
        }
    }
}

impl OpenFile {
    fn create(folder: &Path) -> Result<Self, LakeError> {
        let name = format!("part-{}.zstd.parquet", Uuid::new_v4().as_simple());
        let file = File::create_new(folder.join(&name)).map_err(storage)?;
        let writer = ArrowWriter::try_new(file, stored_schema(), Some(properties()))
            .map_err(|problem: ParquetError| storage(problem))?;
        Ok(Self { name, writer, summary: Summary::default() })
    }
}

/// Deletes files that no version names, as far as that is possible: vacuum takes the rest.
pub(crate) fn discard(folder: &Path, files: &[WrittenFile]) {
    for file in files {
        remove(folder, &file.name);
    }
}

fn remove(folder: &Path, name: &str) {
    if let Err(problem) = fs::remove_file(folder.join(name)) {
        tracing::warn!(file = name, %problem, "a file that no version uses could not be deleted");
    }
}
