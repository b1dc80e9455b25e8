//! The ways out of the company: the mail server, and where customers reach this program.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use url::Url;

use hamdel_app::App;
use hamdel_app::alerts::AlertWays;
use hamdel_app::cases::CaseTexts;
use hamdel_app::http_out::address_of;
use hamdel_app::invitations::{Outbound, SmtpMailer, SmtpSettings};
use hamdel_app::mail::{MailSecurity, Mailbox, MailboxSettings};
use hamdel_app::messages::{GatewaySettings, HttpGateway};
use hamdel_app::surveys::PublishedSurveys;
use hamdel_app::words::{SecondReader, SecondReaderSettings};
use hamdel_domain::Channel;
use hamdel_domain::messages::{Mailer, OutboundGateway};
use hamdel_web::{Emails, WebState};

/// How long each step of a conversation with the mail server may take.
const STEP: Duration = Duration::from_secs(20);

/// How messages leave.
#[derive(Args, Clone)]
pub struct OutboundArguments {
    /// The mail server: smtp://host (unprotected, for a relay of one's own), starttls://user:password@host or smtps://user:password@host
    #[arg(long, env = "HAMDEL_SMTP", value_name = "URL", hide_env_values = true)]
    smtp: Option<Url>,
    /// Who writes: "Company <ask@example.com>"
    #[arg(long, env = "HAMDEL_MAIL_FROM", value_name = "MAILBOX", requires = "smtp")]
    mail_from: Option<String>,
    /// Where bounces go; each message adds + and its tag to the mailbox
    #[arg(long, env = "HAMDEL_BOUNCES_TO", value_name = "ADDRESS", requires = "smtp")]
    bounces_to: Option<String>,
    /// The mailbox that customers write to: imaps://user:password@host/INBOX, starttls://user:password@host/INBOX, or imap:// within a network of one's own
    #[arg(long, env = "HAMDEL_IMAP", value_name = "URL", hide_env_values = true)]
    imap: Option<Url>,
    /// The gateway of SMS and chat: an address that takes JSON over HTTP
    #[arg(long, env = "HAMDEL_GATEWAY", value_name = "URL", requires = "gateway_secret")]
    gateway: Option<Url>,
    /// The secret that signs what goes to the gateway and what it says afterwards: whsec_ and base64
    #[arg(long, env = "HAMDEL_GATEWAY_SECRET", value_name = "SECRET", hide_env_values = true)]
    gateway_secret: Option<String>,
    /// What the gateway carries
    #[arg(long, env = "HAMDEL_GATEWAY_CHANNELS", value_name = "CHANNELS", value_delimiter = ',', default_value = "sms", value_parser = ["sms", "chat"])]
    gateway_channels: Vec<String>,
    /// Where customers reach this program, for links in messages: https://ask.example.com
    #[arg(long, env = "HAMDEL_PUBLIC_URL", value_name = "URL")]
    public_url: Option<Url>,
    /// A language model of your own that reads comments the program is unsure of: the address below which chat/completions lies, such as http://models.internal:8000/v1
    #[arg(long, env = "HAMDEL_SECOND_READER", value_name = "URL", requires = "second_reader_model")]
    second_reader: Option<Url>,
    /// The name of that model
    #[arg(long, env = "HAMDEL_SECOND_READER_MODEL", value_name = "NAME", requires = "second_reader")]
    second_reader_model: Option<String>,
    /// The key that it asks for, where it asks for one
    #[arg(
        long,
        env = "HAMDEL_SECOND_READER_KEY",
        value_name = "KEY",
        requires = "second_reader",
        hide_env_values = true
    )]
    second_reader_key: Option<String>,
    /// The language of customers whose own is unknown
    #[arg(long, env = "HAMDEL_LANGUAGE", value_name = "fa|en", default_value = "fa", value_parser = ["fa", "en"])]
    language: String,
}

impl OutboundArguments {
    /// The secret with which the gateway signs, where one is named.
    pub fn gateway_secret(&self) -> Option<String> {
        self.gateway.as_ref().and(self.gateway_secret.clone())
    }
}

/// What is configured; nothing without a mail server or a gateway.
///
/// # Errors
/// Names the setting that is wrong or missing.
pub fn outbound(arguments: &OutboundArguments, app: &App, pages: WebState) -> Result<Option<Outbound>, String> {
    if arguments.smtp.is_none() && arguments.gateway.is_none() {
        return Ok(None);
    }
    let base = arguments.public_url.as_ref().ok_or("--public-url: needed for the links in messages")?;
    let mailer = arguments.smtp.as_ref().map(|smtp| mailer(smtp, arguments)).transpose()?;
    let gateway = arguments.gateway.as_ref().map(|url| gateway(url, arguments, app)).transpose()?;
    Ok(Some(Outbound {
        mailer,
        gateways: gateway.into_iter().collect(),
        templates: Arc::new(Emails::new(pages)),
        surveys: Arc::new(PublishedSurveys::new(app.store.clone())),
        base_url: base.as_str().trim_end_matches('/').to_owned(),
        language: arguments.language.clone(),
    }))
}

fn mailer(smtp: &Url, arguments: &OutboundArguments) -> Result<Arc<dyn Mailer>, String> {
    let from = arguments.mail_from.clone().ok_or("--mail-from: needed to send e-mail")?;
    let mailer = SmtpMailer::new(settings(smtp, from, arguments.bounces_to.clone())?)
        .map_err(|problem| format!("the mail server: {problem}"))?;
    Ok(Arc::new(mailer))
}

fn gateway(url: &Url, arguments: &OutboundArguments, app: &App) -> Result<Arc<dyn OutboundGateway>, String> {
    let secret = arguments.gateway_secret.clone().ok_or("--gateway-secret: needed to sign")?;
    let settings = GatewaySettings {
        url: address_of(url.as_str()).map_err(|problem| format!("--gateway: {problem}"))?,
        secret,
        channels: arguments.gateway_channels.iter().filter_map(|name| Channel::parse(name)).collect(),
        limit: STEP,
    };
    let gateway = HttpGateway::new(settings, app.clock.clone()).map_err(|problem| format!("the gateway: {problem}"))?;
    Ok(Arc::new(gateway))
}

/// What alerts are told with: by e-mail where there is a mail server, with links where people reach this program.
pub fn alert_ways(arguments: Option<&OutboundArguments>, out: Option<&Outbound>, pages: WebState) -> AlertWays {
    let base = arguments.and_then(|arguments| arguments.public_url.as_ref()).map_or("", Url::as_str);
    AlertWays {
        texts: Arc::new(Emails::new(pages)),
        mail: out.is_some_and(|out| out.mailer.is_some()),
        base_url: base.trim_end_matches('/').to_owned(),
    }
}

/// What cases are acknowledged with: the words, and where customers reach this program; empty where that is not said.
pub fn case_texts(arguments: Option<&OutboundArguments>, pages: WebState) -> (Arc<dyn CaseTexts>, String) {
    let base = arguments.and_then(|arguments| arguments.public_url.as_ref()).map_or("", Url::as_str);
    (Arc::new(Emails::new(pages)), base.trim_end_matches('/').to_owned())
}

/// The language model that reads a second time, where one is named.
///
/// # Errors
/// Says what is wrong with its address.
pub fn second_reader(arguments: &OutboundArguments) -> Result<Option<SecondReader>, String> {
    let (Some(base), Some(model)) = (&arguments.second_reader, &arguments.second_reader_model) else {
        return Ok(None);
    };
    let settings = SecondReaderSettings {
        base: base.clone(),
        model: model.clone(),
        key: arguments.second_reader_key.clone().filter(|key| !key.is_empty()),
    };
    SecondReader::new(settings).map(Some).map_err(|problem| format!("--second-reader: {problem}"))
}

/// The mailbox that is fetched from, where one is named.
///
/// # Errors
/// Says what is wrong with its address.
pub fn mailbox(arguments: &OutboundArguments) -> Result<Option<Mailbox>, String> {
    let Some(imap) = &arguments.imap else { return Ok(None) };
    let settings = MailboxSettings::parse(imap).map_err(|problem| format!("--imap: {problem}"))?;
    Mailbox::new(settings, STEP).map(Some)
}

fn settings(smtp: &Url, from: String, bounces_to: Option<String>) -> Result<SmtpSettings, String> {
    let (security, port) = match smtp.scheme() {
        "smtp" => (MailSecurity::None, 25),
        "starttls" => (MailSecurity::StartTls, 587),
        "smtps" => (MailSecurity::Tls, 465),
        other => return Err(format!("--smtp: {other}:// is none of smtp, starttls and smtps")),
    };
    let host = smtp.host_str().ok_or("--smtp: names no server")?.to_owned();
    let credentials = smtp.password().map(|password| (percent_decoded(smtp.username()), percent_decoded(password)));
    Ok(SmtpSettings {
        host,
        port: smtp.port().unwrap_or(port),
        security,
        credentials,
        hello: None,
        from,
        reply_to: None,
        return_path: bounces_to,
        step_timeout: STEP,
    })
}

/// A part of a URL with its escapes resolved; what is no escape stays.
fn percent_decoded(text: &str) -> String {
    url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B")).as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_read_from_its_address() {
        let of = |text: &str| settings(&Url::parse(text).unwrap(), "a@example.com".to_owned(), None);
        let tls = of("smtps://me%40example.com:p%2Bq+r@mail.example.com").unwrap();
        assert_eq!((tls.port, tls.security), (465, MailSecurity::Tls));
        assert_eq!(tls.credentials, Some(("me@example.com".to_owned(), "p+q+r".to_owned())));
        assert_eq!(of("smtp://127.0.0.1:2525").unwrap().port, 2525);
        assert!(of("http://mail.example.com").err().unwrap().contains("none of"));
    }
}
