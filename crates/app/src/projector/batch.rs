//! One transaction of the projector.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::touchpoint::TouchpointRules;
use hamdel_domain::{DropReason, Instant, InteractionId, JournalEntry, Position, RecordedInteraction, SourceId};
use hamdel_store::customers::keep_customer_units;
use hamdel_store::projection::{self, HourlyKey, RejectedRow};
use hamdel_store::seen::{self, Keep};
use hamdel_store::{StoreError, Transaction, encode_recorded};

use super::Projected;
use super::cache::{Cache, Ids};
use super::identities::Identities;
use super::profiles::Profiles;
use crate::alerts::AlertRules;
use crate::invitations::matching::{TriggerRules, plan_matches};

/// Microseconds in an hour.
const HOUR: i64 = 3_600 * SECOND;

pub(super) struct Batch<'a> {
    tx: &'a mut Transaction,
    cache: &'a mut Cache,
    /// Distinct for every transaction, and the moment written where a moment is needed; microseconds.
    stamp: i64,
    imports: &'a HashSet<SourceId>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        tx: &'a mut Transaction,
        cache: &'a mut Cache,
        stamp: i64,
        imports: &'a HashSet<SourceId>,
    ) -> Self {
        Self { tx, cache, stamp, imports }
    }

    pub(super) async fn project(
        mut self,
        entries: Vec<JournalEntry>,
        rules: &TouchpointRules,
        triggers: &TriggerRules,
        alerts: &AlertRules,
        last: Position,
    ) -> Result<Projected, StoreError> {
        let batches = entries.len() as u64;
        let mut counts = Counts::default();
        let rejected = counts.take_rejections(&entries);
        let (mut rows, sources) = self.leave_out_duplicates(entries, &mut counts).await?;
        for row in &mut rows {
            rules.place(&mut row.interaction);
        }
        let mut identities = Identities::new(self.tx, self.cache);
        identities.resolve(&mut rows).await?;
        let moved = identities.into_moved();
        if !triggers.is_empty() {
            plan_matches(self.tx, triggers, &rows, Instant::from_micros(self.stamp)).await?;
        }
        alerts.leave(self.tx, &rows, Instant::from_micros(self.stamp)).await?;
        self.keep_units(&rows).await?;
        let rows = Arc::new(rows);
        // Compressing takes a core of its own while the database writes.
        let encoding = tokio::task::spawn_blocking({
            let rows = rows.clone();
            move || encode_recorded(&rows)
        });
        Profiles::new(self.tx, self.cache).take_in(rows.clone(), moved).await?;
        counts.add_rows(&rows, &sources);
        self.write_counts(&counts, &rejected).await?;
        let payload = encoding.await.map_err(|_| StoreError::corrupt("a batch for the lake"))??;
        if !rows.is_empty() {
            projection::put_pending(self.tx, last, rows.len() as i64, Instant::from_micros(self.stamp), &payload)
                .await?;
        }
        self.cache.trim();
        Ok(Projected { batches, interactions: rows.len() as u64, duplicates: counts.duplicates })
    }

    /// Keeps each message once; gives the source of each row beside it.
    async fn leave_out_duplicates(
        &mut self,
        entries: Vec<JournalEntry>,
        counts: &mut Counts,
    ) -> Result<(Vec<RecordedInteraction>, Vec<SourceId>), StoreError> {
        let mut met = Ids::default();
        let mut rows = Vec::new();
        let mut sources = Vec::new();
        for entry in entries {
            for interaction in entry.batch.interactions {
                if met.insert(interaction.id) {
                    rows.push(RecordedInteraction { customer: None, position: entry.position, interaction });
                    sources.push(entry.batch.source);
                } else {
                    counts.duplicate(entry.batch.source, interaction.received_at);
                }
            }
        }
        let before = self.seen_before(&rows).await?;
        let mut kept_sources = Vec::with_capacity(sources.len());
        let mut kept = Vec::with_capacity(rows.len());
        for (row, source) in rows.into_iter().zip(sources) {
            if before.contains(&row.interaction.id) {
                counts.duplicate(source, row.interaction.received_at);
            } else {
                kept.push(row);
                kept_sources.push(source);
            }
        }
        self.remember(&kept, &kept_sources).await?;
        Ok((kept, kept_sources))
    }

    async fn seen_before(&mut self, rows: &[RecordedInteraction]) -> Result<HashSet<InteractionId>, StoreError> {
        if self.cache.recent.is_none() {
            // The runs after it: what becomes a run in between is then in both, and never in neither.
            self.cache.recent = Some(seen::recent_messages(self.tx).await?);
            self.cache.runs.refresh(self.tx).await?;
        }
        let recent = self.cache.recent.get_or_insert_default();
        let (known, mut unknown): (Vec<_>, Vec<_>) =
            rows.iter().map(|row| row.interaction.id).partition(|id| recent.contains(id));
        // In the order of the runs, so that their filters and parts are walked once.
        unknown.sort_unstable();
        let mut before = self.cache.runs.having(self.tx, &unknown).await?;
        before.extend(known);
        Ok(before)
    }

    async fn remember(&mut self, rows: &[RecordedInteraction], sources: &[SourceId]) -> Result<(), StoreError> {
        for keep in [Keep::Window, Keep::ForGood] {
            let of_it = rows.iter().zip(sources).filter(|(_, source)| self.keep(**source) == keep);
            let ids: Vec<InteractionId> = of_it.map(|(row, _)| row.interaction.id).collect();
            seen::remember_messages(self.tx, &ids, keep, self.stamp).await?;
            self.cache.recent.get_or_insert_default().extend(ids);
        }
        Ok(())
    }

    /// The rows of an import are the same rows in a year; a browser does not repeat a message after weeks.
    fn keep(&self, source: SourceId) -> Keep {
        if self.imports.contains(&source) { Keep::ForGood } else { Keep::Window }
    }

    /// Keeps which units the customers met.
    async fn keep_units(&mut self, rows: &[RecordedInteraction]) -> Result<(), StoreError> {
        let mut met = BTreeSet::new();
        for row in rows {
            let (Some(customer), Some(unit)) = (row.customer, row.interaction.unit.as_deref()) else { continue };
            let known = self.cache.met.entry(customer).or_default();
            if !known.iter().any(|held| **held == *unit) {
                known.push(unit.into());
                met.insert((customer, unit.to_owned()));
            }
        }
        keep_customer_units(self.tx, &met).await
    }

    async fn write_counts(&mut self, counts: &Counts, rejected: &[RejectedRow]) -> Result<(), StoreError> {
        projection::add_hourly(self.tx, &counts.hourly).await?;
        projection::add_activity(self.tx, &counts.activity).await?;
        projection::add_drops(self.tx, &counts.drops).await?;
        projection::keep_rejected(self.tx, rejected).await
    }
}

/// What a transaction adds to the counts.
#[derive(Default)]
struct Counts {
    hourly: HashMap<HourlyKey, (i64, i64)>,
    activity: HashMap<SourceId, (i64, Instant)>,
    drops: HashMap<(SourceId, i64, DropReason), i64>,
    duplicates: u64,
}

impl Counts {
    fn take_rejections(&mut self, entries: &[JournalEntry]) -> Vec<RejectedRow> {
        let mut rejected = Vec::new();
        for entry in entries {
            let (source, received_at) = (entry.batch.source, entry.batch.received_at);
            let activity = self.activity.entry(source).or_insert((0, received_at));
            activity.1 = activity.1.max(received_at);
            for rejection in &entry.batch.rejections {
                self.drop_one(source, received_at, rejection.reason);
                rejected.push(RejectedRow {
                    source,
                    received_at,
                    reason: rejection.reason,
                    detail: rejection.detail.clone(),
                    payload: rejection.payload.clone(),
                });
            }
        }
        rejected
    }

    fn duplicate(&mut self, source: SourceId, received_at: Instant) {
        self.duplicates += 1;
        self.drop_one(source, received_at, DropReason::Duplicate);
    }

    fn drop_one(&mut self, source: SourceId, received_at: Instant, reason: DropReason) {
        *self.drops.entry((source, received_at.micros().div_euclid(DAY), reason)).or_default() += 1;
    }

    fn add_rows(&mut self, rows: &[RecordedInteraction], sources: &[SourceId]) {
        for (row, source) in rows.iter().zip(sources) {
            let interaction = &row.interaction;
            let hour = interaction.occurred_at.micros().div_euclid(HOUR);
            let channel = interaction.channel.map_or("", |channel| channel.as_str());
            let stage = interaction.stage.clone().unwrap_or_default();
            let tally = self.hourly.entry((hour, *source, channel, stage)).or_default();
            tally.0 += 1;
            tally.1 = tally.1.saturating_add(interaction.value.map_or(0, |value| value.ten_thousandths()));
            self.activity.entry(*source).or_insert((0, interaction.received_at)).0 += 1;
        }
    }
}
