-- The job that trains the next version of a LoRA; NULL: none does. Of a LoRA that has no version yet, promoted and latest are 0.
ALTER TABLE loras ADD COLUMN awaits TEXT;
