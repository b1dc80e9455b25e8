area-care = Care
care-tab-causes = Causes
causes = Causes
causes-title = Why cases happen
causes-answer =
    In the { $period }, { $few ->
        [one] one cause makes
       *[other] { $few } causes make
    } { $share } of the { $n } cases with a cause (between { $low } and { $high } with 95% confidence). Most often it is { $first }.
causes-too-few = In the { $period }, { $n } cases have a cause; for shares { $missing } more are needed.
causes-none-named = In the { $period }, no case has a cause yet.
causes-unnamed =
    { $n ->
        [one] One case names no cause yet.
       *[other] { $n } cases name no cause yet.
    }
causes-period = Cases received from { $from } to { $until }.
causes-levels = How finely
causes-level-cause = Single causes
causes-level-branch = Branches
causes-narrow = Narrow
causes-any-unit = All units
causes-any-kind = All kinds
causes-any-matter = All matters
causes-kind = Kind
causes-matter = Matter
causes-whole = Everything
causes-chart = Cases by cause
causes-chart-caption = { $n } cases with a cause; the line adds the shares up
causes-cases = Cases
causes-cumulative = Added up
causes-cause = Cause
causes-share = Share
causes-share-between = { $low } to { $high }
causes-before = Period before
causes-change = Change of share
causes-change-up = ▲ { $points } points
causes-change-down = ▼ { $points } points
causes-change-unknown = too few to compare
causes-vital = among the few that make four in five
causes-help = Start with the few at the top: repaired, they spare most customers the trouble. A change is called more than chance when the shares of both periods differ by more than single cases explain.
causes-empty = No case has a cause in this period
causes-empty-help = A cause is named at the latest when a case is closed. Choose a longer period, or name causes on the cases that have none.
causes-empty-cases = Cases without a cause
causes-tree = The tree of causes
causes-edit = Edit the tree
causes-behind-title = Cases: { $cause }
causes-behind-unnamed = Cases that name no cause
causes-behind-answer =
    { $n ->
        [0] In the { $period } there is no such case in your units.
        [one] In the { $period } there is one such case.
       *[other] In the { $period } there are { $n } such cases.
    }
causes-behind-hidden =
    { $n ->
        [one] One more belongs to a unit that you do not see.
       *[other] { $n } more belong to units that you do not see.
    }
causes-behind-empty-help = Choose a longer period on the page of causes.
case-title = Case
case-state = State
case-received = Received
case-decision = Decision
cause-tree-answer = { $n } causes can be named on cases.
cause-tree-ready = This is a tree for a shop to start from. Change what does not fit your company; cases keep the cause they were given.
cause-tree-done = Done.
cause-new = New cause
cause-change = Change { $cause }
cause-add = Add cause
cause-parent = Part of
cause-no-parent = Nothing above it
cause-archive = Archive cause
cause-restore = Take back into use
cause-archive-help = An archived cause is not offered for cases any more. Cases that have it keep it, and it can be taken back into use.
why-no-cause-title = The cause needs a title, in Persian or in English.
why-too-many-causes = There are { $about } causes already, and more cannot be kept.
why-no-such-cause = There is no cause “{ $about }”. Choose one of the tree of causes.
why-cause-archived = The cause “{ $about }” is archived. Take it back into use first, or choose another.
why-cause-below-itself = A cause cannot stand below itself or below one of its own parts. Choose another cause above it.
why-causes-below = The cause “{ $about }” below it is still in use. Archive that first, or move it elsewhere.
why-cause-in-use = Something has this cause by now. Archive it instead.
