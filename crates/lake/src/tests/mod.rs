//! What the history promises, held against plain lists of interactions.

mod filing;
mod queries;
mod timelines;
mod upkeep;
mod world;
