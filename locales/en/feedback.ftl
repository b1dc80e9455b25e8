feedback = Feedback
feedback-title = What did customers say?
feedback-answer =
    { $n ->
        [one] One comment from customers in the { $period }.
       *[other] { $n } comments from customers in the { $period }.
    }
feedback-found =
    { $n ->
        [one] One of { $of } comments in the { $period } answers.
       *[other] { $n } of { $of } comments in the { $period } answer.
    }
feedback-found-words =
    { $n ->
        [one] One of { $of } comments in the { $period } answers to “{ $words }”.
       *[other] { $n } of { $of } comments in the { $period } answer to “{ $words }”.
    }
feedback-at-once =
    { $n ->
        [one] One of them needs someone at once and stands first.
       *[other] { $n } of them need someone at once and stand first.
    }
feedback-all-at-once =
    { $n ->
        [one] It needs someone at once.
       *[other] All of them need someone at once.
    }
feedback-search = Words in comments
feedback-search-placeholder = In any spelling and inflection
feedback-none = No comment answers
feedback-none-help = Words may be written in any spelling. Take a filter away, or choose a longer period.
feedback-whole = All comments of the period
feedback-where = Who and where
feedback-read-as = Read as
feedback-speaks-of = Speaks of
feedback-cut = Only the beginning of this comment was read.
feedback-pager =
    { $n ->
        [one] { $from } to { $to } of one comment
       *[other] { $from } to { $to } of { $n } comments
    }
feedback-open = Open
feedback-beside = The comment that is open
feedback-beside-empty = Open a comment to see it here, with its customer’s story.
feedback-who = Who said it
feedback-contacts =
    { $n ->
        [one] one contact with us
       *[other] { $n } contacts with us
    }
feedback-whole-story = The whole story
item-state = State
item-state-open = Not done
item-state-new = New
item-state-seen = Seen
item-state-assigned = Assigned
item-state-answered = Answered
item-state-done = Done
owner = Who has it
owner-me = I
owner-nobody = Nobody
tag = Tag
tags = Tags
undo = Undo
cancel = Cancel
optional = optional
select-comment = Select the comment of { $when }
key-select-range = Select up to the row
triage-take = I take it
triage-done = Done
triage-reopen = Reopen
triage-assign = Assign
triage-release = Nobody has it
triage-tag = Tag it
triage-untag = Take the tag away
triage-done-seen =
    { $n ->
        [one] One comment is seen.
       *[other] { $n } comments are seen.
    }
triage-done-assign =
    { $n ->
        [one] One comment is assigned.
       *[other] { $n } comments are assigned.
    }
triage-done-release =
    { $n ->
        [one] Nobody has the comment any more.
       *[other] Nobody has these { $n } comments any more.
    }
triage-done-answered =
    { $n ->
        [one] One comment is answered.
       *[other] { $n } comments are answered.
    }
triage-done-done =
    { $n ->
        [one] One comment is done.
       *[other] { $n } comments are done.
    }
triage-done-reopen =
    { $n ->
        [one] One comment is open again.
       *[other] { $n } comments are open again.
    }
triage-done-tag =
    { $n ->
        [one] One comment has the tag.
       *[other] { $n } comments have the tag.
    }
triage-done-untag =
    { $n ->
        [one] One comment lost the tag.
       *[other] { $n } comments lost the tag.
    }
triage-undone =
    { $n ->
        [one] The change of one comment was taken back. If it was changed again since, it stays as it is.
       *[other] The change of { $n } comments was taken back. Those changed again since stay as they are.
    }
views = Kept views
view-keep = Keep this view
view-share = Everybody sees it
view-shared = Shared with everybody
view-remove = Take away the view { $name }
notes = Notes
note-for-colleagues = A note for colleagues; the customer does not see it
note-keep = Keep the note
note-new = Write down what was said
note-title = What did the customer say?
note-help = Write it as it was said. It joins the feedback and, where we know who it was, the customer’s story.
note-words = In the customer’s words
note-who = Who said it
note-who-help = An e-mail address, a telephone number or the customer’s number.
note-channel = Channel
note-touchpoint = Touchpoint
note-unit = Unit
note-take-in = Take it in
note-taken = It is taken in and comes into the list in a moment.
reply-title = Reply
reply-subject = Subject
reply-subject-usual = Your feedback
reply-text = What you write to the customer
reply-help = It goes through the contact ledger, which may put it off or refuse it, and says why. It is never sent twice.
reply-send = Send
reply-not-carried = The customer has an address, but nothing is set up that carries it. Set up a mail server or a gateway.
reply-no-address = We have no address of this customer.
reply-withheld = It was not sent: { $reasons }
message-planned = waits
message-withheld = not sent
message-ready = goes out
message-sending = is being handed over
message-sent = sent
message-unknown = perhaps sent; no answer came
message-bounced = came back
message-gave_up = given up
message-until = until { $when }
