//! Hamdel: a self-hosted customer-experience management system.

mod cli;
mod outbound;
mod presence;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

/// A quarter of the projector's time went into the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    wiring::start_logging();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(problem) => {
            eprintln!("hamdel: the program could not start its threads: {problem}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(cli::run(arguments))
}
