//! A little IMAP server on loopback with one folder, that knows what fetching unread mail needs.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rcgen::CertifiedKey;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// How the server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImapBehaviour {
    /// As it should.
    #[default]
    Well,
    /// Says nothing, not even hello.
    Hang,
    /// Knows nobody.
    RefuseLogin,
    /// Gives a mail and hangs up before it can be marked as read.
    DropAfterFetch,
    /// Secures no connection.
    RefuseStartTls,
    /// Somebody in between adds a line to its consent to be secured, as if the server had said it under protection.
    InjectAfterStartTls,
}

#[derive(Debug, Default)]
struct Shared {
    behaviour: ImapBehaviour,
    /// Mails with whether each was read.
    mails: Vec<(Vec<u8>, bool)>,
}

/// A server that ends with the value.
#[derive(Debug)]
pub struct ImapServer {
    address: SocketAddr,
    certificate: CertificateDer<'static>,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

impl ImapServer {
    /// Starts a server on a free port of loopback, inside a tokio runtime.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Mutex::new(Shared::default()));
        let (certificate, acceptor) = identity(address).map_err(io::Error::other)?;
        let task = tokio::spawn({
            let shared = shared.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, acceptor.clone(), shared.clone()));
                }
            }
        });
        Ok(Self { address, certificate, shared, task })
    }

    /// What a client has to trust to be secured (`STARTTLS`).
    #[must_use]
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on it behaves so.
    pub fn behave(&self, behaviour: ImapBehaviour) {
        lock(&self.shared).behaviour = behaviour;
    }

    /// Puts an unread mail into the folder.
    pub fn put(&self, mail: &[u8]) {
        lock(&self.shared).mails.push((mail.to_vec(), false));
    }

    /// How many mails are unread.
    #[must_use]
    pub fn unread(&self) -> usize {
        lock(&self.shared).mails.iter().filter(|(_, read)| !read).count()
    }
}

impl Drop for ImapServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(shared: &Arc<Mutex<Shared>>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A certificate of the server's own address, and what answers with it.
fn identity(address: SocketAddr) -> Result<(CertificateDer<'static>, TlsAcceptor), Box<dyn Error + Send + Sync>> {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(vec![address.ip().to_string()])?;
    let certificate = cert.der().clone();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der())?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)?;
    Ok((certificate, TlsAcceptor::from(Arc::new(config))))
}

async fn serve(mut stream: TcpStream, acceptor: TlsAcceptor, shared: Arc<Mutex<Shared>>) -> io::Result<()> {
    if lock(&shared).behaviour == ImapBehaviour::Hang {
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
    stream.write_all(b"* OK ready\r\n").await?;
    if converse(&mut stream, &shared).await? == Then::Secure {
        converse(&mut acceptor.accept(stream).await?, &shared).await?;
    }
    Ok(())
}

/// What follows a conversation.
#[derive(PartialEq, Eq)]
enum Then {
    HangUp,
    Secure,
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, shared: &Arc<Mutex<Shared>>) -> io::Result<Then> {
    let behaviour = lock(shared).behaviour;
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).lines();
    while let Some(line) = lines.next_line().await? {
        let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
        let upper = command.to_uppercase();
        if upper == "STARTTLS" && behaviour == ImapBehaviour::RefuseStartTls {
            write.write_all(format!("{tag} BAD what is that\r\n").as_bytes()).await?;
            continue;
        }
        if upper == "STARTTLS" {
            let injected = if behaviour == ImapBehaviour::InjectAfterStartTls { "A0002 NO injected\r\n" } else { "" };
            write.write_all(format!("{tag} OK begin\r\n{injected}").as_bytes()).await?;
            write.flush().await?;
            return Ok(Then::Secure);
        }
        if upper.starts_with("LOGIN") && behaviour == ImapBehaviour::RefuseLogin {
            write.write_all(format!("{tag} NO nobody of that name\r\n").as_bytes()).await?;
            continue;
        }
        let told = told(shared, &upper);
        write.write_all(&told).await?;
        if behaviour == ImapBehaviour::DropAfterFetch && upper.contains("BODY") {
            write.write_all(format!("{tag} OK done\r\n").as_bytes()).await?;
            write.flush().await?;
            break;
        }
        write.write_all(format!("{tag} OK done\r\n").as_bytes()).await?;
        write.flush().await?;
        if upper.starts_with("LOGOUT") {
            break;
        }
    }
    Ok(Then::HangUp)
}

/// What goes before the last line of an answer.
fn told(shared: &Arc<Mutex<Shared>>, command: &str) -> Vec<u8> {
    let mut held = lock(shared);
    if command.starts_with("SELECT") {
        return format!("* {} EXISTS\r\n* 0 RECENT\r\n", held.mails.len()).into_bytes();
    }
    if command.starts_with("UID SEARCH") {
        let unread = held.mails.iter().enumerate().filter(|(_, (_, read))| !read);
        let numbers: String = unread.map(|(place, _)| format!(" {}", place + 1)).collect();
        return format!("* SEARCH{numbers}\r\n").into_bytes();
    }
    let uid = command.split(' ').nth(2).and_then(|uid| uid.parse::<usize>().ok()).unwrap_or_default();
    let Some((mail, read)) = uid.checked_sub(1).and_then(|place| held.mails.get_mut(place)) else {
        return Vec::new();
    };
    if command.starts_with("UID STORE") {
        *read = true;
        return Vec::new();
    }
    if command.contains("RFC822.SIZE") {
        return format!("* {uid} FETCH (UID {uid} RFC822.SIZE {})\r\n", mail.len()).into_bytes();
    }
    if command.contains("BODY") {
        let head = format!("* {uid} FETCH (UID {uid} BODY[] {{{}}}\r\n", mail.len());
        return [head.as_bytes(), mail, b")\r\n"].concat();
    }
    Vec::new()
}
