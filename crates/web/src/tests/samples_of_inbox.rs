//! Samples of the inbox: one comment, views, notes.

use super::samples::{Draw, NAME, NOON, sample};
use super::samples_of_themes::correction;
use super::samples_of_voice::comment;
use crate::pages::feedback::Person;
use crate::pages::feedback::item::{CustomerView, ItemPage, NoteView};
use crate::pages::feedback::note::{Choice, NotePage};
use crate::pages::feedback::reply::{ReplyForm, ReplyView};
use crate::pages::feedback::triage::ChangedView;
use crate::pages::feedback::views::{ViewLink, ViewsPart};
use crate::pages::profile::Story;

/// Every page of the inbox besides its list.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("comment", item()),
        sample(
            "comment beside",
            ItemPage {
                beside: true,
                changed: None,
                correction: correction(None),
                case: Some("4827-1930-5512-0707".to_owned()),
                ..item()
            },
        ),
        sample(
            "comment of nobody",
            ItemPage {
                customer: None,
                notes: Vec::new(),
                people: Vec::new(),
                replies: Vec::new(),
                reply: ReplyForm::default(),
                ..item()
            },
        ),
        sample(
            "comment without a way",
            ItemPage {
                reply: ReplyForm { not_carried: vec!["sms"], ..ReplyForm::default() },
                correction: correction(Some("same_words")),
                ..item()
            },
        ),
        sample("views", ViewsPart { views: vec![view(true), view(false)] }),
        sample("views none", ViewsPart { views: Vec::new() }),
        sample("note", note(None)),
        sample("note refused", note(Some(NAME.to_owned()))),
    ]
}

/// What was changed, in each way.
pub(super) fn changed(action: &str, undone: bool) -> Option<ChangedView> {
    Some(ChangedView { change: 7, action: action.to_owned(), items: 12_345, undone })
}

pub(super) fn people() -> Vec<Person> {
    vec![Person { id: 1, name: NAME.to_owned() }]
}

fn item() -> ItemPage {
    ItemPage {
        beside: false,
        back: "/voice/feedback?q=<q>".to_owned(),
        own: "/voice/feedback/x?at=1".to_owned(),
        comment: comment(Some(7), "negative", "now"),
        source: NAME.to_owned(),
        customer: Some(CustomerView {
            id: 7,
            name: Some(NAME.to_owned()),
            standing: "known",
            stage: Some("use".to_owned()),
            interactions: 12_345,
        }),
        story: Story { days: Vec::new(), older_page: None, older_part: None, newest_channel: None, continued: false },
        notes: vec![NoteView { at: NOON, by: NAME.to_owned(), text: NAME.to_owned() }],
        replies: ["planned", "withheld", "ready", "sending", "sent", "unknown", "bounced", "gave_up"].map(reply).into(),
        reply: ReplyForm {
            channels: vec!["email", "sms"],
            not_carried: vec!["chat"],
            subject: NAME.to_owned(),
            text: NAME.to_owned(),
            problem: Some(NAME.to_owned()),
        },
        at: 12_345,
        people: people(),
        correction: correction(Some("itself")),
        changed: changed("done", false),
        case: None,
    }
}

fn reply(state: &'static str) -> ReplyView {
    ReplyView {
        at: NOON,
        channel: "email",
        subject: NAME.to_owned(),
        text: NAME.to_owned(),
        state,
        reasons: if state == "planned" { vec!["cap", "quiet_hours"] } else { Vec::new() },
        until: (state == "planned").then_some(NOON),
    }
}

fn view(own: bool) -> ViewLink {
    ViewLink { id: 1, name: NAME.to_owned(), href: "/voice/feedback?q=x".to_owned(), shared: !own, own, count: 12_345 }
}

fn note(problem: Option<String>) -> NotePage {
    let choice = |chosen| Choice { value: "<q>".to_owned(), title: NAME.to_owned(), chosen };
    NotePage {
        text: NAME.to_owned(),
        who: "<q>".to_owned(),
        unit: NAME.to_owned(),
        channels: vec![choice(true), choice(false)],
        touchpoints: vec![choice(false)],
        field: if problem.is_some() { "who" } else { "" },
        problem,
    }
}
