-- A file came with something that happened: words of the customer, a reply, a note.
ALTER TABLE case_attachments ADD COLUMN event_id BIGINT;
