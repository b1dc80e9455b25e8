//! How the list of customers is shown: which columns, how close its rows. The address holds the columns, so that it
//! can be sent to a colleague; cookies remember both for the reader's next list.

use axum::Form;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::customers::CustomerOrder;

use crate::params::{Params, own_address, query};
use crate::reader::{Signed, cookie};

const COLUMNS_COOKIE: &str = "customers_columns";
const DENSITY_COOKIE: &str = "customers_density";
const COMPACT: &str = "compact";
/// How long a choice is kept, in seconds.
const YEAR: i64 = 31_536_000;

/// A column that the list can have.
pub(super) struct ColumnKind {
    pub(super) name: &'static str,
    /// The order it sorts in.
    pub(super) order: Option<CustomerOrder>,
    pub(super) number: bool,
    /// Whether it is shown to those who have chosen nothing.
    usual: bool,
}

const fn column(name: &'static str, order: Option<CustomerOrder>, number: bool, usual: bool) -> ColumnKind {
    ColumnKind { name, order, number, usual }
}

/// Every column, in the order in which they stand. The first is always there: it leads to the customer.
pub(super) const COLUMNS: [ColumnKind; 7] = [
    column("name", Some(CustomerOrder::Name), false, true),
    column("standing", None, false, true),
    column("stage", None, false, true),
    column("interactions", Some(CustomerOrder::Interactions), true, true),
    column("value", Some(CustomerOrder::Value), true, true),
    column("first_seen", None, false, false),
    column("last_seen", Some(CustomerOrder::LastSeen), false, true),
];

/// A column that may be shown or not.
#[derive(Serialize)]
pub(crate) struct ColumnChoice {
    pub(crate) name: &'static str,
    pub(crate) chosen: bool,
}

/// How a list is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct View {
    shown: [bool; COLUMNS.len()],
    pub(super) dense: bool,
}

impl View {
    /// As the address says, else as the reader last chose, else as it is for everybody.
    pub(super) fn of(params: &Params, headers: &HeaderMap) -> Self {
        let remembered = cookie(headers, COLUMNS_COOKIE).map(|names| shown(names.split('.')));
        let named = params.get("columns").map(|_| shown(params.list("columns")));
        Self {
            shown: named.or(remembered).unwrap_or_else(usual),
            dense: cookie(headers, DENSITY_COOKIE) == Some(COMPACT),
        }
    }

    pub(super) fn shows(&self, name: &str) -> bool {
        COLUMNS.iter().zip(self.shown).any(|(column, shown)| shown && column.name == name)
    }

    pub(super) fn choices(&self) -> Vec<ColumnChoice> {
        let choice = |column: &ColumnKind| ColumnChoice { name: column.name, chosen: self.shows(column.name) };
        COLUMNS.iter().skip(1).map(choice).collect()
    }

    /// What an address says of the columns; nothing for the usual ones.
    pub(super) fn in_address(&self) -> Option<String> {
        (self.shown != usual()).then(|| names(self.shown).join(","))
    }
}

fn usual() -> [bool; COLUMNS.len()] {
    COLUMNS.each_ref().map(|column| column.usual)
}

fn shown<'n>(names: impl Iterator<Item = &'n str>) -> [bool; COLUMNS.len()] {
    let names: Vec<&str> = names.collect();
    COLUMNS.each_ref().map(|column| column.name == COLUMNS[0].name || names.contains(&column.name))
}

fn names(shown: [bool; COLUMNS.len()]) -> Vec<&'static str> {
    COLUMNS.iter().zip(shown).filter(|(_, shown)| *shown).map(|(column, _)| column.name).collect()
}

/// `POST /customers/view`: the same list with the `columns` and in the `density` chosen, from now on.
pub(crate) async fn choose(_: Signed, Form(chosen): Form<Vec<(String, String)>>) -> Response {
    let of =
        |name: &'static str| chosen.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str());
    let names = names(shown(of("columns").flat_map(|value| value.split(','))));
    let density = of("density").find(|density| *density == COMPACT).unwrap_or("comfortable");
    let address = with_columns(own_address(of("next").next()), &names.join(","));
    let mut answer = Redirect::to(&address).into_response();
    for (cookie, value) in [(COLUMNS_COOKIE, names.join(".")), (DENSITY_COOKIE, density.to_owned())] {
        // The names are the program's own.
        if let Ok(cookie) = HeaderValue::from_str(&format!("{cookie}={value}; Path=/; Max-Age={YEAR}; SameSite=Lax")) {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    answer
}

/// The address with these columns, whatever it said of them.
fn with_columns(address: &str, columns: &str) -> String {
    let (path, fields) = address.split_once('?').unwrap_or((address, ""));
    let kept: Vec<&str> =
        fields.split('&').filter(|field| !field.is_empty() && !field.starts_with("columns=")).collect();
    let columns = query(&[("columns", Some(columns))]);
    let rest: String = kept.iter().flat_map(|field| ["&", field]).collect();
    format!("{path}{columns}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_always_there_and_strangers_are_not() {
        assert_eq!(names(shown(["value", "x", "stage"].into_iter())), ["name", "stage", "value"]);
        assert_eq!(names(shown(std::iter::empty())), ["name"]);
    }

    #[test]
    fn columns_are_set_in_an_address() {
        assert_eq!(with_columns("/customers", "name"), "/customers?columns=name");
        assert_eq!(
            with_columns("/customers?q=%D8%A7&columns=x&page=2", "name,value"),
            "/customers?columns=name%2Cvalue&q=%D8%A7&page=2"
        );
    }
}
