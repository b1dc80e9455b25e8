care-tab-quiet = Quiet risk
quiet = Quiet risk
quiet-title = Who is about to leave without a word
quiet-answer =
    { $n ->
        [one] One customer of { $judged } that can be judged is about to leave in silence.
       *[other] { $n } customers of { $judged } that can be judged are about to leave in silence.
    }
quiet-stake = In the year before they fell silent, they spent { $value }.
quiet-none = Of { $judged } customers that can be judged, none shows signs of leaving in silence.
quiet-nobody = There is nobody yet who can be judged: it takes customers who came more than once, or who complained.
quiet-came-once =
    { $n ->
        [one] One customer came once only; nothing can be said about them, not that they are safe either.
       *[other] { $n } customers came once only; nothing can be said about them, not that they are safe either.
    }
quiet-right = How often this list is right
quiet-precision = At { $moments } moments from { $from } to { $until }, the same rule, with what was known then, named { $named } customers. { $share } of them did nothing in the { $horizon } days that followed (between { $low } and { $high } with 95% confidence).
quiet-others = Of the { $n } others who could be judged, it was { $share } (between { $low } and { $high }).
quiet-too-few = At { $moments } moments of the past, the same rule named { $named } customers; from ten on, it is shown how many of them left.
quiet-too-short = The history is too short to try the rule on the past: it takes 90 days, and { $horizon } days after them.
quiet-rule = Named is who has a reason to leave (a complaint without an answer for a week, or with a late or refusing one; scores and words that got worse) and is silent for longer than their own rhythm explains. Each customer counts once.
quiet-customer = Customer
quiet-why = Why
quiet-value = At stake, in a year
quiet-step = Next step
quiet-step-call_and_answer = Call, apologise and answer the complaint
quiet-step-make_up = Look at the answer again and make up for it
quiet-step-ask = Ask what has changed
quiet-case = Recovery begun
quiet-recover = Begin a recovery
quiet-more = The { $n } with most at stake are shown.
quiet-empty = Nobody is about to leave in silence
quiet-empty-help = This list fills by itself from complaints, answers and visits. Look again tomorrow.
quiet-sign-unanswered =
    { $n ->
        [one] Complained and got no answer.
       *[other] Complained { $n } times and got no answer.
    }
quiet-sign-badly_answered =
    { $n ->
        [one] A complaint was answered late, or not to their content.
       *[other] { $n } complaints were answered late, or not to their content.
    }
quiet-sign-falling = Scores and words got worse: from { $before } to { $now } on a scale from bad (0%) to good (100%).
quiet-sign-silence = Silent for { $days } days; usually something was heard every { $usual } days. Somebody unchanged is silent for so long with a probability of { $chance }.
quiet-sign-silent_since_complaint = Silent for { $days } days; the complaint was the last that was heard.
quiet-chance-below = less than { $chance }
