"""Which tables are there, and what stands in each column? The migrations make the same (tested).

Instants are microseconds since 1970 (``bigint``), periods are half-open, references are ``Type/id``, text sorts by code
point (``COLLATE "C"``) on every machine. Storage options stand in the migrations. Long because it is a table of tables.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeEngine, UserDefinedType
from sqlmodel import Field, SQLModel

METADATA = SQLModel.metadata

TEXT = Text(collation="C")
TEXTS = ARRAY(TEXT)
BIG = BigInteger()
BIGS = ARRAY(BIG)
BYTES = LargeBinary()


class XID8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction number, which orders changes (ARCHITECTURE: change feeds follow it)."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type."""
        return "xid8"


def key(of: TypeEngine[Any]) -> Column[Any]:
    """Make a column of the primary key, whose values we make."""
    return Column(of, primary_key=True, autoincrement=False)


def must(of: TypeEngine[Any]) -> Column[Any]:
    """Make a column that always has a value."""
    return Column(of, nullable=False)


def may(of: TypeEngine[Any]) -> Column[Any]:
    """Make a column that may be empty."""
    return Column(of, nullable=True)


def transaction() -> Column[Any]:
    """Make the column that holds the transaction that wrote the row."""
    return Column(XID8(), nullable=False, server_default=text("pg_current_xact_id()"))


# -- records

RECORD_BLOCK = Sequence("record_block", metadata=METADATA)
"""One value stands for a block of 1,024 record numbers (``rid``), given out by the process that took it."""


class Record(SQLModel, table=True):
    """The current version of a resource: who it is about, what rules and anchors ask, and the stored bytes."""

    __tablename__ = "record"
    rid: int = Field(sa_column=key(BIG))
    type: str = Field(sa_column=must(TEXT))
    id: str = Field(sa_column=must(TEXT))
    version: int = Field(sa_column=must(Integer()))
    updated: int = Field(sa_column=must(BIG))
    patient: str | None = Field(sa_column=may(TEXT))
    also: list[str] | None = Field(sa_column=may(TEXTS))
    encounter: str | None = Field(sa_column=may(TEXT))
    status: str | None = Field(sa_column=may(TEXT))
    lo: int | None = Field(sa_column=may(BIG))
    hi: int | None = Field(sa_column=may(BIG))
    labels: list[str] = Field(sa_column=must(TEXTS))
    author: str = Field(sa_column=must(TEXT))
    keys: list[int] = Field(sa_column=must(BIGS))
    xid: int = Field(sa_column=transaction())
    method: str = Field(sa_column=must(TEXT))
    body: bytes = Field(sa_column=must(BYTES))
    __table_args__ = (
        Index("record_type_id", "type", "id", unique=True),
        Index("record_patient", "patient", "type", "lo", "id", postgresql_where=text("patient IS NOT NULL")),
        Index("record_date", "type", "lo", "id"),
        Index("record_latest", "type", text("lo DESC NULLS LAST"), "id"),
        Index("record_updated", "type", "updated", "id"),
    )


class History(SQLModel, table=True):
    """A superseded version of a resource, or the mark of its deletion (no body)."""

    __tablename__ = "history"
    type: str = Field(sa_column=key(TEXT))
    id: str = Field(sa_column=key(TEXT))
    version: int = Field(sa_column=key(Integer()))
    updated: int = Field(sa_column=must(BIG))
    patient: str | None = Field(sa_column=may(TEXT))
    also: list[str] | None = Field(sa_column=may(TEXTS))
    encounter: str | None = Field(sa_column=may(TEXT))
    status: str | None = Field(sa_column=may(TEXT))
    lo: int | None = Field(sa_column=may(BIG))
    hi: int | None = Field(sa_column=may(BIG))
    labels: list[str] = Field(sa_column=must(TEXTS))
    author: str = Field(sa_column=must(TEXT))
    keys: list[int] | None = Field(sa_column=may(BIGS))
    xid: int = Field(sa_column=transaction())
    method: str = Field(sa_column=must(TEXT))
    body: bytes | None = Field(sa_column=may(BYTES))
    __table_args__ = (Index("history_updated", "type", "updated", "id", "version"),)


# -- index rows: what a search asks, by record number; the sort key stands in the index, so that LIMIT ends the scan

Table(
    "index_token",
    METADATA,
    Column("h", BIG, nullable=False),
    Column("lo", BIG),
    Column("rid", BIG, nullable=False),
    Index("index_token_h", "h", "lo", "rid"),
)
Table(
    "index_string",
    METADATA,
    Column("p", Integer, nullable=False),
    Column("s", TEXT, nullable=False),
    Column("exact", TEXT, nullable=False),
    Column("rid", BIG, nullable=False),
    Index("index_string_s", "p", "s", "rid"),
)
Table(
    "index_reference",
    METADATA,
    Column("p", Integer, nullable=False),
    Column("target", TEXT, nullable=False),
    Column("lo", BIG),
    Column("rid", BIG, nullable=False),
    Index("index_reference_target", "target", "p", "lo", "rid"),
)
Table(
    "index_date",
    METADATA,
    Column("p", Integer, nullable=False),
    Column("lo", BIG, nullable=False),
    Column("hi", BIG, nullable=False),
    Column("rid", BIG, nullable=False),
    Index("index_date_lo", "p", "lo", "rid"),
)
Table(
    "index_number",
    METADATA,
    Column("p", Integer, nullable=False),
    Column("lo", Double, nullable=False),
    Column("hi", Double, nullable=False),
    Column("rid", BIG, nullable=False),
    Index("index_number_lo", "p", "lo", "rid"),
)
Table(
    "index_quantity",
    METADATA,
    Column("p", Integer, nullable=False),
    Column("unit", BIG, nullable=False),
    Column("lo", Double, nullable=False),
    Column("hi", Double, nullable=False),
    Column("rid", BIG, nullable=False),
    Index("index_quantity_lo", "p", "unit", "lo", "rid"),
)
Table(
    "index_uri",
    METADATA,
    Column("p", Integer, nullable=False),
    Column("uri", TEXT, nullable=False),
    Column("rid", BIG, nullable=False),
    Index("index_uri_uri", "p", "uri", "rid"),
)

Table(
    "index_part",
    METADATA,
    Column("p", Integer, nullable=False),
    Column("h", BIG, nullable=False),
    Column("keys", BIGS, nullable=False),
    Column("lo", ARRAY(Double)),
    Column("hi", ARRAY(Double)),
    Column("texts", TEXTS),
    Column("rid", BIG, nullable=False),
    Index("index_part_h", "p", "h", "rid"),
)
Table(
    "index_text",
    METADATA,
    Column("rid", BIG, primary_key=True, autoincrement=False),
    Column("kind", TEXT, primary_key=True),
    Column("words", TSVECTOR, nullable=False),
    Index("index_text_text", "words", postgresql_using="gin", postgresql_where=text("kind = 'text'")),
    Index("index_text_content", "words", postgresql_using="gin", postgresql_where=text("kind = 'content'")),
)
Table("text_queue", METADATA, Column("rid", BIG, nullable=False))
Table("unit", METADATA, Column("code", TEXT, primary_key=True))
Table(
    "search_parameter",
    METADATA,
    Column("n", Integer, Identity(always=True, start=100_001), primary_key=True),
    Column("id", TEXT, nullable=False),
    Column("base", TEXT, nullable=False),
    Column("code", TEXT, nullable=False),
    Column("row", TEXT, nullable=False),
    Column("since", BIG, nullable=False),
    Column("complete", Boolean, nullable=False),
    Index("search_parameter_code", "base", "code", unique=True),
    Index("search_parameter_id", "id"),
    comment="a custom search parameter of one type, as a row of the table of parameters; complete: all is indexed",
)
Table(
    "search_generation",
    METADATA,
    Column("n", BIG, nullable=False),
    comment="one row, counted up with every change of the custom search parameters",
)

# -- what runs longer than a request

Table(
    "job",
    METADATA,
    Column("id", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("client", TEXT, nullable=False),
    Column("caller", BYTES, nullable=False),
    Column("request", BYTES, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("done", BIG, nullable=False),
    Column("total", BIG),
    Column("result", BYTES),
    Column("error", BYTES),
    Column("fence", BIG, nullable=False),
    Column("heartbeat", BIG, nullable=False),
    Column("created", BIG, nullable=False),
    Column("updated", BIG, nullable=False),
    Column("expires", BIG, nullable=False),
    Index("job_state", "state", "created"),
)

# -- what the rules ask

Table(
    "relationship",
    METADATA,
    Column("patient", TEXT, nullable=False),
    Column("party", TEXT, nullable=False),
    Column("rid", BIG, nullable=False),
    Index("relationship_patient", "patient", "party"),
    Index("relationship_party", "party", "patient"),
    Index("relationship_rid", "rid"),
    comment="who treats whom, with the record that says so",
)
Table(
    "directive",
    METADATA,
    Column("rid", BIG, nullable=False),
    Column("consent", TEXT, nullable=False),
    Column("patient", TEXT, nullable=False),
    Column("permits", Boolean, nullable=False),
    Column("recipients", TEXTS),
    Column("purposes", TEXTS),
    Column("kinds", TEXTS),
    Column("codes", BIGS),
    Column("labels", TEXTS),
    Column("records", TEXTS),
    Column("data_lo", BIG),
    Column("data_hi", BIG),
    Column("valid_lo", BIG),
    Column("valid_hi", BIG),
    Index("directive_patient", "patient"),
    Index("directive_rid", "rid"),
    comment="one provision of a patient's consent or authorisation, as the rules ask it",
)

# -- what was done: these three refuse every change


class AuditRow(SQLModel, table=True):
    """One access, denial or failed authentication."""

    __tablename__ = "audit_event"
    seq: int = Field(sa_column=Column(BIG, Identity(always=True), primary_key=True))
    recorded: int = Field(sa_column=must(BIG))
    xid: int = Field(sa_column=transaction())
    entry: bytes = Field(sa_column=must(BYTES))
    delivered: list[str] | None = Field(sa_column=may(TEXTS))
    hash: bytes = Field(sa_column=must(BYTES))
    __table_args__ = (Index("audit_event_xid", "xid", "seq"),)


class Seal(SQLModel, table=True):
    """One link of the audit chain: the rows of a span of transactions, and the link before."""

    __tablename__ = "seal"
    n: int = Field(sa_column=key(BIG))
    from_xid: int = Field(sa_column=must(XID8()))
    to_xid: int = Field(sa_column=must(XID8()))
    rows: int = Field(sa_column=must(BIG))
    root: bytes = Field(sa_column=must(BYTES))
    previous: bytes = Field(sa_column=must(BYTES))
    hash: bytes = Field(sa_column=must(BYTES))
    sealed: int = Field(sa_column=must(BIG))
    key: str = Field(sa_column=must(TEXT))
    signature: bytes = Field(sa_column=must(BYTES))


class DisclosureRow(SQLModel, table=True):
    """One disclosure of one patient's records to one recipient (45 CFR 164.528)."""

    __tablename__ = "disclosure"
    id: str = Field(sa_column=key(TEXT))
    at: int = Field(sa_column=must(BIG))
    patient: str = Field(sa_column=must(TEXT))
    recipient: str = Field(sa_column=must(TEXT))
    recipient_name: str | None = Field(sa_column=may(TEXT))
    recipient_address: str | None = Field(sa_column=may(TEXT))
    description: str | None = Field(sa_column=may(TEXT))
    purpose: str | None = Field(sa_column=may(TEXT))
    pathway: str | None = Field(sa_column=may(TEXT))
    accountable: bool = Field(sa_column=must(Boolean()))
    authority: str | None = Field(sa_column=may(TEXT))
    task: str | None = Field(sa_column=may(TEXT))
    package: str | None = Field(sa_column=may(TEXT))
    client: str | None = Field(sa_column=may(TEXT))
    rulepack: str | None = Field(sa_column=may(TEXT))
    items: list[str] = Field(sa_column=must(TEXTS))
    __table_args__ = (Index("disclosure_patient", "patient", "at"),)


# -- release


class PackageRow(SQLModel, table=True):
    """What one release holds, for its requester alone."""

    __tablename__ = "package"
    id: str = Field(sa_column=key(TEXT))
    type: str = Field(sa_column=must(TEXT))
    task: str = Field(sa_column=must(TEXT))
    patient: str = Field(sa_column=must(TEXT))
    requester: str = Field(sa_column=must(TEXT))
    media: str = Field(sa_column=must(TEXT))
    body: bytes = Field(sa_column=must(BYTES))
    sha256: bytes = Field(sa_column=must(BYTES))
    made: int = Field(sa_column=must(BIG))
    items: list[str] = Field(sa_column=must(TEXTS))
    purpose: str | None = Field(sa_column=may(TEXT))
    pathway: str | None = Field(sa_column=may(TEXT))
    grounds: list[str] = Field(sa_column=must(TEXTS))
    withdrawn: int | None = Field(sa_column=may(BIG))
    __table_args__ = (Index("package_task", "task"), Index("package_patient", "patient"))


# -- who may ask


class ClientRow(SQLModel, table=True):
    """One registered client and what it is registered for."""

    __tablename__ = "client"
    id: str = Field(sa_column=key(TEXT))
    kind: str = Field(sa_column=must(TEXT))
    scope: str = Field(sa_column=must(TEXT))
    purposes: list[str] = Field(sa_column=must(TEXTS))
    organization: str | None = Field(sa_column=may(TEXT))
    own_feed: bool = Field(sa_column=must(Boolean()))
    jwks: str | None = Field(sa_column=may(TEXT))
    jwks_uri: str | None = Field(sa_column=may(TEXT))
    redirect_uris: list[str] = Field(sa_column=must(TEXTS))
    created: int = Field(sa_column=must(BIG))
    disabled: int | None = Field(sa_column=may(BIG))


class UsedAssertion(SQLModel, table=True):
    """A client's assertion that has been used, kept until it would expire (RFC 7523 section 3, replay)."""

    __tablename__ = "used_assertion"
    iss: str = Field(sa_column=key(TEXT))
    jti: str = Field(sa_column=key(TEXT))
    expires: int = Field(sa_column=must(BIG))
    __table_args__ = (Index("used_assertion_expires", "expires"),)


class RevokedToken(SQLModel, table=True):
    """A token of ours that was revoked, kept until it would expire."""

    __tablename__ = "revoked_token"
    jti: str = Field(sa_column=key(TEXT))
    expires: int = Field(sa_column=must(BIG))
    __table_args__ = (Index("revoked_token_expires", "expires"),)


# -- terminology


class CodeFact(SQLModel, table=True):
    """What ICD-10-CM says about one code: billable or a heading, and its notes."""

    __tablename__ = "code_fact"
    code: str = Field(sa_column=key(TEXT))
    billable: bool = Field(sa_column=must(Boolean()))
    display: str = Field(sa_column=must(TEXT))
    excludes1: list[str] = Field(sa_column=must(TEXTS))
    excludes2: list[str] = Field(sa_column=must(TEXTS))
    code_first: list[str] = Field(sa_column=must(TEXTS))
    use_additional: list[str] = Field(sa_column=must(TEXTS))
    flags: list[str] = Field(sa_column=must(TEXTS))
