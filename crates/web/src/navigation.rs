//! Where the frame leads: areas and the pages in them, as far as a reader may open them.

use serde::Serialize;

use hamdel_app::accounts::SignedIn;
use hamdel_domain::rights::Right;

use crate::shell::Area;

/// A page that the frame leads to.
struct Place {
    area: Area,
    /// Its name in its area.
    name: &'static str,
    address: &'static str,
    right: Right,
}

const fn place(area: Area, name: &'static str, address: &'static str, right: Right) -> Place {
    Place { area, name, address, right }
}

/// Every page that the frame leads to, in the order it is shown; the first of an area that a reader may open
/// is where the area leads.
const PLACES: &[Place] = &[
    place(Area::Pulse, "pulse", "/", Right::ReadResults),
    place(Area::Customers, "customers", "/customers", Right::ReadCustomers),
    place(Area::Voice, "surveys", "/voice/surveys", Right::ReadSurveys),
    place(Area::Voice, "scores", "/voice/scores", Right::ReadResults),
    place(Area::Voice, "words", "/voice/words", Right::ReadWords),
    place(Area::Voice, "feedback", "/voice/feedback", Right::ReadFeedback),
    place(Area::Care, "causes", "/care/causes", Right::ReadCauses),
    place(Area::Settings, "units", "/settings/units", Right::ReadUnits),
    place(Area::Settings, "people", "/settings/people", Right::ReadPeople),
    place(Area::Settings, "sources", "/settings/sources", Right::ReadSources),
    place(Area::Settings, "mail", "/settings/mail", Right::ReadSources),
    place(Area::Settings, "contact-policy", "/settings/contact-policy", Right::ReadContacts),
    place(Area::Settings, "alerts", "/settings/alerts", Right::ManageAlerts),
    place(Area::Settings, "complaints", "/settings/complaints", Right::ManageSettings),
    place(Area::Settings, "case-kinds", "/settings/case-kinds", Right::ManageSettings),
    place(Area::Settings, "webhooks", "/settings/webhooks", Right::ManageAlerts),
];

/// Areas in the order of the rail: the name of each, its key after `g`, and where it leads when not to its
/// first page.
const AREAS: &[(Area, &str, char, Option<&str>)] = &[
    (Area::Pulse, "pulse", 'p', None),
    (Area::Customers, "customers", 'c', None),
    (Area::Voice, "voice", 'v', Some("/voice/scores")),
    (Area::Care, "care", 'r', None),
    (Area::Settings, "settings", 't', Some("/settings")),
];

/// An area in the rail.
#[derive(Serialize)]
pub(crate) struct AreaLink {
    /// Its name, of the icon and in the locales (`area-` and this name).
    pub(crate) name: &'static str,
    /// Where it leads.
    pub(crate) href: &'static str,
    /// Its key after `g`.
    pub(crate) key: char,
}

/// A page among those of its area.
#[derive(Serialize)]
pub(crate) struct Tab {
    /// Its name, in the locales after the area's, such as `voice-tab-scores`.
    pub(crate) name: &'static str,
    /// Where it leads.
    pub(crate) href: String,
    /// The name of the right that it needs; the template shows the tabs of the rights in `shell.rights`.
    pub(crate) right: &'static str,
    /// Whether it is the page that is shown.
    pub(crate) current: bool,
}

/// The areas that a reader may open.
pub(crate) fn areas(user: &SignedIn) -> Vec<AreaLink> {
    let link = |(area, name, key, leads): &(Area, &'static str, char, Option<&'static str>)| {
        let mut open = open_places(user, *area);
        let first = open.next()?.address;
        // The page of all settings is open to everybody who may open one of them.
        let whole = |leads: &str| *area == Area::Settings && leads == "/settings";
        let chosen = leads.filter(|leads| whole(leads) || *leads == first || open.any(|place| place.address == *leads));
        Some(AreaLink { name, href: chosen.unwrap_or(first), key: *key })
    };
    AREAS.iter().filter_map(link).collect()
}

/// The pages of an area; `query` is what their addresses carry on.
pub(crate) fn tabs(area: Area, current: &str, query: &str) -> Vec<Tab> {
    let tab = |place: &Place| Tab {
        name: place.name,
        href: format!("{}{query}", place.address),
        right: place.right.as_str(),
        current: place.name == current,
    };
    PLACES.iter().filter(|place| place.area == area).map(tab).collect()
}

/// The pages of an area that a reader may open, each with its name and address.
pub(crate) fn places(user: &SignedIn, area: Area) -> impl Iterator<Item = (&'static str, &'static str)> {
    open_places(user, area).map(|place| (place.name, place.address))
}

fn open_places(user: &SignedIn, area: Area) -> impl Iterator<Item = &'static Place> {
    PLACES.iter().filter(move |place| place.area == area && user.may(place.right))
}

#[cfg(test)]
mod tests {
    use hamdel_text::Language;

    use super::*;
    use crate::router::signed_in;
    use crate::texts::Texts;

    #[test]
    fn places_of_settings_say_what_they_are_for() {
        for texts in Language::ALL.map(|language| Texts::load(language).unwrap()) {
            for place in PLACES.iter().filter(|place| place.area == Area::Settings) {
                assert!(texts.has(&format!("place-{}", place.name)), "{}", place.name);
                assert!(texts.has(&format!("place-help-{}", place.name)), "{}", place.name);
            }
        }
    }

    #[test]
    fn places_need_what_their_routes_need() {
        for place in PLACES {
            let routes = signed_in();
            let route = routes.named().iter().find(|route| route.path == place.address && route.method == "GET");
            assert_eq!(route.map(|route| route.right), Some(place.right), "{}", place.address);
        }
        for (area, name, _, leads) in AREAS {
            assert!(PLACES.iter().any(|place| place.area == *area), "{name} has no page");
            let known = |leads: &str| leads == "/settings" || PLACES.iter().any(|place| place.address == leads);
            assert!(leads.is_none_or(known), "{name}");
        }
    }
}
