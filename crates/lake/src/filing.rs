//! Files pending batches: sorts them, writes them, commits them under their last journal position.

use std::path::Path;
use std::sync::Arc;

use deltalake::kernel::Action;
use deltalake::protocol::{DeltaOperation, SaveMode};
use hamdel_domain::clock::Clock;
use hamdel_domain::customer::Position;
use hamdel_domain::interaction::RecordedInteraction;
use hamdel_domain::lake::{LakeError, PendingBatch};

use crate::errors::storage;
use crate::rows::encode;
use crate::table::{ATTEMPTS, Table};
use crate::writer::{FileLimits, GROUP_ROWS, SortedWriter, WrittenFile, discard};

/// Files what no commit holds yet, as one commit.
pub(crate) async fn file(
    table: &Table,
    clock: &dyn Clock,
    limits: FileLimits,
    batches: Vec<PendingBatch>,
) -> Result<(), LakeError> {
    let mut written: Option<(Position, Vec<WrittenFile>)> = None;
    for _ in 0..ATTEMPTS {
        let version = table.refresh().await?;
        if let Some((after, files)) = &written
            && version.filed_through != *after
        {
            // Another process filed some of it meanwhile: what was written would be there twice.
            discard(table.folder(), files);
            written = None;
        }
        let left: Vec<_> = batches.iter().filter(|batch| batch.through > version.filed_through).cloned().collect();
        let Some(through) = left.iter().map(|batch| batch.through).max() else { return Ok(()) };
        if written.is_none() {
            let folder = table.folder().to_owned();
            let files = tokio::task::spawn_blocking(move || write(&folder, limits, &left)).await.map_err(storage)??;
            written = Some((version.filed_through, files));
        }
        let Some((_, files)) = &written else { continue };
        let now = clock.now();
        let actions = files.iter().map(|file| Action::Add(file.add(now, true))).collect();
        let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
        if table.commit(&version, actions, operation, Some(through)).await?.is_some() {
            return Ok(());
        }
    }
    if let Some((_, files)) = &written {
        discard(table.folder(), files);
    }
    Err(storage(format!("filing gave way to other commits {ATTEMPTS} times")))
}

/// A row's place in the order of the files, and where it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    nobody: bool,
    customer: i64,
    occurred: i64,
    id: u128,
    batch: u32,
    row: u32,
}

fn write(folder: &Path, limits: FileLimits, batches: &[PendingBatch]) -> Result<Vec<WrittenFile>, LakeError> {
    let rows: Vec<&Arc<Vec<RecordedInteraction>>> = batches.iter().map(|batch| &batch.rows).collect();
    let mut order = Vec::with_capacity(rows.iter().map(|rows| rows.len()).sum());
    for (batch, rows) in (0_u32..).zip(&rows) {
        order.extend((0_u32..).zip(rows.iter()).map(|(row, recorded)| Place {
            nobody: recorded.customer.is_none(),
            customer: recorded.customer.unwrap_or_default().0,
            occurred: recorded.interaction.occurred_at.micros(),
            id: recorded.interaction.id.0,
            batch,
            row,
        }));
    }
    order.sort_unstable();
    let mut writer = SortedWriter::new(folder, limits);
    for part in order.chunks(GROUP_ROWS) {
        let sorted = part.iter().map(|place| &rows[place.batch as usize][place.row as usize]);
        writer.write(&encode(sorted).map_err(storage)?)?;
    }
    writer.finish()
}
