"""What does the recipient get? A package of the released records, byte for byte as they are kept, with its notices.

A collection Bundle (https://hl7.org/fhir/R4/bundle.html) or NDJSON. The same items and notices give the same bytes.
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


def bundle(  # noqa: PLR0913 - each is one element of the Bundle
    items: Iterable[Packaged],
    *,
    id: str,  # noqa: A002 - the element's own name
    made: str,
    base: str,
    notices: Sequence[Notice] = (),
    request: str = "",
) -> bytes:
    """Assemble a collection Bundle around the records' own bytes; the notices come first, as one OperationOutcome.

    ``made`` is an instant as FHIR writes it, ``base`` the FHIR base address, ``request`` the reference to the Task.
    """
    held = list(items)
    head: dict[str, Any] = {"resourceType": "Bundle", "id": id, "meta": _meta(held, notices)}
    if request:
        head["identifier"] = {"system": f"{HOUSE}release-request", "value": request}
    head |= {"type": "collection", "timestamp": made}
    entries = [
        b'{"fullUrl":%b,"resource":%b}' % (_json(f"{base.rstrip('/')}/{item.reference}"), item.body) for item in held
    ]
    if notices:
        outcome = _outcome(id, notices)
        entries.insert(0, b'{"fullUrl":%b,"resource":%b}' % (_json(f"urn:uuid:{outcome['id']}"), _json(outcome)))
    if not entries:
        return _json(head)
    return b'%b,"entry":[%b]}' % (_json(head)[:-1], b",".join(entries))


def ndjson(items: Iterable[Packaged], *, id: str = "", notices: Sequence[Notice] = ()) -> bytes:  # noqa: A002
    """Give one record a line, the notices as the first line; line breaks between members become spaces."""
    lines = [item.body.replace(b"\r", b" ").replace(b"\n", b" ") for item in items]
    if notices:
        lines.insert(0, _json(_outcome(id, notices)))
    return b"".join(line + b"\n" for line in lines)


def _meta(items: Sequence[Packaged], notices: Sequence[Notice]) -> dict[str, Any]:
    """Label the package with the highest confidentiality in it and with what its holder must heed (FH-011)."""
    found = frozenset().union(*(item.labels for item in items)) if items else frozenset()
    said = found & _SAID
    if any(notice.code == "P2_NOTICE" for notice in notices):
        said |= {"NORDSCLCD"}
    codings = [{"system": CONFIDENTIALITY, "code": level_of(found)}]
    return {"security": [*codings, *({"system": ACT_CODE, "code": code} for code in sorted(said))]}


def _outcome(id_: str, notices: Sequence[Notice]) -> dict[str, Any]:
    """Carry the notices in a resource that is no record: https://hl7.org/fhir/R4/operationoutcome.html."""
    return {
        "resourceType": "OperationOutcome",
        "id": str(uuid5(NAMESPACE_URL, f"{NOTICE_SYSTEM}/{id_}")),
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
