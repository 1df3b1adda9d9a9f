-- Moments that nobody writes down and that were heard: of each record the last one of a kind. Marks only go up.
CREATE TABLE automation_moment (
  what TEXT NOT NULL,
  rid  INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  mark INTEGER NOT NULL,
  PRIMARY KEY (what, rid)
) WITHOUT ROWID;
CREATE INDEX automation_moment_rid ON automation_moment (rid);

-- Where they are looked for: who was written to and has not answered, whose day it is.
CREATE INDEX contact_silent ON contact (last_out) WHERE last_out > last_in;
CREATE INDEX contact_born ON contact (born) WHERE born > 0;
CREATE INDEX opportunity_won ON opportunity (CAST(strftime('%m%d', closes / 1000, 'unixepoch') AS INTEGER))
  WHERE status = 'won' AND closes > 0;

-- Goes up whenever a record changes that gives something its name: whoever keeps names knows by it when to read them anew.
CREATE TABLE naming (nr INTEGER NOT NULL);
INSERT INTO naming VALUES (0);
CREATE TRIGGER naming_new AFTER INSERT ON record WHEN NEW.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag'
) BEGIN UPDATE naming SET nr = nr + 1; END;
CREATE TRIGGER naming_other AFTER UPDATE ON record WHEN NEW.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag'
) BEGIN UPDATE naming SET nr = nr + 1; END;
CREATE TRIGGER naming_gone AFTER DELETE ON record WHEN OLD.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag'
) BEGIN UPDATE naming SET nr = nr + 1; END;
