use std::collections::BTreeSet;

use hamdel_domain::clock::SECOND;
use hamdel_store::jobs::{JobCounts, NewJob};
use hamdel_store::{jobs, outbox as outbox_entries};

use crate::place::{Place, at};

fn new(kind: &str, second: i64) -> NewJob<'_> {
    NewJob { kind, payload: "{\"a\":1}", run_at: at(second), dedup_key: None }
}

pub async fn jobs_run_and_end(place: &Place) {
    let store = &place.store;
    let mut transaction = store.state().begin().await.unwrap();
    jobs::enqueue(&mut transaction, new("undone", 0)).await.unwrap();
    drop(transaction);
    let late = store.enqueue_job(new("late", 50)).await.unwrap().unwrap();
    let keyed = NewJob { dedup_key: Some("compact"), ..new("compact", 10) };
    let first = store.enqueue_job(keyed).await.unwrap().unwrap();
    assert_eq!(store.enqueue_job(keyed).await.unwrap(), None);

    assert!(store.claim_jobs(at(9), at(99), 9).await.unwrap().is_empty());
    let claimed = store.claim_jobs(at(10), at(99), 9).await.unwrap();
    assert_eq!(claimed.iter().map(|job| (job.id, job.attempts)).collect::<Vec<_>>(), [(first, 1)]);
    assert_eq!((claimed[0].kind.as_str(), claimed[0].payload.as_str()), ("compact", "{\"a\":1}"));
    // What happens from now on needs a run of its own.
    assert!(store.enqueue_job(keyed).await.unwrap().is_some());
    assert_eq!(store.job_counts().await.unwrap(), JobCounts { waiting: 2, running: 1, failed: 0 });
    assert!(store.finish_job(&claimed[0]).await.unwrap());
    assert!(!store.finish_job(&claimed[0]).await.unwrap());
    assert_eq!(store.claim_jobs(at(60), at(99), 1).await.unwrap().len(), 1);
    assert_eq!(store.claim_jobs(at(60), at(99), 9).await.unwrap()[0].id, late);
}

pub async fn jobs_fail_and_come_back(place: &Place) {
    let store = &place.store;
    let id = store.enqueue_job(new("a", 0)).await.unwrap().unwrap();
    let first = store.claim_jobs(at(0), at(10), 9).await.unwrap().remove(0);
    assert!(store.extend_job(&first, at(20)).await.unwrap());
    assert!(store.claim_jobs(at(19), at(99), 9).await.unwrap().is_empty());
    // The lock runs out: another has it, and the first may no longer end it.
    let second = store.claim_jobs(at(20), at(99), 9).await.unwrap().remove(0);
    assert_eq!((second.id, second.attempts), (id, 2));
    assert!(!store.finish_job(&first).await.unwrap());
    assert!(!store.extend_job(&first, at(99)).await.unwrap());
    assert!(!store.fail_job(&first, "late", at(20), 3).await.unwrap());
    assert!(store.fail_job(&second, "no disk", at(30), 3).await.unwrap());
    assert!(store.claim_jobs(at(49), at(99), 9).await.unwrap().is_empty(), "the second pause is 20 s");
    let third = store.claim_jobs(at(50), at(99), 9).await.unwrap().remove(0);
    assert!(store.fail_job(&third, "no\0disk", at(60), 3).await.unwrap());
    assert!(store.claim_jobs(at(9999), at(99_999), 9).await.unwrap().is_empty());
    let failed = store.failed_jobs(9).await.unwrap();
    assert_eq!((failed[0].job.id, failed[0].error.as_str()), (id, "no\u{fffd}disk"));
    assert!(store.retry_job(id, at(70)).await.unwrap());
    assert!(!store.retry_job(id, at(70)).await.unwrap());
    assert_eq!(store.claim_jobs(at(70), at(99), 9).await.unwrap()[0].attempts, 1);
}

pub async fn jobs_are_claimed_once(place: &Place) {
    for _ in 0..60 {
        place.store.enqueue_job(new("a", 0)).await.unwrap();
    }
    let workers = (0..6).map(|_| {
        let store = place.store.clone();
        tokio::spawn(async move {
            let mut claimed = Vec::new();
            loop {
                let jobs = store.claim_jobs(at(1), at(99), 3).await.unwrap();
                if jobs.is_empty() {
                    return claimed;
                }
                for job in jobs {
                    assert!(store.finish_job(&job).await.unwrap());
                    claimed.push(job.id);
                }
            }
        })
    });
    let mut claimed = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        claimed.extend(worker.await.unwrap());
    }
    assert_eq!(claimed.len(), 60);
    assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 60);
    assert_eq!(place.store.job_counts().await.unwrap(), JobCounts::default());
}

pub async fn outbox(place: &Place) {
    let store = &place.store;
    let mut transaction = store.state().begin().await.unwrap();
    let mut ids = Vec::new();
    for number in 0..3 {
        let payload = format!("{{\"n\":{number}}}");
        ids.push(outbox_entries::put(&mut transaction, "case.opened", &payload, at(number)).await.unwrap());
    }
    transaction.commit().await.unwrap();
    let waiting = store.outbox_waiting(2).await.unwrap();
    assert_eq!(waiting.iter().map(|entry| entry.id).collect::<Vec<_>>(), ids[..2]);
    assert_eq!((waiting[1].payload.as_str(), waiting[1].created_at), ("{\"n\":1}", at(1)));
    assert_eq!(store.mark_delivered(&ids[..2], at(5)).await.unwrap(), 2);
    assert_eq!(store.mark_delivered(&ids[..2], at(6)).await.unwrap(), 0);
    assert_eq!(store.outbox_waiting(9).await.unwrap().len(), 1);
    assert_eq!(store.prune_outbox(at(6)).await.unwrap(), 2);
    assert_eq!(store.outbox_waiting(9).await.unwrap()[0].id, ids[2]);
}

pub async fn leases_change_hands(place: &Place) {
    let store = &place.store;
    assert!(store.acquire_lease("projector", "a", at(0), 10 * SECOND).await.unwrap());
    assert!(!store.acquire_lease("projector", "b", at(9), 10 * SECOND).await.unwrap());
    assert!(store.acquire_lease("compactor", "b", at(9), 10 * SECOND).await.unwrap());
    assert!(store.renew_lease("projector", "a", at(9), 10 * SECOND).await.unwrap());
    assert_eq!(store.lease_holder("projector", at(18)).await.unwrap().as_deref(), Some("a"));
    assert_eq!(store.lease_holder("projector", at(19)).await.unwrap(), None);
    assert!(!store.renew_lease("projector", "a", at(19), 10 * SECOND).await.unwrap());
    assert!(store.acquire_lease("projector", "b", at(19), 10 * SECOND).await.unwrap());
    assert!(!store.renew_lease("projector", "a", at(20), 10 * SECOND).await.unwrap());
    store.release_lease("projector", "a").await.unwrap();
    assert_eq!(store.lease_holder("projector", at(20)).await.unwrap().as_deref(), Some("b"));
    store.release_lease("projector", "b").await.unwrap();
    assert!(store.acquire_lease("projector", "a", at(20), 10 * SECOND).await.unwrap());
}

pub async fn a_lease_has_one_holder(place: &Place) {
    for round in 0..10 {
        let rivals = (0..8).map(|number| {
            let store = place.store.clone();
            tokio::spawn(async move {
                store.acquire_lease("projector", &format!("rival {number}"), at(round * 10), 5 * SECOND).await.unwrap()
            })
        });
        let mut holders = 0;
        for rival in rivals.collect::<Vec<_>>() {
            holders += usize::from(rival.await.unwrap());
        }
        assert_eq!(holders, 1);
    }
}
