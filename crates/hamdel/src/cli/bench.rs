//! `hamdel bench`: measurements that anyone can repeat.

mod events;
mod intake;
mod reading;
mod stream;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use url::Url;

use super::{Done, Output};

/// Commands of `hamdel bench`.
#[derive(Subcommand)]
pub enum BenchCommand {
    /// Load a running server's intake, and print events a second and the time to the acknowledgement
    Intake(IntakeArguments),
    /// Fill a journal in a new folder, and time the projector and the filing that follow
    Stream(StreamArguments),
    /// Fill a new folder with customers, or take one filled before, and print how long profiles and searches take
    Reading(ReadingArguments),
}

/// Arguments of `hamdel bench intake`.
#[derive(Args)]
pub struct IntakeArguments {
    /// The server; only addresses of this machine are accepted
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: Url,
    /// Write key of a source (`hamdel source add`)
    #[arg(long, env = "HAMDEL_WRITE_KEY", hide_env_values = true)]
    key: String,
    /// How long to send, in seconds
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Connections at once
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=512))]
    connections: u32,
    /// Events of a call; 1 sends single track calls
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    batch: u32,
    /// Events a second in all; without it, as many as the server takes
    #[arg(long)]
    rate: Option<u64>,
    /// Customers the events are spread over
    #[arg(long, default_value_t = 100_000)]
    customers: u64,
}

/// Arguments of `hamdel bench stream`.
#[derive(Args)]
pub struct StreamArguments {
    /// Events in all
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    /// Customers they are spread over
    #[arg(long, default_value_t = 100_000)]
    customers: u64,
    /// A folder that does not exist yet
    #[arg(long)]
    folder: std::path::PathBuf,
}

/// Arguments of `hamdel bench reading`.
#[derive(Args)]
pub struct ReadingArguments {
    /// The folder
    #[arg(long)]
    folder: std::path::PathBuf,
    /// Look-ups of each sort
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    times: u64,
    /// Customers the folder was filled with
    #[arg(long, default_value_t = 1_000_000)]
    customers: u64,
}

/// Runs a measurement.
pub async fn run(output: &Output, command: BenchCommand) -> Done {
    match command {
        BenchCommand::Intake(arguments) => intake::run(output, arguments).await?,
        BenchCommand::Stream(arguments) => stream::run(output, arguments).await?,
        BenchCommand::Reading(arguments) => reading::run(output, arguments).await?,
    }
    Ok(ExitCode::SUCCESS)
}
