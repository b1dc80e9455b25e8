//! Samples of settings: units, people, the own account.

use super::samples::{Draw, NAME, NOON, sample};
use crate::pages::account::{AccountPage, SessionRow};
use crate::pages::people::{
    Choice, Link, PartField, PeoplePage, PersonForm, PersonPage, PersonRow, UnitOption, UnitPart,
};
use crate::pages::settings::{PlaceLink, SettingsPage};
use crate::pages::units::{ParentChoice, PersonLink, UnitForm, UnitRow, UnitsPage};

/// Every page of settings with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    let places = ["units", "people", "sources", "alerts", "webhooks"];
    let places = places.map(|name| PlaceLink { name, href: "/settings/x" }).into();
    vec![
        sample("settings", SettingsPage { places }),
        sample("units", units(None)),
        sample("units refused", units(Some("parent"))),
        sample("units done", UnitsPage { done: Some(7), without: 0, ..units(None) }),
        sample("units none", UnitsPage { units: Vec::new(), in_use: 0, form: unit_form(None), ..units(None) }),
        sample("people", people(None)),
        sample("people refused", people(Some("email"))),
        sample("people none", PeoplePage { people: Vec::new(), barred: Vec::new(), ..people(None) }),
        sample("person", person(None)),
        sample("person refused", person(Some("person"))),
        sample("person barred", PersonPage { barred_at: Some(NOON), link: None, ..person(None) }),
        sample("account", account(None)),
        sample("account refused", account(Some("password"))),
        sample("account new", AccountPage { has_password: false, sessions: Vec::new(), ..account(None) }),
    ]
}

fn units(field: Option<&'static str>) -> UnitsPage {
    let link = |href: Option<&str>| PersonLink { name: NAME.to_owned(), href: href.map(str::to_owned) };
    let row = |depth, archived| UnitRow {
        name: "branch-<q>".to_owned(),
        title: NAME.to_owned(),
        depth,
        href: "/settings/units?unit=x#unit".to_owned(),
        archived,
        managers: if archived { Vec::new() } else { vec![link(Some("/settings/people/1")), link(None)] },
        members: 12_345,
    };
    UnitsPage {
        units: vec![row(0, false), row(5, true)],
        without: 1,
        in_use: 12_345,
        form: unit_form(Some(NAME)),
        done: None,
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn unit_form(unit: Option<&str>) -> UnitForm {
    UnitForm {
        unit: unit.map(str::to_owned),
        action: "/settings/units".to_owned(),
        archived: false,
        name: "x".to_owned(),
        title_fa: NAME.to_owned(),
        title_en: NAME.to_owned(),
        parents: vec![ParentChoice { name: NAME.to_owned(), title: NAME.to_owned(), depth: 2, chosen: true }],
    }
}

fn row() -> PersonRow {
    PersonRow {
        id: 7,
        name: NAME.to_owned(),
        email: "<q>@x.ir".to_owned(),
        role: "unit_manager",
        units: [true, false].map(|manager| UnitPart { title: NAME.to_owned(), manager }).into(),
        skills: vec![NAME.to_owned(), NAME.to_owned()],
        presence: "away",
        since: Some(NOON),
    }
}

fn person_form() -> PersonForm {
    let unit = UnitOption { name: NAME.to_owned(), title: NAME.to_owned(), depth: 1, chosen: true };
    PersonForm {
        name: NAME.to_owned(),
        roles: vec![Choice { name: "viewer".to_owned(), chosen: true }],
        language: "en".to_owned(),
        employee: NAME.to_owned(),
        skills: NAME.to_owned(),
        known_skills: vec![NAME.to_owned()],
        parts: vec![PartField { units: vec![unit], manager: true }, PartField { units: Vec::new(), manager: false }],
    }
}

fn link() -> Link {
    Link { name: NAME.to_owned(), address: "http://h/sign-in/link/<q>".to_owned(), days: 7 }
}

fn people(field: Option<&'static str>) -> PeoplePage {
    PeoplePage {
        people: vec![row(), PersonRow { units: Vec::new(), skills: Vec::new(), since: None, presence: "off", ..row() }],
        barred: vec![row()],
        available: 1,
        email: "<q>".to_owned(),
        form: person_form(),
        invited: field.is_none().then(link),
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn person(field: Option<&'static str>) -> PersonPage {
    PersonPage {
        person: row(),
        barred_at: None,
        since: NOON,
        has_password: field.is_some(),
        language: "fa",
        employee: Some(NAME.to_owned()),
        may_team: true,
        form: PersonForm { parts: Vec::new(), ..person_form() },
        link: Some(Link { days: 1, ..link() }),
        saved: true,
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn account(field: Option<&'static str>) -> AccountPage {
    let session = |this: bool| SessionRow {
        name: "abc".to_owned(),
        client: (!this).then(|| NAME.to_owned()),
        begun: NOON,
        used: NOON,
        this,
    };
    AccountPage {
        name: NAME.to_owned(),
        email: "<q>@x.ir".to_owned(),
        role: "agent",
        language: "fa",
        presence: "available",
        units: row().units,
        skills: row().skills,
        has_password: true,
        sessions: vec![session(true), session(false)],
        done: Some("saved"),
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}
