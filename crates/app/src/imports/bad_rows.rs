//! Rows that were left out, as a table that can be corrected and sent again.

use std::io::Write;

use hamdel_store::Store;
use serde_json::{Map, Value as Json};

use super::rows::OWN_PREFIX;
use crate::AppError;

/// Rows fetched at a time.
const PAGE: u32 = 1_000;

/// Writes the bad rows of an import as CSV: `hamdel_row`, by which a corrected row is known and enters once
/// however often it is sent, `hamdel_reason`, and the columns of the file. Gives the number of rows.
///
/// # Errors
/// When there is no such import, or `out` cannot be written.
pub async fn export_bad_rows(store: &Store, import_id: &str, out: &mut (dyn Write + Send)) -> Result<u64, AppError> {
    if store.import(import_id).await?.is_none() {
        return Err(AppError::NotFound("import"));
    }
    let columns = columns(store, import_id).await?;
    let mut table = csv::WriterBuilder::new().from_writer(out);
    let own = ["hamdel_row", "hamdel_reason"].map(str::to_owned);
    table.write_record(own.iter().chain(&columns)).map_err(failed)?;
    let (mut after, mut written) = (0, 0);
    loop {
        let page = store.import_bad_rows(import_id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.row_number;
        for row in &page {
            let values = members(&row.raw);
            // A row that was corrected once, and not enough, keeps the name it had at first.
            let first_name = values.get("hamdel_row").and_then(Json::as_str).filter(|name| !name.is_empty());
            let name = first_name.map_or_else(|| format!("{import_id}-{}", row.row_number), str::to_owned);
            let reason =
                if row.field.is_empty() { row.reason.clone() } else { format!("{}: {}", row.field, row.reason) };
            let texts = columns.iter().map(|column| values.get(column).and_then(Json::as_str).unwrap_or_default());
            table.write_record([name.as_str(), reason.as_str()].into_iter().chain(texts)).map_err(failed)?;
            written += 1;
        }
    }
    table.flush().map_err(|source| AppError::File { what: "the table of bad rows".to_owned(), source })?;
    Ok(written)
}

/// The columns of all bad rows in the order in which they come; fields too many last.
async fn columns(store: &Store, import_id: &str) -> Result<Vec<String>, AppError> {
    let (mut columns, mut extra): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut after = 0;
    loop {
        let page = store.import_bad_rows(import_id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.row_number;
        for row in &page {
            for name in members(&row.raw).keys().filter(|name| *name != "hamdel_row") {
                let into = if name.starts_with(OWN_PREFIX) { &mut extra } else { &mut columns };
                if !into.contains(name) {
                    into.push(name.clone());
                }
            }
        }
    }
    columns.append(&mut extra);
    Ok(columns)
}

fn members(raw: &str) -> Map<String, Json> {
    serde_json::from_str(raw).unwrap_or_default()
}

fn failed(problem: csv::Error) -> AppError {
    let source = match problem.into_kind() {
        csv::ErrorKind::Io(problem) => problem,
        other => std::io::Error::other(format!("{other:?}")),
    };
    AppError::File { what: "the table of bad rows".to_owned(), source }
}
