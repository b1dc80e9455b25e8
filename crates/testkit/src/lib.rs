//! Builders, fakes and spawned servers for tests.

pub mod browser;
pub mod clock;
pub mod folder;
pub mod http;
pub mod imap;
pub mod lake;
pub mod postgres;
pub mod program;
pub mod server;
pub mod skip;
pub mod smtp;

pub use skip::skip;
