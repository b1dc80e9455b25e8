//! `hamdel bench`: measurements that anyone can repeat.

mod answering;
mod events;
mod intake;
mod latencies;
mod reading;
mod stream;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use url::Url;

use super::{Done, Failure, Output};

/// Commands of `hamdel bench`.
#[derive(Subcommand)]
pub enum BenchCommand {
    /// Load a running server's intake, and print events a second and the time to the acknowledgement
    Intake(IntakeArguments),
    /// Let people answer a survey of a running server page by page, and print the times of its pages and of its answers
    Answering(AnsweringArguments),
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

/// Arguments of `hamdel bench answering`.
#[derive(Args)]
pub struct AnsweringArguments {
    /// Public link of a survey; only addresses of this machine are accepted
    #[arg(long)]
    link: Url,
    /// People who answer at once; whoever has finished is followed by somebody else
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=5_000))]
    people: u32,
    /// Seconds each thinks about a page on average, between half and one and a half of it; 0 sends at once
    #[arg(long, default_value_t = 4.0)]
    thinking: f64,
    /// How long, in seconds
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Ends sooner, when so many have answered to the end
    #[arg(long)]
    responses: Option<u64>,
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
        BenchCommand::Answering(arguments) => answering::run(output, arguments).await?,
        BenchCommand::Stream(arguments) => stream::run(output, arguments).await?,
        BenchCommand::Reading(arguments) => reading::run(output, arguments).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// `HOST:PORT` of an address of this machine.
fn of_this_machine(url: &Url) -> Result<String, Failure> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let address = host.parse::<std::net::IpAddr>().ok();
    if host != "localhost" && !address.is_some_and(|address| address.is_loopback()) {
        return Err(Failure::Other(format!("the load is for servers of this machine, and {host} is another")));
    }
    let port = url.port_or_known_default().unwrap_or(80);
    Ok(if address.is_some_and(|address| address.is_ipv6()) {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    })
}
