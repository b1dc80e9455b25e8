//! Ready-made surveys for the moments of a lifecycle, in both languages; all of them pass the check.

mod after_call;
mod after_complaint;
mod after_delivery;
mod after_purchase;
mod blocks;
mod build;
mod employee_pulse;
mod leaving;
mod onboarding;
mod renewal;
mod servqual;

use super::definition::SurveyDefinition;
use super::words::Words;

pub use blocks::Block;

/// A ready-made survey.
#[derive(Clone, Copy, Debug)]
pub struct LibrarySurvey {
    /// Its name: `after_purchase`.
    pub name: &'static str,
    definition: fn() -> SurveyDefinition,
    purpose: (&'static str, &'static str),
}

impl LibrarySurvey {
    /// The survey, to be changed freely.
    #[must_use]
    pub fn definition(&self) -> SurveyDefinition {
        (self.definition)()
    }

    /// When it is asked and what it tells.
    #[must_use]
    pub fn purpose(&self) -> Words {
        Words::new(self.purpose.0, self.purpose.1)
    }
}

/// Every ready-made survey.
pub const LIBRARY: &[LibrarySurvey] = &[
    LibrarySurvey {
        name: "after_purchase",
        definition: after_purchase::survey,
        purpose: (
            "درست پس از خرید: آیا مشتری ما را پیشنهاد می‌کند، و چه چیزی در خرید او کم یا زیاد بود.",
            "Right after a purchase: would the customer recommend us, and what helped or hindered the purchase.",
        ),
    },
    LibrarySurvey {
        name: "after_delivery",
        definition: after_delivery::survey,
        purpose: (
            "پس از تحویل سفارش: زمان، سلامت کالا و رفتار پیک.",
            "After a delivery: timing, condition of the goods and the courier.",
        ),
    },
    LibrarySurvey {
        name: "after_call",
        definition: after_call::survey,
        purpose: (
            "پس از تماس با پشتیبانی: کار مشتری چقدر آسان راه افتاد و آیا مسئله حل شد.",
            "After a support call: how easy it was, and whether the matter was solved.",
        ),
    },
    LibrarySurvey {
        name: "after_complaint",
        definition: after_complaint::survey,
        purpose: (
            "پس از بسته‌شدن شکایت: آیا رسیدگی منصفانه بود و اعتماد مشتری بازگشت.",
            "After a complaint is closed: was it handled fairly, and is trust restored.",
        ),
    },
    LibrarySurvey {
        name: "onboarding",
        definition: onboarding::survey,
        purpose: (
            "چند هفته پس از آغاز: آیا راه‌اندازی آسان بود و ارزش کار دیده شده است.",
            "A few weeks after the start: was getting started easy, and is the value seen.",
        ),
    },
    LibrarySurvey {
        name: "renewal",
        definition: renewal::survey,
        purpose: (
            "پیش از تمدید: آیا مشتری می‌ماند و چه چیزی ماندن یا رفتن او را رقم می‌زند.",
            "Before a renewal: will the customer stay, and what decides it.",
        ),
    },
    LibrarySurvey {
        name: "leaving",
        definition: leaving::survey,
        purpose: (
            "هنگام رفتن مشتری: دلیل رفتن، مقصد، و آنچه او را بازمی‌گرداند.",
            "When a customer leaves: why, where to, and what would bring them back.",
        ),
    },
    LibrarySurvey {
        name: "employee_pulse",
        definition: employee_pulse::survey,
        purpose: (
            "هر ماه از کارکنان، بی‌نام: حال‌وهوای کار و آنچه جلوی خدمت خوب را می‌گیرد.",
            "Monthly, from employees and without names: the mood at work, and what stands in the way of good service.",
        ),
    },
    LibrarySurvey {
        name: "servqual",
        definition: servqual::survey,
        purpose: (
            "سنجش کامل کیفیت خدمت با ۲۲ گویه: شکاف میان آنچه مشتری انتظار دارد و آنچه می‌بیند.",
            "A full measure of service quality in 22 items: the gap between what customers expect and what they get.",
        ),
    },
];

/// The ready-made survey of that name.
#[must_use]
pub fn library_survey(name: &str) -> Option<&'static LibrarySurvey> {
    LIBRARY.iter().find(|survey| survey.name == name)
}
