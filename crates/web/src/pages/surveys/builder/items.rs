//! What a draft is made of: its parts by name, and where their problems lie.

use hamdel_domain::surveys::SurveyDefinition;

/// Something that is changed by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// Title, introduction, languages and look.
    About,
    /// A page of questions.
    Page(String),
    /// A question.
    Question(String),
    /// A calculated value.
    Value(String),
    /// A quota.
    Quota(String),
    /// A screen at the end.
    End(String),
}

impl Item {
    /// The item of that name: `about`, `page.KEY`, `question.KEY`, `value.KEY`, `quota.KEY`, `end.KEY`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, key) = text.split_once('.').unwrap_or((text, ""));
        let key = key.to_owned();
        Some(match kind {
            "about" => Self::About,
            "page" => Self::Page(key),
            "question" => Self::Question(key),
            "value" => Self::Value(key),
            "quota" => Self::Quota(key),
            "end" => Self::End(key),
            _ => return None,
        })
    }

    /// Its name.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::About => "about".to_owned(),
            Self::Page(key) => format!("page.{key}"),
            Self::Question(key) => format!("question.{key}"),
            Self::Value(key) => format!("value.{key}"),
            Self::Quota(key) => format!("quota.{key}"),
            Self::End(key) => format!("end.{key}"),
        }
    }

    /// The beginning of the places of its problems.
    pub(super) fn at(&self, definition: &SurveyDefinition) -> Option<String> {
        let place = |found: Option<usize>, list: &str| found.map(|place| format!("/{list}/{place}"));
        match self {
            Self::About => Some(String::new()),
            Self::Page(key) => place(definition.sections.iter().position(|held| held.key.as_str() == key), "sections"),
            Self::Question(key) => definition.sections.iter().enumerate().find_map(|(section, held)| {
                let question = held.questions.iter().position(|question| question.key.as_str() == key)?;
                Some(format!("/sections/{section}/questions/{question}"))
            }),
            Self::Value(key) => {
                place(definition.calculated.iter().position(|held| held.key.as_str() == key), "calculated")
            }
            Self::Quota(key) => place(definition.quotas.iter().position(|held| held.key.as_str() == key), "quotas"),
            Self::End(key) => place(definition.closings.iter().position(|held| held.key.as_str() == key), "closings"),
        }
    }

    /// The item that a place lies in.
    pub(super) fn of_place(definition: &SurveyDefinition, place: &str) -> Self {
        let mut parts = place.split('/').skip(1);
        let list = parts.next().unwrap_or_default();
        let number = |part: Option<&str>| part.and_then(|part| part.parse::<usize>().ok());
        let Some(first) = number(parts.next()) else { return Self::About };
        let found = match list {
            "sections" => definition.sections.get(first).map(|section| {
                let question = parts.next().filter(|part| *part == "questions").and_then(|_| number(parts.next()));
                match question.and_then(|question| section.questions.get(question)) {
                    Some(question) => Self::Question(question.key.to_string()),
                    None => Self::Page(section.key.to_string()),
                }
            }),
            "calculated" => definition.calculated.get(first).map(|held| Self::Value(held.key.to_string())),
            "quotas" => definition.quotas.get(first).map(|held| Self::Quota(held.key.to_string())),
            "closings" => definition.closings.get(first).map(|held| Self::End(held.key.to_string())),
            _ => None,
        };
        found.unwrap_or(Self::About)
    }

    /// How many questions a condition of it may look back at.
    pub(super) fn sees(&self, definition: &SurveyDefinition) -> usize {
        match self {
            Self::About => 0,
            Self::Page(key) => definition.seen_by_section(key).unwrap_or_default(),
            Self::Question(key) => definition.seen_by_question(key).unwrap_or_default(),
            Self::Value(_) | Self::Quota(_) | Self::End(_) => usize::MAX,
        }
    }
}
