care-tab-recovery = Recovery
recovery = Recovery
recovery-title = Does making up for it keep customers?
recovery-answer-badly = Of those whose complaint was answered late, refused or not at all, { $those } came back, against { $others } of customers who were alike and did not complain: a difference of { $difference } (between { $low } and { $high } with 95% confidence, { $n } complained).
recovery-answer-in_time = Of those who were answered in time, { $those } came back, against { $others }: a difference of { $difference } ({ $low } to { $high }, { $n } complained).
recovery-too-few = { $n } customers complained whose time after it has passed; from ten on who can be compared and do not all behave the same, they are compared.
recovery-none = Nobody has complained yet whose time after it has passed.
recovery-period = Complaints from { $from } to { $until }, each with the { $window } days after it.
recovery-complained =
    { $n ->
        [one] one customer complained
       *[other] { $n } customers complained
    }
recovery-answered-all = Whoever complained
recovery-answered-in_time = Answered in time
recovery-answered-badly = Answered late, refused or not at all
recovery-what = In the { $window } days after
recovery-those = Those who complained
recovery-others = Others who were alike
recovery-difference = Difference
recovery-n = of { $n }
recovery-outcome-return = Came back
recovery-outcome-activity = Days on which they did something
recovery-outcome-spending = Spent, on average
recovery-outcome-satisfaction = Scores and words, from −1 to 1
recovery-line-too-few = Too few to compare, or all the same ({ $n } complained).
recovery-help = Compared are customers who had been as active in the 90 days before; within each month and each level of activity, those who complained stand against those who did not. What sets them apart besides that stays in the difference: this is an observation, not a trial.
recovery-empty = Nothing to compare yet
recovery-empty-help = It takes complaints older than { $window } days, and 90 days of history before them.
