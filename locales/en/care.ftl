care-tab-inbox = Inbox
cases-title = What has to be done now?
cases-inbox = Inbox
cases-answer-none = Nothing is open. Every customer has an answer.
cases-answer-calm =
    { $n ->
        [one] One case is open, and its clock is well.
       *[other] { $n } cases are open, and all clocks are well.
    }
cases-answer =
    { $n ->
        [one] One case is open, and it is at risk.
       *[other] { $n } cases are open; { $risk } of them are at risk.
    }
cases-live-on = Changes show by themselves.
cases-live-off = As it was when the page was opened.
cases-live-lost = The connection is lost; changes show again as soon as it is back.
cases-live-news = Cases that changed or came in since: { $count }. What you see here stays until you want it anew.
cases-live-show = Show it anew
cases-live-changed = changed
case-live-changed = Somebody changed this case since you opened it. What you are typing is safe.
cases-views = Views
cases-view-mine = Mine
cases-view-unit = My units
cases-view-at_risk = At risk
cases-view-unassigned = Nobody’s
cases-view-waiting = Waiting for the customer
cases-view-open = All open
cases-view-closed = Closed
cases-search = Words in cases
cases-search-placeholder = Title, name or reference
cases-whole = Without filters
cases-sort = Order:
cases-sort-priority = Most pressing first
cases-sort-received = Newest first
cases-sort-oldest = Oldest first
cases-sort-changed = Last changed first
cases-sort-closed = The last closed first. Filters look at the { $n } closed last.
cases-pager =
    { $n ->
        [one] { $from } to { $to } of one case
       *[other] { $from } to { $to } of { $n } cases
    }
cases-pager-more =
    { $n ->
       *[other] { $from } to { $to } of more than { $n } cases
    }
cases-none-found = No case answers
cases-none-found-help = Take a filter away, or look in another view.
cases-empty-mine = You have no open case
cases-empty-help-mine = Take one of those that nobody has yet.
cases-empty-unit = Your units have no open case
cases-empty-help-unit = New ones show here as they come in.
cases-empty-at_risk = No clock is at risk
cases-empty-help-at_risk = A case shows here as soon as one of its clocks warns.
cases-empty-unassigned = Every case is somebody’s
cases-empty-help-unassigned = A case shows here while nobody has it.
cases-empty-waiting = No case waits for its customer
cases-empty-help-waiting = A case shows here after a customer was asked something.
cases-empty-open = No case is open
cases-empty-help-open = Complaints, requests and recoveries show here as soon as they are taken down.
cases-empty-closed = No case is closed yet
cases-empty-help-closed = A case closes after its customer has an answer and its cause has a name.

case = Case
case-due = Time left
case-closed-at = Closed
case-select = Select the case “{ $title }”
case-waits = waits for the customer
case-was-late = late
case-over = ran out { $ago }
case-no-clock = no clock runs
case-severity = Severity
case-severity-is = Severity: { $severity }
case-matter = What it is
case-kind = Kind
case-kind-set = Set the kind
case-in-words = In a few words
case-take = I take it
case-hand-over = Hand over
case-to-unit = To the unit
case-same-unit = The same unit
case-no-unit = No unit
case-touchpoint = Touchpoint
case-no-touchpoint = No touchpoint
case-note-for-next = What the next one has to know
case-close-those = Close those that may be
case-close-those-help = Only cases whose customer has an answer close. The others stay open, and you are told why.
case-cause = Cause
case-own-cause = Each its own
case-choose = Choose one
case-key-edit = Close, or correct the facts

bulk-undone =
    { $n ->
        [one] One case is as it was before; had somebody changed it since, it stayed so.
       *[other] The { $n } cases are as they were before; those that somebody changed since stayed so.
    }
bulk-did-assign =
    { $n ->
        [one] One case is handed over.
       *[other] { $n } cases are handed over.
    }
bulk-did-release =
    { $n ->
        [one] Nobody has the case any more.
       *[other] Nobody has the { $n } cases any more.
    }
bulk-did-hand_over =
    { $n ->
        [one] One case is handed over to another unit.
       *[other] { $n } cases are handed over to another unit.
    }
bulk-did-kind =
    { $n ->
        [one] The kind of one case is set.
       *[other] The kind of { $n } cases is set.
    }
bulk-left-not_from =
    { $n ->
        [one] One case stays open: it is not at a point from which it closes.
       *[other] { $n } cases stay open: they are not at a point from which they close.
    }
bulk-left-no_answer =
    { $n ->
        [one] One case stays open: its customer has no answer yet.
       *[other] { $n } cases stay open: their customers have no answer yet.
    }
bulk-left-no_cause =
    { $n ->
        [one] One case stays open: it has no cause. Name one and close again.
       *[other] { $n } cases stay open: they have no cause. Name one and close again.
    }
bulk-left-open_tasks =
    { $n ->
        [one] One case stays open: a task of it is open.
       *[other] { $n } cases stay open: tasks of them are open.
    }
bulk-left-closed =
    { $n ->
        [one] One case is closed already.
       *[other] { $n } cases are closed already.
    }
bulk-left-not_yours =
    { $n ->
        [one] One case stayed as it was: it is out of your reach.
       *[other] { $n } cases stayed as they were: they are out of your reach.
    }
bulk-left-other =
    { $n ->
        [one] One case stayed as it was.
       *[other] { $n } cases stayed as they were.
    }

case-is = { $state }.
case-is-due = { $state }; the next clock runs out { $due }.
case-is-over = { $state }; a clock ran out { $ago }.
case-is-waiting = { $state }; the customer has been waited for since { $since }.
case-is-closed = Closed on { $when }.
case-owned-by = { $owner } has it.
case-owned-by-me = You have it.
case-owned-by-nobody = Nobody has it yet.
case-reopened-times =
    { $n ->
        [one] opened again once
       *[other] opened again { $n } times
    }
case-safety = Somebody’s safety is touched
case-safety-ask = Somebody’s safety is touched
case-meanwhile = Somebody changed this case while you were writing. Nothing of yours was sent, and nothing is lost.
case-meanwhile-help = Your words stand below as you wrote them. Read what happened, change them if need be, and send them again.
case-now-is = It now says { $value }.

case-thread = What happened
case-thread-legend = Turquoise: the customer sees it. Dashed amber: colleagues only.
case-thread-replies-only = You see what the customer sees.
case-look-customer = From the customer
case-look-reply = To the customer
case-look-note = Colleagues only
case-asks = asks the customer
case-mentioned = for { $names }
case-clock-moved = clock: { $clock }

case-write = Write
case-compose-reply = Write to the customer
case-compose-answer = Answer with a decision
case-compose-note = Note for colleagues
case-compose-hear = The customer said something
case-reply-text = What the customer reads
case-answer-text = What the customer reads
case-note-text = What colleagues read
case-hear-text = What the customer said
case-customer-sees = It goes out by the way the customer came, and stands on the customer’s page.
case-customer-never-sees = The customer never sees it. Type @ and a name to call a colleague.
case-remedy-was = The customer wanted: { $remedy }
case-tell = Send
case-ask = Send and wait for the reply
case-ask-help = While the customer is waited for, the clocks stand.
case-answer-send = Send the answer
case-note-keep = Keep the note
case-hear-keep = Keep it
case-draft-kept = Your draft from before is back.

case-next = What comes next
case-doing-acknowledge = Tell the customer that it was received
case-doing-assess = Assess
case-doing-investigate = Look into it
case-doing-accept = The customer accepts
case-doing-reject = The customer does not accept
case-doing-close = Close
case-doing-reopen = Open again
case-doing-wait = Wait for the customer
case-doing-go_on = Go on
case-doing-name_cause = Name the cause
case-doing-correct = Correct what was written down
case-urgency = Urgency
case-impact = Impact on others
case-complexity = Complexity
case-looked = How severe it looked
case-reject-why = Why, in the customer’s words
case-reject-help = The case stays open. Answer again, and name the other ways that the customer has.
case-close-help = The cause is what the company learns from this case.
case-reopen-why = Why
case-clock-is-running = runs out { $when }
case-clock-is-warned = runs out { $when }
case-clock-is-over = ran out { $when }
case-clock-is-paused = stands since { $when }
case-clock-is-met = met { $when }
case-clock-is-late = met late, { $when }
case-clock-is-cancelled = let go { $when }
case-clock-is-endless = runs without an end in sight

case-facts = What was written down
case-reference = Reference
case-remedy = What the customer wants
case-beside = Along with
case-customer = The customer
case-value = Value so far:
case-nobody-known = Nobody knows yet who it is.
case-others =
    { $n ->
        [one] One other case
       *[other] { $n } other cases
    }
case-story = The story until now

field-cases = Cases
field-revision = Revision
field-decision = Decision
field-do = What is to be done
field-owner = Owner
field-mentions = Colleagues
why-no-such-colleague = Nobody of that name works here. Choose one of the list.
why-no-such-touchpoint = There is no touchpoint “{ $about }”. Choose one of those there are.
why-no-such-doing = This is nothing that can be done here. It is one of: { $about }.
why-no-files = No file came with this. Choose one first.
why-no-cases = Choose one case at least.
why-choose-one = One of the list has to be chosen here. Nothing was changed.
