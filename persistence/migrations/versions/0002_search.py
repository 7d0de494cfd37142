"""The tables of the whole search: composites, words, units seen, custom parameters, and jobs."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    # Composites whose parts must stand in the same element: one row for each such element (and each of its values).
    """CREATE TABLE index_part (
    p integer NOT NULL, h bigint NOT NULL, keys bigint[] NOT NULL, lo double precision[], hi double precision[],
    texts text[] COLLATE "C", rid bigint NOT NULL
    )""",
    "CREATE INDEX index_part_h ON index_part (p, h, rid)",
    # Newest first without a driving token.
    "CREATE INDEX record_latest ON record (type, lo DESC NULLS LAST, id)",
    # Versions of a type, newest first.
    "CREATE INDEX history_updated ON history (type, updated, id, version)",
    # A sample of a large table misses most values: 14,000 were guessed where 482,000 of 1.6 million rows differ.
    "ALTER TABLE index_token ALTER COLUMN h SET (n_distinct = -0.2)",
    # Words, made after the write: the queue says of which records.
    """CREATE TABLE index_text (
    rid bigint NOT NULL, kind text COLLATE "C" NOT NULL, words tsvector NOT NULL, PRIMARY KEY (rid, kind)
    )""",
    "CREATE INDEX index_text_text ON index_text USING gin (words) WHERE kind = 'text'",
    "CREATE INDEX index_text_content ON index_text USING gin (words) WHERE kind = 'content'",
    """CREATE TABLE text_queue (rid bigint NOT NULL)
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)""",
    "INSERT INTO text_queue SELECT rid FROM record",
    # UCUM units seen in records: what a search for another unit of the same kind is turned into.
    'CREATE TABLE unit (code text COLLATE "C" NOT NULL PRIMARY KEY)',
    # Custom search parameters, as rows of the table of parameters; the generation says when that table has changed.
    """CREATE TABLE search_parameter (
    n integer GENERATED ALWAYS AS IDENTITY (START WITH 100001) PRIMARY KEY,
    id text COLLATE "C" NOT NULL,
    base text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    row text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    complete boolean NOT NULL
    )""",
    "CREATE UNIQUE INDEX search_parameter_code ON search_parameter (base, code)",
    "CREATE INDEX search_parameter_id ON search_parameter (id)",
    "CREATE TABLE search_generation (n bigint NOT NULL)",
    "INSERT INTO search_generation VALUES (0)",
    # What runs longer than a request.
    """CREATE TABLE job (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    client text COLLATE "C" NOT NULL,
    caller bytea NOT NULL,
    request bytea NOT NULL,
    state text COLLATE "C" NOT NULL,
    done bigint NOT NULL,
    total bigint,
    result bytea,
    error bytea,
    fence bigint NOT NULL,
    heartbeat bigint NOT NULL,
    created bigint NOT NULL,
    updated bigint NOT NULL,
    expires bigint NOT NULL
    )""",
    "CREATE INDEX job_state ON job (state, created)",
)


def upgrade() -> None:
    """Make everything."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take it away again: nothing in these tables is not in the records, but the jobs."""
    op.execute("DROP INDEX record_latest")
    op.execute("DROP INDEX history_updated")
    op.execute("ALTER TABLE index_token ALTER COLUMN h RESET (n_distinct)")
    for table in (
        "index_part", "index_text", "text_queue", "unit", "search_parameter", "search_generation", "job",
    ):  # fmt: skip
        op.execute(f"DROP TABLE {table}")
