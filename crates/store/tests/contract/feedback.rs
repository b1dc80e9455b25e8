//! Triage and its undo, messages, alerts and webhooks.

use hamdel_domain::alerts::{AlertRule, AlertTo, AlertWhen};
use hamdel_domain::contact::{Category, Reason};
use hamdel_domain::feedback::{ItemState, Triage};
use hamdel_domain::webhooks::WebhookState;
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::StoreError;
use hamdel_store::alerts::{NewAlert, leave_queue, queue_for_alerts, raise};
use hamdel_store::feedback::SavedView;
use hamdel_store::messages::{
    MessageState, NewMessage, Recipient, end_message, postpone_message, put_message, ready_message, withhold_message,
};
use hamdel_store::webhooks::{AfterAttempt, WebhookAttempt, WebhookEvent};

use crate::place::{Place, at};

fn ids(numbers: &[u8]) -> Vec<String> {
    numbers.iter().map(|number| format!("{number:032x}")).collect()
}

pub(crate) async fn triage_is_taken_back_where_nothing_came_after(place: &Place) {
    let store = &place.store;
    let take = Triage::Assign(Some(7));
    let first = store.triage(&ids(&[1, 2, 2, 3]), &take, "user:7", at(1)).await.unwrap();
    assert_eq!(first.items, 3);
    assert_eq!(store.triage(&ids(&[1, 2, 3]), &take, "user:7", at(2)).await.unwrap().change, None, "nothing changes");
    store.triage(&ids(&[2]), &Triage::Done, "user:8", at(3)).await.unwrap();
    store.triage(&ids(&[3]), &Triage::Tag("پیک".to_owned()), "user:8", at(3)).await.unwrap();
    assert!(store.triage_change(first.change.unwrap(), "user:8").await.unwrap().is_none(), "of somebody else");
    assert_eq!(store.undo_triage(first.change.unwrap(), "user:7", at(4)).await.unwrap(), 1);
    let state = |id: &str, all: &[hamdel_store::feedback::Handled]| {
        all.iter().find(|held| held.interaction == id).map(|held| held.handling.clone()).unwrap()
    };
    let all = store.handled_since(at(0)).await.unwrap();
    let [one, two, three] = [1, 2, 3].map(|number| state(&ids(&[number])[0], &all));
    assert_eq!((one.state, one.owner), (ItemState::New, None));
    assert_eq!((two.state, two.owner), (ItemState::Done, Some(7)));
    assert_eq!((three.state, three.tags.as_slice()), (ItemState::Assigned, ["پیک".to_owned()].as_slice()));
    assert!(store.triage_change(first.change.unwrap(), "user:7").await.unwrap().unwrap().undone);
    let again = store.undo_triage(first.change.unwrap(), "user:7", at(5)).await;
    assert!(matches!(again, Err(StoreError::NotFound { .. })));
    assert!(store.handled_since(at(5)).await.unwrap().is_empty());
}

pub(crate) async fn two_who_change_one_comment_follow_one_another(place: &Place) {
    let tags = (0..8).map(|number| {
        let store = place.store.clone();
        async move {
            let tag = Triage::Tag(format!("t{number}"));
            store.triage(&ids(&[1]), &tag, "user:1", at(number)).await.unwrap()
        }
    });
    let done = futures_of(tags).await;
    assert!(done.iter().all(|changed| changed.items == 1));
    let held = place.store.handled(&ids(&[1])[0]).await.unwrap().unwrap();
    assert_eq!((held.handling.tags.len(), held.revision), (8, 8), "no change is lost");
}

/// Runs all at once.
async fn futures_of<T: Send + 'static>(all: impl Iterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let handles: Vec<_> = all.map(tokio::spawn).collect();
    let mut done = Vec::new();
    for handle in handles {
        done.push(handle.await.unwrap());
    }
    done
}

pub(crate) async fn notes_and_views(place: &Place) {
    let store = &place.store;
    let id = &ids(&[1])[0];
    store.add_feedback_note(id, ("user:1", "سارا"), "تماس\0گرفتم", at(1)).await.unwrap();
    let notes = store.feedback_notes(id).await.unwrap();
    assert_eq!((notes[0].by.as_str(), notes[0].text.as_str()), ("سارا", "تماس\u{fffd}گرفتم"));
    let view = |owner, name: &str, shared| SavedView {
        id: 0,
        owner,
        name: name.to_owned(),
        query: "state=open".to_owned(),
        shared,
    };
    let own = store.save_feedback_view(&view(1, "mine", false), at(1)).await.unwrap();
    assert_eq!(store.save_feedback_view(&view(1, "mine", true), at(2)).await.unwrap(), own, "one of a name");
    store.save_feedback_view(&view(2, "theirs", false), at(2)).await.unwrap();
    let names = |views: Vec<SavedView>| views.into_iter().map(|view| view.name).collect::<Vec<_>>();
    assert_eq!(names(store.feedback_views(1).await.unwrap()), ["mine"]);
    assert_eq!(names(store.feedback_views(2).await.unwrap()), ["mine", "theirs"]);
    assert!(matches!(store.remove_feedback_view(own, 2).await, Err(StoreError::NotFound { .. })));
    store.remove_feedback_view(own, 1).await.unwrap();
}

fn message(key: &str, to: Recipient) -> NewMessage {
    NewMessage {
        key: key.to_owned(),
        to,
        channel: Channel::Email,
        address: "a@example.com".to_owned(),
        subject: "س".to_owned(),
        text: "متن".to_owned(),
        html: Some("<p>«x»</p>".to_owned()),
        about: "feedback:1".to_owned(),
        tag: key.repeat(8),
        made_by: "user:1".to_owned(),
    }
}

pub(crate) async fn a_message_is_begun_by_one(place: &Place) {
    let store = &place.store;
    let to = Recipient::Customer(CustomerId(4), Category::Service);
    let mut tx = store.state().begin().await.unwrap();
    let id = put_message(&mut tx, &message("a", to), MessageState::Planned, at(1)).await.unwrap().unwrap();
    assert_eq!(put_message(&mut tx, &message("a", to), MessageState::Planned, at(1)).await.unwrap(), None);
    let other = put_message(&mut tx, &message("b", to), MessageState::Planned, at(1)).await.unwrap().unwrap();
    postpone_message(&mut tx, id, at(5), Some(&Reason::NeverFree), at(1)).await.unwrap();
    withhold_message(&mut tx, other, &[Reason::NeverFree], at(1)).await.unwrap();
    let staff = message("c", Recipient::Colleague(7));
    put_message(&mut tx, &staff, MessageState::Ready, at(1)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let due = store.messages_due(at(4), 10).await.unwrap();
    assert_eq!((due.len(), due[0].new.to), (1, Recipient::Colleague(7)));
    assert!(!ready_message(&mut store.state().begin().await.unwrap(), other, 3, at(5)).await.unwrap());
    let mut tx = store.state().begin().await.unwrap();
    assert!(ready_message(&mut tx, id, 3, at(5)).await.unwrap());
    tx.commit().await.unwrap();
    let held = store.message(id).await.unwrap().unwrap();
    assert_eq!((held.state, held.contact, held.new.to), (MessageState::Ready, Some(3), to));
    assert!(store.begin_message(&held, at(6)).await.unwrap());
    assert!(!store.begin_message(&held, at(6)).await.unwrap(), "one of two");
    assert!(store.retry_message(id, at(7), "busy", true, at(6)).await.unwrap());
    let held = store.message(id).await.unwrap().unwrap();
    assert_eq!((held.attempts, held.next_at), (1, at(7)));
    assert!(store.begin_message(&held, at(7)).await.unwrap());
    assert_eq!(store.messages_in_doubt(at(8), 10).await.unwrap().len(), 1);
    let mut tx = store.state().begin().await.unwrap();
    assert!(end_message(&mut tx, id, MessageState::Sent, "ok", at(8)).await.unwrap());
    assert!(!end_message(&mut tx, id, MessageState::Bounced, "no", at(8)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.messages_to_tell(10).await.unwrap().len(), 1, "what went to a customer, not to a colleague");
    store.messages_told(&[id]).await.unwrap();
    assert!(store.messages_to_tell(10).await.unwrap().is_empty());
    assert_eq!(store.messages_about("feedback:1").await.unwrap().len(), 2);
}

pub(crate) async fn an_alert_is_raised_once_and_seen_by_each(place: &Place) {
    let store = &place.store;
    let rule = AlertRule {
        name: "خشم".to_owned(),
        when: AlertWhen::Fury,
        touchpoint: None,
        unit: None,
        condition: String::new(),
        to: vec![AlertTo::UnitManager],
        email: true,
        webhooks: vec![1],
    };
    let id = store.add_alert_rule(&rule, Some(at(1)), at(1)).await.unwrap();
    store.switch_alert_rule(id, None).await.unwrap();
    let held = store.alert_rules().await.unwrap().remove(0);
    assert_eq!((held.rule, held.enabled_since), (rule, None));

    let mut tx = store.state().begin().await.unwrap();
    queue_for_alerts(&mut tx, b"bytes").await.unwrap();
    tx.commit().await.unwrap();
    let row = store.alert_queue(10).await.unwrap().remove(0);
    assert_eq!(row.payload, b"bytes");
    let new = |key: &str| NewAlert {
        key: key.to_owned(),
        interaction: Some("i".to_owned()),
        customer: Some(CustomerId(4)),
        unit: Some("شمال".to_owned()),
        body: "{}".to_owned(),
    };
    let mut tx = store.state().begin().await.unwrap();
    assert!(leave_queue(&mut tx, row.id).await.unwrap());
    let first = raise(&mut tx, &new("a"), &[7, 8, 7], at(2)).await.unwrap().unwrap();
    assert_eq!(raise(&mut tx, &new("a"), &[9], at(2)).await.unwrap(), None);
    let second = raise(&mut tx, &new("b"), &[7], at(3)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert!(!leave_queue(&mut store.state().begin().await.unwrap(), row.id).await.unwrap());
    let numbers = |alerts: Vec<hamdel_store::alerts::Alert>| alerts.iter().map(|alert| alert.id).collect::<Vec<_>>();
    assert_eq!(numbers(store.alerts_of(7, None, 10).await.unwrap()), [second, first]);
    assert_eq!(numbers(store.alerts_of(7, Some(second), 10).await.unwrap()), [first]);
    assert!(store.alerts_of(9, None, 10).await.unwrap().is_empty());
    assert_eq!(store.see_alerts(7, first, at(4)).await.unwrap(), 1);
    assert_eq!((store.unseen_alerts(7).await.unwrap(), store.unseen_alerts(8).await.unwrap()), (1, 1));
    store.remove_alert_rule(id).await.unwrap();
    assert!(matches!(store.remove_alert_rule(id).await, Err(StoreError::NotFound { .. })));
}

pub(crate) async fn a_webhook_delivery_is_held_by_one_and_tried_until_it_is_taken(place: &Place) {
    let store = &place.store;
    let id = store.add_webhook("crm", "https://example.com/", "whsec_a", at(1)).await.unwrap();
    assert!(matches!(store.add_webhook("crm", "x", "y", at(1)).await, Err(StoreError::Conflict { .. })));
    let event = WebhookEvent { id: "e1".to_owned(), kind: "alert.raised".to_owned(), payload: "{}".to_owned() };
    assert!(store.tell_webhook(id, &event, at(1)).await.unwrap());
    assert!(!store.tell_webhook(id, &event, at(1)).await.unwrap(), "once");
    assert!(!store.tell_webhook(99, &event, at(1)).await.unwrap());
    let holds = (0..4).map(|_| {
        let store = place.store.clone();
        async move { store.hold_webhook_deliveries(at(2), at(10), 10).await.unwrap().len() }
    });
    assert_eq!(futures_of(holds).await.iter().sum::<usize>(), 1);
    assert!(!store.is_webhook_due(at(9)).await.unwrap());
    let held = store.hold_webhook_deliveries(at(10), at(20), 10).await.unwrap().remove(0);
    let attempt = |status| WebhookAttempt { at: at(10), status, answer: "متن\0".to_owned(), took: 5 };
    let again = AfterAttempt::Again(at(30));
    assert_eq!(store.end_webhook_attempt(&held, &attempt(None), again, at(11)).await.unwrap(), Some(at(11)));
    assert_eq!(store.end_webhook_attempt(&held, &attempt(Some(500)), again, at(12)).await.unwrap(), Some(at(11)));
    assert!(!store.is_webhook_due(at(29)).await.unwrap() && store.is_webhook_due(at(30)).await.unwrap());
    let taken = AfterAttempt::Delivered;
    assert_eq!(store.end_webhook_attempt(&held, &attempt(Some(200)), taken, at(30)).await.unwrap(), None);
    let statuses: Vec<_> =
        store.webhook_attempts(held.id).await.unwrap().into_iter().map(|tried| tried.status).collect();
    assert_eq!(statuses, [None, Some(500), Some(200)]);
    assert_eq!(store.webhook_deliveries(id, None, 10).await.unwrap()[0].state, "delivered");
    store.resend_webhook(id, held.id, at(40)).await.unwrap();
    assert!(matches!(store.resend_webhook(id + 1, held.id, at(40)).await, Err(StoreError::NotFound { .. })));
    assert!(store.switch_webhook(id, WebhookState::Off, at(41)).await.unwrap());
    assert!(!store.is_webhook_due(at(50)).await.unwrap(), "it waits while it is off");
    assert!(store.hold_webhook_deliveries(at(50), at(60), 10).await.unwrap().is_empty());
    store.change_webhook_secret(id, "whsec_b", at(42)).await.unwrap();
    let webhook = store.webhook(id).await.unwrap().unwrap();
    assert_eq!((webhook.secret.as_str(), webhook.old_secret.as_deref()), ("whsec_b", Some("whsec_a")));
    store.remove_webhook(id).await.unwrap();
    assert!(store.webhook_attempts(held.id).await.unwrap().is_empty());
}
