//! The channels on which a company and a customer meet.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! channels {
    ($($name:ident => $text:literal),+ $(,)?) => {
        /// A channel of the design page; nothing else is a channel.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Channel {
            $(#[doc = concat!("The channel `", $text, "`.")] $name),+
        }

        impl Channel {
            /// Every channel, in the order of the design page.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name used in the database, the API and queries.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// Reads a name or a common synonym of it, in any case.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let text = text.trim().to_lowercase();
                Some(match text.as_str() {
                    $($text => Self::$name,)+
                    "website" | "browser" => Self::Web,
                    "mobile" | "ios" | "android" => Self::App,
                    "store" | "shop" | "in-store" => Self::Branch,
                    "call" | "telephone" | "voice" => Self::Phone,
                    "e-mail" | "mail" => Self::Email,
                    "text" | "mms" => Self::Sms,
                    "letter" => Self::Post,
                    "iot" => Self::Sensor,
                    _ => return None,
                })
            }
        }
    };
}

channels! {
    Web => "web", App => "app", Branch => "branch", Phone => "phone", Email => "email", Sms => "sms",
    Chat => "chat", Social => "social", Post => "post", Sensor => "sensor",
}

impl fmt::Display for Channel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
