"""Facts: all that a rule may see of a record.

Instants are whole microseconds since 1970-01-01T00:00Z; every period is half-open, [lo, hi).
"""

from __future__ import annotations

from dataclasses import dataclass

EARLIEST = -(2**63) + 1
LATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Directive:
    """One rule that a patient laid down in a Consent, compiled at write.

    A criterion that is ``None`` was not stated. For a permit that means it grants nothing where
    the law wants it stated (``complete``); for a deny it means "whatever it is".
    ``kinds`` are record classes (resource type names); ``codes`` are hashes as in Facts.keys.
    """

    consent: str
    permits: bool
    recipients: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    codes: frozenset[int] | None = None
    labels: frozenset[str] | None = None
    records: frozenset[str] | None = None
    data_lo: int = EARLIEST
    data_hi: int = LATEST
    valid_lo: int = EARLIEST
    valid_hi: int = LATEST


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may ask about one record.

    ``patients``: ids of the patients it is about (empty: none). ``parties``: for a record about
    one or several patients, the references of those who treat *every one* of them.
    ``directives``: those of its patients. ``keys``: hashes of its tokens.
    """

    type: str
    id: str = ""
    patients: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    author: str = ""
    encounter: str = ""
    status: str = ""
    lo: int | None = None
    hi: int | None = None
    keys: frozenset[int] = frozenset()
    parties: frozenset[str] = frozenset()
    directives: tuple[Directive, ...] = ()
