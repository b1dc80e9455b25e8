//! `hamdel import`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};

use hamdel_app::cases::CaseImportRequest;
use hamdel_app::filing::file_all;
use hamdel_app::imports::{
    ImportMap, ImportRequest, ImportSummary, ParquetFile, ProposeRequest, ProposedMap, RowsAs, export_bad_rows,
    propose_map, run_import,
};
use hamdel_app::projector::wait_until_projected;
use hamdel_domain::DropReason;
use hamdel_lake::ParquetRows;

use super::serve::told_to_stop;
use super::{Done, Failure, INCOMPLETE, Output};
use crate::wiring::{FILE_AFTER, Location, Node, clock, open_store};

/// Arguments of `hamdel import`.
#[derive(Args)]
pub struct ImportArguments {
    /// The file: CSV, JSON Lines, Parquet or XES, also gzipped
    #[arg(required_unless_present = "bad_rows")]
    file: Option<PathBuf>,
    /// What the rows are; without it the map says, or the file is looked at
    #[arg(long = "as", value_enum)]
    rows_as: Option<As>,
    /// A map of columns to fields; without one, a map is proposed
    #[arg(long, value_name = "MAP.toml", conflicts_with = "yes")]
    pub(super) map: Option<PathBuf>,
    /// Take the proposed map
    #[arg(long)]
    yes: bool,
    /// Read and check everything, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Send a file once more that was imported whole; what is known already changes nothing
    #[arg(long)]
    again: bool,
    /// The survey that the answers are of, by number
    #[arg(long, value_name = "SURVEY")]
    pub(super) survey: Option<i64>,
    /// Where bad rows of answers go; beside the file where it is not said
    #[arg(long, value_name = "BAD.csv", requires = "survey")]
    pub(super) bad: Option<PathBuf>,
    /// Write the bad rows of an earlier import as CSV to standard output, to be corrected and imported
    #[arg(long, value_name = "IMPORT_ID", conflicts_with_all = ["file", "map", "yes", "dry_run"])]
    bad_rows: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum As {
    Interactions,
    Customers,
    /// Responses to a survey that were collected elsewhere
    Answers,
    /// Past cases of another system
    Cases,
}

impl As {
    /// What the rows of a map are; answers and cases have maps of their own.
    fn rows(self) -> Option<RowsAs> {
        match self {
            Self::Interactions => Some(RowsAs::Interactions),
            Self::Customers => Some(RowsAs::Customers),
            Self::Answers | Self::Cases => None,
        }
    }
}

/// Runs an import, or exports the bad rows of one.
pub async fn run(location: &Location, output: &Output, arguments: ImportArguments) -> Done {
    if let Some(import) = &arguments.bad_rows {
        let store = open_store(location).await?;
        export_bad_rows(&store, import, &mut std::io::stdout()).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(file) = arguments.file.clone() else { return Err(Failure::Other("name a file".to_owned())) };
    if matches!(arguments.rows_as, Some(As::Cases)) {
        return import_cases(location, output, &arguments, file).await;
    }
    if arguments.rows_as.is_some_and(|rows_as| rows_as.rows().is_none()) {
        return super::answers::run(location, output, &arguments, file).await;
    }
    let map = match &arguments.map {
        Some(path) => read_map(path, arguments.rows_as)?,
        None => match accepted_map(location, output, &arguments, &file).await? {
            Some(map) => map,
            None => return Ok(ExitCode::from(INCOMPLETE)),
        },
    };
    let mut request = ImportRequest::new(file, map);
    request.dry_run = arguments.dry_run;
    request.again = arguments.again;
    request.open_parquet = Some(Arc::new(open_parquet));
    request.scratch = Some(location.folder.join("scratch"));
    import(location, output, request).await
}

async fn import(location: &Location, output: &Output, request: ImportRequest) -> Done {
    let mut node = Node::open(location).await?;
    if !request.dry_run {
        node.start_workers(FILE_AFTER).await;
    }
    let stop: Arc<AtomicBool> = request.stop.clone();
    let watch = tokio::spawn(async move {
        told_to_stop().await;
        stop.store(true, Ordering::Relaxed);
    });
    let bar = output.progress(1, "{bar:30.cyan/dim} {percent}%  {msg}");
    let shown = bar.clone();
    let progress = move |progress: hamdel_app::imports::Progress| {
        shown.set_length(progress.total_bytes.max(1));
        shown.set_position(progress.bytes);
        let remaining = progress.remaining.map_or(String::new(), |seconds| format!(", {seconds:.0} s left"));
        shown.set_message(format!(
            "{} rows, {} bad, {:.0} a second{remaining}",
            progress.rows, progress.rows_bad, progress.rate
        ));
    };
    let before = duplicates(&node).await?;
    let summary = run_import(&node.app, &request, &progress).await?;
    let mut known_before = summary.rows_sent_before;
    if !request.dry_run {
        bar.set_message("finding who is who");
        wait_until_projected(&node.app.store).await?;
        known_before += (duplicates(&node).await? - before).max(0).unsigned_abs();
        bar.set_message("filing the history");
        file_all(&node.app.store, &*node.app.lake).await?;
    }
    bar.finish_and_clear();
    watch.abort();
    node.close().await;
    report(*output, &summary, known_before)
}

/// Past cases of another system, by a map of their own; there is nothing to propose for them.
async fn import_cases(location: &Location, output: &Output, arguments: &ImportArguments, file: PathBuf) -> Done {
    let Some(path) = &arguments.map else {
        return Err(Failure::Other("name a map with --map: which column of the file is what of a case".to_owned()));
    };
    let map = std::fs::read_to_string(path)
        .map_err(Failure::machine(format!("the map {} cannot be read", path.display())))?;
    let mut node = Node::open(location).await?;
    if !arguments.dry_run {
        node.start_workers(FILE_AFTER).await;
    }
    let request = CaseImportRequest {
        path: file,
        map,
        dry_run: arguments.dry_run,
        open_parquet: Some(Arc::new(open_parquet)),
        scratch: Some(location.folder.join("scratch")),
    };
    let summary = hamdel_app::cases::import_cases(&node.app, &request).await;
    node.close().await;
    let summary = summary?;
    let json = serde_json::to_value(&summary).map_err(|problem| Failure::Other(problem.to_string()))?;
    let mut words = format!(
        "{} rows read, {} bad; {} cases taken in, {} known before; {} closed; {} of {} answered in time",
        summary.rows_read,
        summary.rows_bad,
        summary.cases,
        summary.known_before,
        summary.closed,
        summary.in_time,
        summary.with_clock
    );
    for (row, field, reason) in &summary.first_bad {
        words.push_str(&format!("\n  row {row}: {field} {reason}"));
    }
    if summary.rows_bad > 0 && !summary.import_id.is_empty() {
        let id = &summary.import_id;
        words.push_str(&format!("\nThe bad rows are kept aside: hamdel import --bad-rows {id} > bad.csv"));
    }
    output.answer(&json, &words);
    Ok(ExitCode::SUCCESS)
}

/// Interactions left out as known already, over all sources. Others may arrive meanwhile, so the difference is
/// an upper bound on a busy server.
async fn duplicates(node: &Node) -> Result<i64, Failure> {
    let counts = node.app.store.drop_counts(0, i64::MAX).await?;
    Ok(counts.iter().filter(|count| count.reason == DropReason::Duplicate).map(|count| count.dropped).sum::<u64>()
        as i64)
}

fn report(output: Output, summary: &ImportSummary, known_before: u64) -> Done {
    let mut json = serde_json::to_value(summary).map_err(|problem| Failure::Other(problem.to_string()))?;
    if let Some(members) = json.as_object_mut() {
        members.insert("rows_known_before".to_owned(), known_before.into());
    }
    let mut words = format!(
        "{} rows read, {} good ({} of them known before), {} bad; {} named customers, {} anonymous rows, {} unjoined; {:.1} s",
        summary.rows_read,
        summary.rows_good,
        known_before,
        summary.rows_bad,
        summary.customers_named,
        summary.rows_anonymous,
        summary.rows_unjoined,
        summary.seconds
    );
    for bad in &summary.first_bad {
        words.push_str(&format!("\n  row {}: {} {}", bad.row, bad.field, bad.reason));
    }
    if summary.rows_bad > 0 && !summary.dry_run {
        words.push_str(&format!(
            "\nThe bad rows are kept aside: hamdel import --bad-rows {} > bad.csv",
            summary.import_id
        ));
    }
    output.answer(&json, &words);
    match &summary.incomplete {
        Some(why) => {
            output.note(&format!("hamdel: the file was not read to its end: {why}"));
            Ok(ExitCode::from(INCOMPLETE))
        }
        None if summary.finished => Ok(ExitCode::SUCCESS),
        None => {
            output.note("hamdel: stopped; the same command goes on from here");
            Ok(ExitCode::from(INCOMPLETE))
        }
    }
}

fn read_map(path: &Path, rows_as: Option<As>) -> Result<ImportMap, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(Failure::machine(format!("the map {} cannot be read", path.display())))?;
    let mut map = ImportMap::parse(&text)?;
    if let Some(rows_as) = rows_as {
        map.rows_as = rows_as.rows().unwrap_or(map.rows_as);
    }
    Ok(map)
}

/// The proposed map: taken with `--yes`, asked about on a terminal, otherwise only shown.
async fn accepted_map(
    location: &Location,
    output: &Output,
    arguments: &ImportArguments,
    file: &Path,
) -> Result<Option<ImportMap>, Failure> {
    let proposed = propose_map(&ProposeRequest {
        path: file.to_owned(),
        rows_as: arguments.rows_as.and_then(As::rows),
        zone: hamdel_text::Zone::TEHRAN,
        now: clock().now(),
        open_parquet: Some(Arc::new(open_parquet)),
        scratch: Some(location.folder.join("scratch")),
    })
    .await?;
    if arguments.yes {
        return Ok(Some(proposed.map));
    }
    if output.json || !std::io::stdin().is_terminal() {
        show(*output, &proposed);
        return Ok(None);
    }
    eprintln!("{}", proposed.toml);
    eprint!("Import with this map? [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(Failure::machine("the answer cannot be read"))?;
    Ok(answer.trim().eq_ignore_ascii_case("y").then_some(proposed.map))
}

fn show(output: Output, proposed: &ProposedMap) {
    let json = serde_json::json!({ "map": proposed.toml, "columns": proposed.columns, "format": proposed.format, "guesses": proposed.guesses });
    output.answer(&json, &proposed.toml);
    output.note("Nothing was imported. Save the map and give it with --map, or take it as it is with --yes.");
}

/// Opens a Parquet file for the rows of an import or an analysis.
pub(super) fn open_parquet(path: &Path) -> Result<ParquetFile, String> {
    let rows = ParquetRows::open(path, 0).map_err(|problem| problem.to_string())?;
    let (columns, local_times, total_rows) = (rows.columns().to_vec(), rows.local_times().to_vec(), rows.total_rows());
    let rows = Box::new(rows.map(|row| row.map_err(|problem| problem.to_string())));
    Ok(ParquetFile { columns, local_times, total_rows, rows })
}
