//! SMS and chat over HTTP: a gateway of the company's own, or of a provider, that takes JSON.
//!
//! Each message is one POST, signed as Standard Webhooks are, with the message's tag as `webhook-id` and
//! `idempotency-key`: of one tag the gateway sends one message, so that what it answers with "not now" may come again.
//! Where it falls silent after it had the request, nobody knows, and the message is not sent again.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use serde::Deserialize;
use url::Url;

use hamdel_domain::clock::SECOND;
use hamdel_domain::messages::{Handed, OutboundGateway, OutgoingText};
use hamdel_domain::{Channel, Clock};

use crate::http_out::{HttpAnswer, HttpOut, HttpProblem};
use crate::webhooks::signature;

/// Longest words of a gateway that are kept, in characters.
const LONGEST_WORDS: usize = 200;

/// A gateway, and how it is spoken to.
#[derive(Clone)]
pub struct GatewaySettings {
    /// Where it takes messages.
    pub url: Url,
    /// The secret that signs, base64 after `whsec_`.
    pub secret: String,
    /// The channels it carries.
    pub channels: Vec<Channel>,
    /// How long each step may take: connection, answer, body.
    pub limit: Duration,
}

/// An [`OutboundGateway`] over HTTP.
pub struct HttpGateway {
    settings: GatewaySettings,
    http: HttpOut,
    clock: Arc<dyn Clock>,
}

/// What a gateway says beside its status.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    code: String,
    message: String,
}

impl HttpGateway {
    /// A gateway; nothing is connected yet.
    ///
    /// # Errors
    /// Says which setting is wrong.
    pub fn new(settings: GatewaySettings, clock: Arc<dyn Clock>) -> Result<Self, String> {
        if signature(&settings.secret, "", 0, "").is_none() {
            return Err("the secret is no base64".to_owned());
        }
        if settings.channels.is_empty() {
            return Err("it carries no channel".to_owned());
        }
        let http = HttpOut::new(settings.limit).map_err(|problem| problem.to_string())?;
        Ok(Self { settings, http, clock })
    }
}

#[async_trait]
impl OutboundGateway for HttpGateway {
    fn channels(&self) -> &[Channel] {
        &self.settings.channels
    }

    async fn send(&self, text: &OutgoingText) -> Handed {
        let body = serde_json::json!({ "id": text.tag, "channel": text.channel, "to": text.to, "text": text.text })
            .to_string();
        let at = self.clock.now().micros().div_euclid(SECOND);
        let Some(signed) = signature(&self.settings.secret, &text.tag, at, &body) else {
            return Handed::Down("the secret is no base64".to_owned());
        };
        let at = at.to_string();
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", text.tag.as_str()),
            ("webhook-id", text.tag.as_str()),
            ("webhook-timestamp", at.as_str()),
            ("webhook-signature", signed.as_str()),
        ];
        match self.http.post(&self.settings.url, &headers, Bytes::from(body)).await {
            Ok(answer) => handed(&answer, &text.to),
            Err(HttpProblem::Address(words) | HttpProblem::NoConnection(words)) => Handed::Down(words),
            Err(HttpProblem::NoAnswer(words)) => Handed::Unknown(words),
        }
    }
}

/// What an answer means. Statuses of a wrong address or secret stop the round, for no message would fare better; 409
/// says that the gateway has the tag already.
fn handed(answer: &HttpAnswer, to: &str) -> Handed {
    let said: Said = serde_json::from_slice(&answer.body).unwrap_or_default();
    let words = words(answer.status, &said, to);
    match answer.status {
        200..=299 | 409 => Handed::Accepted(words),
        400 | 410 | 413 | 422 => {
            let no_such_address = answer.status == 410 || said.code == "no_such_address";
            Handed::Refused { words, no_such_address }
        }
        300..=399 | 401 | 403..=405 => Handed::Down(words),
        408 | 425 | 429 | 500..=599 => Handed::Later(words),
        _ => Handed::Refused { words, no_such_address: false },
    }
}

/// The status and the gateway's words, short and without the number.
fn words(status: u16, said: &Said, to: &str) -> String {
    let spoken = [said.code.as_str(), said.message.as_str()].join(" ");
    let spoken = if to.is_empty() { spoken } else { spoken.replace(to, "(address)") };
    format!("{status} {}", spoken.trim()).trim().chars().take(LONGEST_WORDS).collect()
}
