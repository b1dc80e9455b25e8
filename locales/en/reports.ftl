care-tab-reports = Reports
report-title = Complaint report
report-title-month = Complaint report, { $month }
report-title-unit = Complaint report of { $unit }, { $month }
report-answer =
    { $n ->
        [one] One case was received
       *[other] { $n } cases were received
    } ({ $before } the month before), { $answered ->
        [0] none answered so far
       *[other] { $answered } answered
    }.
report-on-time = { $share } were solved on time (between { $low } and { $high } with 95% confidence, of { $n } whose time has come).
report-on-time-too-few = Too few have had their time to say how many were on time.
report-median = Half were answered within { $time }.
report-nothing = No case was received.
report-period = Cases received from { $from } to { $until }, as they stand now.
report-running = The month has not ended.
report-more = Only the newest 200,000 are counted.
report-month = Month
report-at-least = at least { $low }
report-none-yet = None yet
report-too-few = Too few: shown from ten cases on
report-half-open = More than half are open
report-open-among =
    { $n ->
        [one] one still open
       *[other] { $n } still open
    }
report-decisions = Decisions
report-all-causes = All causes
report-month-before = Month before
report-no-cause = No cause named yet
report-other-causes =
    { $n ->
        [one] One more case has another cause.
       *[other] { $n } more cases have other causes.
    }
report-help = On time is what met its clock in the working hours of its calendar; times are on the calendar, nights and holidays included. Cases without an answer count as longer than every answered one, so that nobody looks fast by leaving the slow ones open.
report-empty = No case in this month
report-empty-help = Choose another month, or all units.
report-hours = { $n } hours
report-days = { $n } days
report-sheet = Complaint report
report-column-figure = Figure
report-column-value = Value
report-column-low = Low
report-column-high = High
report-column-n = Cases
report-figure-received = Received
report-figure-received_before = Received the month before
report-figure-answered = Answered
report-figure-open = Open now
report-figure-response_on_time = First response on time
report-figure-on_time = Solved on time
report-figure-response_hours = First response, median
report-figure-solution_hours = Solution, median
report-figure-rejected = Answer rejected, waiting for another
report-figure-reopened = Opened again
report-actions = What was done about the causes
report-all-actions = All actions
report-actions-answer =
    { $begun ->
        [0] No action was taken up
        [one] One action was taken up
       *[other] { $begun } actions were taken up
    }, { $done ->
        [0] none was done
        [one] one was done
       *[other] { $done } were done
    }, { $open ->
        [0] none from before is open.
        [one] one from before is open.
       *[other] { $open } from before are open.
    }
report-actions-none = Nothing was taken up or done in this month, and nothing from before is open.
report-action-begun = Taken up this month
report-action-done = Done this month
report-action-under_way = Open from before
report-action-worked = Done before, measured since
report-figure-actions_begun = Actions taken up
report-figure-actions_done = Actions done
report-figure-actions_under_way = Actions open from before
report-figure-effect = Effect, times as many cases as before
