//! Columns as cells of a result.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use hamdel_domain::clock::Instant;
use hamdel_domain::lake::Cell;

/// The rows of a batch.
pub(crate) fn rows(batch: &RecordBatch) -> Result<Vec<Vec<Cell>>, ArrowError> {
    let mut rows = vec![Vec::with_capacity(batch.num_columns()); batch.num_rows()];
    for array in batch.columns() {
        for (row, cell) in rows.iter_mut().zip(column(array)?) {
            row.push(cell);
        }
    }
    Ok(rows)
}

fn column(array: &ArrayRef) -> Result<Vec<Cell>, ArrowError> {
    Ok(match array.data_type() {
        DataType::Null => vec![Cell::Null; array.len()],
        DataType::Boolean => cells(array.as_boolean().iter(), Cell::Boolean),
        DataType::Int8 => whole::<Int8Type>(array),
        DataType::Int16 => whole::<Int16Type>(array),
        DataType::Int32 => whole::<Int32Type>(array),
        DataType::Int64 => whole::<Int64Type>(array),
        DataType::UInt8 => whole::<UInt8Type>(array),
        DataType::UInt16 => whole::<UInt16Type>(array),
        DataType::UInt32 => whole::<UInt32Type>(array),
        DataType::UInt64 => cells(array.as_primitive::<UInt64Type>().iter(), |number| {
            i64::try_from(number).map_or_else(|_| Cell::Decimal(number.to_string()), Cell::Integer)
        }),
        DataType::Float32 => cells(array.as_primitive::<Float32Type>().iter(), |number| Cell::Float(number.into())),
        DataType::Float64 => cells(array.as_primitive::<Float64Type>().iter(), Cell::Float),
        DataType::Decimal128(_, _) => {
            let array = array.as_primitive::<Decimal128Type>();
            decimals(array, |row| array.value_as_string(row))
        }
        DataType::Decimal256(_, _) => {
            let array = array.as_primitive::<Decimal256Type>();
            decimals(array, |row| array.value_as_string(row))
        }
        DataType::Timestamp(_, zone) => {
            let micros = cast(array, &DataType::Timestamp(TimeUnit::Microsecond, zone.clone()))?;
            cells(micros.as_primitive::<TimestampMicrosecondType>().iter(), |micros| {
                Cell::Instant(Instant::from_micros(micros))
            })
        }
        DataType::Utf8 => cells(array.as_string::<i32>().iter(), text),
        DataType::LargeUtf8 => cells(array.as_string::<i64>().iter(), text),
        DataType::Utf8View => cells(array.as_string_view().iter(), text),
        DataType::Dictionary(_, values) => column(&cast(array, values)?)?,
        _ => shown(array)?,
    })
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn cells<T>(values: impl Iterator<Item = Option<T>>, cell: impl Fn(T) -> Cell) -> Vec<Cell> {
    values.map(|value| value.map_or(Cell::Null, &cell)).collect()
}

fn whole<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &ArrayRef) -> Vec<Cell> {
    cells(array.as_primitive::<T>().iter(), |number| Cell::Integer(number.into()))
}

/// Exact text without zeros at the end, as amounts are written elsewhere.
fn decimals(array: &dyn Array, digits: impl Fn(usize) -> String) -> Vec<Cell> {
    (0..array.len())
        .map(|row| {
            if array.is_null(row) {
                return Cell::Null;
            }
            let digits = digits(row);
            let plain = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
            Cell::Decimal(if plain == "-0" { "0" } else { plain }.to_owned())
        })
        .collect()
}

/// Dates, times, spans, lists and the like, as text.
fn shown(array: &ArrayRef) -> Result<Vec<Cell>, ArrowError> {
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(array, &options)?;
    (0..array.len())
        .map(|row| {
            if array.is_null(row) {
                return Ok(Cell::Null);
            }
            Ok(Cell::Text(formatter.value(row).try_to_string()?))
        })
        .collect()
}
