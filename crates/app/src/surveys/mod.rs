//! Surveys: building and publishing them, and answering them.
//!
//! Building ([`build`]) changes a draft and freezes versions of it. Answering ([`answering`]) walks one response
//! page by page; a submission is one transaction of the store with the job that tells it to the journal, and
//! [`tell`] is that job: the interactions of a response ([`interactions`]) have names that follow from it, so a
//! crash between any two steps repeats a step and changes nothing.

pub mod answering;
pub mod build;
mod collected;
mod collected_file;
mod conditions;
mod days;
mod door;
pub mod embedding;
mod interactions;
mod interview;
mod kiosks;
mod published;
mod tell;
mod variables;

#[cfg(test)]
pub(crate) mod tests;

pub use answering::{
    AnsweringPage, ClosingPage, Entrance, Invited, Opened, PageSave, ShownQuestion, StartRequest, Started, Step,
    Towards, open_entrance, preview, response_page, save_page, start_response, submit_response, try_out,
};
pub use build::{
    Publication, PublishedVersion, SurveyOrigin, SurveyWork, archive_survey, check_definition, create_survey,
    open_survey, publish_survey, published_definition, rename_in_draft, rename_survey, restore_survey, save_draft,
    step_draft, survey_funnel, surveys,
};
pub use collected::{CollectedResponse, Collecting, Collector, MOST_COLLECTED};
pub use collected_file::{AnswersFile, AnswersMap, AnswersSummary, BadAnswer, collect_file};
pub use conditions::CelConditions;
pub use days::read_day;
pub use door::PublishedSurveys;
pub use embedding::{
    Embedding, SaidVisitor, change_embed, embedded, embedding, embedding_of, may_show, renew_secret, sign, visitor,
};
pub use hamdel_store::responses::{ResponsePlace, ResponseState, SurveyFunnel};
pub use hamdel_store::surveys::{DraftSteps, StepBack, Survey, SurveyState};
pub(crate) use interactions::pointing;
pub(crate) use interactions::was_collected;
pub use interview::{Callee, InterviewStart, callee, interview, start_interview};
pub use kiosks::{OpenKiosk, add_kiosk, close_kiosk, kiosks, leaves, may_begin, open_kiosk};
pub use published::SharedVersions;
pub use tell::{ResponseTeller, leave_responses, tell_responses};
pub use variables::{CALCULATED, EARLIER, TRAITS, survey_variables, trait_variables};
