-- Every column a filter of the list asks, in the order of the list: a filter that finds nobody walks this index and
-- never the table. It also holds what the roster reads. Nothing asked for a phone or an e-mail address as a whole.
DROP INDEX contact_roster;
DROP INDEX contact_phone;
DROP INDEX contact_email;
CREATE INDEX contact_list ON contact (
  active DESC, rid DESC, find, added, updated, last_in, last_out, unread, dnd, owner, source, city, zip, type
);
