//! The whole mail in what services post: itself, or a field of a form.

use std::borrow::Cow;

use mail_parser::{MessageParser, MimeHeaders};

/// Fields in which services post a whole mail: Mailgun's `body-mime`, SendGrid's `email`, and what others call it.
const FIELDS: [&str; 6] = ["body-mime", "email", "message", "raw", "mime", "rfc822"];

/// The whole mail in a body of this content type; `None` where a form has no field that holds one.
#[must_use]
pub fn whole_mail<'b>(content_type: &str, body: &'b [u8]) -> Option<Cow<'b, [u8]>> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/x-www-form-urlencoded" => of_fields(body).map(Cow::Owned),
        "multipart/form-data" => of_parts(content_type, body).map(Cow::Owned),
        _ => Some(Cow::Borrowed(body)),
    }
}

fn of_fields(body: &[u8]) -> Option<Vec<u8>> {
    let held: Vec<_> = url::form_urlencoded::parse(body).filter(|(name, _)| FIELDS.contains(&name.as_ref())).collect();
    FIELDS.iter().find_map(|field| {
        let (_, value) = held.iter().find(|(name, value)| name == field && !value.trim().is_empty())?;
        Some(value.as_bytes().to_vec())
    })
}

/// A form in parts is built as a mail is (RFC 7578), and read by the same reader.
fn of_parts(content_type: &str, body: &[u8]) -> Option<Vec<u8>> {
    let one_line: String = content_type.chars().filter(|c| !c.is_control()).collect();
    let whole = [b"Content-Type: ", one_line.as_bytes(), b"\r\n\r\n", body].concat();
    let form = MessageParser::default().parse(&whole)?;
    FIELDS.iter().find_map(|field| {
        let named = |part: &&mail_parser::MessagePart<'_>| {
            part.content_disposition().and_then(|held| held.attribute("name")) == Some(field)
        };
        let part = form.parts.iter().find(named)?;
        let bytes = whole.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize)?;
        (!bytes.trim_ascii().is_empty()).then(|| bytes.to_vec())
    })
}
