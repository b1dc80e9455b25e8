place-routing = مسیریابی
place-help-routing = پروندهٔ تازه به کدام واحد و به چه کسی می‌رسد.
place-canned-answers = پاسخ‌های آماده
place-help-canned-answers = متن‌هایی که بارها برای مشتریان نوشته می‌شود.
place-after-closing = پس از بستن
place-help-after-closing = از مشتری می‌پرسیم که آیا مسئله‌اش واقعاً حل شده است.
routing-title = پروندهٔ تازه به چه کسی می‌رسد؟
routing-none = هنوز قاعده‌ای نیست: پرونده در واحدی که برایش ثبت شده می‌ماند و هر که آن را بردارد، مسئولش می‌شود.
routing-count =
    { $n ->
        [one] یک قاعده تصمیم می‌گیرد.
       *[other] { $n } قاعده؛ نخستین قاعده‌ای که پرونده را بگیرد تصمیم می‌گیرد.
    }
routing-some-broken = { $broken } قاعده از { $n } قاعده به‌تازگی قابل ارزیابی نبود و کنار گذاشته شد.
routing-empty = هنوز قاعده‌ای نیست
routing-empty-help = هر قاعده می‌گوید برای چه پرونده‌ای است، مثلاً نوع «بازپرداخت»، و چه در پی دارد: واحد، مسئول، شدت.
routing-off = خاموش
routing-broken = کار نمی‌کند
routing-when = هنگامی که
routing-always = همیشه
routing-when-help = شرطی به زبان CEL روی matter، kind، severity، touchpoint، unit، channel، language، title و text و از مشتری traits، stage، value و interactions. خالی یعنی هر پرونده.
routing-own-unit = همان واحدی که برایش ثبت شده
routing-owner = مسئول
routing-owner-unit = هنوز کسی نه؛ در انتظار واحد می‌ماند
routing-owner-round_robin = به نوبت، میان کسانی که در دسترس‌اند
routing-owner-least_loaded = کسی که کمترین پروندهٔ باز را دارد، میان کسانی که در دسترس‌اند
routing-owner-help = اگر کسی از واحد در دسترس نباشد، پرونده در انتظار واحد می‌ماند.
routing-skill = مهارت
routing-with-skill = با مهارت { $skill }
routing-severity = شدت دست‌کم
routing-as-it-looks = همان که به نظر رسیده
routing-fault =
    { $n ->
        [one] یک بار کنار گذاشته شد، { $when }:
       *[other] { $n } بار کنار گذاشته شد، آخرین بار { $when }:
    }
routing-change = تغییر
routing-change-one = تغییر قاعده
routing-new = قاعدهٔ تازه
routing-add = افزودن قاعده
routing-do-up = بالاتر
routing-do-down = پایین‌تر
routing-do-off = خاموش کردن
routing-do-on = روشن کردن
routing-do-remove = برداشتن
routing-this-up = بالاتر بردن «{ $rule }»
routing-this-down = پایین‌تر بردن «{ $rule }»
routing-this-off = خاموش کردن «{ $rule }»
routing-this-on = روشن کردن «{ $rule }»
routing-this-remove = برداشتن «{ $rule }»
routing-try = آزمودن یک پرونده
routing-try-title = کدام قاعده این پرونده را می‌گیرد؟
routing-try-help = آنچه مشتری ممکن است بگوید یا شمارهٔ پیگیری پرونده‌ای موجود را بنویسید. چیزی تغییر نمی‌کند.
routing-try-existing = پرونده‌ای که هست
routing-try-typed = پرونده‌ای فرضی
routing-try-do = آزمودن
routing-reference = شمارهٔ پیگیری
routing-text = گفتهٔ مشتری
routing-matter = موضوع
routing-kind = نوع
routing-touchpoint = نقطهٔ تماس
routing-channel = کانال
routing-caught-by = قاعدهٔ { $rule } آن را می‌گیرد.
routing-caught-by-none = هیچ قاعده‌ای آن را نمی‌گیرد: در واحد خود می‌ماند.
routing-nothing-tried = هنوز چیزی آزموده نشده است
routing-outcome = نتیجه
routing-nobody-now = اکنون کسی در دسترس نیست
routing-place = ردیف
routing-verdict = رأی
routing-verdict-caught = آن را می‌گیرد
routing-verdict-not_met = شرط برقرار نیست
routing-verdict-broken = کار نمی‌کند، کنار گذاشته شد
routing-verdict-off = خاموش
routing-verdict-not_reached = قاعدهٔ بالاتری آن را گرفته
why-routing-too-many = این‌ها بیش از ۲۰۰ قاعده است. چند تا را با هم یکی کنید.
why-routing-name = «{ $about }» نمی‌تواند نام باشد: هر قاعده نامی از ۱ تا ۱۰۰ نویسه می‌خواهد که قاعدهٔ دیگری نداشته باشد.
why-routing-skill = «{ $about }» مهارت می‌خواهد ولی پرونده را به کسی نمی‌دهد. شیوهٔ یافتن مسئول را برگزینید یا مهارت را بردارید.
why-routing-idle = «{ $about }» چیزی را تغییر نمی‌دهد. واحد، مسئول یا شدت را مشخص کنید.
why-routing-condition = شرط کار نمی‌کند. { $about }
why-routing-unit = واحد «{ $about }» در حال استفاده نیست. یکی از فهرست را برگزینید.
why-routing-reference = پرونده‌ای با این شماره در دسترس شما نیست. شماره را دوباره ببینید.
field-condition = شرط
field-skill = مهارت
field-rules = قاعده‌ها
case-did-routed = به حکم قاعده‌ای راهش را پیدا کرد
case-did-task_made = کاری تعریف کرد
case-did-task_handed_over = کاری را واگذار کرد
case-did-task_done = کاری را تمام کرد
case-did-task_cancelled = کاری را لغو کرد
tasks = کارها
tasks-title = برای این پرونده چه باید کرد؟
tasks-open =
    { $n ->
        [one] یک کار باز است؛ پرونده پس از آن بسته می‌شود.
       *[other] { $n } کار باز است؛ پرونده پس از آن‌ها بسته می‌شود.
    }
tasks-none-open = هیچ کاری باز نیست.
tasks-none = هنوز کاری نیست. بخشی از کار را از همکار یا واحدی دیگر بخواهید.
task-of-case = پرونده
task-new = کار تازه
task-title = چه باید کرد
task-owner = چه کسی انجام می‌دهد
task-nobody = هر که از واحد آن را بردارد
task-same-unit = همین واحد
task-hours = چند ساعت کاری فرصت دارد
task-hours-help = خالی یعنی همان که در قاعدهٔ مهلت‌ها آمده است.
task-make = تعریف کار
task-note = یادداشت برای همکاران
task-due = مهلت { $when }
task-late = مهلت گذشته
task-state-open = باز
task-state-done = انجام شد
task-state-cancelled = لغو شد
task-do-finish = انجام شد
task-do-cancel = لغو
task-do-hand_over = واگذاری
task-do-finish-this = «{ $task }» انجام شد
task-do-cancel-this = لغو «{ $task }»
why-task-title = هر کار متنی از ۱ تا ۳۰۰ نویسه می‌خواهد که بگوید چه باید کرد.
why-task-hours = ساعت، عددی درست از ۱ تا ۸۷۶۰ است. برای مهلت پیش‌فرض خانه را خالی بگذارید.
why-task-too-many = این پرونده ۵۰ کار باز دارد. نخست چند تا را تمام کنید.
why-task-owner = این شخص دیگر اینجا کار نمی‌کند. یکی از فهرست را برگزینید.
why-task-unit = واحد «{ $about }» در حال استفاده نیست. یکی از فهرست را برگزینید.
canned-title = چه چیزی بارها نوشته می‌شود؟
canned-count = { $n } پاسخ آماده برای شما و همکارانتان هست.
canned-none = هنوز پاسخ آماده‌ای نیست.
canned-empty = هنوز پاسخ آماده‌ای نیست
canned-empty-help = آنچه هر روز می‌نویسید یک بار بنویسید. نام، شمارهٔ پیگیری و مانند آن خودبه‌خود پر می‌شود.
canned-text = متن
canned-languages = زبان‌ها
canned-everybody = همهٔ شرکت
canned-new = پاسخ آمادهٔ تازه
canned-change = تغییر پاسخ آماده
canned-text-fa = متن فارسی
canned-text-en = متن انگلیسی
canned-places = جاهایی که برای هر پرونده پر می‌شود:
canned-add = افزودن
canned-remove = برداشتن
canned-choose = پاسخ آماده
canned-missing = برای این‌ها چیزی در دست نیست:
canned-failed = متن دریافت نشد. دوباره برگزینید.
placeholder-name = نام مشتری
placeholder-reference = شمارهٔ پیگیری
placeholder-agent = نام شما
placeholder-unit = عنوان واحد
placeholder-remedy = خواستهٔ مشتری
why-canned-name = پاسخ آماده نامی از ۱ تا ۱۰۰ نویسه می‌خواهد.
why-canned-taken = پاسخ آماده‌ای با نام «{ $about }» هست. نامی دیگر برگزینید یا همان را تغییر دهید.
why-canned-empty = متن خالی است. دست‌کم به یک زبان بنویسید.
why-canned-too-long = این متن بیش از ۱۰٬۰۰۰ نویسه است. کوتاهش کنید.
why-canned-placeholder = جایی به نام «{ $about }» نیست. جاها مانند {"{{name}}"} نوشته می‌شوند و فهرستشان در پایین آمده است.
field-text_fa = متن فارسی
field-text_en = متن انگلیسی
after-closing-title = آیا از مشتری می‌پرسیم که مسئله‌اش واقعاً حل شده است؟
after-closing-on =
    { $n ->
        [0] بله، یک روز پس از بستن. هنوز کسی پاسخ نداده است.
       *[other] بله، یک روز پس از بستن. { $n } مشتری پاسخ داده‌اند.
    }
after-closing-off = خیر. هنگامی که پرونده بسته می‌شود، کسی از مشتری نمی‌پرسد.
after-closing-how = یک روز پس از بسته شدن پرونده، دعوت‌نامه‌ای با ایمیل به مشتری می‌رسد؛ در چارچوب سقف‌ها و ساعت‌های سکوت سیاست تماس. هر که بگوید مسئله حل نشده، پرونده را با گفته‌های خودش دوباره باز می‌کند.
after-closing-start = پس از بستن از مشتری بپرس
after-closing-stop = دیگر نپرس
after-closing-look = دیدن پرسش‌نامه
after-closing-survey = پس از بسته شدن پرونده
alert-why-of-task_given = کاری به شما سپرده شد: { $of }
