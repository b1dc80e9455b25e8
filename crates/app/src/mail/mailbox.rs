//! Mail fetched from a mailbox over IMAP (RFC 3501), once a minute.
//!
//! What is unread is taken in, one by one, and marked as read when it is kept; what could not be kept stays unread and
//! comes with the next round. A mail that comes twice counts once, so that nothing hangs on that mark.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_imap::{Client, Session};
use futures::TryStreamExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use hamdel_domain::clock::SECOND;

use super::{FetchRound, LARGEST_MAIL, LeftOut, MailSecurity, receive_mail, tell_fetched};
use crate::App;
use crate::error::AppError;
use crate::http_out::tls_config;
use crate::work::{Lease, Next, Rounds, under_lease};

/// The lease of whoever fetches.
pub const MAILBOX: &str = "mailbox";
/// How long the lease lasts; longer than a round may take before it is renewed; microseconds.
const LEASE: i64 = 600 * SECOND;
/// Most mails of a round; the rest comes with the next one, at once.
const ROUND: usize = 50;
/// Longest words of a problem that are kept, in characters.
const LONGEST_WORDS: usize = 200;

/// A mailbox, and how it is opened.
#[derive(Clone, PartialEq, Eq)]
pub struct MailboxSettings {
    /// The server.
    pub host: String,
    /// Its port: 993 with TLS from the first byte, 143 otherwise.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// Who signs in.
    pub user: String,
    /// With what.
    pub password: String,
    /// The folder.
    pub folder: String,
}

impl fmt::Debug for MailboxSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "MailboxSettings({self})")
    }
}

impl fmt::Display for MailboxSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}/{}", self.host, self.port, self.folder)
    }
}

impl MailboxSettings {
    /// Reads `imaps://user:password@mail.example.com/INBOX`; `starttls://` and `imap://` likewise.
    ///
    /// # Errors
    /// Says what is wrong with the address.
    pub fn parse(url: &Url) -> Result<Self, String> {
        let (security, port) = match url.scheme() {
            "imaps" => (MailSecurity::Tls, 993),
            "starttls" => (MailSecurity::StartTls, 143),
            "imap" => (MailSecurity::None, 143),
            other => return Err(format!("{other}:// is none of imaps, starttls and imap")),
        };
        let plain = |text: &str| {
            let pair = format!("x={}", text.replace('+', "%2B"));
            url::form_urlencoded::parse(pair.as_bytes())
                .next()
                .map_or_else(String::new, |(_, value)| value.into_owned())
        };
        let password = url.password().ok_or("names no user and password")?;
        let folder = plain(url.path().trim_matches('/'));
        Ok(Self {
            host: url.host_str().ok_or("names no server")?.to_owned(),
            port: url.port().unwrap_or(port),
            security,
            user: plain(url.username()),
            password: plain(password),
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
        })
    }
}

/// A mailbox that is fetched from.
#[derive(Clone)]
pub struct Mailbox {
    settings: MailboxSettings,
    tls: Arc<ClientConfig>,
    limit: Duration,
}

impl Mailbox {
    /// A mailbox; each step of a conversation may take `limit`. Nothing is connected yet.
    ///
    /// # Errors
    /// When TLS cannot be set up at all.
    pub fn new(settings: MailboxSettings, limit: Duration) -> Result<Self, String> {
        Ok(Self::trusting(settings, tls_config()?, limit))
    }

    /// A mailbox whose server is trusted as `tls` says.
    pub(super) fn trusting(settings: MailboxSettings, tls: Arc<ClientConfig>, limit: Duration) -> Self {
        Self { settings, tls, limit }
    }

    /// Takes in what is unread, the oldest first; how many mails were taken, and what went wrong.
    pub async fn fetch(&self, app: &App) -> (i64, Option<String>) {
        let mut taken = 0;
        let outcome = self.round(app, &mut taken).await;
        (taken, outcome.err().map(|words| words.chars().take(LONGEST_WORDS).collect()))
    }

    async fn round(&self, app: &App, taken: &mut i64) -> Result<(), String> {
        let server = (self.settings.host.as_str(), self.settings.port);
        let stream = self.within(TcpStream::connect(server)).await?;
        match self.settings.security {
            MailSecurity::Tls => {
                let client = self.greeted(self.secured(stream).await?).await?;
                self.converse(app, client, taken).await
            }
            MailSecurity::StartTls => {
                let mut client = self.greeted(stream).await?;
                let starting = self.within(client.run_command_and_check_ok("STARTTLS", None)).await;
                starting.map_err(|problem| format!("the server offers no STARTTLS: {problem}"))?;
                // What the server sent after its consent was not protected, and goes with the client (RFC 9051, 6.2.1).
                let client = Client::new(self.secured(client.into_inner()).await?);
                self.converse(app, client, taken).await
            }
            MailSecurity::None => {
                let client = self.greeted(stream).await?;
                self.converse(app, client, taken).await
            }
        }
    }

    async fn secured(&self, stream: TcpStream) -> Result<TlsStream<TcpStream>, String> {
        let name = ServerName::try_from(self.settings.host.clone()).map_err(|problem| problem.to_string())?;
        self.within(TlsConnector::from(self.tls.clone()).connect(name, stream)).await
    }

    async fn greeted<S>(&self, stream: S) -> Result<Client<S>, String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug,
    {
        let mut client = Client::new(stream);
        self.within(client.read_response()).await?.ok_or("the server hung up")?;
        Ok(client)
    }

    async fn converse<S>(&self, app: &App, client: Client<S>, taken: &mut i64) -> Result<(), String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug,
    {
        let signing_in = client.login(&self.settings.user, &self.settings.password);
        let mut session = self.within(async { signing_in.await.map_err(|(problem, _)| problem) }).await?;
        self.within(session.select(&self.settings.folder)).await?;
        let mut unread: Vec<u32> = self.within(session.uid_search("UNSEEN")).await?.into_iter().collect();
        unread.sort_unstable();
        let mut outcome = Ok(());
        for uid in unread.into_iter().take(ROUND) {
            outcome = self.take(app, &mut session, uid).await;
            if outcome.is_err() {
                break;
            }
            *taken += 1;
        }
        // What was taken stands; whether the farewell is heard changes nothing.
        let _ = self.within(session.logout()).await;
        outcome
    }

    async fn take<S>(&self, app: &App, session: &mut Session<S>, uid: u32) -> Result<(), String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug,
    {
        let size = self.fetched(session, uid, "(UID RFC822.SIZE)", |held| held.size).await?;
        if size.flatten().is_some_and(|size| size as usize > LARGEST_MAIL) {
            let counting = app.store.count_mail(LeftOut::TooLarge.as_str(), app.clock.now());
            counting.await.map_err(|problem| problem.to_string())?;
        } else {
            let mail = self.fetched(session, uid, "(UID BODY.PEEK[])", |held| held.body().map(<[u8]>::to_vec)).await?;
            // One that is gone meanwhile was taken by somebody else.
            let Some(mail) = mail.flatten() else { return Ok(()) };
            receive_mail(app, &mail).await.map_err(|problem| problem.to_string())?;
        }
        let marking =
            async { session.uid_store(uid.to_string(), "+FLAGS.SILENT (\\Seen)").await?.try_collect::<Vec<_>>().await };
        self.within(marking).await.map(|_| ())
    }

    async fn fetched<S, T>(
        &self,
        session: &mut Session<S>,
        uid: u32,
        what: &str,
        read: impl Fn(&async_imap::types::Fetch) -> T,
    ) -> Result<Option<T>, String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug,
    {
        let fetching = async { session.uid_fetch(uid.to_string(), what).await?.try_collect::<Vec<_>>().await };
        Ok(self.within(fetching).await?.iter().find(|held| held.uid == Some(uid)).map(read))
    }

    async fn within<T, E: fmt::Display>(&self, step: impl Future<Output = Result<T, E>>) -> Result<T, String> {
        match tokio::time::timeout(self.limit, step).await {
            Ok(done) => done.map_err(|problem| problem.to_string()),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }
}

/// Fetches until told to stop.
pub struct MailFetcher {
    app: App,
    mailbox: Mailbox,
    holder: String,
}

impl MailFetcher {
    /// A fetcher that works for `holder`, a name no other process has.
    #[must_use]
    pub fn new(app: App, mailbox: Mailbox, holder: String) -> Self {
        Self { app, mailbox, holder }
    }

    /// Runs until told to stop. A failure is told on the settings page and tried again.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let lease = Lease::of(&self.app, MAILBOX, LEASE, self.holder.clone());
        under_lease(self, lease, stop).await;
    }
}

impl Rounds for MailFetcher {
    const DOES: &'static str = "fetching mail";
    const EVERY: Duration = Duration::from_secs(60);

    async fn round(&mut self) -> Result<Next, AppError> {
        let now = self.app.clock.now();
        let (taken, problem) = self.mailbox.fetch(&self.app).await;
        if let Some(problem) = &problem {
            tracing::warn!(problem, mailbox = %self.mailbox.settings, "the mailbox was not read to its end");
        }
        let more = problem.is_none() && taken as usize == ROUND;
        let mailbox = self.mailbox.settings.to_string();
        tell_fetched(&self.app, &FetchRound { mailbox, at: now.micros(), taken, problem }).await?;
        Ok(if more { Next::AtOnce } else { Next::AfterPause })
    }
}
