//! How a survey stands on other sites' pages.

use serde::{Deserialize, Serialize};

use super::words::Words;

/// Most sites that may show one survey.
pub const MOST_ORIGINS: usize = 50;
/// Longest delay before a pop-up, in seconds.
pub const LONGEST_DELAY: u32 = 3_600;
/// Longest time for which a visitor who answered or closed it is left alone, in days.
pub const LONGEST_REST: u16 = 400;
/// One whole, in millionths.
pub const WHOLE: u32 = 1_000_000;

/// The form it has on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmbedShape {
    /// A part of the page, where the page has room for it.
    Inline,
    /// A small window in a corner that comes by itself.
    Popup,
    /// A button at the edge of the window that opens it.
    #[default]
    Tab,
}

impl EmbedShape {
    /// Every shape.
    pub const ALL: [Self; 3] = [Self::Inline, Self::Popup, Self::Tab];

    /// The name in the script, the API and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Popup => "popup",
            Self::Tab => "tab",
        }
    }

    /// The shape of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.as_str() == name)
    }
}

/// The side of the window, as its language is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmbedSide {
    /// Where lines begin: on the right in Persian.
    Start,
    /// Where lines end: on the left in Persian.
    #[default]
    End,
}

impl EmbedSide {
    /// Both sides.
    pub const ALL: [Self; 2] = [Self::Start, Self::End];

    /// The name in the script, the API and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
        }
    }

    /// The side of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == name)
    }
}

/// How a survey stands on other sites' pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Embed {
    /// Whether it is shown at all.
    pub enabled: bool,
    /// The sites that may show it: `https://shop.example.com`, `https://*.example.com`, and for trying out
    /// `http://localhost:3000`.
    pub origins: Vec<String>,
    /// The form it has.
    pub shape: EmbedShape,
    /// The side it is on.
    pub side: EmbedSide,
    /// What stands on its button, and names it to screen readers.
    pub label: Words,
    /// A pop-up comes after so many seconds on the page; `None` for not by time.
    pub after_seconds: Option<u32>,
    /// A pop-up comes when so much of the page was scrolled through, in per cent; `None` for not by scrolling.
    pub after_scroll: Option<u8>,
    /// A pop-up comes when the pointer leaves the page at its top.
    pub on_exit: bool,
    /// The share of visitors it is offered to, in millionths; drawn once for each browser.
    pub share: u32,
    /// Days for which a visitor who answered or closed it does not see it again.
    pub rest_days: u16,
}

impl Default for Embed {
    fn default() -> Self {
        Self {
            enabled: false,
            origins: Vec::new(),
            shape: EmbedShape::default(),
            side: EmbedSide::default(),
            label: Words::new("نظر شما", "Your opinion"),
            after_seconds: Some(20),
            after_scroll: None,
            on_exit: false,
            share: WHOLE,
            rest_days: 30,
        }
    }
}

/// A field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct EmbedFault {
    /// The field.
    pub field: &'static str,
    /// What it needs.
    pub problem: String,
}

impl Embed {
    /// Checks every field and brings the sites into one spelling.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn checked(mut self) -> Result<Self, EmbedFault> {
        let fault = |field, problem: String| Err(EmbedFault { field, problem });
        if self.origins.len() > MOST_ORIGINS {
            return fault("origins", format!("needs {MOST_ORIGINS} sites at most"));
        }
        for origin in &mut self.origins {
            match spelled(origin) {
                Some(known) => *origin = known,
                None => {
                    return fault("origins", format!("\"{origin}\" is no site such as https://shop.example.com"));
                }
            }
        }
        self.origins.sort();
        self.origins.dedup();
        if self.enabled && self.origins.is_empty() {
            return fault("origins", "needs the site that shows it".to_owned());
        }
        if [&self.label.fa, &self.label.en].iter().any(|label| !(1..=40).contains(&label.trim().chars().count())) {
            return fault("label", "needs 1 to 40 characters in both languages".to_owned());
        }
        if self.after_seconds.is_some_and(|seconds| seconds > LONGEST_DELAY) {
            return fault("after_seconds", format!("needs 0 to {LONGEST_DELAY} seconds"));
        }
        if self.after_scroll.is_some_and(|share| !(1..=100).contains(&share)) {
            return fault("after_scroll", "needs 1 to 100 per cent".to_owned());
        }
        if !(1..=WHOLE).contains(&self.share) {
            return fault("share", format!("needs 1 to {WHOLE} millionths"));
        }
        if self.rest_days > LONGEST_REST {
            return fault("rest_days", format!("needs 0 to {LONGEST_REST} days"));
        }
        Ok(self)
    }
}

/// A site as browsers spell it: scheme, host and port, nothing else. Without encryption only on the machine itself.
fn spelled(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let (scheme, place) = text.split_once("://")?;
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (place, None),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port);
    if !port.is_none_or(is_port) || host.len() > 253 {
        return None;
    }
    let named = host.strip_prefix("*.").unwrap_or(host);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_here = matches!(host, "localhost" | "127.0.0.1");
    let is_host = named.split('.').all(is_label) && (named.contains('.') || is_here);
    let is_safe = scheme == "https" || scheme == "http" && is_here;
    (is_host && is_safe).then(|| format!("{scheme}://{place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_read_strictly() {
        for (text, read) in [
            ("https://Shop.Example.com/", Some("https://shop.example.com")),
            ("https://*.example.com:8443", Some("https://*.example.com:8443")),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("http://shop.example.com", None),
            ("https://shop.example.com/path", None),
            ("https://*", None),
            ("https://a.*.com", None),
            ("https://shop.example.com; script-src *", None),
            ("https://shop.example.com\r\nx: y", None),
            ("https://فروشگاه.example", None),
            ("https://shop.example.com:0", None),
            ("https://shop.example.com:080", None),
            ("javascript://shop.example.com", None),
            ("shop.example.com", None),
            ("https://-a.example", None),
        ] {
            assert_eq!(spelled(text).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn wrong_fields_are_named() {
        let field = |change: fn(&mut Embed)| {
            let mut embed = Embed { origins: vec!["https://a.example".to_owned()], ..Embed::default() };
            change(&mut embed);
            embed.checked().err().map(|fault| fault.field)
        };
        assert_eq!(field(|_| {}), None);
        assert_eq!(field(|embed| embed.enabled = true), None);
        assert_eq!(field(|embed| (embed.enabled, embed.origins) = (true, Vec::new())), Some("origins"));
        assert_eq!(field(|embed| embed.label.en.clear()), Some("label"));
        assert_eq!(field(|embed| embed.after_seconds = Some(4_000)), Some("after_seconds"));
        assert_eq!(field(|embed| embed.after_scroll = Some(0)), Some("after_scroll"));
        assert_eq!(field(|embed| embed.share = 0), Some("share"));
        assert_eq!(field(|embed| embed.rest_days = 500), Some("rest_days"));
    }
}
