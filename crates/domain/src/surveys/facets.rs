//! What of a touchpoint can be rated, and how people respond to it.

use serde::{Deserialize, Serialize};

use super::words::Words;

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident => $text:literal, $fa:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$item_doc])* $item),+
        }

        impl $name {
            /// All of them, in the order in which they are asked.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// The name used in the database, the API and queries.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$item => $text),+ }
            }

            /// The one of that name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$item),)+ _ => None }
            }

            /// Its title in both languages.
            #[must_use]
            pub fn title(self) -> Words {
                match self { $(Self::$item => Words::new($fa, $en)),+ }
            }
        }
    };
}

names! {
    /// A facet of a touchpoint.
    Facet {
        /// How people there behaved and helped.
        Staff => "staff", "برخورد کارکنان", "Staff";
        /// What it cost.
        Price => "price", "قیمت", "Price";
        /// What was bought.
        Product => "product", "کالا یا خدمت", "Product";
        /// How long it took.
        Waiting => "waiting", "زمان انتظار", "Waiting time";
        /// The place itself.
        Surroundings => "surroundings", "فضا و محیط", "Surroundings";
        /// Whether one finds one's way.
        Signs => "signs", "تابلوها و راهنماها", "Signs and directions";
        /// What it smells of.
        Smell => "smell", "بو", "Smell";
        /// How clean it is.
        Cleanliness => "cleanliness", "پاکیزگی", "Cleanliness";
    }
}

names! {
    /// A kind of response that a question is after.
    ResponseKind {
        /// What people think of it.
        Thinking => "thinking", "اندیشه", "Thinking";
        /// What they feel.
        Feeling => "feeling", "احساس", "Feeling";
        /// What their senses tell them.
        Sensing => "sensing", "ادراک حسی", "Sensing";
        /// What they do or mean to do.
        Doing => "doing", "رفتار", "Doing";
    }
}

names! {
    /// A dimension of SERVQUAL (Parasuraman, Zeithaml, Berry 1988).
    Dimension {
        /// Physical facilities, equipment, appearance of staff.
        Tangibles => "tangibles", "ملموسات: ظاهر محیط، تجهیزات و کارکنان", "Tangibles: premises, equipment and the look of staff";
        /// Doing what was promised, dependably.
        Reliability => "reliability", "اعتبار: انجام درست و به‌موقع آنچه وعده داده شده", "Reliability: doing what was promised, right and on time";
        /// Willingness to help, and promptly.
        Responsiveness => "responsiveness", "پاسخ‌گویی: آمادگی برای کمک بی‌درنگ", "Responsiveness: readiness to help without delay";
        /// Knowledge and courtesy that inspire trust.
        Assurance => "assurance", "اطمینان: دانش و ادب کارکنان و اعتمادی که می‌سازند", "Assurance: knowledge, courtesy and the trust they inspire";
        /// Caring attention to each customer.
        Empathy => "empathy", "همدلی: توجه دلسوزانه به هر مشتری", "Empathy: caring attention to each customer";
    }
}
