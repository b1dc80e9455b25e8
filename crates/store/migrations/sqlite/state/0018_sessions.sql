-- What a session runs in, in words a person knows it by: `Firefox, Linux`. Null for one of before.
ALTER TABLE sessions ADD COLUMN client TEXT;
