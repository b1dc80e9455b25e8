//! Walks a JSON object without building it: keys as text, values as the JSON they are.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{Deserialize, MapAccess, Visitor};
use serde_json::value::RawValue;

struct Walk<F>(F);

impl<'de, F: FnMut(Cow<'de, str>, &'de RawValue)> Visitor<'de> for Walk<F> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<(), M::Error> {
        while let Some(Key(key)) = map.next_key()? {
            (self.0)(key, map.next_value()?);
        }
        Ok(())
    }
}

/// A key, borrowed where the JSON holds no escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Calls `each` for every member of the object; `null` is an object without members.
pub(super) fn walk<'de>(
    json: &'de RawValue,
    each: impl FnMut(Cow<'de, str>, &'de RawValue),
) -> Result<(), serde_json::Error> {
    if json.get() == "null" {
        return Ok(());
    }
    serde_json::Deserializer::from_str(json.get()).deserialize_map(Walk(each))
}

/// The text of a JSON string, or of a number as it is written; `None` for anything else.
pub(super) fn text(json: &RawValue) -> Option<Cow<'_, str>> {
    let raw = json.get();
    match raw.as_bytes().first()? {
        b'"' if !raw.contains('\\') => Some(Cow::Borrowed(&raw[1..raw.len() - 1])),
        // NUL can be written as an escape, and no text column of PostgreSQL takes it.
        b'"' => serde_json::from_str::<String>(raw).ok().map(|text| Cow::Owned(text.replace('\0', "\u{FFFD}"))),
        b'-' | b'0'..=b'9' => Some(Cow::Borrowed(raw)),
        _ => None,
    }
}

/// The text, unless it is empty or only spaces.
pub(super) fn filled_text(json: &RawValue) -> Option<Cow<'_, str>> {
    text(json).filter(|text| !text.trim().is_empty())
}
