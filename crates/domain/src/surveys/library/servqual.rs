//! SERVQUAL: the 22 pairs of Parasuraman, Zeithaml and Berry (1988, 1991), in the words of this product.

use super::build::{Besides, Builder, Pair, ask, open, words};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::facets::{Dimension, ResponseKind};
use crate::surveys::keys::ChoiceKey;
use crate::surveys::question::{Question, QuestionKind, ServqualItem};

use Dimension::{Assurance, Empathy, Reliability, Responsiveness, Tangibles};

/// A dimension, what an excellent company does, and what this one does.
type Item = (Dimension, Pair, Pair);

#[rustfmt::skip]
const ITEMS: [Item; 22] = [
    (Tangibles, ("شرکت‌های عالی تجهیزات امروزی دارند.", "Excellent companies have modern equipment."),
        ("این شرکت تجهیزات امروزی دارد.", "This company has modern equipment.")),
    (Tangibles, ("فضای شرکت‌های عالی چشم‌نواز است.", "The premises of excellent companies are pleasant to the eye."),
        ("فضای این شرکت چشم‌نواز است.", "The premises of this company are pleasant to the eye.")),
    (Tangibles, ("کارکنان شرکت‌های عالی آراسته‌اند.", "Employees of excellent companies are neat in appearance."),
        ("کارکنان این شرکت آراسته‌اند.", "Employees of this company are neat in appearance.")),
    (Tangibles, ("در شرکت‌های عالی برگه‌ها، بسته‌ها و صفحه‌ها خوش‌نما و خوانا هستند.", "In excellent companies, forms, packages and screens are attractive and easy to read."),
        ("در این شرکت برگه‌ها، بسته‌ها و صفحه‌ها خوش‌نما و خوانا هستند.", "In this company, forms, packages and screens are attractive and easy to read.")),
    (Reliability, ("شرکت‌های عالی کاری را که وعده می‌دهند سر وقت انجام می‌دهند.", "When excellent companies promise to do something by a certain time, they do it."),
        ("این شرکت کاری را که وعده می‌دهد سر وقت انجام می‌دهد.", "When this company promises to do something by a certain time, it does it.")),
    (Reliability, ("وقتی مشتری مشکلی دارد، شرکت‌های عالی صادقانه در پی حل آن‌اند.", "When a customer has a problem, excellent companies show a sincere interest in solving it."),
        ("وقتی مشکلی دارم، این شرکت صادقانه در پی حل آن است.", "When I have a problem, this company shows a sincere interest in solving it.")),
    (Reliability, ("شرکت‌های عالی کار را از همان بار نخست درست انجام می‌دهند.", "Excellent companies get things right the first time."),
        ("این شرکت کار را از همان بار نخست درست انجام می‌دهد.", "This company gets things right the first time.")),
    (Reliability, ("شرکت‌های عالی خدمت را در همان زمانی می‌دهند که گفته‌اند.", "Excellent companies provide their services at the time they said they would."),
        ("این شرکت خدمت را در همان زمانی می‌دهد که گفته است.", "This company provides its services at the time it said it would.")),
    (Reliability, ("حساب و سابقهٔ مشتری در شرکت‌های عالی بی‌خطاست.", "Excellent companies keep records free of errors."),
        ("حساب و سابقهٔ من در این شرکت بی‌خطاست.", "This company keeps my records free of errors.")),
    (Responsiveness, ("کارکنان شرکت‌های عالی دقیق می‌گویند کار کی انجام می‌شود.", "Employees of excellent companies tell customers exactly when things will be done."),
        ("کارکنان این شرکت دقیق به من می‌گویند کار کی انجام می‌شود.", "Employees of this company tell me exactly when things will be done.")),
    (Responsiveness, ("کارکنان شرکت‌های عالی بی‌درنگ خدمت می‌دهند.", "Employees of excellent companies give prompt service."),
        ("کارکنان این شرکت بی‌درنگ به من خدمت می‌دهند.", "Employees of this company give me prompt service.")),
    (Responsiveness, ("کارکنان شرکت‌های عالی همیشه آمادهٔ کمک‌اند.", "Employees of excellent companies are always willing to help."),
        ("کارکنان این شرکت همیشه آمادهٔ کمک به من‌اند.", "Employees of this company are always willing to help me.")),
    (Responsiveness, ("کارکنان شرکت‌های عالی هیچ‌گاه آن‌قدر گرفتار نیستند که به مشتری پاسخ ندهند.", "Employees of excellent companies are never too busy to respond to customers."),
        ("کارکنان این شرکت هیچ‌گاه آن‌قدر گرفتار نیستند که به من پاسخ ندهند.", "Employees of this company are never too busy to respond to me.")),
    (Assurance, ("رفتار کارکنان شرکت‌های عالی به مشتری دلگرمی می‌دهد.", "The behaviour of employees of excellent companies gives customers confidence."),
        ("رفتار کارکنان این شرکت به من دلگرمی می‌دهد.", "The behaviour of this company's employees gives me confidence.")),
    (Assurance, ("مشتریان شرکت‌های عالی در دادوستد با آن‌ها احساس امنیت می‌کنند.", "Customers of excellent companies feel safe in their dealings with them."),
        ("در دادوستد با این شرکت احساس امنیت می‌کنم.", "I feel safe in my dealings with this company.")),
    (Assurance, ("کارکنان شرکت‌های عالی همواره مؤدب‌اند.", "Employees of excellent companies are consistently courteous."),
        ("کارکنان این شرکت همواره با من مؤدب‌اند.", "Employees of this company are consistently courteous to me.")),
    (Assurance, ("کارکنان شرکت‌های عالی دانش پاسخ به پرسش‌ها را دارند.", "Employees of excellent companies have the knowledge to answer questions."),
        ("کارکنان این شرکت دانش پاسخ به پرسش‌هایم را دارند.", "Employees of this company have the knowledge to answer my questions.")),
    (Empathy, ("شرکت‌های عالی به تک‌تک مشتریان توجه می‌کنند.", "Excellent companies give each customer individual attention."),
        ("این شرکت به شخص من توجه می‌کند.", "This company gives me individual attention.")),
    (Empathy, ("ساعت کار شرکت‌های عالی برای همهٔ مشتریان مناسب است.", "Excellent companies have hours that suit all their customers."),
        ("ساعت کار این شرکت برای من مناسب است.", "This company has hours that suit me.")),
    (Empathy, ("کارکنان شرکت‌های عالی با هر مشتری همچون یک انسان رفتار می‌کنند.", "Employees of excellent companies treat every customer as a person."),
        ("کارکنان این شرکت با من همچون یک انسان رفتار می‌کنند، نه یک شماره.", "Employees of this company treat me as a person, not a number.")),
    (Empathy, ("شرکت‌های عالی صلاح مشتری را از ته دل می‌خواهند.", "Excellent companies have the best interests of their customers at heart."),
        ("این شرکت صلاح من را از ته دل می‌خواهد.", "This company has my best interests at heart.")),
    (Empathy, ("کارکنان شرکت‌های عالی نیاز ویژهٔ هر مشتری را درمی‌یابند.", "Employees of excellent companies understand the specific needs of their customers."),
        ("کارکنان این شرکت نیازهای ویژهٔ من را درمی‌یابند.", "Employees of this company understand my specific needs.")),
];

fn items() -> Vec<ServqualItem> {
    let item = |(number, (dimension, expectation, perception)): (usize, &Item)| {
        Some(ServqualItem {
            key: ChoiceKey::new(format!("q{}", number + 1)).ok()?,
            dimension: dimension.as_str().to_owned(),
            expectation: words(*expectation),
            perception: words(*perception),
        })
    };
    ITEMS.iter().enumerate().filter_map(item).collect()
}

/// The 22 pairs and the importance of the dimensions, as one question.
pub(super) fn servqual_question() -> Option<Question> {
    ask(
        "servqual",
        QuestionKind::Servqual { items: items(), importance: true },
        ("هر جمله تا چه اندازه درست است؟", "How true is each statement?"),
    )
    .help((
        "در پایان ۱۰۰ امتیاز را میان پنج جنبهٔ خدمت، به اندازهٔ اهمیتشان برای شما، پخش کنید.",
        "At the end, share out 100 points among five aspects of service by how much they matter to you.",
    ))
    .required()
    .of(ResponseKind::Thinking)
}

pub(super) fn survey() -> SurveyDefinition {
    Builder::new(
        ("کیفیت خدمت از نگاه شما", "Service quality as you see it"),
        (
            "برای هر گویه دو بار پاسخ می‌دهید: یک شرکت عالی چقدر باید چنین باشد، و این شرکت چقدر چنین است. ۱ یعنی کاملاً مخالفم و ۷ یعنی کاملاً موافقم.",
            "You answer each statement twice: how much an excellent company should be like this, and how much this company is. 1 means that you strongly disagree, 7 that you strongly agree.",
        ),
        10,
    )
    .section(
        "quality",
        ("انتظار و واقعیت", "Expectation and experience"),
        vec![servqual_question()],
    )
    .section(
        "words",
        ("به زبان خودتان", "In your own words"),
        vec![
            ask("best", open(), ("بهترین چیزی که از خدمت ما به یاد دارید چیست؟", "What is the best thing you remember about our service?"))
                .of(ResponseKind::Feeling),
            ask("worst", open(), ("و چه چیزی را نخست باید درست کنیم؟", "And what should we put right first?")),
        ],
    )
    .closing(
        "thanks",
        None,
        ("از وقتی که گذاشتید سپاسگزاریم", "Thank you for your time"),
        (
            "پاسخ‌های شما نشان می‌دهد کجا از انتظارتان دور مانده‌ایم.",
            "Your answers show us where we fall short of what you expect.",
        ),
        None,
    )
    .main("servqual")
    .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_22_pairs_in_the_order_of_the_dimensions() {
        let counts: Vec<usize> =
            Dimension::ALL.iter().map(|one| ITEMS.iter().filter(|(dimension, ..)| dimension == one).count()).collect();
        assert_eq!((items().len(), counts), (22, vec![4, 5, 4, 4, 5]));
        assert!(ITEMS.is_sorted_by_key(|(dimension, ..)| *dimension));
    }
}
