//! What needs no session: the intake, the pages customers answer on, and a sign of life.

pub(crate) mod answering;
pub(crate) mod complaints;
pub(crate) mod embedding;
pub(crate) mod gateway;
pub(crate) mod health;
pub(crate) mod intake;
pub(crate) mod kiosk;
pub(crate) mod mail;
pub(crate) mod shared;
