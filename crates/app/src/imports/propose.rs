//! A map for a file that has none, with a reason for every guess.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use hamdel_domain::Instant;
use hamdel_text::calendar::Zone;
use hamdel_text::dates::DateFormat;
use serde::Serialize;

use super::guess::{Found, Profile, profiles, roles};
use super::map::{ImportMap, RowsAs};
use super::rows::{FileFormat, OpenParquet, OpenRequest};
use super::run::{in_thread, source_of};
use super::sample::Sample;
use super::words::Role;
use super::xes::OF_CASE;
use crate::AppError;

/// What to propose a map for.
#[derive(Clone)]
pub struct ProposeRequest {
    /// The file.
    pub path: PathBuf,
    /// What its rows are; guessed when nobody says.
    pub rows_as: Option<RowsAs>,
    /// The company's time zone.
    pub zone: Zone,
    /// The present moment, for rows without a time.
    pub now: Instant,
    /// Opens Parquet files.
    pub open_parquet: Option<Arc<OpenParquet>>,
    /// A folder for the unpacked form of a compressed Parquet file.
    pub scratch: Option<PathBuf>,
}

/// One guess of a proposed map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Guess {
    /// The field it fills: `customer.user_id`, `fields.value` …
    pub field: String,
    /// The column, constant or formula.
    pub from: String,
    /// How sure, 0 to 1.
    pub confidence: f64,
    /// Why.
    pub why: String,
}

/// A proposed map.
#[derive(Clone, Debug)]
pub struct ProposedMap {
    /// The map as text, with its reasons as comments.
    pub toml: String,
    /// The map, read.
    pub map: ImportMap,
    /// The guesses, in the order of the map.
    pub guesses: Vec<Guess>,
    /// The columns of the file, in their order.
    pub columns: Vec<String>,
    /// The format of the file.
    pub format: FileFormat,
}

/// Looks at a file and proposes a map.
///
/// # Errors
/// When the file cannot be read, is empty or is of no format that can be imported.
pub async fn propose_map(request: &ProposeRequest) -> Result<ProposedMap, AppError> {
    let request = request.clone();
    in_thread(move || {
        let open = OpenRequest {
            path: request.path.clone(),
            header: true,
            parquet: request.open_parquet.clone(),
            scratch: request.scratch.clone(),
            ..OpenRequest::default()
        };
        let sample = Sample::take(&open)?;
        propose(&request, &sample)
    })
    .await
}

/// Proposes a map for what a look at a file showed.
pub(super) fn propose(request: &ProposeRequest, sample: &Sample) -> Result<ProposedMap, AppError> {
    let profiles = profiles(sample.seen());
    let is_log =
        ["concept:name", "time:timestamp"].iter().all(|name| sample.columns.iter().any(|column| column == name));
    let mut draft = Draft { roles: roles(&profiles), profiles: &profiles, guesses: Vec::new(), is_log };
    draft.settle(is_log);
    let rows_as = request.rows_as.unwrap_or_else(|| draft.rows_as());
    let toml = draft.write(request, sample, rows_as);
    let map = ImportMap::parse(&toml)?;
    Ok(ProposedMap { toml, map, guesses: draft.guesses, columns: sample.columns.clone(), format: sample.format })
}

struct Draft<'a> {
    profiles: &'a [Profile],
    roles: BTreeMap<Role, Found>,
    guesses: Vec<Guess>,
    /// Whether the columns are those of a process log.
    is_log: bool,
}

/// Roles that are fields as they are.
const PLAIN_FIELDS: &[(Role, &str)] = &[
    (Role::Currency, "currency"),
    (Role::Score, "score"),
    (Role::Text, "text"),
    (Role::Touchpoint, "touchpoint"),
    (Role::Channel, "channel"),
    (Role::Unit, "unit"),
    (Role::Employee, "employee"),
    (Role::Latitude, "latitude"),
    (Role::Longitude, "longitude"),
    (Role::Session, "session"),
];
/// Roles that identify.
const IDENTIFYING: &[(Role, &str)] = &[
    (Role::UserId, "user_id"),
    (Role::NationalCode, "national_code"),
    (Role::LoyaltyCard, "loyalty_card"),
    (Role::Email, "email"),
    (Role::Phone, "phone"),
    (Role::AnonymousId, "anonymous_id"),
];
/// Roles that are traits with a name of their own.
const TRAITS: &[(Role, &str)] =
    &[(Role::FirstName, "first_name"), (Role::LastName, "last_name"), (Role::FullName, "name"), (Role::City, "city")];

impl Draft<'_> {
    /// In a process log names are certain: the case is the customer and nothing else is.
    fn settle(&mut self, is_log: bool) {
        if is_log {
            let sure = [
                (Role::CaseId, "case:concept:name"),
                (Role::Kind, "concept:name"),
                (Role::Time, "time:timestamp"),
                (Role::Employee, "org:resource"),
                (Role::Unit, "org:group"),
            ];
            self.roles.clear();
            for (role, name) in sure {
                if let Some(place) = self.profiles.iter().position(|profile| profile.name == name) {
                    self.roles.insert(role, Found { place, confidence: 1.0 });
                }
            }
        }
        if let Some(case) = self.roles.remove(&Role::CaseId) {
            self.roles.insert(Role::UserId, case);
            self.is_log = true;
        }
    }

    fn name(&self, role: Role) -> Option<&str> {
        Some(self.profiles.get(self.roles.get(&role)?.place)?.name.as_str())
    }

    fn profile(&self, role: Role) -> Option<&Profile> {
        self.profiles.get(self.roles.get(&role)?.place)
    }

    fn rows_as(&self) -> RowsAs {
        let one_row_each =
            self.profile(Role::UserId).or_else(|| self.profile(Role::Email)).is_some_and(Profile::unique);
        if one_row_each && !self.roles.contains_key(&Role::Time) && !self.roles.contains_key(&Role::Text) {
            RowsAs::Customers
        } else {
            RowsAs::Interactions
        }
    }

    fn guess(&mut self, field: String, from: String, confidence: f64, why: String, out: &mut String, line: &str) {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "# {why} ({})", how_sure(confidence));
        let _ = writeln!(out, "{line}");
        self.guesses.push(Guess { field, from, confidence, why });
    }

    fn column_line(&mut self, table: &str, field: &str, role: Role, out: &mut String) -> bool {
        let Some(found) = self.roles.get(&role).cloned() else { return false };
        let column = self.profiles[found.place].name.clone();
        let why = match self.is_log && found.confidence == 1.0 {
            true => "as process logs name it".to_owned(),
            false => format!("\"{}\" looks like it, by its name and its values", column.replace(['\n', '\r'], " ")),
        };
        let line = format!("{field} = {}", quoted(&column));
        self.guess(format!("{table}.{field}"), column, found.confidence, why, out, &line);
        true
    }

    fn write(&mut self, request: &ProposeRequest, sample: &Sample, rows_as: RowsAs) -> String {
        let mut out = String::new();
        let missing: Vec<String> = self.gap_texts();
        let _ = writeln!(
            out,
            "# Proposed by Hamdel from the first rows of the file. Change what is wrong; docs/guide/importing.md explains it."
        );
        let _ = writeln!(out, "as = \"{}\"", rows_as.as_str());
        let _ = writeln!(out, "source = {}", quoted(&source_of(&request.path, rows_as)));
        let _ = writeln!(out, "# Texts that mean no value; the empty text always does.");
        let _ = writeln!(out, "missing = [{}]", missing.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "));
        let _ = writeln!(out, "# Times without an offset were written here.");
        let _ = writeln!(out, "time_zone = {}", quoted(request.zone.name()));
        let rest = if rows_as == RowsAs::Customers { "traits" } else { "properties" };
        if rest == "properties" {
            let _ = writeln!(out, "# Columns that nothing below uses are kept as properties.\nproperties = \"*\"");
        }
        self.customer(rows_as, &mut out);
        let _ = writeln!(out, "\n[fields]");
        if rows_as == RowsAs::Interactions {
            self.kind(&mut out);
        }
        self.time(request, rows_as, &mut out);
        if rows_as == RowsAs::Interactions {
            self.interaction_fields(sample, &mut out);
        }
        self.traits(rows_as, &mut out);
        out
    }

    fn gap_texts(&self) -> Vec<String> {
        let mut gaps: Vec<String> = self.profiles.iter().flat_map(Profile::gap_texts).collect();
        gaps.sort();
        gaps.dedup();
        gaps
    }

    fn customer(&mut self, rows_as: RowsAs, out: &mut String) {
        let _ = writeln!(out, "\n[customer]");
        for (role, kind) in IDENTIFYING {
            self.column_line("customer", kind, *role, out);
        }
        if self.is_log {
            let _ = writeln!(
                out,
                "# In a process log the case is the customer, whatever it is called.\nplaceholders = \"keep\""
            );
        }
        let unnamed = if rows_as == RowsAs::Customers { "reject" } else { "anonymous" };
        let _ = writeln!(
            out,
            "# Rows that name no customer: \"anonymous\" (one customer each), \"unjoined\" or \"reject\"."
        );
        let _ = writeln!(out, "unnamed = \"{unnamed}\"");
    }

    fn kind(&mut self, out: &mut String) {
        if self.column_line("fields", "kind", Role::Kind, out) {
            return;
        }
        let signed = self.signed_column();
        let (line, why, confidence) = match signed {
            Some(column) => {
                let formula = format!("{} < 0 ? \"return\" : \"purchase\"", variable(&column));
                let why = format!("below zero, \"{column}\" is a return");
                (format!("kind = {{ cel = {} }}", quoted(&formula)), why, 0.9)
            }
            None => {
                let kind = match () {
                    () if self.roles.contains_key(&Role::Total) || self.roles.contains_key(&Role::Quantity) => {
                        "purchase"
                    }
                    () if self.roles.contains_key(&Role::Text) || self.roles.contains_key(&Role::Score) => "feedback",
                    () => "imported",
                };
                (format!("kind = {{ text = \"{kind}\" }}"), "no column says what happened".to_owned(), 0.4)
            }
        };
        self.guess("fields.kind".to_owned(), line.clone(), confidence, why, out, &line);
    }

    /// The column whose sign tells a purchase from a return.
    fn signed_column(&self) -> Option<String> {
        let negative =
            |role| self.profile(role).filter(|profile| profile.negative()).map(|profile| profile.name.clone());
        let sold = self.roles.contains_key(&Role::Price) || self.roles.contains_key(&Role::Total);
        negative(Role::Quantity).or_else(|| negative(Role::Total)).filter(|_| sold)
    }

    fn time(&mut self, request: &ProposeRequest, rows_as: RowsAs, out: &mut String) {
        let Some(found) = self.roles.get(&Role::Time).cloned() else {
            if rows_as == RowsAs::Interactions {
                let day = request.zone.local(request.now).format("%Y-%m-%d");
                let line = format!("occurred_at = {{ text = \"{day}\" }}");
                let why = "no column holds a time, so every row gets this one".to_owned();
                self.guess("fields.occurred_at".to_owned(), day.to_string(), 0.2, why, out, &line);
            }
            return;
        };
        let profile = &self.profiles[found.place];
        let format = profile.dates.unwrap_or(DateFormat::Auto).code().replace('_', "-");
        let column = profile.name.clone();
        let line = format!("occurred_at = {{ column = {}, format = \"{format}\" }}", quoted(&column));
        let why = format!("its values are times, written {format}");
        self.guess("fields.occurred_at".to_owned(), column, found.confidence, why, out, &line);
    }

    fn interaction_fields(&mut self, sample: &Sample, out: &mut String) {
        if !self.column_line("fields", "value", Role::Total, out)
            && let (Some(quantity), Some(price)) = (self.name(Role::Quantity), self.name(Role::Price))
        {
            let formula = format!("{} * {}", variable(quantity), variable(price));
            let line = format!("value = {{ cel = {} }}", quoted(&formula));
            self.guess("fields.value".to_owned(), formula, 0.9, "quantity times price".to_owned(), out, &line);
        }
        if let Some(metric) = self.metric() {
            let line = format!("metric = {{ text = \"{metric}\" }}");
            self.guess(
                "fields.metric".to_owned(),
                metric.to_owned(),
                0.7,
                "what the score is called".to_owned(),
                out,
                &line,
            );
        }
        for (role, field) in PLAIN_FIELDS {
            self.column_line("fields", field, *role, out);
        }
        if sample.format != FileFormat::Xes && !self.is_log {
            self.column_line("fields", "message_id", Role::RowId, out);
        }
    }

    fn metric(&self) -> Option<&'static str> {
        let words = super::words::in_words(self.name(Role::Score)?);
        let known = ["nps", "csat", "ces"].into_iter().find(|metric| words.iter().any(|word| word == metric));
        Some(known.unwrap_or("rating"))
    }

    fn traits(&mut self, rows_as: RowsAs, out: &mut String) {
        let of_case: Vec<String> = self
            .profiles
            .iter()
            .filter_map(|profile| profile.name.strip_prefix(OF_CASE))
            .filter(|key| self.is_log && *key != "concept:name")
            .map(str::to_owned)
            .collect();
        let _ = writeln!(out, "\n# What is learnt of the customer.\n[traits]");
        for key in of_case {
            let _ = writeln!(out, "{} = {}", quoted(&key), quoted(&format!("{OF_CASE}{key}")));
        }
        for (role, name) in TRAITS {
            self.column_line("traits", name, *role, out);
        }
        if rows_as == RowsAs::Customers {
            let _ = writeln!(out, "# The other columns, under their own names.\n\"*\" = \"*\"");
        }
    }
}

/// How sure a guess is, in a word.
fn how_sure(confidence: f64) -> &'static str {
    match confidence {
        0.85.. => "sure",
        0.55.. => "likely",
        _ => "a guess",
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A column as a variable of a formula.
fn variable(column: &str) -> String {
    let plain = column.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && column.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !matches!(
            column,
            "row" | "text" | "in" | "true" | "false" | "null" | "as" | "if" | "for" | "const" | "var" | "let"
        );
    if plain { column.to_owned() } else { format!("row[{}]", super::value::json_text(column)) }
}
