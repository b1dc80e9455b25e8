//! What needs no session: the intake, and a sign of life.

pub(crate) mod health;
pub(crate) mod intake;
