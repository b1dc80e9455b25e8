use hamdel_domain::people::{Part, Presence};
use hamdel_domain::rights::Role;
use hamdel_domain::units::Unit;
use hamdel_store::audit::{AuditEntry, AuditQuestion};
use hamdel_store::users::{NewUser, User, UserId};
use hamdel_store::{StoreError, audit, people, sessions, units};

use crate::place::{Place, at};

async fn sara(place: &Place) -> User {
    let new = NewUser {
        email: "Sara@Example.ir",
        name: "سارا",
        password_hash: Some("$argon2id$…"),
        role: Role::Administrator,
        language: "fa",
    };
    place.store.create_user(new, at(0)).await.unwrap()
}

pub async fn users(place: &Place) {
    let store = &place.store;
    let sara = sara(place).await;
    assert_eq!(sara.email, "sara@example.ir");
    let again = NewUser { email: "SARA@example.ir", name: "", password_hash: None, role: Role::Viewer, language: "en" };
    assert!(matches!(store.create_user(again, at(1)).await, Err(StoreError::Conflict { .. })));
    let omid = store.create_user(NewUser { email: "omid@example.ir", ..again }, at(1)).await.unwrap();
    assert_eq!(store.user_by_email("sara@EXAMPLE.ir").await.unwrap().as_ref(), Some(&sara));
    assert_eq!(store.user(omid.id).await.unwrap().as_ref(), Some(&omid));
    assert_eq!(store.users().await.unwrap(), [sara, omid.clone()]);
    store.set_language(omid.id, "fa").await.unwrap();
    store.set_password(omid.id, "hash").await.unwrap();
    store.disable_user(omid.id, Some(at(3))).await.unwrap();
    let omid = store.user(omid.id).await.unwrap().unwrap();
    assert_eq!((omid.role, omid.language.as_str()), (Role::Viewer, "fa"));
    assert_eq!((omid.password_hash.as_deref(), omid.disabled_at), (Some("hash"), Some(at(3))));
    store.disable_user(omid.id, None).await.unwrap();
    assert_eq!(store.user(omid.id).await.unwrap().unwrap().disabled_at, None);
    assert!(matches!(store.disable_user(UserId(99), None).await, Err(StoreError::NotFound { .. })));
    assert!(matches!(store.set_password(UserId(99), "x").await, Err(StoreError::NotFound { .. })));
}

pub async fn sessions(place: &Place) {
    let store = &place.store;
    let sara = sara(place).await;
    for token in ["t1", "t2"] {
        store.start_session(token, sara.id, at(0), at(100), None).await.unwrap();
    }
    assert!(store.start_session("t3", UserId(99), at(0), at(100), None).await.is_err());
    let session = store.session("t1", at(50)).await.unwrap().unwrap();
    assert_eq!((session.user, session.expires_at, session.last_used_at), (sara.clone(), at(100), at(0)));
    assert_eq!(store.session("t1", at(100)).await.unwrap(), None);
    store.touch_session("t1", at(50), at(200)).await.unwrap();
    let session = store.session("t1", at(150)).await.unwrap().unwrap();
    assert_eq!((session.created_at, session.expires_at, session.last_used_at), (at(0), at(200), at(50)));
    store.start_session("t5", sara.id, at(140), at(300), Some("Firefox, Linux")).await.unwrap();
    let mut transaction = store.state().begin().await.unwrap();
    let own = sessions::sessions_of(&mut transaction, sara.id, at(120)).await.unwrap();
    assert_eq!(own.iter().map(|held| held.token_hash.as_str()).collect::<Vec<_>>(), ["t5", "t1"]);
    assert_eq!((own[0].client.as_deref(), own[1].client.as_deref()), (Some("Firefox, Linux"), None));
    assert_eq!(sessions::end_other_sessions(&mut transaction, sara.id, "t1").await.unwrap(), 2);
    transaction.commit().await.unwrap();
    assert_eq!(store.session("t5", at(150)).await.unwrap(), None);
    store.start_session("t2", sara.id, at(0), at(100), None).await.unwrap();
    store.end_session("t1").await.unwrap();
    assert_eq!(store.session("t1", at(50)).await.unwrap(), None);
    store.disable_user(sara.id, Some(at(60))).await.unwrap();
    store.disable_user(sara.id, None).await.unwrap();
    assert_eq!(store.session("t2", at(60)).await.unwrap(), None, "barring a user ends the session");
    store.start_session("t4", sara.id, at(0), at(100), None).await.unwrap();
    store.prune_sign_ins(at(99), at(0)).await.unwrap();
    assert!(store.session("t4", at(50)).await.unwrap().is_some());
    store.prune_sign_ins(at(100), at(0)).await.unwrap();
    assert_eq!(store.session("t4", at(50)).await.unwrap(), None);
}

pub async fn a_link_opens_once(place: &Place) {
    let store = &place.store;
    let sara = sara(place).await;
    store.create_sign_in_link("old", sara.id, at(10)).await.unwrap();
    assert_eq!(store.use_sign_in_link("old", at(10)).await.unwrap(), None);
    assert_eq!(store.use_sign_in_link("never", at(0)).await.unwrap(), None);
    store.create_sign_in_link("link", sara.id, at(100)).await.unwrap();
    store.disable_user(sara.id, Some(at(0))).await.unwrap();
    assert_eq!(store.use_sign_in_link("link", at(1)).await.unwrap(), None);
    store.disable_user(sara.id, None).await.unwrap();
    let uses = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.use_sign_in_link("link", at(1)).await.unwrap() })
    });
    let mut opened = Vec::new();
    for used in uses.collect::<Vec<_>>() {
        opened.extend(used.await.unwrap());
    }
    assert_eq!(opened, [sara.id]);
}

pub async fn failures_are_counted(place: &Place) {
    let store = &place.store;
    for second in [0, 1, 70, 200] {
        store.record_sign_in_failure("sara@example.ir", at(second)).await.unwrap();
    }
    assert_eq!(store.sign_in_failures("sara@example.ir", at(0)).await.unwrap(), 4);
    assert_eq!(store.sign_in_failures("sara@example.ir", at(60)).await.unwrap(), 2);
    assert_eq!(store.sign_in_failures("omid@example.ir", at(0)).await.unwrap(), 0);
    store.prune_sign_ins(at(0), at(60)).await.unwrap();
    assert_eq!(store.sign_in_failures("sara@example.ir", at(0)).await.unwrap(), 2);
    store.clear_sign_in_failures("sara@example.ir").await.unwrap();
    assert_eq!(store.sign_in_failures("sara@example.ir", at(0)).await.unwrap(), 0);
}

pub async fn audit_log(place: &Place) {
    let store = &place.store;
    let entry = |number: i64| AuditEntry {
        at: at(number),
        actor: "user:1".to_owned(),
        action: "customer.read".to_owned(),
        subject: format!("customer:{}", number % 2),
        detail: "{}".to_owned(),
    };
    for number in 0..3 {
        store.record_audit(&entry(number)).await.unwrap();
    }
    let mut transaction = store.state().begin().await.unwrap();
    audit::append(&mut transaction, &entry(3)).await.unwrap();
    transaction.commit().await.unwrap();
    let mut transaction = store.state().begin().await.unwrap();
    audit::append(&mut transaction, &entry(4)).await.unwrap();
    drop(transaction);
    let page = store.audit_log(None, None, 3).await.unwrap();
    assert_eq!(page.iter().map(|record| record.entry.clone()).collect::<Vec<_>>(), [entry(3), entry(2), entry(1)]);
    assert_eq!(store.audit_log(None, Some(page[2].id), 3).await.unwrap()[0].entry, entry(0));
    let one = store.audit_log(Some("customer:0"), None, 9).await.unwrap();
    assert_eq!(one.iter().map(|record| record.entry.clone()).collect::<Vec<_>>(), [entry(2), entry(0)]);
}

pub async fn audit_pages(place: &Place) {
    let store = &place.store;
    let mut transaction = store.state().begin().await.unwrap();
    for number in 0..60 {
        let entry = AuditEntry {
            at: at(number * 10),
            actor: if number % 10 == 0 { "user:2" } else { "user:1" }.to_owned(),
            action: if number % 3 == 0 { "unit.changed" } else { "customer.read" }.to_owned(),
            subject: format!("customer:{}", number % 4),
            detail: number.to_string(),
        };
        audit::append(&mut transaction, &entry).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let some = |text: &str| Some(text.to_owned());
    let all = AuditQuestion::default();
    for (question, expected) in [
        (AuditQuestion { actor: some("user:2"), ..all.clone() }, vec![50, 40, 30, 20, 10, 0]),
        (AuditQuestion { actor: some("user:2"), action: some("unit.changed"), ..all.clone() }, vec![30, 0]),
        (
            AuditQuestion {
                actor: some("user:2"),
                action: some("unit.changed"),
                subject: some("customer:2"),
                ..all.clone()
            },
            vec![30],
        ),
        (AuditQuestion { since: Some(at(570)), ..all.clone() }, vec![59, 58, 57]),
        (AuditQuestion { until: Some(at(30)), ..all.clone() }, vec![2, 1, 0]),
        (
            AuditQuestion { actor: some("user:2"), since: Some(at(100)), until: Some(at(300)), ..all.clone() },
            vec![20, 10],
        ),
        (AuditQuestion { since: Some(at(9_000)), ..all.clone() }, vec![]),
        (AuditQuestion { until: Some(at(0)), ..all.clone() }, vec![]),
    ] {
        // By pages of two, with nothing twice and nothing left out.
        let mut told = Vec::new();
        let mut before = None;
        loop {
            let page = store.audit_page(&AuditQuestion { before, ..question.clone() }, 2).await.unwrap();
            told.extend(page.records.iter().map(|record| record.entry.detail.parse::<i64>().unwrap()));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(told, expected, "{question:?}");
    }
    let (actions, actors) = store.audit_names().await.unwrap();
    assert_eq!(
        (actions, actors),
        (vec!["customer.read".into(), "unit.changed".into()], vec!["user:1".into(), "user:2".into()])
    );
}

pub async fn presence(place: &Place) {
    let store = &place.store;
    let sara = sara(place).await;
    store.start_session("t1", sara.id, at(0), at(100), None).await.unwrap();
    assert_eq!(store.session("t1", at(1)).await.unwrap().unwrap().presence, Presence::Off);
    for (presence, now, before) in [
        (Presence::Away, 2, Presence::Off),
        (Presence::Away, 3, Presence::Away),
        (Presence::Available, 4, Presence::Away),
    ] {
        let mut transaction = store.state().begin().await.unwrap();
        assert_eq!(people::put_presence(&mut transaction, sara.id, presence, at(now)).await.unwrap(), before);
        transaction.commit().await.unwrap();
    }
    let held = store.presences().await.unwrap()[&sara.id];
    assert_eq!((held.presence, held.since), (Presence::Available, Some(at(4))));
    assert_eq!(store.session("t1", at(5)).await.unwrap().unwrap().presence, Presence::Available);
}

pub async fn units(place: &Place) {
    let store = &place.store;
    let sara = sara(place).await;
    let unit = |name: &str, parent: Option<&str>| Unit {
        name: name.to_owned(),
        title_fa: "ب".to_owned(),
        title_en: "b".to_owned(),
        parent: parent.map(str::to_owned),
        archived_at: None,
    };
    let mut transaction = store.state().begin().await.unwrap();
    for new in [unit("all", None), unit("shops", Some("all")), unit("tehran", Some("shops")), unit("post", Some("all"))]
    {
        units::add_unit(&mut transaction, &new).await.unwrap();
    }
    let parts = [("shops".to_owned(), Part::Manager)];
    units::replace_parts(&mut transaction, sara.id, &parts).await.unwrap();
    transaction.commit().await.unwrap();
    let mut reached = store.units_reached(sara.id).await.unwrap();
    reached.sort_unstable();
    assert_eq!(reached, ["shops", "tehran"]);
    let mut transaction = store.state().begin().await.unwrap();
    for used in ["all", "shops"] {
        let refused = units::remove_unit(&mut transaction, used).await;
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{used}");
    }
    units::remove_unit(&mut transaction, "post").await.unwrap();
    assert!(matches!(units::remove_unit(&mut transaction, "post").await, Err(StoreError::NotFound { .. })));
    transaction.commit().await.unwrap();
    assert_eq!(store.units().await.unwrap().len(), 3);
}
