//! E-mails to customers and colleagues, in the words of the locales.

use serde::Serialize;

use hamdel_app::alerts::{AlertMail, AlertTexts};
use hamdel_app::cases::{Acknowledgement, CaseLetter, CaseTexts, LetterHead, WrittenLetter};
use hamdel_app::invitations::{FirstQuestion, MessageContext, MessageTemplates, Written};
use hamdel_domain::cases::Decision;
use hamdel_domain::surveys::SurveyLanguage;
use hamdel_domain::{Channel, Instant};
use hamdel_text::Language;
use hamdel_text::format::{self, DateStyle};

use crate::pages::alerts::why_view;
use crate::shell::{Area, Shell};
use crate::state::WebState;
use crate::templates::Page;

/// What an invitation says.
#[derive(Serialize)]
pub(crate) struct InvitationMail {
    /// `invitation` or `reminder`.
    pub(crate) step: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) answer_url: String,
    pub(crate) unsubscribe_url: String,
    pub(crate) expires: i64,
    /// The first question, with a link for each step.
    pub(crate) first: Option<FirstView>,
}

/// The first question of a survey in a message.
#[derive(Serialize)]
pub(crate) struct FirstView {
    pub(crate) text: String,
    /// Each step and where it leads.
    pub(crate) steps: Vec<(i64, String)>,
}

impl Page for InvitationMail {
    const TEMPLATE: &'static str = "emails/invitation.html";
}

/// Writes messages from the templates and locales of the pages.
pub struct Emails(WebState);

impl Emails {
    /// The templates of these pages.
    #[must_use]
    pub fn new(state: WebState) -> Self {
        Self(state)
    }
}

impl MessageTemplates for Emails {
    fn write(&self, context: &MessageContext) -> Result<Written, String> {
        let language = Language::ALL.into_iter().find(|language| language.code() == context.language);
        let language = language.unwrap_or(Language::Persian);
        let texts = &self.0.templates.face(language).texts;
        let step = context.step.as_str();
        if context.channel != Channel::Email {
            let links =
                [("link", context.answer_url.clone().into()), ("leave", context.unsubscribe_url.clone().into())];
            let text = texts.filled(&format!("sms-{step}"), &links);
            return Ok(Written { subject: String::new(), text, html: None });
        }
        let mail = InvitationMail {
            step,
            name: context.name.clone(),
            answer_url: context.answer_url.clone(),
            unsubscribe_url: context.unsubscribe_url.clone(),
            expires: context.expires_at.micros(),
            first: context.first.as_ref().map(|first| first_view(first, &context.answer_url, language)),
        };
        let shell = Shell::of_message(&self.0, language, Area::None);
        let html = self.0.templates.render(&shell, &mail).map_err(|problem| format!("{problem:#}"))?;
        let hello = match &context.name {
            Some(name) => texts.filled("email-hello", &[("name", name.clone().into())]),
            None => texts.plain("email-hello-nameless"),
        };
        let text = format!(
            "{hello}\n\n{}\n\n{}\n\n{}\n{}\n",
            texts.plain(&format!("email-{step}-text")),
            context.answer_url,
            texts.plain("email-leave"),
            context.unsubscribe_url,
        );
        Ok(Written { subject: texts.plain(&format!("email-{step}-subject")), text, html: Some(html) })
    }
}

fn first_view(first: &FirstQuestion, answer_url: &str, language: Language) -> FirstView {
    let read = match language {
        Language::Persian => SurveyLanguage::Fa,
        Language::English => SurveyLanguage::En,
    };
    FirstView {
        text: first.text.read(read).to_owned(),
        steps: (first.low..=first.high).map(|step| (i64::from(step), first.link(answer_url, step))).collect(),
    }
}

impl AlertTexts for Emails {
    fn write(&self, mail: &AlertMail<'_>) -> Written {
        let texts = &self.0.templates.face(mail.language).texts;
        let why: Vec<String> = mail
            .body
            .why
            .iter()
            .map(|why| {
                let held = why_view(texts, why);
                match (held.name, held.of.is_empty()) {
                    ("new_theme", _) => texts.filled(
                        "alert-why-new_theme",
                        &[
                            ("of", held.of.into()),
                            ("n", f64::from(held.n).into()),
                            ("before", f64::from(held.before).into()),
                        ],
                    ),
                    (name, true) => texts.plain(&format!("alert-why-{name}")),
                    (name, false) => texts.filled(&format!("alert-why-of-{name}"), &[("of", held.of.into())]),
                }
            })
            .collect();
        let why = why.join(" · ");
        let mut lines = vec![why.clone()];
        lines.extend(mail.body.text.clone());
        lines.extend(mail.unit.map(|unit| format!("{}: {}", texts.plain("note-unit"), texts.title("unit", unit))));
        lines.push(format!("{}\n{}", texts.plain("alert-mail-look"), mail.link));
        lines.push(texts.plain("alert-mail-why"));
        Written {
            subject: texts.filled("alert-mail-subject", &[("why", why.into())]),
            text: lines.join("\n\n"),
            html: None,
        }
    }
}

/// What a letter about a case says.
#[derive(Serialize)]
pub(crate) struct CaseMail {
    /// `acknowledge`, `reply` or `answer`.
    pub(crate) step: &'static str,
    pub(crate) company: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) reference: String,
    pub(crate) title: String,
    /// The words of whoever wrote, by paragraph; those of an acknowledgement are the template's.
    pub(crate) paragraphs: Vec<String>,
    pub(crate) decision: Option<&'static str>,
    pub(crate) asks: bool,
    pub(crate) files: usize,
    pub(crate) due_at: Option<i64>,
    pub(crate) link: Option<String>,
}

impl Page for CaseMail {
    const TEMPLATE: &'static str = "emails/case.html";
}

impl Emails {
    fn case_letter(&self, head: &LetterHead, mail: &CaseMail, words: &str) -> WrittenLetter {
        let language = Language::ALL.into_iter().find(|language| language.code() == head.language);
        let language = language.unwrap_or(Language::Persian);
        let texts = &self.0.templates.face(language).texts;
        // The number in the subject stays in Latin digits: an answer to this mail finds its case by it.
        let subject = match mail.step {
            "acknowledge" => texts.filled("acknowledge-subject", &[("reference", head.reference.clone().into())]),
            _ => format!("{} [{}]", head.title, head.reference),
        };
        if head.channel != Channel::Email && mail.step != "acknowledge" {
            return WrittenLetter { subject, text: words.to_owned(), html: None };
        }
        let reference = format::digits(language, &head.reference);
        let mut lines = vec![match &head.name {
            Some(name) => texts.filled("email-hello", &[("name", name.clone().into())]),
            None => texts.plain("email-hello-nameless"),
        }];
        if mail.step == "acknowledge" {
            let about = [("title", head.title.clone().into()), ("reference", reference.clone().into())];
            lines.push(texts.filled("acknowledge-text", &about));
        } else {
            lines.push(words.to_owned());
        }
        if let Some(due) = mail.due_at {
            let when = format::date_time(language, Instant::from_micros(due), self.0.app.zone, DateStyle::Long);
            lines.push(texts.filled("acknowledge-due", &[("when", when.into())]));
        }
        if mail.files > 0 && head.link.is_some() {
            lines.push(texts.filled("letter-files", &[("n", (mail.files as f64).into())]));
        }
        if let Some(link) = &head.link {
            lines.push(format!("{}\n{link}", texts.plain(follow(mail))));
        }
        let mut foot = vec![texts.filled("letter-number", &[("reference", reference.into())])];
        foot.extend(head.company.clone());
        if mail.step != "acknowledge" || head.company.is_some() {
            lines.push(foot.join("\n"));
        }
        let shell = Shell::of_message(&self.0, language, Area::None);
        let html = self.0.templates.render(&shell, mail);
        let html = html.inspect_err(|problem| tracing::error!(%problem, "a letter goes out as text only")).ok();
        WrittenLetter { subject, text: lines.join("\n\n"), html }
    }
}

/// What the link of a letter is for, by its name in the locales.
fn follow(mail: &CaseMail) -> &'static str {
    match (mail.step, mail.asks) {
        ("acknowledge", _) => "acknowledge-follow",
        ("answer", _) => "letter-content",
        (_, true) => "letter-answer",
        _ => "letter-follow",
    }
}

fn case_mail(step: &'static str, head: &LetterHead) -> CaseMail {
    CaseMail {
        step,
        company: head.company.clone(),
        name: head.name.clone(),
        reference: head.reference.clone(),
        title: head.title.clone(),
        paragraphs: Vec::new(),
        decision: None,
        asks: false,
        files: 0,
        due_at: None,
        link: head.link.clone(),
    }
}

impl CaseTexts for Emails {
    fn acknowledge(&self, what: &Acknowledgement) -> WrittenLetter {
        let mail = CaseMail { due_at: what.due_at.map(Instant::micros), ..case_mail("acknowledge", &what.head) };
        self.case_letter(&what.head, &mail, "")
    }

    fn letter(&self, what: &CaseLetter) -> WrittenLetter {
        let paragraphs = what.text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        let step = if what.decision.is_some() { "answer" } else { "reply" };
        let mail = CaseMail {
            paragraphs: paragraphs.collect(),
            decision: what.decision.map(Decision::as_str),
            asks: what.asks,
            files: what.files,
            ..case_mail(step, &what.head)
        };
        self.case_letter(&what.head, &mail, &what.text)
    }
}
