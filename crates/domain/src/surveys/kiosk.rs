//! A kiosk: a screen in a branch on which a survey stands open for whoever comes by.

use serde::{Deserialize, Serialize};

use super::words::SurveyLanguage;

/// Shortest and longest time without a touch after which a kiosk begins anew; seconds.
pub const IDLE_SECONDS: (u32, u32) = (10, 600);

/// How a kiosk asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kiosk {
    /// What it is called: where it stands.
    pub name: String,
    /// The touchpoint it is about; the survey's own where it is not said.
    #[serde(default)]
    pub touchpoint: Option<String>,
    /// The unit it is about.
    #[serde(default)]
    pub unit: Option<String>,
    /// The language it begins in; the survey's first where it is not said.
    #[serde(default)]
    pub language: Option<SurveyLanguage>,
    /// Seconds without a touch after which it begins anew.
    pub idle_seconds: u32,
}

/// A field of a kiosk that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct KioskFault {
    /// The field.
    pub field: &'static str,
    /// What it needs.
    pub problem: &'static str,
}

impl Kiosk {
    /// Checks every field.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn check(&self) -> Result<(), KioskFault> {
        let fault = |field, problem| Err(KioskFault { field, problem });
        let fits = |text: &str, least: usize| {
            (least..=80).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
        };
        if !fits(&self.name, 1) {
            return fault("name", "needs 1 to 80 characters on one line");
        }
        if self.touchpoint.as_deref().is_some_and(|text| !fits(text, 1)) {
            return fault("touchpoint", "needs 1 to 80 characters on one line");
        }
        if self.unit.as_deref().is_some_and(|text| !fits(text, 1)) {
            return fault("unit", "needs 1 to 80 characters on one line");
        }
        if !(IDLE_SECONDS.0..=IDLE_SECONDS.1).contains(&self.idle_seconds) {
            return fault("idle_seconds", "needs 10 to 600 seconds");
        }
        Ok(())
    }
}

/// Whether a PIN is one: 4 to 8 digits.
#[must_use]
pub fn is_pin(pin: &str) -> bool {
    (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit())
}
