case-matter-complaint = Complaint
case-matter-request = Request
case-matter-recovery = Recovery
case-state-received = Received
case-state-acknowledged = Acknowledged
case-state-assessed = Assessed
case-state-investigating = Being looked into
case-state-answered = Answered
case-state-accepted = Accepted by the customer
case-state-rejected = Rejected by the customer
case-state-closed = Closed
case-state-reopened = Open again
case-step-acknowledge = acknowledge
case-step-assess = assess
case-step-investigate = look into it
case-step-answer = answer
case-step-accept = mark as accepted
case-step-reject = mark as rejected
case-step-close = close
case-step-reopen = open again
case-decision-granted = Granted
case-decision-partly = Granted in part
case-decision-refused = Refused
case-decision-explained = Explained
severity-low = Low
severity-medium = Medium
severity-high = High
severity-critical = Critical
grade-low = Low
grade-medium = Medium
grade-high = High
case-did-received = Received
case-did-acknowledged = Told the customer that it was received
case-did-assessed = Assessed it
case-did-investigating = Started to look into it
case-did-answered = Answered the customer
case-did-replied = Wrote to the customer
case-did-heard = The customer wrote
case-did-noted = Noted
case-did-accepted = The customer accepted the answer
case-did-rejected = The customer rejected the answer
case-did-closed = Closed it
case-did-reopened = Opened it again
case-did-assigned = Handed it over
case-did-corrected = Corrected what was written down
case-did-cause_named = Named the cause
case-did-hung_on = Linked it to a problem
case-did-waiting = Waits for the customer
case-did-going_on = Went on
case-did-sent = The answer went out
case-did-sent_later = The answer goes out as soon as it may
case-did-not_sent = The answer could not be sent
case-did-attached = Attached files
case-files = Files
case-attach = Files
case-attach-again = Choose them again: your browser does not keep them.
case-file-by-us = From us
file-kind-pdf = PDF
file-kind-text = Text
file-kind-picture = Picture
file-kind-recording = Recording
file-kind-other = File
case-problem-not_from = This case stands at “{ $state }”; from there it is not possible to { $step }. Nothing was changed.
case-problem-no_answer = A case closes only after the customer was answered. Answer first, then close it.
case-problem-no_cause = A case closes only with a cause, so that it leaves a lesson. Name the cause and close it again.
case-problem-open_tasks =
    { $tasks ->
        [one] A task of this case is still open. Finish or cancel it first.
       *[other] { $tasks } tasks of this case are still open. Finish or cancel them first.
    }
case-problem-no_words = Something has to be written here. Nothing was changed.
case-problem-too_long = This is longer than { $most } characters. Shorten it and send it again; nothing was changed.
case-problem-closed = This case is closed. Open it again first.
case-problem-already_so = It is so already; nothing was changed.
case-did-clock = A clock
case-clock-first_response = First response
case-clock-next_update = Next word to the customer
case-clock-solution = Solution
case-clock-task = Task

# Cases like one
similar = Cases like this one
similar-reading = Past cases are still being read. Look again in a moment.
similar-found = { $n ->
    [one] One case is alike
   *[other] { $n } cases are alike
 } among { $among } in memory.
similar-none = { $among ->
    [one] No other case uses the same words.
   *[other] Among { $among } cases none uses the same words.
 }
similar-alike = { $share }% alike
similar-took-hours = { $n ->
    [0] closed within the hour
    [one] closed after an hour
   *[other] closed after { $n } hours
 }
similar-took-days = closed after { $n } days
similar-make-problem = Make a problem of both
similar-hang-here = Hang this case on its problem
similar-hang-other = Hang it on the problem of this case
similar-same-problem = Hangs on the same problem
similar-its-problem = See its problem
why-same-case = These are one and the same case.
why-on-two-problems = Each of the two cases hangs on a problem of its own. Take one off first.
