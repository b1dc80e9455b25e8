//! Names of customers, sources and places in the journal.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    };
}

id!(
    /// A customer. History is kept under the customer it was written for; the links of identity say
    /// which customer that is today.
    CustomerId
);
id!(
    /// A source of interactions: a site, an app, an import.
    SourceId
);
id!(
    /// A place in the journal; the first batch has 1, and 0 is before all of them.
    Position
);

/// Whether the company knows who a customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Something names the customer: a user id, e-mail, phone, national code, card, or a kind of the company's own.
    Known,
    /// Only a browser or a device is known.
    Anonymous,
}

impl Standing {
    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Anonymous => "anonymous",
        }
    }
}
