//! Tables that the store lends to a query.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringViewArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use hamdel_domain::lake::{ColumnValues, LentTable};

use crate::schema::{AMOUNT_PRECISION, AMOUNT_SCALE, Kind, seen_type};

/// Rows that the engine takes at a time.
const BATCH: usize = 8_192;

/// A lent table as the engine reads it.
pub(crate) fn table(lent: LentTable) -> Result<MemTable, DataFusionError> {
    let schema = schema(&lent);
    let rows = lent.columns.first().map_or(0, |(_, values)| length(values));
    let columns = lent.columns.into_iter().map(|(_, values)| array(values)).collect::<Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let whole = RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)?;
    let parts = (0..rows).step_by(BATCH).map(|from| whole.slice(from, BATCH.min(rows - from))).collect();
    MemTable::try_new(schema, vec![parts])
}

/// The columns of a lent table.
pub(crate) fn schema(lent: &LentTable) -> SchemaRef {
    let fields = lent.columns.iter().map(|(name, values)| {
        let kind = match values {
            ColumnValues::Integers(_) => Kind::Integer,
            ColumnValues::Floats(_) => Kind::Float,
            ColumnValues::Amounts(_) => Kind::Amount,
            ColumnValues::Texts(_) => Kind::Text,
            ColumnValues::Instants(_) => Kind::Instant,
        };
        Field::new(name, seen_type(kind), true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn length(values: &ColumnValues) -> usize {
    match values {
        ColumnValues::Integers(values) | ColumnValues::Amounts(values) => values.len(),
        ColumnValues::Floats(values) => values.len(),
        ColumnValues::Texts(values) => values.len(),
        ColumnValues::Instants(values) => values.len(),
    }
}

fn array(values: ColumnValues) -> Result<ArrayRef, ArrowError> {
    Ok(match values {
        ColumnValues::Integers(values) => Arc::new(Int64Array::from(values)),
        ColumnValues::Floats(values) => Arc::new(Float64Array::from(values)),
        ColumnValues::Texts(values) => Arc::new(StringViewArray::from_iter(values)),
        ColumnValues::Amounts(values) => {
            let parts = Decimal128Array::from_iter(values.into_iter().map(|parts| parts.map(i128::from)));
            Arc::new(parts.with_precision_and_scale(AMOUNT_PRECISION, AMOUNT_SCALE)?)
        }
        ColumnValues::Instants(values) => {
            let micros = values.into_iter().map(|moment| moment.map(hamdel_domain::clock::Instant::micros));
            Arc::new(micros.collect::<TimestampMicrosecondArray>())
        }
    })
}
