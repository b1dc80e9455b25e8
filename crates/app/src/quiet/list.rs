//! The list of those at risk, with what is at stake and how often the list is right.

use std::collections::HashMap;

use hamdel_domain::lake::Cell;
use hamdel_domain::rights::Right;
use hamdel_domain::{Amount, CustomerId, Instant};

use super::backtest::{Backtest, backtest};
use super::history::{DAY_MICROS, History, histories};
use super::recover::origin_of;
use super::rule::{Risk, Verdict, judge, rhythm_of};
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::pulse::{Freshness, freshness};
use crate::{App, audit};

/// Most customers in the list; the rest are counted.
pub const MOST: usize = 500;
/// What somebody spent in so many days before the last time is what is at stake.
const VALUE_DAYS: i64 = 365;

/// An amount in a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what; empty where it was not said.
    pub currency: String,
}

/// Somebody at risk.
#[derive(Clone, Debug, PartialEq)]
pub struct AtRisk {
    /// Who.
    pub customer: CustomerId,
    /// What they are called; none where that is not known, or not for the reader.
    pub name: Option<String>,
    /// The unit their last complaint went to.
    pub unit: Option<String>,
    /// Why, and what to do.
    pub risk: Risk,
    /// What they spent in the year before they fell silent.
    pub value: Option<Money>,
    /// The recovery that was begun for this silence.
    pub case: Option<i64>,
}

/// Who is at risk.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietRisk {
    /// Those at risk: who has most at stake first.
    pub at_risk: Vec<AtRisk>,
    /// How many there are in reach.
    pub count: usize,
    /// How many came once, of whom nothing is said.
    pub came_once: usize,
    /// How many were judged: they came more than once, or complained, and have not left.
    pub judged: usize,
    /// How often the list was right.
    pub backtest: Backtest,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// Those at risk as far as somebody reaches; that they were read is in the audit log.
///
/// # Errors
/// When the history cannot be read.
pub async fn quiet_risk(app: &App, who: &SignedIn) -> Result<QuietRisk, AppError> {
    let decided = app.reckoned.quiet.get(decided(app)).await?;
    let scope = who.scope(Right::ReadQuietRisk);
    let mut risks = decided.risks.clone();
    risks.retain(|(_, unit, _)| scope.holds_unit(unit.as_deref()));
    let value = values(app, &risks).await?;
    let count = risks.len();
    let stake = |customer: &CustomerId| value.get(customer).map_or(Amount::ZERO, |held| held.amount);
    risks.sort_by_key(|(customer, _, risk)| (std::cmp::Reverse(stake(customer)), risk.silent_days, *customer));
    risks.truncate(MOST);
    let numbers: Vec<CustomerId> = risks.iter().map(|(customer, ..)| *customer).collect();
    let lines = app.store.customer_lines(&numbers).await?;
    let names: HashMap<CustomerId, String> =
        lines.into_iter().filter_map(|line| Some((line.customer, line.name?))).collect();
    let personal = who.scope(Right::ReadPersonalData);
    let mut at_risk = Vec::with_capacity(risks.len());
    for (customer, unit, risk) in risks {
        let case =
            app.store.case_of_origin(&origin_of(customer, risk.silent_days, decided.at)).await?.map(|case| case.id.0);
        let name = names.get(&customer).filter(|_| personal.holds_unit(unit.as_deref())).cloned();
        at_risk.push(AtRisk { customer, name, unit, risk, value: value.get(&customer).cloned(), case });
    }
    audit::record(app, &who.actor(), "quiet_risk.listed", "customers", "").await?;
    Ok(QuietRisk {
        at_risk,
        count,
        came_once: decided.came_once,
        judged: decided.judged,
        backtest: decided.backtest.clone(),
        freshness: decided.freshness,
    })
}

async fn decided(app: &App) -> Result<Decided, AppError> {
    let (at, freshness) = (app.clock.now(), freshness(app).await?);
    let histories = histories(app, at).await?;
    let found = tokio::task::spawn_blocking(move || decide(&histories, at, freshness)).await;
    found.map_err(|problem| AppError::invalid("history", problem.to_string()))
}

/// What the rule says of everybody.
pub(crate) struct Decided {
    /// At which moment.
    at: Instant,
    freshness: Freshness,
    pub(super) risks: Vec<(CustomerId, Option<String>, Risk)>,
    pub(super) came_once: usize,
    pub(super) judged: usize,
    pub(super) backtest: Backtest,
}

pub(super) fn decide(histories: &[History], now: Instant, freshness: Freshness) -> Decided {
    let rhythm = rhythm_of(histories, now);
    let (mut risks, mut came_once, mut judged) = (Vec::new(), 0, 0);
    for history in histories {
        match judge(history, rhythm.as_ref(), now) {
            Verdict::AtRisk(risk) => {
                judged += 1;
                risks.push((history.customer, history.unit.clone(), risk));
            }
            Verdict::NoSign => judged += 1,
            Verdict::CameOnce => came_once += 1,
            Verdict::Left => {}
        }
    }
    Decided { at: now, freshness, risks, came_once, judged, backtest: backtest(histories, now) }
}

/// What each of them spent in the year before the last time.
async fn values(
    app: &App,
    risks: &[(CustomerId, Option<String>, Risk)],
) -> Result<HashMap<CustomerId, Money>, AppError> {
    if risks.is_empty() {
        return Ok(HashMap::new());
    }
    let listed = risks.iter().map(|(customer, ..)| customer.to_string()).collect::<Vec<_>>().join(", ");
    let from = app.clock.now().plus_micros(-2 * VALUE_DAYS * DAY_MICROS);
    let sql = format!(
        "SELECT i.customer_id, coalesce(i.currency, '') AS currency, CAST(sum(i.value) AS DOUBLE) AS spent \
         FROM interactions i JOIN ( \
             SELECT customer_id, max(occurred_at) AS latest FROM interactions WHERE customer_id IN ({listed}) \
             AND value IS NOT NULL GROUP BY customer_id) AS l ON l.customer_id = i.customer_id \
         WHERE i.value IS NOT NULL AND i.occurred_at >= TIMESTAMP '{from}' \
         AND i.occurred_at > l.latest - INTERVAL '{VALUE_DAYS} days' GROUP BY 1, 2 ORDER BY 1, 3 DESC"
    );
    let mut held = HashMap::new();
    for row in app.lake.query(&sql).await?.rows {
        let [Cell::Integer(customer), Cell::Text(currency), Cell::Float(spent)] = &row[..] else { continue };
        let amount = Amount::from_f64(*spent).unwrap_or_default();
        // The currency in which most was spent comes first.
        held.entry(CustomerId(*customer)).or_insert_with(|| Money { amount, currency: currency.clone() });
    }
    Ok(held)
}
