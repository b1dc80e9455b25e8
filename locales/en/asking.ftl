asking-ways = Ways to ask
asking-way-invitations = By invitation
asking-way-site = On your site
site-title = How does this survey stand on your own site?
site-not-published = Publish the survey first; until then only the trial below shows it.
site-not-shown = It is shown on no site yet. Name the site, switch it on, and put the line of code into its pages.
site-shown-inline =
    { $n ->
        [one] It is a part of the pages of one site.
       *[other] It is a part of the pages of { $n } sites.
    }
site-shown-popup =
    { $n ->
        [one] It comes up in a corner of the pages of one site.
       *[other] It comes up in a corner of the pages of { $n } sites.
    }
site-shown-tab =
    { $n ->
        [one] It waits behind a button at the edge of the pages of one site.
       *[other] It waits behind a button at the edge of the pages of { $n } sites.
    }
site-how = How it is shown
site-enabled = Shown on the sites below
site-origins-help = One on each line, such as https://shop.example.com or https://*.example.com. On no other site can it be framed.
site-shape = Form
site-shape-inline = Part of the page
site-shape-popup = Window in a corner, by itself
site-shape-tab = Button at the edge
site-side = Side
site-side-start = Where lines begin
site-side-end = Where lines end
site-label-fa = Its name in Persian
site-label-en = Its name in English
site-when = When the window comes
site-when-help = At whatever comes first; with nothing filled in, at once. The button and the part of a page are there from the start.
site-seconds = After so many seconds on the page
site-scroll = When so much of the page was read, in per cent
site-exit = When the pointer leaves the page at its top
site-whom = To whom, and how often
site-share = Share of visitors, in per cent
site-share-help = Drawn once for each browser, so that a visitor is not asked on one page and left alone on the next.
site-rest = Leave alone for so many days whoever answered or closed it
site-rest-help = The browser remembers. A customer you know is asked only where the contact policy allows it, whatever the browser remembers.
site-snippet = The code for your site
site-snippet-help = Put it before the end of the page. It is one script without dependencies and keeps nothing but when it was answered or closed.
site-policy = Where the site has a content security policy, this is what it must allow:
site-trial = Try it out
site-trial-help = As it is saved; what is answered here is kept nowhere.
site-signing = Say who is looking
site-signing-help = Where your site knows its customer, it can say so. A user id counts only with its signature, HMAC-SHA256 of the id with the secret below in hexadecimal, made on your server; without one anybody could answer in anybody’s name, so it is left out. The anonymous id of a browser needs none.
site-signature-of = HMAC-SHA256(secret, "42")
site-secret-make = Make a secret
site-secret-renew = Make a new secret; the old one stops counting
sample-site = A page of your site
sample-site-text = This is how a page with the survey on it may look. The text stands here only so that there is something to read before the question comes.
sample-site-end = And here the page would go on.
embed-close = Close
field-origins = Sites
field-shape = Form
field-side = Side
field-label = Name of the button
field-after_seconds = Seconds on the page
field-after_scroll = Share of the page
field-share = Share of visitors
field-rest_days = Days
asking-way-kiosks = At kiosks
asking-way-telephone = On the telephone
kiosks-title = At which kiosks does this survey stand open?
kiosks-open =
    { $n ->
        [one] It stands open at one kiosk.
       *[other] It stands open at { $n } kiosks.
    }
kiosks-none = It stands open at no kiosk yet. Make one, and open its address on a tablet in the branch.
kiosk-made = The address of the kiosk
kiosk-made-help = It is shown this once. Open it on the tablet; it fills the screen with the first touch, and only the PIN leaves it.
kiosk-new = A new kiosk
kiosk-name = Where it stands
kiosk-unit = Unit
kiosk-about = About
kiosk-idle = Begins anew after
kiosk-idle-field = Seconds without a touch after which it begins anew (10 to 600)
kiosk-seconds =
    { $n ->
        [one] one second
       *[other] { $n } seconds
    }
kiosk-seen = Last opened
kiosk-never = never
kiosk-is-open = Open
kiosk-is-closed = Closed
kiosk-close = Close it for good
kiosk-language-first = The first of the survey
kiosk-pin-field = PIN
kiosk-pin-help = Four to eight digits. Five wrong ones within a quarter of an hour, and no PIN is taken for a while.
kiosk-make = Make it
kiosk-leave = Leave the kiosk
kiosk-pin = PIN
kiosk-no-line = This screen has no connection just now. Please come back in a little while.
way-kiosk-next = Next customer
way-telephone-next = Next call
interview-title = Whom do I call, may I, and what do they say?
interview-answer = Look the number up first: the contact policy says whether we may call. What is said is recorded as theirs, with you as who asked.
interview-phone = Telephone number
interview-look = Look up
interview-nobody = Nobody is known by this number
interview-may = We may call now
interview-may-not = We may not call
interview-called-us = The customer called us, or is on the line already
interview-begin = Begin the interview
interview-refused = The contact policy does not let us call; nothing was begun. The reason stands below. Where the customer called us, say so.
interview-script = What you say
interview-say-hello = Say who you are and from which company, and ask whether the customer has a moment.
interview-say-time = Say how long it takes, and that they may stop at any time.
interview-say-read = Read each question as it stands, with its scale; help nobody to an answer.
interview-say-stop = Where they do not want to go on, stop: what was said so far is kept.
interview-keys = Digits answer, arrows move between questions, Enter goes on.
interview-back = Another number
invitation-title = Invitation { $id }
invitation-is-planned = It waits for its time.
invitation-is-withheld = It was not sent.
invitation-is-reserved = It is on its way out.
invitation-is-sent = It was sent; nobody has opened it yet.
invitation-is-delivered = It arrived; nobody has opened it yet.
invitation-is-opened = It was opened and not begun.
invitation-is-started = It was begun and not finished.
invitation-is-answered = It was answered.
invitation-is-expired = Its time ran out.
invitation-is-bounced = Its message came back.
life-made = Made
life-due = To be sent
life-waits = Waits
life-reserved = Reserved in the book of contacts
life-sent = Handed over
life-unknown = Handed over, perhaps: no answer came, so it is not sent again
life-tried_again = Not taken; tried again
life-gave_up = Given up
life-delivered = Arrived
life-bounced = Came back
life-opened = Opened
life-started = Begun
life-answered = Answered
life-withheld = Withheld
life-reminder_due = Reminder
life-reminder_withheld = Reminder withheld
life-reminded = Reminded
life-expires = End of its time
life-by-trigger = by the trigger “{ $name }”
life-by-hand = by hand
life-because = after “{ $kind }”
life-server-said = The server said:
life-ahead = ahead:
