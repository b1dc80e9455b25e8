mail = ایمیل‌های رسیده
mail-title = ایمیل مشتریان از کدام راه می‌رسد و چه می‌شود؟
mail-answer = در ۳۰ روز گذشته { $n } ایمیل رسید و { $comments ->
        [0] هیچ‌کدام نظری نشد.
       *[other] { $comments } نظر از آن ثبت شد.
    }
mail-waiting = در ۳۰ روز گذشته ایمیلی نرسیده است.
mail-none = هنوز راهی باز نیست. در را باز کنید یا صندوق ایمیلی نام ببرید.
mail-made = نشانی در
mail-made-help = تنها همین یک بار نشان داده می‌شود. هر کس آن را بداند می‌تواند ایمیل وارد کند؛ مانند گذرواژه از آن نگه‌داری کنید.
mail-door = در
mail-door-help = نشانی محرمانه‌ای که ایمیل کامل را با HTTPS از سرور ایمیل یا سرویس ایمیل شما می‌گیرد.
mail-door-since = رمز آن در { $at } ساخته شد.
mail-door-old = رمز پیشین تا { $at } باز می‌کند.
mail-door-open = در را باز کنید
mail-door-renew = رمز تازه بسازید
mail-door-shut = در را ببندید
mail-ways = سه راه
mail-way-service = سرویس ایمیل
mail-way-service-help = Mailgun، SendGrid و مانند آن: بخواهید ایمیل خام را (body-mime یا «send raw») به نشانی در بفرستند.
mail-way-server = سرور ایمیل خودتان
mail-way-server-help = در Postfix، در فایل ‎/etc/aliases:
mail-way-mailbox = صندوق ایمیل
mail-way-mailbox-help = هر دقیقه با IMAP خوانده می‌شود و آنچه گرفته شود «خوانده‌شده» می‌شود. برنامه را با این آغاز کنید:
mail-fetch-broken = در دسترس نبود
mail-fetch-last =
    { $n ->
        [0] { $at } نگاه شد؛ چیز تازه‌ای نبود.
       *[other] { $at } نگاه شد؛ { $n } ایمیل گرفته شد.
    }
mail-became = چه شد
mail-became-help = در ۳۰ روز گذشته.
mail-nothing = هنوز هیچ.
mail-attachments = از ایمیل تنها نوشته‌اش در نظر می‌ماند؛ فایل‌های پیوست نگه داشته نمی‌شود.
mail-feedback = نظر
mail-report = گزارش دربارهٔ پیام‌های خودمان
mail-unsubscribed = درخواست لغو پیام‌ها
mail-auto_reply = کنار گذاشته شد: پاسخ خودکار
mail-bulk = کنار گذاشته شد: برای گروهی فرستاده شده بود
mail-loop = کنار گذاشته شد: ایمیل خودمان بود که برگشته بود
mail-too_many = کنار گذاشته شد: بیش از ۲۰ ایمیل در یک ساعت از یک نشانی
mail-no_words = کنار گذاشته شد: بدون نوشته
mail-no_sender = کنار گذاشته شد: فرستنده‌ای ندارد
mail-unreadable = کنار گذاشته شد: ایمیل نبود
mail-too_large = کنار گذاشته شد: بزرگ‌تر از ۲۰ مگابایت
place-mail = ایمیل‌های رسیده
place-help-mail = راه‌هایی که ایمیل مشتریان از آن می‌رسد و آنچه از آن شد.
