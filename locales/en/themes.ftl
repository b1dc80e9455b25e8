themes = Themes
themes-title = Which themes do customers bring up?
themes-answer =
    { $themes ->
        [one] Your one theme covers
       *[other] Your { $themes } themes cover
    } { $placed } of { $n } comments in the { $period }.
themes-blamed =
    { $n ->
        [one] Most complaints stand under { $name }: one negative comment.
       *[other] Most complaints stand under { $name }: { $n } negative comments.
    }
themes-none =
    { $n ->
        [0] You have made no theme yet, and there are too few comments to propose any.
        [one] You have made no theme yet. The comments propose one phrase; accept it if it is worth a theme.
       *[other] You have made no theme yet. The comments propose { $n } phrases; accept those that are worth a theme.
    }
themes-none-yet = You have made no theme yet. Hamdel proposes phrases from the comments, which you can accept, name and arrange.
themes-to-page = Make and edit themes
themes-tree = Your themes
themes-tree-help = A theme also counts the comments of those below it
themes-effect-help = Mean score of the comments that hold the theme, against all others; points on a scale of 0 to 100. A difference, not a cause.
themes-growth = Trend
themes-growth-help = share of all comments ({ $n }), against the period before ({ $before })
themes-points = { $points } points
themes-before = { $n } in the period before
themes-missed = { $n } not found
themes-rising = Rising
themes-proposed = Proposed from the comments
themes-proposed-help = Phrases that stand out or are rising, and that no theme finds
themes-proposed-none = There is no new phrase to propose.
themes-alike = Comments that share words
themes-alike-help = Groups among the comments that stand under no theme
themes-alike-n =
    { $n ->
        [one] One comment
       *[other] { $n } comments
    }
themes-hidden = Put away
themes-hidden-help = They are looked for in no comment and will not be proposed again.
theme-of-comments = Theme
theme-new = New theme
theme-make = Make the theme
theme-accept = Accept
theme-turn-down = Not worth a theme
theme-add-to = Add to a theme you have
theme-add-phrase = Add the phrase
theme-show = Bring back
theme-hide = Put this theme away
theme-hide-help = A theme that is put away is looked for in no comment. You can bring it back at any time.
theme-name-fa = Name in Persian
theme-name-en = Name in English
theme-name-help = Leave one empty and the theme has the same name in both languages.
theme-parent = Stands under
theme-top = (at the top)
theme-include = Found by these phrases
theme-include-help = One phrase a line, in any inflection and spelling. “~” stands for up to three words of any kind. A theme that only gathers those below it needs none.
theme-exclude = Unless one of these is there too
theme-exclude-help = One phrase a line.
theme-edit = Edit
theme-save = Save
theme-changes = Changes
theme-changes-none = Nothing has changed yet.
theme-change-made = Made
theme-change-changed = Edited
theme-change-hidden = Put away
theme-change-shown = Brought back
theme-change-undone = Undone
theme-done-made = The theme { $name } is made.
theme-done-changed = The theme { $name } is saved.
theme-done-hidden = The theme { $name } is put away.
theme-done-shown = The theme { $name } is back.
theme-undone = The change of the theme { $name } is undone.
theme-answer =
    { $n ->
        [one] One comment
       *[other] { $n } comments
    } of { $of } in the { $period } bring it up.
theme-answer-none = No comment in this period brings it up.
theme-answer-bad = Of those with an opinion { $share } are negative (between { $low } and { $high } with 95% confidence).
theme-answer-down = These customers score { $points } points lower than the others ({ $low } to { $high }).
theme-answer-up = These customers score { $points } points higher than the others ({ $low } to { $high }).
theme-answer-more-up = Its share has grown since the period before ({ $before } comments), by more than chance.
theme-answer-more-down = Its share has shrunk since the period before ({ $before } comments), by more than chance.
theme-below = Below this theme
theme-trend = Comments over time
theme-numbers = At a glance
theme-missed =
    { $n ->
        [one] Your colleagues put one comment under this theme by hand that its phrases do not find.
       *[other] Your colleagues put { $n } comments under this theme by hand that its phrases do not find.
    }
theme-suggested = These phrases would find some of them:
theme-suggested-none = They share no phrase; add one yourself if you see it.
spark-comments = Comments over time: least { $least }, most { $most }, last { $last }
corrected-itself = as a colleague says
corrected-same_words = like another of the same words that a colleague corrected
corrected-second_reader = as your language model reads it
correct-title = Read wrongly?
correct-by-itself = { $by } corrected this comment.
correct-by-same_words = { $by } corrected a comment of the same words.
correct-sentiment = The comment as a whole
correct-not-spoken-of = does not speak of it
correct-also = Also speaks of
correct-help = It holds for this comment and for every other of the same words, and Hamdel learns from it. Your name goes into the audit log.
correct-keep = This is right
correct-take-back = Take the correction back
model-corrections =
    { $n ->
        [one] One of them was corrected by a colleague.
       *[other] { $n } of them were corrected by your colleagues.
    }
model-second =
    { $n ->
        [one] Your language model read one comment of which Hamdel was unsure.
       *[other] Your language model read { $n } comments of which Hamdel was unsure.
    }
model-correct-help = Where a comment is read wrongly, correct it on its own page; Hamdel learns from it.
actor-system = Hamdel
actor-command-line = Command line
field-name_fa = Name in Persian
field-name_en = Name in English
field-theme_above = The theme above
field-include = Phrases
field-exclude = Excluding phrases
field-theme = Theme
field-themes = Themes
field-sentiment = Sentiment
field-subjects = Subjects
