results = Results
results-open = What they answered
results-title = What do the answers to “{ $name }” say?
results-page-results = Questions
results-page-cross = Two questions at once
results-page-compare = Compare two groups
results-page-responses = Responses one by one
results-answer =
    { $n ->
        [one] One response, sent on { $first }.
       *[other] { $n } responses, sent between { $first } and { $last }.
    }
results-none = There is no response to show.
results-none-narrowed = No response has all of this
results-none-narrowed-help = Take back one of the conditions above, or show all responses.
results-behind = The responses one by one
results-narrow = Narrow down
results-from = From
results-until = Up to
results-day-example = 2026-03-21
results-whole = Show all
results-language = Language
results-version = Version
results-unknown = Not known
results-rest = Others
results-not-applicable = Does not apply
results-not-applicable-n = does not apply: { $n }
results-written = Wrote something
results-group-promoter = Promoters (9 and 10)
results-group-passive = Passives (7 and 8)
results-group-detractor = Detractors (0 to 6)
results-gap-short = Short of what was expected
results-gap-met = As expected
results-gap-above = More than expected
results-left-out = Employees answered, and this narrowing leaves out so few of them that they could be recognised. Narrow it down otherwise.
results-left = Where they left
results-left-after = The last question they answered:
results-before-the-first = none
results-funnel-invited = Invited
results-funnel-delivered = Known to have arrived
results-funnel-opened = Opened
results-funnel-started = Begun
results-funnel-finished = Finished
results-of-before = { $share } of the step before
results-mean-place = Mean place
results-gaps = Expectation and perception
results-expected = Expected
results-found = Found
results-gap = Gap
results-gap-overall = Overall gap: { $gap }.
results-gap-weighted = Weighted by each one’s own points of importance: { $gap }.
results-items = Item by item
results-importance-points = { $points } points of importance
results-expected-found = expected { $expected }, found { $found }
results-subjects = What is spoken of
results-gave = gave { $step }
results-one = Whole response
results-one-title = Response { $id }
results-sent-at = sent { $when }
results-not-finished = begun { $when }, not finished
results-version-of = Version { $version }, answered in { $language }
results-responses-title = Who answered so?
results-responses-answer =
    { $n ->
        [one] One response
       *[other] { $n } responses
    } by { $customers ->
        [one] one known customer.
       *[other] { $customers } known customers.
    }
results-employees-one-by-one = Answers of employees are shown to nobody one by one.
results-who = Customer
results-pager = { $from } to { $to } of { $n }
results-cross-title = Do two answers go together?
results-cross-choose = Choose what the rows and what the columns are: questions, or what responses came by.
results-cross-withheld = There are too few answers to show this without giving somebody away.
results-cross-none = No response has an answer to both.
results-cross-counted =
    { $n ->
        [one] One response has both.
       *[other] { $n } responses have both.
    }
results-cross-together = { $rows } and { $columns } go together by more than chance, in { $n } responses.
results-cross-apart = In { $n } responses, { $rows } and { $columns } go together by no more than chance.
results-cross-caption = { $rows }, by { $columns }: how many, and their share of the row
results-cross-do = Show the table
results-cross-help = Each number leads to the responses behind it.
results-rows = Rows
results-columns = Columns
results-total = Total
results-test-chi_square = Pearson’s chi-square: { $chi } with { $degrees ->
        [one] one degree
       *[other] { $degrees } degrees
    } of freedom, p { $p }, n = { $n }, Cramér’s V { $strength }.
results-test-fisher_exact = Fisher’s exact test: p { $p }, n = { $n }, Cramér’s V { $strength } (chi-square { $chi }, { $degrees ->
        [one] one degree
       *[other] { $degrees } degrees
    } of freedom).
results-thin = { $share } of the cells would hold fewer than five by chance alone: take the p value as a rough guide, or put rows together.
results-several = A response can stand in several rows or columns here, so there is no test: it would count people more than once.
results-no-test = There are too few answers, or only one row or column, for a test.
results-compare-title = Do two groups answer differently?
results-compare-choose = Choose by what the groups are told apart, then the two groups.
results-compare-answer = { $first } and { $second } differ by more than chance in { $beyond } of { $n ->
        [one] one figure
       *[other] { $n } figures
    } that can be compared.
results-compare-do = Compare
results-by = Groups by
results-first = First group
results-second = Second group
results-difference = Difference (second less first)
results-too-few-to-compare = too few answers to compare
results-unhappy-share = Share of unhappy comments
results-many = { $n ->
        [one] One figure was compared.
       *[other] { $n } figures were compared.
    } The more are compared, the more differ by chance alone; the p values are adjusted for it (Benjamini and Hochberg).
results-both =
    { $n ->
        [one] One response is in both groups and was left out.
       *[other] { $n } responses are in both groups and were left out.
    }
results-page-share = Share
results-report = Printed report
results-print = Print
results-files = Files
results-file-csv-labels = CSV, choices in words
results-file-csv-codes = CSV, choices by their keys
results-file-xlsx = Excel workbook
results-file-csv-numbers = CSV of numbers, for SPSS
results-file-sps = Syntax that labels it (.sps)
results-sheet-meanings = Columns
results-column = Column
results-value = Value
results-meaning = Meaning
results-share-title = Show the results to somebody outside
results-share-answer = Whoever has the link sees figures only: no names, no comments, nothing of too few answers. You can withdraw it at any time.
results-share-made = The link is ready. It is shown this once: copy it now.
results-share-new = A new link
results-share-of = The link shows:
results-share-of-all = all responses
results-share-name = Title
results-share-name-help = Whoever opens the link sees it.
results-share-minimum = Fewest answers of a figure
results-share-minimum-help = From { $least } to { $most } answers; for 1 to { $days } days.
results-share-days = Days it lasts
results-share-do = Make the link
results-share-links = Links so far
results-share-expires = Ends
results-share-withdraw = Withdraw
results-share-state-open = Open
results-share-state-withdrawn = Withdrawn
results-share-state-expired = Ended
results-report-made = Made { $when }
results-report-least =
    { $n ->
        [one] figures of at least one answer
       *[other] figures of at least { $n } answers
    }
results-report-few = There are fewer than { $least } responses: too few to show anything.
results-report-expires = this link ends on { $day }
results-ended-withdrawn = These results are no longer shared
results-ended-expired = This link has ended
results-ended-help = Ask whoever sent you the link for a new one.
field-title = Title
field-minimum = Fewest answers of a figure
field-days = Days it lasts
field-rows = Rows
field-columns = Columns
field-by = Groups by
field-first = First group
field-second = Second group
