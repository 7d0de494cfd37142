"""What does the recipient get? A package of the released records, byte for byte as they are kept, with its notices.

A collection Bundle (https://hl7.org/fhir/R4/bundle.html) or NDJSON. The same records and notices give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from domain.privacy.labelling import ACT_CODE, CONFIDENTIALITY, PART2, PSYCHOTHERAPY, level_of
from domain.release.notices import Notice
from domain.release.request import HOUSE

NOTICE_SYSTEM: Final = f"{HOUSE}notice"
_SAID: Final = PART2 | PSYCHOTHERAPY | {"NORDSCLCD", "NODSCLCD", "NOAUTH", "HIPAASelfPay"}
"""Labels that a package repeats on itself: they bind whoever holds it."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """One released record: its reference, its bytes as served, its labels."""

    reference: str
    body: bytes
    labels: frozenset[str] = frozenset()


def bundle(
    items: Iterable[Packaged],
    *,
    id: str,
    made: str,
    base: str,
    notices: Sequence[Notice] = (),
    request: str = "",
) -> bytes:
    """Assemble a collection Bundle around the records' own bytes; the notices come first, as one OperationOutcome.

    ``made`` is an instant as FHIR writes it, ``base`` the FHIR base address, ``request`` the reference to the Task.
    """
    held = list(items)
    head: dict[str, Any] = {"resourceType": "Bundle", "id": id, "meta": _meta(held)}
    if request:
        head["identifier"] = {"system": f"{HOUSE}release-request", "value": request}
    head |= {"type": "collection", "timestamp": made}
    entries = [_entry(f"{base.rstrip('/')}/{item.reference}", item.body) for item in held]
    if notices:
        outcome = _outcome(id, notices)
        entries.insert(0, _entry(f"urn:uuid:{outcome['id']}", _json(outcome)))
    return b'%b,"entry":[%b]}' % (_json(head)[:-1], b",".join(entries)) if entries else _json(head)


def ndjson(items: Iterable[Packaged], *, id: str = "", notices: Sequence[Notice] = ()) -> bytes:
    """Give one record a line, the notices as the first line; line breaks between members become spaces."""
    lines = [item.body.replace(b"\r", b" ").replace(b"\n", b" ") for item in items]
    if notices:
        lines.insert(0, _json(_outcome(id, notices)))
    return b"".join(line + b"\n" for line in lines)


def _meta(items: Sequence[Packaged]) -> dict[str, Any]:
    """Label the package with the highest confidentiality in it and with what its holder must heed (FH-011)."""
    marks = frozenset[str]().union(*(item.labels for item in items))
    said = marks & _SAID
    if marks & PART2:
        said |= {"NORDSCLCD"}
    confidentiality = {"system": CONFIDENTIALITY, "code": level_of(marks)}
    return {"security": [confidentiality, *({"system": ACT_CODE, "code": code} for code in sorted(said))]}


def _entry(full_url: str, body: bytes) -> bytes:
    return b'{"fullUrl":%b,"resource":%b}' % (_json(full_url), body)


def _outcome(id_: str, notices: Sequence[Notice]) -> dict[str, Any]:
    """Carry the notices in a resource that is no record: https://hl7.org/fhir/R4/operationoutcome.html."""
    name = " ".join((NOTICE_SYSTEM, id_, *(notice.code for notice in notices)))
    return {
        "resourceType": "OperationOutcome",
        "id": str(uuid5(NAMESPACE_URL, name)),
        "issue": [
            {
                "severity": "information",
                "code": "informational",
                "details": {
                    "coding": [{"system": NOTICE_SYSTEM, "version": notice.version, "code": notice.code}],
                    "text": notice.text,
                },
                "diagnostics": notice.citation,
            }
            for notice in notices
        ],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
