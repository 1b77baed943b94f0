-- Whether the log is shared with other nodes, and where, for people: one row then. No view. Without
-- the row, the book itself is the log.
CREATE TABLE shared_log (
  place TEXT NOT NULL
);
