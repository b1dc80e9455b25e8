//! Use cases by feature.
//!
//! A handler or a command calls one of these; they ask the store and, through its port, the lake.

pub mod accounts;
pub mod alerts;
pub mod analyse;
pub mod audit;
pub mod canned;
pub mod cases;
pub mod causes;
pub mod clocks;
pub mod conditions;
pub mod contact;
pub mod customers;
pub mod demo;
pub mod employees;
pub mod feedback;
pub mod filing;
pub mod http_out;
pub mod imports;
pub mod improvement;
pub mod intake;
pub mod invitations;
pub mod mail;
pub mod messages;
pub mod objects;
pub mod people;
pub mod projector;
pub mod pulse;
pub mod quiet;
pub mod reckoned;
pub mod recovery;
pub mod reports;
pub mod results;
pub mod routing;
pub mod scores;
pub mod segments;
pub mod sources;
pub mod surveys;
pub mod titles;
pub mod tokens;
pub mod touchpoints;
pub mod webhooks;
pub mod words;
mod work;

mod error;
pub mod lake_context;

use std::sync::Arc;

use hamdel_domain::lake::Lake;
use hamdel_domain::{Clock, Entropy};
use hamdel_store::Store;
use hamdel_text::calendar::Zone;

pub use error::{AppError, ErrorCode};

/// What every use case works with; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Operational state and journal.
    pub store: Store,
    /// Interaction history.
    pub lake: Arc<dyn Lake>,
    /// The present moment.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The intake of this process.
    pub intake: intake::Intake,
    /// The company's time zone.
    pub zone: Zone,
    /// What was learned of the company's comments.
    pub learning: feedback::SharedLearning,
    /// The open cases, and who listens to their changes.
    pub inbox: Arc<cases::inbox::Inbox>,
    /// What units and touchpoints are called.
    pub titles: Arc<titles::SharedTitles>,
    /// Published versions of surveys that were read.
    pub versions: Arc<surveys::SharedVersions>,
    /// What was learned of the company's cases.
    pub case_memory: cases::SharedCaseMemory,
    /// Files that belong to no row.
    pub objects: objects::Objects,
    /// Results from the whole history that stand for a while.
    pub reckoned: Arc<reckoned::Reckonings>,
}

impl App {
    /// What use cases work with over these ports, with an intake of its own, in the time of Tehran. Nothing is learned
    /// or read yet, and there is no place for objects.
    ///
    /// # Panics
    /// Outside of a runtime: the journal is written by a task.
    #[must_use]
    pub fn new(store: Store, lake: Arc<dyn Lake>, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let keys = Arc::new(sources::SourceKeys::new(store.clone()));
        let queue = intake::queue::JournalQueue::start(store.clone());
        Self {
            intake: intake::Intake::new(keys, queue, clock.clone(), entropy.clone()),
            store,
            lake,
            clock,
            entropy,
            zone: Zone::TEHRAN,
            learning: Arc::default(),
            inbox: Arc::default(),
            titles: Arc::default(),
            versions: Arc::default(),
            case_memory: Arc::default(),
            objects: objects::Objects::default(),
            reckoned: Arc::default(),
        }
    }
}
