//! HTTP to addresses that the company entered: webhooks, gateways.
//!
//! One connection a request, one answer, no redirect followed. A name is looked up once and what it leads to is
//! looked at before it is connected to, so that no name can lead to the addresses of this machine's own link, where
//! clouds keep their secrets. Whether anything left is always known: see [`HttpProblem`].

#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// Bytes of an answer that are read.
const MOST_ANSWER: usize = 64 * 1024;
/// Longest words of a problem that are kept, in characters.
const LONGEST_WORDS: usize = 200;

/// A client; cheap to clone.
#[derive(Clone)]
pub struct HttpOut {
    tls: Arc<ClientConfig>,
    limit: Duration,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status, such as 204.
    pub status: u16,
    /// Seconds that `Retry-After` asks for, where it is a number.
    pub retry_after: Option<u32>,
    /// The beginning of the body.
    pub body: Vec<u8>,
}

impl HttpAnswer {
    /// Whether the status says that it was taken: 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why nothing came back; each with words for people, without the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpProblem {
    /// The address is none that is called. Nothing left.
    #[error("{0}")]
    Address(String),
    /// There was no connection. Nothing left.
    #[error("{0}")]
    NoConnection(String),
    /// The request left, perhaps in part, and no answer came.
    #[error("{0}")]
    NoAnswer(String),
}

impl HttpOut {
    /// A client that trusts the machine's certificates and waits `limit` for each step: connection, answer, body.
    ///
    /// # Errors
    /// When TLS cannot be set up at all.
    pub fn new(limit: Duration) -> Result<Self, HttpProblem> {
        let tls = tls_config().map_err(HttpProblem::Address)?;
        Ok(Self { tls, limit })
    }

    /// Sends `body` to an address with these headers, and reads the answer.
    ///
    /// # Errors
    /// [`HttpProblem`]; any answer at all, a 500 too, is none.
    pub async fn post(&self, url: &Url, headers: &[(&str, &str)], body: Bytes) -> Result<HttpAnswer, HttpProblem> {
        let request = request(url, headers, body)?;
        let address = self.resolve(url).await?;
        let connecting = timeout(self.limit, TcpStream::connect(address)).await;
        let stream = connecting
            .map_err(|_| HttpProblem::NoConnection("no connection in time".to_owned()))?
            .map_err(|problem| HttpProblem::NoConnection(shortened(&problem.to_string())))?;
        if url.scheme() == "https" {
            let name = ServerName::try_from(url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned())
                .map_err(|_| HttpProblem::Address("the host is no name of a server".to_owned()))?;
            let securing = timeout(self.limit, TlsConnector::from(self.tls.clone()).connect(name, stream)).await;
            let stream = securing
                .map_err(|_| HttpProblem::NoConnection("no secured connection in time".to_owned()))?
                .map_err(|problem| HttpProblem::NoConnection(shortened(&problem.to_string())))?;
            self.exchange(stream, request).await
        } else {
            self.exchange(stream, request).await
        }
    }

    async fn resolve(&self, url: &Url) -> Result<SocketAddr, HttpProblem> {
        let port = url.port_or_known_default().unwrap_or(80);
        let found: Vec<SocketAddr> = match url.host() {
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            Some(Host::Domain(name)) => timeout(self.limit, tokio::net::lookup_host((name, port)))
                .await
                .map_err(|_| HttpProblem::NoConnection("the name was not found in time".to_owned()))?
                .map_err(|problem| HttpProblem::NoConnection(shortened(&problem.to_string())))?
                .collect(),
            None => Vec::new(),
        };
        let called = found.iter().find(|address| may_be_called(address.ip())).copied();
        called.ok_or_else(|| match found.first() {
            Some(_) => HttpProblem::Address("leads to an address that is never called".to_owned()),
            None => HttpProblem::NoConnection("the name leads nowhere".to_owned()),
        })
    }

    async fn exchange<S>(&self, stream: S, request: Request<Full<Bytes>>) -> Result<HttpAnswer, HttpProblem>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let broken = |problem: hyper::Error| HttpProblem::NoAnswer(shortened(&problem.to_string()));
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        // Ends by itself with the sender; what it says, the answer says too.
        let driving = tokio::spawn(connection);
        let answered = async {
            let answer = sender.send_request(request).await.map_err(broken)?;
            let status = answer.status().as_u16();
            let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
            // A body that is too long or breaks off says less; the status stands.
            let read = Limited::new(answer.into_body(), MOST_ANSWER).collect().await;
            let body = read.map(|read| read.to_bytes().to_vec()).unwrap_or_default();
            Ok(HttpAnswer { status, retry_after, body })
        };
        let outcome = timeout(self.limit, answered).await;
        driving.abort();
        outcome.unwrap_or_else(|_| Err(HttpProblem::NoAnswer("no answer in time".to_owned())))
    }
}

/// What TLS connections out are made with: the machine's own certificates are trusted.
///
/// # Errors
/// When TLS cannot be set up at all, in the words of the library.
pub(crate) fn tls_config() -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // A damaged certificate among the machine's own is no reason to trust none of the others.
        let _ = roots.add(certificate);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|problem| problem.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The address as it may be called.
///
/// # Errors
/// Says what is wrong with it.
pub fn address_of(text: &str) -> Result<Url, String> {
    let url: Url = text.trim().parse().map_err(|_| "is no address; it begins with https:// or http://".to_owned())?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err("begins with https:// or http://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds no user or password".to_owned());
    }
    match url.host() {
        None => return Err("names no host".to_owned()),
        Some(Host::Ipv4(address)) if !may_be_called(address.into()) => {
            return Err("is an address that is never called".to_owned());
        }
        Some(Host::Ipv6(address)) if !may_be_called(address.into()) => {
            return Err("is an address that is never called".to_owned());
        }
        Some(_) => {}
    }
    Ok(url)
}

/// Whether an address is one of a service: not that of the machine's own link (169.254.0.0/16, where clouds keep
/// secrets, and fe80::/10), of many at once, or of nobody. Those of the company's own network are.
fn may_be_called(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            !(address.is_link_local() || address.is_multicast() || address.is_broadcast() || address.octets()[0] == 0)
        }
        IpAddr::V6(address) => !(address.is_unicast_link_local() || address.is_multicast() || address.is_unspecified()),
    }
}

fn request(url: &Url, headers: &[(&str, &str)], body: Bytes) -> Result<Request<Full<Bytes>>, HttpProblem> {
    let wrong = |_| HttpProblem::Address("the address or a header holds characters that do not belong".to_owned());
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return Err(HttpProblem::Address("names no host".to_owned())),
    };
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(target)
        .header(HOST, host)
        .header(USER_AGENT, concat!("hamdel/", env!("CARGO_PKG_VERSION")))
        .body(Full::new(body))
        .map_err(wrong)?;
    for (name, value) in headers {
        let name: HeaderName = name.parse().map_err(|_| HttpProblem::Address(format!("{name}: no header")))?;
        let value = HeaderValue::from_str(value).map_err(|_| HttpProblem::Address(format!("{name}: no value")))?;
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}

fn shortened(words: &str) -> String {
    words.chars().take(LONGEST_WORDS).collect()
}
