//! scratch
#![allow(clippy::all, missing_docs)]
use axum::{
    ServiceExt,
    extract::Request,
    http::{HeaderValue, header},
};
use hamdel_app::{
    App, accounts::*, demo::*, intake::queue::JournalQueue, intake::segment::Endpoint, intake::*, projector::Projector,
    sources::*,
};
use hamdel_domain::{touchpoint::Touchpoint, *};
use hamdel_store::*;
use hamdel_testkit::lake::FakeLake;
use hamdel_text::*;
use std::sync::Arc;
struct C;
impl Clock for C {
    fn now(&self) -> Instant {
        Instant::from_micros(
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64
        )
    }
}
struct E(std::sync::atomic::AtomicU8);
impl Entropy for E {
    fn fill(&self, b: &mut [u8]) {
        for x in b {
            *x = self.0.fetch_add(37, std::sync::atomic::Ordering::SeqCst)
        }
    }
}
#[tokio::main]
async fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let n: u32 = std::env::args().nth(2).unwrap().parse().unwrap();
    let store = Store::open(&StoreLocation::Folder(folder.into())).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(C);
    let entropy: Arc<dyn Entropy> = Arc::new(E(Default::default()));
    let lake = Arc::new(FakeLake::default());
    let intake = Intake::new(
        Arc::new(SourceKeys::new(store.clone())),
        JournalQueue::start(store.clone()),
        clock.clone(),
        entropy.clone(),
    );
    let app = App {
        store: store.clone(),
        lake: lake.clone(),
        clock: clock.clone(),
        entropy: entropy.clone(),
        intake: intake.clone(),
        zone: Zone::TEHRAN,
    };
    if store.users().await.unwrap().is_empty() {
        add_user(
            &store,
            &*clock,
            &*entropy,
            NewUser {
                email: "m@x.ir", name: "مدیر نمونه", password: Some("12345678"), language: Language::Persian
            },
        )
        .await
        .unwrap();
        let t: Vec<Touchpoint> = touchpoints()
            .into_iter()
            .map(|t| Touchpoint {
                name: t.name.into(),
                title_fa: t.title_fa.into(),
                title_en: t.title_en.into(),
                channel: Channel::parse(t.channel),
                stage: Some(t.stage.into()),
                unit: Some(t.unit.into()),
                kinds: t.kinds.iter().map(|k| k.to_string()).collect(),
            })
            .collect();
        store.replace_touchpoints(&t).await.unwrap();
        let mut keys = std::collections::HashMap::new();
        if n > 0 {
            for batch in simulate(&DemoOptions { customers: n, months: 12, seed: 1403, until: clock.now() }) {
                if !keys.contains_key(&batch.source) {
                    let s = add_source(&store, &*clock, &*entropy, batch.source.name()).await.unwrap();
                    use base64::Engine;
                    keys.insert(
                        batch.source,
                        format!(
                            "Basic {}",
                            base64::engine::general_purpose::STANDARD.encode(format!("{}:", s.write_key))
                        ),
                    );
                }
                intake
                    .receive(IntakeCall {
                        endpoint: Endpoint::Batch,
                        authorization: keys.get(&batch.source).map(|s| s.as_str()),
                        gzipped: false,
                        body: &batch.body,
                    })
                    .await
                    .unwrap();
            }
            let k = keys.values().next().unwrap();
            for bad in ["{\"batch\":[{\"type\":\"track\",\"userId\":\"x\"},{\"type\":\"page\"}]}", "{bad"] {
                let _ = intake
                    .receive(IntakeCall {
                        endpoint: Endpoint::Batch,
                        authorization: Some(k),
                        gzipped: false,
                        body: bad.as_bytes(),
                    })
                    .await;
            }
            let mut p = Projector::new(store.clone(), clock.clone(), "x".into());
            while p.step().await.unwrap().is_some_and(|d| d.batches > 0) {}
        }
    }
    for b in store.pending_batches(Position(0), 100000).await.unwrap() {
        lake.add(b.decode().unwrap());
    }
    let link = make_sign_in_link(&store, &*clock, &*entropy, "m@x.ir").await.unwrap();
    let session = sign_in_by_link(&app, &link).await.unwrap().token;
    let router = hamdel_web::router(hamdel_web::WebState::new(app, hamdel_web::WebOptions { reload: true }).unwrap());
    let service = tower::util::MapRequestLayer::new(move |mut r: Request| {
        let q = r.uri().query().unwrap_or("").to_owned();
        let get = |n: &str| q.split('&').find_map(|p| p.strip_prefix(&format!("{n}=")).map(str::to_owned));
        let lang = get("look_lang")
            .or_else(|| {
                r.headers()
                    .get("referer")
                    .and_then(|h| h.to_str().ok())
                    .and_then(|h| h.split("look_lang=").nth(1).map(|s| s[..2].to_owned()))
            })
            .unwrap_or("fa".into());
        let theme = get("look_theme").unwrap_or_default();
        if get("out").is_none() {
            r.headers_mut().insert(
                header::COOKIE,
                HeaderValue::from_str(&format!("hamdel_session={session}; language={lang}; theme={theme}")).unwrap(),
            );
        }
        r
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8977").await.unwrap();
    println!("ready");
    use tower::Layer;
    axum::serve(listener, ServiceExt::<Request>::into_make_service(service.layer(router))).await.unwrap();
}
