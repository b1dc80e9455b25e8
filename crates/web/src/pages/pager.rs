//! Where in a list a page of it is, and the way to the others.

use serde::Serialize;

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

/// A page of a list.
pub(crate) struct Place {
    /// The page, from 1.
    pub(crate) page: i64,
    /// The last page that can be shown.
    pub(crate) last: i64,
    pub(crate) per_page: i64,
    pub(crate) count: i64,
    /// Whether there are more than `count`.
    pub(crate) more: bool,
}

impl Pager {
    /// The way to the pages around this one, and to the first and the last.
    pub(crate) fn of(place: &Place, to: impl Fn(i64) -> String) -> Self {
        let Place { page, last, per_page, count, more } = *place;
        let mut links = Vec::new();
        let mut before = 0;
        let near = |number: &i64| *number == 1 || (number - page).abs() <= 2 || (*number == last && !more);
        for number in (1..=last).filter(near) {
            if number > before + 1 {
                links.push(PageLink { number: before + 1, href: None, current: false });
            }
            links.push(PageLink { number, href: Some(to(number)), current: number == page });
            before = number;
        }
        Self {
            from: ((page - 1) * per_page + 1).min(count.max(1)),
            to: if more { page * per_page } else { (page * per_page).min(count) },
            pages: links,
            previous: (page > 1).then(|| to(page - 1)),
            next: (page < last).then(|| to(page + 1)),
        }
    }
}
