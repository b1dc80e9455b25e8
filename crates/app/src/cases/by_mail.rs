//! Cases and mail: a mail to the address for complaints makes a case; one that answers us about a case, or names its
//! number in the subject, goes into its thread.
//!
//! What a program wrote was left out before it comes here (`app/src/mail`), so that two programs that answer each
//! other make no cases.

use hamdel_domain::cases::attachments::{MOST_FILES, media_type};
use hamdel_domain::cases::{Case, CaseAction, CaseFacts, CaseId, CaseReference, Contact, Matter};
use hamdel_domain::{Channel, Identifier, IdentifierKind};

use super::attach::{NewFile, attach_to_beginning};
use super::capture::language_of;
use super::complain::complaint_words;
use super::proposals::{Draft, SURE_ENOUGH, belongs};
use super::{Doer, NewCase, act, act_with_files, take_down};
use crate::App;
use crate::error::AppError;
use crate::mail::{Answered, IncomingMail};

/// Puts a mail where it belongs among cases; `None` when it is about none and not sent to the address for complaints.
/// The same mail again changes nothing.
///
/// # Errors
/// When the database fails.
pub(crate) async fn case_of_mail(app: &App, mail: &IncomingMail, text: &str) -> Result<Option<CaseId>, AppError> {
    if let Some(case) = case_meant(app, mail).await? {
        hear(app, &case, mail, text).await?;
        return Ok(Some(case.id));
    }
    let address = complaint_words(app).await?.mail.trim().to_lowercase();
    if address.is_empty() || !mail.to.contains(&address) {
        return Ok(None);
    }
    Ok(Some(new_case(app, mail, text).await?))
}

/// The case that a mail answers, or whose number its subject names.
async fn case_meant(app: &App, mail: &IncomingMail) -> Result<Option<Case>, AppError> {
    if let Some(Answered::Message { about, .. }) = &mail.answers
        && let Some(number) = about.strip_prefix("case:").and_then(|number| number.parse().ok())
    {
        return Ok(app.store.case(CaseId(number)).await?);
    }
    match reference_in(&mail.subject) {
        Some(reference) => Ok(app.store.case_of_reference(&reference).await?),
        None => Ok(None),
    }
}

/// A reference among the words of a subject; our own stand in brackets.
fn reference_in(subject: &str) -> Option<CaseReference> {
    let bracketed = subject.split(['[', ']', '(', ')']);
    let mut parts = bracketed.chain(subject.split_whitespace());
    parts.find_map(CaseReference::parse)
}

async fn hear(app: &App, case: &Case, mail: &IncomingMail, text: &str) -> Result<(), AppError> {
    let heard = app.store.case_events(case.id, true).await?;
    if heard.iter().any(|event| event.did == "heard" && event.text == text) {
        return Ok(());
    }
    let name = mail.from.name.clone().unwrap_or_else(|| mail.from.address.clone());
    let by = Doer::Customer(&name);
    let heard = CaseAction::Hear { text: text.to_owned() };
    match act_with_files(app, case.id, None, &heard, fitting_files(mail), &by).await {
        // What was said is not lost because the case takes no more files.
        Err(AppError::Attachment { .. }) => act(app, case.id, None, &heard, &by).await?,
        done => done?,
    };
    Ok(())
}

async fn new_case(app: &App, mail: &IncomingMail, text: &str) -> Result<CaseId, AppError> {
    let proposed = belongs(app, text, &Draft::default()).await?;
    let best = |held: &[super::Proposal]| {
        held.first().filter(|proposal| proposal.sure >= SURE_ENOUGH).map(|proposal| proposal.name.clone())
    };
    let severity = proposed.severities.first().filter(|(_, sure)| *sure >= SURE_ENOUGH).map(|(severity, _)| *severity);
    let identifier = Identifier::new(IdentifierKind::Email, &mail.from.address).ok();
    let name = mail.from.name.clone();
    let new = NewCase {
        customer: None,
        contact: Contact {
            name: name.as_ref().map(|name| name.chars().take(200).collect()),
            identifiers: identifier.into_iter().collect(),
        },
        facts: CaseFacts {
            matter: Matter::Complaint,
            kind: best(&proposed.kinds),
            touchpoint: best(&proposed.touchpoints),
            unit: best(&proposed.units),
            severity,
            title: mail.subject.chars().take(200).collect(),
            remedy: None,
        },
        text: text.chars().take(hamdel_domain::cases::LONGEST_TEXT).collect(),
        channel: Channel::Email,
        language: language_of(text).to_owned(),
        origin: Some(format!("mail:{}", mail.key)),
        received_at: Some(mail.at),
        acknowledged: false,
    };
    let by = Doer::Customer(name.as_deref().unwrap_or(&mail.from.address));
    let taken = take_down(app, &new, &by).await?;
    let files = fitting_files(mail);
    if !taken.already && !files.is_empty() {
        attach_to_beginning(app, taken.id, files, &by).await?;
    }
    Ok(taken.id)
}

/// The files of a mail that may be kept; signatures, calendars and what lies about itself stay out.
fn fitting_files(mail: &IncomingMail) -> Vec<NewFile> {
    let fits = |file: &NewFile| media_type(&file.name, file.claim.as_deref(), &file.bytes).is_ok();
    mail.attachments
        .iter()
        .map(|file| NewFile { name: file.name.clone(), claim: Some(file.kind.clone()), bytes: file.bytes.clone() })
        .filter(fits)
        .take(MOST_FILES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_the_subject_is_found() {
        struct Sevens;
        impl hamdel_domain::Entropy for Sevens {
            fn fill(&self, buffer: &mut [u8]) {
                buffer.fill(7);
            }
        }
        let reference = CaseReference::draw(&Sevens);
        for subject in [
            format!("Re: We have your complaint [{reference}]"),
            format!("my case {reference}"),
            format!("شکایت {}", reference.as_str()),
        ] {
            assert_eq!(reference_in(&subject).as_ref(), Some(&reference), "{subject}");
        }
        assert_eq!(reference_in("order 4711 is late"), None);
    }
}
