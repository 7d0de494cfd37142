"""What does the recipient get? A package of the released records, byte for byte as they are kept, with its notices.

A collection Bundle (https://hl7.org/fhir/R4/bundle.html) or NDJSON. The same records on the same ground give the same
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from domain.privacy.labelling import ACT_CODE, CONFIDENTIALITY, PART2, PSYCHOTHERAPY, level_of
from domain.release.grounds import Ground
from domain.release.notices import Notice, obligations, owed
from domain.release.request import HOUSE

NOTICE_SYSTEM: Final = f"{HOUSE}notice"
_SAID: Final = PART2 | PSYCHOTHERAPY | {"NORDSCLCD", "NODSCLCD", "NOAUTH", "HIPAASelfPay"}
"""Labels that a package repeats on itself: they bind whoever holds it."""

Content = tuple[str, int, bytes]
"""One released record: its reference, its version, its bytes as served."""


def bundle(
    id_: str, contents: Iterable[Content], ground: Ground, marks: frozenset[str], made: str, *, base: str = ""
) -> bytes:
    """Assemble a collection Bundle around the records' own bytes; its notices come first, as one OperationOutcome.

    ``marks`` are the labels of all that is in it, ``made`` an instant as FHIR writes it, ``base`` the FHIR base
    address that makes the full addresses of the entries.
    """
    notices = notices_of(ground, marks)
    head = {
        "resourceType": "Bundle",
        "id": id_,
        "meta": _meta(marks),
        "type": "collection",
        "timestamp": made,
    }
    entries = [_entry(f"{base.rstrip('/')}/{reference}" if base else "", body) for reference, _, body in contents]
    if notices:
        outcome = _outcome(made, notices)
        entries.insert(0, _entry(f"urn:uuid:{outcome['id']}", _json(outcome)))
    return b'%b,"entry":[%b]}' % (_json(head)[:-1], b",".join(entries)) if entries else _json(head)


def ndjson(contents: Iterable[Content], ground: Ground, marks: frozenset[str], made: str) -> bytes:
    """Give one record a line, the notices as the first line; line breaks between members become spaces."""
    lines = [body.replace(b"\r", b" ").replace(b"\n", b" ") for _, _, body in contents]
    notices = notices_of(ground, marks)
    if notices:
        lines.insert(0, _json(_outcome(made, notices)))
    return b"".join(line + b"\n" for line in lines)


def notices_of(ground: Ground, marks: frozenset[str]) -> tuple[Notice, ...]:
    """Give the notices that a package of records with these labels owes on this ground."""
    return owed(obligations(ground.pathway, (marks,)), ground.directives)


def _meta(marks: frozenset[str]) -> dict[str, Any]:
    """Label the package with the highest confidentiality in it and with what its holder must heed (FH-011)."""
    said = marks & _SAID
    if marks & PART2:
        said |= {"NORDSCLCD"}
    confidentiality = {"system": CONFIDENTIALITY, "code": level_of(marks)}
    return {"security": [confidentiality, *({"system": ACT_CODE, "code": code} for code in sorted(said))]}


def _entry(full_url: str, body: bytes) -> bytes:
    return b'{"fullUrl":%b,"resource":%b}' % (_json(full_url), body) if full_url else b'{"resource":%b}' % body


def _outcome(made: str, notices: Sequence[Notice]) -> dict[str, Any]:
    """Carry the notices in a resource that is no record: https://hl7.org/fhir/R4/operationoutcome.html."""
    name = " ".join((NOTICE_SYSTEM, made, *(notice.code for notice in notices)))
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
