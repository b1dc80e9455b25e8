//! Objects as files in a folder of the data folder, under their SHA-256.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use hamdel_domain::objects::ObjectStore;
use sha2::{Digest, Sha256};

/// The objects of a program; without a place to keep them as long as none was given.
#[derive(Clone, Default)]
pub struct Objects(Option<Arc<dyn ObjectStore>>);

impl Objects {
    /// Objects in a folder, which is made when the first one is kept.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self(Some(Arc::new(ObjectFolder { folder })))
    }

    /// Keeps bytes; gives their name.
    ///
    /// # Errors
    /// When they cannot be kept for good.
    pub async fn put(&self, bytes: Vec<u8>) -> io::Result<String> {
        let name = name_of(&bytes);
        self.place()?.put(&name, bytes).await?;
        Ok(name)
    }

    /// The bytes of a name; `None` where there are none.
    ///
    /// # Errors
    /// When they cannot be read, or are not those that were kept.
    pub async fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.place()?.get(name).await?;
        match bytes {
            Some(bytes) if name_of(&bytes) != name => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "the bytes are not those that were kept"))
            }
            held => Ok(held),
        }
    }

    fn place(&self) -> io::Result<&Arc<dyn ObjectStore>> {
        self.0.as_ref().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no place for objects"))
    }
}

fn name_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Objects as files: `ab/abcdef…`.
struct ObjectFolder {
    folder: PathBuf,
}

impl ObjectFolder {
    fn path(&self, name: &str) -> io::Result<PathBuf> {
        let plain = name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let group = name.get(..2).filter(|_| plain);
        let group = group.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not the name of an object"))?;
        Ok(self.folder.join(group).join(name))
    }
}

#[async_trait]
impl ObjectStore for ObjectFolder {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        let path = self.path(name)?;
        aside(move || keep(&path, &bytes)).await
    }

    async fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let path = self.path(name)?;
        aside(move || match fs::read(path) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(None),
            held => held.map(Some),
        })
        .await
    }

    async fn remove(&self, name: &str) -> io::Result<()> {
        let path = self.path(name)?;
        aside(move || match fs::remove_file(path) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(()),
            held => held,
        })
        .await
    }
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// Writes beside the place, makes it durable, and moves it there; then the folder is made durable too.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|held| held.len() == bytes.len() as u64) {
        return Ok(());
    }
    let folder = path.parent().ok_or_else(|| io::Error::other("an object has a folder"))?;
    fs::create_dir_all(folder)?;
    let mut beside = tempfile_in(folder, path)?;
    beside.1.write_all(bytes)?;
    beside.1.sync_all()?;
    fs::rename(&beside.0, path)?;
    File::open(folder)?.sync_all()?;
    folder.parent().map_or(Ok(()), |above| File::open(above)?.sync_all())
}

/// A new file beside the place. Two that keep the same bytes at once use two names.
fn tempfile_in(folder: &Path, path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("object");
    for number in 0..1_000 {
        let beside = folder.join(format!(".{name}.{}.{number}", std::process::id()));
        match File::options().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {}
            Err(problem) => return Err(problem),
        }
    }
    Err(io::Error::other("no name is free beside the object"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_comes_back_and_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(folder.path().join("objects"));
        let name = objects.put(b"abc".to_vec()).await.unwrap();
        // The published digest of "abc" (FIPS 180-4).
        assert_eq!(name, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(objects.put(b"abc".to_vec()).await.unwrap(), name);
        assert_eq!(objects.get(&name).await.unwrap().as_deref(), Some(&b"abc"[..]));
        let path = folder.path().join("objects/ba").join(&name);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        fs::write(&path, b"abd").unwrap();
        assert_eq!(objects.get(&name).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(objects.get("../../etc/passwd").await.is_err());
        assert_eq!(objects.get(&"0".repeat(64)).await.unwrap(), None);
        assert!(Objects::default().put(Vec::new()).await.is_err());
    }
}
