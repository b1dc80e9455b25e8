//! Editing a tree of things that have a title in each language: what the pages of units and of causes share.

use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_domain::tree::{Node, Tree};

use super::care::Choice;
use crate::params::{Params, encoded, query};
use crate::texts::Texts;

/// More above something than this are drawn as so many.
const DEEPEST: usize = 5;

/// The form of something in a tree.
#[derive(Serialize)]
pub(crate) struct NodeForm {
    /// What is changed, by its title; `None` for a new one.
    pub(crate) node: Option<String>,
    /// Where it is sent to.
    pub(crate) action: String,
    pub(crate) archived: bool,
    pub(crate) title_fa: String,
    pub(crate) title_en: String,
    pub(crate) parents: Vec<Choice>,
}

/// What a page is drawn with.
pub(crate) struct Drawn<'a, N> {
    /// What is changed; `None` for a new one.
    pub(crate) node: Option<&'a N>,
    pub(crate) form: &'a Params,
    /// The entry of the audit log that tells what was done just now.
    pub(crate) done: Option<i64>,
    pub(crate) problem: Option<AppError>,
}

/// The page of a tree.
pub(crate) struct TreePage {
    /// The family of what is in the tree, in the locales, in addresses and on the page.
    pub(crate) family: &'static str,
    /// Where the page is.
    pub(crate) path: &'static str,
}

impl TreePage {
    /// Where something is changed.
    pub(crate) fn href(&self, name: &str) -> String {
        let Self { family, path } = self;
        format!("{path}?{family}={}#{family}", encoded(name))
    }

    /// Back to the page after a change, which the entry of the audit log can take back.
    pub(crate) fn done(&self, entry: i64) -> Response {
        let address = format!("{}{}", self.path, query(&[("done", Some(&entry.to_string()))]));
        Redirect::to(&address).into_response()
    }

    /// The form as it is drawn. Nothing can stand below itself, nor anything new below what is archived.
    pub(crate) fn form<N: Node>(&self, texts: &Texts, tree: &Tree<N>, drawn: &Drawn<'_, N>) -> NodeForm {
        let text = |name: &str| drawn.form.get(name).unwrap_or_default().to_owned();
        let own = drawn.node.map(Node::name);
        let below = tree.with_all_below(own);
        let mut parents = options(texts, self.family, tree, drawn.form.get("parent"));
        parents.retain(|choice| !below.contains(&choice.value));
        NodeForm {
            node: own.map(|name| texts.title(self.family, name)),
            action: own.map_or_else(|| self.path.to_owned(), |name| format!("{}/{}", self.path, encoded(name))),
            archived: drawn.node.is_some_and(Node::is_archived),
            title_fa: text("title_fa"),
            title_en: text("title_en"),
            parents,
        }
    }
}

/// How far from the edge something is drawn that has so many above it.
pub(crate) fn drawn_depth(depth: usize) -> usize {
    depth.min(DEEPEST)
}

/// Those in use, as a tree to choose from; the one that is chosen is among them even when it is archived.
pub(crate) fn options<N: Node>(texts: &Texts, family: &str, tree: &Tree<N>, chosen: Option<&str>) -> Vec<Choice> {
    let option = |(depth, node): (usize, &N)| Choice {
        value: node.name().to_owned(),
        name: texts.title(family, node.name()),
        chosen: chosen == Some(node.name()),
        depth,
    };
    let offered = |(_, node): &(usize, &N)| !node.is_archived() || chosen == Some(node.name());
    tree.in_order().into_iter().filter(offered).map(option).collect()
}

/// The fields of the form of something that is there, or of nothing yet.
pub(crate) fn fields_of<N: Node>(node: Option<&N>) -> Params {
    let Some(node) = node else { return Params::of(Vec::new()) };
    let (title_fa, title_en) = node.titles();
    let mut fields = vec![("title_fa", title_fa), ("title_en", title_en)];
    fields.extend(node.parent().map(|parent| ("parent", parent)));
    Params::of(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// The entry of the audit log that is to be taken back, in the field `entry`.
pub(crate) fn entry_of(form: &Params) -> Result<i64, AppError> {
    form.known("entry", |number| number.parse().ok()).ok_or(AppError::NotFound("change"))
}
