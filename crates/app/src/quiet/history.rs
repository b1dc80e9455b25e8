//! What each customer did, from the interactions.

use std::collections::HashMap;

use hamdel_domain::lake::Cell;
use hamdel_domain::{CustomerId, Instant};

use crate::App;
use crate::error::AppError;
use crate::feedback::{Comment, hear};
use crate::scores::Metric;

/// One day; microseconds.
pub(crate) const DAY_MICROS: i64 = hamdel_domain::clock::DAY;
/// Kinds that the company does, not the customer; what begins with `case_` and `message_` is the company's too.
const OF_THE_COMPANY: [&str; 12] = [
    "identify",
    "alias",
    "group",
    "campaign_sent",
    "complaint_answered",
    "delivery_dispatched",
    "delivery_arrived",
    "sample_delivered",
    "recovery_begun",
    "invitation_sent",
    "decision_made",
    "email_sent",
];
/// Kinds by which a customer complains.
const COMPLAINTS: [&str; 2] = ["complaint_made", "complaint_received"];
/// Kinds by which the company answers.
const ANSWERS: [&str; 2] = ["complaint_answered", "case_answered"];
/// A case that was taken down so soon after a complaint came in by another way is that complaint, not another one.
const SAME_WITHIN: i64 = 3 * DAY_MICROS;
/// Scores and comments are read so far back, in days.
const FEELINGS_DAYS: i64 = 400;
/// Most scores and comments that are read.
const MOST_FEELINGS: usize = 50_000;

/// A complaint and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// When it was made.
    pub at: Instant,
    /// When the company answered first.
    pub answered_at: Option<Instant>,
    /// When the customer rejected the answer, or was refused.
    pub refused_at: Option<Instant>,
}

/// How a customer felt, by a score or by words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feeling {
    /// When it was said.
    pub at: Instant,
    /// From -1 (bad) to 1 (good).
    pub polarity: f64,
}

/// What a customer did.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Who.
    pub customer: CustomerId,
    /// The days on which the customer did something, since the epoch in UTC, ascending.
    pub days: Vec<i64>,
    /// The complaints, oldest first.
    pub complaints: Vec<Complaint>,
    /// Scores and words, oldest first.
    pub feelings: Vec<Feeling>,
    /// What was spent on each day of those, in the currency in which most customers pay; oldest first.
    pub spent: Vec<(i64, f64)>,
    /// The unit the last complaint went to.
    pub unit: Option<String>,
}

impl History {
    /// What was known of it at a moment.
    #[must_use]
    pub fn known_at(&self, at: Instant) -> Self {
        let known = |moment: Option<Instant>| moment.filter(|moment| *moment < at);
        let day = day_of(at);
        let complaint = |held: &Complaint| Complaint {
            at: held.at,
            answered_at: known(held.answered_at),
            refused_at: known(held.refused_at),
        };
        Self {
            customer: self.customer,
            days: self.days.iter().copied().take_while(|held| *held < day).collect(),
            complaints: self.complaints.iter().filter(|held| held.at < at).map(complaint).collect(),
            feelings: self.feelings.iter().copied().filter(|held| held.at < at).collect(),
            spent: self.spent.iter().copied().take_while(|(held, _)| *held < day).collect(),
            unit: self.unit.clone(),
        }
    }

    /// Whether the customer did anything in a stretch of days, the first included and the last not.
    #[must_use]
    pub fn acts_within(&self, from: i64, until: i64) -> bool {
        let first = self.days.partition_point(|day| *day < from);
        self.days.get(first).is_some_and(|day| *day < until)
    }
}

/// The day of a moment, since the epoch in UTC.
pub(crate) fn day_of(at: Instant) -> i64 {
    at.micros().div_euclid(DAY_MICROS)
}

/// What every customer did, up to a moment.
///
/// # Errors
/// When the history cannot be read.
pub(crate) async fn histories(app: &App, until: Instant) -> Result<Vec<History>, AppError> {
    let mut held = days(app, until).await?;
    for (customer, (complaints, unit)) in complaints(app, until).await? {
        if let Some(history) = held.get_mut(&customer) {
            (history.complaints, history.unit) = (complaints, unit);
        }
    }
    for (customer, feeling) in feelings(app, until).await? {
        if let Some(history) = held.get_mut(&customer) {
            history.feelings.push(feeling);
        }
    }
    for (customer, day, amount) in spending(app, until).await? {
        if let Some(history) = held.get_mut(&customer) {
            history.spent.push((day, amount));
        }
    }
    let mut all: Vec<History> = held.into_values().collect();
    for history in &mut all {
        history.feelings.sort_by_key(|feeling| feeling.at);
    }
    all.sort_by_key(|history| history.customer);
    Ok(all)
}

/// One row a customer: the days as one text, so that a long history is read in one column.
async fn days(app: &App, until: Instant) -> Result<HashMap<CustomerId, History>, AppError> {
    let sql = format!(
        "SELECT customer_id, string_agg(CAST(day AS VARCHAR), ' ') AS days FROM ( \
             SELECT DISTINCT customer_id, CAST(date_part('epoch', occurred_at) AS BIGINT) / 86400 AS day \
             FROM interactions WHERE customer_id IS NOT NULL AND occurred_at < TIMESTAMP '{until}' \
             AND NOT starts_with(kind, 'case_') AND NOT starts_with(kind, 'message_') AND kind NOT IN ({})) AS active \
         GROUP BY customer_id",
        listed(&OF_THE_COMPANY)
    );
    let mut held = HashMap::new();
    for row in app.lake.query(&sql).await?.rows {
        let [Cell::Integer(customer), Cell::Text(days)] = &row[..] else { continue };
        let mut days: Vec<i64> = days.split(' ').filter_map(|day| day.parse().ok()).collect();
        days.sort_unstable();
        let customer = CustomerId(*customer);
        let (complaints, feelings, spent) = (Vec::new(), Vec::new(), Vec::new());
        let history = History { customer, days, complaints, feelings, spent, unit: None };
        held.insert(customer, history);
    }
    Ok(held)
}

type Complained = HashMap<CustomerId, (Vec<Complaint>, Option<String>)>;

async fn complaints(app: &App, until: Instant) -> Result<Complained, AppError> {
    let sql = format!(
        "SELECT customer_id, occurred_at, kind, unit, properties FROM interactions \
         WHERE customer_id IS NOT NULL AND occurred_at < TIMESTAMP '{until}' \
         AND kind IN ({}, {}, 'case_rejected') ORDER BY occurred_at, interaction_id",
        listed(&COMPLAINTS),
        listed(&ANSWERS)
    );
    let mut held = Complained::new();
    for row in app.lake.query(&sql).await?.rows {
        let [Cell::Integer(customer), Cell::Instant(at), Cell::Text(kind), unit, properties] = &row[..] else {
            continue;
        };
        let (complaints, last_unit) = held.entry(CustomerId(*customer)).or_default();
        let refuses = matches!(properties, Cell::Text(json) if json.contains(r#""decision":"refused""#));
        if happens(complaints, *at, kind, refuses)
            && let Cell::Text(unit) = unit
        {
            *last_unit = Some(unit.clone());
        }
    }
    Ok(held)
}

/// Takes one thing that happened around complaints in; says whether it was a complaint.
pub(super) fn happens(complaints: &mut Vec<Complaint>, at: Instant, kind: &str, refuses: bool) -> bool {
    if COMPLAINTS.contains(&kind) {
        let same = kind == "complaint_received"
            && complaints.last().is_some_and(|last| at.micros_since(last.at) < SAME_WITHIN);
        if !same {
            complaints.push(Complaint { at, answered_at: None, refused_at: None });
        }
        return true;
    }
    for complaint in complaints.iter_mut() {
        if ANSWERS.contains(&kind) {
            complaint.answered_at.get_or_insert(at);
        }
        if kind == "case_rejected" || refuses {
            complaint.refused_at.get_or_insert(at);
        }
    }
    false
}

async fn feelings(app: &App, until: Instant) -> Result<Vec<(CustomerId, Feeling)>, AppError> {
    let from = until.plus_micros(-FEELINGS_DAYS * DAY_MICROS);
    let sql = format!(
        "SELECT customer_id, occurred_at, metric, score, text FROM interactions \
         WHERE customer_id IS NOT NULL AND occurred_at >= TIMESTAMP '{from}' AND occurred_at < TIMESTAMP '{until}' \
         AND (score IS NOT NULL OR text <> '') AND kind NOT IN ({}) \
         ORDER BY occurred_at DESC, interaction_id LIMIT {MOST_FEELINGS}",
        listed(&COMPLAINTS)
    );
    let (mut felt, mut said) = (Vec::new(), Vec::new());
    for row in app.lake.query(&sql).await?.rows {
        let [Cell::Integer(customer), Cell::Instant(at), metric, score, text] = &row[..] else { continue };
        let customer = CustomerId(*customer);
        match (metric, score, text) {
            (Cell::Text(metric), Cell::Float(score), _) => {
                if let Some(polarity) = polarity(metric, *score) {
                    felt.push((customer, Feeling { at: *at, polarity }));
                }
            }
            (_, _, Cell::Text(text)) => said.push(comment(customer, *at, text)),
            _ => {}
        }
    }
    for heard in hear(app, said).await? {
        if let Some(customer) = heard.comment.customer {
            let polarity = f64::from(heard.understood.sentiment.polarity);
            felt.push((customer, Feeling { at: heard.comment.at, polarity }));
        }
    }
    Ok(felt)
}

/// What customers spent by day, in the currency in which most of them pay; days of a customer in order.
async fn spending(app: &App, until: Instant) -> Result<Vec<(CustomerId, i64, f64)>, AppError> {
    let paid = format!(
        "FROM interactions WHERE customer_id IS NOT NULL AND value IS NOT NULL AND occurred_at < TIMESTAMP '{until}'"
    );
    let sql =
        format!("SELECT coalesce(currency, '') AS currency, count(*) AS n {paid} GROUP BY 1 ORDER BY 2 DESC LIMIT 1");
    let rows = app.lake.query(&sql).await?.rows;
    let Some([Cell::Text(currency), _]) = rows.first().map(Vec::as_slice) else { return Ok(Vec::new()) };
    let currency = currency.replace('\'', "''");
    let sql = format!(
        "SELECT customer_id, CAST(date_part('epoch', occurred_at) AS BIGINT) / 86400 AS day, \
         CAST(sum(value) AS DOUBLE) AS spent {paid} AND coalesce(currency, '') = '{currency}' \
         GROUP BY 1, 2 ORDER BY 1, 2"
    );
    let rows = app.lake.query(&sql).await?.rows.into_iter();
    let row = |row: Vec<Cell>| match row[..] {
        [Cell::Integer(customer), Cell::Integer(day), Cell::Float(spent)] => Some((CustomerId(customer), day, spent)),
        _ => None,
    };
    Ok(rows.filter_map(row).collect())
}

/// A score as a feeling; none of a metric whose scale is not known.
pub(super) fn polarity(metric: &str, score: f64) -> Option<f64> {
    let (low, high) = Metric::parse(metric)?.scale();
    let (low, high) = (f64::from(low), f64::from(high));
    (low..=high).contains(&score).then(|| 2.0 * (score - low) / (high - low) - 1.0)
}

fn comment(customer: CustomerId, at: Instant, text: &str) -> Comment {
    Comment {
        id: String::new(),
        customer: Some(customer),
        at,
        kind: String::new(),
        source: String::new(),
        touchpoint: None,
        channel: None,
        unit: None,
        employee: None,
        score: None,
        text: text.to_owned(),
    }
}

fn listed(kinds: &[&str]) -> String {
    kinds.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ")
}
