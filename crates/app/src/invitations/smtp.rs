//! E-mail over SMTP, one command at a time, so that at every failure it is known whether the message was handed over.

use std::future::Future;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::timeout;

use hamdel_domain::messages::{Handed, Mailer, OutgoingMail};

use crate::mail::MailSecurity;

/// Longest words of a server that are kept, in characters.
const LONGEST_WORDS: usize = 200;

/// A mail server, and who writes.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Its name.
    pub host: String,
    /// Its port: 587 for `STARTTLS`, 465 for TLS, 25 for a relay.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// User and password, where it asks for them.
    pub credentials: Option<(String, String)>,
    /// How this program says hello; `None` for the machine's own name.
    pub hello: Option<String>,
    /// Who writes: `"Company" <ask@example.com>`.
    pub from: String,
    /// Where answers go, if not there.
    pub reply_to: Option<String>,
    /// Where bounces go; each message adds `+` and its tag to the mailbox. `None` for the one who writes, without.
    pub return_path: Option<String>,
    /// How long each step of the conversation may take.
    pub step_timeout: Duration,
}

/// A setting that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct SmtpSettingsError {
    /// The setting.
    pub field: &'static str,
    /// What is wrong.
    pub problem: String,
}

/// A [`Mailer`] over SMTP.
pub struct SmtpMailer {
    settings: SmtpSettings,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    return_path: Option<Address>,
    hello: ClientId,
    tls: Option<TlsParameters>,
}

/// How a conversation ended before its end.
type Ended<T> = Result<T, Handed>;

impl SmtpMailer {
    /// A mailer for this server; nothing is connected yet.
    ///
    /// # Errors
    /// Names the setting that is wrong.
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpSettingsError> {
        let wrong = |field: &'static str| move |problem: String| SmtpSettingsError { field, problem };
        let mailbox = |text: &str, field| text.parse::<Mailbox>().map_err(|problem| wrong(field)(problem.to_string()));
        let from = mailbox(&settings.from, "from")?;
        let reply_to = settings.reply_to.as_deref().map(|text| mailbox(text, "reply_to")).transpose()?;
        let address = |text: &str| text.parse::<Address>().map_err(|problem| wrong("return_path")(problem.to_string()));
        let return_path = settings.return_path.as_deref().map(address).transpose()?;
        let tls = match settings.security {
            MailSecurity::None => None,
            _ => Some(TlsParameters::new(settings.host.clone()).map_err(|problem| wrong("host")(problem.to_string()))?),
        };
        let hello = settings.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
        Ok(Self { settings, from, reply_to, return_path, hello, tls })
    }

    async fn converse(&self, mail: &OutgoingMail) -> Ended<String> {
        let to: Address = mail
            .to
            .parse()
            .map_err(|_| Handed::Refused { words: "not an address".to_owned(), no_such_address: true })?;
        let message = self
            .compose(mail, &to)
            .map_err(|problem| Handed::Refused { words: shortened(&problem), no_such_address: false })?;
        let mut connection = self.connect().await?;
        let outcome = self.transfer(&mut connection, mail, to, &message).await;
        // The outcome stands; whether the farewell is heard changes nothing.
        let _ = timeout(self.settings.step_timeout, connection.quit()).await;
        outcome
    }

    async fn connect(&self) -> Ended<AsyncSmtpConnection> {
        let down = |problem: String| Handed::Down(shortened(&problem));
        let limit = self.settings.step_timeout;
        let implicit = if self.settings.security == MailSecurity::Tls { self.tls.clone() } else { None };
        let server = (self.settings.host.as_str(), self.settings.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(limit), &self.hello, implicit, None);
        let mut connection = within(limit, connecting).await.map_err(|problem| down(problem.words()))?;
        if self.settings.security == MailSecurity::StartTls
            && let Some(tls) = &self.tls
        {
            within(limit, connection.starttls(tls.clone(), &self.hello))
                .await
                .map_err(|problem| down(problem.words()))?;
        }
        if let Some((user, password)) = &self.settings.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            within(limit, connection.auth(DEFAULT_MECHANISMS, &credentials))
                .await
                .map_err(|problem| down(problem.words()))?;
        }
        Ok(connection)
    }

    async fn transfer(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &OutgoingMail,
        to: Address,
        message: &[u8],
    ) -> Ended<String> {
        let limit = self.settings.step_timeout;
        let from = self.envelope_from(&mail.tag);
        let mut parameters = Vec::new();
        if !to.to_string().is_ascii() || !from.to_string().is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let words = "the server takes no address with letters beyond ASCII".to_owned();
                return Err(Handed::Refused { words, no_such_address: true });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        within(limit, connection.command(Mail::new(Some(from), parameters))).await.map_err(|problem| {
            // A server that refuses who writes refuses everything: that is no fault of this address.
            if problem.is_permanent() { Handed::Down(problem.words()) } else { Handed::Later(problem.words()) }
        })?;
        within(limit, connection.command(Rcpt::new(to, Vec::new()))).await.map_err(|problem| {
            let gone = problem.says_no_such_address();
            problem.before_content(gone)
        })?;
        within(limit, connection.command(Data)).await.map_err(|problem| problem.before_content(false))?;
        match within(limit, connection.message(message)).await {
            Ok(response) => Ok(shortened(&response.message().collect::<Vec<_>>().join(" "))),
            Err(problem) if problem.is_answer() => Err(problem.before_content(false)),
            // The last byte may have arrived.
            Err(problem) => Err(Handed::Unknown(problem.words())),
        }
    }

    /// The return path of one message: `bounces+tag@example.com`.
    fn envelope_from(&self, tag: &str) -> Address {
        match &self.return_path {
            Some(path) => {
                Address::new(format!("{}+{tag}", path.user()), path.domain()).unwrap_or_else(|_| path.clone())
            }
            None => self.from.email.clone(),
        }
    }

    fn compose(&self, mail: &OutgoingMail, to: &Address) -> Result<Vec<u8>, String> {
        let since = Duration::from_micros(u64::try_from(mail.at.micros()).unwrap_or_default());
        let one_line: String =
            mail.subject.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(one_line)
            .date(SystemTime::UNIX_EPOCH + since)
            .message_id(Some(format!("<{}@{}>", mail.tag, self.from.email.domain())));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        if let Some(address) = &mail.unsubscribe {
            builder = builder
                .raw_header(plain("List-Unsubscribe", format!("<{address}>")))
                .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        builder = builder
            .raw_header(plain("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(plain("X-Loop", "hamdel".to_owned()));
        let message = match &mail.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
            None => builder.singlepart(SinglePart::plain(mail.text.clone())),
        };
        Ok(message.map_err(|problem| problem.to_string())?.formatted())
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &OutgoingMail) -> Handed {
        match self.converse(mail).await {
            Ok(words) => Handed::Accepted(words),
            Err(handed) => handed,
        }
    }
}

/// A header that must not be folded or encoded: mail programs read it as it stands.
fn plain(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

/// What went wrong in one step.
enum Problem {
    TookTooLong,
    Smtp(SmtpError),
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Problem> {
    match timeout(limit, step).await {
        Ok(done) => done.map_err(Problem::Smtp),
        Err(_) => Err(Problem::TookTooLong),
    }
}

impl Problem {
    fn is_permanent(&self) -> bool {
        matches!(self, Self::Smtp(problem) if problem.is_permanent())
    }

    /// Whether the server answered at all.
    fn is_answer(&self) -> bool {
        matches!(self, Self::Smtp(problem) if problem.is_permanent() || problem.is_transient())
    }

    /// Whether the answer to a recipient means that there is none: 550, 551 or 553, unless its enhanced code
    /// (RFC 3463) speaks of a full mailbox or a rule rather than of the address.
    fn says_no_such_address(&self) -> bool {
        let Self::Smtp(problem) = self else { return false };
        let code = problem.status().map(|code| code.to_string()).unwrap_or_default();
        let words = self.words();
        let enhanced = words.split_whitespace().find(|word| word.starts_with("5.") && word.len() >= 5);
        matches!(code.as_str(), "550" | "551" | "553") && enhanced.is_none_or(|word| word.starts_with("5.1."))
    }

    /// The meaning of a failure before the message was handed over.
    fn before_content(&self, no_such_address: bool) -> Handed {
        if self.is_permanent() {
            Handed::Refused { words: self.words(), no_such_address }
        } else {
            Handed::Later(self.words())
        }
    }

    fn words(&self) -> String {
        match self {
            Self::TookTooLong => "no answer in time".to_owned(),
            Self::Smtp(problem) => {
                let cause = std::error::Error::source(problem).map(|cause| cause.to_string()).unwrap_or_default();
                shortened(&format!("{problem} {cause}"))
            }
        }
    }
}

/// A server's words, short, and without the addresses that it repeats.
fn shortened(words: &str) -> String {
    let words: Vec<&str> =
        words.split_whitespace().map(|word| if word.contains('@') { "(address)" } else { word }).collect();
    words.join(" ").chars().take(LONGEST_WORDS).collect()
}
