-- What pages of accounts and lists of groups need, so that none of them goes through everybody.

CREATE INDEX accounts_by_institution ON accounts (institution, account_id);
-- Those who are not active (bits 0 to 2 of the state), of all institutions.
CREATE INDEX accounts_not_active ON accounts (account_id) WHERE state & 7 != 0;
-- Who is in a group or a class, and who is so now, without a look at the memberships.
DROP INDEX IF EXISTS memberships_by_group;
CREATE INDEX memberships_of_group ON memberships (group_number, departed);
