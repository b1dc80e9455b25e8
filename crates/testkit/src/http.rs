//! A little HTTP server on loopback that keeps what it is asked, and can behave as badly as real ones do.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server meets one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpBehaviour {
    /// Answers with a status and a body.
    Answer(u16, String),
    /// Reads the request, and says nothing.
    Hang,
    /// Reads the request, and hangs up instead of answering. It has it.
    DropAfterRequest,
}

/// A request that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedOf {
    /// The first line and the headers, lines ended by `\n`.
    pub head: String,
    /// The body.
    pub body: String,
}

impl AskedOf {
    /// A header by its name; empty where it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let named = |line: &&str| line.split_once(':').is_some_and(|(held, _)| held.eq_ignore_ascii_case(name));
        self.head.lines().find(named).and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
    }
}

#[derive(Debug, Default)]
struct Shared {
    next: VecDeque<HttpBehaviour>,
    asked: Vec<AskedOf>,
}

/// A server that ends with the value.
#[derive(Debug)]
pub struct HttpSink {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

impl HttpSink {
    /// Starts a server on a free port of loopback, inside a tokio runtime. It answers 200 until told otherwise.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Mutex::new(Shared::default()));
        let task = tokio::spawn({
            let shared = shared.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(meet(stream, shared.clone()));
                }
            }
        });
        Ok(Self { address, shared, task })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/send", self.address)
    }

    /// The next requests are met so, one by one.
    pub fn then(&self, behaviours: impl IntoIterator<Item = HttpBehaviour>) {
        lock(&self.shared).next.extend(behaviours);
    }

    /// What it was asked, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<AskedOf> {
        lock(&self.shared).asked.clone()
    }
}

impl Drop for HttpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(shared: &Arc<Mutex<Shared>>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn meet(mut stream: TcpStream, shared: Arc<Mutex<Shared>>) -> io::Result<()> {
    let Some(asked) = request(&mut stream).await? else { return Ok(()) };
    let behaviour = {
        let mut held = lock(&shared);
        held.asked.push(asked);
        held.next.pop_front().unwrap_or(HttpBehaviour::Answer(200, String::new()))
    };
    match behaviour {
        HttpBehaviour::Answer(status, body) => {
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).await
        }
        HttpBehaviour::Hang => {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            Ok(())
        }
        HttpBehaviour::DropAfterRequest => Ok(()),
    }
}

async fn request(stream: &mut TcpStream) -> io::Result<Option<AskedOf>> {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let asked = AskedOf { head: head.replace("\r\n", "\n"), body: body.to_owned() };
            if asked.body.len() >= asked.header("content-length").parse().unwrap_or(0) {
                return Ok(Some(asked));
            }
        }
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(None);
        }
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
}
