//! Pages for people, by feature.

pub(crate) mod chart;
pub(crate) mod customers;
pub(crate) mod language;
pub(crate) mod profile;
pub(crate) mod pulse;
pub(crate) mod scores;
pub(crate) mod sign_in;
pub(crate) mod sources;
pub(crate) mod spark;
