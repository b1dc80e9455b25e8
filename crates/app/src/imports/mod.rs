//! Import: files of any company, through the same journal as everything else.
//!
//! 1. [`map`]: which column is which field; without one, [`propose`] makes one.
//! 2. `input`, `encoding`: bytes, decompressed within bounds, as UTF-8.
//! 3. `delimited`, `lines`, `parquet`, `xes`: rows, numbered from 1.
//! 4. `plan`, `formula`, `convert`: a row becomes an interaction, or is bad for a reason.
//! 5. `work`, [`run`]: interactions go into the journal in batches; progress is recorded behind them.
//! 6. [`bad_rows`]: what was left out, to be corrected and sent again.

pub mod bad_rows;
pub mod convert;
pub mod encoding;
pub mod map;
pub mod progress;
pub mod propose;
pub mod rows;
pub mod run;
pub mod sample;
pub mod value;

mod delimited;
pub(crate) mod formula;
mod guess;
mod input;
mod lines;
mod parquet;
mod plan;
mod prepare;
mod words;
mod work;
mod workbook;
mod xes;

#[cfg(test)]
mod tests;

pub use bad_rows::export_bad_rows;
pub use map::{ImportMap, RowsAs};
pub use progress::Progress;
pub use propose::{Guess, ProposeRequest, ProposedMap, propose_map};
pub use rows::{OpenParquet, ParquetFile};
pub use run::{ImportRequest, ImportSummary, run_import};
