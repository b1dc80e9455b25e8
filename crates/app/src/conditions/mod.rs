//! Conditions as rows that people fill in: something, how it compares, a value; all of them, or any.
//!
//! What is kept is always the text of the Common Expression Language; rows are a way to read and write it
//! ([`read`], [`write()`]). A text that is more than rows can say stays a text. Whoever offers conditions says what
//! they may look at, as a list of [`Variable`]s: the earlier questions of a survey, the traits of a profile.

mod asking;
mod checking;
mod reading;
#[cfg(test)]
mod tests;
mod writing;

pub(crate) use asking::{Condition, OF_CUSTOMER, of_customer};
pub use checking::{Fault, RowFault, fault_of, faults};
pub use reading::read;
pub use writing::{path_of, write};

/// Something a condition may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// How conditions write it: `nps`, `facets.staff`, `customer.city`, `customer["نام"]`; see [`path_of`].
    pub name: String,
    /// What people call it, in their language.
    pub title: String,
    /// The heading it stands under in a list, in the same language.
    pub group: String,
    /// What its values are.
    pub shape: Shape,
}

/// What the values of a variable are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Numbers.
    Number,
    /// Yes or no.
    Truth,
    /// Any text; the list holds texts to propose.
    Text(Vec<String>),
    /// A day, as `2026-03-21`.
    Day,
    /// One of these.
    One(Vec<Member>),
    /// Any of these at once.
    Several(Vec<Member>),
}

/// One of the values of a closed set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// As conditions write it.
    pub key: String,
    /// What people call it.
    pub title: String,
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident => $text:literal;)+) => {
        /// How a variable is compared with a value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Comparison {
            $($(#[$doc])* $name),+
        }

        impl Comparison {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name in forms and locales (`comparison-` and this name).
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The one of that name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

comparisons! {
    /// Equal.
    Is => "is";
    /// Not equal; also where there is no value.
    IsNot => "is-not";
    /// Less, or before.
    Below => "below";
    /// Less or equal.
    AtMost => "at-most";
    /// Greater, or after.
    Above => "above";
    /// Greater or equal.
    AtLeast => "at-least";
    /// Has it among what was chosen.
    Includes => "includes";
    /// Something was chosen, but not that.
    IncludesNot => "includes-not";
    /// Its words hold these.
    Contains => "contains";
    /// There are words, without these.
    ContainsNot => "contains-not";
    /// There is a value.
    Given => "given";
    /// There is none.
    NotGiven => "not-given";
}

impl Comparison {
    /// Whether it compares with a value.
    #[must_use]
    pub fn needs_value(self) -> bool {
        !matches!(self, Self::Given | Self::NotGiven)
    }
}

impl Shape {
    /// The name in forms.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Truth => "truth",
            Self::Text(_) => "text",
            Self::Day => "day",
            Self::One(_) => "one",
            Self::Several(_) => "several",
        }
    }

    /// How such values can be compared.
    #[must_use]
    pub fn comparisons(&self) -> &'static [Comparison] {
        use Comparison::{
            Above, AtLeast, AtMost, Below, Contains, ContainsNot, Given, Includes, IncludesNot, Is, IsNot, NotGiven,
        };
        match self {
            Self::Number => &[Is, IsNot, Below, AtMost, Above, AtLeast, Given, NotGiven],
            Self::Day => &[Is, Below, AtMost, Above, AtLeast, Given, NotGiven],
            Self::Truth => &[Is, Given, NotGiven],
            Self::Text(_) => &[Is, IsNot, Contains, ContainsNot, Given, NotGiven],
            Self::One(_) => &[Is, IsNot, Given, NotGiven],
            Self::Several(_) => &[Includes, IncludesNot, Given, NotGiven],
        }
    }

    /// What there is to choose from, of shapes with a closed set.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match self {
            Self::One(members) | Self::Several(members) => members,
            _ => &[],
        }
    }
}

/// A condition as rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Whether one row is enough; otherwise all must hold.
    pub any: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The name of a [`Variable`].
    pub variable: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what, as it is typed: a number, a text, the key of a member, `true`, a day; empty where none is needed.
    pub value: String,
}
