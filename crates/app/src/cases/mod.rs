//! Cases: taken down from anywhere, worked on by whoever may, told to the customer and to the stream.
//!
//! Write path: [`take_down`] and [`act`] do everything of one action in one transaction of the state: the case under
//! the revision that was read, what was done in its thread, the audit entry, the hold on the customer's other
//! contacts, and the jobs that follow. [`CaseTeller`] tells the journal (cases are interactions
//! too) and finds out whose a case is that came from somebody unknown; [`CaseAcknowledger`] writes to customers through
//! the contact ledger.
//! [`CaseClocks`] lets clocks warn, run out and escalate, and tells colleagues.
//! A job that runs twice changes nothing: interactions and messages have names that follow from the event.
//!
//! Read path: [`inbox`] finds cases, [`desk`] is one case with all that helps to work on it.
//!
//! When an action is added: `domain/src/cases/action.rs`, `case-did-` in the locales, the picture in the guide.

mod acknowledge;
mod act;
mod attach;
mod bulk;
mod by_mail;
mod capture;
mod clocks;
mod complain;
mod desk;
mod doer;
mod from_comment;
mod import;
pub mod inbox;
mod kinds;
mod letters;
mod notices;
mod proposals;
mod read;
mod send;
mod similar;
mod solved;
mod stepping;
mod take_back;
mod take_down;
mod tasks;
mod tell;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
pub(crate) mod tests_clocks;
#[cfg(test)]
mod tests_similar;
#[cfg(test)]
mod tests_tasks;

pub use acknowledge::{CaseAcknowledger, acknowledge_cases};
pub use act::{act, act_in, act_with_files, within_reach};
pub use attach::{KeptFile, NewFile, attach, file, file_of_customer, files, keep_files};
pub use bulk::{Bulk, BulkDone, MOST_AT_ONCE, bulk, bulk_change, undo_bulk};
pub(crate) use by_mail::case_of_mail;
pub use capture::{Captured, Chosen, capture, check_names, language_of, taken_by};
pub(crate) use clocks::live;
pub use complain::{
    Complaint, ComplaintWords, CustomerView, act_as_customer, change_complaint_words, complain, complaint_words,
    customer_view, open_case,
};
pub use desk::{CaseDesk, May, desk, do_at_desk, units_for};
pub use doer::Doer;
pub use from_comment::{case_made_of, case_of_comment, origin_of_comment};
pub use hamdel_store::cases::{Attachment, CaseEvent};
pub use import::{CaseImportRequest, CaseImportSummary, CaseMap, import_cases};
pub use kinds::{add_shop_kinds, case_kinds, put_kind, units};
pub use letters::{Acknowledgement, CaseLetter, CaseTexts, LetterHead, WrittenLetter};
pub use notices::tell_colleagues;
pub use proposals::{
    CaseMemory, CustomerProposed, Draft, DuplicateProposed, FoundBy, Proposal, Proposals, SURE_ENOUGH,
    SharedCaseMemory, identifiers_in, propose,
};
pub use read::{CaseView, by_reference, events_for_customer, of_customer, one};
pub use similar::{MOST_SIMILAR, Similar, SimilarCase, hang_together, similar_cases};
pub use solved::{AfterClosing, AskedBy, after_closing, ask_after_closing, reopen_unsolved};
pub use stepping::{CASE_CLOCKS, CaseClocks, reckon_all, reckon_when_changed, step_clocks};
pub use take_back::take_back;
pub use take_down::{NewCase, TakenDown, UNDO_WITHIN, take_down, take_down_in};
pub use tasks::{ListedTask, NewTask, act_on_task, make_task, my_tasks, tasks_of};
pub use tell::{CaseTeller, find_customers, tell_cases};

/// The source of the interactions that cases are.
pub const SOURCE: &str = "cases";

/// What a case is called in audit entries, contact holds and messages.
#[must_use]
pub fn subject(id: hamdel_domain::cases::CaseId) -> String {
    format!("case:{id}")
}
