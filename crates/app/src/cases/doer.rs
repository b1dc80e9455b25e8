//! Who does something with a case.

use crate::accounts::SignedIn;

/// Who does something with a case.
#[derive(Clone, Copy, Debug)]
pub enum Doer<'a> {
    /// Somebody of the company; what they may is checked.
    Staff(&'a SignedIn),
    /// The customer, by the name the customer gave.
    Customer(&'a str),
    /// The program itself, by the name of the part that does it.
    Program(&'static str),
}

impl Doer<'_> {
    /// The name in the audit log.
    #[must_use]
    pub fn actor(&self) -> String {
        match self {
            Self::Staff(who) => who.actor(),
            Self::Customer(_) => "customer".to_owned(),
            Self::Program(part) => format!("program:{part}"),
        }
    }

    /// The name that people read; empty for the program.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Staff(who) => &who.name,
            Self::Customer(name) => name,
            Self::Program(_) => "",
        }
    }
}
