//! What the columns of a file are, by their names and their values.

use std::collections::{BTreeMap, HashSet};

use hamdel_domain::{Channel, Identifier, IdentifierKind};
use hamdel_text::dates::{DateFormat, guess_format};

use super::plan::SeenFile;
use super::rows::OWN_PREFIX;
use super::value::plain_number;
use super::words::{Role, WORDS, fit, in_words};

/// The share of filled values that must be of the form a role needs.
const MOSTLY: f64 = 0.8;
/// Below this a name says nothing.
const FITS: f64 = 0.3;
/// From here on a name leaves no doubt.
const SURE: f64 = 0.85;
/// Texts that mean no value in many files, besides the empty one.
const MEAN_NOTHING: &[&str] = &["NA", "N/A", "n/a", "NULL", "null", "NaN", "nan", "None", "none", "-", "#N/A", "?"];

/// What the values of a column look like.
pub(super) struct Profile {
    pub(super) name: String,
    /// Values that are there, as text.
    texts: Vec<String>,
    /// How many rows were looked at.
    rows: usize,
    /// How many different values.
    pub(super) distinct: usize,
    pub(super) dates: Option<DateFormat>,
    pub(super) numbers: f64,
    negative: bool,
}

/// A column that was found to be something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) place: usize,
    pub(super) confidence: f64,
}

impl Profile {
    fn new(name: &str, texts: Vec<String>, rows: usize) -> Self {
        let distinct = texts.iter().collect::<HashSet<_>>().len();
        let dates = guess_dates(&texts);
        let mut profile = Self { name: name.to_owned(), rows, distinct, dates, numbers: 0.0, negative: false, texts };
        profile.numbers = profile.share(|text| plain_number(text).is_some());
        profile.negative = profile.texts.iter().any(|text| text.starts_with('-') && plain_number(text).is_some());
        profile
    }

    /// The share of filled values for which something holds; 0 for a column without values.
    fn share(&self, holds: impl Fn(&str) -> bool) -> f64 {
        let count = self.texts.iter().filter(|text| holds(text)).count();
        if self.texts.is_empty() { 0.0 } else { count as f64 / self.texts.len() as f64 }
    }

    /// Whether next to every row has a value.
    fn filled(&self) -> bool {
        self.texts.len() as f64 >= 0.95 * self.rows as f64
    }

    /// Whether no value comes twice.
    pub(super) fn unique(&self) -> bool {
        self.rows > 1 && self.distinct == self.rows
    }

    /// Whether a number below zero was seen.
    pub(super) fn negative(&self) -> bool {
        self.negative
    }

    /// Texts that stand for no value in a column of numbers.
    pub(super) fn gap_texts(&self) -> Vec<String> {
        if self.numbers < MOSTLY {
            return Vec::new();
        }
        MEAN_NOTHING
            .iter()
            .filter(|gap| self.texts.iter().any(|text| text == *gap))
            .map(|gap| (*gap).to_owned())
            .collect()
    }

    fn mean_length(&self) -> f64 {
        self.texts.iter().map(|text| text.chars().count()).sum::<usize>() as f64 / self.texts.len().max(1) as f64
    }

    fn identifies_as(&self, kind: &IdentifierKind) -> bool {
        self.share(|text| Identifier::new(kind.clone(), text).is_ok()) >= MOSTLY
    }

    /// Whether the values have the form of a role.
    fn bears(&self, role: Role) -> bool {
        match role {
            Role::Email => self.identifies_as(&IdentifierKind::Email),
            Role::Phone => self.identifies_as(&IdentifierKind::Phone),
            Role::NationalCode => {
                self.share(|text| text.parse::<hamdel_text::national_code::NationalCode>().is_ok()) >= MOSTLY
            }
            Role::Time => self.dates.is_some() && self.filled(),
            Role::Total | Role::Quantity | Role::Price | Role::Score => {
                self.numbers >= MOSTLY && self.dates != Some(DateFormat::Iso)
            }
            Role::Latitude => self.in_degrees(90.0),
            Role::Longitude => self.in_degrees(180.0),
            Role::Text => self.numbers < 0.5 && self.mean_length() > 12.0,
            Role::Channel => self.share(|text| Channel::parse(text).is_some()) >= 0.95,
            Role::Kind => {
                self.filled()
                    && self.numbers < 0.5
                    && self.distinct <= 200
                    && self.dates.is_none()
                    && self.mean_length() <= 60.0
            }
            Role::RowId => self.unique(),
            Role::UserId => self.dates.is_none() && self.mean_length() <= 60.0 && !self.texts.is_empty(),
            _ => !self.texts.is_empty(),
        }
    }

    fn in_degrees(&self, most: f64) -> bool {
        self.share(|text| text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most)) >= MOSTLY
    }
}

/// The format of dates, years of two digits included: they are read as years of this century, which tells
/// as well where day and month stand.
pub(super) fn guess_dates(texts: &[String]) -> Option<DateFormat> {
    let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
    if let Some(format) = guess_format(&borrowed) {
        return Some(format);
    }
    let full: Vec<String> = texts.iter().filter_map(|text| with_century(text)).collect();
    let borrowed: Vec<&str> = full.iter().map(String::as_str).collect();
    let mostly = full.len() as f64 >= MOSTLY * texts.len() as f64;
    guess_format(&borrowed)
        .filter(|format| mostly && matches!(format, DateFormat::DayMonthYear | DateFormat::MonthDayYear))
}

/// `12/1/10 8:26` as `12/1/2010 8:26`; `None` for texts of any other form.
fn with_century(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ').map_or((text, String::new()), |(date, time)| (date, format!(" {time}")));
    let separator = date.chars().find(|letter| matches!(letter, '/' | '.' | '-'))?;
    let parts: Vec<&str> = date.split(separator).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (short(first) && short(second) && short(year) && year.len() == 2)
        .then(|| format!("{first}{separator}{second}{separator}20{year}{time}"))
}

/// Describes every column.
pub(super) fn profiles(file: SeenFile<'_>) -> Vec<Profile> {
    let describe = |(place, name): (usize, &String)| Profile::new(name, file.texts(place), file.rows.len());
    file.columns.iter().enumerate().map(describe).collect()
}

/// Gives each role the column that fits it best; a column has one role, and the surest pair comes first.
pub(super) fn roles(profiles: &[Profile]) -> BTreeMap<Role, Found> {
    let mut pairs: Vec<(f64, Role, usize)> = Vec::new();
    for (place, profile) in profiles.iter().enumerate().filter(|(_, profile)| !profile.name.starts_with(OWN_PREFIX)) {
        let name = in_words(&profile.name);
        for words in WORDS {
            let fit = fit(&name, words);
            if fit >= FITS && profile.bears(words.role) {
                pairs.push((fit, words.role, place));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)).then(one.2.cmp(&other.2)));
    let mut found: BTreeMap<Role, Found> = BTreeMap::new();
    for (confidence, role, place) in pairs {
        if !found.contains_key(&role) && found.values().all(|held| held.place != place) {
            found.insert(role, Found { place, confidence });
        }
    }
    by_values(profiles, &mut found);
    // An id that is different in every row of something that happens names the row, not a customer.
    let names_rows = found.get(&Role::UserId).is_some_and(|id| id.confidence < SURE && profiles[id.place].unique());
    if names_rows
        && found.contains_key(&Role::Time)
        && let Some(id) = found.remove(&Role::UserId)
    {
        found.entry(Role::RowId).or_insert(id);
    }
    found
}

/// Finds by their values alone what names did not show: a time, an e-mail.
fn by_values(profiles: &[Profile], found: &mut BTreeMap<Role, Found>) {
    for (role, confidence) in [(Role::Email, 0.7), (Role::Time, 0.4)] {
        if found.contains_key(&role) {
            continue;
        }
        let free = |place: usize| found.values().all(|held| held.place != place);
        let birth = |name: &str| in_words(name).iter().any(|word| matches!(word.as_str(), "birth" | "dob" | "تولد"));
        let fits = profiles.iter().enumerate().position(|(place, profile)| {
            let plain = role == Role::Time && (profile.numbers >= MOSTLY || birth(&profile.name));
            free(place) && !plain && profile.bears(role)
        });
        if let Some(place) = fits {
            found.insert(role, Found { place, confidence });
        }
    }
}
