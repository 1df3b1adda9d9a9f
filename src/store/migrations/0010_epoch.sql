-- An answer that cannot be read is set aside once, however often it is told. `mark` is its fingerprint.
DELETE FROM quarantine WHERE seq NOT IN (SELECT max(seq) FROM quarantine GROUP BY resource, raw);
ALTER TABLE quarantine ADD COLUMN mark TEXT NOT NULL DEFAULT '';
UPDATE quarantine SET mark = 'before ' || seq;
CREATE UNIQUE INDEX quarantine_mark ON quarantine (resource, mark);
