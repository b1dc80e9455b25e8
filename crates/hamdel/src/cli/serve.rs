//! `hamdel serve`.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;
use tokio::net::TcpListener;

use hamdel_app::App;
use hamdel_web::{WebOptions, WebState, router};

use super::{Done, Failure, Listen, Output};
use crate::outbound::{OutboundArguments, alert_ways, case_texts, mailbox, outbound, second_reader};
use crate::wiring::{FILE_AFTER, Location, Node};

/// Arguments of `hamdel serve`.
#[derive(Args)]
pub struct ServeArguments {
    #[command(flatten)]
    listen: Listen,
    /// Seconds after which interactions that wait are written to a file, however few
    #[arg(long, env = "HAMDEL_FILE_AFTER", default_value_t = FILE_AFTER, value_name = "SECONDS")]
    file_after: u32,
    #[command(flatten)]
    outbound: OutboundArguments,
}

/// Serves until told to stop.
pub async fn run(location: &Location, output: &Output, arguments: ServeArguments) -> Done {
    let listener = bind(arguments.listen).await?;
    let mut node = Node::open(location).await?;
    let state = pages(&node.app, arguments.outbound.gateway_secret())?;
    let out = outbound(&arguments.outbound, &node.app, state.clone()).map_err(Failure::Other)?;
    let mailbox = mailbox(&arguments.outbound).map_err(Failure::Other)?;
    let second_reader = second_reader(&arguments.outbound).map_err(Failure::Other)?;
    node.start_workers(arguments.file_after).await;
    node.start_telling(out.clone(), alert_ways(Some(&arguments.outbound), out.as_ref(), state.clone()));
    let (texts, base) = case_texts(Some(&arguments.outbound), state.clone());
    node.start_acknowledging(texts, base);
    if let Some(out) = out {
        node.start_sending(out);
    }
    if let Some(mailbox) = mailbox {
        node.start_fetching(mailbox);
    }
    if let Some(reader) = second_reader {
        node.start_second_reading(reader);
    }
    let address = local_address(&listener)?;
    output.answer(
        &serde_json::json!({ "address": format!("http://{address}") }),
        &format!("Hamdel listens on http://{address}"),
    );
    serve(listener, state).await?;
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

/// Prepares the pages.
pub fn pages(app: &App, gateway_secret: Option<String>) -> Result<WebState, Failure> {
    WebState::new(app.clone(), WebOptions { gateway_secret, ..WebOptions::default() })
        .map_err(|problem| Failure::Pages(problem.to_string()))
}

/// Serves the pages, the API and the intake until the process is told to stop.
pub async fn serve(listener: TcpListener, state: WebState) -> Result<(), Failure> {
    let ending = state.clone();
    let stop = async move {
        told_to_stop().await;
        ending.end_streams();
    };
    axum::serve(listener, router(state))
        .with_graceful_shutdown(stop)
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
