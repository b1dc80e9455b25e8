//! Where the rooms meet: clock, randomness, store, lake, intake and the workers of one process.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rand::TryRngCore;
use rand::rngs::OsRng;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::watch;
use tokio::task::JoinSet;

use hamdel_app::App;
use hamdel_app::alerts::{ALERTS, AlertWatch, AlertWays};
use hamdel_app::cases::inbox::CaseWatch;
use hamdel_app::cases::{CASE_CLOCKS, CaseAcknowledger, CaseClocks, CaseTeller, CaseTexts};
use hamdel_app::filing::{FILING, Filing};
use hamdel_app::invitations::{Outbound, SENDING, Sending};
use hamdel_app::lake_context::StoreContext;
use hamdel_app::mail::{MAILBOX, MailFetcher, Mailbox};
use hamdel_app::messages::{MESSAGES, MessageSender};
use hamdel_app::objects::Objects;
use hamdel_app::projector::{PROJECTOR, Projector};
use hamdel_app::surveys::ResponseTeller;
use hamdel_app::webhooks::WebhookSender;
use hamdel_app::words::{SECOND_READING, SecondReader, SecondReadingWorker};
use hamdel_domain::clock::SECOND;
use hamdel_domain::lake::Lake;
use hamdel_domain::{Clock, Entropy, Instant};
use hamdel_lake::{DeltaLake, LakeOptions};
use hamdel_store::{Store, StoreLocation};

use crate::presence::{Presence, is_gone};

/// Where a process finds its data.
#[derive(Clone, Debug)]
pub struct Location {
    /// The data folder.
    pub folder: PathBuf,
    /// A PostgreSQL database for store and journal, instead of files in the folder.
    pub database: Option<String>,
}

/// The machine's clock.
struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the port's one implementation that reads the machine's clock"
    )]
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(problem) = OsRng.try_fill_bytes(buffer) {
            // Going on with predictable secrets would be worse than not going on.
            tracing::error!(%problem, "the operating system gives no randomness");
            std::process::abort();
        }
    }
}

/// Logs to standard error; `HAMDEL_LOG` sets what (`info`, `hamdel_app=debug` …), `HAMDEL_LOG_FORMAT=json` how.
pub fn start_logging() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("HAMDEL_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("HAMDEL_LOG_FORMAT").is_ok_and(|format| format == "json") {
        subscriber.json().init();
    } else {
        subscriber.init();
    }
}

/// The machine's clock, as the port.
pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The operating system's randomness, as the port.
pub fn entropy() -> Arc<dyn Entropy> {
    Arc::new(SystemEntropy)
}

/// Opens the store alone, for commands that need no history.
pub async fn open_store(location: &Location) -> Result<Store, hamdel_store::StoreError> {
    let place = match &location.database {
        Some(url) => StoreLocation::Postgres(url.clone()),
        None => StoreLocation::Folder(location.folder.clone()),
    };
    Store::open(&place).await
}

/// Threads of the projector and of filing.
const WORKER_THREADS: usize = 2;
/// Seconds after which what waits for the lake is filed.
pub const FILE_AFTER: u32 = 60;

/// A process at work: the use cases, and the workers behind them.
pub struct Node {
    /// The use cases.
    pub app: App,
    folder: PathBuf,
    holder: String,
    presence: Option<Presence>,
    stop: watch::Sender<bool>,
    workers: JoinSet<()>,
    /// Threads of the workers' own: summing up and filing must not hold up a thread that answers requests.
    threads: Threads,
}

/// The threads of the workers; let go without waiting, which a task must not, wherever the node is dropped.
#[derive(Default)]
struct Threads(Option<Runtime>);

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Node {
    /// Opens store and lake; the workers do not run yet.
    pub async fn open(location: &Location) -> Result<Self, hamdel_app::AppError> {
        let store = open_store(location).await?;
        let (clock, entropy) = (clock(), entropy());
        let context = Arc::new(StoreContext::new(store.clone()));
        let lake: Arc<dyn Lake> =
            Arc::new(DeltaLake::open(&location.folder.join("lake"), context, LakeOptions::new(clock.clone())).await?);
        let mut name = [0; 8];
        entropy.fill(&mut name);
        let objects = Objects::in_folder(location.folder.join("objects"));
        let app = App { objects, ..App::new(store, lake, clock, entropy) };
        let holder = format!("{}-{:016x}", std::process::id(), u64::from_le_bytes(name));
        Ok(Self {
            app,
            folder: location.folder.clone(),
            holder,
            presence: None,
            stop: watch::Sender::new(false),
            workers: JoinSet::new(),
            threads: Threads::default(),
        })
    }

    /// Starts the projector and filing; what waits for the lake is filed after `file_after` seconds at the latest.
    pub async fn start_workers(&mut self, file_after: u32) {
        self.presence = match Presence::show(&self.folder, &self.holder) {
            Ok(presence) => Some(presence),
            Err(problem) => {
                tracing::warn!(%problem, "this process cannot show that it is alive; after a crash the next one waits for its leases");
                None
            }
        };
        self.take_over_from_the_dead().await;
        let app = &self.app;
        let threads =
            Builder::new_multi_thread().worker_threads(WORKER_THREADS).thread_name("worker").enable_all().build();
        let threads = match threads {
            Ok(runtime) => self.threads.0.insert(runtime).handle().clone(),
            Err(problem) => {
                tracing::warn!(%problem, "the workers get no threads of their own and share those of the requests");
                Handle::current()
            }
        };
        let projector = Projector::new(app.store.clone(), app.clock.clone(), self.holder.clone());
        self.workers.spawn_on(projector.run(app.intake.queue().appended(), self.stop.subscribe()), &threads);
        let file_after = i64::from(file_after) * SECOND;
        let filing =
            Filing::new(app.store.clone(), app.lake.clone(), app.clock.clone(), self.holder.clone(), file_after);
        self.workers.spawn_on(filing.run(self.stop.subscribe()), &threads);
        let teller = ResponseTeller::new(self.app.clone());
        self.workers.spawn_on(teller.run(self.stop.subscribe()), &threads);
        let cases = CaseTeller::new(self.app.clone());
        self.workers.spawn_on(cases.run(self.stop.subscribe()), &threads);
        let inbox = CaseWatch::new(self.app.clone());
        self.workers.spawn_on(inbox.run(self.stop.subscribe()), &threads);
    }

    /// Starts sending invitations by these ways out; after the workers.
    pub fn start_sending(&mut self, out: Outbound) {
        let threads = self.threads.0.as_ref().map_or_else(Handle::current, |runtime| runtime.handle().clone());
        let sending = Sending::new(self.app.clone(), out, self.holder.clone());
        self.workers.spawn_on(sending.run(self.stop.subscribe()), &threads);
    }

    /// Starts what tells people: alerts, webhooks, and messages to one person; after the workers.
    pub fn start_telling(&mut self, out: Option<Outbound>, ways: AlertWays) {
        let threads = self.threads.0.as_ref().map_or_else(Handle::current, |runtime| runtime.handle().clone());
        let case_clocks = CaseClocks::new(self.app.clone(), ways.clone(), self.holder.clone());
        self.workers.spawn_on(case_clocks.run(self.stop.subscribe()), &threads);
        let watch = AlertWatch::new(self.app.clone(), ways, self.holder.clone());
        self.workers.spawn_on(watch.run(self.stop.subscribe()), &threads);
        let messages = MessageSender::new(self.app.clone(), out, self.holder.clone());
        self.workers.spawn_on(messages.run(self.stop.subscribe()), &threads);
        match WebhookSender::new(self.app.clone()) {
            Ok(webhooks) => {
                self.workers.spawn_on(webhooks.run(self.stop.subscribe()), &threads);
            }
            Err(problem) => tracing::error!(%problem, "webhooks are not called by this process"),
        }
    }

    /// Starts fetching mail that customers write; after the workers.
    pub fn start_fetching(&mut self, mailbox: Mailbox) {
        let threads = self.threads.0.as_ref().map_or_else(Handle::current, |runtime| runtime.handle().clone());
        let fetcher = MailFetcher::new(self.app.clone(), mailbox, self.holder.clone());
        self.workers.spawn_on(fetcher.run(self.stop.subscribe()), &threads);
    }

    /// Starts having comments read a second time; after the workers.
    pub fn start_second_reading(&mut self, reader: SecondReader) {
        let threads = self.threads.0.as_ref().map_or_else(Handle::current, |runtime| runtime.handle().clone());
        let worker = SecondReadingWorker::new(self.app.clone(), reader, self.holder.clone());
        self.workers.spawn_on(worker.run(self.stop.subscribe()), &threads);
    }

    /// Starts acknowledging cases; `base_url` is where customers reach this program. After the workers.
    pub fn start_acknowledging(&mut self, texts: Arc<dyn CaseTexts>, base_url: String) {
        let threads = self.threads.0.as_ref().map_or_else(Handle::current, |runtime| runtime.handle().clone());
        let acknowledger = CaseAcknowledger::new(self.app.clone(), texts, base_url);
        self.workers.spawn_on(acknowledger.run(self.stop.subscribe()), &threads);
    }

    /// Frees the leases of processes that were killed; those of the living run on.
    async fn take_over_from_the_dead(&self) {
        for lease in [PROJECTOR, FILING, SENDING, ALERTS, CASE_CLOCKS, MESSAGES, MAILBOX, SECOND_READING] {
            let freed = async {
                if let Some(holder) = self.app.store.lease_holder(lease, self.app.clock.now()).await?
                    && is_gone(&self.folder, &holder)
                {
                    self.app.store.release_lease(lease, &holder).await?;
                }
                Ok::<_, hamdel_store::StoreError>(())
            };
            if let Err(problem) = freed.await {
                tracing::warn!(%problem, lease, "a lease was not looked at and will run out by itself");
            }
        }
    }

    /// Lets the workers finish what they are at, and closes the store.
    pub async fn close(mut self) {
        self.stop.send_replace(true);
        while self.workers.join_next().await.is_some() {}
        self.app.store.close().await;
        drop(self.presence);
    }
}
