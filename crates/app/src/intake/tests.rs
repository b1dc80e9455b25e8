use std::io::Write;

use serde_json::json;
use serde_json::value::RawValue;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::{Channel, DropReason, IdentifierKind, Instant, Interaction, SourceId};

use super::body::{LARGEST_BATCH, gunzip_bounded, text_of};
use super::event::{ContextFields, Stamp, check, corrected};
use super::segment::{Endpoint, EventType, parse_call};

const NOW: Instant = Instant::from_micros(1_750_000_000 * SECOND);

#[expect(clippy::needless_pass_by_value, reason = "the calls below read better with their JSON in place")]
fn checked_in(batch_context: serde_json::Value, event: serde_json::Value) -> Result<Interaction, DropReason> {
    let context: Box<RawValue> = serde_json::from_str(&batch_context.to_string()).unwrap();
    let json: Box<RawValue> = serde_json::from_str(&event.to_string()).unwrap();
    let stamp = Stamp { source: SourceId(7), source_name: "shop", received_at: NOW };
    check(&json, None, None, &ContextFields::read(Some(&context)), stamp, || "made".to_owned())
        .map_err(|refused| refused.reason)
}

fn checked(event: serde_json::Value) -> Result<Interaction, DropReason> {
    checked_in(json!({}), event)
}

#[test]
fn a_track_becomes_an_interaction_with_its_fields() {
    let interaction = checked(json!({
        "type": "track", "event": "order_completed", "messageId": "m1", "userId": "u1", "anonymousId": "a1",
        "timestamp": "2025-06-01T10:00:00.000Z",
        "properties": {"value": 12.5, "currency": "IRT", "channel": "branch", "touchpoint": "till", "score": 9, "metric": "nps",
            "text": "عالی \u{1F600} \"خوب\"", "order_id": "o1", "items": [1, 2], "none": null},
    }))
    .unwrap();
    assert_eq!(interaction.kind, "order_completed");
    assert_eq!(interaction.occurred_at, Instant::parse_iso("2025-06-01T10:00:00Z").unwrap());
    assert_eq!(interaction.value.unwrap().to_string(), "12.5");
    assert_eq!((interaction.channel, interaction.score), (Some(Channel::Branch), Some(9.0)));
    assert_eq!(interaction.text.as_deref(), Some("عالی \u{1F600} \"خوب\""));
    assert_eq!(interaction.properties, r#"{"order_id":"o1","items":[1,2]}"#);
    let kinds: Vec<&IdentifierKind> = interaction.identifiers.iter().map(|identifier| identifier.kind()).collect();
    assert_eq!(kinds, [&IdentifierKind::UserId, &IdentifierKind::AnonymousId]);
}

#[test]
fn a_batch_context_is_merged_into_each_item_which_wins() {
    let context = json!({"library": {"name": "x"}, "ip": "1.2.3.4", "campaign": {"name": "spring"}, "location": {"latitude": 35.7, "longitude": 51.4}});
    let event = json!({"type": "page", "name": "Home", "anonymousId": "a1", "messageId": "m", "context": {"campaign": {"name": "summer"}, "traits": {"phone": "09121234567"}}});
    let interaction = checked_in(context, event).unwrap();
    assert_eq!(interaction.channel, Some(Channel::Web));
    assert_eq!((interaction.latitude, interaction.longitude), (Some(35.7), Some(51.4)));
    assert_eq!(interaction.identifiers[0].value(), "+989121234567");
    assert_eq!(interaction.properties, r#"{"name":"Home","context":{"campaign":{"name":"summer"}}}"#);
}

#[test]
fn each_reason_is_named() {
    let cases = [
        (json!({"userId": "u"}), DropReason::UnknownType),
        (json!({"type": "dance", "userId": "u"}), DropReason::UnknownType),
        (json!({"type": "track", "userId": "u"}), DropReason::NoEventName),
        (json!({"type": "track", "event": " ", "userId": "u"}), DropReason::NoEventName),
        (json!({"type": "track", "event": "e"}), DropReason::NoIdentifier),
        (json!({"type": "track", "event": "e", "userId": "null", "anonymousId": "0"}), DropReason::NoIdentifier),
        (json!({"type": "alias", "userId": "u"}), DropReason::NoAliasIds),
        (json!({"type": "group", "userId": "u"}), DropReason::NoGroupId),
        (json!({"type": "identify", "userId": "u", "messageId": "m".repeat(100)}), DropReason::MessageIdTooLong),
        (json!({"type": "identify", "userId": "u", "timestamp": "yesterday"}), DropReason::BadTimestamp),
        (json!({"type": "identify", "userId": "u", "timestamp": "2125-01-01T00:00:00Z"}), DropReason::InTheFuture),
        (json!({"type": "track", "event": "e", "userId": "u", "properties": {"score": "many"}}), DropReason::BadField),
        (
            json!({"type": "track", "event": "e", "userId": "u", "properties": {"channel": "pigeon"}}),
            DropReason::BadField,
        ),
        (json!({"type": "track", "event": "e", "userId": "u", "properties": [1]}), DropReason::BadField),
        (
            json!({"type": "track", "event": "e", "userId": "u", "properties": {"x": "y".repeat(33_000)}}),
            DropReason::TooLarge,
        ),
        (json!(["type"]), DropReason::Malformed),
    ];
    for (event, reason) in cases {
        let shown = event.to_string().chars().take(80).collect::<String>();
        assert_eq!(checked(event), Err(reason), "{shown}");
    }
}

#[test]
fn what_other_tools_call_value_stays_a_property() {
    let interaction = checked(
        json!({"type": "track", "event": "e", "userId": "u", "properties": {"value": "high", "revenue": "19.90"}}),
    )
    .unwrap();
    assert_eq!(interaction.value.unwrap().to_string(), "19.9");
    assert_eq!(interaction.properties, r#"{"value":"high","revenue":"19.90"}"#);
}

#[test]
fn a_users_clock_is_corrected_by_when_it_sent() {
    // The client's clock is an hour slow: what happened ten minutes before sending happened ten minutes ago.
    let (sent, happened) = (NOW.plus_micros(-3600 * SECOND), NOW.plus_micros(-4200 * SECOND));
    assert_eq!(corrected(NOW, Some(sent), happened), NOW.plus_micros(-600 * SECOND));
    assert_eq!(corrected(NOW, None, happened), happened);
    // A clock a hundred years ahead is corrected as well.
    let ahead = NOW.plus_micros(36_500 * DAY);
    assert_eq!(corrected(NOW, Some(ahead), ahead), NOW);
}

#[test]
fn the_same_message_has_the_same_name_in_its_source_only() {
    use super::event::interaction_id;
    assert_eq!(interaction_id(SourceId(1), "m"), interaction_id(SourceId(1), "m"));
    assert_ne!(interaction_id(SourceId(1), "m"), interaction_id(SourceId(2), "m"));
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_bomb_is_refused_and_a_cut_stream_named() {
    let bomb = gzip(&vec![b' '; 50_000_000]);
    assert!(bomb.len() < LARGEST_BATCH);
    assert_eq!(gunzip_bounded(&bomb, LARGEST_BATCH).unwrap_err().reason, DropReason::TooLarge);
    let whole = gzip(br#"{"batch":[]}"#);
    assert_eq!(text_of(&whole, true, LARGEST_BATCH).unwrap(), r#"{"batch":[]}"#);
    assert_eq!(text_of(&whole[..whole.len() - 6], true, LARGEST_BATCH).unwrap_err().reason, DropReason::Malformed);
}

#[test]
fn a_body_is_bounded_in_depth_size_and_events() {
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    assert_eq!(text_of(deep.as_bytes(), false, LARGEST_BATCH).unwrap_err().reason, DropReason::TooDeep);
    assert!(
        text_of(br#"{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}"#, false, LARGEST_BATCH).is_ok(),
        "brackets in words are words"
    );
    assert_eq!(text_of(b"{\"a\":\"\xff\"}", false, LARGEST_BATCH).unwrap_err().reason, DropReason::NotUtf8);
    let many = format!(r#"{{"batch":[{}]}}"#, vec!["{}"; 2501].join(","));
    assert_eq!(parse_call(Endpoint::Batch, &many).unwrap_err().reason, DropReason::TooManyEvents);
    assert_eq!(parse_call(Endpoint::Batch, "{}").unwrap_err().reason, DropReason::Malformed);
    assert_eq!(parse_call(Endpoint::Single(EventType::Track), "[1]").unwrap_err().reason, DropReason::Malformed);
    let whole = parse_call(Endpoint::Single(EventType::Track), r#" {"writeKey":"k","event":"e"} "#).unwrap();
    assert_eq!((whole.write_key.as_deref(), whole.events.len()), (Some("k"), 1));
}
