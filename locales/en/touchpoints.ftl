place-touchpoints = Touchpoints
place-help-touchpoints = Places of contact: stage, channel, and the unit that owns each.
touchpoint = Touchpoint
touchpoints-answer = { $n ->
        [one] There is one touchpoint
       *[other] There are { $n } touchpoints
    }; { $without ->
        [0] each has a unit that owns it.
        [one] one has no unit that owns it.
       *[other] { $without } have no unit that owns them.
    }
touchpoints-none = There are no touchpoints yet.
touchpoints-empty = No touchpoints yet
touchpoints-empty-help = A touchpoint is a place where customers meet you: the till, the delivery, the call centre. Add the first one.
touchpoint-owner = Owned by
touchpoint-new = A new touchpoint
touchpoint-change = Change { $touchpoint }
touchpoint-name-help = What interactions call it, such as branch_till. It stays.
touchpoint-kinds = Kinds that happen here
touchpoint-kinds-help = Interactions of these kinds are placed here where they name no touchpoint. Separate them with commas.
touchpoint-from-now = This holds for interactions that come in from now on. What happened before stays where it was.
field-kinds = Kinds
why-touchpoint-taken = There is a touchpoint “{ $about }” already. Choose another name, or change that one.
why-no-touchpoint-name = A touchpoint needs a name in the data.
why-no-touchpoint-title = A touchpoint needs a title, in Persian or in English.
