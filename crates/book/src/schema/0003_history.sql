-- What questions about the past need. Events that an older program applied have no state: see the
-- views' version.

-- The account's state after the event, and what the event carries: see state.rs.
ALTER TABLE account_events ADD COLUMN state INTEGER;
-- Events by which an account moved to another institution (bit 10 of the state): they are rare.
CREATE INDEX account_moves ON account_events (position) WHERE state & 1024 != 0;

-- What found an account once and does no longer. It may find it again.
CREATE TABLE past_identities (
  hash BLOB NOT NULL,
  account INTEGER NOT NULL,
  PRIMARY KEY (hash, account)
) WITHOUT ROWID;
CREATE INDEX past_identities_by_account ON past_identities (account);

-- The records that say what an institution is called.
CREATE TABLE institution_events (
  institution INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (institution, position)
) WITHOUT ROWID;

-- Steps of all institutions in the order in which they happened.
CREATE INDEX seat_steps_by_position ON seat_steps (position);
