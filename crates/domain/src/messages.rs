//! Messages that leave the company, and the ports that carry them.

use async_trait::async_trait;

use crate::channel::Channel;

/// An e-mail, ready to be handed to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMail {
    /// To whom, one address.
    pub to: String,
    /// Names this message in its `Message-ID` and its return path, so that a bounce finds back: letters and digits.
    pub tag: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// Where one click unsubscribes (RFC 8058): an HTTPS address with an opaque token.
    pub unsubscribe: Option<String>,
    /// When it was written; microseconds since the epoch in [`crate::Instant`].
    pub at: crate::Instant,
}

/// A short message for a gateway of SMS or chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingText {
    /// SMS or chat.
    pub channel: Channel,
    /// To whom: a telephone number in E.164, or what the gateway knows.
    pub to: String,
    /// Names this message; the gateway sends one message of a tag.
    pub tag: String,
    /// The text.
    pub text: String,
}

/// What came of handing a message over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It was accepted, with the receiver's own words.
    Accepted(String),
    /// It was refused for good. Nothing was sent.
    Refused {
        /// The receiver's words, without addresses.
        words: String,
        /// Whether there is no such address, so that nothing more should be sent to it.
        no_such_address: bool,
    },
    /// It was not taken this time, and certainly not sent: greylisting, or a time-out before
    /// the message was handed over.
    Later(String),
    /// There is no talking to the receiver at all: no connection, no greeting, no sign-in. Nothing was sent, and other
    /// messages will fare no better for now.
    Down(String),
    /// Nobody knows: the message was handed over, and no answer came. It must not be sent again.
    Unknown(String),
}

/// The port for e-mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one message over, within a bound of time.
    async fn send(&self, mail: &OutgoingMail) -> Handed;
}

/// The port for SMS and chat: an address of the company's own that takes JSON over HTTP.
#[async_trait]
pub trait OutboundGateway: Send + Sync {
    /// The channels it carries.
    fn channels(&self) -> &[Channel];
    /// Hands one message over, within a bound of time.
    async fn send(&self, text: &OutgoingText) -> Handed;
}
