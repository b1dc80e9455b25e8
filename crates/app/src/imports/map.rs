//! The map: which column of a file is which field of an interaction, and whose it is.

use std::collections::BTreeMap;
use std::fmt;

use hamdel_domain::IdentifierKind;
use hamdel_text::calendar::Zone;
use hamdel_text::dates::DateFormat;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::encoding::Encoding;
use crate::AppError;

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowsAs {
    /// Each row is an interaction.
    #[default]
    Interactions,
    /// Each row describes a customer.
    Customers,
}

impl RowsAs {
    /// The name in maps and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interactions => "interactions",
            Self::Customers => "customers",
        }
    }
}

/// What becomes of a row that names no customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unnamed {
    /// It becomes one anonymous customer.
    #[default]
    Anonymous,
    /// It enters without a customer.
    Unjoined,
    /// It is a bad row.
    Reject,
}

/// What becomes of a placeholder, such as `guest` or `0`, in a column that identifies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placeholders {
    /// It names nobody; `NA` alone is a name unless `missing` lists it.
    #[default]
    Refuse,
    /// It is a name like any other, as the cases of a process log are.
    Keep,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident => $text:literal),+ $(,)?) => {
        /// A field of an interaction that a map can fill.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field {
            $($(#[$doc])* $name),+
        }

        impl Field {
            /// The name in maps, queries and reasons.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

fields! {
    /// What happened.
    Kind => "kind",
    /// When.
    OccurredAt => "occurred_at",
    /// Its value; negative for a return.
    Value => "value",
    /// The currency of the value.
    Currency => "currency",
    /// What the score measures.
    Metric => "metric",
    /// A score.
    Score => "score",
    /// Words of the customer.
    Text => "text",
    /// Where.
    Touchpoint => "touchpoint",
    /// On which channel.
    Channel => "channel",
    /// In which stage.
    Stage => "stage",
    /// Which unit served.
    Unit => "unit",
    /// Who served.
    Employee => "employee",
    /// Degrees north.
    Latitude => "latitude",
    /// Degrees east.
    Longitude => "longitude",
    /// The visit or call.
    Session => "session",
    /// The file's own name of the row, by which a second one is known.
    MessageId => "message_id",
}

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldSource {
    /// A column.
    Column {
        /// Its name.
        column: String,
        /// How its dates are written.
        format: DateFormat,
        /// Texts that mean no value in this column, besides those of the whole map.
        missing: Vec<String>,
    },
    /// The same text in every row.
    Text(String),
    /// A formula of the Common Expression Language.
    Cel(String),
}

/// Columns that are kept under a name of their own: traits, or properties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Names and where they come from.
    pub named: Vec<(String, FieldSource)>,
    /// Whether columns that nothing else uses are kept under their own names.
    pub rest: bool,
}

/// Which columns identify the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerMap {
    /// Kinds of identifiers and where they come from; a kind may be there more than once.
    pub identifiers: Vec<(IdentifierKind, FieldSource)>,
    /// What becomes of a row that names no customer.
    pub unnamed: Unnamed,
    /// What becomes of placeholders.
    pub placeholders: Placeholders,
}

/// A map, read and checked by itself; whether its columns exist is seen with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportMap {
    /// What the rows are.
    pub rows_as: RowsAs,
    /// The name of the source they enter under; the file's name when there is none.
    pub source: Option<String>,
    /// Texts that mean no value.
    pub missing: Vec<String>,
    /// How the file is written; recognised when there is none.
    pub encoding: Option<Encoding>,
    /// What is between fields; recognised when there is none.
    pub delimiter: Option<u8>,
    /// Whether the first line names the columns.
    pub header: bool,
    /// Where times without an offset were written; the company's zone when there is none.
    pub zone: Option<Zone>,
    /// Who the rows belong to.
    pub customer: CustomerMap,
    /// Fields of the interaction.
    pub fields: BTreeMap<Field, FieldSource>,
    /// What is learnt of the customer.
    pub traits: Kept,
    /// What is kept beside the fields.
    pub properties: Kept,
    /// The map as it was written.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "as", default)]
    rows_as: RowsAs,
    source: Option<String>,
    #[serde(default)]
    missing: Vec<String>,
    encoding: Option<String>,
    delimiter: Option<String>,
    header: Option<bool>,
    time_zone: Option<String>,
    #[serde(default)]
    customer: CustomerMap,
    #[serde(default)]
    fields: BTreeMap<Field, FieldSource>,
    traits: Option<Kept>,
    properties: Option<Kept>,
}

impl ImportMap {
    /// Reads a map from its TOML text.
    ///
    /// # Errors
    /// Names the line, and what stands there instead of what may.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let written: Written = toml::from_str(text)
            .map_err(|problem| AppError::invalid("map", problem.to_string().trim_end().to_owned()))?;
        let wrong = |problem: String| AppError::invalid("map", problem);
        if written.rows_as == RowsAs::Interactions {
            for field in [Field::Kind, Field::OccurredAt] {
                if !written.fields.contains_key(&field) {
                    let words = format!(
                        "[fields] needs `{}`: a column, {{ text = \"…\" }} or {{ cel = \"…\" }}",
                        field.as_str()
                    );
                    return Err(wrong(words));
                }
            }
        }
        let source = written.source.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        if source.as_ref().is_some_and(|name| name.chars().count() > 100) {
            return Err(wrong("`source` has more than 100 characters".to_owned()));
        }
        let customers = written.rows_as == RowsAs::Customers;
        let rest = |wanted| Kept { named: Vec::new(), rest: wanted };
        Ok(Self {
            rows_as: written.rows_as,
            source,
            missing: written.missing.iter().map(|text| text.trim().to_owned()).collect(),
            encoding: written.encoding.as_deref().map_or(Ok(None), encoding).map_err(wrong)?,
            delimiter: written.delimiter.as_deref().map_or(Ok(None), delimiter).map_err(wrong)?,
            header: written.header.unwrap_or(true),
            zone: written
                .time_zone
                .map(|name| name.parse())
                .transpose()
                .map_err(|problem| wrong(format!("`time_zone`: {problem}")))?,
            customer: written.customer,
            fields: written.fields,
            traits: written.traits.unwrap_or_else(|| rest(customers)),
            properties: written.properties.unwrap_or_else(|| rest(!customers)),
            text: text.to_owned(),
        })
    }
}

fn encoding(name: &str) -> Result<Option<Encoding>, String> {
    Ok(Some(match name.trim().to_lowercase().as_str() {
        "auto" => return Ok(None),
        "utf-8" | "utf8" => Encoding::Utf8,
        "utf-16" | "utf-16le" => Encoding::Utf16Le,
        "utf-16be" => Encoding::Utf16Be,
        "windows-1252" | "latin1" | "iso-8859-1" => Encoding::Windows1252,
        "windows-1256" => Encoding::Windows1256,
        other => {
            return Err(format!(
                "`encoding` is \"{other}\"; one of auto, utf-8, utf-16le, utf-16be, windows-1252, windows-1256"
            ));
        }
    }))
}

fn delimiter(name: &str) -> Result<Option<u8>, String> {
    match name {
        "auto" => Ok(None),
        "tab" | "\t" => Ok(Some(b'\t')),
        one if one.len() == 1 && one.is_ascii() && !matches!(one, "\"" | "\n" | "\r") => Ok(Some(one.as_bytes()[0])),
        other => Err(format!("`delimiter` is \"{other}\"; one of auto, tab, or a single character such as , ; |")),
    }
}

/// Reads the name of a format, its words joined by `-` or `_`.
fn date_format<E: Error>(name: &str) -> Result<DateFormat, E> {
    name.replace('-', "_").parse().map_err(|_| {
        let names: Vec<String> = DateFormat::ALL.iter().map(|format| format.code().replace('_', "-")).collect();
        E::custom(format!("no date format is called \"{name}\"; one of {}", names.join(", ")))
    })
}

impl<'de> Deserialize<'de> for FieldSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            column: Option<String>,
            text: Option<String>,
            cel: Option<String>,
            format: Option<String>,
            missing: Option<Vec<String>>,
        }
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = FieldSource;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("the name of a column, { column = \"…\" }, { text = \"…\" } or { cel = \"…\" }")
            }
            fn visit_str<E: Error>(self, column: &str) -> Result<FieldSource, E> {
                Ok(FieldSource::column(column))
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<FieldSource, M::Error> {
                let table = Table::deserialize(MapAccessDeserializer::new(map))?;
                let plain = table.format.is_none() && table.missing.is_none();
                match (table.column, table.text, table.cel) {
                    (Some(column), None, None) => Ok(FieldSource::Column {
                        column,
                        format: table.format.as_deref().map_or(Ok(DateFormat::Auto), date_format)?,
                        missing: table.missing.unwrap_or_default(),
                    }),
                    (None, Some(text), None) if plain => Ok(FieldSource::Text(text)),
                    (None, None, Some(cel)) if plain => Ok(FieldSource::Cel(cel)),
                    _ => Err(M::Error::custom(
                        "needs one of `column`, `text` and `cel`; `format` and `missing` go with `column`",
                    )),
                }
            }
        }
        deserializer.deserialize_any(Read)
    }
}

impl FieldSource {
    /// A column, its dates in whatever format they are found in.
    #[must_use]
    pub fn column(name: &str) -> Self {
        Self::Column { column: name.to_owned(), format: DateFormat::Auto, missing: Vec::new() }
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Kept;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("\"*\", a list of columns, or a table of names and columns")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Kept, E> {
                match text {
                    "*" => Ok(Kept { named: Vec::new(), rest: true }),
                    "" => Ok(Kept::default()),
                    other => Ok(Kept { named: vec![(other.to_owned(), FieldSource::column(other))], rest: false }),
                }
            }
            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Kept, S::Error> {
                let mut kept = Kept::default();
                while let Some(name) = list.next_element::<String>()? {
                    kept.rest |= name == "*";
                    if name != "*" {
                        kept.named.push((name.clone(), FieldSource::column(&name)));
                    }
                }
                Ok(kept)
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Kept, M::Error> {
                let mut kept = Kept::default();
                while let Some(name) = map.next_key::<String>()? {
                    let source: FieldSource = map.next_value()?;
                    kept.rest |= name == "*";
                    if name != "*" {
                        kept.named.push((name, source));
                    }
                }
                Ok(kept)
            }
        }
        deserializer.deserialize_any(Read)
    }
}

impl<'de> Deserialize<'de> for CustomerMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum OneOrMore {
            More(Vec<FieldSource>),
            One(FieldSource),
        }
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = CustomerMap;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("kinds of identifiers and their columns, and `unnamed`")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<CustomerMap, M::Error> {
                let mut customer = CustomerMap::default();
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "unnamed" => customer.unnamed = map.next_value()?,
                        "placeholders" => customer.placeholders = map.next_value()?,
                        _ if !is_kind(&name) => {
                            return Err(M::Error::custom(format!(
                                "`{name}` is no kind of identifier: small letters, digits and _ only"
                            )));
                        }
                        _ => {
                            let sources = match map.next_value()? {
                                OneOrMore::One(source) => vec![source],
                                OneOrMore::More(sources) => sources,
                            };
                            let kind = IdentifierKind::parse(&name);
                            customer.identifiers.extend(sources.into_iter().map(|source| (kind.clone(), source)));
                        }
                    }
                }
                Ok(customer)
            }
        }
        deserializer.deserialize_any(Read)
    }
}

fn is_kind(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
