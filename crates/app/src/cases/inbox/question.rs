//! What is asked of the inbox.

use std::fmt;
use std::str::FromStr;

use hamdel_domain::Channel;
use hamdel_domain::cases::Severity;
use hamdel_domain::people::UserId;

macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $name:ident => $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $type {
            $($(#[$variant_doc])* $name),+
        }

        impl $type {
            /// Every one, in the order they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name in addresses, the API and the locales.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The one of that name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

named! {
    /// A view of the inbox.
    CaseView {
        /// What the asker has.
        Mine => "mine",
        /// What belongs to the units the asker is in.
        Unit => "unit",
        /// What has a clock that warned or ran out.
        AtRisk => "at_risk",
        /// What nobody has.
        Unassigned => "unassigned",
        /// What waits for its customer.
        Waiting => "waiting",
        /// Everything that is open.
        #[default]
        Open => "open",
        /// What is closed, the last closed first.
        Closed => "closed",
    }
}

named! {
    /// The order of the inbox.
    CaseSort {
        /// What presses most first, then what is due first.
        #[default]
        Priority => "priority",
        /// What was received last first.
        Received => "received",
        /// What was received first first.
        Oldest => "oldest",
        /// What was changed last first.
        Changed => "changed",
    }
}

/// Whose cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerAsked {
    /// Nobody's.
    Nobody,
    /// Somebody's.
    Of(UserId),
}

/// A place in an order: what it sorts by, then the number of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub(super) i64, pub(super) i64, pub(super) i64);

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl FromStr for Key {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.').map(|part| part.parse::<i64>().map_err(drop));
        let mut next = || parts.next().ok_or(())?;
        let key = Self(next()?, next()?, next()?);
        if parts.next().is_some() { Err(()) } else { Ok(key) }
    }
}

/// Which page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The first.
    #[default]
    First,
    /// The one that begins after a place.
    After(Key),
    /// The one that ends before a place.
    Before(Key),
}

/// What is asked of the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseQuestion {
    /// The view.
    pub view: CaseView,
    /// The order; closed cases stand by their end.
    pub sort: CaseSort,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only of this severity.
    pub severity: Option<Severity>,
    /// Only of this owner.
    pub owner: Option<OwnerAsked>,
    /// Only what came this way.
    pub channel: Option<Channel>,
    /// Only with these words in title, customer's name or reference; empty for all. Of closed cases it is not asked.
    pub words: String,
    /// The page.
    pub place: Place,
}

impl CaseQuestion {
    /// Whether anything but a view is asked for.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.unit.is_some()
            || self.kind.is_some()
            || self.severity.is_some()
            || self.owner.is_some()
            || self.channel.is_some()
            || !self.words.is_empty()
    }
}
