//! A browser's line to the server: one connection that is kept, its cookies, and what went over it.

use std::io::Read;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::http::response::Parts;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Most bytes that a page may have, unpacked.
const LARGEST_PAGE: u64 = 8 << 20;

/// A connection broke; what of it is told to nobody, only that it did.
pub struct Broken;

/// An answer of the server.
pub struct Fetched {
    pub status: u16,
    pub location: Option<String>,
    /// What a browser shows, unpacked.
    pub body: String,
    /// Bytes that came over the line, the head included.
    pub wire: usize,
    /// From the first byte sent to the last received.
    pub took: Duration,
}

/// A connection.
pub struct Line {
    sender: http1::SendRequest<Full<Bytes>>,
    host: String,
    cookies: Vec<(String, String)>,
}

impl Line {
    /// Connects.
    pub async fn open(host: &str) -> Result<Self, Broken> {
        let stream = TcpStream::connect(host).await.map_err(|_| Broken)?;
        stream.set_nodelay(true).map_err(|_| Broken)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| Broken)?;
        tokio::spawn(connection);
        Ok(Self { sender, host: host.to_owned(), cookies: Vec::new() })
    }

    /// Asks for a page or a file.
    pub async fn get(&mut self, path: &str) -> Result<Fetched, Broken> {
        self.send("GET", path, None).await
    }

    /// Posts a form.
    pub async fn post(&mut self, path: &str, form: String) -> Result<Fetched, Broken> {
        self.send("POST", path, Some(form)).await
    }

    async fn send(&mut self, method: &str, path: &str, form: Option<String>) -> Result<Fetched, Broken> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(header::ACCEPT_LANGUAGE, "fa,en;q=0.5")
            .header(header::ACCEPT_ENCODING, "gzip");
        if !self.cookies.is_empty() {
            let held: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, held.join("; "));
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(Full::new(Bytes::from(form.unwrap_or_default()))).map_err(|_| Broken)?;
        // The answer before may be here before the connection is ready for the next request.
        self.sender.ready().await.map_err(|_| Broken)?;
        let sent = Instant::now();
        let (head, body) = self.sender.send_request(request).await.map_err(|_| Broken)?.into_parts();
        let packed = body.collect().await.map_err(|_| Broken)?.to_bytes();
        let took = sent.elapsed();
        self.keep_cookies(&head);
        let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = if text(header::CONTENT_ENCODING).as_deref() == Some("gzip") {
            let mut plain = String::new();
            let unpacking = flate2::bufread::MultiGzDecoder::new(&packed[..]);
            unpacking.take(LARGEST_PAGE).read_to_string(&mut plain).map_err(|_| Broken)?;
            plain
        } else {
            String::from_utf8_lossy(&packed).into_owned()
        };
        let (status, location) = (head.status.as_u16(), text(header::LOCATION));
        Ok(Fetched { status, location, body, wire: packed.len() + bytes_of(&head), took })
    }

    fn keep_cookies(&mut self, head: &Parts) {
        for cookie in head.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            self.cookies.retain(|(held, _)| held != name.trim());
            self.cookies.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
}

/// The size of a head as HTTP/1.1 writes it.
fn bytes_of(head: &Parts) -> usize {
    let lines = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    "HTTP/1.1 200 \r\n\r\n".len() + head.status.canonical_reason().map_or(0, str::len) + lines.sum::<usize>()
}
