//! Rows of a Parquet file, through the port that opens one.

use std::path::PathBuf;

use hamdel_domain::lake::Cell;

use super::input::{self, Input, Meter};
use super::rows::{Broken, OpenRequest, ParquetFile, Row, RowReader, column_names};
use super::value::Value;
use crate::AppError;

/// How a Parquet file is read; a file that was compressed as a whole is unpacked first.
pub(super) struct ParquetRows {
    file: ParquetFile,
    columns: Vec<String>,
    number: u64,
    /// Bytes of the file as it lies on the disk.
    bytes: u64,
    meter: Meter,
    _unpacked: Option<Unpacked>,
}

/// A file that is deleted when nobody reads it any more.
struct Unpacked(PathBuf);

impl Drop for Unpacked {
    fn drop(&mut self) {
        // Left over after a crash it is overwritten by the next import of the same file.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl ParquetRows {
    pub(super) fn open(request: &OpenRequest, input: &mut Input, meter: &Meter) -> Result<Self, AppError> {
        let open =
            request.parquet.as_ref().ok_or_else(|| AppError::invalid("file", "Parquet files cannot be opened here"))?;
        let failed = |source| AppError::File { what: request.path.display().to_string(), source };
        let bytes = std::fs::metadata(&request.path).map_err(failed)?.len();
        let unpacked = if input.gzipped {
            let folder = request.scratch.clone().unwrap_or_else(std::env::temp_dir);
            let name = format!(
                "hamdel-import-{:016x}.parquet",
                xxhash_rust::xxh3::xxh3_64(request.path.as_os_str().as_encoded_bytes())
            );
            std::fs::create_dir_all(&folder).map_err(failed)?;
            let unpacked = Unpacked(folder.join(name));
            input::unpack(input, &unpacked.0).map_err(failed)?;
            Some(unpacked)
        } else {
            None
        };
        let path = unpacked.as_ref().map_or(&request.path, |unpacked| &unpacked.0);
        let file = open(path)
            .map_err(|problem| AppError::invalid("file", format!("{}: {problem}", request.path.display())))?;
        let columns = column_names(file.columns.iter().map(String::as_str));
        Ok(Self { file, columns, number: 0, bytes, meter: meter.clone(), _unpacked: unpacked })
    }
}

impl RowReader for ParquetRows {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, Broken> {
        let Some(cells) = self.file.rows.next() else { return Ok(false) };
        let cells = cells.map_err(|problem| Broken { problem })?;
        self.number += 1;
        let local = self.file.local_times.iter().copied().chain(std::iter::repeat(false));
        let values = cells.into_iter().zip(local).map(|(cell, local)| value(cell, local)).collect();
        *row = Row { number: self.number, values, ..Row::default() };
        row.size = row.values.iter().map(|value| value.text().map_or(0, |text| text.len())).sum();
        let share = self.number as f64 / self.file.total_rows.max(self.number) as f64;
        self.meter.set((self.bytes as f64 * share) as u64);
        Ok(true)
    }
}

/// The value of a cell; a time without a zone is one of the map's zone.
fn value(cell: Cell, local: bool) -> Value {
    match cell {
        Cell::Instant(instant) if local => Value::LocalTime(instant.to_utc().naive_utc()),
        other => Value::from(other),
    }
}
