//! What addresses and forms carry, read so that a wrong value is an error that names the field, and an
//! unknown one is nothing.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;

use hamdel_app::AppError;
use hamdel_domain::cases::CaseId;
use hamdel_domain::{CustomerId, SourceId};

use crate::error::Failure;

/// The fields of an address's query, in its order; of a field given twice the last one counts, where it is no list.
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// The fields of a form.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The fields of a query that was kept, without its `?`.
    pub(crate) fn parse(query: &str) -> Self {
        Self(serde_urlencoded::from_str(query).unwrap_or_default())
    }

    /// A field that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(held, _)| held == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The fields, in their order.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// Every field that is not empty, in the order of the address.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.trim())).filter(|(_, value)| !value.is_empty())
    }

    /// Every field in the order of the form, empty ones too.
    pub(crate) fn every(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.trim()))
    }

    /// Whether a field is there, empty or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(held, _)| held == name)
    }

    /// The members of a list: `name=a,b` as addresses have it, `name=a&name=b` as forms send it.
    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.0.iter().filter(move |(held, _)| held == name);
        values.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|member| !member.is_empty())
    }

    /// A field through a reader of its values; one it does not know is as if absent.
    pub(crate) fn known<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.get(name).and_then(read)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        Ok(Self(pairs.map(|Query(pairs)| pairs).unwrap_or_default()))
    }
}

/// The customer that a path names.
pub(crate) struct CustomerPath(pub(crate) CustomerId);

impl<S: Send + Sync> FromRequestParts<S> for CustomerPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        number(parts, state)
            .await
            .map(|number| Self(CustomerId(number)))
            .ok_or_else(|| AppError::NotFound("customer").into())
    }
}

/// The source that a path names.
pub(crate) struct SourcePath(pub(crate) SourceId);

impl<S: Send + Sync> FromRequestParts<S> for SourcePath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        number(parts, state)
            .await
            .map(|number| Self(SourceId(number)))
            .ok_or_else(|| AppError::NotFound("source").into())
    }
}

/// The case that a path names.
pub(crate) struct CasePath(pub(crate) CaseId);

impl<S: Send + Sync> FromRequestParts<S> for CasePath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        number(parts, state).await.map(|number| Self(CaseId(number))).ok_or_else(|| AppError::NotFound("case").into())
    }
}

async fn number<S: Send + Sync>(parts: &mut Parts, state: &S) -> Option<i64> {
    let Path(text) = Path::<String>::from_request_parts(parts, state).await.ok()?;
    text.parse().ok()
}

/// A query from fields that have a value, with the `?`; empty where none has.
pub(crate) fn query(fields: &[(&str, Option<&str>)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push(if out.is_empty() { '?' } else { '&' });
            out.push_str(name);
            out.push('=');
            out.push_str(&encoded(value));
        }
    }
    out
}

/// A value as it stands in a query or a path (RFC 3986: all but the unreserved characters encoded).
pub(crate) fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An address of this server that a reader may be sent on to; anything else becomes the first page.
pub(crate) fn own_address(next: Option<&str>) -> &str {
    let own =
        |next: &&str| next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    next.filter(own).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_only_sent_within_this_server() {
        for foreign in
            ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\r\nb", "/\t/evil.example"]
        {
            assert_eq!(own_address(Some(foreign)), "/", "{foreign}");
        }
        assert_eq!(own_address(Some("/customers?q=a%20b")), "/customers?q=a%20b");
        assert_eq!(own_address(None), "/");
    }

    #[test]
    fn lists_are_read_as_addresses_and_as_forms_write_them() {
        let pairs = [("a", "1, 2"), ("b", "x"), ("a", "3,"), ("b", "y")];
        let params = Params(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        assert_eq!(params.list("a").collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!(params.get("b"), Some("y"));
        assert_eq!(params.list("c").count(), 0);
    }

    #[test]
    fn queries_hold_what_has_a_value() {
        assert_eq!(
            query(&[("q", Some("علی رضا&x")), ("page", None), ("stage", Some(""))]),
            "?q=%D8%B9%D9%84%DB%8C%20%D8%B1%D8%B6%D8%A7%26x"
        );
        assert_eq!(query(&[]), "");
    }
}
