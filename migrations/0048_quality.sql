-- What checks found of an output, as JSON; null: nobody looked at it.
ALTER TABLE assets ADD COLUMN quality TEXT;
-- What becomes of a stage whose outputs fail their checks, as JSON; null: it is only told.
ALTER TABLE stages ADD COLUMN quality TEXT;
