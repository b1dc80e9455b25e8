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
pub mod recovery;
pub mod reports;
pub mod results;
pub mod routing;
pub mod scores;
pub mod segments;
pub mod sources;
pub mod standing;
pub mod surveys;
pub mod titles;
pub mod tokens;
pub mod touchpoints;
pub mod webhooks;
pub mod words;

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
    pub standing: Arc<standing::Standings>,
}
