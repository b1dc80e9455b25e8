//! What a company lets itself do to its customers.

use serde::{Deserialize, Serialize};

use super::category::{Category, Part, Scope};
use super::quiet::{DAY_MINUTES, QuietHours};
use super::window::{LONGEST_WINDOW, Window};
use crate::channel::Channel;
use crate::clock::{DAY, SECOND};

/// Most caps, rests or quiet hours of a policy.
const MOST_RULES: usize = 50;

/// At most so many contacts in a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// How explanations call it.
    pub name: String,
    /// Over which time.
    pub window: Window,
    /// Channels and categories, and for each category whether it counts and whether it obeys.
    pub scope: Scope,
    /// So many contacts.
    pub at_most: u32,
}

/// A rest between two contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// How explanations call it.
    pub name: String,
    /// Its length; microseconds.
    pub micros: i64,
    /// Whether it lies only between contacts of one topic (the same survey), and blocks no other.
    #[serde(default)]
    pub of_one_topic: bool,
    /// After which contacts, and for whom.
    pub scope: Scope,
}

/// A category that needs a customer's consent before it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRule {
    /// The category.
    pub category: Category,
    /// The channels; empty for all of them.
    #[serde(default)]
    pub channels: Vec<Channel>,
}

/// A contact policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Caps; all of them hold.
    pub caps: Vec<Cap>,
    /// Rests; all of them hold.
    pub rests: Vec<Rest>,
    /// Quiet hours; all of them hold.
    pub quiet_hours: Vec<QuietHours>,
    /// What needs consent.
    pub consent_needed: Vec<ConsentRule>,
    /// Categories that are held back while a complaint of the customer is open.
    pub held_in_recovery: Vec<Category>,
}

/// A field of a policy that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct PolicyFault {
    /// Its place: `caps[0].at_most`.
    pub field: String,
    /// What is wrong.
    pub problem: &'static str,
}

impl Policy {
    /// A policy without a rule; consent, objections and suppressions hold under it too.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            caps: Vec::new(),
            rests: Vec::new(),
            quiet_hours: Vec::new(),
            consent_needed: Vec::new(),
            held_in_recovery: Vec::new(),
        }
    }

    /// How far back contacts can matter; microseconds.
    #[must_use]
    pub fn reach(&self) -> i64 {
        let caps = self.caps.iter().map(|cap| cap.window.reach());
        caps.chain(self.rests.iter().map(|rest| rest.micros)).max().unwrap_or(0)
    }

    /// Whether a category needs consent on a channel.
    #[must_use]
    pub fn needs_consent(&self, channel: Channel, category: Category) -> bool {
        let named = |rule: &ConsentRule| rule.channels.is_empty() || rule.channels.contains(&channel);
        self.consent_needed.iter().any(|rule| rule.category == category && named(rule))
    }

    /// Checks the figures of every rule.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn check(&self) -> Result<(), PolicyFault> {
        let wrong = |list: &str, place: usize, field: &str, problem| {
            Err(PolicyFault { field: format!("{list}[{place}].{field}"), problem })
        };
        for (list, count) in
            [("caps", self.caps.len()), ("rests", self.rests.len()), ("quiet_hours", self.quiet_hours.len())]
        {
            if count > MOST_RULES {
                return Err(PolicyFault { field: list.to_owned(), problem: "needs at most 50 rules" });
            }
        }
        for (place, cap) in self.caps.iter().enumerate() {
            if !named(&cap.name) {
                return wrong("caps", place, "name", "needs 1 to 100 characters");
            }
            if let Window::Rolling { micros } = cap.window
                && !(SECOND..=LONGEST_WINDOW).contains(&micros)
            {
                return wrong("caps", place, "window.micros", "needs a second to 400 days, in microseconds");
            }
        }
        for (place, rest) in self.rests.iter().enumerate() {
            if !named(&rest.name) {
                return wrong("rests", place, "name", "needs 1 to 100 characters");
            }
            if !(SECOND..=LONGEST_WINDOW).contains(&rest.micros) {
                return wrong("rests", place, "micros", "needs a second to 400 days, in microseconds");
            }
        }
        for (place, quiet) in self.quiet_hours.iter().enumerate() {
            if !named(&quiet.name) {
                return wrong("quiet_hours", place, "name", "needs 1 to 100 characters");
            }
            if quiet.from >= DAY_MINUTES {
                return wrong("quiet_hours", place, "from", "needs a minute of the day, 0 to 1439");
            }
            if quiet.until > DAY_MINUTES {
                return wrong("quiet_hours", place, "until", "needs a minute of the day, 0 to 1440");
            }
        }
        Ok(())
    }
}

impl Default for Policy {
    /// What a new company starts with: at most one survey in two weeks and the same survey once in three months,
    /// at most two marketing contacts a week from Saturday and three contacts of any kind a day, of which service
    /// is only counted; quiet from 21:00 to 08:00; marketing by consent, and neither it nor surveys while a
    /// complaint is open.
    fn default() -> Self {
        let asked = [Category::Survey, Category::Marketing];
        let mut whole = Scope::of(&asked);
        whole.categories.insert(Category::Service, Part { counts: true, obeys: false });
        let calendar = |period| Window::Calendar { period, zone: super::window::ZoneOf::Customer };
        let cap = |name: &str, window, scope, at_most| Cap { name: name.to_owned(), window, scope, at_most };
        Self {
            caps: vec![
                cap("surveys-in-two-weeks", Window::Rolling { micros: 14 * DAY }, Scope::of(&[Category::Survey]), 1),
                cap("marketing-a-week", calendar(super::window::Period::Week), Scope::of(&[Category::Marketing]), 2),
                cap("contacts-a-day", calendar(super::window::Period::Day), whole, 3),
            ],
            rests: vec![Rest {
                name: "same-survey".to_owned(),
                micros: 90 * DAY,
                of_one_topic: true,
                scope: Scope::of(&[Category::Survey]),
            }],
            quiet_hours: vec![QuietHours {
                name: "night".to_owned(),
                from: 21 * 60,
                until: 8 * 60,
                days: Vec::new(),
                scope: Scope::of(&asked),
            }],
            consent_needed: vec![ConsentRule { category: Category::Marketing, channels: Vec::new() }],
            held_in_recovery: asked.to_vec(),
        }
    }
}

fn named(name: &str) -> bool {
    (1..=100).contains(&name.trim().chars().count())
}
