//! Settings: what the company is alerted of, who is told, and how.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::alerts;
use hamdel_app::conditions::Variable;
use hamdel_app::feedback::colleagues;
use hamdel_app::messages::carried;
use hamdel_app::words::{self, Hierarchy, KeptTheme};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::Channel;
use hamdel_domain::alerts::{AlertRule, AlertTo, AlertWhen, KeptRule};
use hamdel_text::Language;
use hamdel_text::facets::Facets;

use crate::error::{Failure, message_of};
use crate::pages::conditions::{ConditionEditor, ConditionView, about, read_condition};
use crate::pages::voice::subject_written;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct RulesPage {
    pub(crate) rules: Vec<RuleView>,
    /// Ready-made rules that are not there yet.
    pub(crate) presets: Vec<&'static str>,
    pub(crate) form: RuleForm,
    /// Whether something carries e-mail.
    pub(crate) mail: bool,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for RulesPage {
    const TEMPLATE: &'static str = "pages/alerts/rules.html";
}

/// A rule in the list.
#[derive(Serialize)]
pub(crate) struct RuleView {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) on: bool,
    /// When it speaks, by its name in the locales.
    pub(crate) when: &'static str,
    pub(crate) of: String,
    pub(crate) unit: Option<String>,
    pub(crate) touchpoint: Option<String>,
    /// None where nothing else must hold.
    pub(crate) condition: Option<ConditionView>,
    pub(crate) to: Vec<ToView>,
    pub(crate) email: bool,
    pub(crate) webhooks: Vec<String>,
}

/// Who is told.
#[derive(Serialize)]
pub(crate) struct ToView {
    /// `unit_manager`, `experience_manager` or `person`.
    pub(crate) who: &'static str,
    pub(crate) name: String,
}

/// The form of a rule.
#[derive(Serialize)]
pub(crate) struct RuleForm {
    /// The rule that is changed.
    pub(crate) id: Option<i64>,
    pub(crate) name: String,
    pub(crate) whens: Vec<Choice>,
    pub(crate) metric: String,
    pub(crate) at_most: String,
    pub(crate) subjects: Vec<Choice>,
    pub(crate) phrases: String,
    pub(crate) themes: Vec<Choice>,
    pub(crate) unit: String,
    pub(crate) touchpoint: String,
    pub(crate) condition: ConditionEditor,
    pub(crate) unit_manager: bool,
    pub(crate) experience_manager: bool,
    pub(crate) people: Vec<Choice>,
    pub(crate) email: bool,
    pub(crate) webhooks: Vec<Choice>,
}

/// Something to choose.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

const WHENS: [&str; 8] = ["low_score", "fury", "urgency", "urgency_now", "blame", "words", "theme", "new_theme"];

/// `GET /settings/alerts`: `rule` to change one.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let rules = alerts::rules(&state.app).await?;
    let chosen = params.known("rule", |number| number.parse().ok());
    let held = rules.iter().find(|kept| Some(kept.id) == chosen);
    let fields = held.map(fields_of).unwrap_or_default();
    show(&state, &signed, &rules, &Params::of(fields), held.map(|kept| kept.id), None).await
}

/// `POST /settings/alerts`: a new rule by the fields of the form, or `preset` a ready-made one.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    if let Some(preset) = form.get("preset") {
        let ready = alerts::presets().into_iter().find(|(name, _)| *name == preset);
        let (name, rule) = ready.ok_or(AppError::NotFound("alert rule"))?;
        let texts = &state.templates.face(signed.reader.language).texts;
        let named = AlertRule { name: texts.plain(&format!("alert-preset-{name}")), ..rule };
        alerts::add_rule(&state.app, named, &signed.user.actor()).await?;
        return Ok(Redirect::to("/settings/alerts").into_response());
    }
    let texts = &state.templates.face(signed.reader.language).texts;
    let made = match read(&form, &about::of_alerts(&state, texts).await?) {
        Ok(rule) => alerts::add_rule(&state.app, rule, &signed.user.actor()).await.map(|_| ()),
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, &form, None, made).await
}

/// `POST /settings/alerts/{rule}`: the rule as the form has it.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let texts = &state.templates.face(signed.reader.language).texts;
    let made = match read(&form, &about::of_alerts(&state, texts).await?) {
        Ok(rule) => alerts::change_rule(&state.app, id, rule, &signed.user.actor()).await,
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, &form, Some(id), made).await
}

/// `POST /settings/alerts/{rule}/switch`: `on` where it is to be on.
pub(crate) async fn switch(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let on = Params::of(fields).get("on").is_some();
    alerts::switch_rule(&state.app, id, on, &signed.user.actor()).await?;
    Ok(Redirect::to("/settings/alerts").into_response())
}

/// `POST /settings/alerts/{rule}/remove`.
pub(crate) async fn remove(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    alerts::remove_rule(&state.app, id, &signed.user.actor()).await?;
    Ok(Redirect::to("/settings/alerts").into_response())
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    id: Option<i64>,
    made: Result<(), AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(()) => Ok(Redirect::to("/settings/alerts").into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let rules = alerts::rules(&state.app).await?;
            let page = show(state, signed, &rules, form, id, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The rule that fields say.
fn read(form: &Params, variables: &[Variable]) -> Result<AlertRule, AppError> {
    let text = |name: &str| form.get(name).map(str::to_owned);
    let required = |name: &'static str| text(name).ok_or_else(|| AppError::invalid(name, "is missing"));
    let when = match form.get("when").unwrap_or_default() {
        "low_score" => {
            let at_most =
                hamdel_domain::digits::latin_digits(form.get("at_most").unwrap_or_default()).replace("٫", ".");
            let at_most = at_most.parse().map_err(|_| AppError::invalid("at_most", "is no number"))?;
            AlertWhen::LowScore { metric: required("metric")?, at_most }
        }
        "fury" => AlertWhen::Fury,
        "urgency" => AlertWhen::Urgency { at_once: false },
        "urgency_now" => AlertWhen::Urgency { at_once: true },
        "blame" => AlertWhen::Blame { subject: required("subject")? },
        "words" => {
            let lines = form.get("phrases").unwrap_or_default().lines().map(str::trim);
            AlertWhen::Words { phrases: lines.filter(|line| !line.is_empty()).map(str::to_owned).collect() }
        }
        "theme" => AlertWhen::Theme { theme: required("theme")? },
        "new_theme" => AlertWhen::NewTheme,
        _ => return Err(AppError::invalid("when", "is none of those there are")),
    };
    let mut to = Vec::new();
    for who in form.list("to") {
        to.push(match who {
            "unit_manager" => AlertTo::UnitManager,
            "experience_manager" => AlertTo::ExperienceManager,
            number => AlertTo::Person {
                user: number.parse().map_err(|_| AppError::invalid("to", "is no number of a person"))?,
            },
        });
    }
    Ok(AlertRule {
        name: form.get("name").unwrap_or_default().to_owned(),
        when,
        touchpoint: text("touchpoint"),
        unit: text("unit"),
        condition: read_condition(form.fields(), "condition", variables).unwrap_or_default(),
        to,
        email: form.get("email").is_some(),
        webhooks: form.list("webhooks").filter_map(|number| number.parse().ok()).collect(),
    })
}

/// The fields of the form that say a rule.
fn fields_of(kept: &KeptRule) -> Vec<(String, String)> {
    let rule = &kept.rule;
    let mut fields = vec![("name", rule.name.clone()), ("condition", rule.condition.clone())];
    match &rule.when {
        AlertWhen::LowScore { metric, at_most } => {
            fields.extend([("metric", metric.clone()), ("at_most", at_most.to_string())]);
        }
        AlertWhen::Blame { subject } => fields.push(("subject", subject.clone())),
        AlertWhen::Words { phrases } => fields.push(("phrases", phrases.join("\n"))),
        AlertWhen::Theme { theme } => fields.push(("theme", theme.clone())),
        AlertWhen::Fury | AlertWhen::Urgency { .. } | AlertWhen::NewTheme => {}
    }
    fields.push(("when", when_name(&rule.when).to_owned()));
    fields.extend(rule.unit.clone().map(|unit| ("unit", unit)));
    fields.extend(rule.touchpoint.clone().map(|place| ("touchpoint", place)));
    fields.extend(rule.email.then(|| ("email", "1".to_owned())));
    for to in &rule.to {
        fields.push((
            "to",
            match to {
                AlertTo::UnitManager => "unit_manager".to_owned(),
                AlertTo::ExperienceManager => "experience_manager".to_owned(),
                AlertTo::Person { user } => user.to_string(),
            },
        ));
    }
    fields.extend(rule.webhooks.iter().map(|id| ("webhooks", id.to_string())));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn when_name(when: &AlertWhen) -> &'static str {
    match when {
        AlertWhen::Urgency { at_once: true } => "urgency_now",
        other => other.as_str(),
    }
}

async fn show(
    state: &WebState,
    signed: &Signed,
    rules: &[KeptRule],
    form: &Params,
    id: Option<i64>,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let people: Vec<(i64, String)> =
        colleagues(&state.app).await?.into_iter().filter(|held| held.here).map(|held| (held.id, held.name)).collect();
    let webhooks: Vec<(i64, String)> =
        hamdel_app::webhooks::webhooks(&state.app).await?.into_iter().map(|held| (held.id, held.name)).collect();
    let hierarchy = Hierarchy::of(&words::themes(&state.app).await?);
    let named = |theme: &KeptTheme| match signed.reader.language {
        Language::Persian => theme.name_fa.clone(),
        Language::English => theme.name_en.clone(),
    };
    let themes: Vec<(String, String)> =
        hierarchy.themes.iter().map(|theme| (theme.key.clone(), named(theme))).collect();
    let variables = about::of_alerts(state, texts).await?;
    let here = Named { texts, people: &people, webhooks: &webhooks, themes: &themes, variables: &variables };
    let has = |preset: &AlertRule| rules.iter().any(|kept| kept.rule.when == preset.when);
    let presets = alerts::presets().into_iter().filter(|(_, preset)| !has(preset)).map(|(name, _)| name);
    let field = match &problem {
        Some(AppError::Invalid { field, .. }) => field,
        _ => "",
    };
    let page = RulesPage {
        rules: rules.iter().map(|kept| here.rule(kept)).collect(),
        presets: presets.collect(),
        form: here.form(form, id),
        mail: carried(&state.app).await?.contains(&Channel::Email),
        problem: problem.map(|problem| message_of(texts, &problem)),
        field,
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

/// What numbers and keys are called.
struct Named<'a> {
    texts: &'a Texts,
    people: &'a [(i64, String)],
    webhooks: &'a [(i64, String)],
    themes: &'a [(String, String)],
    variables: &'a [Variable],
}

impl Named<'_> {
    fn rule(&self, kept: &KeptRule) -> RuleView {
        let rule = &kept.rule;
        let of = match &rule.when {
            AlertWhen::LowScore { metric, at_most } => {
                let places = usize::from(at_most.fract() != 0.0);
                let bound = hamdel_text::format::decimal(self.texts.language(), *at_most, places);
                format!("{} ≤ {bound}", self.texts.title("metric", metric))
            }
            AlertWhen::Blame { subject } => {
                let held = crate::pages::voice::subject_of(subject);
                held.map_or_else(|| subject.clone(), |held| self.texts.title(held.kind.as_str(), &held.key))
            }
            AlertWhen::Words { phrases } => phrases.join(" / "),
            AlertWhen::Theme { theme } => {
                self.themes.iter().find(|(key, _)| key == theme).map_or_else(|| theme.clone(), |(_, name)| name.clone())
            }
            AlertWhen::Fury | AlertWhen::Urgency { .. } | AlertWhen::NewTheme => String::new(),
        };
        let webhook = |id: &i64| self.webhooks.iter().find(|(held, _)| held == id).map(|(_, name)| name.clone());
        RuleView {
            id: kept.id,
            name: rule.name.clone(),
            on: kept.enabled_since.is_some(),
            when: when_name(&rule.when),
            of,
            unit: rule.unit.clone(),
            touchpoint: rule.touchpoint.clone(),
            condition: (!rule.condition.is_empty())
                .then(|| ConditionView::of(self.texts, &rule.condition, self.variables)),
            to: rule.to.iter().map(|to| self.told(*to)).collect(),
            email: rule.email,
            webhooks: rule.webhooks.iter().filter_map(webhook).collect(),
        }
    }

    fn told(&self, to: AlertTo) -> ToView {
        match to {
            AlertTo::UnitManager => ToView { who: "unit_manager", name: String::new() },
            AlertTo::ExperienceManager => ToView { who: "experience_manager", name: String::new() },
            AlertTo::Person { user } => {
                let name = self.people.iter().find(|(id, _)| *id == user);
                ToView { who: "person", name: name.map_or_else(|| user.to_string(), |(_, name)| name.clone()) }
            }
        }
    }

    fn form(&self, form: &Params, id: Option<i64>) -> RuleForm {
        let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let lists = |name: &str, value: &str| form.list(name).any(|held| held == value);
        let fresh = form.get("when").is_none();
        let when = form.get("when").unwrap_or("low_score");
        let numbered = |name: &'static str, held: &[(i64, String)]| -> Vec<Choice> {
            let choice = |(id, title): &(i64, String)| Choice {
                value: id.to_string(),
                name: title.clone(),
                chosen: lists(name, &id.to_string()),
            };
            held.iter().map(choice).collect()
        };
        let facets = Facets::default();
        let subject = |held: &hamdel_text::facets::Subject| Choice {
            value: subject_written(held),
            name: self.texts.title(held.kind.as_str(), &held.key),
            chosen: form.get("subject") == Some(subject_written(held).as_str()),
        };
        let theme = |(key, name): &(String, String)| Choice {
            value: key.clone(),
            name: name.clone(),
            chosen: form.get("theme") == Some(key.as_str()),
        };
        RuleForm {
            id,
            name: text("name"),
            whens: WHENS
                .into_iter()
                .filter(|name| *name != "theme" || !self.themes.is_empty())
                .map(|name| Choice { value: name.to_owned(), name: String::new(), chosen: name == when })
                .collect(),
            metric: form.get("metric").unwrap_or("nps").to_owned(),
            at_most: form.get("at_most").unwrap_or("6").to_owned(),
            subjects: facets.subjects().iter().map(subject).collect(),
            phrases: text("phrases"),
            themes: self.themes.iter().map(theme).collect(),
            unit: text("unit"),
            touchpoint: text("touchpoint"),
            condition: ConditionEditor::of(
                self.texts,
                "condition",
                read_condition(form.fields(), "condition", self.variables).as_deref(),
                self.variables,
            ),
            unit_manager: fresh || lists("to", "unit_manager"),
            experience_manager: lists("to", "experience_manager"),
            people: numbered("to", self.people),
            email: fresh || form.get("email").is_some(),
            webhooks: numbered("webhooks", self.webhooks),
        }
    }
}
