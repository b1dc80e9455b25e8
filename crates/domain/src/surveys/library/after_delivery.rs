//! After a delivery.

use super::build::{Besides, Builder, any_of, ask, csat, one_of, open, stars, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::{Facet, ResponseKind};

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("سفارش شما رسید", "Your order has arrived"),
        (
            "{customer.name|مشتری گرامی}، امیدواریم سفارشتان سالم و به‌موقع رسیده باشد. یک دقیقه وقت می‌گذارید؟",
            "{customer.name|Dear customer}, we hope your order arrived safely and on time. Do you have a minute?",
        ),
        1,
    )
    .section(
        "delivery",
        ("تحویل سفارش", "Delivery"),
        vec![
            ask(
                "satisfaction",
                csat(),
                ("از تحویل سفارش چقدر راضی هستید؟", "How satisfied are you with the delivery?"),
            )
            .required()
            .of(ResponseKind::Feeling),
            ask(
                "timing",
                one_of(
                    &[
                        ("early", ("زودتر از وعده", "Earlier than promised")),
                        ("on_time", ("همان زمانی که وعده داده شده بود", "When it was promised")),
                        ("late", ("دیرتر از وعده", "Later than promised")),
                    ],
                    false,
                ),
                ("سفارش کی رسید؟", "When did it arrive?"),
            )
            .of(ResponseKind::Sensing),
            ask("courier", stars(), ("رفتار پیک چطور بود؟", "How was the courier?")).facet(Facet::Staff),
        ],
    )
    .section(
        "trouble",
        ("چه چیزی درست نبود؟", "What went wrong?"),
        vec![
            ask(
                "problems",
                any_of(
                    &[
                        ("damaged", ("کالا یا بسته‌بندی آسیب دیده بود", "The goods or the packaging were damaged")),
                        ("missing", ("چیزی کم بود", "Something was missing")),
                        ("wrong", ("کالای دیگری رسید", "The wrong item arrived")),
                        ("late", ("دیر رسید", "It was late")),
                        ("courier", ("رفتار پیک", "The courier's manner")),
                        ("news", ("از زمان رسیدن بی‌خبر بودم", "I was not told when it would arrive")),
                    ],
                    None,
                ),
                ("کدام‌یک پیش آمد؟", "Which of these happened?"),
            )
            .only_if("satisfaction <= 3 || timing == 'late'"),
            ask("why", why("satisfaction"), ("ماجرا را برایمان بگویید.", "Please tell us what happened."))
                .only_if("satisfaction <= 3"),
        ],
    )
    .section(
        "words",
        ("حرف آخر", "In closing"),
        vec![
            ask("comment", open(), ("چه چیزی تحویل بعدی را بهتر می‌کند؟", "What would make the next delivery better?"))
                .of(ResponseKind::Thinking),
        ],
    )
    .closing(
        "sorry",
        Some("satisfaction <= 2"),
        ("متأسفیم", "We are sorry"),
        (
            "این تحویل در شأن شما نبود. پیگیری می‌کنیم و اگر لازم باشد با شما تماس می‌گیریم.",
            "This delivery was not what you deserve. We will look into it and get in touch with you if need be.",
        ),
        None,
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم", "Thank you"),
        ("نظر شما ثبت شد. از خریدتان لذت ببرید.", "Your answers have been recorded. Enjoy your purchase."),
        None,
    )
    .main("satisfaction")
    .done()
}
