//! A page of a customer's history as it is read: by day, newest first.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use hamdel_app::customers::{TimelineCursor, TimelinePage};
use hamdel_domain::Interaction;
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_text::format::{self, DateStyle};
use hamdel_text::{Language, Zone};

use crate::templates::Page;

/// Properties shown of one interaction.
const MOST_FACTS: usize = 40;

/// A page of a history.
#[derive(Serialize)]
pub(crate) struct Story {
    pub(crate) days: Vec<StoryDay>,
    /// The address of the profile with the older interactions.
    pub(crate) older_page: Option<String>,
    /// The address of the older interactions alone.
    pub(crate) older_part: Option<String>,
    /// The channel of the newest interaction, on the first page.
    #[serde(skip)]
    pub(crate) newest_channel: Option<&'static str>,
    /// Whether this is a page of older interactions.
    pub(crate) continued: bool,
}

impl Page for Story {
    const TEMPLATE: &'static str = "pages/customers/story.html";
}

/// A day with its interactions.
#[derive(Serialize)]
pub(crate) struct StoryDay {
    /// The day in full; nothing where the page before it ended in the same day.
    pub(crate) title: Option<String>,
    pub(crate) items: Vec<StoryItem>,
}

/// An interaction.
#[derive(Serialize)]
pub(crate) struct StoryItem {
    pub(crate) at: i64,
    pub(crate) kind: String,
    pub(crate) icon: &'static str,
    pub(crate) channel: Option<&'static str>,
    pub(crate) place: Option<String>,
    pub(crate) stage: Option<String>,
    pub(crate) value: Option<i64>,
    pub(crate) currency: String,
    pub(crate) score: Option<StoryScore>,
    pub(crate) text: Option<String>,
    pub(crate) source: String,
    pub(crate) facts: Vec<StoryFact>,
}

/// A score that the customer gave.
#[derive(Serialize)]
pub(crate) struct StoryScore {
    pub(crate) value: String,
    pub(crate) metric: Option<String>,
    /// `good`, `passive` or `poor`, for the metrics whose bounds are known.
    pub(crate) tone: Option<&'static str>,
}

/// A property.
#[derive(Serialize)]
pub(crate) struct StoryFact {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl Story {
    /// A page of history in a language, after the place `before`.
    pub(crate) fn new(
        language: Language,
        zone: Zone,
        before: Option<TimelineCursor>,
        page: &TimelinePage,
        places: &[Touchpoint],
    ) -> Self {
        let titles: HashMap<&str, &str> = places
            .iter()
            .map(|place| match language {
                Language::Persian => (place.name.as_str(), place.title_fa.as_str()),
                Language::English => (place.name.as_str(), place.title_en.as_str()),
            })
            .collect();
        let mut days: Vec<(NaiveDate, StoryDay)> = Vec::new();
        let ended = before.map(|cursor| zone.local(cursor.at).date());
        for recorded in &page.interactions {
            let interaction = &recorded.interaction;
            let day = zone.local(interaction.occurred_at).date();
            if days.last().is_none_or(|(held, _)| *held != day) {
                let title = (ended != Some(day)).then(|| format::date(language, day, DateStyle::Full));
                days.push((day, StoryDay { title, items: Vec::new() }));
            }
            if let Some((_, held)) = days.last_mut() {
                held.items.push(item(language, interaction, &titles));
            }
        }
        let newest = page.interactions.first().and_then(|newest| newest.interaction.channel);
        Self {
            days: days.into_iter().map(|(_, day)| day).collect(),
            older_page: None,
            older_part: None,
            newest_channel: newest.filter(|_| before.is_none()).map(|channel| channel.as_str()),
            continued: before.is_some(),
        }
    }
}

fn item(language: Language, interaction: &Interaction, titles: &HashMap<&str, &str>) -> StoryItem {
    let place = interaction.touchpoint.as_deref();
    let channel = interaction.channel.map(|channel| channel.as_str());
    StoryItem {
        at: interaction.occurred_at.micros(),
        kind: interaction.kind.clone(),
        icon: channel.unwrap_or("info"),
        channel,
        place: place.map(|name| titles.get(name).copied().unwrap_or(name).to_owned()),
        stage: interaction.stage.clone(),
        value: interaction.value.map(|value| value.ten_thousandths()),
        currency: interaction.currency.clone().unwrap_or_default(),
        score: interaction.score.map(|score| StoryScore::of(language, interaction.metric.as_deref(), score)),
        text: interaction.text.clone(),
        source: interaction.source.clone(),
        facts: facts(interaction),
    }
}

impl StoryScore {
    /// A score of a metric, as it is shown.
    pub(crate) fn of(language: Language, metric: Option<&str>, score: f64) -> Self {
        Self {
            value: format::decimal(language, score, usize::from(score.fract() != 0.0)),
            metric: metric.map(str::to_owned),
            tone: metric.and_then(|metric| tone(metric, score)),
        }
    }
}

/// How good a score is, by the bounds of the reference page: NPS 0 to 10, CSAT 1 to 5, CES 1 to 7.
fn tone(metric: &str, score: f64) -> Option<&'static str> {
    let (good, passive) = match metric {
        "nps" => (9.0, 7.0),
        "csat" => (4.0, 3.0),
        "ces" => (5.0, 4.0),
        _ => return None,
    };
    Some(if score >= good {
        "good"
    } else if score >= passive {
        "passive"
    } else {
        "poor"
    })
}

fn facts(interaction: &Interaction) -> Vec<StoryFact> {
    let named = [("unit", &interaction.unit), ("employee", &interaction.employee), ("session", &interaction.session)];
    let mut facts: Vec<StoryFact> = named
        .into_iter()
        .filter_map(|(name, value)| Some(StoryFact { name: name.to_owned(), value: value.clone()? }))
        .collect();
    if let Ok(serde_json::Value::Object(properties)) = serde_json::from_str(&interaction.properties) {
        facts.extend(properties.into_iter().take(MOST_FACTS).map(|(name, value)| StoryFact {
            name,
            value: match value {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            },
        }));
    }
    facts
}
