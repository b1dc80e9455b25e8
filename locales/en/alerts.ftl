alerts = Alerts
alerts-title = What must you hear of?
alerts-unseen =
    { $n ->
        [one] One alert is new.
       *[other] { $n } alerts are new.
    }
alerts-none-new = Nothing is new.
alerts-see-all = I have seen them
alerts-by-email = Send them by e-mail too, where the rule says so
alerts-empty = No alert so far
alerts-empty-help = When a rule speaks of something in your units, it stands here within a minute.
alerts-empty-manage = Say what the company is alerted of: a detractor, a furious sentence, a word. It then stands here within a minute.
alert-by-rule = by the rule
alert-why-low_score = A low score
alert-why-of-low_score = Low score: { $of }
alert-why-fury = A furious sentence
alert-why-urgency = Someone must act
alert-why-of-urgency = Someone must act: { $of }
alert-why-of-blame = Spoken of badly: { $of }
alert-why-of-words = Words that are watched for: { $of }
alert-why-of-theme = A theme: { $of }
alert-why-new_theme =
    { $n ->
        [one] New or rising: { $of }, in one comment of the last seven days ({ $before } in the seven before)
       *[other] New or rising: { $of }, in { $n } comments of the last seven days ({ $before } in the seven before)
    }
alert-why-of-webhook_broken = The webhook { $of } was switched off, for nothing got through
alert-why-of-clock_warning = A clock is running out: { $of }
alert-why-of-clock_breach = A clock ran out: { $of }
alert-why-of-clock_again = Its clock ran out, and it is still not done: { $of }
alert-why-of-mentioned = A note names you: { $of }
alert-why-of-case_given = A case is yours now: { $of }
alert-mail-subject = Alert: { $why }
alert-mail-look = Look at it:
alert-mail-why = You get this because a rule or a colleague of your company names you or your unit. Under “Alerts” you can keep to the bell on the pages.
alert-rules = Alert rules
alert-rules-title = What is the company alerted of?
alert-rules-count =
    { $n ->
        [one] One rule says what someone must hear of within a minute.
       *[other] { $n } rules say what someone must hear of within a minute.
    }
alert-rules-none = No rule so far. Start with a ready-made one.
alert-no-mail = No mail server is set up: alerts reach the pages and webhooks only.
alert-presets = Ready-made
alert-preset-detractor = A detractor answers
alert-preset-fury = A furious sentence
alert-preset-urgent = What cannot wait
alert-preset-csat = Low satisfaction
alert-preset-new_theme = New and rising themes
alert-when = When
alert-when-low_score = A score is so low
alert-when-fury = A sentence is furious
alert-when-urgency = Someone must act today or at once
alert-when-urgency_now = Someone must act at once
alert-when-blame = Something is spoken of badly
alert-when-words = Certain words
alert-when-theme = A theme
alert-when-new_theme = Customers speak of something new
alert-metric = Metric
alert-at-most = At most
alert-phrases-help = One phrase a line, in any spelling and inflection; ~ stands for up to three words.
alert-only-at = Only there
alert-condition = And only when
alert-condition-help = A condition in CEL over interaction, sentiment, urgency, traits, stage, value and interactions.
alert-to = Who is told
alert-to-unit_manager = The unit’s manager
alert-to-experience_manager = Who manages the customers’ experience
alert-ways = How
alert-way-page = Bell on the pages
alert-way-email = E-mail
alert-switch = State
alert-on = On
alert-off = Off
alert-turn-on = Switch on
alert-turn-off = Switch off
alert-remove = Take away
alert-new = A rule of your own
alert-change = Change the rule
alert-save = Save
webhook = Webhook
webhooks = Webhooks
webhooks-title = Which systems are told?
webhooks-count =
    { $n ->
        [one] One address is told of alerts.
       *[other] { $n } addresses are told of alerts.
    }
webhooks-none = No system is told yet. Add the address that takes JSON by POST.
webhook-url = Address
webhook-url-help = Only this address is called, and no redirect is followed. Each call is signed by the Standard Webhooks specification.
webhook-new = A new webhook
webhook-add = Add it
webhook-change = Name and address
webhook-state = State
webhook-on = On
webhook-off = Off
webhook-broken = Switched off: nothing got through
webhook-failing = Nothing gets through since { $when }
webhook-says-on = It is told of what rules name it for.
webhook-says-off = It is switched off. What it is to be told from now on is not kept; what waited goes on when it is on again.
webhook-says-broken = It was switched off after three days without one call getting through. Mend the receiver, switch it on, and send again what is in the log.
webhook-test = Try it
webhook-remove = Take it away with its log
webhook-log = What it was told
webhook-log-empty = Nothing so far. Try it to see whether it gets through.
webhook-secret = Secret
webhook-secret-help = The receiver checks the header webhook-signature with it: HMAC-SHA256 over webhook-id, webhook-timestamp and the body, joined by dots.
webhook-secret-old = The secret before it signs too, until the next change.
webhook-secret-new = Make another secret
event-alert-raised = Alert
event-webhook-test = Trial
delivery-ready = under way
delivery-delivered = taken
delivery-failed = given up
delivery-event = What
delivery-attempts = Attempts
delivery-next = again { $when }
delivery-status = Answered with
delivery-no-status = no answer
delivery-took = Took
delivery-milliseconds = { $n } ms
delivery-answer = In its words
delivery-not-tried = Not tried yet.
delivery-resend = Send it again now
