product = Hamdel
skip = Skip to content
areas = Areas of Hamdel
area-pulse = Pulse
area-customers = Customers
area-voice = Voice
area-settings = Settings
search = Search
search-placeholder = Name, phone, e-mail or customer number
theme = Theme
theme-system = Like the system
theme-light = Light
theme-dark = Dark
me = My account: { $name }
keys = Keyboard shortcuts
sign-out = Sign out
close = Close
copied = Copied.
not-copied = It could not be copied. Select the text and copy it yourself.
failed = That did not work, and nothing was changed. Please try again.
offline = Hamdel cannot be reached. Check the network and try again.
key-next-row = Next row
key-previous-row = Previous row
key-open = Open the row
key-select = Select the row
key-new = Something new
copy = Copy
all = All
next = Next
previous = Previous
pages = Pages
path = Path
filters = Filters
filter-do = Apply
when = When
day = Day
reason = Reason
events = Events
never = Not yet
no-change = No change
chance-beyond = more than chance
chance-within = may be chance
chance-unknown =
    { $n ->
        [one] one more week is needed to tell it from chance
       *[other] { $n } more weeks are needed to tell it from chance
    }
of = of { $n }
data-up-to = Data up to { $when }
data-waiting =
    { $n ->
        [one] One event is waiting to be counted.
       *[other] { $n } events are waiting to be counted.
    }
same-in-a-table = The same data in a table
chart-other = Other
chart-caption = { $period }, { $n ->
        [one] one interaction
       *[other] { $n } interactions
    }
period = Period
period-7d = Last 7 days
period-30d = Last 30 days
period-90d = Last 90 days
period-12m = Last 12 months
export-csv = Export CSV
export-xlsx = Export Excel
command-line = Command line
older = Older
newest = Back to the newest
since = since { $date }
made-on = Made on { $date }

field-email = E-mail
field-password = Password
field-name = Name
field-language = Language
field-before = Place to continue from
field-body = Body of the request
field-selected = Selected customers

channel = Channel
channel-none = No channel
channel-web = Web
channel-app = App
channel-branch = Branch
channel-phone = Phone
channel-email = E-mail
channel-sms = SMS
channel-chat = Chat
channel-social = Social
channel-post = Post
channel-sensor = Sensor

stage = Stage
stage-none = No stage
stage-awareness = Awareness
stage-consideration = Consideration
stage-evaluation = Evaluation
stage-purchase = Purchase
stage-use = Use
stage-support = Support
stage-renewal = Renewal
stage-advocacy = Advocacy
stage-lost = Lost
