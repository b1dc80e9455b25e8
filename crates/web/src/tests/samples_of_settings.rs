//! Samples of settings: units, people, the own account.

use super::samples::{Draw, NAME, NOON, sample};
use crate::pages::account::{AccountPage, SessionRow};
use crate::pages::audit::{self, AuditLogPage, DifferenceView, EntryView};
use crate::pages::care;
use crate::pages::clocks::{
    Ask, CalendarPage, CalendarRow, ClockForm, ClockRow, ClocksPage, DayView, Explained, ExplainedClock, HolidayView,
    RuleForm, RuleRow, Stretch, Tick, VersionRow,
};
use crate::pages::people::{
    Choice, Link, PartField, PeoplePage, PersonForm, PersonPage, PersonRow, UnitOption, UnitPart,
};
use crate::pages::rights::{RightsPage, groups};
use crate::pages::settings::{PlaceLink, SettingsPage};
use crate::pages::touchpoints::{self, TouchpointForm, TouchpointRow, TouchpointsPage};
use crate::pages::tree::NodeForm;
use crate::pages::units::{PersonLink, UnitRow, UnitsPage};

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
        sample("clocks", clocks(None)),
        sample("clocks refused", clocks(Some("name"))),
        sample(
            "clocks new",
            ClocksPage { versions: Vec::new(), explained: None, form: rule_form(None), ..clocks(None) },
        ),
        sample("calendar", calendar(None)),
        sample("calendar refused", calendar(Some("day_saturday"))),
        sample(
            "calendar new",
            CalendarPage { is_new: true, holidays: Vec::new(), uncertain: 0, ..calendar(Some("name")) },
        ),
        sample("touchpoints", touchpoints(None)),
        sample("touchpoints refused", touchpoints(Some("unit"))),
        sample("touchpoints none", TouchpointsPage { touchpoints: Vec::new(), ..touchpoints(None) }),
        sample("rights", rights()),
        sample("audit", audit()),
        sample(
            "audit none",
            AuditLogPage { entries: Vec::new(), wrong_day: Some(NAME.to_owned()), older: None, first: None, ..audit() },
        ),
        sample("audit looked", AuditLogPage { entries: Vec::new(), narrowed: false, ..audit() }),
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
        name: "x".to_owned(),
        done: None,
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn unit_form(unit: Option<&str>) -> NodeForm {
    NodeForm {
        node: unit.map(str::to_owned),
        action: "/settings/units".to_owned(),
        archived: false,
        title_fa: NAME.to_owned(),
        title_en: NAME.to_owned(),
        parents: vec![care::Choice { value: NAME.to_owned(), name: NAME.to_owned(), chosen: true, depth: 2 }],
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

fn tick(chosen: bool) -> Tick {
    Tick { name: "<q>".to_owned(), title: NAME.to_owned(), chosen }
}

fn week(shifts: &str) -> Vec<DayView> {
    vec![
        DayView { field: "day_saturday", day: "Saturday", shifts: shifts.to_owned() },
        DayView { field: "day_friday", day: "Friday", shifts: String::new() },
    ]
}

fn rule_form(place: Option<usize>) -> RuleForm {
    let clock = |clock, on| ClockForm {
        clock,
        on,
        calendars: vec![tick(true)],
        hours: "4".to_owned(),
        minutes: "30".to_owned(),
        warnings: "50, 75".to_owned(),
        again_after: "9".to_owned(),
        warned: vec![tick(true)],
        breached: vec![tick(false)],
        again: vec![tick(true)],
        ways: vec![tick(true)],
    };
    RuleForm {
        place,
        name: NAME.to_owned(),
        kinds: vec![tick(true)],
        severities: vec![tick(false)],
        units: vec![tick(true)],
        clocks: vec![clock("first_response", true), clock("task", false)],
    }
}

fn clocks(field: Option<&'static str>) -> ClocksPage {
    let stretch = Stretch { day: NAME.to_owned(), from: "1".to_owned(), to: "2".to_owned(), lasts: "1".to_owned() };
    let explained = |due: Option<&str>, stretches| ExplainedClock {
        clock: "solution",
        due: due.map(str::to_owned),
        target: "45:00".to_owned(),
        calendar: NAME.to_owned(),
        zone: "Asia/Tehran".to_owned(),
        stretches,
        more: true,
    };
    let rule = |place, of: &[&str], last| RuleRow {
        place,
        name: if last { "usual".to_owned() } else { NAME.to_owned() },
        of: of.iter().map(|name| (*name).to_owned()).collect(),
        clocks: vec![ClockRow { clock: "next_update", target: "1:00".to_owned(), calendar: NAME.to_owned() }],
        last,
    };
    ClocksPage {
        version: 12_345,
        ask: Ask {
            at: "<q>".to_owned(),
            wrong: field.is_some(),
            kinds: vec![tick(true)],
            severities: vec![tick(false)],
            units: vec![tick(false)],
        },
        explained: Some(Explained {
            came: NAME.to_owned(),
            rule: NAME.to_owned(),
            clocks: vec![explained(Some(NAME), vec![stretch]), explained(None, Vec::new())],
        }),
        rules: vec![rule(0, &[NAME, NAME], false), rule(1, &[NAME], false), rule(2, &[], true)],
        calendars: vec![CalendarRow {
            href: "/settings/clocks/calendars/x".to_owned(),
            title: NAME.to_owned(),
            zone: "Asia/Tehran".to_owned(),
            week: week("08:00-12:00"),
            holidays: 12_345,
            uncertain: 1,
        }],
        versions: vec![VersionRow { version: 1, at: NOON, by: NAME.to_owned() }],
        form: rule_form(Some(0)),
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn calendar(field: Option<&'static str>) -> CalendarPage {
    let holiday = |certain, past, shifts: &str| HolidayView {
        date: "2026-03-21".to_owned(),
        day: NAME.to_owned(),
        name: NAME.to_owned(),
        shifts: shifts.to_owned(),
        certain,
        past,
    };
    CalendarPage {
        version: 1,
        name: "<q>".to_owned(),
        is_new: false,
        action: "/settings/clocks/calendars/x".to_owned(),
        title: NAME.to_owned(),
        title_fa: NAME.to_owned(),
        title_en: NAME.to_owned(),
        zone: "<q>".to_owned(),
        week: week("<q>"),
        holidays: vec![holiday(true, true, "08:00-12:00"), holiday(false, false, "")],
        uncertain: 1,
        years: vec![1405, 1406],
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn touchpoints(field: Option<&'static str>) -> TouchpointsPage {
    let row = |known: bool| TouchpointRow {
        name: NAME.to_owned(),
        title: NAME.to_owned(),
        href: "/settings/touchpoints?touchpoint=x".to_owned(),
        stage: known.then(|| "use".to_owned()),
        channel: known.then_some("web"),
        unit: known.then(|| NAME.to_owned()),
        kinds: vec![NAME.to_owned()],
    };
    let choice = |chosen| touchpoints::Choice { value: "<q>".to_owned(), title: NAME.to_owned(), chosen };
    TouchpointsPage {
        touchpoints: vec![row(true), row(false)],
        without: 1,
        form: TouchpointForm {
            changed: field.map(|_| NAME.to_owned()),
            action: "/settings/touchpoints".to_owned(),
            name: "<q>".to_owned(),
            title_fa: NAME.to_owned(),
            title_en: NAME.to_owned(),
            stages: vec![choice(true)],
            channels: vec![choice(false)],
            units: vec![choice(false)],
            kinds: "<q>".to_owned(),
        },
        saved: true,
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn rights() -> RightsPage {
    let roles = ["administrator", "experience_manager", "unit_manager", "agent", "analyst", "viewer"];
    RightsPage { roles: roles.into(), mine: "agent", groups: groups() }
}

fn audit() -> AuditLogPage {
    let choice = |chosen| audit::Choice { value: "<q>".to_owned(), title: NAME.to_owned(), chosen };
    let difference = |before: &str, after: &str| DifferenceView {
        field: NAME.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let entry = |href: Option<&str>| EntryView {
        at: NOON,
        who: NAME.to_owned(),
        action: NAME.to_owned(),
        subject: NAME.to_owned(),
        href: href.map(str::to_owned),
        of_subject: "/settings/audit?subject=x".to_owned(),
        differences: vec![difference(NAME, NAME), difference("", NAME), difference(NAME, "")],
        facts: vec![(NAME.to_owned(), NAME.to_owned())],
    };
    AuditLogPage {
        entries: vec![entry(None), entry(Some("/customers/7"))],
        actors: vec![choice(true)],
        actions: vec![choice(false)],
        subject: "<q>".to_owned(),
        from: "<q>".to_owned(),
        to: String::new(),
        wrong_day: None,
        older: Some("/settings/audit?before=1".to_owned()),
        first: Some("/settings/audit".to_owned()),
        csv: "/settings/audit.csv".to_owned(),
        narrowed: true,
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
