//! `hamdel demo`: the demo company, loaded by the same intake as anything else, and served.

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;

use base64::Engine;
use clap::Args;
use tokio::task::JoinSet;

use hamdel_app::accounts::{NewUser, add_user, make_sign_in_link};
use hamdel_app::demo::{DemoBatch, DemoOptions, DemoSource, settle_company, simulate, touchpoints};
use hamdel_app::filing::file_all;
use hamdel_app::intake::segment::Endpoint;
use hamdel_app::intake::{Intake, IntakeCall, IntakeRefusal};
use hamdel_app::projector::wait_until_projected;
use hamdel_app::sources::{add_source, rotate_key};
use hamdel_app::{App, AppError};
use hamdel_domain::clock::DAY;
use hamdel_domain::rights::Role;
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_domain::{Channel, Instant};
use hamdel_store::StoreError;
use hamdel_store::sources::SourceKind;
use hamdel_text::Language;

use super::serve::{bind, local_address, pages, serve};
use super::{Done, Failure, Listen, Output};
use crate::outbound::{alert_ways, case_texts};
use crate::wiring::{FILE_AFTER, Location, Node};

/// The person who may look at the demo.
const VIEWER: &str = "demo@sepehr.example";
/// The setting that says that the demo is loaded, and with which options.
const LOADED: &str = "demo";
/// Batches on their way at once.
const IN_FLIGHT: usize = 8;

/// Arguments of `hamdel demo`.
#[derive(Args)]
pub struct DemoArguments {
    /// People who ever come near the company
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    customers: u32,
    /// Months of history
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    months: u32,
    /// The same seed gives the same company
    #[arg(long, default_value_t = 1403)]
    seed: u64,
    /// Load only; do not serve
    #[arg(long)]
    load_only: bool,
    #[command(flatten)]
    listen: Listen,
}

/// Loads the company unless it is there, and serves it.
pub async fn run(location: &Location, output: &Output, arguments: DemoArguments) -> Done {
    let listener = if arguments.load_only { None } else { Some(bind(arguments.listen).await?) };
    let mut node = Node::open(location).await?;
    node.start_workers(FILE_AFTER).await;
    let interactions = load(&node.app, output, &arguments).await?;
    let Some(listener) = listener else {
        output.answer(
            &serde_json::json!({ "interactions": interactions }),
            &format!("{interactions} interactions loaded"),
        );
        node.close().await;
        return Ok(ExitCode::SUCCESS);
    };
    let link = sign_in_link(&node.app).await?;
    let address = format!("http://{}", local_address(&listener)?);
    let sign_in = format!("{address}/sign-in/link/{link}");
    output.answer(
        &serde_json::json!({ "address": address, "sign_in": sign_in }),
        &format!("Hamdel listens on {address}\nSign in once with {sign_in}"),
    );
    let state = pages(&node.app, None)?;
    node.start_telling(None, alert_ways(None, None, state.clone()));
    let (texts, base) = case_texts(None, state.clone());
    node.start_acknowledging(texts, base);
    serve(listener, state).await?;
    node.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn load(app: &App, output: &Output, arguments: &DemoArguments) -> Result<u64, Failure> {
    let wanted = format!("customers={} months={} seed={}", arguments.customers, arguments.months, arguments.seed);
    if let Some(held) = app.store.setting(LOADED).await? {
        if held != wanted {
            output.note(&format!("The data folder holds the demo company already ({held}); it is served as it is."));
        }
        return Ok(0);
    }
    prepare_touchpoints(app).await?;
    settle_company(app).await?;
    let keys = prepare_sources(app).await?;
    let now = app.clock.now().micros();
    let options = DemoOptions {
        customers: arguments.customers,
        months: arguments.months,
        seed: arguments.seed,
        until: Instant::from_micros(now - now.rem_euclid(DAY)),
    };
    let bar = output.progress(1000, "Sepehr Stores opens its books  {bar:30.cyan/dim} {percent}%  {msg}");
    let sent = send(&app.intake, keys, options, &bar).await?;
    bar.set_message("finding who is who");
    wait_until_projected(&app.store).await?;
    bar.set_message("filing the history");
    file_all(&app.store, &*app.lake).await?;
    bar.finish_and_clear();
    app.store.put_setting(LOADED, &wanted).await?;
    Ok(sent)
}

async fn send(
    intake: &Intake,
    keys: HashMap<DemoSource, String>,
    options: DemoOptions,
    bar: &indicatif::ProgressBar,
) -> Result<u64, Failure> {
    let keys = Arc::new(keys);
    let mut sending: JoinSet<Result<u64, Failure>> = JoinSet::new();
    let mut sent = 0;
    for batch in simulate(&options) {
        bar.set_position((batch.progress * 1000.0) as u64);
        if sending.len() >= IN_FLIGHT
            && let Some(done) = sending.join_next().await
        {
            sent += joined(done)?;
        }
        let (intake, keys) = (intake.clone(), keys.clone());
        sending.spawn(async move { send_one(&intake, &keys, batch).await });
    }
    while let Some(done) = sending.join_next().await {
        sent += joined(done)?;
    }
    Ok(sent)
}

fn joined(done: Result<Result<u64, Failure>, tokio::task::JoinError>) -> Result<u64, Failure> {
    done.map_err(|problem| Failure::Other(format!("loading the demo company broke off: {problem}")))?
}

async fn send_one(intake: &Intake, keys: &HashMap<DemoSource, String>, batch: DemoBatch) -> Result<u64, Failure> {
    let authorization = keys.get(&batch.source).map(String::as_str);
    loop {
        let call = IntakeCall { endpoint: Endpoint::Batch, authorization, gzipped: false, body: &batch.body };
        match intake.receive(call).await {
            Ok(answer) => match answer.dropped.first() {
                Some((index, refused)) => {
                    return Err(Failure::Other(format!(
                        "event {index} of the demo company was left out: {}",
                        refused.detail
                    )));
                }
                None => return Ok(answer.accepted as u64),
            },
            Err(IntakeRefusal::Behind { .. }) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            Err(other) => return Err(Failure::Other(format!("the demo company could not be loaded: {other:?}"))),
        }
    }
}

async fn prepare_touchpoints(app: &App) -> Result<(), Failure> {
    for touchpoint in touchpoints() {
        let touchpoint = Touchpoint {
            name: touchpoint.name.to_owned(),
            title_fa: touchpoint.title_fa.to_owned(),
            title_en: touchpoint.title_en.to_owned(),
            channel: Channel::parse(touchpoint.channel),
            stage: Some(touchpoint.stage.to_owned()),
            unit: Some(touchpoint.unit.to_owned()),
            kinds: touchpoint.kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        };
        app.store.put_touchpoint(&touchpoint).await?;
    }
    Ok(())
}

/// An `Authorization` header for each source of the company. A source that a broken-off load left is given a new key.
async fn prepare_sources(app: &App) -> Result<HashMap<DemoSource, String>, Failure> {
    let mut keys = HashMap::new();
    for source in DemoSource::ALL {
        let key = match add_source(&app.store, &*app.clock, &*app.entropy, source.name()).await {
            Ok(made) => made.write_key,
            Err(AppError::Store(StoreError::Conflict { .. })) => replaced_key(app, source.name()).await?,
            Err(other) => return Err(other.into()),
        };
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{key}:"));
        keys.insert(*source, format!("Basic {encoded}"));
    }
    Ok(keys)
}

async fn replaced_key(app: &App, name: &str) -> Result<String, Failure> {
    let held = app.store.find_or_create_source(name, SourceKind::Segment, app.clock.now()).await?;
    Ok(rotate_key(app, held.id, "demo").await?.write_key)
}

async fn sign_in_link(app: &App) -> Result<String, Failure> {
    let viewer =
        NewUser {
            email: VIEWER, name: "سپهر", password: None, role: Role::Administrator, language: Language::Persian
        };
    match add_user(&app.store, &*app.clock, &*app.entropy, viewer).await {
        Ok(_) | Err(AppError::Conflict(_) | AppError::Store(StoreError::Conflict { .. })) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(make_sign_in_link(&app.store, &*app.clock, &*app.entropy, VIEWER).await?)
}
