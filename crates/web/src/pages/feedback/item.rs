//! One comment: who said it, their story, what colleagues noted, and what can be done.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases;
use hamdel_app::customers::{TimelinePage, touchpoints};
use hamdel_app::feedback::{self, FeedbackItem};
use hamdel_domain::{Channel, Instant};

use super::correction::CorrectionForm;
use super::reply::{ReplyForm, ReplyView};
use super::triage::ChangedView;
use super::{PATH, Person, people, triage};
use crate::error::Failure;
use crate::pages::profile::Story;
use crate::pages::voice::{self, CommentView, Voice, address, question};
use crate::params::{Params, own_address};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page; for htmx its inner part alone.
#[derive(Serialize)]
pub(crate) struct ItemPage {
    /// Whether it stands beside the list.
    pub(crate) beside: bool,
    /// The list it was found in.
    pub(crate) back: String,
    /// Its own address.
    pub(crate) own: String,
    pub(crate) comment: CommentView,
    pub(crate) source: String,
    pub(crate) customer: Option<CustomerView>,
    pub(crate) story: Story,
    pub(crate) notes: Vec<NoteView>,
    pub(crate) replies: Vec<ReplyView>,
    pub(crate) reply: ReplyForm,
    /// When it was said, by which it is found.
    pub(crate) at: i64,
    pub(crate) people: Vec<Person>,
    pub(crate) correction: CorrectionForm,
    pub(crate) changed: Option<ChangedView>,
    /// The number of the case that was made of it.
    pub(crate) case: Option<String>,
}

impl Page for ItemPage {
    const TEMPLATE: &'static str = "pages/feedback/item.html";
}

/// Who said it.
#[derive(Serialize)]
pub(crate) struct CustomerView {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) standing: &'static str,
    pub(crate) stage: Option<String>,
    pub(crate) interactions: i64,
}

/// A note of a colleague.
#[derive(Serialize)]
pub(crate) struct NoteView {
    pub(crate) at: i64,
    pub(crate) by: String,
    pub(crate) text: String,
}

/// `GET /voice/feedback/{interaction}`: `at` when it happened, and the question of the list it was found in.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    show_item(&state, &signed, &interaction, &params, ReplyForm::default()).await
}

/// One comment, with a reply as it is typed.
pub(crate) async fn show_item(
    state: &WebState,
    signed: &Signed,
    interaction: &str,
    params: &Params,
    typed: ReplyForm,
) -> Result<Response, Failure> {
    let at = params.known("at", |micros| micros.parse().ok()).map(Instant::from_micros);
    let found = feedback::feedback_item(&state.app, interaction, at, &signed.user).await?;
    let ways = feedback::ways_to_reply(&state.app, found.customer.as_ref().map(|held| held.customer)).await?;
    let names_of = |channels: &[Channel]| channels.iter().map(|channel| channel.as_str()).collect();
    let question = question(params, signed.user.id.0);
    let touchpoints = touchpoints(&state.app).await?;
    let colleagues = feedback::colleagues(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let names = found.customer.iter().filter_map(|held| Some((held.customer, held.name.clone()?))).collect();
    let learned = feedback::learned(&state.app).await?;
    let hierarchy = &learned.hierarchy;
    let voice = Voice { texts, names: &names, touchpoints: &touchpoints, colleagues: &colleagues, hierarchy };
    let history = TimelinePage { interactions: found.story.clone(), older: None };
    let back = address(PATH, &question);
    let page = ItemPage {
        beside: signed.reader.htmx,
        back: if question.page > 1 { format!("{back}&page={}", question.page) } else { back },
        own: voice::item_address(&found.heard, &question),
        replies: feedback::replies(&state.app, interaction).await?.iter().map(ReplyView::of).collect(),
        reply: ReplyForm { channels: names_of(&ways.open), not_carried: names_of(&ways.not_carried), ..typed },
        at: found.heard.comment.at.micros(),
        comment: voice.comment(&found.heard, &question),
        source: found.heard.comment.source.clone(),
        customer: customer(&found),
        story: Story::new(signed.reader.language, state.app.zone, None, &history, &touchpoints),
        notes: notes(&found),
        people: people(&voice),
        correction: CorrectionForm::of(&voice, &found.heard),
        case: cases::case_made_of(&state.app, interaction).await?.map(|case| case.reference.to_string()),
        changed: triage::changed(&state.app, &signed.user, params).await?,
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Voice), &page)
}

fn customer(found: &FeedbackItem) -> Option<CustomerView> {
    let profile = found.customer.as_ref()?;
    Some(CustomerView {
        id: profile.customer.0,
        name: profile.name.clone(),
        standing: profile.standing.as_str(),
        stage: profile.state.stage.as_ref().map(|placed| placed.stage.clone()),
        interactions: i64::try_from(profile.state.interactions).unwrap_or(i64::MAX),
    })
}

fn notes(found: &FeedbackItem) -> Vec<NoteView> {
    let view = |note: &feedback::Note| NoteView { at: note.at.micros(), by: note.by.clone(), text: note.text.clone() };
    found.notes.iter().map(view).collect()
}

/// `POST /voice/feedback/{interaction}/case`: makes a case of it; `at` when it was said, `next`. Twice is once.
pub(crate) async fn make_case(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let at = form.known("at", |micros| micros.parse().ok()).map(Instant::from_micros);
    cases::case_of_comment(&state.app, &interaction, at, &signed.user).await?;
    Ok(Redirect::to(own_address(form.get("next").or(Some(PATH)))).into_response())
}

/// `POST /voice/feedback/{interaction}/note`: `text`, `next`.
pub(crate) async fn note(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    feedback::add_note(&state.app, &interaction, form.get("text").unwrap_or_default(), &signed.user).await?;
    Ok(Redirect::to(own_address(form.get("next"))).into_response())
}
