//! A gateway that takes, refuses, puts off, hangs and drops; and what it says afterwards.

use std::sync::Arc;
use std::time::Duration;

use hamdel_domain::clock::SECOND;
use hamdel_domain::contact::ContactState;
use hamdel_domain::invitations::{InvitationState, Trigger};
use hamdel_domain::messages::{Handed, OutboundGateway, OutgoingText};
use hamdel_domain::{Channel, Identifier, IdentifierKind};
use hamdel_testkit::http::{HttpBehaviour, HttpSink};

use super::*;
use crate::http_out::address_of;
use crate::invitations::SendRound;
use crate::invitations::tests_bench::{Bench, after_delivery, hours};
use crate::webhooks::signature;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn gateway(bench: &Bench, url: &str, limit: Duration) -> Arc<HttpGateway> {
    let settings = GatewaySettings {
        url: address_of(url).unwrap(),
        secret: SECRET.to_owned(),
        channels: vec![Channel::Sms],
        limit,
    };
    Arc::new(HttpGateway::new(settings, bench.app.clock.clone()).unwrap())
}

fn text() -> OutgoingText {
    OutgoingText {
        channel: Channel::Sms,
        to: "+989123456789".to_owned(),
        tag: "0".repeat(32),
        text: "تجربهٔ شما چطور بود؟".to_owned(),
    }
}

/// Whether an outcome is the right one.
type Right = fn(&Handed) -> bool;

fn answers(status: u16, body: &str) -> HttpBehaviour {
    HttpBehaviour::Answer(status, body.to_owned())
}

#[tokio::test]
async fn what_a_gateway_answers_is_understood() {
    let (bench, sink) = (Bench::new().await, HttpSink::start().await.unwrap());
    let gateway = gateway(&bench, &sink.url(), Duration::from_secs(20));
    let cases: [(u16, &str, Right); 14] = [
        (200, "", |handed| matches!(handed, Handed::Accepted(_))),
        (202, "{\"message\":\"queued\"}", |handed| *handed == Handed::Accepted("202 queued".to_owned())),
        (409, "", |handed| matches!(handed, Handed::Accepted(_))),
        (422, "{\"code\":\"no_such_address\"}", |handed| {
            matches!(handed, Handed::Refused { no_such_address: true, .. })
        }),
        (410, "", |handed| matches!(handed, Handed::Refused { no_such_address: true, .. })),
        (400, "not JSON", |handed| matches!(handed, Handed::Refused { no_such_address: false, .. })),
        (418, "", |handed| matches!(handed, Handed::Refused { no_such_address: false, .. })),
        (401, "", |handed| matches!(handed, Handed::Down(_))),
        (404, "", |handed| matches!(handed, Handed::Down(_))),
        (302, "", |handed| matches!(handed, Handed::Down(_))),
        (429, "", |handed| matches!(handed, Handed::Later(_))),
        (503, "{\"message\":\"not +989123456789 now\"}", |handed| {
            *handed == Handed::Later("503 not (address) now".to_owned())
        }),
        (500, "", |handed| matches!(handed, Handed::Later(_))),
        (408, "", |handed| matches!(handed, Handed::Later(_))),
    ];
    for (status, body, right) in cases {
        sink.then([answers(status, body)]);
        let handed = gateway.send(&text()).await;
        assert!(right(&handed), "{status} {body}: {handed:?}");
    }
    sink.then([HttpBehaviour::DropAfterRequest]);
    assert!(matches!(gateway.send(&text()).await, Handed::Unknown(_)), "taken, and nobody knows");
    let asked = sink.asked().pop().unwrap();
    let (id, at) = (asked.header("webhook-id"), asked.header("webhook-timestamp").parse().unwrap());
    assert_eq!((id, asked.header("idempotency-key")), (text().tag.as_str(), text().tag.as_str()));
    assert_eq!(signature(SECRET, id, at, &asked.body).as_deref(), Some(asked.header("webhook-signature")));
    let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!((&body["to"], &body["channel"]), (&"+989123456789".into(), &"sms".into()));
}

#[tokio::test]
async fn a_gateway_that_is_gone_or_silent_is_told_apart() {
    let (bench, sink) = (Bench::new().await, HttpSink::start().await.unwrap());
    let silent = gateway(&bench, &sink.url(), Duration::from_millis(80));
    sink.then([HttpBehaviour::Hang]);
    assert!(matches!(silent.send(&text()).await, Handed::Unknown(_)), "it had the request");
    let url = sink.url();
    drop(sink);
    tokio::task::yield_now().await;
    let gone = gateway(&bench, &url, Duration::from_secs(20));
    let handed = gone.send(&text()).await;
    assert!(matches!(handed, Handed::Down(_)), "{handed:?}");
}

/// An invitation by SMS, on its way through a gateway.
async fn invited(sink: &HttpSink) -> Bench {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    bench.out.gateways = vec![gateway(&bench, &sink.url(), Duration::from_secs(20))];
    bench.trigger(Trigger { channel: Channel::Sms, ..after_delivery() }).await;
    let mut order = bench.order("1", "sara");
    order.identifiers.push(Identifier::new(IdentifierKind::Phone, "09123456789").unwrap());
    bench.happens(&[order]).await;
    bench.clock.advance(hours(1));
    bench
}

#[tokio::test]
async fn an_invitation_that_is_put_off_goes_out_once_with_one_tag() {
    let sink = HttpSink::start().await.unwrap();
    sink.then([answers(429, ""), answers(503, "")]);
    let bench = invited(&sink).await;
    assert_eq!(bench.send().await, SendRound { reserved: 1, retried: 1, ..SendRound::default() });
    bench.clock.advance(301 * SECOND);
    assert_eq!(bench.send().await.retried, 1);
    bench.clock.advance(601 * SECOND);
    assert_eq!(bench.send().await.sent, 1);
    bench.clock.advance(hours(48));
    assert_eq!(bench.send().await, SendRound::default());
    let tags: std::collections::BTreeSet<_> =
        sink.asked().iter().map(|asked| asked.header("webhook-id").to_owned()).collect();
    assert_eq!((sink.asked().len(), tags.len()), (3, 1));
    // The link fits a short message: 22 characters of it are secret.
    let body: serde_json::Value = serde_json::from_str(&sink.asked()[2].body).unwrap();
    let secret = body["text"].as_str().unwrap().split("/i/").nth(1).unwrap().split_whitespace().next().unwrap();
    assert_eq!(secret.len(), 22);
    assert_eq!(crate::invitations::follow(&bench.app, secret).await.unwrap().invitation.id, 1);
    assert!(crate::invitations::follow(&bench.app, &secret[1..]).await.is_err());
}

#[tokio::test]
async fn what_was_taken_and_dropped_is_not_sent_again() {
    let sink = HttpSink::start().await.unwrap();
    sink.then([HttpBehaviour::DropAfterRequest]);
    let bench = invited(&sink).await;
    assert_eq!(bench.send().await.unknown, 1);
    bench.clock.advance(hours(24));
    assert_eq!((bench.send().await, sink.asked().len()), (SendRound::default(), 1));
}

fn signed(body: &str, at: i64) -> (String, String) {
    let at = at.div_euclid(SECOND);
    (at.to_string(), format!("v1,wrong {}", signature(SECRET, "call", at, body).unwrap()))
}

#[test]
fn only_what_is_signed_now_is_heard() {
    let now = hamdel_domain::Instant::parse_iso("2026-11-28T12:00:00Z").unwrap();
    let (timestamp, signatures) = signed("{}", now.micros());
    let proof = Proof { id: "call", timestamp: &timestamp, signatures: &signatures };
    assert!(is_proven(SECRET, &proof, "{}", now) && is_proven(SECRET, &proof, "{}", now.plus_micros(299 * SECOND)));
    assert!(!is_proven(SECRET, &proof, "{} ", now) && !is_proven(SECRET, &proof, "{}", now.plus_micros(301 * SECOND)));
    assert!(!is_proven(SECRET, &Proof { id: "other", ..proof }, "{}", now));
    for timestamp in ["", "soon", "9223372036854775807"] {
        assert!(!is_proven(SECRET, &Proof { timestamp, ..proof }, "{}", now), "{timestamp}");
    }
    assert!(!is_proven("whsec_no base64", &proof, "{}", now));
}

#[tokio::test]
async fn receipts_move_the_invitation_and_words_written_back_are_a_comment() {
    let sink = HttpSink::start().await.unwrap();
    let bench = invited(&sink).await;
    assert_eq!(bench.send().await.sent, 1);
    let tag = sink.asked()[0].header("webhook-id").to_owned();
    let app = &bench.app;
    let said = format!(
        "[{{\"type\":\"receipt\",\"id\":\"{tag}\",\"state\":\"delivered\"}},
          {{\"type\":\"receipt\",\"id\":\"none\",\"state\":\"failed\"}},
          {{\"type\":\"message\",\"id\":\"m1\",\"channel\":\"sms\",\"from\":\"+989123456789\",\"text\":\"خوب بود\"}}]"
    );
    let heard = hear_gateway(app, &said).await.unwrap();
    assert_eq!((heard.receipts, heard.unknown, heard.comments), (1, 1, 1));
    assert_eq!(bench.all().await[0].state, InvitationState::Delivered);
    let no_number =
        format!("{{\"type\":\"receipt\",\"id\":\"{tag}\",\"state\":\"no_such_address\",\"words\":\"gone\"}}");
    hear_gateway(app, &no_number).await.unwrap();
    let contact = app.store.contact_of_subject("invitation:1").await.unwrap().unwrap();
    assert!(matches!(contact.state, ContactState::Bounced | ContactState::Delivered), "{contact:?}");
    let stop = "{\"type\":\"message\",\"id\":\"m2\",\"channel\":\"sms\",\"from\":\"09123456789\",\"text\":\"لغو\"}";
    assert_eq!(hear_gateway(app, stop).await.unwrap().unsubscribed, 1);
    assert_eq!(hear_gateway(app, stop).await.unwrap().unsubscribed, 1);
    let consents = app.store.consents_of(contact.customer).await.unwrap();
    assert_eq!(consents.iter().filter(|said| !said.given).count(), 2, "twice is once");
    for wrong in ["", "[]x", "{\"type\":\"receipt\"}", "{\"type\":\"receipt\",\"id\":\"1\",\"state\":\"read\"}"] {
        assert!(hear_gateway(app, wrong).await.is_err(), "{wrong}");
    }
}
