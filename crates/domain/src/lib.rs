//! Types and rules of every word of the design, and the ports through which the rest is reached.
//!
//! Nothing here reads a clock, a file, a socket or a database.

pub mod alerts;
pub mod amount;
pub mod cases;
pub mod causes;
pub mod channel;
pub mod clock;
pub mod clocks;
pub mod contact;
pub mod customer;
pub mod digits;
pub mod drop_reason;
pub mod entropy;
pub mod feedback;
pub mod identifier;
pub mod identity;
pub mod interaction;
pub mod invitations;
pub mod journal;
pub mod lake;
pub mod messages;
pub mod objects;
pub mod people;
pub mod profile;
pub mod rights;
pub mod surveys;
pub mod themes;
pub mod touchpoint;
pub mod tree;
pub mod units;
pub mod webhooks;

pub use amount::Amount;
pub use channel::Channel;
pub use clock::{Clock, Instant};
pub use customer::{CustomerId, Position, SourceId, Standing};
pub use drop_reason::DropReason;
pub use entropy::Entropy;
pub use identifier::{Identifier, IdentifierKind};
pub use interaction::{Interaction, InteractionId, RecordedInteraction};
pub use journal::{JournalBatch, JournalEntry, Rejection};
pub use profile::ProfileState;
