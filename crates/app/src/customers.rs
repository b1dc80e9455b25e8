//! Customers: finding them, and the whole story of one.

mod export;
mod find;
mod known_traits;
mod profile;
mod search;
mod sight;
mod timeline;
mod trait_sources;
mod walk;
mod workbook;

#[cfg(test)]
mod tests;

pub(crate) use export::harmless;
pub use export::{CsvExport, EXPORT_CHUNK, Export};
pub use find::{
    Count, CustomerPage, CustomerQuestion, FoundCustomer, MOST_RANKED, MOST_SELECTED, MOST_SORTED, PER_PAGE, Seen,
    find_customers, look_through_customers,
};
pub use hamdel_store::customers::{CustomerLine, CustomerOrder, CustomerTotal};
pub use known_traits::{KnownTrait, known_traits};
pub use profile::{ClaimReason, Looked, Profile, ProfileIdentifier, look_at_profile};
pub use sight::Sight;
pub use timeline::{TimelineCursor, TimelinePage, timeline, touchpoints};
pub use trait_sources::{TraitSource, trait_sources};
pub use workbook::{MOST_IN_WORKBOOK, WorkbookWords, workbook};
