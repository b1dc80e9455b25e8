contact-policy = سیاست تماس
contact-policy-title = هر چند وقت، چه ساعتی و دربارهٔ چه چیز به مشتریان پیام می‌دهیم؟
contact-policy-answer = { $caps ->
        [0] بدون سقف
       *[other] { $caps } سقف
    }، { $rests ->
        [0] بدون فاصله
       *[other] { $rests } فاصله
    } و { $quiet ->
        [0] بدون ساعت سکوت
       *[other] { $quiet } بازهٔ سکوت
    } بر هر پیامی جاری است.
contact-policy-withheld = در ۳۰ روز گذشته { $n } پیام نگه داشته شد.
contact-policy-none-withheld = در ۳۰ روز گذشته هیچ پیامی نگه داشته نشد.
contact-policy-older = این‌ها قاعده‌های نسخهٔ { $version } است که دیگر جاری نیست. اگر ذخیره کنید، در قالب نسخه‌ای تازه دوباره جاری می‌شود.
contact-policy-current = بازگشت به قاعده‌های جاری
contact-policy-moved = هم‌زمان با شما کس دیگری سیاست تماس را تغییر داد و چیزی ذخیره نشد. تازه‌ترین نسخه را ببینید و تغییر خود را همان‌جا انجام دهید.
contact-caps = سقف‌ها
contact-caps-help = بیشترین شمار پیام در یک بازهٔ زمانی. همهٔ سقف‌ها هم‌زمان برقرار است.
contact-cap-new = سقف تازه
contact-cap-most = بیشترین شمار پیام
contact-cap-window = در
contact-cap-days = درازا به روز، برای بازه‌ای که به اکنون می‌رسد
contact-cap-zone = تقویم با ساعتِ
contact-zone-customer = مشتری، اگر آن را بدانیم
contact-zone-company = شرکت
contact-window-rolling = روزهای گذشته تا اکنون
contact-window-day = یک روز، از نیمه‌شب
contact-window-week = یک هفته، از شنبه
contact-window-month = یک ماه میلادی
contact-window-jalali_month = یک ماه خورشیدی
contact-cap-rolling =
    { $n ->
        [0] هیچ پیامی در { $span }
       *[other] حداکثر { $n } پیام در { $span }
    }
contact-cap-day =
    { $n ->
        [0] هیچ پیامی
       *[other] حداکثر { $n } پیام در روز
    }
contact-cap-week =
    { $n ->
        [0] هیچ پیامی
       *[other] حداکثر { $n } پیام در هفته، از شنبه
    }
contact-cap-month =
    { $n ->
        [0] هیچ پیامی
       *[other] حداکثر { $n } پیام در ماه میلادی
    }
contact-cap-jalali_month =
    { $n ->
        [0] هیچ پیامی
       *[other] حداکثر { $n } پیام در ماه خورشیدی
    }
contact-rests = فاصله‌ها
contact-rests-help = پس از هر پیام، مدتی پیامی نمی‌رود.
contact-rest-new = فاصلهٔ تازه
contact-rest-days = درازا به روز
contact-rest-of-one = تنها میان پیام‌هایی دربارهٔ یک چیز، مانند یک نظرسنجی
contact-rest-topic = { $span } میان دو پیام دربارهٔ یک چیز
contact-rest-any = { $span } پس از هر پیام
contact-quiet = ساعت‌های سکوت
contact-quiet-help = پیام‌ها تا پایان آن منتظر می‌مانند. ساعت مشتری ملاک است اگر آن را بدانیم، وگرنه ساعت شرکت.
contact-quiet-new = ساعت سکوت تازه
contact-quiet-from = از
contact-quiet-until = تا؛ ساعتی که پیش‌تر باشد از روز بعد است
contact-quiet-days = تنها در این روزها
contact-quiet-days-help = اگر هیچ روزی انتخاب نشود، هر روز. بازه به روزی تعلق دارد که در آن آغاز می‌شود.
contact-quiet-says = از { $from } تا { $until }
contact-day-saturday = شنبه
contact-day-sunday = یکشنبه
contact-day-monday = دوشنبه
contact-day-tuesday = سه‌شنبه
contact-day-wednesday = چهارشنبه
contact-day-thursday = پنجشنبه
contact-day-friday = جمعه
contact-consent = رضایت
contact-consent-help = مشتری پیش از پیام ما باید با چه چیزی موافقت کرده باشد. مخالفت مشتری همیشه پابرجاست، هرچه این‌جا نوشته شود.
contact-consent-none = رضایت لازم نیست
contact-consent-all = تنها با رضایت
contact-consent-some = تنها با رضایت، در کانال‌های زیر
contact-consent-channels = کانال‌ها
contact-recovery = تا وقتی شکایتی باز است
contact-recovery-help = آنچه انتخاب شود به مشتری‌ای که شکایتش باز است فرستاده نمی‌شود.
contact-rule-name = نام قاعده
contact-scope = کدام پیام‌ها
contact-category = دربارهٔ
contact-counts = شمرده می‌شود
contact-obeys = باید منتظر بماند
contact-scope-help = آنچه شمرده می‌شود قاعده را پر می‌کند و آنچه باید منتظر بماند با آن نگه داشته می‌شود. پیام خدمات می‌تواند شمرده شود و هیچ‌گاه منتظر نماند.
contact-scope-obey = برای: { $categories }.
contact-scope-counted = این‌ها هم شمرده می‌شود: { $categories }.
contact-scope-channels = تنها در: { $channels }.
contact-channels = تنها در این کانال‌ها
contact-channels-help = اگر هیچ‌کدام انتخاب نشود، در همهٔ کانال‌ها.
contact-remove = هنگام ذخیره این قاعده حذف شود
contact-category-survey = نظرسنجی
contact-category-service = خدمات
contact-category-marketing = پیشنهاد و خبر
contact-category-recovery = دربارهٔ شکایت خود مشتری
contact-try = نخست بیازمایید
contact-try-help = پیش از جاری کردن، ببینید قاعده‌های این صفحه با پیام‌های روزهای گذشته چه می‌کرد.
contact-try-days = در چند روز گذشته (۱ تا ۹۰)
contact-try-customer = تنها برای یک مشتری، با شمارهٔ او
contact-try-do = بیازمایید
contact-save = جاری کنید
contact-withheld-help = در ۳۰ روز گذشته، همهٔ مشتریان.
contact-versions = نسخه‌ها
contact-versions-none = هنوز کسی سیاست تماس را تغییر نداده است؛ این‌ها قاعده‌هایی است که هر شرکت با آن آغاز می‌کند.
contact-version = نسخهٔ { $n }
contact-version-in-force = جاری
contact-version-nobody = خود برنامه
contact-change-cap-added = سقف افزوده شد: { $name }
contact-change-cap-removed = سقف حذف شد: { $name }
contact-change-cap-changed = سقف تغییر کرد: { $name }
contact-change-rest-added = فاصله افزوده شد: { $name }
contact-change-rest-removed = فاصله حذف شد: { $name }
contact-change-rest-changed = فاصله تغییر کرد: { $name }
contact-change-quiet_hours-added = ساعت سکوت افزوده شد: { $name }
contact-change-quiet_hours-removed = ساعت سکوت حذف شد: { $name }
contact-change-quiet_hours-changed = ساعت سکوت تغییر کرد: { $name }
contact-change-consent-added = اکنون رضایت می‌خواهد: { $name }
contact-change-consent-removed = دیگر رضایت نمی‌خواهد: { $name }
contact-change-consent-changed = در کانال‌های دیگری رضایت می‌خواهد: { $name }
contact-change-recovery-added = اکنون هنگام شکایتِ باز نگه داشته می‌شود: { $name }
contact-change-recovery-removed = دیگر هنگام شکایتِ باز نگه داشته نمی‌شود: { $name }
contact-change-recovery-changed = هنگام شکایتِ باز به شکلی دیگر نگه داشته می‌شود: { $name }
contact-preview-title = چه پیش می‌آمد؟
contact-preview-empty = از { $from } تا { $to } پیامی در دفتر نیست که قاعده‌ها با آن آزموده شود.
contact-preview-answer = از { $n } پیام، با این قاعده‌ها { $kept } پیام فرستاده نمی‌شد و با قاعده‌های جاری { $before } پیام.
contact-preview-n = { $n } پیام به { $customers } مشتری، از { $from } تا { $to }.
contact-preview-cut = دفتر بیش از آن دارد که این‌جا خوانده می‌شود؛ پس بازه از آنچه خواستید کوتاه‌تر است.
contact-preview-beyond = { $n } پیام دیگر به دلیلی فرستاده نشد که هیچ سیاستی آن را تغییر نمی‌دهد، مانند نبودن نشانی.
contact-preview-outcome = سرانجام پیام
contact-preview-in-force = قاعده‌های جاری
contact-preview-proposed = این قاعده‌ها
contact-preview-at_once = بی‌درنگ فرستاده می‌شد
contact-preview-later = دیرتر فرستاده می‌شد
contact-preview-withheld = فرستاده نمی‌شد
contact-preview-one = پیام به پیام
contact-preview-how = هر دو ستون از نو از روی دفتر حساب می‌شود: هر پیام آن‌هایی را می‌بیند که پیش از آن فرستاده می‌شد، و رضایت‌ها و شکایت‌های بازِ همان زمان را. پیامی که بیش از ۱۴ روز منتظر می‌ماند فرستاده‌نشده به شمار می‌آید. برای همهٔ مشتریان با هم، تقویم و ساعت‌های سکوت با ساعت شرکت خوانده می‌شود. این‌که مشتریان به پیام‌های بیشتر یا کمتر چه پاسخی می‌دادند دانستنی نیست.
contact-replay-at_once = بی‌درنگ فرستاده می‌شد
contact-replay-later = دیرتر، در { $at } فرستاده می‌شد: { $why }
contact-replay-withheld = فرستاده نمی‌شد: { $why }
contact-replay-otherwise = با هیچ سیاستی فرستاده نمی‌شد: { $why }
contact-book = دفتر تماس‌ها
contact-book-open = دفتر را ببینید
contact-book-title = این مشتری کدام پیام‌ها را گرفت، کدام را نگرفت و چرا؟
contact-book-answer = { $reached ->
        [0] هیچ پیامی فرستاده نشده است
       *[other] { $reached } پیام فرستاده شده است یا می‌شود
    } و { $withheld ->
        [0] هیچ پیامی نگه داشته نشد.
       *[other] { $withheld } پیام نگه داشته شد.
    }
contact-book-empty = شرکت هنوز پیامی به این مشتری نداده است.
contact-book-empty-help = هر نظرسنجی و پاسخی که برای مشتری می‌رود این‌جا می‌آید، با دلیل هر پیامی که فرستاده نشد.
contact-book-more = { $n } ردیف تازه‌تر نشان داده شده است.
contact-when = زمان
contact-what = چه بود
contact-came-of = چه شد
contact-state-reserved = فرستاده می‌شود
contact-state-sent = فرستاده شد
contact-state-delivered = رسید
contact-state-bounced = برگشت
contact-state-withheld = نگه داشته شد
contact-state-released = فرستاده نشد
contact-now = اگر اکنون پیام بدهیم
contact-now-allowed = اکنون می‌توان فرستاد.
contact-now-no-address = نه ایمیلی از این مشتری می‌دانیم و نه شمارهٔ تلفنی.
contact-outcome-now = فرستاده می‌شود
contact-outcome-later = منتظر می‌ماند
contact-outcome-not = فرستاده نمی‌شود
contact-said = مشتری دربارهٔ پیام‌های ما چه گفته است
contact-said-yes = موافقت کرد
contact-said-no = مخالفت کرد
contact-said-nothing = تاکنون هیچ.
via-every = در همهٔ کانال‌ها
contact-why-cap = سقف «{ $rule }» { $most } پیام را می‌پذیرد و پیش از آن { $n } پیام رفته بود.
contact-why-rest = فاصلهٔ «{ $rule }» { $span } است و پیام پیشین در { $last } رفته بود.
contact-why-quiet_hours_customer = در ساعت‌های سکوت «{ $rule }» به وقت مشتری بود.
contact-why-quiet_hours_company = در ساعت‌های سکوت «{ $rule }» به وقت شرکت بود.
contact-again = از { $at } دوباره آزاد است.
contact-why-never_free = سقف‌ها، فاصله‌ها و ساعت‌های سکوت روی هم تا ۴۰۰ روز هیچ زمان آزادی نمی‌گذارد.
contact-why-no_consent = مشتری با «{ $category }» { $via } موافقت نکرده است.
contact-why-objected = مشتری در { $at } با «{ $category }» { $via } مخالفت کرد ({ $source }).
contact-why-recovery = از { $since } شکایتی باز است ({ $subject }).
contact-why-suppressed_unsubscribed = خوانندهٔ این نشانی در { $at } اشتراک خود را لغو کرد.
contact-why-suppressed_bounced = این نشانی وجود ندارد؛ پیامی در { $at } برگشت.
contact-why-suppressed_complained = خوانندهٔ این نشانی در { $at } پیامی را هرزنامه خواند.
contact-why-no_address = در این کانال نشانی‌ای از مشتری نمی‌دانیم: { $channel }.
contact-why-not_eligible = شرط محرک برقرار نبود.
contact-why-condition_failed = شرط محرک سنجیدنی نبود: { $problem }
contact-why-outdated_survey = نظرسنجی در این میان بسته شد.
contact-why-outdated_date = تاریخی که پیام دربارهٔ آن بود جابه‌جا شده است.
contact-why-expired = مهلتش در { $at } گذشت، پیش از آن‌که بتوان آن را فرستاد.
contact-why-gave_up = با { $n } بار تلاش هم تحویل گرفته نشد.
contact-why-unwritable = متن پیام ساخته نشد: { $problem }
contact-subject-invitation = دعوت { $number }
contact-subject-reminder = یادآوری دعوت { $number }
contact-subject-message = پیام
contact-subject-widget = نظرسنجی در سایت ما
contact-subject-case = پروندهٔ { $number }
consent-source-unsubscribe = با پیوند لغو اشتراک
consent-source-complaint = پیام را هرزنامه خواند
consent-source-profile = در صفحهٔ مشتری
consent-source-import = از یک فایل
contact-rule-surveys_in_two_weeks = نظرسنجی در دو هفته
contact-rule-marketing_a_week = پیشنهاد در هفته
contact-rule-contacts_a_day = پیام در روز
contact-rule-same_survey = همان نظرسنجی
contact-rule-night = شب
contact-days = { $n } روز
contact-hours = { $n } ساعت
field-policy_days = درازا به روز
field-policy_at_most = شمار پیام
field-policy_hours = ساعت‌ها
field-policy_categories = پیام‌هایی که باید منتظر بماند
field-policy = سیاست تماس
