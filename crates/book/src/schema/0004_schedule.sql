-- What is scheduled: steps, and the accounts of each.

-- A step's number is the position of the record that scheduled it.
CREATE TABLE steps (
  number INTEGER PRIMARY KEY,
  step_id BLOB NOT NULL UNIQUE,
  action INTEGER NOT NULL,
  -- Milliseconds since 1970.
  due INTEGER NOT NULL,
  -- The one that the step may act in; null for the whole domain.
  institution INTEGER,
  -- The id of the step whose effects it ends.
  ends BLOB,
  -- The positions at which it ran or was cancelled.
  ran INTEGER,
  cancelled INTEGER
);
CREATE INDEX steps_waiting ON steps (due, number) WHERE ran IS NULL AND cancelled IS NULL;
CREATE INDEX steps_by_begun ON steps (ends) WHERE ends IS NOT NULL;

-- In the order in which they were named, which is the order in which they are given seats (R46).
-- A deleted account is in none.
CREATE TABLE step_targets (
  step INTEGER NOT NULL,
  position INTEGER NOT NULL,
  account INTEGER NOT NULL,
  PRIMARY KEY (step, position)
) WITHOUT ROWID;
CREATE INDEX step_targets_by_account ON step_targets (account);
