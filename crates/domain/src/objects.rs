//! Where bytes lie that belong to no row: a port.

use std::io;

use async_trait::async_trait;

/// Keeps bytes under the name of their content: 64 hexadecimal digits of SHA-256. The same bytes are one object.
#[async_trait]
pub trait ObjectStore: Send + Sync {
    /// Keeps bytes; when it comes back, neither a crash nor a power failure loses them.
    async fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()>;
    /// The bytes of a name; `None` where there are none.
    async fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>>;
    /// Deletes the bytes of a name, where they are there.
    async fn remove(&self, name: &str) -> io::Result<()>;
}
