-- Words of chats: of a turn under its own number, of a title under the chat's number, negative.
CREATE VIRTUAL TABLE chat_words USING fts5 (
  body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO chat_words (rowid, body) SELECT -seq, title FROM chat_thread;
INSERT INTO chat_words (rowid, body)
  SELECT turn, group_concat(json_extract(json, '$.text'), ' ') FROM chat_block
  WHERE json_extract(json, '$.type') = 'text' GROUP BY turn;
