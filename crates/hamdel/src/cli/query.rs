//! `hamdel query`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, Table, presets};

use hamdel_app::audit;
use hamdel_domain::lake::{Cell, QueryResult};

use super::{Done, Failure, Output};
use crate::wiring::{Location, Node};

/// Arguments of `hamdel query`.
#[derive(Args)]
pub struct QueryArguments {
    /// A SELECT over interactions, customers, identifiers
    sql: String,
    /// How to print the rows
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

/// Runs a query and prints its rows.
pub async fn run(location: &Location, output: &Output, arguments: QueryArguments) -> Done {
    let node = Node::open(location).await?;
    // A query may read anything about anyone.
    audit::record(&node.app, "command line", "history.query", "history", &arguments.sql).await?;
    let answer = node.app.lake.query(&arguments.sql).await.map_err(hamdel_app::AppError::from)?;
    node.close().await;
    let format = if output.json { Format::Json } else { arguments.format };
    let text = match format {
        Format::Table => as_table(&answer),
        Format::Csv => as_csv(&answer)?,
        Format::Json => as_json(&answer),
    };
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
    Ok(ExitCode::SUCCESS)
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Decimal(text) | Cell::Text(text) => text.clone(),
        Cell::Boolean(truth) => truth.to_string(),
        Cell::Instant(moment) => moment.to_string(),
    }
}

fn as_table(answer: &QueryResult) -> String {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).set_header(&answer.columns);
    for row in &answer.rows {
        table.add_row(row.iter().map(text_of));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        let numeric =
            |row: &Vec<Cell>| matches!(row.get(index), Some(Cell::Integer(_) | Cell::Float(_) | Cell::Decimal(_)));
        if answer.rows.iter().any(numeric) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{table}\n{} {}", answer.rows.len(), if answer.rows.len() == 1 { "row" } else { "rows" })
}

fn as_csv(answer: &QueryResult) -> Result<String, Failure> {
    let failed = |problem: csv::Error| Failure::Other(format!("the rows cannot be written as CSV: {problem}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&answer.columns).map_err(failed)?;
    for row in &answer.rows {
        writer.write_record(row.iter().map(text_of)).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|problem| Failure::Other(problem.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// An array of objects; exact decimals are written as numbers with all their digits.
fn as_json(answer: &QueryResult) -> String {
    let rows: Vec<String> = answer
        .rows
        .iter()
        .map(|row| {
            let members: Vec<String> = answer
                .columns
                .iter()
                .zip(row)
                .map(|(name, cell)| format!("{}:{}", serde_json::Value::from(name.as_str()), json_of(cell)))
                .collect();
            format!("{{{}}}", members.join(","))
        })
        .collect();
    format!("[{}]", rows.join(",\n"))
}

fn json_of(cell: &Cell) -> String {
    match cell {
        Cell::Null => "null".to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => {
            serde_json::Number::from_f64(*number).map_or_else(|| "null".to_owned(), |number| number.to_string())
        }
        Cell::Decimal(digits) => digits.clone(),
        Cell::Boolean(truth) => truth.to_string(),
        Cell::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Cell::Instant(moment) => format!("\"{moment}\""),
    }
}
