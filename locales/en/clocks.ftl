place-clocks = Clocks and calendars
place-help-clocks = Working hours, holidays, and when a case is due.
clocks-answer = { $rules ->
        [one] One rule gives
       *[other] { $rules } rules give
    } cases their clocks, on { $calendars ->
        [one] one calendar.
       *[other] { $calendars } calendars.
    }
clocks-version = Version { $version }, put in force { $when } by { $by }
clocks-shipped = These are the rules that come with Hamdel; change them to what you promise.
clocks-explain = When would it be due?
clocks-explain-do = Show
clocks-came = A case that came in
clocks-kind = Kind
clocks-severity = Severity
clocks-not-assessed = Not assessed yet
clocks-no-unit = Any unit
clocks-explained = A case that came in { $came } gets the clocks of the rule { $rule }:
clocks-due = due { $due }
clocks-never-due = never due: its calendar has too little working time.
clocks-because = because { $target } hours of work are promised on the calendar { $calendar } ({ $zone }).
clocks-stretches = The working time that is counted
clocks-from-to = { $from } to { $to }
clocks-lasts = { $lasts } hours
clocks-and-so-on = and so on
clocks-no-clocks = This rule gives no clocks.
clocks-rules = Rules
clocks-rules-help = The first rule that fits a case decides. The last one is for all others.
clocks-rule = Rule
clocks-for = For
clocks-for-all = All others
clocks-clocks = Clocks, in hours of work
clocks-order = Order
clocks-raise = Earlier
clocks-remove = Remove
clocks-rule-new = A new rule
clocks-rule-change = Change the rule { $rule }
clocks-for-help = What is not ticked does not matter: with nothing ticked the rule is for all cases.
clocks-units = Only some units
clocks-hours = hours
clocks-minutes = minutes of work
clocks-on-calendar = on the calendar
clocks-ladder = Warnings and who hears of it
clocks-warnings = Warns at these percents of the time, such as 50, 75
clocks-warned = Hears of a warning
clocks-breached = Hears when time has run out
clocks-again-after = Escalates again so many hours of work after that, such as 9, 18
clocks-again = Hears of each further escalation
clocks-ways = Is told
clocks-calendars = Calendars
clocks-versions = Versions
clock-first_response = First response
clock-next_update = Next update
clock-solution = Answer
clock-task = Each task
clock-help-first_response = Somebody answers the customer for the first time
clock-help-next_update = The customer hears of us again
clock-help-solution = The case is answered
clock-help-task = A task is done
clock-rule-critical = Critical
clock-rule-high = High severity
clock-rule-usual = Usual
clock-way-page = On the page
clock-way-email = By e-mail
clock-way-webhook = By webhook
escalatee-owner = The owner
escalatee-unit_manager = The unit’s manager
escalatee-manager_above = The manager above
escalatee-experience_manager = Experience managers
calendar-new = A new calendar
calendar-new-help = Start from the usual office week, and change it to your own.
calendar-all-certain = Working hours by day, and the days that differ.
calendar-some-uncertain = { $n ->
        [one] One holiday hangs on the moon and is announced late. Move it by a day or confirm it once it is announced.
       *[other] { $n } holidays hang on the moon and are announced late. Move each by a day or confirm it once it is announced.
    }
calendar-week = Week
calendar-name = Name in rules
calendar-name-help = A short name in Latin letters, such as call-centre. It stays.
calendar-zone = Time zone
calendar-shifts-help = Shifts of each day, as many as there are: 08:00-12:00, 13:00-17:00. Empty is a day off; 00:00-24:00 is the whole day.
calendar-day-off = Day off
calendar-holidays = Holidays
calendar-holidays-to-come = { $n ->
        [0] No holidays to come
        [one] One holiday to come
       *[other] { $n } holidays to come
    }
calendar-uncertain = { $n } announced late
calendar-no-holidays = No holidays yet. Add the official ones of a year, a file, or single days.
calendar-change = Change
calendar-remove = Remove this calendar
holiday-new = A day that differs
holiday-name-fa = Name in Persian
holiday-name-en = Name in English
holiday-shifts = Works nevertheless
holiday-add = Add
holiday-official = Official holidays of Iran
holiday-official-help = By the solar year. Days of the lunar calendar are reckoned and marked as announced late.
holiday-file = From an iCalendar file
holiday-file-choose = Choose a file
holiday-file-text = Content of the file
holiday-file-help = Whole days of this year and the two after it are taken; days that are there stay.
holiday-late = Announced late
holiday-earlier = A day earlier
holiday-later = A day later
holiday-confirm = Confirm
field-zone = Time zone
field-week = Week
field-holidays = Holidays
field-file = iCalendar file
field-version = Version
why-no-shift = “{ $about }” is no shift. A shift looks like 08:00-17:00.
why-shift-backwards = The shift { $about } has to begin before it ends, between 00:00 and 24:00.
why-shifts-overlap = The shifts { $about } overlap. Let one end before the next begins.
why-too-many-shifts = A day has twelve shifts at most. Join some of them.
why-never-open = No day of the week has a shift, so nothing would ever be due. Give at least one day its hours.
why-holiday-twice = { $about } is there twice. Take one of them away.
why-no-zone = “{ $about }” is no time zone. One looks like Asia/Tehran.
why-no-calendar-name = “{ $about }” is no name of a calendar; it has 1 to 60 characters.
why-calendar-taken = There is a calendar “{ $about }” already. Choose another name.
why-no-calendar-title = A title has 1 to { $about } characters; it is needed in both languages.
why-no-such-calendar = A rule uses the calendar “{ $about }”. Give the rule another calendar first.
why-clock-twice = A rule has each clock once; “{ $about }” is there twice.
why-no-rule-name = “{ $about }” cannot be the name: it has 1 to 60 characters and no other rule has it.
why-rule-not-for-all = The last rule has to be for all cases, so that none is without clocks.
why-no-holiday-name = A holiday needs a name of at most 120 characters.
why-no-holiday-change = “{ $about }” is nothing that can be done to a holiday.
why-no-year = “{ $about }” is no year of the solar calendar. One looks like 1405.
why-no-length = “{ $about }” is no number of hours or minutes.
why-no-number = “{ $about }” is no number. Write numbers with commas between them.
why-no-target = A clock needs between one minute and 400 days.
why-no-warnings = Warnings are up to five different percents, between 1 and 99.
why-no-again = Later escalations are up to five different times, between an hour and 400 days.
why-no-moment = “{ $about }” is no day and time. One looks like 2026-11-26 16:50 or 1405/09/05 16:50.
