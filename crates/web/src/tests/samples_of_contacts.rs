//! Samples of the contact policy and of books of contacts.

use hamdel_domain::contact::{Policy, Scope};
use hamdel_text::{Language, Zone};

use super::samples::{Draw, NAME, NOON, condition_editor, condition_view, sample};
use crate::pages::asking::interview::{CalleeView, InterviewPage};
use crate::pages::asking::invitation::{InvitationPage, StepView};
use crate::pages::asking::kiosks::{KioskView, KiosksPage, Typed as TypedKiosk};
use crate::pages::asking::ways;
use crate::pages::contacts::book::{BookPage, ConsentView, NowView, RowView};
use crate::pages::contacts::form::form_of;
use crate::pages::contacts::policy::{MessageView, OutcomesView, PolicyPage, PreviewView, ReasonRow, VersionView};
use crate::pages::contacts::words::ContactWords;
use crate::pages::mail::{DoorView, FetchView, MailPage};
use crate::pages::surveys::asking::{AskingPage, TriggerRow};
use crate::pages::surveys::trigger_form::Typed;
use crate::pages::surveys::voice_tabs;
use crate::texts::Texts;

/// Every page with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    let mut own = Policy::default();
    own.caps[0].name = NAME.to_owned();
    own.rests[0].scope = Scope { channels: vec![hamdel_domain::Channel::Sms], ..own.rests[0].scope.clone() };
    vec![
        sample("contact policy", policy(&own, Some(preview(true)))),
        sample("contact policy new", PolicyPage { versions: Vec::new(), ..policy(&Policy::default(), None) }),
        sample(
            "contact policy empty",
            PolicyPage {
                withheld: Vec::new(),
                withheld_total: 0,
                looked_at: Some(12_345),
                problem: Some(NAME.to_owned()),
                ..policy(&Policy::empty(), Some(preview(false)))
            },
        ),
        sample("kiosks", kiosks(true)),
        sample("kiosks none", KiosksPage { kiosks: Vec::new(), open: 0, made: None, ..kiosks(false) }),
        sample("interview", interview("not", Some(NAME))),
        sample("interview nobody", interview("now", None)),
        sample(
            "interview new",
            InterviewPage { callee: None, problem: Some(NAME.to_owned()), ..interview("now", None) },
        ),
        sample("invitation", invitation("withheld")),
        sample("invitation by hand", InvitationPage { trigger: None, kind: None, ..invitation("answered") }),
        sample("asking", asking(None)),
        sample("asking refused", AskingPage { triggers: Vec::new(), ..asking(Some(NAME.to_owned())) }),
        sample("mail", mail(Some("imap"))),
        sample("mail broken", MailPage { made: Some("https://x/mail/<q>".to_owned()), ..mail(None) }),
        sample("mail none", MailPage { door: None, fetched: None, counts: Vec::new(), total: 0, ..mail(None) }),
        sample("contact book", book()),
        sample(
            "contact book empty",
            BookPage { name: None, rows: Vec::new(), consents: Vec::new(), now: Vec::new(), reached: 0, ..book() },
        ),
    ]
}

fn policy(held: &Policy, preview: Option<PreviewView>) -> PolicyPage {
    let texts = Texts::load(Language::Persian).unwrap();
    let version = |version, by: Option<&str>| VersionView {
        version,
        at: NOON,
        by: by.map(str::to_owned),
        changes: by.map(|by| vec![by.to_owned()]).unwrap_or_default(),
    };
    PolicyPage {
        version: 2,
        looked_at: None,
        form: form_of(held, ContactWords { texts: &texts, zone: Zone::TEHRAN }),
        versions: vec![version(2, Some(NAME)), version(1, None)],
        withheld: vec![("cap".to_owned(), 12_345), ("no_consent".to_owned(), 1)],
        withheld_total: 12_346,
        preview,
        days: "30".to_owned(),
        customer: "<q>".to_owned(),
        problem: None,
    }
}

fn preview(any: bool) -> PreviewView {
    let outcomes = |at_once| OutcomesView { at_once, later: 1, withheld: 12_345 };
    let message = |differs| MessageView {
        at: NOON,
        channel: "email",
        category: "survey",
        subject: NAME.to_owned(),
        in_force: NAME.to_owned(),
        proposed: NAME.to_owned(),
        differs,
    };
    PreviewView {
        from: NOON,
        to: NOON,
        is_cut: any,
        wishes: if any { 12_345 } else { 0 },
        otherwise: i64::from(any),
        customers: 1,
        in_force: outcomes(7),
        proposed: outcomes(0),
        reasons: vec![ReasonRow { code: "cap", in_force: 0, proposed: 12_345 }],
        customer: any.then_some(7),
        messages: if any { vec![message(true), message(false)] } else { Vec::new() },
    }
}

fn kiosks(published: bool) -> KiosksPage {
    let kiosk = |open: bool| KioskView {
        id: 1,
        name: NAME.to_owned(),
        touchpoint: open.then(|| NAME.to_owned()),
        unit: open.then(|| NAME.to_owned()),
        idle_seconds: 45,
        last_seen: open.then_some(NOON),
        closed: (!open).then_some(NOON),
    };
    KiosksPage {
        tabs: voice_tabs(),
        ways: ways(1, "kiosks"),
        id: 1,
        name: NAME.to_owned(),
        is_published: published,
        kiosks: vec![kiosk(true), kiosk(false)],
        open: 1,
        made: Some("https://x/k/<q>".to_owned()),
        typed: TypedKiosk { name: NAME.to_owned(), language: "fa".to_owned(), ..TypedKiosk::default() },
        problem: published.then(|| NAME.to_owned()),
    }
}

fn interview(outcome: &'static str, name: Option<&str>) -> InterviewPage {
    InterviewPage {
        tabs: voice_tabs(),
        ways: ways(1, "telephone"),
        id: 1,
        name: NAME.to_owned(),
        phone: "<q>".to_owned(),
        callee: Some(CalleeView {
            phone: "+989123456789".to_owned(),
            customer: name.map(|_| 7),
            name: name.map(str::to_owned),
            outcome,
            why: NAME.to_owned(),
        }),
        problem: None,
    }
}

fn invitation(state: &'static str) -> InvitationPage {
    let all = [
        "made",
        "due",
        "waits",
        "reserved",
        "sent",
        "unknown",
        "tried_again",
        "gave_up",
        "delivered",
        "bounced",
        "opened",
        "started",
        "answered",
        "withheld",
        "reminder_due",
        "reminder_withheld",
        "reminded",
        "expires",
    ];
    let step = |what| StepView {
        at: if what == "expires" { NOON + 1 } else { NOON },
        what,
        whys: if what == "withheld" { vec![NAME.to_owned(), NAME.to_owned()] } else { Vec::new() },
        words: (what == "sent").then(|| NAME.to_owned()),
    };
    InvitationPage {
        id: 12_345,
        survey: 1,
        survey_name: NAME.to_owned(),
        customer: 7,
        channel: "sms",
        state,
        trigger: Some(NAME.to_owned()),
        kind: Some(NAME.to_owned()),
        steps: all.map(step).into(),
        now: NOON,
    }
}

fn asking(problem: Option<String>) -> AskingPage {
    let row = |on: &'static str, is_on: bool| TriggerRow {
        id: 7,
        name: NAME.to_owned(),
        on,
        what: NAME.to_owned(),
        hours: 24,
        share: "۵۰٪".to_owned(),
        channel: "email",
        reminder: is_on.then_some(3.0),
        condition: is_on.then(|| condition_view("stage == '<q>'")),
        is_on,
    };
    AskingPage {
        tabs: voice_tabs(),
        ways: ways(1, "invitations"),
        id: 1,
        name: NAME.to_owned(),
        triggers: vec![row("interaction", true), row("stage", false), row("case", true), row("date", false)],
        made: 12_345,
        waiting: 1,
        withheld: 12_345,
        sent: 7,
        bounced: 1,
        opened: 5,
        started: 4,
        answered: 3,
        reasons: vec![("cap".to_owned(), 12_345)],
        channels: vec!["email", "sms", "chat"],
        stages: vec!["use", "renewal"],
        condition: condition_editor("stage == 'use'"),
        typed: Typed { trigger: "7".to_owned(), name: NAME.to_owned(), on: "date".to_owned(), ..Typed::default() },
        problem,
    }
}

fn mail(well: Option<&str>) -> MailPage {
    let counts = ["feedback", "report", "unsubscribed", "auto_reply", "bulk", "loop", "too_many"];
    MailPage {
        door: Some(DoorView { hint: "<q>".to_owned(), made_at: NOON, old_until: well.map(|_| NOON) }),
        made: None,
        address: "https://hamdel.example/mail/".to_owned(),
        counts: counts.map(|code| (code.to_owned(), 12_345)).into(),
        total: 12_345,
        comments: 1,
        fetched: Some(FetchView {
            mailbox: NAME.to_owned(),
            at: NOON,
            taken: 12_345,
            problem: well.is_none().then(|| NAME.to_owned()),
        }),
    }
}

fn book() -> BookPage {
    let row = |state, whys: &[&str]| RowView {
        at: NOON,
        channel: "email",
        category: "survey",
        subject: NAME.to_owned(),
        href: whys.is_empty().then(|| "/voice/surveys/1/asking".to_owned()),
        state,
        whys: whys.iter().map(|why| (*why).to_owned()).collect(),
    };
    let now = |category, outcome| NowView { channel: "sms", category, outcome, why: NAME.to_owned() };
    let said =
        |given| ConsentView { at: NOON, given, category: "marketing", via: NAME.to_owned(), source: NAME.to_owned() };
    BookPage {
        id: 7,
        name: Some(NAME.to_owned()),
        reached: 1,
        withheld: 12_345,
        more: true,
        now: vec![now("survey", "now"), now("service", "later"), now("marketing", "not")],
        rows: vec![
            row("reserved", &[]),
            row("sent", &[]),
            row("delivered", &[]),
            row("bounced", &[NAME]),
            row("withheld", &[NAME, NAME]),
            row("released", &[NAME]),
        ],
        consents: vec![said(true), said(false)],
    }
}
