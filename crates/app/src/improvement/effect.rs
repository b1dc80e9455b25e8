//! Whether an action worked: cases of its cause before and after it was done.

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use hamdel_domain::improvement::Action;
use hamdel_stats::interval::Confidence;
use hamdel_stats::rates::{Counted, RateRatio, ratio};
use hamdel_store::cases::{CasesAsked, CauseAsked};

use crate::App;
use crate::causes::cause_tree;
use crate::error::AppError;
use crate::people::Directory;

/// Days before and, at most, after the action that are compared.
pub const WINDOW_DAYS: i64 = 90;
/// Days that must have passed since it was done.
const LEAST_DAYS: i64 = 14;
/// Cases before and after together, below which nothing is said.
const LEAST_CASES: u64 = 10;
/// Days of a month, on average.
const MONTH_DAYS: f64 = 365.25 / 12.0;

/// What came of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It is not done.
    NotDone,
    /// It names no cause, by whose cases it could be measured.
    NoCause,
    /// It is seen from this moment on.
    TooSoon(Instant),
    /// There are too few cases before and after together.
    TooFew {
        /// How many there are.
        have: u64,
        /// How many it takes.
        need: u64,
    },
    /// Cases a month, before and after.
    Measured {
        /// Before.
        before: f64,
        /// After.
        after: f64,
        /// Days after it that are counted.
        days: i64,
        /// How many times as many as before.
        ratio: RateRatio,
    },
}

impl Effect {
    /// The name in the API and the locales (`action-effect-` and this name).
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotDone => "not_done",
            Self::NoCause => "no_cause",
            Self::TooSoon(_) => "too_soon",
            Self::TooFew { .. } => "too_few",
            Self::Measured { .. } => "measured",
        }
    }
}

/// What came of an action until now.
pub(super) async fn effect(app: &App, action: &Action) -> Result<Effect, AppError> {
    let Some(done) = action.done_at else { return Ok(Effect::NotDone) };
    let Some(cause) = &action.cause else { return Ok(Effect::NoCause) };
    let now = app.clock.now();
    let ready = done.plus_micros(LEAST_DAYS * DAY);
    if now < ready {
        return Ok(Effect::TooSoon(ready));
    }
    let units = match &action.unit {
        Some(unit) => Some(Directory::of(app).await?.tree().with_all_below([unit.as_str()])),
        None => None,
    };
    let cause = CauseAsked::OneOf(cause_tree(app).await?.with_all_below([cause.as_str()]));
    let until = now.min(done.plus_micros(WINDOW_DAYS * DAY));
    let from = done.plus_micros(-WINDOW_DAYS * DAY);
    let before = CasesAsked { from: Some(from), until: Some(done), units, cause, ..CasesAsked::default() };
    let after = CasesAsked { from: Some(done), until: Some(until), ..before.clone() };
    let (before, after) = (app.store.count_cases(&before).await?, app.store.count_cases(&after).await?);
    let days = until.micros_since(done) / DAY;
    Ok(measured((before, WINDOW_DAYS), (after, days)))
}

pub(super) fn measured((before, days_before): (u64, i64), (after, days_after): (u64, i64)) -> Effect {
    let have = before + after;
    let months = |days: i64| days as f64 / MONTH_DAYS;
    let counted = (Counted::new(before, months(days_before)), Counted::new(after, months(days_after)));
    match counted {
        (Ok(one), Ok(other)) if have >= LEAST_CASES => Effect::Measured {
            before: one.rate(),
            after: other.rate(),
            days: days_after,
            ratio: ratio(one, other, Confidence::P95),
        },
        _ => Effect::TooFew { have, need: LEAST_CASES },
    }
}
