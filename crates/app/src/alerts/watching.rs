//! The worker that looks at what the projector left, and raises what the rules say.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch as stop_signal;

use hamdel_domain::alerts::KeptRule;
use hamdel_domain::clock::SECOND;
use hamdel_domain::{Channel, CustomerId, RecordedInteraction};
use hamdel_store::alerts::{NewAlert, QueuedInteractions, leave_queue, raise};
use hamdel_store::customers::ProfileRecord;
use hamdel_store::messages::{MessageState, NewMessage, Recipient, put_message};
use hamdel_store::webhooks::{WebhookEvent, tell_webhook};
use hamdel_store::{StoreError, Transaction, decode_recorded};
use hamdel_text::Understood;
use hamdel_text::sentiment::Reader;
use hamdel_text::themes::ThemeSet;
use hamdel_text::{Understanding, understand_with};

use super::body::{AlertBody, AlertMail, AlertTexts, RuleNamed, Why};
use super::matching::{Prepared, speaks};
use super::mine::by_email;
use super::recipients::People;
use super::themes;
use crate::App;
use crate::error::AppError;
use crate::feedback::learned;
use crate::messages::new_tag;
use crate::work::{Lease, Next, Rounds, under_lease};

/// The name of the lease that one process watches under.
pub const ALERTS: &str = "alerts";
/// How long that lease lasts; microseconds.
const LEASE: i64 = 60 * SECOND;
/// Rows of the queue taken in one round.
const ROUND: i64 = 20;

/// What alerts are told with.
#[derive(Clone)]
pub struct AlertWays {
    /// Writes the e-mails.
    pub texts: Arc<dyn AlertTexts>,
    /// Whether something carries e-mail.
    pub mail: bool,
    /// Where people reach this program, without a slash at the end; empty where it is not known.
    pub base_url: String,
}

/// Watches until told to stop.
pub struct AlertWatch {
    app: App,
    ways: AlertWays,
    holder: String,
}

impl AlertWatch {
    /// A watch that works for `holder`, a name no other process has.
    #[must_use]
    pub fn new(app: App, ways: AlertWays, holder: String) -> Self {
        Self { app, ways, holder }
    }

    /// Runs until told to stop. A failure is logged and tried again: the queue keeps what was not looked at.
    pub async fn run(self, stop: stop_signal::Receiver<bool>) {
        let lease = Lease::of(&self.app, ALERTS, LEASE, self.holder.clone());
        under_lease(self, lease, stop).await;
    }
}

impl Rounds for AlertWatch {
    const DOES: &'static str = "looking for alerts";
    const EVERY: Duration = Duration::from_millis(500);

    async fn round(&mut self) -> Result<Next, AppError> {
        watch(&self.app, &self.ways).await?;
        themes::announce_when_due(&self.app, &self.ways).await?;
        Ok(Next::AfterPause)
    }
}

/// Looks at what waits, and raises what the rules say; gives how many alerts. Any number of callers at once raise each
/// alert once.
///
/// # Errors
/// When the database fails; what was not looked at stays in the queue.
pub async fn watch(app: &App, ways: &AlertWays) -> Result<usize, AppError> {
    let queued = app.store.alert_queue(ROUND).await?;
    if queued.is_empty() {
        return Ok(0);
    }
    let rules = app.store.alert_rules().await?.into_iter().filter(|rule| rule.enabled_since.is_some());
    let rules: Vec<Prepared> = rules.map(Prepared::of).collect();
    let people = People::of(app).await?;
    let mut raised = 0;
    for row in queued {
        raised += look_at(app, ways, &rules, &people, row).await?;
    }
    Ok(raised)
}

async fn look_at(
    app: &App,
    ways: &AlertWays,
    rules: &[Prepared],
    people: &People,
    row: QueuedInteractions,
) -> Result<usize, AppError> {
    let rows = match decode_recorded(&row.payload) {
        Ok(rows) => rows,
        Err(problem) => {
            // Damaged for good: the rest must not wait behind it.
            tracing::error!(%problem, queue = row.id, "a row of the queue of alerts cannot be read and is left out");
            Vec::new()
        }
    };
    let read = read(app, rows).await?;
    let customers = customers(app, rules, &read.rows).await?;
    let mut found: Vec<Found<'_>> = Vec::new();
    let now = app.clock.now();
    for (row, understood) in &read.rows {
        let customer = row.customer.and_then(|customer| customers.get(&customer));
        let spoke: Vec<(&KeptRule, Why)> = rules
            .iter()
            .filter(|rule| rule.kept.concerns(&row.interaction, now))
            .filter_map(|rule| {
                Some((&rule.kept, speaks(rule, &row.interaction, understood.as_ref(), &read.themes, customer)?))
            })
            .collect();
        if !spoke.is_empty() {
            found.push(Found { row, spoke });
        }
    }
    let mut tx = app.store.state().begin().await?;
    if !leave_queue(&mut tx, row.id).await? {
        return Ok(0);
    }
    let mut raised = 0;
    for one in &found {
        raised += usize::from(one.raise(app, &mut tx, ways, people).await?);
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(raised)
}

/// Interactions with what is understood of their words.
struct Read {
    rows: Vec<(RecordedInteraction, Option<Understood>)>,
    themes: ThemeSet,
}

/// Reads words away from the threads that answer requests. Where what was learned cannot be had, the lexicon reads: an
/// alert must not wait for the history.
async fn read(app: &App, rows: Vec<RecordedInteraction>) -> Result<Read, AppError> {
    let learned = match learned(app).await {
        Ok(learned) => Some(learned),
        Err(problem) => {
            tracing::warn!(%problem, "what was learned of comments cannot be had; alerts are read by the lexicon");
            None
        }
    };
    let reading = tokio::task::spawn_blocking(move || {
        let plain = Understanding::default();
        let understanding = learned.as_ref().map_or(&plain, |learned| &learned.understanding);
        let mut reader = Reader::new();
        let rows = rows.into_iter().map(|row| {
            let text = row.interaction.text.as_deref().filter(|text| !text.trim().is_empty());
            let understood = text.map(|text| understand_with(&mut reader, text, understanding));
            (row, understood)
        });
        Read { rows: rows.collect(), themes: understanding.themes.clone() }
    });
    reading.await.map_err(|_| AppError::invalid("text", "could not be understood"))
}

/// The profiles that conditions ask for; none where no rule has one.
async fn customers(
    app: &App,
    rules: &[Prepared],
    rows: &[(RecordedInteraction, Option<Understood>)],
) -> Result<HashMap<CustomerId, ProfileRecord>, AppError> {
    let mut known = HashMap::new();
    if rules.iter().all(|rule| rule.kept.rule.condition.trim().is_empty()) {
        return Ok(known);
    }
    let wanted: BTreeSet<CustomerId> = rows.iter().filter_map(|(row, _)| row.customer).collect();
    for customer in wanted {
        let Some(today) = app.store.customer_today(customer).await? else { continue };
        match app.store.profile_record(today).await {
            Ok(record) => drop(known.insert(customer, record)),
            Err(StoreError::NotFound { .. }) => {}
            Err(problem) => return Err(problem.into()),
        }
    }
    Ok(known)
}

/// An interaction of which rules speak.
struct Found<'r> {
    row: &'r RecordedInteraction,
    spoke: Vec<(&'r KeptRule, Why)>,
}

impl Found<'_> {
    async fn raise(
        &self,
        app: &App,
        tx: &mut Transaction,
        ways: &AlertWays,
        people: &People,
    ) -> Result<bool, AppError> {
        let one = &self.row.interaction;
        let id = one.id.to_string();
        let alert = Raising {
            key: format!("interaction:{id}"),
            link: format!("{}/voice/feedback/{id}?at={}", ways.base_url, one.occurred_at.micros()),
            interaction: Some(id),
            customer: self.row.customer,
            unit: one.unit.clone(),
            body: AlertBody {
                rules: self
                    .spoke
                    .iter()
                    .map(|(kept, _)| RuleNamed { id: kept.id, name: kept.rule.name.clone() })
                    .collect(),
                why: self.spoke.iter().map(|(_, why)| why.clone()).collect(),
                text: one.text.clone(),
                occurred_at: Some(one.occurred_at.micros()),
                kind: Some(one.kind.clone()),
                touchpoint: one.touchpoint.clone(),
                channel: one.channel.map(Channel::as_str).map(str::to_owned),
                employee: one.employee.clone(),
                metric: one.metric.clone(),
                score: one.score,
            },
        };
        let rules: Vec<&KeptRule> = self.spoke.iter().map(|(kept, _)| *kept).collect();
        alert.raise(app, tx, ways, people, &rules).await
    }
}

/// An alert on its way to everybody it is for.
pub(crate) struct Raising {
    pub(crate) key: String,
    pub(crate) link: String,
    pub(crate) interaction: Option<String>,
    pub(crate) customer: Option<CustomerId>,
    pub(crate) unit: Option<String>,
    pub(crate) body: AlertBody,
}

/// Whom an alert reaches, and by which ways.
#[derive(Default)]
pub(crate) struct Told {
    /// Who sees it on the pages.
    pub(crate) page: BTreeSet<i64>,
    /// Who gets an e-mail.
    pub(crate) mail: BTreeSet<i64>,
    /// The webhooks that are told.
    pub(crate) webhooks: BTreeSet<i64>,
}

impl Raising {
    /// Raises it for those whom rules name; `false` when it was raised before.
    pub(super) async fn raise(
        &self,
        app: &App,
        tx: &mut Transaction,
        ways: &AlertWays,
        people: &People,
        rules: &[&KeptRule],
    ) -> Result<bool, AppError> {
        let mut told = Told::default();
        for kept in rules {
            let users = people.told(&kept.rule.to, self.unit.as_deref());
            if kept.rule.email {
                told.mail.extend(&users);
            }
            told.page.extend(users);
            told.webhooks.extend(&kept.rule.webhooks);
        }
        self.tell(app, tx, ways, people, &told).await
    }

    /// Raises it with its notices, e-mails and calls of webhooks; `false` when it was raised before.
    pub(crate) async fn tell(
        &self,
        app: &App,
        tx: &mut Transaction,
        ways: &AlertWays,
        people: &People,
        told: &Told,
    ) -> Result<bool, AppError> {
        let now = app.clock.now();
        let body = serde_json::to_string(&self.body).map_err(|_| StoreError::corrupt("an alert to be written"))?;
        let new = NewAlert {
            key: self.key.clone(),
            interaction: self.interaction.clone(),
            customer: self.customer,
            unit: self.unit.clone(),
            body,
        };
        let users: Vec<i64> = told.page.iter().copied().collect();
        let Some(id) = raise(tx, &new, &users, now).await? else { return Ok(false) };
        for user in told.mail.iter().filter(|_| ways.mail) {
            self.mail(app, tx, ways, people, *user).await?;
        }
        let event = self.event(id, now);
        for webhook in &told.webhooks {
            tell_webhook(tx, *webhook, &event, now).await?;
        }
        Ok(true)
    }

    async fn mail(
        &self,
        app: &App,
        tx: &mut Transaction,
        ways: &AlertWays,
        people: &People,
        user: i64,
    ) -> Result<(), AppError> {
        let Some(user) = people.user(user) else { return Ok(()) };
        if !by_email(app, user.id.0).await? {
            return Ok(());
        }
        let language = user.language;
        let (unit, link) = (self.unit.as_deref(), self.link.clone());
        let written = ways.texts.write(&AlertMail { language, body: &self.body, unit, link });
        let message = NewMessage {
            key: format!("alert:{}:{}", self.key, user.id.0),
            to: Recipient::Colleague(user.id.0),
            channel: Channel::Email,
            address: user.email.clone(),
            subject: written.subject,
            text: written.text,
            html: None,
            about: self.key.clone(),
            tag: new_tag(app),
            made_by: "system".to_owned(),
        };
        put_message(tx, &message, MessageState::Ready, app.clock.now()).await?;
        Ok(())
    }

    fn event(&self, id: i64, now: hamdel_domain::Instant) -> WebhookEvent {
        let payload = serde_json::json!({
            "type": "alert.raised", "timestamp": now.to_string(),
            "data": {
                "alert": id, "rules": self.body.rules, "why": self.body.why, "interaction_id": self.interaction,
                "customer_id": self.customer.map(|customer| customer.0), "unit": self.unit, "text": self.body.text,
                "kind": self.body.kind, "touchpoint": self.body.touchpoint, "channel": self.body.channel,
                "employee": self.body.employee, "metric": self.body.metric, "score": self.body.score,
                "link": self.link,
            },
        });
        WebhookEvent { id: format!("alert_{id}"), kind: "alert.raised".to_owned(), payload: payload.to_string() }
    }
}
