//! Interactions as columns, and back.

use std::borrow::Borrow;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Builder, Float64Builder, Int64Builder, RecordBatch, StringViewBuilder,
    TimestampMicrosecondBuilder,
};
use datafusion::arrow::datatypes::{Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use hamdel_domain::amount::Amount;
use hamdel_domain::channel::Channel;
use hamdel_domain::clock::Instant;
use hamdel_domain::customer::{CustomerId, Position};
use hamdel_domain::identifier::Identifier;
use hamdel_domain::interaction::{Interaction, InteractionId, RecordedInteraction, StatedTrait};
use hamdel_domain::lake::LakeError;

use crate::errors::storage;
use crate::schema::{AMOUNT_PRECISION, AMOUNT_SCALE, Kind, STORED, stored_schema};

/// The builder of one column.
enum Builder {
    Integer(Int64Builder),
    Float(Float64Builder),
    Amount(Decimal128Builder),
    Instant(TimestampMicrosecondBuilder),
    Text(StringViewBuilder),
}

/// One value on its way into a column.
enum Value<'a> {
    Integer(Option<i64>),
    Float(Option<f64>),
    Text(Option<&'a str>),
}

impl Builder {
    fn new(kind: Kind, rows: usize) -> Result<Self, ArrowError> {
        Ok(match kind {
            Kind::Integer => Self::Integer(Int64Builder::with_capacity(rows)),
            Kind::Float => Self::Float(Float64Builder::with_capacity(rows)),
            Kind::Amount => Self::Amount(
                Decimal128Builder::with_capacity(rows).with_precision_and_scale(AMOUNT_PRECISION, AMOUNT_SCALE)?,
            ),
            Kind::Instant => Self::Instant(TimestampMicrosecondBuilder::with_capacity(rows).with_timezone("UTC")),
            Kind::Text => Self::Text(StringViewBuilder::with_capacity(rows)),
        })
    }

    fn append(&mut self, value: &Value<'_>) {
        match (self, value) {
            (Self::Integer(builder), Value::Integer(number)) => builder.append_option(*number),
            (Self::Instant(builder), Value::Integer(number)) => builder.append_option(*number),
            (Self::Amount(builder), Value::Integer(number)) => builder.append_option(number.map(i128::from)),
            (Self::Float(builder), Value::Float(number)) => builder.append_option(*number),
            (Self::Text(builder), Value::Text(text)) => builder.append_option(*text),
            // The order of the values below is that of the columns, so that no other pair occurs.
            (Self::Integer(builder), _) => builder.append_null(),
            (Self::Float(builder), _) => builder.append_null(),
            (Self::Amount(builder), _) => builder.append_null(),
            (Self::Instant(builder), _) => builder.append_null(),
            (Self::Text(builder), _) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Integer(builder) => Arc::new(builder.finish()),
            Self::Float(builder) => Arc::new(builder.finish()),
            Self::Amount(builder) => Arc::new(builder.finish()),
            Self::Instant(builder) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Writes interactions, in the order given, as one batch of the stored schema.
///
/// # Errors
/// When a column cannot be built, which only a change of the schema could cause.
pub(crate) fn encode<R: Borrow<RecordedInteraction>>(
    rows: impl ExactSizeIterator<Item = R>,
) -> Result<RecordBatch, ArrowError> {
    let count = rows.len();
    let mut builders =
        STORED.iter().map(|(_, kind)| Builder::new(*kind, count)).collect::<Result<Vec<_>, ArrowError>>()?;
    for row in rows {
        append(&mut builders, row.borrow());
    }
    RecordBatch::try_new(stored_schema(), builders.iter_mut().map(Builder::finish).collect())
}

fn append(builders: &mut [Builder], row: &RecordedInteraction) {
    let it = &row.interaction;
    let hex = hex(it.id);
    let identifiers = identifiers_json(&it.identifiers);
    let traits = traits_json(&it.traits);
    let values = [
        Value::Text(std::str::from_utf8(&hex).ok()),
        Value::Integer(row.customer.map(|customer| customer.0)),
        Value::Integer(Some(it.occurred_at.micros())),
        Value::Integer(Some(it.received_at.micros())),
        Value::Text(Some(&it.source)),
        Value::Text(Some(&it.kind)),
        Value::Text(it.touchpoint.as_deref()),
        Value::Text(it.channel.map(Channel::as_str)),
        Value::Text(it.stage.as_deref()),
        Value::Text(it.unit.as_deref()),
        Value::Text(it.employee.as_deref()),
        Value::Integer(it.value.map(Amount::ten_thousandths)),
        Value::Text(it.currency.as_deref()),
        Value::Text(it.metric.as_deref()),
        Value::Float(it.score),
        Value::Text(it.text.as_deref()),
        Value::Float(it.latitude),
        Value::Float(it.longitude),
        Value::Text(it.session.as_deref()),
        Value::Text(Some(&it.message_id)),
        Value::Text(filled(&it.properties)),
        Value::Text(filled(&identifiers)),
        Value::Text(filled(&traits)),
        Value::Integer(Some(row.position.0)),
    ];
    for (builder, value) in builders.iter_mut().zip(&values) {
        builder.append(value);
    }
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The 32 hexadecimal digits of a name, as its `Display` writes them.
pub(crate) fn hex(id: InteractionId) -> [u8; 32] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'0'; 32];
    for (place, byte) in id.0.to_be_bytes().into_iter().enumerate() {
        text[2 * place] = DIGITS[usize::from(byte >> 4)];
        text[2 * place + 1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

/// `[["email","sara@example.ir"], …]`: a kind of the company's own may hold a colon, so that the pair stays a pair.
fn identifiers_json(identifiers: &[Identifier]) -> String {
    if identifiers.is_empty() {
        return String::new();
    }
    pairs_json(identifiers.iter().map(|identifier| (identifier.kind().as_str(), identifier.value())))
}

fn traits_json(traits: &[StatedTrait]) -> String {
    if traits.is_empty() {
        return String::new();
    }
    pairs_json(traits.iter().map(|stated| (stated.name.as_str(), stated.value.as_str())))
}

fn pairs_json<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    // Texts always serialise; an error here cannot happen and an empty text reads back as none.
    serde_json::to_string(&pairs.collect::<Vec<_>>()).unwrap_or_default()
}

/// Reads interactions back from a batch of the stored schema.
///
/// # Errors
/// When the batch has another schema or a text in it is not what the program wrote.
pub(crate) fn decode(batch: &RecordBatch) -> Result<Vec<RecordedInteraction>, LakeError> {
    if batch.num_columns() != STORED.len() {
        return Err(storage("a file of the history has other columns than expected"));
    }
    (0..batch.num_rows()).map(|row| Reader { batch, row }.interaction()).collect()
}

/// One row of a batch.
struct Reader<'a> {
    batch: &'a RecordBatch,
    row: usize,
}

impl<'a> Reader<'a> {
    fn interaction(&self) -> Result<RecordedInteraction, LakeError> {
        let owned = |column| self.text(column).map(|text| text.map(str::to_owned));
        let interaction = Interaction {
            id: InteractionId(
                u128::from_str_radix(self.text(0)?.unwrap_or_default(), 16)
                    .map_err(|_| storage("a file of the history has a malformed interaction_id"))?,
            ),
            occurred_at: self.instant(2)?,
            received_at: self.instant(3)?,
            source: owned(4)?.unwrap_or_default(),
            kind: owned(5)?.unwrap_or_default(),
            touchpoint: owned(6)?,
            channel: self.text(7)?.and_then(Channel::parse),
            stage: owned(8)?,
            unit: owned(9)?,
            employee: owned(10)?,
            value: self.amount(11)?,
            currency: owned(12)?,
            metric: owned(13)?,
            score: self.float(14)?,
            text: owned(15)?,
            latitude: self.float(16)?,
            longitude: self.float(17)?,
            session: owned(18)?,
            message_id: owned(19)?.unwrap_or_default(),
            properties: owned(20)?.unwrap_or_default(),
            identifiers: self
                .pairs(21)?
                .into_iter()
                .map(|(kind, value)| Identifier::from_storage(&kind, value))
                .collect(),
            traits: self.pairs(22)?.into_iter().map(|(name, value)| StatedTrait { name, value }).collect(),
        };
        Ok(RecordedInteraction {
            customer: self.integer(1)?.map(CustomerId),
            position: Position(self.integer(23)?.unwrap_or_default()),
            interaction,
        })
    }

    fn text(&self, column: usize) -> Result<Option<&'a str>, LakeError> {
        let array = self.batch.column(column).as_string_view_opt().ok_or_else(|| Self::mistyped(column))?;
        Ok(array.is_valid(self.row).then(|| array.value(self.row)))
    }

    fn integer(&self, column: usize) -> Result<Option<i64>, LakeError> {
        let array = self.batch.column(column).as_primitive_opt::<Int64Type>().ok_or_else(|| Self::mistyped(column))?;
        Ok(array.is_valid(self.row).then(|| array.value(self.row)))
    }

    fn float(&self, column: usize) -> Result<Option<f64>, LakeError> {
        let array =
            self.batch.column(column).as_primitive_opt::<Float64Type>().ok_or_else(|| Self::mistyped(column))?;
        Ok(array.is_valid(self.row).then(|| array.value(self.row)))
    }

    fn instant(&self, column: usize) -> Result<Instant, LakeError> {
        let array = self
            .batch
            .column(column)
            .as_primitive_opt::<TimestampMicrosecondType>()
            .ok_or_else(|| Self::mistyped(column))?;
        Ok(Instant::from_micros(if array.is_valid(self.row) { array.value(self.row) } else { 0 }))
    }

    fn amount(&self, column: usize) -> Result<Option<Amount>, LakeError> {
        let array =
            self.batch.column(column).as_primitive_opt::<Decimal128Type>().ok_or_else(|| Self::mistyped(column))?;
        if array.is_null(self.row) {
            return Ok(None);
        }
        Ok(i64::try_from(array.value(self.row)).ok().and_then(Amount::from_ten_thousandths))
    }

    fn pairs(&self, column: usize) -> Result<Vec<(String, String)>, LakeError> {
        match self.text(column)? {
            None | Some("") => Ok(Vec::new()),
            Some(text) => serde_json::from_str(text).map_err(|problem| {
                storage(format!("a file of the history has a malformed {}: {problem}", STORED[column].0))
            }),
        }
    }

    fn mistyped(column: usize) -> LakeError {
        storage(format!("a file of the history has another type in column {}", STORED[column].0))
    }
}
