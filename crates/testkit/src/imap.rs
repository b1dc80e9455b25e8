//! A little IMAP server on loopback with one folder, that knows what fetching unread mail needs.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

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

async fn converse(stream: TcpStream, shared: Arc<Mutex<Shared>>) -> io::Result<()> {
    let behaviour = lock(&shared).behaviour;
    let (read, mut write) = stream.into_split();
    if behaviour == ImapBehaviour::Hang {
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
    write.write_all(b"* OK ready\r\n").await?;
    let mut lines = BufReader::new(read).lines();
    while let Some(line) = lines.next_line().await? {
        let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
        let upper = command.to_uppercase();
        if upper.starts_with("LOGIN") && behaviour == ImapBehaviour::RefuseLogin {
            write.write_all(format!("{tag} NO nobody of that name\r\n").as_bytes()).await?;
            continue;
        }
        let told = told(&shared, &upper);
        write.write_all(&told).await?;
        if behaviour == ImapBehaviour::DropAfterFetch && upper.contains("BODY") {
            write.write_all(format!("{tag} OK done\r\n").as_bytes()).await?;
            return write.flush().await;
        }
        write.write_all(format!("{tag} OK done\r\n").as_bytes()).await?;
        if upper.starts_with("LOGOUT") {
            break;
        }
    }
    Ok(())
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
