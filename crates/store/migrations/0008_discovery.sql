-- How a profile is shown, link previews, trends, custom emoji, translations, and who was here in which week.

-- JSON: model::account::Showing.
ALTER TABLE account ADD COLUMN showing TEXT NOT NULL DEFAULT '{}';

-- What a link leads to, asked once for everybody.
CREATE TABLE card (
    id {int} NOT NULL PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    -- JSON: what is shown of it. NULL when it has nothing to show.
    about TEXT,
    fetched_at {int} NOT NULL
) {strict};

CREATE TABLE post_card (
    post_id {int} NOT NULL PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE,
    card_id {int} NOT NULL REFERENCES card(id)
) {strict};
CREATE INDEX post_card_card ON post_card (card_id, post_id);

-- What is talked about, computed now and then. `subject` is a tag, or the id of a post or a card.
CREATE TABLE trend (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    score {int} NOT NULL,
    PRIMARY KEY (kind, subject)
) {strict};

-- What moderators decided about a subject, a whole tag, or the server of a link.
CREATE TABLE trend_review (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    is_allowed {int} NOT NULL,
    reviewed_at {int} NOT NULL,
    PRIMARY KEY (kind, subject)
) {strict};

-- Tags that are not as all others.
CREATE TABLE tag_rule (
    tag TEXT NOT NULL PRIMARY KEY,
    is_listable {int} NOT NULL DEFAULT 1,
    is_usable {int} NOT NULL DEFAULT 1
) {strict};

CREATE TABLE emoji (
    id {int} NOT NULL PRIMARY KEY,
    shortcode TEXT NOT NULL UNIQUE,
    -- The path of its picture.
    url TEXT NOT NULL,
    category TEXT,
    is_in_picker {int} NOT NULL DEFAULT 1,
    created_at {int} NOT NULL
) {strict};

-- A post in another language, as it was said at the time of `version`.
CREATE TABLE translation (
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    version {int} NOT NULL,
    language TEXT NOT NULL,
    -- JSON: what came back.
    about TEXT NOT NULL,
    PRIMARY KEY (post_id, version, language)
) {strict};

-- Who was seen in which week; weeks are counted from 1970.
CREATE TABLE seen_week (
    week {int} NOT NULL,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (week, account_id)
) {strict};

-- A year in numbers, and whether it was looked at.
CREATE TABLE annual_report (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    year {int} NOT NULL,
    about TEXT NOT NULL,
    viewed_at {int},
    PRIMARY KEY (account_id, year)
) {strict};
