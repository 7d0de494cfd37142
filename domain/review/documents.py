"""Is a document whole, dated, timed and authenticated (42 CFR 482.24(c)(1); US Core DocumentReference)?"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from domain.fhir.targets import local, named
from domain.review.chart import attachments
from domain.review.findings import Hit, Rule
from domain.review.identity import Arrival, claims
from domain.review.moments import Moment, moment
from domain.review.narrative import note
from domain.review.stay import AGAINST_ADVICE, Stay

FINAL = frozenset({"final", "amended"})
_AGAINST = re.compile(r"\b(?i:against medical advice)\b|\bAMA\b")


def well_formed(arrival: Arrival) -> Iterator[Hit]:
    """DR-030 at the door: a DocumentReference that claims US Core keeps to it; any other is stored and flagged."""
    if claims(arrival.record, "documentreference"):
        yield from _shape(arrival.record)


def classified(stay: Stay) -> Iterator[Hit]:
    """DR-030 in the chart: a document has a type, a content and one encounter."""
    for document in stay.chart.documents:
        if document.get("status") != "entered-in-error":
            yield from _shape(document)


def _shape(document: Mapping[str, Any]) -> Iterator[Hit]:
    name, kind = named(document), document.get("type") or {}
    if not (kind.get("coding") or kind.get("text")):
        yield Hit("The document has no type.", "DocumentReference.type", name, "type")
    for number, attachment in enumerate(each.get("attachment") or {} for each in document.get("content", ())):
        if not (attachment.get("url") or attachment.get("data") or attachment.get("_url") or attachment.get("_data")):
            where = f"DocumentReference.content[{number}].attachment"
            yield Hit("The attachment has neither data nor address.", where, name, f"content[{number}]")
    if len((document.get("context") or {}).get("encounter", ())) > 1:
        where = "DocumentReference.context.encounter"
        yield Hit("The document names more than one encounter.", where, name, "encounter")


def authenticated(stay: Stay) -> Iterator[Hit]:
    """DR-037: a final document is dated, timed and authenticated by who is responsible for it."""
    for document in stay.chart.documents:
        if document.get("docStatus") in FINAL and document.get("status", "current") == "current":
            name = named(document)
            yield from _dated("DocumentReference.date", name, _dates(document, stay.zone))
            if name in stay.signatures:
                continue
            if not document.get("authenticator"):
                if not (stay.inpatient and _signed_within(document, stay)):
                    said = "The final document is not authenticated: neither authenticator nor signature."
                    yield Hit(said, "DocumentReference.authenticator", name, "signature")
            elif _stranger(document, stay):
                said = "The authenticator is neither an author nor somebody who cosigns."
                yield Hit(said, "DocumentReference.authenticator", name, "signer")
    for record in stay.chart.compositions:
        if record.get("status") in FINAL:
            yield from _attested(record, stay)


def _attested(record: Mapping[str, Any], stay: Stay) -> Iterator[Hit]:
    name = named(record)
    yield from _dated("Composition.date", name, [moment(record.get("date"), stay.zone)])
    if name in stay.signatures:
        return
    attesters = record.get("attester", ())
    if not attesters:
        said = "The final document is not authenticated: neither attester nor signature."
        yield Hit(said, "Composition.attester", name, "signature")
    elif not any((when := moment(each.get("time"), stay.zone)) and when.timed for each in attesters):
        yield Hit("The attestation has no date and time.", "Composition.attester.time", name, "attested")


def _dated(where: str, name: str, told: list[Moment | None]) -> Iterator[Hit]:
    known = [each for each in told if each is not None]
    if not known:
        yield Hit("The final document is not dated.", where, name, "date")
    elif not any(each.timed for each in known):
        yield Hit("The final document has a date, but no time.", where, name, "time")


def _dates(document: Mapping[str, Any], zone: str) -> list[Moment | None]:
    told = [document.get("date"), ((document.get("context") or {}).get("period") or {}).get("start")]
    told += [(each.get("attachment") or {}).get("creation") for each in document.get("content", ())]
    return [moment(each, zone) for each in told]


def _signed_within(document: Mapping[str, Any], stay: Stay) -> bool:
    """Tell whether the document is C-CDA and names its legal authenticator."""
    for attachment in attachments(document):
        if "xml" in str(attachment.get("contentType", "")):
            read = note(attachment, stay.chart.binaries)
            if read is not None and read.authenticated:
                return True
    return False


def _stranger(document: Mapping[str, Any], stay: Stay) -> bool:
    """Tell whether a practitioner authenticated what others wrote, without a part in the stay that lets them cosign."""
    signer = local(document.get("authenticator"))
    authors = {local(each) for each in document.get("author", ())}
    if not signer.startswith("Practitioner/") or not authors or signer in authors:
        return False
    if not all(each.startswith("Practitioner/") for each in authors):
        return False
    cosigners = {local(each.get("individual")) for each in stay.chart.encounter.get("participant", ())}
    cosigners |= {
        local(agent.get("who"))
        for provenance in stay.chart.provenances
        for agent in provenance.get("agent", ())
        if named(document) in {local(target) for target in provenance.get("target", ())}
    }
    return signer not in cosigners


def left_against_advice(stay: Stay) -> Iterator[Hit]:
    """DR-019: who leaves against medical advice has it documented."""
    if not (stay.finished and stay.dispositions & AGAINST_ADVICE):
        return
    for document in stay.chart.documents:
        if document.get("status") == "entered-in-error" or document.get("docStatus") == "entered-in-error":
            continue
        kind = document.get("type") or {}
        parts = attachments(document)
        told = [kind.get("text"), document.get("description"), *(each.get("title") for each in parts)]
        told += [coding.get("display") for coding in kind.get("coding", ())]
        if any(_AGAINST.search(str(each)) for each in told if each):
            return
        if any((read := note(each, stay.chart.binaries)) and _AGAINST.search(read.text()) for each in parts):
            return
    said = "The patient left against medical advice, and no document says so."
    yield Hit(said, "Encounter.hospitalization.dischargeDisposition", stay.name)


def intact(arrival: Arrival) -> Iterator[Hit]:
    """DR-040 at the door: the stated size and SHA-1 of an attachment are those of its data."""
    record = arrival.record
    kind = str(record.get("resourceType"))
    for where, attachment in _held(record):
        size, digest, data = attachment.get("size"), attachment.get("hash"), attachment.get("data")
        if size is None and digest is None:
            continue
        if data is None:
            binary = arrival.find(local({"reference": attachment.get("url")}))
            data = binary.get("data") if binary else None
        if not isinstance(data, str):
            continue
        try:
            raw = base64.b64decode(data)
        except (binascii.Error, ValueError):
            yield Hit("The data is not base64.", f"{kind}.{where}.data", named(record), f"{where}:data")
            continue
        if size is not None and size != len(raw):
            yield Hit(
                "The stated size is not that of the data.", f"{kind}.{where}.size", named(record), f"{where}:size"
            )
        if digest is not None and _sha1(digest) != hashlib.sha1(raw, usedforsecurity=False).digest():
            yield Hit(
                "The stated hash is not that of the data.", f"{kind}.{where}.hash", named(record), f"{where}:hash"
            )


def _sha1(text: object) -> bytes:
    try:
        return base64.b64decode(str(text))
    except (binascii.Error, ValueError):
        return b""


def _held(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    match record.get("resourceType"):
        case "DocumentReference":
            for number, each in enumerate(record.get("content", ())):
                yield f"content[{number}].attachment", each.get("attachment") or {}
        case "DiagnosticReport":
            yield from (
                (f"presentedForm[{number}]", each) for number, each in enumerate(record.get("presentedForm", ()))
            )
        case "Media":
            yield "content", record.get("content") or {}
        case "Consent":
            yield "source", record.get("sourceAttachment") or {}


DR_030 = "US Core DocumentReference; us-core-6 (attachment)"
RULES = (
    Rule(
        "DR-019",
        "Left against medical advice",
        "NUBC FL17 code 07; house rule",
        "D",
        "required",
        "document",
        "2026-01-01",
        False,
        left_against_advice,
    ),
    Rule(
        "DR-030", "Type, content and one encounter", DR_030, "D", "required", "document", "2026-01-01", True, classified
    ),
    Rule(
        "DR-037",
        "Dated, timed, authenticated",
        "42 CFR 482.24(c)(1)",
        "D",
        "required",
        "document",
        "2026-01-01",
        True,
        authenticated,
    ),
)
AT_THE_DOOR = (
    Rule(
        "DR-030",
        "Type, content and one encounter",
        DR_030,
        "X",
        "required",
        "document",
        "2026-01-01",
        True,
        well_formed,
    ),
    Rule(
        "DR-040",
        "Attachment intact",
        "FHIR R4 Attachment.hash, Attachment.size",
        "X",
        "invariant",
        "document",
        "2026-01-01",
        True,
        intact,
    ),
)
