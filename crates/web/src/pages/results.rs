//! Results of a survey: how far those who were asked came, and what they answered, of whichever of them are asked for.

pub(crate) mod behind;
pub(crate) mod cross;
mod figures;
pub(crate) mod files;
mod names;
pub(crate) mod report;
pub(crate) mod sharing;

#[cfg(test)]
pub(crate) use figures::{BarView, GapView, HeatRow, PartView, SaidView, Shape, SubjectView};
pub(crate) use figures::{Drawing, Figure, HeatCell};
pub(crate) use names::Names;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::results::{
    self, Asked, Axis, Condition, Funnel, Narrowing, Privacy, ResultsQuestion, Sight, SurveyResults, Ways,
};
use hamdel_domain::rights::Right;
use hamdel_domain::surveys::{Audience, SectionKey, SurveyId};
use hamdel_stats::interval::MinimumN;
use hamdel_text::Language;

use super::surveys::voice_tabs;
use super::voice::Tab;
use crate::error::Failure;
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// What every page of results begins with.
#[derive(Serialize)]
pub(crate) struct Head {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) survey: i64,
    pub(crate) name: String,
    /// The pages of results, with the same narrowing; `current` is this one.
    pub(crate) pages: Vec<Tab>,
    pub(crate) from: Option<String>,
    pub(crate) until: Option<String>,
    /// What it is narrowed to besides, with the address without it.
    pub(crate) narrowed: Vec<NarrowedTo>,
    /// By what it can be narrowed.
    pub(crate) choices: Vec<FilterChoice>,
    /// Fields of the address that a filter keeps.
    pub(crate) kept: Vec<(&'static str, String)>,
    /// The address without any narrowing.
    pub(crate) whole: String,
    pub(crate) action: String,
}

/// Something it is narrowed to.
#[derive(Serialize)]
pub(crate) struct NarrowedTo {
    pub(crate) name: String,
    pub(crate) without: String,
}

/// Something by which it can be narrowed.
#[derive(Serialize)]
pub(crate) struct FilterChoice {
    pub(crate) name: String,
    pub(crate) options: Vec<FilterOption>,
}

/// A value of it.
#[derive(Serialize)]
pub(crate) struct FilterOption {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// The page.
#[derive(Serialize)]
pub(crate) struct ResultsPage {
    pub(crate) head: Head,
    pub(crate) submitted: u64,
    pub(crate) more: bool,
    pub(crate) between: Option<(i64, i64)>,
    pub(crate) withheld: Option<&'static str>,
    pub(crate) missing: u64,
    pub(crate) funnel: Vec<FunnelStep>,
    pub(crate) left_at_page: Vec<(String, u64)>,
    pub(crate) left_after: Vec<(String, u64)>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) behind: String,
    /// The printed report, and the files: CSV in words and in numbers, workbook, syntax.
    pub(crate) report: String,
    pub(crate) files: Vec<FileLink>,
    pub(crate) of_employees: bool,
}

/// A file of the responses.
#[derive(Serialize)]
pub(crate) struct FileLink {
    pub(crate) name: &'static str,
    pub(crate) href: String,
}

impl Page for ResultsPage {
    const TEMPLATE: &'static str = "pages/results/page.html";
}

/// A step of the funnel.
#[derive(Serialize)]
pub(crate) struct FunnelStep {
    pub(crate) name: &'static str,
    pub(crate) n: i64,
    /// Of the step before, in words.
    pub(crate) share: Option<String>,
    /// Of the widest step, in hundredths.
    pub(crate) width: i64,
}

/// The address of a page of results with its narrowing.
pub(crate) fn address(path: &str, narrowing: &Narrowing, more: &[(&'static str, &str)]) -> String {
    let written = narrowing.written();
    let fields: Vec<(&str, Option<&str>)> = written
        .iter()
        .map(|(name, value)| (*name, Some(value.as_str())))
        .chain(more.iter().map(|(name, value)| (*name, Some(*value))))
        .collect();
    format!("{path}{}", query(&fields))
}

/// What an address asks of results.
pub(crate) fn question(language: Language, params: &Params) -> ResultsQuestion {
    ResultsQuestion {
        narrowing: Narrowing::read(params.pairs()),
        jalali: language == Language::Persian,
        minimum: MinimumN::default(),
    }
}

/// `GET /voice/surveys/{survey}/results`: `from`, `until`, and `only=axis~value` as often as needed.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let question = question(signed.reader.language, &params);
    let found = results::survey_results(&state.app, SurveyId(id), &question).await?;
    let ways = results::ways(&state.app, &found.asked).await?;
    let places = touchpoints(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let names = Names { texts, asked: &found.asked, touchpoints: &places };
    let head = head(&names, "results", &question.narrowing, &ways, &[]);
    let page = page(&names, head, &question.narrowing, &found, &signed);
    shell::show(&state, &signed.reader, Area::Voice, &page)
}

/// What somebody may see of single responses.
pub(crate) fn sight(signed: &Signed) -> Sight {
    Sight { responses: signed.scope.clone(), personal: signed.user.scope(Right::ReadPersonalData) }
}

fn page(names: &Names<'_>, head: Head, narrowing: &Narrowing, found: &SurveyResults, signed: &Signed) -> ResultsPage {
    let base = format!("/voice/surveys/{}/results/responses", found.asked.survey);
    let of_employees = found.asked.definition.audience == Audience::Employees;
    let leads = !of_employees && signed.user.may(Right::ReadFeedback);
    let drawing = Drawing {
        names,
        behind: leads.then_some((base.as_str(), narrowing)),
        verbatim: signed.user.scope(Right::ReadFeedback),
        least: 0,
    };
    let (withheld, missing) = withheld(found.privacy);
    ResultsPage {
        submitted: found.submitted,
        more: found.more,
        between: found.between.map(|(first, last)| (first.micros(), last.micros())),
        withheld,
        missing,
        funnel: funnel(names.texts, &found.funnel),
        left_at_page: found.funnel.left_at_page.iter().map(|(page, n)| (page_name(names, page.as_ref()), *n)).collect(),
        left_after: left_after(names, &found.funnel),
        figures: found.questions.iter().map(|result| drawing.figure(result)).collect(),
        behind: address(&base, narrowing, &[]),
        report: address(&format!("/voice/surveys/{}/report", found.asked.survey), narrowing, &[]),
        files: if of_employees || !signed.user.may(Right::Export) { Vec::new() } else { files_of(found, narrowing) },
        of_employees,
        head,
    }
}

fn files_of(found: &SurveyResults, narrowing: &Narrowing) -> Vec<FileLink> {
    let base = format!("/voice/surveys/{}/results", found.asked.survey);
    let link = |name, ending: &str, more: &[(&'static str, &str)]| FileLink {
        name,
        href: address(&format!("{base}.{ending}"), narrowing, more),
    };
    vec![
        link("csv-labels", "csv", &[("values", "labels")]),
        link("csv-codes", "csv", &[("values", "codes")]),
        link("xlsx", "xlsx", &[]),
        link("csv-numbers", "csv", &[("values", "numbers")]),
        link("sps", "sps", &[]),
    ]
}

/// What keeps figures from being shown, by its name in the locales, and how many answers are missing.
pub(crate) fn withheld(privacy: Privacy) -> (Option<&'static str>, u64) {
    match privacy {
        Privacy::Open => (None, 0),
        Privacy::TooFew(missing) => (Some("too-few"), missing),
        Privacy::TooFewLeftOut => (Some("left-out"), 0),
    }
}

/// The steps of a funnel that are known.
pub(crate) fn funnel(texts: &Texts, funnel: &Funnel) -> Vec<FunnelStep> {
    let known = [
        ("invited", funnel.invited.filter(|n| *n > 0)),
        ("delivered", funnel.delivered.filter(|_| funnel.invited.is_some_and(|n| n > 0))),
        ("opened", funnel.opened),
        ("started", Some(funnel.started as i64)),
        ("finished", Some(funnel.finished as i64)),
    ];
    let steps: Vec<(&'static str, i64)> = known.into_iter().filter_map(|(name, n)| Some((name, n?))).collect();
    let widest = steps.iter().map(|(_, n)| *n).max().unwrap_or_default().max(1);
    let share = |place: usize, name: &str, n: i64| {
        // A survey is opened by those who were not invited too.
        let before = steps.get(place.checked_sub(1)?).filter(|_| name != "opened").map(|(_, before)| *before)?;
        (before > 0 && n <= before).then(|| hamdel_text::format::percent(texts.language(), n as f64 / before as f64, 0))
    };
    let step = |(place, (name, n)): (usize, &(&'static str, i64))| FunnelStep {
        name,
        n: *n,
        share: share(place, name, *n),
        width: 100 * n / widest,
    };
    steps.iter().enumerate().map(step).collect()
}

fn page_name(names: &Names<'_>, page: Option<&SectionKey>) -> String {
    let sections = &names.asked.definition.sections;
    let place = page.and_then(|page| sections.iter().position(|section| section.key == *page)).unwrap_or_default();
    let title = sections.get(place).map(|section| section.title.read(names.language())).unwrap_or_default();
    if title.is_empty() {
        names.texts.filled("survey-page-number", &[("page", (place as f64 + 1.0).into())])
    } else {
        title.to_owned()
    }
}

fn left_after(names: &Names<'_>, funnel: &Funnel) -> Vec<(String, u64)> {
    let name = |key: Option<&hamdel_domain::surveys::QuestionKey>| match key {
        Some(key) => names.axis(&Axis::Question(key.clone(), None)),
        None => names.texts.plain("results-before-the-first"),
    };
    funnel.left_after.iter().map(|(key, n)| (name(key.as_ref()), *n)).collect()
}

/// What a page of results begins with; `kept` are fields of its own that a filter keeps.
pub(crate) fn head(
    names: &Names<'_>,
    current: &'static str,
    narrowing: &Narrowing,
    ways: &Ways,
    kept: &[(&'static str, &str)],
) -> Head {
    let survey = names.asked.survey;
    let base = format!("/voice/surveys/{survey}/results");
    let path = |name: &str| if name == "results" { base.clone() } else { format!("{base}/{name}") };
    let mut pages = vec!["results", "cross", "compare", "share"];
    if names.asked.definition.audience == Audience::Customers {
        pages.insert(3, "responses");
    }
    let own = path(current);
    let offered = choices(names, narrowing, ways);
    let is_offered = |condition: &&Condition| {
        let written = condition.written();
        offered.iter().any(|choice| choice.options.iter().any(|option| option.value == written))
    };
    let beyond = narrowing.conditions.iter().filter(|condition| !is_offered(condition));
    Head {
        tabs: voice_tabs(),
        survey: survey.0,
        name: names.asked.name.clone(),
        pages: pages
            .into_iter()
            .map(|name| Tab {
                name,
                href: address(&path(name), narrowing, &[]),
                current: name == current,
                right: right_of(name).as_str(),
            })
            .collect(),
        from: narrowing.from.map(|day| day_typed(names, day)),
        until: narrowing.until.map(|day| day_typed(names, day)),
        narrowed: narrowing
            .conditions
            .iter()
            .map(|condition| NarrowedTo {
                name: names.condition(condition),
                without: address(&own, &narrowing.without(&condition.axis), kept),
            })
            .collect(),
        kept: kept
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .chain(beyond.map(|condition| ("only", condition.written())))
            .collect(),
        whole: address(&own, &Narrowing::default(), kept),
        choices: offered,
        action: own,
    }
}

/// The right that a page of results needs.
fn right_of(page: &str) -> Right {
    match page {
        "responses" => Right::ReadFeedback,
        "share" => Right::ShareResults,
        _ => Right::ReadResults,
    }
}

/// A day as its reader would type it.
fn day_typed(names: &Names<'_>, day: chrono::NaiveDate) -> String {
    match names.texts.language() {
        Language::Persian => {
            let jalali = hamdel_text::JalaliDate::from_gregorian(day);
            let text = jalali
                .map_or_else(|| day.to_string(), |day| format!("{}/{:02}/{:02}", day.year(), day.month(), day.day()));
            hamdel_text::format::digits(Language::Persian, &text)
        }
        Language::English => day.to_string(),
    }
}

fn choices(names: &Names<'_>, narrowing: &Narrowing, ways: &Ways) -> Vec<FilterChoice> {
    let distinct = |of: &dyn Fn(&results::WayCount) -> Option<String>| {
        let mut values: Vec<String> = ways.counted.iter().filter_map(of).collect();
        values.sort();
        values.dedup();
        values
    };
    let mut offered = vec![
        (Axis::Version, distinct(&|way| Some(way.version.to_string()))),
        (Axis::Channel, distinct(&|way| way.channel.clone())),
        (Axis::Touchpoint, distinct(&|way| way.touchpoint.clone())),
        (Axis::Unit, distinct(&|way| way.unit.clone())),
        (Axis::Language, distinct(&|way| Some(way.language.clone()))),
    ];
    offered.extend(ways.traits.iter().map(|(name, values)| (Axis::Trait(name.clone()), values.clone())));
    let of_one = |(axis, values): (Axis, Vec<String>)| {
        let chosen = narrowing.wanted(&axis);
        let option = |value: String| FilterOption {
            chosen: chosen == Some(value.as_str()),
            name: names.value(&axis, &value),
            value: Condition { axis: axis.clone(), value }.written(),
        };
        let enough = values.len() > 1 || chosen.is_some();
        let name = names.axis(&axis);
        enough.then(|| FilterChoice { name, options: values.into_iter().map(option).collect() })
    };
    offered.into_iter().filter_map(of_one).collect()
}

/// Axes to choose from: what responses came by, traits, and the questions.
pub(crate) fn axes(names: &Names<'_>, asked: &Asked, ways: &Ways, chosen: Option<&Axis>) -> Vec<FilterOption> {
    let of_ways = [Axis::Channel, Axis::Touchpoint, Axis::Unit, Axis::Language, Axis::Version];
    let traits = ways.traits.iter().map(|(name, _)| Axis::Trait(name.clone()));
    let all = Axis::of_questions(&asked.definition).into_iter().chain(of_ways).chain(traits);
    all.map(|axis| FilterOption { chosen: chosen == Some(&axis), name: names.axis(&axis), value: axis.written() })
        .collect()
}
