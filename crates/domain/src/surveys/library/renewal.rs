//! Before a renewal.

use super::build::{Besides, Builder, any_of, ask, csat, one_of, open, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::{Facet, ResponseKind};
use crate::surveys::question::QuestionKind;

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("ادامهٔ همراهی", "Staying with us"),
        (
            "{customer.name|مشتری گرامی}، زمان تمدید نزدیک است. پیش از آن می‌خواهیم بدانیم چه چیزی برایتان ارزش داشته و چه چیزی نه.",
            "{customer.name|Dear customer}, your renewal is coming up. Before that, we would like to know what has been worth it for you and what has not.",
        ),
        2,
    )
    .section(
        "whole",
        ("نگاه کلی", "Overall"),
        vec![
            ask(
                "nps",
                QuestionKind::Nps,
                ("چقدر احتمال دارد ما را به دوستان یا همکارانتان پیشنهاد کنید؟", "How likely are you to recommend us to a friend or colleague?"),
            )
            .required(),
            ask("why", why("nps"), ("دلیل اصلی نمره‌ای که دادید چیست؟", "What is the main reason for your score?"))
                .of(ResponseKind::Thinking),
            ask("worth", csat(), ("از ارزشی که در برابر هزینه می‌گیرید چقدر راضی هستید؟", "How satisfied are you with the value you get for the price?"))
                .facet(Facet::Price),
        ],
    )
    .section(
        "intention",
        ("تصمیم شما", "Your decision"),
        vec![
            ask(
                "intention",
                one_of(
                    &[
                        ("renew", ("تمدید می‌کنم", "I will renew")),
                        ("undecided", ("هنوز تصمیم نگرفته‌ام", "I have not decided")),
                        ("leave", ("تمدید نمی‌کنم", "I will not renew")),
                    ],
                    false,
                ),
                ("برای تمدید چه تصمیمی دارید؟", "What do you intend to do about the renewal?"),
            )
            .required()
            .of(ResponseKind::Doing),
            ask(
                "reasons",
                any_of(
                    &[
                        ("price", ("قیمت", "The price")),
                        ("quality", ("کیفیت", "The quality")),
                        ("service", ("پشتیبانی", "The support")),
                        ("use", ("کم استفاده می‌کنم", "I use it little")),
                        ("offer", ("پیشنهاد بهتری دارم", "I have a better offer")),
                        ("changed", ("نیازم عوض شده است", "My needs have changed")),
                    ],
                    Some(3),
                ),
                ("چه چیزی شما را دودل می‌کند؟", "What makes you hesitate?"),
            )
            .help(("تا سه مورد", "Up to three"))
            .only_if("intention != 'renew'"),
            ask("change", open(), ("چه تغییری تصمیم شما را آسان می‌کند؟", "What change would make the decision easy?"))
                .only_if("intention != 'renew'"),
        ],
    )
    .closing(
        "talk",
        Some("intention != 'renew'"),
        ("سپاس از صداقتتان", "Thank you for being frank"),
        (
            "می‌خواهیم راهی بیابیم که به کار شما بیاید؛ به‌زودی با شما تماس می‌گیریم.",
            "We would like to find a way that works for you, and will be in touch soon.",
        ),
        None,
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم", "Thank you"),
        ("خوشحالیم که با ما می‌مانید.", "We are glad that you are staying."),
        None,
    )
    .main("nps")
    .done()
}
