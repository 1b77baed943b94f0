-- Of a plan that was discarded: the keyed hash of whoever it was made for, who is told so; zeros where that person was erased.
ALTER TABLE plans ADD COLUMN discarded BLOB;
