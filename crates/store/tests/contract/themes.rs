//! Themes, their changes, corrections and second readings.

use hamdel_domain::themes::{KeptTheme, ThemeAction};
use hamdel_store::StoreError;
use hamdel_store::second_readings::StoredReading;
use hamdel_store::themes::{StoredCorrection, put_theme, rise, themes_in, undo_theme};

use crate::place::{Place, at};

fn theme(key: &str, name: &str, parent: Option<&str>) -> KeptTheme {
    KeptTheme {
        key: key.to_owned(),
        name_fa: name.to_owned(),
        name_en: name.to_owned(),
        parent: parent.map(str::to_owned),
        include: vec!["دیر رسید".to_owned(), "a \"quote\"".to_owned()],
        exclude: Vec::new(),
        hidden: false,
    }
}

async fn put(place: &Place, before: Option<&KeptTheme>, after: &KeptTheme, action: ThemeAction) -> i64 {
    let mut tx = place.store.state().begin().await.unwrap();
    rise(&mut tx).await.unwrap();
    let id = put_theme(&mut tx, before, after, action, ("user:1", at(1))).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn undo(place: &Place, id: i64) -> Result<Option<KeptTheme>, StoreError> {
    let mut tx = place.store.state().begin().await?;
    rise(&mut tx).await?;
    let undone = undo_theme(&mut tx, id, ("user:2", at(2))).await?;
    tx.commit().await?;
    Ok(undone)
}

pub(crate) async fn changes_are_taken_back_where_nothing_came_after(place: &Place) {
    let store = &place.store;
    assert_eq!(store.words_version().await.unwrap(), 0);
    let first = theme("theme-1", "Delivery", None);
    let made = put(place, None, &first, ThemeAction::Made).await;
    let renamed = KeptTheme { name_en: "Late".to_owned(), hidden: true, ..first.clone() };
    let changed = put(place, Some(&first), &renamed, ThemeAction::Changed).await;
    assert_eq!(store.themes().await.unwrap(), std::slice::from_ref(&renamed));
    assert_eq!(store.words_version().await.unwrap(), 2);
    assert!(matches!(undo(place, made).await, Err(StoreError::Conflict { .. })), "it was changed again since");
    assert_eq!(undo(place, changed).await.unwrap(), Some(first.clone()));
    assert!(matches!(undo(place, changed).await, Err(StoreError::NotFound { .. })));
    assert_eq!(store.themes().await.unwrap(), std::slice::from_ref(&first));
    let changes = store.theme_changes(Some("theme-1"), 10).await.unwrap();
    let told: Vec<(ThemeAction, bool)> = changes.iter().map(|change| (change.action, change.undone)).collect();
    assert_eq!(told, [(ThemeAction::Changed, true), (ThemeAction::Made, false)]);
    assert_eq!((changes[0].before.as_ref(), changes[1].before.as_ref()), (Some(&first), None));
    assert!(store.theme_changes(Some("theme-2"), 10).await.unwrap().is_empty());
    assert_eq!(store.theme_changes(None, 1).await.unwrap().len(), 1);
    let log = store.audit_log(Some("theme:theme-1"), None, 10).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|entry| entry.entry.action.as_str()).collect();
    assert_eq!(actions, ["theme.changed.undone", "theme.changed", "theme.made"]);
}

pub(crate) async fn a_theme_with_others_below_does_not_go(place: &Place) {
    let made = put(place, None, &theme("theme-1", "Delivery", None), ThemeAction::Made).await;
    let below = put(place, None, &theme("theme-2", "Late", Some("theme-1")), ThemeAction::Made).await;
    assert!(matches!(undo(place, made).await, Err(StoreError::Conflict { .. })));
    assert_eq!(undo(place, below).await.unwrap(), None);
    assert_eq!(undo(place, made).await.unwrap(), None);
    assert!(place.store.themes().await.unwrap().is_empty());
}

pub(crate) async fn who_changes_themes_waits_for_whoever_does(place: &Place) {
    let store = place.store.clone();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.state().begin().await.unwrap();
                rise(&mut tx).await.unwrap();
                let number = themes_in(&mut tx).await.unwrap().len();
                let next = theme(&format!("theme-{number}"), "x", None);
                put_theme(&mut tx, None, &next, ThemeAction::Made, ("user:1", at(1))).await.unwrap();
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(place.store.themes().await.unwrap().len(), 8, "each sees what the one before it made");
    assert_eq!(place.store.words_version().await.unwrap(), 8);
}

pub(crate) async fn corrections_are_kept_and_taken_back(place: &Place) {
    let store = &place.store;
    let correction = |interaction: &str, sentiment: Option<&str>| StoredCorrection {
        interaction: interaction.to_owned(),
        text: "پیک دیر آمد".to_owned(),
        sentiment: sentiment.map(str::to_owned),
        themes: sentiment.map(|_| "[\"theme-1\"]".to_owned()),
        subjects: None,
        by: "user:3".to_owned(),
    };
    store.correct_comment(&correction("a", Some("negative")), at(1)).await.unwrap();
    store.correct_comment(&correction("b", Some("mixed")), at(2)).await.unwrap();
    store.correct_comment(&correction("a", Some("positive")), at(3)).await.unwrap();
    let all = store.corrections(10).await.unwrap();
    assert_eq!(all, [correction("a", Some("positive")), correction("b", Some("mixed"))], "from the newest");
    store.correct_comment(&correction("a", None), at(4)).await.unwrap();
    assert_eq!(store.corrections(10).await.unwrap(), [correction("b", Some("mixed"))]);
    assert_eq!(store.words_version().await.unwrap(), 4);
}

pub(crate) async fn second_readings_are_kept_and_change_what_is_understood(place: &Place) {
    let store = &place.store;
    let reading = |interaction: &str, sentiment: Option<&str>| StoredReading {
        interaction: interaction.to_owned(),
        sentiment: sentiment.map(str::to_owned),
        subjects: "[]".to_owned(),
        model: "house".to_owned(),
    };
    store.keep_second_readings(&[reading("a", Some("negative")), reading("b", None)], at(1)).await.unwrap();
    store.keep_second_readings(&[reading("c", Some("mixed")), reading("b", Some("positive"))], at(2)).await.unwrap();
    let all = [reading("b", Some("positive")), reading("c", Some("mixed")), reading("a", Some("negative"))];
    assert_eq!(store.second_readings(10).await.unwrap(), all, "from the newest");
    assert_eq!(store.second_readings(1).await.unwrap(), all[..1]);
    assert_eq!(store.words_version().await.unwrap(), 2);
}
