//! E-mails to customers and colleagues, in the words of the locales.

use serde::Serialize;

use hamdel_app::alerts::{AlertMail, AlertTexts};
use hamdel_app::cases::{Acknowledgement, CaseTexts};
use hamdel_app::invitations::{FirstQuestion, MessageContext, MessageTemplates, Written};
use hamdel_domain::Channel;
use hamdel_domain::surveys::SurveyLanguage;
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

impl CaseTexts for Emails {
    fn acknowledge(&self, what: &Acknowledgement) -> (String, String) {
        let language = Language::ALL.into_iter().find(|language| language.code() == what.language);
        let language = language.unwrap_or(Language::Persian);
        let texts = &self.0.templates.face(language).texts;
        let reference = format::digits(language, &what.reference);
        let mut lines = vec![match &what.name {
            Some(name) => texts.filled("email-hello", &[("name", name.clone().into())]),
            None => texts.plain("email-hello-nameless"),
        }];
        lines.push(
            texts.filled("acknowledge-text", &[("title", what.title.clone().into()), ("reference", reference.into())]),
        );
        if let Some(due) = what.due_at {
            let when = format::date_time(language, due, self.0.app.zone, DateStyle::Long);
            lines.push(texts.filled("acknowledge-due", &[("when", when.into())]));
        }
        if let Some(link) = &what.link {
            lines.push(format!("{}\n{link}", texts.plain("acknowledge-follow")));
        }
        // The number in the subject stays in Latin digits: an answer to this mail finds its case by it.
        let subject = texts.filled("acknowledge-subject", &[("reference", what.reference.clone().into())]);
        (subject, lines.join("\n\n"))
    }
}
