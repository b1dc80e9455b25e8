//! What customers are written of their cases, in words: the port that pages fill with templates and locales.

use hamdel_domain::cases::{Case, Decision};
use hamdel_domain::{Channel, Instant};

use super::complain::complaint_words;
use crate::App;
use crate::error::AppError;

/// Whom a letter is for, and about which case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterHead {
    /// `fa` or `en`.
    pub language: String,
    /// On which channel it goes: only an e-mail has room for more than the words.
    pub channel: Channel,
    /// The company's name in that language; none where it was not said.
    pub company: Option<String>,
    /// How the customer wants to be addressed.
    pub name: Option<String>,
    /// The number the customer holds, in groups.
    pub reference: String,
    /// What it is about, in a few words.
    pub title: String,
    /// Where it can be followed; none where customers do not reach this program.
    pub link: Option<String>,
}

impl LetterHead {
    /// That of a letter about a case; `base_url` is where customers reach this program, or empty.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn of(app: &App, case: &Case, channel: Channel, base_url: &str) -> Result<Self, AppError> {
        let words = complaint_words(app).await?;
        let company = if case.language == "en" { words.company_en } else { words.company_fa };
        Ok(Self {
            language: case.language.clone(),
            channel,
            company: Some(company.trim().to_owned()).filter(|company| !company.is_empty()),
            name: case.contact.name.clone(),
            reference: case.reference.to_string(),
            title: case.facts.title.clone(),
            link: (!base_url.is_empty()).then(|| format!("{base_url}/case/{}", case.reference)),
        })
    }
}

/// What an acknowledgement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Whom it is for.
    pub head: LetterHead,
    /// Until when the customer is answered at the latest.
    pub due_at: Option<Instant>,
}

/// What a reply or an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLetter {
    /// Whom it is for.
    pub head: LetterHead,
    /// The words of whoever wrote it.
    pub text: String,
    /// What was decided, in an answer.
    pub decision: Option<Decision>,
    /// Whether the customer is asked for something.
    pub asks: bool,
    /// Files that came with it; they are where the case is followed.
    pub files: usize,
}

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenLetter {
    /// The subject of an e-mail; it holds the number, by which an answer finds its case.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The same as a page, for an e-mail.
    pub html: Option<String>,
}

/// Writes letters about cases.
pub trait CaseTexts: Send + Sync {
    /// Writes that a case was received.
    fn acknowledge(&self, what: &Acknowledgement) -> WrittenLetter;
    /// Writes what a colleague wrote to the customer.
    fn letter(&self, what: &CaseLetter) -> WrittenLetter;
}
