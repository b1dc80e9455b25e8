//! The columns of the history: as stored in files and as a query sees them.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use deltalake::kernel::{DataType as DeltaType, PrimitiveType, StructField};

/// Digits of an amount, before and after the point together.
pub(crate) const AMOUNT_PRECISION: u8 = 18;
/// Digits of an amount after the point.
pub(crate) const AMOUNT_SCALE: i8 = 4;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Float,
    Amount,
    Instant,
    Text,
}

/// A column of the stored table: its name and what it holds.
pub(crate) type Column = (&'static str, Kind);

/// The columns in the order of the design page, then those that only the program itself reads. The
/// customer is the one the row was written for: links of identity are laid over it when it is read.
pub(crate) const STORED: [Column; 24] = [
    ("interaction_id", Kind::Text),
    ("recorded_customer_id", Kind::Integer),
    ("occurred_at", Kind::Instant),
    ("received_at", Kind::Instant),
    ("source", Kind::Text),
    ("kind", Kind::Text),
    ("touchpoint", Kind::Text),
    ("channel", Kind::Text),
    ("stage", Kind::Text),
    ("unit", Kind::Text),
    ("employee", Kind::Text),
    ("value", Kind::Amount),
    ("currency", Kind::Text),
    ("metric", Kind::Text),
    ("score", Kind::Float),
    ("text", Kind::Text),
    ("latitude", Kind::Float),
    ("longitude", Kind::Float),
    ("session", Kind::Text),
    ("message_id", Kind::Text),
    ("properties", Kind::Text),
    ("identifiers", Kind::Text),
    ("traits", Kind::Text),
    ("position", Kind::Integer),
];
/// How many of the stored columns a query sees.
pub(crate) const SEEN: usize = 21;
/// Place of the interaction's name.
pub(crate) const INTERACTION: usize = 0;
/// Place of the customer.
pub(crate) const CUSTOMER: usize = 1;
/// Place of the moment it happened.
pub(crate) const OCCURRED: usize = 2;
/// Name of the customer as stored.
pub(crate) const RECORDED_CUSTOMER: &str = "recorded_customer_id";
/// Name of the customer as a query sees it.
pub(crate) const CUSTOMER_TODAY: &str = "customer_id";
/// The order of the rows in every file; customers first, those of nobody last.
pub(crate) const ORDER: [&str; 3] = [RECORDED_CUSTOMER, "occurred_at", "interaction_id"];

/// The arrow type of a kind. Text is held as views: they are decoded without copying and grouped fastest.
pub(crate) fn arrow_type(kind: Kind) -> DataType {
    match kind {
        Kind::Integer => DataType::Int64,
        Kind::Float => DataType::Float64,
        Kind::Amount => DataType::Decimal128(AMOUNT_PRECISION, AMOUNT_SCALE),
        Kind::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Text => DataType::Utf8View,
    }
}

/// The arrow type of a kind in a query: a moment is a TIMESTAMP in UTC without naming a zone, as the
/// functions of the engine are five times slower where a zone is named.
pub(crate) fn seen_type(kind: Kind) -> DataType {
    match kind {
        Kind::Instant => DataType::Timestamp(TimeUnit::Microsecond, None),
        other => arrow_type(other),
    }
}

/// The schema of the files.
pub(crate) fn stored_schema() -> SchemaRef {
    static STORED_SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let fields = STORED.iter().map(|(name, kind)| Field::new(*name, arrow_type(*kind), true));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    });
    Arc::clone(&STORED_SCHEMA)
}

/// The schema of `interactions` as a query sees it.
pub(crate) fn seen_schema() -> SchemaRef {
    static SEEN_SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let fields = STORED[..SEEN].iter().map(|(name, kind)| {
            let name = if *name == RECORDED_CUSTOMER { CUSTOMER_TODAY } else { name };
            Field::new(name, seen_type(*kind), true)
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    });
    Arc::clone(&SEEN_SCHEMA)
}

/// The fields with which the Delta table is created.
pub(crate) fn delta_fields() -> impl Iterator<Item = Result<StructField, String>> {
    STORED.iter().map(|(name, kind)| {
        let data_type = match kind {
            Kind::Integer => PrimitiveType::Long,
            Kind::Float => PrimitiveType::Double,
            Kind::Instant => PrimitiveType::Timestamp,
            Kind::Text => PrimitiveType::String,
            Kind::Amount => PrimitiveType::decimal(AMOUNT_PRECISION, AMOUNT_SCALE.unsigned_abs())
                .map_err(|problem| problem.to_string())?,
        };
        Ok(StructField::new(*name, DeltaType::Primitive(data_type), true))
    })
}

/// The name that SQL has for an arrow type.
pub(crate) fn sql_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "TEXT".to_owned(),
        DataType::Int64 => "BIGINT".to_owned(),
        DataType::Int32 => "INTEGER".to_owned(),
        DataType::Float64 => "DOUBLE".to_owned(),
        DataType::Boolean => "BOOLEAN".to_owned(),
        DataType::Date32 => "DATE".to_owned(),
        DataType::Timestamp(_, _) => "TIMESTAMP".to_owned(),
        DataType::Decimal128(precision, scale) => format!("DECIMAL({precision},{scale})"),
        other => other.to_string(),
    }
}
