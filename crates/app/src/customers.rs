//! Customers: finding them, and the whole story of one.

mod export;
mod find;
mod profile;
mod timeline;

#[cfg(test)]
mod tests;

pub use export::{EXPORT_CHUNK, Export};
pub use find::{Count, CustomerPage, CustomerQuestion, FoundCustomer, MOST_RANKED, PER_PAGE, find_customers};
pub use hamdel_store::customers::{CustomerLine, CustomerOrder, CustomerTotal};
pub use profile::{ClaimReason, Looked, Profile, ProfileIdentifier, look_at_profile};
pub use timeline::{TimelineCursor, TimelinePage, timeline, touchpoints};
