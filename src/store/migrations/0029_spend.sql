-- What requests on their way to Claude may cost, one row each until what they did cost is kept. The row of a program that has
-- ended stays as what its request had cost when it was last heard of. Money in millionths of a dollar; `at` and `beat` in epoch
-- milliseconds; the process as in `engine_lease`.
CREATE TABLE claude_hold (
  id         TEXT PRIMARY KEY,
  thread     INTEGER REFERENCES chat_thread (seq) ON DELETE SET NULL,
  at         INTEGER NOT NULL,
  beat       INTEGER NOT NULL,
  at_most    INTEGER NOT NULL,
  so_far     INTEGER NOT NULL,
  usage      TEXT,
  boot_id    TEXT NOT NULL,
  pid_space  TEXT NOT NULL,
  pid        INTEGER NOT NULL,
  start_time INTEGER NOT NULL
) WITHOUT ROWID;
