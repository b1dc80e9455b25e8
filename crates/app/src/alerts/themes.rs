//! What customers speak of all at once is announced.

use hamdel_domain::Instant;
use hamdel_domain::alerts::{AlertWhen, KeptRule};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_store::StoreError;

use super::body::{AlertBody, RuleNamed, Why};
use super::recipients::People;
use super::watching::{AlertWays, Raising};
use crate::App;
use crate::error::AppError;
use crate::words::rising;

/// The setting that says when it was last looked.
const LOOKED: &str = "alerts.themes_looked_at";
/// How often it is looked; microseconds.
const EVERY: i64 = 3_600 * SECOND;
/// A phrase is announced once in so many days.
const ONCE_IN: i64 = 30;
/// Most phrases of one announcement round.
const MOST: usize = 5;

/// Looks once an hour for what is new or rising, where a rule asks for it.
pub(super) async fn announce_when_due(app: &App, ways: &AlertWays) -> Result<(), AppError> {
    let now = app.clock.now();
    let looked = app.store.setting(LOOKED).await?.and_then(|held| held.parse::<i64>().ok()).unwrap_or(0);
    if now.micros_since(Instant::from_micros(looked)) < EVERY {
        return Ok(());
    }
    let rules: Vec<KeptRule> = app
        .store
        .alert_rules()
        .await?
        .into_iter()
        .filter(|kept| kept.enabled_since.is_some() && kept.rule.when == AlertWhen::NewTheme)
        .collect();
    app.store.put_setting(LOOKED, &now.micros().to_string()).await?;
    if !rules.is_empty() {
        announce(app, ways, &rules).await?;
    }
    Ok(())
}

/// Announces what is new or rising in the last seven days; gives how much.
pub(super) async fn announce(app: &App, ways: &AlertWays, rules: &[KeptRule]) -> Result<usize, AppError> {
    let people = People::of(app).await?;
    let month = app.clock.now().micros().div_euclid(ONCE_IN * DAY);
    let rules: Vec<&KeptRule> = rules.iter().collect();
    let mut raised = 0;
    for said in rising(app).await?.into_iter().take(MOST) {
        let why = Why::NewTheme { phrase: said.phrase.clone(), comments: said.comments, before: said.before.0 };
        let query: String = url::form_urlencoded::byte_serialize(said.phrase.as_bytes()).collect();
        let alert = Raising {
            key: format!("theme:{}:{month}", said.phrase),
            link: format!("{}/voice/feedback?q={query}&period=7d", ways.base_url),
            interaction: None,
            customer: None,
            unit: None,
            body: AlertBody {
                rules: rules.iter().map(|kept| RuleNamed { id: kept.id, name: kept.rule.name.clone() }).collect(),
                why: vec![why],
                ..AlertBody::default()
            },
        };
        let mut tx = app.store.state().begin().await?;
        raised += usize::from(alert.raise(app, &mut tx, ways, &people, &rules).await?);
        tx.commit().await.map_err(StoreError::from)?;
    }
    Ok(raised)
}
