//! Coaching notes.

use hamdel_domain::Instant;
use hamdel_domain::people::UserId;
use sqlx::AnyConnection;

use crate::Store;
use crate::error::StoreError;
use crate::rows::Param;

/// Most notes of a person that are read.
const MOST: i64 = 200;

/// What somebody noted for the work with a colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoachingNote {
    /// When.
    pub at: Instant,
    /// Who, by name.
    pub by: String,
    /// What it says.
    pub text: String,
}

/// Keeps a note on somebody.
///
/// # Errors
/// When the database fails.
pub async fn add_note(
    connection: &mut AnyConnection,
    about: UserId,
    note: &CoachingNote,
    actor: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO coaching_notes (user_id, at, actor, by_name, text) VALUES ($1, $2, $3, $4, $5)";
    let params = [
        Param::Integer(about.0),
        Param::Integer(note.at.micros()),
        Param::Text(actor),
        Param::Text(&note.by),
        Param::Text(&note.text),
    ];
    params.into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query)).execute(connection).await?;
    Ok(())
}

impl Store {
    /// The notes on somebody, the youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn coaching_notes(&self, about: UserId) -> Result<Vec<CoachingNote>, StoreError> {
        let sql =
            "SELECT at, by_name, text FROM coaching_notes WHERE user_id = $1 ORDER BY at DESC, note_id DESC LIMIT $2";
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as(sql).bind(about.0).bind(MOST).fetch_all(self.state.reader()).await?;
        let note = |(at, by, text)| CoachingNote { at: Instant::from_micros(at), by, text };
        Ok(rows.into_iter().map(note).collect())
    }
}
