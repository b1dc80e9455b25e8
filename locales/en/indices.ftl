indices = Indices
indices-title = What do your own indices say?
indices-answer =
    { $n ->
        [one] You have defined one index.
       *[other] You have defined { $n } indices.
    }
indices-none = You have defined no index yet. Make one number from 0 to 100 of questions of a survey, weighted as you see fit.
indices-retired = Put away
indices-to-page = Your own indices
index-items = Items
index-item = Question
index-new = New index
index-define = Define the index
index-change = Change the index
index-survey = Of which survey
index-survey-help = Questions that are answered by a step of a scale can be items.
index-choose = Show its questions
index-no-survey = Publish a survey first.
index-no-items = This survey has no question with a scale.
index-weights = Weight of each question
index-weights-help = Only proportions count. A question without a weight is no item. Somebody counts who answered at least half of the weight.
index-scale = { $low } to { $high }
index-save = Save
index-retire = Put away
index-restore = Bring back
index-answer = The index is { $value } of 100 (between { $low } and { $high } with 95% confidence), from { $n } responses.
index-hidden = Employees were asked, and { $missing } more responses are needed so that nobody is known by theirs.
index-from = From { $n } responses to
index-unscored =
    { $n ->
        [one] One response answered less than half of the weight and does not count.
       *[other] { $n } responses answered less than half of the weight and do not count.
    }
index-weight = Share of weight
index-mean = Mean of 100
index-with-others = Correlation with the others
index-alpha-without = Alpha without it
index-alpha = Reliability (Cronbach's alpha)
index-alpha-well = Its items go together and measure one thing.
index-alpha-weakly = Its items do not go together well; they may measure more than one thing.
index-alpha-not = Its items go against each other; one may be worded the other way round.
index-alpha-few = There are few responses yet, and the next sample may change this.
index-alpha-help = From 0.7 a scale is usually called reliable (Nunnally 1978). Only complete responses count.
index-alpha-none = Reliability takes at least two items and ten complete responses.
index-n = from { $n } complete responses
index-warning-against = against the others
index-warning-constant = everyone answered the same
index-warning-better-without = more reliable without it
weighted-title = Had everybody answered alike often
weighted-help = Responses are weighted so that each group's share of those who answered is its share of those who were invited.
index-weigh-by = By
index-unweighted = This trait cannot be weighted by: it takes invited customers with at least two values of it, and enough responses.
index-weighted-answer = Weighted, the index is { $value } (between { $low } and { $high }), from { $n } responses that tell as much as { $effective } of equal weight.
weighted-share-invited = Share of invited
weighted-share-answered = Share of responses
weighted-share-after = After weighting
index-invited = { $n } invited whose value is known
index-unknown =
    { $n ->
        [one] One response is of a customer whose value is not known, and is left out of the weighting.
       *[other] { $n } responses are of customers whose value is not known, and are left out of the weighting.
    }
field-items = Items
field-weights = Weights
index-of-survey = Survey
