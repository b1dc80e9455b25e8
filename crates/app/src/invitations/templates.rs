//! What a message says. Rendering stands behind a trait, so that a room with a template engine can take its place.

use std::collections::HashMap;

use hamdel_domain::invitations::{Step, VersionPolicy};
use hamdel_domain::surveys::Words;
use hamdel_domain::{Channel, Instant};

/// What a message is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageContext {
    /// The survey.
    pub survey: i64,
    /// Which version of it.
    pub version: VersionPolicy,
    /// The invitation or its reminder.
    pub step: Step,
    /// On which channel it goes out.
    pub channel: Channel,
    /// `fa` or `en`.
    pub language: String,
    /// The customer's name, where it is known.
    pub name: Option<String>,
    /// What it is about, as the text of a JSON object.
    pub context: String,
    /// Where the survey is answered.
    pub answer_url: String,
    /// Where one unsubscribes.
    pub unsubscribe_url: String,
    /// Until when it can be answered.
    pub expires_at: Instant,
    /// The first question, where a step of a scale answers it.
    pub first: Option<FirstQuestion>,
}

/// The first question of a survey, where a step of a scale answers it: each step can stand in the message as a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstQuestion {
    /// Its name.
    pub key: String,
    /// What is asked, in both languages.
    pub text: Words,
    /// The lowest step.
    pub low: u8,
    /// The highest step.
    pub high: u8,
}

impl FirstQuestion {
    /// Where the survey is opened with a step marked. Following it records nothing: programs that look at the links of
    /// a mail follow all of them. The answer is kept when its reader goes on from there.
    #[must_use]
    pub fn link(&self, answer_url: &str, step: u8) -> String {
        format!("{answer_url}?{}{}={step}", MARKED, self.key)
    }
}

/// What begins the name of an answer that is marked in an address.
pub const MARKED: &str = "a.";

/// A message in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The subject of an e-mail.
    pub subject: String,
    /// The text; all that a short message has.
    pub text: String,
    /// The same as HTML, for an e-mail.
    pub html: Option<String>,
}

/// Writes messages.
pub trait MessageTemplates: Send + Sync {
    /// Writes one.
    ///
    /// # Errors
    /// In words for a manager, when the template does not fit; the message is then withheld with them.
    fn write(&self, context: &MessageContext) -> Result<Written, String>;
}

/// The template of a message in one language: `{{name}}`, `{{answer_url}}` and `{{unsubscribe_url}}` are filled in,
/// escaped in the HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringTemplate {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The HTML.
    pub html: Option<String>,
}

/// Templates by step and language.
#[derive(Clone, Debug, Default)]
pub struct StringTemplates {
    templates: HashMap<(Step, String), StringTemplate>,
}

impl StringTemplates {
    /// No templates yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a template for a step in a language.
    #[must_use]
    pub fn with(mut self, step: Step, language: &str, template: StringTemplate) -> Self {
        self.templates.insert((step, language.to_owned()), template);
        self
    }
}

impl MessageTemplates for StringTemplates {
    fn write(&self, context: &MessageContext) -> Result<Written, String> {
        let key = (context.step, context.language.clone());
        let template = self
            .templates
            .get(&key)
            .ok_or_else(|| format!("there is no template of the {} in {}", key.0.as_str(), key.1))?;
        let fill = |text: &str, escape: fn(&str) -> String| {
            // One pass: what was filled in is not filled in again.
            let mut filled = String::with_capacity(text.len());
            let mut rest = text;
            while let Some((before, after)) = rest.split_once("{{") {
                filled.push_str(before);
                let (name, after) = after.split_once("}}").ok_or("a {{ has no }}")?;
                filled.push_str(&escape(value(context, name.trim())?));
                rest = after;
            }
            filled.push_str(rest);
            Ok::<_, String>(filled)
        };
        Ok(Written {
            subject: fill(&template.subject, str::to_owned)?,
            text: fill(&template.text, str::to_owned)?,
            html: template.html.as_deref().map(|html| fill(html, escaped)).transpose()?,
        })
    }
}

fn value<'c>(context: &'c MessageContext, name: &str) -> Result<&'c str, String> {
    match name {
        "name" => Ok(context.name.as_deref().unwrap_or_default()),
        "answer_url" => Ok(&context.answer_url),
        "unsubscribe_url" => Ok(&context.unsubscribe_url),
        other => Err(format!("there is no {other} to fill in")),
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
