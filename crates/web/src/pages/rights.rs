//! Settings: who may do what, from the table itself.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_domain::rights::{Right, Role, reach};

use crate::error::Failure;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct RightsPage {
    /// The roles, the one with the most rights first.
    pub(crate) roles: Vec<&'static str>,
    /// The role of whoever reads.
    pub(crate) mine: &'static str,
    pub(crate) groups: Vec<RightsGroup>,
}

impl Page for RightsPage {
    const TEMPLATE: &'static str = "pages/rights/page.html";
}

/// Rights about the same things.
#[derive(Serialize)]
pub(crate) struct RightsGroup {
    /// Its name in the locales, after `rights-of-`.
    pub(crate) name: &'static str,
    pub(crate) rights: Vec<RightRow>,
}

/// A right, and how far each role reaches with it.
#[derive(Serialize)]
pub(crate) struct RightRow {
    pub(crate) name: &'static str,
    pub(crate) changes: bool,
    pub(crate) reaches: Vec<&'static str>,
}

/// The first right of each group, in the order of the table.
const GROUPS: [(&str, Right); 6] = [
    ("voice", Right::KeepAccount),
    ("surveys", Right::ReadSurveys),
    ("customers", Right::ReadCustomers),
    ("care", Right::ReadCaseReplies),
    ("improvement", Right::ReadCauses),
    ("settings", Right::ReadUnits),
];

/// The table, in its groups.
pub(crate) fn groups() -> Vec<RightsGroup> {
    let mut groups: Vec<RightsGroup> = Vec::new();
    for right in Right::ALL {
        if let Some((name, _)) = GROUPS.iter().find(|(_, first)| first == right) {
            groups.push(RightsGroup { name, rights: Vec::new() });
        }
        let reaches = Role::ALL.iter().map(|role| reach(*role, *right).as_str()).collect();
        let row = RightRow { name: right.as_str(), changes: right.changes(), reaches };
        if let Some(group) = groups.last_mut() {
            group.rights.push(row);
        }
    }
    groups
}

/// `GET /settings/rights`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let page = RightsPage {
        roles: Role::ALL.iter().map(|role| role.as_str()).collect(),
        mine: signed.user.role.as_str(),
        groups: groups(),
    };
    show_page(&state, &signed.reader, Area::Settings, &page)
}
