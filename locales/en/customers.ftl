customers-title = Customers
customers-count =
    { $n ->
        [one] One customer
       *[other] { $n } customers
    }
customers-count-more = More than { $n } customers
customers-selected =
    { $n ->
        [one] One selected customer.
       *[other] { $n } selected customers.
    }
customers-found =
    { $n ->
        [one] One customer answers to “{ $words }”.
       *[other] { $n } customers answer to “{ $words }”.
    }
customers-found-more = More than { $n } customers answer to “{ $words }”; write more for a shorter list.
customers-none = No customer found
customers-none-help = A name, phone number, e-mail or id may be written in any spelling. Take the filters away too, and search again.
customers-all = All customers
customers-empty = No customers yet
customer-nameless = Customer { $id }
standing-known = Known
standing-anonymous = Anonymous
column-customer_id = Customer number
column-standing = Standing
column-stage = Stage
column-name = Name
column-first_seen = First contact
column-interactions = Interactions
column-value = Value
column-last_seen = Last contact
seen-today = Today
seen-7d = Last 7 days
sort-too-long = Sorts lists of up to { $n } customers; filter this one first.
view = View
columns = Columns
density = Density
density-comfortable = Comfortable
density-compact = Compact
select-page = Select every row of this page
select-row = Select { $name }
select-all = All { $n } customers that match
select-all-more = All that match, more than { $n }
selection = Selection
selection-count = { $count } selected
selection-show = Show only these
selection-copy = Copy a link to them
pager =
    { $n ->
        [one] { $from } to { $to } of one customer
       *[other] { $from } to { $to } of { $n } customers
    }
pager-more = { $from } to { $to } of more than { $n } customers
profile-known = { $name } has been our customer since { $first }.
profile-anonymous = We do not know { $name } by name yet; they have been in touch since { $first }.
profile-unseen = We have no interaction with this customer yet.
profile-stage = They are in the { $stage } stage now.
profile-last = Their last contact was { $last }.
profile-last-channel = Their last contact was { $last }, { $via }.
profile-since = since { $date }
profile-value = Value so far
profile-value-n = purchases less returns
profile-joined =
    { $n ->
        [one] One other customer was joined into this one. Its history is untouched, and it can be taken apart again.
       *[other] { $n } other customers were joined into this one. Their history is untouched, and they can be taken apart again.
    }
story = Story
story-empty = There are no interactions here.
properties = Details
score = Score
identifiers = Identifiers
identifiers-why = Why these are one customer
identifiers-one = There is only one identifier, and nothing was joined to it.
identifiers-none = There is no identifier; this customer was made from a row that names nobody.
refused = Not taken as one
traits = Traits
trait-said = from { $source }, { $date }:
claim-joined = { $weaker_kind } { $weaker } and { $stronger_kind } { $stronger } are one customer, because on { $when } an event from { $source } carried both.
claim-both_known = { $weaker_kind } { $weaker } was not joined to { $stronger_kind } { $stronger }, although on { $when } an event from { $source } carried both: each belongs to a known customer of its own, and one shared identifier is not enough to make two people one.
claim-over_limit = { $weaker_kind } { $weaker } was not joined to { $stronger_kind } { $stronger }, although on { $when } an event from { $source } carried both: this customer would then have more identifiers of one kind than allowed.
claim-shared = { $weaker_kind } { $weaker } was not joined to { $stronger_kind } { $stronger }, although on { $when } an event from { $source } carried both: several known customers use it, as with a shop’s tablet or a family’s phone.
claim-other = See the other customer

identifier-user_id = Customer id
identifier-national_code = National code
identifier-loyalty_card = Loyalty card
identifier-email = E-mail
identifier-phone = Phone
identifier-device = Device
identifier-anonymous_id = Anonymous id

metric-nps = Recommendation (NPS)
metric-csat = Satisfaction (CSAT)
metric-ces = Ease (CES)
metric-rating = Rating

trait-stage = Stage
trait-name = Name
trait-first_name = First name
trait-last_name = Last name
trait-firstname = First name
trait-lastname = Last name
trait-email = E-mail
trait-phone = Phone
trait-city = City
trait-country = Country
trait-gender = Gender
trait-birthday = Birthday
trait-language = Language
trait-loyalty_card = Loyalty card
trait-plan = Plan
trait-company = Company
trait-order_id = Order
trait-product_id = Product id
trait-product = Product
trait-quantity = Quantity
trait-unit = Unit
trait-employee = Employee
trait-session = Session
trait-path = Page
trait-url = Address
trait-title = Title
trait-wait_seconds = Waiting (seconds)
trait-campaign = Campaign
trait-branch = Branch
trait-reason = Reason

via-web = on the web
via-app = in the app
via-branch = at a branch
via-phone = by phone
via-email = by e-mail
via-sms = by SMS
via-chat = by chat
via-social = on social media
via-post = by post
via-sensor = by a sensor

value-true = Yes
value-false = No
value-female = Female
value-male = Male
value-fa = Persian
value-en = English

trait-marketing_consent = May receive marketing
trait-taste = Taste
trait-order_value = Order value
trait-items = Items
trait-price = Price
trait-category = Category
trait-waiting_seconds = Waiting (seconds)
trait-days_late = Days late
trait-agent = Agent
trait-shift = Shift
trait-referrer = Referrer
trait-about = About
trait-topic = Topic
trait-sku = Product code
trait-payment = Payment
trait-duration_seconds = Duration (seconds)
trait-complaint_id = Complaint
trait-redress = Redress
trait-promised_at = Promised
trait-delivered_at = Delivered
trait-slip_date = Date on the slip
trait-points = Points
trait-solved = Solved
trait-industry = Industry
trait-products = Products
trait-score = Score
trait-national_code = National code
