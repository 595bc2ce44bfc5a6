-- Files that outlive neither their post nor a crash.

-- When its post was deleted: from then on the file is served to nobody, until its owner posts it anew.
ALTER TABLE media ADD COLUMN revoked_at {int};

-- Bytes that it has; 0 for those that were there before this was noted.
ALTER TABLE file ADD COLUMN length {int} NOT NULL DEFAULT 0;

-- Bytes that are being written and have no name yet. Noted before they are written and forgotten with the transaction
-- that names them, so that what a crash leaves in between is found.
CREATE TABLE file_pending (
    id {int} NOT NULL,
    digest TEXT NOT NULL,
    begun_at {int} NOT NULL,
    PRIMARY KEY (id, digest)
) {strict};
CREATE INDEX file_pending_digest ON file_pending (digest);
CREATE INDEX file_pending_begun ON file_pending (begun_at);
