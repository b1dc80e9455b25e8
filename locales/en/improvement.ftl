care-tab-problems = Problems
care-tab-actions = Actions
problem = Problem
problems = Problems
problems-title = What many cases hang on
problems-answer =
    { $open ->
        [0] No problem is open
        [one] One problem is open
       *[other] { $open } problems are open
    }; { $cases } cases hang on them.
problems-growing =
    { $n ->
        [one] One of them grows by more than chance.
       *[other] { $n } of them grow by more than chance.
    }
problems-none-grows = None of them grows by more than chance.
problems-none = No problem is written down yet.
problems-empty = No problem yet
problems-empty-help = A problem stands for what many cases have in common. Write down what it is, ask why until you are at the bottom of it, and hang the cases on it.
problem-title = What is the problem
problem-new = New problem
problem-change = This problem
problem-add = Write it down
problem-whys = Five times why
problem-why = Why? ({ $n })
problem-whys-help = Each answer is asked “why” in its turn. Stop where something can be done.
problem-hang = Hang a case on it
problem-reference = Number of the case
problem-hang-do = Hang
problem-cases = Cases that hang on it
problem-last-days = Last 30 days
problem-now-before = { $now } ({ $before } in the 30 before)
problem-grows = grows
problem-state-open = Open
problem-state-solved = Solved
actions = Actions
actions-title = What is done about it, and whether it works
actions-answer =
    { $open ->
        [0] No action is open
        [one] One action is open
       *[other] { $open } actions are open
    }, { $late ->
        [0] none is late.
        [one] one of them is late.
       *[other] { $late } of them are late.
    }
actions-worked =
    { $measured ->
        [one] One is done and can be measured
       *[other] { $measured } are done and can be measured
    }; { $worked ->
        [0] none brought cases down by more than chance.
        [one] one brought cases down by more than chance.
       *[other] { $worked } brought cases down by more than chance.
    }
actions-none = Nothing is planned yet.
actions-empty = No action yet
actions-empty-help = Choose a cause that makes many cases, say who does what about it until when, and mark it as done. From two weeks after that on, it is shown whether cases of the cause became fewer.
action-title = What is done
action-state = Stands at
action-state-planned = Planned
action-state-doing = Being done
action-state-done = Done
action-state-dropped = Dropped
action-kind = For
action-kind-corrective = Corrective
action-kind-preventive = Preventive
action-owner = Who
action-nobody = Nobody yet
action-due = Due on
action-due-on = due on { $when }
action-late = late since { $when }
action-cause = Against the cause
action-no-cause = No cause
action-cause-help = Cases of this cause, and of those below it, show whether the action worked.
action-no-problem = No problem
action-new = New action
action-change = This action
action-add = Plan it
action-effect = What came of it
action-effect-down = Cases of this cause fell from { $before } to { $after } a month
action-effect-up = Cases of this cause rose from { $before } to { $after } a month
action-effect-same = Cases of this cause stayed at { $after } a month, from { $before }
action-effect-ratio = { $low } to { $high } times as many with 95% confidence; { $n } cases, { $days } days after it
action-effect-too_soon = to be seen from { $when } on
action-effect-too_few = too few cases to say: { $have } of { $need }
action-effect-no_cause = names no cause to measure it by
action-effect-help = Compared are the 90 days before it was done with up to 90 days after. Cases that come in bursts make the interval wider than it looks, and something else may have changed at the same time.
why-not-your-unit = This belongs to a unit that is not yours. Choose one of your own units.
why-no-words = Something has to be written here.
why-no-such-case = There is no case of the number “{ $about }” in your reach. Look at the number again.
why-no-such-problem = There is no problem { $about }. Choose one of the list.
why-whys-too-long = Five answers at most, each of { $about } characters at most.
recurring = What recurs
recurring-title = What comes up again and again of late
recurring-look = See what comes up again and again in cases of late
recurring-news-title = Complaints that come up more often of late
recurring-news =
    { $n ->
        [one] One thing comes up more often than before, beyond chance, and hangs on no problem yet.
       *[other] { $n } things come up more often than before, beyond chance, and hang on no problem yet.
    }
recurring-no-news = Nothing comes up more often than before by more than chance.
recurring-none = No words come together in five cases of these four weeks.
recurring-period = { $from } to { $until }: { $now } cases; { $before } in the four weeks before.
recurring-earlier = Four weeks earlier
recurring-later = Four weeks later
recurring-with = with
recurring-in-unit = at
recurring-at-touchpoint = at
recurring-now-before = { $now } in four weeks, { $before } in the four before.
recurring-ratio = { $low } to { $high } times as often as before (95%)
recurring-ratio-open = at least { $low } times as often as before (95%)
recurring-cause = Most have the cause
recurring-on-problem = Most of them hang on a problem
recurring-make =
    { $n ->
        [one] Make a problem of it and hang the case on it
       *[other] Make a problem of it and hang all { $n } cases on it
    }
recurring-empty = Nothing recurs
recurring-empty-help = As soon as the same two words, or a word and a unit or a place, come together in five cases within four weeks, they stand here with their sentences.
recurring-how = Looked at are the newest 6,000 cases of eight weeks. Words are counted once a case; what shares half of its cases with something above is not said twice. “Grows” allows for how many pairs of words were looked at.
