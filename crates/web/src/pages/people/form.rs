//! The fields of a person, read and shown.

use std::collections::BTreeMap;

use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::people::{Directory, Person, PersonChange};
use hamdel_domain::people::Part;
use hamdel_domain::rights::Role;
use hamdel_domain::units::Unit;
use hamdel_text::Language;

use crate::params::Params;
use crate::texts::Texts;

/// Empty rows for further units.
const EMPTY_PARTS: usize = 2;

/// The form of a person.
#[derive(Serialize)]
pub(crate) struct PersonForm {
    pub(crate) name: String,
    pub(crate) roles: Vec<Choice>,
    /// `fa` or `en`.
    pub(crate) language: String,
    pub(crate) employee: String,
    /// Separated by commas.
    pub(crate) skills: String,
    /// Skills that somebody has, to choose of.
    pub(crate) known_skills: Vec<String>,
    pub(crate) parts: Vec<PartField>,
}

/// Something to choose.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// A unit and the part in it.
#[derive(Serialize)]
pub(crate) struct PartField {
    pub(crate) units: Vec<UnitOption>,
    pub(crate) manager: bool,
}

/// A unit to choose.
#[derive(Serialize)]
pub(crate) struct UnitOption {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) depth: usize,
    pub(crate) chosen: bool,
}

/// The person that fields say: `name`, `role`, `language`, `employee`, `skills`, and pairs of `unit` and `part`.
pub(crate) fn person_of(form: &Params) -> Result<PersonChange, AppError> {
    let role = form.get("role").unwrap_or_default();
    let language = form.get("language").unwrap_or("fa");
    Ok(PersonChange {
        name: form.get("name").unwrap_or_default().to_owned(),
        role: Role::parse(role).ok_or_else(|| AppError::refused("role", "no-role", role))?,
        language: language.parse().map_err(|_| AppError::refused("language", "no-language", language))?,
        employee: form.get("employee").map(str::to_owned),
        parts: parts_of(form)?,
        skills: skills_of(form.get("skills").unwrap_or_default()),
    })
}

/// Skills as they are typed: separated by commas of either language, or by lines.
pub(crate) fn skills_of(text: &str) -> Vec<String> {
    let each = text.split([',', '،', '\n', '؛', ';']).map(str::trim);
    each.filter(|skill| !skill.is_empty()).map(str::to_owned).collect()
}

/// Each unit with the part that stands after it.
fn parts_of(form: &Params) -> Result<BTreeMap<String, Part>, AppError> {
    let mut parts = BTreeMap::new();
    let mut unit: Option<&str> = None;
    for (name, value) in form.every() {
        match name {
            "unit" => unit = Some(value).filter(|value| !value.is_empty()),
            "part" => {
                let part = Part::parse(value).ok_or_else(|| AppError::refused("units", "no-part", value))?;
                if let Some(unit) = unit.take()
                    && parts.insert(unit.to_owned(), part).is_some()
                {
                    return Err(AppError::refused("units", "unit-twice", unit));
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// The fields that say a person.
pub(crate) fn fields_of(person: &Person) -> Params {
    let mut fields = vec![
        ("name", person.name.clone()),
        ("role", person.role.as_str().to_owned()),
        ("language", person.language.code().to_owned()),
        ("employee", person.employee.clone().unwrap_or_default()),
        ("skills", person.skills.join(if person.language == Language::Persian { "، " } else { ", " })),
    ];
    for (unit, part) in &person.parts {
        fields.extend([("unit", unit.clone()), ("part", part.as_str().to_owned())]);
    }
    Params::of(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The form with what is typed; `role` is chosen where nothing is.
pub(crate) fn form_of(texts: &Texts, directory: &Directory, form: &Params, role: Role) -> PersonForm {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let chosen = form.get("role").unwrap_or(role.as_str());
    let tree = directory.tree().in_order();
    let part_field = |chosen: Option<&str>, manager: bool| {
        let shown = |unit: &Unit| unit.archived_at.is_none() || chosen == Some(unit.name.as_str());
        let options = tree.iter().filter(|(_, unit)| shown(unit)).map(|(depth, unit)| UnitOption {
            name: unit.name.clone(),
            title: texts.title("unit", &unit.name),
            depth: *depth,
            chosen: chosen == Some(unit.name.as_str()),
        });
        PartField { units: options.collect(), manager }
    };
    let typed = parts_of(form).unwrap_or_default();
    let mut parts: Vec<PartField> =
        typed.iter().map(|(unit, part)| part_field(Some(unit), *part == Part::Manager)).collect();
    if !tree.is_empty() {
        parts.extend((0..EMPTY_PARTS).map(|_| part_field(None, false)));
    }
    let mut known_skills: Vec<String> = directory.people().flat_map(|person| person.skills.clone()).collect();
    known_skills.sort_unstable();
    known_skills.dedup();
    PersonForm {
        name: text("name"),
        roles: Role::ALL
            .iter()
            .map(|role| Choice { name: role.as_str().to_owned(), chosen: role.as_str() == chosen })
            .collect(),
        language: form.get("language").unwrap_or(texts.language().code()).to_owned(),
        employee: text("employee"),
        skills: text("skills"),
        known_skills,
        parts,
    }
}
