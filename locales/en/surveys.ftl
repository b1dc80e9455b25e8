voice-tab-surveys = Surveys
surveys = Surveys
surveys-title = What do we ask?
surveys-count =
    { $n ->
        [one] One survey.
       *[other] { $n } surveys.
    }
surveys-none = Nothing is asked yet. Begin with a ready-made survey below.
surveys-archived = Put away
survey-state = State
survey-state-draft = Draft
survey-state-published = Open
survey-state-archived = Put away
survey-responses = Responses
survey-changed = Changed
survey-of-employees = Employees
survey-new = A new survey
survey-name-help = What you call it among yourselves; customers see its title.
survey-name-wrong = A name of 1 to 120 characters that no other survey has.
survey-begin-with = Begin with
survey-blank = An empty one
survey-make = Make it
survey-not-published = Nobody can answer it yet: it has not been published.
survey-answer = Opened { $opened } times, begun { $started } times, answered to the end { $submitted } times.
survey-edit = Change
survey-publish = Publish
survey-duplicate = Duplicate
survey-copy-of = Copy of { $name }
survey-archive = Put away
survey-restore = Take out again
survey-share = Share
survey-share-help = Send the link, or print the code and hang it up where customers wait.
survey-open = Open as a customer
survey-code = QR code of the link
survey-code-save = Save the code
survey-funnel = How far they came
survey-opened = Opened
survey-started = Begun
survey-submitted = Sent
survey-left = Not finished, by the page they are at:
survey-results = Answers
survey-withheld =
    { $n ->
        [one] Answers of employees are shown from ten on; one more is needed.
       *[other] Answers of employees are shown from ten on; { $n } more are needed.
    }
survey-more = Only the first 50,000 responses are counted here.
survey-answered =
    { $n ->
        [one] one answer
       *[other] { $n } answers
    }
survey-no-words = Nobody has written anything yet.
survey-no-answers = No answers yet
survey-no-answers-help = Share the link; answers show up here as they are sent.
survey-mean = Mean
survey-mean-of = { $value } ({ $low } to { $high }, n = { $n })
survey-page-number = Page { $page }
survey-draft-problems =
    { $n ->
        [one] One thing keeps this draft from being published.
       *[other] { $n } things keep this draft from being published.
    }
survey-draft-ready = This draft is ready to be published.
survey-draft-same = This is version { $version }, as it is published.
survey-preview-fa = Preview in Persian
survey-preview-en = Preview in English
survey-conflict = Somebody else changed this survey meanwhile. Below is the survey as it is now; what you typed is kept here.
survey-problems = Before it can be published
survey-about = Title, introduction and look
survey-title = Title
survey-introduction = Introduction
survey-logo = Name at the top
survey-minutes = Minutes it takes
survey-colour = Colour
survey-page-title = Heading of the page
survey-condition = Only if
survey-condition-help = Earlier questions by their names, such as { $first } or { $second }.
survey-shuffled = In an order of its own for each response
survey-question = Question
survey-help = Help below it
survey-choices = Choices
survey-other = With a choice in one’s own words
survey-steps = Steps
survey-drawn = Drawn as
survey-drawn-numbers = Numbers
survey-drawn-stars = Stars
survey-drawn-faces = Faces
survey-long = Room for more than a line
survey-least = Least
survey-most = Most
survey-facets = What is rated
survey-required = Must be answered
survey-up = Up
survey-down = Down
survey-remove = Remove
survey-add = Add a question
survey-add-page = Add a page
survey-kind = Kind
survey-kind-nps = Recommendation (NPS)
survey-kind-csat = Satisfaction (CSAT)
survey-kind-ces = Effort (CES)
survey-kind-enps = Recommendation by employees (eNPS)
survey-kind-rating = Rating
survey-kind-single_choice = One choice
survey-kind-multiple_choice = Several choices
survey-kind-matrix = Matrix
survey-kind-ranking = Ranking
survey-kind-slider = Slider
survey-kind-number = Number
survey-kind-date = Date
survey-kind-text = Words
survey-kind-contact = Contact
survey-kind-statement = Text to read
survey-kind-servqual = SERVQUAL
survey-kind-facets = Facets of a touchpoint
survey-problem-malformed = This is not a survey.
survey-problem-no-key = A name is missing.
survey-problem-bad-key = A name may hold a to z, 0 to 9 and _ only.
survey-problem-duplicate-key = Two have the same name.
survey-problem-too-large = The survey is too large.
survey-problem-no-language = No language is offered.
survey-problem-language-twice = A language is offered twice.
survey-problem-missing-text = A text is missing in one of the languages.
survey-problem-no-questions = Nothing is asked.
survey-problem-empty-section = A page has no questions.
survey-problem-too-few-choices = There are too few choices.
survey-problem-least-above-most = The least is above the most.
survey-problem-more-than-there-are = More must be chosen than there are.
survey-problem-bad-steps = A rating has 3 to 10 steps.
survey-problem-bad-step = The step does not fit between the two ends.
survey-problem-bad-day = A bound is no date.
survey-problem-bad-limit = The limit is not possible.
survey-problem-twice = Something is asked for twice.
survey-problem-unknown-dimension = The dimension is none of SERVQUAL.
survey-problem-bad-colour = The colour is not of the form #rrggbb.
survey-problem-bad-address = No link may lead to this address.
survey-problem-bad-condition = The condition cannot be read.
survey-problem-unknown-question = It names a question that is not there.
survey-problem-looks-forward = It looks at a question that comes later.
survey-problem-looks-at-itself = It looks at itself.
survey-problem-no-value = It looks at a question that gives no value.
survey-problem-no-score = It needs a question with a score.
survey-problem-unknown-closing = It names a closing screen that is not there.
in-language-fa = Persian
in-language-en = English
save = Save
list-comma = {", "}
answer-preview = This is a preview; nothing is kept.
asking = Invitations
asking-title = When do we ask by ourselves?
asking-answer = { $made } invitations made: { $sent } sent, { $answered } answered, { $withheld } withheld.
asking-waiting = No invitation has been made yet; the triggers below wait for their occasion.
asking-none = This survey is only answered by its link so far. Below it can be sent by e-mail by itself, within the contact policy.
asking-wait = Waiting for their time
asking-server = E-mail leaves only while the program was started with a mail server (HAMDEL_SMTP); until then invitations wait, and expire.
asking-made = Made
asking-withheld = Withheld
asking-sent = Sent
asking-bounced = Came back
asking-opened = Opened
asking-started = Begun
asking-answered = Answered
asking-reasons = Why messages were withheld
asking-reasons-help = All surveys, in the last 30 days.
asking-triggers = Triggers
asking-when = When
asking-after = After
asking-share = Share
asking-hours =
    { $n ->
        [0] at once
        [one] one hour
       *[other] { $n } hours
    }
asking-on-interaction = After an interaction
asking-on-stage = When a stage is entered
asking-on-case = After a case is closed
asking-on-date = On a date
asking-is-on = On
asking-is-off = Off
asking-on = Switch on
asking-off = Switch off
asking-new = A new trigger
asking-delay = Hours after it
asking-share-field = Share of occasions, in per cent
asking-reminder = Remind once after so many days (empty: never)
asking-days = Open for so many days
asking-make = Make it and switch it on
withheld-cap = More often than the policy allows
withheld-rest = Too soon after the last message
withheld-quiet_hours = In quiet hours
withheld-no_consent = Without consent
withheld-recovery = A complaint is open
withheld-suppressed = The address is blocked
withheld-no_address = No address is known
withheld-not_eligible = The condition does not hold
withheld-objected = The customer objects
withheld-never_free = Quiet hours leave no free moment
withheld-condition_failed = The condition could not be worked out
withheld-outdated = Its occasion was overtaken
withheld-expired = Its time ran out
withheld-gave_up = The mail server did not take it
withheld-unwritable = The message could not be written
survey-problem-no-compared-value = A value is missing in the condition.
survey-problem-not-a-number = The condition compares with a number, and this is none.
survey-problem-not-a-day = The condition compares with a date, and this is none.
survey-problem-not-a-truth = The condition needs yes or no.
survey-problem-unknown-choice = The condition names a choice that is not there any more.
survey-problem-not-a-number-here = This needs a number within sensible bounds; nothing was saved yet.
survey-name = Name among yourselves
survey-languages = Languages it can be answered in
survey-audience = Who is asked
survey-audience-customers = Customers
survey-audience-employees = Employees
survey-main = The score that stands for the whole response
survey-main-first = The first question with a score
survey-touchpoint = Touchpoint, where the link names none
survey-unit = Unit, where the link names none
survey-shuffled-questions = Questions in an order of their own for each response
survey-low-label = At the lowest end
survey-high-label = At the highest end
survey-least-chosen = Choose at least
survey-most-chosen = Choose at most
survey-matrix-rows = Rows: what is asked about
survey-matrix-columns = Columns: what there is to choose from
survey-step = Step
survey-whole = Whole numbers only
survey-counted-in = Counted in
survey-earliest = Not before
survey-latest = Not after
survey-day-help = As 1405/1/1 or 2026-03-21.
survey-limit = Most characters
survey-reasons-of = These words give the reasons for
survey-of-none = Nothing in particular
survey-facet = Facet it is about
survey-response-kind = Kind of response it is after
survey-contact-not = Not asked
survey-contact-asked = Asked
survey-contact-required = Must be given
survey-servqual-items = Statements: what is expected, and what was found
survey-dimension = Dimension
survey-expectation = Excellent companies
survey-perception = This company
survey-importance = Let people share out 100 points among the five dimensions
survey-worth = Worth
survey-pinned = Stays last
survey-question-name = Name in conditions and files
survey-question-name-help = Conditions, quotas, calculated values and texts of this survey that use the old name use the new one at once.
survey-question-name-published = Conditions, quotas, calculated values and texts of this draft that use the old name use the new one at once. Published versions stay as they are: their answers keep the old name, so that the question’s results and trend, and an index that counts it, begin anew with the next version.
survey-value-name = Name of the value
survey-formula = Is worked out as
survey-formula-help = From answers by their names, such as nps * 10 or (speed + care) / 2; a choice with a worth is its name with _worth.
survey-quota-name = Name of the quota
survey-quota-limit = Responses wanted
survey-quota-closing = Those who come when it is full see
survey-quota-plain = A plain word of thanks
survey-end-title = Heading
survey-end-text = What it says
survey-next-label = Next step: what stands on the button
survey-next-address = Next step: where it leads
survey-end = Closing screen
survey-ends = Closing screens
survey-ends-help = The first whose condition holds is shown; without one, a plain word of thanks.
survey-add-end = Add a closing screen
survey-values = Calculated values
survey-values-help = Numbers that follow from answers, for conditions and texts.
survey-add-value = Add a value
survey-quotas = Quotas
survey-quotas-help = How many responses of a sort are wanted. They are counted as responses are sent; none is counted over.
survey-add-quota = Add a quota
survey-add-row = Add a row
survey-no-pages = Nothing is asked yet
survey-no-pages-help = Add a page below, and a question to it.
survey-undo = Undo
survey-redo = Redo
survey-in-data = in data
survey-move-up = Move up: { $name }
survey-move-down = Move down: { $name }
survey-key-move = Move a question or page
survey-unsaved = What you typed in the open part is not saved. Leave it?
survey-not-saved = Nothing was saved yet: something below cannot be read as it stands.
survey-line-problems =
    { $n ->
        [one] one thing to mend
       *[other] { $n } things to mend
    }
survey-fill = Fill in…
survey-translate = Translate
survey-translate-to-fa = Into Persian
survey-translate-to-en = Into English
survey-translate-which = What is shown
survey-translate-only-missing = Only what is missing
survey-translate-all = Everything
survey-translate-done = Nothing is missing
survey-translate-missing =
    { $n ->
        [one] One of { $of } texts is missing in this language.
       *[other] { $n } of { $of } texts are missing in this language.
    }
survey-translate-whole = All { $n } texts are there in this language.
survey-translate-conflict = Somebody else changed this survey meanwhile. What you typed stands below in its place; save it again to keep it.
survey-missing-fa =
    { $n ->
        [one] One text is missing in Persian.
       *[other] { $n } texts are missing in Persian.
    }
survey-missing-en =
    { $n ->
        [one] One text is missing in English.
       *[other] { $n } texts are missing in English.
    }
survey-text-title = Title
survey-text-introduction = Introduction
survey-text-logo = Name at the top
survey-text-heading = Heading
survey-text-question = Question
survey-text-help = Help below it
survey-text-choice = Choice
survey-text-row = Row
survey-text-low = At the lowest end
survey-text-high = At the highest end
survey-text-counted-in = Counted in
survey-text-expectation = Excellent companies
survey-text-perception = This company
survey-text-closing = What it says
survey-text-next = On the button
survey-kinds-scores = Scores
survey-kinds-choices = Choices
survey-kinds-values = Words and values
survey-kinds-blocks = Ready blocks
survey-block-recommendation = Recommendation and its reason
survey-block-facets = All facets of a touchpoint
survey-block-four_kinds = Thinking, feeling, sensing, doing
survey-block-servqual = SERVQUAL, 22 pairs with importance
condition-what = What
condition-how = How it compares
condition-value = With what
condition-choose = Choose…
condition-remove = Remove this row
condition-add = Add a row
condition-as = How the condition is written
condition-as-rows = By choosing
condition-as-text = As text
condition-only-text = This condition says more than rows can; it is kept as text.
condition-joined = How many rows must hold
condition-all = All of these hold
condition-any = Any of these holds
condition-and = and
condition-or = or
condition-true = yes
condition-false = no
condition-group-earlier = Earlier answers
condition-group-calculated = Calculated values
condition-group-customer = What is known of the customer
condition-group-case = The case
condition-group-interaction = What happened
condition-group-kinds = How often
condition-of-stage = Stage
condition-of-standing = Known or anonymous
condition-of-interactions = Number of interactions
condition-of-value = Value in all
condition-of-days_since_first = Days since the first contact
condition-of-days_since_last = Days since the last contact
condition-of-matter = Sort of case
condition-of-kind = Kind
condition-of-severity = Severity
condition-of-touchpoint = Touchpoint
condition-of-unit = Unit
condition-of-channel = Channel
condition-of-language = Language
condition-of-title = Title
condition-of-text = Words
condition-of-employee = Employee
condition-of-score = Score
condition-of-source = Source
condition-of-sentiment = Sentiment
condition-of-urgency = Urgency
condition-language-fa = Persian
condition-language-en = English
comparison-is = is
comparison-is-not = is not
comparison-below = is less than
comparison-at-most = is at most
comparison-above = is more than
comparison-at-least = is at least
comparison-includes = includes
comparison-includes-not = does not include
comparison-contains = contains
comparison-contains-not = does not contain
comparison-given = has a value
comparison-not-given = has no value
comparison-day-is = is on
comparison-day-below = is before
comparison-day-at-most = is on or before
comparison-day-above = is after
comparison-day-at-least = is on or after
asking-change = Change the trigger
asking-kind = Kind
asking-kind-help = By their names in the data, such as delivery_arrived; one of the two is enough.
asking-case-kind = Kind of interaction that says so
asking-date-trait = Trait with the date
asking-date-days = Days
asking-date-side = Before or after
asking-side-before = before it
asking-side-after = after it
asking-date-time = At
asking-date-help = Such as seven days before renewal_date at 10:00, on the company’s clock. Where the trait changes before then, the old date is not asked about.
asking-date-before =
    { $n ->
        [one] one day before { $date }
       *[other] { $n } days before { $date }
    }
asking-date-on = on { $date }
asking-date-after =
    { $n ->
        [one] one day after { $date }
       *[other] { $n } days after { $date }
    }
asking-on-channel = On the channel
asking-condition = Only whom
asking-condition-help = A condition on the customer when the message is about to go: traits, stage, standing, interactions, value, and interaction for what made the invitation.
asking-oldest = Occasions older than so many days are not asked about
asking-oldest-help = History that is imported late makes no invitations.
asking-language = Language
asking-language-own = The customer’s own
asking-reminds =
    { $n ->
        [one] reminds after one day
       *[other] reminds after { $n } days
    }
field-touchpoint = Touchpoint
field-stage = Stage
field-delay = Hours after it
field-sample = Share of occasions
field-expires_after = Open for so many days
field-reminder_after = Days until the reminder
field-oldest = Oldest occasion
field-when = When
field-date = Trait with the date
field-date_days = Days
field-date_time = Time
field-minute = Time
