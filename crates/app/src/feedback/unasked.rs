//! Feedback that was not asked for: an e-mail, a review in an app store, a post, a note of somebody who served.

use hamdel_domain::clock::DAY;
use hamdel_domain::{Channel, Identifier, IdentifierKind, Instant, Interaction, JournalBatch};
use hamdel_store::encode_batch;
use hamdel_store::sources::SourceKind;
use xxhash_rust::xxh3::xxh3_128;

use crate::App;
use crate::error::AppError;
use crate::intake::event::interaction_id;

/// The source that notes of staff come from.
pub const NOTES: &str = "notes";
/// Longest text, in bytes; that of an event of any source.
const LONGEST_TEXT: usize = 32 * 1024;
/// Longest name, in bytes.
const LONGEST_NAME: usize = 200;
/// The kind of interaction that a comment without a kind of its own is.
const KIND: &str = "feedback";
/// How far ahead of this clock it may have happened; microseconds.
const AHEAD: i64 = 2 * DAY;

/// A comment from outside a survey.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewFeedback {
    /// The words.
    pub text: String,
    /// Where it comes from: `play-store`, `twitter`, `inbox`; [`NOTES`] for what staff write down.
    pub source: String,
    /// Its name there, by which it counts once however often it is sent.
    pub external_id: Option<String>,
    /// What it is: `review`, `post`, `email`, `note`; `feedback` where it is not said.
    pub kind: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// The touchpoint.
    pub touchpoint: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The employee it is about.
    pub employee: Option<String>,
    /// The metric and the score given beside it.
    pub score: Option<(String, f64)>,
    /// When it was said; now where it is not known.
    pub at: Option<Instant>,
    /// Who said it, under the name they have there.
    pub author: Option<String>,
    /// Who said it, by kind and value: `email`, `phone`, `user_id` or a kind of the company's own.
    pub identifiers: Vec<(String, String)>,
}

/// What was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenIn {
    /// The interaction, as 32 hexadecimal digits.
    pub interaction: String,
    /// When it happened.
    pub at: Instant,
}

/// Takes feedback in; it is durable when this returns, and in the list within a second.
///
/// # Errors
/// Names the field that is wrong; and when the journal cannot be written.
pub async fn take_in(app: &App, new: &NewFeedback, actor: &str) -> Result<TakenIn, AppError> {
    let now = app.clock.now();
    let name = new.source.trim();
    if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(AppError::invalid("source", "needs 1 to 200 bytes on one line"));
    }
    let draft = checked(new, now)?;
    let source = app.store.find_or_create_source(name, SourceKind::System, now).await?;
    let message_id = message_id(app, new);
    let interaction = Interaction {
        id: interaction_id(source.id, &message_id),
        message_id,
        source: name.to_owned(),
        received_at: now,
        ..draft
    };
    let taken = TakenIn { interaction: interaction.id.to_string(), at: interaction.occurred_at };
    let batch =
        JournalBatch { source: source.id, received_at: now, interactions: vec![interaction], rejections: Vec::new() };
    app.intake.queue().append(encode_batch(&batch)?).await?;
    crate::audit::record(app, actor, "feedback.taken_in", &format!("feedback:{}", taken.interaction), name).await?;
    Ok(taken)
}

fn checked(new: &NewFeedback, now: Instant) -> Result<Interaction, AppError> {
    let text = new.text.trim();
    if text.is_empty() || text.len() > LONGEST_TEXT {
        return Err(AppError::invalid("text", "needs 1 to 32,768 bytes"));
    }
    let at = new.at.unwrap_or(now);
    if at.micros_since(now) > AHEAD {
        return Err(AppError::invalid("at", "lies more than two days ahead"));
    }
    let channel = match filled(new.channel.as_deref()) {
        Some(channel) => {
            Some(Channel::parse(channel).ok_or_else(|| AppError::invalid("channel", "is none of the channels"))?)
        }
        None => None,
    };
    let (metric, score) = match &new.score {
        Some((_, score)) if !score.is_finite() => return Err(AppError::invalid("score", "is no number")),
        Some((metric, score)) => (Some(short("metric", metric)?), Some(*score)),
        None => (None, None),
    };
    let place = |field: &'static str, value: &Option<String>| {
        filled(value.as_deref()).map(|value| short(field, value)).transpose()
    };
    let author = place("author", &new.author)?;
    Ok(Interaction {
        kind: place("kind", &new.kind)?.unwrap_or_else(|| KIND.to_owned()),
        occurred_at: at,
        identifiers: identifiers(new, author.as_deref())?,
        touchpoint: place("touchpoint", &new.touchpoint)?,
        channel,
        unit: place("unit", &new.unit)?,
        employee: place("employee", &new.employee)?,
        metric,
        score,
        text: Some(text.to_owned()),
        properties: author.map(|author| serde_json::json!({ "author": author }).to_string()).unwrap_or_default(),
        ..Interaction::default()
    })
}

/// Who said it. An author's handle points at somebody within its source only.
fn identifiers(new: &NewFeedback, author: Option<&str>) -> Result<Vec<Identifier>, AppError> {
    let mut identifiers = Vec::new();
    for (kind, value) in &new.identifiers {
        let kind = IdentifierKind::parse(kind.trim());
        let made = Identifier::new(kind, value.trim());
        identifiers.push(made.map_err(|problem| AppError::invalid("identifiers", problem.to_string()))?);
    }
    if let Some(author) = author {
        let handle = format!("{}:{author}", new.source.trim());
        identifiers.extend(Identifier::new(IdentifierKind::Own("author".to_owned()), &handle).ok());
    }
    identifiers.sort();
    identifiers.dedup();
    Ok(identifiers)
}

/// The same comment sent twice has one name; one without a name of its own is another each time.
fn message_id(app: &App, new: &NewFeedback) -> String {
    match filled(new.external_id.as_deref()) {
        Some(id) if id.chars().count() < 90 => format!("feedback:{id}"),
        Some(id) => format!("feedback:{:032x}", xxh3_128(id.as_bytes())),
        None => {
            let mut bytes = [0; 16];
            app.entropy.fill(&mut bytes);
            format!("feedback-{:032x}", u128::from_be_bytes(bytes))
        }
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn short(field: &'static str, text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_NAME {
        return Err(AppError::invalid(field, "needs 1 to 200 bytes"));
    }
    Ok(text.to_owned())
}
