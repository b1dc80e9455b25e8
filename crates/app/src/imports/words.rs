//! Words by which columns are recognised, English and Persian.

/// What a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    CaseId,
    UserId,
    Email,
    Phone,
    NationalCode,
    LoyaltyCard,
    AnonymousId,
    Time,
    Kind,
    Total,
    Quantity,
    Price,
    Currency,
    Score,
    Text,
    Channel,
    Touchpoint,
    Unit,
    Employee,
    Session,
    Latitude,
    Longitude,
    RowId,
    FirstName,
    LastName,
    FullName,
    City,
}

/// Words of one role: a name is of it when it holds all words of one of the phrases.
pub(super) struct Words {
    pub(super) role: Role,
    /// Phrases, the surest first.
    pub(super) phrases: &'static [&'static str],
    /// Words that rule the role out.
    pub(super) never: &'static [&'static str],
}

const fn words(role: Role, phrases: &'static [&'static str], never: &'static [&'static str]) -> Words {
    Words { role, phrases, never }
}

/// Every role's words. Names are compared in lower case, split at case changes and at anything that is no letter.
pub(super) const WORDS: &[Words] = &[
    words(Role::CaseId, &["case concept name", "case id", "caseid", "شماره پرونده", "پرونده"], &[]),
    words(
        Role::UserId,
        &[
            "customer id",
            "customerid",
            "user id",
            "userid",
            "client id",
            "clientid",
            "member id",
            "customer number",
            "customer no",
            "subscriber id",
            "account id",
            "customer code",
            "contact id",
            "person id",
            "شناسه مشتری",
            "کد مشتری",
            "شماره مشتری",
            "شناسه کاربر",
            "کد کاربر",
            "کد کاربری",
            "کد اشتراک",
            "customer",
            "user",
            "client",
            "مشتری",
            "کاربر",
            "unique id",
            "rec id",
            "id",
            "شناسه",
        ],
        &["name", "type", "cohort", "segment", "lifecycle", "satisfaction", "state", "status", "نام", "نوع", "نظر"],
    ),
    words(Role::Email, &["email", "e mail", "mail", "ایمیل", "رایانامه", "پست الکترونیک"], &["campaign", "segment"]),
    words(
        Role::Phone,
        &["mobile", "phone", "telephone", "msisdn", "cell", "tel", "موبایل", "تلفن", "همراه", "شماره تماس"],
        &["service", "type"],
    ),
    words(Role::NationalCode, &["national code", "national id", "nationalcode", "کد ملی", "کدملی", "شماره ملی"], &[]),
    words(
        Role::LoyaltyCard,
        &["loyalty card", "card number", "club card", "loyalty id", "کارت باشگاه", "شماره کارت", "شماره عضویت"],
        &[],
    ),
    words(Role::AnonymousId, &["anonymous id", "visitor id", "cookie id", "cookie", "device id", "client uuid"], &[]),
    words(
        Role::Time,
        &[
            "timestamp",
            "occurred",
            "invoice date",
            "order date",
            "purchase date",
            "transaction date",
            "event time",
            "created date",
            "created",
            "date received",
            "received",
            "datetime",
            "time",
            "date",
            "day",
            "تاریخ خرید",
            "تاریخ سفارش",
            "تاریخ ثبت",
            "زمان ثبت",
            "تاریخ",
            "زمان",
        ],
        &[
            "birth",
            "dob",
            "due",
            "close",
            "closed",
            "last",
            "status",
            "sent",
            "update",
            "updated",
            "end",
            "delay",
            "تولد",
            "پایان",
            "سررسید",
        ],
    ),
    words(
        Role::Kind,
        &[
            "concept name",
            "activity",
            "event name",
            "event type",
            "event",
            "action",
            "interaction type",
            "kind",
            "sr type",
            "request type",
            "issue",
            "category",
            "type",
            "فعالیت",
            "رویداد",
            "نوع رویداد",
            "نوع تماس",
            "نوع درخواست",
            "نوع",
        ],
        &["id", "time", "date", "travel", "customer", "case", "payment"],
    ),
    words(
        Role::Total,
        &[
            "total amount",
            "total price",
            "order total",
            "total",
            "amount",
            "revenue",
            "dollar value",
            "sales",
            "spend",
            "value",
            "paid",
            "مبلغ کل",
            "جمع کل",
            "مبلغ پرداختی",
            "مبلغ",
            "قیمت کل",
            "ارزش",
        ],
        &["count", "number", "charges", "id", "تعداد"],
    ),
    words(Role::Quantity, &["quantity", "qty", "count", "units", "تعداد", "مقدار"], &["id"]),
    words(
        Role::Price,
        &["unit price", "unitprice", "item price", "price", "قیمت واحد", "بهای واحد", "قیمت", "فی"],
        &["total", "کل"],
    ),
    words(Role::Currency, &["currency", "ارز", "واحد پول"], &[]),
    words(
        Role::Score,
        &["nps", "csat", "ces", "rating", "score", "stars", "star", "satisfaction", "امتیاز", "نمره", "ستاره", "رضایت"],
        &["id", "credit"],
    ),
    words(
        Role::Text,
        &[
            "comment",
            "review",
            "feedback",
            "narrative",
            "message",
            "text",
            "complaint",
            "verbatim",
            "نظر",
            "متن",
            "دیدگاه",
            "توضیحات",
            "توضیح",
            "شکایت",
            "پیام",
        ],
        &["id", "date", "type", "label", "count", "provided", "کد", "تاریخ"],
    ),
    words(
        Role::Channel,
        &["channel", "submitted via", "method received", "medium", "platform", "via", "source", "کانال", "روش"],
        &["id"],
    ),
    words(Role::Touchpoint, &["touchpoint", "page", "screen", "نقطه تماس", "صفحه"], &["id", "count"]),
    words(
        Role::Unit,
        &["unit", "department", "agency", "branch", "store", "org group", "واحد", "شعبه", "فروشگاه"],
        &["price", "id", "پول"],
    ),
    words(
        Role::Employee,
        &["org resource", "resource", "agent", "employee", "operator", "staff", "کارشناس", "کارمند", "اپراتور"],
        &["country"],
    ),
    words(Role::Session, &["session id", "session", "visit id", "call id", "جلسه", "شناسه تماس"], &[]),
    words(Role::Latitude, &["latitude", "lat", "عرض جغرافیایی"], &[]),
    words(Role::Longitude, &["longitude", "lon", "lng", "طول جغرافیایی"], &[]),
    words(
        Role::RowId,
        &[
            "event id",
            "message id",
            "transaction id",
            "complaint id",
            "request id",
            "ticket id",
            "record id",
            "response id",
            "شناسه تراکنش",
            "کد پیگیری",
        ],
        &["customer", "user"],
    ),
    words(Role::FirstName, &["first name", "firstname", "given name", "نام کوچک"], &["product", "file"]),
    words(Role::LastName, &["last name", "lastname", "surname", "family name", "family", "نام خانوادگی", "فامیل"], &[]),
    words(
        Role::FullName,
        &["full name", "fullname", "customer name", "contact name", "name", "نام مشتری", "نام کامل", "نام"],
        &["product", "file", "event", "concept", "user", "company", "کالا"],
    ),
    words(Role::City, &["city", "town", "suburb", "شهر", "شهرستان"], &[]),
];

/// A name in words: lower case; a word ends where a capital follows a small letter, before the last capital of
/// several when a small letter follows (`SRType`), and at everything that is no letter.
pub(super) fn in_words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().map(one_spelling).collect();
    let mut words = vec![String::new()];
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place));
        let after = letters.get(place + 1);
        let small = |letter: Option<&char>| letter.is_some_and(|letter| letter.is_lowercase());
        let begins = letter.is_uppercase() && (small(before) || small(after));
        if begins || !letter.is_alphabetic() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphabetic()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Arabic yeh and kaf as Persian writes them.
fn one_spelling(letter: char) -> char {
    match letter {
        'ي' => 'ی',
        'ك' => 'ک',
        other => other,
    }
}

/// How well a name fits a role, 0 to 1: the place of the first phrase whose words it holds, and how much of
/// the name that phrase is.
pub(super) fn fit(name: &[String], words: &Words) -> f64 {
    let holds = |word: &str| name.iter().any(|held| held == word);
    if words.never.iter().any(|word| holds(word)) {
        return 0.0;
    }
    let best = words.phrases.iter().enumerate().filter_map(|(place, phrase)| {
        let count = phrase.split(' ').count();
        let held = phrase.split(' ').all(holds) || name.concat() == phrase.replace(' ', "");
        let order = 1.0 - 0.4 * place as f64 / words.phrases.len() as f64;
        held.then(|| order * (0.7 + 0.3 * count.min(name.len()) as f64 / name.len().max(1) as f64))
    });
    best.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(in_words("InvoiceDate"), ["invoice", "date"]);
        assert_eq!(in_words("case:concept:name"), ["case", "concept", "name"]);
        assert_eq!(in_words(" given_name"), ["given", "name"]);
        assert_eq!(in_words("CustomerID"), ["customer", "id"]);
        assert_eq!(in_words("SRRecordID"), ["sr", "record", "id"]);
        assert_eq!(in_words("شماره‌ي مشتري"), ["شماره", "ی", "مشتری"]);
    }
}
