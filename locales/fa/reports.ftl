care-tab-reports = گزارش‌ها
report-title = گزارش شکایت‌ها
report-title-month = گزارش شکایت‌ها، { $month }
report-title-unit = گزارش شکایت‌های { $unit }، { $month }
report-answer = { $n } پرونده دریافت شد ({ $before } پرونده در ماه پیش)؛ { $answered ->
        [0] هنوز هیچ‌کدام پاسخ نگرفته است
       *[other] { $answered } پرونده پاسخ گرفته است
    }.
report-on-time = { $share } به‌هنگام حل شد (با اطمینان ۹۵ درصد میان { $low } و { $high }، از { $n } پرونده‌ای که زمانشان رسیده است).
report-on-time-too-few = زمان پرونده‌های کمی رسیده است و نمی‌توان گفت چه سهمی به‌هنگام بوده است.
report-median = نیمی از آن‌ها در { $time } پاسخ گرفتند.
report-nothing = پرونده‌ای دریافت نشد.
report-period = پرونده‌های دریافت‌شده از { $from } تا { $until }، با وضعیت کنونی‌شان.
report-running = ماه هنوز به پایان نرسیده است.
report-more = تنها ۲۰۰٬۰۰۰ پروندهٔ تازه‌تر شمرده شده است.
report-month = ماه
report-at-least = دست‌کم { $low }
report-none-yet = هنوز هیچ
report-too-few = کم است؛ از ده پرونده به بالا نشان داده می‌شود
report-half-open = بیش از نیمی باز است
report-open-among = { $n } پرونده هنوز باز
report-decisions = تصمیم‌ها
report-all-causes = همهٔ علت‌ها
report-month-before = ماه پیش
report-no-cause = علت هنوز مشخص نیست
report-other-causes = { $n } پروندهٔ دیگر علت‌های دیگری دارند.
report-help = به‌هنگام یعنی در مهلت خود، به ساعت کاری تقویمش. مدت‌ها تقویمی است و شب‌ها و تعطیل‌ها را هم دربر دارد. پروندهٔ بی‌پاسخ از هر پروندهٔ پاسخ‌گرفته‌ای بلندتر شمرده می‌شود تا کسی با باز گذاشتن پرونده‌های کند، تند به چشم نیاید.
report-empty = در این ماه پرونده‌ای نیست
report-empty-help = ماه دیگری یا همهٔ واحدها را برگزینید.
report-hours = { $n } ساعت
report-days = { $n } روز
report-sheet = گزارش شکایت‌ها
report-column-figure = رقم
report-column-value = مقدار
report-column-low = کران پایین
report-column-high = کران بالا
report-column-n = پرونده
report-figure-received = دریافت‌شده
report-figure-received_before = دریافت‌شدهٔ ماه پیش
report-figure-answered = پاسخ‌گرفته
report-figure-open = اکنون باز
report-figure-response_on_time = نخستین پاسخ به‌هنگام
report-figure-on_time = حل به‌هنگام
report-figure-response_hours = میانهٔ زمان نخستین پاسخ
report-figure-solution_hours = میانهٔ زمان حل
report-figure-rejected = پاسخ پذیرفته نشد و پاسخ دیگری در راه است
report-figure-reopened = دوباره باز شد
report-actions = برای علت‌ها چه کاری انجام شد
report-all-actions = همهٔ اقدام‌ها
report-actions-answer = { $begun ->
        [0] اقدامی آغاز نشد،
       *[other] { $begun } اقدام آغاز شد،
    } { $done ->
        [0] هیچ اقدامی به انجام نرسید و
       *[other] { $done } اقدام به انجام رسید و
    } { $open ->
        [0] از پیش چیزی باز نمانده است.
       *[other] { $open } اقدام از پیش باز است.
    }
report-actions-none = در این ماه اقدامی آغاز نشد و به انجام نرسید، و از پیش هم چیزی باز نیست.
report-action-begun = آغازشده در این ماه
report-action-done = انجام‌شده در این ماه
report-action-under_way = باز از پیش
report-action-worked = انجام‌شده پیش از این، سنجیده‌شده تاکنون
report-figure-actions_begun = اقدام‌های آغازشده
report-figure-actions_done = اقدام‌های انجام‌شده
report-figure-actions_under_way = اقدام‌های باز از پیش
report-figure-effect = اثر، چند برابر پرونده‌های پیش
