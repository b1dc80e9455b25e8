//! Whose each interaction is: identifiers, claims and the clusters that follow from them.
//!
//! When the claims of a component change, the whole component is resolved again from all its claims
//! ([`hamdel_domain::identity::resolve`]), which is what makes the order of arrival irrelevant.

use foldhash::{HashMap, HashSet};

use hamdel_domain::identity::{CLAIMS_KEPT, Claim, Verdict, resolve};
use hamdel_domain::{CustomerId, Identifier, Instant, InteractionId, RecordedInteraction, Standing};
use hamdel_store::projection::{self, ClaimRow, IdentifierRow};
use hamdel_store::{StoreError, Transaction};

use super::cache::Cache;

/// Numbers are taken in groups, so that a transaction asks its counters twice and not per row.
const CUSTOMERS: &str = "customers";
const IDENTIFIERS: &str = "identifiers";

/// What a resolution changed of who is who.
#[derive(Default)]
pub(super) struct Moved {
    /// For customers whose customer of today changed: the new one.
    pub(super) today: HashMap<CustomerId, CustomerId>,
    /// Whether a customer of today is known, for those that were resolved.
    pub(super) standing: HashMap<CustomerId, Standing>,
    /// Customers made in this transaction, of which the database knows nothing yet.
    pub(super) created: HashSet<CustomerId>,
}

pub(super) struct Identities<'a> {
    tx: &'a mut Transaction,
    cache: &'a mut Cache,
    changed: HashSet<Identifier>,
    /// Identifiers made in this transaction, of which the database knows no claims yet.
    created: HashSet<i64>,
    moved: Moved,
}

impl<'a> Identities<'a> {
    pub(super) fn new(tx: &'a mut Transaction, cache: &'a mut Cache) -> Self {
        Self { tx, cache, changed: HashSet::default(), created: HashSet::default(), moved: Moved::default() }
    }

    pub(super) fn into_moved(self) -> Moved {
        self.moved
    }

    /// Gives each row its customer and records what the rows claim.
    pub(super) async fn resolve(&mut self, rows: &mut [RecordedInteraction]) -> Result<(), StoreError> {
        self.load_identifiers(rows).await?;
        self.give_owners(rows).await?;
        let claims = self.new_claims(rows).await?;
        if !claims.is_empty() {
            self.resolve_components(claims, rows).await?;
        }
        let mut changed: Vec<IdentifierRow> =
            self.changed.iter().filter_map(|identifier| self.cache.identifiers.get(identifier).cloned()).collect();
        // In the order of the table, so that its pages are walked once.
        changed.sort_unstable_by_key(|row| row.id);
        projection::put_identifiers(self.tx, &changed).await
    }

    async fn load_identifiers(&mut self, rows: &[RecordedInteraction]) -> Result<(), StoreError> {
        let mut unknown: HashSet<&Identifier> = HashSet::default();
        for identifier in rows.iter().flat_map(|row| &row.interaction.identifiers) {
            if !self.cache.identifiers.contains_key(identifier) {
                unknown.insert(identifier);
            }
        }
        let mut unknown: Vec<&Identifier> = unknown.into_iter().collect();
        // Sorted, so that a run can be repeated and the database walks its index in order.
        unknown.sort();
        for row in projection::identifiers_by_value(self.tx, &unknown).await? {
            self.cache.identifiers.insert(row.identifier.clone(), row);
        }
        unknown.retain(|identifier| !self.cache.identifiers.contains_key(*identifier));
        if unknown.is_empty() {
            return Ok(());
        }
        let first = projection::take_numbers(self.tx, IDENTIFIERS, unknown.len() as i64).await?;
        for (id, identifier) in (first..).zip(unknown) {
            let row = IdentifierRow { id, identifier: identifier.clone(), own_customer: None, customer: None };
            self.cache.identifiers.insert(identifier.clone(), row);
            self.changed.insert(identifier.clone());
            self.created.insert(id);
        }
        Ok(())
    }

    /// The customer a row is written for is that of its strongest identifier, made when there is none yet.
    async fn give_owners(&mut self, rows: &mut [RecordedInteraction]) -> Result<(), StoreError> {
        let mut without: Vec<Identifier> = Vec::new();
        let mut listed: HashSet<&Identifier> = HashSet::default();
        for strongest in rows.iter().filter_map(|row| row.interaction.identifiers.first()) {
            let owned = self.cache.identifiers.get(strongest).is_some_and(|row| row.own_customer.is_some());
            if !owned && listed.insert(strongest) {
                without.push(strongest.clone());
            }
        }
        if !without.is_empty() {
            let first = projection::take_numbers(self.tx, CUSTOMERS, without.len() as i64).await?;
            for (number, identifier) in (first..).zip(without) {
                self.moved.created.insert(CustomerId(number));
                self.own(&identifier, CustomerId(number));
            }
        }
        for row in rows.iter_mut() {
            let strongest =
                row.interaction.identifiers.first().and_then(|identifier| self.cache.identifiers.get(identifier));
            row.customer = strongest.and_then(|held| held.own_customer);
        }
        Ok(())
    }

    fn own(&mut self, identifier: &Identifier, customer: CustomerId) {
        let Some(row) = self.cache.identifiers.get_mut(identifier) else { return };
        row.own_customer = Some(customer);
        // Whoever it pointed at before is its customer of today; until resolved otherwise, itself.
        let today = *row.customer.get_or_insert(customer);
        self.changed.insert(identifier.clone());
        self.moved.today.insert(customer, today);
        if today == customer {
            let standing = if identifier.kind().names_a_customer() { Standing::Known } else { Standing::Anonymous };
            self.moved.standing.insert(customer, standing);
        }
    }

    /// The rows' claims that are new, or earlier than what is known.
    async fn new_claims(&mut self, rows: &[RecordedInteraction]) -> Result<Vec<ClaimRow>, StoreError> {
        let mut stated: HashMap<(i64, i64), ClaimRow> = HashMap::default();
        for row in rows {
            let Some((strongest, weaker)) = row.interaction.identifiers.split_first() else { continue };
            for identifier in weaker {
                let (Some(one), Some(other)) =
                    (self.cache.identifiers.get(strongest), self.cache.identifiers.get(identifier))
                else {
                    continue;
                };
                let pair = (one.id, other.id);
                let when = (row.interaction.occurred_at, row.interaction.id);
                if self.cache.claims.get(&pair).is_some_and(|known| *known <= when) {
                    continue;
                }
                let earlier = stated.get(&pair).is_none_or(|held| when < (held.at, held.by));
                if earlier {
                    let source = row.interaction.source.clone();
                    stated.insert(
                        pair,
                        ClaimRow {
                            stronger: pair.0,
                            weaker: pair.1,
                            at: when.0,
                            by: when.1,
                            source,
                            verdict: Verdict::Joined,
                        },
                    );
                }
            }
        }
        self.without_known(stated).await
    }

    /// Leaves out claims that the store already has from an earlier event.
    async fn without_known(&mut self, mut stated: HashMap<(i64, i64), ClaimRow>) -> Result<Vec<ClaimRow>, StoreError> {
        let unknown = stated.keys().filter(|pair| !self.cache.claims.contains_key(pair));
        let weaker: HashSet<i64> = unknown.map(|pair| pair.1).filter(|id| !self.created.contains(id)).collect();
        let weaker: Vec<i64> = weaker.into_iter().collect();
        for known in projection::claims_of(self.tx, &weaker).await? {
            let pair = (known.stronger, known.weaker);
            let when = (known.at, known.by);
            if stated.get(&pair).is_some_and(|claim| when <= (claim.at, claim.by)) {
                stated.remove(&pair);
            }
            self.remember_claim(pair, when);
        }
        let mut claims: Vec<ClaimRow> = stated.into_values().collect();
        claims.sort_by_key(|claim| (claim.stronger, claim.weaker));
        for claim in &claims {
            self.remember_claim((claim.stronger, claim.weaker), (claim.at, claim.by));
        }
        Ok(claims)
    }

    fn remember_claim(&mut self, pair: (i64, i64), when: (Instant, InteractionId)) {
        let held = self.cache.claims.entry(pair).or_insert(when);
        *held = (*held).min(when);
    }

    async fn resolve_components(&mut self, new: Vec<ClaimRow>, rows: &[RecordedInteraction]) -> Result<(), StoreError> {
        let mut component = Component::default();
        component.add_claims(new);
        // Those of this transaction may differ from what the database still says.
        let touched = rows.iter().flat_map(|row| &row.interaction.identifiers);
        let at_hand =
            touched.filter_map(|identifier| self.cache.identifiers.get(identifier)).map(|row| (row.id, row)).collect();
        component.explore(self.tx, &at_hand, &self.created).await?;
        for identifier in component.rows.values() {
            // Those just made are known here before the database knows them.
            self.cache.identifiers.entry(identifier.identifier.clone()).or_insert_with(|| identifier.clone());
        }
        let Resolved { claims, assigned, standing } = component.resolved();
        self.moved.standing.extend(standing);
        projection::put_claims(self.tx, &claims).await?;
        for (identifier, customer) in assigned {
            self.assign(&identifier, customer);
        }
        Ok(())
    }

    fn assign(&mut self, identifier: &Identifier, customer: Option<CustomerId>) {
        let Some(row) = self.cache.identifiers.get_mut(identifier) else { return };
        if row.customer != customer {
            row.customer = customer;
            self.changed.insert(identifier.clone());
        }
        if let (Some(own), Some(today)) = (row.own_customer, customer) {
            self.moved.today.insert(own, today);
        }
    }
}

/// What a component says once it is resolved.
struct Resolved {
    /// Claims to write.
    claims: Vec<ClaimRow>,
    /// The customer of each identifier.
    assigned: Vec<(Identifier, Option<CustomerId>)>,
    /// The standing of each customer.
    standing: HashMap<CustomerId, Standing>,
}

/// A claim by its time, and the pair it joins.
type Dated = (Instant, InteractionId, (i64, i64));

/// Everything that claims connect with the new ones.
#[derive(Default)]
struct Component {
    rows: HashMap<i64, IdentifierRow>,
    claims: HashMap<(i64, i64), ClaimRow>,
    changed: HashSet<(i64, i64)>,
}

impl Component {
    fn add_claims(&mut self, new: Vec<ClaimRow>) {
        for claim in new {
            self.changed.insert((claim.stronger, claim.weaker));
            self.claims.insert((claim.stronger, claim.weaker), claim);
        }
    }

    /// Reads claims outwards until nothing new is connected.
    async fn explore(
        &mut self,
        tx: &mut Transaction,
        at_hand: &HashMap<i64, &IdentifierRow>,
        created: &HashSet<i64>,
    ) -> Result<(), StoreError> {
        let mut explored: HashSet<i64> = HashSet::default();
        loop {
            let touched = self.claims.keys().flat_map(|(stronger, weaker)| [*stronger, *weaker]);
            let frontier: HashSet<i64> = touched.filter(|id| !explored.contains(id)).collect();
            if frontier.is_empty() {
                return Ok(());
            }
            let mut frontier: Vec<i64> = frontier.into_iter().collect();
            frontier.sort_unstable();
            self.read_rows(tx, at_hand, &frontier).await?;
            let known: Vec<i64> = frontier.iter().copied().filter(|id| !created.contains(id)).collect();
            for claim in projection::claims_of(tx, &known).await? {
                self.claims.entry((claim.stronger, claim.weaker)).or_insert(claim);
            }
            explored.extend(frontier);
        }
    }

    async fn read_rows(
        &mut self,
        tx: &mut Transaction,
        at_hand: &HashMap<i64, &IdentifierRow>,
        ids: &[i64],
    ) -> Result<(), StoreError> {
        let mut unread = Vec::new();
        for id in ids {
            match at_hand.get(id) {
                Some(row) => {
                    self.rows.insert(*id, (*row).clone());
                }
                None => unread.push(*id),
            }
        }
        for row in projection::identifiers_by_id(tx, &unread).await? {
            self.rows.insert(row.id, row);
        }
        Ok(())
    }

    fn resolved(mut self) -> Resolved {
        self.leave_out_runaways();
        let mut rows: Vec<&IdentifierRow> = self.rows.values().collect();
        rows.sort_by(|one, other| one.identifier.cmp(&other.identifier));
        let index: HashMap<i64, usize> = rows.iter().enumerate().map(|(index, row)| (row.id, index)).collect();
        let identifiers: Vec<Identifier> = rows.iter().map(|row| row.identifier.clone()).collect();
        let mut kept: Vec<ClaimRow> = self.claims.into_values().collect();
        kept.sort_by_key(|claim| (claim.stronger, claim.weaker));
        let place = |id: i64| index.get(&id).copied().unwrap_or(usize::MAX);
        let claims: Vec<Claim> = kept
            .iter()
            .map(|claim| Claim {
                stronger: place(claim.stronger),
                weaker: place(claim.weaker),
                at: claim.at,
                by: claim.by,
            })
            .collect();
        let resolution = resolve(&identifiers, &claims);
        let customers = customers_of_clusters(&rows, &resolution.customer_of);
        let mut standing = HashMap::default();
        let mut assigned = Vec::with_capacity(rows.len());
        for (row, cluster) in rows.iter().zip(&resolution.customer_of) {
            let customer = customers.get(cluster).copied();
            assigned.push((row.identifier.clone(), customer));
            if let Some(customer) = customer {
                let known = row.identifier.kind().names_a_customer();
                let held = standing.entry(customer).or_insert(Standing::Anonymous);
                if known {
                    *held = Standing::Known;
                }
            }
        }
        let changed = self.changed;
        let written = kept
            .into_iter()
            .zip(resolution.verdicts)
            .filter(|(claim, verdict)| changed.contains(&(claim.stronger, claim.weaker)) || claim.verdict != *verdict)
            .map(|(claim, verdict)| ClaimRow { verdict, ..claim })
            .collect();
        Resolved { claims: written, assigned, standing }
    }

    /// Bounds the claims of one identifier towards one kind, keeping the earliest.
    fn leave_out_runaways(&mut self) {
        let mut towards: HashMap<(i64, &str), Vec<Dated>> = HashMap::default();
        for (pair, claim) in &self.claims {
            for (one, other) in [(claim.stronger, claim.weaker), (claim.weaker, claim.stronger)] {
                if let Some(row) = self.rows.get(&other) {
                    towards.entry((one, row.identifier.kind().as_str())).or_default().push((claim.at, claim.by, *pair));
                }
            }
        }
        let mut surplus = Vec::new();
        for claims in towards.values_mut().filter(|claims| claims.len() > CLAIMS_KEPT) {
            claims.sort_unstable();
            surplus.extend(claims[CLAIMS_KEPT..].iter().map(|(_, _, pair)| *pair));
        }
        for pair in surplus {
            // One that is in the store already stays there with the verdict it has.
            self.claims.remove(&pair);
        }
    }
}

/// For each cluster, the customer its interactions are read as: that of the strongest identifier that has one.
fn customers_of_clusters(rows: &[&IdentifierRow], customer_of: &[usize]) -> HashMap<usize, CustomerId> {
    let mut customers: HashMap<usize, (u8, CustomerId)> = HashMap::default();
    for (row, cluster) in rows.iter().zip(customer_of) {
        let Some(own) = row.own_customer else { continue };
        let candidate = (row.identifier.kind().rank(), own);
        let held = customers.entry(*cluster).or_insert(candidate);
        *held = (*held).min(candidate);
    }
    customers.into_iter().map(|(cluster, (_, customer))| (cluster, customer)).collect()
}
