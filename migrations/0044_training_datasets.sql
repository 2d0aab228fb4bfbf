-- The version of a dataset that a training learns from, as `name@version`; NULL: pictures that were named one by one.
ALTER TABLE trainings ADD COLUMN dataset TEXT;
