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
