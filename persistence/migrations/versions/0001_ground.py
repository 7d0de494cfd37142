"""The first tables, with what only PostgreSQL's own words can say: storage, fill, and refusal of change."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

VERSION_COLUMNS = """
    updated bigint NOT NULL,
    patient text COLLATE "C",
    also text[] COLLATE "C",
    encounter text COLLATE "C",
    status text COLLATE "C",
    lo bigint,
    hi bigint,
    labels text[] COLLATE "C" NOT NULL,
    author text COLLATE "C" NOT NULL
"""

STATEMENTS = (
    # Records. Bodies are kept as they came: no compression; in the row up to a page, so that a read is one visit.
    "CREATE SEQUENCE record_block",
    f"""CREATE TABLE record (
    rid bigint NOT NULL PRIMARY KEY,
    type text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    {VERSION_COLUMNS},
    keys bigint[] NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    method text COLLATE "C" NOT NULL,
    body bytea STORAGE EXTERNAL NOT NULL
    ) WITH (toast_tuple_target = 8160)""",
    "CREATE UNIQUE INDEX record_type_id ON record (type, id)",
    "CREATE INDEX record_patient ON record (patient, type, lo, id) WHERE patient IS NOT NULL",
    "CREATE INDEX record_date ON record (type, lo, id)",
    "CREATE INDEX record_updated ON record (type, updated, id)",
    f"""CREATE TABLE history (
    type text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    {VERSION_COLUMNS},
    keys bigint[],
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    method text COLLATE "C" NOT NULL,
    body bytea STORAGE EXTERNAL,
    PRIMARY KEY (type, id, version)
    ) WITH (toast_tuple_target = 8160)""",
    # Index rows: written with their record, never changed.
    "CREATE TABLE index_token (h bigint NOT NULL, lo bigint, rid bigint NOT NULL)",
    "CREATE INDEX index_token_h ON index_token (h, lo, rid)",
    """CREATE TABLE index_string (
    p integer NOT NULL, s text COLLATE "C" NOT NULL, exact text COLLATE "C" NOT NULL, rid bigint NOT NULL
    )""",
    "CREATE INDEX index_string_s ON index_string (p, s, rid)",
    """CREATE TABLE index_reference (
    p integer NOT NULL, target text COLLATE "C" NOT NULL, lo bigint, rid bigint NOT NULL
    )""",
    "CREATE INDEX index_reference_target ON index_reference (target, p, lo, rid)",
    "CREATE TABLE index_date (p integer NOT NULL, lo bigint NOT NULL, hi bigint NOT NULL, rid bigint NOT NULL)",
    "CREATE INDEX index_date_lo ON index_date (p, lo, rid)",
    """CREATE TABLE index_number (
    p integer NOT NULL, lo double precision NOT NULL, hi double precision NOT NULL, rid bigint NOT NULL
    )""",
    "CREATE INDEX index_number_lo ON index_number (p, lo, rid)",
    """CREATE TABLE index_quantity (
    p integer NOT NULL, unit bigint NOT NULL, lo double precision NOT NULL, hi double precision NOT NULL,
    rid bigint NOT NULL
    )""",
    "CREATE INDEX index_quantity_lo ON index_quantity (p, unit, lo, rid)",
    'CREATE TABLE index_uri (p integer NOT NULL, uri text COLLATE "C" NOT NULL, rid bigint NOT NULL)',
    "CREATE INDEX index_uri_uri ON index_uri (p, uri, rid)",
    # What the rules ask.
    """CREATE TABLE relationship (
    patient text COLLATE "C" NOT NULL, party text COLLATE "C" NOT NULL, rid bigint NOT NULL
    )""",
    "CREATE INDEX relationship_patient ON relationship (patient, party)",
    "CREATE INDEX relationship_party ON relationship (party, patient)",
    "CREATE INDEX relationship_rid ON relationship (rid)",
    "COMMENT ON TABLE relationship IS 'who treats whom, with the record that says so'",
    """CREATE TABLE directive (
    rid bigint NOT NULL,
    consent text COLLATE "C" NOT NULL,
    patient text COLLATE "C" NOT NULL,
    permits boolean NOT NULL,
    recipients text[] COLLATE "C",
    purposes text[] COLLATE "C",
    kinds text[] COLLATE "C",
    codes bigint[],
    labels text[] COLLATE "C",
    records text[] COLLATE "C",
    data_lo bigint,
    data_hi bigint,
    valid_lo bigint,
    valid_hi bigint
    )""",
    "CREATE INDEX directive_patient ON directive (patient)",
    "CREATE INDEX directive_rid ON directive (rid)",
    "COMMENT ON TABLE directive IS 'one provision of a patient''s consent or authorisation, as the rules ask it'",
    # What was done.
    """CREATE TABLE audit_event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded bigint NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    entry bytea NOT NULL,
    delivered text[] COLLATE "C",
    hash bytea NOT NULL
    )""",
    "CREATE INDEX audit_event_xid ON audit_event (xid, seq)",
    """CREATE TABLE seal (
    n bigint NOT NULL PRIMARY KEY,
    from_xid xid8 NOT NULL,
    to_xid xid8 NOT NULL,
    rows bigint NOT NULL,
    root bytea NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    sealed bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    signature bytea NOT NULL
    )""",
    """CREATE TABLE disclosure (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    at bigint NOT NULL,
    patient text COLLATE "C" NOT NULL,
    recipient text COLLATE "C" NOT NULL,
    recipient_name text COLLATE "C",
    recipient_address text COLLATE "C",
    description text COLLATE "C",
    purpose text COLLATE "C",
    pathway text COLLATE "C",
    accountable boolean NOT NULL,
    authority text COLLATE "C",
    task text COLLATE "C",
    package text COLLATE "C",
    client text COLLATE "C",
    rulepack text COLLATE "C",
    items text[] COLLATE "C" NOT NULL
    )""",
    "CREATE INDEX disclosure_patient ON disclosure (patient, at)",
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are never changed (%)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
    END $$""",
    *(
        f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
        for table in ("audit_event", "seal", "disclosure")
    ),
    # Release.
    """CREATE TABLE package (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    type text COLLATE "C" NOT NULL,
    task text COLLATE "C" NOT NULL,
    patient text COLLATE "C" NOT NULL,
    requester text COLLATE "C" NOT NULL,
    media text COLLATE "C" NOT NULL,
    body bytea STORAGE EXTERNAL NOT NULL,
    sha256 bytea NOT NULL,
    made bigint NOT NULL,
    items text[] COLLATE "C" NOT NULL,
    purpose text COLLATE "C",
    pathway text COLLATE "C",
    grounds text[] COLLATE "C" NOT NULL,
    withdrawn bigint
    )""",
    "CREATE INDEX package_task ON package (task)",
    "CREATE INDEX package_patient ON package (patient)",
    # Who may ask.
    """CREATE TABLE client (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    purposes text[] COLLATE "C" NOT NULL,
    organization text COLLATE "C",
    own_feed boolean NOT NULL,
    jwks text COLLATE "C",
    jwks_uri text COLLATE "C",
    redirect_uris text[] COLLATE "C" NOT NULL,
    created bigint NOT NULL,
    disabled bigint
    ) WITH (fillfactor = 90)""",
    """CREATE TABLE used_assertion (
    iss text COLLATE "C" NOT NULL, jti text COLLATE "C" NOT NULL, expires bigint NOT NULL, PRIMARY KEY (iss, jti)
    )""",
    "CREATE INDEX used_assertion_expires ON used_assertion (expires)",
    'CREATE TABLE revoked_token (jti text COLLATE "C" NOT NULL PRIMARY KEY, expires bigint NOT NULL)',
    "CREATE INDEX revoked_token_expires ON revoked_token (expires)",
    # Terminology.
    """CREATE TABLE code_fact (
    code text COLLATE "C" NOT NULL PRIMARY KEY,
    billable boolean NOT NULL,
    display text COLLATE "C" NOT NULL,
    excludes1 text[] COLLATE "C" NOT NULL,
    excludes2 text[] COLLATE "C" NOT NULL,
    code_first text[] COLLATE "C" NOT NULL,
    use_additional text[] COLLATE "C" NOT NULL,
    flags text[] COLLATE "C" NOT NULL
    )""",
)


def upgrade() -> None:
    """Make everything."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: going back from here would throw every record away."""
    raise NotImplementedError("there is nothing before the first revision")
