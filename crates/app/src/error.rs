//! The one table of errors that a use case ends in.

use hamdel_domain::cases::ActionProblem;
use hamdel_domain::cases::attachments::AttachmentProblem;
use hamdel_domain::lake::LakeError;
use hamdel_domain::rights::Right;
use hamdel_store::StoreError;

use crate::intake::queue::QueueError;

/// The name of an error: its locale message is `error-` and this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// What was named is not there.
    NotFound,
    /// A field is wrong.
    Invalid,
    /// The name or key is taken.
    Conflict,
    /// Somebody else changed it since it was read.
    ChangedMeanwhile,
    /// It may not be done with a case that stands where this one stands.
    CaseProblem,
    /// It cannot be undone any more.
    TooLate,
    /// Nobody is signed in.
    SignInNeeded,
    /// The one signed in may not do this.
    Forbidden,
    /// Too many tries.
    TooManyTries,
    /// The query is wrong.
    WrongQuery,
    /// More rows than a workbook holds.
    TooManyForWorkbook,
    /// The disk is full.
    DiskFull,
    /// The database, a file or the journal did not answer.
    Unavailable,
}

impl ErrorCode {
    /// The name in JSON, logs and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Invalid => "invalid",
            Self::Conflict => "conflict",
            Self::ChangedMeanwhile => "changed-meanwhile",
            Self::CaseProblem => "case-problem",
            Self::TooLate => "too-late",
            Self::SignInNeeded => "sign-in-needed",
            Self::Forbidden => "forbidden",
            Self::TooManyTries => "too-many-tries",
            Self::WrongQuery => "wrong-query",
            Self::TooManyForWorkbook => "too-many-for-workbook",
            Self::DiskFull => "disk-full",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Why a use case ended without its result.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// What was named is not there.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// A field is wrong: its name, and what it needs.
    #[error("{field}: {problem}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A field is wrong for a reason that has a sentence of its own.
    #[error("{field}: {why} {about}")]
    Refused {
        /// The field.
        field: &'static str,
        /// The reason: `why-` and this name in the locales.
        why: &'static str,
        /// What the sentence speaks of: a name, a bound; empty for nothing.
        about: String,
    },
    /// The name or key is taken.
    #[error("{0} exists already")]
    Conflict(String),
    /// Somebody else changed it since it was read.
    #[error("somebody changed it meanwhile")]
    ChangedMeanwhile,
    /// It may not be done with a case that stands where this one stands.
    #[error(transparent)]
    Case(ActionProblem),
    /// It cannot be undone any more: others were told, or somebody works on it.
    #[error("it cannot be taken back any more")]
    TooLate,
    /// A file cannot be attached.
    #[error("{name} {problem}")]
    Attachment {
        /// Its name, cleaned.
        name: String,
        /// Why.
        problem: AttachmentProblem,
    },
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInNeeded,
    /// The one signed in may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The role of the one signed in lacks this right.
    #[error("this needs the right {}", .0.as_str())]
    NeedsRight(Right),
    /// Too many tries; come again after so many seconds.
    #[error("too many tries, try again in {0} seconds")]
    TooManyTries(u32),
    /// More rows than so many, which is what a workbook holds.
    #[error("a workbook holds at most {0} rows; CSV has no bound")]
    TooManyForWorkbook(usize),
    /// The store's own words.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lake's own words.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// The journal's own words.
    #[error(transparent)]
    Journal(#[from] QueueError),
    /// A file could not be read or written.
    #[error("{what}: {source}")]
    File {
        /// Which file.
        what: String,
        /// Why.
        source: std::io::Error,
    },
}

impl AppError {
    /// The field, and what is wrong with it.
    pub fn invalid(field: &'static str, problem: impl Into<String>) -> Self {
        Self::Invalid { field, problem: problem.into() }
    }

    /// The field, the reason by its name in the locales, and what its sentence speaks of.
    pub fn refused(field: &'static str, why: &'static str, about: &str) -> Self {
        Self::Refused { field, why, about: about.to_owned() }
    }

    /// The field that is wrong.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Invalid { field, .. } | Self::Refused { field, .. } => Some(field),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotFound(_) | Self::Store(StoreError::NotFound { .. }) => ErrorCode::NotFound,
            Self::Invalid { .. } | Self::Refused { .. } | Self::Attachment { .. } => ErrorCode::Invalid,
            Self::Conflict(_) | Self::Store(StoreError::Conflict { .. }) => ErrorCode::Conflict,
            Self::ChangedMeanwhile => ErrorCode::ChangedMeanwhile,
            Self::Case(_) => ErrorCode::CaseProblem,
            Self::TooLate => ErrorCode::TooLate,
            Self::SignInNeeded => ErrorCode::SignInNeeded,
            Self::Forbidden | Self::NeedsRight(_) => ErrorCode::Forbidden,
            Self::TooManyTries(_) => ErrorCode::TooManyTries,
            Self::TooManyForWorkbook(_) => ErrorCode::TooManyForWorkbook,
            Self::Lake(LakeError::Query(_) | LakeError::Stopped(_)) => ErrorCode::WrongQuery,
            Self::Journal(QueueError::DiskFull) => ErrorCode::DiskFull,
            Self::Store(problem) if problem.is_full() => ErrorCode::DiskFull,
            Self::Store(_) | Self::Lake(_) | Self::Journal(_) | Self::File { .. } => ErrorCode::Unavailable,
        }
    }
}
