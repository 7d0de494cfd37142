"""Golden cases of the rules about documents: DR-019, DR-030, DR-037, DR-040."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from domain.review.identity import US_CORE
from domain.review.reviewing import refusals
from tests.domain.review.test_summaries import CODES, cda, composed
from tests.domain.review.wards import (
    NOW,
    NUBC,
    ZONE,
    content,
    disposition,
    document,
    encounter,
    found,
    of_class,
    rules,
    signature,
    typed,
)

RESIDENT = [{"reference": "Practitioner/resident"}]


def of(rule: str, *records: dict[str, Any]) -> set[str]:
    """Give the items of one rule."""
    return {item for each, _, item in found(*records) if each == rule}


@pytest.mark.parametrize(
    ("records", "items"),
    [
        ([document()], set()),
        ([document(authenticator=None)], {"signature"}),
        ([document(authenticator=None), signature("DocumentReference/d")], set()),
        ([document(authenticator=None), signature("DocumentReference/d/_history/1")], set()),
        ([document(authenticator=None), signature("DocumentReference/other")], {"signature"}),
        ([document(authenticator=None), {**signature("DocumentReference/d"), "signature": None}], {"signature"}),
        ([document(authenticator=None, docStatus="amended")], {"signature"}),
        ([document(authenticator=None, docStatus="preliminary")], set()),
        ([document(authenticator=None, docStatus=None)], set()),
        ([document(authenticator=None, status="superseded")], set()),
        ([document(date=None)], {"date"}),
        ([document(date="2026-03-09")], {"time"}),
        (
            [
                document(
                    date=None, context={"encounter": [{"reference": "Encounter/e"}], "period": {"start": "2026-03-09"}}
                )
            ],
            {"time"},
        ),
        ([document(author=RESIDENT)], set()),  # the attending cosigns
        ([document(author=RESIDENT, authenticator={"reference": "Practitioner/x"})], {"signer"}),
        ([document(author=None, authenticator={"reference": "Practitioner/x"})], set()),
        ([document(author=RESIDENT, authenticator={"reference": "PractitionerRole/x"})], set()),
        ([document(), typed("11506-3", authenticator=None), of_class("AMB")], {"signature"}),
        ([document(authenticator=None, content=content(cda(CODES, "<legalAuthenticator/>"), "text/xml"))], set()),
        ([document(authenticator=None, content=content(cda(CODES), "text/xml"))], {"signature"}),
        ([composed()], set()),
        ([composed(attester=[])], {"signature"}),
        ([composed(attester=[{"mode": "legal", "time": "2026-03-09"}])], {"attested"}),
        ([composed(attester=[{"mode": "legal"}])], {"attested"}),
        ([composed(date="2026-03-09")], {"time"}),
        ([composed(attester=[]), signature("Composition/k")], set()),
    ],
)
def test_dr_037_authentication(records: list[dict[str, Any]], items: set[str]) -> None:
    """A final document is dated, timed and authenticated by author, attending or signature."""
    assert items == of("DR-037", *records)


AMA = encounter(hospitalization=disposition("07", NUBC))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([AMA], {"DR-019"}),
        ([encounter(hospitalization=disposition("aadvice"))], {"DR-019"}),
        ([AMA, document(), typed("51851-4", description="AMA form")], set()),
        ([AMA, document(), typed("51851-4", content=content("Left against medical advice.", "text/plain"))], set()),
        ([AMA, document(), typed("51851-4", type={"text": "Left Against Medical Advice"})], set()),
        ([AMA, document(), typed("51851-4", description="Ama Doe")], {"DR-019"}),
        ([encounter()], set()),
    ],
)
def test_dr_019_against_advice(records: list[dict[str, Any]], expected: set[str]) -> None:
    """Who left against medical advice has a document that says so."""
    assert expected == rules(*records)


BAD = {
    "type": document(type=None),
    "content[0]": document(content=[{"attachment": {"contentType": "text/plain"}}]),
    "encounter": document(context={"encounter": [{"reference": "Encounter/e"}, {"reference": "Encounter/f"}]}),
}


@pytest.mark.parametrize("item", BAD)
def test_dr_030_is_a_deficiency_in_plain_r4_and_refused_in_us_core(item: str) -> None:
    """What R4 allows is stored and flagged; who claims the US Core profile is held to it."""
    record = BAD[item]
    claiming = {**record, "meta": {"profile": [US_CORE + "documentreference|6.1.0"]}}

    assert {item} == of("DR-030", record)
    assert () == refusals([record], {}, NOW, ZONE)
    assert ["DR-030"] == [fault.rule for fault in refusals([claiming], {}, NOW, ZONE)]


def _attachment(**changes: Any) -> dict[str, Any]:
    raw = b"the whole document"
    own = {
        "contentType": "text/plain",
        "data": base64.b64encode(raw).decode(),
        "size": len(raw),
        "hash": base64.b64encode(hashlib.sha1(raw).digest()).decode(),
    }
    return {key: value for key, value in {**own, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("attachment", "where"),
    [
        (_attachment(), []),
        (_attachment(size=None, hash=None), []),
        (_attachment(hash="AAAAAAAAAAAAAAAAAAAAAAAAAAA="), ["content[0].attachment.hash"]),
        (_attachment(hash="not a hash"), ["content[0].attachment.hash"]),
        (_attachment(size=3), ["content[0].attachment.size"]),
        (
            _attachment(data=base64.b64encode(b"another").decode()),
            ["content[0].attachment.size", "content[0].attachment.hash"],
        ),
        (_attachment(data=None, url="http://elsewhere/x"), []),
        (_attachment(data=None, url="Binary/b"), ["content[0].attachment.size", "content[0].attachment.hash"]),
    ],
)
def test_dr_040_attachment(attachment: dict[str, Any], where: list[str]) -> None:
    """Size and hash are those of the data, in the attachment or in a Binary of the same transaction."""
    binary = {"resourceType": "Binary", "id": "b", "data": base64.b64encode(b"x").decode()}
    found_ = refusals([document(content=[{"attachment": attachment}]), binary], {}, NOW, ZONE)

    assert [f"DocumentReference.{each}" for each in where] == [fault.expression for fault in found_]
    assert {"DR-040"} >= {fault.rule for fault in found_}


@pytest.mark.parametrize(
    ("kind", "element"), [("DiagnosticReport", "presentedForm"), ("Media", "content"), ("Consent", "sourceAttachment")]
)
def test_dr_040_other_attachments(kind: str, element: str) -> None:
    """Reports, media and consents are held to the same."""
    bad = _attachment(size=1)
    record = {"resourceType": kind, "id": "x", element: [bad] if element == "presentedForm" else bad}

    assert ["DR-040"] == [fault.rule for fault in refusals([record], {}, NOW, ZONE)]
