//! From an interaction to a mail and back, and everything that mail servers do wrong.

mod triggers;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::contact::{ContactState, Reason};
use hamdel_domain::invitations::{InvitationState, Trigger};
use hamdel_domain::{Channel, Identifier, IdentifierKind};
use hamdel_store::invitations::DeliveryState;
use hamdel_testkit::smtp::Behaviour;

use super::tests_bench::{Bench, after_delivery, hours, moment};
use super::*;

async fn state(bench: &Bench) -> InvitationState {
    bench.all().await[0].state
}

async fn contact_state(bench: &Bench) -> Option<ContactState> {
    let id = bench.all().await[0].id;
    let row = bench.app.store.contact_of_subject(&format!("invitation:{id}")).await.unwrap();
    row.map(|row| row.state)
}

/// A company of which one order was delivered, and whose invitation is due.
async fn due() -> Bench {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    bench.trigger(after_delivery()).await;
    let order = bench.order("1", "sara");
    bench.happens(&[order]).await;
    bench.clock.advance(hours(1));
    bench
}

#[tokio::test]
async fn an_order_becomes_a_mail_and_its_link_opens_once() {
    let bench = due().await;
    let round = bench.send().await;
    assert_eq!(round, SendRound { reserved: 1, sent: 1, ..SendRound::default() });
    assert_eq!(bench.send().await, SendRound::default());
    let mail = bench.sink.mails().remove(0);
    let tag = bench.app.store.deliveries_of(bench.all().await[0].id).await.unwrap()[0].new.tag.clone();
    assert_eq!(mail.to, ["sara@example.com"]);
    assert_eq!(mail.from, format!("bounces+{tag}@company.test"));
    let unsubscribe = bench.secret("/u/");
    for header in [
        format!("Message-ID: <{tag}@company.test>\n"),
        format!("List-Unsubscribe: <https://ask.example.com/u/{unsubscribe}>\n"),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n".to_owned(),
        "Content-Type: multipart/alternative;".to_owned(),
        "Date: Sat, 21 Mar 2026 13:00:00 +0000\n".to_owned(),
    ] {
        assert!(mail.content.contains(&header), "{header} in\n{}", mail.content);
    }
    let (_, html) = mail.content.split_once("text/html").unwrap();
    assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "what customers are called is no markup");
    assert_eq!((state(&bench).await, contact_state(&bench).await), (InvitationState::Sent, Some(ContactState::Sent)));

    let secret = bench.secret("/i/");
    let followed = follow(&bench.app, &secret).await.unwrap();
    assert_eq!((followed.visit, followed.invitation.said.survey), (Visit::Open, 3));
    assert_eq!(state(&bench).await, InvitationState::Opened);
    assert!(mark_started(&bench.app, followed.invitation.id).await.unwrap());
    assert!(mark_answered(&bench.app, followed.invitation.id).await.unwrap());
    assert!(!mark_answered(&bench.app, followed.invitation.id).await.unwrap(), "one answer an invitation");
    assert_eq!(follow(&bench.app, &secret).await.unwrap().visit, Visit::Answered);
    // Tampered with, cut, of another purpose.
    let other = if secret.ends_with('A') { 'B' } else { 'A' };
    let tampered = format!("{}{other}", &secret[..31]);
    for wrong in [tampered.as_str(), &secret[..31], unsubscribe.as_str(), "", "سلام"] {
        assert!(matches!(follow(&bench.app, wrong).await, Err(crate::AppError::NotFound("link"))), "{wrong}");
    }
}

#[tokio::test]
async fn a_link_ends_with_its_time() {
    let bench = due().await;
    bench.send().await;
    let secret = bench.secret("/i/");
    bench.clock.advance(7 * DAY);
    assert_eq!(follow(&bench.app, &secret).await.unwrap().visit, Visit::Expired);
    assert_eq!(bench.send().await.expired, 1);
    assert_eq!(state(&bench).await, InvitationState::Expired);
    assert_eq!(follow(&bench.app, &secret).await.unwrap().visit, Visit::Expired);
}

#[tokio::test]
async fn a_server_that_hangs_before_it_has_the_message_is_asked_again() {
    let bench = due().await;
    bench.sink.behave(Behaviour::Hang);
    assert_eq!(bench.send().await, SendRound { reserved: 1, retried: 1, ..SendRound::default() });
    assert_eq!(
        (state(&bench).await, contact_state(&bench).await),
        (InvitationState::Reserved, Some(ContactState::Reserved))
    );
    assert_eq!(bench.send().await, SendRound::default(), "not before its time");
    bench.sink.behave(Behaviour::Accept);
    bench.clock.advance(60 * SECOND);
    assert_eq!(bench.send().await, SendRound { sent: 1, ..SendRound::default() });
    assert_eq!(bench.sink.mails().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_silent_after_the_message_is_never_sent_it_twice() {
    for behaviour in [Behaviour::HangAfterData, Behaviour::DropAfterData] {
        let bench = due().await;
        bench.sink.behave(behaviour);
        assert_eq!(bench.send().await, SendRound { reserved: 1, unknown: 1, ..SendRound::default() });
        bench.sink.behave(Behaviour::Accept);
        for _ in 0..3 {
            bench.clock.advance(DAY);
            bench.send().await;
        }
        assert_eq!(bench.sink.mails().len(), 1, "{behaviour:?}");
        assert_eq!(
            (state(&bench).await, contact_state(&bench).await),
            (InvitationState::Sent, Some(ContactState::Sent))
        );
    }
}

#[tokio::test]
async fn greylisting_is_waited_out() {
    let bench = due().await;
    bench.sink.behave(Behaviour::GreylistFirst);
    assert_eq!(bench.send().await, SendRound { reserved: 1, retried: 1, ..SendRound::default() });
    bench.clock.advance(299 * SECOND);
    assert_eq!(bench.send().await, SendRound::default());
    bench.clock.advance(SECOND);
    assert_eq!(bench.send().await, SendRound { sent: 1, ..SendRound::default() });
    assert_eq!(bench.sink.mails().len(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_never_tried_again() {
    let mut bench = due().await;
    bench.sink.behave(Behaviour::Refuse);
    assert_eq!(bench.send().await, SendRound { reserved: 1, bounced: 1, ..SendRound::default() });
    assert_eq!(
        (state(&bench).await, contact_state(&bench).await),
        (InvitationState::Bounced, Some(ContactState::Bounced))
    );
    bench.sink.behave(Behaviour::Accept);
    let again = bench.order("2", "sara");
    bench.happens(&[again]).await;
    bench.clock.advance(hours(1));
    assert_eq!(bench.send().await, SendRound { withheld: 1, ..SendRound::default() });
    assert_eq!(bench.all().await[1].reasons[0].code(), "suppressed");
    assert!(bench.sink.mails().is_empty());
}

#[tokio::test]
async fn a_message_that_is_refused_says_nothing_of_its_address() {
    let bench = due().await;
    bench.sink.behave(Behaviour::RefuseData);
    assert_eq!(bench.send().await.bounced, 1);
    assert_eq!(state(&bench).await, InvitationState::Bounced);
    let hash = crate::contact::address_hash(Channel::Email, "sara@example.com");
    let category = hamdel_domain::contact::Category::Survey;
    assert!(bench.app.store.suppressed_among(Channel::Email, category, &[hash]).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_being_sent_when_the_program_died_is_not_sent_again() {
    let bench = due().await;
    // Reserved, then a crash: the reservation is still good.
    let nowhere = Outbound { mailer: Some(std::sync::Arc::new(Dead)), ..bench.out.clone() };
    let round = send_due(&bench.app, &nowhere).await.unwrap();
    assert_eq!((round.reserved, round.retried), (1, 1));
    bench.clock.advance(60 * SECOND);
    let delivery = bench.app.store.deliveries_due(bench.clock.advance(0), 9).await.unwrap().remove(0);
    // The message was begun, then a crash.
    assert!(bench.app.store.begin_sending(&delivery, bench.clock.advance(0)).await.unwrap());
    assert_eq!(bench.send().await, SendRound::default(), "somebody may be at it");
    bench.clock.advance(hours(1));
    assert_eq!(bench.send().await, SendRound { in_doubt: 1, ..SendRound::default() });
    assert!(bench.sink.mails().is_empty());
    assert_eq!((state(&bench).await, contact_state(&bench).await), (InvitationState::Sent, Some(ContactState::Sent)));
    let held = bench.app.store.delivery_by_tag(&delivery.new.tag).await.unwrap().unwrap();
    assert_eq!(held.state, DeliveryState::Unknown);
}

struct Dead;

#[async_trait::async_trait]
impl hamdel_domain::messages::Mailer for Dead {
    async fn send(&self, _mail: &hamdel_domain::messages::OutgoingMail) -> hamdel_domain::messages::Handed {
        hamdel_domain::messages::Handed::Down("dead".to_owned())
    }
}

#[tokio::test]
async fn two_workers_at_once_send_each_message_once() {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    bench.trigger(after_delivery()).await;
    let orders: Vec<_> = (0..30).map(|number| bench.order(&format!("{number}"), &format!("sara{number}"))).collect();
    bench.happens(&orders).await;
    bench.clock.advance(hours(1));
    let rounds = futures::future::join_all((0..4).map(|_| bench.send())).await;
    assert_eq!(rounds.iter().map(|round| round.sent).sum::<u64>(), 30);
    let mut to: Vec<_> = bench.sink.mails().into_iter().flat_map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), bench.sink.mails().len()), (30, 30));
}

#[tokio::test]
async fn the_ledger_withholds_and_waits_with_its_reasons() {
    let mut bench = Bench::new().await;
    bench.trigger(Trigger { expires_after: 30 * DAY, ..after_delivery() }).await;
    let orders = [bench.order("1", "sara"), bench.order("2", "sara")];
    bench.happens(&orders).await;
    // 16:00 in Tehran, and an hour later.
    bench.clock.advance(hours(1));
    let round = bench.send().await;
    assert_eq!((round.sent, round.withheld), (1, 1), "the same survey rests for 90 days, an invitation lives for 30");
    assert!(matches!(&bench.all().await[1].reasons[0], Reason::Rest { rest, .. } if rest == "same-survey"));
    // 22:00 in Tehran: it waits until 08:00.
    bench.clock.set(moment("2026-03-21T17:30:00Z"));
    let order = bench.order("3", "reza");
    bench.happens(&[order]).await;
    bench.clock.advance(hours(1));
    assert_eq!(bench.send().await, SendRound { waiting: 1, ..SendRound::default() });
    let waiting = bench.all().await.remove(2);
    assert_eq!((waiting.state, waiting.said.send_at), (InvitationState::Planned, moment("2026-03-22T04:30:00Z")));
    assert_eq!(waiting.reasons[0].code(), "quiet_hours");
    bench.clock.set(moment("2026-03-22T04:30:00Z"));
    assert_eq!(bench.send().await.sent, 1);
}

#[tokio::test]
async fn unsubscribing_takes_a_post_and_holds() {
    let mut bench = due().await;
    bench.send().await;
    let secret = bench.secret("/u/");
    for _ in 0..3 {
        assert!(!look_at_leaving(&bench.app, &secret).await.unwrap().left_already, "looking changes nothing");
    }
    leave(&bench.app, &secret, false).await.unwrap();
    assert!(look_at_leaving(&bench.app, &secret).await.unwrap().left_already);
    assert!(leave(&bench.app, &secret, false).await.unwrap().left_already);
    let customer = bench.all().await[0].said.customer;
    assert_eq!(bench.app.store.consents_of(customer).await.unwrap().len(), 1, "twice is once");
    let order = bench.order("2", "sara");
    bench.happens(&[order]).await;
    bench.clock.advance(hours(1));
    assert_eq!(bench.send().await.withheld, 1);
    assert_eq!(bench.all().await[1].reasons[0].code(), "objected");
    leave(&bench.app, &secret, true).await.unwrap();
    assert_eq!(bench.app.store.consents_of(customer).await.unwrap().len(), 3);
    assert!(leave(&bench.app, &bench.secret("/i/"), false).await.is_err(), "a link to answer unsubscribes nobody");
}

fn report(tag: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.test\r\nTo: bounces@company.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n\
         Final-Recipient: rfc822; sara@example.com\r\nAction: {action}\r\nStatus: {status}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{tag}@company.test>\r\nSubject: x\r\n\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn bounces_find_back() {
    let bench = due().await;
    bench.send().await;
    let id = bench.all().await[0].id;
    let tag = bench.app.store.deliveries_of(id).await.unwrap()[0].new.tag.clone();
    let take = async |mail: String| take_bounce(&bench.app, mail.as_bytes()).await.unwrap();
    assert_eq!(take("Subject: hello\r\n\r\nhello".to_owned()).await, BounceTaken::NotAReport);
    assert_eq!(take(report(&"0".repeat(32), "failed", "5.1.1")).await, BounceTaken::Unknown);
    assert_eq!(take(report(&tag, "delayed", "4.4.1")).await, BounceTaken::Delayed(id));
    assert_eq!(state(&bench).await, InvitationState::Sent);
    assert_eq!(take(report(&tag, "delivered", "2.0.0")).await, BounceTaken::Delivered(id));
    assert_eq!(contact_state(&bench).await, Some(ContactState::Delivered));
    for _ in 0..2 {
        assert_eq!(take(report(&tag, "failed", "5.1.1")).await, BounceTaken::Hard(id));
        assert_eq!(state(&bench).await, InvitationState::Bounced);
    }
    assert_eq!(contact_state(&bench).await, Some(ContactState::Bounced));
    let hash = crate::contact::address_hash(Channel::Email, "sara@example.com");
    let category = hamdel_domain::contact::Category::Survey;
    assert_eq!(bench.app.store.suppressed_among(Channel::Email, category, &[hash]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_full_mailbox_is_no_end_and_a_complaint_is_an_objection() {
    let bench = due().await;
    bench.send().await;
    let held = bench.all().await.remove(0);
    let tag = bench.app.store.deliveries_of(held.id).await.unwrap()[0].new.tag.clone();
    let soft = report(&tag, "failed", "5.2.2");
    assert_eq!(take_bounce(&bench.app, soft.as_bytes()).await.unwrap(), BounceTaken::Soft(held.id));
    let complaint = soft.replace("message/delivery-status", "message/feedback-report");
    for _ in 0..2 {
        let taken = take_bounce(&bench.app, complaint.as_bytes()).await.unwrap();
        assert_eq!(taken, BounceTaken::Complained(held.id));
    }
    assert_eq!(bench.app.store.consents_of(held.said.customer).await.unwrap().len(), 2);
}

#[tokio::test]
async fn one_reminder_for_who_has_not_answered() {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    bench.trigger(Trigger { reminder_after: Some(2 * DAY), ..after_delivery() }).await;
    let orders = [bench.order("1", "sara"), bench.order("2", "reza")];
    bench.happens(&orders).await;
    bench.clock.advance(hours(1));
    assert_eq!(bench.send().await.sent, 2);
    let first = bench.all().await[0].id;
    assert!(mark_answered(&bench.app, first).await.unwrap());
    bench.clock.advance(2 * DAY);
    assert_eq!(bench.send().await, SendRound { reserved: 1, sent: 1, ..SendRound::default() });
    bench.clock.advance(2 * DAY);
    assert_eq!(bench.send().await, SendRound::default());
    assert_eq!(bench.sink.mails().last().unwrap().to, ["reza@example.com"]);
    assert_eq!(follow(&bench.app, &bench.secret("/i/")).await.unwrap().visit, Visit::Open);
}

#[derive(Default)]
struct Gateway(std::sync::Mutex<Vec<hamdel_domain::messages::OutgoingText>>);

#[async_trait::async_trait]
impl hamdel_domain::messages::OutboundGateway for Gateway {
    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    async fn send(&self, text: &hamdel_domain::messages::OutgoingText) -> hamdel_domain::messages::Handed {
        self.0.lock().unwrap().push(text.clone());
        hamdel_domain::messages::Handed::Accepted(String::new())
    }
}

#[tokio::test]
async fn short_messages_go_through_the_gateway_once_there_is_one() {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    bench.trigger(Trigger { channel: Channel::Sms, ..after_delivery() }).await;
    let mut order = bench.order("1", "sara");
    order.identifiers.push(Identifier::new(IdentifierKind::Phone, "09123456789").unwrap());
    let without = bench.order("2", "reza");
    bench.happens(&[order, without]).await;
    bench.clock.advance(hours(1));
    assert_eq!(bench.send().await, SendRound { waiting: 2, ..SendRound::default() }, "nothing carries it yet");
    let gateway = std::sync::Arc::new(Gateway::default());
    bench.out.gateways = vec![gateway.clone()];
    bench.clock.advance(600 * SECOND);
    assert_eq!(bench.send().await, SendRound { reserved: 1, sent: 1, withheld: 1, ..SendRound::default() });
    let sent = gateway.0.lock().unwrap().remove(0);
    assert_eq!(sent.to, "+989123456789");
    assert!(sent.text.contains("https://ask.example.com/i/"));
    assert_eq!(bench.all().await[1].reasons, [Reason::NoAddress { channel: Channel::Sms }]);
}
