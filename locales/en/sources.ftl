source = Source
sources = Sources and keys
sources-count =
    { $n ->
        [one] One source is in use.
       *[other] { $n } sources are in use.
    }
sources-none = There is no source yet. Make the first one and put its key into your program.
sources-retired = Retired sources
source-add = Make a source
source-new = New source
source-make = Make source and key
source-name-help = A name your colleagues know, such as “Online shop” or “Call centre”.
source-name-invalid = A name needs 1 to 100 characters.
source-name-conflict = There is a source of this name; choose another one.
source-state = State
source-state-receiving = Live
source-state-quiet = Quiet
source-state-waiting = Waiting for its first data
source-state-retired = Retired
source-last = Last received
source-accepted = Accepted
source-dropped = Left out
source-dropped-help = “Accepted” counts from the beginning, “Left out” the last 7 days, with the most frequent reason.
source-answer = We accepted { $n } interactions from this source and last heard from it { $last }.
source-answer-waiting = Nothing has arrived from this source yet. Put one of the samples below into your program.
source-answer-dropped =
    { $n ->
        [one] One event was left out in the last 7 days; the reason is below.
       *[other] { $n } events were left out in the last 7 days; the reasons are below.
    }
form-one-wrong = One thing is not right yet.
write-key = Write key
key-once = This key is shown this once only. Put it into your program now.
key-rotate = Another key
key-rotate-help = If somebody else got hold of the key, make another one. The present key stops working within seconds.
key-rotate-do = Make another key
source-retire = Retire this source
source-retire-help = Its key stops working and nothing more is accepted from it. The interactions it sent stay.
source-retire-do = Retire
drops = Events left out in the last 30 days
drops-none = Nothing was left out in the last 30 days.
rejected = Latest events left out
rejected-download = Download all, to correct them
payload = The event as it came
snippets = Connect your program
snippets-help = Any program that works with Segment sends to Hamdel by changing its host. Put the write key in place of WRITE_KEY.
import-title = Import from a file
import-help = CSV, JSON Lines, Parquet and XES can be imported from the command line. Hamdel proposes a map of the columns and keeps wrong rows aside with their reasons.

drop-malformed = Malformed
drop-not_utf8 = Not UTF-8
drop-too_large = Too large
drop-too_many_events = More than 2,500 events in a batch
drop-too_deep = Nested too deep
drop-unknown_type = Unknown type
drop-no_identifier = No identifier of a customer
drop-no_event_name = No event name
drop-no_alias_ids = Alias without both ids
drop-no_group_id = Group without an id
drop-message_id_too_long = Message id too long
drop-bad_timestamp = Not a time
drop-in_the_future = A time in the future
drop-bad_field = A value of the wrong kind
drop-duplicate = Duplicate
