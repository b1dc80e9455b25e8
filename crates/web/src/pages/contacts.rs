//! Contacts with customers: the policy they keep to, and the book of each customer.

pub(crate) mod book;
pub(crate) mod form;
pub(crate) mod policy;
pub(crate) mod words;
