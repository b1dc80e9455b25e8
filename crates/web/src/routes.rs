//! Routes that name the right they need: a handler can be put behind an address only together with one.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{self, MethodRouter};

use hamdel_domain::rights::Right;

use crate::guard;
use crate::reader::Reader;
use crate::state::WebState;

/// Routes for those who are signed in.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<WebState>,
    named: Vec<NamedRoute>,
}

/// What a route was given as.
#[derive(Clone, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "the walk through the router by role reads it"))]
pub(crate) struct NamedRoute {
    /// Its address, with `{name}` for what varies.
    pub(crate) path: &'static str,
    /// Its method.
    pub(crate) method: Method,
    /// The right it needs.
    pub(crate) right: Right,
}

/// The handlers of one address, each with the right it needs.
#[derive(Default)]
pub(crate) struct Handlers {
    router: MethodRouter<WebState>,
    named: Vec<(Method, Right)>,
}

impl Routes {
    /// Adds an address.
    pub(crate) fn route(mut self, path: &'static str, handlers: Handlers) -> Self {
        self.router = self.router.route(path, handlers.router);
        self.named.extend(handlers.named.into_iter().map(|(method, right)| NamedRoute { path, method, right }));
        self
    }

    /// All of them, as the server takes them.
    pub(crate) fn into_router(self) -> Router<WebState> {
        self.router
    }

    /// What was added, in its order.
    #[cfg(test)]
    pub(crate) fn named(&self) -> &[NamedRoute] {
        &self.named
    }
}

impl Handlers {
    fn with(mut self, method: Method, right: Right, handler: MethodRouter<WebState>) -> Self {
        let guarded = handler
            .route_layer(from_fn(move |reader: Reader, request, next| guard::with_right(right, reader, request, next)));
        self.router = self.router.merge(guarded);
        self.named.push((method, right));
        self
    }
}

macro_rules! methods {
    ($($name:ident $method:ident),+) => {
        $(
            /// A handler of this method that needs a right.
            pub(crate) fn $name<H, T>(right: Right, handler: H) -> Handlers
            where
                H: Handler<T, WebState>,
                T: 'static,
            {
                Handlers::default().$name(right, handler)
            }
        )+

        impl Handlers {
            $(
                /// A further handler of this address, with the right it needs.
                pub(crate) fn $name<H, T>(self, right: Right, handler: H) -> Self
                where
                    H: Handler<T, WebState>,
                    T: 'static,
                {
                    self.with(Method::$method, right, routing::$name(handler))
                }
            )+
        }
    };
}

methods!(get GET, post POST, put PUT);
