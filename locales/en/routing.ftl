place-routing = Routing
place-help-routing = Which unit and whom new cases go to.
place-canned-answers = Canned answers
place-help-canned-answers = Texts that are written to customers again and again.
place-after-closing = After closing
place-help-after-closing = Customers are asked whether their case is truly solved.
routing-title = Who gets a new case?
routing-none = There is no rule yet: a case stays with the unit it was taken down for, and whoever takes it has it.
routing-count =
    { $n ->
        [one] One rule decides.
       *[other] { $n } rules; the first that catches a case decides.
    }
routing-some-broken =
    { $broken ->
        [one] One of { $n } rules could not be worked out lately and was skipped.
       *[other] { $broken } of { $n } rules could not be worked out lately and were skipped.
    }
routing-empty = No rule so far
routing-empty-help = A rule says when it is meant, such as the kind refund, and what follows: a unit, an owner, a severity.
routing-off = Off
routing-broken = Does not work
routing-when = When
routing-always = Always
routing-when-help = A condition in CEL over matter, kind, severity, touchpoint, unit, channel, language, title and text, and of the customer traits, stage, value and interactions. Empty means every case.
routing-own-unit = The one it was taken down for
routing-owner = Owner
routing-owner-unit = Nobody yet; it waits for the unit
routing-owner-round_robin = In turn, among those available
routing-owner-least_loaded = Whoever has the fewest open cases, among those available
routing-owner-help = Where nobody of the unit is available, the case waits for the unit.
routing-skill = Skill
routing-with-skill = with the skill { $skill }
routing-severity = Severity at least
routing-as-it-looks = As it looked
routing-fault =
    { $n ->
        [one] Skipped once, { $when }:
       *[other] Skipped { $n } times, last { $when }:
    }
routing-change = Change
routing-change-one = Change the rule
routing-new = A new rule
routing-add = Add the rule
routing-do-up = Up
routing-do-down = Down
routing-do-off = Switch off
routing-do-on = Switch on
routing-do-remove = Take away
routing-this-up = Move “{ $rule }” up
routing-this-down = Move “{ $rule }” down
routing-this-off = Switch “{ $rule }” off
routing-this-on = Switch “{ $rule }” on
routing-this-remove = Take “{ $rule }” away
routing-try = Try a case
routing-try-title = Which rule would catch this case?
routing-try-help = Type what a customer might say, or the reference of a case that is there. Nothing is changed.
routing-try-existing = A case that is there
routing-try-typed = A case that is thought of
routing-try-do = Try
routing-reference = Reference
routing-text = What the customer says
routing-matter = Matter
routing-kind = Kind
routing-touchpoint = Touchpoint
routing-channel = Channel
routing-caught-by = The rule { $rule } catches it.
routing-caught-by-none = No rule catches it: it stays with its unit.
routing-nothing-tried = Nothing tried so far
routing-outcome = What follows
routing-nobody-now = nobody is available now
routing-place = No.
routing-verdict = Verdict
routing-verdict-caught = Catches it
routing-verdict-not_met = Condition not met
routing-verdict-broken = Does not work, skipped
routing-verdict-off = Off
routing-verdict-not_reached = One above has it
why-routing-too-many = These are more than 200 rules. Put some of them together.
why-routing-name = “{ $about }” cannot be a name: a rule needs a name of 1 to 100 characters that no other rule has.
why-routing-skill = “{ $about }” asks for a skill and gives the case to nobody. Choose how its owner is found, or leave the skill out.
why-routing-idle = “{ $about }” changes nothing. Name a unit, an owner or a severity.
why-routing-condition = The condition does not work. { $about }
why-routing-unit = There is no unit “{ $about }” in use. Choose one of the list.
why-routing-reference = There is no case of this reference within your reach. Look at the number again.
field-condition = Condition
field-skill = Skill
field-rules = Rules
case-did-routed = Went its way by a rule
case-did-task_made = Made a task
case-did-task_handed_over = Handed a task over
case-did-task_done = Finished a task
case-did-task_cancelled = Let a task go
tasks = Tasks
tasks-title = What is to be done for this case?
tasks-open =
    { $n ->
        [one] One task is open; the case closes after it.
       *[other] { $n } tasks are open; the case closes after them.
    }
tasks-none-open = No task is open.
tasks-none = No task so far. Ask a colleague or another unit for a piece of the work.
task-of-case = The case
task-new = A new task
task-title = What is to be done
task-owner = Who does it
task-nobody = Whoever of the unit takes it
task-same-unit = The same unit
task-hours = Hours of work until it is due
task-hours-help = Empty means what the clock policy says.
task-make = Make the task
task-note = Note for colleagues
task-due = due { $when }
task-late = Overdue
task-state-open = Open
task-state-done = Done
task-state-cancelled = Let go
task-do-finish = Done
task-do-cancel = Let it go
task-do-hand_over = Hand over
task-do-finish-this = “{ $task }” is done
task-do-cancel-this = Let “{ $task }” go
why-task-title = A task needs 1 to 300 characters that say what is to be done.
why-task-hours = Hours are a whole number from 1 to 8,760. Leave the field empty for the clock policy’s.
why-task-too-many = This case has 50 open tasks already. Finish some of them first.
why-task-owner = This person does not work here. Choose one of the list.
why-task-unit = There is no unit “{ $about }” in use. Choose one of the list.
canned-title = What is written again and again?
canned-count =
    { $n ->
        [one] One canned answer for you and your colleagues.
       *[other] { $n } canned answers for you and your colleagues.
    }
canned-none = There is none yet.
canned-empty = No canned answer so far
canned-empty-help = Write once what you write every day. Name, reference and the like are filled in by themselves.
canned-text = Text
canned-languages = Languages
canned-everybody = The whole company
canned-new = A new canned answer
canned-change = Change the canned answer
canned-text-fa = Text in Persian
canned-text-en = Text in English
canned-places = Places that are filled for each case:
canned-add = Add it
canned-remove = Take it away
canned-choose = Canned answer
canned-missing = Nothing is known for:
canned-failed = The text could not be fetched. Choose it again.
placeholder-name = name of the customer
placeholder-reference = reference of the case
placeholder-agent = your name
placeholder-unit = title of the unit
placeholder-remedy = remedy the customer seeks
why-canned-name = A canned answer needs a name of 1 to 100 characters.
why-canned-taken = There is a canned answer “{ $about }” already. Choose another name, or change that one.
why-canned-empty = The text is empty. Write it in one language at least.
why-canned-too-long = This is longer than 10,000 characters. Shorten it.
why-canned-placeholder = There is no place “{ $about }”. Places are written like {"{{name}}"}; the list below names them.
field-text_fa = Text in Persian
field-text_en = Text in English
after-closing-title = Are customers asked whether it is truly solved?
after-closing-on =
    { $n ->
        [0] Yes, a day after closing. Nobody has answered so far.
        [one] Yes, a day after closing. One customer has answered.
       *[other] Yes, a day after closing. { $n } customers have answered.
    }
after-closing-off = No. When a case is closed, nobody asks the customer.
after-closing-how = A day after a case is closed, its customer gets an invitation by e-mail, within the caps and quiet hours of the contact policy. Whoever answers that it was not put right opens the case again, with their words in its thread.
after-closing-start = Ask customers after closing
after-closing-stop = Ask no longer
after-closing-look = Look at the survey
after-closing-survey = After a case is closed
alert-why-of-task_given = A task is yours now: { $of }
