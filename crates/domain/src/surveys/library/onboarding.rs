//! A few weeks after the start.

use super::build::{Besides, Builder, agreement, any_of, ask, one_of, open, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::ResponseKind;
use crate::surveys::question::QuestionKind;

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("آغاز راه با ما", "Getting started with us"),
        (
            "{customer.name|مشتری گرامی}، چند هفته از آغاز همراهی‌مان می‌گذرد. آغاز کار چطور بود؟",
            "{customer.name|Dear customer}, it has been a few weeks since you started. How has it been?",
        ),
        2,
    )
    .section(
        "start",
        ("آغاز کار", "The start"),
        vec![
            ask(
                "effort",
                QuestionKind::Ces,
                (
                    "چقدر با این جمله موافقید؟ «شروع کار با شما برایم آسان بود.»",
                    "To what extent do you agree? “The company made it easy for me to get started.”",
                ),
            )
            .required()
            .of(ResponseKind::Doing),
            ask(
                "progress",
                one_of(
                    &[
                        ("not_begun", ("هنوز شروع نکرده‌ام", "I have not begun yet")),
                        ("trying", ("در حال آشنا شدن هستم", "I am finding my way around")),
                        ("using", ("مرتب استفاده می‌کنم", "I use it regularly")),
                    ],
                    false,
                ),
                ("اکنون کجای راه هستید؟", "Where are you now?"),
            ),
            ask(
                "hindrances",
                any_of(
                    &[
                        ("where_to_begin", ("نمی‌دانستم از کجا شروع کنم", "I did not know where to begin")),
                        ("instructions", ("راهنما روشن نبود", "The instructions were unclear")),
                        ("setup", ("راه‌اندازی دشوار بود", "Setting it up was difficult")),
                        ("help", ("کمک دیر رسید", "Help came late")),
                        ("time", ("وقت نداشتم", "I had no time")),
                    ],
                    None,
                ),
                ("چه چیزی راه را کند کرد؟", "What slowed you down?"),
            )
            .only_if("effort <= 4 || progress == 'not_begun'"),
        ],
    )
    .section(
        "value",
        ("ارزش کار", "The value"),
        vec![
            ask(
                "value",
                agreement(),
                ("آنچه هنگام خرید وعده داده شد، همان را گرفته‌ام.", "I am getting what was promised when I bought."),
            )
            .of(ResponseKind::Thinking),
            ask(
                "confident",
                agreement(),
                ("مطمئنم که تصمیم درستی گرفتم.", "I am confident that I made the right decision."),
            )
            .of(ResponseKind::Feeling),
            ask(
                "nps",
                QuestionKind::Nps,
                (
                    "چقدر احتمال دارد ما را به دوستان یا همکارانتان پیشنهاد کنید؟",
                    "How likely are you to recommend us to a friend or colleague?",
                ),
            ),
            ask("why", why("nps"), ("چرا {nps}؟", "Why {nps}?")).only_if("nps >= 0"),
            ask("wish", open(), ("همین حالا چه کمکی به کارتان می‌آید؟", "What help could you use right now?")),
        ],
    )
    .closing(
        "help",
        Some("progress == 'not_begun' || effort <= 3"),
        ("کنار شما هستیم", "We are here to help"),
        (
            "سپاس از پاسخ‌ها. همکارانمان برای آسان شدن آغاز کار با شما تماس می‌گیرند.",
            "Thank you for your answers. Our colleagues will get in touch to make the start easier.",
        ),
        None,
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم", "Thank you"),
        ("خوشحالیم که همراه ما هستید.", "We are glad to have you with us."),
        None,
    )
    .main("effort")
    .done()
}
