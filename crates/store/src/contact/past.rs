//! The book as it was: what a change of the policy is tried on.

use std::collections::BTreeMap;

use sqlx::Row;

use hamdel_domain::contact::{Contact, ContactState, Hold, Past, PastHold, PastWish};
use hamdel_domain::{CustomerId, Instant};

use super::{contact_row, said};
use crate::Store;
use crate::error::StoreError;
use crate::rows::{Param, select_in};

/// Which part of the book is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastAsked {
    /// One customer of today; `None` for all of them.
    pub customer: Option<CustomerId>,
    /// Contacts from here on only count.
    pub since: Instant,
    /// Wishes from here on are decided on anew.
    pub from: Instant,
    /// Most rows of the book that are read, the youngest first.
    pub most: i64,
}

/// What was read of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRead {
    /// By customer of today.
    pub pasts: BTreeMap<CustomerId, Past>,
    /// The oldest row that was read, where there were more than `most` of them.
    pub cut_at: Option<Instant>,
}

impl Store {
    /// Everybody's contacts, wishes, consents and holds, by customer of today.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contact_pasts(&self, asked: PastAsked) -> Result<PastRead, StoreError> {
        let who = match asked.customer {
            Some(_) => "AND COALESCE(c.today, k.customer_id) = $3",
            None => "AND $3 = 0",
        };
        let sql = format!(
            "SELECT k.contact_id, COALESCE(c.today, k.customer_id), k.channel, k.category, k.topic, k.subject, k.state,
                 k.at, k.reason
             FROM contacts k LEFT JOIN customers c ON c.customer_id = k.customer_id
             WHERE k.at >= $1 {who} ORDER BY k.at DESC, k.contact_id DESC LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(asked.since.micros())
            .bind(asked.most)
            .bind(asked.customer.map_or(0, |customer| customer.0))
            .fetch_all(self.state().reader())
            .await?;
        let is_cut = i64::try_from(rows.len()).unwrap_or(i64::MAX) >= asked.most;
        let mut pasts: BTreeMap<CustomerId, Past> = BTreeMap::new();
        let mut oldest = None;
        for row in &rows {
            let row = contact_row(row)?;
            oldest = Some(row.at);
            let past = pasts.entry(row.customer).or_default();
            if row.at >= asked.from {
                let otherwise = row.reasons.into_iter().next().filter(|reason| reason.is_beyond_policy());
                past.wishes.push(PastWish {
                    channel: row.channel,
                    category: row.category,
                    topic: row.topic,
                    subject: row.subject,
                    at: row.at,
                    reaches: row.state != ContactState::Bounced,
                    otherwise,
                });
            } else if row.state.counts() {
                let (channel, category, topic) = (row.channel, row.category, row.topic);
                past.before.push(Contact { channel, category, topic, at: row.at });
            }
        }
        pasts.retain(|_, past| !past.wishes.is_empty());
        self.add_words_and_holds(&mut pasts).await?;
        Ok(PastRead { pasts, cut_at: oldest.filter(|_| is_cut) })
    }

    async fn add_words_and_holds(&self, pasts: &mut BTreeMap<CustomerId, Past>) -> Result<(), StoreError> {
        let keys: Vec<[Param<'_>; 1]> = pasts.keys().map(|customer| [Param::Integer(customer.0)]).collect();
        let mut connection = self.state().reader().acquire().await?;
        let head = "SELECT s.channel, s.category, s.given, s.source, s.at, COALESCE(c.today, s.customer_id)
             FROM consents s LEFT JOIN customers c ON c.customer_id = s.customer_id
             WHERE COALESCE(c.today, s.customer_id) IN";
        for row in select_in(&mut connection, head, &keys, "").await? {
            let customer = CustomerId(row.try_get(5)?);
            if let Some(past) = pasts.get_mut(&customer) {
                past.consents.push(said::consent(&row)?);
            }
        }
        let head = "SELECT h.subject, h.since, h.ended_at, COALESCE(c.today, h.customer_id)
             FROM contact_holds h LEFT JOIN customers c ON c.customer_id = h.customer_id
             WHERE COALESCE(c.today, h.customer_id) IN";
        for row in select_in(&mut connection, head, &keys, "").await? {
            let customer = CustomerId(row.try_get(3)?);
            if let Some(past) = pasts.get_mut(&customer) {
                let hold = Hold { subject: row.try_get(0)?, since: Instant::from_micros(row.try_get(1)?) };
                let ended = row.try_get::<Option<i64>, _>(2)?.map(Instant::from_micros);
                past.holds.push(PastHold { hold, ended });
            }
        }
        Ok(())
    }
}
