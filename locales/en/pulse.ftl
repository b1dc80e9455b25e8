pulse-title = What is happening today?
pulse-today =
    { $n ->
        [one] { $today } interaction with customers has arrived today so far,
       *[other] { $today } interactions with customers have arrived today so far,
    }
pulse-same = {" "}exactly as many as last { $weekday } by this hour.
pulse-more = {" "}{ $difference } more than last { $weekday } by this hour.
pulse-fewer = {" "}{ $difference } fewer than last { $weekday } by this hour.
pulse-usual-above = Over the last { $weeks } weeks, { $weekday }s had between { $least } and { $most } by now, so today is above the usual.
pulse-usual-below = Over the last { $weeks } weeks, { $weekday }s had between { $least } and { $most } by now, so today is below the usual.
pulse-usual-within = Over the last { $weeks } weeks, { $weekday }s had between { $least } and { $most } by now, so today is a usual day.
pulse-nothing = No interaction with a customer has arrived yet.
pulse-empty = Where to begin
pulse-empty-help = Make a source and put its key into your website, app or sales system; the first event shows up here as it arrives.
pulse-empty-import = Data that you already have can be imported from a file:
tile-today = Interactions today
tile-today-n = { $n } by this hour last { $weekday }
tile-usual = usually { $least } to { $most } ({ $weeks } weeks)
tile-seven-days = Interactions in 7 days
tile-seven-days-n = today so far and the 6 days before; { $n } in the 7 days before them
spark-hours = By the hour today: least { $least }, most { $most }, in the present hour { $last }
spark-days = By day: least { $least }, most { $most }, today so far { $last }
spark-sources = Sources by day: least { $least }, most { $most }, today { $last }
tile-known = Known customers
tile-known-n = with a name, number or id
tile-anonymous = Anonymous customers
tile-anonymous-n = only a browser or device is known
tile-sources = Live sources
tile-sources-n = sent data within the last day
chart-channels = Interactions by channel
chart-stages = Interactions by stage
sources-health = Sources and how they do
sources-all = All sources
