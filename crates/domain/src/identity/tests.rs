use super::*;
use proptest::prelude::*;

fn identifier(name: &str) -> Identifier {
    let (kind, value) = match name.split_at(1) {
        ("U", rest) => (IdentifierKind::UserId, rest),
        ("E", rest) => (IdentifierKind::Email, rest),
        ("P", rest) => (IdentifierKind::Phone, rest),
        (_, rest) => (IdentifierKind::AnonymousId, rest),
    };
    Identifier::from_storage(kind.as_str(), value.to_owned())
}

/// Claims written as `("U1", "A1")`, at times 1, 2, 3 …
fn outcome(pairs: &[(&str, &str)]) -> (BTreeMap<String, String>, Vec<Verdict>) {
    let names: Vec<&str> =
        pairs.iter().flat_map(|(one, other)| [*one, *other]).collect::<BTreeSet<_>>().into_iter().collect();
    let index = |name: &str| names.iter().position(|held| *held == name).unwrap();
    let identifiers: Vec<Identifier> = names.iter().map(|name| identifier(name)).collect();
    let claims: Vec<Claim> = (1..)
        .zip(pairs)
        .map(|(at, (stronger, weaker))| Claim {
            stronger: index(stronger),
            weaker: index(weaker),
            at: Instant::from_micros(at),
            by: InteractionId(at as u128),
        })
        .collect();
    let resolution = resolve(&identifiers, &claims);
    let customer_of =
        names.iter().zip(&resolution.customer_of).map(|(name, &of)| ((*name).to_owned(), names[of].to_owned()));
    (customer_of.collect(), resolution.verdicts)
}

#[test]
fn a_browser_belongs_to_the_user_it_first_named() {
    let (customer_of, verdicts) = outcome(&[("U1", "A1"), ("U2", "A1")]);
    assert_eq!((customer_of["A1"].as_str(), customer_of["U2"].as_str()), ("U1", "U2"));
    assert_eq!(verdicts, [Verdict::Joined, Verdict::BothKnown]);
}

#[test]
fn a_weak_identifier_never_merges_two_known_customers() {
    let (customer_of, _) = outcome(&[("U1", "P1"), ("E2", "P1"), ("U2", "E2")]);
    assert_eq!(customer_of["U1"], "U1");
    assert_eq!(customer_of["U2"], "U2");
    assert_eq!(customer_of["E2"], "U2", "the e-mail was claimed by a stronger kind than the phone");
}

#[test]
fn two_mailboxes_on_one_telephone_stay_two_customers() {
    let (customer_of, verdicts) = outcome(&[("E1", "P1"), ("E2", "P1")]);
    assert_eq!(
        (customer_of["E1"].as_str(), customer_of["E2"].as_str(), customer_of["P1"].as_str()),
        ("E1", "E2", "E1")
    );
    assert_eq!(verdicts[1], Verdict::BothKnown);
    let (customer_of, _) = outcome(&[("E1", "P1"), ("E2", "P1"), ("U1", "E1"), ("U1", "E2")]);
    assert!(customer_of.values().all(|customer| customer == "U1"), "a user id that claims both mailboxes settles it");
}

#[test]
fn a_chain_of_identifiers_is_one_customer() {
    let (customer_of, _) = outcome(&[("E1", "A1"), ("E1", "P1"), ("U1", "P1")]);
    assert!(customer_of.values().all(|customer| customer == "U1"));
}

#[test]
fn a_shared_tablet_joins_nobody() {
    let (customer_of, verdicts) = outcome(&[("U1", "A1"), ("U2", "A1"), ("U3", "A1"), ("U4", "A1")]);
    assert_eq!(customer_of["A1"], "A1");
    assert_eq!(verdicts, [Verdict::Shared; 4]);
}

#[test]
fn the_sixth_of_a_kind_is_left_out() {
    let (customer_of, verdicts) =
        outcome(&[("U1", "A1"), ("U1", "A2"), ("U1", "A3"), ("U1", "A4"), ("U1", "A5"), ("U1", "A6")]);
    assert_eq!(customer_of["A5"], "U1");
    assert_eq!(customer_of["A6"], "A6");
    assert_eq!(verdicts[5], Verdict::OverLimit);
}

/// The slow oracle: applies claims one by one with labels instead of trees.
fn oracle(identifiers: &[Identifier], claims: &[Claim]) -> Vec<usize> {
    let mut label: Vec<usize> = (0..identifiers.len()).collect();
    let users_of = |weaker: usize| {
        let users =
            claims.iter().filter(|claim| claim.weaker == weaker && identifiers[claim.stronger].kind().rank() == 0);
        users.map(|claim| claim.stronger).collect::<BTreeSet<_>>().len()
    };
    let mut sorted = claims.to_vec();
    sorted.sort_by_key(|claim| {
        let (weaker, stronger) = (&identifiers[claim.weaker], &identifiers[claim.stronger]);
        (weaker.kind().rank(), claim.at, claim.by, weaker.clone(), stronger.clone())
    });
    for claim in sorted {
        if users_of(claim.weaker) > SHARED_ABOVE || users_of(claim.stronger) > SHARED_ABOVE {
            continue;
        }
        let (from, into) = (label[claim.weaker], label[claim.stronger]);
        let together = (0..label.len()).filter(|&index| label[index] == from || label[index] == into);
        let mut by_kind: BTreeMap<u8, usize> = BTreeMap::new();
        together.for_each(|index| *by_kind.entry(identifiers[index].kind().rank()).or_default() += 1);
        let has = |side: usize, rank: u8| {
            (0..label.len()).any(|index| label[index] == side && identifiers[index].kind().rank() == rank)
        };
        let both_known =
            (0..=5).any(|rank| rank < identifiers[claim.weaker].kind().rank() && has(from, rank) && has(into, rank));
        let within = by_kind.iter().all(|(rank, count)| *count <= if *rank == 0 { 1 } else { 5 });
        if from != into && within && !both_known {
            label.iter_mut().filter(|held| **held == from).for_each(|held| *held = into);
        }
    }
    (0..label.len())
        .map(|index| {
            (0..label.len())
                .filter(|&other| label[other] == label[index])
                .min_by_key(|&other| identifiers[other].clone())
                .unwrap()
        })
        .collect()
}

fn any_claims() -> impl Strategy<Value = (Vec<Identifier>, Vec<Claim>)> {
    let names = ["U1", "U2", "U3", "U4", "U5", "E1", "E2", "E3", "P1", "P2", "A1", "A2", "A3", "A4", "A5", "A6", "A7"];
    let identifiers: Vec<Identifier> = names.iter().map(|name| identifier(name)).collect();
    let claim = (0..names.len(), 0..names.len(), 0..6_i64, any::<u8>());
    prop::collection::vec(claim, 0..40).prop_map(move |raw| {
        let claims = raw
            .into_iter()
            .filter(|(one, other, ..)| identifiers[*one].kind().rank() != identifiers[*other].kind().rank())
            .map(|(one, other, at, by)| Claim {
                stronger: one.min(other),
                weaker: one.max(other),
                at: Instant::from_micros(at),
                by: InteractionId(u128::from(by)),
            })
            .collect();
        (identifiers.clone(), claims)
    })
}

proptest! {
    #[test]
    fn agrees_with_the_oracle_in_any_order(
        ((identifiers, claims), shuffled) in any_claims().prop_flat_map(|(identifiers, claims)| (Just((identifiers, claims.clone())), Just(claims).prop_shuffle())),
    ) {
        let expected = oracle(&identifiers, &claims);
        prop_assert_eq!(&resolve(&identifiers, &claims).customer_of, &expected);
        prop_assert_eq!(&resolve(&identifiers, &shuffled).customer_of, &expected);
    }

    #[test]
    fn no_customer_passes_a_limit((identifiers, claims) in any_claims()) {
        let resolution = resolve(&identifiers, &claims);
        for customer in 0..identifiers.len() {
            let mut by_kind: BTreeMap<u8, usize> = BTreeMap::new();
            for member in (0..identifiers.len()).filter(|&member| resolution.customer_of[member] == customer) {
                *by_kind.entry(identifiers[member].kind().rank()).or_default() += 1;
            }
            let within = by_kind.iter().all(|(rank, count)| *count <= if *rank == 0 { 1 } else { 5 });
            prop_assert!(within);
        }
    }
}
