feedback = Feedback
feedback-title = What did customers say?
feedback-answer =
    { $n ->
        [one] One comment from customers in the { $period }.
       *[other] { $n } comments from customers in the { $period }.
    }
feedback-found =
    { $n ->
        [one] One of { $of } comments in the { $period } answers.
       *[other] { $n } of { $of } comments in the { $period } answer.
    }
feedback-found-words =
    { $n ->
        [one] One of { $of } comments in the { $period } answers to “{ $words }”.
       *[other] { $n } of { $of } comments in the { $period } answer to “{ $words }”.
    }
feedback-at-once =
    { $n ->
        [one] One of them needs someone at once and stands first.
       *[other] { $n } of them need someone at once and stand first.
    }
feedback-all-at-once =
    { $n ->
        [one] It needs someone at once.
       *[other] All of them need someone at once.
    }
feedback-search = Words in comments
feedback-search-placeholder = In any spelling and inflection
feedback-none = No comment answers
feedback-none-help = Words may be written in any spelling. Take a filter away, or choose a longer period.
feedback-whole = All comments of the period
feedback-where = Who and where
feedback-read-as = Read as
feedback-speaks-of = Speaks of
feedback-cut = Only the beginning of this comment was read.
feedback-pager =
    { $n ->
        [one] { $from } to { $to } of one comment
       *[other] { $from } to { $to } of { $n } comments
    }
