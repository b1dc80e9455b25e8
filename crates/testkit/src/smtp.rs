//! A little mail server on loopback that keeps what it takes, and can behave as badly as real ones do.

use std::collections::{HashMap, HashSet};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes everything.
    #[default]
    Accept,
    /// Says nothing, not even hello.
    Hang,
    /// Takes a message, and then says nothing: nobody knows whether it has it. It has.
    HangAfterData,
    /// Takes a message and hangs up instead of answering. It has it.
    DropAfterData,
    /// Refuses every recipient: 550 5.1.1.
    Refuse,
    /// Refuses the message after having read it: 554 5.7.1.
    RefuseData,
    /// Refuses each recipient the first time: 451 4.7.1.
    GreylistFirst,
}

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMail {
    /// The return path.
    pub from: String,
    /// To whom.
    pub to: Vec<String>,
    /// Headers and body, lines ended by `\n`.
    pub content: String,
}

#[derive(Debug, Default)]
struct Shared {
    behaviour: Behaviour,
    by_address: HashMap<String, Behaviour>,
    mails: Vec<TakenMail>,
    greylisted: HashSet<String>,
    connections: u64,
}

/// A mail server that ends with the value.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

impl SmtpSink {
    /// Starts a server on a free port of loopback, inside a tokio runtime.
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
                    tokio::spawn(converse(stream, shared.clone()));
                }
            }
        });
        Ok(Self { address, shared, task })
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Behaves so from the next connection on.
    pub fn behave(&self, behaviour: Behaviour) {
        lock(&self.shared).behaviour = behaviour;
    }

    /// Behaves so towards one recipient ([`Behaviour::Refuse`], [`Behaviour::GreylistFirst`]).
    pub fn behave_towards(&self, address: &str, behaviour: Behaviour) {
        lock(&self.shared).by_address.insert(address.to_owned(), behaviour);
    }

    /// What it has taken, in order.
    #[must_use]
    pub fn mails(&self) -> Vec<TakenMail> {
        lock(&self.shared).mails.clone()
    }

    /// How often somebody connected.
    #[must_use]
    pub fn connections(&self) -> u64 {
        lock(&self.shared).connections
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Longer than any test waits.
const FOR_EVER: Duration = Duration::from_secs(3_600);

async fn converse(stream: TcpStream, shared: Arc<Mutex<Shared>>) {
    let behaviour = {
        let mut shared = lock(&shared);
        shared.connections += 1;
        shared.behaviour
    };
    if behaviour == Behaviour::Hang {
        tokio::time::sleep(FOR_EVER).await;
        return;
    }
    let (read, write) = stream.into_split();
    let mut conversation =
        Conversation { lines: BufReader::new(read), write, shared, behaviour, from: String::new(), to: Vec::new() };
    // The other side hung up: nothing to do about that.
    let _ = conversation.run().await;
}

struct Conversation {
    lines: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
    shared: Arc<Mutex<Shared>>,
    behaviour: Behaviour,
    from: String,
    to: Vec<String>,
}

impl Conversation {
    async fn run(&mut self) -> io::Result<()> {
        self.say("220 sink.test ESMTP").await?;
        loop {
            let Some(line) = self.line().await? else { return Ok(()) };
            let upper = line.to_ascii_uppercase();
            if upper.starts_with("EHLO") || upper.starts_with("HELO") {
                self.say("250-sink.test\r\n250-8BITMIME\r\n250 SMTPUTF8").await?;
            } else if upper.starts_with("MAIL FROM:") {
                self.from = address(&line);
                self.say("250 2.1.0 ok").await?;
            } else if upper.starts_with("RCPT TO:") {
                let answer = self.recipient(&address(&line));
                self.say(answer).await?;
            } else if upper == "DATA" {
                self.say("354 go on").await?;
                if !self.data().await? {
                    return Ok(());
                }
            } else if upper == "QUIT" {
                return self.say("221 2.0.0 bye").await;
            } else {
                self.say("250 2.0.0 ok").await?;
            }
        }
    }

    fn recipient(&mut self, address: &str) -> &'static str {
        let mut shared = lock(&self.shared);
        let behaviour = shared.by_address.get(address).copied().unwrap_or(self.behaviour);
        match behaviour {
            Behaviour::Refuse => "550 5.1.1 no such user here",
            Behaviour::GreylistFirst if shared.greylisted.insert(address.to_owned()) => "451 4.7.1 come again later",
            _ => {
                self.to.push(address.to_owned());
                "250 2.1.5 ok"
            }
        }
    }

    /// Reads a message; `false` when the conversation is over.
    async fn data(&mut self) -> io::Result<bool> {
        let mut content = String::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(false) };
            if line == "." {
                break;
            }
            content.push_str(line.strip_prefix('.').unwrap_or(&line));
            content.push('\n');
        }
        if self.behaviour == Behaviour::RefuseData {
            self.say("554 5.7.1 refused").await?;
            return Ok(true);
        }
        let mail = TakenMail { from: std::mem::take(&mut self.from), to: std::mem::take(&mut self.to), content };
        lock(&self.shared).mails.push(mail);
        match self.behaviour {
            Behaviour::HangAfterData => tokio::time::sleep(FOR_EVER).await,
            Behaviour::DropAfterData => {}
            _ => {
                self.say("250 2.0.0 taken").await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.lines.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        self.write.write_all(format!("{words}\r\n").as_bytes()).await
    }
}

/// The address between the angle brackets.
fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(address, _)| address.to_owned())
}
