feedback = دیدگاه‌ها
feedback-title = مشتریان چه گفته‌اند؟
feedback-answer = در { $period } { $n } دیدگاه از مشتریان رسیده است.
feedback-found = { $n } دیدگاه از { $of } دیدگاه { $period } با این پالایه‌ها می‌خواند.
feedback-found-words = { $n } دیدگاه از { $of } دیدگاه { $period } با «{ $words }» پیدا شد.
feedback-at-once = { $n } تا از آن‌ها رسیدگی فوری می‌خواهد و در آغاز فهرست آمده است.
feedback-all-at-once =
    { $n ->
        [one] رسیدگی فوری می‌خواهد.
       *[other] همهٔ آن‌ها رسیدگی فوری می‌خواهد.
    }
feedback-search = واژه‌های دیدگاه‌ها
feedback-search-placeholder = به هر املا و صرفی
feedback-none = دیدگاهی پیدا نشد
feedback-none-help = واژه‌ها را به هر املایی می‌توانید بنویسید. پالایه‌ای را بردارید یا دورهٔ بلندتری برگزینید.
feedback-whole = همهٔ دیدگاه‌های این دوره
feedback-where = گوینده و جا
feedback-read-as = برداشت
feedback-speaks-of = سخن از
feedback-cut = تنها آغاز این دیدگاه خوانده شده است.
feedback-pager = { $from } تا { $to } از { $n } دیدگاه
