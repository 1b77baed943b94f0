-- Passwords, signing keys and checkpoints, and when a token was last used.

-- Argon2id in the PHC format, sealed under the admin's own key; null where there is no password.
ALTER TABLE admins ADD COLUMN password BLOB;

-- Each key signs the checkpoints from its position on, until the next one is adopted.
CREATE TABLE signing_keys (
  position INTEGER PRIMARY KEY,
  public_key BLOB NOT NULL
);

-- Not views: a signature is not made of the log alone. One for the last commit, and of older ones
-- one for each full tile, so that a change of the log can be told to lie between two of them.
CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL
);

-- Not a view: seeing a token is not an event. Milliseconds since 1970.
CREATE TABLE token_uses (
  token_id BLOB PRIMARY KEY,
  last_used INTEGER NOT NULL
) WITHOUT ROWID;

-- Whose session or link it is, so that those of one person can be ended together; null for whoever
-- has the machine. A session that nobody used for a while ends before it expires.
ALTER TABLE sessions ADD COLUMN admin_id BLOB;
ALTER TABLE sessions ADD COLUMN last_used INTEGER NOT NULL DEFAULT 0;

-- How often the plan was decided again: by which one sees that it names others than it did.
ALTER TABLE plans ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;

-- Whether the key is gone, so that only the write-ahead log may still hold what the views held of it.
ALTER TABLE pending_destructions ADD COLUMN destroyed INTEGER NOT NULL DEFAULT 0;
