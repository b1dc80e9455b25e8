words = Words
words-title = What do customers talk about?
words-answer = Of { $n } comments in the { $period }, { $good } are positive (between { $good_low } and { $good_high } with 95% confidence) and { $bad } are negative (between { $bad_low } and { $bad_high }).
words-blamed =
    { $n ->
        [one] What is blamed most is { $subject }: one comment speaks badly of it.
       *[other] What is blamed most is { $subject }: { $n } comments speak badly of it.
    }
words-blamed-none = Nothing is spoken of badly.
words-too-few =
    { $n ->
        [one] There is one comment in this period;
       *[other] There are { $n } comments in this period;
    } { $missing ->
        [one] one more is needed to show shares.
       *[other] { $missing } more are needed to show shares.
    }
words-none = Nobody has left a comment in this period.
words-empty = No comments yet
words-empty-help = What customers say in their own words shows up here: in surveys, complaints and chats, or from any source that sends a text.
words-most = The period holds more; the newest { $n } comments were read.
words-by-sentiment = Comments by sentiment
words-subjects = What is spoken of
words-subjects-help = A comment may speak of several things, well of one and badly of another. The effect is a difference between scores and not a cause: those who blame one thing often blame others too.
words-subjects-none = No comment speaks of anything that Hamdel knows by name.
words-opinions = Good and bad
words-opinions-n = { $good } good, { $bad } bad
words-bad-share = Share that is bad
words-share-too-few =
    { $missing ->
        [one] one opinion too few
       *[other] { $missing } opinions too few
    }
words-between = { $low } to { $high }
words-effect = Difference in score
words-effect-help = Comments that speak badly of it, against all others; points on a scale of 0 to 100
words-effect-down = { $points } points lower
words-effect-up = { $points } points higher
words-effect-same = No difference
words-effect-too-few = too few scores
words-sentences = In their own words
words-sentences-help = The clearest sentences on each subject, those that complain first
words-all-of-it =
    { $n ->
        [one] See the one comment
       *[other] See all { $n } comments
    }
words-rising = New or rising
words-rising-help = More often than in the period before, by more than chance
words-rising-none = No phrase is said more often than in the period before, by more than chance.
words-rising-unknown = The period before has no comments to compare with.
words-outstanding = Also stands out
words-outstanding-help = Words that stand together more often than by chance
words-outstanding-none = No other phrase stands out.
words-phrase = Phrase
words-now = Now
words-before = Before
words-phrase-new = New
words-compared = Of { $n } comments now and { $before } before
words-languages = Languages
words-language = Language
words-share = Share
words-model = How sentiment is read
model-learned = Sentiment is read by a model that has learned from { $n } of your own scored comments: { $good } with a good score and { $bad } with a bad one.
model-too_few_labels = Sentiment is read with a list of words, because there are too few scored comments to learn from yet: { $good } with a good score and { $bad } with a bad one.
model-no_better_than_lexicon = Sentiment is read with a list of words. There are { $n } scored comments to learn from ({ $good } good, { $bad } bad), but what was learned from them does no better than the list on comments kept aside.
model-missing =
    { $n ->
        [one] One more is needed to learn from your own customers.
       *[other] { $n } more are needed to learn from your own customers.
    }
model-missing-good = At least { $n } of them must have a good score.
model-missing-bad = At least { $n } of them must have a bad score.
model-accuracy = On { $n } scored comments that it had not seen, it told good from bad rightly in { $share } (between { $low } and { $high } with 95% confidence).
model-wrong =
    { $n ->
        [0] So out of 100 comments with an opinion, fewer than one stands under the wrong sign.
        [one] So out of 100 comments with an opinion, about one stands under the wrong sign.
       *[other] So out of 100 comments with an opinion, about { $n } stand under the wrong sign.
    }
model-unknown = How often that is right is not known yet: it takes at least ten comments with a score beside them.
