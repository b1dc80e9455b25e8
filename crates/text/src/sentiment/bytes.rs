//! A model as bytes, to be kept by a store and read by every later version.
//!
//! `HMDLSENT`, the version (u16), then fields in order, numbers in little-endian order; weights that are
//! not 0 as the distance from the one before (LEB128) and the weight (i16).

use super::Label;
use super::features::MEASURES;
use super::learn::Calibration;
use super::model::{Learned, Model};
use super::report::{Confusion, Report, Verdict};
use crate::hash::IdMap;

const MAGIC: &[u8; 8] = b"HMDLSENT";
const VERSION: u16 = 1;
/// Most places for hashed features that are read, as a power of two.
const MOST_BITS: u32 = 22;

/// Why bytes are no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// They do not start as a model does.
    #[error("these bytes are not a sentiment model")]
    NotAModel,
    /// A later version of Hamdel wrote them.
    #[error("the sentiment model has version {0}, which this version of Hamdel does not read")]
    TooNew(u16),
    /// They end too early, or hold what no model holds.
    #[error("the sentiment model is damaged")]
    Damaged,
}

impl Model {
    /// The model as bytes: about 5 bytes a correction, and up to 800 KB where it has learned.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        write_report(&mut out, &self.report);
        let mut corrections: Vec<(u64, Label)> = self.corrections.iter().map(|(id, label)| (*id, *label)).collect();
        corrections.sort_unstable();
        out.extend_from_slice(&(corrections.len() as u32).to_le_bytes());
        for (id, label) in corrections {
            out.extend_from_slice(&id.to_le_bytes());
            out.push(label as u8);
        }
        match &self.learned {
            None => out.push(0),
            Some(learned) => {
                out.push(learned.bits as u8);
                write_learned(&mut out, learned);
            }
        }
        out
    }

    /// Reads what [`Model::to_bytes`] wrote, in this version or an earlier one.
    ///
    /// # Errors
    /// [`ModelError`] when the bytes are not a model, are damaged or were written by a later version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
        let mut input = Input(rest);
        let version = u16::from_le_bytes(input.array()?);
        if version > VERSION {
            return Err(ModelError::TooNew(version));
        }
        let report = read_report(&mut input)?;
        let count = input.count()?;
        let mut corrections = IdMap::default();
        for _ in 0..count {
            let id = u64::from_le_bytes(input.array()?);
            let [label] = input.array()?;
            corrections.insert(id, read_label(label)?);
        }
        let [bits] = input.array()?;
        let learned = if bits == 0 { None } else { Some(read_learned(&mut input, u32::from(bits))?) };
        if !input.0.is_empty() {
            return Err(ModelError::Damaged);
        }
        Ok(Self::new(learned, corrections, report))
    }
}

struct Input<'bytes>(&'bytes [u8]);

impl Input<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(ModelError::Damaged)?;
        self.0 = rest;
        Ok(*head)
    }

    fn count(&mut self) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn number(&mut self) -> Result<f32, ModelError> {
        Some(f32::from_le_bytes(self.array()?)).filter(|number| number.is_finite()).ok_or(ModelError::Damaged)
    }

    fn varint(&mut self) -> Result<u32, ModelError> {
        let mut value = 0_u32;
        for shift in [0, 7, 14, 21] {
            let [byte] = self.array()?;
            value |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ModelError::Damaged)
    }
}

fn write_report(out: &mut Vec<u8>, report: &Report) {
    out.push(match report.verdict {
        Verdict::Learned => 0,
        Verdict::TooFewLabels => 1,
        Verdict::NoBetterThanLexicon => 2,
    });
    let confusion = |confusion: &Confusion| {
        [confusion.right_positive, confusion.wrong_positive, confusion.right_negative, confusion.wrong_negative]
    };
    let counts = report
        .labels
        .into_iter()
        .chain([report.corrections])
        .chain(report.languages)
        .chain(confusion(&report.held_out))
        .chain(confusion(&report.lexicon));
    for count in counts {
        out.extend_from_slice(&count.to_le_bytes());
    }
    out.extend_from_slice(&report.neutral_band.to_le_bytes());
}

fn read_report(input: &mut Input<'_>) -> Result<Report, ModelError> {
    let verdict = match input.array()? {
        [0] => Verdict::Learned,
        [1] => Verdict::TooFewLabels,
        [2] => Verdict::NoBetterThanLexicon,
        _ => return Err(ModelError::Damaged),
    };
    let mut report = Report::untrained();
    report.verdict = verdict;
    for count in &mut report.labels {
        *count = input.count()?;
    }
    report.corrections = input.count()?;
    for count in &mut report.languages {
        *count = input.count()?;
    }
    for confusion in [&mut report.held_out, &mut report.lexicon] {
        confusion.right_positive = input.count()?;
        confusion.wrong_positive = input.count()?;
        confusion.right_negative = input.count()?;
        confusion.wrong_negative = input.count()?;
    }
    report.neutral_band = input.number()?;
    Ok(report)
}

fn read_label(byte: u8) -> Result<Label, ModelError> {
    [Label::Negative, Label::Neutral, Label::Mixed, Label::Positive]
        .into_iter()
        .find(|label| *label as u8 == byte)
        .ok_or(ModelError::Damaged)
}

fn write_learned(out: &mut Vec<u8>, learned: &Learned) {
    for number in [learned.step, learned.calibration.slope, learned.calibration.shift, learned.calibration.prior] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.push(MEASURES as u8);
    for weight in learned.measures {
        out.extend_from_slice(&weight.to_le_bytes());
    }
    let weights: Vec<(usize, i16)> =
        learned.hashed.iter().copied().enumerate().filter(|(_, weight)| *weight != 0).collect();
    out.extend_from_slice(&(weights.len() as u32).to_le_bytes());
    let mut next = 0;
    for (place, weight) in weights {
        let mut distance = place - next;
        while distance >= 0x80 {
            out.push((distance & 0x7F) as u8 | 0x80);
            distance >>= 7;
        }
        out.push(distance as u8);
        out.extend_from_slice(&weight.to_le_bytes());
        next = place + 1;
    }
}

fn read_learned(input: &mut Input<'_>, bits: u32) -> Result<Learned, ModelError> {
    if bits > MOST_BITS {
        return Err(ModelError::Damaged);
    }
    let (step, slope) = (input.number()?, input.number()?);
    let (shift, prior) = (input.number()?, input.number()?);
    let [count] = input.array()?;
    if usize::from(count) != MEASURES {
        return Err(ModelError::Damaged);
    }
    let mut measures = [0.0; MEASURES];
    for weight in &mut measures {
        *weight = input.number()?;
    }
    let mut hashed = vec![0_i16; 1 << bits];
    let mut next = 0_usize;
    for _ in 0..input.count()? {
        let place = next + input.varint()? as usize;
        *hashed.get_mut(place).ok_or(ModelError::Damaged)? = i16::from_le_bytes(input.array()?);
        next = place + 1;
    }
    Ok(Learned { bits, hashed, step, measures, calibration: Calibration { slope, shift, prior } })
}
