//! By which way customers reach the pages of a survey: openly, or in the frame of another site.

use serde::Serialize;

use hamdel_domain::surveys::Embed;

use crate::guard::FramedBy;
use crate::params::encoded;

/// A way: where responses are, who may frame the pages, and what is drawn around them.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    /// The address of a response without its token.
    responses: String,
    framed: Option<FramedBy>,
    pub(super) view: WayView,
}

/// What a way adds to a page.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct WayView {
    /// `open` or `embed`.
    pub(crate) kind: &'static str,
}

impl Way {
    /// By a link.
    pub(crate) fn open() -> Self {
        Self { responses: "/r/".to_owned(), framed: None, view: WayView { kind: "open" } }
    }

    /// On the pages of these sites, and on this program's own for trying it out.
    pub(crate) fn embedded(base: &str, embed: &Embed) -> Self {
        let sites = embed.origins.iter().fold("'self'".to_owned(), |sites, site| format!("{sites} {site}"));
        Self { responses: format!("{base}/r/"), framed: Some(FramedBy(sites)), view: WayView { kind: "embed" } }
    }

    /// On a page of this program's own, for trying out.
    pub(crate) fn tried_out() -> Self {
        Self::embedded("", &Embed::default())
    }

    /// The address of a response.
    pub(super) fn response(&self, token: &str) -> String {
        format!("{}{}", self.responses, encoded(token))
    }

    /// Lets those show an answer who may.
    pub(crate) fn let_frame(&self, answer: &mut axum::response::Response) {
        if let Some(framed) = &self.framed {
            answer.extensions_mut().insert(framed.clone());
        }
    }
}
