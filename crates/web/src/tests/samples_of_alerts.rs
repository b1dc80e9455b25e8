//! Samples of alerts, their rules, and webhooks.

use super::samples::{Draw, NAME, NOON, condition_editor, condition_view, sample};
use crate::pages::alerts::rules::{Choice, RuleForm, RuleView, RulesPage, ToView};
use crate::pages::alerts::{AlertView, AlertsPage, BellPart, WhyView};
use crate::pages::profile::StoryScore;
use crate::pages::webhooks::{AttemptView, DeliveryView, OpenedView, WebhookPage, WebhookView, WebhooksPage};

/// Every page of alerts and webhooks with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("alerts", alerts()),
        sample("alerts seen", AlertsPage { unseen: 0, older: None, by_email: false, ..alerts() }),
        sample("alerts none", AlertsPage { alerts: Vec::new(), unseen: 0, newest: None, older: None, by_email: true }),
        sample("bell", BellPart { unseen: 12_345 }),
        sample("bell still", BellPart { unseen: 0 }),
        sample("alert rules", rules(None)),
        sample("alert rules refused", rules(Some(NAME.to_owned()))),
        sample(
            "alert rules none",
            RulesPage {
                rules: Vec::new(),
                presets: vec!["detractor", "fury", "urgent", "csat", "new_theme"],
                ..rules(None)
            },
        ),
        sample("webhooks", webhooks(None)),
        sample("webhooks refused", webhooks(Some(NAME.to_owned()))),
        sample("webhooks none", WebhooksPage { webhooks: Vec::new(), ..webhooks(None) }),
        sample("webhook", webhook("on", Some(NOON))),
        sample("webhook broken", webhook("broken", None)),
        sample(
            "webhook new",
            WebhookPage { deliveries: Vec::new(), opened: None, older: None, ..webhook("off", None) },
        ),
    ]
}

fn alerts() -> AlertsPage {
    let why = |name, of: &str| WhyView { name, of: of.to_owned(), n: 12_345, before: 1 };
    let alert = |seen, why| AlertView {
        at: NOON,
        seen,
        why,
        rules: vec![NAME.to_owned(), NAME.to_owned()],
        text: (!seen).then(|| NAME.to_owned()),
        score: Some(StoryScore { value: "2".to_owned(), metric: Some("nps".to_owned()), tone: Some("poor") }),
        unit: Some(NAME.to_owned()),
        touchpoint: Some(NAME.to_owned()),
        customer: Some(7),
        href: Some("/voice/feedback/x?at=1".to_owned()),
    };
    let all = ["low_score", "urgency", "blame", "words", "theme", "new_theme", "webhook_broken"];
    AlertsPage {
        alerts: vec![
            alert(false, all.map(|name| why(name, NAME)).into()),
            alert(true, ["low_score", "fury", "urgency"].map(|name| why(name, "")).into()),
        ],
        unseen: 12_345,
        older: Some("/alerts?before=1".to_owned()),
        newest: Some(7),
        by_email: true,
    }
}

fn rules(problem: Option<String>) -> RulesPage {
    let choice = |chosen| Choice { value: "7".to_owned(), name: NAME.to_owned(), chosen };
    let rule = |when, on| RuleView {
        id: 7,
        name: NAME.to_owned(),
        on,
        when,
        of: NAME.to_owned(),
        unit: on.then(|| NAME.to_owned()),
        touchpoint: on.then(|| NAME.to_owned()),
        condition: on.then(|| condition_view("value > 1.0 && interaction.unit == '<q>'")),
        to: vec![
            ToView { who: "unit_manager", name: String::new() },
            ToView { who: "experience_manager", name: String::new() },
            ToView { who: "person", name: NAME.to_owned() },
        ],
        email: on,
        webhooks: vec![NAME.to_owned()],
    };
    let whens = ["low_score", "fury", "urgency", "urgency_now", "blame", "words", "theme", "new_theme"];
    RulesPage {
        rules: whens.iter().enumerate().map(|(at, when)| rule(when, at % 2 == 0)).collect(),
        presets: Vec::new(),
        form: RuleForm {
            id: problem.as_ref().map(|_| 7),
            name: NAME.to_owned(),
            whens: whens
                .map(|name| Choice { value: name.to_owned(), name: String::new(), chosen: name == "blame" })
                .into(),
            metric: "nps".to_owned(),
            at_most: "6".to_owned(),
            subjects: vec![choice(true)],
            phrases: NAME.to_owned(),
            themes: vec![choice(false)],
            unit: NAME.to_owned(),
            touchpoint: NAME.to_owned(),
            condition: condition_editor("stage == 'use'"),
            unit_manager: true,
            experience_manager: false,
            people: vec![choice(true)],
            email: true,
            webhooks: vec![choice(false)],
        },
        mail: problem.is_none(),
        field: if problem.is_some() { "condition" } else { "" },
        problem,
    }
}

fn webhook_view(state: &'static str, failing_since: Option<i64>) -> WebhookView {
    WebhookView { id: 7, name: NAME.to_owned(), url: "https://example.com/<q>".to_owned(), state, failing_since }
}

fn webhooks(problem: Option<String>) -> WebhooksPage {
    WebhooksPage {
        webhooks: vec![
            webhook_view("on", None),
            webhook_view("on", Some(NOON)),
            webhook_view("off", None),
            webhook_view("broken", None),
        ],
        name: NAME.to_owned(),
        url: "https://x/<q>".to_owned(),
        field: if problem.is_some() { "url" } else { "" },
        problem,
    }
}

fn webhook(state: &'static str, failing_since: Option<i64>) -> WebhookPage {
    let delivery = |kind: &str, state: &str| DeliveryView {
        id: 7,
        kind: kind.to_owned(),
        event: "alert_7".to_owned(),
        state: state.to_owned(),
        attempts: 3,
        made_at: NOON,
        next_at: (state == "ready").then_some(NOON),
        href: "/settings/webhooks/7?delivery=7".to_owned(),
    };
    let attempt = |status| AttemptView { at: NOON, status, answer: NAME.to_owned(), took: 12_345 };
    WebhookPage {
        webhook: webhook_view(state, failing_since),
        secret: "whsec_<q>".to_owned(),
        old_secret: true,
        deliveries: vec![
            delivery("alert.raised", "ready"),
            delivery("webhook.test", "delivered"),
            delivery("x", "failed"),
        ],
        older: Some("/settings/webhooks/7?before=1".to_owned()),
        opened: Some(OpenedView {
            delivery: delivery("alert.raised", "failed"),
            payload: "{\"text\": \"<q>\"}".to_owned(),
            attempts: if state == "on" { vec![attempt(Some(500)), attempt(None)] } else { Vec::new() },
        }),
        problem: None,
        field: "",
    }
}
