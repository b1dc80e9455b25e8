//! Routes, pages, the JSON API and the public intake over HTTP.
//!
//! One request: [`router`] names it, the reader is made out ([`reader`]), a handler of a few lines calls one
//! use case of `hamdel-app`, and its answer becomes a typed page context or JSON. What goes wrong travels as
//! [`error::Failure`] and becomes an answer in one place.

mod api;
mod assets;
mod compress;
mod emails;
mod error;
mod guard;
mod navigation;
mod pages;
mod params;
mod public;
mod reader;
mod router;
mod routes;
mod shell;
mod state;
mod templates;
mod texts;

#[cfg(test)]
mod tests;

pub use emails::Emails;
pub use router::router;
pub use state::{SetupError, WebOptions, WebState};
