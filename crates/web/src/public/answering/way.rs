//! By which way customers reach the pages of a survey: openly, in the frame of another site, at a kiosk, or by
//! somebody who asks them on the telephone.

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
    /// `open`, `embed`, `kiosk` or `telephone`.
    pub(crate) kind: &'static str,
    /// Where it begins anew, or leads back to.
    pub(crate) start: String,
    /// Seconds without a touch after which it begins anew; at a kiosk.
    pub(crate) idle_seconds: u32,
}

impl Way {
    /// By a link.
    pub(crate) fn open() -> Self {
        Self { responses: "/r/".to_owned(), framed: None, view: WayView { kind: "open", ..WayView::default() } }
    }

    /// On the pages of these sites, and on this program's own for trying it out.
    pub(crate) fn embedded(base: &str, embed: &Embed) -> Self {
        let sites = embed.origins.iter().fold("'self'".to_owned(), |sites, site| format!("{sites} {site}"));
        let view = WayView { kind: "embed", ..WayView::default() };
        Self { responses: format!("{base}/r/"), framed: Some(FramedBy(sites)), view }
    }

    /// At a kiosk, whose first page is at `base`.
    pub(crate) fn kiosk(base: &str, idle_seconds: u32) -> Self {
        let view = WayView { kind: "kiosk", start: base.to_owned(), idle_seconds };
        Self { responses: format!("{base}/r/"), framed: None, view }
    }

    /// On the telephone, by somebody who is signed in.
    pub(crate) fn telephone(survey: i64) -> Self {
        let start = format!("/voice/surveys/{survey}/asking/telephone");
        let view = WayView { kind: "telephone", start: start.clone(), idle_seconds: 0 };
        Self { responses: format!("{start}/r/"), framed: None, view }
    }

    /// On a page of this program's own, for trying out.
    pub(crate) fn tried_out() -> Self {
        Self::embedded("", &Embed::default())
    }

    /// The address of a response.
    pub(crate) fn response(&self, token: &str) -> String {
        format!("{}{}", self.responses, encoded(token))
    }

    /// Lets those show an answer who may.
    pub(crate) fn let_frame(&self, answer: &mut axum::response::Response) {
        if let Some(framed) = &self.framed {
            answer.extensions_mut().insert(framed.clone());
        }
    }
}
