//! `hamdel analyse`: figures of a file, without a server.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};

use hamdel_app::analyse::{
    self, IndexRequest, KindsRequest, ReliabilityRequest, Score, ScoreRequest, SentimentRequest, ServqualRequest,
    TableFile,
};

use super::import::open_parquet;
use super::{Done, Output};

/// Commands of `hamdel analyse`; all answer in JSON, with n, interval and method.
#[derive(Subcommand)]
pub enum AnalyseCommand {
    /// Net Promoter Score of answers from 0 to 10
    Nps(ScoreArguments),
    /// Customer satisfaction: the share of 4 and 5 of answers from 1 to 5
    Csat(ScoreArguments),
    /// Customer effort: the mean of answers from 1 to 7, and the share of 5 to 7
    Ces(ScoreArguments),
    /// SERVQUAL: gaps between perceptions and expectations on a scale of 1 to 7
    Servqual(ServqualArguments),
    /// An index of weighted items, from 0 to 100
    Index(IndexArguments),
    /// Cronbach's alpha of the items of a scale
    Reliability(ReliabilityArguments),
    /// Sentiment of comments: as the program knows it, or learned from labels and tested on another file
    Sentiment(SentimentArguments),
    /// How well the kind of a text is proposed: learned from two rows of three, tested on the third
    Kinds(KindsArguments),
}

/// The file, and how it is read.
#[derive(Args)]
struct FileArguments {
    /// CSV, XLSX, Parquet or JSON Lines
    file: PathBuf,
    /// A value that means "no answer" beside an empty field, such as 0 or NA; may be given again
    #[arg(long, value_name = "VALUE")]
    missing: Vec<String>,
    /// How sure the intervals are
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
}

impl FileArguments {
    fn table(&self) -> TableFile {
        self.other(&self.file)
    }

    fn other(&self, path: &std::path::Path) -> TableFile {
        TableFile { path: path.to_owned(), missing: self.missing.clone(), parquet: Arc::new(open_parquet) }
    }
}

/// Arguments of `hamdel analyse nps|csat|ces`.
#[derive(Args)]
pub struct ScoreArguments {
    #[command(flatten)]
    file: FileArguments,
    /// The column of answers
    #[arg(long, value_name = "COL")]
    score: String,
    /// The column whose values make groups
    #[arg(long, value_name = "COL")]
    by: Option<String>,
    /// Below so many answers a group shows no number
    #[arg(long, default_value_t = 10)]
    minimum: u64,
}

/// Arguments of `hamdel analyse servqual`.
#[derive(Args)]
pub struct ServqualArguments {
    #[command(flatten)]
    file: FileArguments,
    /// Columns of the expectations in the order of the items: names with commas, or FIRST..LAST
    #[arg(long, value_name = "COLS")]
    expectation: String,
    /// Columns of the perceptions, as many
    #[arg(long, value_name = "COLS")]
    perception: String,
    /// Columns of the points of importance, one a dimension, summing to 100
    #[arg(long, value_name = "COLS")]
    importance: Option<String>,
}

/// Arguments of `hamdel analyse index`.
#[derive(Args)]
pub struct IndexArguments {
    #[command(flatten)]
    file: FileArguments,
    /// Columns of the items: names with commas, or FIRST..LAST
    #[arg(long, value_name = "COLS")]
    items: String,
    /// The lowest and the highest answer
    #[arg(long, value_name = "LOW:HIGH", value_parser = scale)]
    scale: (f64, f64),
    /// A weight for each item, with commas
    #[arg(long, value_delimiter = ',')]
    weights: Vec<f64>,
}

/// Arguments of `hamdel analyse reliability`.
#[derive(Args)]
pub struct ReliabilityArguments {
    #[command(flatten)]
    file: FileArguments,
    /// Columns of the items: names with commas, or FIRST..LAST
    #[arg(long, value_name = "COLS")]
    items: String,
}

/// Arguments of `hamdel analyse sentiment`.
#[derive(Args)]
pub struct SentimentArguments {
    #[command(flatten)]
    file: FileArguments,
    /// The column of comments
    #[arg(long, value_name = "COL")]
    text: String,
    /// The column of labels to learn from: classes of any names, or a score
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// A file of the same columns to test what was learned on
    #[arg(long, value_name = "FILE", requires = "label")]
    test: Option<PathBuf>,
    /// Write the sentiment of each row here, as CSV
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
}

/// Arguments of `hamdel analyse kinds`.
#[derive(Args)]
pub struct KindsArguments {
    #[command(flatten)]
    file: FileArguments,
    /// The column of texts
    #[arg(long, value_name = "COL")]
    text: String,
    /// The column of kinds
    #[arg(long, value_name = "COL")]
    label: String,
}

/// Analyses a file and prints what was found, as JSON.
pub fn run(command: AnalyseCommand) -> Done {
    let answer = match command {
        AnalyseCommand::Nps(arguments) => score(Score::Nps, arguments)?,
        AnalyseCommand::Csat(arguments) => score(Score::Csat, arguments)?,
        AnalyseCommand::Ces(arguments) => score(Score::Ces, arguments)?,
        AnalyseCommand::Servqual(arguments) => analyse::servqual(&ServqualRequest {
            file: arguments.file.table(),
            expectation: arguments.expectation,
            perception: arguments.perception,
            importance: arguments.importance,
            confidence: arguments.file.confidence,
        })?,
        AnalyseCommand::Index(arguments) => analyse::index(&IndexRequest {
            file: arguments.file.table(),
            items: arguments.items,
            scale: arguments.scale,
            weights: arguments.weights,
            confidence: arguments.file.confidence,
        })?,
        AnalyseCommand::Reliability(arguments) => analyse::reliability(&ReliabilityRequest {
            file: arguments.file.table(),
            items: arguments.items,
            confidence: arguments.file.confidence,
        })?,
        AnalyseCommand::Sentiment(arguments) => analyse::sentiment(&SentimentRequest {
            test: arguments.test.as_deref().map(|path| arguments.file.other(path)),
            file: arguments.file.table(),
            text: arguments.text,
            label: arguments.label,
            predictions: arguments.predictions,
            confidence: arguments.file.confidence,
        })?,
        AnalyseCommand::Kinds(arguments) => analyse::kinds(&KindsRequest {
            file: arguments.file.table(),
            text: arguments.text,
            label: arguments.label,
            confidence: arguments.file.confidence,
        })?,
    };
    let words = serde_json::to_string_pretty(&answer).unwrap_or_else(|_| answer.to_string());
    Output::new(false).answer(&answer, &words);
    Ok(ExitCode::SUCCESS)
}

fn score(score: Score, arguments: ScoreArguments) -> Result<serde_json::Value, hamdel_app::AppError> {
    analyse::scores(&ScoreRequest {
        file: arguments.file.table(),
        score,
        column: arguments.score,
        by: arguments.by,
        confidence: arguments.file.confidence,
        minimum: arguments.minimum,
    })
}

fn scale(text: &str) -> Result<(f64, f64), String> {
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("{text} is no number"));
    let (low, high) = text.split_once(':').ok_or("two numbers with a colon between them, such as 1:10")?;
    Ok((number(low)?, number(high)?))
}
