//! Settings: what can be set up here, as far as the reader may.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::error::Failure;
use crate::navigation;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct SettingsPage {
    pub(crate) places: Vec<PlaceLink>,
}

impl Page for SettingsPage {
    const TEMPLATE: &'static str = "pages/settings/page.html";
}

/// A page of the settings.
#[derive(Serialize)]
pub(crate) struct PlaceLink {
    /// Its name in the locales: `place-` and this name, and `place-help-` for what it is for.
    pub(crate) name: &'static str,
    pub(crate) href: &'static str,
}

/// `GET /settings`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let places = navigation::places(&signed.user, Area::Settings);
    let page = SettingsPage { places: places.map(|(name, href)| PlaceLink { name, href }).collect() };
    show_page(&state, &signed.reader, Area::Settings, &page)
}
