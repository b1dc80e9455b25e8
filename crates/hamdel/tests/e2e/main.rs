//! The program from outside, as its users meet it: one binary, each test with a data folder and a port of its own.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_imports;
mod bad_intake;
mod browser;
mod clients;
mod command_line;
mod demo;
mod full_disk;
mod imports;
mod kill;
mod kill_answering;
mod kill_cases;
mod postgres;
mod support;
