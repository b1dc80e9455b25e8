//! Kinds of cases: the company's own list, each with where it usually goes and how severe it usually is.

use serde::{Deserialize, Serialize};

use super::Severity;
use crate::clock::Instant;

/// Longest name of a kind, in characters.
pub const LONGEST_KIND: usize = 60;
/// Longest title of a kind, in characters.
pub const LONGEST_KIND_TITLE: usize = 100;
/// Longest list of words that call for a kind, in characters.
pub const LONGEST_KIND_WORDS: usize = 2_000;

/// A kind of cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaseKind {
    /// Its name in cases, queries and the API: small Latin letters, digits and `_`.
    pub name: String,
    /// Its title for Persian readers.
    pub title_fa: String,
    /// Its title for English readers.
    pub title_en: String,
    /// The unit that such cases usually belong to.
    pub unit: Option<String>,
    /// How severe such a case usually is.
    pub severity: Option<Severity>,
    /// Words of either language that call for it, until enough cases have been learned from; separated by commas.
    pub words: String,
    /// Since when it is no longer chosen; cases that have it keep it.
    pub archived_at: Option<Instant>,
}

/// What is wrong with a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindProblem {
    /// The name has other signs than it may, none, or too many.
    #[error("is 1 to 60 small Latin letters, digits and underscores")]
    Name,
    /// A title is missing or too long.
    #[error("is needed in both languages, 100 characters at most")]
    Title,
    /// The list of words is too long.
    #[error("is longer than 2,000 characters")]
    Words,
}

impl CaseKind {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn check(&self) -> Result<(), KindProblem> {
        let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
        if self.name.is_empty() || self.name.len() > LONGEST_KIND || !self.name.chars().all(plain) {
            return Err(KindProblem::Name);
        }
        let missing = |title: &str| title.trim().is_empty() || title.chars().count() > LONGEST_KIND_TITLE;
        if missing(&self.title_fa) || missing(&self.title_en) {
            return Err(KindProblem::Title);
        }
        if self.words.chars().count() > LONGEST_KIND_WORDS {
            return Err(KindProblem::Words);
        }
        Ok(())
    }
}

/// A list that a shop may start from; it belongs to the company from then on.
#[must_use]
pub fn shop_kinds() -> Vec<CaseKind> {
    let kind = |(name, title_fa, title_en, severity, words): (&str, &str, &str, Severity, &str)| CaseKind {
        name: name.to_owned(),
        title_fa: title_fa.to_owned(),
        title_en: title_en.to_owned(),
        severity: Some(severity),
        words: words.to_owned(),
        ..CaseKind::default()
    };
    SHOP.iter().copied().map(kind).collect()
}

const SHOP: &[(&str, &str, &str, Severity, &str)] = &[
    (
        "late_delivery",
        "دیر رسیدن سفارش",
        "Late delivery",
        Severity::Medium,
        "دیر، تأخیر، پیک، ارسال، late, delay, delayed, courier, shipping",
    ),
    (
        "not_delivered",
        "نرسیدن سفارش",
        "Order not delivered",
        Severity::High,
        "نرسید، نرسیده، تحویل نداد، گم شده، never arrived, not arrived, lost parcel, undelivered",
    ),
    (
        "damaged",
        "کالای آسیب‌دیده یا خراب",
        "Damaged or faulty goods",
        Severity::Medium,
        "شکسته، خراب، آسیب، معیوب، کار نمی‌کند، broken, damaged, faulty, defective, cracked",
    ),
    (
        "wrong_item",
        "کالای اشتباه یا کسری",
        "Wrong or missing item",
        Severity::Medium,
        "اشتباه، کسری، رنگ، سایز، عوضی، wrong item, missing, colour, size, incorrect",
    ),
    (
        "refund",
        "بازگرداندن پول",
        "Refund",
        Severity::High,
        "پولم، بازگشت وجه، استرداد، برنگشته، refund, money back, reimburse",
    ),
    (
        "returns",
        "مرجوع کردن و تعویض",
        "Returns and exchange",
        Severity::Low,
        "مرجوع، مرجوعی، تعویض، پس دادن، return, exchange, send back",
    ),
    (
        "payment",
        "پرداخت و صورت‌حساب",
        "Payment or invoice",
        Severity::High,
        "پرداخت، فاکتور، صورت‌حساب، دو بار، کسر شد، درگاه، payment, invoice, charged twice, billing, card",
    ),
    (
        "staff",
        "رفتار کارکنان",
        "Conduct of staff",
        Severity::Medium,
        "بی‌ادب، توهین، رفتار، برخورد، فروشنده، rude, impolite, attitude, behaviour, insulted",
    ),
    (
        "waiting",
        "معطلی و پاسخ نگرفتن",
        "Waiting and no answer",
        Severity::Medium,
        "معطل، صف، جواب نمی‌دهند، پشت خط، waiting, queue, on hold, no answer, nobody answers",
    ),
    (
        "price",
        "قیمت و تخفیف",
        "Price or discount",
        Severity::Low,
        "قیمت، گران، تخفیف، کد تخفیف، price, expensive, discount, coupon, voucher",
    ),
    (
        "website",
        "سایت و برنامه",
        "Website or app",
        Severity::Low,
        "سایت، اپلیکیشن، برنامه، ورود، رمز، website, app, login, password, error page",
    ),
    (
        "warranty",
        "گارانتی و تعمیر",
        "Warranty or repair",
        Severity::Medium,
        "گارانتی، ضمانت، تعمیر، خدمات پس از فروش، warranty, guarantee, repair",
    ),
    (
        "safety",
        "ایمنی و سلامت",
        "Safety or health",
        Severity::Critical,
        "مسموم، تاریخ گذشته، سوختگی، حساسیت، آتش، poisoned, expired, burned, allergic, fire, injury",
    ),
    (
        "personal_data",
        "اطلاعات شخصی و پیام‌های ناخواسته",
        "Personal data or unwanted messages",
        Severity::High,
        "پیامک تبلیغاتی، حریم خصوصی، اطلاعات من، spam, privacy, personal data, unsubscribe",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_to_start_from_can_be_kept() {
        let kinds = shop_kinds();
        assert!(kinds.len() >= 10);
        for kind in &kinds {
            assert_eq!(kind.check(), Ok(()), "{}", kind.name);
        }
        let names: std::collections::BTreeSet<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
        assert_eq!(names.len(), kinds.len());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let good = shop_kinds().remove(0);
        let named = |name: &str| CaseKind { name: name.to_owned(), ..good.clone() }.check();
        assert_eq!(named("late delivery"), Err(KindProblem::Name));
        assert_eq!(named(""), Err(KindProblem::Name));
        assert_eq!(named(&"x".repeat(61)), Err(KindProblem::Name));
        assert_eq!(CaseKind { title_fa: " ".to_owned(), ..good.clone() }.check(), Err(KindProblem::Title));
        assert_eq!(CaseKind { words: "x".repeat(2_001), ..good }.check(), Err(KindProblem::Words));
    }
}
