//! Letters about cases in both languages, as text and as a page.

use hamdel_app::cases::{Acknowledgement, CaseLetter, CaseTexts, LetterHead};
use hamdel_domain::cases::Decision;
use hamdel_domain::{Channel, Instant};

use super::server::Server;
use crate::Emails;

const REFERENCE: &str = "4827-1930-5512-0707";

fn head(language: &str, channel: Channel) -> LetterHead {
    LetterHead {
        language: language.to_owned(),
        channel,
        company: Some("فروشگاه <سپهر>".to_owned()),
        name: Some("سارا".to_owned()),
        reference: REFERENCE.to_owned(),
        title: "بسته دیر رسید".to_owned(),
        link: Some(format!("https://cx.example.com/case/{REFERENCE}")),
    }
}

#[tokio::test]
async fn an_acknowledgement_names_company_number_and_link() {
    let server = Server::start().await;
    let emails = Emails::new(server.state.clone());
    for (language, dir, number) in [("fa", "dir=\"rtl\"", "۴۸۲۷-۱۹۳۰-۵۵۱۲-۰۷۰۷"), ("en", "dir=\"ltr\"", REFERENCE)]
    {
        let due_at = Instant::parse_iso("2026-11-22T08:00:00Z");
        let written = emails.acknowledge(&Acknowledgement { head: head(language, Channel::Email), due_at });
        assert!(written.subject.contains(&format!("[{REFERENCE}]")), "an answer finds its case: {}", written.subject);
        let html = written.html.unwrap();
        for held in [dir, number, "فروشگاه &lt;سپهر&gt;", "href=\"https://cx.example.com/case/4827-1930-5512-0707"]
        {
            assert!(html.contains(held), "{language}: {held} in {html}");
        }
        for held in [number, "فروشگاه <سپهر>", "\nhttps://cx.example.com/case/4827-1930-5512-0707", "بسته دیر رسید"]
        {
            assert!(written.text.contains(held), "{language}: {held} in {}", written.text);
        }
        for held in ["letter-", "acknowledge-", "email-hello"] {
            assert!(!html.contains(held) && !written.text.contains(held), "{language}: {html} {}", written.text);
        }
    }
}

#[tokio::test]
async fn a_letter_says_the_words_and_what_can_be_done() {
    let server = Server::start().await;
    let emails = Emails::new(server.state.clone());
    let texts = |key: &str| server.state.templates.face(hamdel_text::Language::Persian).texts.plain(key);
    let letter = |channel: Channel, decision: Option<Decision>, asks: bool| {
        let text = "پوزش می‌خواهیم <b>.\n\nپولتان برگشت.".to_owned();
        emails.letter(&CaseLetter { head: head("fa", channel), text, decision, asks, files: 2 })
    };
    let answer = letter(Channel::Email, Some(Decision::Granted), false);
    let html = answer.html.unwrap();
    assert!(html.contains("<p dir=\"auto\">پوزش می‌خواهیم &lt;b&gt;.</p><p dir=\"auto\">پولتان برگشت.</p>"), "{html}");
    assert!(html.contains(&texts("letter-content")) && answer.text.contains(&texts("letter-content")), "{html}");
    assert!(answer.text.contains("۲ فایل") && answer.text.contains("پولتان برگشت."), "{}", answer.text);
    assert_eq!(answer.subject, format!("بسته دیر رسید [{REFERENCE}]"));
    let asked = letter(Channel::Email, None, true);
    assert!(asked.html.unwrap().contains(&texts("letter-answer")) && !asked.text.contains(&texts("letter-content")));
    let sms = letter(Channel::Sms, None, false);
    assert_eq!((sms.text.as_str(), sms.html), ("پوزش می‌خواهیم <b>.\n\nپولتان برگشت.", None));
}
