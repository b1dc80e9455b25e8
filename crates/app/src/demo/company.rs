//! The units of Sepehr Stores, and some of the people in them: one of each role at least.

use std::collections::BTreeMap;

use hamdel_domain::people::{Part, Presence};
use hamdel_domain::rights::{Role, Scope};
use hamdel_text::Language;

use super::contact::SHIFTS;
use super::places::{CITIES, OTHER_CALL_CENTRE, SLOW_CALL_CENTRE};
use crate::App;
use crate::accounts::UserId;
use crate::error::AppError;
use crate::people::{Directory, NewPerson, PersonChange, TeamChange, UnitChange, add_unit, change_team, invite_person};

/// Who does it, in the audit log.
const ACTOR: &str = "demo";
/// The unit above all others.
const COMPANY: &str = "sepehr";

/// A unit below the company.
struct DemoUnit {
    name: String,
    title_fa: String,
    title_en: String,
    parent: Option<&'static str>,
}

/// Somebody of the company.
struct DemoPerson {
    mailbox: &'static str,
    name: &'static str,
    role: Role,
    part: Option<(&'static str, Part)>,
    skills: &'static [&'static str],
    /// Whether interactions name them as an employee.
    serves: bool,
    presence: Presence,
}

/// Adds units and people that are not there yet.
///
/// # Errors
/// When the database fails.
pub async fn settle_company(app: &App) -> Result<(), AppError> {
    let held = Directory::of(app).await?;
    for unit in units() {
        if held.tree().get(&unit.name).is_none() {
            let change =
                UnitChange { title_fa: unit.title_fa, title_en: unit.title_en, parent: unit.parent.map(str::to_owned) };
            add_unit(app, Some(&unit.name), &change, ACTOR).await?;
        }
    }
    for person in PEOPLE {
        let email = format!("{}@sepehr.example", person.mailbox);
        if held.people().all(|known| known.email != email) {
            let id = add(app, person, email).await?;
            let team = TeamChange { skills: None, presence: Some(person.presence) };
            change_team(app, id, team, &Scope::Everything, ACTOR).await?;
        }
    }
    Ok(())
}

async fn add(app: &App, person: &DemoPerson, email: String) -> Result<UserId, AppError> {
    let parts: BTreeMap<String, Part> = person.part.iter().map(|(unit, part)| ((*unit).to_owned(), *part)).collect();
    let change = PersonChange {
        name: person.name.to_owned(),
        role: person.role,
        language: Language::Persian,
        employee: person.serves.then(|| person.name.to_owned()),
        parts,
        skills: person.skills.iter().map(|skill| (*skill).to_owned()).collect(),
    };
    Ok(invite_person(app, NewPerson { email, person: change }, ACTOR).await?.id)
}

/// Every unit, each after the one above it.
fn units() -> Vec<DemoUnit> {
    let unit = |name: &str, title_fa: &str, title_en: &str, parent| DemoUnit {
        name: name.to_owned(),
        title_fa: title_fa.to_owned(),
        title_en: title_en.to_owned(),
        parent,
    };
    let mut units = vec![
        unit(COMPANY, "فروشگاه‌های سپهر", "Sepehr Stores", None),
        unit("branches", "شعبه‌ها", "Branches", Some(COMPANY)),
        unit("call-centres", "مرکزهای تماس", "Call centres", Some(COMPANY)),
        unit("deliveries", "تحویل", "Deliveries", Some(COMPANY)),
        unit("online-shop", "فروشگاه اینترنتی", "Online shop", Some(COMPANY)),
        unit("marketing", "بازاریابی", "Marketing", Some(COMPANY)),
        unit("customer-experience", "تجربهٔ مشتری", "Customer experience", Some(COMPANY)),
        unit(OTHER_CALL_CENTRE, "مرکز تماس تهران", "Tehran call centre", Some("call-centres")),
        unit(SLOW_CALL_CENTRE, "مرکز تماس مشهد", "Mashhad call centre", Some("call-centres")),
    ];
    for (centre, title_fa, title_en) in [
        (OTHER_CALL_CENTRE, "مرکز تماس تهران", "Tehran call centre"),
        (SLOW_CALL_CENTRE, "مرکز تماس مشهد", "Mashhad call centre"),
    ] {
        let shifts = SHIFTS.iter().zip([("صبح", "morning"), ("بعدازظهر", "afternoon"), ("شب", "evening")]);
        units.extend(shifts.map(|(name, (shift_fa, shift_en))| {
            let title_fa = format!("{title_fa}، نوبت {shift_fa}");
            unit(&format!("{centre}-{name}"), &title_fa, &format!("{title_en}, {shift_en} shift"), Some(centre))
        }));
    }
    for city in &CITIES {
        let english = capital(city.delivery_unit.rsplit('-').next().unwrap_or_default());
        units.push(unit(
            city.delivery_unit,
            &format!("تحویل {}", city.name),
            &format!("{english} deliveries"),
            Some("deliveries"),
        ));
        for branch in city.branches {
            let quarter = capital(branch.unit.rsplit('-').next().unwrap_or_default());
            let title_fa = format!("{}، {}", branch.name, city.name);
            units.push(unit(branch.unit, &title_fa, &format!("{quarter} branch, {english}"), Some("branches")));
        }
    }
    units
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const fn person(
    mailbox: &'static str,
    name: &'static str,
    role: Role,
    part: Option<(&'static str, Part)>,
    presence: Presence,
) -> DemoPerson {
    DemoPerson { mailbox, name, role, part, skills: &[], serves: false, presence }
}

const fn agent(
    mailbox: &'static str,
    name: &'static str,
    unit: &'static str,
    skills: &'static [&'static str],
    presence: Presence,
) -> DemoPerson {
    let part = Some((unit, Part::Member));
    DemoPerson { mailbox, name, role: Role::Agent, part, skills, serves: true, presence }
}

/// Agents are among those whom interactions name.
static PEOPLE: &[DemoPerson] = &[
    person("negar", "نگار رستمی", Role::ExperienceManager, Some((COMPANY, Part::Manager)), Presence::Available),
    person("bahram", "بهرام کاویانی", Role::UnitManager, Some(("call-centres", Part::Manager)), Presence::Available),
    person("shirin", "شیرین دلاور", Role::UnitManager, Some(("branches", Part::Manager)), Presence::Available),
    person("kaveh", "کاوه نیک‌پی", Role::UnitManager, Some(("deliveries", Part::Manager)), Presence::Away),
    person("peyman", "پیمان دانش", Role::Analyst, None, Presence::Off),
    person("laleh", "لاله سهرابی", Role::Viewer, None, Presence::Off),
    agent("mina", "مینا خاکپور", OTHER_CALL_CENTRE, &["انگلیسی", "شکایت"], Presence::Available),
    agent("neda", "ندا فتحی", SLOW_CALL_CENTRE, &["شکایت"], Presence::Available),
    agent("arman", "آرمان فرهادی", "branch-tehran-valiasr", &["بازگشت کالا"], Presence::Available),
    agent("yaser", "یاسر امینی", "delivery-shiraz", &["بازگشت کالا", "شکایت"], Presence::Off),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::demo::touchpoints;

    #[test]
    fn every_unit_of_the_history_is_in_the_tree_and_every_role_is_there() {
        let units = units();
        let names: BTreeSet<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(names.len(), units.len());
        assert!(touchpoints().iter().all(|place| names.contains(place.unit)));
        assert!(units.iter().all(|unit| unit.parent.is_none_or(|parent| names.contains(parent))));
        for person in PEOPLE {
            assert!(person.part.is_none_or(|(unit, _)| names.contains(unit)), "{}", person.name);
        }
        // The administrator is whoever loads the demo.
        for role in Role::ALL.iter().filter(|role| **role != Role::Administrator) {
            assert!(PEOPLE.iter().any(|person| person.role == *role), "{role}");
        }
    }
}
