//! What was submitted reaches the customer's story once, whatever breaks in between.

use hamdel_domain::surveys::ResponseId;
use hamdel_domain::{CustomerId, Identifier, IdentifierKind};
use hamdel_store::jobs::NewJob;
use hamdel_store::responses::TELL_RESPONSE;

use super::*;
use crate::projector::Projector;

async fn submitted(world: &World) -> Started {
    let survey = world.published(small()).await;
    let request = StartRequest {
        identifiers: vec![Identifier::new(IdentifierKind::UserId, "u-17").unwrap()],
        ..StartRequest::public(&survey.public_token)
    };
    let started = start_response(&world.app, &request).await.unwrap();
    world.next(&started.token, "first", &[("nps", "10")]).await;
    closing(world.next(&started.token, "second", &[("words", "عالی")]).await);
    started
}

#[tokio::test]
async fn telling_it_twice_tells_nothing_new() {
    let world = World::new().await;
    submitted(&world).await;
    assert_eq!(tell_responses(&world.app).await.unwrap(), 1);
    // As after a crash between the journal and the end of the job.
    let payload = "{\"response\":1}";
    let again = NewJob { kind: TELL_RESPONSE, payload, run_at: world.app.clock.now(), dedup_key: None };
    world.app.store.enqueue_job(again).await.unwrap();
    assert_eq!(tell_responses(&world.app).await.unwrap(), 1);
    let told = world.journal().await;
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[..2].iter().map(|one| one.id).collect::<Vec<_>>(),
        told[2..].iter().map(|one| one.id).collect::<Vec<_>>()
    );
    let mut projector = Projector::new(world.app.store.clone(), world.app.clock.clone(), "test".to_owned());
    while projector.step().await.unwrap().is_some_and(|done| done.batches > 0) {}
    let record = world.app.store.profile_record(CustomerId(1)).await.unwrap();
    assert_eq!((record.state.kinds["survey_response"].count, record.state.kinds["survey_answer"].count), (1, 1));
}

#[tokio::test]
async fn a_worker_that_died_is_followed_by_another() {
    let world = World::new().await;
    submitted(&world).await;
    let now = world.app.clock.now();
    let lost = world.app.store.claim_jobs_of(TELL_RESPONSE, now, now.plus_micros(1_000_000), 9).await.unwrap();
    assert_eq!(lost.len(), 1);
    assert_eq!(tell_responses(&world.app).await.unwrap(), 0);
    world.clock.advance(1_000_000);
    assert_eq!(tell_responses(&world.app).await.unwrap(), 1);
    assert!(!world.app.store.finish_job(&lost[0]).await.unwrap());
    assert_eq!(world.journal().await.len(), 2);
}

#[tokio::test]
async fn a_job_about_nothing_ends() {
    let world = World::new().await;
    submitted(&world).await;
    assert!(world.app.store.response(ResponseId(99)).await.unwrap().is_none());
    for payload in ["{\"response\":99}", "damaged"] {
        let job = NewJob { kind: TELL_RESPONSE, payload, run_at: world.app.clock.now(), dedup_key: None };
        world.app.store.enqueue_job(job).await.unwrap();
    }
    assert_eq!(tell_responses(&world.app).await.unwrap(), 2, "the damaged one waits for its next attempt");
    assert_eq!(world.journal().await.len(), 2);
}
