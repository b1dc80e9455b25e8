//! Builders, fakes and spawned servers for tests.

pub mod clock;
pub mod folder;
pub mod postgres;
