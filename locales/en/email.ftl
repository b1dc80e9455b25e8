email-hello = Dear { $name },
email-hello-nameless = Dear customer,
email-invitation-subject = How was it?
email-invitation-text = We would like to know how it was for you. Your answer would help us to do better.
email-reminder-subject = Your opinion is still missing
email-reminder-text = We asked you a few days ago how it was for you. If you still like to tell us, the link below is open.
email-answer = Tell us
email-until = The link is open until { $when }.
email-leave = Stop these messages
sms-invitation =
    How was it? Tell us: { $link }
    No more of these: { $leave }
sms-reminder =
    Your opinion is still missing: { $link }
    No more of these: { $leave }
email-first-help = Choose a number: the survey opens with it marked, and you send it from there.
