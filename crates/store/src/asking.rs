//! Other ways to ask: surveys on other sites' pages.

use sqlx::Row;

use hamdel_domain::surveys::{Embed, SurveyId};
use hamdel_domain::{CustomerId, Identifier, Instant};

use crate::Store;
use crate::contact::{from_json, to_json};
use crate::error::StoreError;

/// How a survey stands on other sites' pages, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEmbed {
    /// What it says.
    pub embed: Embed,
    /// The secret with which sites sign whom they know.
    pub secret: String,
}

impl Store {
    /// The customer whom an identifier names; `None` while nobody is known by it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_of_identifier(&self, identifier: &Identifier) -> Result<Option<CustomerId>, StoreError> {
        let sql = "SELECT customer_id FROM identifiers WHERE kind = $1 AND value = $2 AND customer_id <> 0";
        let query = sqlx::query(sql).bind(identifier.kind().as_str().to_owned()).bind(identifier.value().to_owned());
        let row = query.fetch_optional(self.state().reader()).await?;
        row.map(|row| Ok(CustomerId(row.try_get(0)?))).transpose()
    }

    /// How a survey stands on other sites' pages; `None` while nobody said.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_embed(&self, survey: SurveyId) -> Result<Option<KeptEmbed>, StoreError> {
        let row = sqlx::query("SELECT body, secret FROM survey_embeds WHERE survey_id = $1")
            .bind(survey.0)
            .fetch_optional(self.state().reader())
            .await?;
        row.map(|row| {
            let embed = from_json(&row.try_get::<String, _>(0)?, "how a survey is embedded")?;
            Ok(KeptEmbed { embed, secret: row.try_get(1)? })
        })
        .transpose()
    }

    /// Keeps how a survey stands on other sites' pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_survey_embed(
        &self,
        survey: SurveyId,
        kept: &KeptEmbed,
        by: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO survey_embeds (survey_id, body, secret, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (survey_id) DO UPDATE SET body = excluded.body, secret = excluded.secret,
                 changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        )
        .bind(survey.0)
        .bind(to_json(&kept.embed)?)
        .bind(kept.secret.clone())
        .bind(now.micros())
        .bind(by.to_owned())
        .execute(self.state().writer())
        .await?;
        Ok(())
    }
}
