segments = Segments
segment = Segment
segments-to-page = Define segments
segments-title = Which segments of customers do you know?
segments-answer =
    { $n ->
        [one] You have defined one segment
       *[other] You have defined { $n } segments
    } among { $customers } customers.
segments-none = You have defined no segment yet. Write a condition and name it, to see scores by it.
segments-retired = Put away
segment-customers = Customers now
segment-condition = Condition
segment-scores = Scores
segment-to-scores = Scores of this segment
segment-broken = The condition does not work
segment-new = New segment
segment-change = Change the segment
segment-save = Save
segment-retire = Put away
segment-restore = Bring back
segment-condition-help = In CEL, with these names:
segment-count =
    { $n ->
        [one] One of { $of } customers meets it now.
       *[other] { $n } of { $of } customers meet it now.
    }
segment-examples = Examples
segment-example-quiet = Once busy, now quiet
segment-example-valuable = High value
segment-example-stage = Known and using
segment-example-returned = Returned goods more than once
segment-example-trait = By a trait
place-segments = Segments
place-help-segments = Named conditions on customers, with how many meet each.
moved-title = What moved?
moved-help = Over the last year, beyond chance; the surest first
moved-words = Blamed more
moved-words-until = From { $since } to { $until } the share of comments that speak badly of it went from { $before } to { $after }: { $n } comments.
moved-words-since = Since { $since } the share of comments that speak badly of it has gone from { $before } to { $after }: { $n } comments.
