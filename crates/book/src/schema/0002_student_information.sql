-- What student information systems state, what learning systems report, and deletions.

ALTER TABLE accounts ADD COLUMN activity_position INTEGER;

-- 0 student, 1 teacher; null in a group.
ALTER TABLE memberships ADD COLUMN role INTEGER;
-- Who is in a group or a class.
CREATE INDEX memberships_by_group ON memberships (group_number);

ALTER TABLE institutions ADD COLUMN parent INTEGER;
-- The position of its removal.
ALTER TABLE institutions ADD COLUMN removed INTEGER;

-- A class's number is the position of the record that added it, as a group's is; memberships name
-- either. A removed class keeps its last owner, but frees its import_id.
CREATE TABLE classes (
  number INTEGER PRIMARY KEY,
  class_id BLOB NOT NULL UNIQUE,
  institution INTEGER NOT NULL,
  owner INTEGER,
  import_id_hash BLOB UNIQUE,
  details_position INTEGER NOT NULL,
  removed INTEGER
);
CREATE INDEX classes_by_owner ON classes (owner) WHERE owner IS NOT NULL;

-- Not a view: keys that must go because of what the log says, until they are gone.
CREATE TABLE pending_destructions (
  key_id BLOB PRIMARY KEY
) WITHOUT ROWID;
