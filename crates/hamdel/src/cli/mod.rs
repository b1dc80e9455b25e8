//! The command line: what can be asked, and how the answer is printed.

mod analyse;
mod answers;
mod bench;
mod demo;
mod import;
mod output;
mod query;
mod serve;
mod source;
mod user;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::wiring::Location;
use output::Output;

/// Exit codes: 0 done, 1 failed, 2 wrong usage (clap's own), 3 not done to the end: stopped, broken off, or a map that was only shown.
pub const INCOMPLETE: u8 = 3;

/// Hamdel: a self-hosted customer-experience management system.
#[derive(Parser)]
#[command(name = "hamdel", version, about, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
struct Common {
    /// Data folder
    #[arg(long, global = true, env = "HAMDEL_DATA", default_value = "./hamdel-data", value_name = "DIR")]
    data: PathBuf,
    /// PostgreSQL database for store and journal (postgres://…), instead of files in the data folder
    #[arg(long, global = true, env = "HAMDEL_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// Print the answer as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Load the demo company and serve it
    Demo(demo::DemoArguments),
    /// Serve the pages, the API and the intake
    Serve(Box<serve::ServeArguments>),
    /// Bring in a file: CSV, XLSX, JSON Lines, Parquet or XES, the texts also gzipped
    Import(import::ImportArguments),
    /// Ask the interaction history in SQL
    Query(query::QueryArguments),
    /// Figures of a file, without a server: nps, csat, ces, servqual, index, reliability, sentiment
    #[command(subcommand)]
    Analyse(analyse::AnalyseCommand),
    /// Sources of interactions and their write keys
    #[command(subcommand)]
    Source(source::SourceCommand),
    /// People who sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Measure
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Where a server listens.
#[derive(Args, Clone, Copy)]
pub struct Listen {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "HAMDEL_LISTEN", default_value = "127.0.0.1:8080", value_name = "HOST:PORT")]
    listen: SocketAddr,
}

/// A command's end: its exit code, or why it failed.
type Done = Result<ExitCode, Failure>;

/// Why a command failed, as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A use case's own words.
    #[error(transparent)]
    App(#[from] hamdel_app::AppError),
    /// The store's own words.
    #[error(transparent)]
    Store(#[from] hamdel_store::StoreError),
    /// The pages could not be prepared.
    #[error("the pages could not be prepared: {0}")]
    Pages(String),
    /// Something of the machine.
    #[error("{what}: {source}")]
    Machine {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// Something else.
    #[error("{0}")]
    Other(String),
}

impl Failure {
    fn machine(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Machine { what, source }
    }
}

/// Runs a command to its end.
pub async fn run(arguments: Arguments) -> ExitCode {
    let Arguments { common, command } = arguments;
    let output = Output::new(common.json);
    let location = Location { folder: common.data, database: common.database };
    let done = match command {
        Command::Demo(arguments) => demo::run(&location, &output, arguments).await,
        Command::Serve(arguments) => serve::run(&location, &output, *arguments).await,
        Command::Import(arguments) => import::run(&location, &output, arguments).await,
        Command::Query(arguments) => query::run(&location, &output, arguments).await,
        Command::Analyse(command) => analyse::run(command),
        Command::Source(command) => source::run(&location, &output, command).await,
        Command::User(command) => user::run(&location, &output, command).await,
        Command::Bench(command) => bench::run(&output, command).await,
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "hamdel", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::FAILURE
        }
    }
}
