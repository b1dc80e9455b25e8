place-touchpoints = نقطه‌های تماس
place-help-touchpoints = جاهای برخورد با مشتری: مرحله، کانال و واحد صاحب هر یک.
touchpoint = نقطهٔ تماس
touchpoints-answer = { $n } نقطهٔ تماس هست؛ { $without ->
        [0] هر یک واحدی صاحب دارد.
       *[other] { $without } تا واحدی صاحب ندارد.
    }
touchpoints-none = هنوز نقطهٔ تماسی ثبت نشده است.
touchpoints-empty = هنوز نقطهٔ تماسی نیست
touchpoints-empty-help = نقطهٔ تماس جایی است که مشتری با شما روبه‌رو می‌شود: صندوق، تحویل، مرکز تماس. نخستین را بیفزایید.
touchpoint-owner = واحد صاحب
touchpoint-new = نقطهٔ تماس تازه
touchpoint-change = تغییر { $touchpoint }
touchpoint-name-help = نامی که تعامل‌ها این نقطه را با آن می‌شناسند، مانند branch_till. همین می‌ماند.
touchpoint-kinds = گونه‌هایی که اینجا رخ می‌دهد
touchpoint-kinds-help = تعامل‌های این گونه‌ها اگر نقطهٔ تماسی نام نبرند اینجا جای می‌گیرند. با ویرگول از هم جدا کنید.
touchpoint-from-now = این تغییر برای تعامل‌هایی است که از این پس می‌رسند. آنچه پیش‌تر رخ داده است در جای خود می‌ماند.
field-kinds = گونه‌ها
why-touchpoint-taken = نقطهٔ تماس «{ $about }» پیش‌تر ثبت شده است. نام دیگری بگذارید یا همان را تغییر دهید.
why-no-touchpoint-name = نقطهٔ تماس نامی در داده‌ها می‌خواهد.
why-no-touchpoint-title = نقطهٔ تماس عنوان می‌خواهد، فارسی یا انگلیسی.
