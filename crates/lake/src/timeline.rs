//! A page of a customer's history. It is read without the query engine: the files are sorted by customer,
//! so that the page index tells which few pages hold one, and the plan is always the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
};
use datafusion::parquet::file::metadata::PageIndexPolicy;
use datafusion::parquet::file::page_index::column_index::ColumnIndexMetaData;
use hamdel_domain::clock::Instant;
use hamdel_domain::customer::CustomerId;
use hamdel_domain::interaction::{InteractionId, RecordedInteraction};
use hamdel_domain::lake::{LakeError, TimelineRequest};

use crate::errors::storage;
use crate::pending::Prepared;
use crate::rows::decode;
use crate::schema::{CUSTOMER, INTERACTION, OCCURRED, stored_schema};
use crate::table::{DataFile, Version};

/// Rows decoded at a time.
const BATCH: usize = 8_192;

/// The order of a timeline.
type Key = (Instant, InteractionId);

/// Footers and page indexes of the files of the present version.
#[derive(Default)]
pub(crate) struct Footers {
    known: Mutex<HashMap<String, ArrowReaderMetadata>>,
}

impl Footers {
    fn of(&self, name: &str, file: &File) -> Result<ArrowReaderMetadata, LakeError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let options =
            ArrowReaderOptions::new().with_schema(stored_schema()).with_page_index_policy(PageIndexPolicy::Optional);
        let footer = ArrowReaderMetadata::load(file, options).map_err(storage)?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), footer.clone());
        Ok(footer)
    }

    /// Forgets files that the version does not use.
    fn keep(&self, version: &Version) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > version.files.len() {
            known.retain(|name, _| version.files.iter().any(|file| file.name == *name));
        }
    }
}

/// Where a row of the page is: in a file, or in a pending batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    File { file: usize, row: usize },
    Fresh { batch: usize, row: usize },
}

/// The newest rows found so far, at most as many as the page has.
struct Newest {
    limit: usize,
    before: Option<Key>,
    heap: BinaryHeap<Reverse<(Key, Place)>>,
}

impl Newest {
    fn new(request: &TimelineRequest) -> Self {
        Self { limit: request.limit, before: request.before, heap: BinaryHeap::new() }
    }

    /// Whether a row of that moment could still enter.
    fn wants(&self, occurred: Instant) -> bool {
        self.before.is_none_or(|(before, _)| occurred <= before) && self.reached_by(occurred)
    }

    /// Whether rows up to that moment could still enter.
    fn reached_by(&self, latest: Instant) -> bool {
        self.heap.len() < self.limit || self.heap.peek().is_some_and(|Reverse(((least, _), _))| latest >= *least)
    }

    fn offer(&mut self, key: Key, place: Place) {
        if self.before.is_some_and(|before| key >= before) {
            return;
        }
        self.heap.push(Reverse((key, place)));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }
}

/// Reads the page from files and pending rows.
pub(crate) fn page(
    folder: &Path,
    version: &Version,
    fresh: &[Arc<Prepared>],
    footers: &Footers,
    request: &TimelineRequest,
) -> Result<Vec<RecordedInteraction>, LakeError> {
    footers.keep(version);
    let mut customers: Vec<i64> = request.customers.iter().map(|customer| customer.0).collect();
    customers.sort_unstable();
    customers.dedup();
    if request.limit == 0 || customers.is_empty() {
        return Ok(Vec::new());
    }
    let mut newest = Newest::new(request);
    for (batch, prepared) in fresh.iter().enumerate() {
        for customer in &customers {
            for (row, recorded) in prepared.of(CustomerId(*customer)) {
                let key = (recorded.interaction.occurred_at, recorded.interaction.id);
                newest.offer(key, Place::Fresh { batch, row });
            }
        }
    }
    let mut files: Vec<usize> = (0..version.files.len()).collect();
    files.sort_by_key(|file| Reverse(version.files[*file].latest));
    for place in files {
        let file = &version.files[place];
        let possible = file.customers.is_some_and(|(from, to)| any_within(&customers, from, to));
        if possible && newest.reached_by(Instant::from_micros(file.latest)) {
            OpenFile::open(folder, file, footers)?.search(place, &customers, &mut newest)?;
        }
    }
    fetch(folder, version, fresh, footers, newest)
}

/// Whether one of the sorted numbers lies within both ends.
fn any_within(sorted: &[i64], from: i64, to: i64) -> bool {
    sorted.get(sorted.partition_point(|number| *number < from)).is_some_and(|number| *number <= to)
}

/// A file with its footer.
struct OpenFile {
    file: File,
    footer: ArrowReaderMetadata,
}

impl OpenFile {
    fn open(folder: &Path, data: &DataFile, footers: &Footers) -> Result<Self, LakeError> {
        let file = File::open(folder.join(&data.name)).map_err(storage)?;
        let footer = footers.of(&data.name, &file)?;
        Ok(Self { file, footer })
    }

    /// Rows, counted from the start of the file, of the pages that may hold one of the customers.
    fn pages(&self, customers: &[i64]) -> Vec<Range<usize>> {
        let metadata = self.footer.metadata();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        for (group, about) in metadata.row_groups().iter().enumerate() {
            let rows = usize::try_from(about.num_rows()).unwrap_or_default();
            let index = metadata.column_index().and_then(|groups| groups.get(group)?.get(CUSTOMER));
            let offsets = metadata.offset_index().and_then(|groups| groups.get(group)?.get(CUSTOMER));
            let (Some(ColumnIndexMetaData::INT64(index)), Some(offsets)) = (index, offsets) else {
                push(&mut ranges, start..start + rows);
                start += rows;
                continue;
            };
            let first = |page: usize| {
                let location = offsets.page_locations().get(page);
                location.map_or(rows, |location| usize::try_from(location.first_row_index).unwrap_or_default())
            };
            for page in 0..offsets.page_locations().len() {
                if let (Some(from), Some(to)) = (index.min_value(page), index.max_value(page))
                    && any_within(customers, *from, *to)
                {
                    push(&mut ranges, start + first(page)..start + first(page + 1));
                }
            }
            start += rows;
        }
        ranges
    }

    /// Offers every row of the customers.
    fn search(&self, place: usize, customers: &[i64], newest: &mut Newest) -> Result<(), LakeError> {
        let ranges = self.pages(customers);
        if ranges.is_empty() {
            return Ok(());
        }
        let mut rows = ranges.iter().cloned().flatten();
        self.read(&ranges, Some(&[INTERACTION, CUSTOMER, OCCURRED]), |batch| {
            let ids = batch.column(INTERACTION).as_string_view();
            let owners = batch.column(CUSTOMER).as_primitive::<Int64Type>();
            let moments = batch.column(OCCURRED).as_primitive::<TimestampMicrosecondType>();
            for at in 0..batch.num_rows() {
                let row = rows.next().unwrap_or_default();
                if owners.is_null(at) || customers.binary_search(&owners.value(at)).is_err() {
                    continue;
                }
                let occurred = Instant::from_micros(moments.value(at));
                if newest.wants(occurred) {
                    let id = u128::from_str_radix(ids.value(at), 16).map_err(storage)?;
                    newest.offer((occurred, InteractionId(id)), Place::File { file: place, row });
                }
            }
            Ok(())
        })
    }

    /// Reads ranges of rows, in their order.
    fn read(
        &self,
        ranges: &[Range<usize>],
        columns: Option<&[usize]>,
        mut each: impl FnMut(&RecordBatch) -> Result<(), LakeError>,
    ) -> Result<(), LakeError> {
        let metadata = self.footer.metadata();
        // Groups without a chosen row are left out, and the selection counts only the rows of the others.
        let (mut groups, mut chosen, mut start, mut kept) = (Vec::new(), Vec::new(), 0, 0);
        for (group, about) in metadata.row_groups().iter().enumerate() {
            let end = start + usize::try_from(about.num_rows()).unwrap_or_default();
            let before = chosen.len();
            for range in ranges.iter().filter(|range| range.start < end && range.end > start) {
                chosen.push(range.start.max(start) - start + kept..range.end.min(end) - start + kept);
            }
            if chosen.len() > before {
                groups.push(group);
                kept += end - start;
            }
            start = end;
        }
        let file = self.file.try_clone().map_err(storage)?;
        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.footer.clone())
            .with_row_groups(groups)
            .with_batch_size(BATCH)
            .with_row_selection(RowSelection::from_consecutive_ranges(chosen.into_iter(), kept));
        if let Some(columns) = columns {
            let mask = ProjectionMask::roots(self.footer.parquet_schema(), columns.iter().copied());
            builder = builder.with_projection(mask);
        }
        for batch in builder.build().map_err(storage)? {
            each(&batch.map_err(storage)?)?;
        }
        Ok(())
    }
}

/// Adds a range, joined with the last one where they touch.
fn push(ranges: &mut Vec<Range<usize>>, next: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == next.start => last.end = next.end,
        _ => ranges.push(next),
    }
}

/// Reads the rows that were found, whole.
fn fetch(
    folder: &Path,
    version: &Version,
    fresh: &[Arc<Prepared>],
    footers: &Footers,
    newest: Newest,
) -> Result<Vec<RecordedInteraction>, LakeError> {
    let mut page = Vec::with_capacity(newest.heap.len());
    let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for Reverse((_, place)) in newest.heap {
        match place {
            Place::Fresh { batch, row } => page.extend(fresh[batch].row(row).cloned()),
            Place::File { file, row } => wanted.entry(file).or_default().push(row),
        }
    }
    for (file, mut rows) in wanted {
        rows.sort_unstable();
        let mut ranges = Vec::new();
        for row in rows {
            push(&mut ranges, row..row + 1);
        }
        OpenFile::open(folder, &version.files[file], footers)?.read(&ranges, None, |batch| {
            page.extend(decode(batch)?);
            Ok(())
        })?;
    }
    page.sort_by_key(|row| Reverse((row.interaction.occurred_at, row.interaction.id)));
    Ok(page)
}
