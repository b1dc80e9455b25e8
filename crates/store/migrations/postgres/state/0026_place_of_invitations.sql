-- Where an invitation is about: its answer belongs there, and how many answered is counted by it.
ALTER TABLE invitations ADD COLUMN touchpoint TEXT;
ALTER TABLE invitations ADD COLUMN stage TEXT;
ALTER TABLE invitations ADD COLUMN unit TEXT;
ALTER TABLE invitations ADD COLUMN employee TEXT;
UPDATE invitations SET
    touchpoint = context::json ->> 'touchpoint',
    stage = context::json ->> 'stage',
    unit = context::json ->> 'unit',
    employee = context::json ->> 'employee';
