contact-policy = Contact policy
contact-policy-title = How often, when and about what do we contact customers?
contact-policy-answer = { $caps ->
        [0] No cap
        [one] One cap
       *[other] { $caps } caps
    }, { $rests ->
        [0] no rest
        [one] one rest
       *[other] { $rests } rests
    } and { $quiet ->
        [0] no quiet hours
        [one] one stretch of quiet hours
       *[other] { $quiet } stretches of quiet hours
    } hold for every message.
contact-policy-withheld =
    { $n ->
        [one] In the last 30 days one message was withheld.
       *[other] In the last 30 days { $n } messages were withheld.
    }
contact-policy-none-withheld = In the last 30 days no message was withheld.
contact-policy-older = These are the rules of version { $version }, which is no longer in force. Saving them puts them in force again, as a new version.
contact-policy-current = Back to the rules in force
contact-policy-moved = Somebody changed the policy while you were at it, and nothing was saved. Look at the newest version and make your change there.
contact-caps = Caps
contact-caps-help = At most so many messages in a stretch of time. All caps hold at once.
contact-cap-new = Add a cap
contact-cap-most = At most so many messages
contact-cap-window = In
contact-cap-days = Length in days, for a stretch that ends now
contact-cap-zone = The calendar is read on the clock of
contact-zone-customer = the customer, where we know it
contact-zone-company = the company
contact-window-rolling = the days up to now
contact-window-day = a day, from midnight
contact-window-week = a week, from Saturday
contact-window-month = a month (Gregorian)
contact-window-jalali_month = a month (Jalali)
contact-cap-rolling =
    { $n ->
        [0] none at all in { $span }
        [one] at most one in { $span }
       *[other] at most { $n } in { $span }
    }
contact-cap-day =
    { $n ->
        [0] none at all
        [one] at most one a day
       *[other] at most { $n } a day
    }
contact-cap-week =
    { $n ->
        [0] none at all
        [one] at most one a week, from Saturday
       *[other] at most { $n } a week, from Saturday
    }
contact-cap-month =
    { $n ->
        [0] none at all
        [one] at most one a month
       *[other] at most { $n } a month
    }
contact-cap-jalali_month =
    { $n ->
        [0] none at all
        [one] at most one a Jalali month
       *[other] at most { $n } a Jalali month
    }
contact-rests = Rests
contact-rests-help = After a message, nothing for a while.
contact-rest-new = Add a rest
contact-rest-days = Length in days
contact-rest-of-one = Only between messages about the same thing, such as one survey
contact-rest-topic = { $span } between two about the same thing
contact-rest-any = { $span } after any message
contact-quiet = Quiet hours
contact-quiet-help = Messages wait for their end. They are read on the customer’s clock where we know it, otherwise on the company’s.
contact-quiet-new = Add quiet hours
contact-quiet-from = From
contact-quiet-until = Until; an earlier hour is one of the next day
contact-quiet-days = On these days only
contact-quiet-days-help = None ticked: every day. They belong to the day they start in.
contact-quiet-says = from { $from } to { $until }
contact-day-saturday = Saturday
contact-day-sunday = Sunday
contact-day-monday = Monday
contact-day-tuesday = Tuesday
contact-day-wednesday = Wednesday
contact-day-thursday = Thursday
contact-day-friday = Friday
contact-consent = Consent
contact-consent-help = What a customer must have agreed to before we write. A customer’s objection holds whatever stands here.
contact-consent-none = No consent needed
contact-consent-all = Only with consent
contact-consent-some = Only with consent on the channels below
contact-consent-channels = Channels
contact-recovery = While a complaint is open
contact-recovery-help = What is ticked is not sent to a customer whose complaint is open.
contact-rule-name = Name of the rule
contact-scope = Which messages
contact-category = About
contact-counts = Is counted
contact-obeys = Has to wait
contact-scope-help = What is counted fills the rule; what has to wait is held back by it. A service message can be counted and never wait.
contact-scope-obey = For: { $categories }.
contact-scope-counted = Also counted: { $categories }.
contact-scope-channels = Only on: { $channels }.
contact-channels = Only on these channels
contact-channels-help = None ticked: on every channel.
contact-remove = Remove this rule on saving
contact-category-survey = Surveys
contact-category-service = Service
contact-category-marketing = Offers and news
contact-category-recovery = About the customer’s own complaint
contact-try = Try it first
contact-try-help = See what the rules on this page would have made of the messages of the last days, before you put them in force.
contact-try-days = Over the last so many days (1 to 90)
contact-try-customer = For one customer only, by number
contact-try-do = Try it
contact-save = Put in force
contact-withheld-help = In the last 30 days, all customers.
contact-versions = Versions
contact-versions-none = Nobody has changed the policy yet; these are the rules that every company starts with.
contact-version = Version { $n }
contact-version-in-force = in force
contact-version-nobody = the program itself
contact-change-cap-added = Cap added: { $name }
contact-change-cap-removed = Cap removed: { $name }
contact-change-cap-changed = Cap changed: { $name }
contact-change-rest-added = Rest added: { $name }
contact-change-rest-removed = Rest removed: { $name }
contact-change-rest-changed = Rest changed: { $name }
contact-change-quiet_hours-added = Quiet hours added: { $name }
contact-change-quiet_hours-removed = Quiet hours removed: { $name }
contact-change-quiet_hours-changed = Quiet hours changed: { $name }
contact-change-consent-added = Now needs consent: { $name }
contact-change-consent-removed = No longer needs consent: { $name }
contact-change-consent-changed = Needs consent on other channels: { $name }
contact-change-recovery-added = Now held back while a complaint is open: { $name }
contact-change-recovery-removed = No longer held back while a complaint is open: { $name }
contact-change-recovery-changed = Held back otherwise while a complaint is open: { $name }
contact-preview-title = What would have happened?
contact-preview-empty = From { $from } to { $to } the book holds no message to try the rules on.
contact-preview-answer =
    { $n ->
        [one] Of one message, { $kept } would not have been sent under these rules; under those in force { $before }.
       *[other] Of { $n } messages, { $kept } would not have been sent under these rules; under those in force { $before }.
    }
contact-preview-n =
    { $n ->
        [one] One message to one customer, { $from } to { $to }.
       *[other] { $n } messages to { $customers ->
            [one] one customer
           *[other] { $customers } customers
        }, { $from } to { $to }.
    }
contact-preview-cut = The book holds more than is read for this, so that the stretch is shorter than you asked for.
contact-preview-beyond =
    { $n ->
        [one] One more was not sent for a reason that no policy changes, such as a missing address.
       *[other] { $n } more were not sent for reasons that no policy changes, such as a missing address.
    }
contact-preview-outcome = What comes of it
contact-preview-in-force = Rules in force
contact-preview-proposed = These rules
contact-preview-at_once = Sent at once
contact-preview-later = Sent later
contact-preview-withheld = Not sent
contact-preview-one = Message by message
contact-preview-how = Both columns are worked out anew from the book: each message sees those let through before it, the consents given and the complaints open at its time. One that would have waited longer than 14 days is taken as not sent. For all customers at once, calendars and quiet hours are read on the company’s clock. How customers would have answered to more or fewer messages, nobody can know.
contact-replay-at_once = Sent at once
contact-replay-later = Sent later, on { $at }: { $why }
contact-replay-withheld = Not sent: { $why }
contact-replay-otherwise = Not sent under any policy: { $why }
contact-book = Book of contacts
contact-book-open = Look at the book
contact-book-title = Which messages did this customer get, which not, and why?
contact-book-answer =
    { $reached ->
        [0] No message
        [one] One message
       *[other] { $reached } messages
    } went out or will, { $withheld ->
        [0] none was
        [one] one was
       *[other] { $withheld } were
    } withheld.
contact-book-empty = The company has not written to this customer yet.
contact-book-empty-help = Every survey, reply and alert to a customer stands here, with the reason for each one that was not sent.
contact-book-more = The { $n } youngest are shown.
contact-when = When
contact-what = What
contact-came-of = What came of it
contact-state-reserved = will be sent
contact-state-sent = sent
contact-state-delivered = arrived
contact-state-bounced = came back
contact-state-withheld = withheld
contact-state-released = not sent
contact-now = If we wrote now
contact-now-allowed = It may be sent now.
contact-now-no-address = We know neither an e-mail address nor a phone number of this customer.
contact-outcome-now = would be sent
contact-outcome-later = would wait
contact-outcome-not = would not be sent
contact-said = What the customer said about being contacted
contact-said-yes = agreed
contact-said-no = objected
contact-said-nothing = Nothing so far.
via-every = on every channel
contact-why-cap = The cap “{ $rule }” lets { $most } through, and there were { $n } already.
contact-why-rest = The rest “{ $rule }” lasts { $span }, and the last message was on { $last }.
contact-why-quiet_hours_customer = It was within the quiet hours “{ $rule }” on the customer’s clock.
contact-why-quiet_hours_company = It was within the quiet hours “{ $rule }” on the company’s clock.
contact-again = It is free again on { $at }.
contact-why-never_free = Caps, rests and quiet hours together leave no free moment within 400 days.
contact-why-no_consent = The customer has not agreed to “{ $category }” { $via }.
contact-why-objected = On { $at } the customer objected to “{ $category }” { $via } ({ $source }).
contact-why-recovery = A complaint has been open since { $since } ({ $subject }).
contact-why-suppressed_unsubscribed = The reader of this address unsubscribed on { $at }.
contact-why-suppressed_bounced = This address does not exist; a message came back on { $at }.
contact-why-suppressed_complained = The reader of this address called a message spam on { $at }.
contact-why-no_address = No address of the customer is known on this channel: { $channel }.
contact-why-not_eligible = The condition of the trigger did not hold.
contact-why-condition_failed = The condition of the trigger could not be worked out: { $problem }
contact-why-outdated_survey = The survey was closed meanwhile.
contact-why-outdated_date = The date it was about has moved.
contact-why-expired = Its time ran out on { $at }, before it could be sent.
contact-why-gave_up =
    { $n ->
        [one] It could not be handed over in one try.
       *[other] It could not be handed over in { $n } tries.
    }
contact-why-unwritable = The message could not be written: { $problem }
contact-subject-invitation = Invitation { $number }
contact-subject-reminder = Reminder of invitation { $number }
contact-subject-message = Message
contact-subject-widget = Survey on our site
contact-subject-case = case { $number }
consent-source-unsubscribe = by the unsubscribe link
consent-source-complaint = called a message spam
consent-source-profile = on the customer’s page
consent-source-import = from a file
contact-rule-surveys_in_two_weeks = Surveys in two weeks
contact-rule-marketing_a_week = Offers a week
contact-rule-contacts_a_day = Messages a day
contact-rule-same_survey = The same survey
contact-rule-night = Night
contact-days =
    { $n ->
        [one] one day
       *[other] { $n } days
    }
contact-hours =
    { $n ->
        [one] one hour
       *[other] { $n } hours
    }
field-policy_days = Length in days
field-policy_at_most = Number of messages
field-policy_hours = Hours
field-policy_categories = Which messages have to wait
field-policy = Policy
