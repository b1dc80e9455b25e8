//! Settings: which unit and whom new cases go to.

pub(crate) mod trying;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::conditions::Variable;
use hamdel_app::people::Directory;
use hamdel_app::routing::{self, KeptRouting, RoutingFault};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::cases::Severity;
use hamdel_domain::routing::{OwnerStrategy, RoutingRule};

use crate::error::{Failure, message_of};
use crate::pages::conditions::{ConditionEditor, ConditionView, about, read_condition};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
pub(crate) const PATH: &str = "/settings/routing";

/// The page.
#[derive(Serialize)]
pub(crate) struct RoutingPage {
    /// The version that is shown, to be named by a change.
    pub(crate) version: i64,
    pub(crate) rules: Vec<RuleRow>,
    /// Rules that could not be worked out lately.
    pub(crate) broken: usize,
    pub(crate) form: RuleForm,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for RoutingPage {
    const TEMPLATE: &'static str = "pages/routing/page.html";
}

/// A rule in the list.
#[derive(Serialize)]
pub(crate) struct RuleRow {
    /// Its place, from 1 on.
    pub(crate) place: usize,
    pub(crate) name: String,
    /// None where it catches every case.
    pub(crate) condition: Option<ConditionView>,
    pub(crate) unit: Option<String>,
    pub(crate) skill: Option<String>,
    /// `unit`, `round_robin` or `least_loaded`.
    pub(crate) owner: &'static str,
    pub(crate) severity: Option<&'static str>,
    pub(crate) off: bool,
    pub(crate) fault: Option<FaultView>,
}

/// What was wrong with a rule, the last time.
#[derive(Serialize)]
pub(crate) struct FaultView {
    pub(crate) problem: String,
    pub(crate) at: i64,
    pub(crate) times: i64,
}

/// The form of a rule.
#[derive(Serialize)]
pub(crate) struct RuleForm {
    /// The place of the rule that is changed, from 1 on.
    pub(crate) place: Option<usize>,
    pub(crate) name: String,
    pub(crate) condition: ConditionEditor,
    pub(crate) units: Vec<UnitChoice>,
    pub(crate) skills: Vec<String>,
    pub(crate) skill: String,
    pub(crate) owner: &'static str,
    pub(crate) severity: Option<&'static str>,
}

/// A unit to choose.
#[derive(Serialize)]
pub(crate) struct UnitChoice {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) depth: usize,
    pub(crate) chosen: bool,
}

/// The units in use, in the order of the tree.
pub(crate) fn unit_choices(
    state: &WebState,
    signed: &Signed,
    directory: &Directory,
    chosen: Option<&str>,
) -> Vec<UnitChoice> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let units = directory.tree().in_order().into_iter().filter(|(_, unit)| unit.archived_at.is_none());
    units
        .map(|(depth, unit)| UnitChoice {
            name: unit.name.clone(),
            title: texts.title("unit", &unit.name),
            depth,
            chosen: chosen == Some(unit.name.as_str()),
        })
        .collect()
}

/// `GET /settings/routing`: `rule` the place of one to change.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let kept = routing::rules(&state.app).await?;
    let place = params.known("rule", |text| text.parse::<usize>().ok()).filter(|place| *place >= 1);
    let rule = place.and_then(|place| kept.policy.rules.get(place - 1)).cloned();
    let drawn = Drawn { place: rule.as_ref().and(place), rule: rule.unwrap_or_default(), problem: None };
    draw(&state, &signed, &kept, drawn).await
}

/// `POST /settings/routing`: `version`; a rule by the fields of the form, in `place` or at the end, or `do` with what is
/// in `place`: `up`, `down`, `off`, `on`, `remove`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let texts = &state.templates.face(signed.reader.language).texts;
    let rule = read(&form, &about::of_cases(&state, texts).await?);
    let version = form.known("version", |text| text.parse().ok()).unwrap_or(-1);
    let mut kept = routing::rules(&state.app).await?;
    if kept.version != version {
        return Err(AppError::ChangedMeanwhile.into());
    }
    let place = form.known("place", |text| text.parse::<usize>().ok());
    let index = place.and_then(|place| place.checked_sub(1)).filter(|index| *index < kept.policy.rules.len());
    let rules = &mut kept.policy.rules;
    match (form.get("do"), index) {
        (Some(what), Some(index)) => move_rule(rules, index, what)?,
        (Some(_), None) => return Err(AppError::NotFound("routing rule").into()),
        (None, Some(index)) => {
            let off = rules.get(index).is_some_and(|rule| rule.off);
            rules.splice(index..=index, [RoutingRule { off, ..rule.clone() }]);
        }
        (None, None) => rules.push(rule.clone()),
    }
    match routing::change(&state.app, kept.policy.clone(), version, &signed.user.actor()).await {
        Ok(_) => Ok(Redirect::to(PATH).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let kept = routing::rules(&state.app).await?;
            let drawn = Drawn { place: index.map(|index| index + 1), rule, problem: Some(problem) };
            let page = draw(&state, &signed, &kept, drawn).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn move_rule(rules: &mut Vec<RoutingRule>, index: usize, what: &str) -> Result<(), AppError> {
    match what {
        "up" if index > 0 => rules.swap(index, index - 1),
        "down" if index + 1 < rules.len() => rules.swap(index, index + 1),
        "up" | "down" => {}
        "off" | "on" => {
            if let Some(rule) = rules.get_mut(index) {
                rule.off = what == "off";
            }
        }
        "remove" => drop(rules.remove(index)),
        _ => return Err(AppError::invalid("do", "is none of up, down, off, on and remove")),
    }
    Ok(())
}

/// The rule that fields say.
fn read(form: &Params, variables: &[Variable]) -> RoutingRule {
    let text = |name: &str| form.get(name).map(str::to_owned);
    RoutingRule {
        name: text("name").unwrap_or_default(),
        condition: read_condition(form.fields(), "condition", variables).unwrap_or_default(),
        unit: text("unit"),
        skill: text("skill"),
        owner: form.known("owner", OwnerStrategy::parse).unwrap_or_default(),
        least_severity: form.known("severity", Severity::parse),
        off: false,
    }
}

/// What the page is drawn with.
struct Drawn {
    place: Option<usize>,
    rule: RoutingRule,
    problem: Option<AppError>,
}

async fn draw(state: &WebState, signed: &Signed, kept: &KeptRouting, drawn: Drawn) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let faults = routing::faults(&state.app).await?;
    let variables = about::of_cases(state, texts).await?;
    let row = |(rule, place): (&RoutingRule, usize)| row(rule, place, &faults, said(texts, rule, &variables));
    let directory = Directory::of(&state.app).await?;
    let mut skills: Vec<String> = directory.people().flat_map(|person| person.skills.iter().cloned()).collect();
    skills.sort_unstable();
    skills.dedup();
    let rule = drawn.rule;
    let page = RoutingPage {
        version: kept.version,
        rules: kept.policy.rules.iter().zip(1..).map(row).collect(),
        broken: faults.len(),
        form: RuleForm {
            place: drawn.place,
            units: unit_choices(state, signed, &directory, rule.unit.as_deref()),
            name: rule.name,
            condition: ConditionEditor::of(texts, "condition", Some(&rule.condition), &variables),
            skills,
            skill: rule.skill.unwrap_or_default(),
            owner: rule.owner.as_str(),
            severity: rule.least_severity.map(Severity::as_str),
        },
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

/// The condition of a rule as lists show it; none where it catches every case.
pub(super) fn said(texts: &Texts, rule: &RoutingRule, variables: &[Variable]) -> Option<ConditionView> {
    (!rule.condition.is_empty()).then(|| ConditionView::of(texts, &rule.condition, variables))
}

fn row(rule: &RoutingRule, place: usize, faults: &[RoutingFault], condition: Option<ConditionView>) -> RuleRow {
    let fault = faults.iter().find(|fault| fault.rule == rule.name);
    RuleRow {
        place,
        name: rule.name.clone(),
        condition,
        unit: rule.unit.clone(),
        skill: rule.skill.clone(),
        owner: rule.owner.as_str(),
        severity: rule.least_severity.map(Severity::as_str),
        off: rule.off,
        fault: fault.map(|fault| FaultView {
            problem: fault.problem.clone(),
            at: fault.at.micros(),
            times: fault.times,
        }),
    }
}
