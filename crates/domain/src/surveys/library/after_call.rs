//! After a call with support.

use super::build::{Besides, Builder, any_of, ask, csat, one_of, why};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::{Facet, ResponseKind};
use crate::surveys::question::QuestionKind;

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("تماس شما با پشتیبانی", "Your call with support"),
        (
            "{customer.name|مشتری گرامی}، چند دقیقه پیش با ما گفت‌وگو کردید. آیا کارتان راه افتاد؟",
            "{customer.name|Dear customer}, you spoke with us a short while ago. Did it help?",
        ),
        1,
    )
    .section(
        "effort",
        ("تماس شما", "Your call"),
        vec![
            ask(
                "effort",
                QuestionKind::Ces,
                (
                    "چقدر با این جمله موافقید؟ «رسیدگی به مسئله‌ام برایم آسان بود.»",
                    "To what extent do you agree? “The company made it easy for me to handle my issue.”",
                ),
            )
            .required()
            .of(ResponseKind::Doing),
            ask(
                "solved",
                one_of(
                    &[
                        ("yes", ("بله، در همین تماس", "Yes, in this call")),
                        ("later", ("هنوز نه، ولی می‌دانم گام بعدی چیست", "Not yet, but I know what happens next")),
                        ("no", ("نه", "No")),
                    ],
                    false,
                ),
                ("مسئلهٔ شما حل شد؟", "Was your issue solved?"),
            )
            .required(),
            ask(
                "agent",
                csat(),
                (
                    "از برخورد همکار ما چقدر راضی هستید؟",
                    "How satisfied are you with the way our colleague treated you?",
                ),
            )
            .facet(Facet::Staff)
            .of(ResponseKind::Feeling),
        ],
    )
    .section(
        "hindrances",
        ("چه چیزی دشوار بود؟", "What made it hard?"),
        vec![
            ask(
                "hindrances",
                any_of(
                    &[
                        ("waiting", ("انتظار پشت خط", "Waiting on the line")),
                        ("passed_on", ("دست‌به‌دست شدن میان چند نفر", "Being passed from one person to another")),
                        ("repeating", ("تکرار حرف‌هایم", "Having to repeat myself")),
                        ("knowledge", ("ناآشنایی همکار شما با موضوع", "The person did not know the matter")),
                        ("again", ("باید دوباره تماس بگیرم", "I have to call again")),
                    ],
                    None,
                ),
                ("کدام‌یک پیش آمد؟", "Which of these happened?"),
            )
            .only_if("effort <= 4 || solved == 'no'"),
            ask("why", why("effort"), ("بهتر بود چه می‌کردیم؟", "What should we have done better?")),
        ],
    )
    .closing(
        "unsolved",
        Some("solved == 'no'"),
        ("پیگیر کار شما هستیم", "We will follow up"),
        (
            "مسئلهٔ شما هنوز باز است و مدیر پشتیبانی از آن باخبر می‌شود.",
            "Your issue is still open, and the manager of support will be told.",
        ),
        None,
    )
    .closing(
        "thanks",
        None,
        ("سپاسگزاریم", "Thank you"),
        ("پاسخ شما به همکارانمان می‌رسد.", "Your answers will reach our colleagues."),
        None,
    )
    .main("effort")
    .done()
}
