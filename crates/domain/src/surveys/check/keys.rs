//! Reading a definition as a builder sends it: wrong keys are named by their place.

use serde_json::Value as Json;

use super::LARGEST;
use super::codes::{CheckCode, CheckProblem};
use crate::surveys::definition::SurveyDefinition;
use crate::surveys::keys::{ChoiceKey, QuestionKey};

/// Lists whose members need keys, and whether conditions call them by these.
const KEYED: [(&str, bool); 8] = [
    ("sections", false),
    ("questions", true),
    ("choices", false),
    ("rows", false),
    ("columns", false),
    ("items", false),
    ("quotas", false),
    ("closings", false),
];

/// Reads a definition. Whether it can be published is another question; see [`super::check`].
///
/// # Errors
/// Every key that is missing or has a wrong form; otherwise the first thing that is not of the form of a survey.
pub fn read_definition(json: &str) -> Result<SurveyDefinition, Vec<CheckProblem>> {
    let problem = |code, detail: String| vec![CheckProblem { place: String::new(), code, detail }];
    if json.len() > LARGEST {
        return Err(problem(CheckCode::TooLarge, format!("{} KiB, 1024 at most", json.len() / 1024)));
    }
    let read: Json = serde_json::from_str(json).map_err(|error| problem(CheckCode::Malformed, error.to_string()))?;
    let mut problems = Vec::new();
    walk(&read, &mut String::new(), &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_json::from_value(read).map_err(|error| problem(CheckCode::Malformed, error.to_string()))
}

fn walk(value: &Json, place: &mut String, problems: &mut Vec<CheckProblem>) {
    let length = place.len();
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                place.push('/');
                place.push_str(name);
                let keyed = KEYED.iter().find(|(list, _)| list == name).map(|(_, variable)| *variable);
                let keyed = if name == "calculated" { Some(true) } else { keyed };
                if let (Some(variable), Json::Array(list)) = (keyed, member) {
                    keys(list, variable, place, problems);
                }
                walk(member, place, problems);
                place.truncate(length);
            }
        }
        Json::Array(list) => {
            for (number, member) in list.iter().enumerate() {
                place.push_str(&format!("/{number}"));
                walk(member, place, problems);
                place.truncate(length);
            }
        }
        _ => {}
    }
}

fn keys(list: &[Json], variable: bool, place: &str, problems: &mut Vec<CheckProblem>) {
    for (number, member) in list.iter().enumerate() {
        let key = member.get("key").and_then(Json::as_str).unwrap_or_default();
        let wrong = if variable { QuestionKey::new(key).err() } else { ChoiceKey::new(key).err() };
        let code = match wrong {
            None => continue,
            Some(_) if key.is_empty() => CheckCode::NoKey,
            Some(_) => CheckCode::BadKey,
        };
        problems.push(CheckProblem { place: format!("{place}/{number}/key"), code, detail: key.to_owned() });
    }
}
