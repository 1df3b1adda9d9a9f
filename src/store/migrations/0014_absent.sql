-- Fields, pipelines and stages that the account does not list any more. `sure` once two lists some time apart were without
-- it; then pushes that name it wait.
CREATE TABLE absent (
  kind  TEXT NOT NULL,
  id    TEXT NOT NULL,
  name  TEXT NOT NULL,
  since INTEGER NOT NULL,
  sure  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
