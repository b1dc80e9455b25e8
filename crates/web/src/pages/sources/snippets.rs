//! What to write in each client, ready to copy.

use serde::Serialize;

/// What to write in one client.
#[derive(Serialize)]
pub(crate) struct Snippet {
    /// Its name within the page.
    pub(crate) id: &'static str,
    /// The client.
    pub(crate) title: &'static str,
    /// How it is installed; nothing where it need not be.
    pub(crate) install: Option<&'static str>,
    /// The code.
    pub(crate) code: String,
}

const PYTHON: &str = r#"import segment.analytics as analytics

analytics.write_key = "KEY"
analytics.host = "ADDRESS"

analytics.identify("u-10482", {"name": "سارا محمدی", "phone": "09123456789"})
analytics.track("u-10482", "order_completed", {"value": 1250000, "currency": "IRR", "channel": "web"})
analytics.flush()"#;

const NODE: &str = r#"import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "KEY", host: "ADDRESS" });

analytics.identify({ userId: "u-10482", traits: { name: "سارا محمدی", phone: "09123456789" } });
analytics.track({ userId: "u-10482", event: "order_completed", properties: { value: 1250000, currency: "IRR" } });
await analytics.closeAndFlush();"#;

const BROWSER: &str = r#"import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load(
  { writeKey: "KEY", cdnURL: "ADDRESS" },
  { integrations: { "Segment.io": { apiHost: "HOST/v1", protocol: "SCHEME" } } },
);

analytics.page();
analytics.track("product_viewed", { product_id: "SKU-7", channel: "web" });"#;

const CURL: &str = r#"curl -u 'KEY:' -H 'Content-Type: application/json' \
  -d '{"userId":"u-10482","event":"order_completed","properties":{"value":1250000,"currency":"IRR"}}' \
  ADDRESS/v1/track"#;

const IMPORT: &str = "hamdel import purchases.csv --as interactions";

/// The snippets of every client for a server at `host` (with its port) and a write key.
pub(crate) fn snippets(host: &str, secure: bool, key: &str) -> Vec<Snippet> {
    let scheme = if secure { "https" } else { "http" };
    let filled = |code: &str| {
        let code = code.replace("ADDRESS", &format!("{scheme}://{host}"));
        code.replace("HOST", host).replace("SCHEME", scheme).replace("KEY", key)
    };
    let snippet = |id, title, install, code| Snippet { id, title, install, code: filled(code) };
    vec![
        snippet("snippet-python", "Python", Some("pip install segment-analytics-python"), PYTHON),
        snippet("snippet-node", "Node.js", Some("npm install @segment/analytics-node"), NODE),
        snippet("snippet-browser", "Browser", Some("npm install @segment/analytics-next"), BROWSER),
        snippet("snippet-curl", "curl", None, CURL),
        snippet("snippet-import", "hamdel import", None, IMPORT),
    ]
}
