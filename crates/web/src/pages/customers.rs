//! The list of customers: search, filter, sort, export.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use hamdel_app::customers::{
    Count, CustomerOrder, CustomerQuestion, CustomerTotal, Export, FoundCustomer, PER_PAGE, find_customers,
};
use hamdel_domain::Standing;

use crate::error::Failure;
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct CustomersPage {
    pub(crate) words: String,
    pub(crate) rows: Vec<CustomerRow>,
    pub(crate) count: i64,
    /// Whether there are more than `count`.
    pub(crate) more: bool,
    /// Whether there is any customer at all, whatever the filter.
    pub(crate) any: bool,
    pub(crate) standings: Vec<Choice>,
    pub(crate) stages: Vec<Choice>,
    pub(crate) columns: Vec<Column>,
    pub(crate) pager: Pager,
    pub(crate) export: String,
    /// The choices that a search keeps.
    pub(crate) standing: Option<&'static str>,
    pub(crate) stage: Option<String>,
}

impl Page for CustomersPage {
    const TEMPLATE: &'static str = "pages/customers/list.html";
}

/// A customer in the list.
#[derive(Serialize)]
pub(crate) struct CustomerRow {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) standing: &'static str,
    pub(crate) stage: Option<String>,
    pub(crate) interactions: i64,
    pub(crate) value: i64,
    pub(crate) last_seen: Option<i64>,
    pub(crate) identifiers: Vec<IdentifierView>,
}

/// An identifier as it is shown.
#[derive(Serialize)]
pub(crate) struct IdentifierView {
    pub(crate) kind: String,
    pub(crate) value: String,
}

/// A filter to choose.
#[derive(Serialize)]
pub(crate) struct Choice {
    /// What it is called in the locales; `None` for all.
    pub(crate) name: Option<String>,
    pub(crate) href: String,
    pub(crate) chosen: bool,
    pub(crate) count: Option<i64>,
}

/// A column that sorts.
#[derive(Serialize)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) href: String,
    /// `ascending`, `descending` or nothing.
    pub(crate) sorted: Option<&'static str>,
    pub(crate) number: bool,
}

/// Where in the list this page is.
#[derive(Serialize)]
pub(crate) struct Pager {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) pages: Vec<PageLink>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

/// A page of the list; without an address it is a gap.
#[derive(Serialize)]
pub(crate) struct PageLink {
    pub(crate) number: i64,
    pub(crate) href: Option<String>,
    pub(crate) current: bool,
}

const COLUMNS: [(&str, CustomerOrder, bool); 4] = [
    ("name", CustomerOrder::Name, false),
    ("interactions", CustomerOrder::Interactions, true),
    ("value", CustomerOrder::Value, true),
    ("last_seen", CustomerOrder::LastSeen, false),
];

/// Reads the question from an address.
pub(crate) fn question_of(params: &Params) -> CustomerQuestion {
    let order = params.known("sort", |name| COLUMNS.iter().find(|column| column.0 == name).map(|column| column.1));
    CustomerQuestion {
        words: params.get("q").unwrap_or_default().to_owned(),
        standing: params.known("standing", standing),
        stage: params.get("stage").map(str::to_owned),
        order,
        ascending: params
            .get("direction")
            .map_or(order == Some(CustomerOrder::Name), |direction| direction == "ascending"),
        page: params.known("page", |page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000),
    }
}

fn standing(name: &str) -> Option<Standing> {
    [Standing::Known, Standing::Anonymous].into_iter().find(|standing| standing.as_str() == name)
}

/// `GET /customers`.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let question = question_of(&params);
    let found = find_customers(&state.app, &question).await?;
    let (count, more) = match found.count {
        Count::Exactly(count) => (count, false),
        Count::MoreThan(count) => (count, true),
    };
    let page = CustomersPage {
        any: count > 0 || more || !question.words.is_empty() || !found.totals.is_empty(),
        rows: found.customers.into_iter().map(row).collect(),
        count,
        more,
        standings: standings(&question, &found.totals, more),
        stages: stages(&question, &found.totals, more),
        columns: columns(&question),
        pager: pager(&question, count, more),
        export: address("/customers.csv", &question, None),
        standing: question.standing.map(Standing::as_str),
        stage: question.stage.clone(),
        words: question.words,
    };
    let mut shell = Shell::new(&state, &signed.reader, Area::Customers);
    shell.words.clone_from(&page.words);
    show_in(&state, &shell, &page)
}

/// `GET /customers.csv`: all pages of the list.
pub(crate) async fn export(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let export = Export::begin(&state.app, &question_of(&params), &signed.user.actor()).await?;
    let chunks = futures::stream::try_unfold(export, |mut export| async move {
        let chunk =
            export.next_chunk().await.inspect_err(|problem| tracing::error!(%problem, "an export broke off"))?;
        Ok::<_, hamdel_app::AppError>(chunk.map(|chunk| (Bytes::from(chunk), export)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"customers.csv\""),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

fn row(found: FoundCustomer) -> CustomerRow {
    let identifier = |identifier: &hamdel_domain::Identifier| IdentifierView {
        kind: identifier.kind().as_str().to_owned(),
        value: identifier.value().to_owned(),
    };
    CustomerRow {
        id: found.line.customer.0,
        name: found.line.name,
        standing: found.line.standing.as_str(),
        stage: found.line.stage,
        interactions: found.line.interactions,
        value: found.line.value.ten_thousandths(),
        last_seen: found.line.last_seen.map(|at| at.micros()),
        identifiers: found.identifiers.iter().map(identifier).collect(),
    }
}

/// The address of the list with this question, from its first page unless another is named.
fn address(path: &str, question: &CustomerQuestion, page: Option<i64>) -> String {
    let sort = question.order.and_then(|order| COLUMNS.iter().find(|column| column.1 == order)).map(|column| column.0);
    let direction = sort.map(|_| if question.ascending { "ascending" } else { "descending" });
    let page = page.filter(|page| *page > 1).map(|page| page.to_string());
    let fields = [
        ("q", Some(question.words.as_str())),
        ("standing", question.standing.map(Standing::as_str)),
        ("stage", question.stage.as_deref()),
        ("sort", sort),
        ("direction", direction),
        ("page", page.as_deref()),
    ];
    format!("{path}{}", query(&fields))
}

fn standings(question: &CustomerQuestion, totals: &[CustomerTotal], more: bool) -> Vec<Choice> {
    let stage = |total: &&CustomerTotal| question.stage.is_none() || total.stage == question.stage;
    let choice = |wanted: Option<Standing>| {
        let of = totals.iter().filter(stage).filter(|total| wanted.is_none_or(|wanted| total.standing == wanted));
        Choice {
            name: wanted.map(|wanted| wanted.as_str().to_owned()),
            href: address("/customers", &CustomerQuestion { standing: wanted, ..question.clone() }, None),
            chosen: question.standing == wanted,
            count: (!more).then(|| of.map(|total| total.customers).sum()),
        }
    };
    [None, Some(Standing::Known), Some(Standing::Anonymous)].map(choice).into()
}

fn stages(question: &CustomerQuestion, totals: &[CustomerTotal], more: bool) -> Vec<Choice> {
    let mut names: Vec<&str> =
        totals.iter().filter_map(|total| total.stage.as_deref()).chain(question.stage.as_deref()).collect();
    let place =
        |name: &str| hamdel_domain::touchpoint::STAGES.iter().position(|stage| *stage == name).unwrap_or(usize::MAX);
    names.sort_by_key(|name| (place(name), *name));
    names.dedup();
    let standing = |total: &&CustomerTotal| question.standing.is_none_or(|wanted| total.standing == wanted);
    let choice = |wanted: Option<&str>| {
        let of = totals.iter().filter(standing).filter(|total| wanted.is_none() || total.stage.as_deref() == wanted);
        let stage = wanted.map(str::to_owned);
        Choice {
            name: stage.clone(),
            chosen: question.stage == stage,
            href: address("/customers", &CustomerQuestion { stage, ..question.clone() }, None),
            count: (!more).then(|| of.map(|total| total.customers).sum()),
        }
    };
    std::iter::once(None).chain(names.into_iter().map(Some)).map(choice).collect()
}

fn columns(question: &CustomerQuestion) -> Vec<Column> {
    let shown = question.order.or(question.words.is_empty().then_some(CustomerOrder::LastSeen));
    let column = |(name, order, number): (&'static str, CustomerOrder, bool)| {
        let sorted = shown == Some(order);
        // A name is first asked for from its start, a number or a time from its greatest; a second time, turned.
        let ascending = if sorted { !question.ascending } else { order == CustomerOrder::Name };
        let asked = CustomerQuestion { order: Some(order), ascending, ..question.clone() };
        Column {
            name,
            href: address("/customers", &asked, None),
            sorted: sorted.then_some(if question.ascending { "ascending" } else { "descending" }),
            number,
        }
    };
    COLUMNS.map(column).into()
}

fn pager(question: &CustomerQuestion, count: i64, more: bool) -> Pager {
    let last = if more { question.page + 1 } else { (count + PER_PAGE - 1) / PER_PAGE };
    let page = question.page;
    let to = |number: i64| address("/customers", question, Some(number));
    let mut pages = Vec::new();
    let mut before = 0;
    for number in (1..=last).filter(|number| *number == 1 || (number - page).abs() <= 2 || (*number == last && !more)) {
        if number > before + 1 {
            pages.push(PageLink { number: before + 1, href: None, current: false });
        }
        pages.push(PageLink { number, href: Some(to(number)), current: number == page });
        before = number;
    }
    Pager {
        from: ((page - 1) * PER_PAGE + 1).min(count.max(1)),
        to: if more { page * PER_PAGE } else { (page * PER_PAGE).min(count) },
        pages,
        previous: (page > 1).then(|| to(page - 1)),
        next: (page < last).then(|| to(page + 1)),
    }
}
