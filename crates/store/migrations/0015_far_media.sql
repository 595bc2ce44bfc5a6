-- Files of other servers that are kept for a while, so that people here need not ask there. Any of them may go at any
-- time: it is fetched again when somebody looks.

CREATE TABLE far_file (
    -- What of which address: see media/far in the core.
    key TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes {int} NOT NULL,
    host TEXT NOT NULL,
    last_used_at {int} NOT NULL
) {strict};
CREATE INDEX far_file_used ON far_file (last_used_at);
CREATE INDEX far_file_digest ON far_file (digest);
CREATE INDEX far_file_host ON far_file (host);

-- What is kept of each server, and of all under the name ''. Counted as files come and go: nobody adds them up.
CREATE TABLE far_host (
    host TEXT NOT NULL PRIMARY KEY,
    files {int} NOT NULL,
    bytes {int} NOT NULL,
    hits {int} NOT NULL,
    misses {int} NOT NULL,
    failures {int} NOT NULL
) {strict};
CREATE INDEX far_host_bytes ON far_host (bytes);
