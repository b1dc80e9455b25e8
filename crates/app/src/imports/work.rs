//! The thread that reads, converts and encodes.

use std::collections::{BTreeMap, HashSet};

use hamdel_domain::Interaction;
use hamdel_domain::journal::JournalBatch;
use hamdel_store::imports::BadRow;
use hamdel_store::{EncodedBatch, encode_batch};
use tokio::sync::mpsc;

use super::convert::{Converter, Naming, Stamp};
use super::encoding::Encoding;
use super::rows::{OpenRows, Row, RowProblem, open};
use super::run::{FirstBad, ImportRequest, stopping};
use super::sample::Sample;
use crate::AppError;

/// Most rows of a batch, and bytes of rows that end one sooner.
const BATCH_ROWS: u64 = 2_000;
const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// Bad rows shown in a summary, and different reasons counted.
const SHOWN: usize = 10;
const REASONS: usize = 100;

/// Rows ready for the journal, or passed over, and how far the file was read with them.
pub(super) struct Batch {
    pub(super) encoded: Option<EncodedBatch>,
    pub(super) bad: Vec<BadRow>,
    pub(super) rows_read: u64,
    pub(super) rows_bad: u64,
    pub(super) bytes: u64,
}

/// What the thread found, counted.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) rows_read: u64,
    pub(super) rows_bad: u64,
    pub(super) sent_before: u64,
    pub(super) rows_named: u64,
    pub(super) rows_anonymous: u64,
    pub(super) rows_unjoined: u64,
    pub(super) named: HashSet<u64>,
    pub(super) reasons: BTreeMap<String, u64>,
    pub(super) first_bad: Vec<FirstBad>,
    pub(super) encoding: Encoding,
    pub(super) stopped: bool,
    pub(super) broken: Option<String>,
}

/// What the thread is given.
pub(super) struct Work {
    pub(super) request: ImportRequest,
    pub(super) sample: Sample,
    pub(super) stamp: Stamp,
    /// Rows that an earlier run sent. They are converted again, which is how equal rows are numbered and
    /// how the summary counts the whole file, and not sent.
    pub(super) sent_before: u64,
}

/// Rows on their way into a batch.
#[derive(Default)]
struct Held {
    interactions: Vec<Interaction>,
    bad: Vec<BadRow>,
    rows: u64,
    bytes: usize,
}

impl Work {
    /// Reads the file to its end, or until it breaks off, or until somebody wants it to stop.
    pub(super) fn run(&self, sender: &mpsc::Sender<Batch>) -> Result<Outcome, AppError> {
        let mut file = open(&self.request.open_request())?;
        let mut converter = Converter::new(&self.request.map, self.sample.seen(), self.stamp.clone())?;
        let mut outcome = Outcome::default();
        let mut held = Held::default();
        let mut row = Row::default();
        loop {
            match file.reader.next(&mut row) {
                Ok(true) => {}
                Ok(false) => break,
                Err(broken) => {
                    let at = format!(
                        "{}; {} rows are good until there, {} bytes of the file",
                        broken.problem,
                        outcome.rows_read,
                        file.meter.bytes()
                    );
                    outcome.broken = Some(at);
                    break;
                }
            }
            converter.learn(file.reader.columns());
            self.take(&mut converter, &row, &mut held, &mut outcome);
            let full = held.rows >= BATCH_ROWS || held.bytes >= BATCH_BYTES;
            if full && !self.hand_on(&mut held, &outcome, &file, sender)? {
                break;
            }
            if full && stopping(&self.request) {
                outcome.stopped = true;
                break;
            }
        }
        self.hand_on(&mut held, &outcome, &file, sender)?;
        outcome.encoding = file.encoding();
        Ok(outcome)
    }

    fn take(&self, converter: &mut Converter, row: &Row, held: &mut Held, outcome: &mut Outcome) {
        outcome.rows_read += 1;
        held.rows += 1;
        held.bytes += row.size;
        let sent = row.number <= self.sent_before;
        match converter.convert(row) {
            Ok((interaction, naming)) => {
                match naming {
                    Naming::Named(customer) => {
                        outcome.rows_named += 1;
                        outcome.named.insert(customer);
                    }
                    Naming::Anonymous => outcome.rows_anonymous += 1,
                    Naming::Unjoined => outcome.rows_unjoined += 1,
                }
                outcome.sent_before += u64::from(sent);
                if !sent && !self.request.dry_run {
                    held.interactions.push(interaction);
                }
            }
            Err(problem) => {
                outcome.rows_bad += 1;
                outcome.count(row.number, &problem);
                if !sent && !self.request.dry_run {
                    let raw = converter.raw(row);
                    held.bad.push(BadRow { row_number: row.number, field: problem.field, reason: problem.reason, raw });
                }
            }
        }
    }

    /// Gives a batch to the other side; `false` when nobody takes it any more.
    fn hand_on(
        &self,
        held: &mut Held,
        outcome: &Outcome,
        file: &OpenRows,
        sender: &mpsc::Sender<Batch>,
    ) -> Result<bool, AppError> {
        let held = std::mem::take(held);
        if held.rows == 0 {
            return Ok(true);
        }
        let encoded = if held.interactions.is_empty() {
            None
        } else {
            let Stamp { source, received_at, .. } = self.stamp;
            let batch = JournalBatch { source, received_at, interactions: held.interactions, rejections: Vec::new() };
            Some(encode_batch(&batch)?)
        };
        let batch = Batch {
            encoded,
            bad: held.bad,
            rows_read: outcome.rows_read,
            rows_bad: outcome.rows_bad,
            bytes: file.meter.bytes(),
        };
        Ok(sender.blocking_send(batch).is_ok())
    }
}

impl Outcome {
    fn count(&mut self, row: u64, problem: &RowProblem) {
        if self.first_bad.len() < SHOWN {
            self.first_bad.push(FirstBad { row, field: problem.field.clone(), reason: problem.reason.clone() });
        }
        // The value is left out, so that a thousand wrong dates are one reason.
        let reason = match problem.reason.strip_prefix('"').and_then(|rest| rest.rsplit_once('"')) {
            Some((_, rest)) => rest.trim_start_matches([':', ' ']),
            None => &problem.reason,
        };
        let key = if problem.field.is_empty() { reason.to_owned() } else { format!("{}: {reason}", problem.field) };
        if self.reasons.len() < REASONS || self.reasons.contains_key(&key) {
            *self.reasons.entry(key).or_insert(0) += 1;
        }
    }
}
