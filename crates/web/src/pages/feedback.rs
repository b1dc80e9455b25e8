//! Feedback: what customers said, each comment with who said it, where, what is understood of it, and who has it.

pub(crate) mod correction;
pub(crate) mod item;
pub(crate) mod note;
pub(crate) mod reply;
pub(crate) mod triage;
pub(crate) mod views;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::feedback::{self, Feedback, FeedbackQuestion, MOST_READ, OwnerAsked, PER_PAGE, StateAsked};
use hamdel_domain::feedback::ItemState;
use hamdel_text::sentiment::Label;
use hamdel_text::urgency::Level;

use super::customers::Kept;
use super::pager::{Pager, Place};
use super::voice::{self, Choice, CommentView, Tab, Voice, Within, address, asked, fields, subject_written};
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// Where the page is.
const PATH: &str = "/voice/feedback";
/// Tags that are offered as filters.
const MOST_TAGS: usize = 12;

/// The page.
#[derive(Serialize)]
pub(crate) struct FeedbackPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) periods: Vec<Choice>,
    pub(crate) period: &'static str,
    pub(crate) within: Option<Within>,
    pub(crate) words: String,
    /// Filters by sentiment, all first.
    pub(crate) labels: Vec<Choice>,
    /// Filters by urgency, all first.
    pub(crate) urgencies: Vec<Choice>,
    /// Filters by subject, the most spoken of first.
    pub(crate) subjects: Vec<SubjectChoice>,
    /// Filters by state, all first.
    pub(crate) states: Vec<Choice>,
    /// Whose comments: everybody's, one's own, nobody's, and those of colleagues.
    pub(crate) owners: Vec<OwnerChoice>,
    /// The filter by a tag, to be taken away.
    pub(crate) tag: Option<Within>,
    /// Tags of the comments.
    pub(crate) tags: Vec<TagChoice>,
    /// Who can be given comments.
    pub(crate) people: Vec<Person>,
    /// What was changed just now, and can be taken back.
    pub(crate) changed: Option<triage::ChangedView>,
    /// Whether a note was taken in just now.
    pub(crate) noted: bool,
    /// The query of this list, for a view of it.
    pub(crate) query: String,
    /// Whether a subject is chosen.
    pub(crate) of_subject: bool,
    /// Filters by theme, in the order of the tree.
    pub(crate) themes: Vec<ThemeChoice>,
    pub(crate) comments: Vec<CommentView>,
    pub(crate) count: usize,
    /// Comments of the period and place.
    pub(crate) read: usize,
    /// Of them, those that answer and need someone at once.
    pub(crate) at_once: usize,
    /// Whether anything but period and place is asked for.
    pub(crate) narrows: bool,
    /// The list with nothing else asked.
    pub(crate) whole: String,
    /// Whether the period holds more than were read, which are so many at most.
    pub(crate) more: bool,
    pub(crate) most: usize,
    pub(crate) pager: Pager,
    pub(crate) csv: String,
    /// What the form keeps of the address besides its own fields.
    pub(crate) kept: Vec<Kept>,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

impl Page for FeedbackPage {
    const TEMPLATE: &'static str = "pages/feedback/page.html";
}

/// Somebody whose comments are shown.
#[derive(Serialize)]
pub(crate) struct OwnerChoice {
    /// `me`, `nobody`, a number, or nothing for everybody.
    pub(crate) value: String,
    /// The name of a colleague.
    pub(crate) name: Option<String>,
    pub(crate) chosen: bool,
}

/// Somebody who can be given comments.
#[derive(Serialize)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// A tag to choose.
#[derive(Serialize)]
pub(crate) struct TagChoice {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) n: usize,
}

/// A subject to choose.
#[derive(Serialize)]
pub(crate) struct SubjectChoice {
    pub(crate) value: String,
    pub(crate) name: String,
    /// `facet` or `touchpoint`.
    pub(crate) kind: &'static str,
    pub(crate) chosen: bool,
    pub(crate) n: usize,
}

/// A theme to choose.
#[derive(Serialize)]
pub(crate) struct ThemeChoice {
    pub(crate) value: String,
    pub(crate) name: String,
    /// How many stand above it, each with one of these.
    pub(crate) above: Vec<()>,
    pub(crate) chosen: bool,
    pub(crate) n: usize,
}

/// `GET /voice/feedback`: see [`question`]; `changed` names a change that can be taken back.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let question = asked(&signed, &params);
    let found = feedback::feedback(&state.app, &question, &signed.user.actor()).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let touchpoints = touchpoints(&state.app).await?;
    let colleagues = feedback::colleagues(&state.app).await?;
    let learned = feedback::learned(&state.app).await?;
    let (names, hierarchy) = (&found.names, &learned.hierarchy);
    let voice = Voice { texts, names, touchpoints: &touchpoints, colleagues: &colleagues, hierarchy };
    let changed = triage::changed(&state.app, &signed.user, &params).await?;
    let page = FeedbackPage { changed, noted: params.get("noted").is_some(), ..page(&voice, &question, &found) };
    shell::show(&state, &signed.reader, Area::Voice, &page)
}

/// `GET /voice/feedback.csv` and `GET /api/v1/feedback.csv`: all pages of the list.
pub(crate) async fn csv(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let question = asked(&signed, &params);
    let file = feedback::feedback_csv(&state.app, &question, &signed.user.actor()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"feedback.csv\""),
    ];
    Ok((headers, file).into_response())
}

fn page(voice: &Voice<'_>, question: &FeedbackQuestion, found: &Feedback) -> FeedbackPage {
    let of_level = |level: Level| count_of(&found.levels, &level);
    FeedbackPage {
        tabs: voice::tabs("feedback", question.period, question.within.as_ref()),
        periods: voice::periods(PATH, question),
        period: question.period.as_str(),
        within: voice::narrowed(voice, PATH, question),
        words: question.words.clone(),
        labels: labels(question, found),
        urgencies: urgencies(question, found),
        subjects: subjects(voice, question, found),
        of_subject: question.subject.is_some(),
        themes: themes(voice, question, found),
        states: states(question, found),
        owners: owners(voice, question),
        tag: question.tag.as_ref().map(|tag| Within {
            by: "tag",
            name: tag.clone(),
            without: address(PATH, &FeedbackQuestion { tag: None, ..question.clone() }),
        }),
        tags: tags(question, found),
        people: people(voice),
        changed: None,
        noted: false,
        query: address("", question).trim_start_matches('?').to_owned(),
        comments: found.comments.iter().map(|held| comment(voice, held, question)).collect(),
        count: found.count,
        read: found.read,
        at_once: of_level(Level::Now),
        narrows: question.narrows(),
        whole: address(
            PATH,
            &FeedbackQuestion {
                period: question.period,
                within: question.within.clone(),
                ..FeedbackQuestion::default()
            },
        ),
        more: found.more,
        most: MOST_READ,
        pager: pager(question, found),
        csv: address("/voice/feedback.csv", question),
        kept: kept(question),
        up_to: found.freshness.up_to.micros(),
        waiting: found.freshness.waiting,
    }
}

fn first_page(question: &FeedbackQuestion) -> FeedbackQuestion {
    FeedbackQuestion { page: 1, ..question.clone() }
}

fn count_of<T: PartialEq>(counts: &[(T, usize)], wanted: &T) -> usize {
    counts.iter().find(|(held, _)| held == wanted).map_or(0, |(_, count)| *count)
}

fn labels(question: &FeedbackQuestion, found: &Feedback) -> Vec<Choice> {
    let all = found.labels.iter().map(|(_, count)| count).sum();
    let choice = |label: Option<Label>| Choice {
        name: label.map(Label::as_str),
        href: address(PATH, &FeedbackQuestion { label, ..question.clone() }),
        chosen: question.label == label,
        n: Some(label.map_or(all, |label| count_of(&found.labels, &label)) as u64),
    };
    std::iter::once(None).chain(Label::ALL.map(Some).into_iter().rev()).map(choice).collect()
}

fn urgencies(question: &FeedbackQuestion, found: &Feedback) -> Vec<Choice> {
    let choice = |level: Option<Level>| Choice {
        name: level.map(Level::as_str),
        href: address(PATH, &FeedbackQuestion { urgency: level, ..question.clone() }),
        chosen: question.urgency == level,
        n: Some(count_of(&found.levels, &level.unwrap_or(Level::Calm)) as u64),
    };
    [None, Some(Level::Now), Some(Level::Soon)].map(choice).into()
}

fn comment(voice: &Voice<'_>, held: &feedback::Heard, question: &FeedbackQuestion) -> CommentView {
    // Filters begin at the first page; the comment leads back to the page it stands on.
    CommentView { href: voice::item_address(held, question), ..voice.comment(held, &first_page(question)) }
}

fn states(question: &FeedbackQuestion, found: &Feedback) -> Vec<Choice> {
    let of = |asked: StateAsked| {
        let counted = found.states.iter().filter(|(state, _)| asked.holds(*state));
        counted.map(|(_, count)| *count).sum::<usize>()
    };
    let all: usize = found.states.iter().map(|(_, count)| count).sum();
    let choice = |state: Option<StateAsked>| Choice {
        name: state.map(StateAsked::as_str),
        href: address(PATH, &FeedbackQuestion { state, ..question.clone() }),
        chosen: question.state == state,
        n: Some(state.map_or(all, of) as u64),
    };
    let each = ItemState::ALL.map(|state| Some(StateAsked::Is(state)));
    [None, Some(StateAsked::Open)].into_iter().chain(each).map(choice).collect()
}

fn owners(voice: &Voice<'_>, question: &FeedbackQuestion) -> Vec<OwnerChoice> {
    let owner = question.owner;
    let choice = |value: &str, chosen| OwnerChoice { value: value.to_owned(), name: None, chosen };
    let mut owners = vec![
        choice("", owner.is_none()),
        choice("me", matches!(owner, Some(OwnerAsked::Me(_)))),
        choice("nobody", owner == Some(OwnerAsked::Nobody)),
    ];
    owners.extend(voice.colleagues.iter().map(|held| OwnerChoice {
        value: held.id.to_string(),
        name: Some(held.name.clone()),
        chosen: owner == Some(OwnerAsked::Of(held.id)),
    }));
    owners
}

/// Those who work here today.
pub(crate) fn people(voice: &Voice<'_>) -> Vec<Person> {
    let here = voice.colleagues.iter().filter(|held| held.here);
    here.map(|held| Person { id: held.id, name: held.name.clone() }).collect()
}

fn tags(question: &FeedbackQuestion, found: &Feedback) -> Vec<TagChoice> {
    let others = found.tags.iter().filter(|(tag, _)| question.tag.as_ref() != Some(tag)).take(MOST_TAGS);
    let choice = |(tag, n): &(String, usize)| TagChoice {
        name: tag.clone(),
        href: address(PATH, &FeedbackQuestion { tag: Some(tag.clone()), ..question.clone() }),
        n: *n,
    };
    others.map(choice).collect()
}

fn subjects(voice: &Voice<'_>, question: &FeedbackQuestion, found: &Feedback) -> Vec<SubjectChoice> {
    // A subject that nobody speaks of is still shown while it is chosen.
    let asked = question.subject.iter().filter(|subject| found.subjects.iter().all(|(held, _)| held != *subject));
    let counted = found.subjects.iter().map(|(subject, n)| (subject, *n)).chain(asked.map(|subject| (subject, 0)));
    let choice = |(subject, n): (&hamdel_text::facets::Subject, usize)| SubjectChoice {
        value: subject_written(subject),
        name: voice.subject(subject),
        kind: subject.kind.as_str(),
        chosen: question.subject.as_ref() == Some(subject),
        n,
    };
    counted.map(choice).collect()
}

fn themes(voice: &Voice<'_>, question: &FeedbackQuestion, found: &Feedback) -> Vec<ThemeChoice> {
    let hierarchy = voice.hierarchy;
    let choice = |(theme, depth): (&hamdel_app::words::KeptTheme, &usize)| ThemeChoice {
        value: theme.key.clone(),
        name: voice.theme(theme),
        above: vec![(); *depth],
        chosen: question.theme.as_ref() == Some(&theme.key),
        n: count_of(&found.themes, &theme.key),
    };
    hierarchy.themes.iter().zip(&hierarchy.depths).map(choice).collect()
}

fn pager(question: &FeedbackQuestion, found: &Feedback) -> Pager {
    let last = found.count.div_ceil(PER_PAGE) as i64;
    let (page, count) = (found.page as i64, found.count as i64);
    Pager::of(&Place { page, last, per_page: PER_PAGE as i64, count, more: false }, |number| {
        let first = address(PATH, question);
        // The period is always in the address, so that it has a query.
        if number > 1 { format!("{first}&page={number}") } else { first }
    })
}

fn kept(question: &FeedbackQuestion) -> Vec<Kept> {
    let own = |name: &&str| !["q", "subject", "owner", "theme"].contains(name);
    let held = fields(question).into_iter().filter(|(name, _)| own(name));
    held.filter_map(|(name, value)| Some(Kept { name, value: value.filter(|value| !value.is_empty())? })).collect()
}
