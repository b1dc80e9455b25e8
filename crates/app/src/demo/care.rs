//! How Sepehr Stores cares for cases: who gets them, what is written again and again, and what is asked after closing.

use hamdel_domain::canned::CannedAnswer;
use hamdel_domain::cases::Severity;
use hamdel_domain::routing::{OwnerStrategy, RoutingPolicy, RoutingRule};
use hamdel_store::StoreError;
use hamdel_store::canned::add_canned;

use super::places::OTHER_CALL_CENTRE;
use crate::App;
use crate::cases::ask_after_closing;
use crate::error::AppError;

/// Who does it, in the audit log.
const ACTOR: &str = "demo";

/// Sets up what is not set up yet.
///
/// # Errors
/// When the database fails.
pub(super) async fn settle_care(app: &App) -> Result<(), AppError> {
    if crate::routing::rules(app).await?.version == 0 {
        crate::routing::change(app, RoutingPolicy { rules: rules() }, 0, ACTOR).await?;
    }
    if app.store.canned_answers().await?.is_empty() {
        let mut tx = app.store.state().begin().await?;
        for answer in answers() {
            add_canned(&mut tx, &answer, app.clock.now(), ACTOR).await?;
        }
        tx.commit().await.map_err(StoreError::from)?;
    }
    ask_after_closing(app, true, "پس از بسته شدن پرونده", ACTOR).await?;
    Ok(())
}

fn rules() -> Vec<RoutingRule> {
    let rule = |name: &str, condition: &str, unit: &str, skill: Option<&str>| RoutingRule {
        name: name.to_owned(),
        condition: condition.to_owned(),
        unit: Some(unit.to_owned()),
        skill: skill.map(str::to_owned),
        ..RoutingRule::default()
    };
    vec![
        RoutingRule {
            least_severity: Some(Severity::High),
            owner: OwnerStrategy::Unit,
            ..rule("مشتری پرارزش", "value > 500000000.0", "customer-experience", None)
        },
        RoutingRule {
            owner: OwnerStrategy::LeastLoaded,
            ..rule("انگلیسی‌زبان‌ها", "language == \"en\"", OTHER_CALL_CENTRE, Some("انگلیسی"))
        },
        RoutingRule {
            owner: OwnerStrategy::RoundRobin,
            ..rule(
                "شکایت تلفنی بی‌واحد",
                "matter == \"complaint\" && channel == \"phone\" && unit == \"\"",
                OTHER_CALL_CENTRE,
                Some("شکایت"),
            )
        },
    ]
}

fn answers() -> Vec<CannedAnswer> {
    let answer = |name: &str, unit: Option<&str>, text_fa: &str, text_en: &str| CannedAnswer {
        name: name.to_owned(),
        unit: unit.map(str::to_owned),
        text_fa: text_fa.to_owned(),
        text_en: text_en.to_owned(),
    };
    vec![
        answer(
            "در حال بررسی",
            None,
            "{{name}} گرامی، پیام شما با شمارهٔ پیگیری {{reference}} به دست ما رسید و در دست بررسی است. تا فردا شما را از نتیجه باخبر می‌کنیم.\n{{agent}}، {{unit}}",
            "Dear {{name}}, we have your message, reference {{reference}}, and are looking into it. You will hear from us by tomorrow.\n{{agent}}, {{unit}}",
        ),
        answer(
            "پوزش از تأخیر تحویل",
            Some("deliveries"),
            "{{name}} گرامی، از تأخیر در تحویل سفارش شما پوزش می‌خواهیم. هزینهٔ ارسال به حساب شما برمی‌گردد.\n{{agent}}، {{unit}}",
            "Dear {{name}}, we are sorry that your order came late. The delivery fee is on its way back to you.\n{{agent}}, {{unit}}",
        ),
        answer(
            "پذیرش خواسته",
            None,
            "{{name}} گرامی، دربارهٔ پروندهٔ {{reference}} خواسته‌اید: «{{remedy}}». همین کار انجام می‌شود.\n{{agent}}",
            "Dear {{name}}, in case {{reference}} you asked for “{{remedy}}”. This is what we will do.\n{{agent}}",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_answers_can_be_kept() {
        RoutingPolicy { rules: rules() }.check().unwrap();
        assert!(answers().iter().all(|answer| answer.check().is_ok()));
    }
}
