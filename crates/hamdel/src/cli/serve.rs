//! `hamdel serve`.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;
use tokio::net::TcpListener;

use hamdel_app::App;
use hamdel_web::{WebOptions, WebState, router};

use super::{Done, Failure, Listen, Output};
use crate::wiring::{FILE_AFTER, Location, Node};

/// Arguments of `hamdel serve`.
#[derive(Args)]
pub struct ServeArguments {
    #[command(flatten)]
    listen: Listen,
    /// Seconds after which interactions that wait are written to a file, however few
    #[arg(long, env = "HAMDEL_FILE_AFTER", default_value_t = FILE_AFTER, value_name = "SECONDS")]
    file_after: u32,
}

/// Serves until told to stop.
pub async fn run(location: &Location, output: &Output, arguments: ServeArguments) -> Done {
    let listener = bind(arguments.listen).await?;
    let mut node = Node::open(location).await?;
    node.start_workers(arguments.file_after).await;
    let address = local_address(&listener)?;
    output.answer(
        &serde_json::json!({ "address": format!("http://{address}") }),
        &format!("Hamdel listens on http://{address}"),
    );
    serve(listener, node.app.clone()).await?;
    node.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Takes the address, so that a taken one is known before anything else is done.
pub async fn bind(listen: Listen) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen.listen).await.map_err(Failure::machine(format!("cannot listen on {}", listen.listen)))
}

/// The address that was taken.
pub fn local_address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(Failure::machine("the address cannot be read"))
}

/// Serves the pages, the API and the intake until the process is told to stop.
pub async fn serve(listener: TcpListener, app: App) -> Result<(), Failure> {
    let state = WebState::new(app, WebOptions::default()).map_err(|problem| Failure::Pages(problem.to_string()))?;
    axum::serve(listener, router(state))
        .with_graceful_shutdown(told_to_stop())
        .await
        .map_err(Failure::machine("the server ended"))
}

/// Ends with the first Ctrl-C or SIGTERM.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}
