//! What the one who answers is shown.

use serde::Serialize;

use hamdel_domain::surveys::shuffle::shuffle;
use hamdel_domain::surveys::{
    AnswerValue, Audience, Choice, Closing, FieldProblem, Look, NextStep, Piping, Progress, Question, QuestionKind,
    Settled, ShownSection, SurveyLanguage, Words,
};

/// Where a response is.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A page to be answered.
    Page(Box<AnsweringPage>),
    /// The screen at the end; nothing more can be changed.
    Closing(Box<ClosingPage>),
}

/// A page to be answered. Texts are in its language and filled in, not escaped; choices are in the order of this
/// response.
#[derive(Clone, Debug, PartialEq)]
pub struct AnsweringPage {
    /// The title of the survey.
    pub title: String,
    /// What to read before the first question; empty on later pages.
    pub introduction: String,
    /// The language it is answered in.
    pub language: SurveyLanguage,
    /// The languages it can be answered in.
    pub languages: Vec<SurveyLanguage>,
    /// Who is asked.
    pub audience: Audience,
    /// How it looks.
    pub look: Look,
    /// Minutes it takes, where the survey says so.
    pub estimated_minutes: Option<u8>,
    /// The name of the page, which the form posts back.
    pub page: String,
    /// Its heading; may be empty.
    pub heading: String,
    /// Its questions.
    pub questions: Vec<ShownQuestion>,
    /// How far it is.
    pub progress: Progress,
    /// Whether there is a page before it.
    pub can_go_back: bool,
    /// Whether it is the last, as it looks now.
    pub is_last: bool,
    /// What is wrong with what was posted; empty when the page is shown for the first time.
    pub problems: Vec<FieldProblem>,
}

/// A question to be answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownQuestion {
    /// Its name, with which its fields begin.
    pub key: String,
    /// What is asked.
    pub text: String,
    /// What helps; may be empty.
    pub help: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Whether it must be.
    pub required: bool,
    /// What is answered so far.
    pub answer: Option<AnswerValue>,
}

/// The screen at the end.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosingPage {
    /// The title of the survey.
    pub survey_title: String,
    /// The language of the response.
    pub language: SurveyLanguage,
    /// How it looks.
    pub look: Look,
    /// The heading; empty for the plain thanks of the page itself.
    pub title: String,
    /// What it says; may be empty.
    pub text: String,
    /// What to do next: the label and the address.
    pub next_step: Option<(String, String)>,
    /// Whether enough others had answered already.
    pub over_quota: bool,
}

/// What a page is made of.
pub(super) struct Scene<'a, 'd> {
    pub settled: &'a Settled<'d>,
    pub language: SurveyLanguage,
    pub seed: i64,
}

impl<'d> Scene<'_, 'd> {
    fn fill(&self, words: &Words) -> String {
        let piping = Piping {
            definition: self.settled.definition,
            answers: &self.settled.answers,
            values: &self.settled.values,
            language: self.language,
        };
        piping.fill(words.read(self.language))
    }

    pub(super) fn page(&self, shown: &ShownSection<'d>, problems: Vec<FieldProblem>) -> Step {
        let (settled, definition) = (self.settled, self.settled.definition);
        let key = &shown.section.key;
        let is_first = settled.before(key).is_none();
        Step::Page(Box::new(AnsweringPage {
            title: self.fill(&definition.title),
            introduction: if is_first { self.fill(&definition.introduction) } else { String::new() },
            language: self.language,
            languages: definition.languages.clone(),
            audience: definition.audience,
            look: definition.look.clone(),
            estimated_minutes: definition.estimated_minutes,
            page: key.to_string(),
            heading: self.fill(&shown.section.title),
            questions: shown.questions.iter().map(|question| self.question(question)).collect(),
            progress: settled.progress(key),
            can_go_back: !is_first,
            is_last: settled.after(Some(key)).is_none(),
            problems,
        }))
    }

    fn question(&self, question: &Question) -> ShownQuestion {
        let mut kind = question.kind.clone();
        let in_order = |choices: &mut Vec<Choice>| {
            shuffle(choices, self.seed, question.key.as_str(), |choice| choice.pinned);
        };
        match &mut kind {
            QuestionKind::SingleChoice { choices, shuffled: true, .. }
            | QuestionKind::MultipleChoice { choices, shuffled: true, .. }
            | QuestionKind::Ranking { choices, shuffled: true } => in_order(choices),
            _ => {}
        }
        ShownQuestion {
            key: question.key.to_string(),
            text: self.fill(&question.text),
            help: self.fill(&question.help),
            kind,
            required: question.required,
            answer: self.settled.answers.get(&question.key).cloned(),
        }
    }

    pub(super) fn closing(&self, closing: Option<&Closing>, over_quota: bool) -> Step {
        let words =
            |words: fn(&Closing) -> &Words| closing.map(|closing| self.fill(words(closing))).unwrap_or_default();
        let next = closing.and_then(|closing| closing.next_step.as_ref());
        let next = next.map(|NextStep { label, address }| (self.fill(label), address.clone()));
        Step::Closing(Box::new(ClosingPage {
            survey_title: self.fill(&self.settled.definition.title),
            language: self.language,
            look: self.settled.definition.look.clone(),
            title: words(|closing| &closing.title),
            text: words(|closing| &closing.text),
            next_step: next,
            over_quota,
        }))
    }
}
