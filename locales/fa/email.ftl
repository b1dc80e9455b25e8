email-hello = { $name } گرامی،
email-hello-nameless = مشتری گرامی،
email-invitation-subject = تجربهٔ شما چطور بود؟
email-invitation-text = دوست داریم بدانیم تجربهٔ شما چگونه بود. پاسخ شما کمک می‌کند بهتر شویم.
email-reminder-subject = جای نظر شما خالی است
email-reminder-text = چند روز پیش نظر شما را پرسیدیم. اگر هنوز مایلید، پیوند زیر باز است.
email-answer = پاسخ می‌دهم
email-until = این پیوند تا { $when } باز است.
email-leave = دیگر این پیام‌ها را نفرستید
sms-invitation =
    تجربهٔ شما چطور بود؟ { $link }
    لغو پیام‌ها: { $leave }
sms-reminder =
    هنوز جای نظر شما خالی است: { $link }
    لغو پیام‌ها: { $leave }
email-first-help = عددی را انتخاب کنید: نظرسنجی با همان عدد باز می‌شود و از همان‌جا آن را می‌فرستید.
