//! Segments: named conditions on customers, checked, counted, and laid over scores.
//!
//! A condition is CEL over what is known of a customer: `traits` by name, `stage`, `standing` (`known` or
//! `anonymous`), `interactions` (their number), `value` (their sum, all currencies together), `days_since_first` and
//! `days_since_last`, `kinds` (how many of each kind of interaction). One that asks for what is not there is not met.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use hamdel_domain::clock::DAY;
use hamdel_domain::segments::{LONGEST_NAME, Segment, SegmentId};
use hamdel_domain::{CustomerId, Instant};
use hamdel_store::segments::WalkedCustomer;

use crate::App;
use crate::conditions::{Condition, of_customer};
use crate::error::AppError;

/// Names a condition may use.
pub const NAMES: [&str; 8] =
    ["traits", "stage", "standing", "interactions", "value", "days_since_first", "days_since_last", "kinds"];
/// Customers of one step of a walk.
const STEP: u32 = 2_000;

/// A condition, ready to be asked of customers.
#[derive(Debug)]
pub(crate) struct Prepared(Condition);

impl Prepared {
    /// Prepares a condition.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the language; and when it uses a name that is not there.
    pub(crate) fn of(condition: &str) -> Result<Self, String> {
        if condition.trim().is_empty() {
            return Err("a segment needs a condition".to_owned());
        }
        Condition::of(condition, &NAMES).map(Self)
    }

    /// Whether a customer meets it.
    ///
    /// # Errors
    /// When it gives something other than true or false.
    pub(crate) fn holds(&self, customer: &WalkedCustomer, now: Instant) -> Result<bool, String> {
        self.0.is_met(of_customer(Some(&customer.state)).into_iter().chain(besides(customer, now)))
    }
}

/// What a segment may ask beside what every condition may ask of a customer.
fn besides(customer: &WalkedCustomer, now: Instant) -> [(&'static str, Value); 4] {
    let state = &customer.state;
    let kinds: BTreeMap<&String, u64> = state.kinds.iter().map(|(kind, tally)| (kind, tally.count)).collect();
    let days = |at: Option<Instant>| at.map_or(0, |at| now.micros_since(at).max(0) / DAY);
    [
        ("standing", json!(customer.standing.as_str())),
        ("days_since_first", json!(days(state.first_seen))),
        ("days_since_last", json!(days(state.last_seen))),
        ("kinds", json!(kinds)),
    ]
}

/// Hands every customer of today on, by number.
pub(crate) async fn walk(
    app: &App,
    mut each: impl FnMut(&WalkedCustomer) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut after = CustomerId(0);
    loop {
        let walked = app.store.walk_customers(after, STEP).await?;
        let Some(last) = walked.last() else { return Ok(()) };
        after = last.customer;
        walked.iter().try_for_each(&mut each)?;
    }
}

/// Every segment by name, those put away last.
///
/// # Errors
/// When the store fails.
pub async fn segments(app: &App) -> Result<Vec<Segment>, AppError> {
    Ok(app.store.segments().await?)
}

/// How many customers there are, and how many of them meet each condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Customers of today.
    pub customers: u64,
    /// Those who meet the condition; the problem where it cannot be worked out.
    pub met: Vec<Result<u64, String>>,
}

/// Counts conditions in one walk.
///
/// # Errors
/// When the store fails.
pub async fn count(app: &App, conditions: &[String]) -> Result<Counted, AppError> {
    let now = app.clock.now();
    let prepared: Vec<Result<Prepared, String>> = conditions.iter().map(|text| Prepared::of(text)).collect();
    let mut met: Vec<Result<u64, String>> =
        prepared.iter().map(|held| held.as_ref().map(|_| 0).map_err(Clone::clone)).collect();
    let mut customers = 0;
    walk(app, |customer| {
        customers += 1;
        for (count, held) in met.iter_mut().zip(&prepared) {
            let (Ok(n), Ok(condition)) = (count.as_mut(), held) else { continue };
            match condition.holds(customer, now) {
                Ok(true) => *n += 1,
                Ok(false) => {}
                Err(problem) => *count = Err(problem),
            }
        }
        Ok(())
    })
    .await?;
    Ok(Counted { customers, met })
}

/// Makes a segment.
///
/// # Errors
/// [`AppError::Invalid`] with the field, [`AppError::Store`] when the name is taken.
pub async fn add_segment(app: &App, name: &str, condition: &str, actor: &str) -> Result<SegmentId, AppError> {
    let (name, condition) = checked(name, condition)?;
    Ok(app.store.add_segment(name, condition, actor, app.clock.now()).await?)
}

/// Changes a segment, puts it away or takes it out again.
///
/// # Errors
/// As [`add_segment`], and when there is none of that number.
pub async fn change_segment(app: &App, segment: &Segment, actor: &str) -> Result<(), AppError> {
    let (name, condition) = checked(&segment.name, &segment.condition)?;
    let changed = Segment { name: name.to_owned(), condition: condition.to_owned(), ..segment.clone() };
    Ok(app.store.change_segment(&changed, actor, app.clock.now()).await?)
}

fn checked<'t>(name: &'t str, condition: &'t str) -> Result<(&'t str, &'t str), AppError> {
    let (name, condition) = (name.trim(), condition.trim());
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(AppError::invalid("name", format!("needs 1 to {LONGEST_NAME} characters")));
    }
    Prepared::of(condition).map_err(|problem| AppError::invalid("condition", problem))?;
    Ok((name, condition))
}

#[cfg(test)]
mod tests {
    use hamdel_domain::interaction::StatedTrait;
    use hamdel_domain::{Interaction, ProfileState, Standing};

    use super::*;

    fn sara(now: Instant) -> WalkedCustomer {
        let mut state = ProfileState::default();
        state.observe(&Interaction {
            kind: "order_completed".to_owned(),
            occurred_at: now.plus_micros(-3 * DAY),
            stage: Some("use".to_owned()),
            traits: vec![StatedTrait { name: "city".to_owned(), value: "\"شیراز\"".to_owned() }],
            ..Interaction::default()
        });
        WalkedCustomer { customer: CustomerId(1), standing: Standing::Known, state }
    }

    #[test]
    fn a_condition_reads_what_is_known_and_nothing_that_is_not_there() {
        let now = Instant::from_micros(1_795_262_400_000_000);
        let sara = sara(now);
        let holds = |text: &str| Prepared::of(text).unwrap().holds(&sara, now);
        assert_eq!(holds("traits.city == 'شیراز'"), Ok(true));
        assert_eq!(holds("traits.plan == 'gold'"), Ok(false));
        assert_eq!(holds("stage == 'use' && standing == 'known' && interactions < 2"), Ok(true));
        assert_eq!(holds("days_since_last == 3 && kinds.order_completed == 1"), Ok(true));
        for wrong in ["", "1 +", "customer.age > 3"] {
            assert!(Prepared::of(wrong).is_err(), "{wrong}");
        }
    }
}
