//! Estimators, pure.
