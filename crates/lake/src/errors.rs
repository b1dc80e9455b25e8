//! How the errors of the engine and of the files become those of the port.

use std::fmt::Display;

use datafusion::error::DataFusionError;
use hamdel_domain::lake::LakeError;

/// A file or the table's log could not be read or written.
pub(crate) fn storage(problem: impl Display) -> LakeError {
    LakeError::Storage(problem.to_string())
}

/// An error of planning or running a query: who writes the query can mend most of them.
pub(crate) fn query(problem: &DataFusionError) -> LakeError {
    match problem.find_root() {
        DataFusionError::ResourcesExhausted(text) => LakeError::Stopped(format!("too little memory: {text}")),
        DataFusionError::ObjectStore(problem) => storage(problem),
        DataFusionError::IoError(problem) => storage(problem),
        DataFusionError::ParquetError(problem) => storage(problem),
        DataFusionError::Internal(text) => storage(text),
        root => LakeError::Query(root.strip_backtrace()),
    }
}
