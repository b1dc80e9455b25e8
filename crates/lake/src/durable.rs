//! A local folder as an object store whose writes are on the disk before they have a name.
//!
//! The plain local store links a file to its name before its bytes are on the disk, so that a power
//! cut may leave an empty commit, and with it a table that nobody can open.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::ops::Range;
use std::path::{Path as FilePath, PathBuf};

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::object_store::local::LocalFileSystem;
use datafusion::object_store::path::Path;
use datafusion::object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};
use futures::stream::BoxStream;
use uuid::Uuid;

/// Where the errors of this store come from, for their text.
const STORE: &str = "durable local folder";

/// The local file system with durable puts; `/` is its root.
#[derive(Debug)]
pub(crate) struct DurableFiles {
    plain: LocalFileSystem,
}

impl DurableFiles {
    pub(crate) fn new() -> Self {
        Self { plain: LocalFileSystem::new() }
    }
}

impl fmt::Display for DurableFiles {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(STORE)
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &FilePath) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn put(path: &FilePath, payload: &PutPayload, create: bool) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
    fs::create_dir_all(folder)?;
    // A name with `#` and digits is one that listings of the local store leave out.
    let mut staged = path.as_os_str().to_owned();
    staged.push(format!("#{}", Uuid::new_v4().as_u128()));
    let staged = PathBuf::from(staged);
    let written = write_synced(&staged, payload).and_then(|()| {
        // A link fails where the name exists; a rename replaces it. Either is one step.
        if create { fs::hard_link(&staged, path) } else { fs::rename(&staged, path) }
    });
    if create || written.is_err() {
        // What is left of a failed write only takes room.
        let _ = fs::remove_file(&staged);
    }
    written?;
    sync_folder(folder)
}

fn write_synced(path: &FilePath, payload: &PutPayload) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    for part in payload {
        file.write_all(part)?;
    }
    file.sync_all()
}

/// A write in parts that is on the disk when it is complete.
#[derive(Debug)]
struct DurableParts {
    path: PathBuf,
    parts: Box<dyn MultipartUpload>,
}

#[async_trait]
impl MultipartUpload for DurableParts {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.parts.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let result = self.parts.complete().await?;
        let synced = File::open(&self.path)
            .and_then(|file| file.sync_all())
            .and_then(|()| self.path.parent().map_or(Ok(()), sync_folder));
        synced.map_err(|problem| Error::Generic { store: STORE, source: Box::new(problem) })?;
        Ok(result)
    }

    async fn abort(&mut self) -> Result<()> {
        self.parts.abort().await
    }
}

#[async_trait]
impl ObjectStore for DurableFiles {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let create = match &options.mode {
            PutMode::Create => true,
            PutMode::Overwrite => false,
            PutMode::Update(_) => return self.plain.put_opts(location, payload, options).await,
        };
        let path = self.plain.path_to_filesystem(location)?;
        let written = tokio::task::spawn_blocking(move || put(&path, &payload, create)).await;
        match written {
            Ok(Ok(())) => Ok(PutResult { e_tag: None, version: None }),
            Ok(Err(problem)) if problem.kind() == ErrorKind::AlreadyExists => {
                Err(Error::AlreadyExists { path: location.to_string(), source: Box::new(problem) })
            }
            Ok(Err(problem)) => Err(Error::Generic { store: STORE, source: Box::new(problem) }),
            Err(problem) => Err(Error::Generic { store: STORE, source: Box::new(problem) }),
        }
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let path = self.plain.path_to_filesystem(location)?;
        let parts = self.plain.put_multipart_opts(location, options).await?;
        Ok(Box::new(DurableParts { path, parts }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.plain.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.plain.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.plain.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.plain.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        self.plain.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.plain.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.plain.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.plain.rename_opts(from, to, options).await
    }
}
