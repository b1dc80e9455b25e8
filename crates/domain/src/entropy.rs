//! The port for randomness; nothing else may draw it.

/// A source of unpredictable bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with unpredictable bytes.
    fn fill(&self, buffer: &mut [u8]);
}
