"""What the service asks of a database: read, search, history, write; each with a Clearance in hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from domain.audit import AuditEntry
from domain.coding.facts import CodeFact
from domain.coding.library import Library
from domain.privacy.decide import Clearance
from domain.privacy.facts import Directive
from domain.search.extraction import Extract
from domain.search.query import Query

_Facts = TypeVar("_Facts")


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a record, as it is served. ``updated`` in microseconds since 1970; no body: deleted.

    ``media`` is set where the bytes are no FHIR JSON (a package in NDJSON).
    """

    type: str
    id: str
    version: int
    updated: int
    body: bytes | None
    method: str = "PUT"
    media: str = ""

    @property
    def reference(self) -> str:
        """The relative reference to the record."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a search begins: behind a key (backwards: before it), in the order of the first page.

    ``horizon`` is the snapshot of the first page and ``since`` an instant before it, so that what changes meanwhile
    keeps its place; see docs/adr/0009.
    """

    key: tuple[object, ...]
    horizon: str
    since: int
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One version in a history; ``made``: it began the record, or began it anew after a deletion."""

    stored: Stored
    made: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Which versions a history shows: made ``since`` then, and current at some time of [``lo``, ``hi``)."""

    since: int = 0
    lo: int | None = None
    hi: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: the records, whether more follow and precede, the count if known, its first and last key.

    ``included``: what the page brings besides, and whether that was cut (``cut``).
    """

    records: tuple[Stored, ...]
    more: bool
    total: int | None
    last: tuple[object, ...] = ()
    first: tuple[object, ...] = ()
    before: bool = False
    horizon: str = ""
    since: int = 0
    included: tuple[Stored, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a writer must know of a stored record: its state, and whether the writer may see it."""

    type: str
    id: str
    version: int
    updated: int
    body: bytes
    patients: tuple[str, ...]
    labels: frozenset[str]
    author: str
    visible: bool
    method: str = "PUT"
    rid: int = 0


@dataclass(frozen=True, slots=True)
class Grave:
    """What a deleted record leaves behind: its last version number and labels, and whether it may be seen."""

    version: int
    labels: frozenset[str]
    visible: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One new version to keep. ``body`` None deletes. ``old`` is the version it supersedes."""

    method: str
    type: str
    id: str
    version: int
    updated: int
    body: bytes | None
    author: str
    extract: Extract
    labels: frozenset[str] = frozenset()
    content: frozenset[int] = frozenset()
    directives: tuple[Directive, ...] = ()
    treated: tuple[tuple[str, str], ...] = ()
    old: Target | None = None
    resource: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def reference(self) -> str:
        """The relative reference to the record."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A package made for one requester: its bytes, what is in it, and on what it stands."""

    id: str
    type: str
    task: str
    patient: str
    requester: str
    media: str
    body: bytes
    sha256: bytes
    made: int
    items: tuple[str, ...]
    purpose: str
    pathway: str
    grounds: tuple[str, ...] = ()
    withdrawn: int | None = None


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One disclosure, as 45 CFR 164.528(b)(2) wants it kept."""

    id: str
    at: int
    patient: str
    recipient: str
    recipient_name: str
    recipient_address: str
    description: str
    purpose: str
    pathway: str
    accountable: bool
    authority: str = ""
    task: str = ""
    package: str = ""
    client: str = ""
    rulepack: str = ""
    items: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything about one record: its compartment as a query, and the types of it that are shown (none: all).

    ``base``: the address of this server, so that attachments on it are known.
    """

    type: str
    id: str
    query: Query
    shown: frozenset[str] = frozenset()
    base: str = ""


@dataclass(frozen=True, slots=True)
class Choice(Generic[_Facts]):
    """What an operation takes of the records that match: the facts it looks at, and the places of those it takes."""

    facts: Callable[[Stored], _Facts]
    choose: Callable[[Sequence[_Facts]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a caller's question about codes can be answered from: a library, and the record that was asked about."""

    library: Library
    resource: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What runs longer than a request: what was asked for by whom, how far it is, what came of it.

    ``state`` is queued, running, done or failed; instants in microseconds since 1970.
    """

    id: str
    kind: str
    client: str
    caller: bytes
    request: bytes
    state: str = "queued"
    done: int = 0
    total: int | None = None
    result: bytes | None = None
    error: bytes | None = None
    fence: int = 0
    created: int = 0
    updated: int = 0
    expires: int = 0


class JobStore(Protocol):
    """Where jobs wait and where their results are kept."""

    async def add(self, job: Job, most: int) -> bool:
        """Queue a job; False when its client has as many unfinished ones as it may."""

    async def find(self, id_: str) -> Job | None:
        """Give a job by id."""

    async def take(self, now: int) -> tuple[Job, bool] | None:
        """Take the next job; and tell whether another worker had begun it."""

    async def beat(self, job: Job, now: int, done: int, total: int | None) -> bool:
        """Give a sign of life, and how far it is; False when the job is no longer this worker's."""

    async def finish(self, job: Job, now: int, expires: int, result: bytes | None, error: bytes | None) -> bool:
        """Keep what came of it; False when the job is no longer this worker's."""

    async def cancel(self, id_: str) -> None:
        """Drop a job and what came of it."""


class Writing(Protocol):
    """One transaction that writes. Everything in it is kept, or nothing."""

    async def lock(self, names: Sequence[str]) -> None:
        """Wait until nobody else writes under these names; held to the end of the transaction."""

    async def targets(self, clearance: Clearance, references: Sequence[str]) -> dict[str, Target]:
        """Find stored records by ``Type/id``, hidden ones included and marked; for checks, never for answers."""

    async def buried(self, clearance: Clearance, references: Sequence[str]) -> dict[str, Grave]:
        """Find the deletions of records by ``Type/id``, hidden ones included and marked."""

    async def pointing(self, addresses: Sequence[str]) -> dict[str, frozenset[str]]:
        """Give the labels of the documents whose attachments are at these addresses."""

    async def raise_labels(self, clearance: Clearance, raised: Mapping[str, frozenset[str]]) -> None:
        """Add labels to visible records, the strictest of old and new."""

    async def relationships(self, rid: int) -> frozenset[tuple[str, str]]:
        """Give the (patient, party) pairs that a stored record proves."""

    async def matches(self, clearance: Clearance, query: Query, limit: int) -> tuple[Stored, ...]:
        """Find what a conditional URL matches among the records that the writer may see."""

    async def covered(self, clearance: Clearance, changes: Sequence[Change]) -> bool:
        """Tell whether every change would be a record within the clearance, by what is known before the write."""

    async def chart(self, patients: Sequence[str], types: Sequence[str]) -> list[Target]:
        """Load the records of these types about these patients, for review."""

    async def code_facts(self, codes: Sequence[str]) -> Mapping[str, CodeFact]:
        """Look codes up in the ICD-10-CM table."""

    async def save(self, changes: Sequence[Change]) -> None:
        """Write records, history, index rows, relationships and directives."""

    async def note(self, entry: AuditEntry, delivered: Sequence[str]) -> None:
        """Write the audit row of this transaction."""

    async def cleared(self, clearance: Clearance, query: Query) -> tuple[Stored, ...]:
        """Find every cleared record that a release asks for; no page, no row of its own in the audit trail."""

    async def still_cleared(self, clearance: Clearance, items: Sequence[str]) -> bool:
        """Tell whether each of these versions is still the record's and still cleared."""

    async def keep_package(self, package: Delivery) -> None:
        """Keep a package."""

    async def package(self, id_: str) -> Delivery | None:
        """Find a package by id."""

    async def disclose(self, row: DisclosureRow) -> None:
        """Write the row of a disclosure, in the transaction that makes it."""


class RecordStore(Protocol):
    """The store. A method cannot be called without a Clearance."""

    async def read(self, clearance: Clearance, type_: str, id_: str, entry: AuditEntry) -> Stored | None:
        """Give the present version if it is cleared, and write the audit row, in one transaction."""

    async def deleted(self, clearance: Clearance, type_: str, id_: str) -> bool:
        """Tell whether the record was deleted and its last version is cleared."""

    async def vread(self, clearance: Clearance, type_: str, id_: str, version: int, entry: AuditEntry) -> Stored | None:
        """Give one version if it and the present version are cleared."""

    async def history(
        self,
        clearance: Clearance,
        type_: str,
        id_: str,
        limit: int,
        before: int | None,
        span: Span,
        entry: AuditEntry,
    ) -> tuple[tuple[Version, ...], int] | None:
        """Give versions of a span, newest first, below ``before``; and their number. None: nothing to see."""

    async def changed(
        self,
        clearance: Clearance,
        types: Sequence[str],
        limit: int,
        last: tuple[int, str, str, int] | None,
        span: Span,
        entry: AuditEntry,
    ) -> tuple[tuple[Version, ...], bool]:
        """Give versions of a span of all records of these types, newest first; and whether more follow.

        ``last``: instant, type, id and number of the version after which to go on.
        """

    async def search(
        self,
        clearance: Clearance,
        query: Query,
        place: Place | None,
        entry: AuditEntry,
        reading: Clearance | None = None,
    ) -> Page:
        """Give one page of the cleared records that match; what they refer to may also be cleared by ``reading``."""

    async def hand_out(self, held: Sequence[tuple[Clearance, Sequence[str]]], entry: AuditEntry) -> frozenset[str]:
        """Tell which of these versions are still cleared, each by its clearance; written down as delivered."""

    async def chart(
        self, clearance: Clearance, encounter: str, types: Sequence[str], entry: AuditEntry
    ) -> tuple[Stored, ...]:
        """Give the encounter and the records of these types about its patient, as far as cleared; or nothing."""

    async def present(self, clearance: Clearance, references: Sequence[str]) -> frozenset[str]:
        """Tell which of these records are there to see."""

    async def pick(
        self, clearance: Clearance, queries: Sequence[Query], choice: Choice[Any], entry: AuditEntry
    ) -> tuple[Stored, ...]:
        """Give what is chosen of the cleared records that match some of the queries, each but once."""

    async def everything(
        self, searching: Clearance, reading: Clearance, whole: Whole, place: Place | None, entry: AuditEntry
    ) -> Page | None:
        """Give one page of everything about a record, and what that refers to; None if it is not cleared."""

    async def meta_in_use(self, clearance: Clearance, type_: str, entry: AuditEntry) -> dict[str, list[Any]]:
        """Give the profiles, tags and security labels of the cleared records of a type, "" for all."""

    async def code_facts(self, codes: Sequence[str]) -> Mapping[str, CodeFact]:
        """Look codes up in the ICD-10-CM table."""

    async def disclosures(
        self, clearance: Clearance, patient: str, since: int, entry: AuditEntry
    ) -> list[DisclosureRow] | None:
        """Give the accountable disclosures of a patient's records; None if the patient is not cleared."""

    def writing(self, *, narrows: bool = False) -> AbstractAsyncContextManager[Writing]:
        """Open a writing transaction. ``narrows``: acknowledge only when no older reading transaction is left."""

    async def vocabulary(
        self,
        clearance: Clearance,
        names: Sequence[tuple[str, str]],
        instance: tuple[str, str] | None,
        entry: AuditEntry,
    ) -> Vocabulary:
        """Give the terminology with the cleared value sets and code systems that these (type, canonical) build on.

        ``instance`` is the type and id of a record that is asked about; the audit row names the versions used.
        """

    async def code_systems(self) -> Sequence[tuple[str, str]]:
        """Give URL and version of the code systems that are known to everybody; no records."""

    async def append(self, entry: AuditEntry) -> None:
        """Write an audit row of its own (a refusal, a failed authentication)."""


class Terminology(Protocol):
    """What codes mean (https://hl7.org/fhir/R4/terminology-service.html); None: this cannot be told here.

    A value set is named by its canonical URL, with ``|version`` or without. Too many codes raise ``Invalid`` with an
    issue ``too-costly``. ``under`` gives the same with the value sets and code systems among the records that a
    clearance lets through; without it only what is shipped and what a deployment's packages bring is known.
    """

    async def members(self, value_set: str) -> Sequence[tuple[str, str]] | None:
        """List the (system, code) pairs of a value set; None: not known, or it needs a code system that is not."""

    async def contains(self, value_set: str, system: str, code: str) -> bool | None:
        """Tell whether a code is in a value set; without a system, whether it is there from any system."""

    async def descendants(self, system: str, code: str) -> Sequence[str] | None:
        """List a code and all below it; None: the system or the code is not known."""

    async def ancestors(self, system: str, code: str) -> Sequence[str] | None:
        """List a code and all above it; None: the system or the code is not known."""

    async def display(self, system: str, code: str) -> str | None:
        """Give a code's display."""

    def under(self, clearance: Clearance) -> Terminology:
        """Give what this caller may use: the same, and the cleared records of ValueSet and CodeSystem."""
