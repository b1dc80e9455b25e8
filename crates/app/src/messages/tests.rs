//! A reply goes through the contact ledger, out at most once, and into the customer's story.

use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{Cap, Category, Policy, Scope, Window};
use hamdel_domain::{Channel, CustomerId};
use hamdel_testkit::smtp::Behaviour;

use super::write::say_carried;
use super::*;
use crate::invitations::tests_bench::Bench;

async fn bench() -> Bench {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    let order = bench.order("1", "sara");
    bench.happens(&[order]).await;
    say_carried(&bench.app, &[Channel::Email]).await.unwrap();
    bench
}

fn reply(key: &str) -> Reply {
    Reply {
        key: key.to_owned(),
        customer: CustomerId(1),
        channel: Channel::Email,
        category: Category::Service,
        subject: "پاسخ به دیدگاه شما".to_owned(),
        text: "سلام\nاز دیدگاه شما سپاسگزاریم.".to_owned(),
        html: None,
        about: "feedback:0123".to_owned(),
    }
}

async fn state(bench: &Bench) -> MessageState {
    bench.app.store.messages_about("feedback:0123").await.unwrap()[0].state
}

#[tokio::test]
async fn a_reply_goes_out_once_and_into_the_story() {
    let bench = bench().await;
    assert!(matches!(write_to_customer(&bench.app, &reply("a"), "user:1").await.unwrap(), Wrote::GoesOut(_)));
    assert_eq!(write_to_customer(&bench.app, &reply("a"), "user:1").await.unwrap(), Wrote::Already);
    let round = send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    assert_eq!((round.sent, round.told), (1, 1));
    assert_eq!(send_messages(&bench.app, Some(&bench.out)).await.unwrap(), MessageRound::default());
    let mails = bench.sink.mails();
    assert_eq!((mails.len(), mails[0].to.as_slice()), (1, ["sara@example.com".to_owned()].as_slice()));
    assert_eq!(state(&bench).await, MessageState::Sent);
    let contact = bench.app.store.contact_of_subject("message:a").await.unwrap().unwrap();
    assert_eq!(contact.state, hamdel_domain::contact::ContactState::Sent);
}

#[tokio::test]
async fn a_server_that_is_silent_after_the_message_is_never_sent_it_twice() {
    let bench = bench().await;
    write_to_customer(&bench.app, &reply("a"), "user:1").await.unwrap();
    bench.sink.behave(Behaviour::HangAfterData);
    send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    bench.sink.behave(Behaviour::Accept);
    for _ in 0..3 {
        bench.clock.advance(DAY);
        send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    }
    assert_eq!((state(&bench).await, bench.sink.mails().len()), (MessageState::Unknown, 1));
}

#[tokio::test]
async fn what_the_ledger_says_is_done() {
    let bench = bench().await;
    let cap = Cap {
        name: "one-a-day".to_owned(),
        window: Window::Rolling { micros: DAY },
        scope: Scope::of(&[Category::Service]),
        at_most: 1,
    };
    crate::contact::change_policy(&bench.app, Policy { caps: vec![cap], ..Policy::empty() }, 1, "user:1")
        .await
        .unwrap();
    write_to_customer(&bench.app, &reply("a"), "user:1").await.unwrap();
    let Wrote::Waits(_, until, reason) = write_to_customer(&bench.app, &reply("b"), "user:1").await.unwrap() else {
        panic!("waits for the cap");
    };
    assert_eq!((until, reason.code()), (bench.app.clock.now().plus_micros(DAY), "cap"));
    send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    assert_eq!(bench.sink.mails().len(), 1);
    bench.clock.advance(DAY);
    for _ in 0..2 {
        send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    }
    assert_eq!(bench.sink.mails().len(), 2);
}

#[tokio::test]
async fn an_address_that_is_none_bounces_and_is_not_written_to_again() {
    let bench = bench().await;
    bench.sink.behave(Behaviour::Refuse);
    write_to_customer(&bench.app, &reply("a"), "user:1").await.unwrap();
    send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    assert_eq!(state(&bench).await, MessageState::Bounced);
    assert!(matches!(write_to_customer(&bench.app, &reply("b"), "user:1").await.unwrap(), Wrote::Withheld(_)));
}

#[tokio::test]
async fn wrong_fields_are_named_and_a_channel_without_a_way_out_is_not_promised() {
    let bench = bench().await;
    let field = |reply: Reply| {
        let app = bench.app.clone();
        async move {
            match write_to_customer(&app, &reply, "user:1").await {
                Err(crate::AppError::Invalid { field, .. }) => field,
                other => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(field(Reply { text: " ".to_owned(), ..reply("a") }).await, "text");
    assert_eq!(field(Reply { subject: String::new(), ..reply("a") }).await, "subject");
    assert_eq!(field(Reply { channel: Channel::Sms, ..reply("a") }).await, "channel");
    let ways = ways_to(&bench.app, CustomerId(1)).await.unwrap();
    assert_eq!((ways.open, ways.not_carried), (vec![Channel::Email], Vec::new()));
    say_carried(&bench.app, &[]).await.unwrap();
    assert_eq!(ways_to(&bench.app, CustomerId(1)).await.unwrap().not_carried, [Channel::Email]);
}
