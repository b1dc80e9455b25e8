//! Joins small files into larger ones, and deletes those that no version uses.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr, expressions};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use deltalake::kernel::{Action, Remove};
use deltalake::protocol::DeltaOperation;
use futures::TryStreamExt;
use hamdel_domain::clock::{Clock, DAY, Instant, SECOND};
use hamdel_domain::lake::LakeError;

use crate::errors::{query, storage};
use crate::scan::{Part, file_scan};
use crate::schema::{ORDER, stored_schema};
use crate::table::{ATTEMPTS, DataFile, Table, Version};
use crate::writer::{FileLimits, SortedWriter, WrittenFile, discard};

/// Files of this size are large enough.
const SMALL: u64 = 64 << 20;
/// Files merged at a time: each holds a row group in memory.
const TOGETHER: usize = 32;
/// A file is joined only with others that make at least a fourth of it, so that a large file is not
/// written anew for every small one: each row is rewritten a number of times that grows with the
/// logarithm of the table.
const SHARE: u64 = 4;
/// A file that no commit names may be one that another process is writing.
const WRITING: i64 = 3_600 * SECOND;

/// Joins small files until none is worth it; says how many it replaced.
pub(crate) async fn compact(
    table: &Table,
    session: &dyn Session,
    clock: &dyn Clock,
    limits: FileLimits,
) -> Result<u64, LakeError> {
    let mut replaced = 0;
    loop {
        let version = table.refresh().await?;
        let chosen = choose(&version.files, limits);
        if chosen.is_empty() {
            return Ok(replaced);
        }
        let files = merge(table, session, &chosen, limits).await?;
        match swap(table, clock, &chosen, &files).await {
            Ok(true) => replaced += chosen.len() as u64,
            Ok(false) => discard(table.folder(), &files),
            Err(problem) => {
                discard_unless_used(table, &files).await;
                return Err(problem);
            }
        }
    }
}

/// The small files that are worth joining: from the smallest on, as long as the next is not far larger
/// than those before it.
fn choose(files: &[DataFile], limits: FileLimits) -> Vec<DataFile> {
    let small = |file: &&DataFile| file.bytes < SMALL && file.rows < limits.rows as u64;
    let mut small: Vec<_> = files.iter().filter(small).collect();
    small.sort_by_key(|file| (file.bytes, file.written));
    let mut chosen: Vec<DataFile> = Vec::new();
    let mut together = 0;
    for file in small {
        if chosen.len() == TOGETHER || (chosen.len() > 1 && file.bytes > together * SHARE) {
            break;
        }
        if chosen.len() == 1 && file.bytes > together * SHARE {
            chosen.clear();
            together = 0;
        }
        together += file.bytes;
        chosen.push(file.clone());
    }
    if chosen.len() < 2 {
        chosen.clear();
    }
    chosen
}

async fn merge(
    table: &Table,
    session: &dyn Session,
    files: &[DataFile],
    limits: FileLimits,
) -> Result<Vec<WrittenFile>, LakeError> {
    let schema = stored_schema();
    let order = ORDER.iter().map(|name| {
        let column = expressions::col(name, &schema)?;
        Ok(PhysicalSortExpr::new_default(column).nulls_last())
    });
    let order = order.collect::<datafusion::error::Result<Vec<_>>>().map_err(|problem| query(&problem))?;
    let order = LexOrdering::new(order).ok_or_else(|| storage("the files have no order"))?;
    // One partition a file: each is sorted, and the merge keeps it so.
    let groups: Vec<_> = files.iter().map(|file| vec![Part::whole(file)]).collect();
    let scan =
        file_scan(table, session, &groups, None, None, Some(order.clone())).map_err(|problem| query(&problem))?;
    let merged = SortPreservingMergeExec::new(order, scan);
    let mut rows = merged.execute(0, session.task_ctx()).map_err(|problem| query(&problem))?;
    let mut writer = SortedWriter::new(table.folder(), limits);
    while let Some(batch) = rows.try_next().await.map_err(|problem| query(&problem))? {
        writer.write(&batch)?;
    }
    writer.finish()
}

/// Commits the exchange of files; `false` when another commit took one of them away.
async fn swap(table: &Table, clock: &dyn Clock, old: &[DataFile], new: &[WrittenFile]) -> Result<bool, LakeError> {
    for _ in 0..ATTEMPTS {
        let version = table.refresh().await?;
        let present: HashSet<_> = version.files.iter().map(|file| file.name.as_str()).collect();
        if !old.iter().all(|file| present.contains(file.name.as_str())) {
            return Ok(false);
        }
        let now = clock.now();
        let adds = new.iter().map(|file| Action::Add(file.add(now, false)));
        let removes = old.iter().map(|file| Action::Remove(removal(file, now)));
        let operation =
            DeltaOperation::Optimize { predicate: None, target_size: i64::try_from(SMALL).unwrap_or(i64::MAX) };
        if table.commit(&version, adds.chain(removes).collect(), operation, None).await?.is_some() {
            return Ok(true);
        }
    }
    Err(storage(format!("compaction gave way to other commits {ATTEMPTS} times")))
}

fn removal(file: &DataFile, now: Instant) -> Remove {
    Remove {
        path: file.name.clone(),
        data_change: false,
        deletion_timestamp: Some(now.micros() / 1_000),
        extended_file_metadata: Some(true),
        partition_values: Some(HashMap::new()),
        size: i64::try_from(file.bytes).ok(),
        ..Remove::default()
    }
}

/// After an error it is unknown whether the commit was made.
async fn discard_unless_used(table: &Table, files: &[WrittenFile]) {
    let Ok(version) = table.refresh().await else { return };
    let used = |file: &WrittenFile| version.files.iter().any(|other| other.name == file.name());
    let unused: Vec<_> = files.iter().filter(|file| !used(file)).cloned().collect();
    discard(table.folder(), &unused);
}

/// Deletes what queries of a program that was killed left in the folder for what does not fit in memory.
pub(crate) fn sweep(spill: &Path, clock: &dyn Clock) -> Result<(), LakeError> {
    for entry in std::fs::read_dir(spill).map_err(storage)? {
        let entry = entry.map_err(storage)?;
        if clock.now().micros_since(written(&entry)?) >= DAY {
            std::fs::remove_dir_all(entry.path()).map_err(storage)?;
        }
    }
    Ok(())
}

/// Deletes the files that no version younger than `keep` uses; says how many.
pub(crate) async fn vacuum(table: &Table, clock: &dyn Clock, keep: i64) -> Result<u64, LakeError> {
    let version: Arc<Version> = table.refresh().await?;
    let now = clock.now();
    let used: HashSet<_> = version.files.iter().map(|file| file.name.as_str()).collect();
    let removed: HashMap<_, _> = table.removed().await?.into_iter().collect();
    let mut deleted = 0;
    for entry in std::fs::read_dir(table.folder()).map_err(storage)? {
        let entry = entry.map_err(storage)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".parquet") || used.contains(name.as_str()) {
            continue;
        }
        let unused = match removed.get(&name) {
            Some(since) => now.micros_since(*since) >= keep,
            None => now.micros_since(written(&entry)?) >= keep.max(WRITING),
        };
        if unused {
            std::fs::remove_file(entry.path()).map_err(storage)?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

fn written(entry: &std::fs::DirEntry) -> Result<Instant, LakeError> {
    let modified = entry.metadata().and_then(|metadata| metadata.modified()).map_err(storage)?;
    let since = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)))
}
