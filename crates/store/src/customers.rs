//! Customers as people read them: lists, searches, and all that a profile shows. Nothing here writes.

mod matching;
mod statement;
mod units;

use std::collections::BTreeSet;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use hamdel_domain::identity::Verdict;
use hamdel_domain::{Amount, CustomerId, Identifier, Instant, InteractionId, ProfileState, Standing};

use crate::Store;
use crate::codec::decode_state;
use crate::error::StoreError;
use crate::projection::{ClaimRow, IdentifierRow};
use crate::rows::{Param, select_in};

use statement::{Owned, Statement, prefix_end};
pub use units::keep_customer_units;

/// What a list shows of a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerLine {
    /// The customer of today.
    pub customer: CustomerId,
    /// Known or anonymous.
    pub standing: Standing,
    /// The name to show.
    pub name: Option<String>,
    /// First contact.
    pub first_seen: Option<Instant>,
    /// Last contact.
    pub last_seen: Option<Instant>,
    /// Interactions in all.
    pub interactions: i64,
    /// Sum of values, all currencies together.
    pub value: Amount,
    /// Where the customer stands.
    pub stage: Option<String>,
}

/// By what a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CustomerOrder {
    /// Last contact.
    #[default]
    LastSeen,
    /// Name; customers without one come last either way.
    Name,
    /// Sum of values.
    Value,
    /// Number of interactions.
    Interactions,
}

/// Which customers a list holds, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// Only these.
    pub standing: Option<Standing>,
    /// Only those in this stage.
    pub stage: Option<String>,
    /// Only those whose last contact was then or later.
    pub seen_since: Option<Instant>,
    /// Only those that have every term of any one of these readings, the last one as the start of a word. Empty
    /// for no such condition.
    pub readings: Vec<Vec<String>>,
    /// Only those whose name has one of these search keys. Empty for no such condition.
    pub names: Vec<String>,
    /// Only those that met one of these units; `None` for no such condition.
    pub units: Option<BTreeSet<String>>,
    /// Those that are left out.
    pub besides: Besides,
    /// By what.
    pub order: CustomerOrder,
    /// From the least to the greatest.
    pub ascending: bool,
    /// How its customers are found.
    pub found_by: FoundBy,
}

/// How the customers of a list are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FoundBy {
    /// By walking the list in its order, until a page is full.
    #[default]
    Order,
    /// By standing and stage, which leave so few that finding and sorting them all costs less than walking.
    Standing,
    /// By last contact, which leaves so few.
    LastSeen,
    /// By the units they met, which leave so few.
    Units,
}

/// How the last term of a reading is meant; all others are whole words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastTerm {
    /// The start of a word, as while it is typed.
    #[default]
    Start,
    /// A whole word.
    Whole,
}

/// Customers that a list leaves out, because they were shown before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Besides {
    /// Those whose name has one of these search keys.
    pub names: Vec<String>,
    /// These.
    pub customers: Vec<CustomerId>,
}

/// Customers of today of one standing and stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerTotal {
    /// Known or anonymous.
    pub standing: Standing,
    /// Their stage.
    pub stage: Option<String>,
    /// How many.
    pub customers: i64,
}

/// All that the store knows of one customer of today.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileRecord {
    /// The customer.
    pub customer: CustomerId,
    /// Every customer whose interactions are this one's: itself and those linked to it.
    pub members: Vec<CustomerId>,
    /// What all their interactions say.
    pub state: ProfileState,
    /// Known or anonymous.
    pub standing: Standing,
    /// The name to show.
    pub name: Option<String>,
    /// Its identifiers, strongest first.
    pub identifiers: Vec<IdentifierRow>,
    /// Claims that touch one of them, oldest first.
    pub claims: Vec<ClaimRow>,
    /// Identifiers of other customers that those claims name.
    pub others: Vec<IdentifierRow>,
}

const LINE_COLUMNS: &str = "customer_id, standing, name, first_seen, last_seen, interactions, value, stage";
/// Claims of one customer that are shown.
const MOST_CLAIMS: i64 = 500;

impl Store {
    /// A page of the customers of today that meet the filter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_list(
        &self,
        filter: &CustomerFilter,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<CustomerLine>, StoreError> {
        let mut statement = Statement::new(String::new());
        statement.list_of(LINE_COLUMNS, filter, self.state().dialect(), offset, limit);
        statement.fetch(self).await?.iter().map(line).collect()
    }

    /// Lines of the customers that these are today, each once, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_lines(&self, customers: &[CustomerId]) -> Result<Vec<CustomerLine>, StoreError> {
        let mut connection = self.state().reader().acquire().await?;
        let keys: Vec<[Param<'_>; 1]> = customers.iter().map(|customer| [Param::Integer(customer.0)]).collect();
        let head = format!(
            "SELECT DISTINCT {LINE_COLUMNS} FROM customers WHERE customer_id IN (SELECT today FROM customers WHERE customer_id IN"
        );
        let mut lines =
            select_in(&mut connection, &head, &keys, ")").await?.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        // Groups of keys are asked for one by one, so that one customer may come in two of them.
        lines.sort_unstable_by_key(|line| line.customer);
        lines.dedup_by_key(|line| line.customer);
        Ok(lines)
    }

    /// Lines of customers of today, by number; those that are another customer today are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines_of_today(&self, customers: &[CustomerId]) -> Result<Vec<CustomerLine>, StoreError> {
        let mut connection = self.state().reader().acquire().await?;
        let mut customers = customers.to_vec();
        // In the order of the table, so that its pages are walked once.
        customers.sort_unstable();
        customers.dedup();
        let keys: Vec<[Param<'_>; 1]> = customers.iter().map(|customer| [Param::Integer(customer.0)]).collect();
        let head = format!("SELECT {LINE_COLUMNS} FROM customers WHERE today = customer_id AND customer_id IN");
        let mut lines =
            select_in(&mut connection, &head, &keys, "").await?.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        lines.sort_unstable_by_key(|line| line.customer);
        Ok(lines)
    }

    /// How many customers of today there are, by standing and stage.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_totals(&self) -> Result<Vec<CustomerTotal>, StoreError> {
        let sql = "SELECT standing, stage, COUNT(*) FROM customers WHERE today = customer_id GROUP BY standing, stage";
        let rows = sqlx::query(sql).fetch_all(self.state().reader()).await?;
        rows.iter().map(total).collect()
    }

    /// The same for those whose last contact was at `since` or later; `None` where those are more than `most`,
    /// for each of them costs a look at its row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_totals_since(
        &self,
        since: Instant,
        most: i64,
    ) -> Result<Option<Vec<CustomerTotal>>, StoreError> {
        let sql = format!(
            "SELECT standing, stage, COUNT(*) FROM
                (SELECT standing, stage FROM customers c{} WHERE c.today = c.customer_id AND c.last_seen >= $1
                    ORDER BY c.last_seen LIMIT $2) AS seen
             GROUP BY standing, stage",
            self.state().dialect().indexed_by("customers_by_last_seen")
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(since.micros()).bind(most.saturating_add(1));
        let totals =
            query.fetch_all(self.state().reader()).await?.iter().map(total).collect::<Result<Vec<_>, StoreError>>()?;
        let seen: i64 = totals.iter().map(|total| total.customers).sum();
        Ok((seen <= most).then_some(totals))
    }

    /// How many customers of today meet the filter, counted up to `most` where that is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_count(&self, filter: &CustomerFilter, most: Option<i64>) -> Result<i64, StoreError> {
        let mut statement =
            Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM customers c WHERE c.today = c.customer_id".to_owned());
        statement.narrow(filter);
        if let Some(most) = most {
            statement.push(" LIMIT ");
            statement.bind(Owned::Integer(most));
        }
        statement.push(") AS counted");
        let rows = statement.fetch(self).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.try_get(0))?)
    }

    /// Customers of today whose name has one of these search keys; at most `limit`, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_named(&self, keys: &[String], limit: i64) -> Result<Vec<CustomerId>, StoreError> {
        let mut statement =
            Statement::new("SELECT customer_id FROM customers WHERE today = customer_id AND sort_name IN ".to_owned());
        statement.list(keys.iter().cloned().map(Owned::Text));
        statement.push(" LIMIT ");
        statement.bind(Owned::Integer(limit));
        let rows = statement.fetch(self).await?;
        rows.iter().map(|row| Ok(CustomerId(row.try_get(0)?))).collect()
    }

    /// Customers that have every term of the reading; at most `limit`, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_with_terms(
        &self,
        reading: &[String],
        last: LastTerm,
        limit: i64,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let Some(first) = self.rarest_term(reading, last, limit).await? else { return Ok(Vec::new()) };
        let is_start = |place: usize| last == LastTerm::Start && place + 1 == reading.len();
        let mut statement = Statement::new("SELECT DISTINCT t.customer_id FROM customer_terms t WHERE ".to_owned());
        statement.term("t", &reading[first], is_start(first));
        for (place, term) in reading.iter().enumerate().filter(|(place, _)| *place != first) {
            statement.push(" AND EXISTS (SELECT 1 FROM customer_terms o WHERE o.customer_id = t.customer_id AND ");
            statement.term("o", term, is_start(place));
            statement.push(")");
        }
        statement.push(" LIMIT ");
        statement.bind(Owned::Integer(limit));
        let rows = statement.fetch(self).await?;
        rows.iter().map(|row| Ok(CustomerId(row.try_get(0)?))).collect()
    }

    /// The place of the term with the fewest customers, counted up to `limit`; `None` for an empty reading.
    async fn rarest_term(&self, reading: &[String], last: LastTerm, limit: i64) -> Result<Option<usize>, StoreError> {
        if reading.len() < 2 {
            return Ok((!reading.is_empty()).then_some(0));
        }
        let mut rarest = None;
        for (place, term) in reading.iter().enumerate() {
            let mut statement =
                Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM customer_terms t WHERE ".to_owned());
            statement.term("t", term, last == LastTerm::Start && place + 1 == reading.len());
            statement.push(" LIMIT ");
            statement.bind(Owned::Integer(limit));
            statement.push(") AS counted");
            let rows = statement.fetch(self).await?;
            let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
            if rarest.is_none_or(|(_, fewest)| count < fewest) {
                rarest = Some((place, count));
            }
        }
        Ok(rarest.map(|(place, _)| place))
    }

    /// Customers with an identifier of any kind that starts so; at most `limit`, and whether it is the whole value.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_with_identifier(
        &self,
        start: &str,
        limit: i64,
    ) -> Result<Vec<(CustomerId, bool)>, StoreError> {
        let sql = "SELECT customer_id, value FROM identifiers WHERE value >= $1 AND value < $2 AND customer_id <> 0 ORDER BY value LIMIT $3";
        let query = sqlx::query(sql).bind(start.to_owned()).bind(prefix_end(start)).bind(limit);
        let rows = query.fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok((CustomerId(row.try_get(0)?), row.try_get::<String, _>(1)? == start))).collect()
    }

    /// Customers with an identifier of exactly this value, of any kind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers_with_identifier_exactly(&self, value: &str) -> Result<Vec<CustomerId>, StoreError> {
        let sql = "SELECT customer_id FROM identifiers WHERE value = $1 AND customer_id <> 0";
        let rows = sqlx::query(sql).bind(value.to_owned()).fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok(CustomerId(row.try_get(0)?))).collect()
    }

    /// The next customers of today that meet the filter, by number after `after`, for an export; the filter's
    /// order does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_export(
        &self,
        filter: &CustomerFilter,
        after: CustomerId,
        limit: i64,
    ) -> Result<Vec<CustomerLine>, StoreError> {
        let mut statement =
            Statement::new(format!("SELECT {LINE_COLUMNS} FROM customers c WHERE c.today = c.customer_id"));
        statement.narrow(filter);
        statement.push(" AND c.customer_id > ");
        statement.bind(Owned::Integer(after.0));
        statement.push(" ORDER BY c.customer_id LIMIT ");
        statement.bind(Owned::Integer(limit));
        statement.fetch(self).await?.iter().map(line).collect()
    }

    /// Identifiers of these customers of today, strongest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn identifiers_of_customers(
        &self,
        customers: &[CustomerId],
    ) -> Result<Vec<(CustomerId, Identifier)>, StoreError> {
        let keys: Vec<[Param<'_>; 1]> = customers.iter().map(|customer| [Param::Integer(customer.0)]).collect();
        let head = "SELECT customer_id, kind, value FROM identifiers WHERE customer_id IN";
        let mut connection = self.state().reader().acquire().await?;
        let mut found = Vec::new();
        for row in select_in(&mut connection, head, &keys, "").await? {
            let kind: String = row.try_get(1)?;
            found.push((CustomerId(row.try_get(0)?), Identifier::from_storage(&kind, row.try_get(2)?)));
        }
        found.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        found.dedup();
        Ok(found)
    }

    /// Which customer this is today; `None` when there is none of that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_today(&self, customer: CustomerId) -> Result<Option<CustomerId>, StoreError> {
        let query = sqlx::query("SELECT today FROM customers WHERE customer_id = $1").bind(customer.0);
        let row = query.fetch_optional(self.state().reader()).await?;
        row.map(|row| Ok(CustomerId(row.try_get(0)?))).transpose()
    }

    /// The profiles of the customers that came last, newest first, for what profiles hold in general.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_states(&self, limit: u32) -> Result<Vec<ProfileState>, StoreError> {
        let sql = "SELECT state FROM customers WHERE today = customer_id ORDER BY customer_id DESC LIMIT $1";
        let rows = sqlx::query(sql).bind(i64::from(limit)).fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| decode_state(&row.try_get::<Vec<u8>, _>(0)?)).collect()
    }

    /// Everything a profile shows but its history.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is no customer of today; or when the database fails.
    pub async fn profile_record(&self, customer: CustomerId) -> Result<ProfileRecord, StoreError> {
        let sql = "SELECT customer_id, state, standing, name FROM customers WHERE today = $1 ORDER BY customer_id";
        let rows = sqlx::query(sql).bind(customer.0).fetch_all(self.state().reader()).await?;
        let mut record = ProfileRecord {
            customer,
            members: Vec::with_capacity(rows.len()),
            state: ProfileState::default(),
            standing: Standing::Anonymous,
            name: None,
            identifiers: self.identifiers_of(customer).await?,
            claims: Vec::new(),
            others: Vec::new(),
        };
        let mut found = false;
        for row in &rows {
            let member = CustomerId(row.try_get(0)?);
            record.state.join(&decode_state(&row.try_get::<Vec<u8>, _>(1)?)?);
            if member == customer {
                found = true;
                record.standing = standing(&row.try_get::<String, _>(2)?);
                record.name = row.try_get(3)?;
            }
            record.members.push(member);
        }
        if !found {
            return Err(StoreError::not_found(format!("customer {customer}")));
        }
        self.add_claims(&mut record).await?;
        Ok(record)
    }

    async fn identifiers_of(&self, customer: CustomerId) -> Result<Vec<IdentifierRow>, StoreError> {
        let sql =
            "SELECT identifier_id, kind, value, own_customer, customer_id FROM identifiers WHERE customer_id = $1";
        let rows = sqlx::query(sql).bind(customer.0).fetch_all(self.state().reader()).await?;
        let mut identifiers = rows.iter().map(identifier).collect::<Result<Vec<_>, _>>()?;
        identifiers.sort_by(|one, other| one.identifier.cmp(&other.identifier));
        Ok(identifiers)
    }

    async fn add_claims(&self, record: &mut ProfileRecord) -> Result<(), StoreError> {
        let sql = "SELECT c.stronger, c.weaker, c.at, c.by_high, c.by_low, c.source, c.verdict FROM claims c
            WHERE c.stronger IN (SELECT identifier_id FROM identifiers WHERE customer_id = $1)
               OR c.weaker IN (SELECT identifier_id FROM identifiers WHERE customer_id = $1)
            ORDER BY c.at, c.stronger, c.weaker LIMIT $2";
        let rows = sqlx::query(sql).bind(record.customer.0).bind(MOST_CLAIMS).fetch_all(self.state().reader()).await?;
        record.claims = rows.iter().map(claim).collect::<Result<_, _>>()?;
        let own = |id: i64| record.identifiers.iter().any(|held| held.id == id);
        let mut foreign: Vec<i64> =
            record.claims.iter().flat_map(|claim| [claim.stronger, claim.weaker]).filter(|id| !own(*id)).collect();
        foreign.sort_unstable();
        foreign.dedup();
        let keys: Vec<[Param<'_>; 1]> = foreign.iter().map(|id| [Param::Integer(*id)]).collect();
        let head = "SELECT DISTINCT identifier_id, kind, value, own_customer, customer_id FROM identifiers WHERE identifier_id IN";
        let mut connection = self.state().reader().acquire().await?;
        record.others =
            select_in(&mut connection, head, &keys, "").await?.iter().map(identifier).collect::<Result<_, _>>()?;
        Ok(())
    }
}

fn total(row: &AnyRow) -> Result<CustomerTotal, StoreError> {
    Ok(CustomerTotal {
        standing: standing(&row.try_get::<String, _>(0)?),
        stage: row.try_get(1)?,
        customers: row.try_get(2)?,
    })
}

fn standing(name: &str) -> Standing {
    if name == Standing::Known.as_str() { Standing::Known } else { Standing::Anonymous }
}

fn line(row: &AnyRow) -> Result<CustomerLine, StoreError> {
    let value = row.try_get::<i64, _>(6)?;
    Ok(CustomerLine {
        customer: CustomerId(row.try_get(0)?),
        standing: standing(&row.try_get::<String, _>(1)?),
        name: row.try_get(2)?,
        first_seen: row.try_get::<Option<i64>, _>(3)?.map(Instant::from_micros),
        last_seen: row.try_get::<Option<i64>, _>(4)?.map(Instant::from_micros),
        interactions: row.try_get(5)?,
        value: Amount::from_ten_thousandths(value).unwrap_or_default(),
        stage: row.try_get(7)?,
    })
}

fn identifier(row: &AnyRow) -> Result<IdentifierRow, StoreError> {
    let customer: i64 = row.try_get(4)?;
    Ok(IdentifierRow {
        id: row.try_get(0)?,
        identifier: Identifier::from_storage(&row.try_get::<String, _>(1)?, row.try_get(2)?),
        own_customer: row.try_get::<Option<i64>, _>(3)?.map(CustomerId),
        customer: (customer != 0).then_some(CustomerId(customer)),
    })
}

fn claim(row: &AnyRow) -> Result<ClaimRow, StoreError> {
    let verdict: String = row.try_get(6)?;
    Ok(ClaimRow {
        stronger: row.try_get(0)?,
        weaker: row.try_get(1)?,
        at: Instant::from_micros(row.try_get(2)?),
        by: InteractionId::from_halves(row.try_get(3)?, row.try_get(4)?),
        source: row.try_get(5)?,
        verdict: Verdict::parse(&verdict).ok_or_else(|| StoreError::corrupt(format!("a claim's verdict {verdict}")))?,
    })
}
