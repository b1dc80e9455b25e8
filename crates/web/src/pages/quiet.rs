//! Quiet risk: who is about to leave without a word, why, and what to do about it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use hamdel_app::quiet::{self, AtRisk, Backtest, HORIZON_DAYS, QuietRisk, Sign};
use hamdel_text::format;

use super::care::ShareView;
use crate::error::Failure;
use crate::navigation::{self, Tab};
use crate::params::CustomerPath;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct QuietPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) rows: Vec<RiskRow>,
    pub(crate) count: usize,
    pub(crate) judged: usize,
    pub(crate) came_once: usize,
    /// What is at stake, by currency.
    pub(crate) stake: Vec<MoneyView>,
    pub(crate) right: RightView,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

impl Page for QuietPage {
    const TEMPLATE: &'static str = "pages/quiet/page.html";
}

/// An amount; ten-thousandths.
#[derive(Serialize)]
pub(crate) struct MoneyView {
    pub(crate) amount: i64,
    pub(crate) currency: String,
}

/// How often the list was right in the past.
#[derive(Serialize)]
pub(crate) struct RightView {
    pub(crate) moments: usize,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    pub(crate) horizon: i64,
    pub(crate) named: u64,
    pub(crate) precision: Option<ShareView>,
    pub(crate) others: Option<ShareView>,
}

impl RightView {
    fn of(texts: &Texts, held: &Backtest) -> Self {
        Self {
            moments: held.moments.len(),
            from: held.moments.first().map(|at| at.micros()),
            until: held.moments.last().map(|at| at.micros()),
            horizon: HORIZON_DAYS,
            named: held.named,
            precision: held.precision.as_ref().map(|estimate| ShareView::of(texts, estimate)),
            others: held.others_left.as_ref().map(|estimate| ShareView::of(texts, estimate)),
        }
    }
}

/// Somebody at risk.
#[derive(Serialize)]
pub(crate) struct RiskRow {
    pub(crate) customer: i64,
    pub(crate) name: Option<String>,
    pub(crate) unit: Option<String>,
    /// The reasons as sentences.
    pub(crate) why: Vec<String>,
    pub(crate) value: Option<MoneyView>,
    pub(crate) silent_days: i64,
    pub(crate) step: &'static str,
    pub(crate) case: Option<i64>,
}

/// `GET /care/quiet`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let found = quiet::quiet_risk(&state.app, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    shell::show(&state, &signed.reader, Area::Care, &page(texts, &found))
}

/// `POST /care/quiet/{customer}/recover`: begins a recovery, and leads to it.
pub(crate) async fn recover(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let taken = quiet::open_recovery(&state.app, customer, &signed.user, |held| words(texts, held)).await?;
    Ok(Redirect::to(&format!("/care/cases/{}", taken.id)).into_response())
}

/// Title and text of a recovery.
pub(crate) fn words(texts: &Texts, held: &AtRisk) -> (String, String) {
    let step = texts.plain(&format!("quiet-step-{}", held.risk.step.as_str()));
    (step, held.risk.signs.iter().map(|sign| sentence(texts, sign)).collect::<Vec<_>>().join("\n"))
}

fn page(texts: &Texts, found: &QuietRisk) -> QuietPage {
    let mut stake: Vec<MoneyView> = Vec::new();
    for value in found.at_risk.iter().filter_map(|held| held.value.as_ref()) {
        let amount = value.amount.ten_thousandths();
        match stake.iter_mut().find(|held| held.currency == value.currency) {
            Some(held) => held.amount = held.amount.saturating_add(amount),
            None => stake.push(MoneyView { amount, currency: value.currency.clone() }),
        }
    }
    QuietPage {
        tabs: navigation::tabs(Area::Care, "quiet", ""),
        rows: found.at_risk.iter().map(|held| row(texts, held)).collect(),
        count: found.count,
        judged: found.judged,
        came_once: found.came_once,
        stake,
        right: RightView::of(texts, &found.backtest),
        up_to: found.freshness.up_to.micros(),
        waiting: found.freshness.waiting,
    }
}

fn row(texts: &Texts, held: &AtRisk) -> RiskRow {
    RiskRow {
        customer: held.customer.0,
        name: held.name.clone(),
        unit: held.unit.as_ref().map(|unit| texts.title("unit", unit)),
        why: held.risk.signs.iter().map(|sign| sentence(texts, sign)).collect(),
        value: held
            .value
            .as_ref()
            .map(|value| MoneyView { amount: value.amount.ten_thousandths(), currency: value.currency.clone() }),
        silent_days: held.risk.silent_days,
        step: held.risk.step.as_str(),
        case: held.case,
    }
}

/// The smallest chance that is shown as a number.
const SMALLEST_CHANCE: f64 = 0.001;

/// A chance in percent; one that would round to nothing is said to be smaller than the smallest that is shown.
fn chance_in_words(texts: &Texts, chance: f64) -> String {
    let language = texts.language();
    let shown = format::percent(language, chance.max(SMALLEST_CHANCE), usize::from(chance < 0.01));
    if chance < SMALLEST_CHANCE { texts.filled("quiet-chance-below", &[("chance", shown.into())]) } else { shown }
}

/// A reason in words.
fn sentence(texts: &Texts, sign: &Sign) -> String {
    let language = texts.language();
    let mut args = FluentArgs::new();
    match sign {
        Sign::Unanswered { complaints, .. } | Sign::BadlyAnswered { complaints, .. } => {
            args.set("n", f64::from(*complaints));
        }
        Sign::Falling { before, now } => {
            // From -1 and 1 to none and a hundred, as people read it.
            let share = |polarity: &f64| format::percent(language, f64::midpoint(polarity + 1.0, 0.0), 0);
            args.set("before", share(before));
            args.set("now", share(now));
        }
        Sign::Silence { days, usual, chance } => {
            args.set("days", *days as f64);
            args.set("usual", format::decimal(language, usual.max(1.0), 0));
            args.set("chance", chance_in_words(texts, *chance));
        }
        Sign::SilentSinceComplaint { days } => args.set("days", *days as f64),
    }
    let key = format!("quiet-sign-{}", sign.as_str());
    texts.get(&key, &args).unwrap_or(key)
}
