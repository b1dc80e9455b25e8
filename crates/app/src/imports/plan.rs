//! A map joined with the columns of one file: every name has become a place.

use hamdel_domain::IdentifierKind;
use hamdel_text::dates::DateFormat;
use hamdel_text::normalise::normalise;

use super::formula::Formula;
use super::guess::guess_dates;
use super::map::{Field, FieldSource, ImportMap, Kept};
use super::rows::{OWN_PREFIX, Row};
use super::value::{Value, json_text};
use crate::AppError;

/// Fewest letters in common, as a share of the longer name, for a name to be offered instead of a wrong one.
const NEAR: f64 = 0.5;
/// Most names offered.
const OFFERED: usize = 3;

/// Where the value of a field is taken from.
pub(super) enum Getter {
    /// The column at this place.
    Column { place: usize, format: DateFormat, missing: Vec<String> },
    /// One value for every row.
    Constant(Value),
    /// A formula.
    Formula(Formula),
}

/// A field with where it comes from.
pub(super) struct PlannedField {
    pub(super) field: Field,
    pub(super) getter: Getter,
}

/// A trait or property: its key as JSON text and as it is, and where it comes from.
pub(super) struct PlannedName {
    pub(super) name: String,
    pub(super) json: String,
    pub(super) getter: Getter,
}

/// A map joined with columns.
pub(super) struct Plan {
    pub(super) identifiers: Vec<(IdentifierKind, Getter)>,
    pub(super) fields: Vec<PlannedField>,
    pub(super) traits: Vec<PlannedName>,
    pub(super) properties: Vec<PlannedName>,
    pub(super) traits_rest: bool,
    pub(super) properties_rest: bool,
    /// Whether a column is a field, an identifier, a trait or a property already.
    pub(super) used: Vec<bool>,
    /// The column in which an export of bad rows names its rows.
    pub(super) own_row: Option<usize>,
}

/// The columns of a file and some of its rows.
#[derive(Clone, Copy)]
pub(super) struct SeenFile<'a> {
    pub(super) columns: &'a [String],
    pub(super) rows: &'a [Row],
}

impl SeenFile<'_> {
    /// The place of a column; where none is called so, of the one column that is but for the spelling of
    /// Persian letters: old code pages have no Persian yeh and kaf.
    fn place(&self, name: &str) -> Result<usize, String> {
        if let Some(place) = self.columns.iter().position(|column| column == name) {
            return Ok(place);
        }
        let wanted = normalise(name);
        let mut alike = self.columns.iter().enumerate().filter(|(_, column)| normalise(column) == wanted);
        match (alike.next(), alike.next()) {
            (Some((place, _)), None) => Ok(place),
            _ => Err(self.unknown(name)),
        }
    }

    /// Words for a column that is not there.
    fn unknown(&self, name: &str) -> String {
        let wanted = name.to_lowercase();
        let mut near: Vec<(f64, &String)> = self
            .columns
            .iter()
            .map(|column| (likeness(&wanted, &column.to_lowercase()), column))
            .filter(|(near, _)| *near >= NEAR)
            .collect();
        near.sort_by(|one, other| other.0.total_cmp(&one.0));
        let offered: Vec<String> = near.into_iter().take(OFFERED).map(|(_, column)| format!("\"{column}\"")).collect();
        match offered.is_empty() {
            false => format!("no column is called \"{name}\"; is it {}?", offered.join(" or ")),
            true => {
                let all: Vec<String> = self.columns.iter().take(20).map(|column| format!("\"{column}\"")).collect();
                format!("no column is called \"{name}\"; there are {}", all.join(", "))
            }
        }
    }

    /// Texts of a column, for guesses.
    pub(super) fn texts(&self, place: usize) -> Vec<String> {
        self.rows.iter().filter_map(|row| row.values.get(place)?.text().map(|text| text.into_owned())).collect()
    }
}

/// How alike two names are: twice the letter pairs in common over all of them (Dice's coefficient).
fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| {
        let letters: Vec<char> = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    };
    let (one, mut other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    let common = one
        .iter()
        .filter(|pair| other.iter().position(|held| held == *pair).map(|at| other.swap_remove(at)).is_some())
        .count();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

impl Plan {
    /// Joins a map with a file.
    ///
    /// # Errors
    /// Names the field of the map, and the column that is not there or the formula that is none.
    pub(super) fn new(map: &ImportMap, file: SeenFile<'_>) -> Result<Self, AppError> {
        let mut plan = Self {
            identifiers: Vec::new(),
            fields: Vec::new(),
            traits: Vec::new(),
            properties: Vec::new(),
            traits_rest: map.traits.rest,
            properties_rest: map.properties.rest,
            used: file.columns.iter().map(|column| column.starts_with(OWN_PREFIX)).collect(),
            own_row: file.columns.iter().position(|column| column == "hamdel_row"),
        };
        for (kind, source) in &map.customer.identifiers {
            let getter =
                plan.getter(source, file).map_err(|problem| wrong(&format!("customer.{}", kind.as_str()), &problem))?;
            plan.identifiers.push((kind.clone(), getter));
        }
        for (field, source) in &map.fields {
            let mut getter =
                plan.getter(source, file).map_err(|problem| wrong(&format!("fields.{}", field.as_str()), &problem))?;
            if let Getter::Column { place, format: format @ DateFormat::Auto, .. } = &mut getter
                && *field == Field::OccurredAt
            {
                *format = guess_dates(&file.texts(*place)).unwrap_or_default();
            }
            plan.fields.push(PlannedField { field: *field, getter });
        }
        plan.traits = plan.kept("traits", &map.traits, file)?;
        plan.properties = plan.kept("properties", &map.properties, file)?;
        Ok(plan)
    }

    fn kept(&mut self, table: &str, kept: &Kept, file: SeenFile<'_>) -> Result<Vec<PlannedName>, AppError> {
        let mut planned = Vec::with_capacity(kept.named.len());
        for (name, source) in &kept.named {
            let getter = self.getter(source, file).map_err(|problem| wrong(&format!("{table}.{name}"), &problem))?;
            planned.push(PlannedName { name: name.clone(), json: json_text(name), getter });
        }
        Ok(planned)
    }

    fn getter(&mut self, source: &FieldSource, file: SeenFile<'_>) -> Result<Getter, String> {
        Ok(match source {
            FieldSource::Column { column, format, missing } => {
                let place = file.place(column)?;
                self.used[place] = true;
                Getter::Column {
                    place,
                    format: *format,
                    missing: missing.iter().map(|text| text.trim().to_owned()).collect(),
                }
            }
            FieldSource::Text(text) => Getter::Constant(Value::of_text(text)),
            FieldSource::Cel(source) => Getter::Formula(Formula::compile(source, |name| file.place(name))?),
        })
    }
}

fn wrong(field: &str, problem: &str) -> AppError {
    AppError::invalid("map", format!("{field}: {problem}"))
}
