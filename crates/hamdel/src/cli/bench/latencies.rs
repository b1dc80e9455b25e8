//! How long calls took.

use std::time::Duration;

use serde_json::{Value, json};

/// Times of calls, in microseconds.
#[derive(Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// Notes a call.
    pub fn add(&mut self, took: Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    /// Takes in what somebody else noted.
    pub fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Ready to be read.
    #[must_use]
    pub fn sorted(mut self) -> Sorted {
        self.0.sort_unstable();
        Sorted(self.0)
    }
}

/// Times of calls, the shortest first.
pub struct Sorted(Vec<u32>);

impl Sorted {
    /// How many calls.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time within which a share of the calls was answered, in milliseconds; 0 without a call.
    pub fn at(&self, share: f64) -> f64 {
        let index = (self.0.len() as f64 * share) as usize;
        let held = self.0.get(index.min(self.0.len().saturating_sub(1)));
        held.map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    /// Milliseconds by name.
    pub fn json(&self) -> Value {
        json!({ "p50": self.at(0.50), "p95": self.at(0.95), "p99": self.at(0.99), "max": self.at(1.0) })
    }

    /// In words.
    pub fn words(&self) -> String {
        let (p50, p95, p99, most) = (self.at(0.50), self.at(0.95), self.at(0.99), self.at(1.0));
        format!("p50 {p50:.1} ms, p95 {p95:.1} ms, p99 {p99:.1} ms, at most {most:.0} ms")
    }
}
