//! A clock that stands still until it is moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hamdel_domain::{Clock, Instant};

/// A clock that shows what it is told; clones are the same clock.
#[derive(Clone, Debug)]
pub struct FixedClock {
    micros: Arc<AtomicI64>,
}

impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { micros: Arc::new(AtomicI64::new(now.micros())) }
    }

    /// Shows `now` from here on.
    pub fn set(&self, now: Instant) {
        self.micros.store(now.micros(), Ordering::SeqCst);
    }

    /// Moves on by `micros` microseconds; back, when negative. Gives what it then shows.
    pub fn advance(&self, micros: i64) -> Instant {
        Instant::from_micros(self.micros.fetch_add(micros, Ordering::SeqCst) + micros)
    }
}

impl Default for FixedClock {
    /// Noon of 2026-03-21 in UTC, the first day of the year 1405.
    fn default() -> Self {
        Self::new(Instant::from_micros(1_774_094_400_000_000))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.micros.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_only_when_told() {
        let clock = FixedClock::default();
        assert_eq!(clock.now().to_string(), "2026-03-21T12:00:00Z");
        let same = clock.clone();
        assert_eq!(clock.advance(1_000_000), same.now());
        same.set(Instant::from_micros(5));
        assert_eq!(clock.now().micros(), 5);
    }
}
