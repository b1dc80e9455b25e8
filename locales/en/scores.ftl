scores = Scores
scores-title = How satisfied are our customers?
metric-enps = Recommendation by employees (eNPS)
scores-answer-nps = The Net Promoter Score of the { $period } is { $value }, between { $low } and { $high } with 95% confidence, from { $n } answers.
scores-answer-enps = Employees gave a Net Promoter Score of { $value } over the { $period }, between { $low } and { $high } with 95% confidence, from { $n } answers.
scores-answer-csat = { $value } of those who answered in the { $period } were satisfied (4 or 5 of 5), between { $low } and { $high } with 95% confidence, from { $n } answers.
scores-answer-ces = Ease was rated { $value } of 7 on average over the { $period }, between { $low } and { $high } with 95% confidence, from { $n } answers.
scores-same = It is the same as in the period before.
scores-up = It is up by { $size } from { $before } in the period before;
scores-down = It is down by { $size } from { $before } in the period before;
scores-beyond = that is more than chance.
scores-within = that may be chance.
scores-too-few =
    { $n ->
        [one] There is one answer in this period;
       *[other] There are { $n } answers in this period;
    } { $missing ->
        [one] one more is needed to show a score.
       *[other] { $missing } more are needed to show a score.
    }
scores-none = Nobody has answered in this period.
scores-empty = No answers yet
scores-empty-help = Scores that customers give show up here: from surveys, or from any source that sends a metric (nps, csat, ces, enps) and a score.
scores-moved = What moved
scores-moved-help = over the last year, by more than chance
scores-moved-up = rose from { $before } to { $after } in the week of { $since } and has stayed there.
scores-moved-down = fell from { $before } to { $after } in the week of { $since } and has stayed there.
scores-moved-up-until = rose from { $before } to { $after } in the week of { $since }, until the week of { $until }.
scores-moved-down-until = fell from { $before } to { $after } in the week of { $since }, until the week of { $until }.
scores-moved-by = A difference of { $size } ({ $low } to { $high }).
dips-title = Dips of the last year
dips-help = Weeks in which one part of the company was far below its own level while the others were not; more than chance brings anywhere in the year
dip-score = { $during } from { $from } to { $to }, against { $otherwise } in the rest of the year ({ $n } answers).
dip-over = It is over.
dip-not-over = It has not ended yet.
dip-blamed = Blamed in the comments of those weeks:
dip-blamed-by = ({ $comments } of { $n })
dip-words = From { $from } to { $to } { $during } of all comments spoke badly of it, against { $otherwise } in the rest of the year: { $n } comments.
scores-chart-trend = Score over time
scores-chart-answers = Answers given
scores-chart-caption = { $period }, { $n ->
        [one] one answer
       *[other] { $n } answers
    }
scores-groups = Where it comes from
scores-by = Group by
scores-by-touchpoint = Touchpoint
scores-by-channel = Channel
scores-by-unit = Unit
scores-by-employee = Employee
scores-by-stage = Stage
scores-by-source = Source
scores-change = Against the period before
scores-others = Against all others
scores-nameless = Not named
scores-more-groups =
    { $n ->
        [one] One smaller group is not shown.
       *[other] { $n } smaller groups are not shown.
    }
score-answer = Answer
score-answers = Answers
score-interval = { $low } to { $high }, n = { $n }
score-interval-head = 95% interval
score-between = { $low } to { $high }
score-too-few =
    { $missing ->
        [one] one answer too few
       *[other] { $missing } answers too few
    }
score-week-of = Week of { $day }
score-points =
    { $points ->
        [one] { $points } point
       *[other] { $points } points
    }
scores-rate = { $share } of those who were asked by invitation answered ({ $low } to { $high } with 95% confidence): { $answered } of { $arrived } invitations that arrived.
scores-rate-few = { $answered } of { $arrived } invitations that arrived were answered.
scores-weighted-answer = Weighted, the score is { $value } (between { $low } and { $high }), from { $n } answers that tell as much as { $effective } of equal weight.
scores-weighted-few = There are too few answers to weight.
scores-weighted-invited =
    { $n ->
        [one] One invitation arrived.
       *[other] { $n } invitations arrived.
    }
scores-weighted-left-out =
    { $n ->
        [one] One answer is of a group of which nobody was invited, and is left out of the weighting.
       *[other] { $n } answers are of groups of which nobody was invited, and are left out of the weighting.
    }
scores-rate-short = { $share } of { $arrived } asked
scores-rate-short-few = { $answered } of { $arrived } asked
service-quality = Service quality
service-quality-title = Do customers find what they expect?
service-quality-to-page = Service quality (SERVQUAL)
service-quality-widest = Least in { $dimension }: in “{ $survey }” customers find { $gap } steps less than they expect, between { $low } and { $high } with 95% confidence, from { $n } answers.
service-quality-no-shortfall = No dimension falls short of what customers expect by more than chance.
service-quality-none = No published survey asks what customers expect and what they find.
service-quality-help = A gap is what was found less what was expected, each from 1 to 7. Below zero something is missing. Points of importance are those that customers shared out themselves.
service-quality-responses =
    { $n ->
        [one] One response
       *[other] { $n } responses
    }
service-quality-empty = Nothing to compare yet
service-quality-empty-help = Put a block of expectations and perceptions into a survey and publish it. Its dimensions then stand here.
