//! When a customer leaves.

use super::build::{Besides, Builder, any_of, ask, csat, one_of, open, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::ResponseKind;

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("پیش از رفتن", "Before you go"),
        (
            "{customer.name|مشتری گرامی}، از اینکه مدتی همراه ما بودید سپاسگزاریم. سه پرسش داریم و قصد منصرف کردن شما را نداریم.",
            "{customer.name|Dear customer}, thank you for the time you have spent with us. We have three questions, and are not trying to change your mind.",
        ),
        1,
    )
    .section(
        "reason",
        ("دلیل رفتن", "Why you are leaving"),
        vec![
            ask(
                "reasons",
                any_of(
                    &[
                        ("price", ("قیمت", "The price")),
                        ("quality", ("کیفیت کالا یا خدمت", "The quality of the product or service")),
                        ("service", ("برخورد یا پشتیبانی", "The service or the way I was treated")),
                        ("unsolved", ("مسئله‌ای که حل نشد", "A problem that was not solved")),
                        ("competitor", ("پیشنهاد بهتر جای دیگر", "A better offer elsewhere")),
                        ("no_need", ("دیگر نیازی ندارم", "I no longer need it")),
                        ("moved", ("جابه‌جا شده‌ام", "I have moved")),
                    ],
                    Some(3),
                ),
                ("چرا می‌روید؟", "Why are you leaving?"),
            )
            .help(("تا سه مورد", "Up to three"))
            .required()
            .of(ResponseKind::Thinking),
            ask("satisfaction", csat(), ("روی‌هم‌رفته از ما چقدر راضی بودید؟", "All in all, how satisfied were you with us?"))
                .of(ResponseKind::Feeling),
            ask("why", why("satisfaction"), ("بیشتر بگویید؛ مدیر ما می‌خواند.", "Tell us more; our manager will read it.")),
        ],
    )
    .section(
        "back",
        ("شاید وقتی دیگر", "Perhaps another time"),
        vec![
            ask(
                "come_back",
                one_of(
                    &[
                        ("yes", ("بله", "Yes")),
                        ("maybe", ("شاید، اگر چیزهایی عوض شود", "Perhaps, if some things change")),
                        ("no", ("نه", "No")),
                    ],
                    false,
                ),
                ("ممکن است روزی برگردید؟", "Might you come back one day?"),
            )
            .of(ResponseKind::Doing),
            ask("change", open(), ("چه چیزی باید عوض شود؟", "What would have to change?")).only_if("come_back == 'maybe'"),
        ],
    )
    .closing(
        "unsolved",
        Some("'unsolved' in reasons"),
        ("متأسفیم", "We are sorry"),
        (
            "نباید با مسئله‌ای حل‌نشده می‌رفتید. آن را پیگیری می‌کنیم، چه بمانید چه نه.",
            "You should not have to leave with a problem unsolved. We will look into it, whether you stay or not.",
        ),
        None,
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم و برایتان آرزوی موفقیت داریم", "Thank you, and all the best"),
        ("درِ ما همیشه به روی شما باز است.", "Our door is always open to you."),
        None,
    )
    .main("satisfaction")
    .done()
}
