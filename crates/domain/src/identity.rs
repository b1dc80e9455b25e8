//! Which identifiers are one customer.
//!
//! An interaction that carries several identifiers claims that its strongest one and each of the
//! others are one customer. From the set of claims, and from nothing else, follows who is who: claims
//! are taken strong kinds first, then by the time of the event, and each joins two clusters unless both
//! are known by a stronger kind than the identifier they share (two user ids on one telephone, two e-mails
//! on one device), or one customer would have more identifiers of a kind than its limit. The order
//! of arrival plays no part, so late and out-of-order events end in the same customers, and taking a
//! claim away undoes what it joined.
//!
//! A weak identifier that several known customers claim (a shop's tablet, a family's phone) joins
//! none of them: following it is how mega merges come about.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::identifier::{Identifier, IdentifierKind};
use crate::interaction::InteractionId;

/// More user ids than this on one other identifier make it shared.
pub const SHARED_ABOVE: usize = 3;

/// Claims kept for one identifier towards one other kind; further ones are not kept. Far above every limit,
/// it bounds the work that one runaway identifier can cause.
pub const CLAIMS_KEPT: usize = 25;

/// The first event that said that two identifiers are one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Index of the stronger identifier.
    pub stronger: usize,
    /// Index of the weaker identifier.
    pub weaker: usize,
    /// When the event happened.
    pub at: Instant,
    /// The event.
    pub by: InteractionId,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The two are one customer.
    Joined,
    /// Each belongs to a customer known by an identifier of its own, of a kind stronger than the weaker one here.
    BothKnown,
    /// One customer would have more identifiers of a kind than its limit.
    OverLimit,
    /// The weaker one is claimed by more than [`SHARED_ABOVE`] known customers.
    Shared,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: &'static [Self] = &[Self::Joined, Self::BothKnown, Self::OverLimit, Self::Shared];

    /// The name used in the database, the API and the locales (`claim-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::BothKnown => "both_known",
            Self::OverLimit => "over_limit",
            Self::Shared => "shared",
        }
    }

    /// The verdict of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verdict| verdict.as_str() == name)
    }
}

/// Who is who.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// For each identifier, the index of the strongest identifier of its customer (ties: the least value).
    pub customer_of: Vec<usize>,
    /// For each claim, in the order given, what became of it.
    pub verdicts: Vec<Verdict>,
}

/// Resolves whole connected components: `claims` must hold every kept claim of every identifier given.
///
/// Claims whose indices are out of range are refused as [`Verdict::OverLimit`].
#[must_use]
pub fn resolve(identifiers: &[Identifier], claims: &[Claim]) -> Resolution {
    let in_range = |claim: &Claim| claim.stronger < identifiers.len() && claim.weaker < identifiers.len();
    let shared = shared_identifiers(identifiers, claims.iter().filter(|claim| in_range(claim)));
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&index| {
        let claim = &claims[index];
        let names = in_range(claim).then(|| (&identifiers[claim.weaker], &identifiers[claim.stronger]));
        (names.map(|(weaker, _)| weaker.kind().rank()), claim.at, claim.by, names)
    });
    let mut clusters = Clusters::new(identifiers);
    let mut verdicts = vec![Verdict::OverLimit; claims.len()];
    for index in order {
        let claim = &claims[index];
        if !in_range(claim) {
            continue;
        }
        verdicts[index] = if shared.contains(&claim.weaker) || shared.contains(&claim.stronger) {
            Verdict::Shared
        } else {
            clusters.join(claim.stronger, claim.weaker)
        };
    }
    Resolution { customer_of: clusters.strongest_of_each(), verdicts }
}

fn shared_identifiers<'a>(identifiers: &[Identifier], claims: impl Iterator<Item = &'a Claim>) -> BTreeSet<usize> {
    let mut users: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for claim in claims {
        if *identifiers[claim.stronger].kind() == IdentifierKind::UserId {
            users.entry(claim.weaker).or_default().insert(claim.stronger);
        }
    }
    users.into_iter().filter(|(_, users)| users.len() > SHARED_ABOVE).map(|(identifier, _)| identifier).collect()
}

/// Disjoint sets of identifiers that never pass a limit.
struct Clusters<'a> {
    identifiers: &'a [Identifier],
    parent: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl<'a> Clusters<'a> {
    fn new(identifiers: &'a [Identifier]) -> Self {
        Self {
            identifiers,
            parent: (0..identifiers.len()).collect(),
            members: (0..identifiers.len()).map(|index| vec![index]).collect(),
        }
    }

    fn find(&mut self, mut index: usize) -> usize {
        while self.parent[index] != index {
            self.parent[index] = self.parent[self.parent[index]];
            index = self.parent[index];
        }
        index
    }

    /// How many identifiers of each kind a cluster has.
    fn kinds_of(&self, root: usize) -> BTreeMap<&'a str, usize> {
        let mut count = BTreeMap::new();
        for &member in &self.members[root] {
            *count.entry(self.identifiers[member].kind().as_str()).or_default() += 1;
        }
        count
    }

    fn join(&mut self, stronger: usize, weaker: usize) -> Verdict {
        let (one, other) = (self.find(stronger), self.find(weaker));
        if one == other {
            return Verdict::Joined;
        }
        let (held, more) = (self.kinds_of(one), self.kinds_of(other));
        let outranks =
            |kind: &IdentifierKind| kind.names_a_customer() && kind.rank() < self.identifiers[weaker].kind().rank();
        if held.keys().any(|name| more.contains_key(name) && outranks(&IdentifierKind::parse(name))) {
            return Verdict::BothKnown;
        }
        let over = |(name, count): (&&str, &usize)| {
            let limit = IdentifierKind::parse(name).limit();
            count + more.get(name).copied().unwrap_or(0) > limit
        };
        if held.iter().any(over) {
            return Verdict::OverLimit;
        }
        let (into, from) =
            if self.members[one].len() >= self.members[other].len() { (one, other) } else { (other, one) };
        let moved = std::mem::take(&mut self.members[from]);
        self.members[into].extend(moved);
        self.parent[from] = into;
        Verdict::Joined
    }

    fn strongest_of_each(mut self) -> Vec<usize> {
        let roots: Vec<usize> = (0..self.identifiers.len()).map(|index| self.find(index)).collect();
        roots
            .into_iter()
            .map(|root| {
                let strongest = self.members[root].iter().copied().min_by_key(|&member| &self.identifiers[member]);
                strongest.unwrap_or(root)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
