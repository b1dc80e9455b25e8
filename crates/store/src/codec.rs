//! The bytes of batches in the journal, of interactions that wait for the lake, and of profiles.
//!
//! One byte names the format; the rest follows from it. Format 1: four bytes of length (little-endian), then
//! an lz4 block of the batch in postcard; for a profile, which is a few hundred bytes, postcard alone. Postcard names neither fields nor variants, so a change of the order
//! or number of fields in what is encoded needs a new format byte; `testdata/` holds frozen samples that
//! every later version must read.

use hamdel_domain::{Instant, JournalBatch, ProfileState, RecordedInteraction, SourceId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;

/// lz4 over postcard.
const FORMAT: u8 = 1;
/// Postcard alone.
const STATE_FORMAT: u8 = 1;
/// The most that one payload may unpack to, in bytes; intake's own limits are far below.
const LARGEST: usize = 256 * 1024 * 1024;
/// An lz4 block never unpacks to more than 255 times its length, so a larger claim is damage.
const LARGEST_RATIO: usize = 255;

/// A batch ready for the journal; encoded on the core of whoever received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedBatch {
    /// Who sent it.
    pub source: SourceId,
    /// When the server received it.
    pub received_at: Instant,
    /// How many events it carries, let in and left out.
    pub events: u64,
    /// Its bytes.
    pub payload: Vec<u8>,
}

/// Encodes a batch for the journal.
///
/// # Errors
/// When it is larger than 256 MiB.
pub fn encode_batch(batch: &JournalBatch) -> Result<EncodedBatch, StoreError> {
    Ok(EncodedBatch {
        source: batch.source,
        received_at: batch.received_at,
        events: (batch.interactions.len() + batch.rejections.len()) as u64,
        payload: encode(batch)?,
    })
}

/// Reads a batch back.
///
/// # Errors
/// When the bytes are damaged, or of a format this version does not know.
pub fn decode_batch(payload: &[u8]) -> Result<JournalBatch, StoreError> {
    decode(payload, "a batch of the journal")
}

/// Encodes interactions that wait for the lake.
///
/// # Errors
/// When they are larger than 256 MiB.
pub fn encode_recorded(interactions: &[RecordedInteraction]) -> Result<Vec<u8>, StoreError> {
    encode(interactions)
}

/// Reads interactions that wait for the lake back.
///
/// # Errors
/// When the bytes are damaged, or of a format this version does not know.
pub fn decode_recorded(payload: &[u8]) -> Result<Vec<RecordedInteraction>, StoreError> {
    decode(payload, "a batch of interactions for the lake")
}

/// Encodes what the interactions of a customer say. A third of its JSON: the projector writes one for every
/// customer it touches.
///
/// # Errors
/// Never for a state that interactions made.
pub fn encode_state(state: &ProfileState) -> Result<Vec<u8>, StoreError> {
    postcard::to_extend(state, vec![STATE_FORMAT]).map_err(|_| StoreError::corrupt("a profile to be written"))
}

/// Reads what the interactions of a customer say back.
///
/// # Errors
/// When the bytes are damaged, or of a format this version does not know.
pub fn decode_state(bytes: &[u8]) -> Result<ProfileState, StoreError> {
    let damaged = || StoreError::corrupt("a profile");
    match bytes.split_first() {
        Some((&STATE_FORMAT, plain)) => match postcard::take_from_bytes(plain) {
            Ok((state, [])) => Ok(state),
            _ => Err(damaged()),
        },
        _ => Err(damaged()),
    }
}

fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, StoreError> {
    let too_large = || StoreError::conflict("a batch of more than 256 MiB");
    let plain = postcard::to_stdvec(value).map_err(|_| StoreError::corrupt("a batch to be written"))?;
    let length = u32::try_from(plain.len()).map_err(|_| too_large())?;
    if plain.len() > LARGEST {
        return Err(too_large());
    }
    let mut payload = vec![0; 5 + lz4_flex::block::get_maximum_output_size(plain.len())];
    payload[0] = FORMAT;
    payload[1..5].copy_from_slice(&length.to_le_bytes());
    let packed = lz4_flex::block::compress_into(&plain, &mut payload[5..])
        .map_err(|_| StoreError::corrupt("a batch to be written"))?;
    payload.truncate(5 + packed);
    payload.shrink_to_fit();
    Ok(payload)
}

fn decode<T: DeserializeOwned>(payload: &[u8], what: &str) -> Result<T, StoreError> {
    let damaged = || StoreError::corrupt(what);
    let (&format, rest) = payload.split_first().ok_or_else(damaged)?;
    let (length, packed) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
    let length = u32::from_le_bytes(*length) as usize;
    if format != FORMAT || length > LARGEST || length > packed.len().saturating_mul(LARGEST_RATIO) {
        return Err(damaged());
    }
    let mut plain = vec![0; length];
    if lz4_flex::block::decompress_into(packed, &mut plain).map_err(|_| damaged())? != length {
        return Err(damaged());
    }
    match postcard::take_from_bytes(&plain) {
        Ok((value, [])) => Ok(value),
        _ => Err(damaged()),
    }
}

#[cfg(test)]
mod tests;
