use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::contact::Reason;
use hamdel_domain::invitations::{
    InvitationPlace, InvitationState, NewInvitation, Step, Trigger, TriggerOn, VersionPolicy,
};
use hamdel_domain::surveys::SurveyId;
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::invitations::{
    DeliveryState, InvitationFunnel, Link, LinkPurpose, NewDelivery, begin_delivery, end_delivery, move_on, plan,
    postpone, put_link, retry_delivery, set_reminder, stages_today,
};
use hamdel_store::results::InvitationGroup;

use sqlx::Executor;

use crate::place::{Place, at};

fn new(number: i64) -> NewInvitation {
    NewInvitation {
        key: format!("t1:{number}"),
        survey: 3,
        version: VersionPolicy::Fixed(2),
        trigger: Some(1),
        customer: CustomerId(number),
        channel: Channel::Email,
        address: None,
        language: Some("fa".to_owned()),
        place: InvitationPlace {
            touchpoint: Some("delivery".to_owned()),
            stage: None,
            unit: Some(format!("unit-{number}")),
            employee: Some("e7".to_owned()),
        },
        context: "{}".to_owned(),
        send_at: at(number),
        reminder_after: Some(DAY),
        expires_at: at(number).plus_micros(2 * DAY),
    }
}

pub async fn an_invitation_goes_its_way(place: &Place) {
    let store = &place.store;
    let mut tx = store.state().begin().await.unwrap();
    assert_eq!(plan(&mut tx, &[new(1), new(2), new(3)], at(0)).await.unwrap(), 3);
    assert_eq!(plan(&mut tx, &[new(2), new(4)], at(0)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let due = store.invitations_due(at(2), 9).await.unwrap();
    assert_eq!(due.iter().map(|held| held.said.clone()).collect::<Vec<_>>(), [new(1), new(2)]);
    let first = due[0].id;
    let mut tx = store.state().begin().await.unwrap();
    let reason = Reason::NoAddress { channel: Channel::Email };
    assert!(postpone(&mut tx, due[1].id, at(50), &reason).await.unwrap());
    for (to, moves) in [
        (InvitationState::Delivered, false),
        (InvitationState::Reserved, true),
        (InvitationState::Sent, true),
        (InvitationState::Sent, false),
        (InvitationState::Opened, true),
        (InvitationState::Delivered, false),
    ] {
        assert_eq!(move_on(&mut tx, first, to, &[], at(10)).await.unwrap(), moves, "{to:?}");
    }
    tx.commit().await.unwrap();
    assert_eq!(store.invitations_due(at(2), 9).await.unwrap().len(), 0);
    let sent = store.invitation(first).await.unwrap().unwrap();
    assert_eq!((sent.sent_at, sent.reminder_at), (Some(at(10)), Some(at(10).plus_micros(DAY))));
    assert_eq!(store.invitations_to_remind(at(10).plus_micros(DAY), 9).await.unwrap().len(), 1);
    let mut tx = store.state().begin().await.unwrap();
    set_reminder(&mut tx, first, None).await.unwrap();
    tx.commit().await.unwrap();
    assert!(store.invitations_to_remind(at(10).plus_micros(DAY), 9).await.unwrap().is_empty());
    assert_eq!(store.expire_invitations(at(1).plus_micros(2 * DAY)).await.unwrap(), 1);
    let mut connection = store.state().writer().acquire().await.unwrap();
    assert!(!move_on(&mut connection, first, InvitationState::Answered, &[], at(11)).await.unwrap());
    drop(connection);
    let funnel = store.invitation_funnel(3, at(0), at(1)).await.unwrap();
    assert_eq!(funnel, InvitationFunnel { made: 4, sent: 1, opened: 1, ..InvitationFunnel::default() });
    let span = (at(0), at(1_000));
    let whole = store.invitation_steps(Some(SurveyId(3)), Some("email"), span).await.unwrap();
    for by_customer in [false, true] {
        let group = InvitationGroup {
            survey: SurveyId(3),
            channel: "email".to_owned(),
            place: new(1).place,
            customer: by_customer.then_some(CustomerId(1)),
        };
        assert_eq!(store.invitation_steps_by_place(span, by_customer).await.unwrap(), [(group, whole)]);
    }
    assert_eq!((whole.sent, whole.opened, whole.answered), (1, 1, 0));
    assert!(store.invitation_steps_by_place((at(11), at(1_000)), true).await.unwrap().is_empty());
    let planned = store.invitations_of_survey(3, Some(InvitationState::Planned), 9, 0).await.unwrap();
    assert_eq!((planned.len(), &planned[2].reasons), (3, &vec![Reason::NoAddress { channel: Channel::Email }]));
    assert_eq!(store.invitation_by_key("t1:4").await.unwrap().unwrap().said, new(4));
}

pub async fn a_message_is_handed_over_by_one(place: &Place) {
    let store = &place.store;
    let message = NewDelivery {
        invitation: 1,
        step: Step::Invitation,
        contact: 8,
        tag: "tag".to_owned(),
        channel: Channel::Email,
        address: "sara@example.com".to_owned(),
    };
    let mut connection = store.state().writer().acquire().await.unwrap();
    begin_delivery(&mut connection, &message, at(0)).await.unwrap();
    assert!(begin_delivery(&mut connection, &message, at(0)).await.is_err(), "one message a reservation");
    drop(connection);
    let delivery = store.deliveries_due(at(0), 9).await.unwrap().remove(0);
    let rivals = (0..8).map(|_| {
        let (store, delivery) = (store.clone(), delivery.clone());
        tokio::spawn(async move { store.begin_sending(&delivery, at(1)).await.unwrap() })
    });
    let mut begun = 0;
    for rival in rivals.collect::<Vec<_>>() {
        begun += usize::from(rival.await.unwrap());
    }
    assert_eq!(begun, 1);
    assert!(store.deliveries_due(at(9), 9).await.unwrap().is_empty());
    let mut connection = store.state().writer().acquire().await.unwrap();
    assert!(retry_delivery(&mut connection, delivery.id, at(60), "451 come again", true, at(2)).await.unwrap());
    drop(connection);
    assert!(!store.begin_sending(&delivery, at(60)).await.unwrap(), "the attempt counts");
    let delivery = store.deliveries_due(at(60), 9).await.unwrap().remove(0);
    assert!(store.begin_sending(&delivery, at(60)).await.unwrap());
    assert_eq!(store.deliveries_in_doubt(at(59), 9).await.unwrap().len(), 0);
    assert_eq!(store.deliveries_in_doubt(at(60), 9).await.unwrap()[0].attempts, 2);
    let mut connection = store.state().writer().acquire().await.unwrap();
    for (to, ends) in [(DeliveryState::Unknown, true), (DeliveryState::Sent, false), (DeliveryState::Bounced, true)] {
        assert_eq!(end_delivery(&mut connection, delivery.id, to, "", at(70)).await.unwrap(), ends, "{to:?}");
    }
    drop(connection);
    let held = store.delivery_by_tag("tag").await.unwrap().unwrap();
    assert_eq!((held.state, held.new), (DeliveryState::Bounced, message));
    assert_eq!(store.deliveries_of(1).await.unwrap().len(), 1);
}

pub async fn links_and_triggers(place: &Place) {
    let store = &place.store;
    let mut connection = store.state().writer().acquire().await.unwrap();
    let sql = "INSERT INTO customers (customer_id, today, state, standing, interactions, value, stage)
         VALUES (1, 1, '', 'known', 0, 0, 'use'), (2, 1, '', 'known', 0, 0, NULL), (3, 3, '', 'known', 0, 0, NULL)";
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    let stages = stages_today(&mut connection, &[CustomerId(2), CustomerId(3)]).await.unwrap();
    assert_eq!(stages, [(CustomerId(2), "use".to_owned())]);
    drop(connection);
    let link = Link {
        selector: "abc".to_owned(),
        invitation: 4,
        purpose: LinkPurpose::Answer,
        verifier_hash: "hash".to_owned(),
    };
    let mut connection = store.state().writer().acquire().await.unwrap();
    put_link(&mut connection, &link, at(0)).await.unwrap();
    drop(connection);
    assert_eq!(store.link("abc", LinkPurpose::Answer).await.unwrap(), Some(link));
    assert_eq!(store.link("abc", LinkPurpose::Unsubscribe).await.unwrap(), None);
    let mut trigger = Trigger {
        name: "after delivery".to_owned(),
        survey: 3,
        version: VersionPolicy::Latest,
        when: TriggerOn::StageEntered { stage: "use".to_owned() },
        channel: Channel::Email,
        delay: 3600 * SECOND,
        sample: 500_000,
        condition: String::new(),
        reminder_after: None,
        expires_after: DAY,
        oldest: DAY,
        language: None,
    };
    let id = store.add_trigger(&trigger, at(0)).await.unwrap();
    trigger.delay = 0;
    store.change_trigger(id, &trigger).await.unwrap();
    assert_eq!(store.trigger(id).await.unwrap().unwrap().enabled_since, None);
    store.switch_trigger(id, Some(at(5))).await.unwrap();
    let kept = store.triggers().await.unwrap().remove(0);
    assert_eq!((kept.trigger, kept.enabled_since), (trigger.clone(), Some(at(5))));
    assert!(store.change_trigger(id + 1, &trigger).await.is_err());
}
