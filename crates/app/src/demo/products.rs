//! What Sepehr Stores sells, with prices in toman.

use super::random::Draws;

/// A product.
pub(super) struct Product {
    /// The number of the article.
    pub(super) sku: &'static str,
    /// Its name in Persian.
    pub(super) name: &'static str,
    /// The category, one word.
    pub(super) category: &'static str,
    /// The price in toman.
    pub(super) price: i64,
}

const fn product(sku: &'static str, name: &'static str, category: &'static str, price: i64) -> Product {
    Product { sku, name, category, price }
}

/// Everything on the shelves.
pub(super) static PRODUCTS: [Product; 32] = [
    product("FR-101", "عطر عود شرقی ۵۰ میلی‌لیتر", "fragrance", 1_850_000),
    product("FR-102", "ادکلن مرکبات ۱۰۰ میلی‌لیتر", "fragrance", 980_000),
    product("FR-103", "خوشبوکنندهٔ هوا، یاس", "fragrance", 165_000),
    product("CA-201", "کرم مرطوب‌کنندهٔ بی‌بو", "care", 285_000),
    product("CA-202", "شامپوی گیاهی", "care", 198_000),
    product("CA-203", "ضدآفتاب بی‌بو", "care", 420_000),
    product("CA-204", "صابون زیتون", "care", 75_000),
    product("CA-205", "لوسیون گل رز", "care", 310_000),
    product("HO-301", "قابلمهٔ گرانیتی ۲۴", "home", 1_290_000),
    product("HO-302", "سرویس شش‌نفرهٔ چای‌خوری", "home", 2_150_000),
    product("HO-303", "روتختی دونفره", "home", 2_780_000),
    product("HO-304", "حولهٔ نخی", "home", 340_000),
    product("HO-305", "جاروبرقی شارژی", "home", 6_900_000),
    product("HO-306", "لامپ کم‌مصرف، بستهٔ چهارتایی", "home", 260_000),
    product("FO-401", "برنج هاشمی ۱۰ کیلویی", "food", 1_650_000),
    product("FO-402", "زعفران سرگل ۴٫۶ گرمی", "food", 890_000),
    product("FO-403", "چای لاهیجان ۵۰۰ گرمی", "food", 310_000),
    product("FO-404", "آجیل مخلوط یک‌کیلویی", "food", 780_000),
    product("FO-405", "عسل کوهستان", "food", 540_000),
    product("FO-406", "قهوهٔ ترک ۲۵۰ گرمی", "food", 295_000),
    product("CL-501", "پیراهن نخی مردانه", "clothing", 690_000),
    product("CL-502", "مانتوی لینن", "clothing", 1_480_000),
    product("CL-503", "شال زمستانی", "clothing", 420_000),
    product("CL-504", "کفش پیاده‌روی", "clothing", 2_350_000),
    product("CL-505", "جوراب نخی، سه‌جفتی", "clothing", 145_000),
    product("EL-601", "هدفون بی‌سیم", "electronics", 2_980_000),
    product("EL-602", "شارژر همراه", "electronics", 1_120_000),
    product("EL-603", "چراغ مطالعه", "electronics", 760_000),
    product("EL-604", "ترازوی آشپزخانه", "electronics", 590_000),
    product("KI-701", "عروسک پارچه‌ای", "kids", 380_000),
    product("KI-702", "جورچین هزارتکه", "kids", 450_000),
    product("KI-703", "کتاب قصه‌های شب", "kids", 210_000),
];

/// The fragrance whose sample missed its audience.
pub(super) const OUD: usize = 0;
/// The unscented cream whose sample was well aimed.
pub(super) const CREAM: usize = 3;

/// What an order holds: products, each once, and the sum in toman.
pub(super) struct Basket {
    /// The products.
    pub(super) products: Vec<&'static Product>,
    /// The sum to pay in toman.
    pub(super) toman: i64,
}

/// Fills a basket of one to four products, beginning with the one asked for.
pub(super) fn basket(draws: &mut Draws, wanted: Option<usize>) -> Basket {
    let count = 1 + draws.weighted(&[52.0, 28.0, 14.0, 6.0]);
    let start = wanted.unwrap_or_else(|| draws.below(PRODUCTS.len()));
    let step = 1 + 2 * draws.below(PRODUCTS.len() / 2);
    let products: Vec<_> = (0..count).map(|nth| &PRODUCTS[(start + nth * step) % PRODUCTS.len()]).collect();
    let toman = products.iter().map(|product| product.price * draws.between(1, 3).min(draws.between(1, 3))).sum();
    Basket { products, toman }
}
