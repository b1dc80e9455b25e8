//! After a purchase.

use super::build::{Besides, Builder, any_of, ask, csat, open, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::{Facet, ResponseKind};
use crate::surveys::question::QuestionKind;

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("خرید شما چطور بود؟", "How was your purchase?"),
        (
            "{customer.name|مشتری گرامی}، سپاس از خریدتان. چند پرسش کوتاه داریم تا خرید بعدی بهتر باشد.",
            "Thank you for your purchase, {customer.name|dear customer}. A few short questions will help us make the next one better.",
        ),
        2,
    )
    .section(
        "recommend",
        ("نگاه کلی", "Overall"),
        vec![
            ask("nps", QuestionKind::Nps, ("چقدر احتمال دارد ما را به دوستان یا همکارانتان پیشنهاد کنید؟", "How likely are you to recommend us to a friend or colleague?"))
                .required()
                .of(ResponseKind::Doing),
            ask("why", why("nps"), ("دلیل اصلی نمره‌ای که دادید چیست؟", "What is the main reason for your score?"))
                .of(ResponseKind::Thinking),
        ],
    )
    .section(
        "purchase",
        ("خرید شما", "Your purchase"),
        vec![
            ask("satisfaction", csat(), ("از این خرید چقدر راضی هستید؟", "How satisfied are you with this purchase?"))
                .of(ResponseKind::Feeling),
            ask(
                "facets",
                QuestionKind::Facets { facets: vec![Facet::Product, Facet::Price, Facet::Staff, Facet::Waiting] },
                ("به هر یک از این‌ها چه نمره‌ای می‌دهید؟", "How would you rate each of these?"),
            )
            .of(ResponseKind::Sensing),
            ask(
                "hindrances",
                any_of(
                    &[
                        ("choosing", ("پیدا کردن یا انتخاب کالا", "Finding or choosing the product")),
                        ("information", ("ناکافی بودن اطلاعات کالا", "Too little information about the product")),
                        ("price", ("قیمت یا هزینه‌های پنهان", "The price or hidden costs")),
                        ("payment", ("پرداخت", "Paying")),
                        ("waiting", ("انتظار", "Waiting")),
                    ],
                    None,
                ),
                ("چه چیزی خرید را برایتان دشوار کرد؟", "What made the purchase difficult?"),
            )
            .only_if("satisfaction <= 3"),
            ask("improve", open(), ("اگر می‌توانستید یک چیز را عوض کنید، آن چه بود؟", "If you could change one thing, what would it be?")),
        ],
    )
    .closing(
        "sorry",
        Some("nps <= 6"),
        ("از صداقتتان سپاسگزاریم", "Thank you for being frank"),
        (
            "متأسفیم که خرید شما آن‌طور که باید نبود. مدیر مربوط نوشتهٔ شما را می‌خواند.",
            "We are sorry that your purchase was not what it should have been. The manager in charge will read what you wrote.",
        ),
        None,
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم", "Thank you"),
        ("پاسخ‌های شما ثبت شد و به بهتر شدن کار ما کمک می‌کند.", "Your answers have been recorded and help us do better."),
        None,
    )
    .main("nps")
    .done()
}
