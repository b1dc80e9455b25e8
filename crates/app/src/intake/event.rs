//! One event, checked and stamped: the decision alone, without side effects.

use serde_json::value::RawValue;

use hamdel_domain::interaction::StatedTrait;
use hamdel_domain::{
    Amount, Channel, DropReason, Identifier, IdentifierKind, Instant, Interaction, InteractionId, SourceId,
    clock::{DAY, SECOND},
};

use super::body::{LARGEST_CALL, Refused};
use super::object::{filled_text, text, walk};
use super::segment::{EventType, RawEvent};

/// How far ahead of the server's clock an event may be, after its clock is corrected; microseconds.
const FUTURE_ALLOWED: i64 = 2 * DAY;
/// A `messageId` has fewer characters than this (reference page, intake).
const MESSAGE_ID_BELOW: usize = 100;
/// Longest name of a kind, touchpoint, unit or trait, in bytes; longer ones are cut.
const LONGEST_NAME: usize = 200;
/// Traits that also identify, with the kind they are.
const IDENTIFYING_TRAITS: &[(&str, IdentifierKind)] = &[
    ("email", IdentifierKind::Email),
    ("phone", IdentifierKind::Phone),
    ("national_code", IdentifierKind::NationalCode),
    ("nationalCode", IdentifierKind::NationalCode),
    ("loyalty_card", IdentifierKind::LoyaltyCard),
    ("loyaltyCard", IdentifierKind::LoyaltyCard),
];
/// Parts of `context` that say nothing of the customer or more than is needed.
const CONTEXT_LEFT_OUT: &[&str] =
    &["library", "ip", "traits", "location", "channel", "sessionId", "session", "externalIds", "integrations"];

/// What all events of one call share.
#[derive(Clone, Copy)]
pub struct Stamp<'a> {
    /// Who sent them.
    pub source: SourceId,
    /// The source's name.
    pub source_name: &'a str,
    /// When the server received them.
    pub received_at: Instant,
}

/// The name an interaction has for good: 128-bit xxh3 over the source and its message id.
#[must_use]
pub fn interaction_id(source: SourceId, message_id: &str) -> InteractionId {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(&source.0.to_le_bytes());
    hasher.update(message_id.as_bytes());
    InteractionId(hasher.digest128())
}

/// When an event happened, corrected for the client's clock: `receivedAt - (sentAt - original)`
/// (Segment HTTP Tracking API, clock skew). Without `sentAt` the original stands.
#[must_use]
pub fn corrected(received_at: Instant, sent_at: Option<Instant>, original: Instant) -> Instant {
    match sent_at {
        Some(sent_at) => received_at.plus_micros(original.micros_since(sent_at).max(-i64::MAX / 2)),
        None => original,
    }
}

/// The parts of `context` that become fields, and the rest as JSON.
#[derive(Clone, Debug, Default)]
pub(super) struct ContextFields<'a> {
    members: Vec<(String, &'a RawValue)>,
}

impl<'a> ContextFields<'a> {
    /// Reads a context; anything but an object counts as none.
    pub(super) fn read(context: Option<&'a RawValue>) -> Self {
        let mut members = Vec::new();
        if let Some(context) = context {
            // Clients send contexts of their own making; one that is not an object carries nothing to lose.
            let _ = walk(context, |key, value| members.push((key.into_owned(), value)));
        }
        Self { members }
    }

    /// The item's own context over the batch's, member by member.
    fn over(self, batch: &Self) -> Self {
        let mut members = batch.members.clone();
        for (key, value) in self.members {
            match members.iter_mut().find(|(held, _)| *held == key) {
                Some((_, held)) => *held = value,
                None => members.push((key, value)),
            }
        }
        Self { members }
    }

    fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }
}

/// Checks one event. `forced` is the type of a call that holds a single event.
pub(super) fn check(
    json: &RawValue,
    forced: Option<EventType>,
    sent_at: Option<&RawValue>,
    batch_context: &ContextFields<'_>,
    stamp: Stamp<'_>,
    fallback_message_id: impl FnOnce() -> String,
) -> Result<Interaction, Refused> {
    if json.get().len() > LARGEST_CALL {
        return Err(Refused::new(
            DropReason::TooLarge,
            format!("an event of {} KiB, 32 KiB at most", json.get().len() / 1024),
        ));
    }
    let event: RawEvent<'_> = serde_json::from_str(json.get())
        .map_err(|problem| Refused::new(DropReason::Malformed, format!("not an event: {problem}")))?;
    let kind = forced.map_or_else(|| event_type(&event), Ok)?;
    let message_id = message_id(&event)?.unwrap_or_else(fallback_message_id);
    let mut draft = Draft {
        interaction: Interaction {
            id: interaction_id(stamp.source, &message_id),
            message_id,
            source: stamp.source_name.to_owned(),
            kind: kind_of(kind, &event)?,
            occurred_at: occurred_at(&event, sent_at, stamp.received_at)?,
            received_at: stamp.received_at,
            ..Interaction::default()
        },
        properties: String::new(),
    };
    let context = ContextFields::read(event.context).over(batch_context);
    draft.identify(kind, &event)?;
    draft.read_context(kind, &context);
    draft.read_traits(kind, &event);
    draft.read_properties(kind, &event)?;
    if draft.interaction.identifiers.is_empty() {
        return Err(Refused::new(
            DropReason::NoIdentifier,
            "needs a `userId` or an `anonymousId` that is not a placeholder",
        ));
    }
    Ok(draft.finish(&context))
}

fn event_type(event: &RawEvent<'_>) -> Result<EventType, Refused> {
    let name = event
        .kind
        .as_deref()
        .ok_or_else(|| Refused::new(DropReason::UnknownType, "an item of a batch needs `type`"))?;
    EventType::parse(name)
        .ok_or_else(|| Refused::new(DropReason::UnknownType, format!("`type` is \"{}\"", shortened(name, 40))))
}

fn message_id(event: &RawEvent<'_>) -> Result<Option<String>, Refused> {
    let Some(id) = event.message_id.and_then(filled_text) else { return Ok(None) };
    if id.chars().nth(MESSAGE_ID_BELOW - 1).is_some() {
        return Err(Refused::new(
            DropReason::MessageIdTooLong,
            format!("`messageId` has {} characters, under 100 allowed", id.chars().count()),
        ));
    }
    Ok(Some(id.into_owned()))
}

fn kind_of(kind: EventType, event: &RawEvent<'_>) -> Result<String, Refused> {
    if kind != EventType::Track {
        return Ok(kind.as_str().to_owned());
    }
    let name = event.event.and_then(filled_text);
    let name = name.ok_or_else(|| Refused::new(DropReason::NoEventName, "a `track` needs `event`"))?;
    Ok(shortened(name.trim(), LONGEST_NAME).to_owned())
}

fn occurred_at(
    event: &RawEvent<'_>,
    batch_sent_at: Option<&RawValue>,
    received_at: Instant,
) -> Result<Instant, Refused> {
    let Some(original) = event.original_timestamp.or(event.timestamp).filter(|json| json.get() != "null") else {
        return Ok(received_at);
    };
    let original = moment(original).ok_or_else(|| {
        Refused::new(
            DropReason::BadTimestamp,
            format!("`timestamp` is {}, not an ISO 8601 time", shortened(original.get(), 60)),
        )
    })?;
    let sent_at = event.sent_at.and_then(moment).or_else(|| batch_sent_at.and_then(moment));
    let occurred_at = corrected(received_at, sent_at, original);
    if occurred_at.micros_since(received_at) > FUTURE_ALLOWED {
        return Err(Refused::new(
            DropReason::InTheFuture,
            format!("happens at {occurred_at}, more than 48 hours from now"),
        ));
    }
    Ok(occurred_at)
}

/// An ISO 8601 text, or a number of seconds or milliseconds since the epoch.
fn moment(json: &RawValue) -> Option<Instant> {
    let written = text(json)?;
    if json.get().starts_with('"') {
        return Instant::parse_iso(&written);
    }
    let number: f64 = written.parse().ok()?;
    // Seconds reach 10^11 in the year 5138; anything larger is milliseconds.
    let micros = if number.abs() < 1e11 { number * SECOND as f64 } else { number * 1e3 };
    (micros.abs() < 9e18).then(|| Instant::from_micros(micros as i64))
}

fn shortened(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// An interaction in the making.
struct Draft {
    interaction: Interaction,
    /// Members of the JSON object of properties, without braces.
    properties: String,
}

impl Draft {
    fn point_at(&mut self, kind: IdentifierKind, raw: &str) {
        // A placeholder or a malformed value identifies nobody; it stays visible among the traits.
        if let Ok(identifier) = Identifier::new(kind, raw) {
            self.interaction.identifiers.push(identifier);
        }
    }

    fn identify(&mut self, kind: EventType, event: &RawEvent<'_>) -> Result<(), Refused> {
        if let Some(user) = event.user_id.and_then(filled_text) {
            self.point_at(IdentifierKind::UserId, &user);
        }
        if let Some(anonymous) = event.anonymous_id.and_then(filled_text) {
            self.point_at(IdentifierKind::AnonymousId, &anonymous);
        }
        if kind == EventType::Alias {
            let previous = event.previous_id.and_then(filled_text);
            let (Some(previous), Some(_)) = (previous, event.user_id.and_then(filled_text)) else {
                return Err(Refused::new(DropReason::NoAliasIds, "an `alias` needs `previousId` and `userId`"));
            };
            self.point_at(IdentifierKind::AnonymousId, &previous);
            self.property("previousId", &serde_json::Value::from(previous.into_owned()).to_string());
        }
        if kind == EventType::Group {
            let group = event
                .group_id
                .and_then(filled_text)
                .ok_or_else(|| Refused::new(DropReason::NoGroupId, "a `group` needs `groupId`"))?;
            self.property("groupId", &serde_json::Value::from(group.into_owned()).to_string());
        }
        Ok(())
    }

    fn read_context(&mut self, kind: EventType, context: &ContextFields<'_>) {
        let channel = context.get("channel").and_then(text).and_then(|name| Channel::parse(&name));
        self.interaction.channel = channel.or(match kind {
            EventType::Page => Some(Channel::Web),
            EventType::Screen => Some(Channel::App),
            _ => None,
        });
        self.interaction.session =
            context.get("sessionId").or_else(|| context.get("session")).and_then(filled_text).map(|id| id.into_owned());
        if let Some(location) = context.get("location") {
            let _ = walk(location, |key, value| {
                let degrees = text(value).and_then(|number| number.parse::<f64>().ok());
                match key.as_ref() {
                    "latitude" => self.interaction.latitude = degrees.filter(|degrees| degrees.abs() <= 90.0),
                    "longitude" => self.interaction.longitude = degrees.filter(|degrees| degrees.abs() <= 180.0),
                    _ => {}
                }
            });
        }
        if let Some(device) = context.get("device") {
            let _ = walk(device, |key, value| {
                if key == "id"
                    && let Some(id) = filled_text(value)
                {
                    self.point_at(IdentifierKind::Device, &id);
                }
            });
        }
        if let Some(traits) = context.get("traits") {
            self.learn(traits);
        }
    }

    fn read_traits(&mut self, kind: EventType, event: &RawEvent<'_>) {
        match (kind, event.traits) {
            (EventType::Group, Some(traits)) => self.property("traits", traits.get()),
            (_, Some(traits)) => self.learn(traits),
            _ => {}
        }
    }

    fn learn(&mut self, traits: &RawValue) {
        let mut stated = Vec::new();
        let _ = walk(traits, |key, value| stated.push((key.into_owned(), value)));
        for (name, value) in stated {
            if let Some((_, kind)) = IDENTIFYING_TRAITS.iter().find(|(held, _)| *held == name)
                && let Some(written) = filled_text(value)
            {
                self.point_at(kind.clone(), &written);
            }
            let name = shortened(&name, LONGEST_NAME).to_owned();
            self.interaction.traits.retain(|held| held.name != name);
            self.interaction.traits.push(StatedTrait { name, value: value.get().to_owned() });
        }
    }

    fn read_properties(&mut self, kind: EventType, event: &RawEvent<'_>) -> Result<(), Refused> {
        if matches!(kind, EventType::Page | EventType::Screen) {
            for (name, value) in [("name", event.name), ("category", event.category)] {
                if let Some(value) = value.filter(|value| value.get() != "null") {
                    self.property(name, value.get());
                }
            }
        }
        let Some(properties) = event.properties else { return Ok(()) };
        let mut wrong = None;
        let read = walk(properties, |key, value| {
            if value.get() == "null" {
                return;
            }
            match self.take_field(&key, value) {
                Ok(true) => {}
                Ok(false) => self.property(&key, value.get()),
                Err(refused) => wrong = Some(refused),
            }
        });
        match (read, wrong) {
            (Err(_), _) => Err(Refused::new(DropReason::BadField, "`properties` is not an object")),
            (Ok(()), Some(refused)) => Err(refused),
            (Ok(()), None) => Ok(()),
        }
    }

    /// Takes a property that is a field of the interaction; `false` leaves it among the properties.
    fn take_field(&mut self, name: &str, value: &RawValue) -> Result<bool, Refused> {
        let into = &mut self.interaction;
        let short = |value| filled_text(value).map(|text| shortened(text.trim(), LONGEST_NAME).to_owned());
        match name {
            "touchpoint" => into.touchpoint = short(value),
            "stage" => into.stage = short(value),
            "unit" => into.unit = short(value),
            "employee" => into.employee = short(value),
            "currency" => into.currency = short(value),
            "metric" => into.metric = short(value),
            "session" => into.session = short(value),
            "text" => into.text = filled_text(value).map(|words| words.into_owned()),
            "channel" => match filled_text(value).and_then(|name| Channel::parse(&name)) {
                Some(channel) => into.channel = Some(channel),
                None => {
                    return Err(bad_field(
                        name,
                        value,
                        "a channel: web, app, branch, phone, email, sms, chat, social, post or sensor",
                    ));
                }
            },
            "value" | "revenue" | "total" => {
                // Other tools put words into these; then they stay properties. `value` comes before the other two.
                let Some(amount) = text(value).and_then(|number| number.parse::<Amount>().ok()) else {
                    return Ok(false);
                };
                if name == "value" || into.value.is_none() {
                    into.value = Some(amount);
                }
                return Ok(name == "value");
            }
            "score" => into.score = Some(number(name, value, f64::MAX)?),
            "latitude" => into.latitude = Some(number(name, value, 90.0)?),
            "longitude" => into.longitude = Some(number(name, value, 180.0)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn property(&mut self, name: &str, json: &str) {
        if !self.properties.is_empty() {
            self.properties.push(',');
        }
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.properties.push('"');
            self.properties.push_str(name);
            self.properties.push('"');
        } else {
            self.properties.push_str(&serde_json::Value::from(name).to_string());
        }
        self.properties.push(':');
        self.properties.push_str(json);
    }

    fn finish(mut self, context: &ContextFields<'_>) -> Interaction {
        let kept: Vec<_> =
            context.members.iter().filter(|(name, _)| !CONTEXT_LEFT_OUT.contains(&name.as_str())).collect();
        if !kept.is_empty() {
            let members: Vec<String> = kept
                .iter()
                .map(|(name, value)| format!("{}:{}", serde_json::Value::from(name.as_str()), value.get()))
                .collect();
            self.property("context", &format!("{{{}}}", members.join(",")));
        }
        if !self.properties.is_empty() {
            self.interaction.properties = format!("{{{}}}", self.properties);
        }
        self.interaction.identifiers.sort();
        self.interaction.identifiers.dedup();
        self.interaction
    }
}

fn bad_field(name: &str, value: &RawValue, wanted: &str) -> Refused {
    Refused::new(DropReason::BadField, format!("`{name}` is {}, not {wanted}", shortened(value.get(), 60)))
}

fn number(name: &str, value: &RawValue, largest: f64) -> Result<f64, Refused> {
    let parsed = text(value).and_then(|written| written.trim().parse::<f64>().ok());
    parsed
        .filter(|number| number.is_finite() && number.abs() <= largest)
        .ok_or_else(|| bad_field(name, value, "a number in range"))
}
