//! What one version of a policy has that another has not.

use super::category::Category;
use super::policy::Policy;

/// A part of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyPart {
    /// A cap.
    Cap,
    /// A rest.
    Rest,
    /// Quiet hours.
    QuietHours,
    /// The consent that a category needs.
    Consent,
    /// A category that is held back while a complaint is open.
    Recovery,
}

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyMove {
    /// It was not there before.
    Added,
    /// It is no longer there.
    Removed,
    /// It says something else.
    Changed,
}

/// A difference between two policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyChange {
    /// In which part.
    pub part: PolicyPart,
    /// The name of the rule, or of the category.
    pub name: String,
    /// What became of it.
    pub moved: PolicyMove,
}

impl PolicyPart {
    /// The name in the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cap => "cap",
            Self::Rest => "rest",
            Self::QuietHours => "quiet_hours",
            Self::Consent => "consent",
            Self::Recovery => "recovery",
        }
    }
}

impl PolicyMove {
    /// The name in the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// What `after` changed of `before`, part by part, in the order of the rules.
#[must_use]
pub fn changes(before: &Policy, after: &Policy) -> Vec<PolicyChange> {
    let mut found = Vec::new();
    compare(&mut found, PolicyPart::Cap, &before.caps, &after.caps, |cap| cap.name.clone());
    compare(&mut found, PolicyPart::Rest, &before.rests, &after.rests, |rest| rest.name.clone());
    let (quiet, later) = (&before.quiet_hours, &after.quiet_hours);
    compare(&mut found, PolicyPart::QuietHours, quiet, later, |quiet| quiet.name.clone());
    let consent = |rule: &super::policy::ConsentRule| rule.category.as_str().to_owned();
    compare(&mut found, PolicyPart::Consent, &before.consent_needed, &after.consent_needed, consent);
    let (held, later) = (&before.held_in_recovery, &after.held_in_recovery);
    compare(&mut found, PolicyPart::Recovery, held, later, |category: &Category| category.as_str().to_owned());
    found
}

fn compare<T: PartialEq>(
    found: &mut Vec<PolicyChange>,
    part: PolicyPart,
    before: &[T],
    after: &[T],
    name: impl Fn(&T) -> String,
) {
    for rule in after {
        let called = name(rule);
        let moved = match before.iter().find(|held| name(held) == called) {
            None => PolicyMove::Added,
            Some(held) if held != rule => PolicyMove::Changed,
            Some(_) => continue,
        };
        found.push(PolicyChange { part, name: called, moved });
    }
    for rule in before {
        let called = name(rule);
        if !after.iter().any(|held| name(held) == called) {
            found.push(PolicyChange { part, name: called, moved: PolicyMove::Removed });
        }
    }
}
