//! The hand-written parts of comments: formal and informal, with and without half-spaces, as people type.

use super::comments::Aspect;

/// Ways to say one thing.
pub(super) struct Phrases {
    /// What is said.
    pub(super) aspect: Aspect,
    /// In Persian.
    pub(super) persian: &'static [&'static str],
    /// In Persian with Latin letters.
    pub(super) finglish: &'static [&'static str],
    /// In English.
    pub(super) english: &'static [&'static str],
}

const fn say(
    aspect: Aspect,
    persian: &'static [&'static str],
    finglish: &'static [&'static str],
    english: &'static [&'static str],
) -> Phrases {
    Phrases { aspect, persian, finglish, english }
}

/// Every part.
pub(super) static PHRASES: &[Phrases] = &[
    say(
        Aspect::OnTime,
        &[
            "سفارشم دقیقاً سر وقت رسید",
            "ارسال خیلی سریع بود",
            "یک روز زودتر از موعد به دستم رسید",
            "سرعت ارسالتون عالیه",
            "به موقع تحویل داده شد",
            "بسته همون روزی که گفته بودید رسید",
        ],
        &["sari resid dastam", "dorost sare vaght ferestadan"],
        &["it arrived right on time", "delivery was fast", "it came a day earlier than promised"],
    ),
    say(
        Aspect::SlightlyLate,
        &[
            "یکی دو روز دیرتر از قول شما رسید",
            "سر وقت نرسید",
            "یه کم با تأخیر اومد",
            "تحویل یک روز عقب افتاد",
            "به زمان تحویل اصلا اعتمادی نیست، دیر رسید",
        ],
        &["ye kam dir resid", "sare vaght naresid"],
        &["it came a day later than promised", "delivery was a little late", "it did not come on the promised day"],
    ),
    say(
        Aspect::Late,
        &[
            "سفارشم با چند روز تأخیر رسید",
            "خیلی دیر فرستادید",
            "یک هفته منتظر بسته موندم",
            "ارسال خیلی کند بود و هیچ‌کس خبر نداد",
            "قرار بود سه روزه برسه ولی بیشتر از یه هفته طول کشید",
            "مهمانی تمام شد و هدیه هنوز نرسیده بود",
            "تاخیر در ارسال داشتید",
        ],
        &["kheili dir resid", "ye hafte takhir dasht baste", "ersal kond bood, hichkas javab nadad"],
        &[
            "my order arrived days late",
            "delivery took far longer than promised",
            "I waited a whole week for the parcel",
            "nobody told me about the delay",
        ],
    ),
    say(
        Aspect::QualityGood,
        &[
            "کیفیت عالی بود",
            "جنسش خیلی خوبه و دقیقاً مثل عکسه",
            "از کیفیت محصول راضی‌ام",
            "کیفیتش نسبت به قیمتش فوق‌العاده‌ست",
            "همون چیزی بود که می‌خواستم",
            "محصول اصل و با کیفیت بود",
        ],
        &["keyfiatesh aali bood", "jensesh khoob bood, razi boodam"],
        &[
            "the quality is excellent",
            "exactly as in the picture",
            "I am very happy with the product",
            "well made and sturdy",
        ],
    ),
    say(
        Aspect::QualityBad,
        &[
            "کالا شکسته به دستم رسید",
            "کیفیتش اصلاً خوب نبود",
            "با عکس سایت زمین تا آسمون فرق داشت",
            "بعد از دو روز خراب شد",
            "اشتباه فرستادید، من رنگ دیگه‌ای سفارش داده بودم",
            "جنسش خیلی بی‌کیفیت است",
            "تاریخ انقضاش گذشته بود",
        ],
        &["jensesh kharab bood", "eshtebah ferestadin", "keyfiatesh eftezah bood"],
        &[
            "it arrived broken",
            "the quality is poor",
            "it stopped working after two days",
            "I received the wrong colour",
        ],
    ),
    say(
        Aspect::PriceGood,
        &["قیمتش مناسب بود", "نسبت به جاهای دیگه ارزون‌تره", "تخفیفش واقعی بود", "ارزش خرید بالایی داره"],
        &["gheymatesh monaseb bood", "arzesh kharid dare"],
        &["the price was fair", "good value for money", "the discount was real"],
    ),
    say(
        Aspect::PriceBad,
        &[
            "قیمت‌هاتون خیلی بالاست",
            "هزینهٔ ارسال زیاده",
            "گرونه نسبت به بازار",
            "تخفیف الکی بود، قیمت رو اول برده بودید بالا",
        ],
        &["gheymatesh kheili balast", "hazine ersal ziade"],
        &["it is overpriced", "the delivery fee is too high", "I found it cheaper elsewhere"],
    ),
    say(
        Aspect::CourierGood,
        &["پیک خیلی مؤدب بود", "پیک تا دم در واحد آورد", "رفتار پیک عالی بود", "پیک خوش‌برخورد و وقت‌شناس بود"],
        &["peyk moadab bood", "peyk ta dame dar avord"],
        &["the courier was very polite", "the courier carried it upstairs"],
    ),
    say(
        Aspect::CourierBad,
        &[
            "پیک بی‌ادب بود",
            "پیک بی ادب بود و بسته رو پرت کرد",
            "پیک حاضر نشد تا بالا بیاره",
            "پیک جلوی در نیومد و گفت خودتون بیاید پایین",
            "رفتار پیکتون اصلا مناسب نبود",
        ],
        &["peyk bi adab bood", "peyk baste ro part kard"],
        &["the courier was rude", "the courier left it on the street", "the courier refused to come upstairs"],
    ),
    say(
        Aspect::StaffGood,
        &[
            "برخورد پرسنل عالی بود",
            "فروشنده با حوصله راهنمایی کرد",
            "کارکنان شعبه خوش‌اخلاق و کاربلدند",
            "مشاورهٔ فروشنده خیلی کمک کرد",
            "تو شعبه صف نبود و کارم زود راه افتاد",
        ],
        &["barkhord personel aali bood", "foroushande ba hosele rahnamayi kard"],
        &[
            "the staff were friendly and helpful",
            "the assistant knew the products well",
            "there was no queue at the till",
        ],
    ),
    say(
        Aspect::StaffBad,
        &[
            "برخورد پرسنل خوب نبود",
            "فروشنده اصلاً حوصله نداشت",
            "فروشنده سرش تو گوشی بود و جواب سربالا داد",
            "تو شعبه هیچ‌کس مسئولیت قبول نمی‌کرد",
        ],
        &["barkhordeshun bad bood", "foroushande javab sar bala dad"],
        &["the staff were of no help", "the assistant could not be bothered", "nobody in the shop took responsibility"],
    ),
    say(
        Aspect::QueueLong,
        &[
            "صف صندوق خیلی طولانی بود",
            "فقط یک صندوق باز بود و کلی معطل شدیم",
            "نیم ساعت تو صف موندم",
            "شعبه خیلی شلوغ بود",
        ],
        &["saf sandogh kheili tulani bood", "sho'be kheili sholoogh bood"],
        &["the queue was far too long", "only one till was open", "the shop was crowded"],
    ),
    say(
        Aspect::AgentGood,
        &[
            "همکارتون خیلی خوب جواب داد و مشکلم حل شد",
            "کارشناس پشتیبانی مؤدب و صبور بود",
            "پشتیبانی کامل راهنماییم کرد",
            "با یه تماس مشکلم حل شد",
        ],
        &["poshtibani aali bood, moshkelam hal shod", "karshenas moadab bood"],
        &["my question was solved at once", "the agent was patient and polite", "one call was enough"],
    ),
    say(
        Aspect::AgentBad,
        &[
            "سه بار پاسم دادن به نفر بعدی",
            "کارشناس جواب سربالا داد",
            "آخرش هم مشکلم حل نشد",
            "تلفن رو وسط حرفم قطع کردند",
            "هیچ‌کس مسئولیت قبول نمی‌کنه",
        ],
        &["javab sar bala dadan", "moshkelam hal nashod"],
        &["I was passed from one person to the next", "my problem is still not solved", "nobody took responsibility"],
    ),
    say(
        Aspect::WaitShort,
        &["بدون معطلی جواب دادند", "زود وصل شدم", "تلفن رو سریع برداشتن", "پاسخ‌گویی سریع بود"],
        &["sari javab dadan", "zood vasl shodam"],
        &["they answered right away", "I got through in seconds"],
    ),
    say(
        Aspect::WaitLong,
        &[
            "بیست دقیقه پشت خط منتظر موندم",
            "خیلی معطل شدم تا جواب بدید",
            "هر چی زنگ می‌زنم کسی برنمی‌داره",
            "زمان انتظار پشت تلفن خیلی زیاد است",
            "آهنگ انتظارتون رو حفظ شدم!",
            "یک ربع پشت خط بودم آخرش قطع شد",
        ],
        &["20 daghighe posht khat moondam", "kheili moatal shodam", "hichkas telefon ro bar nemidare"],
        &[
            "I was on hold for twenty minutes",
            "nobody picks up the phone",
            "the waiting time on the phone is far too long",
        ],
    ),
    say(
        Aspect::PackagingGood,
        &["بسته‌بندی خیلی تمیز بود", "بسته بندی شیک و محکم بود", "مثل هدیه بسته‌بندی شده بود"],
        &["baste bandi tamiz bood"],
        &["it was packed with care", "the packaging was lovely"],
    ),
    say(
        Aspect::PackagingBad,
        &["بسته‌بندی افتضاح بود", "جعبه له شده بود", "بسته بندی ضعیف بود و نصفش ریخته بود"],
        &["baste bandish eftezah bood", "jabe leh shode bood"],
        &["the box was crushed", "the packaging was poor and half of it had spilled"],
    ),
    say(
        Aspect::ScentBad,
        &[
            "بوی این نمونه خیلی تنده، سردرد گرفتم",
            "من به عطر حساسیت دارم، چرا برام عطر فرستادید؟",
            "بوی عودش تو کل خونه پیچیده و نمی‌ره",
            "من همیشه محصول بی‌بو می‌خرم، این به چه درد من می‌خوره",
            "بوش خیلی سنگینه، دادمش رفت",
            "نمونه‌تون خیلی بوی تندی داشت",
        ],
        &["boosh kheili tond bood, saram dard gereft", "man be atr hasasiat daram"],
        &[
            "the scent is far too strong and gave me a headache",
            "I only buy unscented products, why send me perfume",
            "I had to throw the sample away, the smell is heavy",
        ],
    ),
    say(
        Aspect::ScentGood,
        &[
            "چه خوب که اصلاً بو نداره",
            "بالاخره یه کرم بی‌بو که پوستم رو اذیت نمی‌کنه",
            "نمونه‌تون دقیقاً به سلیقهٔ من بود",
            "بی‌بو و سبکه، کامل خریدمش",
            "ممنون که می‌دونید من عطر دوست ندارم",
        ],
        &["aslan boo nadare, aali", "daghighan salighe man bood"],
        &["finally a cream without any scent", "the sample was exactly to my taste", "light and scent-free, I love it"],
    ),
    say(
        Aspect::AppGood,
        &["برنامه‌تون روان و ساده‌ست", "خرید از سایت خیلی راحت بود", "اپلیکیشن جدید خیلی بهتر شده"],
        &["app kheili ravoone", "sait rahat bood"],
        &["the app is easy to use", "ordering on the website was simple"],
    ),
    say(
        Aspect::AppBad,
        &[
            "برنامه موقع پرداخت می‌پره بیرون",
            "سایت خیلی کنده و باز نمیشه",
            "کد تخفیف کار نمیکنه",
            "دو بار پول از حسابم کم شد",
            "جست‌وجوی اپلیکیشن چیزی پیدا نمی‌کنه",
        ],
        &["app moghe pardakht mipare biroon", "kode takhfif kar nemikone"],
        &["the app crashes when I pay", "the website is slow", "the discount code does not work"],
    ),
    say(
        Aspect::ReturnBad,
        &[
            "برای برگشت کالا پدرم دراومد",
            "هنوز پول مرجوعی رو پس نداده‌اند",
            "مرجوعی گرفتن ازتون مثل هفت‌خوان رستمه",
            "فرایند بازگشت کالا خیلی پیچیده است",
        ],
        &["marjooyi kheili sakht bood", "poolam ro pas nadadin"],
        &["returning it was a struggle", "I am still waiting for my refund"],
    ),
    say(
        Aspect::Demand,
        &[
            "لطفاً یک نفر رسیدگی کنه",
            "خواهشمندم با من تماس بگیرید",
            "درخواست دارم هزینه‌ام برگردانده شود",
            "می‌خوام پیگیری بشه و نتیجه رو به من بگید",
            "شکایت دارم و منتظر پاسخ شما هستم",
            "باید تعویضش کنید",
        ],
        &["lotfan residegi konid", "shekayat daram, montazere javabam"],
        &["I want someone to deal with it", "I would like my money back", "Please call me about this"],
    ),
    say(
        Aspect::SecondComplaint,
        &[
            "این بار دومه که شکایت می‌کنم و هنوز هیچ جوابی نگرفته‌ام",
            "دو هفته‌ست منتظر جوابم، انگار نه انگار",
            "بار قبل هم نوشتم، کسی زنگ نزد",
            "باز هم شکایت می‌کنم چون هیچ‌کس رسیدگی نکرد",
            "شکایت قبلی‌ام بی‌جواب موند، این آخرین پیام منه",
        ],
        &["bare dovome shekayat mikonam, hich javabi nadadin", "do hafte montazere javabam"],
        &[
            "this is my second complaint and I have heard nothing",
            "nobody has answered my first complaint",
            "I wrote to you two weeks ago and got no reply",
        ],
    ),
];
