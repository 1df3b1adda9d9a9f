-- How many people have each value of a field that lists are counted by, and what their open deals are worth: kept as people
-- change, because counting a million rows for a number that is looked at takes longer than anybody wants to wait.
CREATE TABLE tally (
  field  TEXT NOT NULL,
  value  TEXT NOT NULL,
  people INTEGER NOT NULL,
  worth  INTEGER NOT NULL,
  PRIMARY KEY (field, value)
) WITHOUT ROWID;

INSERT INTO tally SELECT 'stage', c.stage, count(*), sum(c.worth) FROM contact c GROUP BY c.stage;
INSERT INTO tally SELECT 'owner', c.owner, count(*), sum(c.worth) FROM contact c GROUP BY c.owner;
INSERT INTO tally SELECT 'source', c.source, count(*), sum(c.worth) FROM contact c GROUP BY c.source;
INSERT INTO tally SELECT 'type', c.type, count(*), sum(c.worth) FROM contact c GROUP BY c.type;
INSERT INTO tally SELECT 'city', c.city, count(*), sum(c.worth) FROM contact c GROUP BY c.city;
INSERT INTO tally SELECT 'zip', c.zip, count(*), sum(c.worth) FROM contact c GROUP BY c.zip;
INSERT INTO tally SELECT 'tz', c.tz, count(*), sum(c.worth) FROM contact c GROUP BY c.tz;
INSERT INTO tally SELECT 'dnd', c.dnd, count(*), sum(c.worth) FROM contact c GROUP BY c.dnd;
INSERT INTO tally SELECT 'dnc', c.dnc, count(*), sum(c.worth) FROM contact c GROUP BY c.dnc;
INSERT INTO tally SELECT 'tag', coalesce(t.tag, ''), count(*), sum(c.worth)
  FROM contact c LEFT JOIN contact_tag t ON t.rid = c.rid GROUP BY 2;

-- Each of these adds what is new and takes away what was. A person and their tags may come and go in either order.
CREATE TRIGGER tally_came AFTER INSERT ON contact BEGIN
  INSERT INTO tally VALUES
    ('stage', NEW.stage, 1, NEW.worth), ('owner', NEW.owner, 1, NEW.worth), ('source', NEW.source, 1, NEW.worth),
    ('type', NEW.type, 1, NEW.worth), ('city', NEW.city, 1, NEW.worth), ('zip', NEW.zip, 1, NEW.worth),
    ('tz', NEW.tz, 1, NEW.worth), ('dnd', NEW.dnd, 1, NEW.worth), ('dnc', NEW.dnc, 1, NEW.worth)
    ON CONFLICT DO UPDATE SET people = people + 1, worth = worth + excluded.worth;
  INSERT INTO tally SELECT 'tag', t.tag, 0, NEW.worth FROM contact_tag t WHERE t.rid = NEW.rid
    ON CONFLICT DO UPDATE SET worth = worth + excluded.worth;
  INSERT INTO tally SELECT 'tag', '', 1, NEW.worth WHERE NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = NEW.rid)
    ON CONFLICT DO UPDATE SET people = people + 1, worth = worth + excluded.worth;
END;
CREATE TRIGGER tally_went AFTER DELETE ON contact BEGIN
  INSERT INTO tally VALUES
    ('stage', OLD.stage, -1, -OLD.worth), ('owner', OLD.owner, -1, -OLD.worth), ('source', OLD.source, -1, -OLD.worth),
    ('type', OLD.type, -1, -OLD.worth), ('city', OLD.city, -1, -OLD.worth), ('zip', OLD.zip, -1, -OLD.worth),
    ('tz', OLD.tz, -1, -OLD.worth), ('dnd', OLD.dnd, -1, -OLD.worth), ('dnc', OLD.dnc, -1, -OLD.worth)
    ON CONFLICT DO UPDATE SET people = people - 1, worth = worth + excluded.worth;
  INSERT INTO tally SELECT 'tag', t.tag, 0, -OLD.worth FROM contact_tag t WHERE t.rid = OLD.rid
    ON CONFLICT DO UPDATE SET worth = worth + excluded.worth;
  INSERT INTO tally SELECT 'tag', '', -1, -OLD.worth WHERE NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = OLD.rid)
    ON CONFLICT DO UPDATE SET people = people - 1, worth = worth + excluded.worth;
END;
CREATE TRIGGER tally_moved AFTER UPDATE OF stage, owner, source, type, city, zip, tz, dnd, dnc, worth ON contact
  WHEN OLD.stage <> NEW.stage OR OLD.owner <> NEW.owner OR OLD.source <> NEW.source OR OLD.type <> NEW.type
    OR OLD.city <> NEW.city OR OLD.zip <> NEW.zip OR OLD.tz <> NEW.tz OR OLD.dnd <> NEW.dnd OR OLD.dnc <> NEW.dnc
    OR OLD.worth <> NEW.worth
BEGIN
  INSERT INTO tally VALUES
    ('stage', OLD.stage, -1, -OLD.worth), ('owner', OLD.owner, -1, -OLD.worth), ('source', OLD.source, -1, -OLD.worth),
    ('type', OLD.type, -1, -OLD.worth), ('city', OLD.city, -1, -OLD.worth), ('zip', OLD.zip, -1, -OLD.worth),
    ('tz', OLD.tz, -1, -OLD.worth), ('dnd', OLD.dnd, -1, -OLD.worth), ('dnc', OLD.dnc, -1, -OLD.worth),
    ('stage', NEW.stage, 1, NEW.worth), ('owner', NEW.owner, 1, NEW.worth), ('source', NEW.source, 1, NEW.worth),
    ('type', NEW.type, 1, NEW.worth), ('city', NEW.city, 1, NEW.worth), ('zip', NEW.zip, 1, NEW.worth),
    ('tz', NEW.tz, 1, NEW.worth), ('dnd', NEW.dnd, 1, NEW.worth), ('dnc', NEW.dnc, 1, NEW.worth)
    ON CONFLICT DO UPDATE SET people = people + excluded.people, worth = worth + excluded.worth;
  INSERT INTO tally
    SELECT 'tag', t.tag, 0, NEW.worth - OLD.worth FROM contact_tag t WHERE t.rid = NEW.rid AND NEW.worth <> OLD.worth
    ON CONFLICT DO UPDATE SET worth = worth + excluded.worth;
  INSERT INTO tally SELECT 'tag', '', 0, NEW.worth - OLD.worth
    WHERE NEW.worth <> OLD.worth AND NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = NEW.rid)
    ON CONFLICT DO UPDATE SET worth = worth + excluded.worth;
END;
CREATE TRIGGER tally_tagged AFTER INSERT ON contact_tag BEGIN
  INSERT INTO tally VALUES ('tag', NEW.tag, 1, coalesce((SELECT c.worth FROM contact c WHERE c.rid = NEW.rid), 0))
    ON CONFLICT DO UPDATE SET people = people + 1, worth = worth + excluded.worth;
  INSERT INTO tally SELECT 'tag', '', -1, -c.worth FROM contact c WHERE c.rid = NEW.rid
    AND NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = NEW.rid AND t.tag <> NEW.tag)
    ON CONFLICT DO UPDATE SET people = people - 1, worth = worth + excluded.worth;
END;
CREATE TRIGGER tally_untagged AFTER DELETE ON contact_tag BEGIN
  INSERT INTO tally VALUES ('tag', OLD.tag, -1, -coalesce((SELECT c.worth FROM contact c WHERE c.rid = OLD.rid), 0))
    ON CONFLICT DO UPDATE SET people = people - 1, worth = worth + excluded.worth;
  INSERT INTO tally SELECT 'tag', '', 1, c.worth FROM contact c WHERE c.rid = OLD.rid
    AND NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = OLD.rid)
    ON CONFLICT DO UPDATE SET people = people + 1, worth = worth + excluded.worth;
END;
