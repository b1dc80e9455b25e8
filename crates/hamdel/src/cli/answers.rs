//! `hamdel import FILE --as answers --survey N`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hamdel_app::filing::file_all;
use hamdel_app::projector::wait_until_projected;
use hamdel_app::surveys::{AnswersFile, AnswersMap, AnswersSummary, collect_file, tell_responses};
use hamdel_domain::surveys::SurveyId;

use super::import::{ImportArguments, open_parquet};
use super::serve::told_to_stop;
use super::{Done, Failure, INCOMPLETE, Output};
use crate::wiring::{FILE_AFTER, Location, Node};

/// Brings in responses that were collected elsewhere.
pub async fn run(location: &Location, output: &Output, arguments: &ImportArguments, path: PathBuf) -> Done {
    let survey = arguments.survey.ok_or_else(|| Failure::Other("name the survey with --survey".to_owned()))?;
    let map = match &arguments.map {
        Some(path) => {
            let cannot = Failure::machine(format!("the map {} cannot be read", path.display()));
            AnswersMap::parse(&std::fs::read_to_string(path).map_err(cannot)?)?
        }
        None => AnswersMap::default(),
    };
    let stop = Arc::new(AtomicBool::new(false));
    let bad = arguments.bad.clone().unwrap_or_else(|| beside(&path));
    let file = AnswersFile {
        path,
        map,
        survey: SurveyId(survey),
        dry_run: arguments.dry_run,
        open_parquet: Some(Arc::new(open_parquet)),
        scratch: Some(location.folder.join("scratch")),
        stop: stop.clone(),
    };
    let watch = tokio::spawn(async move {
        told_to_stop().await;
        stop.store(true, Ordering::Relaxed);
    });
    let mut node = Node::open(location).await?;
    node.start_workers(FILE_AFTER).await;
    let bar = output.progress(1, "{msg}");
    let shown = bar.clone();
    let mut aside = Vec::new();
    let summary =
        collect_file(&node.app, &file, &mut aside, &move |rows| shown.set_message(format!("{rows} rows"))).await?;
    if !file.dry_run {
        bar.set_message("telling the journal");
        while tell_responses(&node.app).await? > 0 {}
        wait_until_projected(&node.app.store).await?;
        file_all(&node.app.store, &*node.app.lake).await?;
    }
    bar.finish_and_clear();
    watch.abort();
    node.close().await;
    if summary.rows_bad > 0 {
        keep(&bad, &aside)?;
    }
    Ok(report(*output, &summary, &bad))
}

/// `answers.csv` has its bad rows in `answers.bad.csv`.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("bad.csv")
}

fn keep(path: &Path, rows: &[u8]) -> Result<(), Failure> {
    use std::io::Write;
    let cannot = || Failure::machine(format!("the bad rows cannot be written to {}", path.display()));
    File::create(path).map_err(cannot())?.write_all(rows).map_err(cannot())
}

fn report(output: Output, summary: &AnswersSummary, bad: &Path) -> ExitCode {
    let mut words = format!(
        "{} rows read, {} good ({} of them known before), {} bad",
        summary.rows_read, summary.rows_good, summary.rows_known_before, summary.rows_bad
    );
    for held in &summary.first_bad {
        words.push_str(&format!("\n  row {}: {}: {}", held.row, held.field, held.reason));
    }
    if summary.rows_bad > 0 {
        words.push_str(&format!("\nThe bad rows are in {}, to be corrected and imported", bad.display()));
    }
    output.answer(&serde_json::json!(summary), &words);
    if summary.finished { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) }
}
