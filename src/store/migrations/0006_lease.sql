-- Which copy of the program talks to the CRM. One row; without a holder it is free. `beat` is in milliseconds since the
-- machine's start. `wished` counts the rounds that other copies asked the holder for, `served` those that are done.
CREATE TABLE engine_lease (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  holder     TEXT,
  boot_id    TEXT NOT NULL DEFAULT '',
  pid_space  TEXT NOT NULL DEFAULT '',
  pid        INTEGER NOT NULL DEFAULT 0,
  start_time INTEGER NOT NULL DEFAULT 0,
  epoch      INTEGER NOT NULL DEFAULT 0,
  beat       INTEGER NOT NULL DEFAULT 0,
  wished     INTEGER NOT NULL DEFAULT 0,
  served     INTEGER NOT NULL DEFAULT 0,
  whole      INTEGER NOT NULL DEFAULT 0,
  fault      TEXT
);
INSERT INTO engine_lease (one) VALUES (1);

-- The epoch in which a row was last claimed or looked up.
ALTER TABLE outbox ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
