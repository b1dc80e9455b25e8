//! Which letters the bytes of a file are.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use serde::{Deserialize, Serialize};

/// Bytes that are looked at, at a time, for the first that is not ASCII.
const WINDOW: usize = 256 * 1024;
/// A file is broken UTF-8, and not of another encoding, when at least so many well-formed letters stand
/// against each broken byte.
const WELL_FORMED: usize = 4;

/// How a text file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, little end first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big end first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Western European letters of Windows.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// Arabic and Persian letters of Windows.
    #[serde(rename = "windows-1256")]
    Windows1256,
}

impl Encoding {
    const ALL: [Self; 5] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252, Self::Windows1256];

    /// The name in maps and summaries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Windows1256 => "windows-1256",
        }
    }

    /// The encoding a shared cell of [`Transcoder::found`] names.
    pub(super) fn of_cell(cell: &AtomicU64) -> Self {
        Self::ALL.get(cell.load(Ordering::Relaxed) as usize).copied().unwrap_or_default()
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
            Self::Windows1256 => WINDOWS_1256,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

/// The encoding of a sample that holds a byte above ASCII; of one that holds none, UTF-8.
///
/// Bytes that are well-formed UTF-8 are UTF-8: no other text is by chance. Of the two Windows code pages,
/// Persian and Arabic put letters above ASCII side by side, Western languages put single ones between
/// ASCII letters; and four Persian letters stand on bytes that Windows-1252 does not use at all.
#[must_use]
pub fn recognise(sample: &[u8]) -> Encoding {
    let (letters, broken) = utf8_letters(sample);
    if broken == 0 || letters >= broken * WELL_FORMED {
        return Encoding::Utf8;
    }
    let (mut arabic, mut western) = (0_usize, 0_usize);
    for pair in sample.windows(2) {
        match (pair[0], pair[1]) {
            (0x81 | 0x8d | 0x90, 0x80..) | (0x80.., 0x81 | 0x8d | 0x90) => arabic += 4,
            (0xc0..=0xd6 | 0xd8..=0xed, 0xc0..=0xd6 | 0xd8..=0xed) => arabic += 1,
            (0xc0.., byte) | (byte, 0xc0..) if byte.is_ascii_alphabetic() => western += 1,
            _ => {}
        }
    }
    if arabic > western { Encoding::Windows1256 } else { Encoding::Windows1252 }
}

/// How many letters above ASCII are well-formed UTF-8, and how many bytes are not; a letter that the
/// sample's end cuts off counts as neither.
fn utf8_letters(sample: &[u8]) -> (usize, usize) {
    let (mut letters, mut broken, mut rest) = (0, 0, sample);
    loop {
        let (good, problem) = match std::str::from_utf8(rest) {
            Ok(_) => (rest.len(), None),
            Err(problem) => (problem.valid_up_to(), Some(problem)),
        };
        letters += rest[..good].iter().filter(|byte| **byte >= 0xc0).count();
        let Some(length) = problem.and_then(|problem| problem.error_len()) else { return (letters, broken) };
        broken += length;
        rest = &rest[good + length..];
    }
}

/// Turns a file of any encoding into UTF-8; broken UTF-8 passes as it is, for its row to be refused.
pub(super) struct Transcoder {
    inner: Box<dyn BufRead + Send>,
    /// `None` while only ASCII has come.
    encoding: Option<Encoding>,
    decoder: Option<Decoder>,
    found: Arc<AtomicU64>,
    /// Bytes read and not yet handed on.
    window: Vec<u8>,
    at: usize,
    ended: bool,
    /// A fault met after bytes that were good; it comes once they are handed on.
    fault: Option<io::Error>,
}

impl Transcoder {
    /// Reads the byte order mark; without one, the encoding is as told, or is recognised at the first byte
    /// above ASCII.
    pub(super) fn new(inner: Box<dyn BufRead + Send>, told: Option<Encoding>) -> io::Result<Self> {
        let mut transcoder = Self {
            inner,
            encoding: None,
            decoder: None,
            found: Arc::default(),
            window: Vec::new(),
            at: 0,
            ended: false,
            fault: None,
        };
        transcoder.fill()?;
        let mark = match transcoder.window.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, 3)),
            [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 0)),
            [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 0)),
            _ => None,
        };
        if let Some((_, length)) = mark {
            transcoder.at = length;
        }
        if let Some(encoding) = mark.map(|(encoding, _)| encoding).or(told) {
            transcoder.decide(encoding);
        }
        Ok(transcoder)
    }

    /// Where the encoding can be asked for once it is known.
    pub(super) fn found(&self) -> Arc<AtomicU64> {
        self.found.clone()
    }

    fn decide(&mut self, encoding: Encoding) {
        self.encoding = Some(encoding);
        self.decoder = (encoding != Encoding::Utf8).then(|| encoding.decoder());
        let place = Encoding::ALL.iter().position(|known| *known == encoding).unwrap_or_default();
        self.found.store(place as u64, Ordering::Relaxed);
    }

    /// The next window, filled to its size unless the file ends, so that what is recognised in it does not
    /// depend on how the bytes happened to arrive.
    fn fill(&mut self) -> io::Result<()> {
        self.window.clear();
        self.at = 0;
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        match (&mut self.inner).take(WINDOW as u64).read_to_end(&mut self.window) {
            Ok(_) => self.ended = self.window.is_empty(),
            Err(problem) if self.window.is_empty() => return Err(problem),
            Err(problem) => self.fault = Some(problem),
        }
        Ok(())
    }
}

impl Read for Transcoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.at == self.window.len() && !self.ended {
                self.fill()?;
            }
            if self.encoding.is_none() && !self.window.is_ascii() {
                self.decide(recognise(&self.window));
            }
            let waiting = &self.window[self.at..];
            let Some(decoder) = &mut self.decoder else {
                let length = waiting.len().min(buffer.len());
                buffer[..length].copy_from_slice(&waiting[..length]);
                self.at += length;
                return Ok(length);
            };
            // The longest letter is four bytes; a smaller buffer could never take one.
            let (result, read, written, _) = decoder.decode_to_utf8(waiting, buffer, self.ended);
            self.at += read;
            if self.ended && result == CoderResult::InputEmpty {
                // A decoder that was told of the end must not be asked again; nothing is waiting any more.
                self.decoder = None;
            }
            if written > 0 || self.ended {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows_1256(text: &str) -> Vec<u8> {
        WINDOWS_1256.encode(text).0.into_owned()
    }

    #[test]
    fn recognises_what_files_are_written_in() {
        assert_eq!(recognise("name\nسارا\n".as_bytes()), Encoding::Utf8);
        assert_eq!(recognise(b"name,city\nCaf\xe9,Z\xfcrich\nGr\xf6\xdfe,M\xe4rz"), Encoding::Windows1252);
        for text in ["نام,شهر\nسارا,تهران\n", "پيمان چيت گر", "id,comment\n1,كيفيت خوب بود\n2,fine\n"]
        {
            assert_eq!(recognise(&windows_1256(text)), Encoding::Windows1256, "{text}");
        }
        let mostly = ["سلام دنیا\n".as_bytes(), b"\xff\xfe\n".as_slice()].concat();
        assert_eq!(recognise(&mostly), Encoding::Utf8);
    }

    #[test]
    fn decodes_to_utf8_in_small_bites() {
        let bytes = [b"plain ascii first, then ".to_vec(), windows_1256("پرداخت ناموفق")].concat();
        let mut transcoder = Transcoder::new(Box::new(io::Cursor::new(bytes)), None).unwrap();
        let mut text = Vec::new();
        let mut bite = [0; 7];
        loop {
            match transcoder.read(&mut bite).unwrap() {
                0 => break,
                read => text.extend_from_slice(&bite[..read]),
            }
        }
        assert_eq!(String::from_utf8(text).unwrap(), "plain ascii first, then پرداخت ناموفق");
        assert_eq!(Encoding::of_cell(&transcoder.found()), Encoding::Windows1256);
    }

    #[test]
    fn a_byte_order_mark_decides() {
        let utf16: Vec<u8> = "\u{feff}نام;a".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut text = String::new();
        Transcoder::new(Box::new(io::Cursor::new(utf16)), None).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "نام;a");
    }
}
