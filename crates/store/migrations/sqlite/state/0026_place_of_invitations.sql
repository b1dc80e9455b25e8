-- Where an invitation is about: its answer belongs there, and how many answered is counted by it.
ALTER TABLE invitations ADD COLUMN touchpoint TEXT;
ALTER TABLE invitations ADD COLUMN stage TEXT;
ALTER TABLE invitations ADD COLUMN unit TEXT;
ALTER TABLE invitations ADD COLUMN employee TEXT;
UPDATE invitations SET
    touchpoint = json_extract(context, '$.touchpoint'),
    stage = json_extract(context, '$.stage'),
    unit = json_extract(context, '$.unit'),
    employee = json_extract(context, '$.employee');
