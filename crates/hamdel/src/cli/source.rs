//! `hamdel source`.

use std::process::ExitCode;

use clap::Subcommand;

use hamdel_app::sources::add_source;

use super::{Done, Output};
use crate::wiring::{Location, clock, entropy, open_store};

/// Commands of `hamdel source`.
#[derive(Subcommand)]
pub enum SourceCommand {
    /// Make a source and print its write key; only a hash of the key is kept
    Add {
        /// Name of the source, such as website
        name: String,
    },
    /// List the sources
    List,
}

/// Runs a command.
pub async fn run(location: &Location, output: &Output, command: SourceCommand) -> Done {
    let store = open_store(location).await?;
    match command {
        SourceCommand::Add { name } => {
            let source = add_source(&store, &*clock(), &*entropy(), &name).await?;
            let json =
                serde_json::json!({ "source_id": source.id, "name": source.name, "write_key": source.write_key });
            output.answer(&json, &source.write_key);
        }
        SourceCommand::List => {
            let sources = store.sources().await?;
            let lines: Vec<String> = sources
                .iter()
                .map(|source| {
                    format!(
                        "{}\t{}\t{}\t{}",
                        source.id,
                        source.name,
                        source.kind.as_str(),
                        source.write_key_hint.as_deref().unwrap_or("-")
                    )
                })
                .collect();
            let json: Vec<_> = sources
                .iter()
                .map(|source| serde_json::json!({ "source_id": source.id, "name": source.name, "kind": source.kind.as_str(), "retired": source.retired_at.is_some() }))
                .collect();
            output.answer(&json, &lines.join("\n"));
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
