//! A company with a projector and a mail server, for tests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::contact::Policy;
use hamdel_domain::interaction::StatedTrait;
use hamdel_domain::invitations::{Step, Trigger, TriggerOn, VersionPolicy};
use hamdel_domain::{Channel, Entropy, Identifier, IdentifierKind, Instant, Interaction, JournalBatch, SourceId};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;
use hamdel_testkit::postgres::PostgresDatabase;
use hamdel_testkit::smtp::SmtpSink;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    AlwaysOpen, Invitation, Outbound, SendRound, SmtpMailer, SmtpSettings, StringTemplate, StringTemplates,
    add_trigger, send_due, switch_trigger,
};
use crate::App;
use crate::intake::event::interaction_id;
use crate::mail::MailSecurity;
use crate::projector::Projector;

struct Seeded(Mutex<ChaCha8Rng>);

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(buffer);
    }
}

pub(crate) const SOURCE: SourceId = SourceId(1);

pub(crate) struct Bench {
    pub app: App,
    pub clock: FixedClock,
    pub sink: SmtpSink,
    pub out: Outbound,
    pub projector: Projector,
    _folder: tempfile::TempDir,
    _database: Option<PostgresDatabase>,
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = StoreLocation::Folder(folder.path().to_owned());
        Self::at(&location, folder, None).await
    }

    /// One on a database of its own in PostgreSQL; none where that is not installed and may be missing.
    pub async fn postgres() -> Option<Self> {
        let database = hamdel_testkit::postgres::database().unwrap()?;
        let location = StoreLocation::Postgres(database.url().to_owned());
        Some(Self::at(&location, tempfile::tempdir().unwrap(), Some(database)).await)
    }

    async fn at(location: &StoreLocation, folder: tempfile::TempDir, database: Option<PostgresDatabase>) -> Self {
        let store = Store::open(location).await.unwrap();
        let clock = FixedClock::default();
        let entropy = Arc::new(Seeded(Mutex::new(ChaCha8Rng::seed_from_u64(1))));
        let shared: Arc<FixedClock> = Arc::new(clock.clone());
        let projector = Projector::new(store.clone(), shared.clone(), "test".to_owned());
        let lake = Arc::new(FakeLake::default());
        let app = App::new(store, lake, shared, entropy);
        let sink = SmtpSink::start().await.unwrap();
        let out = outbound(sink.port());
        Self { app, clock, sink, out, projector, _folder: folder, _database: database }
    }

    /// Somebody new who works here.
    pub async fn person(&self, email: &str, role: hamdel_domain::rights::Role) -> crate::accounts::UserId {
        let language = hamdel_text::Language::English;
        let new = crate::accounts::NewUser { email, name: "Somebody", password: None, role, language };
        let app = &self.app;
        crate::accounts::add_user(&app.store, app.clock.as_ref(), app.entropy.as_ref(), new).await.unwrap()
    }

    /// No caps and no quiet hours.
    pub async fn without_rules(&self) {
        crate::contact::change_policy(&self.app, Policy::empty(), 0, "user:1").await.unwrap();
    }

    pub async fn trigger(&self, trigger: Trigger) -> i64 {
        let id = add_trigger(&self.app, trigger, "user:1").await.unwrap();
        switch_trigger(&self.app, id, true, "user:1").await.unwrap();
        id
    }

    pub async fn happens(&mut self, interactions: &[Interaction]) {
        let batch = JournalBatch {
            source: SOURCE,
            received_at: self.app.clock.now(),
            interactions: interactions.to_vec(),
            rejections: Vec::new(),
        };
        self.app.store.append_batches(&[batch]).await.unwrap();
        while self.projector.step().await.unwrap().unwrap().batches > 0 {}
    }

    pub fn order(&self, message: &str, customer: &str) -> Interaction {
        Interaction {
            id: interaction_id(SOURCE, message),
            message_id: message.to_owned(),
            source: "shop".to_owned(),
            kind: "order_delivered".to_owned(),
            occurred_at: self.app.clock.now(),
            received_at: self.app.clock.now(),
            identifiers: vec![
                Identifier::new(IdentifierKind::UserId, customer).unwrap(),
                Identifier::new(IdentifierKind::Email, &format!("{customer}@example.com")).unwrap(),
            ],
            traits: vec![StatedTrait { name: "name".to_owned(), value: "\"سارا <b>\"".to_owned() }],
            ..Interaction::default()
        }
    }

    pub async fn all(&self) -> Vec<Invitation> {
        let mut all = self.app.store.invitations_of_survey(3, None, 1_000, 0).await.unwrap();
        all.reverse();
        all
    }

    pub async fn send(&self) -> SendRound {
        send_due(&self.app, &self.out).await.unwrap()
    }

    /// The secret of the first link in the last mail after this part of an address.
    pub fn secret(&self, part: &str) -> String {
        let mail = self.sink.mails().pop().unwrap();
        let whole = mail.content.replace("=\n", "");
        let (_, rest) = whole.split_once(&format!("https://ask.example.com{part}")).unwrap();
        rest.chars().take(32).collect()
    }
}

pub(crate) fn outbound(port: u16) -> Outbound {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        credentials: None,
        hello: Some("hamdel.test".to_owned()),
        from: "همدل <ask@company.test>".to_owned(),
        reply_to: None,
        return_path: Some("bounces@company.test".to_owned()),
        step_timeout: Duration::from_millis(300),
    };
    let template = |subject: &str| StringTemplate {
        subject: subject.to_owned(),
        text: "سلام {{name}}\n{{answer_url}}\n{{unsubscribe_url}}\n".to_owned(),
        html: Some("<p>سلام {{ name }}</p><a href=\"{{answer_url}}\">x</a>".to_owned()),
    };
    let templates = StringTemplates::new().with(Step::Invitation, "fa", template("نظر شما")).with(
        Step::Reminder,
        "fa",
        template("یادآوری"),
    );
    Outbound {
        mailer: Some(Arc::new(SmtpMailer::new(settings).unwrap())),
        gateways: Vec::new(),
        templates: Arc::new(templates),
        surveys: Arc::new(AlwaysOpen),
        base_url: "https://ask.example.com".to_owned(),
        language: "fa".to_owned(),
    }
}

pub(crate) fn after_delivery() -> Trigger {
    Trigger {
        name: "after delivery".to_owned(),
        survey: 3,
        version: VersionPolicy::Latest,
        when: TriggerOn::Interaction { kind: Some("order_delivered".to_owned()), touchpoint: None },
        channel: Channel::Email,
        delay: 3_600 * SECOND,
        sample: 1_000_000,
        condition: String::new(),
        reminder_after: None,
        expires_after: 7 * DAY,
        oldest: 2 * DAY,
        language: None,
    }
}

pub(crate) fn hours(hours: i64) -> i64 {
    hours * 3_600 * SECOND
}

pub(crate) fn moment(text: &str) -> Instant {
    Instant::parse_iso(text).unwrap()
}
