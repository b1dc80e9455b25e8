capture-open = Take a case down
capture-title = Take a case down
capture-help = Type what the customer says; the rest is proposed while you type.
capture-words = What happened
capture-words-example = Order 4711 came five days late, the courier did not answer …
capture-who = Customer
capture-who-example = Phone, e-mail or name
capture-remedy = What does the customer want
capture-remedy-example = A refund, a new parcel, an apology …
capture-proposes = Customer, unit, kind, severity and cases that are alike are proposed here while you type.
capture-customer = Customer
capture-kind = Kind
capture-unit = Unit
capture-severity = Severity
capture-touchpoint = Touchpoint
capture-nobody = Not known
capture-none = None
capture-other = Other …
capture-sure = { $n } % sure
found-by-identifier = found by number or address
capture-new-contact = is new and will be kept with the case
capture-duplicates = Is it one of these?
capture-same-customer = same customer
capture-alike = { $n } % of the words in common
capture-onto = Add these words to it
capture-matter = It is a
capture-channel = It came by
capture-save = Take it down
capture-look = Propose
capture-taken = Taken down. The customer’s number is
capture-added = The words were added to the case with the number
capture-due = Next due
capture-next = The next one
capture-copy = Copy the number
capture-undo = Take it back
case-kinds = Kinds of cases
case-kinds-title = Kinds of cases
case-kinds-count =
    { $n ->
        [one] One kind is in use; it is proposed while a case is typed.
       *[other] { $n } kinds are in use; they are proposed while a case is typed.
    }
case-kinds-none = No kinds yet. With a short list of your own, cases sort themselves while they are typed, and reports can count them.
case-kinds-ready =
    { $n ->
        [one] Add one kind that shops start from
       *[other] Add { $n } kinds that shops start from
    }
case-kind-title = Title
case-kind-title-fa = Title in Persian
case-kind-title-en = Title in English
case-kind-name = Name in data
case-kind-name-help = Small Latin letters, digits and _; cases and queries hold on to it, so it stays.
case-kind-unit = Usual unit
case-kind-severity = Usual severity
case-kind-words = Words that call for it
case-kind-words-help = Separated by commas, in both languages. They count until enough cases have been learned from, and a little after that.
case-kind-archived = No longer chosen
case-kind-archive = No longer propose it; cases that have it keep it
case-kind-change = Change a kind
case-kind-new = A new kind
case-kind-save = Keep
field-text = What happened
field-kind = Kind
field-unit = Unit
field-customer = Customer
field-words = Words that call for it
field-identifiers = What points at the customer
field-remedy = What is wanted
field-received_at = When it came
place-case-kinds = Kinds of cases
place-help-case-kinds = What cases are about: your own list, proposed while a case is typed.
capture-look-at = Open the case
