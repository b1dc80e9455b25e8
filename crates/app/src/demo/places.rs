//! The cities, branches, units and people of Sepehr Stores. The company is made up; the coordinates
//! are those of well-known squares and streets of the cities.

/// A city that the company serves.
pub(super) struct City {
    /// Its name, as the company's systems write it.
    pub(super) name: &'static str,
    /// The unit that delivers there.
    pub(super) delivery_unit: &'static str,
    /// Degrees north and east of its middle.
    pub(super) middle: (f64, f64),
    /// How much of the custom comes from there.
    pub(super) weight: f64,
    /// The share of deliveries that are late in ordinary times.
    pub(super) ordinarily_late: f64,
    /// Its branches.
    pub(super) branches: &'static [Branch],
}

/// A branch.
pub(super) struct Branch {
    /// The unit it is.
    pub(super) unit: &'static str,
    /// Its name, as the company's systems write it.
    pub(super) name: &'static str,
    /// Degrees north and east.
    pub(super) place: (f64, f64),
}

const fn branch(unit: &'static str, name: &'static str, place: (f64, f64)) -> Branch {
    Branch { unit, name, place }
}

/// The place in [`CITIES`] of the city whose deliveries are late for six weeks.
pub(super) const LATE_CITY: usize = 3;

/// The six cities.
pub(super) static CITIES: [City; 6] = [
    City {
        name: "تهران",
        delivery_unit: "delivery-tehran",
        middle: (35.6997, 51.3380),
        weight: 35.0,
        ordinarily_late: 0.09,
        branches: &[
            branch("branch-tehran-valiasr", "شعبهٔ ولی‌عصر", (35.7117, 51.4070)),
            branch("branch-tehran-tajrish", "شعبهٔ تجریش", (35.8046, 51.4250)),
            branch("branch-tehran-sadeghieh", "شعبهٔ صادقیه", (35.7183, 51.3320)),
        ],
    },
    City {
        name: "مشهد",
        delivery_unit: "delivery-mashhad",
        middle: (36.2972, 59.6067),
        weight: 17.0,
        ordinarily_late: 0.08,
        branches: &[
            branch("branch-mashhad-ahmadabad", "شعبهٔ احمدآباد", (36.2965, 59.5780)),
            branch("branch-mashhad-vakilabad", "شعبهٔ وکیل‌آباد", (36.3270, 59.5090)),
        ],
    },
    City {
        name: "اصفهان",
        delivery_unit: "delivery-isfahan",
        middle: (32.6546, 51.6680),
        weight: 13.0,
        ordinarily_late: 0.06,
        branches: &[branch("branch-isfahan-chaharbagh", "شعبهٔ چهارباغ", (32.6480, 51.6690))],
    },
    City {
        name: "شیراز",
        delivery_unit: "delivery-shiraz",
        middle: (29.6140, 52.5388),
        weight: 20.0,
        ordinarily_late: 0.07,
        branches: &[
            branch("branch-shiraz-zand", "شعبهٔ زند", (29.6185, 52.5330)),
            branch("branch-shiraz-maaliabad", "شعبهٔ معالی‌آباد", (29.6650, 52.4790)),
        ],
    },
    City {
        name: "تبریز",
        delivery_unit: "delivery-tabriz",
        middle: (38.0739, 46.2919),
        weight: 11.0,
        ordinarily_late: 0.06,
        branches: &[branch("branch-tabriz-shahnaz", "شعبهٔ شهناز", (38.0745, 46.2960))],
    },
    City {
        name: "رشت",
        delivery_unit: "delivery-rasht",
        middle: (37.2808, 49.5832),
        weight: 7.0,
        ordinarily_late: 0.10,
        branches: &[branch("branch-rasht-golsar", "شعبهٔ گلسار", (37.3010, 49.5870))],
    },
];

/// The call centre whose evening shift keeps people waiting.
pub(super) const SLOW_CALL_CENTRE: &str = "call-centre-mashhad";
/// The other call centre.
pub(super) const OTHER_CALL_CENTRE: &str = "call-centre-tehran";

const STAFF: [&str; 36] = [
    "نرگس کاظمی",
    "بهروز نجفی",
    "مهسا قاسمی",
    "حامد یوسفی",
    "الهام صفری",
    "کامران جعفری",
    "لیلا باقری",
    "پژمان سلطانی",
    "سمانه شریفی",
    "آرمان فرهادی",
    "شهرزاد معینی",
    "یاسر امینی",
    "طاهره نظری",
    "فرزین کریم‌پور",
    "رؤیا داوری",
    "سیاوش نیکنام",
    "مینا خاکپور",
    "جواد رستگار",
    "هستی زمانی",
    "محسن پاکزاد",
    "ندا فتحی",
    "بابک شفیعی",
    "آزاده میرزایی",
    "نیما حقیقی",
    "گلناز عباسی",
    "رامین سهرابی",
    "پریسا اکبری",
    "وحید طاهری",
    "شیدا بهرامی",
    "کیوان مقدم",
    "هاله صادقی",
    "ساسان اسدی",
    "فروغ ملکی",
    "تورج نادری",
    "آرپینه هوسپیان",
    "ادوین گریگوریان",
];

/// One of the six people of a unit's shift, the same ones every time.
pub(super) fn employee(unit: &str, shift: usize, which: usize) -> &'static str {
    let start: usize = unit.bytes().map(usize::from).sum::<usize>() * 7 + shift * 6;
    STAFF[(start + which % 6) % STAFF.len()]
}
