//! Recovery: whether making up for a complaint keeps the customer.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::recovery::{self, Answered, Compared, Outcome, Recovery, WINDOW_DAYS};
use hamdel_text::format;

use crate::error::Failure;
use crate::navigation::{self, Tab};
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct RecoveryPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) window: i64,
    pub(crate) from: Option<i64>,
    pub(crate) until: i64,
    /// How those came back who were answered badly, and those answered in time.
    pub(crate) badly: Option<EffectView>,
    pub(crate) in_time: Option<EffectView>,
    pub(crate) groups: Vec<GroupView>,
    pub(crate) complained: u64,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

impl Page for RecoveryPage {
    const TEMPLATE: &'static str = "pages/recovery/page.html";
}

/// Those whose complaint was answered in one way.
#[derive(Serialize)]
pub(crate) struct GroupView {
    /// By its name in the locales.
    pub(crate) answered: &'static str,
    pub(crate) complained: u64,
    pub(crate) lines: Vec<LineView>,
}

/// An outcome.
#[derive(Serialize)]
pub(crate) struct LineView {
    /// By its name in the locales.
    pub(crate) outcome: &'static str,
    pub(crate) complained: u64,
    pub(crate) effect: Option<EffectView>,
}

/// A comparison in words of the language.
#[derive(Clone, Serialize)]
pub(crate) struct EffectView {
    pub(crate) those: String,
    pub(crate) others: String,
    pub(crate) difference: String,
    pub(crate) low: String,
    pub(crate) high: String,
    /// Whether it is more than chance.
    pub(crate) beyond: bool,
    /// `up`, `down` or `same`.
    pub(crate) direction: &'static str,
    pub(crate) n: u64,
    pub(crate) n_others: u64,
    pub(crate) unmatched: u64,
}

/// `GET /care/recovery`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let found = recovery::recovery(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    shell::show(&state, &signed.reader, Area::Care, &page(texts, &found))
}

fn page(texts: &Texts, found: &Recovery) -> RecoveryPage {
    let came_back = |answered: Answered| {
        let held = found.compared.iter().find(|held| held.answered == answered && held.outcome == Outcome::Return);
        held.and_then(|held| effect(texts, held))
    };
    let group = |answered: Answered| {
        let held: Vec<&Compared> = found.compared.iter().filter(|held| held.answered == answered).collect();
        GroupView {
            answered: answered.as_str(),
            complained: held.first().map_or(0, |held| held.complained),
            lines: held.into_iter().map(|held| line(texts, held)).collect(),
        }
    };
    let groups: Vec<GroupView> = Answered::ALL.into_iter().map(group).collect();
    RecoveryPage {
        tabs: navigation::tabs(Area::Care, "recovery", ""),
        window: WINDOW_DAYS,
        from: found.from.map(|from| from.micros()),
        until: found.until.micros(),
        badly: came_back(Answered::Badly),
        in_time: came_back(Answered::InTime),
        complained: groups.first().map_or(0, |group| group.complained),
        groups,
        up_to: found.freshness.up_to.micros(),
        waiting: found.freshness.waiting,
    }
}

fn line(texts: &Texts, held: &Compared) -> LineView {
    LineView { outcome: held.outcome.as_str(), complained: held.complained, effect: effect(texts, held) }
}

fn effect(texts: &Texts, held: &Compared) -> Option<EffectView> {
    let language = texts.language();
    let found = held.effect.as_ref()?;
    let number = |value: f64| match held.outcome {
        Outcome::Return => format::percent(language, value, 0),
        Outcome::Activity | Outcome::Satisfaction => format::decimal(language, value, 1),
        Outcome::Spending => format::compact(language, value),
    };
    let compared = &found.comparison;
    let direction = match compared.difference {
        difference if difference < 0.0 => "down",
        difference if difference > 0.0 => "up",
        _ => "same",
    };
    Some(EffectView {
        those: number(found.treated),
        others: number(found.others),
        difference: number(compared.difference),
        low: number(compared.low),
        high: number(compared.high),
        beyond: compared.more_than_chance(),
        direction,
        n: compared.n.1,
        n_others: compared.n.0,
        unmatched: found.unmatched,
    })
}
