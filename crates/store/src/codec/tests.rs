use std::path::PathBuf;

use hamdel_domain::interaction::StatedTrait;
use hamdel_domain::{
    Amount, Channel, CustomerId, DropReason, Identifier, IdentifierKind, Interaction, InteractionId, Position,
    Rejection,
};
use proptest::prelude::*;

use super::*;

/// An interaction in which every field is set; the frozen samples hold it.
fn full_interaction() -> Interaction {
    Interaction {
        id: InteractionId(0x0123_4567_89ab_cdef_0011_2233_4455_6677),
        message_id: "m-1".to_owned(),
        source: "فروشگاه".to_owned(),
        kind: "order_completed".to_owned(),
        occurred_at: Instant::from_micros(1_774_094_400_000_001),
        received_at: Instant::from_micros(1_774_094_401_000_000),
        identifiers: [
            IdentifierKind::UserId,
            IdentifierKind::NationalCode,
            IdentifierKind::LoyaltyCard,
            IdentifierKind::Email,
            IdentifierKind::Phone,
            IdentifierKind::Own("club".to_owned()),
            IdentifierKind::Device,
            IdentifierKind::AnonymousId,
        ]
        .into_iter()
        .map(|kind| Identifier::from_storage(kind.as_str(), format!("value of {}", kind.as_str())))
        .collect(),
        traits: vec![StatedTrait { name: "city".to_owned(), value: "\"شیراز\"".to_owned() }],
        touchpoint: Some("checkout".to_owned()),
        channel: Some(Channel::Sensor),
        stage: Some("purchase".to_owned()),
        unit: Some("sales".to_owned()),
        employee: Some("e-7".to_owned()),
        value: Amount::from_ten_thousandths(-12_345_678),
        currency: Some("IRR".to_owned()),
        metric: Some("nps".to_owned()),
        score: Some(9.5),
        text: Some("ممنون، خیلی خوب بود".to_owned()),
        latitude: Some(29.59),
        longitude: Some(52.58),
        session: Some("s-1".to_owned()),
        properties: r#"{"basket":3}"#.to_owned(),
    }
}

fn full_batch() -> JournalBatch {
    let rejection = |reason: &DropReason| Rejection {
        reason: *reason,
        detail: format!("detail of {}", reason.as_str()),
        payload: "{}".to_owned(),
    };
    let by_channel = |channel: &Channel| Interaction { channel: Some(*channel), ..Interaction::default() };
    JournalBatch {
        source: SourceId(7),
        received_at: Instant::from_micros(1_774_094_401_000_000),
        interactions: [full_interaction()].into_iter().chain(Channel::ALL.iter().map(by_channel)).collect(),
        rejections: DropReason::ALL.iter().map(rejection).collect(),
    }
}

fn full_recorded() -> Vec<RecordedInteraction> {
    vec![
        RecordedInteraction { customer: Some(CustomerId(42)), position: Position(9), interaction: full_interaction() },
        RecordedInteraction::default(),
    ]
}

fn full_state() -> ProfileState {
    let mut state = ProfileState::default();
    state.observe(&full_interaction());
    state.observe(&Interaction { id: InteractionId(1), kind: "call".to_owned(), ..Interaction::default() });
    state
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// Written once, when the format was new; a new format gets new files beside them.
#[test]
#[ignore = "writes the frozen samples of a new format"]
fn freeze_samples() {
    std::fs::write(sample("journal_batch.1.bin"), encode_batch(&full_batch()).unwrap().payload).unwrap();
    std::fs::write(sample("recorded.1.bin"), encode_recorded(&full_recorded()).unwrap()).unwrap();
    std::fs::write(sample("profile.1.bin"), encode_state(&full_state()).unwrap()).unwrap();
}

#[test]
fn frozen_samples_are_read() {
    let batch = std::fs::read(sample("journal_batch.1.bin")).unwrap();
    assert_eq!(decode_batch(&batch).unwrap(), full_batch());
    let recorded = std::fs::read(sample("recorded.1.bin")).unwrap();
    assert_eq!(decode_recorded(&recorded).unwrap(), full_recorded());
    assert_eq!(decode_state(&std::fs::read(sample("profile.1.bin")).unwrap()).unwrap(), full_state());
}

#[test]
fn what_was_encoded_is_decoded() {
    let encoded = encode_batch(&full_batch()).unwrap();
    assert_eq!(encoded.events, full_batch().interactions.len() as u64 + full_batch().rejections.len() as u64);
    assert_eq!(decode_batch(&encoded.payload).unwrap(), full_batch());
    assert_eq!(decode_recorded(&encode_recorded(&[]).unwrap()).unwrap(), []);
}

#[test]
fn a_claim_of_a_huge_size_is_refused_before_memory_is_taken() {
    let mut bomb = encode_batch(&full_batch()).unwrap().payload;
    bomb[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(decode_batch(&bomb).is_err());
    bomb[1..5].copy_from_slice(&200_000_000_u32.to_le_bytes());
    assert!(decode_batch(&bomb).is_err());
}

proptest! {
    #[test]
    fn damage_is_an_error_and_never_a_panic(at in any::<prop::sample::Index>(), bit in 0_u8..8, cut in any::<prop::sample::Index>()) {
        let payload = encode_batch(&full_batch()).unwrap().payload;
        let mut flipped = payload.clone();
        flipped[at.index(payload.len())] ^= 1 << bit;
        // A flipped bit may land in a text and give another valid batch.
        let _ = decode_batch(&flipped);
        prop_assert!(decode_batch(&payload[..cut.index(payload.len())]).is_err());
    }

    #[test]
    fn any_bytes_are_an_error_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode_batch(&bytes);
        let framed: Vec<u8> = [1, 200, 0, 0, 0].into_iter().chain(bytes).collect();
        let _ = decode_recorded(&framed);
        let _ = decode_state(&framed[..1].iter().chain(&framed[5..]).copied().collect::<Vec<u8>>());
    }
}
