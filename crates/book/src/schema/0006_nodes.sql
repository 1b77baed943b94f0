-- Whether the log is shared with other nodes, and where, for people: one row then. No view. Without
-- the row, the book itself is the log.
CREATE TABLE shared_log (
  place TEXT NOT NULL
);

-- Keys that were gone when a record was taken over which they open, until the record comes that says why.
-- No view: the views lack what these keys open.
CREATE TABLE keyless (
  key_id BLOB PRIMARY KEY
) WITHOUT ROWID;
