//! A file of answers that were collected elsewhere, a response a row.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use hamdel_domain::surveys::{QuestionKind, SurveyDefinition, SurveyId};

use super::collected::{CollectedResponse, Collecting, Collector};
use crate::imports::OpenParquet;
use crate::imports::rows::{OpenRequest, Row, open};
use crate::{App, AppError};

/// Columns that say something of the response; all others are answers, by the name of the question or its part.
const FIELDS: [&str; 7] = ["id", "at", "language", "channel", "touchpoint", "unit", "employee"];
/// Columns that point at who answered without being named as such.
const IDENTIFIERS: [&str; 3] = ["email", "phone", "user_id"];
/// The columns that bad rows are given; in a file that is sent again they are passed over.
const ASIDE: [&str; 2] = ["_row", "_problem"];
/// Most bad rows that the summary names.
const MOST_NAMED: usize = 20;

/// Which column is which field: a TOML table `[columns]` of field and column, and `split` between several choices.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswersMap {
    /// By field (`at`, `email`, `nps`, `topics`, `visit.staff`) the column it is in.
    pub columns: BTreeMap<String, String>,
    /// By field, what it is in every row.
    pub always: BTreeMap<String, String>,
    /// Kinds of identifiers beside `email`, `phone` and `user_id`, with the column each is in.
    pub customer: BTreeMap<String, String>,
    /// What is between several choices of one cell; a semicolon where it is not given.
    pub split: Option<String>,
    /// Whether columns that are no field are passed over; otherwise they are an error, so that no answer is lost
    /// by a name that was mistyped.
    pub pass_over: bool,
}

impl AnswersMap {
    /// Reads a map.
    ///
    /// # Errors
    /// In the words of the reader, with the line.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        toml::from_str(text).map_err(|problem| AppError::invalid("map", problem.to_string()))
    }
}

/// A file to be brought in.
pub struct AnswersFile {
    /// The file: CSV, JSON Lines, XLSX or Parquet, also gzipped.
    pub path: PathBuf,
    /// Which column is which field.
    pub map: AnswersMap,
    /// The survey they answer.
    pub survey: SurveyId,
    /// Whether everything is only read and checked.
    pub dry_run: bool,
    /// Opens Parquet files.
    pub open_parquet: Option<Arc<OpenParquet>>,
    /// Where a compressed Parquet file is unpacked.
    pub scratch: Option<PathBuf>,
    /// Stops it between two rows.
    pub stop: Arc<AtomicBool>,
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AnswersSummary {
    /// Rows that were read.
    pub rows_read: u64,
    /// Responses that are in now.
    pub rows_good: u64,
    /// Of those, the ones that were in before.
    pub rows_known_before: u64,
    /// Rows that were left out.
    pub rows_bad: u64,
    /// The first of them: row, field and what is wrong.
    pub first_bad: Vec<BadAnswer>,
    /// Whether the file was read to its end.
    pub finished: bool,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadAnswer {
    /// The row; the first row of data is 1.
    pub row: u64,
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Brings a file of answers in, row by row. Bad rows go to `aside` as CSV, with their number and what is wrong, so that
/// they can be corrected and sent again; the same file twice changes nothing.
///
/// # Errors
/// When the file or the map does not fit the survey; when the database fails. What is in stays in, and the same file
/// goes on from there.
pub async fn collect_file(
    app: &App,
    file: &AnswersFile,
    aside: &mut (dyn Write + Send),
    progress: &(dyn Fn(u64) + Sync),
) -> Result<AnswersSummary, AppError> {
    let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let source: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let collector = Collector::new(app, file.survey, &source).await?;
    let request = OpenRequest {
        path: file.path.clone(),
        header: true,
        parquet: file.open_parquet.clone(),
        scratch: file.scratch.clone(),
        ..OpenRequest::default()
    };
    let mut rows = open(&request)?;
    let mut bad = csv::Writer::from_writer(aside);
    let mut summary = AnswersSummary::default();
    let (mut row, mut columns) = (Row::default(), Vec::new());
    let mut plan = None;
    loop {
        if file.stop.load(Ordering::Relaxed) {
            break;
        }
        let more = rows.reader.next(&mut row).map_err(|broken| AppError::invalid("file", broken.problem))?;
        if !more {
            summary.finished = true;
            break;
        }
        if columns.len() != rows.reader.columns().len() {
            columns = rows.reader.columns().to_vec();
            plan = Some(Plan::new(&columns, &file.map, collector.definition())?);
        }
        let Some(plan) = &plan else { continue };
        summary.rows_read += 1;
        let problems = match &row.problem {
            Some(problem) => vec![(problem.field.clone(), problem.reason.clone())],
            None => take(app, &collector, &plan.response(&row), file.dry_run, &mut summary).await?,
        };
        if !problems.is_empty() {
            summary.keep_aside(&mut bad, &row, &columns, &problems)?;
        }
        progress(summary.rows_read);
    }
    bad.flush().map_err(|source| AppError::File { what: "the bad rows".to_owned(), source })?;
    let actor = format!("import:{source}");
    let words = format!("{} rows, {} good, {} bad", summary.rows_read, summary.rows_good, summary.rows_bad);
    crate::audit::record(app, &actor, "answers.collected", &format!("survey:{}", file.survey), &words).await?;
    Ok(summary)
}

async fn take(
    app: &App,
    collector: &Collector,
    response: &CollectedResponse,
    dry_run: bool,
    summary: &mut AnswersSummary,
) -> Result<Vec<(String, String)>, AppError> {
    if dry_run {
        return Ok(match collector.check(app, response) {
            Ok(()) => {
                summary.rows_good += 1;
                Vec::new()
            }
            Err(problems) => problems,
        });
    }
    Ok(match collector.take(app, response).await? {
        Collecting::Taken(_) => {
            summary.rows_good += 1;
            Vec::new()
        }
        Collecting::Before(_) => {
            summary.rows_good += 1;
            summary.rows_known_before += 1;
            Vec::new()
        }
        Collecting::Bad(problems) => problems,
    })
}

impl AnswersSummary {
    fn keep_aside<W: Write>(
        &mut self,
        bad: &mut csv::Writer<W>,
        row: &Row,
        columns: &[String],
        problems: &[(String, String)],
    ) -> Result<(), AppError> {
        let failed = |problem: csv::Error| AppError::File {
            what: "the bad rows".to_owned(),
            source: std::io::Error::other(problem),
        };
        let own = |name: &&String| !ASIDE.contains(&name.as_str());
        if self.rows_bad == 0 {
            let head = columns.iter().filter(own).map(String::as_str).chain(ASIDE);
            bad.write_record(head).map_err(failed)?;
        }
        self.rows_bad += 1;
        for (field, reason) in problems.iter().take(MOST_NAMED.saturating_sub(self.first_bad.len())) {
            self.first_bad.push(BadAnswer { row: row.number, field: field.clone(), reason: reason.clone() });
        }
        let words: Vec<String> = problems.iter().map(|(field, reason)| format!("{field}: {reason}")).collect();
        let mut record: Vec<String> = Vec::new();
        for (place, _) in columns.iter().enumerate().filter(|(_, name)| own(name)) {
            let text = row.values.get(place).and_then(|value| value.text());
            record.push(text.map(std::borrow::Cow::into_owned).unwrap_or_default());
        }
        record.extend([row.number.to_string(), words.join("; ")]);
        bad.write_record(record).map_err(failed)
    }
}

/// What each column of a file is.
enum Is {
    Nothing,
    Field(String),
    Identifier(String),
    Answer { field: String, several: bool },
}

struct Plan {
    columns: Vec<Is>,
    always: BTreeMap<String, String>,
    split: String,
}

impl Plan {
    fn new(columns: &[String], map: &AnswersMap, definition: &SurveyDefinition) -> Result<Self, AppError> {
        for column in map.columns.values().chain(map.customer.values()) {
            if !columns.contains(column) {
                return Err(AppError::invalid("map", format!("the file has no column \"{column}\"")));
            }
        }
        let is = |column: &String| -> Result<Is, AppError> {
            if let Some((kind, _)) = map.customer.iter().find(|(_, named)| *named == column) {
                return Ok(Is::Identifier(kind.clone()));
            }
            let mapped = map.columns.iter().find(|(_, named)| *named == column).map(|(field, _)| field.as_str());
            // A column whose field comes from another one is not that field too.
            let field = match mapped {
                Some(field) => field,
                None if map.columns.contains_key(column) => return Ok(Is::Nothing),
                None => column.as_str(),
            };
            is_of(field, definition).map_or_else(
                || {
                    if map.pass_over {
                        return Ok(Is::Nothing);
                    }
                    let words = format!(
                        "the column \"{column}\" is no field of a response and no question of the survey; name it under [columns], or say pass_over = true"
                    );
                    Err(AppError::invalid("map", words))
                },
                Ok,
            )
        };
        let split = map.split.clone().filter(|split| !split.is_empty()).unwrap_or_else(|| ";".to_owned());
        let columns = columns.iter().map(is).collect::<Result<_, _>>()?;
        Ok(Self { columns, always: map.always.clone(), split })
    }

    fn response(&self, row: &Row) -> CollectedResponse {
        let mut response = CollectedResponse::default();
        for (field, value) in &self.always {
            set(&mut response, field, value.clone());
        }
        for (is, value) in self.columns.iter().zip(&row.values) {
            let Some(text) = value.text().filter(|text| !text.trim().is_empty()) else { continue };
            let text = text.trim().to_owned();
            match is {
                Is::Nothing => {}
                Is::Field(field) => set(&mut response, field, text),
                Is::Identifier(kind) => drop(response.identifiers.insert(kind.clone(), text)),
                Is::Answer { field, several: false } => {
                    response.answers.insert(field.clone(), Json::String(text));
                }
                Is::Answer { field, several: true } => {
                    let parts = text.split(self.split.as_str()).map(str::trim).filter(|part| !part.is_empty());
                    let list = parts.map(|part| Json::String(part.to_owned())).collect();
                    response.answers.insert(field.clone(), Json::Array(list));
                }
            }
        }
        response
    }
}

/// What a field is; `None` for nothing that is known.
fn is_of(field: &str, definition: &SurveyDefinition) -> Option<Is> {
    if ASIDE.contains(&field) {
        return Some(Is::Nothing);
    }
    let key = field.split('.').next().unwrap_or(field);
    // A question may be called as a field is; the question is what the company named.
    if let Some((_, question)) = definition.questions().find(|(_, question)| question.key.as_str() == key) {
        let several =
            field == key && matches!(question.kind, QuestionKind::MultipleChoice { .. } | QuestionKind::Ranking { .. });
        return Some(Is::Answer { field: field.to_owned(), several });
    }
    if FIELDS.contains(&field) {
        return Some(Is::Field(field.to_owned()));
    }
    IDENTIFIERS.contains(&field).then(|| Is::Identifier(field.to_owned()))
}

fn set(response: &mut CollectedResponse, field: &str, value: String) {
    match field {
        "id" => response.id = Some(value),
        "at" => response.at = value,
        "language" => response.language = Some(value),
        "channel" => response.channel = Some(value),
        "touchpoint" => response.touchpoint = Some(value),
        "unit" => response.unit = Some(value),
        "employee" => response.employee = Some(value),
        other => {
            let map: &mut Map<String, Json> = &mut response.answers;
            map.insert(other.to_owned(), Json::String(value));
        }
    }
}
