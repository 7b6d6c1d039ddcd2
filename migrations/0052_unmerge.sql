-- What a need that went on in another was before, and how far the other had come: a wrong merge can be undone.
ALTER TABLE duplicates ADD COLUMN before_state TEXT NOT NULL DEFAULT '';  -- '' for merges made before this was kept
ALTER TABLE duplicates ADD COLUMN before_due_on TEXT;                     -- by when the hub was to answer
ALTER TABLE duplicates ADD COLUMN before_clerk_id UUID;
ALTER TABLE duplicates ADD COLUMN before_pause_id UUID;                   -- the pause that lasted then
ALTER TABLE duplicates ADD COLUMN of_stood TEXT NOT NULL DEFAULT '';      -- state, plan and question of the other
