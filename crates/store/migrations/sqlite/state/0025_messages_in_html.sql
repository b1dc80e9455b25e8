-- An e-mail may be written twice over: as text, and as a page for programs that show one.
ALTER TABLE messages ADD COLUMN html TEXT;
