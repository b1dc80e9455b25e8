//! What every handler works with.

use std::sync::Arc;

use tokio::sync::Semaphore;

use hamdel_app::App;

use crate::templates::Templates;

/// Forms with files that are read at once: eight of 51 MB at most.
const UPLOADS: usize = 8;

/// How the web serves.
#[derive(Clone, Debug, Default)]
pub struct WebOptions {
    /// The secret of the gateway of SMS and chat, with which it signs what it says afterwards; `None` without one.
    pub gateway_secret: Option<String>,
    /// Templates and texts are read again for each page, from the disk in a debug build: for writing pages.
    pub reload: bool,
}

/// Why the pages cannot be served. Both are mistakes in the program's own files.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A file of locales is not of the form of Fluent, or names a message twice.
    #[error("locales: {0}")]
    Texts(String),
    /// A template cannot be parsed.
    #[error("a template cannot be parsed")]
    Template(#[from] minijinja::Error),
}

/// What every handler works with; cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub(crate) app: App,
    /// The pages.
    pub(crate) templates: Arc<Templates>,
    /// The secret of the gateway of SMS and chat.
    pub(crate) gateway_secret: Option<Arc<str>>,
    /// Places for forms with files, which are held in memory while they are read.
    pub(crate) uploads: Arc<Semaphore>,
}

impl WebState {
    /// Parses templates and texts.
    ///
    /// # Errors
    /// When one of the program's own files is damaged.
    pub fn new(app: App, options: WebOptions) -> Result<Self, SetupError> {
        let templates = Templates::new(app.zone, app.titles.clone(), options.reload)?;
        Ok(Self {
            app,
            templates: Arc::new(templates),
            gateway_secret: options.gateway_secret.map(Arc::from),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
        })
    }
}
