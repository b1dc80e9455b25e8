//! The JSON API: what pages show and do, for programs of those who are signed in. Times are ISO 8601 in UTC,
//! amounts decimal text.

pub(crate) mod account;
pub(crate) mod alerts;
pub(crate) mod asking;
pub(crate) mod case_new;
pub(crate) mod causes;
pub(crate) mod complaints;
pub(crate) mod contacts;
pub(crate) mod customers;
pub(crate) mod feedback;
pub(crate) mod mail;
pub(crate) mod people;
pub(crate) mod pulse;
pub(crate) mod results;
pub(crate) mod scores;
pub(crate) mod sources;
pub(crate) mod surveys;
pub(crate) mod themes;
pub(crate) mod units;
pub(crate) mod webhooks;
pub(crate) mod words;
