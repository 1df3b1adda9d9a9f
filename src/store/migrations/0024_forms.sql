-- That somebody filled in a form, and when. Times are epoch milliseconds.
CREATE TABLE submission (
  rid         INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  contact     INTEGER,
  contact_key TEXT NOT NULL,
  at          INTEGER NOT NULL
);
CREATE INDEX submission_contact ON submission (contact, at DESC);
CREATE INDEX submission_orphan ON submission (contact_key) WHERE contact IS NULL;

-- A submission gives nothing its name: nobody has to read names anew for it.
DROP TRIGGER naming_new;
DROP TRIGGER naming_other;
DROP TRIGGER naming_gone;
CREATE TRIGGER naming_new AFTER INSERT ON record WHEN NEW.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag', 'submission'
) BEGIN UPDATE naming SET nr = nr + 1; END;
CREATE TRIGGER naming_other AFTER UPDATE ON record WHEN NEW.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag', 'submission'
) BEGIN UPDATE naming SET nr = nr + 1; END;
CREATE TRIGGER naming_gone AFTER DELETE ON record WHEN OLD.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag', 'submission'
) BEGIN UPDATE naming SET nr = nr + 1; END;
