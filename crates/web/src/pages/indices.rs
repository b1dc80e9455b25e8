//! Indices: weighted items of a survey on 0 to 100, defined here, with how well the items hold together.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::results::{self, IndexDefinition, IndexFound, IndexItem, Privacy};
use hamdel_app::scores::Dimension;
use hamdel_app::surveys;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::digits::latin_digits;
use hamdel_domain::surveys::{QuestionKey, SurveyId, SurveyLanguage, Words};
use hamdel_stats::interval::Published;
use hamdel_stats::reliability::{LOW_ALPHA, Warning};
use hamdel_text::{Language, format};

use super::scores::group_name;
use super::weighted::{NumberView, WeightedView};
use crate::error::{Failure, message_of};
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
const PATH: &str = "/voice/scores/indices";

/// The page of all indices.
#[derive(Serialize)]
pub(crate) struct IndicesPage {
    pub(crate) indices: Vec<IndexRow>,
    pub(crate) retired: Vec<IndexRow>,
    pub(crate) surveys: Vec<SurveyChoice>,
    /// The form, once a survey is chosen.
    pub(crate) form: Option<IndexForm>,
}

impl Page for IndicesPage {
    const TEMPLATE: &'static str = "pages/indices/page.html";
}

/// An index in the list.
#[derive(Serialize)]
pub(crate) struct IndexRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) survey: String,
    pub(crate) items: usize,
}

/// A survey to choose.
#[derive(Serialize)]
pub(crate) struct SurveyChoice {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// The form of an index.
#[derive(Serialize)]
pub(crate) struct IndexForm {
    /// The index that is changed.
    pub(crate) id: Option<i64>,
    pub(crate) survey: i64,
    pub(crate) name: String,
    pub(crate) items: Vec<ItemField>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

/// A question that can be an item.
#[derive(Serialize)]
pub(crate) struct ItemField {
    pub(crate) question: String,
    pub(crate) words: String,
    pub(crate) low: u8,
    pub(crate) high: u8,
    /// Its weight; empty where it is no item.
    pub(crate) weight: String,
}

/// The page of one index.
#[derive(Serialize)]
pub(crate) struct IndexPage {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) survey: String,
    pub(crate) survey_href: String,
    pub(crate) score: Option<NumberView>,
    pub(crate) missing: u64,
    pub(crate) submitted: u64,
    pub(crate) unscored: u64,
    /// Answers that are missing before figures of employees may be shown.
    pub(crate) hidden: Option<u64>,
    pub(crate) items: Vec<ItemRow>,
    pub(crate) alpha: Option<AlphaView>,
    pub(crate) traits: Vec<TraitChoice>,
    /// Whether weighting was asked for and cannot be had.
    pub(crate) unweighted: bool,
    pub(crate) weighted: Option<WeightedView>,
    pub(crate) edit: String,
}

impl Page for IndexPage {
    const TEMPLATE: &'static str = "pages/indices/index.html";
}

/// An item with what was found.
#[derive(Serialize)]
pub(crate) struct ItemRow {
    pub(crate) words: String,
    pub(crate) weight: String,
    pub(crate) mean: Option<NumberView>,
    pub(crate) with_others: Option<String>,
    pub(crate) alpha_without: Option<String>,
    /// What a reader should know of it, by its name in the locales.
    pub(crate) warning: Option<&'static str>,
}

/// Cronbach's alpha, and what it says.
#[derive(Serialize)]
pub(crate) struct AlphaView {
    pub(crate) value: String,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) n: u64,
    /// `well`, `weakly` or `not`: how the items hold together, as the locales have it.
    pub(crate) verdict: &'static str,
    pub(crate) few: bool,
}

/// A trait to weight by.
#[derive(Serialize)]
pub(crate) struct TraitChoice {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// `GET /voice/scores/indices`: `survey` to define one of, `index` to change one.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let kept = results::indices(&state.app).await?;
    let changed = params.known("index", |id| id.parse::<i64>().ok());
    let changed = changed.and_then(|id| kept.iter().find(|held| held.id == id));
    let survey = match changed {
        Some(held) => Some(held.survey),
        None => params.known("survey", |id| id.parse().ok()).map(SurveyId),
    };
    let form = match survey {
        Some(survey) => {
            let (_, candidates) = results::candidates(&state.app, survey).await?;
            let weight = |question: &QuestionKey| {
                let items = changed.map(|held| held.definition.items.as_slice()).unwrap_or_default();
                items.iter().find(|item| item.question == *question).map(|item| item.weight.to_string())
            };
            let language = signed.reader.language;
            Some(IndexForm {
                id: changed.map(|held| held.id),
                survey: survey.0,
                name: changed.map(|held| held.name.clone()).unwrap_or_default(),
                items: fields(language, &candidates, |question| weight(question).unwrap_or_default()),
                problem: None,
                field: "",
            })
        }
        None => None,
    };
    show(&state, &signed, form).await
}

fn fields(
    language: Language,
    candidates: &[results::Candidate],
    weight: impl Fn(&QuestionKey) -> String,
) -> Vec<ItemField> {
    let field = |held: &results::Candidate| ItemField {
        question: held.question.as_str().to_owned(),
        words: worded(language, &held.words),
        low: held.scale.0,
        high: held.scale.1,
        weight: weight(&held.question),
    };
    candidates.iter().map(field).collect()
}

fn worded(language: Language, words: &Words) -> String {
    let language = match language {
        Language::Persian => SurveyLanguage::Fa,
        Language::English => SurveyLanguage::En,
    };
    words.read(language).to_owned()
}

/// `POST /voice/scores/indices`: `name`, `survey`, `weight:QUESTION` for each item; `index` to change one, with
/// `do=retire` or `do=restore` to put it away or take it out again.
pub(crate) async fn save(
    State(state): State<WebState>,
    signed: Signed,
    Form(posted): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(posted);
    let actor = signed.user.actor();
    let id = form.known("index", |id| id.parse().ok());
    if let (Some(id), Some(what @ ("retire" | "restore"))) = (id, form.get("do")) {
        results::retire_index(&state.app, id, what == "retire", &actor).await?;
        return Ok(Redirect::to(PATH).into_response());
    }
    let survey = form.known("survey", |id| id.parse().ok()).map(SurveyId).ok_or(AppError::NotFound("survey"))?;
    let name = form.get("name").unwrap_or_default();
    let made = match read(&form) {
        Ok(definition) => results::save_index(&state.app, id, (name, survey, &definition), &actor).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok(id) => Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::Conflict) => {
            let (_, candidates) = results::candidates(&state.app, survey).await?;
            let texts = &state.templates.face(signed.reader.language).texts;
            let typed = |question: &QuestionKey| {
                form.get(&format!("weight:{}", question.as_str())).unwrap_or_default().to_owned()
            };
            let held = IndexForm {
                id,
                survey: survey.0,
                name: name.to_owned(),
                items: fields(signed.reader.language, &candidates, typed),
                field: match &problem {
                    AppError::Invalid { field, .. } => field,
                    _ => "name",
                },
                problem: Some(message_of(texts, &problem)),
            };
            let page = show(&state, &signed, Some(held)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The index that a form says: every question with a weight.
fn read(form: &Params) -> Result<IndexDefinition, AppError> {
    let mut items = Vec::new();
    for (name, weight) in form.pairs() {
        let Some(question) = name.strip_prefix("weight:") else { continue };
        let weight = latin_digits(weight).replace('٫', ".").parse();
        let question = QuestionKey::new(question);
        let (Ok(weight), Ok(question)) = (weight, question) else {
            return Err(AppError::invalid("weights", "holds what is no number"));
        };
        items.push(IndexItem { question, weight });
    }
    Ok(IndexDefinition { items, answered: 0.5 })
}

async fn show(state: &WebState, signed: &Signed, form: Option<IndexForm>) -> Result<Response, Failure> {
    let kept = results::indices(&state.app).await?;
    let surveys = surveys::surveys(&state.app).await?;
    let name_of = |id: SurveyId| {
        surveys.iter().find(|held| held.id == id).map_or_else(|| id.to_string(), |held| held.name.clone())
    };
    let rows = |retired| {
        let of = kept.iter().filter(move |held| held.retired == retired);
        of.map(|held| IndexRow {
            id: held.id,
            name: held.name.clone(),
            survey: name_of(held.survey),
            items: held.definition.items.len(),
        })
        .collect()
    };
    let chosen = form.as_ref().map(|form| form.survey);
    let page = IndicesPage {
        indices: rows(false),
        retired: rows(true),
        surveys: surveys
            .iter()
            .filter(|held| held.version > 0)
            .map(|held| SurveyChoice { id: held.id.0, name: held.name.clone(), chosen: chosen == Some(held.id.0) })
            .collect(),
        form,
    };
    shell::show(state, &signed.reader, Area::Voice, &page)
}

/// `GET /voice/scores/indices/{index}`: `weigh` a trait by which those who did not answer are weighted in.
pub(crate) async fn one(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let weigh = params.get("weigh");
    let found = results::index_found(&state.app, id, weigh).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    shell::show(&state, &signed.reader, Area::Voice, &page(texts, &found, weigh))
}

fn score(texts: &Texts, published: &Published) -> Option<NumberView> {
    let number = |value: f64| format::decimal(texts.language(), value, 1);
    published.estimate().map(|estimate| NumberView {
        value: number(estimate.value),
        low: number(estimate.low),
        high: number(estimate.high),
        n: estimate.n,
    })
}

fn page(texts: &Texts, found: &IndexFound, weigh: Option<&str>) -> IndexPage {
    let language = texts.language();
    let hundredth = |value: f64| format::decimal(language, value, 2);
    let percent = |value: f64| format::percent(language, value, 0);
    let warnings = found.reliability.as_ref().map(|held| held.warnings.as_slice()).unwrap_or_default();
    let warning = |place: usize| {
        warnings.iter().find_map(|warning| match warning {
            Warning::AgainstTheOthers(at) if *at == place => Some("against"),
            Warning::ConstantItem(at) if *at == place => Some("constant"),
            Warning::BetterWithout(at) if *at == place => Some("better-without"),
            _ => None,
        })
    };
    let items = found.items.iter().enumerate().map(|(place, item)| ItemRow {
        words: worded(language, &item.asked.words),
        weight: percent(item.weight),
        mean: score(texts, &item.mean),
        with_others: item.with_others.map(hundredth),
        alpha_without: item.alpha_without.map(hundredth),
        warning: warning(place),
    });
    let own = format!("{PATH}/{}", found.index.id);
    IndexPage {
        id: found.index.id,
        name: found.index.name.clone(),
        survey: found.asked.name.clone(),
        survey_href: format!("/voice/surveys/{}/results", found.index.survey),
        score: score(texts, &found.score),
        missing: found.score.missing(),
        submitted: found.submitted,
        unscored: found.unscored,
        hidden: match found.privacy {
            Privacy::Open => None,
            Privacy::TooFew(missing) => Some(missing),
            Privacy::TooFewLeftOut => Some(1),
        },
        items: items.collect(),
        alpha: found.reliability.as_ref().map(|held| AlphaView {
            value: hundredth(held.alpha.value),
            low: hundredth(held.alpha.low),
            high: hundredth(held.alpha.high),
            n: held.alpha.n,
            verdict: if held.alpha.value >= LOW_ALPHA {
                "well"
            } else if held.alpha.value >= 0.0 {
                "weakly"
            } else {
                "not"
            },
            few: warnings.contains(&Warning::FewRespondents),
        }),
        traits: found
            .traits
            .iter()
            .map(|name| TraitChoice {
                title: texts.title("trait", name),
                href: format!("{own}{}", query(&[("weigh", Some(name))])),
                chosen: weigh == Some(name.as_str()),
            })
            .collect(),
        unweighted: weigh.is_some() && found.weighted.is_none(),
        weighted: found.weighted.as_ref().map(|held| weighted(texts, held)),
        edit: format!("{PATH}?index={}#form", found.index.id),
    }
}

fn weighted(texts: &Texts, held: &results::Weighted) -> WeightedView {
    WeightedView {
        by: texts.title("trait", &held.by),
        score: score(texts, &held.score),
        invited: held.invited,
        unknown: held.unknown,
        ..WeightedView::of(texts, &held.weighting, |name| group_name(texts, &Dimension::Trait(held.by.clone()), name))
    }
}
