//! Invitations in scores: answers that belong where they were asked about, response rates, weights against non-response.

use hamdel_domain::invitations::{InvitationPlace, InvitationState, NewInvitation, VersionPolicy};
use hamdel_domain::surveys::{Form, ResponseWay, SurveyId, read_definition};
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::invitations::{move_on, plan};

use super::asked::Span;
use super::people::People;
use super::*;
use crate::pulse::Period;
use crate::surveys::tests::World;
use crate::surveys::{Entrance, Invited, PageSave, StartRequest, Towards, save_page, start_response, tell_responses};

const SURVEY: &str = r#"{
    "title": {"fa": "تحویل", "en": "Delivery"}, "languages": ["fa", "en"], "touchpoint": "order",
    "sections": [{"key": "all", "questions": [{"key": "nps", "kind": {"type": "nps"}, "required": true,
        "text": {"fa": "ما را پیشنهاد می‌کنید؟", "en": "Would you recommend us?"}}]}],
    "closings": [{"key": "thanks", "title": {"fa": "سپاس", "en": "Thanks"}}]
}"#;

/// Plans an invitation and hands it over; gives its number.
async fn invite(world: &World, survey: SurveyId, customer: i64, channel: Channel, unit: &str) -> i64 {
    let now = world.app.clock.now();
    let key = format!("by-hand:{customer}");
    let new = NewInvitation {
        key: key.clone(),
        survey: survey.0,
        version: VersionPolicy::Latest,
        trigger: None,
        customer: CustomerId(customer),
        channel,
        address: None,
        language: None,
        place: InvitationPlace {
            touchpoint: Some("delivery".to_owned()),
            stage: Some("receive".to_owned()),
            unit: Some(unit.to_owned()),
            employee: Some("e7".to_owned()),
        },
        context: "{}".to_owned(),
        send_at: now,
        reminder_after: None,
        expires_at: now.plus_micros(1_000_000_000),
    };
    let mut tx = world.app.store.state().begin().await.unwrap();
    plan(&mut tx, &[new], now).await.unwrap();
    tx.commit().await.unwrap();
    let number = world.app.store.invitation_by_key(&key).await.unwrap().unwrap().id;
    let mut connection = world.app.store.state().writer().acquire().await.unwrap();
    for state in [InvitationState::Reserved, InvitationState::Sent] {
        assert!(move_on(&mut connection, number, state, &[], now).await.unwrap());
    }
    number
}

async fn answer(world: &World, survey: SurveyId, invitation: i64, customer: i64) {
    let token = format!("signed-{invitation}");
    let entrance = Entrance::Invited(Invited {
        invitation,
        survey,
        version: VersionPolicy::Latest,
        customer: Some(CustomerId(customer)),
        token: token.clone(),
    });
    start_response(&world.app, &StartRequest { entrance, ..StartRequest::public("") }).await.unwrap();
    let form = Form::new(vec![("nps".to_owned(), "9".to_owned())]).unwrap();
    let save = PageSave { token: &token, page: "all", form: &form, towards: Towards::Next, language: None };
    save_page(&world.app, save).await.unwrap();
}

fn asked(by: Option<Dimension>, within: Option<(By, &str)>) -> ScoresQuestion {
    let within = within.map(|(by, name)| (by, name.to_owned()));
    ScoresQuestion { metric: Metric::Nps, period: Period::Month, by, within, whose: None, step: Step::Day }
}

#[tokio::test]
async fn an_invited_answer_belongs_where_it_was_asked_about() {
    let world = World::new().await;
    let survey = world.published(read_definition(SURVEY).unwrap()).await;
    let invitation = invite(&world, survey.id, 1, Channel::Sms, "shiraz").await;
    answer(&world, survey.id, invitation, 1).await;
    tell_responses(&world.app).await.unwrap();
    let told = world.app.store.read_journal(hamdel_domain::Position(0), 100, 100).await.unwrap();
    let told = &told[0].batch.interactions[0];
    let place = (told.touchpoint.as_deref(), told.unit.as_deref(), told.employee.as_deref(), told.channel);
    assert_eq!(place, (Some("delivery"), Some("shiraz"), Some("e7"), Some(Channel::Sms)));
    let held = world.app.store.response_of_invitation(invitation).await.unwrap().unwrap();
    assert_eq!(held.place.way, ResponseWay::default());
}

/// Thirty invitations: twenty about Shiraz by SMS, of which ten were answered, and ten about Tehran by e-mail, of which
/// eight were.
async fn thirty_invited() -> World {
    let world = World::new().await;
    let survey = world.published(read_definition(SURVEY).unwrap()).await;
    for customer in 1..=30 {
        let (channel, unit) = if customer <= 20 { (Channel::Sms, "shiraz") } else { (Channel::Email, "tehran") };
        let invitation = invite(&world, survey.id, customer, channel, unit).await;
        if customer % 2 == 0 || customer > 24 {
            answer(&world, survey.id, invitation, customer).await;
        }
    }
    world
}

#[tokio::test]
async fn the_response_rate_is_told_of_every_group() {
    let world = thirty_invited().await;
    let span = Span::new(&world.app, &asked(None, None));
    let rates = async |by: Option<Dimension>, within: Option<(By, &str)>, people: Option<&People>| {
        rate::rates(&world.app, &asked(by, within), &span, people).await.unwrap()
    };
    let counted = |rate: Option<ResponseRate>| rate.map(|rate| (rate.answered, rate.arrived));

    let by_unit = rates(Some(Dimension::Column(By::Unit)), None, None).await;
    assert_eq!(counted(by_unit.whole), Some((18, 30)));
    assert_eq!(counted(by_unit.of_group("shiraz")), Some((10, 20)));
    assert_eq!(counted(by_unit.of_group("tehran")), Some((8, 10)));
    assert_eq!(counted(by_unit.of_group("rasht")), None);
    let by_stage = rates(Some(Dimension::Column(By::Stage)), Some((By::Channel, "email")), None).await;
    assert_eq!(counted(by_stage.of_group("receive")), Some((8, 10)));
    let by_employee = rates(Some(Dimension::Column(By::Employee)), Some((By::Unit, "tehran")), None).await;
    // Ten are too few to speak of a person.
    assert!(by_employee.of_group("e7").unwrap().share.estimate().is_none());
    assert_eq!(rates(None, Some((By::Source, "surveys")), None).await.whole, None);

    // Customers 1 to 3 are of one group, 2 and 4 alone are counted.
    let of = |customer: i64| if customer <= 3 { vec!["gold".to_owned()] } else { Vec::new() };
    let people =
        People::of((1..=30).map(|customer| (CustomerId(customer), of(customer))), Some(&[2, 4].map(CustomerId)));
    let by_segment = rates(Some(Dimension::Segment), None, Some(&people)).await;
    assert_eq!(counted(by_segment.whole), Some((2, 2)));
    assert_eq!(counted(by_segment.of_group("gold")), Some((1, 1)));
}

#[tokio::test]
async fn each_group_counts_as_much_as_was_invited_of_it() {
    let world = thirty_invited().await;
    let question = asked(Some(Dimension::Column(By::Unit)), None);
    let rates = rate::rates(&world.app, &question, &Span::new(&world.app, &question), None).await.unwrap();
    // Two thirds were invited in Shiraz, where all are promoters; in Tehran one of eight is a critic, and nobody was
    // invited in Rasht.
    let mut answers = Grouped::new();
    for (unit, score, n) in [("shiraz", 9, 10), ("tehran", 9, 7), ("tehran", 0, 1), ("rasht", 9, 5)] {
        answers.entry(Some(unit.to_owned())).or_default().add(score, n);
    }
    let found = weighted::weighted(&question, &answers, &rates).unwrap();
    assert_eq!((found.invited, found.left_out), (30, 5));
    let estimate = found.score.estimate().unwrap();
    assert!((estimate.value - (100.0 * 2.0 / 3.0 + 75.0 / 3.0)).abs() < 1e-9, "{estimate:?}");
    let shares: Vec<(f64, f64)> =
        found.weighting.traits[0].levels.iter().map(|level| (level.before, level.after)).collect();
    assert!((shares[0].0 - 10.0 / 18.0).abs() < 1e-9 && (shares[0].1 - 2.0 / 3.0).abs() < 1e-3, "{shares:?}");
    for by in [None, Some(Dimension::Segment), Some(Dimension::Column(By::Source))] {
        assert!(weighted::weighted(&asked(by, None), &answers, &rates).is_none());
    }
}
