//! The ways to ask with a survey: by invitation, on a site, at a kiosk, on the telephone.

pub(crate) mod interview;
pub(crate) mod invitation;
pub(crate) mod kiosks;
pub(crate) mod site;

use serde::Serialize;

/// A way to ask, as the line above every page of them has it.
#[derive(Serialize)]
pub(crate) struct WayLink {
    /// What it is called in the locales (`asking-way-` and this name).
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// The ways to ask with a survey.
pub(crate) fn ways(survey: i64, current: &'static str) -> Vec<WayLink> {
    let way = |name: &'static str| {
        let part = if name == "invitations" { String::new() } else { format!("/{name}") };
        WayLink { name, href: format!("/voice/surveys/{survey}/asking{part}"), current: name == current }
    };
    ["invitations", "site", "kiosks", "telephone"].map(way).into()
}
