//! By which way answers come about.

use serde::{Deserialize, Serialize};

/// By which way a response comes about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResponseWay {
    /// By a link: in a message, on a site, as a QR code.
    #[default]
    Link,
    /// At a kiosk in a branch.
    Kiosk,
    /// On the telephone; somebody of the company wrote down what was said.
    Telephone,
    /// It was collected elsewhere and brought in.
    Collected,
}

impl ResponseWay {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Link, Self::Kiosk, Self::Telephone, Self::Collected];

    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Kiosk => "kiosk",
            Self::Telephone => "telephone",
            Self::Collected => "collected",
        }
    }

    /// The way of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }
}
