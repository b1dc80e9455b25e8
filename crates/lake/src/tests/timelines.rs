//! Timelines, held against sorting everything.

use std::cmp::Reverse;
use std::sync::Arc;

use hamdel_domain::customer::{CustomerId, Position};
use hamdel_domain::interaction::RecordedInteraction;
use hamdel_domain::lake::{Lake, PendingBatch, TimelineRequest};

use super::world::{World, batch};
use crate::DeltaLake;

fn expected(batches: &[PendingBatch], customers: &[CustomerId]) -> Vec<RecordedInteraction> {
    let rows = batches.iter().flat_map(|batch| batch.rows.iter());
    let own = rows.filter(|row| row.customer.is_some_and(|customer| customers.contains(&customer)));
    let mut own: Vec<_> = own.cloned().collect();
    own.sort_by_key(|row| Reverse((row.interaction.occurred_at, row.interaction.id)));
    own
}

async fn paged(lake: &DeltaLake, customers: &[CustomerId], limit: usize) -> Vec<RecordedInteraction> {
    let mut request = TimelineRequest { customers: customers.to_vec(), before: None, limit };
    let mut all = Vec::new();
    loop {
        let page = lake.timeline(&request).await.unwrap();
        assert!(page.len() <= limit);
        let Some(last) = page.last() else { return all };
        request.before = Some((last.interaction.occurred_at, last.interaction.id));
        all.extend(page);
    }
}

#[tokio::test]
async fn pages_are_those_of_a_sorted_list() {
    let world = World::new();
    let lake = world.open().await;
    let mut batches: Vec<_> = (1..=6).map(|position| batch(position, 3_000, 40)).collect();
    // Several interactions of one moment, in a file and pending, so that the name decides their order.
    for (position, place) in [(7, 0_u8), (8, 1)] {
        let mut rows = batch(position, 200, 2).rows.as_ref().clone();
        for row in &mut rows {
            row.interaction.occurred_at = super::world::day(20 + i64::from(place));
        }
        batches.push(PendingBatch { through: Position(position), rows: Arc::new(rows) });
    }
    lake.file(&batches[..4]).await.unwrap();
    lake.file(&batches[4..7]).await.unwrap();
    *world.store.pending.lock().unwrap() = batches[5..].to_vec();
    for customers in [&[1][..], &[2, 7, 39], &[40], &[999], &[]] {
        let customers: Vec<_> = customers.iter().copied().map(CustomerId).collect();
        let expected = expected(&batches, &customers);
        for limit in [1, 7, 100, 10_000] {
            if limit > 1 || expected.len() < 100 {
                assert_eq!(paged(&lake, &customers, limit).await, expected, "{customers:?} {limit}");
            }
        }
    }
    lake.compact().await.unwrap();
    assert_eq!(paged(&lake, &[CustomerId(2)], 50).await, expected(&batches, &[CustomerId(2)]));
}

#[tokio::test]
async fn a_customer_is_found_among_many_row_groups() {
    let world = World::new();
    let lake = world.open().await;
    let many = [batch(1, 200_000, 20_000)];
    lake.file(&many).await.unwrap();
    for customer in [1, 2, 9_999, 20_000] {
        let customers = [CustomerId(customer), CustomerId(customer + 5)];
        assert_eq!(paged(&lake, &customers, 20).await, expected(&many, &customers), "{customer}");
    }
}
