-- What automations tell colleagues, until a screen has said it. Nobody in `who`: it is for whoever looks.
CREATE TABLE notice (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  contact INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  says    TEXT NOT NULL,
  told    INTEGER
);
CREATE INDEX notice_untold ON notice (who, seq) WHERE told IS NULL;
CREATE INDEX notice_contact ON notice (contact);

-- When a colleague was last given somebody, or asked to take over: the next is who had that longest ago.
CREATE TABLE turn (
  user TEXT PRIMARY KEY,
  at   INTEGER NOT NULL
) WITHOUT ROWID;
