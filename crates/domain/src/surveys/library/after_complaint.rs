//! After a complaint was closed.

use super::build::{Besides, Builder, agreement, ask, csat, one_of, open, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::ResponseKind;
use crate::surveys::question::QuestionKind;

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("رسیدگی به شکایت شما", "How we handled your complaint"),
        (
            "{customer.name|مشتری گرامی}، رسیدگی به شکایت شما پایان یافته است. می‌خواهیم بدانیم آیا درست عمل کردیم.",
            "{customer.name|Dear customer}, your complaint has been closed. We would like to know whether we did right by you.",
        ),
        2,
    )
    .section(
        "handling",
        ("رسیدگی", "The handling"),
        vec![
            ask(
                "satisfaction",
                csat(),
                ("از رسیدگی به شکایتتان چقدر راضی هستید؟", "How satisfied are you with the handling of your complaint?"),
            )
            .required()
            .of(ResponseKind::Feeling),
            ask(
                "outcome",
                one_of(
                    &[
                        ("solved", ("مسئله کامل حل شد", "The matter was fully put right")),
                        ("partly", ("بخشی از آن حل شد", "It was put right in part")),
                        ("unsolved", ("حل نشد", "It was not put right")),
                    ],
                    false,
                ),
                ("نتیجه چه بود؟", "What was the outcome?"),
            )
            .required(),
        ],
    )
    .section(
        "fairness",
        ("انصاف و احترام", "Fairness and respect"),
        vec![
            ask("fair", agreement(), ("تصمیم شما منصفانه بود.", "The decision was fair.")).of(ResponseKind::Thinking),
            ask("quick", agreement(), ("بی‌تأخیر رسیدگی شد.", "It was handled without delay.")),
            ask("respect", agreement(), ("با من با احترام و همدلی رفتار شد.", "I was treated with respect and empathy."))
                .of(ResponseKind::Feeling),
            ask("informed", agreement(), ("در همهٔ مراحل باخبر بودم.", "I was kept informed throughout.")),
        ],
    )
    .section(
        "trust",
        ("از این پس", "From here on"),
        vec![
            ask(
                "nps",
                QuestionKind::Nps,
                (
                    "با آنچه گذشت، چقدر احتمال دارد ما را به دیگران پیشنهاد کنید؟",
                    "After all this, how likely are you to recommend us to others?",
                ),
            )
            .of(ResponseKind::Doing),
            ask("why", why("satisfaction"), ("چه چیزی را باید بهتر انجام می‌دادیم؟", "What should we have done better?"))
                .only_if("satisfaction <= 3"),
            ask("praise", open(), ("چه چیزی خوب بود؟", "What did we do well?")).only_if("satisfaction >= 4"),
        ],
    )
    .closing(
        "open",
        Some("outcome == 'unsolved' || satisfaction <= 2"),
        ("پرونده را بسته نمی‌دانیم", "We do not consider this closed"),
        (
            "متأسفیم که نتیجه شما را راضی نکرد. مدیر واحد دوباره به شکایت شما نگاه می‌کند و راه‌های دیگر را به شما می‌گوید.",
            "We are sorry that the outcome does not satisfy you. The manager of the unit will look at your complaint again and tell you what other ways are open to you.",
        ),
        None,
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم", "Thank you"),
        ("شکایت شما و این پاسخ‌ها به بهتر شدن ما کمک می‌کند.", "Your complaint and these answers help us to do better."),
        None,
    )
    .main("satisfaction")
    .done()
}
