//! Units and people: changed, taken back, and who is asked for what.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use hamdel_domain::Entropy;
use hamdel_domain::people::{Part, Presence};
use hamdel_domain::rights::{Role, Scope};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;
use hamdel_text::Language;
use tempfile::TempDir;

use super::*;
use crate::accounts::{SignedIn, UserId, Whence, sign_in, sign_in_by_link};
use crate::error::AppError;

/// Bytes that differ from call to call.
#[derive(Default)]
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(31);
        }
    }
}

struct Here {
    app: App,
    _folder: TempDir,
}

impl Here {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreLocation::Folder(folder.path().to_owned())).await.unwrap();
        let clock = Arc::new(FixedClock::new(hamdel_domain::Instant::parse_iso("2026-11-21T12:00:00Z").unwrap()));
        let entropy = Arc::new(Counting::default());
        let lake = Arc::new(FakeLake::default());
        Self { app: App::new(store, lake, clock, entropy), _folder: folder }
    }

    async fn unit(&self, name: &str, parent: Option<&str>) -> i64 {
        add_unit(&self.app, Some(name), &titled(name, parent), "user:1").await.unwrap().1
    }

    async fn person(&self, mailbox: &str, role: Role, parts: &[(&str, Part)], skills: &[&str]) -> UserId {
        let new = NewPerson { email: format!("{mailbox}@example.ir"), person: somebody(mailbox, role, parts, skills) };
        invite_person(&self.app, new, "user:1").await.unwrap().id
    }

    async fn available(&self, id: UserId) {
        let change = TeamChange { skills: None, presence: Some(Presence::Available) };
        change_team(&self.app, id, change, &Scope::Everything, "user:1").await.unwrap();
    }

    async fn directory(&self) -> Directory {
        Directory::of(&self.app).await.unwrap()
    }
}

fn titled(title: &str, parent: Option<&str>) -> UnitChange {
    UnitChange { title_fa: format!("{title} فا"), title_en: title.to_owned(), parent: parent.map(str::to_owned) }
}

fn somebody(name: &str, role: Role, parts: &[(&str, Part)], skills: &[&str]) -> PersonChange {
    PersonChange {
        name: name.to_owned(),
        role,
        language: Language::English,
        employee: None,
        parts: parts.iter().map(|(unit, part)| ((*unit).to_owned(), *part)).collect(),
        skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
    }
}

fn why(problem: AppError) -> (&'static str, &'static str) {
    match problem {
        AppError::Refused { field, why, .. } => (field, why),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_tree_stays_a_tree_and_every_change_can_be_taken_back() {
    let here = Here::start().await;
    let app = &here.app;
    let added = here.unit("all", None).await;
    here.unit("shops", Some("all")).await;
    let moved = change_unit(app, "shops", &titled("Shops", None), "user:1").await.unwrap();
    assert_eq!(
        why(change_unit(app, "all", &titled("a", Some("all")), "x").await.unwrap_err()),
        ("parent", "below-itself")
    );
    assert_eq!(
        why(change_unit(app, "all", &titled("a", Some("no")), "x").await.unwrap_err()),
        ("parent", "no-such-unit")
    );
    undo_unit(app, moved, "user:2").await.unwrap();
    let tree = here.directory().await;
    assert_eq!(tree.tree().get("shops").unwrap().parent.as_deref(), Some("all"));
    assert_eq!(why(undo_unit(app, moved, "user:2").await.unwrap_err()), ("unit", "changed-since"));
    assert_eq!(why(archive_unit(app, "all", true, "x").await.unwrap_err()), ("unit", "units-below"));
    let archived = archive_unit(app, "shops", true, "user:1").await.unwrap();
    assert_eq!(
        why(add_unit(app, None, &titled("New One", Some("shops")), "x").await.unwrap_err()),
        ("parent", "unit-archived")
    );
    let back = undo_unit(app, archived, "user:1").await.unwrap();
    assert!(here.directory().await.tree().get("shops").unwrap().archived_at.is_none());
    undo_unit(app, back, "user:1").await.unwrap();
    assert!(here.directory().await.tree().get("shops").unwrap().archived_at.is_some(), "an undo is undone");
    assert_eq!(why(undo_unit(app, added, "x").await.unwrap_err()), ("unit", "unit-in-use"));
    let (name, added) = add_unit(app, None, &titled("New One", None), "user:1").await.unwrap();
    assert_eq!(name, "new-one");
    undo_unit(app, added, "user:1").await.unwrap();
    assert!(here.directory().await.tree().get("new-one").is_none());
    let log = app.store.audit_log(Some("unit:shops"), None, 1).await.unwrap();
    let told: serde_json::Value = serde_json::from_str(&log[0].entry.detail).unwrap();
    assert_eq!(
        (&told["before"]["archived_at"], told["after"]["name"].as_str()),
        (&serde_json::Value::Null, Some("shops"))
    );
}

#[tokio::test]
async fn titles_are_read_in_the_language_or_the_other_one() {
    let here = Here::start().await;
    here.unit("shops", None).await;
    let change = UnitChange { title_fa: "تنها فارسی".to_owned(), title_en: String::new(), parent: None };
    add_unit(&here.app, Some("posts"), &change, "x").await.unwrap();
    let titles = crate::titles::titles(&here.app).await.unwrap();
    assert_eq!(titles.unit(Language::English, "shops"), "shops");
    assert_eq!(titles.unit(Language::Persian, "shops"), "shops فا");
    assert_eq!(titles.unit(Language::English, "posts"), "تنها فارسی");
    assert_eq!(titles.unit(Language::English, "elsewhere"), "elsewhere");
    change_unit(&here.app, "shops", &titled("Stores", None), "x").await.unwrap();
    assert_eq!(crate::titles::titles(&here.app).await.unwrap().unit(Language::English, "shops"), "Stores");
}

#[tokio::test]
async fn routing_and_escalation_find_whom_they_ask_for() {
    let here = Here::start().await;
    for (unit, parent) in [("all", None), ("shops", Some("all")), ("tehran", Some("shops")), ("post", Some("all"))] {
        here.unit(unit, parent).await;
    }
    here.person("root", Role::Administrator, &[], &[]).await;
    let boss = here.person("boss", Role::ExperienceManager, &[("all", Part::Manager)], &[]).await;
    let shops = here.person("shops", Role::UnitManager, &[("shops", Part::Manager)], &[]).await;
    let one = here.person("one", Role::Agent, &[("tehran", Part::Member)], &["english"]).await;
    let two = here.person("two", Role::Agent, &[("tehran", Part::Member), ("post", Part::Member)], &[]).await;
    for id in [one, two] {
        here.available(id).await;
    }
    let held = here.directory().await;
    assert_eq!(held.units_of(shops).into_iter().collect::<Vec<_>>(), ["shops", "tehran"]);
    assert_eq!(held.managers_of("tehran"), []);
    assert_eq!(held.nearest_managers("tehran"), [shops]);
    assert_eq!(held.managers_above("tehran"), [vec![shops], vec![boss]]);
    assert_eq!(held.managers_above("shops"), [vec![boss]]);
    assert_eq!(held.nearest_managers("unheard-of"), []);
    assert_eq!(held.available_people("tehran", None), [one, two]);
    assert_eq!(held.available_people("tehran", Some("english")), [one]);
    assert_eq!(held.available_people("shops", None), [], "only those of the unit itself");
    bar_person(&here.app, one, true, "user:1").await.unwrap();
    bar_person(&here.app, shops, true, "user:1").await.unwrap();
    let held = here.directory().await;
    assert_eq!((held.available_people("tehran", None), held.nearest_managers("tehran")), (vec![two], vec![boss]));
}

#[tokio::test]
async fn the_last_administrator_cannot_be_lost() {
    let here = Here::start().await;
    let app = &here.app;
    let first = here.person("first", Role::Administrator, &[], &[]).await;
    let demoted = somebody("first", Role::Viewer, &[], &[]);
    assert_eq!(why(change_person(app, first, demoted.clone(), "x").await.unwrap_err()), ("role", "last-administrator"));
    assert_eq!(why(bar_person(app, first, true, "x").await.unwrap_err()), ("person", "last-administrator"));
    let second = here.person("second", Role::Administrator, &[], &[]).await;
    // Two who take each other's role away at once leave one.
    let barred = tokio::join!(bar_person(app, first, true, "x"), bar_person(app, second, true, "x"));
    assert_ne!(barred.0.is_ok(), barred.1.is_ok());
}

#[tokio::test]
async fn invitations_open_once_and_bad_fields_are_named() {
    let here = Here::start().await;
    let app = &here.app;
    here.unit("shops", None).await;
    let person = somebody("sara", Role::Agent, &[("shops", Part::Member)], &["x", " x ", ""]);
    let new = NewPerson { email: "Sara@Example.ir".to_owned(), person: person.clone() };
    let invited = invite_person(app, new.clone(), "user:1").await.unwrap();
    let session = sign_in_by_link(app, &invited.token, Whence::default()).await.unwrap();
    assert_eq!(session.user.id, invited.id);
    assert!(sign_in_by_link(app, &invited.token, Whence::default()).await.is_err());
    assert_eq!(here.directory().await.person(invited.id).unwrap().skills, ["x"]);
    assert_eq!(why(invite_person(app, new, "x").await.unwrap_err()), ("email", "email-taken"));
    for (email, change, expected) in [
        ("no", person.clone(), ("email", "no-email")),
        ("a@b.ir", PersonChange { name: " ".to_owned(), ..person.clone() }, ("name", "no-person-name")),
        (
            "a@b.ir",
            PersonChange { parts: BTreeMap::from([("no".to_owned(), Part::Member)]), ..person.clone() },
            ("units", "no-such-unit"),
        ),
    ] {
        let new = NewPerson { email: email.to_owned(), person: change };
        assert_eq!(why(invite_person(app, new, "x").await.unwrap_err()), expected);
    }
    let named = PersonChange { employee: Some("سارا".to_owned()), ..person };
    change_person(app, invited.id, named.clone(), "user:1").await.unwrap();
    let other = NewPerson { email: "b@b.ir".to_owned(), person: named };
    assert_eq!(why(invite_person(app, other, "x").await.unwrap_err()), ("employee", "employee-taken"));
}

#[tokio::test]
async fn a_manager_changes_the_own_team_only() {
    let here = Here::start().await;
    here.unit("shops", None).await;
    here.unit("post", None).await;
    let own = here.person("own", Role::Agent, &[("shops", Part::Member)], &[]).await;
    let foreign = here.person("foreign", Role::Agent, &[("post", Part::Member)], &[]).await;
    let scope = Scope::Units(["shops".to_owned()].into());
    let change = TeamChange { skills: Some(vec!["b".to_owned(), "a".to_owned()]), presence: Some(Presence::Away) };
    change_team(&here.app, own, change.clone(), &scope, "user:9").await.unwrap();
    let refused = change_team(&here.app, foreign, change, &scope, "user:9").await.unwrap_err();
    assert!(matches!(refused, AppError::NotFound(_)), "{refused}");
    let held = here.directory().await;
    assert_eq!(held.person(own).unwrap().skills, ["a", "b"]);
    assert_eq!(held.within(&scope).map(|person| person.id).collect::<Vec<_>>(), [own]);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let here = Here::start().await;
    let app = &here.app;
    let id = here.person("sara", Role::Agent, &[], &[]).await;
    let mut tokens = Vec::new();
    for client in ["Firefox, Linux", "Chrome, Android"] {
        let link = new_link(app, id, "user:1").await.unwrap();
        let whence = Whence { from: None, client: Some(client) };
        tokens.push(sign_in_by_link(app, &link, whence).await.unwrap());
    }
    let who: &SignedIn = &tokens[0].user;
    let own = own_sessions(app, who, &tokens[0].token).await.unwrap();
    assert_eq!(own.iter().filter(|held| held.this).count(), 1);
    assert_eq!(own.iter().filter_map(|held| held.client.as_deref()).count(), 2);
    let short = change_password(app, who, "", "short", &tokens[0].token).await.unwrap_err();
    assert_eq!(why(short), ("password", "short-password"));
    change_password(app, who, "", "a sentence of mine", &tokens[0].token).await.unwrap();
    assert_eq!(own_sessions(app, who, &tokens[0].token).await.unwrap().len(), 1);
    let wrong = change_password(app, who, "guess", "another sentence", &tokens[0].token).await.unwrap_err();
    assert_eq!(why(wrong), ("present_password", "wrong-password"));
    sign_in(app, "sara@example.ir", "a sentence of mine", Whence::default()).await.unwrap();
}
