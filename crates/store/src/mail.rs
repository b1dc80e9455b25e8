//! Mail that came in, and what became of it.

use sqlx::Row;

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;

use crate::Store;
use crate::error::StoreError;

/// How long a mail is remembered by its key; microseconds. Mail servers give up after about five days.
const REMEMBERED: i64 = 60 * DAY;

/// A mail and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMail {
    /// Its key: of one key there is one mail.
    pub key: String,
    /// Who wrote, hashed.
    pub sender_hash: String,
    /// What became of it, by its code.
    pub outcome: String,
    /// Its size.
    pub bytes: i64,
    /// When it was taken in.
    pub at: Instant,
}

/// How many mails came to one end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailCount {
    /// The code of what became of them.
    pub outcome: String,
    /// How many.
    pub mails: i64,
}

impl Store {
    /// What became of the mail of a key; `None` while it was not taken in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_outcome(&self, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT outcome FROM mails WHERE mail_key = $1";
        Ok(sqlx::query_scalar(sql).bind(key.to_owned()).fetch_optional(self.state().reader()).await?)
    }

    /// How many mails of one sender were taken in since a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mails_from(&self, sender_hash: &str, since: Instant) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM mails WHERE sender_hash = $1 AND taken_at >= $2";
        let query = sqlx::query_scalar(sql).bind(sender_hash.to_owned()).bind(since.micros());
        Ok(query.fetch_one(self.state().reader()).await?)
    }

    /// Writes down what became of a mail, and counts it. `false` when its key was there: then nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_mail(&self, mail: &TakenMail) -> Result<bool, StoreError> {
        let mut tx = self.state().begin().await?;
        let sql = "INSERT INTO mails (mail_key, sender_hash, outcome, bytes, taken_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (mail_key) DO NOTHING";
        let written = sqlx::query(sql)
            .bind(mail.key.clone())
            .bind(mail.sender_hash.clone())
            .bind(mail.outcome.clone())
            .bind(mail.bytes)
            .bind(mail.at.micros())
            .execute(&mut *tx)
            .await?;
        if written.rows_affected() == 0 {
            return Ok(false);
        }
        count(&mut tx, &mail.outcome, mail.at).await?;
        sqlx::query("DELETE FROM mails WHERE taken_at < $1")
            .bind(mail.at.plus_micros(-REMEMBERED).micros())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Counts a mail that has no key to be remembered by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_mail(&self, outcome: &str, at: Instant) -> Result<(), StoreError> {
        let mut tx = self.state().begin().await?;
        count(&mut tx, outcome, at).await?;
        Ok(tx.commit().await?)
    }

    /// How many mails came to which end from a day to a day (days of UTC since the epoch, both included).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_counts(&self, from: i64, to: i64) -> Result<Vec<MailCount>, StoreError> {
        let sql = "SELECT outcome, CAST(SUM(mails) AS BIGINT) FROM mail_counts WHERE day BETWEEN $1 AND $2
             GROUP BY outcome ORDER BY 2 DESC, 1";
        let rows = sqlx::query(sql).bind(from).bind(to).fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok(MailCount { outcome: row.try_get(0)?, mails: row.try_get(1)? })).collect()
    }
}

async fn count(tx: &mut crate::Transaction, outcome: &str, at: Instant) -> Result<(), StoreError> {
    let sql = "INSERT INTO mail_counts (day, outcome, mails) VALUES ($1, $2, 1)
         ON CONFLICT (day, outcome) DO UPDATE SET mails = mail_counts.mails + 1";
    let query = sqlx::query(sql).bind(at.micros().div_euclid(DAY)).bind(outcome.to_owned());
    query.execute(&mut **tx).await?;
    Ok(())
}
