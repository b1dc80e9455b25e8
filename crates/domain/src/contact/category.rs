//! What a contact is about, and which contacts a rule speaks of.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::channel::Channel;

/// What a contact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// A survey or its reminder.
    Survey,
    /// What the customer waits for: an order's way, an appointment.
    Service,
    /// Offers and news; an objection to it is absolute.
    Marketing,
    /// About a complaint of the customer's own.
    Recovery,
}

impl Category {
    /// Every category.
    pub const ALL: &'static [Self] = &[Self::Survey, Self::Service, Self::Marketing, Self::Recovery];

    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Service => "service",
            Self::Marketing => "marketing",
            Self::Recovery => "recovery",
        }
    }

    /// The category of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|category| category.as_str() == name)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The part a category plays in a rule; the two flags are apart, so that a service message can fill a cap
/// that it never has to wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// A contact of the category is counted.
    pub counts: bool,
    /// A contact of the category has to wait when the rule says so.
    pub obeys: bool,
}

/// Which contacts a rule speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Channels; empty for all of them.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Categories with the part each plays; one that is not named plays none.
    pub categories: BTreeMap<Category, Part>,
}

impl Scope {
    /// All channels, and these categories counting and obeying.
    #[must_use]
    pub fn of(categories: &[Category]) -> Self {
        let part = Part { counts: true, obeys: true };
        Self { channels: Vec::new(), categories: categories.iter().map(|category| (*category, part)).collect() }
    }

    /// Whether a contact on this channel, about this, is counted.
    #[must_use]
    pub fn counts(&self, channel: Channel, category: Category) -> bool {
        self.speaks_of(channel) && self.part(category).counts
    }

    /// Whether a contact on this channel, about this, obeys.
    #[must_use]
    pub fn binds(&self, channel: Channel, category: Category) -> bool {
        self.speaks_of(channel) && self.part(category).obeys
    }

    fn speaks_of(&self, channel: Channel) -> bool {
        self.channels.is_empty() || self.channels.contains(&channel)
    }

    fn part(&self, category: Category) -> Part {
        self.categories.get(&category).copied().unwrap_or_default()
    }
}
