//! Webhooks: the company's own addresses that are told of what happened, by the Standard Webhooks specification
//! (github.com/standard-webhooks/standard-webhooks, 1.0.0).

use crate::clock::{DAY, Instant, SECOND};

/// Pauses after the first attempt and each further one, in seconds: the schedule the specification gives. After the
/// last, three days and two hours in all, a delivery is given up.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// The pause varies by up to this share of itself, so that what failed together is not tried again together.
const JITTER: f64 = 0.2;
/// How long nothing gets through until a webhook is switched off; microseconds.
const FAILS_FOR_LONG: i64 = 3 * DAY;

/// Where a webhook stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookState {
    /// It is told.
    On,
    /// Somebody switched it off.
    Off,
    /// Nothing got through for long, or the receiver said that it is gone.
    Broken,
}

impl WebhookState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::On, Self::Off, Self::Broken];

    /// The name in the database, the API and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Broken => "broken",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// When a delivery is tried again after so many attempts, the first included; `None` when it is given up. `chance`
/// lies from 0 to 1. What the receiver asks for by `Retry-After` is waited for, up to a day.
#[must_use]
pub fn next_attempt(attempts: u32, chance: f64, retry_after: Option<u32>, now: Instant) -> Option<Instant> {
    let pause = *PAUSES.get(usize::try_from(attempts).ok()?.checked_sub(1)?)?;
    let varied = (pause * SECOND) as f64 * (1.0 + JITTER * (2.0 * chance.clamp(0.0, 1.0) - 1.0));
    let asked = i64::from(retry_after.unwrap_or(0)).min(86_400) * SECOND;
    Some(now.plus_micros((varied as i64).max(asked)))
}

/// Whether a webhook is to be switched off that has failed since a moment and fails now.
#[must_use]
pub fn is_broken(failing_since: Option<Instant>, now: Instant) -> bool {
    failing_since.is_some_and(|since| now.micros_since(since) >= FAILS_FOR_LONG)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pauses_grow_vary_by_a_fifth_and_end_after_three_days(chance in 0.0..=1.0_f64) {
            let mut now = Instant::from_micros(0);
            let mut before = 0;
            for attempts in 1..=9 {
                let next = next_attempt(attempts, chance, None, now).unwrap();
                let pause = next.micros_since(now);
                let plain = PAUSES[attempts as usize - 1] * SECOND;
                prop_assert!(pause > before && (pause - plain).abs() <= plain / 5 + 1);
                (before, now) = (pause, next);
            }
            prop_assert!(next_attempt(10, chance, None, now).is_none());
            let days = now.micros() as f64 / DAY as f64;
            prop_assert!((2.4..=3.8).contains(&days), "{days}");
        }
    }

    #[test]
    fn a_receiver_may_ask_for_longer_but_not_for_ever() {
        let now = Instant::from_micros(0);
        assert_eq!(next_attempt(1, 0.5, Some(60), now).unwrap().micros(), 60 * SECOND);
        assert_eq!(next_attempt(1, 0.5, Some(u32::MAX), now).unwrap().micros(), DAY);
        assert_eq!(next_attempt(9, 0.5, Some(60), now).unwrap().micros(), DAY);
        assert!(next_attempt(0, 0.5, None, now).is_none());
    }

    #[test]
    fn three_days_of_failing_break_it() {
        let (since, now) = (Instant::from_micros(0), Instant::from_micros(3 * DAY));
        assert!(is_broken(Some(since), now));
        assert!(!is_broken(Some(since), Instant::from_micros(3 * DAY - 1)) && !is_broken(None, now));
    }
}
