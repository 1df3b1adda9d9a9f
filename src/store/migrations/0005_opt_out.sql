-- The last message about further messages that was acted upon, for each person, and what was set because of it: the
-- value before by member, as JSON. START lifts that and nothing else.
CREATE TABLE opt_out (
  contact  INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  message  INTEGER NOT NULL,
  was      TEXT NOT NULL
);
