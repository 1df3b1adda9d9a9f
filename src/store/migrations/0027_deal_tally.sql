-- How many deals of a pipeline stand in which way at which stage, and what they are worth: kept as deals change, because to
-- count a quarter of a million for a summary takes longer than anybody wants to wait.
CREATE TABLE deal_tally (
  pipeline TEXT NOT NULL,
  status   TEXT NOT NULL,
  stage    TEXT NOT NULL,
  deals    INTEGER NOT NULL,
  value    INTEGER NOT NULL,
  PRIMARY KEY (pipeline, status, stage)
) WITHOUT ROWID;

INSERT INTO deal_tally SELECT o.pipeline, o.status, o.stage, count(*), sum(o.value) FROM opportunity o GROUP BY 1, 2, 3;

CREATE TRIGGER deal_tally_came AFTER INSERT ON opportunity BEGIN
  INSERT INTO deal_tally VALUES (NEW.pipeline, NEW.status, NEW.stage, 1, NEW.value)
    ON CONFLICT DO UPDATE SET deals = deals + 1, value = value + excluded.value;
END;
CREATE TRIGGER deal_tally_went AFTER DELETE ON opportunity BEGIN
  UPDATE deal_tally SET deals = deals - 1, value = value - OLD.value
    WHERE pipeline = OLD.pipeline AND status = OLD.status AND stage = OLD.stage;
  DELETE FROM deal_tally WHERE pipeline = OLD.pipeline AND status = OLD.status AND stage = OLD.stage AND deals = 0;
END;
CREATE TRIGGER deal_tally_moved AFTER UPDATE OF pipeline, status, stage, value ON opportunity
  WHEN OLD.pipeline <> NEW.pipeline OR OLD.status <> NEW.status OR OLD.stage <> NEW.stage OR OLD.value <> NEW.value
BEGIN
  INSERT INTO deal_tally VALUES (NEW.pipeline, NEW.status, NEW.stage, 1, NEW.value)
    ON CONFLICT DO UPDATE SET deals = deals + 1, value = value + excluded.value;
  UPDATE deal_tally SET deals = deals - 1, value = value - OLD.value
    WHERE pipeline = OLD.pipeline AND status = OLD.status AND stage = OLD.stage;
  DELETE FROM deal_tally WHERE pipeline = OLD.pipeline AND status = OLD.status AND stage = OLD.stage AND deals = 0;
END;
