//! From a draft to interactions in the journal, with a store of its own for each test.

mod answering;
mod building;
mod collected;
mod crash;
mod flow;
mod ways;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hamdel_domain::surveys::{Form, SurveyDefinition, SurveyId, read_definition};
use hamdel_domain::{Entropy, Interaction, Position};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;

use super::*;

/// Different bytes each time, the same in every run.
#[derive(Default)]
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let next = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

pub(crate) struct World {
    pub(crate) app: crate::App,
    pub(crate) clock: FixedClock,
    _folder: tempfile::TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = hamdel_testkit::folder::temporary().unwrap();
        let store = Store::open(&StoreLocation::Folder(folder.path().to_owned())).await.unwrap();
        let (clock, entropy) = (FixedClock::default(), Arc::new(Counting::default()));
        let lake = Arc::new(FakeLake::default());
        // The history holds no comment to learn from.
        lake.answer("text IS NOT NULL", Vec::new());
        let app = crate::App::new(store, lake, Arc::new(clock.clone()), entropy);
        Self { app, clock, _folder: folder }
    }

    /// A published survey of this definition.
    pub(crate) async fn published(&self, definition: SurveyDefinition) -> Survey {
        let origin = SurveyOrigin::Definition(Box::new(definition));
        let made = create_survey(&self.app, "آزمون", origin, "user:1").await.unwrap();
        self.publish(made.id).await;
        self.app.store.survey(made.id).await.unwrap().unwrap()
    }

    pub(crate) async fn publish(&self, id: SurveyId) -> i64 {
        let work = open_survey(&self.app, id).await.unwrap();
        match publish_survey(&self.app, id, work.edition, "user:1").await.unwrap() {
            Publication::Published(version) => version,
            Publication::Refused(problems) => panic!("{problems:#?}"),
        }
    }

    async fn start(&self, survey: &Survey) -> Started {
        start_response(&self.app, &StartRequest::public(&survey.public_token)).await.unwrap()
    }

    async fn save(&self, token: &str, page: &str, fields: &[(&str, &str)], towards: Towards) -> Step {
        let form = form(fields);
        let save = PageSave { token, page, form: &form, towards, language: None };
        save_page(&self.app, save).await.unwrap()
    }

    async fn next(&self, token: &str, page: &str, fields: &[(&str, &str)]) -> Step {
        self.save(token, page, fields, Towards::Next).await
    }

    /// Everything in the journal.
    async fn journal(&self) -> Vec<Interaction> {
        let entries = self.app.store.read_journal(Position(0), 1_000, 1_000).await.unwrap();
        entries.into_iter().flat_map(|entry| entry.batch.interactions).collect()
    }
}

fn form(fields: &[(&str, &str)]) -> Form {
    Form::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).unwrap()
}

fn page(step: Step) -> AnsweringPage {
    match step {
        Step::Page(page) => *page,
        Step::Closing(closing) => panic!("already at the end: {closing:?}"),
    }
}

fn closing(step: Step) -> ClosingPage {
    match step {
        Step::Closing(closing) => *closing,
        Step::Page(page) => panic!("still on {}: {:?}", page.page, page.problems),
    }
}

fn keys(page: &AnsweringPage) -> Vec<&str> {
    page.questions.iter().map(|question| question.key.as_str()).collect()
}

/// Two pages: NPS with its reason, then a choice that only critics see, and words.
fn small() -> SurveyDefinition {
    read_definition(
        r#"{
        "title": {"fa": "نظر شما", "en": "Your opinion"},
        "languages": ["fa", "en"],
        "touchpoint": "store_visit",
        "sections": [
            {"key": "first", "title": {"fa": "سلام {customer.name|دوست ما}", "en": "Hello {customer.name|friend}"}, "questions": [
                {"key": "nps", "kind": {"type": "nps"}, "required": true,
                 "text": {"fa": "ما را پیشنهاد می‌کنید؟", "en": "Would you recommend us?"}},
                {"key": "why", "kind": {"type": "text", "long": true, "about": "nps"},
                 "text": {"fa": "چرا {nps}؟", "en": "Why?"}, "condition": "nps <= 6"}
            ]},
            {"key": "second", "questions": [
                {"key": "cause", "kind": {"type": "single_choice", "other": true, "choices": [
                    {"key": "price", "text": {"fa": "قیمت", "en": "Price"}},
                    {"key": "staff", "text": {"fa": "کارکنان", "en": "Staff"}}]},
                 "required": true, "condition": "nps <= 6",
                 "text": {"fa": "به {nps} نمره دادید؛ علت چه بود؟", "en": "You gave {nps}; what was the cause?"}},
                {"key": "words", "kind": {"type": "text", "long": true},
                 "text": {"fa": "چیز دیگری؟", "en": "Anything else?"}}
            ]}
        ],
        "calculated": [{"key": "twice", "formula": "nps * 2"}],
        "closings": [
            {"key": "sorry", "condition": "twice <= 12", "title": {"fa": "متأسفیم ({nps})", "en": "Sorry"},
             "next_step": {"label": {"fa": "با ما حرف بزنید", "en": "Talk to us"}, "address": "/contact"}},
            {"key": "thanks", "title": {"fa": "سپاس", "en": "Thanks"}}
        ]
    }"#,
    )
    .unwrap()
}
