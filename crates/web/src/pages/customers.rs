//! The list of customers: search, filter, sort, choose columns and rows.

mod files;
mod view;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::accounts::SignedIn;
use hamdel_app::customers::{
    Count, CustomerOrder, CustomerPage, CustomerQuestion, CustomerTotal, FoundCustomer, MOST_RANKED, MOST_SORTED,
    PER_PAGE, Seen, Sight, look_through_customers,
};
use hamdel_domain::{CustomerId, Standing};

use super::pager::{Pager, Place};
use crate::error::Failure;
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

pub(crate) use files::{csv, xlsx};
use view::{COLUMNS, View};
pub(crate) use view::{ColumnChoice, choose};

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
    /// When the last contact may have been.
    pub(crate) seens: Vec<Choice>,
    /// Customers chosen by their numbers, as the address has them.
    pub(crate) selected: Option<String>,
    pub(crate) columns: Vec<Column>,
    /// Columns that may be chosen besides the name.
    pub(crate) column_choices: Vec<ColumnChoice>,
    pub(crate) dense: bool,
    pub(crate) pager: Pager,
    pub(crate) csv: String,
    pub(crate) xlsx: String,
    /// What a form keeps of the address besides its own fields.
    pub(crate) kept: Vec<Kept>,
    /// Most customers of a list that is sorted by interactions.
    pub(crate) most_sorted: i64,
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
    pub(crate) first_seen: Option<i64>,
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

/// A field of the address that a form sends again.
#[derive(Serialize)]
pub(crate) struct Kept {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

/// A column of the table.
#[derive(Serialize)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// The list sorted by it; nothing where it does not sort.
    pub(crate) href: Option<String>,
    /// Whether it would sort a shorter list.
    pub(crate) too_long: bool,
    /// `ascending`, `descending` or nothing.
    pub(crate) sorted: Option<&'static str>,
    pub(crate) number: bool,
}

/// Reads the question from an address: `q`, `selected`, `standing`, `stage`, `seen`, `sort`, `direction`, `page`.
/// A form of a selection says so with `of=selection`, so that one in which nobody was selected is an error and not
/// the whole list; with `all` it means the whole list.
pub(crate) fn question_of(who: &SignedIn, params: &Params) -> Result<CustomerQuestion, Failure> {
    let order = params.known("sort", |name| COLUMNS.iter().find(|column| column.name == name)?.order);
    let all = params.get("all").is_some();
    let selected: Vec<CustomerId> = if all { Vec::new() } else { selected(params) };
    if selected.is_empty() && !all && params.get("of") == Some("selection") {
        return Err(AppError::invalid("selected", "names nobody").into());
    }
    Ok(CustomerQuestion {
        words: if selected.is_empty() { params.get("q").unwrap_or_default().to_owned() } else { String::new() },
        selected,
        standing: params.known("standing", standing),
        stage: params.get("stage").map(str::to_owned),
        seen: params.known("seen", |name| Seen::ALL.into_iter().find(|seen| seen.as_str() == name)),
        order,
        ascending: params
            .get("direction")
            .map_or(order == Some(CustomerOrder::Name), |direction| direction == "ascending"),
        page: params.known("page", |page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000),
        sight: Sight::of(who),
    })
}

/// The name of an order in addresses and in the API.
pub(crate) fn order_name(order: CustomerOrder) -> &'static str {
    COLUMNS.iter().find(|column| column.order == Some(order)).map_or("last_seen", |column| column.name)
}

fn selected(params: &Params) -> Vec<CustomerId> {
    let mut selected: Vec<CustomerId> =
        params.list("selected").filter_map(|number| number.parse().ok()).map(CustomerId).collect();
    selected.sort_unstable();
    selected.dedup();
    selected
}

fn standing(name: &str) -> Option<Standing> {
    [Standing::Known, Standing::Anonymous].into_iter().find(|standing| standing.as_str() == name)
}

/// `GET /customers`: besides the question `columns`, which else are as the reader last chose them.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Failure> {
    let question = question_of(&signed.user, &params)?;
    let found = look_through_customers(&state.app, &question, &signed.user.actor()).await?;
    let page = page_of(question, &View::of(&params, &headers), found);
    let mut shell = Shell::new(&state, &signed.reader, Area::Customers);
    shell.words.clone_from(&page.words);
    show_in(&state, &shell, &page)
}

fn page_of(question: CustomerQuestion, view: &View, found: CustomerPage) -> CustomersPage {
    let (count, more) = match found.count {
        Count::Exactly(count) => (count, false),
        Count::MoreThan(count) => (count, true),
    };
    let counted = !found.totals.is_empty() || count == 0;
    let whole = question
        == CustomerQuestion {
            order: question.order,
            page: question.page,
            ascending: question.ascending,
            sight: question.sight.clone(),
            ..CustomerQuestion::default()
        };
    let here = Here { question: &question, view };
    CustomersPage {
        any: count > 0 || more || !whole,
        standings: here.standings(&found.totals, counted),
        stages: here.stages(&found.totals, counted),
        seens: here.seens(),
        columns: here.columns(found.order, found.sorts_interactions),
        column_choices: view.choices(),
        dense: view.dense,
        pager: here.pager(found.page, count, more),
        csv: here.address("/customers.csv", None),
        xlsx: here.address("/customers.xlsx", None),
        kept: here.kept(),
        most_sorted: MOST_SORTED,
        selected: numbers(&question),
        rows: found.customers.into_iter().map(row).collect(),
        count,
        more,
        words: question.words,
    }
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
        first_seen: found.line.first_seen.map(|at| at.micros()),
        last_seen: found.line.last_seen.map(|at| at.micros()),
        identifiers: found.identifiers.iter().map(identifier).collect(),
    }
}

/// The selected customers as an address has them.
fn numbers(question: &CustomerQuestion) -> Option<String> {
    let numbers: Vec<String> = question.selected.iter().map(ToString::to_string).collect();
    (!numbers.is_empty()).then(|| numbers.join(","))
}

/// The question and how its answer is shown: the state that an address holds.
#[derive(Clone, Copy)]
struct Here<'q> {
    question: &'q CustomerQuestion,
    view: &'q View,
}

impl Here<'_> {
    fn fields(&self) -> Vec<(&'static str, Option<String>)> {
        let question = self.question;
        let sort = question.order.map(order_name);
        let direction = if question.ascending { "ascending" } else { "descending" };
        vec![
            ("q", Some(question.words.clone())),
            ("selected", numbers(question)),
            ("standing", question.standing.map(|standing| standing.as_str().to_owned())),
            ("stage", question.stage.clone()),
            ("seen", question.seen.map(|seen| seen.as_str().to_owned())),
            ("sort", sort.map(str::to_owned)),
            ("direction", sort.map(|_| direction.to_owned())),
            ("columns", self.view.in_address()),
        ]
    }

    /// The address of the list with this question, from its first page unless another is named.
    fn address(&self, path: &str, page: Option<i64>) -> String {
        let mut fields = self.fields();
        fields.push(("page", page.filter(|page| *page > 1).map(|page| page.to_string())));
        let fields: Vec<(&str, Option<&str>)> = fields.iter().map(|(name, value)| (*name, value.as_deref())).collect();
        format!("{path}{}", query(&fields))
    }

    fn with(&self, question: &CustomerQuestion) -> String {
        Here { question, view: self.view }.address("/customers", None)
    }

    fn kept(&self) -> Vec<Kept> {
        let fields = self.fields().into_iter();
        fields
            .filter_map(|(name, value)| Some(Kept { name, value: value.filter(|value| !value.is_empty())? }))
            .collect()
    }

    fn standings(&self, totals: &[CustomerTotal], counted: bool) -> Vec<Choice> {
        let question = self.question;
        let stage = |total: &&CustomerTotal| question.stage.is_none() || total.stage == question.stage;
        let choice = |wanted: Option<Standing>| {
            let of = totals.iter().filter(stage).filter(|total| wanted.is_none_or(|wanted| total.standing == wanted));
            Choice {
                name: wanted.map(|wanted| wanted.as_str().to_owned()),
                href: self.with(&CustomerQuestion { standing: wanted, ..question.clone() }),
                chosen: question.standing == wanted,
                count: counted.then(|| of.map(|total| total.customers).sum()),
            }
        };
        [None, Some(Standing::Known), Some(Standing::Anonymous)].map(choice).into()
    }

    fn stages(&self, totals: &[CustomerTotal], counted: bool) -> Vec<Choice> {
        let question = self.question;
        let mut names: Vec<&str> =
            totals.iter().filter_map(|total| total.stage.as_deref()).chain(question.stage.as_deref()).collect();
        let place = |name: &str| {
            hamdel_domain::touchpoint::STAGES.iter().position(|stage| *stage == name).unwrap_or(usize::MAX)
        };
        names.sort_by_key(|name| (place(name), *name));
        names.dedup();
        let standing = |total: &&CustomerTotal| question.standing.is_none_or(|wanted| total.standing == wanted);
        let choice = |wanted: Option<&str>| {
            let of =
                totals.iter().filter(standing).filter(|total| wanted.is_none() || total.stage.as_deref() == wanted);
            let stage = wanted.map(str::to_owned);
            Choice {
                name: stage.clone(),
                chosen: question.stage == stage,
                href: self.with(&CustomerQuestion { stage, ..question.clone() }),
                count: counted.then(|| of.map(|total| total.customers).sum()),
            }
        };
        std::iter::once(None).chain(names.into_iter().map(Some)).map(choice).collect()
    }

    fn seens(&self) -> Vec<Choice> {
        let choice = |seen: Option<Seen>| Choice {
            name: seen.map(|seen| seen.as_str().to_owned()),
            href: self.with(&CustomerQuestion { seen, ..self.question.clone() }),
            chosen: self.question.seen == seen,
            count: None,
        };
        std::iter::once(None).chain(Seen::ALL.map(Some)).map(choice).collect()
    }

    fn columns(&self, shown: Option<CustomerOrder>, sorts_interactions: bool) -> Vec<Column> {
        let question = self.question;
        // A list that is too long for the order asked for has the one it has by itself.
        let ascending = question.ascending && question.order == shown;
        let column = |column: &&view::ColumnKind| {
            let sorted = column.order.is_some() && shown == column.order;
            // A name is first asked for from its start, a number or a time from its greatest; a second time, turned.
            let next = if sorted { !ascending } else { column.order == Some(CustomerOrder::Name) };
            let too_long = column.order == Some(CustomerOrder::Interactions) && !sorts_interactions;
            let asked = CustomerQuestion { order: column.order, ascending: next, ..question.clone() };
            Column {
                name: column.name,
                href: column.order.filter(|_| !too_long).map(|_| self.with(&asked)),
                too_long,
                sorted: sorted.then_some(if ascending { "ascending" } else { "descending" }),
                number: column.number,
            }
        };
        COLUMNS.iter().filter(|column| self.view.shows(column.name)).collect::<Vec<_>>().iter().map(column).collect()
    }

    fn pager(&self, page: i64, count: i64, more: bool) -> Pager {
        let pages = (count + PER_PAGE - 1) / PER_PAGE;
        // A search that answers with more than are ranked has pages for so many.
        let most = if self.question.words.is_empty() { i64::MAX } else { MOST_RANKED / PER_PAGE };
        let last = if more { (page + 1).min(most) } else { pages };
        Pager::of(&Place { page, last, per_page: PER_PAGE, count, more }, |number| {
            self.address("/customers", Some(number))
        })
    }
}
