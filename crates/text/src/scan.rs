//! Dates and times as written, before a calendar gives their numbers a meaning.

use chrono::NaiveTime;
use hamdel_domain::digits::latin_digit;

/// Longest text that may be a date, in ASCII bytes.
const LONGEST: usize = 48;
/// Stands for the separator of a date written in eight digits.
pub(crate) const NO_SEPARATOR: u8 = b' ';

/// A text in ASCII: digits of any script in ASCII, invisible controls gone, blanks as spaces.
pub(crate) enum Spelling<'a> {
    /// The text was ASCII already.
    Borrowed(&'a [u8]),
    /// Rewritten; the length is that of the part in use.
    Owned([u8; LONGEST], usize),
}

impl<'a> Spelling<'a> {
    /// `None` when the text is too long or has letters that no date is written with.
    pub(crate) fn new(text: &'a str) -> Option<Self> {
        let text = text.trim();
        if text.is_ascii() {
            return (text.len() <= LONGEST).then_some(Self::Borrowed(text.as_bytes()));
        }
        let mut bytes = [0_u8; LONGEST];
        let mut length = 0;
        for character in text.chars() {
            let ascii = match latin_digit(character) {
                '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => continue,
                '\u{A0}' | '\u{2009}' | '\u{202F}' => b' ',
                '\u{2010}'..='\u{2013}' | '\u{2212}' => b'-',
                // Arabic date separator, comma and decimal separator.
                '\u{60D}' => b'/',
                '\u{60C}' => b',',
                '\u{66B}' => b'.',
                other => u8::try_from(other).ok().filter(u8::is_ascii)?,
            };
            *bytes.get_mut(length)? = ascii;
            length += 1;
        }
        Some(Self::Owned(bytes, length))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Owned(bytes, length) => bytes.get(..*length).unwrap_or_default(),
        }
        .trim_ascii()
    }
}

/// A number and how many digits it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) value: u32,
    pub(crate) digits: u8,
}

/// A time of day as written, 00:00 to 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenTime {
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
}

impl WrittenTime {
    /// The days to add (1 for 24:00, else 0) and the time of day; `None` when there is no such time.
    pub(crate) fn resolve(self) -> Option<(u8, NaiveTime)> {
        if self == (Self { hour: 24, minute: 0, second: 0, micros: 0 }) {
            return Some((1, NaiveTime::MIN));
        }
        NaiveTime::from_hms_micro_opt(self.hour, self.minute, self.second, self.micros).map(|time| (0, time))
    }
}

/// Three numbers with a separator, and what follows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) numbers: [Number; 3],
    /// `-`, `/`, `.` or [`NO_SEPARATOR`].
    pub(crate) separator: u8,
    pub(crate) time: Option<WrittenTime>,
    pub(crate) offset_seconds: Option<i32>,
}

impl Written {
    /// Reads a date, alone or with a time, AM or PM, and an offset; `None` when anything is left over.
    pub(crate) fn scan(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor { rest: bytes };
        let (numbers, separator) = cursor.date()?;
        let mut written = Self { numbers, separator, time: None, offset_seconds: None };
        if cursor.rest.is_empty() {
            return Some(written);
        }
        if separator != NO_SEPARATOR || !cursor.at_digit() {
            cursor.between()?;
        }
        written.time = Some(cursor.time()?);
        written.offset_seconds = cursor.offset()?;
        cursor.rest.is_empty().then_some(written)
    }
}

/// What is left of the text.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn at_digit(&self) -> bool {
        self.peek().is_some_and(|byte| byte.is_ascii_digit())
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn skip_if(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.skip(1);
        }
        found
    }

    /// One to `most` digits, at most nine.
    fn number(&mut self, most: usize) -> Option<Number> {
        let mut number = Number { value: 0, digits: 0 };
        for byte in self.rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()) {
            number.value = number.value * 10 + u32::from(byte - b'0');
            number.digits += 1;
        }
        self.skip(usize::from(number.digits));
        (number.digits > 0).then_some(number)
    }

    fn two_digits(&mut self) -> Option<u32> {
        self.number(2).filter(|number| number.digits == 2).map(|number| number.value)
    }

    fn date(&mut self) -> Option<([Number; 3], u8)> {
        let first = self.number(8)?;
        if first.digits == 8 {
            let value = first.value;
            let part = |value, digits| Number { value, digits };
            return Some(([part(value / 10_000, 4), part(value / 100 % 100, 2), part(value % 100, 2)], NO_SEPARATOR));
        }
        let separator = self.peek().filter(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
        self.skip(1);
        let second = self.number(2)?;
        if !self.skip_if(separator) {
            return None;
        }
        let third = self.number(4)?;
        (first.digits <= 4).then_some(([first, second, third], separator))
    }

    /// `T`, or spaces with a comma before them where one is written.
    fn between(&mut self) -> Option<()> {
        if self.skip_if(b'T') || self.skip_if(b't') {
            return Some(());
        }
        let comma = self.skip_if(b',');
        let mut spaces = 0;
        while self.skip_if(b' ') {
            spaces += 1;
        }
        (comma || spaces > 0).then_some(())
    }

    fn time(&mut self) -> Option<WrittenTime> {
        let hour = self.number(2)?;
        let mut time = WrittenTime { hour: hour.value, minute: 0, second: 0, micros: 0 };
        let colons = self.skip_if(b':');
        if !colons && hour.digits != 2 {
            return None;
        }
        time.minute = self.two_digits()?;
        if if colons { self.skip_if(b':') } else { self.at_digit() } {
            time.second = self.two_digits()?;
            if self.skip_if(b'.') || self.skip_if(b',') {
                time.micros = self.micros()?;
            }
        }
        self.half_of_day(time)
    }

    /// The fraction of a second; digits past the sixth are cut off.
    fn micros(&mut self) -> Option<u32> {
        let fraction = self.number(6)?;
        while self.at_digit() {
            self.skip(1);
        }
        Some(fraction.value * 10_u32.pow(u32::from(6 - fraction.digits)))
    }

    fn half_of_day(&mut self, mut time: WrittenTime) -> Option<WrittenTime> {
        let blanks = self.rest.iter().take_while(|byte| **byte == b' ').count();
        let after_noon = match self.rest.get(blanks..blanks + 2) {
            Some(mark) if mark.eq_ignore_ascii_case(b"am") => false,
            Some(mark) if mark.eq_ignore_ascii_case(b"pm") => true,
            _ => return Some(time),
        };
        if !(1..=12).contains(&time.hour) {
            return None;
        }
        self.skip(blanks + 2);
        time.hour = time.hour % 12 + if after_noon { 12 } else { 0 };
        Some(time)
    }

    /// `Z`, `UTC`, `GMT`, `+03:30`, `+0330`, `+03`, spaces before them allowed; `Some(None)` at the end.
    fn offset(&mut self) -> Option<Option<i32>> {
        while self.skip_if(b' ') {}
        if self.rest.is_empty() {
            return Some(None);
        }
        if ["z", "utc", "gmt"].iter().any(|name| self.rest.eq_ignore_ascii_case(name.as_bytes())) {
            self.rest = &[];
            return Some(Some(0));
        }
        let east = match self.peek()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.skip(1);
        let hours = self.two_digits().filter(|hours| *hours < 24)?;
        let colon = self.skip_if(b':');
        let minutes =
            if self.rest.is_empty() && !colon { 0 } else { self.two_digits().filter(|minutes| *minutes < 60)? };
        Some(Some(east * (hours * 3_600 + minutes * 60) as i32))
    }
}
