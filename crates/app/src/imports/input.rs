//! The bytes of a file: counted as they are read, decompressed within bounds, and handed on as UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::encoding::{Encoding, Transcoder};

/// A gzip stream may always grow to this many bytes.
const GROWTH_ALLOWED: u64 = 64 * 1024 * 1024;
/// Past that, it may grow to so many times what was read of it. Deflate reaches 1,032 at most, tables and logs
/// stay below 100.
const GROWTH_RATIO: u64 = 250;
/// So much of it is checked for that before anything enters; the rest while it is read.
const GROWTH_CHECKED: u64 = 256 * 1024 * 1024;
/// Most bytes between two ends of a row; a quotation mark that is never closed would swallow the file.
const LONGEST_ROW: u64 = 16 * 1024 * 1024;

/// How far a reader is, shared with whoever shows it.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    read: Arc<AtomicU64>,
    since_row: Arc<AtomicU64>,
}

impl Meter {
    /// Bytes read of the file as it lies on the disk.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// A row has ended; the next one may be as long as any again.
    pub(super) fn row_ended(&self) {
        self.since_row.store(0, Ordering::Relaxed);
    }

    /// Says that so much of the file was read, for readers that do not read bytes one after another.
    pub(super) fn set(&self, bytes: u64) {
        self.read.store(bytes, Ordering::Relaxed);
    }
}

/// An open file, as decompressed bytes.
pub(super) struct Input {
    /// The bytes.
    pub(super) reader: Box<dyn BufRead + Send>,
    /// Whether they were compressed.
    pub(super) gzipped: bool,
}

/// Opens a file and undoes gzip, which is known by its first two bytes and not by the file's name.
pub(super) fn open(path: &Path, meter: &Meter) -> io::Result<Input> {
    let counted = Counted { inner: File::open(path)?, read: meter.read.clone() };
    let mut raw = BufReader::with_capacity(256 * 1024, counted);
    let gzipped = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    if !gzipped {
        return Ok(Input { reader: Box::new(raw), gzipped });
    }
    let bounded = Bounded { inner: MultiGzDecoder::new(raw), grown: 0, meter: meter.clone() };
    Ok(Input { reader: Box::new(BufReader::with_capacity(256 * 1024, bounded)), gzipped })
}

/// The text of an input: UTF-8 without a byte order mark, except where the file itself is broken UTF-8.
pub(super) fn text(
    input: Input,
    told: Option<Encoding>,
    meter: &Meter,
) -> io::Result<(Box<dyn BufRead + Send>, Arc<AtomicU64>)> {
    let transcoder = Transcoder::new(input.reader, told)?;
    let found = transcoder.found();
    let patient = Patient { inner: transcoder, since_row: meter.since_row.clone() };
    Ok((Box::new(BufReader::with_capacity(128 * 1024, patient)), found))
}

struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A decoder that stops a decompression bomb.
struct Bounded<R> {
    inner: R,
    grown: u64,
    meter: Meter,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer).map_err(|problem| match problem.kind() {
            io::ErrorKind::UnexpectedEof => io::Error::new(io::ErrorKind::UnexpectedEof, "the gzip stream is cut off"),
            kind => io::Error::new(kind, format!("the gzip stream is damaged: {problem}")),
        })?;
        self.grown += read as u64;
        if self.grown > GROWTH_ALLOWED && self.grown / GROWTH_RATIO > self.meter.bytes() {
            let words = format!(
                "the gzip stream grows more than {GROWTH_RATIO} times (a decompression bomb): {} MiB out of {} KiB",
                self.grown >> 20,
                self.meter.bytes() >> 10
            );
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, words));
        }
        Ok(read)
    }
}

/// Reads the beginning of a compressed file, so that a bomb is found before anything of it enters.
pub(super) fn refuse_bomb(path: &Path) -> io::Result<()> {
    let mut input = open(path, &Meter::default())?;
    if !input.gzipped {
        return Ok(());
    }
    match io::copy(&mut (&mut input.reader).take(GROWTH_CHECKED), &mut io::sink()) {
        Err(problem) if problem.kind() == io::ErrorKind::FileTooLarge => Err(problem),
        // What is cut off or damaged later on is good until there.
        _ => Ok(()),
    }
}

/// A reader that gives up on a row without an end.
struct Patient<R> {
    inner: R,
    since_row: Arc<AtomicU64>,
}

impl<R: Read> Read for Patient<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.since_row.fetch_add(read as u64, Ordering::Relaxed) > LONGEST_ROW {
            let words = format!("a row of more than {} MiB: is a quotation mark never closed?", LONGEST_ROW >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, words));
        }
        Ok(read)
    }
}

/// Copies an input into a file, for formats that are not read from front to back.
pub(super) fn unpack(input: &mut Input, into: &Path) -> io::Result<()> {
    let mut file = File::create(into)?;
    io::copy(&mut input.reader, &mut file).map(drop)
}
