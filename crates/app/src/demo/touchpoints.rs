//! The touchpoints of Sepehr Stores.

/// A named place of contact of the demo company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoTouchpoint {
    /// The word in the property `touchpoint` of an interaction.
    pub name: &'static str,
    /// Its name in Persian.
    pub title_fa: &'static str,
    /// Its name in English.
    pub title_en: &'static str,
    /// The channel on which it is usually met.
    pub channel: &'static str,
    /// The stage of a customer who is there.
    pub stage: &'static str,
    /// The unit that owns it; an interaction may name a unit of its own, such as one branch.
    pub unit: &'static str,
    /// The kinds of interactions that happen there.
    pub kinds: &'static [&'static str],
}

macro_rules! touchpoints {
    ($($constant:ident: $name:literal, $fa:literal, $en:literal, $channel:literal, $stage:literal, $unit:literal, [$($kind:literal),+];)+) => {
        $(pub(super) static $constant: DemoTouchpoint = DemoTouchpoint {
            name: $name, title_fa: $fa, title_en: $en, channel: $channel, stage: $stage, unit: $unit, kinds: &[$($kind),+],
        };)+

        /// Every touchpoint of the demo company, in the order of a customer's way.
        #[must_use]
        pub fn touchpoints() -> Vec<DemoTouchpoint> {
            vec![$($constant),+]
        }
    };
}

touchpoints! {
    WEBSITE_HOME: "website_home", "صفحهٔ نخست وب‌گاه", "Website home", "web", "awareness", "online-shop", ["page"];
    WEBSITE_PRODUCT: "website_product", "صفحهٔ کالا در وب‌گاه", "Website product page", "web", "consideration", "online-shop", ["product_viewed"];
    WEBSITE_CART: "website_cart", "سبد خرید وب‌گاه", "Website cart", "web", "evaluation", "online-shop", ["cart_updated"];
    WEBSITE_CHECKOUT: "website_checkout", "پرداخت در وب‌گاه", "Website checkout", "web", "purchase", "online-shop", ["order_completed"];
    APP_HOME: "app_home", "صفحهٔ نخست برنامک", "App home", "app", "awareness", "online-shop", ["screen"];
    APP_PRODUCT: "app_product", "صفحهٔ کالا در برنامک", "App product screen", "app", "consideration", "online-shop", ["product_viewed"];
    APP_CART: "app_cart", "سبد خرید برنامک", "App cart", "app", "evaluation", "online-shop", ["cart_updated"];
    APP_CHECKOUT: "app_checkout", "پرداخت در برنامک", "App checkout", "app", "purchase", "online-shop", ["order_completed"];
    BRANCH_FLOOR: "branch_floor", "فضای فروش شعبه", "Branch shop floor", "branch", "consideration", "branches", ["branch_visit"];
    BRANCH_TILL: "branch_till", "صندوق شعبه", "Branch till", "branch", "purchase", "branches", ["order_completed"];
    HOME_DELIVERY: "home_delivery", "تحویل در منزل", "Home delivery", "post", "use", "deliveries", ["delivery_dispatched", "delivery_arrived", "sample_delivered"];
    REVIEWS: "reviews", "دیدگاه‌های خریداران", "Customer reviews", "web", "use", "online-shop", ["comment_left"];
    SURVEY: "satisfaction_survey", "نظرسنجی رضایت", "Satisfaction survey", "sms", "use", "customer-experience", ["survey_answered"];
    CALL_CENTRE: "call_centre", "مرکز تماس", "Call centre", "phone", "support", "call-centres", ["call_answered", "call_abandoned"];
    SUPPORT_CHAT: "support_chat", "گفت‌وگوی پشتیبانی", "Support chat", "chat", "support", "call-centres", ["chat_ended"];
    COMPLAINTS: "complaints_desk", "رسیدگی به شکایت", "Complaints desk", "web", "support", "customer-experience", ["complaint_made", "complaint_answered"];
    RETURNS: "returns_desk", "بازگشت کالا", "Returns desk", "post", "support", "deliveries", ["order_returned"];
    EMAIL_CAMPAIGN: "email_campaign", "پویش ایمیلی", "E-mail campaign", "email", "renewal", "marketing", ["campaign_sent", "campaign_opened", "campaign_clicked", "unsubscribed"];
    SMS_CAMPAIGN: "sms_campaign", "پویش پیامکی", "Text-message campaign", "sms", "renewal", "marketing", ["campaign_sent", "campaign_opened", "campaign_clicked", "unsubscribed"];
    LOYALTY_CLUB: "loyalty_club", "باشگاه مشتریان", "Loyalty club", "app", "renewal", "marketing", ["points_redeemed"];
    INVITE_FRIEND: "invite_a_friend", "دعوت از دوستان", "Invite a friend", "app", "advocacy", "marketing", ["friend_invited"];
    SOCIAL: "social_page", "صفحهٔ شبکهٔ اجتماعی", "Social page", "social", "advocacy", "marketing", ["mention_made"];
    FAREWELL: "account_closing", "بستن حساب", "Account closing", "web", "lost", "customer-experience", ["account_closed"];
}
