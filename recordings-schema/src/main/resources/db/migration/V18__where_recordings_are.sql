-- In which store a sealed file is; a store that keeps versions names the one that was sealed.
ALTER TABLE recording
    ADD COLUMN store         text NOT NULL DEFAULT 'folder' CHECK (store IN ('folder', 's3')),
    ADD COLUMN store_version text;         -- NULL where a name has one content only
