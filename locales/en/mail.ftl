mail = Mail coming in
mail-title = Which way does mail of customers come in, and what became of it?
mail-answer =
    { $n ->
        [one] One mail came in the last 30 days
       *[other] { $n } mails came in the last 30 days
    }, { $comments ->
        [0] none of them became a comment.
        [one] one of them became a comment.
       *[other] { $comments } of them became comments.
    }
mail-waiting = No mail has come in the last 30 days.
mail-none = No way is open yet. Open the door below, or name a mailbox.
mail-made = The address of the door
mail-made-help = It is shown this once. Whoever knows it can bring mail in; keep it as you keep a password.
mail-door = The door
mail-door-help = A secret address that takes whole mails over HTTPS, from your mail server or a mail service.
mail-door-since = The secret was made on { $at }.
mail-door-old = The one before it opens until { $at }.
mail-door-open = Open the door
mail-door-renew = Make another secret
mail-door-shut = Shut the door
mail-ways = Three ways
mail-way-service = A mail service
mail-way-service-help = Mailgun, SendGrid and others: let them post the raw mail (body-mime, “send raw”) to the address of the door.
mail-way-server = Your own mail server
mail-way-server-help = Postfix, in /etc/aliases:
mail-way-mailbox = A mailbox
mail-way-mailbox-help = Fetched over IMAP once a minute; what is taken in is marked as read. Start the program with:
mail-fetch-broken = Not reached
mail-fetch-last =
    { $n ->
        [0] looked into { $at }; nothing new.
        [one] looked into { $at }; one mail was taken in.
       *[other] looked into { $at }; { $n } mails were taken in.
    }
mail-became = What became of it
mail-became-help = In the last 30 days.
mail-nothing = Nothing yet.
mail-attachments = A comment keeps the words; files that came with a mail are not kept with it.
mail-feedback = Comments
mail-report = Reports on our own messages
mail-unsubscribed = Wishes to hear no more
mail-auto_reply = Left out: a program answered
mail-bulk = Left out: sent to many
mail-loop = Left out: our own, come back
mail-too_many = Left out: more than 20 within an hour from one address
mail-no_words = Left out: without words
mail-no_sender = Left out: names no writer
mail-unreadable = Left out: no mail
mail-too_large = Left out: larger than 20 MB
place-mail = Mail coming in
place-help-mail = The ways by which mail of customers comes in, and what became of it.
