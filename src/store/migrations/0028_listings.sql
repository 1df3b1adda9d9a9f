-- Homes for sale. Prices are cents, 0 when none is known; statuses are the account's own words in small letters.
CREATE TABLE listing (
  rid    INTEGER PRIMARY KEY REFERENCES record (rid) ON DELETE CASCADE,
  mls    TEXT NOT NULL,
  price  INTEGER NOT NULL,
  status TEXT NOT NULL
);
CREATE INDEX listing_status ON listing (status, price);

-- What is new of homes and was not looked at yet: what was asked before and how it stood, or nothing when it is new as a whole.
CREATE TABLE listing_news (
  nr         INTEGER PRIMARY KEY AUTOINCREMENT,
  listing    INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  price_was  INTEGER,
  status_was TEXT,
  price      INTEGER NOT NULL,
  status     TEXT NOT NULL
);
CREATE INDEX listing_news_listing ON listing_news (listing);

-- That a home was said to fit somebody, so that it is said once.
CREATE TABLE listing_told (
  listing INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  contact INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
  PRIMARY KEY (listing, contact)
) WITHOUT ROWID;
CREATE INDEX listing_told_contact ON listing_told (contact);

-- What concerned whom, for what would have come of it.
CREATE INDEX journal_concerned ON journal (at, seq) WHERE fact = 'concerned';

-- A home gives nothing its name: nobody has to read names anew for it.
DROP TRIGGER naming_new;
DROP TRIGGER naming_other;
DROP TRIGGER naming_gone;
CREATE TRIGGER naming_new AFTER INSERT ON record WHEN NEW.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag', 'submission', 'listing'
) BEGIN UPDATE naming SET nr = nr + 1; END;
CREATE TRIGGER naming_other AFTER UPDATE ON record WHEN NEW.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag', 'submission', 'listing'
) BEGIN UPDATE naming SET nr = nr + 1; END;
CREATE TRIGGER naming_gone AFTER DELETE ON record WHEN OLD.kind NOT IN (
  'contact', 'opportunity', 'conversation', 'message', 'note', 'task', 'appointment', 'tag', 'submission', 'listing'
) BEGIN UPDATE naming SET nr = nr + 1; END;
