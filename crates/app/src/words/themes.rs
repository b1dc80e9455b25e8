//! Themes as a manager edits them: made, renamed, moved, put away, and every change taken back.

use hamdel_domain::themes::{KeptTheme, LONGEST_NAME, LONGEST_PHRASE, MOST_PHRASES, ThemeAction};
use hamdel_store::StoreError;
use hamdel_store::themes::{ThemeChange, put_theme, rise, themes_in, undo_theme};
use hamdel_text::themes::{ThemeError, ThemeSet};

use super::hierarchy::as_read;
use crate::App;
use crate::error::AppError;

/// Changes that are shown of a theme.
const SHOWN_CHANGES: u32 = 20;

/// A theme as somebody writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThemeWords {
    /// Its name in Persian.
    pub name_fa: String,
    /// Its name in English.
    pub name_en: String,
    /// The key of the theme above it.
    pub parent: Option<String>,
    /// Phrases by which it is found.
    pub include: Vec<String>,
    /// Phrases in whose presence it is not.
    pub exclude: Vec<String>,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeChanged {
    /// The theme.
    pub theme: String,
    /// The change, by which it is taken back; `None` where nothing changed.
    pub change: Option<i64>,
}

/// Every theme, those put away too.
///
/// # Errors
/// When the store fails.
pub async fn themes(app: &App) -> Result<Vec<KeptTheme>, AppError> {
    Ok(app.store.themes().await?)
}

/// The last changes of one theme or of all, the youngest first.
///
/// # Errors
/// When the store fails.
pub async fn theme_changes(app: &App, theme: Option<&str>) -> Result<Vec<ThemeChange>, AppError> {
    Ok(app.store.theme_changes(theme, SHOWN_CHANGES).await?)
}

/// A change by its number, among the last of all.
///
/// # Errors
/// When the store fails.
pub async fn theme_change(app: &App, id: i64) -> Result<Option<ThemeChange>, AppError> {
    let changes = app.store.theme_changes(None, 200).await?;
    Ok(changes.into_iter().find(|change| change.id == id))
}

/// Makes a theme. Of two names one may be left out: it is called alike in both languages.
///
/// # Errors
/// [`AppError::Invalid`] with the field that is wrong.
pub async fn make_theme(app: &App, words: ThemeWords, actor: &str) -> Result<ThemeChanged, AppError> {
    change(app, None, ThemeAction::Made, actor, |_, key| written(key, words, false)).await
}

/// Turns a proposed phrase down: it is kept as a theme that is put away, which can be taken out again.
///
/// # Errors
/// [`AppError::Invalid`] when the phrase holds no word or is too long.
pub async fn turn_down(app: &App, phrase: &str, actor: &str) -> Result<ThemeChanged, AppError> {
    let name: String = phrase.trim().chars().take(LONGEST_NAME).collect();
    let words = ThemeWords { name_fa: name, include: vec![phrase.to_owned()], ..ThemeWords::default() };
    change(app, None, ThemeAction::Hidden, actor, |_, key| written(key, words, true)).await
}

/// Changes names, place and phrases of a theme.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of that key, [`AppError::Invalid`] with the field that is wrong.
pub async fn change_theme(app: &App, key: &str, words: ThemeWords, actor: &str) -> Result<ThemeChanged, AppError> {
    change(app, Some(key), ThemeAction::Changed, actor, |before, key| {
        written(key, words, before.is_some_and(|held| held.hidden))
    })
    .await
}

/// Adds phrases by which a theme is found.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of that key, [`AppError::Invalid`] when a phrase is wrong.
pub async fn add_phrases(app: &App, key: &str, phrases: &[String], actor: &str) -> Result<ThemeChanged, AppError> {
    change(app, Some(key), ThemeAction::Changed, actor, |before, key| {
        let held = before.cloned().ok_or(AppError::NotFound("theme"))?;
        let include = held.include.iter().chain(phrases).cloned().collect();
        let KeptTheme { name_fa, name_en, parent, exclude, hidden, .. } = held;
        written(key, ThemeWords { name_fa, name_en, parent, include, exclude }, hidden)
    })
    .await
}

/// Puts a theme away or takes it out again.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of that key.
pub async fn hide_theme(app: &App, key: &str, hidden: bool, actor: &str) -> Result<ThemeChanged, AppError> {
    let action = if hidden { ThemeAction::Hidden } else { ThemeAction::Shown };
    change(app, Some(key), action, actor, |before, _| {
        before.map(|held| KeptTheme { hidden, ..held.clone() }).ok_or(AppError::NotFound("theme"))
    })
    .await
}

/// Takes a change back.
///
/// # Errors
/// When there is none of that number, it was taken back, the theme was changed again since, or the hierarchy would
/// not be one.
pub async fn undo_theme_change(app: &App, id: i64, actor: &str) -> Result<(), AppError> {
    let mut tx = app.store.state().begin().await?;
    rise(&mut tx).await?;
    undo_theme(&mut tx, id, (actor, app.clock.now())).await?;
    check(&themes_in(&mut tx).await?)?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

async fn change(
    app: &App,
    key: Option<&str>,
    action: ThemeAction,
    actor: &str,
    what: impl FnOnce(Option<&KeptTheme>, String) -> Result<KeptTheme, AppError>,
) -> Result<ThemeChanged, AppError> {
    let mut tx = app.store.state().begin().await?;
    rise(&mut tx).await?;
    let mut kept = themes_in(&mut tx).await?;
    let (place, theme) = match key {
        Some(key) => {
            let place = kept.iter().position(|held| held.key == key).ok_or(AppError::NotFound("theme"))?;
            (Some(place), key.to_owned())
        }
        None => (None, next_key(&kept)),
    };
    let before = place.and_then(|place| kept.get(place)).cloned();
    let after = what(before.as_ref(), theme.clone())?;
    if before.as_ref() == Some(&after) {
        return Ok(ThemeChanged { theme, change: None });
    }
    match place.and_then(|place| kept.get_mut(place)) {
        Some(held) => *held = after.clone(),
        None => kept.push(after.clone()),
    }
    check(&kept)?;
    let id = put_theme(&mut tx, before.as_ref(), &after, action, (actor, app.clock.now())).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(ThemeChanged { theme, change: Some(id) })
}

/// Whether themes are a hierarchy.
fn check(kept: &[KeptTheme]) -> Result<(), AppError> {
    let wrong = |problem: ThemeError| {
        let field = match problem {
            ThemeError::NoParent { .. } | ThemeError::Circle(_) => "theme_above",
            _ => "include",
        };
        AppError::invalid(field, problem.to_string())
    };
    ThemeSet::new(kept.iter().map(as_read).collect()).map(|_| ()).map_err(wrong)
}

fn next_key(kept: &[KeptTheme]) -> String {
    let number = |theme: &KeptTheme| theme.key.strip_prefix("theme-").and_then(|number| number.parse::<u64>().ok());
    format!("theme-{}", kept.iter().filter_map(number).max().unwrap_or(0) + 1)
}

fn written(key: String, words: ThemeWords, hidden: bool) -> Result<KeptTheme, AppError> {
    let [fa, en] = [&words.name_fa, &words.name_en].map(|name| name.trim().to_owned());
    if fa.is_empty() && en.is_empty() {
        return Err(AppError::invalid("name_fa", "is missing in both languages"));
    }
    for (field, name) in [("name_fa", &fa), ("name_en", &en)] {
        if name.chars().count() > LONGEST_NAME {
            return Err(AppError::invalid(field, format!("has more than {LONGEST_NAME} characters")));
        }
    }
    Ok(KeptTheme {
        key,
        name_fa: if fa.is_empty() { en.clone() } else { fa.clone() },
        name_en: if en.is_empty() { fa } else { en },
        parent: words.parent.filter(|parent| !parent.is_empty()),
        include: phrases("include", words.include)?,
        exclude: phrases("exclude", words.exclude)?,
        hidden,
    })
}

/// Phrases without blanks around them, each once.
fn phrases(field: &'static str, written: Vec<String>) -> Result<Vec<String>, AppError> {
    let mut phrases: Vec<String> = Vec::new();
    for phrase in written {
        let phrase = phrase.trim();
        if phrase.chars().count() > LONGEST_PHRASE {
            return Err(AppError::invalid(field, format!("holds a phrase of more than {LONGEST_PHRASE} characters")));
        }
        if !phrase.is_empty() && phrases.iter().all(|held| held != phrase) {
            phrases.push(phrase.to_owned());
        }
    }
    if phrases.len() > MOST_PHRASES {
        return Err(AppError::invalid(field, format!("holds more than {MOST_PHRASES} phrases")));
    }
    Ok(phrases)
}
