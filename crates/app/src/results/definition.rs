//! The questions that results are read by: those of one version, or of all of them together.

use hamdel_domain::surveys::{Choice, Question, QuestionKind, Section, SurveyDefinition, SurveyId};
use hamdel_store::surveys::Survey;

use super::asked::{Axis, Narrowing};
use crate::AppError;

/// What a survey asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The survey.
    pub survey: SurveyId,
    /// What those who build it call it.
    pub name: String,
    /// The newest version, and behind its own questions those that only older versions asked.
    pub definition: SurveyDefinition,
    /// The versions there are, the first first.
    pub versions: Vec<i64>,
}

impl Asked {
    /// What was asked by the version that is wanted, or by all.
    ///
    /// # Errors
    /// When nothing was published, or there is no such version.
    pub(super) fn of(
        survey: Survey,
        versions: Vec<(i64, SurveyDefinition)>,
        narrowing: &Narrowing,
    ) -> Result<Self, AppError> {
        let numbers = versions.iter().map(|(number, _)| *number).collect();
        let wanted = narrowing.wanted(&Axis::Version).and_then(|version| version.parse::<i64>().ok());
        let definition = match wanted {
            Some(wanted) => {
                let held = versions.into_iter().find(|(number, _)| *number == wanted);
                held.map(|(_, definition)| definition).ok_or(AppError::NotFound("version of the survey"))?
            }
            None => together(versions.into_iter().map(|(_, definition)| definition).collect()),
        };
        Ok(Self { survey: survey.id, name: survey.name, definition, versions: numbers })
    }
}

/// The newest definition, with the questions, choices, rows and columns that only older ones have behind its own.
/// A question whose kind changed is that of the newest.
fn together(mut definitions: Vec<SurveyDefinition>) -> SurveyDefinition {
    let Some(mut newest) = definitions.pop() else { return SurveyDefinition::default() };
    for older in definitions.into_iter().rev() {
        for section in older.sections {
            let mut gone = Vec::new();
            for question in section.questions {
                match find(&mut newest, question.key.as_str()) {
                    Some(held) => add_choices(&mut held.kind, question.kind),
                    None => gone.push(question),
                }
            }
            if !gone.is_empty() {
                newest.sections.push(Section { questions: gone, condition: None, ..section });
            }
        }
    }
    newest
}

fn find<'d>(definition: &'d mut SurveyDefinition, key: &str) -> Option<&'d mut Question> {
    definition.sections.iter_mut().flat_map(|section| &mut section.questions).find(|held| held.key.as_str() == key)
}

fn add_choices(held: &mut QuestionKind, older: QuestionKind) {
    use QuestionKind::{Matrix, MultipleChoice, Ranking, SingleChoice};
    match (held, older) {
        (SingleChoice { choices, other, .. }, SingleChoice { choices: older, other: had, .. })
        | (MultipleChoice { choices, other, .. }, MultipleChoice { choices: older, other: had, .. }) => {
            add(choices, older);
            *other |= had;
        }
        (Ranking { choices, .. }, Ranking { choices: older, .. }) => add(choices, older),
        (Matrix { rows, columns }, Matrix { rows: older_rows, columns: older_columns }) => {
            add(rows, older_rows);
            add(columns, older_columns);
        }
        _ => {}
    }
}

fn add(held: &mut Vec<Choice>, older: Vec<Choice>) {
    for choice in older {
        if held.iter().all(|known| known.key != choice.key) {
            held.push(choice);
        }
    }
}
