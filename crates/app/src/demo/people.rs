//! The customers of Sepehr Stores as people: who they are, where they live, by what they can be known.

use super::message::PhoneForm;
use super::names::{ARMENIAN, FOREIGN, Name, Names, PERSIAN};
use super::places::CITIES;
use super::random::Draws;

/// What a customer likes a product to smell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taste {
    /// Nothing at all.
    Unscented,
    /// A little.
    Light,
    /// A lot.
    Strong,
}

/// How a customer writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    /// Persian in its own letters.
    Persian,
    /// Persian in Latin letters.
    Finglish,
    /// English.
    English,
}

/// A customer as a person.
#[derive(Clone, Copy)]
pub(super) struct Person {
    /// Counted from 0; user id, e-mail, phone, card and national code come from it.
    pub(super) number: u32,
    first: Name,
    family: Name,
    woman: bool,
    latin: bool,
    arabic_letters: bool,
    birthday: (i64, i64, i64),
    /// How they write.
    pub(super) tongue: Tongue,
    /// Place of their city in [`CITIES`].
    pub(super) city: usize,
    /// What they like.
    pub(super) taste: Taste,
    /// Whether the company has their e-mail address.
    pub(super) has_email: bool,
    /// Whether they showed a national code.
    pub(super) has_national_code: bool,
    /// Whether they hold a loyalty card.
    pub(super) has_card: bool,
    /// Whether they agreed to campaigns.
    pub(super) consents: bool,
    /// Number of the organisation they buy for.
    pub(super) company: Option<u32>,
    /// The browser or tablet they use on the website.
    pub(super) browser: Option<u128>,
    /// The telephone they use the app on.
    pub(super) handset: Option<u128>,
    /// Whether the browser is a family's tablet.
    pub(super) shares_tablet: bool,
    /// How readily they go to a branch, against 1 for the website or the app.
    pub(super) branch_pull: f64,
}

impl Person {
    /// A person of that number.
    pub(super) fn draw(number: u32, draws: &mut Draws) -> Self {
        let names: &Names = [&PERSIAN, &ARMENIAN, &FOREIGN][draws.weighted(&[93.0, 3.5, 3.5])];
        let foreign = std::ptr::eq(names, &FOREIGN);
        let woman = draws.chance(0.54);
        let tongue = if foreign {
            Tongue::English
        } else {
            [Tongue::Persian, Tongue::Finglish, Tongue::English][draws.weighted(&[87.0, 7.0, 6.0])]
        };
        // Browser, handset and the pull of the branch: web, app, both, mostly branch, web and branch.
        let (web, app, branch_pull) =
            [(true, false, 0.1), (false, true, 0.1), (true, true, 0.2), (false, false, 1.0), (true, false, 1.2)]
                [draws.weighted(&[30.0, 20.0, 25.0, 13.0, 12.0])];
        let weights: Vec<f64> = CITIES.iter().map(|city| city.weight).collect();
        Self {
            number,
            first: *draws.pick(if woman { names.women } else { names.men }),
            family: *draws.pick(names.families),
            woman,
            latin: foreign || tongue == Tongue::English && draws.chance(0.7),
            arabic_letters: draws.chance(0.04),
            birthday: (
                1375 - draws.between(0, 26) - draws.between(-10, 18),
                draws.between(1, 12),
                draws.between(1, 29),
            ),
            tongue,
            city: draws.weighted(&weights),
            taste: [Taste::Unscented, Taste::Light, Taste::Strong][draws.weighted(&[36.0, 40.0, 24.0])],
            has_email: draws.chance(0.72),
            has_national_code: draws.chance(0.22),
            has_card: branch_pull > 0.5 || draws.chance(0.35),
            consents: draws.chance(0.74),
            company: draws.chance(0.02).then(|| 1 + draws.below(25) as u32),
            browser: web.then(|| draws.id()),
            handset: app.then(|| draws.id()),
            shares_tablet: false,
            branch_pull,
        }
    }

    /// The family name.
    pub(super) fn family(&self) -> Name {
        self.family
    }

    /// Makes this a member of a family with a tablet.
    pub(super) fn share_tablet(&mut self, tablet: u128, city: usize, family: Name) {
        self.browser = Some(tablet);
        self.shares_tablet = true;
        self.city = city;
        self.family = family;
    }

    /// `SP-` and a number from 100001.
    pub(super) fn user_id(&self) -> String {
        format!("SP-{}", 100_001 + self.number)
    }

    /// A mobile number of a block that is plainly made up: three zeros after the operator's digits.
    pub(super) fn phone(&self, form: PhoneForm) -> String {
        const OPERATORS: [&str; 24] = [
            "12", "35", "19", "36", "10", "01", "13", "37", "15", "90", "14", "38", "02", "16", "91", "33", "17", "30",
            "11", "39", "18", "92", "03", "05",
        ];
        let operator = OPERATORS[self.number as usize % OPERATORS.len()];
        let row = self.number as usize / OPERATORS.len();
        let block = row / 9999;
        let line = (row % 9999 * 7919 + 1233) % 9999 + 1;
        let rest = format!("9{operator}{block:03}{line:04}");
        if form == PhoneForm::International { format!("+98{rest}") } else { format!("0{rest}") }
    }

    /// An address at one of the domains that are kept for examples (RFC 2606).
    pub(super) fn email(&self) -> String {
        let domain = ["example.com", "example.org", "example.net"][self.number as usize % 3];
        let letters = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect()
        };
        format!("{}.{}{}@{domain}", letters(self.first.1), letters(self.family.1), 101 + self.number)
    }

    /// Ten digits with a right check digit, beginning with 99, which no city's registry uses. The last
    /// digit follows the published rule: the digits times 10 down to 2, summed, modulo 11; a rest
    /// under 2 is the check digit itself, any other is taken from 11.
    pub(super) fn national_code(&self) -> String {
        let digits = format!("99{:07}", (u64::from(self.number) * 3_874_211 + 1_047_293) % 10_000_000);
        let sum: u32 = digits.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        let rest = sum % 11;
        format!("{digits}{}", if rest < 2 { rest } else { 11 - rest })
    }

    /// `SC-` and eight digits.
    pub(super) fn loyalty_card(&self) -> String {
        format!("SC-{:08}", (u64::from(self.number) * 38_742_113 + 10_472_939) % 100_000_000)
    }

    /// First and family name, in the letters the customer gave them in; a few come from keyboards with
    /// the Arabic yeh and kaf.
    pub(super) fn name(&self) -> (String, String) {
        if self.latin {
            return (self.first.1.to_owned(), self.family.1.to_owned());
        }
        let written = |text: &str| {
            if self.arabic_letters { text.replace('ی', "ي").replace('ک', "ك") } else { text.to_owned() }
        };
        (written(self.first.0), written(self.family.0))
    }

    /// `female` or `male`.
    pub(super) fn gender(&self) -> &'static str {
        if self.woman { "female" } else { "male" }
    }

    /// `fa` or `en`.
    pub(super) fn language(&self) -> &'static str {
        if self.tongue == Tongue::English { "en" } else { "fa" }
    }

    /// The birthday in the Jalali calendar, `1370/05/14`.
    pub(super) fn birthday(&self) -> String {
        let (year, month, day) = self.birthday;
        format!("{year}/{month:02}/{day:02}")
    }

    /// The word for the taste.
    pub(super) fn taste(&self) -> &'static str {
        match self.taste {
            Taste::Unscented => "unscented",
            Taste::Light => "light",
            Taste::Strong => "strong",
        }
    }
}
