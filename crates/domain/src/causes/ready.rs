//! A tree for a shop to start from.

use super::Cause;

/// Name, Persian title, English title; those below each.
type Branch = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

/// What goes wrong between a shop and its customers, by where the repair would begin.
const BRANCHES: &[Branch] = &[
    (
        "delivery",
        "تحویل",
        "Delivery",
        &[
            ("late-delivery", "دیرکرد در تحویل", "Delivered late"),
            ("courier", "رفتار پیک", "Conduct of the courier"),
            ("damaged-on-the-way", "آسیب در راه", "Damaged on the way"),
            ("wrong-address", "تحویل در جای نادرست", "Left at the wrong place"),
            ("lost-parcel", "گم شدن بسته", "Parcel lost"),
        ],
    ),
    (
        "product",
        "کالا",
        "Product",
        &[
            ("faulty-product", "کالای معیوب", "Faulty product"),
            ("wrong-item", "کالای اشتباه", "Something else than was ordered"),
            ("missing-item", "کسری در سفارش", "Something was missing"),
            ("not-as-described", "تفاوت با توضیح فروشگاه", "Not as described"),
            ("out-of-stock", "ناموجود پس از سفارش", "Out of stock after the order"),
        ],
    ),
    (
        "money",
        "پول",
        "Money",
        &[
            ("wrong-price", "قیمت نادرست", "Wrong price"),
            ("payment-failed", "خطا در پرداخت", "Payment failed"),
            ("refund-late", "دیرکرد در بازپرداخت", "Refund came late"),
            ("offer-not-honoured", "اعمال نشدن تخفیف", "Offer not honoured"),
        ],
    ),
    (
        "service",
        "خدمت",
        "Service",
        &[
            ("long-wait", "انتظار طولانی", "Long wait"),
            ("rude-staff", "رفتار کارکنان", "Conduct of staff"),
            ("wrong-information", "اطلاعات نادرست", "Wrong information"),
            ("promise-not-kept", "قول انجام‌نشده", "A promise not kept"),
            ("nobody-answered", "بی‌پاسخ ماندن پیگیری قبلی", "Nobody answered before"),
        ],
    ),
    (
        "shop-and-app",
        "فروشگاه و برنامه",
        "Shop and app",
        &[
            ("app-error", "خطای سایت یا برنامه", "Website or app failed"),
            ("hard-to-use", "دشواری استفاده", "Hard to use"),
            ("surroundings", "فضای شعبه", "Surroundings of a branch"),
            ("hours", "ساعت کار", "Opening hours"),
        ],
    ),
    (
        "rules",
        "قاعده‌ها",
        "Rules",
        &[
            ("return-rule", "قاعدهٔ بازگشت کالا", "Rule on returns"),
            ("warranty", "ضمانت", "Warranty"),
            ("privacy", "حریم خصوصی", "Privacy"),
        ],
    ),
    (
        "not-ours",
        "بیرون از شرکت",
        "Outside the company",
        &[
            ("misunderstanding", "سوءتفاهم", "A misunderstanding"),
            ("third-party", "شرکت دیگری", "Another company"),
            ("not-found-out", "علت پیدا نشد", "Could not be found out"),
        ],
    ),
];

/// The causes, each after the one above it.
#[must_use]
pub fn tree() -> Vec<Cause> {
    let cause = |&(name, title_fa, title_en): &(&str, &str, &str), parent: Option<&str>| Cause {
        name: name.to_owned(),
        title_fa: title_fa.to_owned(),
        title_en: title_en.to_owned(),
        parent: parent.map(str::to_owned),
        archived_at: None,
    };
    let branch = |&(name, title_fa, title_en, below): &Branch| {
        let below = below.iter().map(move |held| cause(held, Some(name)));
        std::iter::once(cause(&(name, title_fa, title_en), None)).chain(below)
    };
    BRANCHES.iter().flat_map(branch).collect()
}
