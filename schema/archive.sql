-- The archive of record: every article as it was read, and the ledger of all inputs.
-- Any SQLite opens it; nothing in it depends on the search index, which is made from these tables.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value
) WITHOUT ROWID;

-- One row for every input file: what became of it.
CREATE TABLE inputs (
    input        INTEGER PRIMARY KEY,
    path         TEXT NOT NULL UNIQUE,   -- as given, relative to the folder that holds the archive where it lies below it
    size         INTEGER NOT NULL,       -- bytes on disk
    modified     INTEGER NOT NULL,       -- nanoseconds since 1970; 0 where the file changed while it was read
    hash         BLOB,                   -- first 16 bytes of BLAKE3 over the file as it lies on disk
    format       TEXT,                   -- plain_text, html, …
    state        TEXT NOT NULL CHECK (state IN ('reading', 'indexed', 'duplicate', 'skipped', 'failed')),
    reason       TEXT,                   -- why it was skipped or failed; what was wrong with parts of it
    problems     TEXT,                   -- JSON: [[place, fault], …], the first of those in reason, one by one
    note         TEXT,                   -- what is no fault: files in it that are no articles, articles with later versions
    duplicate_of INTEGER,                -- the input with the same bytes, whose articles stand for both
    articles     INTEGER NOT NULL DEFAULT 0,
    names        TEXT NOT NULL DEFAULT 'all' -- which names its articles have: all, given, off
);
CREATE INDEX inputs_by_hash ON inputs (hash) WHERE hash IS NOT NULL;

-- One row for every article. Rows are never used twice, so that the index can tell what it lacks.
CREATE TABLE articles (
    row            INTEGER PRIMARY KEY AUTOINCREMENT,
    id             TEXT NOT NULL UNIQUE, -- 12 hexadecimal digits, made from path and ordinal
    input          INTEGER NOT NULL REFERENCES inputs (input),
    member         TEXT,                 -- where the file holds other files, as a zip does: the path of one within it
    ordinal        INTEGER,              -- its place, from 1, in a file that holds many; NULL where the file is the article
    guid           TEXT,
    version        INTEGER,              -- where its agency numbers them; of two with the same guid the higher is kept
    title          TEXT NOT NULL,
    byline         TEXT,
    dateline       TEXT,
    date           TEXT,                 -- 2016-12-18; the first day where only the month or year is known
    date_precision TEXT,                 -- year, month, day, second
    date_origin    TEXT,                 -- metadata, url, path, dateline, text
    instant        INTEGER,              -- seconds since 1970, where a time of day was given
    source         TEXT,
    section        TEXT,
    language       TEXT,                 -- ISO 639-1, declared or detected
    url            TEXT,
    words          INTEGER NOT NULL,
    given          TEXT,                 -- JSON: the places, organizations, people, topics and codes that the file named, as it spells them
    body           TEXT NOT NULL         -- paragraphs, parted by a blank line
);
CREATE INDEX articles_by_input ON articles (input);
CREATE INDEX articles_by_version ON articles (guid) WHERE version IS NOT NULL;

-- Articles that their agency has withdrawn (kill, cancel), whether they were ever here or not.
CREATE TABLE withdrawn (
    guid    TEXT NOT NULL,
    version INTEGER,                     -- the last one that is withdrawn; NULL: all
    input   INTEGER NOT NULL REFERENCES inputs (input), -- the notice
    PRIMARY KEY (guid, input)
) WITHOUT ROWID;

-- Places and organizations that occur in the archive, with everything needed to show and count them.
CREATE TABLE names (
    name    INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,        -- geonames:170063, region:sahel, org:united-nations, place:slug and org:slug for unlisted ones
    kind    TEXT NOT NULL CHECK (kind IN ('place', 'organization', 'person')),
    label   TEXT NOT NULL,
    shown   TEXT,                        -- what the names ledger wants it to be called instead
    parent  INTEGER REFERENCES names (name),
    country TEXT,                        -- ISO 3166-1 alpha-2
    lat     REAL,
    lon     REAL
);

-- Which article is about or mentions which name.
CREATE TABLE article_names (
    article  INTEGER NOT NULL REFERENCES articles (row),
    name     INTEGER NOT NULL REFERENCES names (name),
    mentions INTEGER NOT NULL,
    given    INTEGER NOT NULL,           -- 1 where the file named it
    about    INTEGER NOT NULL DEFAULT 1, -- 1 where the article is about it, so that it is a facet
    percent  INTEGER NOT NULL DEFAULT 100, -- how probable that is
    PRIMARY KEY (article, name)
) WITHOUT ROWID;

-- How far each commit went; the index carries the generation that it holds.
CREATE TABLE generations (
    generation INTEGER PRIMARY KEY,
    last_row   INTEGER NOT NULL
);

-- Articles whose names have changed since a generation, until the index has followed.
CREATE TABLE renamed (
    row        INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
);

-- Articles that are gone since a generation, until the index has dropped them.
CREATE TABLE removed (
    row        INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
);
