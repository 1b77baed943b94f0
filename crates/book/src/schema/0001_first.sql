-- The log: one row a record. Its position is the leaf's number in the Merkle tree.
CREATE TABLE log (
  position INTEGER PRIMARY KEY,
  record BLOB NOT NULL
);

-- Merkle tiles of up to 256 hashes; number = level << 56 | index.
CREATE TABLE tiles (
  number INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
);

-- Small facts about the whole: see read/ledger.rs.
CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value ANY
) WITHOUT ROWID;

-- Views. An account's, group's and batch's number is the position of the record that made it,
-- so that every book numbers them alike.
CREATE TABLE accounts (
  number INTEGER PRIMARY KEY,
  account_id BLOB NOT NULL UNIQUE,
  institution INTEGER NOT NULL,
  state INTEGER NOT NULL,
  version INTEGER NOT NULL,
  status_position INTEGER NOT NULL,
  profile_position INTEGER NOT NULL,
  fingerprint BLOB NOT NULL
);

-- What finds an account: keyed hashes of its email, username, sis_id and user_id.
CREATE TABLE identities (
  hash BLOB NOT NULL,
  account INTEGER NOT NULL,
  PRIMARY KEY (hash, account)
) WITHOUT ROWID;

CREATE TABLE account_events (
  account INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (account, position)
) WITHOUT ROWID;

CREATE TABLE institutions (
  institution INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  name BLOB NOT NULL,
  name_hash BLOB NOT NULL,
  import_id BLOB,
  import_id_hash BLOB UNIQUE,
  in_use INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX institutions_by_name ON institutions (name_hash);

-- One step for each unit of records and institution; position is the unit's last record.
CREATE TABLE seat_steps (
  institution INTEGER NOT NULL,
  position INTEGER NOT NULL,
  in_use INTEGER NOT NULL,
  PRIMARY KEY (institution, position)
) WITHOUT ROWID;

-- scope is an institution, or -1 for the domain; a null limit is unlimited.
CREATE TABLE seat_limits (
  scope INTEGER NOT NULL,
  position INTEGER NOT NULL,
  seat_limit INTEGER,
  PRIMARY KEY (scope, position)
) WITHOUT ROWID;

CREATE TABLE groups (
  number INTEGER PRIMARY KEY,
  group_id BLOB NOT NULL UNIQUE,
  institution INTEGER NOT NULL,
  name BLOB NOT NULL,
  name_hash BLOB NOT NULL,
  UNIQUE (institution, name_hash)
);

CREATE TABLE memberships (
  account INTEGER NOT NULL,
  group_number INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  departed INTEGER,
  PRIMARY KEY (account, group_number, joined)
) WITHOUT ROWID;

CREATE TABLE batches (
  number INTEGER PRIMARY KEY,
  batch_id BLOB NOT NULL UNIQUE,
  last_position INTEGER NOT NULL
);

-- Whoever gave a command; the id is chance, the hash finds it by name.
CREATE TABLE actors (
  actor_id BLOB PRIMARY KEY,
  name_hash BLOB NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE admins (
  admin_id BLOB PRIMARY KEY,
  position INTEGER NOT NULL,
  email BLOB NOT NULL,
  email_hash BLOB NOT NULL,
  role INTEGER NOT NULL,
  institution INTEGER,
  removed INTEGER
) WITHOUT ROWID;

CREATE TABLE tokens (
  token_id BLOB PRIMARY KEY,
  position INTEGER NOT NULL,
  name BLOB NOT NULL,
  role INTEGER NOT NULL,
  institution INTEGER,
  account BLOB,
  secret_hash BLOB NOT NULL,
  expires INTEGER,
  revoked INTEGER
) WITHOUT ROWID;

-- Not views: work in progress, which no rebuild brings back.
CREATE TABLE plans (
  plan_id BLOB PRIMARY KEY,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  batch_id BLOB,
  body BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
  secret_hash BLOB PRIMARY KEY,
  expires INTEGER NOT NULL,
  one_time INTEGER NOT NULL,
  body BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE receipts (
  key_hash BLOB PRIMARY KEY,
  created INTEGER NOT NULL,
  body BLOB NOT NULL
) WITHOUT ROWID;
-- Old ones are forgotten with each new one, so that must not look at all of them.
CREATE INDEX receipts_by_age ON receipts (created);
