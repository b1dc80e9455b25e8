//! The pulse of employees.

use super::build::{Besides, Builder, agreement, any_of, ask, open, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::ResponseKind;
use crate::surveys::question::QuestionKind;

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("نبض همکاران", "Employee pulse"),
        (
            "پاسخ‌ها بی‌نام است: نتیجه تنها وقتی نشان داده می‌شود که شمار پاسخ‌ها کافی باشد، و هیچ‌کس پاسخ یک نفر را نمی‌بیند.",
            "Your answers are anonymous: results are shown only when there are enough of them, and nobody sees the answers of one person.",
        ),
        2,
    )
    .of_employees()
    .section(
        "recommend",
        ("کار کردن در اینجا", "Working here"),
        vec![
            ask(
                "enps",
                QuestionKind::Enps,
                (
                    "چقدر احتمال دارد اینجا را به‌عنوان محل کار به دوستانتان پیشنهاد کنید؟",
                    "How likely are you to recommend this company to a friend as a place to work?",
                ),
            )
            .required(),
            ask("why", why("enps"), ("دلیل اصلی نمره‌ای که دادید چیست؟", "What is the main reason for your score?")),
        ],
    )
    .section(
        "work",
        ("این ماه", "This month"),
        vec![
            ask("proud", agreement(), ("به کاری که می‌کنم افتخار می‌کنم.", "I am proud of the work I do.")).of(ResponseKind::Feeling),
            ask("tools", agreement(), ("ابزار و اطلاعات لازم برای کار خوب را دارم.", "I have the tools and information I need to do good work.")),
            ask("authority", agreement(), ("می‌توانم بی‌اجازهٔ تک‌تک، مشکل مشتری را حل کنم.", "I can solve a customer's problem without asking for permission each time."))
                .of(ResponseKind::Doing),
            ask("heard", agreement(), ("حرفم شنیده می‌شود.", "My voice is heard.")),
            ask("load", agreement(), ("حجم کارم پذیرفتنی است.", "My workload is reasonable.")),
        ],
    )
    .section(
        "customers",
        ("خدمت به مشتری", "Serving customers"),
        vec![
            ask(
                "hindrances",
                any_of(
                    &[
                        ("rules", ("قاعده‌ها و تأییدهای دست‌وپاگیر", "Rules and approvals that get in the way")),
                        ("systems", ("سامانه‌های کند یا جدا از هم", "Systems that are slow or do not work together")),
                        ("units", ("ناهماهنگی میان واحدها", "Units that do not work together")),
                        ("people", ("کمبود نیرو", "Too few people")),
                        ("training", ("کمبود آموزش", "Too little training")),
                    ],
                    Some(3),
                ),
                ("چه چیزی بیش از همه جلوی خدمت خوب به مشتری را می‌گیرد؟", "What most stands in the way of serving customers well?"),
            )
            .help(("تا سه مورد", "Up to three")),
            ask("idea", open(), ("اگر مدیر بودید، نخست چه چیزی را درست می‌کردید؟", "If you were in charge, what would you fix first?"))
                .of(ResponseKind::Thinking),
        ],
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم", "Thank you"),
        (
            "نتیجه و کاری که پس از آن می‌کنیم با همه در میان گذاشته می‌شود.",
            "The results, and what we do about them, will be shared with everybody.",
        ),
        None,
    )
    .main("enps")
    .done()
}
