answer-minutes =
    { $n ->
        [one] Takes about a minute.
       *[other] Takes about { $n } minutes.
    }
answer-page = Page { $page } of { $of }
answer-problems =
    { $n ->
        [one] One answer needs another look
       *[other] { $n } answers need another look
    }
answer-needed = An answer is needed
answer-optional = (if you like)
answer-next = Next
answer-back = Back
answer-send = Send
answer-kept = Your answers are kept.
answer-offline = There is no connection. Your answers are kept on this device and are sent once it is back.
answer-trap = Leave this field empty
answer-other = Something else
answer-other-words = In your words
answer-not-applicable = Does not apply
answer-points = points
answer-from-to = From { $low } to { $high }
answer-date-help = For example 2026-03-21
answer-required = Please answer this question.
answer-other-empty = Please write what else you mean.
answer-not-a-choice = Please choose one of the answers.
answer-too-few = Please choose at least { $bound }; { $found } chosen.
answer-too-many = Please choose at most { $bound }; { $found } chosen.
answer-not-a-number = Please enter a number; “{ $found }” is none.
answer-not-whole = Please enter a whole number.
answer-too-low = Please enter { $bound } or more.
answer-too-high = Please enter { $bound } or less.
answer-too-long = Please use { $bound } characters at most; these are { $found }.
answer-not-a-day = Please enter a date such as 2026-03-21.
answer-too-early = Please enter { $bound } or a later date.
answer-too-late = Please enter { $bound } or an earlier date.
answer-not-an-email = Please check the e-mail address “{ $found }”.
answer-not-a-phone = Please check the phone number “{ $found }”.
answer-not-all-ranked = Please give each a rank of its own, from 1 on.
answer-points-sum = The points must add up to { $bound }; these add up to { $found }.
answer-thanks-title = Thank you
answer-thanks-text = Your answers have arrived.
answer-full-title = Thank you for coming
answer-full-text = Enough people have answered this survey already.
answer-expired-title = This link has expired
answer-expired-text = The survey it led to is over. Thank you for wanting to answer.
scale-step = { $step } of { $of }
scale-nps-low = Not at all likely
scale-nps-high = Extremely likely
scale-enps-low = Not at all likely
scale-enps-high = Extremely likely
scale-csat-low = Very dissatisfied
scale-csat-high = Very satisfied
scale-ces-low = Strongly disagree
scale-ces-high = Strongly agree
scale-agree-low = Strongly disagree
scale-agree-high = Strongly agree
contact-name = Name
contact-email = E-mail
contact-phone = Phone
contact-company = Company
contact-city = City
leave-title = Stop these messages?
leave-text = We will not ask you for your opinion on this channel any more.
leave-everything = Stop surveys and offers on every channel
leave-do = Stop
leave-done = Done
leave-done-text = We will not write to you about this again.
