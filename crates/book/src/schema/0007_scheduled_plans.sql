-- Since when a plan's file only says whom to schedule: such a plan waits for no yes and is never applied.
ALTER TABLE plans ADD COLUMN scheduled INTEGER;
