//! Questions that belong together, to be put into any survey at once.

use super::build::{Pair, words};
use super::servqual::servqual_question;
use crate::surveys::facets::{Facet, ResponseKind};
use crate::surveys::keys::{ChoiceKey, QuestionKey};
use crate::surveys::question::{Choice, Question, QuestionKind, RatingLook};

/// A ready block of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Likelihood to recommend, and why.
    Recommendation,
    /// Every facet of a touchpoint, rated.
    Facets,
    /// One question for each kind of response: thinking, feeling, sensing, doing.
    FourKinds,
    /// The 22 pairs of SERVQUAL with the importance of its dimensions.
    Servqual,
}

impl Block {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Recommendation, Self::Facets, Self::FourKinds, Self::Servqual];

    /// The name in forms and locales (`survey-block-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recommendation => "recommendation",
            Self::Facets => "facets",
            Self::FourKinds => "four_kinds",
            Self::Servqual => "servqual",
        }
    }

    /// The block of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|block| block.as_str() == name)
    }

    /// Its questions; their keys may be taken already in the survey they are put into.
    #[must_use]
    pub fn questions(self) -> Vec<Question> {
        let made = match self {
            Self::Recommendation => recommendation(),
            Self::Facets => vec![question(
                "facets",
                QuestionKind::Facets { facets: Facet::ALL.to_vec() },
                ("از هر یک از این‌ها چقدر راضی بودید؟", "How satisfied were you with each of these?"),
                None,
            )],
            Self::FourKinds => four_kinds(),
            Self::Servqual => vec![servqual_question()],
        };
        made.into_iter().flatten().collect()
    }
}

fn question(key: &str, kind: QuestionKind, text: Pair, after: Option<ResponseKind>) -> Option<Question> {
    let key = QuestionKey::new(key).ok()?;
    Some(Question { response_kind: after, ..Question::new(key, kind, words(text)) })
}

fn recommendation() -> Vec<Option<Question>> {
    let why = QuestionKind::Text { long: true, limit: None, about: QuestionKey::new("nps").ok() };
    let recommend = (
        "چقدر احتمال دارد ما را به دوستان و آشنایانتان پیشنهاد کنید؟",
        "How likely are you to recommend us to friends and family?",
    );
    let reason = ("مهم‌ترین دلیل این امتیاز چیست؟", "What is the main reason for your score?");
    vec![
        question("nps", QuestionKind::Nps, recommend, Some(ResponseKind::Thinking)),
        question("why", why, reason, None),
    ]
}

fn four_kinds() -> Vec<Option<Question>> {
    let agreement = || QuestionKind::Rating {
        steps: 5,
        drawn_as: RatingLook::Numbers,
        low: words(("هیچ موافق نیستم", "Not at all")),
        high: words(("کاملاً موافقم", "Fully agree")),
    };
    let feelings: [(&str, Pair); 6] = [
        ("calm", ("آرامش", "Calm")),
        ("glad", ("خوشحالی", "Glad")),
        ("proud", ("افتخار", "Proud")),
        ("tired", ("خستگی", "Tired")),
        ("worried", ("نگرانی", "Worried")),
        ("angry", ("عصبانیت", "Angry")),
    ];
    let choice = |(key, text): (&str, Pair)| {
        Some(Choice { key: ChoiceKey::new(key).ok()?, text: words(text), pinned: false, worth: None })
    };
    let feeling = QuestionKind::MultipleChoice {
        choices: feelings.into_iter().filter_map(choice).collect(),
        other: true,
        shuffled: true,
        least: None,
        most: None,
    };
    let thought = ("این تجربه همان بود که از ما انتظار داشتید.", "The experience was what you expect of us.");
    let felt = ("در این تجربه چه احساسی داشتید؟", "How did it make you feel?");
    let sensed = (
        "آنچه دیدید، شنیدید و لمس کردید (نور، صدا، بو، پاکیزگی) خوشایند بود.",
        "What you saw, heard and touched (light, sound, smell, cleanliness) was pleasant.",
    );
    let does = ("دفعهٔ بعد هم ما را انتخاب می‌کنید.", "You will choose us again next time.");
    vec![
        question("thinking", agreement(), thought, Some(ResponseKind::Thinking)),
        question("feeling", feeling, felt, Some(ResponseKind::Feeling)),
        question("sensing", agreement(), sensed, Some(ResponseKind::Sensing)),
        question("doing", agreement(), does, Some(ResponseKind::Doing)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_whole() {
        let counts = Block::ALL.map(|block| block.questions().len());
        assert_eq!(counts, [2, 1, 4, 1]);
        let kinds: Vec<_> = Block::FourKinds.questions().iter().filter_map(|held| held.response_kind).collect();
        assert_eq!(kinds, ResponseKind::ALL);
        for question in Block::ALL.into_iter().flat_map(Block::questions) {
            assert!(!question.text.fa.is_empty() && !question.text.en.is_empty(), "{}", question.key);
        }
        for block in Block::ALL {
            assert_eq!(Block::parse(block.as_str()), Some(block));
        }
    }
}
