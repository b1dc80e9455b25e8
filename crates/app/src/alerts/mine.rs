//! The alerts of one person.

use hamdel_domain::{CustomerId, Instant};
use hamdel_store::StoreError;
use hamdel_store::alerts::Alert;

use super::body::AlertBody;
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// Alerts on a page.
const PER_PAGE: i64 = 50;

/// An alert as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertShown {
    /// Its number.
    pub id: i64,
    /// When it was raised.
    pub at: Instant,
    /// The interaction it is about.
    pub interaction: Option<String>,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// Where it happened.
    pub unit: Option<String>,
    /// What it says.
    pub body: AlertBody,
    /// Whether it was seen before.
    pub seen: bool,
}

/// How much is new for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Alerts not seen yet.
    pub count: i64,
}

/// A page of somebody's own alerts, newest first, and the number after which older ones follow.
///
/// # Errors
/// When the database fails.
pub async fn my_alerts(
    app: &App,
    who: &SignedIn,
    before: Option<i64>,
) -> Result<(Vec<AlertShown>, Option<i64>), AppError> {
    let mut held = app.store.alerts_of(who.id.0, before, PER_PAGE + 1).await?;
    let more = held.len() as i64 > PER_PAGE;
    held.truncate(PER_PAGE as usize);
    let older = held.last().filter(|_| more).map(|last| last.id);
    let shown = held.into_iter().map(shown).collect::<Result<Vec<_>, _>>()?;
    crate::audit::record(app, &who.actor(), "alerts.read", &who.actor(), "").await?;
    Ok((shown, older))
}

/// How much is new for somebody.
///
/// # Errors
/// When the database fails.
pub async fn unseen(app: &App, who: &SignedIn) -> Result<Unseen, AppError> {
    Ok(Unseen { count: app.store.unseen_alerts(who.id.0).await? })
}

/// Somebody saw all of their alerts up to and with this one.
///
/// # Errors
/// When the database fails.
pub async fn see(app: &App, who: &SignedIn, through: i64) -> Result<u64, AppError> {
    Ok(app.store.see_alerts(who.id.0, through, app.clock.now()).await?)
}

/// Whether somebody gets the e-mails that rules send them; they do unless they said otherwise.
///
/// # Errors
/// When the database fails.
pub async fn by_email(app: &App, user: i64) -> Result<bool, AppError> {
    Ok(app.store.setting(&setting(user)).await?.is_none())
}

/// Somebody chooses whether they get the e-mails; the bell on the pages stays.
///
/// # Errors
/// When the database fails.
pub async fn choose_email(app: &App, who: &SignedIn, wanted: bool) -> Result<(), AppError> {
    let name = setting(who.id.0);
    if wanted {
        app.store.remove_setting(&name).await?;
    } else {
        app.store.put_setting(&name, "off").await?;
    }
    crate::audit::record(app, &who.actor(), "alerts.email_chosen", &who.actor(), if wanted { "on" } else { "off" })
        .await
}

fn setting(user: i64) -> String {
    format!("alerts.email.{user}")
}

fn shown(alert: Alert) -> Result<AlertShown, AppError> {
    let body = serde_json::from_str(&alert.new.body).map_err(|_| StoreError::corrupt("an alert"))?;
    Ok(AlertShown {
        id: alert.id,
        at: alert.at,
        interaction: alert.new.interaction,
        customer: alert.new.customer,
        unit: alert.new.unit,
        body,
        seen: alert.seen_at.is_some(),
    })
}
