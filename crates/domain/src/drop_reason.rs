//! The closed set of reasons for which intake leaves an event out.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident => $text:literal),+ $(,)?) => {
        /// Why an event was left out; counted by source, its payload kept aside.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DropReason {
            $($(#[$doc])* $name),+
        }

        impl DropReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name used in the database, the API and the locales (`drop-` and this name).
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The reason of that name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

reasons! {
    /// The body is not JSON, or not of the shape of the API.
    Malformed => "malformed",
    /// The body is not UTF-8.
    NotUtf8 => "not_utf8",
    /// A call of more than 32 KiB, or a batch of more than 500 KiB.
    TooLarge => "too_large",
    /// A batch of more than 2,500 events.
    TooManyEvents => "too_many_events",
    /// Objects nested deeper than 32.
    TooDeep => "too_deep",
    /// A batch item without `type`, or with one that is not of the API.
    UnknownType => "unknown_type",
    /// Neither `userId` nor `anonymousId`, or only values that never identify.
    NoIdentifier => "no_identifier",
    /// A `track` without `event`.
    NoEventName => "no_event_name",
    /// An `alias` without `previousId` or `userId`.
    NoAliasIds => "no_alias_ids",
    /// A `group` without `groupId`.
    NoGroupId => "no_group_id",
    /// A `messageId` of 100 characters or more.
    MessageIdTooLong => "message_id_too_long",
    /// A time that is not a time.
    BadTimestamp => "bad_timestamp",
    /// A time more than 48 hours ahead of the server's clock.
    InTheFuture => "in_the_future",
    /// A field of the wrong kind, such as a score that is not a number.
    BadField => "bad_field",
    /// The same source sent the same `messageId` within the window of deduplication.
    Duplicate => "duplicate",
}
