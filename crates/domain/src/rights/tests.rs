//! The table, walked whole: it is small enough that nothing of it is left to chance.

use std::collections::BTreeSet;

use super::{Reach, Right, Role, Scope, reach};
use crate::people::UserId;

/// The first is above the second: nobody gains by going from the first to the second.
const ABOVE: &[(Role, Role)] = &[
    (Role::Administrator, Role::ExperienceManager),
    (Role::ExperienceManager, Role::UnitManager),
    (Role::UnitManager, Role::Agent),
    (Role::ExperienceManager, Role::Analyst),
    (Role::Analyst, Role::Viewer),
];

/// Who may do the first may do the second as far: nobody changes what they cannot see.
const INCLUDES: &[(Right, Right)] = &[
    (Right::ShareResults, Right::ReadResults),
    (Right::EditWords, Right::ReadWords),
    (Right::AnswerFeedback, Right::ReadFeedback),
    (Right::BuildSurveys, Right::ReadSurveys),
    (Right::PublishSurveys, Right::BuildSurveys),
    (Right::TakeAnswers, Right::ReadSurveys),
    (Right::ManageInvitations, Right::ReadContacts),
    (Right::ManageContactPolicy, Right::ReadContacts),
    (Right::ReadPersonalData, Right::ReadCustomers),
    (Right::ReadCases, Right::ReadCaseReplies),
    (Right::WorkCases, Right::ReadCases),
    (Right::WorkCases, Right::ReadPersonalData),
    (Right::AssignCases, Right::WorkCases),
    (Right::CloseCases, Right::WorkCases),
    (Right::ManageRouting, Right::ReadRouting),
    (Right::ManageClocks, Right::ReadClocks),
    (Right::EditCauses, Right::ReadCauses),
    (Right::ManageActions, Right::ReadCauses),
    (Right::ReadQuietRisk, Right::ReadCustomers),
    (Right::WriteCoachingNotes, Right::ReadEmployeeFigures),
    (Right::ManageUnits, Right::ReadUnits),
    (Right::ReadPeople, Right::ReadUnits),
    (Right::ManageTeams, Right::ReadPeople),
    (Right::ManagePeople, Right::ManageTeams),
    (Right::ManageSources, Right::ReadSources),
    (Right::ImportFiles, Right::ReadSources),
];

fn everywhere() -> impl Iterator<Item = (Role, Right)> {
    Role::ALL.iter().flat_map(|role| Right::ALL.iter().map(move |right| (*role, *right)))
}

#[test]
fn an_administrator_reaches_everything() {
    assert!(Right::ALL.iter().all(|right| reach(Role::Administrator, *right) == Reach::Everything));
}

#[test]
fn readers_change_nothing() {
    for right in Right::ALL.iter().filter(|right| right.changes()) {
        assert_eq!(reach(Role::Viewer, *right), Reach::Nothing, "{right:?}");
    }
    assert_eq!(reach(Role::Viewer, Right::ReadPersonalData), Reach::Nothing);
    assert_eq!(reach(Role::Analyst, Right::ReadPersonalData), Reach::Nothing);
}

#[test]
fn nobody_gains_by_being_put_down() {
    for (above, below) in ABOVE {
        for right in Right::ALL {
            assert!(reach(*above, *right) >= reach(*below, *right), "{above} < {below}: {right:?}");
        }
    }
}

#[test]
fn nobody_changes_what_they_cannot_see() {
    for (role, (right, needs)) in Role::ALL.iter().flat_map(|role| INCLUDES.iter().map(move |pair| (role, pair))) {
        assert!(reach(*role, *needs) >= reach(*role, *right), "{role}: {right:?} without {needs:?}");
    }
}

#[test]
fn only_an_administrator_gives_rights() {
    for role in Role::ALL.iter().filter(|role| **role != Role::Administrator) {
        for right in [Right::ManagePeople, Right::ManageSources, Right::ReadAudit] {
            assert_eq!(reach(*role, right), Reach::Nothing, "{role}: {right:?}");
        }
    }
}

#[test]
fn a_unit_sees_its_own() {
    let bound = [Right::ReadCases, Right::WorkCases, Right::ReadFeedback, Right::ReadCustomers];
    for role in [Role::UnitManager, Role::Agent] {
        for right in bound.into_iter().chain([Right::ReadPersonalData]) {
            assert_eq!(reach(role, right), Reach::Units, "{role}: {right:?}");
        }
    }
}

#[test]
fn personal_data_is_read_of_all_customers_one_sees_or_of_none() {
    for role in Role::ALL {
        let personal = reach(*role, Right::ReadPersonalData);
        assert!(personal == Reach::Nothing || personal == reach(*role, Right::ReadCustomers), "{role}");
    }
}

#[test]
fn everybody_enters_and_leaves() {
    for role in Role::ALL {
        assert!(reach(*role, Right::KeepAccount) >= Reach::Own);
        assert!(reach(*role, Right::ReadResults) > Reach::Nothing, "{role} has no first page");
    }
}

#[test]
fn names_are_read_back_and_none_is_twice() {
    let rights: BTreeSet<&str> = Right::ALL.iter().map(|right| right.as_str()).collect();
    assert_eq!(rights.len(), Right::ALL.len());
    assert!(Right::ALL.iter().all(|right| Right::parse(right.as_str()) == Some(*right)));
    assert!(Role::ALL.iter().all(|role| Role::parse(role.as_str()) == Some(*role)));
    assert_eq!(Role::parse("experience-manager"), Some(Role::ExperienceManager));
    assert_eq!((Role::parse("root"), Role::parse(""), Right::parse("everything")), (None, None, None));
    for right in Right::ALL {
        assert!(everywhere().any(|(role, held)| held == *right && reach(role, held) > Reach::Nothing), "{right:?}");
    }
}

#[test]
fn a_scope_holds_what_its_reach_says() {
    let sara = UserId(1);
    let units = Scope::Units(BTreeSet::from(["delivery".to_owned()]));
    let own = Scope::Own { user: sara, employee: None };
    for (scope, unit, owner, held) in [
        (&Scope::Everything, None, None, true),
        (&units, Some("delivery"), None, true),
        (&units, Some("kitchen"), Some(sara), false),
        (&units, None, Some(sara), false),
        (&own, Some("kitchen"), Some(sara), true),
        (&own, Some("kitchen"), Some(UserId(2)), false),
        (&own, None, None, false),
        (&Scope::Nothing, Some("delivery"), Some(sara), false),
    ] {
        assert_eq!(scope.holds(unit, owner), held, "{scope:?} {unit:?} {owner:?}");
    }
    assert!(!Scope::Units(BTreeSet::new()).holds_unit(Some("delivery")), "a person in no unit reaches none");
}
