settings-answer = How Hamdel works for your company: who does what, when, and where the data come from.
place-units = Units
place-help-units = Departments as a tree, and who answers for each.
place-people = People
place-help-people = Who works here: roles, units, skills and presence.
place-sources = Sources
place-help-sources = Where interactions come from, with their keys.
place-contact-policy = Contact policy
place-help-contact-policy = How often and when customers may be contacted.
place-alerts = Alerts
place-help-alerts = What the company is alerted of, and who is told.
place-webhooks = Webhooks
place-help-webhooks = Other programs that are told what happens here.

unit = Unit
units-none = There are no units yet.
units-all-answered = { $n ->
        [one] The one unit has somebody who answers for it.
       *[other] Each of the { $n } units has somebody who answers for it, or the unit above it has.
    }
units-some-without = { $without ->
        [one] Of { $n } units, one has nobody who answers for it, nor have those above it.
       *[other] Of { $n } units, { $without } have nobody who answers for them, nor have those above them.
    }
units-empty = No units yet
units-empty-help = A unit is a department: a branch, a call centre, the deliveries of a city. Start with the whole company, and add its parts below it.
units-done = It is done.
unit-new = A new unit
unit-change = Change { $unit }
unit-add = Add the unit
unit-parent = Part of
unit-no-parent = Nothing above it
unit-name = Name in the data
unit-name-help = What interactions call it, such as branch-tehran-valiasr. Leave it empty to have it made of the English title.
unit-name-is = In interactions and the API it is called { $name }; that name stays.
unit-archive = Archive the unit
unit-restore = Take it back into use
unit-archive-help = Nothing new is given to an archived unit. What happened there stays, and it can come back.
archived = Archived
title-fa = Title in Persian
title-en = Title in English

part = Part
part-manager = Manager
part-member = Member
part-managers = Answer for it
part-members = Members
and-also = { ", " }

role = Role
role-help = What each role may do
people-answer = { $n ->
        [one] One person may sign in
       *[other] { $n } people may sign in
    }; { $available ->
        [0] nobody takes work now.
        [one] one takes work now.
       *[other] { $available } take work now.
    }
people-none = Nobody is in your units yet.
people-barred = No longer here
person-invite = Invite somebody
person-invite-help = You get a link that signs them in once, within a week. Send it to them yourself.
person-invite-do = Make the invitation
person-link = One-time link
person-link-made = { $days ->
        [one] This link signs { $name } in once, within a day. It is shown only now.
       *[other] This link signs { $name } in once, within { $days } days. It is shown only now.
    }
person-link-make = Make a one-time link
person-units = Units
person-units-help = A manager answers for the unit; both see what belongs to it and to the units below it.
person-no-units = There are no units yet; add them first.
person-employee = Name in the data
person-employee-help = What interactions call them as an employee, such as on a receipt or in a call log.
person-is = { $role }, here since { $when }.
person-is-barred = { $role }, barred from signing in since { $when }.
person-change = Role and units
person-about = Role and units
person-contact = Work
person-sign-in = Signing in
person-has-password = They sign in with their password. If it is forgotten, a one-time link helps.
person-no-password = They have no password yet and sign in by a one-time link.
person-bar = Bar from signing in
person-bar-help = Barring ends every session at once. What they did stays, and they can be let in again.
person-let-in = Let in again
person-let-in-help = Nobody can sign in with this account. Their role and units are kept.
skills = Skills
skills-help = Separate them with commas.
skills-known = Known ones:
saved = Saved.
audit-of-this = What was changed here, and by whom

presence = Takes work
presence-available = Available
presence-away = Away
presence-off = Off
presence-mine = My presence: { $presence }
presence-since = Since { $when }.
presence-help = New work goes to those who are available.

account = My account
account-help = Name, language, password, presence and the devices you are signed in on.
account-answer = You are signed in as { $email }, with the role { $role }.
account-done-saved = Saved.
account-done-password = The password is changed, and every other session has ended.
account-done-ended = Ended.
account-about = Name and language
account-password = Password
account-no-password = You have none yet: choose one to sign in without a link.
account-present-password = Present password
account-new-password = New password
account-password-help = 8 characters at least. A sentence is easy to keep and hard to guess.
account-password-do = Change the password
account-work = Work
account-sessions = Signed in on
account-sessions-help = If you do not know one of them, end it and change your password.
session-unknown = An unknown device
session-this = This one
session-used = Last used { $when }; since { $begun }
session-end = End
sessions-end = End all others

field-title_fa = Title in Persian
field-title_en = Title in English
field-parent = Part of
field-role = Role
field-units = Units
field-skills = Skills
field-employee = Name in the data
field-presence = Presence
field-present_password = Present password

why-too-long = This is too long: { $about } at most, and on one line.
why-no-title = The unit needs a title, in Persian or in English.
why-no-name = Without an English title the unit needs a name in the data; type one.
why-too-many-units = There are { $about } units already, and more cannot be kept.
why-too-many = These are more than { $about }; leave some out.
why-unit-taken = There is a unit “{ $about }” already. Choose another name, or change that unit.
why-no-such-unit = There is no unit “{ $about }”. Choose one of those there are.
why-below-itself = A unit cannot stand below itself or below one of its own parts. Choose another unit above it.
why-unit-archived = The unit “{ $about }” is archived. Take it back into use first, or choose another.
why-units-below = The unit “{ $about }” below it is still in use. Archive that first, or move it elsewhere.
why-changed-since = It was changed again since then, so it cannot be taken back. Change it here instead.
why-unit-in-use = Somebody is in the unit by now, or another stands below it. Archive it instead.
why-unit-twice = The unit “{ $about }” is named twice. Leave one of them out.
why-no-part = “{ $about }” is no part in a unit; it is manager or member.
why-no-role = “{ $about }” is no role. Choose one of the list.
why-no-language = “{ $about }” is no language of Hamdel; it is fa or en.
why-no-presence = “{ $about }” is no presence; it is available, away or off.
why-no-email = “{ $about }” is no e-mail address. It looks like name@example.ir.
why-no-person-name = A name has 1 to 100 characters, on one line.
why-email-taken = Somebody signs in as { $about } already. Change that person instead.
why-employee-taken = This name in the data belongs to { $about } already.
why-short-password = A password needs { $about } characters at least. Choose a longer one.
why-wrong-password = This is not your present password, and nothing was changed. Type it again.
why-last-administrator = This is the only administrator. Make somebody else an administrator first, so that the company is not locked out.
why-is-barred = { $about } is barred. Let them in again first.
