//! From a row to an interaction: the decision alone, without side effects.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use cel::Context;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

use hamdel_domain::clock::DAY;
use hamdel_domain::identifier::IdentifierError;
use hamdel_domain::interaction::StatedTrait;
use hamdel_domain::{Amount, Channel, Identifier, IdentifierKind, Instant, Interaction, SourceId};
use hamdel_text::calendar::Zone;
use hamdel_text::dates::{DateFormat, parse_when};

use super::map::{Field, ImportMap, Placeholders, RowsAs, Unnamed};
use super::plan::{Getter, Plan, PlannedName, SeenFile};
use super::rows::{LARGEST_ROW, OWN_PREFIX, Row, RowProblem};
use super::value::{Value, json_text, plain_number};
use crate::AppError;
use crate::intake::event::interaction_id;

/// How far ahead of the import's beginning a row may be; microseconds.
const FUTURE_ALLOWED: i64 = 2 * DAY;
/// Longest name of a kind, touchpoint, unit and the like, in bytes; longer ones are cut.
const LONGEST_NAME: usize = 200;
/// Longest name of a trait, in bytes.
const LONGEST_TRAIT: usize = 100;
/// A message id has fewer characters than this.
const MESSAGE_ID_BELOW: usize = 100;
/// The kind of a row that describes a customer, when the map names none.
const DESCRIBED: &str = "customer_imported";

/// What all rows of an import share.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The source they enter under.
    pub source: SourceId,
    /// Its name.
    pub source_name: String,
    /// When the import was begun first; rows that describe a customer and hold no time happened then.
    pub begun_at: Instant,
    /// When this run of it received the rows.
    pub received_at: Instant,
    /// Where times without an offset were written, when the map does not say.
    pub zone: Zone,
}

/// Whose a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// A named customer's; a hash of the strongest identifier.
    Named(u64),
    /// An anonymous customer's of its own.
    Anonymous,
    /// Nobody's.
    Unjoined,
}

/// Turns rows into interactions.
pub struct Converter {
    map: ImportMap,
    plan: Plan,
    stamp: Stamp,
    root: Context<'static, 'static>,
    columns: Vec<Column>,
    seen: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
}

/// What is known of a column besides its place.
struct Column {
    name: String,
    json: String,
    seed: u64,
    own: bool,
}

/// Hashes what is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Converter {
    /// A converter for a file of these columns, of which some rows were looked at.
    ///
    /// # Errors
    /// Names the field of the map, and the column that is not there or the formula that is none.
    pub(super) fn new(map: &ImportMap, file: SeenFile<'_>, stamp: Stamp) -> Result<Self, AppError> {
        let plan = Plan::new(map, file)?;
        let mut converter = Self {
            map: map.clone(),
            plan,
            stamp,
            root: Context::default(),
            columns: Vec::new(),
            seen: HashMap::default(),
        };
        converter.learn(file.columns);
        Ok(converter)
    }

    /// Takes in columns that rows have brought since.
    pub(super) fn learn(&mut self, columns: &[String]) {
        for name in &columns[self.columns.len().min(columns.len())..] {
            let own = name.starts_with(OWN_PREFIX);
            if self.plan.used.len() <= self.columns.len() {
                self.plan.used.push(own);
            }
            self.columns.push(Column {
                name: name.clone(),
                json: json_text(name),
                seed: xxh3_64(name.as_bytes()),
                own,
            });
        }
    }

    /// The interaction of a row, and whose it is.
    ///
    /// # Errors
    /// Names the field and what is wrong with it.
    pub(super) fn convert(&mut self, row: &Row) -> Result<(Interaction, Naming), RowProblem> {
        // Bad rows count too, or a corrected one would change the names of its likes.
        let fallback = self.message_id(row);
        if let Some(problem) = &row.problem {
            return Err(problem.clone());
        }
        if row.size > LARGEST_ROW {
            return Err(RowProblem::new("", format!("a row of {} KiB, {} at most", row.size >> 10, LARGEST_ROW >> 10)));
        }
        let mut into = Interaction {
            source: self.stamp.source_name.clone(),
            occurred_at: self.stamp.begun_at,
            received_at: self.stamp.received_at,
            message_id: fallback,
            ..Interaction::default()
        };
        for planned in &self.plan.fields {
            let value = self.get(planned.field.as_str(), &planned.getter, row)?;
            if value.is_missing() {
                if self.map.rows_as == RowsAs::Interactions && matches!(planned.field, Field::Kind | Field::OccurredAt)
                {
                    return Err(RowProblem::new(planned.field.as_str(), "has no value"));
                }
                continue;
            }
            let format = match &planned.getter {
                Getter::Column { format, .. } => *format,
                _ => DateFormat::Auto,
            };
            self.fill(&mut into, planned.field, &value, format)?;
        }
        if into.kind.is_empty() {
            DESCRIBED.clone_into(&mut into.kind);
        }
        let naming = self.identify(&mut into, row)?;
        self.state_traits(&mut into, row)?;
        into.properties = self.properties(row)?;
        into.id = interaction_id(self.stamp.source, &into.message_id);
        Ok((into, naming))
    }

    /// A value as the map sees it: texts that mean none are none.
    fn get<'r>(&self, field: &str, getter: &'r Getter, row: &'r Row) -> Result<Cow<'r, Value>, RowProblem> {
        match getter {
            Getter::Constant(value) => Ok(Cow::Borrowed(value)),
            Getter::Column { place, missing, .. } => {
                let value = self.at(*place, row);
                let none = matches!(value, Value::Text(text) if missing.iter().any(|held| held == text));
                Ok(if none { Cow::Owned(Value::Missing) } else { Cow::Borrowed(value) })
            }
            Getter::Formula(formula) => {
                let value = formula.evaluate(&self.root, &|place| self.at(place, row));
                value.map(Cow::Owned).map_err(|problem| RowProblem::new(field, problem))
            }
        }
    }

    fn at<'r>(&self, place: usize, row: &'r Row) -> &'r Value {
        const NONE: &Value = &Value::Missing;
        match row.values.get(place) {
            Some(Value::Text(text)) if self.map.missing.iter().any(|held| held == text) => NONE,
            Some(value) => value,
            None => NONE,
        }
    }

    fn fill(&self, into: &mut Interaction, field: Field, value: &Value, format: DateFormat) -> Result<(), RowProblem> {
        let text = || value.text().unwrap_or_default();
        let wrong =
            |needs: &str| RowProblem::new(field.as_str(), format!("\"{}\" is not {needs}", shortened(&text(), 60)));
        let name = || Some(shortened(&value.key_text().unwrap_or_default(), LONGEST_NAME).to_owned());
        let number = |most: f64| {
            value.number().filter(|number| number.abs() <= most).ok_or_else(|| wrong("a number in range")).map(Some)
        };
        match field {
            Field::Kind => into.kind = name().unwrap_or_default(),
            Field::OccurredAt => into.occurred_at = self.moment(value, format)?,
            Field::Value => into.value = Some(amount(value).ok_or_else(|| wrong("an amount"))?),
            Field::Currency => into.currency = name(),
            Field::Metric => into.metric = name(),
            Field::Score => into.score = number(f64::MAX)?,
            Field::Text => into.text = Some(text().into_owned()),
            Field::Touchpoint => into.touchpoint = name(),
            Field::Channel => {
                let needs = "a channel: web, app, branch, phone, email, sms, chat, social, post or sensor";
                into.channel = Some(Channel::parse(&text()).ok_or_else(|| wrong(needs))?);
            }
            Field::Stage => into.stage = name(),
            Field::Unit => into.unit = name(),
            Field::Employee => into.employee = name(),
            Field::Latitude => into.latitude = number(90.0)?,
            Field::Longitude => into.longitude = number(180.0)?,
            Field::Session => into.session = name(),
            Field::MessageId => into.message_id = own_message_id(&value.key_text().unwrap_or_default()),
        }
        Ok(())
    }

    fn moment(&self, value: &Value, format: DateFormat) -> Result<Instant, RowProblem> {
        let zone = self.map.zone.unwrap_or(self.stamp.zone);
        let moment = match value {
            Value::Instant(moment) => *moment,
            Value::LocalTime(local) => zone.instant(*local),
            other => {
                let text = other.text().unwrap_or_default();
                parse_when(&text, zone, format).map_err(|problem| {
                    RowProblem::new("occurred_at", format!("\"{}\": {problem}", shortened(&text, 60)))
                })?
            }
        };
        if moment.micros_since(self.stamp.received_at) > FUTURE_ALLOWED {
            return Err(RowProblem::new("occurred_at", format!("{moment} is in the future")));
        }
        Ok(moment)
    }

    fn identify(&self, into: &mut Interaction, row: &Row) -> Result<Naming, RowProblem> {
        for (kind, getter) in &self.plan.identifiers {
            let value = self.get(kind.as_str(), getter, row)?;
            let Some(text) = value.key_text() else { continue };
            match self.identifier(kind, &text) {
                Ok(identifier) => into.identifiers.push(identifier),
                Err(IdentifierError::Empty | IdentifierError::Placeholder) => {}
                // It identifies nobody; as a trait it stays visible and can be mended.
                Err(IdentifierError::TooLong | IdentifierError::Malformed) => {
                    state(&mut into.traits, kind.as_str(), Cow::Owned(json_text(&text)));
                }
            }
        }
        into.identifiers.sort();
        into.identifiers.dedup();
        let strongest = into.identifiers.first().filter(|identifier| identifier.kind().names_a_customer());
        match (strongest, into.identifiers.is_empty(), self.map.customer.unnamed) {
            (Some(identifier), ..) => {
                let kind = xxh3_64(identifier.kind().as_str().as_bytes());
                Ok(Naming::Named(xxh3_128_with_seed(identifier.value().as_bytes(), kind) as u64))
            }
            (None, false, _) => Ok(Naming::Anonymous),
            (None, true, Unnamed::Unjoined) => Ok(Naming::Unjoined),
            (None, true, Unnamed::Reject) => Err(RowProblem::new("customer", "names no customer")),
            (None, true, Unnamed::Anonymous) => {
                let own = Identifier::new(IdentifierKind::AnonymousId, &format!("import:{}", into.message_id));
                into.identifiers.extend(own.ok());
                Ok(Naming::Anonymous)
            }
        }
    }

    /// Checks a text as an identifier. `NA` is a name unless the map lists it as missing, and so are all
    /// placeholders where the map says so: in a process log, case `0` is a case.
    fn identifier(&self, kind: &IdentifierKind, text: &str) -> Result<Identifier, IdentifierError> {
        match Identifier::new(kind.clone(), text) {
            Err(IdentifierError::Placeholder)
                if self.map.customer.placeholders == Placeholders::Keep || text.eq_ignore_ascii_case("na") =>
            {
                Ok(Identifier::from_storage(kind.as_str(), text.to_owned()))
            }
            other => other,
        }
    }

    fn state_traits(&self, into: &mut Interaction, row: &Row) -> Result<(), RowProblem> {
        for PlannedName { name, getter, .. } in &self.plan.traits {
            if let Some(json) = self.get(name, getter, row)?.json() {
                state(&mut into.traits, name, json);
            }
        }
        if self.plan.traits_rest {
            for (column, value) in self.rest(row) {
                if let Some(json) = value.json() {
                    state(&mut into.traits, &column.name, json);
                }
            }
        }
        Ok(())
    }

    fn properties(&self, row: &Row) -> Result<String, RowProblem> {
        let mut members = String::new();
        for PlannedName { name, json, getter } in &self.plan.properties {
            if let Some(value) = self.get(name, getter, row)?.json() {
                member(&mut members, json, &value);
            }
        }
        // What became a trait is not kept twice.
        if self.plan.properties_rest && !self.plan.traits_rest {
            for (column, value) in self.rest(row) {
                if let Some(value) = value.json() {
                    member(&mut members, &column.json, &value);
                }
            }
        }
        if !members.is_empty() {
            members.push('}');
        }
        Ok(members)
    }

    /// Columns that the map does not use by name.
    fn rest<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = (&'r Column, &'r Value)> {
        let unused = |(place, _): &(usize, &Column)| !self.plan.used[*place];
        self.columns.iter().enumerate().filter(unused).map(|(place, column)| (column, self.at(place, row)))
    }

    /// The name of a row by its content, 128-bit xxh3, and its number among equal rows: rows that are alike
    /// to the letter are different events, and the same file gives the same names again. The order of the
    /// columns does not matter. A row that was exported, corrected and sent again has its name from then.
    fn message_id(&mut self, row: &Row) -> String {
        let written = self.plan.own_row.and_then(|place| row.values.get(place)).and_then(Value::text);
        if let Some(written) = written {
            return own_message_id(&format!("row-{written}"));
        }
        let mut content = 0_u128;
        for (column, value) in self.columns.iter().zip(&row.values).filter(|(column, _)| !column.own) {
            if let Some(text) = value.text() {
                content = content.wrapping_add(xxh3_128_with_seed(text.as_bytes(), column.seed));
            }
        }
        let count = self.seen.entry(content as u64).or_insert(0);
        *count += 1;
        format!("{content:032x}-{count}")
    }

    /// The row as it is kept aside: an object of its columns as text, so that it can be exported.
    pub(super) fn raw(&self, row: &Row) -> String {
        let mut members = String::new();
        let known = self.columns.iter().zip(row.values.iter().map(Some).chain(std::iter::repeat(None)));
        for (column, value) in known {
            let text = value.and_then(Value::text).unwrap_or_default();
            if column.name != "hamdel_reason" {
                member(&mut members, &column.json, &json_text(&text));
            }
        }
        for (place, value) in row.values.iter().enumerate().skip(self.columns.len()) {
            let name = json_text(&format!("{OWN_PREFIX}extra_{}", place - self.columns.len() + 1));
            member(&mut members, &name, &json_text(&value.text().unwrap_or_default()));
        }
        if members.is_empty() { "{}".to_owned() } else { members + "}" }
    }
}

fn member(members: &mut String, name: &str, json: &str) {
    members.push(if members.is_empty() { '{' } else { ',' });
    members.push_str(name);
    members.push(':');
    members.push_str(json);
}

fn state(traits: &mut Vec<StatedTrait>, name: &str, json: Cow<'_, str>) {
    let name = shortened(name, LONGEST_TRAIT);
    traits.retain(|held| held.name != name);
    traits.push(StatedTrait { name: name.to_owned(), value: json.into_owned() });
}

/// A message id of the file's own, or its hash where it is too long.
fn own_message_id(text: &str) -> String {
    if text.chars().count() < MESSAGE_ID_BELOW {
        text.to_owned()
    } else {
        format!("{:032x}", xxhash_rust::xxh3::xxh3_128(text.as_bytes()))
    }
}

fn amount(value: &Value) -> Option<Amount> {
    match value {
        Value::Float(number) => Amount::from_f64(*number).ok(),
        Value::Integer(number) => number.to_string().parse().ok(),
        Value::Text(text) | Value::Decimal(text) => plain_number(text)?.parse().ok(),
        _ => None,
    }
}

fn shortened(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
