//! Pages for people, by feature.

pub(crate) mod account;
pub(crate) mod alerts;
pub(crate) mod asking;
pub(crate) mod chart;
pub(crate) mod conditions;
pub(crate) mod contacts;
pub(crate) mod customers;
pub(crate) mod feedback;
pub(crate) mod language;
pub(crate) mod mail;
pub(crate) mod pager;
pub(crate) mod people;
pub(crate) mod profile;
pub(crate) mod pulse;
pub(crate) mod results;
pub(crate) mod scores;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod sources;
pub(crate) mod spark;
pub(crate) mod surveys;
pub(crate) mod units;
pub(crate) mod voice;
pub(crate) mod webhooks;
pub(crate) mod words;
