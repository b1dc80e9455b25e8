//! The shapes of the Segment HTTP Tracking API: which calls there are, and what their bodies hold.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use hamdel_domain::DropReason;

use super::body::{LARGEST_BATCH, LARGEST_CALL, MOST_EVENTS, Refused};

/// A call of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// One event of a type.
    Single(EventType),
    /// Many events, each with its type; `/v1/batch` and `/v1/import`.
    Batch,
}

/// The type of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    /// Who the customer is.
    Identify,
    /// What the customer did.
    Track,
    /// A page looked at.
    Page,
    /// A screen of an app looked at.
    Screen,
    /// A group the customer belongs to.
    Group,
    /// Two names of one customer.
    Alias,
}

impl EventType {
    /// The type of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "identify" => Self::Identify,
            "track" => Self::Track,
            "page" => Self::Page,
            "screen" => Self::Screen,
            "group" => Self::Group,
            "alias" => Self::Alias,
            _ => return None,
        })
    }

    /// Its name, and the kind of an interaction that has no name of its own.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Track => "track",
            Self::Page => "page",
            Self::Screen => "screen",
            Self::Group => "group",
            Self::Alias => "alias",
        }
    }
}

impl Endpoint {
    /// The call at `/v1/` and this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "batch" | "import" | "b" => Some(Self::Batch),
            "i" => Some(Self::Single(EventType::Identify)),
            "t" => Some(Self::Single(EventType::Track)),
            "p" => Some(Self::Single(EventType::Page)),
            "s" => Some(Self::Single(EventType::Screen)),
            "g" => Some(Self::Single(EventType::Group)),
            "a" => Some(Self::Single(EventType::Alias)),
            _ => EventType::parse(name).map(Self::Single),
        }
    }

    /// The largest body it takes, in bytes.
    #[must_use]
    pub fn largest_body(self) -> usize {
        match self {
            Self::Single(_) => LARGEST_CALL,
            Self::Batch => LARGEST_BATCH,
        }
    }
}

/// An event as it comes. Fields of the wrong kind are told apart from absent ones later, by name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawEvent<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) user_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) anonymous_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) previous_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) group_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) event: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) name: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) category: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) message_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) timestamp: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) original_timestamp: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) sent_at: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) traits: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) properties: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) context: Option<&'a RawValue>,
}

/// What a body holds.
#[derive(Debug)]
pub(super) struct ParsedCall<'a> {
    pub(super) write_key: Option<Cow<'a, str>>,
    pub(super) sent_at: Option<&'a RawValue>,
    pub(super) context: Option<&'a RawValue>,
    pub(super) events: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow)]
    write_key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sent_at: Option<&'a RawValue>,
    #[serde(borrow)]
    context: Option<&'a RawValue>,
    #[serde(borrow)]
    batch: Option<Vec<&'a RawValue>>,
}

/// Finds the events of a body.
pub(super) fn parse_call(endpoint: Endpoint, text: &str) -> Result<ParsedCall<'_>, Refused> {
    let malformed = |problem: serde_json::Error| {
        Refused::new(DropReason::Malformed, format!("not the JSON of this call: {problem}"))
    };
    let envelope: Envelope<'_> = serde_json::from_str(text).map_err(malformed)?;
    match endpoint {
        Endpoint::Single(_) => {
            let whole: &RawValue = serde_json::from_str(text).map_err(malformed)?;
            // The event's own context and sentAt are read with the event.
            Ok(ParsedCall { write_key: envelope.write_key, sent_at: None, context: None, events: vec![whole] })
        }
        Endpoint::Batch => {
            let events =
                envelope.batch.ok_or_else(|| Refused::new(DropReason::Malformed, "a batch needs an array `batch`"))?;
            if events.len() > MOST_EVENTS {
                return Err(Refused::new(
                    DropReason::TooManyEvents,
                    format!("{} events, {MOST_EVENTS} at most", events.len()),
                ));
            }
            Ok(ParsedCall {
                write_key: envelope.write_key,
                sent_at: envelope.sent_at,
                context: envelope.context,
                events,
            })
        }
    }
}
